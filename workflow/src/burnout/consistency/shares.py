"""Percentages of whole counts: attainable or not, adding up or not, and which sample sizes fit them.

The idea is that of Brown NJL, Heathers JAJ. The GRIM test. Soc Psychol Personal Sci 2017;8:363-369: a share of n people
can only be one of n + 1 numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from burnout.consistency.finding import Finding, Verdict
from burnout.consistency.printed import Printed, fits, read, shown
from burnout.errors import DataError, Problem

MOST = 10**9
"""Largest number of people that is taken seriously."""

HALF_DOWN = "It fits only when an exact half is rounded down, as computers sometimes do."


def whole(n: int, what: str = "n") -> int:
    """The number itself when it can be a number of people.

    Raises
    ------
    DataError
        It is not.
    """
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST:
        raise DataError(
            Problem(what, "", repr(n), f"a whole number from 1 to {MOST}", "Give the number of participants.")
        )
    return n


def counts(printed: Printed, n: int) -> range:
    """Counts out of n that round to a printed percentage (halves count both ways); an empty range when none does."""
    low = max(math.ceil(printed.low * n / 100), 0)
    high = min(math.floor(printed.high * n / 100), n)
    return range(low, high + 1)


def nearest(printed: Printed, n: int) -> int:
    """The count out of n whose percentage is nearest to the printed one."""
    return min(max(round(printed.value * n / 100), 0), n)


def percentage(printed: str, n: int, label: str = "") -> Finding:
    """Whether a printed percentage can come from a whole count out of n.

    Parameters
    ----------
    printed : str
        The percentage as printed, for example ``"13.53"``.
    n : int
        Number of people it is a share of.
    label : str
        What it stands for.

    Returns
    -------
    Finding
        ``computed`` is the attainable percentage nearest to the printed one, with the same decimals.
    """
    figure, n = read(printed), whole(n)
    possible = counts(figure, n)
    near = nearest(figure, n)
    computed = float(shown(Fraction(100 * near, n), figure.decimals))
    if not possible:
        return Finding("percentage", label, printed, computed, "not attainable", _neighbours(figure, n))
    verdict, more = _rounding([fits(Fraction(100 * k, n), figure) for k in _ends(possible)])
    which = str(near) if len(possible) == 1 else f"{possible[0]} to {possible[-1]}"
    return Finding("percentage", label, printed, computed, verdict, f"{which} of {n}.{more}")


def _ends(possible: range) -> list[int]:
    """The counts that decide about rounding: both ends, and one within when there are more than two."""
    return sorted({possible[0], possible[len(possible) // 2], possible[-1]})


def _rounding(ways: Sequence[str | None]) -> tuple[Verdict, str]:
    return ("ok", "") if "usual" in ways else ("rounding", " " + HALF_DOWN)


def _neighbours(figure: Printed, n: int) -> str:
    below = math.floor(figure.value * n / 100)
    around = [k for k in (below, below + 1) if 0 <= k <= n] or [n if below > 0 else 0]
    text = " and ".join(f"{k} is {shown(Fraction(100 * k, n), figure.decimals)} %" for k in around)
    return f"No count out of {n} gives {figure.text.strip().removesuffix('%').strip()} %: {text}."


def count(number: int, printed: str, n: int, label: str = "") -> Finding:
    """Whether a printed count and percentage belong together, as in "132 of 244 (54.10%)".

    Parameters
    ----------
    number : int
        The printed count.
    printed : str
        The printed percentage.
    n : int
        Number of people it is a share of.
    label : str
        What it stands for.

    Returns
    -------
    Finding
        ``computed`` is the percentage that the count is of n.
    """
    figure, n = read(printed), whole(n)
    value = Fraction(100 * number, n)
    text = f"{number} of {n} ({printed})"
    if not 0 <= number <= n:
        note = f"A count of {number} cannot be part of {n}."
        return Finding("count", label, text, math.nan, "inconsistent", note)
    way = fits(value, figure)
    if way is None:
        possible = counts(figure, n)
        other = f" {shown(figure.value, figure.decimals)} % would be {possible[0]} of {n}." if possible else ""
        note = f"{number} of {n} is {shown(value, figure.decimals)} %.{other}"
        return Finding("count", label, text, float(value), "inconsistent", note)
    verdict, more = _rounding([way])
    return Finding("count", label, text, float(value), verdict, f"{number} of {n} is {printed}.{more}")


def adds_up(printed: Sequence[str], n: int | None = None, total: str | None = None, label: str = "") -> Finding:
    """Whether percentages add up to 100, or to a printed total.

    Parameters
    ----------
    printed : sequence of str
        The percentages as printed.
    n : int, optional
        Number of people they are shares of: then the counts behind them must add up too.
    total : str, optional
        The printed percentage that they make up together; the whole, 100 %, when not given.
    label : str
        What they stand for.

    Returns
    -------
    Finding
        ``computed`` is the sum of the printed percentages; verdict ``rounding`` when only rounding keeps them from the
        total.
    """
    figures = [read(text) for text in printed]
    goal = None if total is None else read(total)
    total = total or "100"
    aim, spread = (Fraction(100), Fraction(0)) if goal is None else (goal.value, goal.half)
    added = sum((figure.value for figure in figures), Fraction(0))
    shows = f"{' + '.join(printed)} = {total}"
    sums = shown(added, max(figure.decimals for figure in figures))
    fault = None if n is None else _counts_differ(figures, goal, whole(n))
    if fault:
        return Finding("sum", label, shows, float(added), "inconsistent", fault)
    if added == aim:
        return Finding("sum", label, shows, float(added), "ok", f"They add up to {sums}.")
    if abs(added - aim) <= sum((figure.half for figure in figures), spread):
        note = f"They add up to {sums}; rounding explains the difference from {total}."
        return Finding("sum", label, shows, float(added), "rounding", note)
    note = f"They add up to {sums}, not {total}: more than rounding explains. Is a group missing, or in twice?"
    return Finding("sum", label, shows, float(added), "inconsistent", note)


def _counts_differ(figures: Sequence[Printed], goal: Printed | None, n: int) -> str | None:
    """Why the counts behind percentages do not make the total; None when they can (nearest counts where none fits)."""
    possible = [_counts_or_nearest(figure, n) for figure in figures]
    low, high = sum(each[0] for each in possible), sum(each[-1] for each in possible)
    aims = range(n, n + 1) if goal is None else _counts_or_nearest(goal, n)
    if low <= aims[-1] and high >= aims[0]:
        return None
    between = str(low) if low == high else f"{low} to {high}"
    aimed = str(aims[0]) if len(aims) == 1 else f"{aims[0]} to {aims[-1]}"
    return f"The counts behind them add up to {between}, but {goal.text if goal else 100} % of {n} is {aimed}."


def _counts_or_nearest(figure: Printed, n: int) -> range:
    return counts(figure, n) or range(nearest(figure, n), nearest(figure, n) + 1)


def sample_sizes(printed: Sequence[str], misses: int = 0, limit: int = 2000, most: int = 3) -> list[int]:
    """The smallest sample sizes that fit printed percentages of the same people.

    Parameters
    ----------
    printed : sequence of str
        Percentages as printed.
    misses : int
        How many of them may be left unexplained (0: all must be attainable).
    limit : int
        Largest sample size tried. Far above it nearly every percentage is attainable, so that a fit says nothing.
    most : int
        How many sample sizes are returned.

    Returns
    -------
    list of int
        Increasing; empty when none fits.
    """
    figures = [read(text) for text in printed]
    found: list[int] = []
    for n in range(1, limit + 1):
        missed = 0
        for figure in figures:
            missed += not counts(figure, n)
            if missed > misses:
                break
        if missed <= misses:
            found.append(n)
            if len(found) == most:
                break
    return found
