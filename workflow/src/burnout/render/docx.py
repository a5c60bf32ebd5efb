"""The last touches to a Word file, the same for both renderers."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree import ElementTree

from burnout.render.fields import fields
from burnout.render.front import Front
from burnout.render.package import element, pack, paragraph, read_xml, unpack, w, write_xml

Element = ElementTree.Element
_TALLEST = 21 * 360_000  # of a picture: 21 cm, in English Metric Units
SHORT = 26
"""A table of more rows than this may go on to the next page."""
RUNNING = "RUNNING TITLE"
"""What the header of the reference document holds in place of the running title."""


def finish(content: bytes, front: Front, alternatives: Mapping[str, str] | None = None) -> bytes:
    """A Word file as a journal wants it.

    Affiliations and correspondence follow the authors, keywords the abstract; tables are Word tables of their own
    whose header row repeats and whose rows stay whole; the page header holds the running title. Dates of making
    are taken out, so that equal manuscripts are equal files.

    Parameters
    ----------
    content : bytes
        Word file of pandoc or Quarto.
    front : Front
        Authors, affiliations, keywords, running title.
    alternatives : mapping of str to str, optional
        Alternative text of each picture, by its name without ending, where the pictures lack it.
    """
    parts = unpack(content)
    root = read_xml(parts["word/document.xml"])
    body = root.find(w("body"))
    if body is not None:
        _one_set_of_paragraph_properties(body)
        _unwrap_floats(body)
        _title_block(body, front)
        for table in body.iter(w("tbl")):
            _table(table)
        _keep_tables_together(body)
        fields(body)
        _fit_pictures(body)
        _describe_pictures(body, alternatives or {})
        if front.line_numbers:
            _number_lines(body)
    parts["word/document.xml"] = write_xml(root)
    if front.line_spacing is not None:
        parts["word/styles.xml"] = _spaced(parts["word/styles.xml"], front.line_spacing)
    for name in parts:
        if name.startswith("word/header"):
            parts[name] = parts[name].replace(RUNNING.encode(), _xml(front.running))
    if "docProps/core.xml" in parts:
        parts["docProps/core.xml"] = _without_dates(parts["docProps/core.xml"])
    return pack(parts)


def _xml(text: str) -> bytes:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode()


def _spaced(styles: bytes, lines: float) -> bytes:
    """Styles with another line spacing of the text: 240 twentieths of a point are a single line."""
    root = read_xml(styles)
    for style in root.iter(w("style")):
        if style.get(w("styleId")) in ("BodyText", "Abstract", "Bibliography"):
            for spacing in style.iter(w("spacing")):
                spacing.set(w("line"), str(round(240 * lines)))
                spacing.set(w("lineRule"), "auto")
    return write_xml(root)


def _without_dates(core: bytes) -> bytes:
    root = read_xml(core)
    for child in list(root):
        if child.tag.rsplit("}", 1)[-1] in ("created", "modified", "lastPrinted"):
            root.remove(child)
    return write_xml(root)


def _style(par: Element) -> str:
    found = par.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if found is None else found.get(w("val"), "")


def _set_style(par: Element, style: str) -> None:
    properties = par.find(w("pPr"))
    if properties is None:
        properties = element("pPr")
        par.insert(0, properties)
    for old in properties.findall(w("pStyle")):
        properties.remove(old)
    properties.insert(0, element("pStyle", val=style))


def _one_set_of_paragraph_properties(body: Element) -> None:
    """Merge the second properties element that Quarto writes into captions, which Word refuses."""
    for par in body.iter(w("p")):
        first, *others = par.findall(w("pPr")) or [None]
        for other in others:
            for child in other:
                old = first.find(child.tag)
                if old is not None:
                    first.remove(old)
                first.append(child)
            par.remove(other)
        if others and (style := _style(par)):
            _set_style(par, style)


def _unwrap_floats(body: Element) -> None:
    """Take figures and tables out of the one-cell tables that Quarto puts them in."""
    changed = True
    while changed:
        changed = False
        for i, child in enumerate(list(body)):
            cells = child.findall(f"{w('tr')}/{w('tc')}") if child.tag == w("tbl") else []
            if len(cells) != 1 or not _is_wrapper(child, cells[0]):
                continue
            content = [c for c in cells[0] if c.tag != w("tcPr")]
            kept = _restyled(content)
            body.remove(child)
            for offset, part in enumerate(kept):
                body.insert(i + offset, part)
            after = i + len(kept)
            if after < len(body) and _is_blank(body[after]):
                body.remove(body[after])
            changed = True
            break


def _is_wrapper(table: Element, cell: Element) -> bool:
    styles = {_style(p) for p in cell.iter(w("p"))}
    return bool(styles & {"ImageCaption", "TableCaption"}) or table.find(f".//{w('drawing')}") is not None


def _is_blank(child: Element) -> bool:
    return child.tag == w("p") and not "".join(child.itertext()).strip() and child.find(f".//{w('drawing')}") is None


def _restyled(content: list[Element]) -> list[Element]:
    has_table = any(c.tag == w("tbl") for c in content)
    kept = [c for c in content if not (_is_blank(c) and c is content[-1] and has_table)]
    for child in kept:
        if child.tag != w("p"):
            continue
        if child.find(f".//{w('drawing')}") is not None:
            _plain_style(child, "CaptionedFigure")
        elif _style(child) in ("ImageCaption", "TableCaption"):
            _plain_style(child, "TableCaption" if has_table else "ImageCaption")
    return kept


def _plain_style(par: Element, style: str) -> None:
    properties = par.find(w("pPr"))
    if properties is not None:
        par.remove(properties)
    _set_style(par, style)


def _fit_pictures(body: Element) -> None:
    """Make pictures small enough for the page and their caption."""
    for drawing in body.iter(w("drawing")):
        sizes = [e for e in drawing.iter() if e.get("cx") and e.get("cy")]
        share = min((_TALLEST / int(e.get("cy", "1")) for e in sizes), default=1)
        for size in sizes if share < 1 else []:
            size.set("cx", str(round(int(size.get("cx", "0")) * share)))
            size.set("cy", str(round(int(size.get("cy", "0")) * share)))


def _describe_pictures(body: Element, alternatives: Mapping[str, str]) -> None:
    """Give pictures without alternative text the one that belongs to their file."""
    for drawing in body.iter(w("drawing")):
        named = [e for e in drawing.iter() if e.tag.endswith("}cNvPr") and e.get("descr")]
        text = alternatives.get(named[0].get("descr", "").rsplit(".", 1)[0]) if named else None
        for shown in [e for e in drawing.iter() if text and e.tag.endswith("}docPr") and not e.get("descr")]:
            shown.set("descr", text or "")


def _number_lines(body: Element) -> None:
    for section in body.iter(w("sectPr")):
        margins = section.find(w("pgMar"))
        if margins is not None and section.find(w("lnNumType")) is None:
            section.insert(list(section).index(margins) + 1, element("lnNumType", countBy="1", restart="continuous"))


def _one_alignment(par: Element) -> None:
    """Keep the first alignment, the column's own; Quarto centres on top of it."""
    properties = par.find(w("pPr"))
    for extra in properties.findall(w("jc"))[1:] if properties is not None else []:
        properties.remove(extra)


