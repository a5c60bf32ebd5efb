"""Text that looks like markup, long tables, wide tables and endless words, by every renderer that is here."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from burnout.render import Rendered, escape, render
from helpers.rendering import W, document, jats, paragraphs, pdf_text, small, squeeze, text_of_markup

needs_quarto = pytest.mark.skipif(shutil.which("quarto") is None, reason="needs a real quarto on the PATH")
LONG_WORD = "supercalifragilistic" * 250

QUOTES = [
    "a <b>bold</b> <script>alert(1)</script> {{< var x >}} {{< include /etc/passwd >}}",
    '@fig-x [@tbl-y] [-@key] @home $x$ #let x = 1 #image("a.png") `raw`{=html} `r`{=typst}',
    "[link](javascript:alert(1)) ![i](http://x.org/a.png) <http://y.org> www.x.org",
    "| a | b | : caption {#tbl-x} ::: {.callout-note} \\begin{x} \\\\ &amp; <!-- c --> ]]> <![CDATA[",
    'it\'s "straight" -- --- ... 1/2 (c) ^a^ ~b~ _c_ *d*',
]
FRONT = {
    "title": escape('Stress & <b> #let $x$ @fig-q "quoted" <script>'),
    "short-title": escape("#run <x> & y"),
    "author": [
        {
            "name": {"given": escape("A & B"), "family": escape('<i>C</i> #D \\ "q"')},
            "email": "a_b_c@example.org",
            "corresponding": True,
            "affiliations": [{"name": escape("R&D <unit> #1, @home $5")}],
        }
    ],
    "abstract": escape("A @fig-x b #x *y*"),
    "keywords": [escape("a & b"), escape('c <d> #e "f"')],
}


def body() -> str:
    many = "| Factor | n | Burnout, n (%) | None, n (%) | Odds ratio (95 % CI) | *P* |\n|:--|--:|--:|--:|:-:|--:|\n"
    many += "".join(
        f"| {'a long name of a factor ' * (1 + i % 3)} | {i} | 12 (54.1) | 34 (45.9) | 1.23 (0.56 to 2.34) | 0.001 |\n"
        for i in range(70)
    )
    wide = "|" + "".join(f" Column head {i} |" for i in range(12)) + "\n|" + "---|" * 12 + "\n"
    wide += ("|" + "".join(f" value {i} of text |" for i in range(12)) + "\n") * 3
    quotes = "| Theme | Quotation |\n|:--|:--|\n" + "".join(f"| t | {escape(q)} |\n" for q in [*QUOTES, LONG_WORD])
    return (
        f"# One\n\n@tbl-long, @tbl-wide, @tbl-quotes.\n\n{many}\n: Long {{#tbl-long}}\n\n"
        f"{wide}\n: Wide {{#tbl-wide}}\n\n"
        f"{quotes}\n: Quotations {{#tbl-quotes}}\n\n" + "\n\n".join(escape(q) for q in [*QUOTES, LONG_WORD])
    )


@pytest.fixture(scope="module", params=["portable", pytest.param("quarto", marks=needs_quarto)])
def rendered(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    folder = tmp_path_factory.mktemp("hostile")
    front = f"{json.dumps(FRONT)}\n"
    return render(small(folder / "build", body(), front), folder / "out", engine=request.param)


def test_quotations_stand_twice_as_typed(rendered: Rendered) -> None:
    texts = {
        "html": text_of_markup(rendered.files["html"]),
        "docx": "".join(text for _, text in paragraphs(rendered.files["docx"])),
        "xml": "".join(jats(rendered.files["xml"]).itertext()),
        "pdf": pdf_text(rendered.files["pdf"]),
    }
    for kind, text in texts.items():
        flat = squeeze(text)
        for quote in [*QUOTES, *([LONG_WORD] if kind != "pdf" else [])]:
            assert flat.count(squeeze(quote)) >= 2, (kind, quote)


def test_nothing_of_it_works(rendered: Rendered) -> None:
    page = rendered.files["html"].read_text(encoding="utf-8")
    assert "<script" not in page and 'href="javascript' not in page and 'http://x.org/a.png"' not in page
    assert "<b>bold" not in page and "root:" not in page
    root = jats(rendered.files["xml"])
    assert not list(root.iter("bold")) and not list(root.iter("inline-formula"))


def test_front_matter_is_literal(rendered: Rendered) -> None:
    root = jats(rendered.files["xml"])
    assert " ".join((root.findtext(".//article-title") or "").split()) == (
        'Stress & <b> #let $x$ @fig-q "quoted" <script>'
    )
    assert root.findtext(".//surname") == '<i>C</i> #D \\ "q"'
    assert root.findtext(".//aff//institution") == "R&D <unit> #1, @home $5"
    assert [(p.text or "").strip() for p in root.iterfind(".//abstract/p")] == ["A @fig-x b #x *y*"]
    styles = dict(reversed(paragraphs(rendered.files["docx"])))
    assert styles["Author"] == 'A & B <i>C</i> #D \\ "q"1,*'
    assert "R&D <unit> #1, @home $5" in text_of_markup(rendered.files["html"])


def test_tables_stay_inside_the_text(rendered: Rendered) -> None:
    root = document(rendered.files["docx"])
    for table in root.iter(f"{W}tbl"):
        assert sum(int(c.get(f"{W}w", "0")) for c in table.iter(f"{W}gridCol")) <= 9072
    from pypdf import PdfReader

    far: list[float] = []

    def note(text: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if text.strip():
            far.append(matrix[4])

    pages = PdfReader(rendered.files["pdf"]).pages
    for page in pages:
        page.extract_text(visitor_text=note)
    assert far and max(far) < 595 - 70


def test_a_long_table_repeats_its_header(rendered: Rendered) -> None:
    from pypdf import PdfReader

    pages = [squeeze(page.extract_text()) for page in PdfReader(rendered.files["pdf"]).pages]
    heads = [i for i, page in enumerate(pages) if "Oddsratio(95%CI)" in page]
    assert len(heads) >= 2 and heads == list(range(heads[0], heads[-1] + 1))
    assert heads[0] == 0, "a long table begins where it is mentioned"


def test_chinese_without_a_font_is_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import typst

    class Bare:
        def __init__(self, font_paths: list[Path] | None = None) -> None:
            pass

        def families(self) -> list[str]:
            return ["Libertinus Serif"]

    build = small(tmp_path / "b", "呈贡区")
    monkeypatch.setattr(typst, "Fonts", Bare)
    (note,) = render(build, tmp_path / "out", engine="portable").notes
    assert "Chinese fonts" in note and "fonts-noto-cjk" in note and "PDF" in note
