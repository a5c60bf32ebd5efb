"""Draws of missing levels: logistic, multinomial and proportional odds regression, safe from perfect prediction."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from burnout.imputation.numbers import root_of_inverse

ROUNDS = 30


def augment(matrix: np.ndarray, codes: np.ndarray, levels: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Add a few people of little weight who have every level, so that no predictor tells a level without error.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Predictors with the intercept first.
    codes : ndarray of int, shape (n,)
        Levels.
    levels : int
        How many levels there are.

    Returns
    -------
    tuple
        Predictors, levels and weights. For each predictor and level there are two more rows, half a standard
        deviation over and under its mean and within its range; all together weigh as much as one person more than
        there are predictors.

    Notes
    -----
    White, Daniel and Royston, Computational Statistics and Data Analysis 2010, as in mice.
    """
    x = matrix[:, 1:]
    p = x.shape[1]
    if p == 0:
        return matrix, codes, np.ones(len(codes))
    mean, spread = x.mean(axis=0), x.std(axis=0, ddof=1) if len(x) > 1 else np.zeros(p)
    more = np.tile(mean, (2 * p * levels, 1))
    at = np.repeat(np.arange(p), 2 * levels)
    sign = np.tile([0.5, -0.5], p * levels)
    rows = np.arange(len(more))
    more[rows, at] = np.clip(mean[at] + sign * spread[at], x.min(axis=0)[at], x.max(axis=0)[at])
    added = np.tile(np.repeat(np.arange(levels), 2), p)
    weights = np.concatenate([np.ones(len(codes)), np.full(len(more), (p + 1) / len(more))])
    whole = np.column_stack([np.ones(len(codes) + len(more)), np.vstack([x, more])])
    return whole, np.concatenate([codes, added]), weights


def draw_nominal(
    matrix: np.ndarray, codes: np.ndarray, wanted: np.ndarray, levels: int, random: np.random.Generator
) -> np.ndarray:
    """Levels from a Bayesian multinomial logistic regression; of two levels, from a binary one.

    Parameters
    ----------
    matrix, codes : ndarray, shape (n, k) and (n,)
        Predictors with the intercept, and levels, of those whose level is known.
    wanted : ndarray, shape (w, k)
        Predictors of those whose level is missing.
    levels : int
        How many levels there are.
    random : numpy.random.Generator
        Source of randomness: first for the coefficients, then for the levels.
    """
    x, known, weights = augment(matrix, codes, levels)
    coef, root = fit_multinomial(x, known, weights, levels)
    drawn = coef.ravel() + root @ random.standard_normal(root.shape[1])
    return _pick(np.cumsum(_shares(wanted, drawn.reshape(coef.shape)), axis=1), random)


def draw_ordered(
    matrix: np.ndarray, codes: np.ndarray, wanted: np.ndarray, levels: int, random: np.random.Generator
) -> np.ndarray | None:
    """Levels from a Bayesian proportional odds regression; None when it could not be fitted.

    Parameters
    ----------
    matrix, codes, wanted, levels, random
        See `draw_nominal`.
    """
    x, known, weights = augment(matrix, codes, levels)
    found = fit_ordered(x[:, 1:], known, weights, levels)
    if found is None:
        return None
    coef, root = found
    drawn = coef + root @ random.standard_normal(root.shape[1])
    cuts, slopes = drawn[: levels - 1], drawn[levels - 1 :]
    below = expit(cuts - (wanted[:, 1:] @ slopes)[:, None])
    below = np.column_stack([np.maximum.accumulate(below, axis=1), np.ones(len(wanted))])
    return _pick(below, random)


