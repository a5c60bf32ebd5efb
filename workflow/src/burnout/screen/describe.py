"""Description of the factors, over all participants and by outcome, in tidy long form."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.screen.columns import codes_of, counts_of, cross_counts, kind_of, levels_of, numbers_of
from burnout.statistics.moments import moments, more_moments

COLUMNS = ["factor", "level", "statistic", "value", "outcome", "group"]

_Row = tuple[str, str | None, str, float, str | None, str | None]


def describe(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Counts or moments of every factor, overall and by outcome.

    Parameters
    ----------
    study : Study
        The study.
    rows : pandas.DataFrame
        Participants of the first occasion.

    Returns
    -------
    pandas.DataFrame
        factor, level, statistic, value, outcome, group. Categorical factors: `count`, `percent` (of those answered in
        the group; overall when there is none), `row_percent` (by outcome level: share of the factor's level that has
        it), and `n`, `n_missing` without level. Numbers: `n`, `n_missing`, `mean`, `sd`, `median`, `p25`, `p75`
        (quartiles as SPSS, Hyndman and Fan's type 6), `skewness`, `kurtosis` (G1 and G2 as SPSS), then `se`,
        `conf_low`, `conf_high` (of the mean), `min`, `max`, `p25_type2`, `p75_type2` (SAS, Stata), `p25_type7`,
        `p75_type7` (R, Excel, numpy), `skewness_g1`, `kurtosis_g2` (moments without correction) without level. Where
        the outcome is a number, its moments stand at each level of the factor, without group.
    """
    found: list[_Row] = []
    for factor in study.screened_factors():
        found += _overall(factor, rows[factor], study.plan.confidence)
        for outcome in study.screened_outcomes():
            found += _by_outcome(factor, rows[factor], outcome, rows[outcome], study.plan.confidence)
    table = pd.DataFrame(found, columns=COLUMNS)
    text = [name for name in COLUMNS if name != "value"]
    return table.astype({name: "str" for name in text} | {"value": "float64"})


def _overall(factor: str, column: pd.Series, confidence: float) -> Iterator[_Row]:
    kind = kind_of(column)
    if kind == "number":
        yield from _moments_rows(factor, None, numbers_of(column), None, None, confidence)
    elif kind == "groups":
        yield from _count_rows(factor, levels_of(column), counts_of(column))
    else:
        known = int(column.notna().sum())
        yield factor, None, "n", float(known), None, None
        yield factor, None, "n_missing", float(len(column) - known), None, None


def _moments_rows(
    factor: str, level: str | None, values: np.ndarray, outcome: str | None, group: str | None, confidence: float
) -> Iterator[_Row]:
    for statistic, value in (moments(values) | more_moments(values, confidence)).items():
        yield factor, level, statistic, value, outcome, group


def _count_rows(
    factor: str,
    levels: list[str],
    counts: np.ndarray,
    outcome: str | None = None,
    group: str | None = None,
    level_totals: np.ndarray | None = None,
) -> Iterator[_Row]:
    """Rows of the people of each level; `counts` ends with those without any."""
    total = counts[:-1].sum()
    yield factor, None, "n", float(total), outcome, group
    yield factor, None, "n_missing", float(counts[-1]), outcome, group
    for i, level in enumerate(levels):
        yield factor, level, "count", float(counts[i]), outcome, group
        yield factor, level, "percent", _percent(counts[i], total), outcome, group
        if level_totals is not None:
            yield factor, level, "row_percent", _percent(counts[i], level_totals[i]), outcome, group


def _percent(count: float, total: float) -> float:
    return float(100 * count / total) if total else float("nan")


def _by_outcome(factor: str, column: pd.Series, outcome: str, result: pd.Series, confidence: float) -> Iterator[_Row]:
    kinds = kind_of(column), kind_of(result)
    if kinds == ("groups", "number"):
        codes, values = codes_of(column), numbers_of(result)
        for i, level in enumerate(levels_of(column)):
            yield from _moments_rows(factor, level, values[codes == i], outcome, None, confidence)
    elif kinds == ("groups", "groups"):
        levels, counts = levels_of(column), cross_counts(column, result)
        totals = counts[:-1, :-1].sum(axis=1)
        for i, group in enumerate(levels_of(result)):
            yield from _count_rows(factor, levels, counts[:, i], outcome, group, totals)
    elif kinds == ("number", "groups"):
        groups, values = codes_of(result), numbers_of(column)
        for i, group in enumerate(levels_of(result)):
            yield from _moments_rows(factor, None, values[groups == i], outcome, group, confidence)
