"""Firth's penalised logistic regression, with profile likelihood intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from scipy.special import chdtri, expit, ndtri

from burnout.model.logit import Logit, log_likelihood


def fit_firth(
    matrix: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    fixed: Sequence[int] = (),
    start: np.ndarray | None = None,
    rounds: int = 500,
) -> Logit:
    """Fit a logistic regression with Firth's penalty (Jeffreys prior).

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Design matrix with its intercept.
    y, weights : ndarray, shape (m,)
        Share with the event, and participants, of each row.
    fixed : sequence of int
        Coefficients that stay at their start value; the penalty is always that of the whole matrix, so that
        restricted fits can be compared with the full one.
    start : ndarray, shape (k,), optional
        Start values; 0 when not given.
    rounds : int
        Largest number of iterations.

    Returns
    -------
    Logit
        ``loglik`` is the penalised log-likelihood, ``cov`` the inverse Fisher information at the estimates.

    Notes
    -----
    Firth, Biometrika 1993; Heinze and Schemper, Statistics in Medicine 2002. Newton steps on the augmented
    data, with step halving.
    """
    k = matrix.shape[1]
    scale = np.maximum(np.sqrt(np.mean(matrix**2, axis=0)), 1e-300)
    scaled = matrix / scale
    beta = np.zeros(k) if start is None else start * scale
    free = np.array([i for i in range(k) if i not in set(fixed)], dtype=int)
    state = _at(scaled, y, weights, beta)
    decrement = 0.0
    for _ in range(rounds if len(free) and np.isfinite(state.loglik) else 0):
        step = np.zeros(k)
        step[free] = _solve(state.curvature[np.ix_(free, free)], state.score[free])
        decrement = float(state.score @ step)
        step *= min(1.0, 5.0 / max(np.abs(step).max(), 1e-300))
        moved = _halving(scaled, y, weights, beta, step, state.loglik)
        if moved is None:
            break
        beta, state = moved
        if decrement < 1e-18:
            break
    converged = bool(np.isfinite(state.loglik)) and decrement < 1e-10
    cov = np.linalg.pinv(state.information, rcond=1e-14, hermitian=True) / np.outer(scale, scale)
    return Logit(beta / scale, cov, state.loglik + float(np.log(scale).sum()), state.p, converged)


class State(NamedTuple):
    """The penalised likelihood at some coefficients."""

    loglik: float
    score: np.ndarray
    information: np.ndarray
    curvature: np.ndarray
    p: np.ndarray


def _at(scaled: np.ndarray, y: np.ndarray, weights: np.ndarray, beta: np.ndarray) -> State:
    """Penalised log-likelihood with modified score, Fisher information and the curvature used for steps.

    With leverages h the modified score is that of data in which each row got h more participants, half of them with
    the event; the curvature is the information of those data.
    """
    eta = scaled @ beta
    p = expit(eta)
    spread = p * (1 - p)
    half = scaled * np.sqrt(weights * spread)[:, None]
    q, r = np.linalg.qr(half)
    sizes = np.abs(np.diag(r))
    if np.any(sizes == 0) or not np.all(np.isfinite(sizes)):
        unit = np.eye(len(beta))
        return State(-np.inf, np.zeros(len(beta)), unit, unit, p)
    loglik = log_likelihood(eta, y, weights) + float(np.log(sizes).sum())
    leverage = np.einsum("ij,ij->i", q, q)
    score = scaled.T @ (weights * (y - p) + leverage * (0.5 - p))
    curvature = (scaled * ((weights + leverage) * spread)[:, None]).T @ scaled
    return State(loglik, score, half.T @ half, curvature, p)


def _halving(
    scaled: np.ndarray, y: np.ndarray, weights: np.ndarray, beta: np.ndarray, step: np.ndarray, loglik: float
) -> tuple[np.ndarray, State] | None:
    """The step, halved until the penalised likelihood does not fall; None when no part of it helps."""
    for halvings in range(40):
        trial = beta + step / 2**halvings
        state = _at(scaled, y, weights, trial)
        if state.loglik >= loglik - 1e-12 * (1 + abs(loglik)):
            return trial, state
    return None


def _solve(information: np.ndarray, score: np.ndarray) -> np.ndarray:
    try:
        return np.linalg.solve(information, score)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(information, score, rcond=1e-12)[0]


def profile_interval(
    matrix: np.ndarray, y: np.ndarray, weights: np.ndarray, fit: Logit, j: int, confidence: float
) -> tuple[float, float]:
    """Profile likelihood interval of one coefficient of a Firth fit.

    Parameters
    ----------
    matrix, y, weights : ndarray
        As in `fit_firth`.
    fit : Logit
        The full fit.
    j : int
        Coefficient.
    confidence : float
        Confidence level, for example 0.95.

    Returns
    -------
    tuple of float
        Lower and upper limit of the log odds ratio; NaN where no limit was found.
    """
    excess = _profile(matrix, y, weights, fit, j, float(chdtri(1, 1 - confidence)))
    reach = float(ndtri((1 + confidence) / 2) * np.sqrt(fit.cov[j, j]))
    return _root(excess, fit.coef[j], -reach), _root(excess, fit.coef[j], reach)


def _profile(
    matrix: np.ndarray, y: np.ndarray, weights: np.ndarray, fit: Logit, j: int, critical: float
) -> Callable[[float], float]:
    """How far the profile deviance at a value lies over the critical value; `_LostError` where it is not found.

    A restricted fit starts at the better of two guesses: along the tangent of the profile at the maximum, and from
    where the last restricted fit ended.
    """
    tangent = fit.cov[:, j] / fit.cov[j, j]
    last = fit.coef

    def excess(value: float) -> float:
        nonlocal last
        starts = [base + tangent * (value - base[j]) for base in (fit.coef, last)]
        best = max(starts, key=lambda beta: _at(matrix, y, weights, beta).loglik)
        held = fit_firth(matrix, y, weights, fixed=[j], start=best)
        if not held.converged:
            raise _LostError
        last = held.coef
        return 2 * (fit.loglik - held.loglik) - critical

    return excess


class _LostError(Exception):
    """A restricted fit did not converge."""


def _root(excess: Callable[[float], float], middle: float, reach: float) -> float:
    """Where the profile crosses the critical value on one side of the maximum; NaN when that is not found."""
    from scipy.optimize import brentq

    near, far = middle, middle + reach
    try:
        for _ in range(12):
            if excess(far) > 0:
                return float(brentq(excess, near, far, xtol=1e-9 * max(1.0, abs(reach)), rtol=1e-12))
            near, far = far, middle + 1.6 * (far - middle)
    except (_LostError, ValueError, RuntimeError):
        return float("nan")
    return float("nan")
