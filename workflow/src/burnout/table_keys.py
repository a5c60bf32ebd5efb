"""Which columns of a result table tell its rows apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NO_KEYS = ("status", "note", "warning", "test_note")
"""Columns of text that say something of a result and do not tell which result it is."""


def key_columns(frame: pd.DataFrame) -> list[str]:
    """Columns that name the rows of a result table, in the table's order.

    Columns of text and then of whole numbers, from the left; a column that tells no more rows apart is left out, and
    the search ends when no two rows have the same key.

    Parameters
    ----------
    frame : pandas.DataFrame
        A result table.

    Returns
    -------
    list of str
        Columns. Rows that are the same in all of them share their key.
    """
    from pandas.api.types import is_float_dtype, is_numeric_dtype

    numbers = [column for column in frame if is_numeric_dtype(frame[column])]
    texts = [column for column in frame if column not in numbers and column not in NO_KEYS]
    keys: list[str] = []
    distinct = 0
    for column in [*texts, *(number for number in numbers if not is_float_dtype(frame[number]))]:
        if distinct == len(frame) and keys:
            break
        found = len(frame) - int(frame.duplicated([*keys, column]).sum())
        if found > distinct:
            keys, distinct = [*keys, column], found
    return [column for column in frame if column in keys]


def row_name(keys: Mapping[str, object]) -> str:
    """A row by its key: ``outcome = burnout, level = Yes``; empty cells are left out.

    Parameters
    ----------
    keys : mapping of str to object
        Key columns and what stands there.
    """
    return ", ".join(f"{key} = {value}" for key, value in keys.items() if value == value and value not in (None, ""))
