"""Reading raw files: every format gives the same raw table, every file that cannot be read one clear message."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from burnout.config.data import DataFile
from burnout.intake.raw import Codebook, Note, RawTable

READERS: dict[str, tuple[str, str]] = {
    "csv": ("table", "read_csv"),
    "excel": ("table", "read_excel"),
    "spss": ("spss", "read"),
    "stata": ("stata", "read"),
    "sas": ("sas", "read"),
    "parquet": ("arrow", "read"),
    "epidata": ("epidata", "read"),
    "wenjuanxing": ("wenjuanxing", "read"),
    "redcap": ("redcap", "read"),
    "kobo": ("kobo", "read"),
}
"""Module and function of each format; a module is imported when a file needs it."""

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
    module, function = READERS[spec.format]
    read = getattr(import_module(f"burnout.intake.{module}"), function)
    raw = read(name, spec, root)
    if not spec.only and spec.count is None:
        return raw
    from burnout.intake.part import belonging

    return belonging(raw, spec)
