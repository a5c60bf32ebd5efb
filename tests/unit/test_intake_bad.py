"""Files that users bring and that are not what they seem: one clear message each, with the place and a way out.

Every file is made here. That a large or packed file is refused before it is read is seen from the memory it took.
"""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from burnout.clean import check, clean
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import limits, read_file
from helpers.chain import ROOT
from helpers.cleaning_studies import instruments, study, table

GIVEN = ROOT / "tests" / "data" / "intake"
SHEET = "xl/worksheets/sheet1.xml"


def refused(root: Path, path: str, kind: str, **more) -> Problem:
    before = {p.name for p in root.iterdir()}
    with pytest.raises(DataError) as caught:
        read_file("main", DataFile(path=path, format=kind, **more), root)
    assert {p.name for p in root.iterdir()} == before, "nothing is written"
    assert len(caught.value.problems) == 1
    problem = caught.value.problems[0]
    assert problem.file == path and problem.found and problem.allowed and problem.remedy
    return problem


def sheet(path: Path, rows, merged=()) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)


def changed(path: Path, part: str, change) -> None:
    """Write a packed file anew with one part changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, change(content) if name == part else content)


def memory(action) -> int:
    """Most bytes that Python held while doing something."""
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


# passwords


def locked_zip(path: Path, inside: str = "data.csv") -> None:
    """A zip archive whose parts say that they need a password."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(inside, "id,x\n1,2\n")
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("kind", "content", "found"),
    [
        (
            "excel",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "Excel file with a pass",
        ),
        ("spss", b"ENCRYPTEDSAV" + b"\0" * 90, "with a password"),
    ],
)
def test_a_file_with_a_password(tmp_path, kind, content, found):
    (tmp_path / "a").write_bytes(content)
    problem = refused(tmp_path, "a", kind)
    assert found in problem.found and "password" in problem.remedy


@pytest.mark.parametrize(("inside", "kind"), [("data.csv", "csv"), ("xl/workbook.xml", "excel")])
def test_an_archive_with_a_password(tmp_path, inside, kind):
    locked_zip(tmp_path / "a", inside)
    problem = refused(tmp_path, "a", kind)
    assert "with a password" in problem.found and "password" in problem.remedy


def test_an_old_excel_file_with_a_password(tmp_path):
    content = bytearray((GIVEN / "people.xls").read_bytes())
    start = content.index(bytes.fromhex("0908 1000 0006 0500"))  # BOF of the workbook
    after = start + 4 + 16
    content[after : after + 2] = b"\x2f\x00"  # the record after it becomes FILEPASS
    (tmp_path / "a.xls").write_bytes(content)
    assert "password" in refused(tmp_path, "a.xls", "excel").found


# truncated and mislabelled


@pytest.mark.parametrize(
    ("kind", "name", "write"),
    [
        ("excel", "a.xlsx", lambda frame, path: frame.to_excel(path, index=False)),
        ("spss", "a.sav", pyreadstat.write_sav),
        ("stata", "a.dta", pyreadstat.write_dta),
        ("parquet", "a.parquet", lambda frame, path: frame.to_parquet(path)),
    ],
)
@pytest.mark.parametrize("share", [0.4, 0.97])
def test_a_file_that_is_cut_short(tmp_path, kind, name, write, share):
    write(
        pd.DataFrame({"id": [float(i) for i in range(900)], "x": [f"answer {i}" for i in range(900)]}), tmp_path / name
    )
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: int(len(content) * share)])
    problem = refused(tmp_path, name, kind)
    assert any(word in problem.found for word in ("damaged", "cut short", "holds"))
    assert any(word in problem.remedy for word in ("again", "Copy"))


def test_a_text_that_is_cut_short(tmp_path):
    (tmp_path / "a.csv").write_text("id,sex,age\n1,2,30\n2,1")
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == "row 3" and "cut short" in problem.found
    (tmp_path / "a.csv").write_text("id,sex,age\n1,2,30\n2,1\n")
    assert len(read_file("main", DataFile(path="a.csv", format="csv"), tmp_path).notes) == 1
    (tmp_path / "a.csv").write_bytes("编号,备注\n1,很好很好\n2,夜班".encode()[:-1])
    assert "cut short" in refused(tmp_path, "a.csv", "csv").found


def test_files_under_a_wrong_name(tmp_path):
    (tmp_path / "a.xlsx").write_text("id,x\n1,2\n")
    assert "format: csv" in refused(tmp_path, "a.xlsx", "excel").remedy
    (tmp_path / "a.xls").write_text("<html><body><table><tr><td>id</td></tr></table></body></html>")
    problem = refused(tmp_path, "a.xls", "excel")
    assert "web page" in problem.found and "save it as .xlsx" in problem.remedy
    with zipfile.ZipFile(tmp_path / "a.sav", "w") as archive:
        archive.writestr("survey.sav", b"$FL2")
    problem = refused(tmp_path, "a.sav", "spss")
    assert "zip archive" in problem.found and "Unpack" in problem.remedy


