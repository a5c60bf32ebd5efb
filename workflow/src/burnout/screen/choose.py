"""The test that a plan chooses for one factor and one outcome."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config.analysis import Plan
from burnout.screen.columns import codes_of, kind_of, levels_of, numbers_of
from burnout.statistics.result import Array, Result, failed, sentences

SMALL_GROUP = 5


def compare_columns(outcome: pd.Series, factor: pd.Series, plan: str, settings: Plan) -> Result:
    """Test whether a factor and an outcome go together.

    Parameters
    ----------
    outcome, factor : pandas.Series
        Columns of the same people: categorical or numbers.
    plan : str
        ``as-published`` or ``recommended``.
    settings : Plan
        Significance level and seed.

    Returns
    -------
    Result
        Groups against groups: a test of the table of counts. A number against groups, whichever of the two is the
        outcome: a comparison of the groups in the order of their levels. Two numbers: a correlation.
    """
    kinds = kind_of(outcome), kind_of(factor)
    if "text" in kinds:
        return failed(int((outcome.notna() & factor.notna()).sum()), "not-estimable", "Free text cannot be tested.")
    if kinds == ("number", "number"):
        return _two_numbers(numbers_of(outcome), numbers_of(factor), plan, settings)
    if kinds == ("groups", "groups"):
        return _two_groupings(outcome, factor, plan, settings)
    number, grouping = (outcome, factor) if kinds[0] == "number" else (factor, outcome)
    name = "factor" if kinds[0] == "number" else "outcome"
    return _number_by_groups(numbers_of(number), grouping, name, plan, settings)


def _constant(n: int, what: str, only: str | None = None) -> Result:
    if n == 0:
        return failed(0, "too-few", "Nobody has both values.")
    answer = f" ({only})" if only else ""
    return failed(n, "constant", f"Everybody has the same value of the {what}{answer}, so nothing can be compared.")


def _dropped(levels: list[str], counts: Array) -> str:
    empty = [level for level, count in zip(levels, counts, strict=True) if count == 0]
    return f"Levels without people left out: {', '.join(empty)}." if empty else ""


def _two_groupings(outcome: pd.Series, factor: pd.Series, plan: str, settings: Plan) -> Result:
    rows, columns = codes_of(factor), codes_of(outcome)
    both = (rows >= 0) & (columns >= 0)
    shape = len(levels_of(factor)), len(levels_of(outcome))
    table = np.bincount(rows[both] * shape[1] + columns[both], minlength=shape[0] * shape[1]).reshape(shape)
    totals = table.sum(axis=1), table.sum(axis=0)
    for what, column, total in (("outcome", outcome, totals[1]), ("factor", factor, totals[0])):
        if np.count_nonzero(total) < 2:
            only = [level for level, count in zip(levels_of(column), total, strict=True) if count]
            return _constant(int(table.sum()), what, only[0] if only else None)
    left_out = sentences(_dropped(levels_of(factor), totals[0]), _dropped(levels_of(outcome), totals[1]))
    result = statistics.contingency(table[totals[0] > 0][:, totals[1] > 0], plan, settings.seed)
    return replace(result, note=sentences(left_out, result.note))


def _number_by_groups(values: Array, grouping: pd.Series, what: str, plan: str, settings: Plan) -> Result:
    codes, levels = codes_of(grouping), levels_of(grouping)
    known = (codes >= 0) & ~np.isnan(values)
    counts = np.bincount(codes[known], minlength=len(levels))
    kept = np.flatnonzero(counts)
    n = int(known.sum())
    if len(kept) < 2:
        return _constant(n, what, levels[kept[0]] if len(kept) else None)
    if np.ptp(values[known]) == 0:
        return _constant(n, "outcome" if what == "factor" else "factor")
    groups = [values[known & (codes == i)] for i in kept]
    if plan == "as-published":
        result = _as_published(groups, [levels[i] for i in kept], settings.alpha)
    else:
        result = statistics.welch_t(*groups) if len(groups) == 2 else statistics.welch_anova(groups)
    return replace(result, note=sentences(_dropped(levels, counts), result.note))


def _as_published(groups: list[Array], names: list[str], alpha: float) -> Result:
    """Test normality in each group, then compare means (Levene's test decides the t-test's row), else ranks."""
    odd = [name for name, g in zip(names, groups, strict=True) if not statistics.looks_normal(g, alpha)]
    if not odd:
        unequal = statistics.levene(groups)[1] < alpha
        if len(groups) > 2:
            note = "Variances differ (Levene)." if unequal else ""
            result = statistics.one_way_anova(groups)
        else:
            note = "Variances differ (Levene), so the row for unequal variances is used." if unequal else ""
            result = statistics.welch_t(*groups) if unequal else statistics.student_t(*groups)
        return replace(result, note=sentences(note, result.note))
    result = statistics.mann_whitney(*groups) if len(groups) == 2 else statistics.kruskal_wallis(groups)
    small = min(len(g) for g in groups) < SMALL_GROUP
    note = f"Ranks, because the values are not normal (or too few to tell) in: {', '.join(odd)}."
    caution = f"A group has fewer than {SMALL_GROUP} people, so P is rough." if small else ""
    return replace(result, note=sentences(note, caution, result.note))


def _two_numbers(outcome: Array, factor: Array, plan: str, settings: Plan) -> Result:
    both = ~np.isnan(outcome) & ~np.isnan(factor)
    x, y = factor[both], outcome[both]
    n = len(x)
    for what, values in (("outcome", y), ("factor", x)):
        if n == 0 or np.ptp(values) == 0:
            return _constant(n, what)
    normal = plan == "recommended" or all(statistics.looks_normal(v, settings.alpha) for v in (x, y))
    result = statistics.pearson(x, y) if normal else statistics.spearman(x, y)
    note = "" if normal else "Rank correlation, because a variable is not normal (or there are too few values to tell)."
    return replace(result, note=sentences(note, result.note))
