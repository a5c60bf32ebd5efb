"""The table of trend tests: does the outcome rise or fall with the levels of an ordinal factor?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from burnout.screen.pair import Pair
from burnout.statistics.result import Result, sentences
from burnout.statistics.trend import cochran_armitage, jonckheere, linear_by_linear, linear_contrast

COLUMNS = [
    "outcome",
    "factor",
    "test",
    "statistic",
    "df",
    "p_value",
    "status",
    "note",
    "n",
    "statistic_name",
    "effect_size",
    "effect_size_name",
]
_NUMBERS = ["statistic", "df", "p_value", "effect_size"]


def trend_tests(pair: Pair) -> list[Result]:
    """Test for a trend over the levels of an ordinal factor.

    Parameters
    ----------
    pair : Pair
        The two columns.

    Returns
    -------
    list of Result
        Binary outcome: Cochran-Armitage and linear-by-linear; ordinal outcome: linear-by-linear; number:
        Jonckheere-Terpstra and the linear contrast of means. Levels count 1, 2, 3 ... in their order, levels without
        people left out. None for factors without an order and for outcomes of unordered levels.
    """
    if not pair.ordered:
        return []
    if pair.form == "table" and not (len(pair.outcomes) <= 2 or pair.outcome_ordered):
        return []
    if pair.problem is not None:
        return [pair.problem]
    if pair.form == "groups":
        found = [jonckheere(pair.groups), linear_contrast(pair.groups)]
    else:
        found = [linear_by_linear(pair.counts)]
        if len(pair.outcomes) == 2:
            found.insert(0, cochran_armitage(pair.counts))
    return [replace(one, note=sentences(pair.note, one.note)) for one in found]


def trend_table(found: list[tuple[str, str, Result]]) -> pd.DataFrame:
    """Make the table of outcome, factor and result."""
    rows = [
        {"outcome": outcome, "factor": factor} | {c: getattr(result, c) for c in COLUMNS if hasattr(result, c)}
        for outcome, factor, result in found
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    text = dict.fromkeys([c for c in COLUMNS if c not in (*_NUMBERS, "n")], "str")
    return table.astype(text | dict.fromkeys(_NUMBERS, "float64") | {"n": "int64"})
