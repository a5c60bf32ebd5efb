"""Design matrices from typed variables: no formulas, nothing dropped without a word."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from burnout.config.study import Study
from burnout.errors import ConfigError, Problem
from burnout.tally import first_seen, tally

INTERCEPT = "(intercept)"
SQUARED = "squared"
PER_LEVEL = "per level"

LARGEST = 1e50
"""Numbers beyond this cannot be squared and summed."""
NARROW = 1e-5
"""Smallest range of a number's values, as a share of its size, with which a model can be fitted to six digits."""

FORMS = {"nominal": ("levels",), "ordinal": ("levels", "scores"), "number": ("linear", "quadratic")}
"""How a factor of each kind may enter; the first is the usual way."""


class Column(NamedTuple):
    """A column of a design matrix: its factor, its level, and the level it is compared with."""

    factor: str
    level: str
    reference: str


class Dropped(NamedTuple):
    """Something that cannot be estimated, and why."""

    factor: str
    level: str
    reference: str
    status: str
    note: str


@dataclass(frozen=True)
class Design:
    """A design matrix and what is known about it.

    Parameters
    ----------
    distinct : ndarray, shape (m, k)
        Rows of the matrix, each kind of participant once; the first column is the intercept.
    columns : list of Column
        What each column of the matrix means.
    complete : ndarray of bool, shape (rows of the data,)
        Which rows of the data are in the matrix.
    dropped : list of Dropped
        Factors and levels that are not in the matrix, each with the reason.
    notes : dict of str to str
        Remarks on factors that are in the matrix.
    place : ndarray of int, shape (n,), optional
        Which row each participant with complete data has; every participant a row of his own when not given.
    """

    distinct: np.ndarray
    columns: list[Column]
    complete: np.ndarray
    dropped: list[Dropped]
    notes: dict[str, str]
    place: np.ndarray | None = None

    @property
    def n(self) -> int:
        """Participants with complete data."""
        return len(self.distinct if self.place is None else self.place)

    @property
    def matrix(self) -> np.ndarray:
        """One row per participant with complete data, shape (n, k); large where there are many."""
        return self.distinct if self.place is None else self.distinct[self.place]

    @property
    def factors(self) -> list[str]:
        """Factors that have at least one column, as entered."""
        return list(dict.fromkeys(c.factor for c in self.columns if c.factor != INTERCEPT))

    def at(self, factors: Iterable[str]) -> list[int]:
        """Positions of the columns of some factors."""
        wanted = set(factors)
        return [i for i, column in enumerate(self.columns) if column.factor in wanted]

    def take(self, factors: Sequence[str]) -> Design:
        """The same participants with the intercept and these factors only."""
        keep = [0, *self.at(factors)]
        return replace(
            self,
            distinct=self.distinct[:, keep],
            columns=[self.columns[i] for i in keep],
            dropped=[d for d in self.dropped if d.factor in factors],
            notes={f: note for f, note in self.notes.items() if f in factors},
        )


def kind_of(study: Study, data: pd.DataFrame, factor: str) -> str:
    """Kind of a factor: nominal, ordinal, number or text."""
    if factor in study.variables:
        return study.variables[factor].type
    values = data[factor]
    if isinstance(values.dtype, pd.CategoricalDtype):
        return "ordinal" if values.dtype.ordered else "nominal"
    return "number" if pd.api.types.is_numeric_dtype(values.dtype) else "text"


def levels_of(study: Study, data: pd.DataFrame, factor: str) -> list[str]:
    """Levels of a factor in their order; empty for a number."""
    if factor in study.variables:
        return study.variables[factor].level_labels
    if factor in data and isinstance(data[factor].dtype, pd.CategoricalDtype):
        return [str(level) for level in data[factor].cat.categories]
    return []


def form_of(study: Study, data: pd.DataFrame, factor: str, forms: Mapping[str, str]) -> str:
    """How a factor enters a model.

    Raises
    ------
    ConfigError
        The form named in the study file does not fit the kind of the factor.
    """
    kind = kind_of(study, data, factor)
    allowed = FORMS.get(kind, ("levels",))
    form = forms.get(factor, allowed[0])
    if form in allowed:
        return form
    remedies = {
        "number": "To compare groups of a number, derive a grouped variable (derive: source, cuts).",
        "nominal": "Numbers 1, 2, 3 need levels in order: declare the variable as ordinal if they have one.",
        "ordinal": "Use scores for one odds ratio per level, or levels to compare each level with the reference.",
    }
    place = f"models.*.forms.{factor}"
    found = f"{form!r} for a {kind} variable"
    file = f"config/studies/{study.study}.yaml"
    raise ConfigError(Problem(file, place, found, ", ".join(allowed), remedies.get(kind, "")))


