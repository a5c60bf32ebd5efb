"""Ten thousand workers screened through a study file (R's chisq.test, fisher.test, t.test, car, nortest, rstatix).

Tolerances, relative (absolute where R's value is 0):

- 1e-6 for everything that has a closed formula, small P values included.
- 1e-4 for Tukey's intervals and P: R's ptukey is good for about eight digits of the quantile.
- 1e-5 for Lilliefors' P: R's nortest prints the coefficients of its approximation to a few digits.
"""

from __future__ import annotations

import pytest

from helpers.golden import Keys, check, expected, row_of
from helpers.golden_screen import check_cells, check_groups, check_posthoc, check_screening, check_trend
from helpers.ledger import unaccounted

STUDY = "smokeban-screening"
FACTORS = ["ban", "education", "afam", "hisp", "female"]
EDUCATION = ["hs drop out", "hs", "some college", "college", "master"]


@pytest.mark.parametrize("factor", FACTORS)
def test_smoking_by_a_factor(factor: str) -> None:
    """Our order of the outcome is no event, event; R has the other one."""
    block = expected("smokeban_workers")["screening"]["categorical"][factor]
    check_screening(STUDY, "smoking", factor, block, sign=-1)
    levels = EDUCATION if factor == "education" else ["Yes", "No"]
    check_cells(STUDY, "smoking", factor, block, levels, ["Yes", "No"])
    if factor == "education":
        check_trend(STUDY, "smoking", factor, block)


def test_smoking_by_age() -> None:
    block = expected("smokeban_workers")["screening"]["numeric"]["age"]
    check_screening(STUDY, "smoking", "age", block, sign=-1)
    check_groups(STUDY, "smoking", "age", block, {"yes": "Yes", "no": "No"}, by="group")


def test_adjusted_p() -> None:
    """Welch's test of age and Pearson's of tables, whatever the plans chose, adjusted over all factors."""
    block = expected("smokeban_workers")["screening"]["multiplicity"]
    for factor in block["raw"]:
        test = "welch-t" if factor == "age" else "pearson-chi-square"
        row = row_of(STUDY, "screening_tests", outcome="smoking", factor=factor, test=test)
        columns: dict[str, Keys] = {"p_value": ("raw", factor), "p_bonferroni": ("bonferroni", factor)}
        check(row, block, columns | {"p_holm": ("holm", factor), "p_bh": ("BH", factor)})


def test_age_by_education() -> None:
    block = expected("smokeban_workers")["age_by_education"]
    check_screening(STUDY, "years", "education", block)
    check_groups(STUDY, "years", "education", block, {}, by="level")
    check_posthoc(STUDY, "years", "education", block, {})


def test_every_value_of_the_screening_is_compared_or_excused() -> None:
    for factor in FACTORS:
        test_smoking_by_a_factor(factor)
    test_smoking_by_age()
    test_adjusted_p()
    test_age_by_education()
    assert [p for part in ("screening", "age_by_education") for p in unaccounted("smokeban_workers", part)] == []
