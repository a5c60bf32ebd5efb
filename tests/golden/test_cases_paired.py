"""Before and after through study files: small paired data and 2 x 2 tables of pairs (R's base tests, exactRankTests).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas; 1e-4 for the interval of Cohen's
dz, whose limits R's effectsize finds with an optimiser.
"""

from __future__ import annotations

import numpy as np
import pytest

from helpers.golden import PLANS, Keys, P, at, check, expected, row_of
from helpers.golden_paired import check_described, check_every_paired_test, check_pairs
from helpers.ledger import unaccounted

SMALL = ["sleep", "immer", "shoes", "zeamays_self_cross", "pair65_ambient_heated", "intake", "hw_depression"]


@pytest.mark.parametrize("name", SMALL)
def test_small_paired_data(name: str) -> None:
    block = expected("classic_paired_small")["datasets"][name]
    check_pairs("paired-small", "paired", block, measure=name)
    check_every_paired_test("paired-small", name, block)
    check_described("paired-small", name, block)


def test_one_sided_p() -> None:
    case, where = expected("classic_paired_small"), {"measure": "hw_depression"}
    row = row_of("paired-small", "paired_tests", **where, test="wilcoxon-exact")
    check(row, case, {"p_less": ("hw_depression_one_sided_exact_p_pre_greater",)})


def test_nothing_of_the_small_paired_data_is_left_out() -> None:
    for name in SMALL:
        test_small_paired_data(name)
    test_one_sided_p()
    assert unaccounted("classic_paired_small") == []


def test_pairs_of_a_wide_file_without_ids() -> None:
    block = expected("classic_paired_small")["datasets"]["sleep"]
    check_pairs("sleep", "paired", block, measure="gain")
    check_every_paired_test("sleep", "gain", block)


MATCHED = [
    "approval_agresti", "tonsillectomy_hodgkin", "diabetes_mi_pairs", "edge_zero_discordant", "edge_b_equals_c",
    "edge_small_discordant", "edge_one_discordant", "edge_no_discordant",
]  # fmt: skip


MCNEMAR: dict[str, dict[str, Keys]] = {
    "mcnemar-exact": {"p_value": ("exact_binomial_p",)},
    "mcnemar-mid-p": {"p_value": ("mid_p",)},
    "mcnemar-asymptotic": {"statistic": ("chi2_no_cc", "X2"), "p_value": ("chi2_no_cc", "p")},
    "mcnemar-corrected": {"statistic": ("chi2_cc", "X2"), "df": ("chi2_cc", "df"), "p_value": ("chi2_cc", "p")},
    "mcnemar-edwards": {"statistic": ("chi2_cc_edwards_always_minus_1", "X2")},
}


@pytest.mark.parametrize("name", MATCHED)
def test_tables_of_pairs(name: str) -> None:
    block = expected("classic_2x2_fisher_mcnemar")[name]
    for plan in PLANS:
        row = row_of("matched-tables", "paired_rates", plan=plan, measure=name)
        check(row, block, {"n": ("n",), "lost": ("b",), "gained": ("c",)})
        assert row["pre_positive"] == at(block, "a") + at(block, "b")
        assert row["post_positive"] == at(block, "a") + at(block, "c")
        assert row["n"] - row["post_positive"] - row["lost"] == at(block, "d")
        assert row["gained"] + row["lost"] == at(block, "n_discordant")
        assert row["pre_positive"] / row["n"] == pytest.approx(at(block, "marginal_p_level1_pre"))
        assert row["post_positive"] / row["n"] == pytest.approx(at(block, "marginal_p_level1_post"))
    row = row_of("matched-tables", "paired_rates", plan="recommended", measure=name)
    assert row["test"] == "mcnemar-exact"
    where = {"measure": name}
    if not block["n_discordant"]:
        assert row_of("matched-tables", "paired_tests", **where, test="mcnemar-exact")["status"] == "constant"
        return
    check(row, block, {"p_value": ("exact_binomial_p",)})
    for test, columns in MCNEMAR.items():
        check(row_of("matched-tables", "paired_tests", **where, test=test), block, columns)
    for test in ("mcnemar-corrected", "mcnemar-edwards"):
        row = row_of("matched-tables", "paired_tests", **where, test=test)
        check(row, block, {"n_fell": ("b",), "n_rose": ("c",)})
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="difference-of-shares")
    wald: dict[str, Keys] = {"conf_low": ("diff_wald_ci95", 0), "conf_high": ("diff_wald_ci95", 1)}
    check(row, block, {"value": ("diff_post_minus_pre",), **wald})
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="cohens-g")
    check(row, block, {"value": ("cohen_g",)})
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="matched-odds-ratio")
    check(row, block, {"value": ("or_c_over_b",)})
    assert row["value"] == pytest.approx(_inverse(at(block, "or_b_over_c")))
    limits = [_inverse(at(block, "or_b_over_c_exact_ci95", i)) for i in (1, 0)]
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(limits, rel=1e-6)
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="matched-odds-ratio-wald")
    assert ("or_b_over_c_wald_ci95" in block) == np.isfinite(row["conf_high"])
    if "or_b_over_c_wald_ci95" in block:
        limits = [_inverse(at(block, "or_b_over_c_wald_ci95", i)) for i in (1, 0)]
        assert row[["conf_low", "conf_high"]].tolist() == pytest.approx(limits, rel=1e-6)


def _inverse(ratio: float) -> float:
    """Odds of gaining against losing; R gives those of losing against gaining."""
    return 1 / ratio if ratio else np.inf


def test_nothing_of_the_tables_of_pairs_is_left_out() -> None:
    for name in MATCHED:
        test_tables_of_pairs(name)
    assert [name for table in MATCHED for name in unaccounted("classic_2x2_fisher_mcnemar", table)] == []


SHIFT = {"stuart-maxwell": "stuart_maxwell", "bhapkar": "bhapkar", "bowker": "bowker"}


def test_levels_before_and_after() -> None:
    block = expected("rater_agreement")["vision"]
    chi: dict[str, Keys] = {"statistic": ("X2",), "df": ("df",), "p_value": P}
    for test, key in SHIFT.items():
        row = row_of("vision", "paired_shift", measure="grade", test=test)
        check(row, block[key], chi)
        check(row, block, {"n": ("n",)})
    check(row_of("vision", "paired_bands", measure="grade"), block["stuart_maxwell"], chi)
    for i, before in enumerate(block["levels"]):
        for j, after in enumerate(block["levels"]):
            row = row_of("vision", "paired_transitions", measure="grade", before=before, after=after)
            assert row["count"] == at(block["table"], i, j)
