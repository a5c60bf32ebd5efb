"""What the tables of stage paired hold of R's block paired_full (see helpers.golden)."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.golden import Keys, P, at, check, row_of, tables

PAIRS: dict[str, Keys] = {
    "n": ("n_pairs",), "mean_pre": ("pre", "mean"), "sd_pre": ("pre", "sd"), "mean_post": ("post", "mean"),
    "sd_post": ("post", "sd"), "mean_difference": ("mean_diff",), "sd_difference": ("diff", "sd"),
}  # fmt: skip
BY_T: dict[str, Keys] = {"statistic": ("t",), "df": ("df",), "p_value": P, "effect_size": ("hedges_gz_exact_J",)}
BY_T |= {"estimate": ("mean_diff",), "conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
BY_RANKS: dict[str, Keys] = {
    "estimate": ("wilcoxon", "hodges_lehmann_exact"), "conf_low": ("wilcoxon", "hl_ci95_exact", 0),
    "conf_high": ("wilcoxon", "hl_ci95_exact", 1),
}  # fmt: skip
SIGNED_RANKS: dict[str, Keys] = {"statistic": ("wilcoxon", "z_no_cc")}
SIGNED_RANKS |= {"effect_size": ("wilcoxon", "rank_biserial_matched")}
EXACT: dict[str, Keys] = {"p_value": ("wilcoxon", "p_exact_conditional_zeros_dropped")}
ASYMPTOTIC: dict[str, Keys] = {"p_value": ("wilcoxon", "p_normal_no_cc")}
EVERY_TEST: dict[str, dict[str, Keys]] = {
    "paired-t": {"n": ("n_pairs",), "statistic": ("t",), "df": ("df",), "p_value": P},
    "wilcoxon-asymptotic": {"statistic": ("wilcoxon", "z_no_cc"), **ASYMPTOTIC},
    "wilcoxon-corrected": {"statistic": ("wilcoxon", "z_cc"), "p_value": ("wilcoxon", "p_normal_cc")},
    "wilcoxon-exact": {
        "statistic": ("wilcoxon", "V_pos"), "n": ("wilcoxon", "n_pairs"), "n_unchanged": ("wilcoxon", "n_zero_diff"),
        "rank_sum_rose": ("wilcoxon", "V_pos"), "rank_sum_fell": ("wilcoxon", "V_neg"), **EXACT,
    },
    "wilcoxon-pratt": {"statistic": ("wilcoxon", "pratt", "z"), "p_value": ("wilcoxon", "pratt", "p")},
    "wilcoxon-pratt-exact": {"p_value": ("wilcoxon", "pratt", "p_exact")},
    "sign": {
        "statistic": ("sign_test", "n_pos"), "p_value": ("sign_test", "p_exact"), "n_rose": ("sign_test", "n_pos"),
        "n_fell": ("sign_test", "n_neg"),
    },
}  # fmt: skip
EFFECTS: dict[str, Keys] = {
    "cohens-dz": ("cohen_dz",), "hedges-gz": ("hedges_gz_exact_J",), "cohens-dav": ("cohen_d_av",),
    "cohens-drm": ("cohen_d_rm",), "glass-delta": ("cohen_d_pre_sd_glass",), "pearson-r": ("pearson_r_pre_post",),
    "rank-biserial": ("wilcoxon", "rank_biserial_matched"), "r-pairs": ("wilcoxon", "r_abs_z_over_sqrt_n_pairs"),
    "r-answers": ("wilcoxon", "r_abs_z_over_sqrt_2n"),
}  # fmt: skip
PSEUDO_MEDIANS: dict[str, dict[str, Keys]] = {
    "hodges-lehmann-asymptotic": {
        "value": ("wilcoxon", "hodges_lehmann_pseudomedian_normal"),
        "conf_low": ("wilcoxon", "hl_ci95_normal_cc", 0), "conf_high": ("wilcoxon", "hl_ci95_normal_cc", 1),
    },
    "hodges-lehmann": {
        "value": ("wilcoxon", "hodges_lehmann_exact"), "conf_low": ("wilcoxon", "hl_ci95_exact", 0),
        "conf_high": ("wilcoxon", "hl_ci95_exact", 1),
    },
}  # fmt: skip
DESCRIBED: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean",), "sd": ("sd",), "std_error": ("se",), "minimum": ("min",), "maximum": ("max",),
    "median": ("median",), "p25": ("quartiles_type6", 0), "p75": ("quartiles_type6", 2),
    "p25_type2": ("quartiles_type2", 0), "p75_type2": ("quartiles_type2", 2), "p25_type7": ("quartiles_type7", 0),
    "p75_type7": ("quartiles_type7", 2), "skewness": ("skew_G1_spss",), "kurtosis": ("kurt_G2_spss",),
    "skewness_g1": ("skew_g1",), "kurtosis_g2": ("kurt_g2",), "conf_low": ("mean_ci95", 0),
    "conf_high": ("mean_ci95", 1), "shapiro_w": ("shapiro", "W"), "shapiro_p": ("shapiro", "p"),
    "lilliefors_d": ("lilliefors", "D"),
}  # fmt: skip
MEDIANS: list[Keys] = [(f"quartiles_type{kind}", 1) for kind in (2, 6, 7)]


def check_pairs(study: str, table: str, block: Any, **where: str) -> None:
    """As-published one row, by the test it chose; recommended a t-test and an exact signed-rank test."""
    rows = tables(study)[table]
    for column, text in where.items():
        rows = rows[rows[column] == text]
    assert sorted(rows["plan"]) == ["as-published", "recommended", "recommended"]
    for _, row in rows.iterrows():
        check(row, block, PAIRS)
        ranks = SIGNED_RANKS | (EXACT if row["plan"] == "recommended" else ASYMPTOTIC)
        if "hl_ci95_exact" in block["wilcoxon"] and row["plan"] == "recommended":
            reached = 1 - 2 / 2 ** block["wilcoxon"]["n_nonzero"] >= 0.95
            ranks |= BY_RANKS if reached else {"estimate": BY_RANKS["estimate"]}
            if row["test"] != "paired-t" and not reached:  # so few pairs allow no interval of 95 %
                assert row[["conf_low", "conf_high"]].isna().all()
        check(row, block, BY_T if row["test"] == "paired-t" else ranks)


def check_every_paired_test(study: str, measure: str, block: Any, arm: str = "") -> None:
    """Every test and effect size, of everybody or within an arm."""
    where, after = ({"measure": measure, "arm": arm}, "_by_arm") if arm else ({"measure": measure}, "")
    for test, columns in EVERY_TEST.items():
        check(row_of(study, f"paired_tests{after}", **where, test=test), block, columns)
    ranks = row_of(study, f"paired_tests{after}", **where, test="wilcoxon-exact")
    assert min(ranks["rank_sum_rose"], ranks["rank_sum_fell"]) == at(block, "wilcoxon", "T_min")
    assert ranks["n_rose"] + ranks["n_fell"] == at(block, "wilcoxon", "n_nonzero")
    if "p_exact" in block["wilcoxon"]:
        check(ranks, block, {"p_value": ("wilcoxon", "p_exact")})
    for effect, path in EFFECTS.items():
        row = row_of(study, f"paired_effects{after}", **where, effect_size_name=effect)
        check(row, block, {"value": path})
    for effect, columns in PSEUDO_MEDIANS.items():
        if columns["value"][-1] in block["wilcoxon"]:
            # hodges-lehmann: R's exact one is for data without ties only; ours is there always
            check(row_of(study, f"paired_effects{after}", **where, effect_size_name=effect), block, columns)
    row = row_of(study, f"paired_effects{after}", **where, effect_size_name="cohens-dz")
    # effectsize finds its limits with an optimiser
    limits: dict[str, Keys] = {"conf_low": ("cohen_dz_ci95_noncentral_t", 0)}
    check(row, block, limits | {"conf_high": ("cohen_dz_ci95_noncentral_t", 1)}, rel=1e-4)


def check_described(study: str, measure: str, block: Any, arm: str = "") -> None:
    """Before, after and change described."""
    for occasion, key in (("before", "pre"), ("after", "post"), ("change", "diff")):
        row = row_of(study, "paired_describe", measure=measure, arm=arm, occasion=occasion)
        known = {name: path for name, path in DESCRIBED.items() if block[key].get(path[0]) is not None}
        if block[key]["n"] < 4:  # three values have no kurtosis G2; R divides nearly 0 by 0
            assert np.isnan(row["kurtosis"])
            known.pop("kurtosis", None)
        check(row, block[key], known)
        if block[key].get("lilliefors"):
            check(row, block[key], {"lilliefors_p": ("lilliefors", "p")}, rel=1e-5)
        assert at(block[key], "n_missing") == 0  # R describes those with both values
        for path in MEDIANS:
            check(row, block[key], {"median": path})
        if key != "diff":
            check(row, block, {"n_answers": (f"n_{key}_nonmissing",)})
        else:
            check(row, block, {"std_error": ("se",)})
