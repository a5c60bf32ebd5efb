"""Plain tables: text with separators (csv) and Excel sheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import xlsx
from burnout.intake.columns import LARGE, read_columns
from burnout.intake.detect import kind_of, require
from burnout.intake.raw import Cell, Codebook, Note, RawTable, table_of
from burnout.intake.separator import SEPARATORS, with_separator
from burnout.intake.sheets import rows_of
from burnout.intake.stream import read_large
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
    if path.stat().st_size >= LARGE:
        if (frame := read_columns(path, spec)) is not None:
            return RawTable(name, spec.path, frame)
        frame, n, short, last = read_large(path, spec, _split)
    else:
        text = decode(path.read_bytes(), spec.encoding, spec.path)
        (_, header), *body = _split(io.StringIO(text, newline=""), spec)
        short = [(n, len(cells)) for n, cells in body if len(cells) < len(header)]
        frame, n, last = table_of(header, body, spec.path), len(header), body[-1][0] if body else 1
    if short and short[-1][0] == last and not _ends_a_line(path):
        raise _cut_short(*short[-1], n, spec.path)
    rule = f"fewer cells than the {n} column names; the rest is missing"
    notes = tuple(Note(row, "", f"{count} cells", "normalised", rule) for row, count in short)
    return RawTable(name, spec.path, frame, Codebook(), notes)


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as stream:
        stream.seek(max(path.stat().st_size - 2, 0))
        return stream.read().strip(b"\0").endswith((b"\n", b"\r"))


def _cut_short(row: int, cells: int, columns: int, shown: str) -> DataError:
    found = f"a last row of {cells} cells without the end of its line: the file seems to be cut short"
    remedy = "Copy or export it again. If nothing is lacking, put an empty line after the last row."
    return DataError(Problem(shown, f"row {row}", found, f"{columns} cells, one for each column name", remedy))


def _split(lines: Iterable[str], spec: DataFile) -> Iterator[tuple[int, list[Cell]]]:
    """Numbered rows of cells that are not empty, the header first."""
    reader = csv.reader(lines, delimiter=spec.delimiter or ",", strict=True)
    rows = ((n, [cell or None for cell in cells]) for n, cells in enumerate(reader, start=1) if any(cells))
    try:
        first = list(islice(rows, 20))
        if not first:
            remedy = "Export or copy the data again."
            raise DataError(Problem(spec.path, "", "an empty file", "a file with data", remedy))
        _check_separator(first, spec)
        yield from first
        yield from rows
    except csv.Error as error:
        remedy = "Look for a quotation mark without its partner in this row or the one before."
        allowed = "cells whose quotation marks are closed"
        place = f"line {reader.line_num}"
        raise DataError(Problem(spec.path, place, f"a broken row ({error})", allowed, remedy)) from None


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
