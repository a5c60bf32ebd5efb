"""Likelihoods of outcomes with several levels: cumulative logits (in order) and multinomial logits (without order).

statsmodels has both models, but without counts of covariate patterns, held coefficients and effects that differ between
cuts, and its optimisers stop short of six digits: its results are compared with these in the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import pandas as pd
from scipy.special import expit, log_expit, logsumexp

from burnout.model.logit import collapse


@dataclass(frozen=True)
class Counts:
    """Participants with the same covariates, counted by the level of their outcome.

    Parameters
    ----------
    matrix : ndarray, shape (m, k)
        Distinct rows of a design matrix, the intercept first.
    table : ndarray, shape (m, levels)
        Participants of each pattern by level.
    index : ndarray of int, shape (n,)
        Pattern of each participant.
    """

    matrix: np.ndarray
    table: np.ndarray
    index: np.ndarray

    def observed(self) -> tuple[np.ndarray, np.ndarray]:
        """Pattern and level of each cell that somebody is in."""
        return np.nonzero(self.table)


def count_patterns(matrix: np.ndarray, level: np.ndarray, levels: int, place: np.ndarray | None = None) -> Counts:
    """Count identical covariate patterns by level.

    Parameters
    ----------
    matrix : ndarray, shape (n, k) or (r, k)
        Design matrix, or rows of it.
    level : ndarray of int, shape (n,)
        Level of each participant, 0 to levels - 1.
    levels : int
        Number of levels.
    place : ndarray of int, shape (n,), optional
        Which row each participant has; every participant a row of his own when not given.
    """
    patterns = collapse(matrix, np.zeros(len(level)), place)
    m = len(patterns.matrix)
    table = np.bincount(patterns.index * levels + level, minlength=m * levels).reshape(m, levels).astype(float)
    return Counts(patterns.matrix, table, patterns.index)


class Likelihood(Protocol):
    """A concave log-likelihood over cells; ``weights`` are the participants in each."""

    weights: np.ndarray

    @property
    def size(self) -> int:
        """Number of parameters."""
        ...

    def logs(self, theta: np.ndarray) -> np.ndarray:
        """Log probability of each cell; minus infinity where the parameters are impossible."""
        ...

    def derivatives(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Score of one participant of each cell, shape (cells, size), and the observed information of all."""
        ...

    def among(self, cells: np.ndarray, weights: np.ndarray) -> Likelihood:
        """The likelihood of some cells, with other participants in them."""
        ...

    def margins(self) -> np.ndarray:
        """Directions in which no cell loses, as rows to be kept at or over 0, shape (any, size)."""
        ...

    def at_limit(self, direction: np.ndarray, flat: float) -> Likelihood:
        """What the likelihood tends to in a direction."""
        ...

    def extreme(self, theta: np.ndarray, edge: float) -> bool:
        """Whether a fitted probability is so near to 0 or 1 that the data may be separated."""
        ...


