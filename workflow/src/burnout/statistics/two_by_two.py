"""Shares of two groups compared: odds ratios, risk ratios, differences, and Fisher's test one-sided.

Every function takes a 2 x 2 table of counts, groups in rows, without empty rows and columns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy

from burnout.statistics.change import Effect
from burnout.statistics.intervals import share_interval
from burnout.statistics.result import Array, Result

NAN = float("nan")
LARGEST = 20_000
"""More people than this get no exact test beside the others: the chi-square test is as good there."""


def one_sided_fisher(table: Array) -> dict[str, Result]:
    """Fisher's test for an odds ratio (of both first against both second) greater and less than one."""
    found = {}
    for side in ("greater", "less"):
        p = float(scipy.stats.fisher_exact(table, alternative=side).pvalue)
        found[f"fisher-exact-{side}"] = Result(f"fisher-exact-{side}", int(table.sum()), p_value=p)
    return found


def conditional_odds(table: Array, confidence: float) -> Effect:
    """Odds ratio by conditional maximum likelihood with exact limits (Cornfield J. Proc 3rd Berkeley Symp 1956;4:135).

    The odds ratio whose expectation of the first cell is the cell itself, and those that put the cell at the tails. Own
    code on all values that the cell may have, since scipy's takes half a second for some thousand people. R's
    fisher.test prints the same to about four digits only: its search for the root ends there.
    """
    (cell, _), _ = table.astype(int).tolist()
    cells, logs = possible_cells(table)
    tail = (1 - confidence) / 2
    value = _root(cells, logs, cell, lambda chances: float(chances @ cells) - cell)
    low = _root(cells, logs, cell, lambda chances: float(chances[cells >= cell].sum()) - tail, unless=cells[0])
    high = _root(cells, logs, cell, lambda chances: tail - float(chances[cells <= cell].sum()), unless=cells[-1])
    return Effect("odds-ratio-conditional", value, low, high, "conditional maximum likelihood, exact limits")


def possible_cells(table: Array) -> tuple[Array, Array]:
    """Values that the first cell may have given the margins, and the logarithm of their chances without association."""
    (a, b), (c, d) = table.astype(int).tolist()
    cells = np.arange(max(0, a - d), min(a + b, a + c) + 1)
    return cells, -sum(
        scipy.special.gammaln(part + 1.0) for part in (cells, a + b - cells, a + c - cells, d - a + cells)
    )


def _root(cells: Array, logs: Array, cell: int, excess: Callable[[Array], float], unless: int | None = None) -> float:
    """Odds ratio at which a rising function of the chances is 0; 0 or infinite at the ends of what is possible."""
    if cell == cells[0] and unless in (None, cells[0]):
        return 0.0
    if cell == cells[-1] and unless in (None, cells[-1]):
        return float("inf")

    def at(log_odds: float) -> float:
        weights = logs + log_odds * (cells - cell)
        chances = np.exp(weights - weights.max())
        return excess(chances / chances.sum())

    low, high = -1.0, 1.0
    while at(low) > 0:
        low *= 2
    while at(high) < 0:
        high *= 2
    return float(np.exp(scipy.optimize.brentq(at, low, high, xtol=1e-13, rtol=1e-13)))


def sample_odds(table: Array, confidence: float) -> Effect:
    """Odds ratio of the counts with Woolf's interval; no interval where a cell is empty.

    Woolf B. Ann Hum Genet 1955;19:251-253.
    """
    (a, b), (c, d) = table.astype(float)
    value = _ratio(a * d, b * c)
    if table.min() == 0:
        return Effect("odds-ratio", value, NAN, NAN, "")
    half = scipy.special.ndtri((1 + confidence) / 2) * np.sqrt((1 / table).sum())
    return Effect("odds-ratio", value, float(value * np.exp(-half)), float(value * np.exp(half)), "Woolf")


def _ratio(top: float, bottom: float) -> float:
    if bottom:
        return float(top / bottom)
    return float("inf") if top else NAN


def risk_ratio(table: Array, confidence: float) -> Effect:
    """Share of the first column in the first row by that in the second, with the interval of its logarithm.

    Katz D et al. Biometrics 1978;34:469-474. No interval where one of the shares is zero.
    """
    (a, b), (c, d) = table.astype(float)
    p, q = a / (a + b), c / (c + d)
    value = _ratio(p, q)
    if not (a and c):
        return Effect("risk-ratio", value, NAN, NAN, "")
    half = scipy.special.ndtri((1 + confidence) / 2) * np.sqrt((1 - p) / a + (1 - q) / c)
    return Effect("risk-ratio", value, float(value * np.exp(-half)), float(value * np.exp(half)), "log (Katz)")


def risk_difference(table: Array, confidence: float) -> Effect:
    """Share of the first column in the first row minus that in the second, with Newcombe's interval (his method 10).

    Newcombe RG. Stat Med 1998;17:873-890.
    """
    (a, b), (c, d) = table.astype(int).tolist()
    p, q = a / (a + b), c / (c + d)
    (p_low, p_high), (q_low, q_high) = share_interval(a, a + b, confidence), share_interval(c, c + d, confidence)
    low = p - q - np.hypot(p - p_low, q_high - q)
    high = p - q + np.hypot(p_high - p, q - q_low)
    return Effect("risk-difference", p - q, float(low), float(high), "Newcombe")


def phi(table: Array) -> float:
    """Phi with its sign: positive where first goes with first and second with second."""
    (a, b), (c, d) = table.astype(float)
    return float((a * d - b * c) / np.sqrt((a + b) * (c + d) * (a + c) * (b + d)))


def corrected_v(chi_square: float, n: int, shape: tuple[int, int]) -> float:
    """Cramer's V corrected for its bias, from Pearson's chi-square of a table of any size.

    Bergsma W. J Korean Stat Soc 2013;42:323-328; scipy has the plain V only.
    """
    r, k = shape
    left = max(0.0, chi_square / n - (k - 1) * (r - 1) / (n - 1))
    least = min(side - (side - 1) ** 2 / (n - 1) for side in shape) - 1
    return float(np.sqrt(left / least)) if least > 0 else NAN


def contingency_coefficient(chi_square: float, n: int) -> float:
    """Pearson's contingency coefficient, the root of chi-square by chi-square plus n."""
    return float(np.sqrt(chi_square / (chi_square + n)))
