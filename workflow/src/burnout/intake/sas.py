"""SAS data sets (.sas7bdat) and transport files (.xpt)."""

from __future__ import annotations

from pathlib import Path

from burnout.config.data import DataFile
from burnout.intake.detect import kind_of, require
from burnout.intake.raw import Codebook, RawTable
from burnout.intake.statistical import cells_of, extended, labels_of, load, table_of_cells


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """A SAS file; special missing codes .A to .Z of a data set stay in the cells and stand in the codebook.

    SAS keeps value labels in another file (a catalog), which is not read: what codes mean stands in the study file.
    Of transport files the library that reads them makes special missing codes empty.

    Raises
    ------
    DataError
        The file is missing, empty, damaged, cut short, too large, or none of SAS.
    """
    import pyreadstat

    path = root / spec.path
    require(path, spec.path, "sas")
    if kind_of(path)[0] == "xport":
        frame, meta = load(pyreadstat.read_xport, path, spec, "SAS")
    else:
        frame, meta = load(pyreadstat.read_sas7bdat, path, spec, "SAS", user_missing=True)
    letters = meta.missing_user_values
    columns = {column: cells_of(frame[column], letters.get(column, ())) for column in frame.columns}
    table = table_of_cells(columns, len(frame))
    return RawTable(name, spec.path, table, Codebook(labels_of(meta), missing=extended(letters)))
