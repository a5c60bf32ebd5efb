"""How well a model would do on new people, and how stable its selection is: the bootstrap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np

from burnout.model.design import Design, standardised
from burnout.model.excess import excess_many
from burnout.model.logit import collapse
from burnout.model.measures import pseudo_r2
from burnout.model.resample import Fit, Resample, newton, refit_many

MEASURES = ("auc", "nagelkerke_r2", "calibration_slope")
LARGEST = 4e8
"""Resamples times patterns times squared columns: with more, a bootstrap takes long and optimism is negligible."""

CHUNK = 2_000_000
"""Cells of resamples that are fitted at once (16 MB an array)."""


@dataclass(frozen=True)
class Procedure:
    """How the model was made, to be done again in each resample.

    Parameters
    ----------
    selection : str
        forward-lr, backward-lr, or none: all factors of the design.
    entry, removal : float
        Limits of P of the selection.
    """

    selection: str
    entry: float = 0.05
    removal: float = 0.10


class Performance(NamedTuple):
    """Area under the ROC curve, Nagelkerke's R2, calibration slope."""

    auc: float
    nagelkerke_r2: float
    calibration_slope: float


@dataclass(frozen=True)
class Bootstrap:
    """Result of a bootstrap.

    Parameters
    ----------
    selected : dict of str to int
        Times each factor was selected; empty without selection.
    optimism : Performance
        Mean of (performance in the resample - performance of the same model in the data); NaN when too few
        resamples could be used.
    drawn, used : int
        Resamples, and those without separation.
    """

    selected: dict[str, int]
    optimism: Performance
    drawn: int
    used: int


def too_large(made: Design, times: int) -> bool:
    """Whether a bootstrap of this design would take long (judged by its participants)."""
    return times * made.n * len(made.columns) ** 2 > LARGEST


def bootstrap(
    made: Design, y: np.ndarray, how: Procedure, times: int, seed: list[int], clusters: np.ndarray | None = None
) -> Bootstrap:
    """Repeat the making of a model in resamples, and apply each to the data.

    Parameters
    ----------
    made : Design
        All factors that may be selected; without selection a design of full rank.
    y : ndarray, shape (n,)
        1 with the event, 0 without.
    how : Procedure
        How the model is made.
    times : int
        Number of resamples.
    seed : list of int
        Seed; the same one gives the same result, in whatever order participants stand.
    clusters : ndarray, shape (n,), optional
        Whole clusters are drawn instead of participants.

    Notes
    -----
    Harrell, Lee and Mark, Statistics in Medicine 1996. As in rms::validate, R2 in the data is that after
    recalibration, and a model without factors has slope 1.
    """
    patterns = collapse(made.distinct, y, made.place)
    order = np.lexsort(patterns.matrix.T[::-1])
    rank = np.argsort(order)
    matrix = standardised(patterns.matrix[order])
    m = len(order)
    cells = rank[patterns.index] + m * (y == 0)
    whole = np.bincount(cells, minlength=2 * m).astype(float)
    places = [made.at([factor]) for factor in made.factors]
    selected = np.zeros(len(places), dtype=int)
    excess: list[np.ndarray] = []
    draws = _draws(np.random.default_rng(seed), whole, cells, times, clusters)
    if how.selection == "none":
        excess = _refitted(matrix, whole, draws, places)
    else:
        for sample, inside, fit in _selected(matrix, draws, places, how):
            selected[inside] += 1
            excess += _usable(matrix, whole, sample, fit)
    usable = len(excess) >= max(2, times / 2)
    mean = np.mean(excess, axis=0) if usable else np.full(3, np.nan)
    chosen = {} if how.selection == "none" else dict(zip(made.factors, selected.tolist(), strict=True))
    return Bootstrap(chosen, Performance(*map(float, mean)), times, len(excess))


def _draws(
    rng: np.random.Generator, whole: np.ndarray, cells: np.ndarray, times: int, clusters: np.ndarray | None
) -> Iterator[np.ndarray]:
    """Counts of the cells (patterns with the event, then without) in each resample."""
    if clusters is None:
        n, ordered = len(cells), np.sort(cells)
        for _ in range(times):
            yield np.bincount(ordered[rng.integers(0, n, n)], minlength=len(whole))
        return
    names, codes = np.unique(clusters, return_inverse=True)
    g = len(names)
    of_cluster = np.zeros((g, len(whole)))
    np.add.at(of_cluster, (codes, cells), 1.0)
    for _ in range(times):
        yield rng.multinomial(g, np.full(g, 1 / g)) @ of_cluster


