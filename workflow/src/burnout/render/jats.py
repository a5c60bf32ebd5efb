"""The last touches to a JATS file, the same for both renderers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from burnout.render.front import Front
from burnout.render.package import read_xml

Element = ElementTree.Element
_DOCTYPE = (
    '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.2 20190208//EN" '
    '"JATS-publishing1.dtd">'
)
_NO_JOURNAL_YET = (
    b"<journal-meta><journal-id/><journal-title-group/><issn/><publisher><publisher-name/></publisher></journal-meta>"
)
_FLOAT = re.compile(r"(?P<label>(?:Figure|Table)\s\d+)\.?\s*")
_SECTION = re.compile(r"(?P<label>\d{1,2}(?:\.\d{1,2})*)\.?\s+")


def finish(content: bytes, front: Front, alternatives: Mapping[str, str] | None = None) -> bytes:
    """A JATS file whose figures, tables and sections carry their numbers as labels.

    Captions lose the words `Table 1.` to a `label`; a table stands in a `table-wrap` with its caption and notes,
    never inside a `fig`.

    Parameters
    ----------
    content : bytes
        JATS of pandoc or Quarto.
    front : Front
        Running title.
    alternatives : mapping of str to str, optional
        Alternative text of each picture, by its name without ending, where the pictures lack it.
    """
    root = read_xml(content)
    root.set("article-type", "research-article")
    parents = {child: parent for parent in root.iter() for child in parent}
    for figure in list(root.iter("fig")):
        _table_out_of_figure(figure, parents)
    for holder in [*root.iter("fig"), *root.iter("table-wrap")]:
        _label_float(holder)
    for section in root.iter("sec"):
        _label_section(section)
    for parent in list(root.iter()):
        _notes_into_tables(parent)
    for picture in root.iter("graphic"):
        _describe(picture, alternatives or {})
    _tidy(root)
    _running_title(root, front)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{_DOCTYPE}\n{text}\n'.encode()


def _table_out_of_figure(figure: Element, parents: dict[Element, Element]) -> None:
    table = figure.find("table-wrap")
    if table is None:
        return
    table.set("id", figure.get("id", ""))
    caption = figure.find("caption")
    if caption is not None and table.find("caption") is None:
        table.insert(0, caption)
    table.tail = figure.tail
    parent = parents[figure]
    parent[list(parent).index(figure)] = table


def _label_float(holder: Element) -> None:
    caption = holder.find("caption")
    first = caption.find("*") if caption is not None else None
    found = _FLOAT.match((first.text or "").lstrip()) if first is not None else None
    if first is None or found is None or holder.find("label") is not None:
        return
    first.text = (first.text or "").lstrip()[found.end() :]
    label = Element("label")
    label.text = " ".join(found["label"].split())
    holder.insert(0, label)


def _label_section(section: Element) -> None:
    title = section.find("title")
    if title is None or section.find("label") is not None:
        return
    for child in list(title):
        if child.tag in ("styled-content", "named-content") and not (title.text or "").strip():
            title.text = (child.text or "") + (child.tail or "")
            title.remove(child)
            break
    found = _SECTION.match(title.text or "")
    if found is None:
        return
    title.text = (title.text or "")[found.end() :]
    label = Element("label")
    label.text = found["label"]
    section.insert(0, label)


def _notes_into_tables(parent: Element) -> None:
    """A note that follows a table becomes its foot."""
    for table, note in zip(list(parent), list(parent)[1:], strict=False):
        if table.tag != "table-wrap" or note.get("specific-use") != "table-note":
            continue
        foot = ElementTree.SubElement(table, "table-wrap-foot")
        foot.extend(list(note))
        parent.remove(note)


def _describe(picture: Element, alternatives: Mapping[str, str]) -> None:
    name = picture.get("{http://www.w3.org/1999/xlink}href", "").rsplit(".", 1)[0]
    if picture.find("alt-text") is None and alternatives.get(name):
        described = Element("alt-text")
        described.text = alternatives[name]
        picture.insert(0, described)


def _tidy(root: Element) -> None:
    """Take out what is empty, name the list of references, and keep the places a journal fills in."""
    for parent in root.iter():
        for child in [c for c in parent if c.tag in ("p", "history") and not len(c) and not (c.text or "").strip()]:
            parent.remove(child)
    _without_empty_references(root)
    for title in root.iterfind("back/ref-list/title"):
        title.text = title.text or "References"
    abstract = root.find("front/article-meta/abstract")
    if abstract is not None and (abstract.text or "").strip():
        only = Element("p")
        only.text, abstract.text = abstract.text, None
        only.extend(list(abstract))
        abstract[:] = [only]
    head = root.find("front")
    if head is not None and head.find("journal-meta") is None:
        head.insert(0, read_xml(_NO_JOURNAL_YET))


def _without_empty_references(article: Element) -> None:
    """Take the heading over the references out of the text: the list itself stands in the back, with its own."""
    body = article.find("body")
    if body is None or article.find("back/ref-list") is None:
        return
    for section in [s for s in body.findall("sec") if [c.tag for c in s] == ["title"]]:
        body.remove(section)


def _running_title(root: Element, front: Front) -> None:
    group = root.find("front/article-meta/title-group")
    if group is None or not front.running or group.find("alt-title") is not None:
        return
    running = ElementTree.SubElement(group, "alt-title", {"alt-title-type": "running-head"})
    running.text = front.running
