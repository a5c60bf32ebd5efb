"""Sheets of .xlsx files: their cells, and what hides values in them (merged cells, formulas without a result)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.limits import MIB
from burnout.intake.raw import listed
from burnout.intake.sheets import Rows, cell_of, require_unmerged, sheet_name

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)><(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"(<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Z]+\d+)"')
_OVERLAP = 32 << 10
"""Bytes that two pieces of a sheet have in common; the longest formula takes a quarter of them."""


def rows_of(path: Path, spec: DataFile) -> Rows:
    """Numbered rows of the sheet that the study file names, those that are not empty.

    Raises
    ------
    DataError
        The file is damaged, the sheet is not there, cells are merged, or a formula has no result.
    """
    import openpyxl

    try:
        with path.open("rb") as stream, warnings.catch_warnings():  # a stream: exports are often named .xls
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
            sheet = book[sheet_name([sheet.title for sheet in book.worksheets], spec)]
            sheet.reset_dimensions()
            found = [(i, [cell_of(v) for v in row]) for i, row in enumerate(sheet.iter_rows(values_only=True), start=1)]
            title, part = sheet.title, sheet._worksheet_path.lstrip("/")
            book.close()
        merged, unknown = _hidden(path, part)
    except DataError:
        raise
    except Exception as error:  # a damaged archive makes zlib, XML and openpyxl raise almost anything
        what = f"a damaged Excel file ({type(error).__name__})"
        remedy = "Open it in Excel and save it again, or export it again."
        raise DataError(Problem(spec.path, "", what, "an Excel .xlsx file", remedy)) from None
    if unknown:
        formulas = f"{len(unknown)} formulas" if len(unknown) > 1 else "a formula"
        remedy = "Open it in Excel and save it there, which works the formulas out; or paste their values over them."
        where = f"sheet {title!r}, cell {unknown[0]}"
        cells = f" (cells {listed(unknown)})" if len(unknown) > 1 else ""
        found_ = f"{formulas} without a result{cells}"
        raise DataError(Problem(spec.path, where, found_, "values, or formulas with their results", remedy))
    rows = [(i, cells) for i, cells in found if any(c is not None for c in cells)]
    require_unmerged(rows, [_corners(text) for text in merged], spec.path, title)
    return rows


def _hidden(path: Path, part: str) -> tuple[list[str], list[str]]:
    """Merged cells of a sheet, and cells with a formula whose result is not stored."""
    merged: dict[str, None] = {}
    unknown: dict[str, None] = {}
    for piece in _pieces(path, part):
        merged |= dict.fromkeys(found.decode() for found in _MERGED.findall(piece))
        for attributes, empty in _FORMULA.findall(piece):
            place = _PLACE.search(attributes)
            if place and not (empty and b't="str"' in attributes):  # a formula may well give an empty text
                unknown[place[1].decode()] = None
    return list(merged), list(unknown)


def _pieces(path: Path, part: str) -> Iterator[bytes]:
    with ZipFile(path) as archive, archive.open(part) as stream:
        rest = b""
        while more := stream.read(MIB):
            yield rest + more
            rest = (rest + more)[-_OVERLAP:]


def _corners(text: str) -> tuple[int, int, int, int]:
    (left, top), (right, bottom) = (re.fullmatch(r"([A-Z]+)(\d+)", corner).groups() for corner in text.split(":"))
    return int(top), _number(left), int(bottom), _number(right)


def _number(name: str) -> int:
    """Number of a column from its letters."""
    number = 0
    for letter in name:
        number = number * 26 + ord(letter) - 64
    return number
