"""Figures in the language of a manuscript."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from burnout.config.translation import Translation
from burnout.figures import clean_figures, style
from burnout.language import current, language_of, writing_in
from burnout.workspace import open_study
from helpers.chain import ROOT

FLOW = pd.DataFrame(
    {"stage": ["received", "excluded", "analysed"], "n": [10, 2, 8], "reason": ["", "duplicate record", ""]}
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A study with a Chinese translation."""
    monkeypatch.chdir(ROOT)
    opened = open_study("balint", "config", str(tmp_path))
    return replace(opened, translations={"zh": Translation(study="balint", language="zh")})


@pytest.fixture
def with_font(monkeypatch):
    monkeypatch.setattr(style, "chinese_font", lambda: ("DejaVu Sans",))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_stage_draws_its_figures_in_every_language(here, with_font):
    drawn = here.draw(clean_figures, here.study, FLOW)
    assert drawn["flow"].alt == "Participant flow: Records received 10; Excluded (duplicate record) 2; Analysed 8."
    assert drawn["zh/flow"].alt == "研究对象流程：收到的记录10；排除（重复记录）2；纳入分析8。"
    assert current().code == "en"
    here.write_figures("clean", drawn)
    files = {str(path.relative_to(here.folder)) for path in here.folder.rglob("*.*")}
    assert {"figures/clean/flow.svg", "figures/clean/zh/flow.svg", "figures/clean/zh/flow.txt"} <= files


def test_without_a_font_nothing_is_drawn_in_that_language(here, monkeypatch):
    monkeypatch.setattr(style, "chinese_font", lambda: ())
    assert list(here.draw(clean_figures, here.study, FLOW)) == ["flow"]


def test_chinese_characters_count_two(with_font):
    assert style.span("95%CI：低") == 9
    assert style.wrapped("one two three", 8) == ["one two", "three"]
    assert style.wrapped("情感耗竭得分", 8) == ["情感耗竭", "得分"]
    assert style.wrapped("失访（怀孕）", 10) == ["失访（怀孕）"], "no line begins with a closing mark"
    assert style.wrapped("lost (n\u00a0=\u00a02)", 6, "  ") == ["lost", "  (n\u00a0=\u00a02)"]


def test_alternative_texts_are_chinese_throughout(here, with_font):
    with writing_in(language_of("zh")):
        alt = clean_figures(here.study, FLOW)["flow"].alt
    assert not re.search("[A-Za-z]{2}", alt)
