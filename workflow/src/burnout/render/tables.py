"""Each table of a manuscript as a file of its own, in Word and in Excel, taken from the finished Word file."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from burnout.render.fields import plain
from burnout.render.package import element, pack, read_xml, unpack, w, write_xml
from burnout.render.sheet import Line, sheet

Element = ElementTree.Element

_KEPT = re.compile(r"\[Content_Types\]\.xml|_rels/\.rels|docProps/.*|word/(styles|settings|fontTable|theme/.*)\.?.*")
_RELATIONS = "word/_rels/document.xml.rels"
_DIGEST = re.compile("X[0-9a-f]{39,40}")
"""What pandoc puts in the place of a label that is too long for a mark in Word."""
_INDENT = "\u2003"


@dataclass(frozen=True)
class WordTable:
    """A table of a Word file.

    Parameters
    ----------
    label : str
        Its label without ``tbl-``, safe as a name of a file.
    caption, table : Element
        The paragraph above it, and the table.
    notes : tuple of Element
        The paragraphs of its note.
    """

    label: str
    caption: Element
    table: Element
    notes: tuple[Element, ...]

    def words(self) -> tuple[str, list[str]]:
        """The text of the caption, and of each paragraph of the note."""
        return text_of(self.caption), [text_of(note) for note in self.notes]

    def lines(self) -> list[Line]:
        """The rows: whether they are the head, and each cell's text, indent, boldness and alignment."""
        return [_line(row) for row in self.table.findall(w("tr"))]


def write_tables(manuscript: bytes, folder: Path) -> list[Path]:
    """Write every labelled table of a manuscript as ``<label>.docx`` and ``<label>.xlsx``.

    Parameters
    ----------
    manuscript : bytes
        The finished Word file.
    folder : Path
        Where the files go; made when there is a table.

    Returns
    -------
    list of Path
        The files, in the order of the manuscript.
    """
    parts = unpack(manuscript)
    body = read_xml(parts["word/document.xml"]).find(w("body"))
    made: list[Path] = []
    for table in tables_of(body) if body is not None else []:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, content in (("docx", as_word(table, body, parts)), ("xlsx", as_excel(table))):
            made.append(folder / f"{table.label}.{ending}")
            made[-1].write_bytes(content)
    return made


def tables_of(body: Element) -> list[WordTable]:
    """The labelled tables of the body of a Word file, in order."""
    found: list[WordTable] = []
    label, caption = "", None
    children = list(body)
    for place, child in enumerate(children):
        for mark in child.iter(w("bookmarkStart")):
            name = mark.get(w("name"), "")
            if name.startswith("tbl-") or _DIGEST.fullmatch(name):
                label = name.removeprefix("tbl-")
        if child.tag == w("p") and _style(child) == "TableCaption":
            caption = child
        elif child.tag == w("tbl"):
            if label and caption is not None:
                name = f"table-{len(found) + 1}" if _DIGEST.fullmatch(label) else _file_name(label)
                found.append(WordTable(name, caption, child, _notes(children[place + 1 :])))
            label, caption = "", None
    return found


def as_word(table: WordTable, body: Element, parts: Mapping[str, bytes]) -> bytes:
    """A Word file that holds one table, with the page and the styles of the manuscript it comes from.

    Parameters
    ----------
    table : WordTable
        The table.
    body : Element
        Body of the manuscript.
    parts : mapping of str to bytes
        Parts of the manuscript's Word file, as `burnout.render.package.unpack` gives them.
    """
    content = [plain(_without_links(copy.deepcopy(part))) for part in (table.caption, table.table, *table.notes)]
    page = [_plain_section(copy.deepcopy(section)) for section in body.findall(w("sectPr"))]
    kept = {name: part for name, part in parts.items() if _KEPT.fullmatch(name)}
    kept["word/document.xml"] = write_xml(element("document", element("body", *content, *page)))
    kept[_RELATIONS] = _only(parts[_RELATIONS], "Target", lambda target: f"word/{target}" in kept)
    types = parts["[Content_Types].xml"]
    kept["[Content_Types].xml"] = _only(types, "PartName", lambda name: name.lstrip("/") in kept)
    kept["docProps/core.xml"] = _titled(parts["docProps/core.xml"], text_of(table.caption))
    return pack(kept)


