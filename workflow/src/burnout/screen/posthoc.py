"""The table of post hoc comparisons: which groups differ, where the test over all of them found a difference."""

from __future__ import annotations

import pandas as pd

from burnout.config.analysis import Plan
from burnout.screen.pair import Pair
from burnout.statistics import posthoc
from burnout.statistics.posthoc import Comparison
from burnout.statistics.result import Result

COLUMNS = [
    "plan",
    "outcome",
    "factor",
    "test",
    "group1",
    "group2",
    "estimate",
    "estimate_name",
    "statistic",
    "df",
    "p_value",
    "p_adjusted",
    "adjustment",
    "status",
    "note",
    "statistic_name",
    "conf_low",
    "conf_high",
]
_NUMBERS = ["estimate", "statistic", "df", "p_value", "p_adjusted", "conf_low", "conf_high"]


def compare_groups(pair: Pair, result: Result, plan: str, settings: Plan) -> list[dict[str, object]]:
    """Compare every two groups where the test over all groups is significant.

    Parameters
    ----------
    pair : Pair
        The two columns.
    result : Result
        The test over all groups, under the same plan.
    plan : str
        ``as-published`` or ``recommended``.
    settings : Plan
        Significance level and confidence level.

    Returns
    -------
    list of dict
        Rows without plan, outcome and factor. As-published: LSD, LSD with Bonferroni's correction and Tukey's HSD after
        an analysis of variance; Dunn with Bonferroni's and with Holm's correction after Kruskal-Wallis; pairs of rows
        of a table with Bonferroni's correction. Recommended: Games-Howell after Welch's test, pairs of rows with Holm's
        correction. None with two groups, or without a significant test over all. Where the groups could not be tested
        together, one row that says why.
    """
    if pair.form not in ("table", "groups") or pair.declared < 3:
        return []
    if result.status != "ok":
        return [{"test": "none", "adjustment": "none", "status": result.status, "note": result.note}]
    if len(pair.levels) < 3 or not result.p_value < settings.alpha:
        return []
    return [_row(pair, one) for one in _comparisons(pair, result, plan, settings)]


def _comparisons(pair: Pair, result: Result, plan: str, settings: Plan) -> list[Comparison]:
    if pair.form == "table":
        found = posthoc.pairwise_tables(pair.counts, plan)
        return posthoc.adjust(found, "bonferroni" if plan == "as-published" else "holm")
    if result.test == "kruskal-wallis":
        found = posthoc.dunn(pair.groups)
        return posthoc.adjust(found, "bonferroni") + posthoc.adjust(found, "holm")
    if result.test == "welch-anova":
        return posthoc.games_howell(pair.groups, settings.confidence)
    found = posthoc.lsd(pair.groups, settings.confidence)
    return found + posthoc.adjust(found, "bonferroni") + posthoc.tukey_hsd(pair.groups, settings.confidence)


def _row(pair: Pair, one: Comparison) -> dict[str, object]:
    row: dict[str, object] = {name: getattr(one, name) for name in COLUMNS if hasattr(one, name)}
    return row | {"group1": pair.levels[one.first], "group2": pair.levels[one.second]}


def posthoc_table(rows: list[dict[str, object]], plans: list[str]) -> pd.DataFrame:
    """Make the table, plans in their order."""
    ordered = [row for plan in plans for row in rows if row["plan"] == plan]
    table = pd.DataFrame(ordered, columns=COLUMNS)
    text = dict.fromkeys([name for name in COLUMNS if name not in _NUMBERS], "str")
    return table.astype(text | dict.fromkeys(_NUMBERS, "float64"))
