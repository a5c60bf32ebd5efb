"""Large text tables in which something is out of the ordinary: read row by row, a few thousand rows at a time.

`burnout.intake.columns` is quicker but takes plain files only; `burnout.intake.table` holds a whole file as rows, which
a large one would not leave memory for. All three give the same cells and the same messages.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

from burnout.config.data import DataFile
from burnout.intake.columns import Cells
from burnout.intake.raw import Cell, name_of, require_header, require_named
from burnout.intake.text import DEFAULTS, decode, require_one_encoding, unknown_encoding

ROWS = 10_000
"""Rows that are held at a time."""
UNLIMITED = 1 << 40
Rows = Iterator[tuple[int, list[Cell]]]
Split = Callable[[Iterable[str], DataFile], Rows]
Large = tuple[pd.DataFrame, int, list[tuple[int, int]], int]


def read_large(path: Path, spec: DataFile, split: Split) -> Large:
    """A text file with separators, a few thousand rows at a time.

    Parameters
    ----------
    path : Path
        The file.
    spec : DataFile
        Its encoding and delimiter.
    split : callable
        Numbered rows of cells from lines of text; tells of broken rows.

    Returns
    -------
    tuple
        The frame; number of columns; rows with fewer cells, and how many they have; the last row.

    Raises
    ------
    DataError
        The text is not in its encoding, or rows do not fit the header.
    """
    try:
        with path.open(encoding=_encoding(path, spec), newline="") as lines:
            return _read(split(lines, spec), spec.path)
    except UnicodeDecodeError:
        decode(path.read_bytes(), spec.encoding, spec.path)  # names the row
        raise


def _read(rows: Rows, shown: str) -> Large:
    header = next(rows)[1]
    names = [name_of(cell) for cell in header]
    require_header(names, shown)
    columns = [Cells(longest=UNLIMITED) for _ in names]
    numbers: list[np.ndarray] = []
    short: list[tuple[int, int]] = []
    while batch := list(islice(rows, ROWS)):
        require_named(names, batch, shown)
        short += [(number, len(cells)) for number, cells in batch if len(cells) < len(names)]
        numbers.append(np.array([number for number, _ in batch], dtype="int64"))
        _add(columns, [cells for _, cells in batch])
    index = pd.Index(np.concatenate(numbers) if numbers else [], dtype="int64", name="row")
    made = {name: column.made() for name, column in zip(names, columns, strict=True) if name}
    frame = pd.DataFrame(made, index=index, copy=False)
    return frame, len(names), short, int(index[-1]) if len(index) else 1


def _add(columns: Sequence[Cells], rows: Sequence[list[Cell]]) -> None:
    import pyarrow as pa

    for i, column in enumerate(columns):
        column.add(pa.array([cells[i] if i < len(cells) else None for cells in rows], pa.string()))


def _encoding(path: Path, spec: DataFile) -> str:
    """Encoding in the study file; else UTF-16 by its mark, UTF-8 if all of the file is, or GB18030."""
    if spec.encoding is not None:
        try:
            name = codecs.lookup(spec.encoding).name
        except LookupError:
            raise unknown_encoding(spec.encoding, spec.path) from None
        return DEFAULTS[0] if name == "utf-8" else name
    with path.open("rb") as stream:
        if stream.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            return "utf-16"
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while more := stream.read(1 << 20):
                decoder.decode(more)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            stream.seek(0)
            require_one_encoding(stream, spec.path)
            return DEFAULTS[1]
    return DEFAULTS[0]
