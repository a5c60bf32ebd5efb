"""The sample manuscript in all formats, by every renderer that is here, read back and looked at."""

from __future__ import annotations

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from burnout.errors import RenderError
from burnout.render import Rendered, render
from helpers.rendering import W, document, jats, paragraphs, pdf_text, sample, small, squeeze, text_of_markup

needs_quarto = pytest.mark.skipif(shutil.which("quarto") is None, reason="needs a real quarto on the PATH")


@pytest.fixture(scope="module", params=["portable", pytest.param("quarto", marks=needs_quarto)])
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("sample")
    return render(sample(folder / "build"), folder / "out", engine=request.param)


def test_four_files_and_the_pictures_of_jats(rendered: Rendered) -> None:
    names = {kind: path.name for kind, path in rendered.files.items()}
    assert names == {kind: f"manuscript.{kind}" for kind in ("html", "docx", "pdf", "xml")}
    assert all(path.stat().st_size > 5000 for path in rendered.files.values())
    assert (rendered.files["xml"].parent / "figures" / "grades.png").is_file()
    assert rendered.notes == ()


def test_every_format_says_the_same(rendered: Rendered) -> None:
    texts = {
        "html": text_of_markup(rendered.files["html"]),
        "docx": "\n".join(text for _, text in paragraphs(rendered.files["docx"])),
        "pdf": pdf_text(rendered.files["pdf"]),
        "xml": text_of_markup(rendered.files["xml"]),
    }
    said = (
        "Burnout among 244 health workers of a sample district",
        "Questionnaires of 244 workers in one district were analysed.",
        "School of Public Health, Sample University, Sample City",
        "The survey was done at 9 sites.",
        "Neither satisfied nor dissatisfied",
        "2.994 (1.62 to 5.53)",
        "CI: confidence interval. Adjusted for all factors of the model.",
        "with a shortcode shown as text: {{< var n.total >}}.",
        "The study “Burnout of health workers” ends here",
    )
    for kind, text in texts.items():
        flat = squeeze(text).replace('"', "“")
        for sentence in said:
            assert squeeze(sentence).replace("”", "“") in flat.replace("”", "“"), (kind, sentence)
        assert not re.search(r"@(fig|tbl|sec)-|\?@|\{\{<\s*(include|meta)", text), kind


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_references_and_captions(rendered: Rendered, kind: str) -> None:
    path = rendered.files[kind]
    if kind == "docx":
        text = "\n".join(text for _, text in paragraphs(path))
    else:
        text = pdf_text(path) if kind == "pdf" else text_of_markup(path)
    flat = squeeze(text)
    for sentence in (
        "Figure 1 shows the grades; Table 1 the participants, and Table 2 a small table.",
        "See also 1 and Section 2.1.",
        "Figure 1. Grades of burnout in the three dimensions",
        "Table 3. STROBE checklist",
        "Burnout has three dimensions [1]. Instruments differ [2,3]",
        "J Occup Behav. 1981;2(2):99–113. doi:10.1002/job.4030020205.",
        "[PhD thesis]. Sample University; 2021.",
        "R: A language and environment for statistical computing [software]. Version 4.5.0. 2025.",
    ):
        assert squeeze(sentence) in flat, sentence


def test_html_needs_nothing_from_outside(rendered: Rendered) -> None:
    page = rendered.files["html"].read_text(encoding="utf-8")
    assert "<script" not in page
    fetched = re.findall(r'<(?:img|link|script|iframe|source)\b[^>]*?(?:src|href)="(?!data:|#)([^"]*)"', page)
    assert fetched == []
    assert not re.search(r"@import|url\((?!['\"]?data:)", page)
    assert re.search(r'<html[^>]* lang="en"', page)
    assert "Bars of three grades in each of three dimensions" in page


def test_html_tables_scroll_and_callouts_have_a_look(rendered: Rendered) -> None:
    page = rendered.files["html"].read_text(encoding="utf-8")
    assert len(re.findall(r'<div class="table-scroll" tabindex="0"', page)) == 3
    assert len(re.findall(r'class="house-callout house-(?:note|warning)"', page)) == 2
    assert page.count("<colgroup>") == 0


