"""Both renderers give the same manuscript: text, numbers, tables, figures, cross-references and citations."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from lxml import html

from burnout.render import render
from helpers.rendering import W, document, jats, paragraphs, pdf_text, sample

pytestmark = pytest.mark.skipif(shutil.which("quarto") is None, reason="needs a real quarto on the PATH")
RENDERERS = ("quarto", "portable")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("both")
    build = sample(folder / "build")
    for name in RENDERERS:
        render(build, folder / name, engine=name)
    return {name: folder / name for name in RENDERERS}


def clean(text: str) -> str:
    """Text as words, whatever breaks and blanks stand between them."""
    return " ".join(re.sub(r"[\u200b\u00ad]", "", text).replace("\u00a0", " ").split())


def page(folder: Path) -> html.HtmlElement:
    return html.fromstring((folder / "manuscript.html").read_bytes())


def words_of_page(folder: Path) -> list[str]:
    """Words of the page in no order: captions of tables stand above or below in the markup."""
    body = page(folder).find(".//body")
    for node in [*body.iter("style"), *body.iter("script")]:
        node.drop_tree()
    return sorted(clean(body.text_content()).split())


def table_rows(folder: Path, where: str) -> list[list[str]]:
    if where == "html":
        found = page(folder).iter("tr")
        return [[clean(cell.text_content()) for cell in row if cell.tag in ("td", "th")] for row in found]
    if where == "docx":
        rows = document(folder / "manuscript.docx").iter(f"{W}tr")
        return [
            [clean("".join(t.text or "" for t in cell.iter(f"{W}t"))) for cell in row.iter(f"{W}tc")] for row in rows
        ]
    rows = jats(folder / "manuscript.xml").iter("tr")
    return [[clean("".join(cell.itertext())) for cell in row] for row in rows]


def same(both: dict[str, Path], read) -> None:
    quarto, portable = (read(both[name]) for name in RENDERERS)
    assert quarto, "something was read"
    assert quarto == portable


def test_text_of_the_page(both: dict[str, Path]) -> None:
    same(both, words_of_page)


def test_text_of_word_paragraph_by_paragraph(both: dict[str, Path]) -> None:
    same(both, lambda folder: [(style, clean(text)) for style, text in paragraphs(folder / "manuscript.docx")])


def test_text_of_the_pdf(both: dict[str, Path]) -> None:
    same(both, lambda folder: clean(pdf_text(folder / "manuscript.pdf")))


def test_text_of_jats(both: dict[str, Path]) -> None:
    def read(folder: Path) -> list[str]:
        root = jats(folder / "manuscript.xml")
        return [clean("".join(root.find(part).itertext())) for part in ("front//abstract", "body", "back")]

    same(both, read)


@pytest.mark.parametrize("where", ["html", "docx", "xml"])
def test_tables_cell_by_cell(both: dict[str, Path], where: str) -> None:
    same(both, lambda folder: table_rows(folder, where))


def test_figures_and_what_they_say(both: dict[str, Path]) -> None:
    same(both, lambda folder: [clean(g.find("alt-text").text) for g in jats(folder / "manuscript.xml").iter("graphic")])
    same(
        both,
        lambda folder: [
            shown.get("descr")
            for shown in document(folder / "manuscript.docx").iter()
            if shown.tag.endswith("}docPr") and shown.get("descr")
        ],
    )


def test_references_lead_to_the_same_places(both: dict[str, Path]) -> None:
    def links(folder: Path) -> list[tuple[str, str]]:
        found = page(folder).iter("a")
        return [(clean(a.text_content()), a.get("href")) for a in found if (a.get("href") or "").startswith("#")]

    def rids(folder: Path) -> list[tuple[str, str]]:
        found = jats(folder / "manuscript.xml").find("body").iter("xref")
        return [(x.get("rid"), clean("".join(x.itertext()))) for x in found]

    same(both, links)
    same(both, rids)
