"""Selection and fit of a logistic regression on one resample of counted participants: thousands of times, quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc, expit

from burnout.model.logit import fit_logit, log_likelihood

EDGE = 1e-7
CACHED = 30_000
"""Cells (resamples times patterns) that are fitted at once."""
SURE = 0.2
"""A factor whose Wald P is under this share of the limit for removal is not tested for removal."""


class Fit(NamedTuple):
    """A fit on a resample: columns, their coefficients, log-likelihood, fitted probabilities, Fisher information."""

    at: list[int]
    coef: np.ndarray
    loglik: float
    fitted: np.ndarray
    information: np.ndarray

    @property
    def separated(self) -> bool:
        """Whether some probability is fitted as 0 or 1."""
        return bool(np.any(self.fitted < EDGE) or np.any(self.fitted > 1 - EDGE))


def newton(matrix: np.ndarray, events: np.ndarray, trials: np.ndarray, start: np.ndarray, at: list[int]) -> Fit:
    """Fit some columns of a matrix from a start value near the solution; falls back on `fit_logit` when it strays.

    The last step has a Newton decrement under 1e-8, so that the log-likelihood is exact to about 1e-15.
    """
    x = matrix[:, at]
    coef = start
    for _ in range(25):
        p = expit(x @ coef)
        gradient = x.T @ (events - trials * p)
        information = (x * (trials * p * (1 - p))[:, None]).T @ x
        try:
            step = np.linalg.solve(information, gradient)
        except np.linalg.LinAlgError:
            break
        coef = coef + step
        decrement = float(gradient @ step)
        if not 0 <= decrement < 1e6:
            break
        if decrement < 1e-8:
            eta = x @ coef
            return Fit(at, coef, _loglik(eta, events, trials), p, information)
    slow = fit_logit(x, events / trials, trials, rounds=40)
    information = (x * (trials * slow.fitted * (1 - slow.fitted))[:, None]).T @ x
    return Fit(at, slow.coef, slow.loglik, slow.fitted, information)


def quick_expit(eta: np.ndarray) -> np.ndarray:
    """The logistic function by numpy's exponential, which handles many numbers at a time; equal to rounding."""
    with np.errstate(over="ignore"):
        return 1.0 / (1.0 + np.exp(-eta))


