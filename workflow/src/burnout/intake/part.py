"""The rows of a raw table that belong to the study, each as often as there are people it stands for."""

from __future__ import annotations

import difflib
from dataclasses import replace

import numpy as np

from burnout.clean.values import as_number, code_key, shown_cell
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Note, RawTable, listed

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
    cells, keys = _cells(raw, column, "only"), {code_key(code) for code in wanted}
    keep = np.array([cell is not None and code_key(cell) in keys for cell in cells], dtype=bool)
    if not keep.any() and len(keep):
        there = listed(list(dict.fromkeys(shown_cell(cell) for cell in cells if cell is not None)))
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
    for row, cell in zip(raw.frame.index, _cells(raw, column, "count"), strict=True):
        number = None if cell is None else as_number(cell)
        if number is None or not float(number).is_integer() or not 0 <= number <= MOST_PEOPLE:
            found = "an empty cell" if cell is None else repr(cell)
            allowed = "how many people the row stands for: 0, 1, 2 ..."
            raise DataError(Problem(raw.path, f"row {row}, column {column!r}", found, allowed, "Correct the cell."))
        times.append(int(number))
    if sum(times) > MOST_PEOPLE:
        remedy = "Check that it is the column of the counts."
        raise DataError(Problem(raw.path, f"column {column!r}", f"{sum(times)} people", f"{MOST_PEOPLE}", remedy))
    return replace(raw, frame=raw.frame.iloc[np.repeat(np.arange(len(times)), times)])


def _cells(raw: RawTable, column: str, key: str) -> list[str | float | None]:
    there = list(raw.frame.columns)
    if column in there:
        return raw.frame[column].tolist()
    near = difflib.get_close_matches(column, there, n=1)
    where = f"files.{raw.name}.{key} in the study file"
    remedy = f"Did you mean {near[0]!r}? Correct {where}." if near else f"Correct {where}."
    raise DataError(
        Problem(raw.path, "header", f"no column {column!r}", f"the file's columns: {listed(there)}", remedy)
    )
