"""Page numbers in a Word file: fields that Word counts, filled beforehand with the pages of the PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree import ElementTree

from burnout.render.package import element, pack, read_xml, unpack, w, write_xml

Element = ElementTree.Element
_FIELD = re.compile(r"\s*PAGEREF (page_\w+)")
_FIRST_MARK = 900_000
"""Number of the first mark that is added, above those of pandoc."""


def mark_pages(content: bytes, pages: Mapping[str, int]) -> bytes:
    """A Word file whose page fields have their marks and values.

    Word lays out otherwise than the PDF, so each field is said to be out of date: Word counts anew when the file is
    opened. Programs that do not count show the page of the PDF.

    Parameters
    ----------
    content : bytes
        The Word file.
    pages : mapping of str to int
        Anchor and page in the PDF.
    """
    parts = unpack(content)
    root = read_xml(parts["word/document.xml"])
    wanted = {found[1] for node in root.iter(w("instrText")) if (found := _FIELD.match(node.text or ""))}
    if not wanted:
        return content
    _add_marks(root, wanted)
    for par in root.iter(w("p")):
        _fill(par, {_name(anchor): page for anchor, page in pages.items()})
    parts["word/document.xml"] = write_xml(root)
    return pack(parts)


def _name(anchor: str) -> str:
    """The mark of an anchor: names of marks have no hyphens in Word."""
    return f"page_{anchor.replace('-', '_')}"


def _add_marks(root: Element, wanted: set[str]) -> None:
    """Beside the mark of each wanted heading a second one whose name Word takes in a field."""
    number = _FIRST_MARK
    for parent in list(root.iter()):
        for child in list(parent):
            name = _name(child.get(w("name"), "")) if child.tag == w("bookmarkStart") else ""
            if name in wanted:
                place = list(parent).index(child)
                start = element("bookmarkStart", id=str(number))
                start.set(w("name"), name)
                parent.insert(place, start)
                parent.insert(place + 1, element("bookmarkEnd", id=str(number)))
                number += 1
                wanted.remove(name)


def _fill(par: Element, pages: Mapping[str, int]) -> None:
    """Values of the page fields of a paragraph; each is marked as out of date."""
    opened, name, inside = None, "", False
    for run in par.iter(w("r")):
        mark = run.find(w("fldChar"))
        kind = mark.get(w("fldCharType")) if mark is not None else None
        code, text = run.find(w("instrText")), run.find(w("t"))
        if kind == "begin":
            opened = mark
        elif code is not None and (found := _FIELD.match(code.text or "")):
            name = found[1]
        elif kind == "separate":
            inside = bool(name)
        elif kind == "end":
            opened, name, inside = None, "", False
        elif inside and text is not None:
            text.text = str(pages.get(name, "?"))
            if opened is not None:
                opened.set(w("dirty"), "true")
