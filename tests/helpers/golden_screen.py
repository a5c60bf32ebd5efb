"""What the tables of stage screen hold of R's blocks two_group, k_group and cat_assoc (see helpers.golden)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from helpers.golden import PLANS, Keys, P, at, check, row_of, tables

# What stands in a row of the table screening, by the test that the plan chose.
TESTS: dict[str, dict[str, Keys]] = {
    "student-t": {
        "statistic": ("t_student", "t"), "df": ("t_student", "df"), "p_value": ("t_student", "p"),
        "effect_size": ("hedges_g_exact_J",),
    },
    "welch-t": {
        "statistic": ("t_welch", "t"), "df": ("t_welch", "df"), "p_value": ("t_welch", "p"),
        "effect_size": ("hedges_g_exact_J",),
    },
    "mann-whitney": {
        "statistic": ("mann_whitney", "z_no_cc"), "p_value": ("mann_whitney", "p_asymptotic_no_cc"),
        "effect_size": ("mann_whitney", "rank_biserial_first_minus_second"),
    },
    "one-way-anova": {
        "statistic": ("anova", "F"), "df": ("anova", "df1"), "df2": ("anova", "df2"), "p_value": ("anova", "p"),
        "effect_size": ("anova", "eta2"),
    },
    "welch-anova": {
        "statistic": ("anova_welch", "F"), "df": ("anova_welch", "df1"), "df2": ("anova_welch", "df2"),
        "p_value": ("anova_welch", "p"),
    },
    "kruskal-wallis": {
        "statistic": ("kruskal", "H"), "df": ("kruskal", "df"), "p_value": ("kruskal", "p"),
        "effect_size": ("kruskal", "epsilon2_H_over_Nminus1"),
    },
    "pearson-chi-square": {
        "statistic": ("chisq", "X2"), "df": ("chisq", "df"), "p_value": ("chisq", "p"), "effect_size": ("cramers_v",),
    },
    "yates-chi-square": {
        "statistic": ("chisq_yates", "X2"), "df": ("chisq_yates", "df"), "p_value": ("chisq_yates", "p"),
        "effect_size": ("cramers_v",),
    },
    "fisher-exact": {"p_value": ("fisher", "p_two_sided"), "effect_size": ("cramers_v",)},
    "fisher-freeman-halton": {"p_value": ("fisher", "p_two_sided"), "effect_size": ("cramers_v",)},
    "pearson-correlation": {
        "statistic": ("pearson", "t"), "p_value": ("pearson", "p"), "effect_size": ("pearson", "r"),
        "effect_low": ("pearson", "ci95", 0), "effect_high": ("pearson", "ci95", 1),
    },
    "spearman-correlation": {"p_value": ("spearman", "p_t_approx"), "effect_size": ("spearman", "rho")},
}  # fmt: skip
MOMENTS: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean",), "sd": ("sd",), "median": ("median",), "p25": ("quartiles_type6", 0),
    "p75": ("quartiles_type6", 2), "skewness": ("skew_G1_spss",), "kurtosis": ("kurt_G2_spss",),
}  # fmt: skip
SPREAD = {
    "levene-mean": ("variance", "levene_mean"),
    "levene-median": ("variance", "levene_median_brown_forsythe"),
}


def check_screening(study: str, outcome: str, factor: str, block: Any, sign: int = 1) -> None:
    for plan in PLANS:
        row = row_of(study, "screening", plan=plan, outcome=outcome, factor=factor)
        assert row["status"] == "ok"
        check(row, block, TESTS[row["test"]], sign=sign if row["statistic_name"] in ("t", "z") else 1)
        if row["estimate_name"] == "mean-difference":
            test = block["t_student" if row["test"] == "student-t" else "t_welch"]
            check(row, block | test, {"estimate": ("mean_diff",), "std_error": ("se",)}, sign=sign)
            got = sorted(sign * row[["conf_low", "conf_high"]].astype(float))
            assert got == pytest.approx(test["ci95"], rel=1e-6)
        if block.get("odds_ratio_woolf_ci95"):
            assert row["estimate_name"] == "odds-ratio"
            got = sorted(row[["conf_low", "estimate", "conf_high"]].astype(float) ** sign)
            low, high = block["odds_ratio_woolf_ci95"]
            assert got == pytest.approx([low, block["odds_ratio_sample"], high], rel=1e-6)
        if "lr_G2" in block:
            check(row, block, {"lr_statistic": ("lr_G2", "G2"), "lr_df": ("lr_G2", "df"), "lr_p_value": ("lr_G2", "p")})


def check_groups(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str], by: str) -> None:
    """Moments and assumptions of each group; `by` tells where the groups stand in the table descriptive."""
    place = {"outcome": outcome, "factor": factor}
    for name, group in block["groups"].items():
        label = labels.get(name, name)
        where = {"level": label, "group": ""} if by == "level" else {"level": "", "group": label}
        for statistic, path in MOMENTS.items():
            row = row_of(study, "descriptive", **place, **where, statistic=statistic)
            check(row, group, {"value": path})
        for test, key, statistic in (("shapiro-wilk", "shapiro", "W"), ("lilliefors", "lilliefors", "D")):
            if key in group and group[key] is not None:
                row = row_of(study, "assumptions", **place, group=label, test=test)
                check(row, group, {"statistic": (key, statistic)})
                check(row, group, {"p_value": (key, "p")}, rel=1e-5 if test == "lilliefors" else 1e-6)
    for test, path in SPREAD.items():
        row = row_of(study, "assumptions", **place, test=test)
        check(row, at(block, *path), {"statistic": ("F",), "df": ("df1",), "df2": ("df2",), "p_value": P})


def check_posthoc(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str]) -> None:
    """Tukey's comparisons after an analysis of variance, Dunn's after Kruskal-Wallis; none unless significant."""
    place = {"outcome": outcome, "factor": factor, "plan": "as-published"}
    test = row_of(study, "screening", **place)
    rows = tables(study)["posthoc"]
    rows = rows[(rows["plan"] == "as-published") & (rows["outcome"] == outcome) & (rows["factor"] == factor)]
    assert (len(rows) > 0) == (test["p_value"] < 0.05)
    if not len(rows):
        return
    if test["test"] == "kruskal-wallis":
        for pair in block["dunn"]:
            names = {"group1": labels.get(pair["group1"], pair["group1"])}
            names |= {"group2": labels.get(pair["group2"], pair["group2"])}
            row = row_of(study, "posthoc", **place, **names, test="dunn", adjustment="bonferroni")
            columns = {"statistic": ("z",), "p_value": P, "p_adjusted": ("p_bonferroni",)}
            check(row, pair, columns, sign=-1)  # rstatix subtracts the first group from the second
        return
    for name, pair in block["tukey"].items():
        second, first = (labels.get(part, part) for part in name.split("-"))
        row = row_of(study, "posthoc", **place, test="tukey-hsd", group1=first, group2=second)
        check(row, pair, {"estimate": ("diff",)}, sign=-1)
        got = [-row["conf_high"], -row["conf_low"], row["p_adjusted"]]
        assert got == pytest.approx([pair["lwr"], pair["upr"], pair["p_adj"]], rel=1e-4, abs=1e-9), name


def check_cells(study: str, outcome: str, factor: str, block: Any, levels: list[str], groups: list[str]) -> None:
    """Expected counts and residuals, where the table is significant; counts always."""
    rows = tables(study)["cells"]
    told = len(rows[(rows["outcome"] == outcome) & (rows["factor"] == factor)]) > 0
    for i, level in enumerate(levels):
        for j, group in enumerate(groups):
            place = {"outcome": outcome, "factor": factor, "level": level, "group": group}
            row = row_of(study, "descriptive", **place, statistic="count")
            check(row, block, {"value": ("observed", i, j)})
            if told:
                columns: dict[str, Keys] = {"count": ("observed", i, j), "expected": ("expected", i, j)}
                columns |= {"adjusted_residual": ("adjusted_std_residuals", i, j)}
                check(row_of(study, "cells", **place), block, columns)


def check_trend(study: str, outcome: str, factor: str, block: Any) -> None:
    place = {"outcome": outcome, "factor": factor}
    key = "linear_by_linear_M2_equal_spaced"
    row = row_of(study, "trend", **place, test="linear-by-linear")
    check(row, block, {"statistic": (key, "M2"), "p_value": (key, "p")})
    assert abs(row["effect_size"]) == pytest.approx(abs(block[key]["r"]), rel=1e-6)
    if "cochran_armitage_trend_X2" in block:
        key = "cochran_armitage_trend_X2"
        row = row_of(study, "trend", **place, test="cochran-armitage")
        check(row, block, {"statistic": (key, "X2"), "df": (key, "df"), "p_value": (key, "p")})
