"""A factor and an outcome side by side, as tests take them: a table of counts, groups of values, or two numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from burnout.screen.columns import codes_of, cross_counts, infinite_in, kind_of, levels_of, numbers_of
from burnout.statistics.result import Array, Result, failed, sentences

Form = Literal["table", "groups", "numbers", "text"]


@dataclass(frozen=True)
class Pair:
    """The people who have both values.

    Parameters
    ----------
    form : str
        ``table`` (groups against groups), ``groups`` (a number against groups), ``numbers`` or ``text``.
    n : int
        People with both values.
    problem : Result or None
        Why nothing can be compared, if so.
    note : str
        Levels without people, which are left out.
    levels : list of str
        Levels of the factor (of a table), or of the grouping (of groups), that have people, in order.
    outcomes : list of str
        Levels of the outcome that have people, of a table.
    counts : array of shape (levels, outcomes)
        Counts, of a table.
    groups : list of array
        Values of each level; of two numbers the outcome's and the factor's values.
    grouping : str
        Which of the two is the grouping, of groups: ``factor`` or ``outcome``.
    declared : int
        Levels that the factor (of groups: the grouping) has in the study file.
    ordered : bool
        Whether the factor's levels have an order.
    outcome_ordered : bool
        Whether the outcome's levels have an order.
    """

    form: Form
    n: int
    problem: Result | None = None
    note: str = ""
    levels: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    counts: Array | None = None
    groups: list[Array] = field(default_factory=list)
    grouping: str = "factor"
    declared: int = 0
    ordered: bool = False
    outcome_ordered: bool = False


def pair_up(outcome: pd.Series, factor: pd.Series) -> Pair:
    """Bring two columns of the same people into the form that tests take.

    Parameters
    ----------
    outcome, factor : pandas.Series
        Categorical or numbers.
    """
    pair = _pair(outcome, factor)
    infinite = sum(infinite_in(column) for column in (outcome, factor))
    if not infinite:
        return pair
    said = f"{infinite} infinite values count as missing."
    problem = pair.problem and replace(pair.problem, note=sentences(pair.problem.note, said))
    return replace(pair, problem=problem, note=sentences(pair.note, said))


def _pair(outcome: pd.Series, factor: pd.Series) -> Pair:
    kinds = kind_of(outcome), kind_of(factor)
    if "text" in kinds:
        n = int((outcome.notna() & factor.notna()).sum())
        return Pair("text", n, failed(n, "not-estimable", "Free text cannot be tested."))
    if kinds == ("number", "number"):
        return _numbers(numbers_of(outcome), numbers_of(factor))
    if kinds == ("groups", "groups"):
        return _table(outcome, factor)
    number, grouping = (outcome, factor) if kinds[0] == "number" else (factor, outcome)
    return _groups(numbers_of(number), grouping, "factor" if kinds[0] == "number" else "outcome")


def _constant(n: int, what: str, only: str | None = None) -> Result:
    if n == 0:
        return failed(0, "too-few", "Nobody has both values.")
    answer = f" ({only})" if only else ""
    return failed(n, "constant", f"Everybody has the same value of the {what}{answer}, so nothing can be compared.")


def _dropped(levels: list[str], counts: Array) -> str:
    empty = [level for level, count in zip(levels, counts, strict=True) if count == 0]
    return f"Levels without people left out: {', '.join(empty)}." if empty else ""


def _is_ordered(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype) and bool(column.cat.ordered)


def _kept(levels: list[str], counts: Array) -> list[str]:
    return [level for level, count in zip(levels, counts, strict=True) if count]


def _table(outcome: pd.Series, factor: pd.Series) -> Pair:
    names = levels_of(factor), levels_of(outcome)
    table = cross_counts(factor, outcome)[:-1, :-1]
    totals = table.sum(axis=1), table.sum(axis=0)
    kept = tuple(_kept(levels, total) for levels, total in zip(names, totals, strict=True))
    problem = None
    for what, left in (("outcome", kept[1]), ("factor", kept[0])):
        if len(left) < 2:
            problem = _constant(int(table.sum()), what, left[0] if left else None)
            break
    return Pair(
        "table",
        int(table.sum()),
        problem,
        " ".join(note for levels, total in zip(names, totals, strict=True) if (note := _dropped(levels, total))),
        levels=kept[0],
        outcomes=kept[1],
        counts=table[totals[0] > 0][:, totals[1] > 0],
        declared=len(names[0]),
        ordered=_is_ordered(factor),
        outcome_ordered=_is_ordered(outcome),
    )


def _groups(values: Array, column: pd.Series, grouping: str) -> Pair:
    codes, levels = codes_of(column), levels_of(column)
    known = (codes >= 0) & ~np.isnan(values)
    counts = np.bincount(codes[known], minlength=len(levels))
    left, n, problem = _kept(levels, counts), int(known.sum()), None
    if len(left) < 2:
        problem = _constant(n, grouping, left[0] if left else None)
    elif np.ptp(values[known]) == 0:
        problem = _constant(n, "outcome" if grouping == "factor" else "factor")
    return Pair(
        "groups",
        n,
        problem,
        _dropped(levels, counts),
        levels=left,
        groups=[values[known & (codes == i)] for i in np.flatnonzero(counts)],
        grouping=grouping,
        declared=len(levels),
        ordered=grouping == "factor" and _is_ordered(column),
        outcome_ordered=grouping == "outcome" and _is_ordered(column),
    )


def _numbers(outcome: Array, factor: Array) -> Pair:
    both = ~np.isnan(outcome) & ~np.isnan(factor)
    groups, n, problem = [outcome[both], factor[both]], int(both.sum()), None
    for what, values in zip(("outcome", "factor"), groups, strict=True):
        if n == 0 or np.ptp(values) == 0:
            problem = _constant(n, what)
            break
    return Pair("numbers", n, problem, groups=groups)
