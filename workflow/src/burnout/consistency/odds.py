"""Odds ratios beside their interval and P value.

An interval of Wald's kind is symmetric about the logarithm of the odds ratio, and its width gives the standard error,
hence P (Altman DG, Bland JM. BMJ 2011;343:d2304). The same holds for hazard ratios and relative risks.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product

from burnout.consistency.finding import Finding
from burnout.consistency.printed import Printed, PrintedP, read, read_p
from burnout.consistency.pvalue import judge, meets, tail
from burnout.errors import DataError, Problem

FEW = (5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 22, 25, 30, 40, 60)
"""Degrees of freedom tried when P does not fit a normal interval: a sample of few clusters has one from Student's t."""


@dataclass(frozen=True)
class _Ratio:
    """An odds ratio and the ends of its interval, as printed; `level` is the confidence level."""

    ratio: Printed
    low: Printed
    high: Printed
    level: float

    @property
    def text(self) -> str:
        return f"{self.ratio.text} ({self.low.text} to {self.high.text})"


def odds_ratio(
    printed: str,
    low: str,
    high: str,
    p: str | None = None,
    level: float = 0.95,
    wald: bool = True,
    alpha: float = 0.05,
    label: str = "",
) -> list[Finding]:
    """Whether an odds ratio, its confidence interval and its P value belong together.

    Parameters
    ----------
    printed, low, high : str
        Odds ratio and the ends of its interval, as printed.
    p : str, optional
        P value as printed.
    level : float
        Confidence level of the interval.
    wald : bool
        Whether the interval is of Wald's kind. Profile-likelihood and exact intervals are not symmetric: then only
        order and significance are checked.
    alpha : float
        Level at which the paper calls a result significant.
    label : str
        What it stands for.

    Returns
    -------
    list of Finding
        One for the interval (``computed``: geometric mean of its ends), one for P when it is given (``computed``: P
        worked out from odds ratio and interval).

    Raises
    ------
    DataError
        A figure is no number, or not above 0.
    """
    given = _Ratio(read(printed), read(low), read(high), level)
    if given.ratio.value <= 0 or given.high.value <= 0 or given.low.value < 0:
        remedy = "Odds ratios, not their logarithms, are checked here."
        raise DataError(Problem("an odds ratio", label, given.text, "numbers above 0", remedy))
    findings = [_interval(given, wald, label)]
    if p is not None and not findings[0].flagged:
        printed_p = read_p(p)
        findings.append(_from_interval(given, printed_p, alpha, label) if wald else _side(given, printed_p, label))
    return findings


def _interval(given: _Ratio, wald: bool, label: str) -> Finding:
    ratio, low, high = given.ratio, given.low, given.high
    middle = math.sqrt(low.value * high.value)
    if low.value > high.value or ratio.high < low.low or ratio.low > high.high:
        return Finding("odds ratio", label, given.text, middle, "inconsistent", "It lies outside its own interval.")
    if not wald:
        return Finding("odds ratio", label, given.text, middle, "ok", "It lies within its interval.")
    ends = math.sqrt(max(low.low, 0) * high.low), math.sqrt(low.high * high.high)
    if ratio.low <= middle <= ratio.high:
        return Finding("odds ratio", label, given.text, middle, "ok", "The interval is symmetric on the log scale.")
    if ends[0] <= ratio.high and ends[1] >= ratio.low:
        note = f"The middle of the interval on the log scale is {middle:.4g}; rounding explains the difference."
        return Finding("odds ratio", label, given.text, middle, "rounding", note)
    note = (
        f"The middle of the interval on the log scale is {middle:.4g}, not {ratio.text}. One of the three figures may "
        "be misprinted (a profile-likelihood or exact interval need not be symmetric)."
    )
    return Finding("odds ratio", label, given.text, middle, "inconsistent", note)


def _from_interval(given: _Ratio, p: PrintedP, alpha: float, label: str) -> Finding:
    shows = f"{given.text}, P {p.relation} {p.figure.text}"
    point, between = _p_values(given, None)
    verdict, note = judge(p, point, between, alpha)
    if verdict != "inconsistent":
        return Finding("odds ratio and p", label, shows, point, verdict, note)
    for df in FEW:
        again, range_ = _p_values(given, df)
        if meets(p, range_):
            note = f"P fits an interval from Student's t with about {df} degrees of freedom (as for few clusters)."
            return Finding("odds ratio and p", label, shows, again, "ok", note)
    return Finding("odds ratio and p", label, shows, point, verdict, note)


def _p_values(given: _Ratio, df: int | None) -> tuple[float, tuple[float, float]]:
    """P from odds ratio and interval, and the smallest and largest P that rounding allows; df None: normal."""
    from scipy.special import ndtri, stdtrit

    chance = 0.5 + given.level / 2
    factor = float(ndtri(chance)) if df is None else float(stdtrit(df, chance))

    def p(log_ratio: float, width: float) -> float:
        statistic = math.inf if width <= 0 else abs(log_ratio) * 2 * factor / width
        return tail("z", statistic, ()) if df is None else tail("t", statistic, (df,))

    logs = sorted(abs(_log(value)) for value in (given.ratio.low, given.ratio.high))
    if given.ratio.low <= 1 <= given.ratio.high:
        logs[0] = 0.0
    widths = [_log(given.high.low) - _log(given.low.high), _log(given.high.high) - _log(given.low.low)]
    all_p = [p(log_ratio, width) for log_ratio, width in product(logs, widths)]
    point = p(_log(given.ratio.value), _log(given.high.value) - _log(given.low.value))
    return point, (min(all_p), max(all_p))


def _log(value: object) -> float:
    number = float(value)  # type: ignore[arg-type]
    return math.log(number) if number > 0 else -1e6


def _side(given: _Ratio, p: PrintedP, label: str) -> Finding:
    """P against an interval that need not be symmetric: both must say the same about significance."""
    shows = f"{given.text}, P {p.relation} {p.figure.text}"
    alpha = 1 - given.level
    outside = given.low.low > 1 or given.high.high < 1
    inside = given.low.high < 1 < given.high.low
    was = p.significant(alpha)
    if was is not None and ((outside and not was) or (inside and was)):
        note = f"The interval {'leaves out' if outside else 'contains'} 1, but P {p.relation} {p.figure.text}."
        return Finding("odds ratio and p", label, shows, math.nan, "decision error", note)
    note = "Interval and P agree about significance."
    return Finding("odds ratio and p", label, shows, math.nan, "ok", note)
