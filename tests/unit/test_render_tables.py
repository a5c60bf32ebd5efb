"""Each table of a manuscript as a Word and an Excel file of its own, opened with other libraries than wrote it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest

from burnout.render import Rendered, render
from burnout.render.sheet import Line, number_of, sheet
from helpers.rendering import small

BODY = r"""See @tbl-odds and @tbl-many.

| Factor | OR (95% CI) | *P* | Share | Code |
|:---|:--:|:--:|:--:|:--|
| **Income** | | | | 007 |
| &emsp;Low | 2.994 (1.62 to 5.53) | 0.048 | 12.50% | =1+1 |
| &emsp;High | −0.75 | <0.001 | 1 | \@SUM(1) |

: Odds of a [link](https://example.org) and @tbl-many. {#tbl-odds}

::: {.table-note}
OR, odds ratio; see @tbl-many.

A second paragraph.
:::

| A | B |
|:--|:-:|
| 病人 | 3 |

: Another {#tbl-many}

| C | D |
|:--|:-:|
| without | label |

| E | F |
|:--|:-:|
| an author's | own |

: Escaping {#tbl-a..b:c}
"""


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("tables")
    return render(small(folder / "build", BODY), folder / "out", engine="portable")


@pytest.fixture(scope="module")
def tables(rendered: Rendered) -> Path:
    return rendered.files["docx"].parent / "tables"


def test_every_labelled_table_has_both_files_named_safely(tables: Path) -> None:
    names = sorted(path.name for path in tables.iterdir())
    assert names == ["a-b-c.docx", "a-b-c.xlsx", "many.docx", "many.xlsx", "odds.docx", "odds.xlsx"]


def test_a_label_too_long_for_a_mark_in_word_is_replaced_by_a_number(tmp_path: Path) -> None:
    body = "| A |\n|:--|\n| 1 |\n\n: Long {#tbl-with-a-label-of-more-than-forty-letters-and-digits}\n"
    files = render(small(tmp_path / "build", body), tmp_path / "out", engine="portable").files
    assert sorted(path.name for path in (files["docx"].parent / "tables").iterdir()) == ["table-1.docx", "table-1.xlsx"]


def test_word_file_holds_caption_table_and_notes(tables: Path) -> None:
    document = docx.Document(str(tables / "odds.docx"))
    texts = [(par.style.name, par.text.replace("\xa0", " ")) for par in document.paragraphs]
    assert texts == [
        ("Table Caption", "Table 1. Odds of a link and Table 2."),
        ("Table Note", "OR, odds ratio; see Table 2."),
        ("Table Note", "A second paragraph."),
    ]
    (table,) = document.tables
    assert [cell.text.strip() for cell in table.rows[2].cells][:3] == ["Low", "2.994 (1.62 to 5.53)", "0.048"]
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert document.core_properties.title.replace("\xa0", " ") == "Table 1. Odds of a link and Table 2."
    assert not document.element.xpath("//w:hyperlink | //w:bookmarkStart | //w:headerReference")


def test_word_file_has_no_parts_it_does_not_need(tables: Path) -> None:
    with zipfile.ZipFile(tables / "odds.docx") as package:
        names = set(package.namelist())
        relations = package.read("word/_rels/document.xml.rels").decode()
    assert {"word/document.xml", "word/styles.xml"} < names
    assert not any("media" in name or "header" in name for name in names)
    assert "https://example.org" not in relations


def test_excel_file_has_numbers_where_numbers_are_printed(tables: Path) -> None:
    page = openpyxl.load_workbook(tables / "odds.xlsx").active
    assert page.title == "odds"
    assert page["A1"].value.replace("\xa0", " ") == "Table 1. Odds of a link and Table 2."
    assert [cell.value for cell in page[2]] == ["Factor", "OR (95% CI)", "P", "Share", "Code"]
    assert [cell.value for cell in page[4]] == ["Low", "2.994 (1.62 to 5.53)", 0.048, 0.125, "=1+1"]
    assert [page["C4"].number_format, page["D4"].number_format] == ["0.000", "0.00%"]
    assert [cell.value for cell in page[5]] == ["High", -0.75, "<0.001", 1, "@SUM(1)"]
    assert page["E3"].value == "007"
    assert page["A6"].value.replace("\xa0", " ") == "OR, odds ratio; see Table 2."
    assert page["A7"].value == "A second paragraph."


def test_nothing_in_an_excel_file_is_a_formula(tables: Path) -> None:
    for path in tables.glob("*.xlsx"):
        for row in openpyxl.load_workbook(path).active.iter_rows():
            assert all(cell.data_type != "f" for cell in row), path


def test_excel_file_looks_and_prints_as_a_three_line_table(tables: Path) -> None:
    page = openpyxl.load_workbook(tables / "odds.xlsx").active
    assert page.print_title_rows == "$2:$2"
    assert page.freeze_panes == "A3"
    assert page.page_setup.fitToWidth == 1 and page.page_setup.fitToHeight == 0
    borders = {row: page.cell(row, 2).border for row in range(2, 6)}
    lines = {row: tuple(side.style if side else None for side in (b.top, b.bottom)) for row, b in borders.items()}
    assert {row: line for row, line in lines.items() if line != (None, None)} == {
        2: ("medium", "thin"),
        5: (None, "medium"),
    }
    assert page["A3"].font.bold and not page["A4"].font.bold
    assert page["A4"].alignment.indent == 1


def test_the_same_manuscript_gives_the_same_bytes(rendered: Rendered, tables: Path, tmp_path: Path) -> None:
    again = render(small(tmp_path / "build", BODY), tmp_path / "out", engine="portable")
    for path in sorted(tables.iterdir()):
        assert path.read_bytes() == (again.files["docx"].parent / "tables" / path.name).read_bytes(), path.name


def test_tables_of_an_earlier_rendering_go_away(tmp_path: Path) -> None:
    old = tmp_path / "out" / "tables" / "old.docx"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"")
    render(small(tmp_path / "build", "No table at all."), tmp_path / "out", engine="portable")
    assert not old.parent.exists()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.048", (0.048, "0.000")),
        ("−1.50", (-1.5, "0.00")),
        ("244", (244, "0")),
        ("54.10%", (0.541, "0.00%")),
        ("\u20071.5\u2007", (1.5, "0.0")),
        ("007", None),
        ("<0.001", None),
        ("12 (4.92)", None),
        ("1e5", None),
        ("", None),
        ("-", None),
        ("9" * 13, None),
    ],
)
def test_what_counts_as_a_number(text: str, number: tuple[float, str] | None) -> None:
    found = number_of(text)
    assert found == (pytest.approx(number[0]), number[1]) if number else found is None


def test_texts_that_a_workbook_cannot_hold(tmp_path: Path) -> None:
    cells = [("a\x0bb", 0, False, "left"), ("x" * 40_000, 0, False, "center"), ("\u202eمرهق 😀", 0, False, "odd")]
    (tmp_path / "t.xlsx").write_bytes(sheet("n" * 50, "=cmd|' /C calc'!A0", [Line(False, cells)], ["+1"]))
    page = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [page["A2"].value, len(page["B2"].value), page["C2"].value] == ["ab", 32_001, "\u202eمرهق 😀"]
    assert page["A1"].data_type == "s" and page["A3"].value == "+1"
