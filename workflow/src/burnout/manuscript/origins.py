"""From marked parts to clean ones, and the table that ties every number of a manuscript to its result."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from burnout.manuscript.trace import MARKED, ROWS, Ledger, marked_in, unmark
from burnout.table_keys import key_columns, row_name

COLUMNS = (
    "key",
    "text",
    "number",
    "place",
    "line",
    "column",
    "table",
    "table_row",
    "table_key",
    "table_column",
    "value",
)
"""Columns of the table: where a number is printed, and where it comes from."""

_SHORTCODE = re.compile(r"\{\{< var ([\w.-]+) >\}\}")
_CAPTION = re.compile(r"^: .*\{#(tbl-[\w-]+)[^}]*\}\s*$")
_CELLS = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True)
class Printed:
    """A text with numbers, at its place in the manuscript.

    Parameters
    ----------
    key : str
        Key of a value, or a name made from the place.
    text : str
        The text, with marks.
    place : str
        Part of the manuscript, or label of a table.
    line, column : int
        Of a cell: its row (0 is the head) and its column (from 1); 0 in running text.
    """

    key: str
    text: str
    place: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True)
class Cleaned:
    """A part of the manuscript without marks.

    Parameters
    ----------
    plain : str
        The text.
    linked : str
        The text in which each traced number of running text is a span with its key, from which the HTML shows its
        origin. Cells of tables stay as they are: row and column tell them.
    printed : list of Printed
        What was marked.
    """

    plain: str
    linked: str
    printed: list[Printed]


def clean(place: str, text: str, values: Mapping[str, str]) -> Cleaned:
    """A part of the manuscript without marks, and what was marked in it.

    Parameters
    ----------
    place : str
        Name of the part.
    text : str
        Its text, with marks and shortcodes.
    values : mapping of str to str
        Value of each key, with marks.
    """
    printed: list[Printed] = []
    lines = text.split("\n")
    labels = _labels(lines)
    first = 0
    for i, line in enumerate(lines):
        if i not in labels:
            lines[i] = _sentence(place, line, values, printed)
            continue
        first = first if i - 1 in labels else i
        row = 0 if i == first else i - first - 1
        for column, cell in enumerate(_CELLS.split(line)[1:-1], start=1):
            filled = _SHORTCODE.sub(lambda found: values.get(found[1], ""), cell).strip()
            if marked_in(filled):
                printed.append(Printed(f"{labels[i]}.{row}.{column}", filled, labels[i], row, column))
        lines[i] = unmark(line)
    return Cleaned(unmark(text), "\n".join(lines), printed)


def _labels(lines: list[str]) -> dict[int, str]:
    """Lines of pipe tables that have a label, each with the label."""
    found: dict[int, str] = {}
    open_lines: list[int] = []
    for i, line in enumerate(lines):
        if line.startswith("|"):
            open_lines.append(i)
        elif caption := _CAPTION.match(line):
            found |= dict.fromkeys(open_lines, caption[1])
            open_lines = []
        elif line.strip():
            open_lines = []
    return found


def _sentence(place: str, line: str, values: Mapping[str, str], printed: list[Printed]) -> str:
    def keyed(found: re.Match[str]) -> str:
        key = found[1]
        if key not in values or not marked_in(values[key]):
            return found[0]
        printed.append(Printed(key, values[key], place))
        return f'[{found[0]}]{{.traced key="{key}"}}'

    def direct(found: re.Match[str]) -> str:
        key = f"{place}.{sum(p.place == place for p in printed) + 1}"
        printed.append(Printed(key, found[0], place))
        return f'[{found[2]}]{{.traced key="{key}"}}'

    return unmark(MARKED.sub(direct, _SHORTCODE.sub(keyed, line)))


def origin_frame(printed: list[Printed], ledger: Ledger, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row for each cell of a result table that a number of the manuscript comes from.

    Parameters
    ----------
    printed : list of Printed
        What was marked.
    ledger : Ledger
        Origins by the number of the mark.
    tables : mapping of str to pandas.DataFrame
        Result tables, not traced.

    Returns
    -------
    pandas.DataFrame
        Columns `COLUMNS`; rows of tables count from 1, and `value` has full precision.
    """
    names = _Rows(tables)
    rows = [
        (p.key, unmark(p.text), number, p.place, p.line, p.column, *origin)
        for p in printed
        for number, entry in marked_in(p.text)
        for origin in names.of(ledger, entry)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).drop_duplicates(ignore_index=True)


class _Rows:
    """Names and cells of result tables, each table looked through once."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self.tables = tables
        self.cells: dict[str, dict[str, list[Any]]] = {}
        self.keys: dict[str, list[str]] = {}

    def of(self, ledger: Ledger, entry: int) -> Iterator[tuple[str, int, str, str, float | None]]:
        for origin in ledger.entries[entry]:
            cells, keys = self._table(origin.table)
            name = row_name({key: cells[key][origin.row] for key in keys})
            value = None if origin.column == ROWS else float(cells[origin.column][origin.row])
            yield origin.table, origin.row + 1, name, origin.column, value

    def _table(self, name: str) -> tuple[dict[str, list[Any]], list[str]]:
        if name not in self.cells:
            frame = self.tables[name]
            self.cells[name] = {column: frame[column].tolist() for column in frame}
            self.keys[name] = key_columns(frame)
        return self.cells[name], self.keys[name]