def design(data: pd.DataFrame, factors: Sequence[str], forms: Mapping[str, str], study: Study) -> Design:
    """Design matrix of some factors, over the participants who have all of them.

    Parameters
    ----------
    data : DataFrame
        One row per participant, outcome known.
    factors : sequence of str
        Factors in the order in which they enter.
    forms : mapping of str to str
        How a factor enters, where not as usual: linear, quadratic, levels, scores.
    study : Study
        Tells the type of each variable, its levels in order, and its reference level.

    Returns
    -------
    Design
        Factors without any answer, texts, and factors that are the same for everybody are left out before the
        complete cases are taken; levels that nobody has are left out after. Each stands in ``dropped``.
        Columns that others determine stay in: see `drop_collinear`.
    """
    dropped = [d for f in factors if (d := _unusable(study, data, f)) is not None]
    usable = [f for f in dict.fromkeys(factors) if f not in {d.factor for d in dropped}]
    gaps = [data[f].isna().to_numpy() for f in usable]
    complete = ~np.logical_or.reduce([np.zeros(len(data), dtype=bool), *gaps])
    rows, place = _kinds(data[usable], complete)
    cases = data[usable].iloc[rows]
    blocks: list[np.ndarray] = [np.ones(len(cases))]
    columns = [Column(INTERCEPT, "", "")]
    notes: dict[str, str] = {}
    for factor in usable:
        form = form_of(study, data, factor, forms)
        if form == "levels":
            made, lost, note = _dummies(study, cases, factor)
        else:
            made, lost, note = _numeric(study, cases, factor, form)
        columns += [column for column, _ in made]
        blocks += [values for _, values in made]
        dropped += lost
        if note:
            notes[factor] = note
    return Design(np.column_stack(blocks).astype(float), columns, complete, dropped, notes, place)


