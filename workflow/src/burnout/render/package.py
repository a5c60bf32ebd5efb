"""Word files as packages of parts: read, written the same way every time, XML with its prefixes kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_PACKED = (".png", ".jpg", ".jpeg", ".pdf", ".docx", ".xlsx", ".zip")
"""Endings of files that cannot be made smaller."""
_DATE = (1980, 1, 1, 0, 0, 0)


def unpack(content: bytes) -> dict[str, bytes]:
    """Parts of a Word file, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if not name.endswith("/")}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive (a Word file, an exchange package) from its parts: same parts, same bytes."""
    out = io.BytesIO()
    names = [*(n for n in _FIRST if n in parts), *sorted(n for n in parts if n not in _FIRST)]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name in names:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            package.writestr(entry, parts[name])
    return out.getvalue()


def read_xml(content: bytes) -> ElementTree.Element:
    """The root of an XML part; its namespace prefixes are remembered for writing."""
    names = ElementTree.iterparse(io.BytesIO(content), events=["start-ns"])  # noqa: S314 (pandoc or Quarto wrote it)
    for _, (prefix, address) in names:
        if not prefix.startswith("ns"):
            ElementTree.register_namespace(prefix, address)
    return ElementTree.fromstring(content)  # noqa: S314


def write_xml(root: ElementTree.Element) -> bytes:
    """An XML part."""
    return b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + ElementTree.tostring(root, encoding="utf-8")


def w(name: str) -> str:
    """A name of WordprocessingML, for example `w("p")`."""
    return f"{{{W}}}{name}"


def element(name: str, *children: ElementTree.Element, **attributes: str) -> ElementTree.Element:
    """A WordprocessingML element; attribute names without prefix."""
    made = ElementTree.Element(w(name), {w(key): value for key, value in attributes.items()})
    made.extend(children)
    return made


def paragraph(style: str, runs: list[tuple[str, str]]) -> ElementTree.Element:
    """A paragraph of runs: text, and `""`, `"b"` (bold) or `"superscript"`."""
    made = element("p", element("pPr", element("pStyle", val=style)))
    for text, look in runs:
        run = element("r")
        if look == "superscript":
            run.append(element("rPr", element("vertAlign", val="superscript")))
        elif look:
            run.append(element("rPr", element(look)))
        words = element("t")
        words.text = text
        words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.append(words)
        made.append(run)
    return made
