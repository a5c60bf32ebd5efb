"""Build folders for tests of the renderers, and readers of what comes out."""

from __future__ import annotations

import html
import re
import shutil
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from burnout.render import stage
from burnout.render.package import read_xml

PROJECT = Path(__file__).parents[2]
SAMPLE = PROJECT / "tests" / "data" / "render" / "sample"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sample(folder: Path) -> Path:
    """A build folder with the sample manuscript."""
    shutil.copytree(SAMPLE, folder)
    stage(PROJECT / "manuscript", folder)
    return folder


def small(folder: Path, body: str, front: str = 'title: "A title"\n', **files: str) -> Path:
    """A build folder with one text; further files by name, `__` standing for the dot."""
    stage(PROJECT / "manuscript", folder)
    (folder / "index.qmd").write_text(f"---\n{front}---\n\n{body}\n", encoding="utf-8")
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def squeeze(text: str) -> str:
    """Text without white space and without invisible breaks."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def text_of_markup(path: Path) -> str:
    """What a reader sees of an HTML or XML file."""
    text = path.read_text(encoding="utf-8")
    text = text[text.find("<body") :] if path.suffix == ".html" else text
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def document(path: Path) -> ElementTree.Element:
    """The main part of a Word file."""
    with zipfile.ZipFile(path) as package:
        return read_xml(package.read("word/document.xml"))


def paragraphs(path: Path) -> list[tuple[str, str]]:
    """Style and text of each paragraph of a Word file."""
    out = []
    for par in document(path).iter(f"{W}p"):
        style = par.find(f"{W}pPr/{W}pStyle")
        out.append(
            (style.get(f"{W}val", "") if style is not None else "", "".join(t.text or "" for t in par.iter(f"{W}t")))
        )
    return out


def jats(path: Path) -> ElementTree.Element:
    """The root of a JATS file."""
    return read_xml(path.read_bytes())


def pdf_text(path: Path) -> str:
    """Text of a PDF."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(path).pages)
