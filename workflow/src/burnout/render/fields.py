"""Numbers of tables and figures in Word as fields, so that Word counts them and references follow.

A caption's number becomes a ``SEQ`` field, a reference to it a ``REF`` field that leads to the caption. What stands
there now is the fields' last result: it is shown until the reader has Word count anew.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from xml.etree import ElementTree

from burnout.render.package import element, w

Element = ElementTree.Element

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CAPTIONS = {"TableCaption": "tbl", "ImageCaption": "fig"}
_KINDS = ("tbl-", "fig-")
_LABEL = re.compile(r"(?P<kind>[^\W\d]+)(?P<gap>[\s\u00a0]?)(?P<number>\d+)")
_FIRST_MARK = 900_000  # numbers of marks begin where pandoc's and Quarto's do not reach


def fields(body: Element) -> None:
    """Make fields of the numbers in captions, and of the references to them.

    Parameters
    ----------
    body : Element
        Body of the document; changed in place.
    """
    wanted = _references(body)
    mark = _FIRST_MARK
    for caption in [p for p in body.iter(w("p")) if _style(p) in _CAPTIONS]:
        _join_label(caption)
        run = caption.find(w("r"))
        words = run.find(w("t")) if run is not None else None
        found = _LABEL.match(words.text or "") if words is not None else None
        if run is None or words is None or found is None:
            continue
        names = wanted.get((_CAPTIONS[_style(caption)], found["number"]), [])
        new = [*_marked(run, found, names, mark), _run(run, (words.text or "")[found.end() :])]
        mark += 2 * len(names)
        place = list(caption).index(run)
        caption.remove(run)
        for offset, part in enumerate(new):
            caption.insert(place + offset, part)


def plain(part: Element) -> Element:
    """A part with its fields replaced by what they show, for a file without the captions they lead to."""
    for parent in list(part.iter()):
        for child in list(parent):
            inside = [node.tag for node in child]
            field = child.tag == w("r") and (w("fldChar") in inside or w("instrText") in inside)
            if field or child.tag in (w("bookmarkStart"), w("bookmarkEnd")):
                parent.remove(child)
    return part


def _style(par: Element) -> str:
    found = par.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if found is None else found.get(w("val"), "")


def _references(body: Element) -> dict[tuple[str, str], list[tuple[str, bool]]]:
    """Replace links to tables and figures by fields; the marks that their captions need.

    Kind (tbl, fig) and number of a caption lead to its marks: name, and whether it is around the number alone.
    """
    links = [
        (parent, link)
        for parent in body.iter()
        for link in parent.findall(w("hyperlink"))
        if link.get(w("anchor"), "").startswith(_KINDS)
    ]
    wanted: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for parent, link in links:
        anchor, text = link.get(w("anchor"), ""), _text(link)
        found = _LABEL.fullmatch(text)
        if found is None and not text.isdigit():
            continue
        name = f"_Ref_{re.sub(r'[^A-Za-z0-9]', '_', anchor)}"[:38] + ("" if found else "_n")
        marks = wanted.setdefault((anchor[:3], found["number"] if found else text), [])
        if (name, found is None) not in marks:
            marks.append((name, found is None))
        shown = copy.deepcopy(link.findall(w("r")))
        place = list(parent).index(link)
        parent.remove(link)
        for offset, part in enumerate(_field(f" REF {name} \\h ", shown)):
            parent.insert(place + offset, part)
    return wanted


def _marked(run: Element, found: re.Match[str], names: list[tuple[str, bool]], first: int) -> Iterator[Element]:
    """The label of a caption with its number as a field, and the marks that references lead to around it."""
    numbered = [(first + i, name) for i, (name, alone) in enumerate(names) if not alone]
    alone = [(first + len(names) + i, name) for i, (name, only) in enumerate(names) if only]
    yield from (_start(i, name) for i, name in numbered)
    yield _run(run, found["kind"] + found["gap"])
    yield from (_start(i, name) for i, name in alone)
    yield from _field(f" SEQ {found['kind']} \\* ARABIC ", [_run(run, found["number"])])
    yield from (element("bookmarkEnd", id=str(i)) for i, _ in [*alone, *numbered])


def _start(number: int, name: str) -> Element:
    mark = element("bookmarkStart", id=str(number))
    mark.set(w("name"), name)
    return mark


def _join_label(caption: Element) -> None:
    """Bring a Chinese label and its number into one run: Quarto puts a blank, and so a new run, between them."""
    texts = list(caption.iter(w("t")))[:2]
    if len(texts) == 2 and re.fullmatch(r"[\u3400-\u9fff]+", texts[0].text or ""):
        found = re.match(r"[\s\u00a0]?(\d+)(\u3000?) ?", texts[1].text or "")
        if found:
            texts[0].text = f"{texts[0].text}{found[1]}{found[2]}"
            texts[1].text = (texts[1].text or "")[found.end() :]


def _field(code: str, shown: list[Element]) -> list[Element]:
    instruction = element("instrText")
    instruction.text = code
    instruction.set(_SPACE, "preserve")
    begin, between, end = (element("r", element("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
    return [begin, element("r", instruction), between, *shown, end]


def _run(like: Element, text: str) -> Element:
    """A run that looks like another, with another text."""
    run = element("r")
    look = like.find(w("rPr"))
    if look is not None:
        run.append(copy.deepcopy(look))
    words = element("t")
    words.text = text
    words.set(_SPACE, "preserve")
    run.append(words)
    return run


def _text(part: Element) -> str:
    return "".join(node.text or "" for node in part.iter(w("t")))
