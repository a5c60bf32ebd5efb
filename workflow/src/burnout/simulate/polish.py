"""The last step of a search: odds ratios that agree with wanted ones in every printed digit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from burnout.simulate.calibrate import DIGITS, Floats, Panel


def polish(
    panel: Panel,
    outcome: str,
    names: Sequence[str],
    wanted: Floats,
    objective: Callable[[Panel], float],
    rounds: int = 4,
    tried: int = 400,
) -> float:
    """Bring the coefficients of a model to wanted values, two swaps at a time.

    All swaps of one factor between persons of different kinds (answers and outcome) are judged by one Newton step from
    the current estimate. The pairs of swaps whose steps add up best are tried exactly, and the best one is kept.

    Parameters
    ----------
    panel : Panel
        Answers; changed in place.
    outcome : str
        Outcome of the model.
    names : sequence of str
        Factors of the model, in order.
    wanted : array of shape (k - 1,)
        Wanted coefficients after the intercept; NaN where any value will do.
    objective : callable
        What is to be small in the end.
    rounds : int
        Rounds of two swaps.
    tried : int
        Pairs tried exactly in each round.

    Returns
    -------
    float
        The objective reached.
    """
    now = round(objective(panel), DIGITS)
    for _ in range(rounds):
        best: tuple[float, list[tuple[str, int, int]]] = (now, [])
        for pair in _promising_pairs(panel, outcome, names, wanted)[:tried]:
            _apply(panel, pair)
            best = min(best, (round(objective(panel), DIGITS), pair), key=lambda found: found[0])
            _apply(panel, pair[::-1])
        now, pair = best
        _apply(panel, pair)
    return now


def _apply(panel: Panel, swaps: Iterable[tuple[str, int, int]]) -> None:
    for name, i, j in swaps:
        panel.swap((name,), i, j)


def _promising_pairs(
    panel: Panel, outcome: str, names: Sequence[str], wanted: Floats
) -> list[list[tuple[str, int, int]]]:
    """Pairs of swaps that do not share a person, those first whose Newton steps lead nearest to the wanted values."""
    moves, steps = _single_swaps(panel, outcome, names)
    free = np.isnan(wanted)
    gap = (panel.fit(outcome, names).beta[1:] - wanted)[~free]
    reach = steps[:, 1:][:, ~free]
    found: list[tuple[float, int, int]] = []
    for first in range(len(moves)):
        miss = np.round(np.abs(gap + reach[first] + reach[first:]).max(axis=1), DIGITS)
        near = np.argsort(miss, kind="stable")[:3]
        found += [(float(miss[second]), first, first + int(second)) for second in near]
    pairs = ((moves[first], moves[second]) for _, first, second in sorted(found))
    return [[one, two] for one, two in pairs if not set(one[1:]) & set(two[1:])]


def _single_swaps(panel: Panel, outcome: str, names: Sequence[str]) -> tuple[list[tuple[str, int, int]], Floats]:
    """Swaps of one factor between persons of different kinds, and the Newton step each causes (shape (moves, k))."""
    fit, y = panel.fit(outcome, names), panel.outcomes[outcome]
    kinds = np.column_stack([panel.codes[name] for name in names] + [y.astype(np.int64)])
    persons = np.unique(kinds, axis=0, return_index=True)[1]
    ends = 1 + np.cumsum([0] + [panel.levels[name] - 1 for name in names])
    moves, steps = [], []
    for at, name in enumerate(names):
        part = slice(ends[at], ends[at + 1])
        for i in persons:
            for j in persons:
                if i < j and panel.codes[name][i] != panel.codes[name][j]:
                    rows = fit.design[[i, j]].copy()
                    rows[:, part] = rows[::-1, part]
                    residual = y[[i, j]] - 1.0 / (1.0 + np.exp(-(rows @ fit.beta)))
                    change = residual @ rows - fit.residual[[i, j]] @ fit.design[[i, j]]
                    moves.append((name, int(i), int(j)))
                    steps.append(fit.covariance @ change)
    return moves, np.array(steps)
