"""The effect of each site and its sampling variance, from counts or means, as metafor's ``escalc`` defines them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import scipy

from burnout.statistics.result import Array, hedges_factor

Effects = tuple[Array, Array]

LOGARITHMIC = ("OR", "RR")
PROPORTIONS = ("PLO", "PAS", "PFT", "PR")


def two_arms(a: Array, b: Array, c: Array, d: Array, measure: str) -> Effects:
    """Effects of two arms with counts of events and others.

    Parameters
    ----------
    a, b, c, d : array of shape (sites,)
        First arm with and without the event, second arm with and without it.
    measure : str
        OR (log odds ratio), RR (log risk ratio) or RD (risk difference). To the four cells of a site with an empty cell
        one half is added.

    Returns
    -------
    array, array
        Effects (first arm against second) and their variances.
    """
    cells = np.array([a, b, c, d], dtype=float)
    a, b, c, d = cells + 0.5 * (cells == 0).any(axis=0)
    first, second = a + b, c + d
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "OR":
            return np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
        if measure == "RR":
            return np.log((a / first) / (c / second)), 1 / a - 1 / first + 1 / c - 1 / second
        return a / first - c / second, a * b / first**3 + c * d / second**3


def two_means(m1: Array, sd1: Array, n1: Array, m2: Array, sd2: Array, n2: Array, measure: str) -> Effects:
    """Effects of two arms with means and standard deviations.

    Parameters
    ----------
    m1, sd1, n1, m2, sd2, n2 : array of shape (sites,)
        Mean, standard deviation and number of people of each arm.
    measure : str
        MD (difference, variances not assumed equal) or SMD (standardised by the common standard deviation, with the
        exact correction of Hedges; large-sample variance).
    """
    m1, sd1, n1, m2, sd2, n2 = (np.asarray(side, dtype=float) for side in (m1, sd1, n1, m2, sd2, n2))
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "MD":
            return m1 - m2, sd1**2 / n1 + sd2**2 / n2
        df = n1 + n2 - 2
        common = np.sqrt(((n1 - 1) * sd1**2 + (n2 - 1) * sd2**2) / df)
        effect = (m1 - m2) / common * np.array([hedges_factor(one) for one in df])
        return effect, 1 / n1 + 1 / n2 + effect**2 / (2 * (n1 + n2))


def one_mean(mean: Array, sd: Array, n: Array) -> Effects:
    """Means of single groups (MN)."""
    mean, sd, n = (np.asarray(side, dtype=float) for side in (mean, sd, n))
    with np.errstate(divide="ignore", invalid="ignore"):
        return mean, sd**2 / n


def proportions(events: Array, n: Array, measure: str) -> Effects:
    """Shares of single groups on the scale on which they are pooled.

    Parameters
    ----------
    events, n : array of shape (sites,)
        People with the event, and all.
    measure : str
        PLO (logit), PAS (arcsine of the root), PFT (double arcsine of Freeman and Tukey, half the sum) or PR (raw).
        With PLO and PR one half is added to events and others of a site where nobody or everybody has the event.
    """
    x, n = np.asarray(events, dtype=float), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "PAS":
            return np.arcsin(np.sqrt(x / n)), 1 / (4 * n)
        if measure == "PFT":
            return (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1)))) / 2, 1 / (4 * n + 2)
        extreme = 0.5 * ((x == 0) | (x == n))
        x, rest = x + extreme, n - x + extreme
        if measure == "PLO":
            return np.log(x / rest), 1 / x + 1 / rest
        return x / (x + rest), x * rest / (x + rest) ** 3


def as_read(measure: str, sizes: Array) -> Callable[[Array], Array]:
    """How an effect is turned back into what people read: ratios from logarithms, percentages from shares.

    Parameters
    ----------
    measure : str
        Measure of the effects.
    sizes : array of shape (sites,)
        People of each site; the double arcsine needs their harmonic mean (Miller JJ. Am Stat 1978;32:138).
    """
    ways: Mapping[str, Callable[[Array], Array]] = {
        "OR": np.exp,
        "RR": np.exp,
        "RD": lambda x: 100 * x,
        "PLO": lambda x: 100 * scipy.special.expit(x),
        "PAS": lambda x: 100 * np.sin(np.clip(x, 0, np.pi / 2)) ** 2,
        "PR": lambda x: 100 * np.clip(x, 0, 1),
        "PFT": lambda x: 100 * _from_double_arcsine(np.asarray(x, dtype=float), sizes),
    }
    return ways.get(measure, lambda x: x)


def _from_double_arcsine(x: Array, sizes: Array) -> Array:
    """Miller's inversion at the harmonic mean of the sizes; 0 or 1 beyond what such a sample can give."""
    n = len(sizes) / np.sum(1 / np.asarray(sizes, dtype=float))
    low, high = (float(proportions(np.array([k * n]), np.array([n]), "PFT")[0][0]) for k in (0, 1))
    inner = np.sin(2 * x) + (np.sin(2 * x) - 1 / np.sin(2 * x)) / n
    share = (1 - np.sign(np.cos(2 * x)) * np.sqrt(np.clip(1 - inner**2, 0, None))) / 2
    return np.where(x <= low, 0.0, np.where(x >= high, 1.0, share))
