"""Ratings of units by raters, from any layout of a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.config.agreement import AgreementAnalysis
from burnout.statistics.result import Array

MOST_CATEGORIES = 50


@dataclass(frozen=True)
class Ratings:
    """Who gave which unit which category.

    Parameters
    ----------
    raters : list of str
        Names of the raters.
    categories : list of str
        Names of the categories, in order.
    codes : array of shape (units, raters)
        Place of the category, -1 where missing.
    values : array of shape (units, raters)
        Numbers that stand for the categories, NaN where missing.
    groups : array of shape (units,)
        Group of each unit; empty texts without groups.
    problem : str
        Why the ratings cannot be used; empty if they can.
    """

    raters: list[str]
    categories: list[str]
    codes: Array
    values: Array
    groups: Array
    problem: str = ""

    def of(self, inside: Array) -> Ratings:
        """Some of the units."""
        parts = self.codes[inside], self.values[inside], self.groups[inside]
        return Ratings(self.raters, self.categories, *parts, self.problem)

    @property
    def complete(self) -> Array:
        """Units that every rater rated."""
        return (self.codes >= 0).all(axis=1)


def read_ratings(study: Study, data: pd.DataFrame, analysis: AgreementAnalysis) -> Ratings:
    """Ratings of one analysis, of the analysed occasion.

    Parameters
    ----------
    study : Study
        The study.
    data : pandas.DataFrame
        Scored data.
    analysis : AgreementAnalysis
        Where the ratings stand.
    """
    rows = data[data["occasion"] == study.first_occasion]
    problem = ""
    if analysis.ratings is None:
        wide, problem, groups = _from_long(rows, analysis)
    else:
        wide = rows[analysis.ratings]
        kept = wide.notna().any(axis=1)
        wide, groups = wide[kept], _texts(rows[analysis.by][kept] if analysis.by else None, int(kept.sum()))
    columns = analysis.ratings or [str(analysis.code)]
    categories, numbers = _categories(study, rows, columns)
    table = wide.astype(object).where(wide.notna(), None)
    place = {category: i for i, category in enumerate(categories)}
    codes = np.array([[place.get(_shown(v), -1) for v in row] for row in table.to_numpy()], dtype=int)
    codes = codes.reshape(len(table), table.shape[1])
    raters = [study.variables[n].label if n in study.variables else str(n) for n in wide.columns]
    if analysis.rows == "raters":
        codes, groups = codes.T, np.full(codes.shape[1], "", dtype=object)
        named = rows[analysis.rater][kept] if analysis.rater else pd.Series(range(1, len(table) + 1))
        raters = [_shown(name) for name in named]
    values = np.where(codes >= 0, numbers[np.maximum(codes, 0)] if len(numbers) else np.nan, np.nan)
    shown = list(dict.fromkeys(raters))
    if len(shown) < len(raters):
        raters = [f"{name} ({i})" for i, name in enumerate(raters, start=1)]
    return Ratings(raters, categories, codes, values, groups, problem)


def _from_long(rows: pd.DataFrame, analysis: AgreementAnalysis) -> tuple[pd.DataFrame, str, Array]:
    """One row per unit, from one row per rating; and why that cannot be done."""
    unit, rater, code = str(analysis.unit), str(analysis.rater), str(analysis.code)
    part = rows[rows[unit].notna() & rows[rater].notna()]
    part = part.assign(**{unit: part[unit].map(_shown).astype(object), rater: part[rater].map(_shown).astype(object)})
    twice = part[part.duplicated([unit, rater])]
    problem = ""
    if len(twice):
        first = twice.iloc[0]
        problem = f"{first[rater]} rated {first[unit]} twice: each rater may rate a unit once."
    once = part.drop_duplicates([unit, rater])
    units, raters = list(dict.fromkeys(once[unit])), list(dict.fromkeys(once[rater]))
    wide = once.assign(**{code: once[code].astype(object)}).pivot(index=unit, columns=rater, values=code)
    wide = wide.reindex(index=units, columns=raters)
    if analysis.by is None:
        return wide, problem, _texts(None, len(wide))
    groups = once.drop_duplicates(unit).set_index(unit)[analysis.by].reindex(units)
    return wide, problem, _texts(groups, len(wide))


def _texts(column: pd.Series | None, n: int) -> Array:
    if column is None:
        return np.full(n, "", dtype=object)
    return np.array([_shown(value) if value == value and value is not None else "" for value in column], dtype=object)


def _shown(value: object) -> str:
    """A category's, unit's or rater's name as text."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def _categories(study: Study, rows: pd.DataFrame, columns: list[str]) -> tuple[list[str], Array]:
    """Names of the categories in order, and numbers that stand for them."""
    first = rows[columns[0]]
    if isinstance(first.dtype, pd.CategoricalDtype):
        names = list(dict.fromkeys(str(level) for column in columns for level in rows[column].cat.categories))
        return names, _numbers(names)
    if not pd.api.types.is_numeric_dtype(first):
        names = sorted({_shown(v) for column in columns for v in rows[column].dropna()})
        return names, _numbers(names)
    known = np.unique(rows[columns].to_numpy(float))
    known = known[~np.isnan(known)]
    declared = study.variables[columns[0]].range if columns[0] in study.variables else None
    whole = bool(np.all(known == np.round(known)))
    if declared is not None and whole and declared[1] - declared[0] < MOST_CATEGORIES:
        known = np.arange(np.ceil(declared[0]), np.floor(declared[1]) + 1)
    return [_shown(float(v)) for v in known], known


def _numbers(names: list[str]) -> Array:
    """The names themselves where all are numbers, else 1, 2, 3 in their order."""
    try:
        return np.array([float(name) for name in names])
    except ValueError:
        return np.arange(1.0, len(names) + 1)
