"""Ordinal and multinomial regressions in the manuscript: what ran is named, with the figures of the row it names."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from burnout.figures import model_figures
from burnout.manuscript import association
from burnout.manuscript.analysis import _model_text as model_methods
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.manuscript.outcome_levels import check_text, level_methods, parallel_tables
from burnout.manuscript.supplement import _fit as fit_table
from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored

GRADES = ["none", "mild", "severe"]
VARIABLES = {
    "grade": nominal(*GRADES, kind="ordinal"),
    "type": nominal("a", "b", "c", reference="b"),
    "sex": nominal("m", "f") | {"label": "Sex"},
    "age": NUMBER | {"label": "Age", "unit": "years"},
}
OUTCOMES = {
    "grade_of": {"label": "Grade", "source": "grade"},
    "type_of": {"label": "Type", "source": "type"},
    "severe": {"label": "Severe grade", "source": "grade", "event": ["severe"]},
}


def made(*outcomes: str, crossed: bool = False, **model) -> Source:
    models = {name: {"outcome": name, "factors": ["sex", "age"]} | model for name in outcomes}
    study = make_study(
        variables=VARIABLES, outcomes=OUTCOMES, models=models, plan={"bootstrap": 0, "primary": "as-published"}
    )
    rng = np.random.default_rng(11)
    sex, age = rng.choice(["m", "f"], 300), rng.normal(40, 9, 300).round()
    grade = np.array(GRADES, dtype=object)[np.digitize((sex == "f") + 0.05 * age + rng.logistic(size=300), [2, 3.5])]
    if crossed:
        half = rng.random(300) < 0.9
        grade = np.where(half & (sex == "f"), "mild", grade)
    data = scored(study, {"sex": sex, "age": age, "grade": grade, "type": rng.choice([*"abc"], 300)})
    data = data.assign(grade_of=data["grade"], type_of=data["type"], severe=_events(grade))
    tables = vars(fit_models(study, data, None, {}))
    figures = {f"model/{name}": "words" for name in model_figures(study, {}, tables["logistic"])}
    return Source(study, {}, Results(tables, figures, {}), Texts("", ""), Values())


def _events(grade: np.ndarray) -> pd.Categorical:
    return pd.Categorical(np.where(grade == "severe", "Yes", "No"), categories=["No", "Yes"], ordered=True)


def filled(source: Source, text: str) -> str:
    return re.sub(r"\{\{< var ([\w.-]+) >\}\}", lambda found: source.values.found[found[1]], text)


def row(source: Source, **where: str) -> pd.Series:
    rows = source.primary("logistic")
    rows = rows[rows["kind"] == "multivariable"]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_an_ordinal_regression_is_told_with_its_check():
    source = made("grade_of")
    text = filled(source, association.models(source))
    odds = f"OR {row(source, factor='sex')['odds_ratio']:.3f}"
    assert (
        "In the ordinal regression for grade (300 participants; odds of a higher level), the factors were sex" in text
    )
    assert odds in text and "events" not in text.replace("no events", "") and "threshold" not in text
    assert "an odds ratio over 1 means higher levels" in text
    diagnostics = source.primary("diagnostics")
    rows = diagnostics[(diagnostics["measure"] == "parallel_lines_lr") & (diagnostics["factor"] == "")]
    shown = f"(likelihood ratio, *P* = {rows['p_value'].item():.3f}; @tbl-parallel)"
    assert f"Nothing spoke against the same odds ratios at each cut {shown}." in text


def test_a_check_that_fails_is_told_in_plain_words():
    source = made("grade_of", crossed=True)
    text = filled(source, check_text(source, "grade_of"))
    assert text.startswith("The odds ratios differed between the cuts (likelihood ratio, *P* < 0.001)")
    assert "in place of the common ones (@tbl-parallel)" in text


def test_a_multinomial_regression_names_each_level_compared():
    source = made("type_of")
    text = filled(source, association.models(source))
    assert "In the multinomial regression for type (300 participants; each level against b)" in text
    for level in "ac":
        found = row(source, factor="sex", outcome_level=level)
        assert f"{level}, f against m: OR {found['odds_ratio']:.3f}" in text
        assert f"***Type***: {level} against b (n = 300)" in text
    assert parallel_tables(source) == "\n" and check_text(source, "type_of") == ""


@pytest.mark.parametrize("plan", ["as-published", "recommended"])
def test_methods_name_what_ran_and_nothing_else(plan):
    ordinal = " ".join(level_methods(made("grade_of"), plan))
    assert "Ordinal regression (proportional odds) was used for grade" in ordinal
    assert "Brant" in ordinal and "score test" in ordinal and "likelihood ratio" in ordinal
    assert "Multinomial" not in ordinal and "Firth" not in ordinal
    multinomial = " ".join(level_methods(made("type_of"), plan))
    assert "Multinomial regression against the reference level was used for type" in multinomial
    assert "Ordinal" not in multinomial and "Brant" not in multinomial
    binary = made("severe")
    assert level_methods(binary, plan) == []
    both = " ".join(model_methods(made("severe", "grade_of"), plan))
    assert "The factors of the binary logistic regression were entered as they stand" in both
    assert "stepwise" not in both and "forward" not in both
    assert "the logistic regression were" in " ".join(model_methods(binary, plan))
    assert "logistic regression were entered" not in " ".join(model_methods(made("type_of"), plan))


def test_the_supplement_shows_each_cut_side_by_side():
    source = made("grade_of", "severe")
    text = parallel_tables(source)
    assert "| Factor | mild or higher | severe or higher |" in text
    cuts = source.primary("parallel_lines")
    women = cuts[cuts["factor"] == "sex"]
    line = next(line for line in text.splitlines() if "\u2003f" in line)
    assert all(f"{value:.2f} (" in line for value in women["odds_ratio"])
    fit = fit_table(source)
    assert "| **Grade** |  |" in fit and "| \u2003as\\-published | 300 |" in fit
    assert re.search(r"\| \*\*Severe grade\*\* \|.*\n\| \u2003as\\-published \| \d+/300", fit)


def test_one_table_holds_all_families():
    source = made("grade_of", "type_of", "severe")
    rows = association.multivariable(source.primary("logistic"))
    text = association.model_table(source, rows, "models", "Models")
    assert "***Grade***, ordinal (n = 300)" in text
    assert "***Severe grade*** (n = 300, events = " in text
    assert text.count("**Sex** (ref. m)") == 4


def test_a_model_without_an_estimate_is_told():
    source = made("grade_of", factors=None, candidates=["sex"], selection="none")
    logistic = source.primary("logistic").assign(status="no-data", note="Nobody answered this.")
    table = association.model_table(source, association.multivariable(logistic), "models", "Models")
    assert "Nobody answered this" in table.replace("\\", "")


def test_a_forest_has_each_level_of_a_multinomial_outcome():
    source = made("type_of")
    drawn = model_figures(source.study, {}, source.results.table("logistic"))["forest-type-of"]
    assert "a (not b): Sex, f" in drawn.alt and "c (not b): Age" in drawn.alt
