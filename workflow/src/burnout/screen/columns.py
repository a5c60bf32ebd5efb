"""What kind of variable a column is, and what stands in it."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.errors import AnalysisError, Problem
from burnout.tally import tally

Kind = Literal["groups", "number", "text"]


def check_columns(study: Study, rows: pd.DataFrame) -> None:
    """Stop when a column that is to be screened or ranked is not there.

    Raises
    ------
    AnalysisError
        One error with every missing column.
    """
    wanted = {f"screening.outcomes: {name}": name for name in study.screened_outcomes()}
    wanted |= {f"screening.factors: {name}": name for name in study.screened_factors()}
    if study.ranking is not None:
        wanted |= {"ranking.unit": study.ranking.unit, "ranking.outcome": study.ranking.outcome}
    remedy = "Declare it in the study file, or run cleaning and scoring again."
    problems = [
        Problem("scored data", place, f"no column {name!r}", "a column of the scored data", remedy)
        for place, name in wanted.items()
        if name not in rows.columns
    ]
    if problems:
        raise AnalysisError(problems)


def kind_of(column: pd.Series) -> Kind:
    """Whether a column holds levels, numbers or free text."""
    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(column.dtype):
        return "groups"
    return "number" if pd.api.types.is_numeric_dtype(column.dtype) else "text"


def levels_of(column: pd.Series) -> list[str]:
    """Levels of a categorical column as text, in order."""
    return [str(level) for level in _categorical(column).categories]


def codes_of(column: pd.Series) -> np.ndarray:
    """Position of each row's level, -1 where missing."""
    return _categorical(column).codes


def _categorical(column: pd.Series) -> pd.Categorical:
    """A column of levels; as it is, without a copy, where it has been made so."""
    return column.array if isinstance(column.dtype, pd.CategoricalDtype) else column.astype("category").array


def counts_of(column: pd.Series) -> np.ndarray:
    """People of each level, and those without any as the last number."""
    return tally(codes_of(column), len(levels_of(column)))


def cross_counts(one: pd.Series, other: pd.Series) -> np.ndarray:
    """People of each level of one column (rows) and of another; those without any in the last row and column."""
    shape = len(levels_of(one)) + 1, len(levels_of(other)) + 1
    wide = shape[0] * shape[1]
    small = np.int8 if wide < 2**7 else np.int16 if wide < 2**15 else np.int64
    place = (codes_of(one).astype(small) + small(1)) * small(shape[1]) + (codes_of(other) + small(1))
    return np.roll(tally(place, wide)[:-1].reshape(shape), (-1, -1), axis=(0, 1))


def numbers_of(column: pd.Series) -> np.ndarray:
    """Values of a number column, NaN where missing or infinite."""
    values = column.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(values), values, np.nan)


def infinite_in(column: pd.Series) -> int:
    """How many values of a column are infinite; none unless it holds numbers."""
    if kind_of(column) != "number":
        return 0
    return int(np.isinf(column.to_numpy(dtype=float, na_value=np.nan)).sum())
