"""Changes with the interval of their test: of means, or medians where ranks were tested."""

from __future__ import annotations

import pandas as pd

from burnout.language import say
from burnout.manuscript.numbers import estimate

HODGES_LEHMANN = "hodges-lehmann"


def shown_change(row: object) -> str:
    """The change with its interval as a cell of a table; the mean difference where no test was made."""
    if row.status == "ok":  # type: ignore[attr-defined]
        return estimate(row.estimate, row.conf_low, row.conf_high)  # type: ignore[attr-defined]
    return estimate(row.mean_difference, row.conf_low, row.conf_high)  # type: ignore[attr-defined]


def change_note(rows: pd.DataFrame) -> str:
    """What the differences of a table are where ranks were tested; else empty, since they are of means."""
    if not (rows["estimate_name"] == HODGES_LEHMANN).any():
        return ""
    return say(
        "Differences tested by the Wilcoxon test are median changes of those who changed (Hodges and Lehmann), with "
        "the interval that belongs to the test; all others are differences of means."
    )