def _kinds(data: pd.DataFrame, complete: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Participants with the same values of all columns, who need one row of a matrix only.

    Returns
    -------
    tuple of ndarray
        First row of the data of each kind, in the order in which they come; and the kind of each complete row.
    """
    where = np.flatnonzero(complete)
    coded = [_coded(data[name]) for name in data]
    narrow = math.prod(distinct for _, distinct in coded) < 2**31
    key, size = np.zeros(len(where), dtype=np.int32 if narrow else np.int64), 1
    for codes, distinct in coded:
        if size > 2**62 // max(distinct, 1):
            key, values = pd.factorize(key)
            size = len(values)
        key *= distinct
        key += codes if len(where) == len(codes) else codes[where]
        size *= distinct
    first, place = first_seen(key, size)
    return where[first], place


def _coded(column: pd.Series) -> tuple[np.ndarray, int]:
    """Codes of a column, -1 where missing, and how many there are."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array.codes, len(column.cat.categories)
    codes, values = pd.factorize(column)
    return codes, len(values)


def _unusable(study: Study, data: pd.DataFrame, factor: str) -> Dropped | None:
    if factor not in data:
        return Dropped(factor, "", "", "no-data", "The data have no such column.")
    known = _values(data[factor])
    if len(known) == 0:
        return Dropped(factor, "", "", "no-data", "Nobody answered this.")
    if kind_of(study, data, factor) == "text":
        note = "This is free text. Declare it as nominal, ordinal or number to analyse it."
        return Dropped(factor, "", "", "not-usable", note)
    return _constant(factor, known)


def _values(column: pd.Series) -> pd.Index | np.ndarray:
    """The different values of a column."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.categories[tally(column.array.codes, len(column.cat.categories))[:-1] > 0]
    return column.dropna().unique()


def _constant(factor: str, distinct: pd.Index | np.ndarray) -> Dropped | None:
    if len(distinct) > 1:
        return None
    if len(distinct) == 0:
        return Dropped(factor, "", "", "no-data", "Nobody has all factors of the model: nothing can be compared.")
    note = f"All participants in this analysis have the value {distinct[0]!s}: nothing can be compared."
    return Dropped(factor, "", "", "constant", note)


Made = tuple[list[tuple[Column, np.ndarray]], list[Dropped], str]


def _dummies(study: Study, cases: pd.DataFrame, factor: str) -> Made:
    """One column per level other than the reference."""
    if (constant := _constant(factor, _values(cases[factor]))) is not None:
        return [], [constant], ""
    levels = levels_of(study, cases, factor)
    place = _places(cases[factor], levels)
    people = np.bincount(place, minlength=len(levels))
    present = [level for level, n in zip(levels, people, strict=True) if n]
    declared = study.variables[factor].reference if factor in study.variables else None
    wanted = declared or levels[0]
    reference = wanted if wanted in present else present[0]
    note = "" if reference == wanted else f"Nobody has the reference level {wanted!r}; {reference!r} takes its place."
    shown = [(i, level) for i, level in enumerate(levels) if level in present and level != reference]
    made = [(Column(factor, level, reference), place == i) for i, level in shown]
    empty = "Nobody in this analysis has this level."
    lost = [Dropped(factor, level, reference, "empty-level", empty) for level in levels if level not in present]
    return made, lost, note


def _numeric(study: Study, cases: pd.DataFrame, factor: str, form: str) -> Made:
    """A number as it is, with its square, or the rank of an ordered level."""
    if (constant := _constant(factor, _values(cases[factor]))) is not None:
        return [], [constant], ""
    if form == "scores":
        scores = _places(cases[factor], levels_of(study, cases, factor)) + 1.0
        return [(Column(factor, PER_LEVEL, ""), scores)], [], ""
    values = cases[factor].to_numpy(dtype=float)
    if (lost := _unfit(factor, values)) is not None:
        return [], [lost], ""
    made = [(Column(factor, "", ""), values)]
    if form == "quadratic":
        made.append((Column(factor, SQUARED, ""), values**2))
    return made, [], ""


def _places(column: pd.Series, levels: Sequence[str]) -> np.ndarray:
    """Which of its levels stands in each row of a column without gaps, shape (n,)."""
    values = pd.Categorical(column)
    at = {level: i for i, level in enumerate(levels)}
    return np.array([at.get(str(level), -1) for level in values.categories])[values.codes]


def _unfit(factor: str, values: np.ndarray) -> Dropped | None:
    """A number that cannot be computed with: too large, or with differences lost in its size."""
    largest = float(np.abs(values).max())
    if not largest < LARGEST:
        note = "It holds values that are too large to compute with, or infinite. Look for faults of entry."
    elif np.ptp(values) < NARROW * largest:
        note = "Its values differ too little for their size. Subtract a constant, for example the smallest value."
    else:
        return None
    return Dropped(factor, "", "", "not-usable", note)


def drop_collinear(made: Design, tolerance: float = 1e-6) -> Design:
    """Design without columns that earlier columns determine, each reported with the factors that determine it.

    A column is taken as determined when what the others leave of it is under ``tolerance`` of its standard deviation (a
    variance inflation over 1e12): its coefficient would be rounding errors.

    The rank comes from a QR decomposition built column by column (Gram-Schmidt, done twice for accuracy), so that of
    two columns that say the same the first one entered stays.
    """
    scaled = standardised(made.distinct)
    keep: list[int] = []
    basis = np.empty((scaled.shape[0], 0))
    lost: list[Dropped] = []
    for i, column in enumerate(made.columns):
        rest = scaled[:, i]
        for _ in range(2):
            rest = rest - basis @ (basis.T @ rest)
        size = np.linalg.norm(rest)
        if size > tolerance * max(np.linalg.norm(scaled[:, i]), 1e-300):
            keep.append(i)
            basis = np.column_stack([basis, rest / size])
            continue
        others = _determined_by(scaled, made.columns, keep, i)
        note = f"Fully determined by {', '.join(others)}: its own effect cannot be told apart."
        lost.append(Dropped(*column, "collinear", note))
    columns = [made.columns[i] for i in keep]
    return replace(made, distinct=made.distinct[:, keep], columns=columns, dropped=[*made.dropped, *lost])


def _determined_by(scaled: np.ndarray, columns: Sequence[Column], keep: list[int], i: int) -> list[str]:
    weights = np.linalg.lstsq(scaled[:, keep], scaled[:, i], rcond=None)[0]
    found = [columns[k].factor for k, weight in zip(keep, weights, strict=True) if abs(weight) > 1e-6]
    named = [f for f in dict.fromkeys(found) if f not in (INTERCEPT, columns[i].factor)]
    return named or ["the other columns of the same factor"]


def standardised(matrix: np.ndarray) -> np.ndarray:
    """Columns with mean 0 and SD 1; the first one (the intercept) stays as it is."""
    centred = matrix - np.concatenate([[0.0], matrix[:, 1:].mean(axis=0)])
    spread = matrix.std(axis=0)
    spread[spread == 0] = 1.0
    return centred / spread
