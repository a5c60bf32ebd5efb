"""P values worked out again from the printed statistic and its degrees of freedom.

After statcheck (Nuijten MB et al. Behav Res Methods 2016;48:1205-1226): the statistic was rounded before it was
printed, so a whole interval of P values may stand behind it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Literal

from burnout.consistency.finding import Finding, Verdict
from burnout.consistency.printed import Printed, PrintedP, read, read_p
from burnout.errors import DataError, Problem

Test = Literal["t", "F", "chi-square", "r", "z"]

DEGREES: dict[str, int] = {"t": 1, "F": 2, "chi-square": 1, "r": 1, "z": 0}
"""Degrees of freedom that each statistic has; those of r are n - 2."""

TINY = 1e-9


def tail(test: Test, statistic: float, df: Sequence[float]) -> float:
    """P of a statistic: two-sided for t, r and z, upper tail for F and chi-square (scipy's distribution functions)."""
    from scipy.special import chdtrc, fdtrc, ndtr, stdtr

    if test == "F":
        return float(fdtrc(df[0], df[1], max(statistic, 0.0)))
    if test == "chi-square":
        return float(chdtrc(df[0], max(statistic, 0.0)))
    size = abs(statistic)
    if test == "z":
        return float(2 * ndtr(-size))
    if test == "r":
        if size >= 1:
            return 0.0
        size = size * math.sqrt(df[0] / (1 - size * size))
    return float(2 * stdtr(df[0], -size))


def p_value(
    test: Test,
    statistic: str,
    df: Sequence[str],
    printed: str,
    tails: int = 2,
    alpha: float = 0.05,
    label: str = "",
) -> Finding:
    """Whether a printed P value belongs to the printed statistic and degrees of freedom.

    Parameters
    ----------
    test : {"t", "F", "chi-square", "r", "z"}
        Which distribution the statistic follows.
    statistic : str
        The statistic as printed.
    df : sequence of str
        Degrees of freedom as printed: two for F, none for z, else one (n - 2 for r). Decimals are taken as rounded.
    printed : str
        The P value as printed: ``"0.047"``, ``"<0.001"``, ``">0.05"``.
    tails : {1, 2}
        Sides of the test, for t, r and z.
    alpha : float
        Level at which the paper calls a result significant.
    label : str
        What it stands for.

    Returns
    -------
    Finding
        ``computed`` is the P of the printed statistic. Verdict ``rounding``: only the rounding of the statistic
        explains the printed P; ``inconsistent``: it does not; ``decision error``: and one of the two P values
        would be called significant, the other not.

    Raises
    ------
    DataError
        A figure is no number, or impossible for the test.
    """
    figure, freedom, p = read(statistic), [read(text) for text in df], read_p(printed)
    _possible(test, figure, freedom, statistic, df)
    share = 0.5 if tails == 1 and test in ("t", "r", "z") else 1.0
    point = share * tail(test, float(figure.value), [float(d.value) for d in freedom])
    bounds = [share * tail(test, s, d) for s, d in product(_sizes(test, figure), _freedoms(freedom))]
    shows = f"{_named(test, df)} = {statistic}, P {p.relation} {p.figure.text}"
    verdict, note = judge(p, point, (min(bounds), max(bounds)), alpha)
    halved = (min(bounds) / 2, max(bounds) / 2)
    if tails == 2 and test in ("t", "r", "z") and verdict in ("inconsistent", "decision error") and meets(p, halved):
        note += " It would fit a one-sided test: then the text should say so."
    return Finding("p value", label, shows, point, verdict, note)


def needed(test: Test, df: Sequence[str], printed: str, tails: int = 2, label: str = "") -> Finding:
    """The statistic that a printed P asks for, where the paper prints none; nothing can be checked.

    Parameters
    ----------
    test, df, printed, tails, label
        As in `p_value`.

    Returns
    -------
    Finding
        ``computed`` is the size of the statistic.
    """
    p = read_p(printed)
    size = _statistic(test, float(p.figure.value) * (2 if tails == 1 else 1), [float(read(text).value) for text in df])
    about = {"=": "about", "<": "more than", ">": "less than"}[p.relation]
    note = f"{test} is not printed, so P cannot be checked; it asks for a size of {about} {size:.2f}."
    return Finding("p value", label, f"{_named(test, df)}, P {p.relation} {p.figure.text}", size, "not checked", note)


def _named(test: str, df: Sequence[str]) -> str:
    return f"{test}({', '.join(df)})" if df else test


def _statistic(test: Test, p: float, df: Sequence[float]) -> float:
    """Size of the statistic that has this P."""
    from scipy.special import chdtri, fdtri, ndtri, stdtrit

    if test == "F":
        return float(fdtri(df[0], df[1], 1 - p))
    if test == "chi-square":
        return float(chdtri(df[0], p))
    if test == "z":
        return -float(ndtri(p / 2))
    t = -float(stdtrit(df[0], p / 2))
    return t if test == "t" else t / math.sqrt(df[0] + t * t)


def judge(p: PrintedP, point: float, between: tuple[float, float], alpha: float) -> tuple[Verdict, str]:
    """Verdict on a printed P, given the P worked out and the smallest and largest P that rounding allows."""
    again = say(point)
    if meets(p, (point, point)):
        lead = "P = 0.000 is printed for P < 0.001. " if p.figure.value == 0 and p.relation == "=" else ""
        return "ok", f"{lead}Worked out again: P {again}."
    if meets(p, between):
        return "rounding", f"Worked out again: P {again}; the rounding of the printed figures explains the difference."
    low, high = between
    was, now = p.significant(alpha), True if high < alpha else False if low >= alpha else None
    if was is not None and now is not None and was is not now:
        ends = "significant" if now else "not significant"
        note = f"Worked out again: P {again}, which is {ends} at {alpha:g}; the printed P says otherwise."
        return "decision error", note
    return "inconsistent", f"Worked out again: P {again} (with rounding between {low:.4g} and {high:.4g})."


def meets(p: PrintedP, between: tuple[float, float]) -> bool:
    """Whether a printed P and an interval of P values have something in common."""
    low, high = p.region
    return between[0] <= high * (1 + TINY) + 1e-15 and between[1] >= low * (1 - TINY)


def say(p: float) -> str:
    """A P value for a sentence."""
    return "< 0.0001" if p < 0.0001 else f"= {p:.4f}"


def _sizes(test: Test, figure: Printed) -> list[float]:
    """Smallest and largest size of the statistic that may be printed so."""
    low, high = float(figure.low), float(figure.high)
    if test in ("F", "chi-square"):
        return [max(low, 0.0), high]
    small = 0.0 if low <= 0 <= high else min(abs(low), abs(high))
    return [small, max(abs(low), abs(high))]


def _freedoms(freedom: Sequence[Printed]) -> list[tuple[float, ...]]:
    """Degrees of freedom that may be printed so: whole ones are exact, those with decimals were rounded."""
    ends = [[d.value] if d.decimals <= 0 else [d.low, d.high] for d in freedom]
    return [tuple(float(value) for value in combination) for combination in product(*ends)]


def _possible(test: str, figure: Printed, freedom: Sequence[Printed], statistic: str, df: Sequence[str]) -> None:
    place = f"{test} = {statistic}"
    if test not in DEGREES:
        raise DataError(Problem("a test", "", repr(test), ", ".join(DEGREES), "Choose one of them."))
    if len(freedom) != DEGREES[test] or any(d.low <= 0 for d in freedom):
        found = f"degrees of freedom {', '.join(df) or '(none)'}"
        remedy = "Give the degrees of freedom as printed (n - 2 for r)."
        raise DataError(Problem("a test", place, found, f"{DEGREES[test]} above 0 for {test}", remedy))
    if test in ("F", "chi-square") and figure.value < 0:
        raise DataError(Problem("a test", place, statistic, "a number of at least 0", "Look at the sign."))
    if test == "r" and abs(figure.value) > 1:
        raise DataError(Problem("a test", place, statistic, "a number between -1 and 1", "Look at the decimal point."))
