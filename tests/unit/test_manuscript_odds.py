"""Univariable beside multivariable odds ratios: figures of tables of two by two, worked out by hand."""

from __future__ import annotations

import pandas as pd

from burnout.language import language_of, writing_in
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.manuscript.odds import odds_tables
from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored


def made(*, changed: dict | None = None, **outcome: object) -> Source:
    """Men: 10 of 40 with the event. Women: 30 of 60. Odds ratio (30/30)/(10/30) = 3."""
    study = make_study(
        variables={
            "sex": nominal("m", "f") | {"label": "Sex | of *all*"},
            "flat": nominal("a", "b") | {"label": "Flat"},
            "age": NUMBER | {"label": "Age", "unit": "years"},
            "ill": nominal("no", "yes", kind="ordinal"),
        },
        outcomes={"ill": {"label": "Illness", "source": "ill", **({"event": ["yes"]} | outcome)}},
        models={
            "ill": {"outcome": "ill", "factors": ["sex"]},
            "all": {"outcome": "ill", "factors": ["sex", "flat", "age"]},
        },
        plan={"bootstrap": 0, "primary": "as-published"},
    )
    ill = ["yes"] * 10 + ["no"] * 30 + ["yes"] * 30 + ["no"] * 30
    data = scored(
        study,
        {
            "sex": ["m"] * 40 + ["f"] * 60,
            "flat": ["a", "b"] * 50,
            "age": [30.0 + i % 7 for i in range(100)],
            "ill": ill,
        },
    )
    events = pd.Categorical(["Yes" if i == "yes" else "No" for i in ill], categories=["No", "Yes"], ordered=True)
    data = data.assign(ill=events)
    tables = vars(fit_models(study, data, None, {}))
    rows = tables["logistic"]
    alone = rows[(rows["model"] == "all") & (rows["kind"] == "univariable")].assign(model="ill")
    joint = rows[(rows["model"] == "ill") & (rows["kind"] == "multivariable")]
    tables["logistic"] = pd.concat([joint, alone], ignore_index=True)
    if changed:
        tables["logistic"] = tables["logistic"].assign(**changed)
    return Source(study, {}, Results(tables, {}, {}), Texts("", ""), Values())


def rows_of(text: str) -> list[list[str]]:
    return [[c.strip(" ") for c in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("| ")]


def test_a_line_for_each_level_with_events_and_both_odds_ratios():
    head, *rows = rows_of(odds_tables(made()))
    assert head == ["Factor", "Events/n (%)", "Univariable OR (95% CI)", "*P*", "Multivariable OR (95% CI)", "*P*"]
    assert rows[0][0] == r"**Sex \| of \*all\***"
    assert rows[1] == ["\u2003m", "10/40 (25.00)", "1 (reference)", "", "1 (reference)", ""]
    odds = "3.000 (1.249 to 7.208)"  # exp(ln 3 -/+ 1.959964 * sqrt(1/30 + 1/30 + 1/10 + 1/30))
    assert rows[2] == ["\u2003f", "30/60 (50.00)", odds, "0.014", odds, "0.014"]


def test_factors_outside_of_the_model_have_blank_cells_and_a_note():
    text = odds_tables(made())
    by_name = {row[0].strip("\u2003*"): row for row in rows_of(text)}
    assert by_name["b"][4:] == ["", ""] and by_name["a"][4:] == ["", ""]
    assert by_name["b"][1] == "20/50 (40.00)"
    assert by_name["Age"][1] == "40/100 (40.00)" and by_name["Age"][4:] == ["", ""]
    assert "Blank: not in the multivariable model." in text
    assert "holds the 100 participants" in text


def test_what_could_not_be_estimated_is_a_dash_and_explained():
    text = odds_tables(made(changed={"status": "failed", "note": "separation"}))
    assert {row[0].strip("\u2003*"): row for row in rows_of(text)}["f"][2:] == ["–", "–", "–", "–"]
    assert "–: could not be estimated" in text and "holds the" not in text


def test_no_model_no_table():
    source = made()
    source.results.tables["logistic"] = source.results.tables["logistic"].iloc[:0]
    assert odds_tables(source).strip() == ""


def test_in_chinese():
    with writing_in(language_of("zh", {"Sex | of *all*": "性别", "m": "男", "f": "女"})):
        text = odds_tables(made())
    assert "单因素" in text and "多因素" in text and "性别" in text and "（参照）" in text
    assert "Univariable" not in text and "Blank" not in text and "reference" not in text
