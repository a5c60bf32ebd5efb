"""Separation: some combination of factors tells the outcome without error, and odds ratios are infinite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from burnout.model.design import standardised
from burnout.model.logit import Logit, Patterns, fit_logit

EDGE = 1e-7
FLAT = 1e-6


@dataclass(frozen=True)
class Limit:
    """What the likelihood tends to under separation.

    Parameters
    ----------
    infinite : ndarray of int, shape (k,)
        1 or -1 for a coefficient that has no finite estimate, else 0.
    fit : Logit
        The finite coefficients with their covariance; NaN for the others. Fitted probabilities are 0 or 1 where
        the outcome is told without error.
    """

    infinite: np.ndarray
    fit: Logit


def suspicious(fit: Logit) -> bool:
    """Whether a fit could come from separated data.

    With separated data the score in the separating direction is the sum of absolute residuals along it, and it is
    zero only when fitted probabilities there reach 0 or 1. A converged fit whose probabilities keep away from both
    is therefore the maximum, and needs no linear programme.
    """
    extreme = bool(np.any(fit.fitted < EDGE) or np.any(fit.fitted > 1 - EDGE))
    return extreme or not fit.converged or not bool(np.all(np.isfinite(fit.cov)))


def direction(patterns: Patterns, among: np.ndarray | None = None) -> np.ndarray:
    """Direction in which the likelihood rises without end.

    Parameters
    ----------
    patterns : Patterns
        Covariate patterns of a design of full rank.
    among : ndarray of bool, shape (m,), optional
        Patterns that are looked at; all when not given.

    Returns
    -------
    ndarray, shape (k,)
        Coefficients of the direction, for the standardised columns (the intercept for the original ones); all zero
        when there is no separation.

    Notes
    -----
    Linear programme of Konis, Linear programming algorithms for detecting separated data in binary logistic
    regression models, thesis, Oxford 2007: the largest sum of margins with no participant on the wrong side.
    """
    from scipy.optimize import linprog

    seen = np.ones(len(patterns.trials), dtype=bool) if among is None else among
    scaled, events, trials = standardised(patterns.matrix)[seen], patterns.events[seen], patterns.trials[seen]
    always, never = events == trials, events == 0
    pure = always | never
    signed = scaled[pure] * np.where(always[pure], 1.0, -1.0)[:, None]
    mixed = scaled[~pure]
    k = scaled.shape[1]
    found = linprog(
        -signed.sum(axis=0),
        A_ub=-signed if len(signed) else None,
        b_ub=np.zeros(len(signed)) if len(signed) else None,
        A_eq=mixed if len(mixed) else None,
        b_eq=np.zeros(len(mixed)) if len(mixed) else None,
        bounds=[(-1.0, 1.0)] * k,
        method="highs",
    )
    beta = np.zeros(k) if found.x is None else np.where(np.abs(found.x) > FLAT, found.x, 0.0)
    return beta if np.any(np.abs(scaled @ beta) > FLAT) else np.zeros(k)


def limit(patterns: Patterns, beta: np.ndarray) -> Limit:
    """The finite part of a separated fit.

    Participants whose outcome the direction tells without error add nothing more to the likelihood; the others give
    the finite coefficients (Albert and Anderson, Biometrika 1984; Konis 2007).

    Parameters
    ----------
    patterns : Patterns
        Covariate patterns.
    beta : ndarray, shape (k,)
        What `direction` found.
    """
    k = patterns.matrix.shape[1]
    told, away = _told(patterns, beta)
    infinite = np.where(_determined(patterns.matrix, ~told), 0, away)
    coef, cov, loglik = np.full(k, np.nan), np.full((k, k), np.nan), 0.0
    fitted = patterns.rate.copy()
    if not told.all():
        part = patterns.matrix[~told]
        finite = np.flatnonzero(infinite == 0)
        columns = _independent(part, [*finite, *np.flatnonzero(infinite)])
        fit = fit_logit(part[:, columns], patterns.rate[~told], patterns.trials[~told])
        loglik, fitted[~told] = fit.loglik, fit.fitted
        at = [columns.index(i) for i in finite if i in columns]
        where = [columns[i] for i in at]
        coef[where] = fit.coef[at]
        cov[np.ix_(where, where)] = fit.cov[np.ix_(at, at)]
    return Limit(infinite, Logit(coef, cov, loglik, fitted, True))


def _told(patterns: Patterns, beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Patterns whose outcome is told without error, shape (m,), and the sign of each coefficient on the way there.

    One linear programme need not find all of them: the others are looked at again until nothing more is told. A
    second direction may be wrong on what the first one told, since the first one outweighs it there.
    """
    scaled = standardised(patterns.matrix)
    told = np.abs(scaled @ beta) > FLAT
    away = np.sign(_unscaled(patterns.matrix, beta)).astype(int)
    while not told.all():
        next_one = direction(patterns, ~told)
        more = np.abs(scaled @ next_one) > FLAT
        if not (more & ~told).any():
            break
        told |= more
        away = np.where(away == 0, np.sign(_unscaled(patterns.matrix, next_one)).astype(int), away)
    return told, np.where(away == 0, 1, away)


def _determined(matrix: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Coefficients that some patterns determine, whatever the others are: unit vectors in the space of their rows."""
    if not among.any():
        return np.zeros(matrix.shape[1], dtype=bool)
    scale = np.maximum(np.sqrt(np.mean(matrix**2, axis=0)), 1e-300)
    triangle = np.linalg.qr(matrix[among] / scale, mode="r")
    _, sizes, axes = np.linalg.svd(triangle, full_matrices=True)
    rank = int((sizes > FLAT * sizes.max(initial=0.0)).sum())
    return np.abs(axes[rank:]).max(axis=0, initial=0.0) < FLAT


def _unscaled(matrix: np.ndarray, beta: np.ndarray) -> np.ndarray:
    """The direction for the original columns; only its signs matter."""
    spread = matrix.std(axis=0)
    spread[spread == 0] = 1.0
    plain = beta / spread
    means = np.concatenate([[0.0], matrix[:, 1:].mean(axis=0)])
    plain[0] = beta[0] - float(means @ plain)
    size = max(abs(beta[0]), float(np.abs(means * plain).max()))
    if abs(plain[0]) <= FLAT * max(size, 1e-300):
        plain[0] = 0.0
    return plain


def _independent(matrix: np.ndarray, order: list[int]) -> list[int]:
    kept: list[int] = []
    basis = np.empty((matrix.shape[0], 0))
    for i in order:
        column = matrix[:, i]
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        size = np.linalg.norm(rest)
        if size > 1e-9 * max(np.linalg.norm(column), 1e-300):
            kept.append(int(i))
            basis = np.column_stack([basis, rest / size])
    return kept
