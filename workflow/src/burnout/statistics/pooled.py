"""Effects of several sites pooled into one, and regressed on what may explain their differences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.heterogeneity import Sites, between_variance
from burnout.statistics.result import Array

TESTS = ("z", "knha")
NAN = float("nan")


@dataclass(frozen=True)
class Pooled:
    """A pooled effect, or a regression of the sites' effects.

    Parameters
    ----------
    method, test : str
        Estimator of tau² (``FE`` for none), and z (normal) or knha (Hartung-Knapp).
    estimates, std_errors, statistics, p_values, lows, highs : array of shape (coefficients,)
        The pooled effect is the first and only one without moderators.
    covariance : array of shape (coefficients, coefficients)
        Of the estimates.
    df : float
        Degrees of freedom of the test; NaN with z.
    tau2, se_tau2, i2, h2 : float
        Heterogeneity; I² in percent, from tau² (from Q for FE).
    q, q_p : float
        Cochran's Q (residual, with moderators) and its P; its degrees of freedom are `q_df`.
    q_df : int
        Sites less coefficients.
    prediction : tuple of float
        Limits for the true effect of a new site.
    weights : array of shape (sites,)
        Weight of each site in percent.
    """

    method: str
    test: str
    estimates: Array
    std_errors: Array
    statistics: Array
    p_values: Array
    lows: Array
    highs: Array
    covariance: Array
    df: float
    tau2: float
    se_tau2: float
    i2: float
    h2: float
    q: float
    q_p: float
    q_df: int
    prediction: tuple[float, float]
    weights: Array


def pool(sites: Sites, method: str, test: str = "z", confidence: float = 0.95) -> Pooled:
    """Pool effects, or regress them on moderators.

    As metafor's ``rma`` 3.8: the prediction interval takes the same quantile as the confidence interval, that is the
    normal one for z and t with sites less coefficients for Hartung-Knapp (Hartung J, Knapp G. Stat Med
    2001;20:3875-3889, without truncation).

    Parameters
    ----------
    sites : Sites
        More sites than coefficients.
    method : str
        ``FE`` or one of `burnout.statistics.heterogeneity.METHODS`.
    test : str
        One of `TESTS`.
    confidence : float
        Level of the intervals.
    """
    tau2, se_tau2 = (0.0, NAN) if method == "FE" else between_variance(sites, method)
    weights = 1 / (sites.v + tau2)
    weighted = sites.x * weights[:, None]
    covariance = np.linalg.inv(sites.x.T @ weighted)
    centre = np.average(sites.y, weights=weights)  # against cancellation where effects are large and alike
    beta = covariance @ (weighted.T @ (sites.y - centre)) + centre * (np.arange(sites.x.shape[1]) == 0)
    df = NAN
    if test == "knha":
        df = sites.df
        covariance = covariance * sites.residual(tau2) / df
    errors = np.sqrt(np.diag(covariance))
    with np.errstate(divide="ignore", invalid="ignore"):
        statistics = beta / errors
    reach = quantile(df, confidence)
    q = sites.residual(0.0)
    wide = reach * float(np.hypot(errors[0], np.sqrt(tau2)))
    return Pooled(
        method,
        test,
        beta,
        errors,
        statistics,
        two_sided(statistics, df),
        beta - reach * errors,
        beta + reach * errors,
        covariance,
        df,
        tau2,
        se_tau2,
        *_shares(sites, method, tau2, q),
        q,
        float(scipy.special.chdtrc(sites.df, q)),
        sites.df,
        (float(beta[0]) - wide, float(beta[0]) + wide) if method != "FE" else (NAN, NAN),
        100 * weights / weights.sum(),
    )


def quantile(df: float, confidence: float) -> float:
    """Quantile of a two-sided interval: normal where there are no degrees of freedom."""
    upper = 1 - (1 - confidence) / 2
    return float(scipy.special.ndtri(upper) if np.isnan(df) else scipy.special.stdtrit(df, upper))


def two_sided(statistic: Array, df: float) -> Array:
    """Two-sided P: normal where there are no degrees of freedom."""
    far = -np.abs(statistic)
    return 2 * (scipy.special.ndtr(far) if np.isnan(df) else scipy.special.stdtr(df, far))


def _shares(sites: Sites, method: str, tau2: float, q: float) -> tuple[float, float]:
    """I² in percent and H²: from tau² for random effects, from Q for fixed ones, as metafor."""
    if method == "FE":
        return higgins(q, sites.df), q / sites.df
    typical = sites.typical_variance()
    return 100 * tau2 / (tau2 + typical), tau2 / typical + 1


def higgins(q: float, df: int) -> float:
    """I² of Higgins (BMJ 2003;327:557-560), in percent, from Cochran's Q."""
    return max(0.0, 100 * (q - df) / q) if q > 0 else 0.0


def omnibus(found: Pooled, which: Array) -> tuple[float, int, float, float]:
    """Test of several coefficients together.

    Parameters
    ----------
    found : Pooled
        A regression.
    which : array of int
        Places of the coefficients.

    Returns
    -------
    float, int, float, float
        Statistic, degrees of freedom, second degrees of freedom (NaN for chi-square) and P; F with knha.
    """
    beta = found.estimates[which]
    statistic = float(beta @ np.linalg.solve(found.covariance[np.ix_(which, which)], beta))
    m = len(which)
    if found.test == "z":
        return statistic, m, NAN, float(scipy.special.chdtrc(m, statistic))
    statistic /= m
    return statistic, m, found.df, float(scipy.special.fdtrc(m, found.df, statistic))
