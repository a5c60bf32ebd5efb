"""Probit regression, to see whether a conclusion hangs on the logistic curve."""

from __future__ import annotations

import numpy as np
from scipy.special import log_ndtr, ndtr

from burnout.model.logit import Logit, Patterns

ROUNDS = 100


def fit_probit(patterns: Patterns) -> Logit:
    """Fit a probit regression by Fisher scoring with step halving.

    Parameters
    ----------
    patterns : Patterns
        Covariate patterns of a design of full rank.

    Returns
    -------
    Logit
        Coefficients on the scale of a standard normal variable, with the inverse of the expected information.

    Notes
    -----
    McCullagh and Nelder, Generalized Linear Models, 1989, sections 2.5 and 4.3.
    """
    scale = np.maximum(np.sqrt(np.mean(patterns.matrix**2, axis=0)), 1e-300)
    x = patterns.matrix / scale
    coef, converged = np.zeros(x.shape[1]), False
    loglik = _log_likelihood(x @ coef, patterns)
    cov = np.full((x.shape[1], x.shape[1]), np.nan)
    for _ in range(ROUNDS):
        score, information = _score(x, patterns, coef)
        try:
            cov = np.linalg.inv(information)
        except np.linalg.LinAlgError:
            break
        step = cov @ score
        decrement = float(score @ step)
        if not np.isfinite(decrement):
            break
        if decrement < 1e-20:
            converged = True
            break
        for halvings in range(40):
            trial = coef + step / 2**halvings
            reached = _log_likelihood(x @ trial, patterns)
            if reached >= loglik - 1e-12 * (1 + abs(loglik)):
                break
        coef, loglik = trial, reached
    return Logit(coef / scale, cov / np.outer(scale, scale), loglik, ndtr(x @ coef), converged)


def _log_likelihood(eta: np.ndarray, patterns: Patterns) -> float:
    others = patterns.trials - patterns.events
    return float(patterns.events @ log_ndtr(eta) + others @ log_ndtr(-eta))


def _score(x: np.ndarray, patterns: Patterns, coef: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Score and expected information."""
    eta = x @ coef
    density = np.exp(-(eta**2) / 2) / np.sqrt(2 * np.pi)
    p = np.clip(ndtr(eta), 1e-300, 1.0)
    q = np.clip(ndtr(-eta), 1e-300, 1.0)
    score = x.T @ (patterns.events * density / p - (patterns.trials - patterns.events) * density / q)
    return score, (x * (patterns.trials * density**2 / (p * q))[:, None]).T @ x
