"""What the tables of stage screen hold of R's blocks two_group, k_group and cat_assoc (see helpers.golden)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
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
    "p75": ("quartiles_type6", 2), "skewness": ("skew_G1_spss",), "kurtosis": ("kurt_G2_spss",), "se": ("se",),
    "conf_low": ("mean_ci95", 0), "conf_high": ("mean_ci95", 1), "min": ("min",), "max": ("max",),
    "p25_type2": ("quartiles_type2", 0), "p75_type2": ("quartiles_type2", 2), "p25_type7": ("quartiles_type7", 0),
    "p75_type7": ("quartiles_type7", 2), "skewness_g1": ("skew_g1",), "kurtosis_g2": ("kurt_g2",),
}  # fmt: skip
SPREAD = {
    "levene-mean": ("variance", "levene_mean"),
    "levene-median": ("variance", "levene_median_brown_forsythe"),
}
# Every row of the tables screening_tests and screening_effects by R's blocks.
DIFFERENCE: dict[str, Keys] = {"statistic": ("t",), "df": ("df",), "p_value": P, "std_error": ("se",)}
EVERY_TEST: dict[str, dict[str, Keys]] = {
    "student-t": {column: ("t_student", *path) for column, path in DIFFERENCE.items()} | {"estimate": ("mean_diff",)},
    "welch-t": {column: ("t_welch", *path) for column, path in DIFFERENCE.items()} | {"estimate": ("mean_diff",)},
    "mann-whitney-asymptotic": {
        "statistic": ("mann_whitney", "z_no_cc"), "p_value": ("mann_whitney", "p_asymptotic_no_cc"),
    },
    "mann-whitney-corrected": {"statistic": ("mann_whitney", "z_cc"), "p_value": ("mann_whitney", "p_asymptotic_cc")},
    "one-way-anova": {
        "statistic": ("anova", "F"), "df": ("anova", "df1"), "df2": ("anova", "df2"), "p_value": ("anova", "p"),
        "sum_of_squares": ("anova", "SS_between"), "sum_of_squares_error": ("anova", "SS_within"),
    },
    "welch-anova": {
        "statistic": ("anova_welch", "F"), "df": ("anova_welch", "df1"), "df2": ("anova_welch", "df2"),
        "p_value": ("anova_welch", "p"),
    },
    "kruskal-wallis": {"statistic": ("kruskal", "H"), "df": ("kruskal", "df"), "p_value": ("kruskal", "p")},
    "pearson-chi-square": {
        "statistic": ("chisq", "X2"), "df": ("chisq", "df"), "p_value": ("chisq", "p"), "n": ("n",),
        "smallest_expected": ("min_expected",), "cells_below_5": ("n_cells_expected_lt5",),
        "percent_below_5": ("pct_cells_expected_lt5",),
    },
    "likelihood-ratio": {"statistic": ("lr_G2", "G2"), "df": ("lr_G2", "df"), "p_value": ("lr_G2", "p")},
    "linear-by-linear": {
        "statistic": ("linear_by_linear_M2_equal_spaced", "M2"), "p_value": ("linear_by_linear_M2_equal_spaced", "p"),
        "estimate": ("linear_by_linear_M2_equal_spaced", "r"),
    },
    "yates-chi-square": {
        "statistic": ("chisq_yates", "X2"), "df": ("chisq_yates", "df"), "p_value": ("chisq_yates", "p"),
    },
    "cochran-armitage": {
        "statistic": ("cochran_armitage_trend_X2", "X2"), "df": ("cochran_armitage_trend_X2", "df"),
        "p_value": ("cochran_armitage_trend_X2", "p"),
    },
    "pearson-correlation": {
        "statistic": ("pearson", "t"), "p_value": ("pearson", "p"), "estimate": ("pearson", "r"),
        "conf_low": ("pearson", "ci95", 0), "conf_high": ("pearson", "ci95", 1),
    },
    "kendall-tau-b": {
        "statistic": ("kendall_tau_b", "z"), "p_value": ("kendall_tau_b", "p"), "estimate": ("kendall_tau_b", "tau"),
    },
}  # fmt: skip
EVERY_EFFECT: dict[str, Keys] = {
    "cohens-d": ("cohen_d_pooled",), "hedges-g": ("hedges_g_exact_J",), "hedges-g-approximate": ("hedges_g_approx_J",),
    "rank-biserial": ("mann_whitney", "rank_biserial_first_minus_second"),
    "r-from-z": ("mann_whitney", "r_abs_z_over_sqrtN"), "u-smaller": ("mann_whitney", "U_min"),
    "eta-squared": ("anova", "eta2"), "omega-squared": ("anova", "omega2"), "epsilon-squared": ("anova", "epsilon2"),
    "rank-epsilon-squared": ("kruskal", "epsilon2_H_over_Nminus1"), "rank-eta-squared": ("kruskal", "eta2_H"),
    "cramers-v": ("cramers_v",), "cramers-v-corrected": ("cramers_v_bias_corrected",),
    "contingency-coefficient": ("contingency_c",), "phi": ("phi_signed",),
}  # fmt: skip
TURNING = {"cohens-d", "hedges-g", "hedges-g-approximate", "rank-biserial", "phi"}


def check_screening(study: str, outcome: str, factor: str, block: Any, sign: int = 1) -> None:
    for plan in PLANS:
        row = row_of(study, "screening", plan=plan, outcome=outcome, factor=factor)
        assert row["status"] == "ok"
        check(row, block, TESTS[row["test"]], sign=sign if row["statistic_name"] in ("t", "z") else 1)
        if row["estimate_name"] == "mean-difference":
            test = block["t_student" if row["test"] == "student-t" else "t_welch"]
            check(row, block, {"estimate": ("mean_diff",)}, sign=sign)
            check(row, test, {"std_error": ("se",)})
            got = sorted(sign * row[["conf_low", "conf_high"]].astype(float))
            assert got == pytest.approx(test["ci95"], rel=1e-6)
        if block.get("odds_ratio_woolf_ci95"):  # which stands in screening_effects; here the test's own interval does
            assert row["estimate_name"] == "odds-ratio"
            assert row["estimate"] ** sign == pytest.approx(block["odds_ratio_sample"], rel=1e-6)
        if "lr_G2" in block:
            check(row, block, {"lr_statistic": ("lr_G2", "G2"), "lr_df": ("lr_G2", "df"), "lr_p_value": ("lr_G2", "p")})
    check_every_test(study, outcome, factor, block, sign)


def has(block: Any, path: Keys) -> bool:
    """Whether a block holds a value there that is not empty."""
    for key in path:
        if (isinstance(block, dict) and key not in block) or block is None:
            return False
        block = block[key]
    return block is not None


def check_every_test(study: str, outcome: str, factor: str, block: Any, sign: int = 1) -> None:
    """Whatever of the tests and effect sizes that no plan chooses among the block holds."""
    place = {"outcome": outcome, "factor": factor}
    for test, columns in EVERY_TEST.items():
        if all(has(block, path) for path in columns.values()):
            row = row_of(study, "screening_tests", **place, test=test)
            turned = sign if row["statistic_name"] in ("t", "z") or test == "linear-by-linear" else 1
            check(row, block, {"estimate": columns["estimate"]} if "estimate" in columns else {}, sign=turned)
            others = {column: path for column, path in columns.items() if column != "estimate"}
            check(row, block, others, sign=turned if row["statistic_name"] in ("t", "z") else 1)
    for effect, path in EVERY_EFFECT.items():
        if has(block, path):
            row = row_of(study, "screening_effects", **place, effect_size_name=effect)
            want = at(block, *path) * (sign if effect in TURNING else 1)
            assert float(row["value"]) == pytest.approx(want, rel=1e-6, abs=1e-9), effect
    if has(block, ("pearson", "df")):
        check(row_of(study, "screening_tests", **place, test="pearson-correlation"), block, {"df": ("pearson", "df")})
    if "spearman" in block:
        row = row_of(study, "screening_tests", **place, test="spearman-correlation")
        p = "p" if "p" in block["spearman"] else "p_t_approx"
        check(row, block["spearman"], {"estimate": ("rho",), "p_value": (p,)})
    if "t_student" in block:
        _check_two_groups(study, place, block, sign)
    if "odds_ratio_sample" in block:
        _check_shares(study, place, block, sign)
    elif has(block, ("fisher", "p_two_sided")):
        row = row_of(study, "screening_tests", **place, test="fisher-freeman-halton")
        check(row, block, {"p_value": ("fisher", "p_two_sided")})


def _check_two_groups(study: str, place: dict[str, str], block: Any, sign: int) -> None:
    def effect(name: str) -> pd.Series:
        return row_of(study, "screening_effects", **place, effect_size_name=name)

    for test, key in (("student-t", "t_student"), ("welch-t", "t_welch")):
        row = row_of(study, "screening_tests", **place, test=test)
        got = sorted(sign * row[["conf_low", "conf_high"]].astype(float))
        assert got == pytest.approx([at(block, key, "ci95", i) for i in (0, 1)], rel=1e-6)
    got = sorted(sign * effect("cohens-d")[["conf_low", "conf_high"]].astype(float))
    # effectsize finds its limits with an optimiser
    assert got == pytest.approx([at(block, "cohen_d_ci95_noncentral_t", i) for i in (0, 1)], rel=1e-4, abs=1e-6)
    assert sign * effect("hedges-g")["value"] == pytest.approx(at(block, "hedges_g_effectsize"), rel=1e-6)
    first, second = ("U_first", "U_second")[::sign]
    for name, key in (("u-first", first), ("u-second", second)):
        assert effect(name)["value"] == pytest.approx(at(block, "mann_whitney", key))
    common = effect("common-language")["value"]
    assert (common if sign == 1 else 1 - common) == pytest.approx(at(block, "mann_whitney", "cles_first"))
    row = row_of(study, "screening_tests", **place, test="mann-whitney-exact")
    exact = [key for key in ("p_exact", "p_exact_conditional_with_ties") if key in block["mann_whitney"]]
    assert (row["status"] == "ok") == bool(exact)
    for key in exact:
        check(row, block, {"statistic": ("mann_whitney", first), "p_value": ("mann_whitney", key)})
    row = row_of(study, "assumptions", **place, test="variance-ratio")
    check(row, block, {"p_value": ("var_test_F", "p")})
    f, dfs = row["statistic"] ** sign, [row["df"], row["df2"]][::sign]
    assert [f, *dfs] == pytest.approx([at(block, "var_test_F", key) for key in ("F", "df1", "df2")], rel=1e-6)


def _check_shares(study: str, place: dict[str, str], block: Any, sign: int) -> None:
    """Shares of R's first column, row 1 against row 2; with sign -1 our columns stand the other way round."""
    rows = tables(study)["screening_effects"]
    rows = rows[(rows["outcome"] == place["outcome"]) & (rows["factor"] == place["factor"])]
    level = list(dict.fromkeys(rows["level"][rows["level"] != ""]))[0 if sign == 1 else 1]
    shares = rows[(rows["level"] == level) & (rows["effect_size_name"] == "share")]
    assert shares["value"].tolist() == pytest.approx([at(block, "prop_col1_by_row", i) for i in (0, 1)], rel=1e-6)
    where = place | {"level": level, "group1": shares["group1"].iloc[0]}

    def effect(name: str) -> pd.Series:
        return row_of(study, "screening_effects", **where, effect_size_name=name)

    check(effect("risk-difference"), block, {"value": ("risk_diff_col1",)})
    for name, key, limits in (
        ("risk-ratio", "risk_ratio_col1", "risk_ratio_ci95_log"),
        ("odds-ratio", "odds_ratio_sample", "odds_ratio_woolf_ci95"),
    ):
        row = effect(name)
        assert row["value"] == pytest.approx(at(block, key), rel=1e-6)
        if has(block, (limits,)):
            check(row, block, {"conf_low": (limits, 0), "conf_high": (limits, 1)})
        else:
            assert np.isnan(row["conf_low"]) and np.isnan(row["conf_high"])
    if not has(block, ("fisher", "p_two_sided")):
        return
    check(row_of(study, "screening_tests", **place, test="fisher-exact"), block, {"p_value": ("fisher", "p_two_sided")})
    for name, key in zip(("greater", "less"), ("p_greater", "p_less")[::sign], strict=True):
        row = row_of(study, "screening_tests", **place, test=f"fisher-exact-{name}")
        check(row, block, {"p_value": ("fisher", key)})
    _check_conditional_odds(effect("odds-ratio-conditional"), block["fisher"])


