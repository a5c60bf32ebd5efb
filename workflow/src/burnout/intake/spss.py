"""SPSS .sav files, with value labels and user-missing codes kept apart from the values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from burnout.config.base import Code
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.detect import require
from burnout.intake.raw import Cell, Codebook, RawTable, check_names, frame_of
from burnout.intake.table import as_text
from burnout.intake.text import unknown_encoding


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """An SPSS file; user-missing codes stay in the cells and stand in the codebook.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, no .sav, or its text is in another encoding.
    """
    path = root / spec.path
    require(path, spec.path, "spss")
    frame, meta = _load(path, spec)
    check_names(list(frame.columns), spec.path)
    columns = {column: _cells(frame[column]) for column in frame.columns}
    labels = {c: label for c, label in meta.column_names_to_labels.items() if label}
    missing = {c: _missing(columns[c], ranges) for c, ranges in meta.missing_ranges.items()}
    table = frame_of(columns, range(1, len(frame) + 1))
    return RawTable(name, spec.path, table, Codebook(labels, meta.variable_value_labels, missing))


def _load(path: Path, spec: DataFile) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    try:
        return pyreadstat.read_sav(path, user_missing=True, encoding=spec.encoding)
    except Exception as error:  # a damaged file makes pyreadstat raise almost anything
        text = str(error).strip()
    if "encoding" in text.lower() or "convert string" in text.lower():
        if "unsupported" in text.lower():
            raise unknown_encoding(str(spec.encoding), spec.path)
        found = f"text that is not in {spec.encoding or 'the encoding the file declares'}"
        remedy = "Give the file's encoding ('encoding: gb18030' for older Chinese files) in the study file."
        raise DataError(Problem(spec.path, "", found, "text in the declared encoding", remedy))
    remedy = "Open it in SPSS and save it again as .sav."
    raise DataError(Problem(spec.path, "", f"a damaged SPSS file ({text})", "an SPSS .sav file", remedy))


def _cells(column: pd.Series) -> list[Cell]:
    if pd.api.types.is_numeric_dtype(column.dtype):
        return [None if v != v else v for v in column.astype(float).tolist()]
    return [_cell(value) for value in column.tolist()]


def _cell(value: object) -> Cell:
    if value is None or value == "" or pd.isna(value):
        return None
    if isinstance(value, int | float):
        return float(value)
    return as_text(value)


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
