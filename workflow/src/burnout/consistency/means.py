"""Means and standard deviations of whole-number answers: can they come from n people at all?

GRIM: Brown NJL, Heathers JAJ. Soc Psychol Personal Sci 2017;8:363-369. GRIMMER: Anaya J. PeerJ Preprints
2016;4:e2400v1, in the analytic form of Allard A (2018): with whole numbers the sum of squares is a whole number too,
odd when the sum is odd.
"""

from __future__ import annotations

import math
from fractions import Fraction

from burnout.consistency.finding import Finding
from burnout.consistency.printed import Printed, fits, read, shown
from burnout.consistency.shares import HALF_DOWN, whole
from burnout.errors import DataError, Problem

MANY = 2000
"""Sums of answers tried for one mean; with more, every standard deviation of the printed precision is attainable."""


def mean(printed: str, n: int, items: int = 1, step: str = "1", label: str = "") -> Finding:
    """Whether a printed mean can come from n people whose answers are whole numbers (GRIM).

    Parameters
    ----------
    printed : str
        The mean as printed.
    n : int
        Number of people.
    items : int
        Number of items of which each person's score is the mean; 1 for single items and sum scores.
    step : str
        Distance between neighbouring answers of an item (the answers being multiples of it).
    label : str
        What it stands for.

    Returns
    -------
    Finding
        ``computed`` is the attainable mean nearest to the printed one, with the same decimals.
    """
    figure = read(printed)
    grain = _grain(items, step) / whole(n)
    possible = _multiples(figure, grain)
    near = round(figure.value / grain) * grain
    computed = float(shown(near, figure.decimals))
    if not possible:
        below = math.floor(figure.value / grain) * grain
        around = " and ".join(shown(value, figure.decimals) for value in (below, below + grain))
        note = f"No {n} whole-number answers have the mean {printed}: the nearest means are {around}."
        if items > 1:
            note = f"No {n} people with {items} items each have the mean {printed}: the nearest means are {around}."
        return Finding("mean", label, printed, computed, "not attainable", note)
    if grain <= 2 * figure.half:
        note = f"With n = {n} every mean of {figure.decimals} decimals is possible: this check says nothing here."
        return Finding("mean", label, printed, computed, "ok", note)
    total = near / grain * _grain(items, step)
    if all(fits(k * grain, figure) == "half down" for k in possible):
        return Finding("mean", label, printed, computed, "rounding", HALF_DOWN)
    return Finding("mean", label, printed, computed, "ok", f"A total of {shown(total, 2)} over {n} people.")


def sd(printed: str, mean: str, n: int, items: int = 1, step: str = "1", label: str = "") -> Finding:
    """Whether a printed standard deviation can come with a printed mean from n people (GRIMMER, n - 1 in the divisor).

    Parameters
    ----------
    printed : str
        The standard deviation as printed.
    mean : str
        The mean as printed.
    n, items, step, label
        As in `mean`.

    Returns
    -------
    Finding
        The test can only refuse: a standard deviation that passes need not be possible within the answers' range.
        ``computed`` is the nearest standard deviation that passes.
    """
    figure, middle = read(printed), read(mean)
    unit = _grain(items, step)
    shows = f"{mean} ({printed})"
    totals = _multiples(middle, unit / whole(n))
    if n == 1 or not totals:
        why = "One person has no standard deviation." if n == 1 else "The mean is not attainable."
        return Finding("sd", label, shows, math.nan, "not checked", why)
    if figure.value < 0:
        return Finding("sd", label, shows, math.nan, "not attainable", "A standard deviation is never below zero.")
    if totals.stop - totals.start > MANY:
        note = f"With n = {n} every SD of {figure.decimals} decimals is possible: this check says nothing here."
        return Finding("sd", label, shows, float(figure.value), "ok", note)
    if any(_squares(total, n, figure, unit) for total in totals):
        return Finding("sd", label, shows, float(figure.value), "ok", f"Possible with n = {n}.")
    near = min((_nearest(total, n, figure, unit) for total in totals), key=lambda value: abs(value - figure.value))
    note = f"No {n} whole-number answers have the mean {mean} and the SD {printed}: the nearest SD is {near:.4f}."
    return Finding("sd", label, shows, near, "not attainable", note)


def _grain(items: int, step: str) -> Fraction:
    """Distance between neighbouring scores of one person."""
    distance = read(step).value
    if distance <= 0:
        raise DataError(Problem("step", "", step, "a number above 0", "Give the distance between two answers."))
    return distance / whole(items, "items")


def _multiples(figure: Printed, grain: Fraction) -> range:
    """Whole numbers whose multiple of the grain may be printed so."""
    return range(math.ceil(figure.low / grain), math.floor(figure.high / grain) + 1)


def _squares(total: int, n: int, figure: Printed, unit: Fraction) -> bool:
    """Whether a sum of squares of n whole numbers with this total gives a standard deviation printed so."""
    centre = Fraction(total * total, n)
    low = (n - 1) * (max(figure.low, Fraction(0)) / unit) ** 2 + centre
    high = (n - 1) * (figure.high / unit) ** 2 + centre
    first = _odd_as(max(math.ceil(low), _least(total, n)), total)
    return first <= high


def _nearest(total: int, n: int, figure: Printed, unit: Fraction) -> float:
    """Attainable standard deviation nearest to the printed one, for this total."""
    centre = Fraction(total * total, n)
    aim = math.floor((n - 1) * (figure.value / unit) ** 2 + centre)
    around = {_odd_as(max(square, _least(total, n)), total) for square in (aim - 1, aim, aim + 1)}
    values = [math.sqrt((square - centre) / (n - 1)) * float(unit) for square in around]
    return min(values, key=lambda value: abs(value - figure.value))


def _least(total: int, n: int) -> int:
    """Smallest sum of squares of n whole numbers with this total: all as equal as can be."""
    each, over = divmod(total, n)
    return n * each * each + over * (2 * each + 1)


def _odd_as(square: int, total: int) -> int:
    """The sum of squares, or the next one: odd when the total is odd."""
    return square + (square - total) % 2
