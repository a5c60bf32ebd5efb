"""Profile likelihood: interval and test of one coefficient of a logistic regression by maximum likelihood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import chdtri, expit, ndtri

from burnout.model.logit import Logit, Patterns, fit_logit, log_likelihood

EXPANSIONS = 12
STEPS = 30
CLOSE = 1e-18
"""Squared length of the last step, in standard errors."""


def likelihood_ratio(patterns: Patterns, fit: Logit, j: int) -> float:
    """Likelihood ratio chi-square (1 df) of one coefficient being 0."""
    return max(0.0, _deviance(patterns, fit, j, 0.0))


def profile_limits(patterns: Patterns, fit: Logit, j: int, confidence: float) -> tuple[float, float]:
    """Profile likelihood interval of one coefficient.

    Parameters
    ----------
    patterns : Patterns
        Covariate patterns of the fit.
    fit : Logit
        The maximum likelihood fit.
    j : int
        Coefficient.
    confidence : float
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper limit of the log odds ratio; NaN where the likelihood has no limit on that side.

    Notes
    -----
    Venzon and Moolgavkar, Applied Statistics 1988: the values whose likelihood ratio against the maximum is under the
    quantile of chi-square with 1 df. Their Newton steps find the limit in a few rounds; where they stray, it is
    bracketed from the Wald limit and found by Brent's method. Either way it is exact to rounding; R's confint
    interpolates a spline.
    """
    critical = float(chdtri(1, 1 - confidence))
    reach = float(ndtri((1 + confidence) / 2) * np.sqrt(fit.cov[j, j]))
    found = []
    for side in (-1, 1):
        quick = _venzon(patterns, fit, j, side, critical)
        found.append(_limit(patterns, fit, j, side * reach, critical) if np.isnan(quick) else quick)
    return found[0], found[1]


def _venzon(patterns: Patterns, fit: Logit, j: int, side: int, critical: float) -> float:
    """The limit on one side by Venzon and Moolgavkar's steps; NaN when they stray."""
    x, rate, trials = patterns.matrix, patterns.rate, patterns.trials
    target = fit.loglik - critical / 2
    error = np.sqrt(fit.cov[j, j])
    coef = fit.coef + side * np.sqrt(critical) * fit.cov[:, j] / error
    for _ in range(STEPS):
        eta = x @ coef
        p = expit(eta)
        score = x.T @ (trials * (rate - p))
        information = (x * (trials * p * (1 - p))[:, None]).T @ x
        try:
            both = np.linalg.solve(information, np.column_stack([score, np.eye(len(coef))[j]]))
        except np.linalg.LinAlgError:
            return float("nan")
        plain, along = both.T
        inside = 2 * (log_likelihood(eta, rate, trials) - target) + score @ plain
        if not (np.isfinite(inside) and inside >= 0 and along[j] > 0):
            return float("nan")
        step = plain + side * np.sqrt(inside / along[j]) * along
        length = float(step @ information @ step)
        coef = coef + step * min(1.0, 2.0 / max(np.sqrt(length), 1e-300))
        if length < CLOSE:
            outward = side * (coef[j] - fit.coef[j]) > 0
            return float(coef[j]) if outward else float("nan")
    return float("nan")


def _deviance(patterns: Patterns, fit: Logit, j: int, value: float) -> float:
    """Twice the log-likelihood lost by holding a coefficient at a value; NaN when that fit fails."""
    rest = np.delete(patterns.matrix, j, axis=1)
    held = fit_logit(rest, patterns.rate, patterns.trials, offset=patterns.matrix[:, j] * value)
    return 2 * (fit.loglik - held.loglik) if held.converged else float("nan")


def _limit(patterns: Patterns, fit: Logit, j: int, reach: float, critical: float) -> float:
    return crossing(lambda value: _deviance(patterns, fit, j, value), float(fit.coef[j]), reach, critical)


def crossing(deviance: Callable[[float], float], middle: float, reach: float, critical: float) -> float:
    """Value of a coefficient at which its deviance reaches the critical one; NaN where it does not.

    Parameters
    ----------
    deviance : callable
        Twice the log-likelihood lost by holding the coefficient at a value; NaN when that fit fails.
    middle : float
        The estimate.
    reach : float
        From the estimate to the Wald limit; its sign tells the side.
    critical : float
        Quantile of chi-square.
    """
    from scipy.optimize import brentq

    near, far = middle, middle + reach
    for _ in range(EXPANSIONS):
        excess = deviance(far) - critical
        if np.isnan(excess):
            return float("nan")
        if excess > 0:
            cross = lambda value: deviance(value) - critical  # noqa: E731
            try:
                return float(brentq(cross, near, far, xtol=1e-10 * max(1.0, abs(reach)), rtol=1e-12))
            except (ValueError, RuntimeError):  # a fit on the way did not converge
                return float("nan")
        near, far = far, middle + 1.6 * (far - middle)
    return float("nan")
