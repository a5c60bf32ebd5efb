"""Chinese characters in the PDF have a font, or it is said that they have none."""

from __future__ import annotations

import re

import pytest
from pypdf import PdfReader

from burnout import fonts
from burnout.figures import style
from burnout.language import language_of, writing_in
from burnout.manuscript.in_language import without_font
from burnout.render import portable, render
from helpers.rendering import small

TEXT = "护士的职业倦怠。\n\n| 项目 | 例数 |\n|:--|:-:|\n| 男 | 12 |\n\n: 一般资料 {#tbl-a}\n\n见[@tbl-a]。"
FRONT = 'title: 题目\nlang: zh-CN\ncrossref: {tbl-title: 表, tbl-prefix: 表, title-delim: "\u3000"}\n'


def embedded(path):
    """Base names of the fonts embedded in a PDF."""
    names = set()
    for page in PdfReader(path).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            described = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(described), "the font is in the file"
            names.add(str(inner["/BaseFont"]).split("+")[-1])
    return names


def test_the_package_brings_two_open_fonts():
    assert [path.name for path in fonts.font_files()] == ["NotoSansSC-Regular.otf", "NotoSerifSC-Regular.otf"]


def test_chinese_is_embedded_and_numbered_in_chinese(tmp_path):
    rendered = render(small(tmp_path / "build", TEXT, FRONT), tmp_path / "out", engine="portable")
    assert rendered.notes == ()
    assert any(name.startswith(("NotoSerif", "NotoSans", "SourceHan")) for name in embedded(rendered.files["pdf"]))
    text = "".join(page.extract_text() for page in PdfReader(rendered.files["pdf"]).pages)
    assert re.search(r"表\s*1\s*一般资料", text)
    page = rendered.files["html"].read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert "表1\u3000一般资料" in page
    assert ">表1</a>" in page


def test_a_machine_without_a_font_is_told_what_to_do(tmp_path, monkeypatch):
    build = small(tmp_path / "build", TEXT, FRONT + "chinese-fonts: [No Such Font]\n")
    said = portable.notes(portable.parse(build))
    assert len(said) == 1
    assert "empty boxes in the PDF" in said[0]
    assert fonts.REMEDY in said[0]


@pytest.mark.parametrize(("found", "notices"), [((), 1), (("Noto Sans SC",), 0)])
def test_figures_that_stay_english_are_a_notice(monkeypatch, found, notices):
    monkeypatch.setattr(style, "chinese_font", lambda: found)
    with writing_in(language_of("zh")):
        said = without_font()
    assert len(said) == notices
    assert all(fonts.REMEDY in text for text in said)
    assert without_font() == []
