"""Parquet files, read by columns: each different cell once, and a small whole number for each row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.detect import require
from burnout.intake.limits import require_cells
from burnout.intake.raw import RawTable, check_names
from burnout.intake.sheets import cell_of


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """A Parquet file; numbers, texts, dates and categories (by their texts) are read.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, cut short, too large, no Parquet, or a column holds lists or records.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = root / spec.path
    require(path, spec.path, "parquet")
    try:
        with pq.ParquetFile(path) as file:
            require_cells(file.metadata.num_rows, file.metadata.num_columns, spec.path)
            n, names = file.metadata.num_rows, file.schema_arrow.names
            check_names(names, spec.path)
            columns = {
                column: _column(file.read([column]), column, spec.path) for column in names if not _index(column)
            }
    except DataError:
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        found = f"a damaged or incomplete Parquet file ({str(error).splitlines()[0]})"
        raise DataError(Problem(spec.path, "", found, "a whole Parquet file", "Copy or export it again.")) from None
    frame = pd.DataFrame(columns, index=pd.RangeIndex(1, n + 1, name="row"), copy=False)
    return RawTable(name, spec.path, frame)


def _index(column: str) -> bool:
    """Whether it is the numbering of rows that pandas writes."""
    return column == "__index_level_0__"


def _column(table, column: str, shown: str) -> pd.Categorical:  # noqa: ANN001 (pyarrow is imported late)
    import pyarrow as pa

    content = table.column(0).combine_chunks()
    if pa.types.is_nested(content.type):
        remedy = "Leave the column out, or write what it holds into columns of their own."
        problem = Problem(shown, f"column {column!r}", f"{content.type} in each cell", "one value in each cell", remedy)
        raise DataError(problem)
    if pa.types.is_dictionary(content.type):
        content = content.dictionary_decode()
    coded = content.dictionary_encode()
    cells = [_plain(value) for value in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(len(cells)).to_numpy()
    known = {cell: i for i, cell in enumerate(dict.fromkeys(cell for cell in cells if cell is not None))}
    places = pd.array([*(known.get(cell, -1) for cell in cells), -1], dtype="int32").to_numpy()
    return pd.Categorical.from_codes(places[codes], dtype=pd.CategoricalDtype(pd.Index(list(known), dtype=object)))


def _plain(value: object) -> str | float | None:
    """A value of Parquet as a raw cell: decimals and other numbers as numbers, NaN as nothing."""
    import decimal

    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    cell = cell_of(value)
    return None if cell != cell else cell
