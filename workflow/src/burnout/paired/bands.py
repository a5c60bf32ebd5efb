"""Bands, grades and profiles before and after."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.paired.people import People
from burnout.statistics.homogeneity import shift_tests, stuart_maxwell
from burnout.statistics.result import holm

BANDS = ["measure", "n", "statistic", "df", "p_value", "test", "status", "note", "p_exact", "p_adjusted", "n_changed"]
BANDS += ["n_missing"]
SHIFT = ["measure", "test", "n", "statistic", "df", "p_value", "status", "note"]
TRANSITIONS = ["measure", "before", "after", "count"]


def bands_table(study: Study, people: People) -> pd.DataFrame:
    """Test whether each band, grade and profile is distributed otherwise after than before.

    Parameters
    ----------
    study : Study
        The study; its questionnaires with cut-offs have bands.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        One row for each column by the Stuart-Maxwell test, with the exact P beside it; `p_adjusted` is Holm's over the
        rows, of `p_value`.
    """
    rows: list[dict[str, object]] = []
    for measure in _columns(study, people):
        table = _cross_table(people, measure)[1]
        result, exact = stuart_maxwell(table)
        rows.append(
            {name: getattr(result, name) for name in BANDS if hasattr(result, name)}
            | {"measure": measure, "p_exact": exact, "n_changed": int(table.sum() - np.trace(table))}
            | {"n_missing": len(people.before) - result.n}
        )
    for row, p in zip(rows, holm(np.array([row["p_value"] for row in rows], dtype=float)), strict=True):
        row["p_adjusted"] = float(p)
    text = dict.fromkeys(["measure", "test", "status", "note"], "str")
    counts = dict.fromkeys(["n", "n_changed", "n_missing"], "int64")
    numbers = dict.fromkeys(["statistic", "df", "p_value", "p_exact", "p_adjusted"], "float64")
    return pd.DataFrame(rows, columns=BANDS).astype(text | counts | numbers)


def shift_table(study: Study, people: People) -> pd.DataFrame:
    """Test the shift between levels in every customary way.

    Returns
    -------
    pandas.DataFrame
        For each band, grade, profile and outcome of levels a row of stuart-maxwell, bhapkar (both: whether the levels
        are as frequent after as before) and bowker (whether as many went one way as the other between every two).
    """
    rows = []
    for measure in _columns(study, people):
        for name, result in shift_tests(_cross_table(people, measure)[1]).items():
            told = {column: getattr(result, column) for column in SHIFT if hasattr(result, column)}
            rows.append({"measure": measure} | told | {"test": name})
    text = dict.fromkeys(["measure", "test", "status", "note"], "str")
    numbers = dict.fromkeys(["statistic", "df", "p_value"], "float64")
    return pd.DataFrame(rows, columns=SHIFT).astype(text | numbers | {"n": "int64"})


def transitions_table(study: Study, people: People) -> pd.DataFrame:
    """Count who went from which band to which.

    Returns
    -------
    pandas.DataFrame
        One row for each cell of each cross table, empty cells too; levels in their order.
    """
    rows = []
    for measure in _columns(study, people):
        levels, table = _cross_table(people, measure)
        rows += [(measure, b, a, int(table[i, j])) for i, b in enumerate(levels) for j, a in enumerate(levels)]
    types = dict.fromkeys(["measure", "before", "after"], "str") | {"count": "int64"}
    return pd.DataFrame(rows, columns=TRANSITIONS).astype(types)


def _columns(study: Study, people: People) -> list[str]:
    """Bands, grades and profiles of questionnaires in the order of the data, then `paired.bands`."""
    found = [
        str(name)
        for name in people.before.columns
        if any(str(name).startswith(f"{use}_") for use in study.instruments)
        and str(name).endswith(("_band", "_grade", "_profile"))
        and isinstance(people.before[name].dtype, pd.CategoricalDtype)
    ]
    return [*found, *(name for name in (study.paired.bands if study.paired else []) if name not in found)]


def _cross_table(people: People, measure: str) -> tuple[list[str], np.ndarray]:
    before, after = people.before[measure], people.after[measure]
    levels = [str(level) for level in before.cat.categories]
    table = np.zeros((len(levels), len(levels)), dtype=int)
    known = (before.notna().to_numpy()) & (after.notna().to_numpy())
    np.add.at(table, (before.cat.codes.to_numpy()[known], after.cat.codes.to_numpy()[known]), 1)
    return levels, table
