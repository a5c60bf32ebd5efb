"""Every customary test of a factor with an outcome side by side: does the conclusion hang on the test?

The tables that a plan makes hold the one test that the plan chose; these rows are the same under every plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config.analysis import Plan
from burnout.screen.pair import Pair
from burnout.statistics.correlation import kendall
from burnout.statistics.counts import adjusted_residuals
from burnout.statistics.freeman_halton import exact_p
from burnout.statistics.group_effects import correlation_effect, mean_difference, sums_of_squares
from burnout.statistics.odds_interval import odds_interval
from burnout.statistics.rank_sum import rank_sum_tests
from burnout.statistics.result import Array, Result, benjamini_hochberg, bonferroni, failed, holm, sentences
from burnout.statistics.trend import cochran_armitage, linear_by_linear
from burnout.statistics.two_by_two import LARGEST, conditional_odds, one_sided_fisher

COLUMNS = [
    "outcome",
    "factor",
    "test",
    "n",
    "statistic",
    "statistic_name",
    "df",
    "df2",
    "p_value",
    "estimate",
    "estimate_name",
    "std_error",
    "conf_low",
    "conf_high",
    "convention",
    "status",
    "note",
    "sum_of_squares",
    "sum_of_squares_error",
    "p_bonferroni",
    "p_holm",
    "p_bh",
    "smallest_expected",
    "cells_below_5",
    "percent_below_5",
]
_TEXT = ["outcome", "factor", "test", "statistic_name", "estimate_name", "convention", "status", "note"]
PLAIN = ("welch-t", "welch-anova", "pearson-chi-square", "pearson-correlation")
"""One plain test of every pair of columns; its P are adjusted over the factors of an outcome."""
CONVENTIONS = {
    "student-t": "SPSS: equal variances assumed; R: t.test(var.equal = TRUE)",
    "welch-t": "SPSS: equal variances not assumed; R: t.test",
    "mann-whitney-asymptotic": "SPSS: Z and asymptotic P; R: wilcox.test(exact = FALSE, correct = FALSE)",
    "mann-whitney-corrected": "R: wilcox.test(exact = FALSE), its default with ties; Python: scipy's default",
    "mann-whitney-exact": "SPSS: exact P; R: wilcox.test without ties, exactRankTests with them; U is R's W",
    "one-way-anova": "SPSS and R agree",
    "welch-anova": "SPSS: robust tests; R: oneway.test",
    "kruskal-wallis": "SPSS and R agree",
    "pearson-chi-square": "SPSS: first row; R: chisq.test(correct = FALSE)",
    "yates-chi-square": "SPSS: continuity correction; R and Python: the default of a 2 x 2 table",
    "likelihood-ratio": "SPSS: second row; R: not in chisq.test",
    "fisher-exact": "SPSS and R agree: tables at most as probable; R's odds ratio has four digits only",
    "fisher-exact-greater": "R: alternative = greater",
    "fisher-exact-less": "R: alternative = less",
    "fisher-freeman-halton": "SPSS: Exact Tests; R: fisher.test",
    "linear-by-linear": "SPSS: last row of the table; levels count 1, 2, 3 ...",
    "cochran-armitage": "R: prop.trend.test; SPSS: linear-by-linear times n / (n - 1)",
    "pearson-correlation": "SPSS and R agree",
    "spearman-correlation": "SPSS, and R with exact = FALSE: t approximation",
    "kendall-tau-b": "SPSS, and R with exact = FALSE: normal approximation, ties corrected",
}

Row = dict[str, Any]


def every_test(pair: Pair, results: Sequence[Result], settings: Plan) -> list[Row]:
    """Test a factor with an outcome in every customary way.

    Parameters
    ----------
    pair : Pair
        The two columns.
    results : sequence of Result
        What the plans chose; an exact P that one of them has worked out is not worked out again.
    settings : Plan
        Confidence level.

    Returns
    -------
    list of dict
        Rows without outcome and factor. Two groups: student-t, welch-t and mann-whitney-asymptotic, -corrected and
        -exact. More groups: one-way-anova, welch-anova, kruskal-wallis. Tables: pearson-chi-square,
        likelihood-ratio, linear-by-linear; of 2 x 2 tables yates-chi-square, fisher-exact and its two one-sided tests,
        of larger ones fisher-freeman-halton, and cochran-armitage where one side has two levels. Two numbers:
        pearson-correlation, spearman-correlation, kendall-tau-b. One row that says why where nothing can be tested.
    """
    if pair.problem is not None:
        return [{"test": "none", "n": pair.n, "status": pair.problem.status, "note": pair.problem.note}]
    if pair.form == "table":
        rows = _of_table(pair, results, settings)
    elif pair.form == "numbers":
        rows = _of_numbers(pair, settings)
    else:
        rows = _of_two(pair, settings) if len(pair.groups) == 2 else _of_groups(pair)
    return [row | {"note": sentences(pair.note, row["note"])} for row in rows]


def _row(name: str, result: Result, **more: Any) -> Row:
    told = {column: getattr(result, column) for column in COLUMNS if hasattr(result, column)}
    return told | {"test": name, "convention": CONVENTIONS.get(name, "")} | (more if result.status == "ok" else {})


def _estimate(name: str, value: float, low: float, high: float, error: float = float("nan")) -> Row:
    return {"estimate_name": name, "estimate": value, "conf_low": low, "conf_high": high, "std_error": error}


def _of_two(pair: Pair, settings: Plan) -> list[Row]:
    rows = []
    for name, result in (
        ("student-t", statistics.student_t(*pair.groups)),
        ("welch-t", statistics.welch_t(*pair.groups)),
    ):
        more = {}
        if result.status == "ok":
            value, error, low, high = mean_difference(*pair.groups, result, settings.confidence)
            more = _estimate("mean-difference", value, low, high, error)
        rows.append(_row(name, result, **more))
    return rows + [_row(name, result) for name, result in rank_sum_tests(*pair.groups).items()]


def _of_groups(pair: Pair) -> list[Row]:
    between, within = sums_of_squares(pair.groups)
    squares = {"sum_of_squares": between, "sum_of_squares_error": within}
    return [
        _row("one-way-anova", statistics.one_way_anova(pair.groups), **squares),
        _row("welch-anova", statistics.welch_anova(pair.groups)),
        _row("kruskal-wallis", statistics.kruskal_wallis(pair.groups)),
    ]


def _of_numbers(pair: Pair, settings: Plan) -> list[Row]:
    outcome, factor = pair.groups
    rows = []
    for name, test in (
        ("pearson-correlation", statistics.pearson),
        ("spearman-correlation", statistics.spearman),
        ("kendall-tau-b", kendall),
    ):
        result, more = test(factor, outcome), {}
        if result.status == "ok":
            effect = correlation_effect(result, settings.confidence)
            more = _estimate(effect.name, effect.value, effect.low, effect.high)
        rows.append(_row(name, result, **more))
    return rows


def _of_table(pair: Pair, results: Sequence[Result], settings: Plan) -> list[Row]:
    counts, shape = pair.counts, pair.counts.shape
    g2, p = statistics.likelihood_ratio(counts)
    df = float((shape[0] - 1) * (shape[1] - 1))
    rows = [_row("pearson-chi-square", statistics.pearson_chi_square(counts), **_expected(counts))]
    if shape == (2, 2):
        rows.append(_row("yates-chi-square", statistics.yates(counts)))
    rows.append(_row("likelihood-ratio", Result("likelihood-ratio", pair.n, g2, "chi-square", df, p_value=p)))
    rows += _fisher(pair, settings) if shape == (2, 2) else [_freeman_halton(pair, results)]
    trend = linear_by_linear(counts)
    unordered = not (pair.ordered or shape[0] == 2) or not (pair.outcome_ordered or shape[1] == 2)
    note = "The levels have no order, so a trend over them means nothing." if unordered else ""
    rows.append(_row("linear-by-linear", replace(trend, note=note), estimate_name="r", estimate=trend.effect_size))
    if shape != (2, 2) and 2 in shape:
        sides = counts if shape[1] == 2 else counts.T
        rows.append(_row("cochran-armitage", replace(cochran_armitage(sides), note=note)))
    return rows


def _expected(counts: Array) -> Row:
    """Expected counts, on which it hangs whether the chi-square test may be trusted."""
    expected = adjusted_residuals(counts)[0]
    small = int((expected < 5).sum())
    told = {"smallest_expected": float(expected.min()), "cells_below_5": float(small)}
    return told | {"percent_below_5": 100 * small / expected.size}


def _fisher(pair: Pair, settings: Plan) -> list[Row]:
    names = ("fisher-exact", "fisher-exact-greater", "fisher-exact-less")
    if pair.n > LARGEST:
        note = f"More than {LARGEST} people: the chi-square test is as good, the exact one is not made."
        return [_row(name, failed(pair.n, "not-estimable", note)) for name in names]
    odds = conditional_odds(pair.counts, settings.confidence)
    empty = "" if np.isfinite(odds.high) else "A cell is empty, so the odds ratio has no upper limit."
    both = replace(statistics.fisher_exact(pair.counts), note=empty)
    limits = odds_interval(pair.counts, both.test, both.p_value, settings.confidence)
    more = _estimate(odds.name, odds.value, *limits)
    return [
        _row(names[0], both, **more),
        *(_row(name, one) for name, one in one_sided_fisher(pair.counts).items()),
    ]


def _freeman_halton(pair: Pair, results: Sequence[Result]) -> Row:
    name = "fisher-freeman-halton"
    for result in results:
        if result.test == name:
            return _row(name, replace(result, note=result.note if "Monte Carlo" in result.note else ""))
    p = exact_p(pair.counts) if pair.n <= LARGEST else None
    if p is None:
        note = "The table is too large to work out the exact P, and no plan needs it."
        return _row(name, failed(pair.n, "not-estimable", note))
    return _row(name, Result(name, pair.n, p_value=p))


def tests_table(rows: list[Row]) -> pd.DataFrame:
    """Make the table; P of the plain tests (`PLAIN`) are adjusted over the factors of each outcome."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = dict.fromkeys([name for name in COLUMNS if name not in (*_TEXT, "n")], "float64")
    table = table.astype(numbers | {"n": "int64"})
    table[_TEXT] = table[_TEXT].astype("str").fillna("")
    plain = table["test"].isin(PLAIN) & (table["status"] == "ok")
    for _, places in table[plain].groupby("outcome", sort=False).groups.items():
        p = table.loc[places, "p_value"].to_numpy()
        for column, adjust in (("p_bonferroni", bonferroni), ("p_holm", holm), ("p_bh", benjamini_hochberg)):
            table.loc[places, column] = np.asarray(adjust(p))
    return table
