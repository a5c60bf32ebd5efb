"""Result tables of two runs, row by row through their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from burnout.table_keys import key_columns, row_name

COLUMNS = ("table", "key", "column", "kind", "old", "new", "change", "old_text", "new_text")
"""Columns of the changes. `kind` is value, text, row added, row gone, table added, table gone, column added, column
gone or column renamed; `change` is new minus old."""
TOLERANCE = 1e-9
"""Relative difference below which two numbers are the same result."""


@dataclass(frozen=True)
class Compared:
    """Two runs' tables compared.

    Parameters
    ----------
    changes : pandas.DataFrame
        One row for each difference (`COLUMNS`).
    pairs : dict of str to pandas.DataFrame
        Rows that both runs have, by table: the key as index, old columns with the ending ``_old``, new with ``_new``.
    rows : int
        How many rows both runs have.
    cells : int
        How many cells of theirs were compared.
    """

    changes: pd.DataFrame
    pairs: dict[str, pd.DataFrame]
    rows: int
    cells: int


def compare_tables(old: Mapping[str, pd.DataFrame], new: Mapping[str, pd.DataFrame]) -> Compared:
    """Compare the result tables of two runs.

    Parameters
    ----------
    old, new : mapping of str to pandas.DataFrame
        Tables by name.
    """
    found: list[dict[str, object]] = []
    pairs: dict[str, pd.DataFrame] = {}
    cells = 0
    for name in sorted(old.keys() | new.keys()):
        if name not in old or name not in new:
            found.append({"table": name, "kind": "table added" if name in new else "table gone"})
            continue
        renamed = _renamed(old[name], new[name])
        before = old[name].rename(columns=renamed)
        found += _columns(name, old[name], new[name], renamed)
        shared = [column for column in before if column in new[name]]
        if not shared:
            continue
        pairs[name], rows = _paired(name, before[shared], new[name][shared])
        found += rows
        values = [column for column in shared if f"{column}_old" in pairs[name]]
        cells += len(values) * len(pairs[name])
        for column in values:
            found += _moved(name, column, pairs[name])
    changes = pd.DataFrame(found, columns=list(COLUMNS))
    return Compared(changes, pairs, sum(len(pair) for pair in pairs.values()), cells)


def _renamed(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Columns that have another name and the same cells, row for row; only where one name is as good as told."""
    if len(old) != len(new) or old.empty:
        return {}
    gone, come = [c for c in old if c not in new], [c for c in new if c not in old]
    same = {a: [b for b in come if old[a].astype("string").equals(new[b].astype("string"))] for a in gone}
    only = {a: b[0] for a, b in same.items() if len(b) == 1 and old[a].notna().any()}
    return {a: b for a, b in only.items() if list(only.values()).count(b) == 1}


def _columns(table: str, old: pd.DataFrame, new: pd.DataFrame, renamed: Mapping[str, str]) -> list[dict[str, object]]:
    found: list[dict[str, object]] = [
        {"table": table, "column": b, "kind": "column renamed", "old_text": a, "new_text": b}
        for a, b in renamed.items()
    ]
    gone = [c for c in old if c not in new and c not in renamed]
    come = [c for c in new if c not in old and c not in renamed.values()]
    found += [{"table": table, "column": column, "kind": "column gone"} for column in gone]
    return found + [{"table": table, "column": column, "kind": "column added"} for column in come]


def _paired(table: str, old: pd.DataFrame, new: pd.DataFrame) -> tuple[pd.DataFrame, list[dict[str, object]]]:
    """Rows of both runs side by side, and those that only one of them has."""
    both = pd.concat([old, new], ignore_index=True)
    keys = key_columns(both.iloc[: len(old)].reset_index(drop=True)) if len(old) else []
    keys = [k for k in both if k in {*keys, *(key_columns(new) if len(new) else [])}]
    keys = [k for k in keys if not _a_result(both[k])]
    named = [_with_names(frame, keys) for frame in (old, new)]
    pair = named[0].merge(
        named[1], on=["key", "nth"], how="outer", suffixes=("_old", "_new"), indicator=True, sort=False
    )
    found = [
        {"table": table, "key": row.key, "kind": "row gone" if row.side == "left_only" else "row added"}
        for row in pair.rename(columns={"_merge": "side"})[["key", "side"]].itertuples()
        if row.side != "both"
    ]
    shared = pair[pair["_merge"] == "both"].drop(columns="_merge")
    for key in keys:
        shared = shared.rename(columns={f"{key}_new": key}).drop(columns=f"{key}_old")
    return shared.reset_index(drop=True), found


def _a_result(column: pd.Series) -> bool:
    """Whether a column of whole numbers is a count rather than a name of rows (steps, items, groups)."""
    counts = ("n", "count", "events", "value", "items_answered")
    return is_numeric_dtype(column) and (column.name in counts or str(column.name).startswith("n_"))


def _with_names(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """A table with its rows' names, and a running number where several rows have the same one."""
    rows = frame[keys].astype(object).to_dict("records") if keys else [{} for _ in range(len(frame))]
    made = frame.assign(key=[row_name(row) for row in rows])
    return made.assign(nth=made.groupby("key").cumcount())


def _moved(table: str, column: str, pair: pd.DataFrame) -> list[dict[str, object]]:
    old, new = pair[f"{column}_old"], pair[f"{column}_new"]
    numbers = all(is_numeric_dtype(side) and not is_bool_dtype(side) for side in (old, new))
    if numbers:
        a, b = old.to_numpy(float, na_value=np.nan), new.to_numpy(float, na_value=np.nan)
        differ = ~(np.isclose(a, b, rtol=TOLERANCE, atol=1e-12, equal_nan=True))
        return [
            {"table": table, "key": k, "column": column, "kind": "value", "old": x, "new": y, "change": y - x}
            for k, x, y in zip(pair["key"][differ], a[differ], b[differ], strict=True)
        ]
    texts = [side.astype("string").fillna("") for side in (old, new)]
    differ = (texts[0] != texts[1]).to_numpy()
    return [
        {"table": table, "key": k, "column": column, "kind": "text", "old_text": x, "new_text": y}
        for k, x, y in zip(pair["key"][differ], texts[0][differ], texts[1][differ], strict=True)
    ]