def _check_conditional_odds(row: pd.Series, fisher: Any) -> None:
    """R's search for the root (uniroot) ends within 1.2e-4 of it, of its inverse where the odds ratio exceeds 1."""
    want = [at(fisher, "odds_ratio_conditional_mle"), at(fisher, "ci95", 0), at(fisher, "ci95", 1)]
    for got, value in zip(row[["value", "conf_low", "conf_high"]].astype(float), want, strict=True):
        if np.isinf(value) or value == 0:
            assert got == value
        else:
            assert min(got, 1 / got) == pytest.approx(min(value, 1 / value), abs=1.3e-4)


def check_groups(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str], by: str) -> None:
    """Moments and assumptions of each group; `by` tells where the groups stand in the table descriptive."""
    place, known = {"outcome": outcome, "factor": factor}, list(block["groups"])
    for name, group in block["groups"].items():
        label = labels.get(name, name)
        where = {"level": label, "group": ""} if by == "level" else {"level": "", "group": label}
        for statistic, path in MOMENTS.items():
            row = row_of(study, "descriptive", **place, **where, statistic=statistic)
            check(row, group, {"value": path})
        row = row_of(study, "descriptive", **place, **where, statistic="median")
        check(row, group, {"value": ("quartiles_type2", 1)})
        check(row, group, {"value": ("quartiles_type6", 1)})
        check(row, group, {"value": ("quartiles_type7", 1)})
        for test, key, statistic in (("shapiro-wilk", "shapiro", "W"), ("lilliefors", "lilliefors", "D")):
            if key in group and group[key] is not None:
                row = row_of(study, "assumptions", **place, group=label, test=test)
                check(row, group, {"statistic": (key, statistic)})
                check(row, group, {"p_value": (key, "p")}, rel=1e-5 if test == "lilliefors" else 1e-6)
        check(row_of(study, "descriptive", **place, **where, statistic="n"), block, {"value": ("n", known.index(name))})
    check_variances(study, outcome, factor, block)


