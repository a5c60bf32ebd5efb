"""How tables are laid out: decimal points one under the other, heads for those who listen, rows that stay together."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import html

from burnout.render import Rendered, render
from helpers.rendering import SAMPLE, jats, pdf_text, small

ROWS = "\n".join(f"| Level {i} | {i} (1.00) | 0.5 |" for i in range(1, 41))
BODY = f"""| Factor | n (%) | *P* |
|:---|:--:|:--:|
| **Income** | | 0.429 |
| Low | 7 (2.87) | <0.001 |
| High | 132 (54.10) | −1.5 |
| Else | ∞ | 12.25 |

: Short {{#tbl-short}}

::: {{.table-note}}
A note.
:::

| Factor | n (%) | *P* |
|:---|:--:|:--:|
{ROWS}
| **Last** | | 0.1 |
| Level 42 | 3 (1.00) | |

: Long {{#tbl-long}}
"""


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("layout")
    return render(small(folder / "build", BODY), folder / "out", engine="portable")


def test_numbers_stand_with_their_points_one_under_the_other(rendered: Rendered) -> None:
    table = docx.Document(str(rendered.files["docx"])).tables[0]
    digit, point = "\u2007", "\u2008"
    column = [row.cells[1].text for row in table.rows][1:]
    assert column == ["Income", f"{2 * digit}7 (2.87){digit}", "132 (54.10)", "∞"]
    column = [row.cells[2].text for row in table.rows][1:]
    assert column == [f"{digit}0.429", "<0.001", f"−1.5{2 * digit}", f"12.25{digit}"]
    assert point not in "".join(column)


def test_blank_space_is_no_part_of_the_text_of_jats(rendered: Rendered) -> None:
    said = [re.sub(r"[ \n]+", " ", cell.text or "") for cell in jats(rendered.files["xml"]).iterfind(".//td")]
    assert "7 (2.87)" in said and "−1.5" in said


def test_every_head_says_what_it_is_the_head_of(rendered: Rendered) -> None:
    page = html.fromstring(rendered.files["html"].read_bytes())
    for table in page.iter("table"):
        assert [th.get("scope") for th in table.iterfind("./thead/tr/th")] == ["col"] * 3
        for row in table.iterfind("./tbody/tr"):
            assert [(cell.tag, cell.get("scope")) for cell in row] == [("th", "row"), ("td", None), ("td", None)]
        assert table.getparent().getparent().find("figcaption") is not None or table.find("caption") is not None
    heads = jats(rendered.files["xml"]).iterfind(".//tbody/tr/th")
    assert {head.get("scope") for head in heads} == {"row"}


def _kept(table: docx.table.Table) -> list[bool]:
    return [all(p.paragraph_format.keep_with_next for c in row.cells for p in c.paragraphs) for row in table.rows]


def test_rows_of_a_short_table_stay_together_and_with_the_note(rendered: Rendered) -> None:
    short, long = docx.Document(str(rendered.files["docx"])).tables
    assert _kept(short) == [True] * 5
    kept = _kept(long)
    assert len(kept) == 43
    assert [place for place, stays in enumerate(kept) if stays] == [0, 1, 41]
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in long.rows)
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in long.rows][:3] == [True, False, False]


def test_a_column_too_full_of_words_is_left_alone(tmp_path: Path) -> None:
    body = "| A | B |\n|:--|:-:|\n| a | 3 sessions |\n| b | none |\n| c | 12.5 |\n\n: C {#tbl-c}\n"
    files = render(small(tmp_path / "build", body), tmp_path / "out", engine="portable").files
    column = [row.cells[1].text.strip() for row in docx.Document(str(files["docx"])).tables[0].rows]
    assert column == ["B", "3 sessions", "none", "12.5"]


def test_a_line_of_words_alone_gets_the_whole_width(tmp_path: Path) -> None:
    body = (
        "| A | B | C |\n|:--|:-:|:-:|\n| **A long heading of the rows under it** | | |\n| x | 1 | 2 |\n\n: C {#tbl-c}\n"
    )
    files = render(small(tmp_path / "build", body), tmp_path / "out", engine="portable").files
    (table,) = docx.Document(str(files["docx"])).tables
    assert [len(row._tr.xpath("./w:tc")) for row in table.rows] == [3, 1, 3]
    assert table.rows[1]._tr.xpath("./w:tc/w:tcPr/w:gridSpan/@w:val") == ["3"]
    (head,) = html.fromstring(files["html"].read_bytes()).xpath("//th[@colspan]")
    assert head.get("colspan") == "3" and head.get("scope") == "rowgroup"
    page = openpyxl.load_workbook(tmp_path / "out" / "tables" / "c.xlsx").active
    assert [page["A3"].value, page["B3"].value, page["B4"].value] == ["A long heading of the rows under it", None, 1]
    assert page.column_dimensions["A"].width < 20


def test_pictures_come_before_a_table_of_several_pages_and_do_not_part_it(tmp_path: Path) -> None:
    build = small(tmp_path / "build", "")
    (build / "figures").mkdir()
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="560"><rect width="400" height="560"/></svg>'
    (build / "figures" / "a.svg").write_text(drawing, encoding="utf-8")
    (build / "figures" / "a.png").write_bytes((SAMPLE / "figures" / "grades.png").read_bytes())
    pictures = "\n".join(f"![Picture {i}](figures/a){{#fig-{i}}}\n" for i in "abc")
    table = f"| A | B | C |\n|:--|:-:|:-:|\n{ROWS}\n\n: Long {{#tbl-l}}\n"
    text = f"---\ntitle: T\n---\n\nWords.\n\n{pictures}\n{table}"
    (build / "index.qmd").write_text(text, encoding="utf-8")
    said = pdf_text(render(build, tmp_path / "out", engine="portable").files["pdf"])
    places = [said.index(words) for words in ("Picture a", "Picture b", "Picture c", "Level 1 ", "Level 40")]
    assert places == sorted(places)


def test_a_column_of_five_chinese_characters_is_as_wide_as_one_of_nine_latin_ones(tmp_path: Path) -> None:
    body = "| A | B |\n|:--|:--|\n| 同情心满足 | abcdefghi |\n\n: W {#tbl-w}\n"
    files = render(small(tmp_path / "build", body), tmp_path / "out", engine="portable").files
    (table,) = docx.Document(str(files["docx"])).tables
    chinese, latin = (int(width) for width in table._tbl.xpath("./w:tblGrid/w:gridCol/@w:w"))
    assert abs(chinese - latin) <= 8, "more than a thousandth of the text width"
