"""SPSS .sav, .zsav and .por files, with value labels and user-missing codes kept apart from the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from burnout.config.base import Code
from burnout.config.data import DataFile
from burnout.intake.detect import kind_of, require
from burnout.intake.raw import Cell, Codebook, RawTable
from burnout.intake.statistical import cells_of, labels_of, load, table_of_cells


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """An SPSS file; user-missing codes stay in the cells and stand in the codebook.

    A portable file (.por) does not tell its user-missing codes to the library that reads it: they are declared in the
    study file (`missing`).

    Raises
    ------
    DataError
        The file is missing, empty, damaged, cut short, too large, no SPSS file, or its text is in another encoding.
    """
    import pyreadstat

    path = root / spec.path
    require(path, spec.path, "spss")
    if kind_of(path)[0] == "por":
        frame, meta = load(_read_por, path, spec, "SPSS")
    else:
        frame, meta = load(pyreadstat.read_sav, path, spec, "SPSS", user_missing=True)
    columns = {column: cells_of(frame[column]) for column in frame.columns}
    missing = {c: _missing(columns[c], ranges) for c, ranges in meta.missing_ranges.items()}
    table = table_of_cells(columns, len(frame))
    return RawTable(name, spec.path, table, Codebook(labels_of(meta), meta.variable_value_labels, missing))


def _read_por(path: Path, encoding: str | None = None, **options: Any):  # noqa: ANN202 (pyreadstat is imported late)
    """A portable file; its text has one encoding only, so that none is given."""
    import pyreadstat

    return pyreadstat.read_por(path, **options)


def _missing(cells: Sequence[Cell], ranges: Sequence[Mapping[str, Any]]) -> list[Code]:
    """Codes that mean missing: single codes, and of a range those that stand in the data."""
    codes: dict[Code, None] = {}
    for limits in ranges:
        low, high = limits["lo"], limits["hi"]
        if low == high:
            codes[low] = None
        elif not isinstance(low, str):
            codes |= dict.fromkeys(sorted({c for c in cells if isinstance(c, float) and low <= c <= high}))
    return list(codes)
