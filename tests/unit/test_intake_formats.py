"""Readers of spreadsheets, statistical files and Parquet: cells, labels and missing codes, and damaged files.

Files are written here by the libraries of these formats; those that no library writes stand in tests/data/intake
(made by LibreOffice and R, see its README). Expected values are what was written.
"""

from __future__ import annotations

import shutil
import struct
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import RawTable, read_file
from helpers.chain import ROOT

GIVEN = ROOT / "tests" / "data" / "intake"


def read(root: Path, path: str, kind: str, **more) -> RawTable:
    return read_file("main", DataFile(path=path, format=kind, **more), root)


def refused(root: Path, path: str, kind: str, **more) -> Problem:
    with pytest.raises(DataError) as caught:
        read(root, path, kind, **more)
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.file == path and problem.found and problem.allowed and problem.remedy
    return problem


def cells(raw: RawTable) -> dict[str, list]:
    return {name: [None if pd.isna(x) else x for x in column] for name, column in raw.frame.items()}


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_old_or_open_sheet_keeps_its_rows_and_dates(tmp_path, ending):
    shutil.copy(GIVEN / f"people.{ending}", tmp_path / "a")
    raw = read(tmp_path, "a", "excel")
    born = ["2026-03-01", None, None]
    assert cells(raw) == {"id": [1.0, 2.0, 3.0], "sex": [1.0, 2.0, None], "note": ["好", "b", None], "born": born}
    assert list(raw.frame.index) == [3, 4, 5]
    assert "'People'" in refused(tmp_path, "a", "excel", sheet="Peeple").remedy
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:3000])
    assert "damaged" in refused(tmp_path, "a", "excel").found


def test_sas_data_set(tmp_path):
    shutil.copy(GIVEN / "people.sas7bdat", tmp_path / "a")
    raw = read(tmp_path, "a", "sas")
    assert cells(raw) == {"id": [1.0, 2.0, 3.0], "sex": [1.0, 2.0, None], "note": ["好", "b", None]}
    (tmp_path / "a").write_bytes((tmp_path / "a").read_bytes()[:9000])
    assert "damaged SAS" in refused(tmp_path, "a", "sas").found


def test_sas_transport_file(tmp_path):
    frame = pd.DataFrame({"ID": [1.0, 2.0], "T": ["a", ""]})
    pyreadstat.write_xport(frame, tmp_path / "a.xpt", column_labels=["Number", None])
    raw = read(tmp_path, "a.xpt", "sas")
    assert cells(raw) == {"ID": [1.0, 2.0], "T": ["a", None]} and raw.codebook.labels == {"ID": "Number"}


def test_stata_keeps_extended_missing_codes(tmp_path):
    frame = pd.DataFrame({"id": [1, 2, 3, 4], "sex": [1, 2, "a", "z"], "x": [1.5, None, 3.0, 4.0]})
    labels = {"sex": {1: "Male", 2: "Female", "a": "Refused"}}
    pyreadstat.write_dta(
        frame,
        tmp_path / "a.dta",
        column_labels={"sex": "Sex"},
        variable_value_labels=labels,
        missing_user_values={"sex": ["a", "z"]},
    )
    raw = read(tmp_path, "a.dta", "stata")
    assert cells(raw) == {"id": [1.0, 2.0, 3.0, 4.0], "sex": [1.0, 2.0, ".a", ".z"], "x": [1.5, None, 3.0, 4.0]}
    assert raw.codebook.labels == {"sex": "Sex"}
    assert raw.codebook.value_labels == {"sex": {1: "Male", 2: "Female", ".a": "Refused"}}
    assert raw.codebook.missing == {"sex": [".a", ".z"]}
    (tmp_path / "a.dta").write_bytes((tmp_path / "a.dta").read_bytes()[:-900])
    assert "Stata" in refused(tmp_path, "a.dta", "stata").found


def test_spss_portable_file(tmp_path):
    frame = pd.DataFrame({"ID": [1.0, 2.0], "SEX": [1.0, 9.0]})
    pyreadstat.write_por(frame, tmp_path / "a.por", column_labels={"SEX": "Sex"})
    raw = read(tmp_path, "a.por", "spss")
    assert cells(raw) == {"ID": [1.0, 2.0], "SEX": [1.0, 9.0]} and raw.codebook.labels == {"SEX": "Sex"}


def test_zsav_is_read_as_sav(tmp_path):
    frame = pd.DataFrame({"sex": [1.0, 2.0, 9.0]})
    labels = {"sex": {1: "Male", 2: "Female"}}
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.zsav",
        row_compress=False,
        compress=True,
        variable_value_labels=labels,
        missing_ranges={"sex": [9]},
    )
    book = read(tmp_path, "a.zsav", "spss").codebook
    assert book.value_labels == labels and book.missing == {"sex": [9]}