def _pick(below: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Draw a level for each row of cumulated probabilities."""
    aims = random.random(len(below))[:, None]
    return np.minimum((aims > below).sum(axis=1), below.shape[1] - 1).astype(float)


def _shares(matrix: np.ndarray, coef: np.ndarray) -> np.ndarray:
    eta = np.column_stack([np.zeros(len(matrix)), matrix @ coef.T])
    eta -= eta.max(axis=1, keepdims=True)
    power = np.exp(eta)
    return power / power.sum(axis=1, keepdims=True)


def fit_multinomial(
    matrix: np.ndarray, codes: np.ndarray, weights: np.ndarray, levels: int
) -> tuple[np.ndarray, np.ndarray]:
    """Multinomial logistic regression against the first level, by Newton's method.

    Returns
    -------
    tuple
        Coefficients, shape (levels - 1, k), and a root of their covariance, shape ((levels - 1) k, rank).
    """
    k = matrix.shape[1]
    coef = np.zeros((levels - 1, k))
    hit = codes[:, None] == np.arange(levels)
    loglik, root = -np.inf, np.zeros((coef.size, 0))
    step = coef
    for _ in range(ROUNDS):
        for halving in range(20):
            trial = coef + step / 2**halving
            shares = _shares(matrix, trial)
            reached = float(weights @ np.log(np.maximum(shares[hit], 1e-300)))
            if reached >= loglik - 1e-10 * (1 + abs(loglik)):
                break
        gain, coef, loglik = reached - loglik, trial, max(reached, loglik)
        p = shares[:, 1:]
        gradient = ((weights[:, None] * (hit[:, 1:] - p)).T @ matrix).ravel()
        blocks = [
            [(matrix * (weights * p[:, a] * ((a == b) - p[:, b]))[:, None]).T @ matrix for b in range(levels - 1)]
            for a in range(levels - 1)
        ]
        root = root_of_inverse(np.block(blocks))
        step = (root @ (root.T @ gradient)).reshape(coef.shape)
        if gain < 1e-8 or float(gradient @ step.ravel()) < 1e-10:
            break
    return coef, root


def fit_ordered(
    x: np.ndarray, codes: np.ndarray, weights: np.ndarray, levels: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Proportional odds regression by Newton's method: logit P(level <= j) = cut j - x slopes.

    Returns
    -------
    tuple or None
        Cuts and slopes, shape (levels - 1 + k,), with a root of their covariance; None without a maximum.
    """
    total = np.bincount(codes, weights=weights, minlength=levels)
    if np.any(total <= 0):
        return None
    share = np.cumsum(total)[:-1] / total.sum()
    beta = np.concatenate([np.log(share / (1 - share)), np.zeros(x.shape[1])])
    upper, lower = np.minimum(codes, levels - 2), np.maximum(codes - 1, 0)
    one = np.eye(levels - 1)
    above = np.column_stack([one[upper], -x]) * (codes < levels - 1)[:, None]
    under = np.column_stack([one[lower], -x]) * (codes > 0)[:, None]
    ends = (codes == levels - 1, codes == 0)
    state = _ordered_state(beta, above, under, ends)
    loglik = float(weights @ np.log(state[0]))
    for _ in range(ROUNDS):
        gradient, information = _ordered_slopes(state, above, under, weights)
        root = root_of_inverse(information)
        step = root @ (root.T @ gradient)
        decrement = float(gradient @ step)
        if decrement < 1e-10:
            return beta, root
        for halving in range(30):
            trial = beta + step / 2**halving
            new = _ordered_state(trial, above, under, ends)
            reached = float(weights @ np.log(new[0])) if np.all(new[0] > 0) else -np.inf
            if reached >= loglik:
                break
        else:
            return (beta, root) if decrement < 1e-6 else None
        beta, state, loglik = trial, new, reached
    return None


State = tuple[np.ndarray, np.ndarray, np.ndarray]


def _ordered_state(
    beta: np.ndarray, above: np.ndarray, under: np.ndarray, ends: tuple[np.ndarray, np.ndarray]
) -> State:
    """Probability of each person's own level, and the two cumulated probabilities it lies between."""
    high = np.where(ends[0], 1.0, expit(above @ beta))
    low = np.where(ends[1], 0.0, expit(under @ beta))
    return high - low, high, low


def _ordered_slopes(
    state: State, above: np.ndarray, under: np.ndarray, weights: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and observed information of the log-likelihood."""
    p, high, low = state
    up, down = high * (1 - high) / p, low * (1 - low) / p
    gradient = above.T @ (weights * up) - under.T @ (weights * down)
    twice = weights * (up * (1 - 2 * high) - up**2)
    again = weights * (-down * (1 - 2 * low) - down**2)
    mixed = (above * (weights * up * down)[:, None]).T @ under
    second = (above * twice[:, None]).T @ above + (under * again[:, None]).T @ under + mixed + mixed.T
    return gradient, -second
