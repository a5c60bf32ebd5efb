"""Every customary effect size of a factor and an outcome, the same under every plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config.analysis import Plan
from burnout.screen.pair import Pair
from burnout.statistics.change import Effect
from burnout.statistics.correlation import kendall
from burnout.statistics.effects import with_interval
from burnout.statistics.group_effects import correlation_effect, mean_effects, rank_effects, variance_effects
from burnout.statistics.intervals import share_interval
from burnout.statistics.result import Array
from burnout.statistics.two_by_two import (
    LARGEST,
    conditional_odds,
    contingency_coefficient,
    corrected_v,
    phi,
    risk_difference,
    risk_ratio,
    sample_odds,
)

COLUMNS = [
    "outcome",
    "factor",
    "effect_size_name",
    "value",
    "conf_low",
    "conf_high",
    "method",
    "n",
    "status",
    "note",
    "level",
    "group1",
    "group2",
]
_NUMBERS = ["value", "conf_low", "conf_high"]
EMPTY_CELL = "A cell is empty, so the ratio has no bound and no interval by this method."
NAN = float("nan")

Row = dict[str, Any]


def every_effect(pair: Pair, settings: Plan) -> list[Row]:
    """Give every customary effect size.

    Parameters
    ----------
    pair : Pair
        The two columns.
    settings : Plan
        Confidence level.

    Returns
    -------
    list of dict
        Rows without outcome and factor. Effect sizes of two groups compare `group1` with `group2`; shares are those of
        the outcome's `level`. One row that says why where there is nothing to compare.
    """
    if pair.problem is not None:
        return [_none(pair.n, pair.problem.status, pair.problem.note)]
    if pair.form == "table":
        rows = _of_table(pair, settings.confidence)
    elif pair.form == "groups":
        rows = _of_groups(pair, settings.confidence)
    else:
        rows = _of_numbers(pair, settings.confidence)
    if rows:
        return rows
    return [_none(pair.n, "not-estimable", "Too few people or no spread, so there is no effect size.")]


def _none(n: int, status: str, note: str) -> Row:
    return {"effect_size_name": "none", "n": n, "status": status, "note": note}


def _row(effect: Effect, n: int, **place: str) -> Row:
    note = "" if np.isfinite(effect.value) else EMPTY_CELL
    row = {"effect_size_name": effect.name, "value": effect.value, "conf_low": effect.low, "conf_high": effect.high}
    told = "not-estimable" if np.isnan(effect.value) else "ok"
    return row | {"method": effect.method, "n": n, "status": told, "note": note} | place


def _of_groups(pair: Pair, confidence: float) -> list[Row]:
    if len(pair.groups) > 2:
        return [_row(effect, pair.n) for effect in variance_effects(pair.groups, confidence)]
    place = {"group1": pair.levels[0], "group2": pair.levels[1]}
    found = mean_effects(*pair.groups, confidence) + rank_effects(*pair.groups, confidence)
    rows = [_row(effect, pair.n, **place) for effect in found]
    for row in rows:
        if row["effect_size_name"] == "hodges-lehmann" and row["status"] != "ok":
            row["note"] = "Too many pairs of people to compare one by one."
    return rows


def _of_numbers(pair: Pair, confidence: float) -> list[Row]:
    outcome, factor = pair.groups
    found = [test(factor, outcome) for test in (statistics.pearson, statistics.spearman, kendall)]
    return [_row(correlation_effect(one, confidence), pair.n) for one in found if one.status == "ok"]


def _of_table(pair: Pair, confidence: float) -> list[Row]:
    counts, n = pair.counts, pair.n
    told = with_interval(statistics.pearson_chi_square(counts), counts.shape, confidence)
    found = [
        Effect("cramers-v", told.effect_size, told.effect_low, told.effect_high, told.effect_interval),
        Effect("cramers-v-corrected", corrected_v(told.statistic, n, counts.shape), NAN, NAN, ""),
        Effect("contingency-coefficient", contingency_coefficient(told.statistic, n), NAN, NAN, ""),
    ]
    rows = [_row(effect, n) for effect in found]
    if rows[1]["status"] != "ok":
        rows[1]["note"] = "Too few people for the correction."
    return rows + (_of_shares(pair, confidence) if counts.shape == (2, 2) else [])


def _of_shares(pair: Pair, confidence: float) -> list[Row]:
    """Two groups and two answers: both ways round, so that nobody has to turn a ratio over."""
    rows = [_row(Effect("phi", phi(pair.counts), NAN, NAN, ""), pair.n)]
    for j, level in enumerate(pair.outcomes):
        table = pair.counts[:, [j, 1 - j]]
        for i, name in enumerate(pair.levels):
            rows.append(_row(_share(table[i], confidence), int(table[i].sum()), level=level, group1=name))
        place = {"level": level, "group1": pair.levels[0], "group2": pair.levels[1]}
        rows.append(_row(risk_difference(table, confidence), pair.n, **place))
        for turned, way in (
            (table, place),
            (table[::-1], place | {"group1": place["group2"], "group2": place["group1"]}),
        ):
            rows.append(_row(risk_ratio(turned, confidence), pair.n, **way))
            rows.append(_row(sample_odds(turned, confidence), pair.n, **way))
            if pair.n <= LARGEST:
                rows.append(_row(conditional_odds(turned, confidence), pair.n, **way))
    return rows


def _share(counts: Array, confidence: float) -> Effect:
    low, high = share_interval(int(counts[0]), int(counts.sum()), confidence)
    return Effect("share", float(counts[0] / counts.sum()), low, high, "Wilson")


def effects_table(rows: list[Row]) -> pd.DataFrame:
    """Make the table."""
    table = pd.DataFrame(rows, columns=COLUMNS)
    table = table.astype(dict.fromkeys(_NUMBERS, "float64") | {"n": "int64"})
    text = [name for name in COLUMNS if name not in (*_NUMBERS, "n")]
    table[text] = table[text].astype("str").fillna("")
    return table
