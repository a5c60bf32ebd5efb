"""Performance of many resamples' models in their resample less that in the data, all at once."""

from __future__ import annotations

import numpy as np

from burnout.model.resample import CACHED, quick_expit

EDGE = 1e-7
TIE = 1e-10
ROUNDS = 12
SETTLED = 1e-16


def excess_many(
    matrix: np.ndarray, whole: np.ndarray, events: np.ndarray, trials: np.ndarray, coefs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Excess of area, Nagelkerke's R2 and calibration slope, for models that have all factors.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Covariate patterns.
    whole : ndarray, shape (2 m,)
        Participants of each pattern in the data, with the event, then without.
    events, trials : ndarray, shape (b, m)
        Participants drawn with the event, and all drawn, one row per resample.
    coefs : ndarray, shape (b, k)
        Coefficients of each resample's model.

    Returns
    -------
    excess : ndarray, shape (b, 3)
        As `burnout.model.bootstrap` takes them one by one; of use where ``done``.
    separated : ndarray of bool, shape (b,)
        Some participant drawn has a fitted probability of 0 or 1.
    done : ndarray of bool, shape (b,)
        Whether everything could be computed in this way; the others are to be done singly.
    """
    size = max(1, CACHED // len(matrix))
    parts = [slice(i, i + size) for i in range(0, len(coefs), size)]
    found = [_excess_some(matrix, whole, events[part], trials[part], coefs[part]) for part in parts]
    return tuple(np.concatenate(kind) for kind in zip(*found, strict=True))  # type: ignore[return-value]


def _excess_some(
    matrix: np.ndarray, whole: np.ndarray, events: np.ndarray, trials: np.ndarray, coefs: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """As `excess_many`, for as many resamples as stay in a processor's cache."""
    eta = coefs @ matrix.T
    there = trials > 0
    p = quick_expit(eta)
    separated = (there & ((p < EDGE) | (p > 1 - EDGE))).any(axis=1)
    own, others = whole.reshape(2, -1)
    n, total = trials.sum(axis=1), events.sum(axis=1)
    mixed = (total > 0) & (total < n) & ~separated & (np.ptp(eta, axis=1) > 1e-6)
    with np.errstate(all="ignore"):
        loglik = (events * eta + trials * np.log(1 - p)).sum(axis=1)
        slope, recalibrated, settled = _recalibrated(eta, own, own + others)
        areas = _areas(eta, np.stack([events, np.broadcast_to(own, eta.shape)]),
                       np.stack([trials - events, np.broadcast_to(others, eta.shape)]))  # fmt: skip
        here = _nagelkerke(loglik, total, n)
        in_data = _nagelkerke(recalibrated, np.full(len(n), own.sum()), np.full(len(n), (own + others).sum()))
    found = np.column_stack([areas[0] - areas[1], here - in_data, 1 - slope])
    return found, separated, separated | (mixed & settled & np.isfinite(found).all(axis=1))


def _recalibrated(eta: np.ndarray, events: np.ndarray, trials: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Slope and log-likelihood of the data's outcome on each linear predictor, and whether Newton's method settled."""
    shift, slope = np.zeros(len(eta)), np.ones(len(eta))
    decrement = np.full(len(eta), np.inf)
    for _ in range(ROUNDS):
        p = quick_expit(shift[:, None] + slope[:, None] * eta)
        rest, weights = events - trials * p, trials * p * (1 - p)
        first, second = rest.sum(axis=1), np.einsum("ij,ij->i", rest, eta)
        a, heavy = weights.sum(axis=1), weights * eta
        b, c = heavy.sum(axis=1), np.einsum("ij,ij->i", heavy, eta)
        size = a * c - b * b
        move, turn = (c * first - b * second) / size, (a * second - b * first) / size
        shift, slope = shift + move, slope + turn
        decrement = first * move + second * turn
        if np.all(decrement < SETTLED):
            break
    line = shift[:, None] + slope[:, None] * eta
    loglik = (events * line - trials * (np.maximum(line, 0.0) + np.log1p(np.exp(-np.abs(line))))).sum(axis=1)
    return slope, loglik, decrement < SETTLED


def _areas(eta: np.ndarray, events: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Areas under the ROC curve, shape (sets, b); of counts of shape (sets, b, m), ties count a half."""
    b, m = eta.shape
    order = np.argsort(eta, axis=1, kind="stable")
    sorted_eta = np.take_along_axis(eta, order, axis=1)
    first = np.diff(sorted_eta, axis=1, prepend=-np.inf) > TIE
    group = (np.cumsum(first, axis=1) - 1 + m * np.arange(b)[:, None]).ravel()
    found = []
    for with_event, without in zip(events, others, strict=True):
        inside, outside = (
            np.bincount(group, np.take_along_axis(counts, order, axis=1).ravel(), minlength=b * m).reshape(b, m)
            for counts in (with_event, without)
        )
        below = np.cumsum(outside, axis=1) - outside
        rank_sum = np.einsum("ij,ij->i", inside, below + outside / 2)
        found.append(rank_sum / (inside.sum(axis=1) * outside.sum(axis=1)))
    return np.array(found)


def _nagelkerke(loglik: np.ndarray, total: np.ndarray, n: np.ndarray) -> np.ndarray:
    null = total * np.log(total / n) + (n - total) * np.log(1 - total / n)
    explained = np.maximum(0.0, 1 - np.exp(2 * (null - loglik) / n))
    return explained / (1 - np.exp(2 * null / n))
