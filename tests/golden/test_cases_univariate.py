"""Numbers in groups and two numbers through study files: textbook data (R's base tests, car, nortest, rstatix).

Tolerances, relative (absolute where R's value is 0):

- 1e-6 for everything that has a closed formula, small P values included.
- 1e-4 for Tukey's intervals and P: R's ptukey is good for about eight digits of the quantile.
- 1e-5 for Lilliefors' P: R's nortest prints the coefficients of its approximation to a few digits.
"""

from __future__ import annotations

import pytest

from helpers.golden import expected
from helpers.golden_screen import check_groups, check_posthoc, check_screening
from helpers.ledger import unaccounted

UNIVARIATE = [
    "toothgrowth", "mtcars_mpg_am", "hw_permeability", "plantgrowth", "insectsprays", "airquality_ozone_month",
    "chickwts", "iris_sepal", "hw_mucociliary", "quine_days_age", "moore_conformity_fcat",
]  # fmt: skip


@pytest.mark.parametrize("name", UNIVARIATE)
def test_numbers_in_groups(name: str) -> None:
    both = expected("classic_univariate")
    block = both["two_group"].get(name) or both["k_group"][name]
    place = ("univariate", name, f"{name}_group")
    check_screening(*place, block)
    check_groups(*place, block, {}, by="level")
    if name in both["k_group"]:
        check_posthoc(*place, block, {})


@pytest.mark.parametrize(("outcome", "factor", "by"), [("heavy", "treatment", "level"), ("treated", "weight", "group")])
def test_a_number_and_a_group_either_way_round(outcome: str, factor: str, by: str) -> None:
    block = expected("classic_univariate")["k_group"]["plantgrowth"]
    labels = {"ctrl": "Control", "trt1": "First", "trt2": "Second"}
    check_screening("plantgrowth", outcome, factor, block)
    check_groups("plantgrowth", outcome, factor, block, labels, by=by)
    check_posthoc("plantgrowth", outcome, factor, block, labels)


def test_two_numbers() -> None:
    check_screening("mtcars", "consumption", "wt", expected("classic_univariate")["correlation_mpg_wt"])


def test_every_value_is_compared_or_excused() -> None:
    for name in UNIVARIATE:
        test_numbers_in_groups(name)
    test_two_numbers()
    assert unaccounted("classic_univariate") == []
