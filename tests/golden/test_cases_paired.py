"""Before and after through study files: small paired data and 2 x 2 tables of pairs (R's base tests, exactRankTests).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas; 1e-4 for the interval of Cohen's
dz, whose limits R's effectsize finds with an optimiser.
"""

from __future__ import annotations

import numpy as np
import pytest

from helpers.golden import PLANS, Keys, at, check, expected, row_of
from helpers.golden_paired import check_every_paired_test, check_pairs

SMALL = ["sleep", "immer", "shoes", "zeamays_self_cross", "pair65_ambient_heated", "intake", "hw_depression"]


@pytest.mark.parametrize("name", SMALL)
def test_small_paired_data(name: str) -> None:
    block = expected("classic_paired_small")["datasets"][name]
    check_pairs("paired-small", "paired", block, measure=name)
    check_every_paired_test("paired-small", name, block)


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
}


@pytest.mark.parametrize("name", MATCHED)
def test_tables_of_pairs(name: str) -> None:
    block = expected("classic_2x2_fisher_mcnemar")[name]
    for plan in PLANS:
        row = row_of("matched-tables", "paired_rates", plan=plan, measure=name)
        check(row, block, {"n": ("n",), "lost": ("b",), "gained": ("c",)})
        assert row["pre_positive"] == block["a"] + block["b"]
        assert row["post_positive"] == block["a"] + block["c"]
        assert row["pre_positive"] / row["n"] == pytest.approx(block["marginal_p_level1_pre"])
        assert row["post_positive"] / row["n"] == pytest.approx(block["marginal_p_level1_post"])
    row = row_of("matched-tables", "paired_rates", plan="recommended", measure=name)
    assert row["test"] == "mcnemar-exact"
    where = {"measure": name}
    if not block["n_discordant"]:
        assert row_of("matched-tables", "paired_tests", **where, test="mcnemar-exact")["status"] == "constant"
        return
    check(row, block, {"p_value": ("exact_binomial_p",)})
    for test, columns in MCNEMAR.items():
        check(row_of("matched-tables", "paired_tests", **where, test=test), block, columns)
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="difference-of-shares")
    wald: dict[str, Keys] = {"conf_low": ("diff_wald_ci95", 0), "conf_high": ("diff_wald_ci95", 1)}
    check(row, block, {"value": ("diff_post_minus_pre",), **wald})
    row = row_of("matched-tables", "paired_effects", **where, effect_size_name="matched-odds-ratio")
    assert row["value"] == pytest.approx(block["c"] / block["b"] if block["b"] else np.inf)
    limits = [at(block, "or_b_over_c_exact_ci95", i) for i in (1, 0)]  # R gives the inverse
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([1 / x if x else np.inf for x in limits], rel=1e-6)