def test_a_rec_file_with_a_broken_header(tmp_path):
    (tmp_path / "a.rec").write_bytes(b"3 1 VLAB\r\n#ID            1   1  30   1   1   0   3 112 Id\r\n  1!\r\n")
    problem = refused(tmp_path, "a.rec", "epidata")
    assert problem.place.startswith("header") and "again" in problem.remedy


# texts


def test_rows_in_another_encoding_are_named(tmp_path):
    rows = [f"{i},很好很好\n".encode() for i in range(1, 6)]
    rows[2] = "3,很好很好\n".encode("gb18030")
    (tmp_path / "a.csv").write_bytes("编号,备注\n".encode() + b"".join(rows))
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == "row 4" and "not in UTF-8" in problem.found and "row 1" in problem.found
    rows = [f"{i},很好很好\n".encode("gb18030") for i in range(1, 6)]
    rows[3] = "4,很好很好\n".encode()
    (tmp_path / "a.csv").write_bytes("编号,备注\n".encode("gb18030") + b"".join(rows))
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == "row 5" and "gb18030" in problem.remedy


def test_full_width_digits_are_read_and_counted(tmp_path):
    (tmp_path / "main.csv").write_text("id,sex,age,q1,q2\n１,１,３４,０,６\n", encoding="utf-8")
    here = study(files={"main": {"path": "main.csv", "format": "csv", "id": "id"}})
    found = clean(here, instruments(), {"main": read_file("main", here.files["main"], tmp_path)})
    assert found.data.loc[0, ["participant", "sex", "age", "mbi_1", "mbi_2"]].tolist() == ["1", "Male", 34.0, 0.0, 6.0]
    assert found.findings["rule"].tolist() == ["full-width digits"] * 5


# sheets


def test_merged_names_of_columns(tmp_path):
    sheet(tmp_path / "a.xlsx", [["Group", None, "age"], ["ward", "sex", None], [1, 2, 30]], ["A1:B1"])
    problem = refused(tmp_path, "a.xlsx", "excel")
    assert problem.place == "sheet 'Sheet', cells A1:B1" and "'Group'" in problem.found
    assert "names" in problem.found and "one row" in problem.remedy


def test_merged_cells_among_the_answers(tmp_path):
    sheet(tmp_path / "a.xlsx", [["ward", "sex"], ["A", 2], [None, 1], ["B", 1]], ["A2:A3"])
    problem = refused(tmp_path, "a.xlsx", "excel")
    assert problem.place == "sheet 'Sheet', cells A2:A3" and "'A'" in problem.found
    sheet(tmp_path / "a.xlsx", [["ward", "sex"], ["A", 2], ["B", 1]], ["D8:E9"])
    assert len(read_file("main", DataFile(path="a.xlsx", format="excel"), tmp_path).frame) == 2


def test_formulas_without_results(tmp_path):
    sheet(tmp_path / "a.xlsx", [["id", "born", "age"], [1, 1990, "=2026-B2"], [2, 1980, "=2026-B3"]])
    problem = refused(tmp_path, "a.xlsx", "excel")
    assert problem.place == "sheet 'Sheet', cell C2" and "2 formulas" in problem.found and "C3" in problem.found
    assert "Open it in Excel" in problem.remedy
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>2026-B2</f>" in archive.read(SHEET)
    changed(tmp_path / "a.xlsx", SHEET, lambda xml: re.sub(rb"</f><v>?(</v>| ?/>)", b"</f><v>36</v>", xml))
    raw = read_file("main", DataFile(path="a.xlsx", format="excel"), tmp_path)
    assert raw.frame["age"].tolist() == [36.0, 36.0]


@pytest.mark.parametrize(
    ("cell", "word"), [("45123", "2023-07-16"), ("2026-01-02", "'1-2'"), ("234", "Look it up"), ("x", "Look it up")]
)
def test_a_date_where_none_belongs_is_told(cell, word):
    found = check(study(), instruments(), {"main": table([("1", "1", cell, "0", "6")])})
    assert len(found) == 1 and word in found[0].remedy and "declare it" in found[0].remedy


# large files


def test_ten_thousand_columns(tmp_path):
    names = [f"c{i}" for i in range(10_000)]
    (tmp_path / "a.csv").write_text(",".join(names) + "\n" + ",".join("1" * 10_000) + "\n")
    problem = refused(tmp_path, "a.csv", "csv")
    assert problem.place == "header" and problem.found == "10000 columns" and "5000" in problem.allowed
    pd.DataFrame([[1] * 10_000], columns=names).to_parquet(tmp_path / "a.parquet")
    assert refused(tmp_path, "a.parquet", "parquet").found == "10000 columns"


