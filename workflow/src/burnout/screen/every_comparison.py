"""Every two of three or more groups compared in every customary way, whatever the test over all of them said.

The table posthoc holds what a plan does after a significant test; these rows are the same under every plan.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config.analysis import Plan
from burnout.screen.pair import Pair
from burnout.statistics import posthoc
from burnout.statistics.posthoc import Comparison
from burnout.statistics.result import Array, Result, benjamini_hochberg, bonferroni, holm

COLUMNS = [
    "outcome",
    "factor",
    "test",
    "group1",
    "group2",
    "estimate",
    "estimate_name",
    "std_error",
    "statistic",
    "statistic_name",
    "df",
    "p_value",
    "p_adjusted",
    "conf_low",
    "conf_high",
    "p_bonferroni",
    "p_holm",
    "p_bh",
    "status",
    "note",
]
_TEXT = ["outcome", "factor", "test", "group1", "group2", "estimate_name", "statistic_name", "status", "note"]
MOST_GROUPS = 30
"""More groups than this are not compared two by two here."""
ADJUSTED = ("tukey-hsd", "games-howell")
"""Procedures whose P is adjusted by the studentised range."""

Row = dict[str, Any]


def every_comparison(pair: Pair, settings: Plan) -> list[Row]:
    """Compare every two groups of a number.

    Parameters
    ----------
    pair : Pair
        The two columns.
    settings : Plan
        Confidence level.

    Returns
    -------
    list of dict
        Rows without outcome and factor: lsd, tukey-hsd, games-howell, dunn and mann-whitney of every two groups, first
        minus second, with P of the two alone (`p_value`), P adjusted by the studentised range (`p_adjusted`), and P by
        Bonferroni, Holm, and Benjamini and Hochberg over all comparisons of the procedure. A procedure that cannot be
        done has one row that says why. None for two groups, tables and correlations.
    """
    if pair.form != "groups" or pair.declared < 3:
        return []
    if pair.problem is not None:
        return [_failed("none", pair.problem)]
    if len(pair.levels) < 3:
        return []
    if len(pair.levels) > MOST_GROUPS:
        note = f"More than {MOST_GROUPS} groups are not compared two by two; merge levels."
        return [{"test": "none", "status": "not-estimable", "note": note}]
    groups, confidence = pair.groups, settings.confidence
    procedures: list[tuple[str, Result, Callable[[], list[Comparison]]]] = [
        ("lsd", statistics.one_way_anova(groups), lambda: posthoc.lsd(groups, confidence)),
        ("tukey-hsd", statistics.one_way_anova(groups), lambda: posthoc.tukey_hsd(groups, confidence)),
        ("games-howell", statistics.welch_anova(groups), lambda: posthoc.games_howell(groups, confidence)),
        ("dunn", statistics.kruskal_wallis(groups), lambda: posthoc.dunn(groups)),
        ("mann-whitney", statistics.kruskal_wallis(groups), lambda: _by_ranks(groups)),
    ]
    rows = []
    for name, over_all, compare in procedures:
        if over_all.status == "ok":
            rows += _rows(pair, compare())
        else:
            rows.append(_failed(name, over_all))
    return rows


def _failed(name: str, result: Result) -> Row:
    return {"test": name, "status": result.status, "note": result.note}


def _by_ranks(groups: list[Array]) -> list[Comparison]:
    """Mann-Whitney's test of every two groups, each ranked for itself."""
    found = []
    for i, j in combinations(range(len(groups)), 2):
        one = statistics.mann_whitney(groups[i], groups[j])
        told = {"statistic": one.statistic, "statistic_name": one.statistic_name, "p_value": one.p_value}
        told |= {"status": one.status, "note": one.note}
        if one.status == "ok":
            told |= {"estimate": one.effect_size, "estimate_name": one.effect_size_name}
        found.append(replace(Comparison("mann-whitney", i, j), **told))
    return found


def _rows(pair: Pair, found: list[Comparison]) -> list[Row]:
    raw = np.array([one.p_value for one in found])
    adjusted = zip(bonferroni(raw), holm(raw), benjamini_hochberg(raw), strict=True)
    rows = []
    for one, (by_bonferroni, by_holm, by_bh) in zip(found, adjusted, strict=True):
        row: Row = {name: getattr(one, name) for name in COLUMNS if hasattr(one, name)}
        if one.test in ADJUSTED:
            row |= {"p_value": float("nan")}
        else:
            row |= {"p_adjusted": float("nan"), "p_bonferroni": by_bonferroni, "p_holm": by_holm, "p_bh": by_bh}
        rows.append(row | {"group1": pair.levels[one.first], "group2": pair.levels[one.second]})
    return rows


def comparisons_table(rows: list[Row]) -> pd.DataFrame:
    """Make the table."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.astype(dict.fromkeys([name for name in COLUMNS if name not in _TEXT], "float64"))
    table[_TEXT] = table[_TEXT].astype("str").fillna("")
    return table
