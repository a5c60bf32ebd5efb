"""Search helpers: make invented answers whose tests and models come out as wanted.

The idea: every person's outcome is fixed, the answers to a factor have fixed counts, and two persons may swap their
answers. A seeded descent over such swaps lowers a penalty that is zero when all score tests, likelihood-ratio tests
and odds ratios are as wanted, with a margin. Objectives are rounded before they are compared, so that the last bits of
a sum, which differ between machines, do not decide.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

DIGITS = 9
"""Digits of an objective that are compared."""


def chi_square_p(statistic: float, df: int) -> float:
    """Upper tail of the chi-square distribution for whole degrees of freedom, in closed form.

    Parameters
    ----------
    statistic : float
        Value of the statistic, at least 0.
    df : int
        Degrees of freedom, at least 1.

    Notes
    -----
    Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
    """
    half = max(statistic, 0.0) / 2
    if df % 2 == 0:
        return math.exp(-half) * sum(half**k / math.factorial(k) for k in range(df // 2))
    tail = math.erfc(math.sqrt(half))
    return tail + math.exp(-half) * sum(half ** (k - 0.5) / math.gamma(k + 0.5) for k in range(1, (df + 1) // 2))


@dataclass(frozen=True)
class Fit:
    """A fitted logistic regression with what score tests need.

    Attributes
    ----------
    design : array of shape (n, k)
        Intercept and dummies.
    beta : array of shape (k,)
        Coefficients on the log-odds scale.
    log_likelihood : float
        Log-likelihood at the estimate.
    residual, weight : arrays of shape (n,)
        y - p and p(1 - p).
    covariance : array of shape (k, k)
        Inverse of the information.
    """

    design: Floats
    beta: Floats
    log_likelihood: float
    residual: Floats
    weight: Floats
    covariance: Floats


def fit_logistic(design: Floats, y: Floats, steps: int = 25, tolerance: float = 1e-10) -> Fit:
    """Maximum likelihood by Newton's method, from zero.

    Parameters
    ----------
    design : array of shape (n, k)
        Intercept and dummies.
    y : array of shape (n,)
        0 or 1.
    steps : int
        Most Newton steps; a search may meet separated data, then the last step is good enough to be refused.
    tolerance : float
        Largest change of a coefficient at which it stops.
    """
    beta = np.zeros(design.shape[1])
    for _ in range(steps):
        p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
        weight = p * (1.0 - p)
        change = np.linalg.solve((design * weight[:, None]).T @ design, design.T @ (y - p))
        beta = beta + change
        if float(np.abs(change).max()) < tolerance:
            break
    p = 1.0 / (1.0 + np.exp(-np.clip(design @ beta, -30, 30)))
    weight = p * (1.0 - p)
    log_likelihood = float(np.sum(y * np.log(p) + (1.0 - y) * np.log1p(-p)))
    covariance = np.linalg.inv((design * weight[:, None]).T @ design)
    return Fit(design, beta, log_likelihood, y - p, weight, covariance)


def score_p(fit: Fit, added: Floats) -> float:
    """P of the score test for adding columns to a fitted model.

    Parameters
    ----------
    fit : Fit
        The model without the columns.
    added : array of shape (n, m)
        Dummies of one factor.

    Notes
    -----
    Rao's score test as SPSS uses for entry in forward selection. For a model of an intercept only it equals Pearson's
    chi-square test of the cross-table.
    """
    score = added.T @ fit.residual
    weighted = added * fit.weight[:, None]
    cross = weighted.T @ fit.design
    variance = weighted.T @ added - cross @ fit.covariance @ cross.T
    return chi_square_p(float(score @ np.linalg.solve(variance, score)), added.shape[1])


@dataclass
class Panel:
    """Answers under search: codes per factor, outcomes, and the fits already made.

    Parameters
    ----------
    outcomes : dict of str to array of shape (n,)
        0 or 1.
    codes : dict of str to array of shape (n,)
        Level of each person, from 1; level 1 is the reference.
    levels : dict of str to int
        Number of levels.
    """

    outcomes: Mapping[str, Floats]
    codes: dict[str, Codes] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    columns: dict[str, Floats] = field(default_factory=dict)
    _stamp: dict[str, int] = field(default_factory=dict)
    _count: int = 0
    _fits: dict[tuple[object, ...], Fit] = field(default_factory=dict)

    def add(self, name: str, codes: Codes, levels: int) -> None:
        """Take up a factor, or put other answers in its place."""
        self.codes[name] = codes.copy()
        self.levels[name] = levels
        self.columns[name] = (codes[:, None] == np.arange(2, levels + 1)[None, :]).astype(np.float64)
        self._renew(name)

    def swap(self, names: Iterable[str], i: int, j: int) -> None:
        """Let two persons swap their answers; a second call undoes the first."""
        for name in names:
            self.codes[name][[i, j]] = self.codes[name][[j, i]]
            self.columns[name][[i, j]] = self.columns[name][[j, i]]
            self._renew(name)

    def _renew(self, name: str) -> None:
        self._count += 1
        self._stamp[name] = self._count

    def fit(self, outcome: str, factors: Sequence[str]) -> Fit:
        """The logistic regression of an outcome on factors (in this order); remembered until an answer changes."""
        key = (outcome, *((name, self._stamp[name]) for name in factors))
        if key not in self._fits:
            if len(self._fits) > 4000:
                self._fits.clear()
            y = self.outcomes[outcome]
            design = np.column_stack([np.ones(len(y)), *(self.columns[name] for name in factors)])
            self._fits[key] = fit_logistic(design, y)
        return self._fits[key]

    def score_p(self, outcome: str, model: Sequence[str], name: str) -> float:
        """P of the score test for adding a factor to a model."""
        return score_p(self.fit(outcome, model), self.columns[name])

    def removal_p(self, outcome: str, model: Sequence[str], name: str) -> float:
        """P of the likelihood-ratio test for taking a factor out of a model."""
        without = [other for other in model if other != name]
        change = self.fit(outcome, model).log_likelihood - self.fit(outcome, without).log_likelihood
        return chi_square_p(2 * change, self.levels[name] - 1)


@dataclass(frozen=True)
class Limits:
    """Margins that the search keeps from the limits of the analysis (P < 0.05 to enter, P > 0.10 to leave)."""

    significant: float = 0.03
    not_significant: float = 0.10
    unclear: tuple[float, float] = (0.035, 0.07)
    adds_nothing: float = 0.13
    stays: float = 0.04
    behind: float = 1.25


def over(value: float, limit: float) -> float:
    """How far a P lies above a limit, on the log scale; 0 when it does not."""
    return max(0.0, math.log(max(value, 1e-12)) - math.log(limit))


def under(value: float, limit: float) -> float:
    """How far a P lies below a limit, on the log scale; 0 when it does not."""
    return max(0.0, math.log(limit) - math.log(max(value, 1e-12)))


def path(panel: Panel, outcome: str, wanted: Sequence[str], first: Sequence[str] = ()) -> list[list[str]]:
    """Models on the way of forward selection among the wanted factors only: empty, first, ..., complete."""
    entered = list(first)
    models = [list(entered)]
    while len(entered) < len(wanted):
        rest = [name for name in wanted if name not in entered]
        entered.append(min(rest, key=lambda name: round(panel.score_p(outcome, models[-1], name), 12)))
        models.append(list(entered))
    return models


def wanted_penalty(panel: Panel, outcome: str, models: list[list[str]], limits: Limits) -> float:
    """Penalty when a wanted factor does not screen, would not enter, or would be taken out again."""
    final = models[-1]
    total = 0.0
    for model, following in pairwise(models):
        total += over(panel.score_p(outcome, model, following[-1]), limits.significant)
    for name in final:
        total += over(panel.score_p(outcome, [], name), limits.significant)
        total += over(panel.removal_p(outcome, final, name), limits.stays)
    return total


def unwanted_penalty(panel: Panel, outcome: str, models: list[list[str]], name: str, limits: Limits) -> float:
    """Penalty when another factor screens and would enter the model; the nearer of the two ways out counts.

    Screening with a P close to 0.05 also costs, on either side, so that no rounding can decide it.
    """
    alone = panel.score_p(outcome, [], name)
    screens = under(alone, limits.not_significant)
    if screens == 0.0:
        return 0.0
    doubt = min(under(alone, limits.unclear[1]), over(alone, limits.unclear[0]))
    enters = under(panel.score_p(outcome, models[-1], name), limits.adds_nothing)
    for model, following in pairwise(models):
        ahead = panel.score_p(outcome, model, following[-1])
        enters += under(panel.score_p(outcome, model, name), limits.behind * ahead)
    return min(screens, enters + doubt)


Move = Callable[[np.random.Generator], tuple[Sequence[str], int, int] | None]
"""Proposes factors and two persons who swap their answers to them; nothing when the draw was idle."""


def draw(rng: np.random.Generator, size: int) -> int:
    """A whole number from 0 to size - 1 (made from one uniform number, so that it is the same everywhere)."""
    return int(rng.random() * size)


def descend(
    panel: Panel,
    objective: Callable[[Panel], float],
    move: Move,
    rng: np.random.Generator,
    most: int,
    slack: float = 0.0,
) -> tuple[float, int]:
    """Swap answers as long as the objective falls, or rises by no more than a slack that shrinks to nothing.

    Parameters
    ----------
    panel : Panel
        Answers; changed in place.
    objective : callable
        Penalty, 0 when all is as wanted.
    move : callable
        Proposes swaps.
    rng : numpy Generator
        Seeded source of draws.
    most : int
        Most proposals.
    slack : float
        Rise of the objective that is accepted at the beginning (threshold accepting, Dueck and Scheuer 1990).

    Returns
    -------
    tuple of float and int
        The penalty reached and the number of proposals made.
    """
    now = round(objective(panel), DIGITS)
    for step in range(most):
        if now <= 0.0:
            return now, step
        proposal = move(rng)
        if proposal is None:
            continue
        names, i, j = proposal
        panel.swap(names, i, j)
        value = round(objective(panel), DIGITS)
        if value <= now + slack * (1 - step / most):
            now = value
        else:
            panel.swap(names, i, j)
    return now, most


def ranked_codes(latent: Floats, counts: Sequence[int]) -> Codes:
    """Levels 1, 2, ... with exact counts, given in the order of a latent value.

    Parameters
    ----------
    latent : array of shape (n,)
        The lowest values get level 1.
    counts : sequence of int
        Persons per level; they sum to n.
    """
    codes = np.empty(len(latent), dtype=np.int64)
    codes[np.argsort(np.round(latent, DIGITS), kind="stable")] = np.repeat(np.arange(1, len(counts) + 1), counts)
    return codes
