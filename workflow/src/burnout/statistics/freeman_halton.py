"""P of the Fisher-Freeman-Halton test: exactly by working through the columns, or from random tables.

The exact part is our own, because scipy.stats has Fisher's test of larger tables from random tables only.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import scipy

from burnout.statistics.result import Array

LIMIT = 400_000
"""Steps of the exact computation that are taken before it is given up (about half a second)."""

_Layer = dict[tuple[int, ...], tuple[Array, Array]]


def exact_p(table: Array, limit: int = LIMIT) -> float | None:
    """Exact P of a table of any size, or None when it would take more than `limit` steps.

    Columns are filled one after another. What is left of the row totals is the state; ways to reach a state with the
    same probability are merged, states that differ in the order of rows only are one state, and the last two columns
    are summed up from a sorted list. It is the network idea of Mehta CR, Patel NR. J Am Stat Assoc 1983;78:427-434
    without its bounds.

    Parameters
    ----------
    table : array of shape (rows, columns)
        Counts without empty rows and columns.
    limit : int
        Largest number of steps.
    """
    table = np.asarray(table, dtype=np.int64)
    if table.shape[0] > table.shape[1]:
        table = table.T
    rows, columns = table.sum(axis=1), np.sort(table.sum(axis=0))
    factorials = scipy.special.gammaln(np.arange(table.sum() + 1) + 1.0)
    observed = -factorials[table].sum()
    base = float(factorials[rows].sum() + factorials[columns].sum() - factorials[-1])
    layer: _Layer | None = {tuple(sorted(rows.tolist())): (np.zeros(1), np.ones(1))}
    for size in columns[:-2].tolist():
        layer = _fill_column(layer, size, limit, factorials)
        if layer is None:
            return None
    if sum(_ways(state, int(columns[-2])) + len(kept[0]) for state, kept in layer.items()) > 5 * limit:
        return None
    p = sum(_last_columns(state, int(columns[-2]), *kept, observed, base, factorials) for state, kept in layer.items())
    return float(min(1.0, p))


def _ways(state: tuple[int, ...], size: int) -> float:
    """Count the ways to fill a column of a given total within what is left of the rows."""
    counts = np.ones(1)
    for left in state:
        counts = np.convolve(counts, np.ones(left + 1))[: size + 1]
    return float(counts[size])


def _fillings(state: tuple[int, ...], size: int) -> Array:
    """All ways to fill a column, shape (ways, rows)."""
    filled, left = np.zeros((1, 0), dtype=np.int64), np.array([size])
    for i, available in enumerate(state):
        low = np.maximum(0, left - sum(state[i + 1 :]))
        count = np.minimum(available, left) - low + 1
        origin = np.repeat(np.arange(len(left)), count)
        value = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + low[origin]
        filled, left = np.column_stack([filled[origin], value]), left[origin] - value
    return filled


def _fill_column(layer: _Layer, size: int, limit: int, factorials: Array) -> _Layer | None:
    work = 0.0
    for state, (keys, _) in layer.items():  # counted before anything is done, so that giving up costs little
        work += _ways(state, size) * (10 + len(keys) / 10)
        if work > limit:
            return None
    found: dict[tuple[int, ...], list[tuple[Array, Array]]] = defaultdict(list)
    for state, (keys, counts) in layer.items():
        cells = _fillings(state, size)
        steps = -factorials[cells].sum(axis=1)
        rests = np.sort(np.array(state) - cells, axis=1)
        for rest, step in zip(rests.tolist(), steps, strict=True):
            found[tuple(rest)].append((keys + step, counts))
    return {state: _merge(parts) for state, parts in found.items()}


def _merge(parts: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    keys, place = np.unique(np.round(np.concatenate([k for k, _ in parts]), 9), return_inverse=True)
    return keys, np.bincount(place, weights=np.concatenate([c for _, c in parts]))


def _last_columns(
    state: tuple[int, ...],
    size: int,
    keys: Array,
    counts: Array,
    observed: float,
    base: float,
    factorials: Array,
) -> float:
    cells = _fillings(state, size)
    ends = -factorials[cells].sum(axis=1) - factorials[np.array(state) - cells].sum(axis=1)
    ends = np.sort(ends)
    reached = np.concatenate([[0.0], np.cumsum(np.exp(ends - ends[-1]))])
    place = np.searchsorted(ends, observed - keys + 1e-7, side="right")
    return float(np.sum(counts * np.exp(keys + ends[-1] + base) * reached[place]))


def monte_carlo_p(table: Array, seed: int, draws: int) -> float:
    """P from random tables with the same margins: the share at most as probable, the table itself counted in.

    Parameters
    ----------
    table : array of shape (rows, columns)
        Counts.
    seed : int
        Seed of the random tables.
    draws : int
        Number of random tables.
    """
    method = scipy.stats.MonteCarloMethod(n_resamples=draws, rng=np.random.default_rng(seed))
    return float(scipy.stats.fisher_exact(np.asarray(table, dtype=np.int64), method=method).pvalue)
