"""Groups of participants by fitted probability: Hosmer-Lemeshow tests by every customary grouping, and calibration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc, expit, ndtri

from burnout.model.logit import fit_logit
from burnout.statistics.intervals import share_intervals

GROUPS = 10
GRID = 41
DIGITS = 12
"""Fitted probabilities that agree to so many digits are ties."""

GROUPINGS = {
    "deciles-type-7": "Cut at the type 7 deciles of the fitted probability, ties together (ResourceSelection of R).",
    "deciles-type-2": "Cut at the type 2 deciles of the fitted probability, ties together (Stata, estat gof).",
    "equal-size": (
        "Ten groups of equal size by rank of the fitted probability; ties are split in the order of the data, so that "
        "the result may change when rows are sorted otherwise."
    ),
}  # fmt: skip
SMOOTH = "smooth"
FEW_GROUPS = "Fewer than three groups of participants with different fitted probabilities: nothing can be tested."
CERTAIN = "A group has a fitted probability of 0 or 1 only: nothing can be tested."


@dataclass(frozen=True)
class Grouped:
    """Participants grouped by fitted probability, from the lowest.

    Parameters
    ----------
    n, observed, expected : ndarray, shape (groups,)
        Participants, events, and sum of the fitted probabilities.
    """

    n: np.ndarray
    observed: np.ndarray
    expected: np.ndarray

    def test(self) -> tuple[float, int, float, str]:
        """Hosmer-Lemeshow chi-square, its degrees of freedom (groups less two), P, and why there is none."""
        formed = len(self.n)
        spread = self.expected * (1 - self.expected / self.n)
        if formed < 3 or np.any(spread <= 0):
            return np.nan, max(formed - 2, 0), np.nan, FEW_GROUPS if formed < 3 else CERTAIN
        statistic = float(np.sum((self.observed - self.expected) ** 2 / spread))
        return statistic, formed - 2, float(chdtrc(formed - 2, statistic)), ""


def ties(fitted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different fitted probabilities from the lowest, and which of them each participant has; one pass, no sort."""
    place, values = pd.factorize(np.round(fitted, DIGITS))
    order = np.argsort(values)
    rank = np.empty(len(values), dtype=np.uint16 if len(values) < 2**16 else np.int64)
    rank[order] = np.arange(len(values))
    return values[order], rank[place]


def grouped(y: np.ndarray, fitted: np.ndarray, how: str) -> Grouped:
    """Participants in groups of about a tenth.

    Parameters
    ----------
    y, fitted : ndarray, shape (n,)
        Outcome (0, 1) and fitted probability.
    how : str
        Name of a grouping.

    Notes
    -----
    Hosmer and Lemeshow, Applied Logistic Regression, 2013, section 5.2; the result depends on the grouping.
    """
    values, place = ties(fitted)
    n = len(place)
    if how == "equal-size":
        group = np.empty(n, dtype=np.int64)
        group[np.argsort(place, kind="stable")] = -(-np.arange(1, n + 1) * GROUPS // n)
        sums = [np.bincount(group, weights=w) for w in (None, y, fitted)]
    else:
        of_values = [np.bincount(place, weights=w) for w in (None, y, fitted)]
        cuts = np.unique(_cuts(values, np.cumsum(of_values[0]), how))
        group = np.searchsorted(cuts[1:], values, side="left")
        sums = [np.bincount(group, weights=w) for w in of_values]
    return Grouped(*(np.asarray(total, dtype=float)[sums[0] > 0] for total in sums))


def _cuts(values: np.ndarray, upto: np.ndarray, how: str) -> np.ndarray:
    """Quantiles at 0, 1/10 ... 1; positions in whole numbers so that no rounding moves a cut point.

    `upto` counts the participants with each of the values or a lower one.
    """
    n, steps = int(upto[-1]), np.arange(GROUPS + 1)

    def ordered(at: np.ndarray) -> np.ndarray:
        return values[np.searchsorted(upto, at, side="right")]

    if how == "deciles-type-2":
        place, rest = n * steps // GROUPS, n * steps % GROUPS
        low, high = np.clip(place - 1, 0, n - 1), np.clip(place, 0, n - 1)
        return np.where(rest > 0, ordered(high), (ordered(low) + ordered(high)) / 2)
    position = (n - 1) * steps
    low, rest = position // GROUPS, (position % GROUPS) / GROUPS
    high = np.minimum(low + 1, n - 1)
    return ordered(low) + rest * (ordered(high) - ordered(low))


def calibration_rows(y: np.ndarray, fitted: np.ndarray, confidence: float) -> Iterator[dict[str, Any]]:
    """Rows of the table calibration: the groups of every grouping, then a smooth curve.

    Yields
    ------
    dict
        Keys method, group, n, observed, expected, predicted (mean fitted probability), share (with the event),
        conf_low, conf_high (Wilson; of the curve pointwise), status, note.
    """
    for how, note in GROUPINGS.items():
        found = grouped(y, fitted, how)
        low, high = share_intervals(found.observed, found.n, confidence)
        columns = {
            "n": found.n, "observed": found.observed, "expected": found.expected,
            "predicted": found.expected / found.n, "share": found.observed / found.n, "conf_low": low,
            "conf_high": high,
        }  # fmt: skip
        for i in range(len(found.n)):
            place = {"method": how, "group": i + 1, "status": "ok", "note": note}
            yield place | {name: float(values[i]) for name, values in columns.items()}
    yield from _curve(y, fitted, confidence)


def _curve(y: np.ndarray, fitted: np.ndarray, confidence: float) -> Iterator[dict[str, Any]]:
    """Share with the event along the fitted probability: logistic regression on a restricted cubic spline of its logit.

    Three knots at the 10th, 50th and 90th percentile (Harrell, Regression Modeling Strategies, 2015, section 2.4.6);
    flexible calibration as Van Calster and others, Journal of Clinical Epidemiology 2016. None where the probability
    has too few values, or where some are 0 or 1.
    """
    values, index = ties(fitted)
    trials = np.bincount(index)
    if len(values) < GROUPS or values[0] <= 1e-9 or values[-1] >= 1 - 1e-9:
        return
    eta = np.log(values / (1 - values))
    knots = np.quantile(np.repeat(eta, trials), [0.1, 0.5, 0.9])
    if not knots[0] < knots[1] < knots[2]:
        return
    events = np.bincount(index, weights=y)
    line = fit_logit(_spline(eta, knots), events / trials, trials.astype(float))
    if not (line.converged and np.all(np.isfinite(line.cov))):
        return
    grid = np.linspace(eta[0], eta[-1], GRID)
    basis = _spline(grid, knots)
    middle = basis @ line.coef
    reach = float(ndtri((1 + confidence) / 2)) * np.sqrt(np.einsum("ij,jk,ik->i", basis, line.cov, basis))
    note = "Smooth curve by a restricted cubic spline of the logit with three knots."
    for i in range(GRID):
        share, low, high = expit([middle[i], middle[i] - reach[i], middle[i] + reach[i]])
        yield {
            "method": SMOOTH, "group": i + 1, "predicted": float(expit(grid[i])), "share": float(share),
            "conf_low": float(low), "conf_high": float(high), "status": "ok", "note": note,
        }  # fmt: skip


def _spline(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """Intercept, line, and the one bend of a restricted cubic spline with three knots."""
    first, middle, last = knots
    cube = lambda knot: np.maximum(x - knot, 0.0) ** 3  # noqa: E731
    bend = cube(first) - (cube(middle) * (last - first) - cube(last) * (middle - first)) / (last - middle)
    return np.column_stack([np.ones(len(x)), x, bend / (last - first) ** 2])
