"""The screening table: every factor against every outcome, under every plan."""

from __future__ import annotations

import pandas as pd

from burnout.config import Study
from burnout.screen.choose import compare_columns
from burnout.statistics import Result, holm

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
]
_TEXT = ["plan", "outcome", "factor", "test", "effect_size_name", "status", "note", "statistic_name"]
_NUMBERS = ["statistic", "df", "df2", "p_value", "p_adjusted", "effect_size"]


def screening_table(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Test every factor against every outcome.

    Parameters
    ----------
    study : Study
        The study.
    rows : pandas.DataFrame
        Participants of the first occasion.

    Returns
    -------
    pandas.DataFrame
        One row for each plan, outcome and factor. `p_adjusted` is Holm's, within plan and outcome, over the tests that
        could be done. A test that could not be done has a `status` other than ``ok`` and a `note`.
    """
    found = []
    for plan in study.plan.names:
        for outcome in study.screened_outcomes():
            results = [
                compare_columns(rows[outcome], rows[factor], plan, study.plan) for factor in study.screened_factors()
            ]
            adjusted = holm([result.p_value for result in results])
            for factor, result, p in zip(study.screened_factors(), results, adjusted, strict=True):
                found.append(_row(plan, outcome, factor, result, len(rows), float(p)))
    table = pd.DataFrame(found, columns=COLUMNS)
    types = dict.fromkeys(_TEXT, "str") | dict.fromkeys(_NUMBERS, "float64") | {"n": "int64", "n_missing": "int64"}
    return table.astype(types)


def _row(plan: str, outcome: str, factor: str, result: Result, rows: int, adjusted: float) -> dict[str, object]:
    values = {name: getattr(result, name) for name in COLUMNS if hasattr(result, name)}
    place = {"plan": plan, "outcome": outcome, "factor": factor}
    return place | values | {"n_missing": rows - result.n, "p_adjusted": adjusted}
