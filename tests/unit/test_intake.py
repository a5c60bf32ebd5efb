"""Readers of raw files: what they give back, and the one message for each file that cannot be read.

Files are built by hand from the published layouts; expected values are what was written into them.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import RawTable, read_file

FIELDS = [
    ("#", "ID", 0, 4, "编号"),
    ("_", "NAME", 1, 6, "姓名"),
    ("#", "SEX", 0, 1, "性别"),
    ("#", "AGE", 0, 2, "年龄"),
]
FIELDS += [("#", "BMI", 101, 5, "体质指数"), ("_", "BORN", 11, 10, "出生日期"), ("_", "NOTE", 1, 70, "备注")]
CHECKS = """* labels of this study
LABELBLOCK
  LABEL label_sex
    1  "男"
    2  "女"
  END
END
BEFORE FILE
  MISSINGVALUE ALL 99
END
SEX
  COMMENT LEGAL USE label_sex SHOW
  MISSINGVALUE 9
  JUMPS
    1 AGE
  END
END
AGE
  RANGE 18 65
  LEGAL
    77
  END
  MUSTENTER
END
"""


def rec(records, fields=FIELDS, marks=None, head=None) -> bytes:
    """An EpiData file by the layout: 78-byte lines, numbers right-aligned, text left-aligned, bytes of GBK."""
    lines = [head or f"{len(fields) + 1} 1 VLAB Filelabel: 演示".encode("gbk")]
    lines.append(b"_" + b"TITLE".ljust(10) + b" " + b"%4d%4d%4d%4d%4d%4d%4d%4d" % (1, 1, 30, 0, 0, 15, 0, 112) + b" T")
    for mark, name, kind, length, label in fields:
        numbers = b"%4d%4d%4d%4d%4d%4d%4d%4d" % (1, 1, 30, 1, 1, kind, length, 112)
        lines.append(mark.encode() + name.encode().ljust(10) + b" " + numbers + b" " + label.encode("gbk"))
    for i, record in enumerate(records):
        text = b""
        for value, (_, _, kind, length, _) in zip(record, fields, strict=True):
            cell = value.encode("gbk")
            text += cell.rjust(length) if kind == 0 or kind > 100 else cell.ljust(length)
        pieces = [text[at : at + 78] for at in range(0, len(text), 78)]
        mark = (marks or {}).get(i, b"!")
        lines += [piece + (mark if at == len(pieces) - 1 else b"!") for at, piece in enumerate(pieces)]
    return b"\r\n".join(lines) + b"\r\n\x1a"


RECORDS = [
    ("1", "王小明", "1", "34", "21.5", "03/09/1991", "^好!"),
    ("2", "李四", "9", "", "", "", ""),
    ("3", "", "2", "99", "30.0", "11/12/1980", "x" * 70),
    ("4", "赵", "2", "41", " 9.1", "", ""),
]


def read(root: Path, path: str, kind: str, **more) -> RawTable:
    return read_file("main", DataFile(path=path, format=kind, **more), root)


def refused(root: Path, path: str, kind: str, **more) -> Problem:
    with pytest.raises(DataError) as caught:
        read(root, path, kind, **more)
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.file == (more.get("checks") if problem.file.endswith(".chk") else path)
    assert problem.found and problem.allowed and problem.remedy
    return problem


def sheet(path: Path, rows, title="Sheet1") -> None:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)


def test_rec_file_gives_typed_cells_by_bytes(tmp_path):
    (tmp_path / "a.rec").write_bytes(rec(RECORDS, marks={0: b"^", 3: b"?"}))
    raw = read(tmp_path, "a.rec", "epidata")
    assert raw.path == "a.rec" and raw.name == "main"
    assert list(raw.frame.columns) == ["ID", "NAME", "SEX", "AGE", "BMI", "BORN", "NOTE"]
    assert raw.frame.loc[1].tolist() == [1.0, "王小明", 1.0, 34.0, 21.5, "1991-09-03", "^好!"]
    assert raw.frame.loc[2].tolist() == [2.0, "李四", 9.0, None, None, None, None]
    assert raw.frame.loc[3, "NOTE"] == "x" * 70
    assert list(raw.frame.index) == [1, 2, 3]
    assert raw.deleted == 1 and raw.notes[0].row == 4
    assert raw.codebook.labels["AGE"] == "年龄"


def test_chk_file_gives_labels_ranges_and_missing_codes(tmp_path):
    (tmp_path / "a.rec").write_bytes(rec(RECORDS))
    (tmp_path / "a.chk").write_bytes(CHECKS.replace("\n", "\r\n").encode("gbk"))
    book = read(tmp_path, "a.rec", "epidata", checks="a.chk").codebook
    assert book.value_labels == {"SEX": {1: "男", 2: "女"}}
    assert book.missing == {"SEX": [9], "AGE": [99], "ID": [99], "BMI": [99]}
    assert book.ranges == {"AGE": (18.0, 65.0)}
    assert book.legal == {"SEX": [1, 2], "AGE": [77]}


def test_chk_block_without_end_is_named(tmp_path):
    (tmp_path / "a.rec").write_bytes(rec(RECORDS))
    (tmp_path / "a.chk").write_bytes(b"SEX\r\n  RANGE 1 2\r\n")
    problem = refused(tmp_path, "a.rec", "epidata", checks="a.chk")
    assert problem.place == "line 1" and "END" in problem.found


def test_rec_text_cut_inside_a_character_is_noted(tmp_path):
    fields = [("_", "WHO", 1, 5, "x")]
    content = rec([("ab",)], fields).replace(b"ab   !", "王小明".encode("gbk")[:5] + b"!")
    (tmp_path / "a.rec").write_bytes(content)
    raw = read(tmp_path, "a.rec", "epidata")
    assert raw.frame.loc[1, "WHO"] == "王小"
    assert raw.notes[0].column == "WHO"


@pytest.mark.parametrize(
    ("change", "place", "word"),
    [
        (lambda b: b.replace(b"#SEX", b"SEX "), "header, line 5", "SEX"),
        (lambda b: b.replace(b"   0   1", b"   x   1"), "header, line 5", "SEX"),
        (lambda b: b"99" + b[1:], "header", "lines after the first"),
        (lambda b: b.replace(b"!\r\n\x1a", b"\r\n"), "record 4 (line 17)", "bytes ended by"),
        (lambda b: b[: b.rindex(b"\r\n", 0, -8)], "record 4", "too early"),
        (lambda b: b.replace("李四".encode("gbk"), b"\xff\xff\xff\xff"), "record 2, field NAME", "gb18030"),
    ],
)
def test_broken_rec_is_refused(tmp_path, change, place, word):
    (tmp_path / "a.rec").write_bytes(change(rec(RECORDS)))
    problem = refused(tmp_path, "a.rec", "epidata")
    assert problem.place == place
    assert word in problem.found


def test_rec_without_its_first_line_is_refused(tmp_path):
    (tmp_path / "a.rec").write_bytes(rec(RECORDS, head=b"hello"))
    problem = refused(tmp_path, "a.rec", "epidata")
    assert "hello" in problem.found and "VLAB" in problem.remedy


def test_spss_keeps_user_missing_codes_beside_the_cells(tmp_path):
    frame = pd.DataFrame({"id": [1.0, 2.0, 3.0], "sex": [1.0, 2.0, 9.0], "x": [5.0, None, 97.0], "t": ["a", "", "好"]})
    pyreadstat.write_sav(
        frame,
        tmp_path / "a.sav",
        column_labels={"sex": "Sex"},
        variable_value_labels={"sex": {1: "男", 2: "女"}},
        missing_ranges={"sex": [9], "x": [{"lo": 90, "hi": 99}]},
    )
    raw = read(tmp_path, "a.sav", "spss")
    assert raw.frame["sex"].tolist() == [1.0, 2.0, 9.0]
    assert raw.frame["x"].tolist() == [5.0, None, 97.0]
    assert raw.frame["t"].tolist() == ["a", None, "好"]
    assert list(raw.frame.index) == [1, 2, 3]
    assert raw.codebook.labels == {"sex": "Sex"}
    assert raw.codebook.value_labels == {"sex": {1.0: "男", 2.0: "女"}}
    assert raw.codebook.missing == {"sex": [9.0], "x": [97.0]}


def test_damaged_spss_is_refused(tmp_path):
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0, 2.0]}), tmp_path / "a.sav")
    (tmp_path / "a.sav").write_bytes((tmp_path / "a.sav").read_bytes()[:200])
    assert "damaged SPSS" in refused(tmp_path, "a.sav", "spss").found


WJX = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的性别", "第2题(我感到疲惫)"]


def test_wenjuanxing_never_returns_the_address(tmp_path):
    rows = [WJX, [1, "2026/09/03 12:00:00", "123秒", "微信", "某群", "1.2.3.4(上海)", "女", 5], [None] * 8]
    sheet(tmp_path / "a.xlsx", rows)
    raw = read(tmp_path, "a.xlsx", "wenjuanxing")
    assert list(raw.frame.columns) == [*WJX[:4], *WJX[6:]]
    assert raw.frame.loc[2].tolist() == [1.0, "2026/09/03 12:00:00", "123秒", "微信", "女", 5.0]
    assert "1.2.3.4" not in raw.frame.to_string()
    assert -3 in raw.codebook.missing["1、您的性别"] and "序号" not in raw.codebook.missing


def test_export_named_xls_but_written_as_xlsx(tmp_path):
    sheet(tmp_path / "a.xlsx", [WJX, [1, "2026/09/03 12:00:00", "9秒", "微信", "某群", "1.2.3.4", "女", 5]])
    (tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    assert len(read(tmp_path, "a.xls", "wenjuanxing").frame) == 1


def test_excel_sheet_that_is_no_wenjuanxing_export(tmp_path):
    sheet(tmp_path / "a.xlsx", [["id", "x"], [1, 2]])
    problem = refused(tmp_path, "a.xlsx", "wenjuanxing")
    assert "序号" in problem.found and "format: excel" in problem.remedy


def test_excel_named_sheet_and_row_numbers(tmp_path):
    book = openpyxl.Workbook()
    sheet_ = book.create_sheet("Daten")
    for row in [["id", "date", None], ["007", pd.Timestamp("2026-03-01").to_pydatetime()], [], [1.5, True]]:
        sheet_.append(row)
    book.save(tmp_path / "a.xlsx")
    raw = read(tmp_path, "a.xlsx", "excel", sheet="Daten")
    assert raw.frame.to_dict("index") == {2: {"id": "007", "date": "2026-03-01"}, 4: {"id": 1.5, "date": "TRUE"}}
    problem = refused(tmp_path, "a.xlsx", "excel", sheet="Daton")
    assert "Daton" in problem.found and "'Daten'" in problem.remedy
    assert "empty sheet" in refused(tmp_path, "a.xlsx", "excel").found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_csv_finds_its_encoding(tmp_path, encoding):
    (tmp_path / "a.csv").write_bytes('姓名,x\n王,"1\n2"\n\n李,\n'.encode(encoding))
    raw = read(tmp_path, "a.csv", "csv")
    assert raw.frame.to_dict("index") == {2: {"姓名": "王", "x": "1\n2"}, 4: {"姓名": "李", "x": None}}


def test_csv_with_a_short_row_is_filled_and_noted(tmp_path):
    (tmp_path / "a.csv").write_text("a;b\n1;2\n3\n")
    raw = read(tmp_path, "a.csv", "csv", delimiter=";")
    assert raw.frame.loc[3].tolist() == ["3", None]
    assert [(n.row, n.found) for n in raw.notes] == [(3, "1 cells")]


@pytest.mark.parametrize(
    ("content", "place", "found", "remedy"),
    [
        (b"", "", "empty", "again"),
        (b"\xef\xbb\xbf\r\n", "", "empty", "again"),
        (b"a,b\n1,2\n\xff\xfe\xff,3\n", "row 3", "ff fe ff", "encoding"),
        (b"a,b\n1,2\n3,4,5\n", "row 3", "'5'", "separator"),
        (b"a,,b\n1,7,2\n", "row 2", "'7'", "column"),
        (b"a,b,a\n1,2,3\n", "header", "'a' stands 2 times", "own name"),
        (b'a,b\n1,"2\n3,4\n', "line 3", "broken row", "quotation"),
        (b"%PDF-1.7 ...", "", "PDF", "csv"),
        (b"<html><table>", "", "web page", "xlsx"),
        (b"a,b\x00\x00\x01", "", "binary", "csv"),
    ],
)
def test_bad_csv_is_refused(tmp_path, content, place, found, remedy):
    (tmp_path / "a.csv").write_bytes(content)
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == place
    assert found in problem.found
    assert remedy in problem.remedy


def test_a_separator_that_is_given_and_wrong_is_told(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"a;b\n1;2\n")
    problem = refused(tmp_path, "a.csv", "csv", delimiter=",")
    assert problem.place == "header" and "semicolon" in problem.found and "delimiter" in problem.remedy


def test_given_encoding_is_used_and_checked(tmp_path):
    (tmp_path / "a.csv").write_bytes("姓名\n王\n".encode("gbk"))
    problem = refused(tmp_path, "a.csv", "csv", encoding="utf-8")
    assert problem.place == "row 1" and "utf-8" in problem.found
    assert refused(tmp_path, "a.csv", "csv", encoding="utf-9").found == "'utf-9'"


def test_missing_file_names_the_nearest(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "survey_2026.csv").write_text("a\n1\n")
    problem = refused(tmp_path, "data/survey_2025.csv", "csv")
    assert problem.found == "no such file" and "'survey_2026.csv'" in problem.remedy
    assert refused(tmp_path, "nowhere/x.csv", "csv").allowed.endswith("folder is missing too")
    assert refused(tmp_path, "data", "csv").found == "a folder"


@pytest.mark.parametrize("declared", ["epidata", "spss", "wenjuanxing", "excel", "csv"])
def test_file_in_another_format_than_declared(tmp_path, declared):
    (tmp_path / "epidata").write_bytes(rec(RECORDS))
    pyreadstat.write_sav(pd.DataFrame({"x": [1.0]}), tmp_path / "spss")
    sheet(tmp_path / "excel.xlsx", [["id"], [1]])
    (tmp_path / "excel.xlsx").rename(tmp_path / "excel")
    (tmp_path / "csv").write_text("a,b\n1,2\n")
    same = "excel" if declared == "wenjuanxing" else declared
    for other in {"epidata", "spss", "excel", "csv"} - {same}:
        problem = refused(tmp_path, other, declared)
        assert f"format: {declared}" in problem.allowed
        assert f"format: {other}" in problem.remedy


@pytest.mark.parametrize(
    ("content", "found", "remedy"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old Excel", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password", "password"),
        (b"PK\x03\x04 cut short", "damaged", "again"),
    ],
)
def test_excel_files_that_cannot_be_read(tmp_path, content, found, remedy):
    (tmp_path / "a.xlsx").write_bytes(content)
    problem = refused(tmp_path, "a.xlsx", "excel")
    assert found in problem.found and remedy in problem.remedy


def test_a_large_file_is_read_by_columns_and_its_faults_are_told_by_row(tmp_path):
    lines = ["id,sex,note", *(f'{i:06d},{i % 2 + 1},"{"好" if i % 3 else ""}"' for i in range(80_000))]
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="utf-8")
    spec = DataFile(path="a.csv", format="csv")
    frame = read_file("main", spec, tmp_path).frame
    assert isinstance(frame["sex"].dtype, pd.CategoricalDtype) and frame.memory_usage()["sex"] < 90_000
    assert frame["id"].iloc[7] == "000007" and list(frame.index[[0, -1]]) == [2, 80_001]
    assert frame["note"].isna().sum() == 26_667
    lines[60_000] += ",too,many"
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="utf-8")
    assert refused(tmp_path, "a.csv", "csv").place == "row 60001"
    lines[60_000] = '"000001'
    (tmp_path / "a.csv").write_text("\r\n".join(lines), encoding="utf-8")
    assert "quotation" in refused(tmp_path, "a.csv", "csv").remedy
