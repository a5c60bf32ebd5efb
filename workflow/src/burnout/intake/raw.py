"""What every reader gives back: the raw cells, the file's own codebook, and notes on what was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.config.base import Code
from burnout.errors import DataError, Problem
from burnout.intake.limits import require_columns

Cell = str | float | None
MOST_NAMES = 12


@dataclass(frozen=True)
class Codebook:
    """What a file says about its own columns.

    Parameters
    ----------
    labels : mapping of str to str
        Column to its label or question.
    value_labels : mapping of str to mapping
        Column to code to label.
    missing : mapping of str to sequence of codes
        Column to the codes that mean missing.
    ranges : mapping of str to (float, float)
        Column to the smallest and largest number that could be entered.
    legal : mapping of str to sequence of codes
        Column to the codes that could be entered, beside the range.
    """

    labels: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[Code, str]] = field(default_factory=dict)
    missing: Mapping[str, Sequence[Code]] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    legal: Mapping[str, Sequence[Code]] = field(default_factory=dict)


@dataclass(frozen=True)
class Note:
    """Something a reader left out or changed; it ends in the findings of cleaning. Without a row: a whole column."""

    row: int | None
    column: str
    found: str
    action: str
    rule: str


@dataclass(frozen=True)
class RawTable:
    """One raw file, read and otherwise untouched.

    Parameters
    ----------
    name : str
        Name of the file in the study file.
    path : str
        Its path, as the study file writes it.
    frame : DataFrame
        Columns as in the file; cells are str, float or None (missing). The index is the row as a user finds it
        (sheet row, record number, case number). Columns of large files are categoricals or text of the same cells:
        `distinct` and `cells_at` read every kind.
    codebook : Codebook
        What the file says about its columns.
    notes : tuple of Note
        What was left out or changed in reading.
    """

    name: str
    path: str
    frame: pd.DataFrame
    codebook: Codebook = Codebook()
    notes: tuple[Note, ...] = ()

    @property
    def deleted(self) -> int:
        """Number of records left out because they are marked as deleted."""
        return sum(note.action == "left out" and note.row is not None for note in self.notes)


def distinct(column: pd.Series) -> tuple[np.ndarray, list[Cell]]:
    """The different cells of a raw column, and which of them stands in each row.

    Returns
    -------
    tuple
        Codes, shape (n,), -1 for an empty cell; and the cells they stand for. A categorical column may name cells that
        stand in no row.
    """
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.array.codes, column.cat.categories.tolist()
    codes, cells = pd.factorize(column, use_na_sentinel=True)
    return codes, cells.tolist()


def look_up(table: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """What stands in a table at each code, -1 for its last entry; bytes are looked up many times faster than others."""
    if codes.dtype != np.int8 or table.dtype != np.int8 or len(table) > 128:
        return table[codes]
    if table[-1] == -1 and np.array_equal(table[:-1], np.arange(len(table) - 1)):
        return codes.copy()
    all_bytes = np.full(256, table[-1], dtype=np.int8)
    all_bytes[: len(table)] = table
    return np.frombuffer(bytearray(codes.tobytes().translate(all_bytes.tobytes())), dtype=np.int8)


def cells_at(column: pd.Series, positions: np.ndarray | Sequence[int]) -> list[Cell]:
    """Cells of some rows of a raw column, by their positions; None where empty."""
    return [None if pd.isna(cell) else cell for cell in column.array[np.asarray(positions)]]


def frame_of(columns: Mapping[str, Sequence[Cell]], rows: Sequence[int]) -> pd.DataFrame:
    """Cells as a frame of objects, so that text stays text and an empty cell stays None."""
    data = {}
    for name, cells in columns.items():
        data[name] = np.empty(len(rows), dtype=object)
        data[name][:] = cells
    return pd.DataFrame(data, index=pd.Index(rows, dtype="int64", name="row"), columns=list(columns), dtype=object)


def table_of(header: Sequence[Cell], rows: Sequence[tuple[int, Sequence[Cell]]], shown: str) -> pd.DataFrame:
    """A header and numbered rows of cells as a frame.

    Parameters
    ----------
    header : sequence
        Column names as they stand; an empty one is allowed when nothing stands below it.
    rows : sequence of (int, cells)
        Row number and cells. Wholly empty rows are no records.
    shown : str
        How messages name the file.

    Raises
    ------
    DataError
        A column name stands twice, or a cell has no column name above it.
    """
    names = [name_of(cell) for cell in header]
    require_header(names, shown)
    filled = [(number, cells) for number, cells in rows if any(c is not None for c in cells)]
    require_named(names, filled, shown)
    keep = [i for i, name in enumerate(names) if name]
    columns = {names[i]: [cells[i] if i < len(cells) else None for _, cells in filled] for i in keep}
    return frame_of(columns, [number for number, _ in filled])


def check_names(names: Sequence[str], shown: str) -> None:
    """Refuse a table without columns or with a column name that stands twice."""
    if not names:
        remedy = "Write the column names into the first row."
        raise DataError(Problem(shown, "row 1", "no column names", "one name for each column", remedy))
    require_columns(len(names), shown)
    counts = Counter(names)
    twice = [n for n in dict.fromkeys(names) if counts[n] > 1]
    if twice:
        places = [str(i) for i, n in enumerate(names, start=1) if n == twice[0]]
        found = f"the column name {twice[0]!r} stands {len(places)} times (columns {', '.join(places)})"
        if len(twice) > 1:
            found += f"; also twice: {listed(twice[1:])}"
        remedy = "Give each column its own name in the data file."
        raise DataError(Problem(shown, "header", found, "every column name once", remedy))


def listed(names: Sequence[object]) -> str:
    """Names as a text that stays short."""
    shown = ", ".join(str(n) for n in names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else f"{shown} and {len(names) - MOST_NAMES} more"


def require_header(names: Sequence[str], shown: str) -> None:
    """Refuse a header without names or with a name that stands twice; some may be empty."""
    check_names([name for name in names if name], shown)


def name_of(cell: Cell) -> str:
    """A cell of the header as the name of a column."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def require_named(names: Sequence[str], rows: Sequence[tuple[int, Sequence[Cell]]], shown: str) -> None:
    """Refuse a row with a cell above which no column name stands."""
    nameless = [i for i, name in enumerate(names) if not name]
    for number, cells in rows:
        if len(cells) <= len(names) and not nameless:
            continue
        beyond = [i for i in (*nameless, *range(len(names), len(cells))) if i < len(cells) and cells[i] is not None]
        if beyond:
            found = f"{cells[beyond[0]]!r} in cell {beyond[0] + 1}, which has no column name above it"
            remedy = "Look for a separator or quotation mark too many in this row, or name the column in the first row."
            allowed = f"{sum(map(bool, names))} cells, one for each column name"
            raise DataError(Problem(shown, f"row {number}", found, allowed, remedy))
