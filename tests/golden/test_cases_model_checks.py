"""A closer look at one logistic regression through a study file: influence, smooth calibration, best cut, probit (R).

Tolerances, relative (absolute where R's value is 0): 1e-6 throughout; R's fits were started at their own maximum, so
that their weights, and with them leverages and errors, are those of the estimates (see the case's script.R).
"""

from __future__ import annotations

import pytest

from helpers.golden import Keys, at, check, expected, row_of, tables
from helpers.golden_logistic import term
from helpers.ledger import unaccounted

PLACE = {"plan": "recommended", "model": "model_final"}
CASE = "logistic_checks"
OVERALL = ("cooks_distance_max", "influential_count", "leverage_max", "pearson_residual_max")


def test_influence() -> None:
    want = expected(CASE)["influence"]
    for measure in OVERALL:
        check(row_of("lowbwt", "influence", **PLACE, measure=measure), want, {"value": (measure,)})
    rows = tables("lowbwt")["influence"]
    rows = rows[(rows["plan"] == PLACE["plan"]) & (rows["model"] == PLACE["model"])]
    for measure in ("dfbeta_max", "odds_ratio", "odds_ratio_without"):
        found = {_name(row): row for _, row in rows[rows["measure"] == measure].iterrows()}
        assert {*found, "(Intercept)"} == set(want[measure])
        for name, row in found.items():
            check(row, want[measure], {"value": (name,)})


def _name(row) -> str:
    """R's name: there every variable but the number is a group, as its own data code it."""
    return term(row)


def test_the_ten_most_influential_women() -> None:
    people = tables("lowbwt")["influential"]
    people = people[(people["plan"] == PLACE["plan"]) & (people["model"] == PLACE["model"])]
    wanted = expected(CASE)["influence"]["first10"]
    assert len(people) == len(wanted) == 10
    for (_, row), want in zip(people.iterrows(), wanted, strict=True):
        columns: dict[str, Keys] = {"cooks_distance": ("cooks",), "leverage": ("leverage",), "fitted": ("fitted",)}
        check(row, want, columns | {"pearson_residual": ("residual",)})
        assert int(row["participant"]) == at(want, "id") + 1  # the line of the file, whose first one is the head


def test_smooth_calibration_curve() -> None:
    want = expected(CASE)["smooth_curve"]
    for i in range(41):
        row = row_of("lowbwt", "calibration", **PLACE, method="smooth", group=str(i + 1))
        check(row, want, {"predicted": ("predicted", i), "share": ("share", i)})
        check(row, want, {"conf_low": ("low", i), "conf_high": ("high", i)})


def test_classification_at_the_best_cut() -> None:
    want = expected(CASE)["youden"]
    keys = {
        "true_positives": "tp", "false_positives": "fp", "sensitivity": "sensitivity", "specificity": "specificity",
        "positive_predictive_value": "ppv", "negative_predictive_value": "npv", "correctly_classified": "correct",
        "youden_index": "index",
    }  # fmt: skip
    for measure, key in keys.items():
        row = row_of("lowbwt", "goodness_of_fit", **PLACE, kind="multivariable", measure=measure, method="cut-youden")
        check(row, want, {"value": (key,), "cut": ("cut",)})
        if f"{key}_wilson" in want:
            check(row, want, {"conf_low": (f"{key}_wilson", 0), "conf_high": (f"{key}_wilson", 1)})


def test_probit() -> None:
    want = expected(CASE)["probit"]
    rows = tables("lowbwt")["logistic_intervals"]
    rows = rows[(rows["plan"] == PLACE["plan"]) & (rows["model"] == PLACE["model"]) & (rows["method"] == "probit")]
    assert {_name(row) for _, row in rows.iterrows()} == set(want)
    for _, row in rows.iterrows():
        columns: dict[str, Keys] = {"estimate": ("estimate",), "statistic": ("z",), "p_value": ("p",)}
        check(row, want[_name(row)], columns | {"std_error": ("se",)})
        assert row[["odds_ratio", "conf_low", "conf_high"]].isna().all()


def test_every_value_is_compared() -> None:
    test_influence()
    test_the_ten_most_influential_women()
    test_smooth_calibration_curve()
    test_classification_at_the_best_cut()
    test_probit()
    left = [place for block in expected(CASE) if block != "_meta" for place in unaccounted(CASE, block)]
    assert [place for place in left if "(Intercept)" not in place] == []


@pytest.mark.parametrize("plan", ["as-published", "recommended"])
def test_nobody_is_named_in_public_tables(plan: str) -> None:
    assert "participant" not in tables("lowbwt")["influence"]
    assert "participant" in tables("lowbwt")["influential"]