def test_parquet_gives_every_kind_of_cell(tmp_path):
    frame = pd.DataFrame(
        {
            "whole": pd.array([1, None, 3], "Int64"),
            "number": [1.5, None, float("nan")],
            "text": ["a", "", "好"],
            "level": pd.Categorical(["Low", None, "High"]),
            "day": pd.to_datetime(["2026-03-01 00:00", None, "2026-03-01 10:30"]),
            "sure": [True, False, None],
        },
        index=[5, 6, 7],
    )
    frame.to_parquet(tmp_path / "a.parquet")
    raw = read(tmp_path, "a.parquet", "parquet")
    assert cells(raw) == {
        "whole": [1.0, None, 3.0],
        "number": [1.5, None, None],
        "text": ["a", None, "好"],
        "level": ["Low", None, "High"],
        "day": ["2026-03-01", None, "2026-03-01 10:30:00"],
        "sure": ["TRUE", "FALSE", None],
    }
    assert list(raw.frame.index) == [1, 2, 3]
    (tmp_path / "b").write_bytes((tmp_path / "a.parquet").read_bytes()[:-20])
    assert "damaged or incomplete" in refused(tmp_path, "b", "parquet").found
    pq.write_table(pa.table({"x": [[1, 2], [3]]}), tmp_path / "c")
    assert refused(tmp_path, "c", "parquet").place == "column 'x'"


@pytest.mark.parametrize(("sign", "encoding"), [("\t", "utf-16"), (";", "utf-8"), ("\t", "gb18030")])
def test_the_separator_of_a_text_is_found(tmp_path, sign, encoding):
    text = f"编号{sign}值\n1{sign}2.5\n2{sign}无\n"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert cells(read(tmp_path, "a.txt", "csv")) == {"编号": ["1", "2"], "值": ["2.5", "无"]}


def test_numbers_with_a_decimal_comma_do_not_part_cells(tmp_path):
    (tmp_path / "a.csv").write_text("id;x\n1;2,5\n2;3,1\n")
    assert cells(read(tmp_path, "a.csv", "csv")) == {"id": ["1", "2"], "x": ["2,5", "3,1"]}


def test_a_separator_that_is_not_certain_is_asked_for(tmp_path):
    (tmp_path / "a.csv").write_text("id;a,b\n1;2,5\n2;3,1\n")
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == "header" and "delimiter: ';'" in problem.remedy
    assert list(read(tmp_path, "a.csv", "csv", delimiter=";").frame.columns) == ["id", "a,b"]


def xlsb(path: Path) -> None:
    """A binary workbook of one sheet, by the published layout of records: kind, length, content."""

    def record(kind: int, content: bytes = b"") -> bytes:
        head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
        return head + bytes([len(content)]) + content

    def text(words: str) -> bytes:
        return len(words).to_bytes(4, "little") + words.encode("utf-16-le")

    def cell(column: int, value: float | str) -> bytes:
        place = column.to_bytes(4, "little") + bytes(4)
        if isinstance(value, str):
            return record(6, place + text(value))  # BrtCellSt
        return record(5, place + struct.pack("<d", value))  # BrtCellReal

    rows = [["id", "note"], [1.0, "好"], [2.5, "b"]]
    lines = b"".join(
        record(0, i.to_bytes(4, "little") + bytes(13)) + b"".join(cell(j, value) for j, value in enumerate(row))
        for i, row in enumerate(rows)
    )
    size = struct.pack("<4I", 0, 2, 0, 1)
    sheet = record(129) + record(148, size) + record(145) + lines + record(146) + record(130)
    bundle = record(156, bytes(4) + (1).to_bytes(4, "little") + text("rId1") + text("People"))
    start = "http://schemas.openxmlformats.org"
    kind = f"{start}/officeDocument/2006/relationships/worksheet"
    relations = f'<Relationships xmlns="{start}/package/2006/relationships">'
    relations += f'<Relationship Id="rId1" Type="{kind}" Target="worksheets/sheet1.bin"/></Relationships>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{start}/package/2006/content-types"/>')
        archive.writestr("xl/workbook.bin", record(131) + record(143) + bundle + record(144) + record(132))
        archive.writestr("xl/_rels/workbook.bin.rels", relations)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)


def test_a_binary_excel_file(tmp_path):
    xlsb(tmp_path / "a.xlsb")
    raw = read(tmp_path, "a.xlsb", "excel")
    assert cells(raw) == {"id": [1.0, 2.5], "note": ["好", "b"]}
