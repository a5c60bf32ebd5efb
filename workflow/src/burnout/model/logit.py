"""Maximum likelihood for logistic regression on covariate patterns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Patterns:
    """Participants with the same covariates, counted.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Distinct rows of a design matrix.
    events, trials : ndarray, shape (m,)
        Participants with the event, and all participants, of each pattern.
    index : ndarray of int, shape (n,)
        Pattern of each participant.
    """

    matrix: np.ndarray
    events: np.ndarray
    trials: np.ndarray
    index: np.ndarray

    @property
    def rate(self) -> np.ndarray:
        """Share with the event in each pattern, shape (m,)."""
        return self.events / self.trials


@dataclass(frozen=True)
class Logit:
    """A fitted logistic regression.

    Parameters
    ----------
    coef : ndarray, shape (k,)
        Log odds ratios.
    cov : ndarray, shape (k, k)
        Inverse of the Fisher information; NaN when it has none.
    loglik : float
        Log-likelihood (penalised for a Firth fit).
    fitted : ndarray, shape (m,)
        Fitted probability of each row.
    converged : bool
        Whether the maximum was reached.
    """

    coef: np.ndarray
    cov: np.ndarray
    loglik: float
    fitted: np.ndarray
    converged: bool


def collapse(matrix: np.ndarray, y: np.ndarray, place: np.ndarray | None = None) -> Patterns:
    """Count identical covariate patterns: exact for a logistic regression, and much faster for large data.

    Parameters
    ----------
    matrix : ndarray, shape (n, k) or (r, k)
        Design matrix, or rows of it.
    y : ndarray, shape (n,)
        1 with the event, 0 without.
    place : ndarray of int, shape (n,), optional
        Which row each participant has; every participant a row of his own when not given.
    """
    index = np.zeros(len(matrix), dtype=np.int64)
    for column in matrix.T:
        codes, distinct = pd.factorize(column)
        if len(distinct) > 1:
            index, _ = pd.factorize(index * len(distinct) + codes)
    m = int(index.max()) + 1 if len(index) else 0
    first = np.empty(m, dtype=np.int64)
    first[index[::-1]] = np.arange(len(index))[::-1]
    if place is not None:
        index = place if m == len(matrix) else index[place]
    events = np.bincount(index, weights=y, minlength=m)
    trials = np.bincount(index, minlength=m).astype(float)
    return Patterns(matrix[first], events, trials, index)


def probability(eta: np.ndarray) -> np.ndarray:
    """Probability that goes with a linear predictor; scipy's expit without loading scipy."""
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-eta))


def log_likelihood(eta: np.ndarray, y: np.ndarray, weights: np.ndarray) -> float:
    """Binomial log-likelihood without the constant, stable for large linear predictors."""
    return float(np.sum(weights * (y * eta - np.logaddexp(0.0, eta))))


def fit_logit(
    matrix: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray | None = None,
    rounds: int = 100,
    offset: np.ndarray | None = None,
) -> Logit:
    """Fit a logistic regression by Newton's method with step halving.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Design matrix with its intercept.
    y : ndarray, shape (m,)
        Share with the event (0 or 1 for single participants).
    weights : ndarray, shape (m,), optional
        Participants in each row; 1 when not given.
    rounds : int
        Largest number of iterations.
    offset : ndarray, shape (m,), optional
        Part of the linear predictor that is given.

    Returns
    -------
    Logit
        Under separation the coefficients are where the iterations stopped, and ``loglik`` is the limit.

    Notes
    -----
    McCullagh and Nelder, Generalized Linear Models, 1989, section 4.4. It stops when the Newton decrement is below
    1e-14, which leaves an error far below one part in a million of a standard error.
    """
    weights = np.ones(len(y)) if weights is None else weights
    given = np.zeros(len(y)) if offset is None else offset
    scale = np.maximum(np.sqrt(np.mean(matrix**2, axis=0)), 1e-300) if len(matrix) else np.ones(matrix.shape[1])
    scaled = matrix / scale
    beta = np.zeros(matrix.shape[1])
    loglik = log_likelihood(given, y, weights)
    converged = False
    for _ in range(rounds):
        p = probability(given + scaled @ beta)
        gradient = scaled.T @ (weights * (y - p))
        information = (scaled * (weights * p * (1 - p))[:, None]).T @ scaled
        step = _solve(information, gradient)
        decrement = float(gradient @ step)
        beta, loglik, moved = _halving(scaled, y, weights, beta, step, loglik, given)
        if decrement < 1e-14 or not moved:
            converged = decrement < 1e-8
            break
    p = probability(given + scaled @ beta)
    information = (scaled * (weights * p * (1 - p))[:, None]).T @ scaled
    return Logit(beta / scale, _inverse(information) / np.outer(scale, scale), loglik, p, converged)


def _halving(
    scaled: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    beta: np.ndarray,
    step: np.ndarray,
    loglik: float,
    given: np.ndarray,
) -> tuple[np.ndarray, float, bool]:
    for halvings in range(40):
        trial = beta + step / 2**halvings
        reached = log_likelihood(given + scaled @ trial, y, weights)
        if reached >= loglik - 1e-12 * (1 + abs(loglik)):
            return trial, reached, True
    return beta, loglik, False


def _solve(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    try:
        step = np.linalg.solve(information, gradient)
    except np.linalg.LinAlgError:
        step = np.full(len(gradient), np.nan)
    if np.all(np.isfinite(step)) and gradient @ step >= 0:
        return step
    return np.linalg.lstsq(information, gradient, rcond=1e-12)[0]


def _inverse(information: np.ndarray) -> np.ndarray:
    try:
        inverse = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        inverse = np.full_like(information, np.nan)
    return inverse if np.all(np.diag(inverse) > 0) else np.full_like(information, np.nan)


def cluster_covariance(matrix: np.ndarray, residuals: np.ndarray, cov: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Cluster-robust covariance of a logistic regression, CR1.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Design matrix, one row per participant.
    residuals : ndarray, shape (n,)
        Observed minus fitted.
    cov : ndarray, shape (k, k)
        Inverse of the Fisher information.
    clusters : ndarray, shape (n,)
        Cluster of each participant.

    Returns
    -------
    ndarray, shape (k, k)
        Sandwich with the factor G/(G-1) * (N-1)/(N-K) for few clusters, as Stata and statsmodels use it.

    Notes
    -----
    Liang and Zeger, Biometrika 1986; Cameron and Miller, Journal of Human Resources 2015, section II.
    """
    codes, names = pd.factorize(clusters)
    n, k = matrix.shape
    g = len(names)
    scores = np.zeros((g, k))
    np.add.at(scores, codes, matrix * residuals[:, None])
    factor = g / (g - 1) * (n - 1) / (n - k)
    return factor * cov @ (scores.T @ scores) @ cov