def check_variances(study: str, outcome: str, factor: str, block: Any) -> None:
    place = {"outcome": outcome, "factor": factor}
    for test, path in SPREAD.items():
        row = row_of(study, "assumptions", **place, test=test)
        check(row, at(block, *path), {"statistic": ("F",), "df": ("df1",), "df2": ("df2",), "p_value": P})
    row = row_of(study, "assumptions", **place, test="bartlett")
    check(row, block["variance"]["bartlett"], {"statistic": ("K2",), "df": ("df",), "p_value": P})
    if has(block, ("residual_shapiro",)):
        row = row_of(study, "assumptions", **place, test="shapiro-wilk-residuals")
        check(row, block["residual_shapiro"], {"statistic": ("W",), "p_value": P})


def check_posthoc(study: str, outcome: str, factor: str, block: Any, labels: Mapping[str, str]) -> None:
    """Tukey's comparisons and Dunn's of every two groups; the plan's where it makes them."""
    place = {"outcome": outcome, "factor": factor}
    test = row_of(study, "screening", **place, plan="as-published")
    rows = tables(study)["posthoc"]
    rows = rows[(rows["plan"] == "as-published") & (rows["outcome"] == outcome) & (rows["factor"] == factor)]
    assert (len(rows) > 0) == (test["p_value"] < 0.05)
    chosen = set(rows["test"])
    order = list(dict.fromkeys(tables(study)["screening_posthoc"].query("factor == @factor")["group1"]))

    def pairs(procedure: str, adjustment: str, first: str, second: str) -> tuple[list[pd.Series], int]:
        """Rows of two groups; -1 where ours are first minus second and R's second minus first."""
        turn = first in order and (second not in order or order.index(first) < order.index(second))
        names = dict(zip(("group1", "group2"), (first, second) if turn else (second, first), strict=True))
        found = [row_of(study, "screening_posthoc", **place, **names, test=procedure)]
        if procedure in chosen:
            where = place | names | {"plan": "as-published", "adjustment": adjustment}
            found.append(row_of(study, "posthoc", **where, test=procedure))
        return found, -1 if turn else 1

    for pair in block["dunn"]:  # rstatix: second group minus first
        first, second = (labels.get(pair[key], pair[key]) for key in ("group1", "group2"))
        found, sign = pairs("dunn", "bonferroni", first, second)
        for row in found:
            adjusted = "p_adjusted" if "p_adjusted" in row and row["p_adjusted"] > 0 else "p_bonferroni"
            check(row, pair, {"statistic": ("z",), "p_value": P, adjusted: ("p_bonferroni",)}, sign=sign)
    known = list(block["groups"])
    for name, pair in block["tukey"].items():
        second, first = next((labels.get(a, a), labels.get(b, b)) for a in known for b in known if f"{a}-{b}" == name)
        found, sign = pairs("tukey-hsd", "tukey", first, second)
        for row in found:
            check(row, pair, {"estimate": ("diff",)}, sign=sign)
            got = [*sorted([sign * row["conf_low"], sign * row["conf_high"]]), row["p_adjusted"]]
            assert got == pytest.approx([at(pair, key) for key in ("lwr", "upr", "p_adj")], rel=1e-4, abs=1e-9), name


