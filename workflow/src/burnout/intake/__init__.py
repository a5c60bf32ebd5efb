"""Reading raw files: every format gives the same raw table, every file that cannot be read one clear message."""

from __future__ import annotations

from pathlib import Path

from burnout.config.data import DataFile
from burnout.intake.raw import Codebook, Note, RawTable

__all__ = ["Codebook", "Note", "RawTable", "read_file"]


def read_file(name: str, spec: DataFile, root: Path) -> RawTable:
    """One raw file of a study.

    Parameters
    ----------
    name : str
        Name of the file in the study file.
    spec : DataFile
        Its path, format, encoding and so on.
    root : Path
        The project's folder, from which paths are taken.

    Returns
    -------
    RawTable
        Cells as str, float or None; the index is the row as a user finds it (sheet row, record or case number). Rows
        that do not belong to the study are not there; a row that stands for several people is there as often.

    Raises
    ------
    DataError
        One problem: what was found, what is allowed, what to do.
    """
    if spec.format == "epidata":
        from burnout.intake.epidata import read
    elif spec.format == "spss":
        from burnout.intake.spss import read
    elif spec.format == "wenjuanxing":
        from burnout.intake.wenjuanxing import read
    elif spec.format == "excel":
        from burnout.intake.table import read_excel as read
    else:
        from burnout.intake.table import read_csv as read
    raw = read(name, spec, root)
    if not spec.only and spec.count is None:
        return raw
    from burnout.intake.part import belonging

    return belonging(raw, spec)
