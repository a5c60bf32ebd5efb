"""The page of a section in a table: counted in the PDF, a field in Word, left out where there are no pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from burnout.render import Rendered, render
from helpers.rendering import W, document, pdf_text, small, text_of_markup

TABLE = """| Item | Section | [Page]{.page-column} | Remark |
|:---|:---|:---:|:---|
| 1 | [One](#sec-one) | []{.page-of to=sec-one} | first |
| 2 | [Three](#sec-three) | []{.page-of to=sec-three} | third |
| 3 | – | – | nothing |

: Pages. {#tbl-pages}
"""
BREAK = "{{< pagebreak >}}"
BODY = f"# One {{#sec-one}}\n\nText.\n\n{BREAK}\n\n# Two\n\nText.\n\n{BREAK}\n\n# Three {{#sec-three}}\n\n{TABLE}"


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("pages")
    return render(small(folder / "build", BODY), folder / "out", engine="portable")


def test_the_pdf_counts_the_page_of_each_section(rendered: Rendered) -> None:
    text = " ".join(pdf_text(rendered.files["pdf"]).split())
    assert "1 One 1 first" in text
    assert "2 Three 3 third" in text


def test_word_has_a_field_with_the_page_of_the_pdf_until_it_counts_itself(rendered: Rendered) -> None:
    root = document(rendered.files["docx"])
    codes = [node.text.split() for node in root.iter(f"{W}instrText")]
    fields = [code[1] for code in codes if code[0] == "PAGEREF"]
    assert fields == ["page_sec_one", "page_sec_three"]
    marks = {node.get(f"{W}name") for node in root.iter(f"{W}bookmarkStart")}
    assert set(fields) <= marks
    begun = [node for node in root.iter(f"{W}fldChar") if node.get(f"{W}fldCharType") == "begin"]
    assert [node.get(f"{W}dirty") for node in begun].count("true") == 2
    cells = [
        ["".join(t.text or "" for t in c.iter(f"{W}t")) for c in row.iter(f"{W}tc")] for row in root.iter(f"{W}tr")
    ]
    assert [row[2] for row in cells] == ["Page", "1", "3", "–"]


def test_a_table_by_itself_has_the_pages_as_text(rendered: Rendered) -> None:
    root = document(rendered.files["docx"].parent / "tables" / "pages.docx")
    assert not list(root.iter(f"{W}instrText"))
    assert "".join(t.text or "" for t in root.iter(f"{W}t")).count("Three3third") == 1


@pytest.mark.parametrize("kind", ["html", "xml"])
def test_there_is_no_page_column_without_pages(rendered: Rendered, kind: str) -> None:
    text = text_of_markup(rendered.files[kind])
    assert "Page" not in text.replace("Pages.", "").replace("Page 1", "")
    assert "nothing" in text


def test_a_page_of_something_that_is_no_anchor_is_left_out(tmp_path: Path) -> None:
    made = render(small(tmp_path / "b", '# A {#sec-a}\n\nSee []{.page-of to="x>#read(1)"}this.\n'), tmp_path / "o")
    assert "See this." in pdf_text(made.files["pdf"])
