"""Stata .dta files; extended missing codes .a to .z stay in the cells and stand in the codebook."""

from __future__ import annotations

from pathlib import Path

from burnout.config.data import DataFile
from burnout.intake.detect import require
from burnout.intake.raw import Codebook, RawTable
from burnout.intake.statistical import cells_of, extended, labels_of, load, table_of_cells


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """A Stata file.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, cut short, too large, no .dta, or its text is in another encoding.
    """
    import pyreadstat

    path = root / spec.path
    require(path, spec.path, "stata")
    frame, meta = load(pyreadstat.read_dta, path, spec, "Stata", user_missing=True)
    letters = meta.missing_user_values
    columns = {column: cells_of(frame[column], letters.get(column, ())) for column in frame.columns}
    labels = {
        column: {f".{code}" if code in letters.get(column, ()) else code: label for code, label in told.items()}
        for column, told in meta.variable_value_labels.items()
    }
    table = table_of_cells(columns, len(frame))
    return RawTable(name, spec.path, table, Codebook(labels_of(meta), labels, extended(letters)))