def test_word_title_block_and_styles(rendered: Rendered) -> None:
    found = paragraphs(rendered.files["docx"])
    by_style: dict[str, list[str]] = {}
    for style, text in found:
        by_style.setdefault(style, []).append(text)
    assert by_style["Author"] == ["Min Example1,2,*, Ana María O’Sample1"]
    assert by_style["Affiliation"] == [
        "1 School of Public Health, Sample University, Sample City",
        "2 Sample District Centre for Disease Control",
        "* Correspondence: Min Example, min.example@example.org, ORCID 0000-0002-1825-0097",
    ]
    assert by_style["Keywords"] == ["Keywords: burnout; health workers; cross-sectional studies"]
    assert by_style["TableNote"] == [
        "Percentages are of the row. Tests: Pearson’s chi-square.",
        "CI: confidence interval. Adjusted for all factors of the model.",
    ]
    assert by_style["CalloutTitle"] == ["Synthetic data", "Read with care"]
    assert [text.split(".")[0] for text in by_style["TableCaption"]] == ["Table\u00a01", "Table\u00a02", "Table\u00a03"]
    assert [text.split(".")[0] for text in by_style["ImageCaption"]] == ["Figure\u00a01"]
    assert len(by_style["Bibliography"]) == 5


def test_word_tables_are_word_tables(rendered: Rendered) -> None:
    root = document(rendered.files["docx"])
    body = root.find(f"{W}body")
    assert body is not None
    tables = body.findall(f"{W}tbl")
    assert len(tables) == len(list(root.iter(f"{W}tbl"))) == 3
    for table in tables:
        style = table.find(f"{W}tblPr/{W}tblStyle")
        assert style is not None and style.get(f"{W}val") == "Table"
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        widths = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
        assert all(widths) and sum(widths) <= 9072
        assert all(len(p.findall(f"{W}pPr/{W}jc")) <= 1 for p in table.iter(f"{W}p"))
    first_column_of_the_longest = [int(c.get(f"{W}w", "0")) for c in tables[0].iter(f"{W}gridCol")]
    assert max(first_column_of_the_longest) == first_column_of_the_longest[0]
    aligned = [p.find(f"{W}pPr/{W}jc") for p in tables[1].findall(f"{W}tr")[1].iter(f"{W}p")]
    assert [a.get(f"{W}val") if a is not None else "left" for a in aligned] == ["left", "center", "right"]


def test_word_page_header_and_links(rendered: Rendered) -> None:
    with zipfile.ZipFile(rendered.files["docx"]) as package:
        headers = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("word/header"))
        footers = "".join(package.read(n).decode() for n in package.namelist() if n.startswith("word/footer"))
        core = package.read("docProps/core.xml").decode()
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "Burnout of health workers" in headers and "RUNNING TITLE" not in headers
    assert "PAGE" in footers and "NUMPAGES" in footers
    assert "created" not in core
    root = document(rendered.files["docx"])
    bookmarks = {b.get(f"{W}name") for b in root.iter(f"{W}bookmarkStart")}
    assert {a.get(f"{W}anchor") for a in root.iter(f"{W}hyperlink") if a.get(f"{W}anchor")} <= bookmarks
    (size,) = root.iter(f"{W}pgSz")
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    extents = [int(e.get("cx", "0")) for e in root.iter() if e.tag.endswith("}extent")]
    assert extents and max(extents) <= 16 * 360_000


def test_word_opens_in_another_reader(rendered: Rendered) -> None:
    import docx

    opened = docx.Document(str(rendered.files["docx"]))
    assert [table.cell(0, 0).text for table in opened.tables] == ["Factor", "Model", "Item"]
    assert [table.style.name for table in opened.tables] == ["Table"] * 3


def test_pdf_pages(rendered: Rendered) -> None:
    from pypdf import PdfReader

    reader = PdfReader(rendered.files["pdf"])
    pages = len(reader.pages)
    assert all(f"{i} / {pages}" in page.extract_text() for i, page in enumerate(reader.pages, start=1))
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in reader.pages} == {(595, 842)}
    assert reader.metadata is not None and reader.metadata.author == "Min Example, Ana María O’Sample"
    assert "/CreationDate" not in reader.metadata
    assert any("Libertinus" in str(font) for page in reader.pages for font in page["/Resources"]["/Font"].values()) or (
        "Libertinus" in rendered.files["pdf"].read_bytes().decode("latin-1")
    )


