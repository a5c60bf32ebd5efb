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
        rows = [(i, [cell_of(v) for v in row]) for i, row in enumerate(_cells(sheet), start=first)]
    return [(i, cells) for i, cells in rows if any(cell is not None for cell in cells)]


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


def _cells(sheet):  # noqa: ANN001, ANN202 (calamine is imported late)
    """Rows of a sheet from column A on, so that cells have their usual places."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.to_python(skip_empty_area=True):
        yield [*before, *row]


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
