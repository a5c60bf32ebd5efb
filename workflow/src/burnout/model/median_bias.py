"""Median bias-reduced logistic regression: estimates that are too high as often as too low, also under separation."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from burnout.model.logit import Logit, Patterns, log_likelihood

ROUNDS = 500


def fit_median(patterns: Patterns, start: np.ndarray | None = None) -> Logit:
    """Fit a logistic regression by median bias reduction.

    Parameters
    ----------
    patterns : Patterns
        Covariate patterns of a design of full rank.
    start : ndarray, shape (k,), optional
        Start values, best those of Firth's method; 0 when not given.

    Returns
    -------
    Logit
        ``loglik`` is the plain log-likelihood at the estimates, ``cov`` the inverse Fisher information there.

    Notes
    -----
    Kenne Pagui, Salvan and Sartori, Biometrika 2017; Kosmidis, Kenne Pagui and Sartori, Statistics and Computing 2020,
    section 3 (R: brglm2, type AS_median). The score of Firth's method gets a second adjustment; steps are those of
    Fisher scoring, halved while they grow.
    """
    scale = np.maximum(np.sqrt(np.mean(patterns.matrix**2, axis=0)), 1e-300)
    x = patterns.matrix / scale
    coef = np.zeros(x.shape[1]) if start is None else start * scale
    last, damp, converged = np.inf, 1.0, False
    step, cov, p = _step(x, patterns, coef)
    for _ in range(ROUNDS):
        length = float(step @ np.linalg.lstsq(cov, step, rcond=None)[0]) if np.all(np.isfinite(step)) else np.nan
        if not np.isfinite(length):
            break
        if length < 1e-20:
            converged = True
            break
        damp = max(damp / 2, 1 / 64) if length > last else min(1.0, damp * 1.5)
        last = length
        coef = coef + damp * step * min(1.0, 5.0 / np.abs(step).max())
        step, cov, p = _step(x, patterns, coef)
    loglik = log_likelihood(x @ coef, patterns.rate, patterns.trials)
    return Logit(coef / scale, cov / np.outer(scale, scale), loglik, p, converged)


def _step(x: np.ndarray, patterns: Patterns, coef: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Fisher scoring step of the adjusted score, the inverse information, and the fitted probabilities."""
    p = expit(x @ coef)
    weights = patterns.trials * p * (1 - p)
    information = (x * weights[:, None]).T @ x
    try:
        cov = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        k = len(coef)
        return np.full(k, np.nan), np.full((k, k), np.nan), p
    along = x @ cov
    leverage = weights * np.einsum("ij,ij->i", along, x)
    score = x.T @ (patterns.events - patterns.trials * p + leverage * (0.5 - p))
    share = weights[:, None] * along**2 / np.diag(cov)
    shift = np.einsum("ij,ij->j", along, share * (-(1 - 2 * p) / 3)[:, None])
    return cov @ score + shift, cov, p
