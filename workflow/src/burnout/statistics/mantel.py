"""Tables of two by two of several sites, pooled without estimating each: Mantel-Haenszel and Peto."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.result import Array

NAN = float("nan")


@dataclass(frozen=True)
class Stratified:
    """A pooled effect of tables of two by two.

    Parameters
    ----------
    estimate, std_error : float
        On the scale of the measure (logarithm for ratios); NaN where it cannot be estimated.
    test_statistic, test_p : float
        Cochran-Mantel-Haenszel chi-square with one degree of freedom (with continuity correction); odds ratios only.
    tarone, tarone_p : float
        Tarone's test that the odds ratio is the same everywhere, chi-square with `tarone_df`.
    tarone_df : int
        Sites with an event and with a person without it, less one.
    """

    estimate: float
    std_error: float
    test_statistic: float = NAN
    test_p: float = NAN
    tarone: float = NAN
    tarone_p: float = NAN
    tarone_df: int = 0


def mantel_haenszel(a: Array, b: Array, c: Array, d: Array, measure: str) -> Stratified:
    """Mantel-Haenszel estimate; no half is added anywhere.

    Parameters
    ----------
    a, b, c, d : array of shape (sites,)
        First arm with and without the event, second arm with and without it.
    measure : str
        OR (variance by Robins, Breslow and Greenland), RR (Greenland and Robins) or RD (Sato). Odds ratios, their test
        and Tarone's by statsmodels.
    """
    a, b, c, d = _informative(a, b, c, d) if measure == "OR" else np.array([a, b, c, d], dtype=float)
    if measure == "OR":
        return _odds(a, b, c, d)
    n1, n2 = a + b, c + d
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "RR":
            r, s = (a * n2 / n).sum(), (c * n1 / n).sum()
            spread = ((n1 * n2 * (a + c) - a * c * n) / n**2).sum()
            found = float(np.log(r / s)), float(np.sqrt(spread / (r * s)))
        else:
            weight = (n1 * n2 / n).sum()
            estimate = ((a * n2 - c * n1) / n).sum() / weight
            p = ((c * n1**2 / n**2) - (a * n2**2 / n**2) + n1 * n2 * (n2 - n1) / (2 * n**2)).sum()
            q = ((a * (n2 - c) + c * (n1 - a)) / (2 * n)).sum()
            found = float(estimate), float(np.sqrt((estimate * p + q) / weight**2))
    return Stratified(*found) if np.isfinite(found).all() else Stratified(NAN, NAN)


def _informative(a: Array, b: Array, c: Array, d: Array) -> Array:
    """Tables in which both arms have people, and some but not all of them the event."""
    cells = np.array([a, b, c, d], dtype=float)
    a, b, c, d = cells
    return cells[:, (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)]


def _odds(a: Array, b: Array, c: Array, d: Array) -> Stratified:
    from statsmodels.stats.contingency_tables import StratifiedTable

    if not (a * d).any() or not (b * c).any():
        return Stratified(NAN, NAN)
    tables = StratifiedTable(np.array([[a, b], [c, d]]), shift_zeros=False)
    found = float(tables.logodds_pooled), float(tables.logodds_pooled_se)
    test = tables.test_null_odds(correction=True)
    same = tables.test_equal_odds(adjust=True)
    df = len(a) - 1
    p = float(scipy.special.chdtrc(df, same.statistic)) if df else NAN
    chi = float(test.statistic)
    return Stratified(*found, chi, float(scipy.special.chdtrc(1, chi)), float(same.statistic) if df else NAN, p, df)


def peto(a: Array, b: Array, c: Array, d: Array) -> Stratified:
    """Peto's one-step log odds ratio. Yusuf S et al. Prog Cardiovasc Dis 1985;27:335-371."""
    a, b, c, d = _informative(a, b, c, d)
    if not len(a):
        return Stratified(NAN, NAN)
    n = a + b + c + d
    expected = (a + b) * (a + c) / n
    variance = (a + c) * (b + d) * (a + b) * (c + d) / (n**2 * (n - 1))
    return Stratified(float((a - expected).sum() / variance.sum()), float(variance.sum() ** -0.5))
