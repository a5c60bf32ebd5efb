"""The change in everybody enrolled by multiple imputation.

The reference is the maximum likelihood estimate for answers that are missing after only (Anderson 1957): the
regression of the second answer on the first in the complete pairs, taken at the mean of all first answers. With 1000
imputations by linear regression the pooled change must lie within four Monte-Carlo errors of it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study

MANY = {"imputation": {"number": 1000, "numbers": "normal"}}


def answers(n: int = 80, lost: float = 0.25, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    before = random.normal(30, 6, n)
    after = 0.6 * before + random.normal(15, 4, n)
    worst = before > np.quantile(before, 1 - lost) if lost else np.zeros(n, dtype=bool)
    return before, np.where(worst, np.nan, after)


def row(*pairs: tuple[np.ndarray, np.ndarray], plan: dict | None = None, method: str = "multiple-imputation", **parts):
    columns = {f"m{i}": pair for i, pair in enumerate(pairs)}
    study = paired_study(list(columns), plan=plan or {}, **parts)
    table = compare(study, paired_rows(**columns)).paired_itt
    found = table[(table["measure"] == "m0") & (table["method"] == method)]
    return found.iloc[0] if len(found) else None


def test_it_finds_the_maximum_likelihood_estimate():
    before, after = answers()
    known = ~np.isnan(after)
    slope, intercept = np.polyfit(before[known], after[known], 1)
    expected = intercept + slope * before.mean() - before.mean()
    found = row((before, after), plan=MANY)
    between = found["fraction_missing"] * found["std_error"] ** 2
    assert found["estimate"] == pytest.approx(expected, abs=4 * np.sqrt(between / 1000))
    complete = row((before, after), method="complete-case")
    assert abs(found["estimate"] - complete["estimate"]) > 0.5, "the losses had mattered"
    assert (found["n_people"], found["n_pairs"], found["imputations"]) == (80, 60, 1000)
    assert found["conf_low"] < found["estimate"] < found["conf_high"]


def test_by_default_at_least_a_hundred_imputations_by_matching():
    found = row(answers())
    assert found["imputations"] == 100
    assert "Predictive mean matching" in found["note"]
    assert "Bayesian linear regression" in row(answers(30))["note"], "with few pairs"


def test_answers_lost_before_are_imputed_too():
    before, after = answers()
    found = row((after, before), plan=MANY)
    assert found["estimate"] == pytest.approx(-row((before, after), plan=MANY)["estimate"], abs=0.1)


def test_no_row_when_nobody_is_lost_or_it_is_switched_off():
    assert row(answers(lost=0)) is None
    assert row(answers(), plan={"imputation": {"number": 0}}) is None


def test_the_order_of_rows_does_not_matter():
    before, after = answers()
    mixed = np.random.default_rng(1).permutation(80)
    one, two = row((before, after)), row((before[mixed], after[mixed]))
    assert one["estimate"] == pytest.approx(two["estimate"], rel=1e-12)
    assert one["std_error"] == pytest.approx(two["std_error"], rel=1e-12)


def test_first_answers_to_other_measures_help_where_they_go_with_the_lost_ones():
    random = np.random.default_rng(9)
    before, after = answers(120)
    other = np.where(np.isnan(after), 40.0, after) + random.normal(0, 1, 120)
    with_other = row((before, after), (other, other + random.normal(0, 1, 120)))
    assert "the first answers to other measures" in with_other["note"]
    assert with_other["fraction_missing"] < row((before, after))["fraction_missing"]


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ([1.0, 2, 3], [np.nan, np.nan, 4], "too-few"),
        ([1.0, 2, 3, 4], [2.0, 3, 5, np.nan], "too-few"),
        ([1.0, 2, 3, 4, 6, 7], [2.0, 3, 4, 5, 7, np.nan], "not-estimable"),
        ([1.0, 2, 3], [np.nan, np.nan, np.nan], "too-few"),
    ],
)
def test_bad_data_end_in_a_sentence(before, after, status):
    found = row((np.array(before), np.array(after)))
    assert found["status"] == status
    assert found["note"].endswith(".")
    assert np.isnan(found["estimate"])


def test_twenty_one_people_of_whom_three_are_lost():
    before, after = answers(21, lost=0.14)
    found = row((before, after), (before + 1, after), (before * 2, after))
    assert found["status"] == "ok"
    assert found["n_pairs"] == 18
    assert found["df"] < 20
    assert "other measures" not in found["note"], "18 pairs have room for one predictor"


def test_the_arm_is_a_predictor():
    before, after = answers(100)
    arm = pd.Categorical(np.where(np.arange(100) % 2, "group", "usual"), categories=["usual", "group"])
    variables = {"arm": {"label": "Arm", "type": "nominal", "levels": ["usual", "group"]}}
    study = paired_study(["m0"], paired={"arm": "arm"}, variables=variables)
    table = compare(study, paired_rows(m0=(before, after), arm=(arm, arm))).paired_itt
    assert "and the arm" in table[table["method"] == "multiple-imputation"]["note"].iloc[0]
