"""The wrong-key detector: which items of a scale seem to be scored in the wrong direction.

Turning an item round leaves its variance as it is and changes the sign of its covariances. Alpha therefore rises
exactly when the item's covariance with the sum of the others is negative. With several wrong items single flips may
mislead, so that the set of flips with the highest alpha is looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np


@dataclass(frozen=True)
class Direction:
    """Whether the items of a scale run in one direction.

    Parameters
    ----------
    against : tuple of int
        Positions (from 0) of the items that run against the others; empty when all run together.
    halves : bool
        The scale falls into two equal halves, so that the data cannot tell which of them is wrong.
    clear : bool
        The correlation of the two groups of items is below zero with its whole confidence interval.
    alpha, alpha_if_flipped : float
        Cronbach's alpha as keyed, and with these items turned round.
    n : int
        People who answered all items.
    """

    against: tuple[int, ...]
    halves: bool
    clear: bool
    alpha: float
    alpha_if_flipped: float
    n: int


def check_direction(points: np.ndarray, confidence: float) -> Direction:
    """Look for items that are scored in the wrong direction.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal; people with a missing item are left out.
    confidence : float
        Level of the interval (Fisher's z) that decides whether a finding is clear.

    Returns
    -------
    Direction
        A scale whose every item is turned round runs together, and cannot be told from a right one.
    """
    complete = points[~np.isnan(points).any(axis=1)]
    n = len(complete)
    if points.shape[1] < 2 or n < 3:
        return Direction((), False, False, np.nan, np.nan, n)
    covariance = np.cov(complete, rowvar=False)
    signs = best_signs(covariance)
    against = np.flatnonzero(signs < 0)
    alpha, flipped = _alpha(covariance), _alpha(covariance * np.outer(signs, signs))
    if signs @ covariance @ signs <= covariance.sum() * (1 + 1e-9) + 1e-12:
        return Direction((), False, False, alpha, alpha, n)
    clear = _surely_negative(complete[:, signs < 0].sum(axis=1), complete[:, signs > 0].sum(axis=1), confidence)
    return Direction(tuple(int(i) for i in against), 2 * len(against) == len(signs), clear, alpha, flipped, n)


def _alpha(covariance: np.ndarray) -> float:
    """Cronbach's alpha from the covariances; NaN when everybody has the same sum."""
    items, total = len(covariance), float(covariance.sum())
    return items / (items - 1) * (1 - float(np.trace(covariance)) / total) if total > 1e-12 else np.nan


def best_signs(covariance: np.ndarray) -> np.ndarray:
    """Directions of the items (+1, -1) with the highest variance of the sum, hence the highest alpha.

    Single flips from two starts: as keyed, and the signs of the first principal component of the correlations. The
    group of fewer items has -1 (of two equal groups, the one without the first item). Items without variance have +1.
    """
    spread = np.sqrt(np.diag(covariance))
    scale = np.where(spread > 0, spread, 1.0)
    first = np.linalg.eigh(covariance / np.outer(scale, scale))[1][:, -1]
    starts = [np.ones(len(spread)), np.where(first < 0, -1.0, 1.0)]
    signs = max((_climb(covariance, start) for start in starts), key=lambda s: float(s @ covariance @ s))
    negative = int((signs < 0).sum())
    if 2 * negative > len(signs) or (2 * negative == len(signs) and signs[0] < 0):
        signs = -signs
    return np.where(spread > 0, signs, 1.0)


def _climb(covariance: np.ndarray, signs: np.ndarray) -> np.ndarray:
    """Flip the item with the largest gain until no flip raises the variance of the sum."""
    signs = signs.copy()
    for _ in range(10 * len(signs)):
        with_rest = signs * (covariance @ signs) - np.diag(covariance)
        worst = int(np.argmin(with_rest))
        if with_rest[worst] >= -1e-12:
            break
        signs[worst] = -signs[worst]
    return signs


def _surely_negative(first: np.ndarray, second: np.ndarray, confidence: float) -> bool:
    """Whether the confidence interval of a correlation (Fisher 1915) lies below zero."""
    if len(first) < 4 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return False
    r = float(np.clip(np.corrcoef(first, second)[0, 1], -1 + 1e-12, 1 - 1e-12))
    return bool(np.arctanh(r) + NormalDist().inv_cdf((1 + confidence) / 2) / np.sqrt(len(first) - 3) < 0)


def direction_note(direction: Direction, items: list[int]) -> str:
    """What the detector found, for the person who compares the form with the key.

    Parameters
    ----------
    direction : Direction
        What was found, with at least one item.
    items : list of int
        Item numbers of the scale.
    """
    wrong = [items[position] for position in direction.against]
    if direction.halves:
        others = [item for item in items if item not in wrong]
        against = f"{_named(wrong)} {_runs(wrong)} against {_named(others).lower()}"
        said = f"{against}; one of the two groups seems to be scored in the wrong direction"
    else:
        said = f"{_named(wrong)} {'seems' if len(wrong) == 1 else 'seem'} to be scored in the wrong direction"
    if direction.clear:
        return f"{said}; compare the form with the key."
    return f"{said}, but with {direction.n} people this can be chance; compare the form with the key."


def _named(items: list[int]) -> str:
    if len(items) == 1:
        return f"Item {items[0]}"
    return f"Items {', '.join(str(item) for item in items[:-1])} and {items[-1]}"


def _runs(items: list[int]) -> str:
    return "runs" if len(items) == 1 else "run"