def refit_many(
    matrix: np.ndarray, events: np.ndarray, trials: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Fit the same columns to many resamples at once.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Covariate patterns of full rank.
    events, trials : ndarray, shape (b, m)
        Participants drawn with the event, and all drawn, of each pattern, one row per resample.
    start : ndarray, shape (k,)
        Start value for all of them: the fit to the data.

    Returns
    -------
    coefs : ndarray, shape (b, k)
        Coefficients.
    done : ndarray of bool, shape (b,)
        Which of them are at their maximum (Newton decrement of the last step under 1e-8).

    Notes
    -----
    Newton's method with one matrix product for the information of many resamples: its entries are linear in the
    weights of the patterns. At the start all have the same fitted probabilities. As many are done
    at a time as stay in a processor's cache.
    """
    size = max(1, CACHED // len(matrix))
    parts = [slice(i, i + size) for i in range(0, len(events), size)]
    found = [_refit_some(matrix, events[part], trials[part], start) for part in parts]
    return np.concatenate([coefs for coefs, _ in found]), np.concatenate([done for _, done in found])


def _refit_some(
    matrix: np.ndarray, events: np.ndarray, trials: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    b, k = len(events), matrix.shape[1]
    upper = np.triu_indices(k)
    products = matrix[:, upper[0]] * matrix[:, upper[1]]
    place = np.zeros((k, k), dtype=int)
    place[upper] = place[upper[::-1]] = np.arange(len(upper[0]))
    coefs, done = np.tile(start, (b, 1)), np.zeros(b, dtype=bool)
    left = np.arange(b)
    p = expit(matrix @ start)
    gradient = events @ matrix - trials @ (p[:, None] * matrix)
    information = (trials @ ((p * (1 - p))[:, None] * products))[:, place]
    for _ in range(25):
        try:
            step = np.linalg.solve(information, gradient[:, :, None])[:, :, 0]
        except np.linalg.LinAlgError:
            break
        coefs[left] += step
        decrement = np.einsum("ij,ij->i", gradient, step)
        reached = (decrement >= 0) & (decrement < 1e-8)
        done[left[reached]] = True
        left = left[~reached & np.isfinite(decrement) & (decrement < 1e6)]
        if not len(left):
            break
        p = quick_expit(coefs[left] @ matrix.T)
        expected = trials[left] * p
        gradient = (events[left] - expected) @ matrix
        information = ((expected * (1 - p)) @ products)[:, place]
    return coefs, done


def _loglik(eta: np.ndarray, events: np.ndarray, trials: np.ndarray) -> float:
    return log_likelihood(eta, events / trials, trials)


@dataclass
class Resample:
    """Participants drawn, as counts of covariate patterns.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Standardised columns of the patterns that were drawn, the intercept first.
    events, trials : ndarray, shape (m,)
        Participants drawn with the event, and all drawn, of each pattern.
    places : list of list of int
        Columns of each factor.
    """

    matrix: np.ndarray
    events: np.ndarray
    trials: np.ndarray
    places: list[list[int]]
    _varying: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        """Find the columns that vary in this resample."""
        self._varying = np.ptp(self.matrix, axis=0) > 0

    def fit(self, factors: Sequence[int], near: Fit | None = None) -> Fit:
        """The model with some factors; levels that nobody drawn has count as the reference."""
        at = [0, *(i for f in factors for i in self.places[f] if self._varying[i])]
        known = dict(zip(near.at, near.coef, strict=True)) if near is not None else {0: self._logit_of_mean()}
        return newton(self.matrix, self.events, self.trials, np.array([known.get(i, 0.0) for i in at]), at)

    def known_fit(self, coef: np.ndarray) -> Fit:
        """The model with all factors when its coefficients are known already."""
        eta = self.matrix @ coef
        at = list(range(self.matrix.shape[1]))
        return Fit(at, coef, _loglik(eta, self.events, self.trials), expit(eta), np.empty((0, 0)))

    def _logit_of_mean(self) -> float:
        events, n = self.events.sum(), self.trials.sum()
        return float(np.log((events + 0.5) / (n - events + 0.5)))

    def forward(self, entry: float, removal: float) -> tuple[list[int], Fit]:
        """Forward selection as `burnout.model.selection.forward_lr` does it."""
        inside: list[int] = []
        fit = self.fit(inside)
        seen: set[frozenset[int]] = {frozenset()}
        while len(inside) < len(self.places):
            p = self._scores(fit, inside)
            best = int(np.argmin(p))
            if not p[best] < entry or frozenset([*inside, best]) in seen:
                break
            inside = [*inside, best]
            seen.add(frozenset(inside))
            fit = self.fit(inside, fit)
            inside, fit = self._thinned(inside, fit, removal, seen)
        return inside, fit

    def _scores(self, fit: Fit, inside: Sequence[int]) -> np.ndarray:
        """P of the score test of each factor, infinite for those inside."""
        weights = self.trials * fit.fitted * (1 - fit.fitted)
        information = (self.matrix * weights[:, None]).T @ self.matrix
        score = self.matrix.T @ (self.events - self.trials * fit.fitted)
        cross = information[fit.at]
        try:
            spread = information - cross.T @ np.linalg.solve(information[np.ix_(fit.at, fit.at)], cross)
        except np.linalg.LinAlgError:
            return np.full(len(self.places), np.inf)
        p = np.full(len(self.places), np.inf)
        for size in {len(place) for place in self.places}:
            factors = [f for f, place in enumerate(self.places) if len(place) == size and f not in inside]
            if factors:
                at = np.array([self.places[f] for f in factors])
                blocks = spread[at[:, :, None], at[:, None, :]]
                p[factors] = _block_tests(blocks, score[at], np.diag(information)[at].sum(axis=1))
        return p

    def _thinned(self, inside: list[int], fit: Fit, removal: float, seen: set[frozenset[int]]) -> tuple[list[int], Fit]:
        """Without the factors that are no longer needed, by the likelihood ratio."""
        while inside:
            worst, least, without = None, removal, fit
            wald = _wald_p(fit, [self.places[f] for f in inside])
            for f in (f for f, p in zip(inside, wald, strict=True) if not p < SURE * removal):
                rest = self.fit([g for g in inside if g != f], fit)
                df = len(fit.at) - len(rest.at)
                p = float(chdtrc(df, max(0.0, 2 * (fit.loglik - rest.loglik)))) if df else 1.0
                if p > least:
                    worst, least, without = f, p, rest
            if worst is None:
                break
            inside, fit = [g for g in inside if g != worst], without
            if frozenset(inside) in seen:
                break
            seen.add(frozenset(inside))
        return inside, fit

    def backward(self, removal: float) -> tuple[list[int], Fit]:
        """Backward elimination by Wald tests on the full fit (Lawless and Singhal, Biometrics 1978), then one fit.

        This stands for the likelihood ratio of the model itself, as in Harrell's fastbw: the two seldom differ, and a
        refit for each factor of each step of each resample would take minutes.
        """
        inside = list(range(len(self.places)))
        full = self.fit(inside)
        at, coef = np.array(full.at), full.coef
        cov = np.linalg.pinv(full.information, hermitian=True)
        while inside:
            p = [_quadratic_p(coef, cov, np.flatnonzero(np.isin(at, self.places[f]))) for f in inside]
            worst = int(np.argmax(p))
            if not p[worst] > removal:
                break
            gone = np.isin(at, self.places[inside.pop(worst)])
            weights = cov[np.ix_(~gone, gone)] @ np.linalg.pinv(cov[np.ix_(gone, gone)], hermitian=True)
            coef = coef[~gone] - weights @ coef[gone]
            cov = cov[np.ix_(~gone, ~gone)] - weights @ cov[np.ix_(gone, ~gone)]
            at = at[~gone]
        return inside, self.fit(inside, full)


def _block_tests(blocks: np.ndarray, scores: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """P of the score tests of factors with the same number of columns; infinite where nothing can be tested."""
    size, axes = np.linalg.eigh((blocks + blocks.transpose(0, 2, 1)) / 2)
    kept = size > 1e-8 * np.maximum(scale, 1e-300)[:, None]
    along = np.einsum("fij,fi->fj", axes, scores)
    statistic = np.sum(np.where(kept, along**2 / np.where(kept, size, 1.0), 0.0), axis=1)
    df = kept.sum(axis=1)
    return np.where(df > 0, chdtrc(np.maximum(df, 1), statistic), np.inf)


def _wald_p(fit: Fit, places: Sequence[Sequence[int]]) -> list[float]:
    try:
        cov = np.linalg.inv(fit.information)
    except np.linalg.LinAlgError:
        return [1.0] * len(places)
    order = {column: i for i, column in enumerate(fit.at)}
    return [_quadratic_p(fit.coef, cov, [order[i] for i in place if i in order]) for place in places]


def _quadratic_p(coef: np.ndarray, cov: np.ndarray, at: Sequence[int] | np.ndarray) -> float:
    if not len(at):
        return 1.0
    try:
        statistic = float(coef[at] @ np.linalg.solve(cov[np.ix_(at, at)], coef[at]))
    except np.linalg.LinAlgError:
        return 1.0
    return float(chdtrc(len(at), statistic)) if statistic >= 0 else 1.0
