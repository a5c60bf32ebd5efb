"""Tables on disk: tidy CSV for people, the same frame as Parquet for programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from burnout.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd


def write_table(frame: pd.DataFrame, folder: Path, name: str) -> Path:
    r"""Write a result table as ``<name>.csv`` and ``<name>.parquet``.

    The CSV is UTF-8 with full precision and ``\n`` line ends; missing values are empty cells. Both files
    appear whole or not at all.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table; its index is not written.
    folder : Path
        Folder of the tables; made when missing.
    name : str
        Name of the table.

    Returns
    -------
    Path
        The CSV file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.csv"
    part = folder / f".{name}.csv.part"
    frame.to_csv(part, index=False, encoding="utf-8", lineterminator="\n")
    os.replace(part, target)
    write_frame(frame, folder / f"{name}.parquet")
    return target


def write_frame(frame: pd.DataFrame, path: Path) -> Path:
    """Write a frame as Parquet, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    frame.reset_index(drop=True).to_parquet(part, index=False)
    os.replace(part, path)
    return path


def read_frame(path: Path) -> pd.DataFrame:
    """Read a Parquet frame.

    Raises
    ------
    DataError
        The file is not there: its stage has not run.
    """
    import pandas as pd

    if not path.is_file():
        remedy = "Run the stage that makes it (or plainly `snakemake`)."
        raise DataError(Problem(str(path), "", "no such file", "a frame made by an earlier stage", remedy))
    return pd.read_parquet(path)
