"""A run of a study, opened from its results folder or from an archive of one."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from burnout.errors import DataError, Problem

LEFT_OUT = ("manuscript_numbers", "quotations")
"""Tables that are not results, or that hold words of single people."""
_LARGEST = 500_000_000
"""Bytes that one file of an archive may have when it is unpacked."""


@dataclass(frozen=True)
class Run:
    """Results of one study at one time.

    Parameters
    ----------
    name : str
        Where it was found.
    study : str
        Name of the study; empty when nothing tells it.
    tables : mapping of str to pandas.DataFrame
        Result tables.
    record : mapping of str to object
        What the manuscript stage noted of its inputs (``manuscript/run.json``); empty for older runs.
    manuscript : bytes
        The manuscript as a Word file; empty when there is none.
    """

    name: str
    study: str
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any] = field(default_factory=dict)
    manuscript: bytes = b""


def open_run(path: Path) -> Run:
    """Open a run.

    Parameters
    ----------
    path : Path
        A study's results folder, or a ZIP archive that holds one.

    Raises
    ------
    DataError
        There is no such run, or several.
    """
    if path.is_dir():
        files = {p.relative_to(path).as_posix(): p for p in path.rglob("*") if p.is_file() and _wanted(p.as_posix())}
        return _run(str(path), {name: file.read_bytes for name, file in files.items()}, path.resolve().name)
    if path.is_file() and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if _wanted(entry.filename)]
            large = [entry.filename for entry in entries if entry.file_size > _LARGEST]
            if large:
                raise _refused(str(path), f"{large[0]} of more than {_LARGEST // 1_000_000} MB", "smaller files")
            files = {entry.filename: archive.read(entry) for entry in entries}
        return _run(str(path), {name: (lambda c=content: c) for name, content in files.items()}, path.stem)
    found = "a file that is no ZIP archive" if path.is_file() else "no such folder or file"
    raise _refused(str(path), found, "a study's results folder, or a ZIP archive of one")


def _refused(path: str, found: str, allowed: str) -> DataError:
    return DataError(Problem(path, "", found, allowed, "Give the folder of one study in results, or a copy of it."))


def _wanted(name: str) -> bool:
    path = PurePosixPath(name)
    table = path.parent.name == "tables" and path.suffix in (".csv", ".parquet")
    return table or path.parts[-2:] in (
        ("manuscript", "manuscript.docx"),
        ("manuscript", "run.json"),
        ("data", "check.json"),
    )


def _run(name: str, files: Mapping[str, Any], folder: str) -> Run:
    homes = {p.parent.parent for p in map(PurePosixPath, files) if p.name == "flow.csv" and p.parent.name == "tables"}
    homes = {home for home in homes if home.name != "manuscript"}
    if not homes:
        raise _refused(name, "no tables/flow.csv in it", "the results of a run")
    if len(homes) > 1:
        shown = ", ".join(sorted(home.as_posix() for home in homes))
        raise _refused(name, f"the results of several studies ({shown})", "the results of one study")
    home = homes.pop()
    own = {p.relative_to(home).as_posix(): read for p, read in ((PurePosixPath(n), r) for n, r in files.items())
           if p.is_relative_to(home)}  # fmt: skip
    record = _json(name, own, "manuscript/run.json") or _json(name, own, "data/check.json")
    study = str(record.get("study") or (home.name if home.name else folder))
    manuscript = own["manuscript/manuscript.docx"]() if "manuscript/manuscript.docx" in own else b""
    return Run(name, study, _tables(name, own), record, manuscript)


def _json(name: str, files: Mapping[str, Any], path: str) -> dict[str, Any]:
    try:
        return dict(json.loads(files[path]())) if path in files else {}
    except ValueError:
        raise _refused(f"{name}/{path}", "text that is no JSON", "the record of a run") from None


def _tables(name: str, files: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    """Tables by name; Parquet where it is there, since types survive in it."""
    found: dict[str, pd.DataFrame] = {}
    for path in sorted(files, key=lambda path: path.endswith(".parquet")):
        table = PurePosixPath(path)
        if table.parent.as_posix() != "tables" or table.stem in LEFT_OUT:
            continue
        try:
            content = io.BytesIO(files[path]())
            read = pd.read_parquet if table.suffix == ".parquet" else _read_csv
            found[table.stem] = read(content)
        except (ValueError, OSError):
            raise _refused(f"{name}/{path}", "a file that cannot be read as a table", "a result table") from None
    return found


def _read_csv(content: io.BytesIO) -> pd.DataFrame:
    try:
        return pd.read_csv(content, keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError:
        return pd.DataFrame()
