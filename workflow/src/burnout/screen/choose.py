"""The test that a plan chooses for one factor and one outcome."""

from __future__ import annotations

from dataclasses import replace

from burnout import statistics
from burnout.config.analysis import Plan
from burnout.screen.pair import Pair
from burnout.statistics.result import Array, Result, sentences

SMALL_GROUP = 5


def compare(pair: Pair, plan: str, settings: Plan) -> Result:
    """Test whether a factor and an outcome go together.

    Parameters
    ----------
    pair : Pair
        The two columns.
    plan : str
        ``as-published`` or ``recommended``.
    settings : Plan
        Significance level, confidence level and seed.

    Returns
    -------
    Result
        Groups against groups: a test of the table of counts. A number against groups, whichever of the two is the
        outcome: a comparison of the groups in the order of their levels. Two numbers: a correlation. The effect size
        has an interval where `burnout.statistics.effects` names a method.
    """
    if pair.problem is not None:
        return pair.problem
    if pair.form == "table":
        result = statistics.contingency(pair.counts, plan, settings.seed)
        sizes = pair.counts.shape
    elif pair.form == "groups":
        result = _number_by_groups(pair, plan, settings.alpha)
        sizes = tuple(len(group) for group in pair.groups)
    else:
        result, sizes = _two_numbers(*pair.groups, plan, settings.alpha), (pair.n,)
    result = statistics.with_interval(result, sizes, settings.confidence)
    return replace(result, note=sentences(pair.note, result.note))


def _number_by_groups(pair: Pair, plan: str, alpha: float) -> Result:
    if plan == "as-published":
        return _as_published(pair.groups, pair.levels, alpha)
    return statistics.welch_t(*pair.groups) if len(pair.groups) == 2 else statistics.welch_anova(pair.groups)


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


def _two_numbers(outcome: Array, factor: Array, plan: str, alpha: float) -> Result:
    normal = plan == "recommended" or all(statistics.looks_normal(v, alpha) for v in (factor, outcome))
    result = statistics.pearson(factor, outcome) if normal else statistics.spearman(factor, outcome)
    note = "" if normal else "Rank correlation, because a variable is not normal (or there are too few values to tell)."
    return replace(result, note=sentences(note, result.note))
