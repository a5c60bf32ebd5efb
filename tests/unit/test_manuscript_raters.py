"""Agreement of raters in the manuscript: what ran is named and shown, and nothing else."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from burnout.agreement import rate
from burnout.agreement.coding import coding_agreement
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.manuscript.raters import agreement, agreement_methods, coding, coding_methods
from helpers.analysis_study import groups, make_study, survey_rows

LEVELS = ["a", "b", "c"]


def source(columns: dict[str, list[Any]], measurement: str) -> Source:
    """What the manuscript reads, of a study in which every column is a rater."""
    numeric = measurement in ("interval", "ratio")
    kind: dict[str, Any] = {"type": "number"} if numeric else {"type": "ordinal", "levels": LEVELS}
    spec = {"label": "Coding", "units": "statements", "ratings": list(columns), "measurement": measurement}
    variables = {name: {"label": name.capitalize()} | kind for name in columns}
    study = make_study(variables=variables, agreement={"analyses": {"coding": spec}}, plan={"bootstrap": 20})
    made = columns if numeric else {n: groups(v, LEVELS, ordered=True) for n, v in columns.items()}
    found = rate(study, survey_rows(**made))
    tables = {field.name: getattr(found, field.name) for field in fields(found)}
    return Source(study, {}, Results(tables, {}, {}), Texts("", ""), Values())


def test_two_coders_of_categories():
    made = source({"first": ["a", "b", "c", "a", "b"], "second": ["a", "b", "b", "a", "b"]}, "nominal")
    text = made.values.fill(agreement(made))
    assert "2 raters judged 5 statements: Krippendorff's alpha (nominal) was 0.69 (95% CI " in text
    assert "Cohen's kappa 0.67 (95% CI " in text
    assert "#tbl-agreement" in text
    methods = agreement_methods(made)
    assert "Cohen's kappa" in methods
    assert "weighted" not in methods
    assert "intraclass" not in methods


def test_judges_of_numbers():
    scores = {
        "x": [9.0, 6, 8, 7, 10, 6],
        "y": [2.0, 1, 4, 1, 5, 2],
        "z": [5.0, 3, 6, 2, 6, 4],
        "w": [8.0, 2, 8, 6, 9, 7],
    }
    made = source(scores, "interval")
    text = made.values.fill(agreement(made))
    assert "ICC(2,1), absolute agreement 0.29 (95% CI 0.02 to 0.76)" in text
    assert "X / Y" not in text
    assert "intraclass correlations" in agreement_methods(made)


def test_one_unit_is_said_to_be_too_few_and_no_method_is_named():
    made = source({"first": ["a"], "second": ["a"]}, "nominal")
    assert "agreement could not be measured: only one unit was rated by both" in agreement(made)
    assert agreement_methods(made) == ""


def test_a_study_without_raters_says_nothing():
    made = Source(make_study(), {}, Results({}, {}, {}), Texts("", ""), Values())
    assert agreement(made) == agreement_methods(made) == ""


def test_two_coders_of_interviews():
    categories = {"Load": "Demands", "Pay": "Reward"}
    first = {"S1": "Load", "S2": "Load", "S3": "Pay", "S4": "Pay"}
    found = coding_agreement(first, first | {"S4": "Load"}, categories, 0.95)
    made = Source(make_study(), {}, Results({"coding_agreement": found}, {}, {}), Texts("", ""), Values())
    text = made.values.fill(coding(made))
    assert "coded 4 statements. Both gave the same cluster to 75.0% of them (kappa 0.50 (95% CI" in text
    assert "disputed" in text
    assert "COREQ item 24" in coding_methods(made)
    few = coding_agreement(first, {"S1": "Load"}, categories, 0.95)
    made = Source(make_study(), {}, Results({"coding_agreement": few}, {}, {}), Texts("", ""), Values())
    assert "too few" in coding(made)
    nothing = Source(make_study(), {}, Results({}, {}, {}), Texts("", ""), Values())
    assert coding(nothing) == coding_methods(nothing) == ""
