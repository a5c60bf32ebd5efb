"""The odds ratio of a table of two by two with the interval that belongs to the test of the table.

Our own arithmetic: no library inverts Pearson's, Yates' or Fisher's test. Every function takes a 2 x 2 table of counts
without empty rows and columns; the odds ratio is that of its diagonal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy

from burnout.statistics.result import Array
from burnout.statistics.two_by_two import possible_cells

STEP = 1e-10
"""How far from an odds ratio of 1 a limit stands that the test of 1 rejects."""
ALIKE = 1e-7
"""Tables count as at most as probable up to so much, relative, as in R."""
METHODS = {
    "pearson-chi-square": "score",
    "yates-chi-square": "score, continuity correction",
    "fisher-exact": "exact, by the ordering of Fisher's test",
}


def odds_interval(table: Array, test: str, p_value: float, confidence: float) -> tuple[float, float]:
    """Limits of the odds ratio: those between which the test that was done does not reject.

    Parameters
    ----------
    table : array of shape (2, 2)
        Counts; none of them zero unless the test is Fisher's, whose interval then has one limit, and 0 or infinity.
    test : str
        One of `METHODS`. Pearson's and Yates' chi-square: the score interval, without and with continuity correction
        (Cornfield J. Proc 3rd Berkeley Symp 1956;4:135-148). Fisher's test: all odds ratios at which the tables that
        are at most as probable have a chance of at least 1 - confidence (Fay MP. R Journal 2010;2(1):53-58; exact2x2).
    p_value : float
        P of the test.
    confidence : float
        Confidence level.

    Returns
    -------
    tuple of float
        1 lies outside them exactly when P is under 1 - confidence. Where odds ratios that Fisher's test rejects lie
        among others that it does not, the limits enclose them all, unless 1 is one of those rejected.
    """
    alpha, counts = 1 - confidence, table.astype(float)
    above = counts[0, 0] * counts[1, 1] > counts[0, 1] * counts[1, 0]
    rejected = p_value < alpha
    find = _lower_exact if test == "fisher-exact" else _lower_score(0.5 if test == "yates-chi-square" else 0.0)
    low = find(counts, alpha, rejected and above)
    turned = find(counts[:, ::-1], alpha, rejected and not above)
    high = 1 / turned if turned else float("inf")
    if not rejected:
        return min(low, 1.0), max(high, 1.0)
    return (max(low, 1 + STEP), high) if above else (low, min(high, 1 - STEP))


def _lower_score(correction: float) -> Callable[[Array, float, bool], float]:
    """Finder of the odds ratio under that of the table at which the chi-square statistic reaches its critical value."""

    def find(table: Array, alpha: float, _: bool) -> float:
        critical = float(scipy.special.chdtri(1, alpha))

        def excess(log_odds: float) -> float:
            cells = _expected(table, float(np.exp(log_odds)))
            away = max(0.0, table[0, 0] - cells[0] - correction)
            return float(away**2 * (1 / cells).sum() - critical)

        high = float(np.log(table[0, 0] * table[1, 1] / (table[0, 1] * table[1, 0])))
        low = high - 1
        while excess(low) < 0:
            low -= 2 * (high - low)
        return float(np.exp(scipy.optimize.brentq(excess, low, high, xtol=1e-13, rtol=1e-13)))

    return find


def _expected(table: Array, odds: float) -> Array:
    """Cells of the table with the same margins and this odds ratio, row by row."""
    row, column, n = table[0].sum(), table[:, 0].sum(), table.sum()
    linear = n - (row + column) * (1 - odds)
    root = np.sqrt(linear**2 + 4 * (1 - odds) * odds * row * column)
    first = 2 * odds * row * column / (linear + root) if linear > 0 else (root - linear) / (2 * (1 - odds))
    return np.array([first, row - first, column - first, n - row - column + first])


def _lower_exact(table: Array, alpha: float, over_one: bool) -> float:
    """Smallest odds ratio (over 1, if so asked) that Fisher's two-sided test does not reject.

    The cells that are less probable than the one seen enter the sum one by one as the odds ratio rises. Between two
    such steps the chance of those in the middle has one maximum, so that P has none: it is enough to look at the steps.
    """
    cells, logs = possible_cells(table)
    cell = int(table[0, 0])
    seen = int(np.flatnonzero(cells == cell)[0])
    if seen == 0:
        return 0.0
    steps = (logs[:seen] - logs[seen] - ALIKE) / (cell - cells[:seen])

    def p(log_odds: float, entered: int) -> float:
        weights = logs + log_odds * (cells - cell)
        chances = np.exp(weights - weights.max())
        return float((chances[seen:].sum() + chances[:entered].sum()) / chances.sum())

    def enough(log_odds: float) -> float:
        return p(log_odds, 0) * (len(cells) + 2) - alpha  # under 0 all cells together have less than alpha

    lowest, highest = float(steps[0]), float(steps[-1])
    while enough(lowest) >= 0:
        lowest -= max(1.0, abs(lowest))
    lowest = scipy.optimize.brentq(enough, lowest, highest, xtol=1e-3) - 1e-3 if enough(highest) > 0 else highest
    left = max(lowest, 0.0) if over_one else lowest
    for entered in range(int(np.searchsorted(steps, left, side="right")), seen):
        right = float(steps[entered])
        if p(left, entered) >= alpha:
            break
        if p(right, entered) >= alpha:
            left = float(scipy.optimize.brentq(lambda t, k=entered: p(t, k) - alpha, left, right, xtol=1e-13))
            break
        left = right
    return float(np.exp(left))