@dataclass(frozen=True)
class Cumulative:
    """Cumulative logits: logit P(Y at or under level j) is a linear function, one for each cut.

    Parameters
    ----------
    upper, lower : ndarray, shape (cells, size)
        The linear function at the cut above the cell's level, and at the one below.
    top, bottom : ndarray of bool, shape (cells,)
        Whether the cell has no cut above it, or below it.
    weights : ndarray, shape (cells,)
        Participants.

    Notes
    -----
    McCullagh, Journal of the Royal Statistical Society B 1980. The probability of a level is F(u) - F(l) =
    F(u) F(-l) (1 - exp(l - u)), which keeps its digits.
    """

    upper: np.ndarray
    lower: np.ndarray
    top: np.ndarray
    bottom: np.ndarray
    weights: np.ndarray

    @property
    def size(self) -> int:
        """Number of parameters."""
        return self.upper.shape[1]

    def _ends(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        u = np.where(self.top, np.inf, self.upper @ theta)
        return u, np.where(self.bottom, -np.inf, self.lower @ theta)

    def logs(self, theta: np.ndarray) -> np.ndarray:
        """Log probability of each cell; minus infinity where cuts are out of order."""
        u, low = self._ends(theta)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            logs = log_expit(u) + log_expit(-low) + np.log(-np.expm1(low - u))
        return np.where(u > low, logs, -np.inf)

    def derivatives(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scores and observed information."""
        u, low = self._ends(theta)
        above, below, wide = expit(-u), expit(low), -np.expm1(low - u)
        a, b = above / (expit(-low) * wide), below / (expit(u) * wide)
        scores = a[:, None] * self.upper - b[:, None] * self.lower
        w = self.weights
        curve_u = w * (a**2 - a * (2 * above - 1))
        curve_l = w * (b**2 + b * (1 - 2 * below))
        cross = (self.upper * (w * a * b)[:, None]).T @ self.lower
        information = (self.upper * curve_u[:, None]).T @ self.upper + (self.lower * curve_l[:, None]).T @ self.lower
        return scores, information - cross - cross.T

    def among(self, cells: np.ndarray, weights: np.ndarray) -> Cumulative:
        """The likelihood of some cells, with other participants in them."""
        ends = {"top": self.top[cells], "bottom": self.bottom[cells]}
        return Cumulative(self.upper[cells], self.lower[cells], weights=weights, **ends)

    def margins(self) -> np.ndarray:
        """The cut above may only rise, the cut below only fall."""
        return np.vstack([self.upper[~self.top], -self.lower[~self.bottom]])

    def at_limit(self, direction: np.ndarray, flat: float) -> Cumulative:
        """Cuts that move away without end are no cuts any more."""
        top = self.top | (self.upper @ direction > flat)
        return replace(self, top=top, bottom=self.bottom | (self.lower @ direction < -flat))

    def extreme(self, theta: np.ndarray, edge: float) -> bool:
        """Whether a cut is so far away from a cell that it hardly counts."""
        u, low = self._ends(theta)
        return bool(np.any(expit(-u[~self.top]) < edge) or np.any(expit(low[~self.bottom]) < edge))


def cumulative(counts: Counts, free: Iterable[int] = (), *, everywhere: bool = False) -> Cumulative:
    """Cumulative logits of the levels in their order: proportional odds, but for some columns an effect at each cut.

    Parameters
    ----------
    counts : Counts
        The data.
    free : iterable of int
        Columns of the design whose effect may differ between cuts.
    everywhere : bool
        Also cells that nobody is in.

    Returns
    -------
    Cumulative
        Parameters: the cuts, then one for each other column (those of ``free`` one for each cut). logit P(Y at or
        under level j) = cut j - x'beta, so that a positive coefficient goes with higher levels, as in SPSS and R's
        polr.
    """
    cuts, k = counts.table.shape[1] - 1, counts.matrix.shape[1]
    pattern, level = np.nonzero(np.ones_like(counts.table)) if everywhere else counts.observed()
    wanted = set(free)
    widths = [cuts if i in wanted else 1 for i in range(1, k)]
    size = cuts + sum(widths)

    def lines(cut: np.ndarray) -> np.ndarray:
        rows, cell = np.zeros((len(cut), size)), np.arange(len(cut))
        rows[cell, cut] = 1.0
        at = cuts
        for i, width in enumerate(widths, start=1):
            rows[cell, at + (cut if width > 1 else 0)] = -counts.matrix[pattern, i]
            at += width
        return rows

    top, bottom = level == cuts, level == 0
    upper = np.where(top[:, None], 0.0, lines(np.minimum(level, cuts - 1)))
    lower = np.where(bottom[:, None], 0.0, lines(np.maximum(level - 1, 0)))
    return Cumulative(upper, lower, top, bottom, counts.table[pattern, level])


@dataclass(frozen=True)
class Multinomial:
    """Multinomial logits: log P(level) / P(reference level) is a linear function, one for each other level.

    Parameters
    ----------
    matrix : ndarray, shape (cells, k)
        Covariates of each cell.
    level : ndarray of int, shape (cells,)
        Level of each cell.
    possible : ndarray of bool, shape (cells, levels)
        Levels that count for the cell.
    weights : ndarray, shape (cells,)
        Participants.
    reference : int
        The level that others are compared with.
    """

    matrix: np.ndarray
    level: np.ndarray
    possible: np.ndarray
    weights: np.ndarray
    reference: int

    @property
    def size(self) -> int:
        """Number of parameters."""
        return (self.possible.shape[1] - 1) * self.matrix.shape[1]

    @property
    def others(self) -> list[int]:
        """Levels that have parameters, in order."""
        return [j for j in range(self.possible.shape[1]) if j != self.reference]

    def _shares(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        eta = np.zeros(self.possible.shape)
        eta[:, self.others] = self.matrix @ theta.reshape(len(self.others), -1).T
        own = eta[np.arange(len(eta)), self.level]
        eta = np.where(self.possible, eta, -np.inf)
        total = logsumexp(eta, axis=1)
        return own - total, np.exp(eta - total[:, None])

    def logs(self, theta: np.ndarray) -> np.ndarray:
        """Log probability of each cell."""
        return self._shares(theta)[0]

    def derivatives(self, theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Scores and information (observed and expected are the same)."""
        shares = self._shares(theta)[1][:, self.others]
        mine = self.level[:, None] == np.array(self.others)
        scores = ((mine - shares)[:, :, None] * self.matrix[:, None, :]).reshape(len(shares), -1)
        k, size = self.matrix.shape[1], self.size
        information = np.zeros((size, size))
        for a in range(len(self.others)):
            for b in range(a, len(self.others)):
                w = self.weights * shares[:, a] * ((a == b) - shares[:, b])
                block = (self.matrix * w[:, None]).T @ self.matrix
                information[a * k : a * k + k, b * k : b * k + k] = block
                information[b * k : b * k + k, a * k : a * k + k] = block
        return scores, information

    def among(self, cells: np.ndarray, weights: np.ndarray) -> Multinomial:
        """The likelihood of some cells, with other participants in them."""
        return Multinomial(self.matrix[cells], self.level[cells], self.possible[cells], weights, self.reference)

    def margins(self) -> np.ndarray:
        """The cell's own level may only gain on each other."""
        cells = np.arange(len(self.matrix))
        rows = []
        for j in range(self.possible.shape[1]):
            used = cells[self.possible[:, j] & (self.level != j)]
            rows.append(self._ahead(used, j))
        return np.vstack(rows)

    def _ahead(self, cells: np.ndarray, j: int) -> np.ndarray:
        """Linear predictor of a cell's own level less that of level j, as rows over the parameters."""
        k = self.matrix.shape[1]
        rows = np.zeros((len(cells), len(self.others), k))
        for place, level in enumerate(self.others):
            sign = (self.level[cells] == level).astype(float) - float(level == j)
            rows[:, place, :] = sign[:, None] * self.matrix[cells]
        return rows.reshape(len(cells), self.size)

    def at_limit(self, direction: np.ndarray, flat: float) -> Multinomial:
        """Levels that fall behind without end do not count any more."""
        cells = np.arange(len(self.matrix))
        gone = [self._ahead(cells, j) @ direction > flat for j in range(self.possible.shape[1])]
        return replace(self, possible=self.possible & ~np.column_stack(gone))

    def extreme(self, theta: np.ndarray, edge: float) -> bool:
        """Whether a level that counts has hardly any probability left."""
        shares = self._shares(theta)[1]
        return bool(np.any(shares[self.possible] < edge))


def multinomial(counts: Counts, reference: int) -> Multinomial:
    """Multinomial logits of the levels against one of them; parameters level by level, the intercept first."""
    pattern, level = counts.observed()
    possible = np.ones((len(level), counts.table.shape[1]), dtype=bool)
    return Multinomial(counts.matrix[pattern], level, possible, counts.table[pattern, level], reference)


def cell_of_each(counts: Counts, level: np.ndarray) -> np.ndarray:
    """Position of each participant among the observed cells, shape (n,)."""
    codes = np.full(counts.table.shape, -1)
    codes[counts.observed()] = np.arange(np.count_nonzero(counts.table))
    return codes[counts.index, level]


def by_cluster(
    likelihood: Likelihood, theta: np.ndarray, cell: np.ndarray, clusters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Score and information of each cluster, shapes (g, size) and (g, size, size).

    Parameters
    ----------
    likelihood : Cumulative or Multinomial
        The likelihood.
    theta : ndarray, shape (size,)
        Its maximum.
    cell : ndarray of int, shape (n,)
        Cell of each participant.
    clusters : ndarray, shape (n,)
        Cluster of each participant.
    """
    codes, names = pd.factorize(clusters)
    g, cells = len(names), len(likelihood.weights)
    counts = np.bincount(codes * cells + cell, minlength=g * cells).reshape(g, cells).astype(float)
    scores = counts @ likelihood.derivatives(theta)[0]
    information = np.empty((g, likelihood.size, likelihood.size))
    for i, weights in enumerate(counts):
        there = weights > 0
        information[i] = likelihood.among(there, weights[there]).derivatives(theta)[1]
    return scores, information