@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("csv", b"id,x\n" + b"1,2\n" * 2000),
        ("excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("spss", b"$FL2"),
        ("parquet", b"PAR1"),
    ],
)
def test_two_gigabytes_are_refused_before_they_are_read(tmp_path, kind, start):
    with (tmp_path / "a").open("wb") as stream:
        stream.write(start)
        stream.truncate(2 << 30)
    found = []
    assert memory(lambda: found.append(refused(tmp_path, "a", kind))) < 20 << 20
    assert "a file of 2 GiB" in found[0].found and "columns of the study" in found[0].remedy


def bomb(path: Path, size: int) -> None:
    """A packed sheet that grows a thousand times."""
    sheet(path, [["id"], [1]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("xl/worksheets/sheet9.xml")
        info.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(info, "w", force_zip64=True) as stream:
            for _ in range(size >> 20):
                stream.write(b" " * (1 << 20))


def test_a_bomb_dressed_as_a_sheet_is_not_unpacked(tmp_path):
    bomb(tmp_path / "a.xlsx", 100 << 20)
    found = []
    assert memory(lambda: found.append(refused(tmp_path, "a.xlsx", "excel"))) < 5 << 20
    assert "sheet9.xml grows" in found[0].found and "200 times" in found[0].allowed


def test_a_sheet_that_becomes_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_UNPACKED", 1000)
    sheet(tmp_path / "a.xlsx", [["id"], [1]])
    assert "would become" in refused(tmp_path, "a.xlsx", "excel").found


def test_a_packed_sheet_that_lies_about_its_size(tmp_path):
    (tmp_path / "a.ods").write_bytes((GIVEN / "people.ods").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.ods") as archive:
        size = archive.getinfo("content.xml").file_size
    content = (tmp_path / "a.ods").read_bytes()
    (tmp_path / "a.ods").write_bytes(content.replace(size.to_bytes(4, "little"), (size - 900).to_bytes(4, "little")))
    assert "damaged" in refused(tmp_path, "a.ods", "excel").found


# several sites


def test_clashing_ids_of_two_sites_name_both_files_and_the_way_out():
    files = {
        "north": {"path": "data/north.csv", "format": "csv", "id": "id"},
        "south": {"path": "data/south.csv", "format": "csv", "id": "id"},
    }
    raw = {name: table([("7", "1", "30", "0", "6")], name=name) for name in files}
    found = check(study(files=files), instruments(), raw)
    assert len(found) == 1
    assert found[0].file == "data/south.csv" and "data/north.csv row 2" in found[0].found
    assert "'site:' under files.north and files.south" in found[0].remedy
    told = {name: spec | {"site": name.title()} for name, spec in files.items()}
    assert check(study(files=told), instruments(), raw) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_large_file_with_oddities_gives_the_same_cells_as_a_small_one(tmp_path, monkeypatch, encoding):
    lines = [
        "编号;备注;x;",
        *(f'{i};"很好; {i % 3} ""好""";{i % 7 or ""}' for i in range(25_000)),
        "",
        "1;短",
        ";;;",
        "2;好;5;",
    ]
    (tmp_path / "a.csv").write_bytes("\r\n".join([*lines, ""]).encode(encoding))
    spec = DataFile(path="a.csv", format="csv")
    monkeypatch.setattr("burnout.intake.table.LARGE", 1 << 40)
    small = read_file("main", spec, tmp_path)
    monkeypatch.setattr("burnout.intake.table.LARGE", 1)
    large = read_file("main", spec, tmp_path)
    assert large.notes == small.notes and len(large.notes) == 25_001
    pd.testing.assert_frame_equal(
        large.frame.astype(object).where(large.frame.notna(), None), small.frame, check_index_type=False
    )


def test_a_large_file_with_oddities_takes_little_memory(tmp_path):
    row = ",".join(["3"] * 40)
    lines = [",".join(f"q{i}" for i in range(40)), *[row] * 40_000, "", row]
    (tmp_path / "a.csv").write_text("\n".join(lines) + "\n")
    size = (tmp_path / "a.csv").stat().st_size
    spec = DataFile(path="a.csv", format="csv")
    found = []
    assert memory(lambda: found.append(read_file("main", spec, tmp_path))) < 12 * size
    assert found[0].frame.shape == (40_001, 40) and found[0].frame.index[-1] == 40_003


def test_a_broken_row_of_a_large_file_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("burnout.intake.table.LARGE", 1)
    (tmp_path / "a.csv").write_bytes("编号,备注\n1,很好\n2,很好,夜班\n".encode("gb18030"))
    assert refused(tmp_path, "a.csv", "csv").place == "row 3"
    (tmp_path / "a.csv").write_bytes(b"id,x\n1,2\n2,\xff\xfe\xff\n")
    assert refused(tmp_path, "a.csv", "csv").place == "row 3"
    (tmp_path / "a.csv").write_bytes(b"id,x\n1,2\n2")
    assert "cut short" in refused(tmp_path, "a.csv", "csv").found
