"""A table as an Excel file: one sheet with caption, head, rows and notes, ready to be printed."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from burnout.render.package import pack, unpack, write_xml

_NUMBER = re.compile(r"(−|-)?(0|[1-9]\d{0,11})(?:\.(\d{1,10}))?(%?)")
_LONGEST = 32_000
"""Characters of a cell; Excel allows 32,767."""
_WIDEST = 60
_MANY_COLUMNS = 7


@dataclass(frozen=True)
class Line:
    """A row of a table.

    Parameters
    ----------
    head : bool
        Whether it belongs to the table's head.
    cells : list of tuple
        Text, indent in steps, whether bold, and alignment (left, center, right) of each cell.
    """

    head: bool
    cells: list[tuple[str, int, bool, str]]

    def is_wide(self, place: int) -> bool:
        """Whether a cell is a heading with an empty cell beside it, over which its text may run."""
        first, beside = self.cells[0], self.cells[1:2]
        return place == 0 and first[2] and not self.head and bool(beside) and not beside[0][0]


def number_of(text: str) -> tuple[float, str] | None:
    """A printed number as a number and the Excel format that prints it the same way; None for any other text.

    ``0.048`` is a number, ``<0.001``, ``12 (4.92)`` and ``007`` are not: nothing is read into a text.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    sign, whole, decimals, per_cent = found.groups()
    value = float(f"{'-' if sign else ''}{whole}.{decimals or 0}")
    places = f"0.{'0' * len(decimals)}" if decimals else "0"
    if per_cent:
        return value / 100, f"{places}%"
    return (value if decimals else int(value)), places


def sheet(name: str, caption: str, lines: Sequence[Line], notes: Sequence[str]) -> bytes:
    """An Excel file of one table.

    Texts are written as texts: nothing that begins with ``=`` becomes a formula. The file holds no date, so that the
    same table gives the same bytes.

    Parameters
    ----------
    name : str
        Name of the sheet.
    caption : str
        Text above the table.
    lines : sequence of Line
        Rows of the table, head first.
    notes : sequence of str
        Paragraphs under the table.
    """
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = name[:31]
    columns = max((len(line.cells) for line in lines), default=1)
    _text_row(page, 1, caption, columns, bold=True)
    looks: dict[Any, Any] = {}
    for row, line in enumerate(lines, start=2):
        for column, (text, *look) in enumerate(line.cells, start=1):
            _cell(page.cell(row, column), (*look, line.head, line.is_wide(column - 1)), text, looks)
    _rules(page, lines, columns)
    widths = _widths(lines, columns)
    for letter, width in zip(_letters(columns), widths, strict=True):
        page.column_dimensions[letter].width = width
    for row, note in enumerate(notes, start=len(lines) + 2):
        _text_row(page, row, note, columns)
    for row, text in [(1, caption), *enumerate(notes, start=len(lines) + 2)]:
        page.row_dimensions[row].height = 15 * -(-len(text) // max(int(sum(widths) * 0.95), 20))
    heads = sum(line.head for line in lines)
    _print_set_up(page, heads, columns)
    stream = io.BytesIO()
    book.save(stream)
    return _without_dates(stream.getvalue())


def _cell(cell: Any, look: tuple[int, bool, str, bool, bool], text: str, looks: dict[Any, Any]) -> None:
    """Fill a cell. Looks are made once and shared, since making one is what takes time."""
    number = None if look[3] else number_of(text)
    key = (look, number and number[1])
    if number is not None:
        cell.value = number[0]
    else:
        _put(cell, text)
    if key not in looks:
        _dress(cell, *look)
        cell.number_format = number[1] if number else "General"
        looks[key] = copy(cell._style)
    cell._style = copy(looks[key])


def _dress(cell: Any, indent: int, bold: bool, side: str, head: bool, wide: bool) -> None:
    from openpyxl.styles import Alignment, Font

    cell.font = Font(bold=bold or head)
    cell.alignment = Alignment(
        horizontal=side if side in ("left", "center", "right") else "left",
        vertical="bottom" if head else "top",
        wrap_text=not wide,
        indent=indent,
    )


def _put(cell: Any, text: str) -> None:
    """Write a text as a text, whatever it begins with; characters that no workbook may hold fall away."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    safe = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.value = safe if len(safe) <= _LONGEST else f"{safe[:_LONGEST]}…"
    cell.data_type = "s"


def _text_row(page: Any, row: int, text: str, columns: int, *, bold: bool = False) -> None:
    from openpyxl.styles import Alignment, Font

    _put(page.cell(row, 1), text)
    page.cell(row, 1).font = Font(bold=bold)
    page.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="top")
    if columns > 1:
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def _rules(page: Any, lines: Sequence[Line], columns: int) -> None:
    """The three lines: above the head, below it, and below the last row."""
    from openpyxl.styles import Border, Side

    heads = sum(line.head for line in lines)
    thick, thin = Side(style="medium"), Side(style="thin")
    for column in range(1, columns + 1):
        for row in {2, heads + 1, len(lines) + 1}:
            page.cell(row, column).border = Border(
                top=thick if row == 2 else None,
                bottom=thick if row == len(lines) + 1 else thin if row == heads + 1 else None,
            )


def _widths(lines: Sequence[Line], columns: int) -> list[float]:
    wide = [8.0] * columns
    for line in lines:
        for place, (text, indent, _, _) in enumerate(line.cells):
            if line.is_wide(place):
                continue
            longest = max((_width(part) for part in text.split("\n")), default=0)
            wide[place] = max(wide[place], min(longest + 2 * indent + 2.0, _WIDEST))
    return wide


def _width(text: str) -> int:
    """Width of a text in digits; a Chinese character is as wide as two."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def _letters(columns: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(number) for number in range(1, columns + 1)]


def _print_set_up(page: Any, heads: int, columns: int) -> None:
    """Paper, one page wide, head repeated on every page; the head stays on screen too."""
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.orientation = "landscape" if columns >= _MANY_COLUMNS else "portrait"
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.oddFooter.center.text = "&P / &N"
    if heads:
        page.print_title_rows = f"2:{heads + 1}"
        page.freeze_panes = f"A{heads + 2}"


def _without_dates(content: bytes) -> bytes:
    parts = unpack(content)
    root = ElementTree.fromstring(parts["docProps/core.xml"])  # noqa: S314 (openpyxl wrote it)
    for child in list(root):
        if child.tag.rsplit("}", 1)[-1] in ("created", "modified"):
            root.remove(child)
    parts["docProps/core.xml"] = write_xml(root)
    return pack(parts)
