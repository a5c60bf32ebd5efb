"""The Word reference document, made from pandoc's own: `python -m burnout.render.reference OUT`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from burnout.render import pandoc
from burnout.render.docx import RUNNING
from burnout.render.package import pack, unpack
from burnout.render.wordstyles import styles_xml

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PAGE = (
    f'<w:sectPr {_R}><w:headerReference w:type="default" r:id="rIdHeader"/>'
    '<w:headerReference w:type="first" r:id="rIdFirst"/>'
    '<w:footerReference w:type="default" r:id="rIdFooter"/><w:footerReference w:type="first" r:id="rIdFooter"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1417" w:right="1417" w:bottom="1417" w:left="1417" w:header="709" w:footer="709" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)


def _field(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _part(root: str, style: str, content: str) -> bytes:
    text = f'<w:{root} {_W}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p></w:{root}>'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'.encode()


def build() -> bytes:
    """The reference document: A4, margins of 2.5 cm, a serif face, black headings, three-line tables.

    Returns
    -------
    bytes
        A Word file; the same bytes each time.
    """
    parts = unpack(pandoc.run(["--print-default-data-file", "reference.docx"], Path.cwd()))
    parts["word/styles.xml"] = styles_xml().encode()
    parts["word/header1.xml"] = _part("hdr", "Header", f"<w:r><w:t>{RUNNING}</w:t></w:r>")
    parts["word/header2.xml"] = _part("hdr", "Header", "")
    numbers = f'{_field("PAGE")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field("NUMPAGES")}'
    parts["word/footer1.xml"] = _part("ftr", "Footer", numbers)
    files = {"rIdHeader": "header1", "rIdFirst": "header2", "rIdFooter": "footer1"}
    relations = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}/{name[:-1]}" Target="{name}.xml"/>' for key, name in files.items()
    )
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_OFFICE}.{name[:-1]}+xml"/>' for name in files.values()
    )
    _change(parts, "word/_rels/document.xml.rels", r"</Relationships>", f"{relations}</Relationships>")
    _change(parts, "[Content_Types].xml", r"</Types>", f"{types}</Types>")
    _change(parts, "word/document.xml", r"<w:sectPr\b.*?</w:sectPr>|<w:sectPr\s*/>", _PAGE)
    _change(parts, "docProps/core.xml", r"<dcterms:(?:created|modified)\b.*?</dcterms:(?:created|modified)>", "")
    return pack(parts)


def _change(parts: dict[str, bytes], name: str, pattern: str, new: str) -> None:
    text, count = re.subn(pattern, lambda _: new, parts[name].decode(), flags=re.DOTALL)
    if not count:
        raise RuntimeError(f"pandoc's reference document has changed: no {pattern} in {name}")
    parts[name] = text.encode()


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(build())
