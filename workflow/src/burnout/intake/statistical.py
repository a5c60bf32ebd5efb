"""What the files of SPSS, Stata and SAS have in common: one library reads them, and damage is told in one way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.limits import require_cells
from burnout.intake.raw import Cell, check_names, frame_of
from burnout.intake.sheets import as_text
from burnout.intake.text import unknown_encoding

Reader = Callable[..., tuple[pd.DataFrame, Any]]


def load(reader: Reader, path: Path, spec: DataFile, program: str, **options: Any) -> tuple[pd.DataFrame, Any]:
    """A file and what it says about itself, by a reader of pyreadstat.

    Parameters
    ----------
    reader : callable
        Function of pyreadstat.
    path : Path
        The file.
    spec : DataFile
        Its path as written, and encoding.
    program : str
        Program that made the file, for messages.
    options
        More for the reader.

    Raises
    ------
    DataError
        It is damaged or cut short, too large, or its text is in another encoding.
    """
    try:
        _, told = reader(path, metadataonly=True, encoding=spec.encoding)
        if told.number_rows is not None:
            require_cells(told.number_rows, told.number_columns, spec.path)
        frame, meta = reader(path, encoding=spec.encoding, **options)
    except DataError:
        raise
    except Exception as error:  # a damaged file makes pyreadstat raise almost anything
        raise _told(str(error).strip(), spec, program, path.suffix or "the same kind") from None
    check_names(list(frame.columns), spec.path)
    if meta.number_rows is not None and len(frame) < meta.number_rows:
        found = f"{len(frame)} rows, though the file says that it holds {meta.number_rows}"
        remedy = f"It is cut short: copy it again, or open it in {program} and save it again."
        raise DataError(Problem(spec.path, "", found, "a whole file", remedy))
    return frame, meta


def _told(text: str, spec: DataFile, program: str, ending: str) -> DataError:
    if "encoding" in text.lower() or "convert string" in text.lower():
        if "unsupported" in text.lower():
            return unknown_encoding(str(spec.encoding), spec.path)
        found = f"text that is not in {spec.encoding or 'the encoding the file declares'}"
        remedy = "Give the file's encoding ('encoding: gb18030' for older Chinese files) in the study file."
        return DataError(Problem(spec.path, "", found, "text in the declared encoding", remedy))
    remedy = f"Copy it again, or open it in {program} and save it again as {ending}."
    return DataError(Problem(spec.path, "", f"a damaged {program} file ({text})", f"a whole {program} file", remedy))


def table_of_cells(columns: Mapping[str, Sequence[Cell]], rows: int) -> pd.DataFrame:
    """Cells as a raw frame whose index is the number of the case."""
    return frame_of(columns, range(1, rows + 1))


def cells_of(column: pd.Series, letters: Sequence[str] = ()) -> list[Cell]:
    """Cells of a column; the letters of extended missing codes as '.a', '.b' ...

    Parameters
    ----------
    column : Series
        A column as pyreadstat gives it.
    letters : sequence of str
        Letters that stand for a missing code in it.
    """
    if pd.api.types.is_numeric_dtype(column.dtype):
        return [None if v != v else v for v in column.astype(float).tolist()]
    return [_cell(value, letters) for value in column.tolist()]


def extended(letters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Column to its extended missing codes, '.a' to '.z', as they stand in the cells."""
    return {column: [f".{letter}" for letter in found] for column, found in letters.items() if found}


def labels_of(meta: Any) -> dict[str, str]:
    """Column to its label, of columns that have one."""
    return {column: label for column, label in meta.column_names_to_labels.items() if label}


def _cell(value: object, letters: Sequence[str]) -> Cell:
    if value is None or value == "" or pd.isna(value):
        return None
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value)
    return f".{value}" if value in letters else as_text(value)
