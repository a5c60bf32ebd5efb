"""Data sets that no other case holds, through study files: groups, pairs, tables (R's base tests, car, coin, rstatix).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas; 1e-4 for Tukey's intervals and P,
and for intervals of Cohen's d, which R's effectsize finds with an optimiser; 1e-5 for Lilliefors' P (see
test_cases_univariate). Kurtosis of three values (G2) does not exist: R's values are infinite or empty by rounding.
"""

from __future__ import annotations

import pytest

from helpers.golden import expected, row_of
from helpers.golden_paired import check_described, check_every_paired_test, check_pairs
from helpers.golden_screen import check_cells, check_groups, check_posthoc, check_screening, check_trend
from helpers.ledger import unaccounted

CASE = "other_data"
GROUPS = ["sleep_extra", "pulse_sex", "small", "infert_age", "chick_diet", "prestige_type", "npk_block"]
PAIRS = ["cd4", "chick_growth", "three", "weight_loss", "with_gaps"]
TABLES = {"hair_sex": (4, 2), "smoke_exercise": (4, 3), "housing_contact": (2, 3), "infert_education": (3, 2)}


@pytest.mark.parametrize("name", GROUPS)
def test_numbers_in_groups(name: str) -> None:
    both, place = expected(CASE), ("other-groups", name, f"{name}_group")
    block = both["two_group"].get(name) or both["k_group"][name]
    check_screening(*place, block)
    check_groups(*place, block, {}, by="level")
    if name in both["k_group"]:
        check_posthoc(*place, block, {})


@pytest.mark.parametrize("name", PAIRS)
def test_pairs(name: str) -> None:
    block = expected(CASE)["datasets"][name]
    check_pairs("other-pairs", "paired", block, measure=name)
    check_every_paired_test("other-pairs", name, block)
    check_described("other-pairs", name, block)


@pytest.mark.parametrize(("name", "level"), [("three", "75 %"), ("weight_loss", "")])
def test_an_interval_of_a_lower_level_says_so(name: str, level: str) -> None:
    """Three pairs allow 75 %; of six that changed R's normal interval is one of 90 %, which R tells in a warning."""
    place = {"measure": name}
    exact = row_of("other-pairs", "paired_effects", **place, effect_size_name="hodges-lehmann")
    assert (f"interval of {level}" in exact["method"]) == bool(level)
    normal = row_of("other-pairs", "paired_effects", **place, effect_size_name="hodges-lehmann-asymptotic")
    assert "the most that so few pairs allow" in normal["method"]


@pytest.mark.parametrize("name", TABLES)
def test_tables(name: str) -> None:
    block, place = expected(CASE)["tables"][name], ("other-tables", name, f"{name}_row")
    check_screening(*place, block)
    rows, columns = ([f"{letter}{i + 1}" for i in range(k)] for letter, k in zip("rc", TABLES[name], strict=True))
    check_cells(*place, block, rows, columns)
    check_trend(*place, block)


def test_every_value_is_compared_or_excused() -> None:
    for name in GROUPS:
        test_numbers_in_groups(name)
    for name in PAIRS:
        test_pairs(name)
    for name in TABLES:
        test_tables(name)
    assert unaccounted(CASE) == []
