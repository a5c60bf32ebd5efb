"""Agreement of raters on categories, corrected for chance: two raters by a table, several by their codes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import scipy

from burnout.statistics.result import Array

NAN = float("nan")


@dataclass(frozen=True)
class Kappa:
    """A coefficient of agreement.

    Parameters
    ----------
    value : float
        The coefficient; NaN where it is not defined.
    std_error : float
        For an interval.
    std_error_null : float
        If there were only chance, for the test.
    """

    value: float
    std_error: float = NAN
    std_error_null: float = NAN

    @property
    def z(self) -> float:
        """Test statistic against chance."""
        return self.value / self.std_error_null if self.std_error_null > 0 else NAN

    @property
    def p_value(self) -> float:
        """Two-sided P of `z`."""
        return float(2 * scipy.special.ndtr(-abs(self.z)))


def observed(table: Array) -> float:
    """Share of units on which two raters agree."""
    return float(np.trace(table) / table.sum())


def expected(table: Array) -> float:
    """Share of units on which two raters with these shares of categories would agree by chance."""
    n = table.sum()
    return float((table.sum(axis=1) @ table.sum(axis=0)) / n**2)


def cohen(table: Array, weights: str = "") -> Kappa:
    """Cohen's kappa of two raters, by statsmodels.

    Parameters
    ----------
    table : array of shape (categories, categories)
        Counts of units; rows are the first rater's categories.
    weights : str
        Empty, ``linear`` or ``quadratic``. Errors by Fleiss, Cohen and Everitt (Psychol Bull 1969;72:323-327).
    """
    from statsmodels.stats.inter_rater import cohens_kappa

    if len(table) < 2 or not table.sum() or expected(table) >= 1 - 1e-12:
        return Kappa(NAN)
    with np.errstate(invalid="ignore"):
        found = cohens_kappa(table, wt=weights or None)
    variances = np.array([found.var_kappa, found.var_kappa0], dtype=float)
    return Kappa(float(found.kappa), *(float(v) for v in np.sqrt(np.maximum(variances, 0))))


def kappa_max(table: Array) -> float:
    """The largest kappa that two raters with these shares of categories could reach."""
    n, chance = table.sum(), expected(table)
    best = np.minimum(table.sum(axis=1), table.sum(axis=0)).sum() / n
    return float((best - chance) / (1 - chance)) if chance < 1 - 1e-12 else NAN


def brennan_prediger(table: Array) -> float:
    """Kappa with equal chances of all categories; PABAK of two (Brennan RL, Prediger DJ. Educ Psychol Meas 1981)."""
    k = len(table)
    return (observed(table) - 1 / k) / (1 - 1 / k) if k > 1 else NAN


def cross(first: Array, second: Array, categories: int) -> Array:
    """Table of two raters' codes (0, 1, ...); units without both (-1) do not count."""
    both = (first >= 0) & (second >= 0)
    table = np.zeros((categories, categories))
    np.add.at(table, (first[both], second[both]), 1)
    return table


@dataclass(frozen=True)
class Fleiss:
    """Fleiss' kappa of several raters.

    Parameters
    ----------
    overall : Kappa
        Over all categories, with its error under chance.
    categories : list of Kappa
        Each category against all others.
    """

    overall: Kappa
    categories: list[Kappa]


def fleiss(codes: Array, categories: int) -> Fleiss:
    """Fleiss' kappa (Psychol Bull 1971;76:378-382), with the errors of Fleiss, Nee and Landis (1979).

    Parameters
    ----------
    codes : array of shape (units, raters)
        Codes 0, 1, ..., all known.
    categories : int
        Number of categories.
    """
    units, raters = codes.shape
    counts = np.array([(codes == j).sum(axis=1) for j in range(categories)], dtype=float).T
    share = counts.sum(axis=0) / (units * raters)
    within = (counts * (raters - counts)).sum(axis=0) / (units * raters * (raters - 1))
    spread = share * (1 - share)
    total = float(spread.sum())
    if total <= 1e-12:
        return Fleiss(Kappa(NAN), [Kappa(NAN)] * categories)
    scale = np.sqrt(2 / (units * raters * (raters - 1)))
    null = scale / total * np.sqrt(max(total**2 - float((spread * (1 - 2 * share)).sum()), 0.0))
    single = [
        Kappa(float(1 - w / s), NAN, float(scale)) if s > 0 else Kappa(NAN) for w, s in zip(within, spread, strict=True)
    ]
    return Fleiss(Kappa(float(1 - within.sum() / total), NAN, float(null)), single)


def pairwise(codes: Array, categories: int) -> list[Kappa]:
    """Cohen's kappa of every two raters, over the units that both coded."""
    pairs = combinations(range(codes.shape[1]), 2)
    return [cohen(cross(codes[:, i], codes[:, j], categories)) for i, j in pairs]


def light(codes: Array, categories: int) -> float:
    """Light's kappa: the mean of the pairwise kappas (Psychol Bull 1971;76:365-377); NaN if one is not defined."""
    return float(np.mean([kappa.value for kappa in pairwise(codes, categories)]))


def conger(codes: Array, categories: int) -> float:
    """Conger's exact kappa: chance by each rater's own shares (Psychol Bull 1980;88:322-328).

    Parameters
    ----------
    codes : array of shape (units, raters)
        Codes 0, 1, ..., all known.
    categories : int
        Number of categories.
    """
    tables = [cross(codes[:, i], codes[:, j], categories) for i, j in combinations(range(codes.shape[1]), 2)]
    agreed, chance = (float(np.mean([measure(table) for table in tables])) for measure in (observed, expected))
    return (agreed - chance) / (1 - chance) if chance < 1 - 1e-12 else NAN
