"""Sheets of spreadsheets other than .xlsx (.xls, .xlsb, .ods), and a first look into any spreadsheet, by calamine."""

from __future__ import annotations

import datetime
import difflib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Cell, listed

Rows = list[tuple[int, list[Cell]]]


def open_book(path: Path, shown: str, what: str):  # noqa: ANN201 (calamine is imported late)
    """A spreadsheet, opened.

    Raises
    ------
    DataError
        It has a password, or is damaged.
    """
    import python_calamine

    with _told(shown, what):  # a stream, since of a path the ending would decide what it is
        return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def rows_of(path: Path, spec: DataFile, what: str) -> Rows:
    """Numbered rows of the sheet that the study file names, those that are not empty."""
    book = open_book(path, spec.path, what)
    name = sheet_name(book.sheet_names, spec)
    with _told(spec.path, what):
        sheet = book.get_sheet_by_name(name)
        first = 1 if sheet.start is None else sheet.start[0] + 1
        found = [(i, [cell_of(v) for v in row]) for i, row in enumerate(_cells(sheet), start=first)]
        merged = [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in _merged(sheet)]
    rows = [(i, cells) for i, cells in found if any(cell is not None for cell in cells)]
    require_unmerged(rows, merged, spec.path, name)
    return rows


def first_rows(path: Path, shown: str, what: str, n: int = 20) -> dict[str, Rows]:
    """The first rows of every sheet, for a look into the file."""
    book = open_book(path, shown, what)
    found = {}
    for name in book.sheet_names:
        with _told(shown, what):
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False, nrows=n + (sheet.start[0] if sheet.start else 0))
        kept = [(i, [cell_of(v) for v in row]) for i, row in enumerate(rows, start=1)]
        found[name] = [(i, cells) for i, cells in kept if any(cell is not None for cell in cells)]
    return found


def sheet_name(names: Sequence[str], spec: DataFile) -> str:
    """The sheet that the study file names, or the first."""
    if spec.sheet is None and names:
        return names[0]
    if spec.sheet in names:
        return str(spec.sheet)
    near = difflib.get_close_matches(str(spec.sheet), names, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else "Correct 'sheet:' in the study file."
    raise DataError(Problem(spec.path, "sheet", f"no sheet {spec.sheet!r}", listed(names), remedy))


def cell_of(value: object) -> Cell:
    """A cell of a spreadsheet as a raw cell."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return float(value)
    return as_text(value)


def shown(cell: object) -> str:
    """A raw cell as text: whole numbers without a point, nothing for an empty one."""
    if isinstance(cell, float):
        return "" if cell != cell else str(int(cell)) if cell.is_integer() else str(cell)
    return "" if cell is None else str(cell)


def as_text(value: object) -> str:
    """A cell that is no number as text; dates in ISO form."""
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.date().isoformat() if whole_day else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _merged(sheet):  # noqa: ANN001, ANN202 (calamine is imported late)
    """Merged cells, where the reader of a kind of sheet tells them."""
    return sheet.merged_cell_ranges or []


def _cells(sheet):  # noqa: ANN001, ANN202 (calamine is imported late)
    """Rows of a sheet from column A on, so that cells have their usual places."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.to_python(skip_empty_area=True):
        yield [*before, *row]


def require_unmerged(rows: Rows, merged: Sequence[tuple[int, int, int, int]], shown: str, sheet: str) -> None:
    """Refuse merged cells that hold something: only the first of them has the value, the others seem empty.

    Parameters
    ----------
    rows : list of (int, cells)
        Numbered rows.
    merged : sequence of (int, int, int, int)
        First row and column, last row and column of merged cells, from 1 on.
    shown, sheet : str
        How messages name the file and the sheet.
    """
    cells = dict(rows)
    head = rows[0][0] if rows else 0
    for top, left, bottom, right in sorted(merged):
        row = cells.get(top, [])
        value = row[left - 1] if left <= len(row) else None
        if value is None:
            continue
        what = f"merged cells, of which only the first holds {str(value)[:40]!r}"
        remedy = "Take the merging back in Excel, and write the value into each of the cells."
        if top <= head:
            what += ", in the row of the column names"
            remedy = (
                "Take the merging back in Excel, keep one row with a name for each column, and delete titles above it."
            )
        place = f"sheet {sheet!r}, cells {column_name(left)}{top}:{column_name(right)}{bottom}"
        raise DataError(Problem(shown, place, what, "one value in each cell", remedy))


def column_name(number: int) -> str:
    """Letters of a column from its number."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


@contextmanager
def _told(shown: str, what: str) -> Iterator[None]:
    """Errors of calamine as one message; where it gives up altogether (a panic) too."""
    import python_calamine

    try:
        yield
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except python_calamine.PasswordError:
        remedy = "Open it in Excel, remove the password, and save it again."
        raise DataError(Problem(shown, "", f"{what} with a password", "a file without a password", remedy)) from None
    except BaseException as error:
        remedy = "Open it in Excel and save it again as .xlsx, or export it again."
        found = f"a damaged file: {what} ({error})"
        raise DataError(Problem(shown, "", found, "a whole spreadsheet", remedy)) from None
