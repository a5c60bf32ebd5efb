"""Variables as the chained equations see them: numbers, or levels counted from 0, with gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KINDS = ("number", "ordered", "nominal")


@dataclass(frozen=True)
class Variable:
    """One variable of an imputation model.

    Parameters
    ----------
    name : str
        Its name.
    kind : str
        number, ordered or nominal; a variable of two levels may be either of the last two.
    values : ndarray of float, shape (n,)
        Numbers, or the place of the level (0, 1 ...); NaN where missing.
    levels : int
        How many levels there are; 0 for a number.
    squared : bool
        Whether the square of a number tells about the other variables too.
    """

    name: str
    kind: str
    values: np.ndarray
    levels: int = 0
    squared: bool = False

    @property
    def missing(self) -> np.ndarray:
        """Where there is no value, shape (n,)."""
        return np.isnan(self.values)

    @property
    def width(self) -> int:
        """How many columns it has as a predictor."""
        return 1 + self.squared if self.kind == "number" else self.levels - 1


def encode(variable: Variable, values: np.ndarray) -> np.ndarray:
    """A variable as columns of predictors.

    Parameters
    ----------
    variable : Variable
        Its known values give the mean and the spread by which numbers are standardised.
    values : ndarray, shape (n,)
        Values without gaps.

    Returns
    -------
    ndarray, shape (n, width)
        A number with mean 0 and SD 1 (and its square); 0 or 1 for each level but the first.
    """
    if variable.kind != "number":
        return (values[:, None] == np.arange(1, variable.levels)).astype(float)
    known = variable.values[~variable.missing]
    spread = float(known.std()) or 1.0
    scaled = (values - known.mean()) / spread
    return np.column_stack([scaled, scaled**2]) if variable.squared else scaled[:, None]
