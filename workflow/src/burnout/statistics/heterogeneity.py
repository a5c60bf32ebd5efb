"""How much the true effects of sites differ: estimators of the variance between sites, and its interval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from burnout.statistics.result import Array

METHODS = ("DL", "REML", "ML", "PM", "EB", "HE", "SJ")
"""DerSimonian-Laird, restricted and full maximum likelihood, Paule-Mandel, empirical Bayes, Hedges, Sidik-Jonkman."""


@dataclass(frozen=True)
class Sites:
    """Effects of sites, and what may explain them.

    Parameters
    ----------
    y, v : array of shape (sites,)
        Effect of each site and its sampling variance, all finite, variances over 0.
    x : array of shape (sites, coefficients)
        Design: a column of ones, and moderators where there are any; of full rank, with fewer columns than rows.
    """

    y: Array
    v: Array
    x: Array

    @property
    def df(self) -> int:
        """Sites less coefficients."""
        return self.x.shape[0] - self.x.shape[1]

    def projection(self, weights: Array) -> Array:
        """The matrix P of weighted least squares: ``y' P y`` is the weighted residual sum of squares."""
        weighted = self.x * weights[:, None]
        inverse = np.linalg.inv(self.x.T @ weighted)
        return np.diag(weights) - weighted @ inverse @ weighted.T

    def residual(self, tau2: float) -> float:
        """Weighted residual sum of squares at a variance between sites; at 0 it is Cochran's Q."""
        weights = 1 / (self.v + tau2)
        y = self.y - np.average(self.y, weights=weights)
        weighted = self.x * weights[:, None]
        beta = np.linalg.solve(self.x.T @ weighted, weighted.T @ y)
        return float(weights @ (y - self.x @ beta) ** 2)

    def typical_variance(self) -> float:
        """The 'typical' sampling variance of Higgins and Thompson (Stat Med 2002;21:1539-1558), for I² and H²."""
        return self.df / float(np.trace(self.projection(1 / self.v)))


def only_mean(y: Array, v: Array) -> Sites:
    """Sites without moderators."""
    y, v = np.asarray(y, dtype=float), np.asarray(v, dtype=float)
    return Sites(y, v, np.ones((len(y), 1)))


def between_variance(sites: Sites, method: str) -> tuple[float, float]:
    """Variance between sites (tau²) and its standard error, as metafor defines them.

    Parameters
    ----------
    sites : Sites
        Two sites or more than there are coefficients.
    method : str
        One of `METHODS`. Viechtbauer W. J Educ Behav Stat 2005;30:261-293. Veroniki AA et al. Res Synth Methods
        2016;7:55-79.

    Returns
    -------
    float
        tau², never under 0.
    float
        Its standard error by the method's own asymptotic formula.
    """
    found = {
        "DL": _dersimonian_laird,
        "HE": _hedges,
        "SJ": _sidik_jonkman,
        "PM": _empirical_bayes,  # the same estimate, reached on another way
        "EB": _empirical_bayes,
        "ML": _maximum_likelihood,
        "REML": _restricted_likelihood,
    }[method](sites)
    return max(found[0], 0.0), found[1]


def _moments(tau2: float, trace: float, first: float, second: float, third: float) -> float:
    """Standard error of a moment estimator: terms constant, linear and quadratic in tau²."""
    return float(np.sqrt(2 * first + 4 * tau2 * second + 2 * tau2**2 * third) / trace)


def _dersimonian_laird(sites: Sites) -> tuple[float, float]:
    p = sites.projection(1 / sites.v)
    trace = float(np.trace(p))
    tau2 = (float(sites.y @ p @ sites.y) - sites.df) / trace
    return tau2, _moments(max(tau2, 0.0), trace, sites.df, trace, float((p * p).sum()))


def _hedges(sites: Sites) -> tuple[float, float]:
    p = sites.projection(np.ones(len(sites.y)))
    pv = p * sites.v
    trace = float(np.trace(pv))
    tau2 = (float(sites.y @ p @ sites.y) - trace) / sites.df
    return tau2, _moments(max(tau2, 0.0), sites.df, float((pv * pv.T).sum()), trace, sites.df)


