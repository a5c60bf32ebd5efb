"""Chinese captions and anchors of headings without a number: what stopped Quarto before."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from burnout.language import language_of, writing_in
from burnout.manuscript.in_language import language_front
from burnout.render import render
from burnout.render.crossref import Names
from helpers.rendering import W, document, pdf_text, small, squeeze, text_of_markup

needs_quarto = pytest.mark.skipif(shutil.which("quarto") is None, reason="needs a real quarto on the PATH")
BODY = "See @tbl-a and [the end](#end).\n\n| a |\n|---|\n| b |\n\n: 标题 {#tbl-a}\n\n# End {#end .unnumbered}\n\nText."


def chinese_front() -> str:
    with writing_in(language_of("zh")):
        return yaml.safe_dump({"title": "题目", "crossref": language_front()["crossref"]}, allow_unicode=True)


def test_a_chinese_label_ends_in_a_wide_blank() -> None:
    with writing_in(language_of("zh")):
        names = Names(language_front()["crossref"])
    assert names.label("tbl", "1", "title") + names.end == "表1\u3000"
    assert Names({"title-delim": ":"}).end == ":"


@pytest.mark.parametrize("engine", ["portable", pytest.param("quarto", marks=needs_quarto)])
def test_chinese_captions_and_anchors_without_number_in_every_format(tmp_path: Path, engine: str) -> None:
    made = render(small(tmp_path / "b", BODY, chinese_front()), tmp_path / "out", engine=engine).files
    assert "表1标题" in squeeze(pdf_text(made["pdf"]))
    assert "表1标题" in squeeze(text_of_markup(made["html"]))
    fields = [node.text for node in document(made["docx"]).iter(f"{W}instrText")]
    assert any(" SEQ 表 " in (field or "") for field in fields)
    assert 'href="#end"' in made["html"].read_text(encoding="utf-8")
