"""Agreement of raters through a study file: rater_agreement (R 4.2.2: vcd, irr 0.84.1, psych).

Tolerances, relative: 1e-6, all being closed formulas (they agree to 1e-12). irr prints what it gives of single
categories with three decimals, so there half of the last one is allowed; where its P is 0 ours is under 1e-12.
"""

from __future__ import annotations

import pytest

from helpers.golden import Block, Keys, at, check, expected, row_of, tables
from helpers.ledger import unaccounted

CASE = "rater_agreement"
TWO: dict[str, tuple[str, str, tuple[str, str]]] = {
    "ms_winnipeg": ("sclerosis", "Winnipeg", ("New Orleans", "Winnipeg")),
    "ms_new_orleans": ("sclerosis", "New Orleans", ("New Orleans", "Winnipeg")),
    "anxiety_rater1_rater2": ("anxiety", "", ("Rater 1", "Rater 2")),
    "vision": ("vision", "", ("Right eye", "Left eye")),
}
KAPPA: dict[str, Keys] = {
    "value": ("kappa",), "std_error": ("ase",), "conf_low": ("ci95", 0), "conf_high": ("ci95", 1),
    "std_error_null": ("se_under_null",), "statistic_value": ("z",), "units": ("n",),
}  # fmt: skip
TESTS: dict[str, Keys] = {"statistic_value": ("X2",), "df": ("df",), "p_value": ("p",)}


def block(name: str) -> Block:
    return expected(CASE)[name]


def rows_of_pair(name: str) -> dict[str, str]:
    analysis, group, raters = TWO[name]
    return {"analysis": analysis, "group": group, "raters": " / ".join(raters)}


@pytest.mark.parametrize("name", TWO)
def test_two_raters(name: str) -> None:
    told, place = block(name), rows_of_pair(name)
    check(row_of("raters", "agreement", **place, statistic="kappa"), told, KAPPA)
    for weights in ("linear", "quadratic"):
        row = row_of("raters", "agreement", **place, statistic=f"kappa-{weights}")
        check(row, told, {"value": (f"kappa_{weights}",), "std_error": (f"ase_{weights}",)})
    names = {"percent-agreement": "percent_agreement", "pabak": "pabak_brennan_prediger", "kappa-max": "kappa_max"}
    for statistic, key in names.items():
        check(row_of("raters", "agreement", **place, statistic=statistic), told, {"value": (key,)})
    chance = row_of("raters", "agreement", **place, statistic="expected-percent")
    assert chance["value"] / 100 == pytest.approx(at(told, "expected_agreement"), rel=1e-6)


@pytest.mark.parametrize("name", TWO)
def test_psych_gives_the_same_intervals(name: str) -> None:
    """But not of weighted kappa (see the ledger)."""
    told, place = block(name), rows_of_pair(name)
    row = row_of("raters", "agreement", **place, statistic="kappa")
    check(row, told, {"conf_low": ("psych_ci95_unweighted", 0), "conf_high": ("psych_ci95_unweighted", 1)})


@pytest.mark.parametrize("name", TWO)
def test_counts_of_two_raters(name: str) -> None:
    analysis, group, (first, second) = TWO[name]
    rows = tables("raters")["agreement_table"]
    rows = rows[(rows["analysis"] == analysis) & (rows["group"] == group)]
    rows = rows[(rows["rater1"] == first) & (rows["rater2"] == second)]
    levels = block(name)["levels"]
    assert len(rows) == len(levels) ** 2
    for i, one in enumerate(levels):
        for j, other in enumerate(levels):
            row = rows[(rows["category1"] == one) & (rows["category2"] == other)].iloc[0]
            check(row, block(name), {"count": ("table", i, j)})


def test_kappa_against_chance() -> None:
    told = block("anxiety_rater1_rater2")["irr"]
    for i, statistic in enumerate(("kappa", "kappa-linear", "kappa-quadratic")):
        row = row_of("raters", "agreement", **rows_of_pair("anxiety_rater1_rater2"), statistic=statistic)
        check(row, told[i], {"value": ("kappa",), "statistic_value": ("z",), "p_value": ("p",)})


