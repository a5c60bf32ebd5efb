"""Maximum of a concave likelihood by Newton's method, and what is left of it under separation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from burnout.model.polytomous import Likelihood
from burnout.model.separation import EDGE, FLAT


@dataclass(frozen=True)
class Maximum:
    """A maximum of a likelihood.

    Parameters
    ----------
    theta : ndarray, shape (size,)
        Parameters.
    cov : ndarray, shape (size, size)
        Inverse of the observed information; NaN for what the data do not tell.
    loglik : float
        Log-likelihood.
    converged : bool
        Whether the maximum was reached.
    """

    theta: np.ndarray
    cov: np.ndarray
    loglik: float
    converged: bool


def total(likelihood: Likelihood, theta: np.ndarray) -> float:
    """Log-likelihood of all participants."""
    return float(likelihood.weights @ likelihood.logs(theta))


def maximise(likelihood: Likelihood, start: np.ndarray, held: int | None = None, rounds: int = 100) -> Maximum:
    """Maximise a likelihood by Newton's method with step halving.

    Parameters
    ----------
    likelihood : Likelihood
        What to maximise.
    start : ndarray, shape (size,)
        Possible parameters.
    held : int, optional
        A parameter that stays at its start.
    rounds : int
        Largest number of iterations.

    Notes
    -----
    It stops when the Newton decrement is below 1e-14, as `fit_logit` does.
    """
    free = np.array([i for i in range(likelihood.size) if i != held], dtype=int)
    theta, reached, converged = start.astype(float), total(likelihood, start), False
    for _ in range(rounds):
        scores, information = likelihood.derivatives(theta)
        gradient = (likelihood.weights @ scores)[free]
        if not (np.isfinite(reached) and np.all(np.isfinite(gradient)) and np.all(np.isfinite(information))):
            break
        step = np.zeros(likelihood.size)
        step[free] = _solve(information[np.ix_(free, free)], gradient)
        decrement = float(gradient @ step[free])
        for halvings in range(40):
            trial = theta + step / 2**halvings
            value = total(likelihood, trial)
            if value >= reached - 1e-12 * (1 + abs(reached)):
                theta, reached, moved = trial, value, True
                break
        else:
            moved = False
        if decrement < 1e-14 or not moved:
            converged = decrement < 1e-8
            break
    information = likelihood.derivatives(theta)[1]
    return Maximum(theta, _inverse(information), reached, converged)


def _scaled(information: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    size = np.sqrt(np.maximum(np.diag(information), 1e-300))
    return information / np.outer(size, size), size


def _solve(information: np.ndarray, gradient: np.ndarray) -> np.ndarray:
    scaled, size = _scaled(information)
    try:
        step = np.linalg.solve(scaled, gradient / size)
    except np.linalg.LinAlgError:
        step = np.full(len(gradient), np.nan)
    if not (np.all(np.isfinite(step)) and step @ (gradient / size) >= 0):
        step = np.linalg.lstsq(scaled, gradient / size, rcond=1e-12)[0]
    return step / size


def _inverse(information: np.ndarray) -> np.ndarray:
    if not np.all(np.isfinite(information)):
        return np.full_like(information, np.nan)
    scaled, size = _scaled(information)
    try:
        inverse = np.linalg.inv(scaled) / np.outer(size, size)
    except np.linalg.LinAlgError:
        inverse = np.full_like(information, np.nan)
    return inverse if np.all(np.diag(inverse) > 0) else np.full_like(information, np.nan)


def separating(likelihood: Likelihood, found: Maximum) -> np.ndarray:
    """Direction in which the likelihood rises without end, all zero when there is none, shape (size,).

    Notes
    -----
    The linear programme of Konis (thesis, Oxford 2007) for several levels: the largest sum of margins with no
    participant on the wrong side. It is solved only when a fitted probability is near 0 or 1.
    """
    nothing = np.zeros(likelihood.size)
    if found.converged and np.all(np.isfinite(found.cov)) and not likelihood.extreme(found.theta, EDGE):
        return nothing
    from scipy.optimize import linprog

    margins = likelihood.margins()
    if not len(margins):
        return nothing
    size = np.maximum(np.sqrt(np.mean(margins**2, axis=0)), 1e-300)
    scaled = margins / size
    solved = linprog(
        -scaled.sum(axis=0), A_ub=-scaled, b_ub=np.zeros(len(scaled)), bounds=[(-1.0, 1.0)] * len(size), method="highs"
    )
    way = nothing if solved.x is None else np.where(np.abs(solved.x) > FLAT, solved.x, 0.0)
    return way / size if np.any(scaled @ way > FLAT) else nothing


def finite_part(likelihood: Likelihood, found: Maximum, way: np.ndarray) -> tuple[Maximum, np.ndarray]:
    """What the likelihood tends to under separation, and which parameters have no finite estimate.

    Parameters
    ----------
    likelihood : Likelihood
        The likelihood.
    found : Maximum
        Where its iterations stopped.
    way : ndarray, shape (size,)
        What `separating` found.

    Returns
    -------
    tuple of Maximum and ndarray of bool, shape (size,)
        Estimates and covariance are NaN for parameters without a finite estimate: those that the limit of the
        likelihood does not tell (Albert and Anderson, Biometrika 1984).
    """
    for _ in range(likelihood.size):
        likelihood = likelihood.at_limit(way, FLAT)
        found = maximise(likelihood, found.theta)
        way = separating(likelihood, found)
        if not way.any():
            break
    scaled, size = _scaled(likelihood.derivatives(found.theta)[1])
    values, vectors = np.linalg.eigh(scaled)
    unknown = values < 1e-9
    lost = np.any(np.abs(vectors[:, unknown]) > 1e-5, axis=1)
    kept = vectors[:, ~unknown]
    cov = (kept / values[~unknown]) @ kept.T / np.outer(size, size)
    cov[lost, :] = np.nan
    cov[:, lost] = np.nan
    return Maximum(np.where(lost, np.nan, found.theta), cov, found.loglik, found.converged), lost
