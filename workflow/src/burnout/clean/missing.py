"""How much is missing, by variable and item."""

from __future__ import annotations

import pandas as pd

from burnout.clean.layout import is_item
from burnout.config.study import Study


def missingness(data: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Missing values of each variable and item.

    Parameters
    ----------
    data : DataFrame
        Clean data.
    study : Study
        The study.

    Returns
    -------
    DataFrame
        Columns variable, n, n_missing, percent (0 to 100). n counts the rows of the occasions at which anybody
        answered, so that what was asked only once is not counted as missing at the other occasions.
    """
    columns = [c for c in data.columns if c in study.variables or is_item(study, c)]
    lines = []
    for column in columns:
        answered = data[column].notna()
        asked = data["occasion"].isin(data.loc[answered, "occasion"].unique()) if answered.any() else data.index == -1
        n = int(asked.sum()) or len(data)
        n_missing = n - int(answered.sum())
        lines.append((column, n, n_missing, 100 * n_missing / n if n else float("nan")))
    return pd.DataFrame(lines, columns=["variable", "n", "n_missing", "percent"])