@pytest.mark.parametrize("test", ["stuart_maxwell", "bhapkar", "bowker"])
def test_the_two_eyes_differ(test: str) -> None:
    row = row_of("raters", "agreement", **rows_of_pair("vision"), statistic=test.replace("_", "-"))
    check(row, block("vision")[test], TESTS)


def test_correlations_of_anxiety() -> None:
    limits: dict[str, Keys] = {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    test: dict[str, Keys] = {"value": ("icc",), "statistic_value": ("F",), **limits}
    row = row_of("raters", "agreement", analysis="anxiety", statistic="icc-a-1")
    check(row, block("anxiety_icc_A1"), test | {"df": ("df1",), "df2": ("df2",), "p_value": ("p",)})
    row = row_of("raters", "agreement", analysis="anxiety", statistic="icc-c-1")
    check(row, block("anxiety_icc_C1"), test)
    row = row_of("raters", "agreement", analysis="anxiety", statistic="kendall-w")
    check(row, block("anxiety_kendall_W_ties"), {"value": ("W",), "statistic_value": ("chi2",), "p_value": ("p",)})


def test_correlations_of_shrout_and_fleiss() -> None:
    names = ("icc-1-1", "icc-2-1", "icc-3-1", "icc-1-k", "icc-2-k", "icc-3-k")
    columns: dict[str, Keys] = {"value": ("ICC",), "statistic_value": ("F",), "df": ("df1",), "df2": ("df2",)}
    columns |= {"p_value": ("p",), "conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    for i, name in enumerate(names):
        row = row_of("raters", "agreement", analysis="judges", statistic=name)
        check(row, expected(CASE)["shrout_fleiss_icc"][i], columns)


def test_six_raters() -> None:
    told, place = block("diagnoses_fleiss"), {"analysis": "diagnoses", "raters": "all"}
    row = row_of("raters", "agreement", **place, statistic="fleiss-kappa")
    check(row, told, {"value": ("kappa",), "statistic_value": ("z",), "p_value": ("p",)})
    check(row_of("raters", "agreement", **place, statistic="conger-kappa"), told, {"value": ("exact_conger",)})
    check(row_of("raters", "agreement", **place, statistic="light-kappa"), told, {"value": ("light",)})
    pairs = [f"Rater {i} / Rater {j}" for i in range(1, 7) for j in range(i + 1, 7)]
    for i, raters in enumerate(pairs):
        row = row_of("raters", "agreement", analysis="diagnoses", statistic="kappa", raters=raters)
        check(row, told, {"value": ("pairwise_cohen", i)})
    for category, values in told["per_category"].items():
        row = row_of("raters", "agreement_categories", analysis="diagnoses", category=category)
        for i, column in enumerate(("kappa", "statistic_value", "p_value")):
            assert row[column] == pytest.approx(at(values, i), abs=5.1e-4)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_of_four_coders(level: str) -> None:
    row = row_of("raters", "agreement", analysis="coders", statistic=f"krippendorff-alpha-{level}")
    check(row, block("krippendorff_alpha"), {"value": (level,)})
    assert (row["units"], row["n_raters"]) == (11, 4)


def test_every_value_is_compared() -> None:
    for name in TWO:
        test_two_raters(name)
        test_psych_gives_the_same_intervals(name)
        test_counts_of_two_raters(name)
    for test in ("stuart_maxwell", "bhapkar", "bowker"):
        test_the_two_eyes_differ(test)
    for level in ("nominal", "ordinal", "interval", "ratio"):
        test_alpha_of_four_coders(level)
    test_kappa_against_chance()
    test_correlations_of_anxiety()
    test_correlations_of_shrout_and_fleiss()
    test_six_raters()
    assert unaccounted(CASE) == []
