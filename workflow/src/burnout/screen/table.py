"""The screening table: every factor against every outcome, under every plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.screen.pair import Pair
from burnout.statistics import (
    Result,
    benjamini_hochberg,
    holm,
    likelihood_ratio,
    standardised_difference,
    standardised_difference_of_shares,
)

COLUMNS = [
    "plan",
    "outcome",
    "factor",
    "test",
    "n",
    "n_missing",
    "statistic",
    "df",
    "df2",
    "p_value",
    "p_adjusted",
    "effect_size",
    "effect_size_name",
    "status",
    "note",
    "statistic_name",
    "p_bh",
    "effect_low",
    "effect_high",
    "effect_interval",
    "standardised_difference",
    "lr_statistic",
    "lr_df",
    "lr_p_value",
    "estimate",
    "estimate_name",
    "std_error",
    "conf_low",
    "conf_high",
]
_TEXT = ["plan", "outcome", "factor", "test", "effect_size_name", "status", "note", "statistic_name", "effect_interval"]
_TEXT += ["estimate_name"]
_WHOLE = ["n", "n_missing"]

Found = Mapping[tuple[str, str, str], Result]
"""Results by plan, outcome and factor."""
Beside = Mapping[tuple[str, str], Mapping[str, float]]
"""What is the same under every plan, by outcome and factor; see `beside_tests`."""
Sizes = Mapping[tuple[str, str, str], Mapping[str, float | str]]
"""How much two groups differ, by plan, outcome and factor; see `burnout.screen.difference`."""


def screening_table(study: Study, people: int, found: Found, beside: Beside, sizes: Sizes) -> pd.DataFrame:
    """Make the table of all tests.

    Parameters
    ----------
    study : Study
        The study.
    people : int
        Participants of the first occasion.
    found : mapping
        Results by plan, outcome and factor.
    beside : mapping
        Columns that every plan shares, by outcome and factor.
    sizes : mapping
        Estimates with their intervals by plan, outcome and factor.

    Returns
    -------
    pandas.DataFrame
        One row for each plan, outcome and factor. `p_adjusted` is Holm's and `p_bh` Benjamini and Hochberg's, within
        plan and outcome, over the tests that could be done. `effect_interval` names the method of `effect_low` and
        `effect_high`. A test that could not be done has a `status` other than ``ok`` and a `note`.
    """
    rows = []
    for plan in study.plan.names:
        for outcome in study.screened_outcomes():
            results = [found[plan, outcome, factor] for factor in study.screened_factors()]
            raw = np.array([result.p_value for result in results])
            adjusted = zip(study.screened_factors(), results, holm(raw), benjamini_hochberg(raw), strict=True)
            for factor, result, p, q in adjusted:
                place = {"plan": plan, "outcome": outcome, "factor": factor, "n_missing": people - result.n}
                place |= {"p_adjusted": p, "p_bh": q, **beside[outcome, factor]}
                place |= {"estimate_name": "", **sizes[plan, outcome, factor]}
                rows.append({name: getattr(result, name) for name in COLUMNS if hasattr(result, name)} | place)
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = dict.fromkeys([name for name in COLUMNS if name not in (*_TEXT, *_WHOLE)], "float64")
    return table.astype(numbers | dict.fromkeys(_TEXT, "str") | dict.fromkeys(_WHOLE, "int64"))


def beside_tests(pair: Pair) -> dict[str, float]:
    """What stands beside the test under every plan: likelihood-ratio chi-square of a table, standardised difference.

    The standardised difference is that of two groups: of the outcome's levels if it has two, else of the factor's;
    first minus second.
    """
    found: dict[str, float] = {}
    if pair.problem is not None:
        return found
    if pair.form == "groups" and len(pair.groups) == 2:
        found["standardised_difference"] = standardised_difference(*pair.groups)
    if pair.form == "table":
        by_group = pair.counts.T if len(pair.outcomes) == 2 else pair.counts
        if len(by_group) == 2:
            found["standardised_difference"] = standardised_difference_of_shares(*by_group)
        found["lr_statistic"], found["lr_p_value"] = likelihood_ratio(pair.counts)
        found["lr_df"] = float((len(pair.levels) - 1) * (len(pair.outcomes) - 1))
    return found
