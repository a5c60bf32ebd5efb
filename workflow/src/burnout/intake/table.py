"""Plain tables: text with separators (csv) and Excel sheets."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import xlsx
from burnout.intake.columns import LARGE, read_columns
from burnout.intake.detect import kind_of, require
from burnout.intake.raw import Cell, Codebook, Note, RawTable, table_of
from burnout.intake.separator import SEPARATORS, with_separator
from burnout.intake.sheets import rows_of
from burnout.intake.text import decode

Rows = list[tuple[int, list[Cell]]]


def read_csv(name: str, spec: DataFile, root: Path) -> RawTable:
    """A text file with separators; its first row holds the column names.

    Raises
    ------
    DataError
        The file is missing, empty, no text, not in the encoding, or its rows do not fit its header.
    """
    path = root / spec.path
    require(path, spec.path, spec.format)
    spec = with_separator(path, spec)
    if path.stat().st_size >= LARGE and (frame := read_columns(path, spec)) is not None:
        return RawTable(name, spec.path, frame)
    text = decode(path.read_bytes(), spec.encoding, spec.path)
    rows = _split(text, spec)
    (_, header), *body = rows
    short = [(n, len(cells)) for n, cells in body if len(cells) < len(header)]
    if short and short[-1][0] == rows[-1][0] and not text.endswith(("\n", "\r")):
        raise _cut_short(*short[-1], len(header), spec.path)
    rule = f"fewer cells than the {len(header)} column names; the rest is missing"
    notes = tuple(Note(n, "", f"{count} cells", "normalised", rule) for n, count in short)
    return RawTable(name, spec.path, table_of(header, body, spec.path), Codebook(), notes)


def _cut_short(row: int, cells: int, columns: int, shown: str) -> DataError:
    found = f"a last row of {cells} cells without the end of its line: the file seems to be cut short"
    remedy = "Copy or export it again. If nothing is lacking, put an empty line after the last row."
    return DataError(Problem(shown, f"row {row}", found, f"{columns} cells, one for each column name", remedy))


def _split(text: str, spec: DataFile) -> Rows:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=spec.delimiter, strict=True)
    rows: Rows = []
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                rows.append((number, [cell or None for cell in cells]))
    except csv.Error as error:
        remedy = "Look for a quotation mark without its partner in this row or the one before."
        allowed = "cells whose quotation marks are closed"
        place = f"line {reader.line_num}"
        raise DataError(Problem(spec.path, place, f"a broken row ({error})", allowed, remedy)) from None
    if not rows:
        raise DataError(Problem(spec.path, "", "an empty file", "a file with data", "Export or copy the data again."))
    _check_separator(rows, spec)
    return rows


def _check_separator(rows: Rows, spec: DataFile) -> None:
    if any(len(cells) > 1 for _, cells in rows[:20]):
        return
    for other, word in SEPARATORS.items():
        if other != spec.delimiter and all(other in (cells[0] or "") for _, cells in rows[:20]):
            found = f"one column only; the cells seem to be parted by {word}"
            remedy = f"Write 'delimiter: {other!r}' for this file in the study file."
            raise DataError(
                Problem(spec.path, "header", found, f"cells parted by {SEPARATORS[spec.delimiter]}", remedy)
            )


def read_excel(name: str, spec: DataFile, root: Path) -> RawTable:
    """A sheet of a spreadsheet (.xlsx, .xls, .xlsb, .ods); its first filled row holds the column names.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, protected or no .xlsx; the sheet is not there; rows do not fit it.
    """
    path = root / spec.path
    require(path, spec.path, spec.format)
    header, body = sheet_rows(path, spec)
    return RawTable(name, spec.path, table_of(header, body, spec.path))


def sheet_rows(path: Path, spec: DataFile) -> tuple[list[Cell], Rows]:
    """Header and numbered rows of a sheet."""
    kind, what = kind_of(path)
    rows = xlsx.rows_of(path, spec) if kind == "excel" else rows_of(path, spec, what)
    if not rows:
        where = f"sheet {spec.sheet!r}" if spec.sheet else "the first sheet"
        remedy = "Choose another sheet ('sheet:'), or export the data again."
        raise DataError(Problem(spec.path, where, "an empty sheet", "a sheet with data", remedy))
    (_, header), *body = rows
    return header, body