def test_jats_structure(rendered: Rendered) -> None:
    root = jats(rendered.files["xml"])
    assert root.get("article-type") == "research-article"
    people = [(n.findtext("surname"), n.findtext("given-names")) for n in root.iterfind(".//contrib-group//name")]
    assert people == [("Example", "Min"), ("O’Sample", "Ana María")]
    assert len(root.findall(".//aff")) == 2
    assert [k.text for k in root.iter("kwd")] == ["burnout", "health workers", "cross-sectional studies"]
    assert len(root.findall(".//abstract/p")) == 4
    tables = list(root.iter("table-wrap"))
    assert [t.findtext("label") for t in tables] == ["Table 1", "Table 2", "Table 3"]
    assert [t.get("id") for t in tables] == ["tbl-participants", "tbl-short", "tbl-strobe"]
    assert [t.find("table-wrap-foot") is not None for t in tables] == [True, True, False]
    assert [f.findtext("label") for f in root.iter("fig")] == ["Figure 1"]
    assert [s.findtext("label") for s in root.iter("sec")][:5] == ["1", "2", "2.1", "3", "4"]
    assert len(root.findall(".//ref-list/ref")) == 5
    assert not [p for p in root.iter("p") if len(p) == 0 and not (p.text or "").strip()]


def test_jats_links_lead_somewhere(rendered: Rendered) -> None:
    root = jats(rendered.files["xml"])
    targets = {e.get("id") for e in root.iter() if e.get("id")}
    assert {x.get("rid") for x in root.iter("xref")} <= targets


def test_twice_is_the_same_bytes(rendered: Rendered, tmp_path: Path) -> None:
    again = render(sample(tmp_path / "elsewhere"), tmp_path / "out", engine=rendered.engine)  # type: ignore[arg-type]
    for kind, path in again.files.items():
        assert path.read_bytes() == rendered.files[kind].read_bytes(), kind


def test_the_build_folder_is_left_as_it_was(tmp_path: Path) -> None:
    build = small(tmp_path / "b", "Text")
    before = {p: p.read_bytes() for p in build.rglob("*") if p.is_file()}
    render(build, tmp_path / "out", engine="portable")
    assert {p: p.read_bytes() for p in build.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("body", "part"),
    [
        ("![A](figures/none){#fig-a}", "no picture 'figures/none'"),
        ("![A](../x.png){#fig-a}", "the picture '../x.png'"),
        ("![A](https://example.org/x.png)", "the picture 'https://example.org/x.png'"),
    ],
)
def test_pictures_are_there_or_named(tmp_path: Path, body: str, part: str) -> None:
    with pytest.raises(RenderError) as error:
        render(small(tmp_path / "b", body), tmp_path / "out", engine="portable")
    assert part in str(error.value) and "line 5" in str(error.value)
    assert list((tmp_path / "out").iterdir()) == []


def test_an_earlier_manuscript_survives_a_failure(tmp_path: Path) -> None:
    render(small(tmp_path / "b", "Text"), tmp_path / "out", engine="portable")
    before = (tmp_path / "out" / "manuscript.pdf").read_bytes()
    with pytest.raises(RenderError):
        render(small(tmp_path / "b", "@fig-none"), tmp_path / "out", engine="portable")
    assert (tmp_path / "out" / "manuscript.pdf").read_bytes() == before


def test_lines_are_numbered_on_request(tmp_path: Path) -> None:
    front = "title: t\nline-numbers: true\n"
    made = render(small(tmp_path / "b", "One line.\n\nAnother.", front), tmp_path / "out", engine="portable")
    (number,) = document(made.files["docx"]).iter(f"{W}lnNumType")
    assert number.get(f"{W}restart") == "continuous"
    assert re.search(r"1\s*One line", pdf_text(made.files["pdf"])) or "1" in pdf_text(made.files["pdf"]).split()


def test_what_stands_beside_the_heading_of_rows_stays_in_its_column(tmp_path):
    table = (
        "| Characteristic | All | Ill | Statistic | *P* |\n|:---|:---:|:---:|:---:|:---:|\n"
        "| **Sex** |  |  | χ² = 0.63 | 0.429 |\n| Male | 58 | 34 |  |  |\n\n: Who. {#tbl-who}\n"
    )
    build = small(tmp_path / "build", table)
    files = render(build, tmp_path / "out", engine="portable").files
    for kind in ("html", "xml"):
        rows = re.findall(r"<tr\b.*?</tr>", files[kind].read_text(encoding="utf-8"), re.DOTALL)
        heading = next(row for row in rows if "Sex" in row)
        column, at = 0, {}
        for cell in re.finditer(r"<t[hd]\b([^>]*?)(?:/>|>(.*?)</t[hd]>)", heading, re.DOTALL):
            at[column] = re.sub(r"<[^>]*>", "", cell[2] or "").strip("\u2007 \n")
            width = re.search(r'colspan="(\d+)"', cell[1])
            column += int(width[1]) if width else 1
        assert (at[3], at[4]) == ("χ² = 0.63", "0.429"), kind
