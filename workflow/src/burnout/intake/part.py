"""The rows of a raw table that belong to the study, each as often as there are people it stands for."""

from __future__ import annotations

import difflib
from dataclasses import replace

import numpy as np
import pandas as pd

from burnout.clean.values import as_number, code_key, shown_cell
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Note, RawTable, cells_at, distinct, listed

MOST_PEOPLE = 10_000_000


def belonging(raw: RawTable, spec: DataFile) -> RawTable:
    """The table without rows of other studies; a row of a table of counts stands once for each person.

    Parameters
    ----------
    raw : RawTable
        The file as read.
    spec : DataFile
        Its `only` and `count`.

    Raises
    ------
    DataError
        A column is not there, no row belongs to the study, or a count is none.
    """
    for column, wanted in spec.only.items():
        raw = _only(raw, column, wanted if isinstance(wanted, list) else [wanted])
    return raw if spec.count is None else _counted(raw, spec.count)


def _only(raw: RawTable, column: str, wanted: list[int | float | str]) -> RawTable:
    (codes, cells), keys = distinct(_column(raw, column, "only")), {code_key(code) for code in wanted}
    keep = np.array([*(code_key(cell) in keys for cell in cells), False], dtype=bool)[codes]
    if not keep.any() and len(keep):
        there = listed(list(dict.fromkeys(shown_cell(cells[code]) for code in pd.unique(codes) if code >= 0)))
        found = f"no row with {listed(sorted(keys))}"
        remedy = f"Correct files.{raw.name}.only in the study file."
        raise DataError(Problem(raw.path, f"column {column!r}", found, f"what stands in it: {there}", remedy))
    rows = raw.frame.index[~keep]
    if not len(rows):
        return raw
    rule = f"rows of the file that do not belong to the study (only: {column})"
    note = Note(int(rows[0]), column, f"{len(rows)} of {len(keep)} rows", "left out", rule)
    return replace(raw, frame=raw.frame[keep], notes=(*raw.notes, note))


def _counted(raw: RawTable, column: str) -> RawTable:
    times = []
    counts = cells_at(_column(raw, column, "count"), np.arange(len(raw.frame)))
    for row, cell in zip(raw.frame.index, counts, strict=True):
        number = None if cell is None else as_number(cell)
        if number is None or not float(number).is_integer() or not 0 <= number <= MOST_PEOPLE:
            found = "an empty cell" if cell is None else repr(cell)
            allowed = "how many people the row stands for: 0, 1, 2 ..."
            raise DataError(Problem(raw.path, f"row {row}, column {column!r}", found, allowed, "Correct the cell."))
        times.append(int(number))
    if sum(times) > MOST_PEOPLE:
        remedy = "Check that it is the column of the counts."
        raise DataError(Problem(raw.path, f"column {column!r}", f"{sum(times)} people", f"{MOST_PEOPLE}", remedy))
    return replace(raw, frame=_coded(raw.frame).iloc[np.repeat(np.arange(len(times)), times)])


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    """The same cells as categoricals, so that millions of people take a byte for each cell."""
    columns = {}
    for name in frame.columns:
        codes, cells = distinct(frame[name])
        categories = pd.Index(np.fromiter(cells, dtype=object, count=len(cells)), dtype=object)
        columns[name] = pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(categories))
    return pd.DataFrame(columns, index=frame.index, columns=frame.columns)


def _column(raw: RawTable, column: str, key: str) -> pd.Series:
    there = list(raw.frame.columns)
    if column in there:
        return raw.frame[column]
    near = difflib.get_close_matches(column, there, n=1)
    where = f"files.{raw.name}.{key} in the study file"
    remedy = f"Did you mean {near[0]!r}? Correct {where}." if near else f"Correct {where}."
    raise DataError(
        Problem(raw.path, "header", f"no column {column!r}", f"the file's columns: {listed(there)}", remedy)
    )
