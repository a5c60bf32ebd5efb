"""What went into two runs: data files, configuration, software."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.diff.run import Run

COLUMNS = ("what", "where", "old", "new")
_PARTS = {"sha256": "data file", "rows": "rows of a data file", "configuration": "study file",
          "instruments": "instrument file", "software": "software"}  # fmt: skip


def changed_inputs(old: Run, new: Run) -> pd.DataFrame:
    """Data files by their hash and rows, keys of the configuration, and versions of the software that differ.

    Parameters
    ----------
    old, new : Run
        The runs. Of runs without a record only the data files are known.

    Returns
    -------
    pandas.DataFrame
        Columns ``what, where, old, new``; an empty text stands for what is not there.
    """
    found = []
    for part, what in _PARTS.items():
        if part not in old.record or part not in new.record:
            continue
        sides = [_flat(run.record[part]) for run in (old, new)]
        for key in dict.fromkeys([*sides[0], *sides[1]]):
            before, after = (side.get(key, "") for side in sides)
            if before != after:
                shown = [text[:16] if part == "sha256" else text for text in (before, after)]
                found.append((what, key, *shown))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _flat(value: Any, before: str = "") -> dict[str, str]:
    """Nested keys joined by ``: ``, lists of plain values as one."""
    if isinstance(value, Mapping) and value:
        return {
            k: v
            for key, item in value.items()
            for k, v in _flat(item, f"{before}: {key}" if before else str(key)).items()
        }
    if isinstance(value, list) and any(isinstance(item, Mapping | list) for item in value):
        return {k: v for i, item in enumerate(value, 1) for k, v in _flat(item, f"{before}: {i}").items()}
    return {before: ", ".join(map(str, value)) if isinstance(value, list) else str(value)}