def _sidik_jonkman(sites: Sites) -> tuple[float, float]:
    start = float(np.var(sites.y))
    if start == 0:
        return 0.0, float("nan")
    p = sites.projection(1 / (sites.v + start))
    pv = p * sites.v
    tau2 = start * float(sites.y @ p @ sites.y) / sites.df
    terms = float((pv * pv.T).sum()), float((pv * p.T).sum()), float((p * p).sum())
    return tau2, start * _moments(max(tau2, 0.0), sites.df, *terms)


def _empirical_bayes(sites: Sites) -> tuple[float, float]:
    tau2 = root_of_residual(sites, sites.df)
    weight = float((1 / (sites.v + tau2)).sum())
    return tau2, float(np.sqrt(2 * len(sites.y) ** 2 / sites.df) / weight)


def _maximum_likelihood(sites: Sites) -> tuple[float, float]:
    def slope(tau2: float) -> float:
        weights = 1 / (sites.v + tau2)
        residual = sites.projection(weights) @ sites.y
        return float(residual @ residual - weights.sum())

    def minus_two(tau2: float) -> float:
        return float(np.log(sites.v + tau2).sum()) + sites.residual(tau2)

    tau2 = _best(sites, slope, minus_two)
    return tau2, float(np.sqrt(2 / ((1 / (sites.v + tau2)) ** 2).sum()))


def _restricted_likelihood(sites: Sites) -> tuple[float, float]:
    def slope(tau2: float) -> float:
        p = sites.projection(1 / (sites.v + tau2))
        residual = p @ sites.y
        return float(residual @ residual - np.trace(p))

    def minus_two(tau2: float) -> float:
        inner = np.linalg.slogdet(sites.x.T @ (sites.x / (sites.v + tau2)[:, None]))[1]
        return float(np.log(sites.v + tau2).sum() + inner) + sites.residual(tau2)

    tau2 = _best(sites, slope, minus_two)
    p = sites.projection(1 / (sites.v + tau2))
    return tau2, float(np.sqrt(2 / (p * p).sum()))


def _best(sites: Sites, slope: Callable[[float], float], minus_two: Callable[[float], float]) -> float:
    """The maximum of a likelihood over tau² of 0 and more: every place where its slope turns down is looked at."""
    scale = float(np.var(sites.y)) + float(sites.v.mean())
    places = np.concatenate([[0.0], scale * np.logspace(-6, 3, 46)])
    slopes = [slope(place) for place in places]
    candidates = [0.0] if slopes[0] <= 0 else []
    for i in range(len(places) - 1):
        if slopes[i] > 0 >= slopes[i + 1]:
            candidates.append(_root(slope, places[i], places[i + 1]))
    return min(candidates, key=minus_two)


def _root(function: Callable[[float], float], low: float, high: float) -> float:
    return float(optimize.brentq(function, low, high, xtol=1e-15 * high, rtol=4 * np.finfo(float).eps))


def root_of_residual(sites: Sites, target: float) -> float:
    """tau² at which the weighted residual sum of squares equals a target; 0 when it is under it already at 0."""
    if sites.residual(0.0) <= target:
        return 0.0
    high = float(np.var(sites.y)) + float(sites.v.max())
    while sites.residual(high) > target:
        high *= 4
    return _root(lambda tau2: sites.residual(tau2) - target, 0.0, high)


def q_profile(sites: Sites, confidence: float) -> tuple[float, float]:
    """Interval of tau² by the Q profile.

    Viechtbauer W. Stat Med 2007;26:37-52. Both limits are NaN when even tau² = 0 leaves less spread than chance would:
    then no value is compatible with the data at this level.
    """
    tail = (1 - confidence) / 2
    low, high = special.chdtri(sites.df, [1 - tail, tail])  # quantiles: lower tail, upper tail
    if sites.residual(0.0) < low:
        return float("nan"), float("nan")
    return root_of_residual(sites, float(high)), root_of_residual(sites, float(low))
