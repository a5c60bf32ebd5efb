"""Every factor beside every outcome in one table, with the figures of tables of two by two worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.language import language_of, writing_in
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.manuscript.screened import screening_tables
from burnout.screen import screen
from helpers.studies import NUMBER, make_study, nominal, scored


def made(outcomes: int = 2) -> Source:
    """Men: 10 of 40 ill. Women: 30 of 60 ill. Chi-square = 100 * (10*30 - 30*30)^2 / (40*60*40*60) = 6.25."""
    names = [f"ill{i}" for i in range(1, outcomes + 1)]
    study = make_study(
        variables={
            "sex": nominal("m", "f") | {"label": "Sex"},
            "age": NUMBER | {"label": "Age", "unit": "years"},
            "ill": nominal("no", "yes", kind="ordinal"),
        },
        outcomes={n: {"label": f"Outcome {n[-1]}", "source": "ill", "event": ["yes"]} for n in names},
        screening={"outcomes": names, "factors": ["sex", "age"]},
        plan={"primary": "as-published"},
    )
    ill = ["yes"] * 10 + ["no"] * 30 + ["yes"] * 30 + ["no"] * 30
    ages = np.random.default_rng(3).normal(40, 5, 100).round(1)
    data = scored(study, {"sex": ["m"] * 40 + ["f"] * 60, "age": ages, "ill": ill})
    events = np.where(np.array(ill) == "yes", "Yes", "No")
    data = data.assign(**{n: pd.Categorical(events, categories=["No", "Yes"], ordered=True) for n in names})
    return Source(study, {}, Results(vars(screen(study, data)), {}, {}), Texts("", ""), Values())


def rows_of(text: str) -> list[list[str]]:
    return [[c.strip(" ") for c in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]


def test_each_factor_has_statistic_p_and_shares_for_every_outcome():
    head, *rows = rows_of(screening_tables(made()))
    assert head == ["Characteristic", "All, n (%)", "Outcome 1, n (%)", "Outcome 2, n (%)"]
    assert rows[:4] == [
        ["**Sex**", "", "χ² = 6.25", "χ² = 6.25"],
        ["\u2003*P*", "", "0.012", "0.012"],
        ["\u2003m", "40 (40.00)", "10 (25.00)", "10 (25.00)"],
        ["\u2003f", "60 (60.00)", "30 (50.00)", "30 (50.00)"],
    ]
    assert rows[4][0] == "**Age, years**" and rows[5][0] == "\u2003*P*" and rows[6][0] == "\u2003Mean ± SD"


def test_the_note_names_the_tests_that_ran_and_no_other():
    text = screening_tables(made())
    note = text.split("::: {.table-note}")[1]
    assert "χ², Pearson's chi-square test" in note and "Fisher" not in note


def test_one_outcome_is_shown_in_the_text_alone():
    assert screening_tables(made(1)).strip() == ""


@pytest.mark.parametrize(("outcomes", "labels"), [(4, 1), (5, 2), (9, 3)])
def test_many_outcomes_go_into_several_tables(outcomes, labels):
    text = screening_tables(made(outcomes))
    assert text.count("{#tbl-screening") == labels
    assert ("{#tbl-screening-2}" in text) == (labels > 1)
    assert max(len(row) for row in rows_of(text)) <= 6


def test_in_chinese():
    with writing_in(language_of("zh", {"Sex": "性别"})):
        text = screening_tables(made())
    assert "特征" in text and "**性别**" in text and "Characteristic" not in text