def _title_block(body: Element, front: Front) -> None:
    authors = [p for p in body.findall(w("p")) if _style(p) == "Author"]
    if authors and front.authors:
        place = list(body).index(authors[0])
        for old in authors:
            body.remove(old)
        for offset, new in enumerate(_people(front)):
            body.insert(place + offset, new)
    abstract = [p for p in body.findall(w("p")) if _style(p) == "Abstract"]
    if front.keywords and abstract:
        place = list(body).index(abstract[-1]) + 1
        body.insert(place, paragraph("Keywords", _keywords(front)))


def _keywords(front: Front) -> list[tuple[str, str]]:
    words = front.words
    return [(words.after(words.keywords), "b"), (words.after(words.semicolon).join(front.keywords), "")]


def _people(front: Front) -> list[Element]:
    runs: list[tuple[str, str]] = []
    for author in front.authors:
        runs += [(front.words.after(front.words.comma), "")] if runs else []
        runs += [(author.name, ""), (author.marks, "superscript")]
    places = [
        paragraph("Affiliation", [(str(n), "superscript"), (f" {name}", "")])
        for n, name in enumerate(front.affiliations, start=1)
    ]
    letters = [
        paragraph(
            "Affiliation", [("*", "superscript"), (f" {front.words.after(front.words.correspondence)}{line}", "")]
        )
        for line in front.correspondence
    ]
    return [paragraph("Author", runs), *places, *letters]


def _table(table: Element) -> None:
    """Header row repeated, rows kept whole, cells in the table's own paragraph style."""
    look = table.find(f"{w('tblPr')}/{w('tblLook')}")
    has_header = look is not None and look.get(w("firstRow")) == "1"
    rows = table.findall(w("tr"))
    for i, row in enumerate(rows):
        properties = row.find(w("trPr"))
        if properties is None:
            properties = element("trPr")
            row.insert(0, properties)
        for name in ("cantSplit", "tblHeader"):
            for old in properties.findall(w(name)):
                properties.remove(old)
        properties.append(element("cantSplit"))
        if i == 0 and has_header:
            properties.append(element("tblHeader"))
        for par in row.iter(w("p")):
            _one_alignment(par)
            if _style(par) in ("Compact", "BodyText", "FirstParagraph", ""):
                _set_style(par, "TableText")


def _keep_tables_together(body: Element) -> None:
    """Let no page end within a short table, after the head of any, or between a heading line and what is under it.

    Word parts a table wherever the page ends unless the paragraphs of a row stay with the next row.
    """
    children = list(body)
    for place, table in enumerate(children):
        if table.tag != w("tbl"):
            continue
        rows = table.findall(w("tr"))
        after = [c for c in children[place + 1 :] if c.tag not in (w("bookmarkStart"), w("bookmarkEnd"))]
        noted = bool(after) and after[0].tag == w("p") and _style(after[0]) == "TableNote"
        short = len(rows) <= SHORT
        for i, row in enumerate(rows):
            ends = i == len(rows) - 1
            if noted if ends else short or i < 2 or i == len(rows) - 2 or _is_heading(row):
                for par in row.iter(w("p")):
                    _keep_with_next(par)


def _is_heading(row: Element) -> bool:
    """Whether a row has words in its first cell only, or bold ones: the heading of the rows under it."""
    first, *others = row.findall(w("tc"))
    bold = first.find(f".//{w('r')}/{w('rPr')}/{w('b')}") is not None
    return bold or not any("".join(cell.itertext()).strip() for cell in others)


def _keep_with_next(par: Element) -> None:
    properties = par.find(w("pPr"))
    if properties is None:
        properties = element("pPr")
        par.insert(0, properties)
    if properties.find(w("keepNext")) is None:
        place = 1 if properties.find(w("pStyle")) is not None else 0
        properties.insert(place, element("keepNext"))
