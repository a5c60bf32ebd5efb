"""Writing demonstration files so that the same content always gives the same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    import pandas as pd

Cell = str | int | float | None

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

SAV_DATE, SAV_TIME = (92, b"01 Jan 25"), (101, b"08:00:00")
"""Place in the header of a .sav file, and what is put there: the date and the time of creation."""


def write_text(path: Path, text: str) -> Path:
    """A UTF-8 text file with line feeds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return path


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Path:
    """A UTF-8 CSV file with line feeds."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return write_text(path, text.getvalue())


def write_xlsx(path: Path, sheet: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Path:
    """An Excel workbook with one sheet: only the parts a reader needs, with fixed dates and no compression.

    Writers of workbooks put the hour of writing, their version, and what the installed zlib makes of it into the file.
    Here the five parts are written as they are.
    """
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationship("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name={quoteattr(sheet)} sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relationship("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": _worksheet([list(columns), *rows]),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name, date_time=(2025, 1, 1, 8, 0, 0))
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, (_HEAD + content).encode("utf-8"), compress_type=zipfile.ZIP_STORED)
    return path


def _content_types() -> str:
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    )


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _worksheet(rows: Sequence[Sequence[Cell]]) -> str:
    lines = (
        f'<row r="{r}">{"".join(_cell(value, f"{_letters(c)}{r}") for c, value in enumerate(row))}</row>'
        for r, row in enumerate(rows, start=1)
    )
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(value: Cell, place: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _letters(column: int) -> str:
    """Letters of a column counted from 0: A, B ... Z, AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def write_sav(
    path: Path,
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    value_labels: Mapping[str, Mapping[int, str]],
    missing: Mapping[str, Sequence[int]],
) -> Path:
    """An SPSS file with labels and user-missing codes, whose header carries a fixed date.

    Parameters
    ----------
    path : Path
        The file.
    frame : DataFrame
        The data, one column per variable.
    labels, value_labels, missing : mapping
        Variable labels, value labels and user-missing codes, by variable.
    """
    import pyreadstat

    path.parent.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(
        frame,
        path,
        file_label="SYNTHETIC demonstration data",
        column_labels=dict(labels),
        variable_value_labels={name: dict(codes) for name, codes in value_labels.items()},
        missing_ranges={name: list(codes) for name, codes in missing.items()},
    )
    content = bytearray(path.read_bytes())
    for place, text in (SAV_DATE, SAV_TIME):
        content[place : place + len(text)] = text
    path.write_bytes(bytes(content))
    return path


def checksums(paths: Iterable[Path], folder: Path) -> str:
    """A markdown table of the files with their SHA-256."""
    rows = (f"| `{p.relative_to(folder).as_posix()}` | `{hashlib.sha256(p.read_bytes()).hexdigest()}` |" for p in paths)
    return "\n".join(["| file | SHA-256 |", "| --- | --- |", *rows])
