"""What is mended in Word and JATS files: small files written by hand, in the shape Quarto gives them."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from xml.etree import ElementTree

from burnout.render import docx, jats, render
from burnout.render.front import Author, Front
from burnout.render.package import pack, read_xml, unpack
from helpers.rendering import W, document, small

FRONT = Front(
    authors=(Author("Min", "Example", "m@example.org", "", True, (1,)), Author("Ann", "Other", "", "", False, (1, 2))),
    affiliations=("A & B", "C"),
    keywords=("x", "y"),
    running="Short & <sweet>",
)
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LOOK = '<w:tblPr><w:tblLook w:firstRow="{}"/></w:tblPr>'
CAPTION = (
    '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:pPr><w:spacing w:before="200"/>'
    '<w:pStyle w:val="ImageCaption"/></w:pPr><w:r><w:t>Table 1. Numbers</w:t></w:r></w:p>'
)
CELL = '<w:tc><w:p><w:pPr><w:pStyle w:val="Compact"/><w:jc w:val="right"/><w:jc w:val="center"/></w:pPr></w:p></w:tc>'
TABLE = f"<w:tbl>{LOOK.format(1)}<w:tr>{CELL}{CELL}</w:tr><w:tr>{CELL}{CELL}</w:tr></w:tbl>"
WRAPPED = (
    f"<w:tbl>{LOOK.format(0)}<w:tr><w:tc><w:tcPr/>{CAPTION}{TABLE}<w:p/></w:tc></w:tr></w:tbl>"
    '<w:p><w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>'
)


def styled(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>'


def finished(body: str, front: Front = FRONT) -> tuple[ElementTree.Element, dict[str, bytes]]:
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "word/document.xml": f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>".encode(),
        "word/header1.xml": b"<w:hdr>RUNNING TITLE</w:hdr>",
    }
    made = unpack(docx.finish(pack(parts), front))
    root = read_xml(made["word/document.xml"]).find(f"{W}body")
    assert root is not None
    return root, made


def styles(root: ElementTree.Element) -> list[str]:
    found = [p.find(f"{W}pPr/{W}pStyle") for p in root.findall(f"{W}p")]
    return [s.get(f"{W}val", "") if s is not None else "" for s in found]


def test_a_table_leaves_its_wrapper() -> None:
    root, _ = finished(styled("BodyText", "before") + WRAPPED + styled("BodyText", "after"))
    assert [child.tag.removeprefix(W) for child in root] == ["p", "p", "tbl", "p"]
    assert styles(root) == ["BodyText", "TableCaption", "BodyText"]
    assert len(root[1].findall(f"{W}pPr")) == 1
    rows = root[2].findall(f"{W}tr")
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False]
    assert [j.get(f"{W}val") for j in root[2].iter(f"{W}jc")] == ["right"] * 4
    assert {s.get(f"{W}val") for s in root[2].iter(f"{W}pStyle")} == {"TableText"}


def test_an_ordinary_table_of_one_cell_stays() -> None:
    one = f"<w:tbl><w:tblPr/><w:tr><w:tc>{styled('Compact', 'x')}</w:tc></w:tr></w:tbl>"
    root, _ = finished(one)
    assert [child.tag.removeprefix(W) for child in root] == ["tbl"]


def test_people_and_keywords_are_put_in() -> None:
    root, parts = finished(
        styled("Title", "T") + styled("Author", "Min") + styled("Author", "Ann") + styled("Abstract", "A")
    )
    assert styles(root) == ["Title", "Author", "Affiliation", "Affiliation", "Affiliation", "Abstract", "Keywords"]
    assert ["".join(p.itertext()) for p in root][1:5] == [
        "Min Example1,*, Ann Other1,2",
        "1 A & B",
        "2 C",
        "* Correspondence: Min Example, m@example.org",
    ]
    assert parts["word/header1.xml"] == b"<w:hdr>Short &amp; &lt;sweet&gt;</w:hdr>"


def test_packing_is_the_same_each_time() -> None:
    parts = {"b.xml": b"<b/>", "[Content_Types].xml": b"<Types/>", "a.xml": b"<a/>"}
    assert pack(parts) == pack(dict(reversed(parts.items())))
    assert list(unpack(pack(parts))) == ["[Content_Types].xml", "a.xml", "b.xml"]


JATS = b"""<?xml version="1.0"?>
<article xmlns:xlink="http://www.w3.org/1999/xlink"><front><article-meta><title-group><article-title>T</article-title>
</title-group><history></history><abstract>Only words</abstract></article-meta></front>
<body><sec><title>1. Aims</title><p/><sec><title>1.1 Part</title><p>x</p></sec></sec>
<sec><title>2020 was hard</title><p>y</p>
<fig id="tbl-a"><caption><p>Table&#160;1. Numbers</p></caption><table-wrap><table><tbody/></table></table-wrap></fig>
<boxed-text specific-use="table-note"><p>A note.</p></boxed-text>
<fig id="fig-a"><caption><p>Figure 12. Bars</p></caption><graphic xlink:href="a.png"/></fig>
</sec></body><back><ref-list><title/></ref-list></back></article>"""


def test_jats_numbers_become_labels() -> None:
    root = read_xml(jats.finish(JATS, FRONT))
    labels = [(e.tag, e.findtext("label")) for e in root.iter() if e.tag in ("sec", "fig", "table-wrap")]
    assert labels == [("sec", "1"), ("sec", "1.1"), ("sec", None), ("table-wrap", "Table 1"), ("fig", "Figure 12")]
    assert [t.text for t in root.iter("title")] == ["Aims", "Part", "2020 was hard", "References"]
    assert root.findtext(".//fig/caption/p") == "Bars"


def test_jats_tables_stand_alone_with_their_notes() -> None:
    root = read_xml(jats.finish(JATS, FRONT))
    (table,) = root.iter("table-wrap")
    assert table.get("id") == "tbl-a"
    assert [child.tag for child in table] == ["label", "caption", "table", "table-wrap-foot"]
    assert table.findtext("table-wrap-foot/p") == "A note."
    assert not list(root.iter("boxed-text"))


def test_jats_front_is_complete() -> None:
    root = read_xml(jats.finish(JATS, FRONT))
    front = root.find("front")
    assert front is not None and [child.tag for child in front] == ["journal-meta", "article-meta"]
    assert root.findtext(".//abstract/p") == "Only words"
    assert root.findtext(".//alt-title") == "Short & <sweet>"
    assert root.find(".//history") is None
    assert jats.finish(JATS, FRONT).startswith(b'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE article PUBLIC')


def white_png(width: int, height: int) -> bytes:
    """A white picture of one bit per pixel at 72 dots per inch."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\x00" + b"\xff" * ((width + 7) // 8)) * height
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_tall_and_wide_pictures_fit_the_page(tmp_path: Path) -> None:
    build = small(tmp_path / "b", "![Tall](tall){#fig-t}\n\n![Wide](wide){#fig-w}")
    (build / "tall.png").write_bytes(white_png(200, 2000))
    (build / "wide.png").write_bytes(white_png(2000, 200))
    made = render(build, tmp_path / "out", engine="portable")
    extents = [
        (int(e.get("cx", "0")) / 360_000, int(e.get("cy", "0")) / 360_000)
        for e in document(made.files["docx"]).iter()
        if e.tag.endswith("}extent")
    ]
    assert [(round(x, 1), round(y, 1)) for x, y in extents] == [(2.1, 21.0), (16.0, 1.6)]