def _resample(matrix: np.ndarray, counts: np.ndarray, places: list[list[int]]) -> Resample:
    events, others = counts.reshape(2, -1).astype(float)
    there = events + others > 0
    return Resample(matrix[there], events[there], (events + others)[there], places)


def _selected(
    matrix: np.ndarray, draws: Iterator[np.ndarray], places: list[list[int]], how: Procedure
) -> Iterator[tuple[Resample, list[int], Fit]]:
    """Each resample with the factors that the selection takes there, and their fit."""
    for counts in draws:
        sample = _resample(matrix, counts, places)
        forward = how.selection == "forward-lr"
        yield sample, *(sample.forward(how.entry, how.removal) if forward else sample.backward(how.removal))


def _usable(matrix: np.ndarray, whole: np.ndarray, sample: Resample, fit: Fit) -> list[np.ndarray]:
    """The excess of one resample; none where it is separated or has one outcome only."""
    if fit.separated or not 0 < sample.events.sum() < sample.trials.sum():
        return []
    return [_excess(matrix, whole, sample, fit)]


def _refitted(
    matrix: np.ndarray, whole: np.ndarray, draws: Iterator[np.ndarray], places: list[list[int]]
) -> list[np.ndarray]:
    """Excess of each usable resample with all factors; what many at once did not reach is done singly."""
    found: list[np.ndarray] = []
    everything = list(range(len(places)))
    start = _resample(matrix, whole, places).fit(everything)
    size = max(1, CHUNK // len(whole))
    while chunk := list(islice(draws, size)):
        events, others = np.array(chunk, dtype=float).reshape(len(chunk), 2, -1).transpose(1, 0, 2)
        coefs, done = refit_many(matrix, events, events + others, start.coef)
        excess, separated, measured = excess_many(matrix, whole, events, events + others, coefs)
        together = done & measured
        for i in range(len(chunk)):
            if together[i]:
                found += [] if separated[i] else [excess[i]]
                continue
            sample = _resample(matrix, chunk[i], places)
            fit = sample.known_fit(coefs[i]) if done[i] else sample.fit(everything)
            found += _usable(matrix, whole, sample, fit)
    return found


def _excess(matrix: np.ndarray, whole: np.ndarray, sample: Resample, fit: Fit) -> np.ndarray:
    """Performance of a resample's model in the resample, less that in the data."""
    here = _performance(sample.matrix[:, fit.at] @ fit.coef, sample.events, sample.trials, fit.loglik)
    events, others = whole.reshape(2, -1)
    there = _performance(matrix[:, fit.at] @ fit.coef, events, events + others, None)
    return np.array(here) - np.array(there)


def _performance(eta: np.ndarray, events: np.ndarray, trials: np.ndarray, loglik: float | None) -> Performance:
    """Performance of a linear predictor; recalibrated first unless its log-likelihood is given."""
    n, total = float(trials.sum()), float(events.sum())
    null = float(total * np.log(total / n) + (n - total) * np.log(1 - total / n))
    if np.ptp(eta) < 1e-9:
        return Performance(0.5, 0.0, 1.0)
    slope = 1.0
    if loglik is None:
        line = newton(np.column_stack([np.ones(len(eta)), eta]), events, trials, np.array([0.0, 1.0]), [0, 1])
        loglik, slope = line.loglik, float(line.coef[1])
    return Performance(counted_area(eta, events, trials - events), pseudo_r2(loglik, null, n)[1], slope)


def counted_area(eta: np.ndarray, events: np.ndarray, others: np.ndarray) -> float:
    """Area under the ROC curve of counted participants; ties count a half."""
    order = np.argsort(eta, kind="stable")
    first = np.concatenate([[True], np.diff(eta[order]) > 1e-10])
    start = np.flatnonzero(first)
    with_event, without = (np.add.reduceat(counts[order], start) for counts in (events, others))
    below = np.cumsum(without) - without
    return float(with_event @ (below + without / 2) / (events.sum() * others.sum()))