def check_cells(study: str, outcome: str, factor: str, block: Any, levels: list[str], groups: list[str]) -> None:
    """Counts, expected counts and residuals."""
    for i, level in enumerate(levels):
        for j, group in enumerate(groups):
            place = {"outcome": outcome, "factor": factor, "level": level, "group": group}
            row = row_of(study, "descriptive", **place, statistic="count")
            check(row, block, {"value": ("observed", i, j)})
            columns: dict[str, Keys] = {"count": ("observed", i, j), "expected": ("expected", i, j)}
            columns |= {"adjusted_residual": ("adjusted_std_residuals", i, j)}
            check(row_of(study, "cells", **place), block, columns)


def check_trend(study: str, outcome: str, factor: str, block: Any) -> None:
    place = {"outcome": outcome, "factor": factor}
    key = "linear_by_linear_M2_equal_spaced"
    row = row_of(study, "trend", **place, test="linear-by-linear")
    check(row, block, {"statistic": (key, "M2"), "p_value": (key, "p")})
    assert abs(row["effect_size"]) == pytest.approx(abs(at(block, key, "r")), rel=1e-6)
    if "cochran_armitage_trend_X2" in block:
        key = "cochran_armitage_trend_X2"
        row = row_of(study, "trend", **place, test="cochran-armitage")
        check(row, block, {"statistic": (key, "X2"), "df": (key, "df"), "p_value": (key, "p")})
