"""Profile likelihood: interval and test of one coefficient of a logistic regression by maximum likelihood."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtri, ndtri

from burnout.model.logit import Logit, Patterns, fit_logit

EXPANSIONS = 12


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
    quantile of chi-square with 1 df. The crossing is found by bracketing from the Wald limit and Brent's method, so
    it is exact to rounding; R's confint interpolates a spline.
    """
    critical = float(chdtri(1, 1 - confidence))
    reach = float(ndtri((1 + confidence) / 2) * np.sqrt(fit.cov[j, j]))
    return _limit(patterns, fit, j, -reach, critical), _limit(patterns, fit, j, reach, critical)


def _deviance(patterns: Patterns, fit: Logit, j: int, value: float) -> float:
    """Twice the log-likelihood lost by holding a coefficient at a value; NaN when that fit fails."""
    rest = np.delete(patterns.matrix, j, axis=1)
    held = fit_logit(rest, patterns.rate, patterns.trials, offset=patterns.matrix[:, j] * value)
    return 2 * (fit.loglik - held.loglik) if held.converged else float("nan")


def _limit(patterns: Patterns, fit: Logit, j: int, reach: float, critical: float) -> float:
    from scipy.optimize import brentq

    middle = float(fit.coef[j])
    near, far = middle, middle + reach
    for _ in range(EXPANSIONS):
        excess = _deviance(patterns, fit, j, far) - critical
        if np.isnan(excess):
            return float("nan")
        if excess > 0:
            cross = lambda value: _deviance(patterns, fit, j, value) - critical  # noqa: E731
            return float(brentq(cross, near, far, xtol=1e-10 * max(1.0, abs(reach)), rtol=1e-12))
        near, far = far, middle + 1.6 * (far - middle)
    return float("nan")
