"""What the tables of stage paired hold of R's block paired_full (see helpers.golden)."""

from __future__ import annotations

from typing import Any

from helpers.golden import Keys, P, check, row_of, tables

PAIRS: dict[str, Keys] = {
    "n": ("n_pairs",), "mean_pre": ("pre", "mean"), "sd_pre": ("pre", "sd"), "mean_post": ("post", "mean"),
    "sd_post": ("post", "sd"), "mean_difference": ("mean_diff",), "sd_difference": ("diff", "sd"),
    "conf_low": ("ci95", 0), "conf_high": ("ci95", 1),
}  # fmt: skip
BY_T: dict[str, Keys] = {"statistic": ("t",), "df": ("df",), "p_value": P, "effect_size": ("hedges_gz_exact_J",)}
SIGNED_RANKS: dict[str, Keys] = {"statistic": ("wilcoxon", "z_no_cc")}
SIGNED_RANKS |= {"effect_size": ("wilcoxon", "rank_biserial_matched")}
EXACT: dict[str, Keys] = {"p_value": ("wilcoxon", "p_exact_conditional_zeros_dropped")}
ASYMPTOTIC: dict[str, Keys] = {"p_value": ("wilcoxon", "p_normal_no_cc")}
EVERY_TEST: dict[str, dict[str, Keys]] = {
    "paired-t": {"n": ("n_pairs",), "statistic": ("t",), "df": ("df",), "p_value": P},
    "wilcoxon-asymptotic": {"statistic": ("wilcoxon", "z_no_cc"), **ASYMPTOTIC},
    "wilcoxon-exact": {"statistic": ("wilcoxon", "V_pos"), **EXACT},
    "sign": {"statistic": ("sign_test", "n_pos"), "p_value": ("sign_test", "p_exact")},
}
EFFECTS: dict[str, Keys] = {
    "cohens-dz": ("cohen_dz",), "hedges-gz": ("hedges_gz_exact_J",), "cohens-dav": ("cohen_d_av",),
    "cohens-drm": ("cohen_d_rm",), "glass-delta": ("cohen_d_pre_sd_glass",),
}  # fmt: skip


def check_pairs(study: str, table: str, block: Any, **where: str) -> None:
    """As-published one row, by the test it chose; recommended a t-test and an exact signed-rank test."""
    rows = tables(study)[table]
    for column, text in where.items():
        rows = rows[rows[column] == text]
    assert sorted(rows["plan"]) == ["as-published", "recommended", "recommended"]
    for _, row in rows.iterrows():
        check(row, block, PAIRS)
        ranks = SIGNED_RANKS | (EXACT if row["plan"] == "recommended" else ASYMPTOTIC)
        check(row, block, BY_T if row["test"] == "paired-t" else ranks)


def check_every_paired_test(study: str, measure: str, block: Any) -> None:
    for test, columns in EVERY_TEST.items():
        check(row_of(study, "paired_tests", measure=measure, test=test), block, columns)
    for effect, path in EFFECTS.items():
        row = row_of(study, "paired_effects", measure=measure, effect_size_name=effect)
        check(row, block, {"value": path})
    row = row_of(study, "paired_effects", measure=measure, effect_size_name="cohens-dz")
    # effectsize finds its limits with an optimiser
    limits: dict[str, Keys] = {"conf_low": ("cohen_dz_ci95_noncentral_t", 0)}
    check(row, block, limits | {"conf_high": ("cohen_dz_ci95_noncentral_t", 1)}, rel=1e-4)