def as_excel(table: WordTable) -> bytes:
    """An Excel file that holds one table; what is a number in it is a number there."""
    caption, notes = table.words()
    return sheet(table.label, caption, table.lines(), notes)


def text_of(part: Element) -> str:
    """The text of a Word element; line breaks stay."""
    said = []
    for node in part.iter():
        if node.tag == w("t"):
            said.append(node.text or "")
        elif node.tag in (w("br"), w("cr")):
            said.append("\n")
        elif node.tag == w("tab"):
            said.append(" ")
    return "".join(said)


def _line(row: Element) -> Line:
    cells = []
    for cell in row.findall(w("tc")):
        text = "\n".join(text_of(par) for par in cell.findall(w("p")))
        runs = [run for run in cell.iter(w("r")) if text_of(run).strip()]
        bold = bool(runs) and runs[0].find(f"{w('rPr')}/{w('b')}") is not None
        side = next((found.get(w("val"), "left") for found in cell.iter(w("jc"))), "left")
        cells.append((text.strip(), len(text) - len(text.lstrip(_INDENT)), bold, side))
        span = cell.find(f"{w('tcPr')}/{w('gridSpan')}")
        cells += [("", 0, False, side)] * (int(span.get(w("val"), "1")) - 1 if span is not None else 0)
    return Line(row.find(f"{w('trPr')}/{w('tblHeader')}") is not None, cells)


def _notes(after: list[Element]) -> tuple[Element, ...]:
    """The paragraphs of a note that follow a table at once."""
    notes: list[Element] = []
    for child in after:
        if child.tag in (w("bookmarkStart"), w("bookmarkEnd")):
            continue
        if child.tag != w("p") or _style(child) != "TableNote":
            break
        notes.append(child)
    return tuple(notes)


def _style(par: Element) -> str:
    found = par.find(f"{w('pPr')}/{w('pStyle')}")
    return "" if found is None else found.get(w("val"), "")


def _file_name(label: str) -> str:
    """A label as a name of a file: it may come from an author's own text."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", label)[:80].strip("-") or "table"


def _without_links(part: Element) -> Element:
    """A part whose links and marks, which lead to places that are not in the file, are plain text."""
    for parent in list(part.iter()):
        for child in list(parent):
            if child.tag == w("hyperlink"):
                place = list(parent).index(child)
                parent.remove(child)
                for offset, run in enumerate(child):
                    parent.insert(place + offset, run)
            elif child.tag in (w("bookmarkStart"), w("bookmarkEnd")) or _is_field_mark(child):
                parent.remove(child)
    for properties in part.iter(w("rPr")):
        for style in properties.findall(w("rStyle")):
            if style.get(w("val")) == "Hyperlink":
                properties.remove(style)
    return part


def _is_field_mark(run: Element) -> bool:
    """Whether a run only begins, names or ends a field: without it the field's text stays."""
    return run.tag == w("r") and (run.find(w("fldChar")) is not None or run.find(w("instrText")) is not None)


def _plain_section(section: Element) -> Element:
    """The page of the manuscript without its headers, footers and line numbers."""
    for child in list(section):
        if child.tag not in (w("pgSz"), w("pgMar")):
            section.remove(child)
    return section


def _only(content: bytes, attribute: str, wanted: Callable[[str], bool]) -> bytes:
    """An XML list without the entries whose attribute names something unwanted."""
    root = read_xml(content)
    for child in list(root):
        named = child.get(attribute)
        if named is not None and not wanted(named):
            root.remove(child)
    return write_xml(root)


def _titled(core: bytes, title: str) -> bytes:
    root = read_xml(core)
    for child in root:
        if child.tag == "{http://purl.org/dc/elements/1.1/}title":
            child.text = title
    return write_xml(root)
