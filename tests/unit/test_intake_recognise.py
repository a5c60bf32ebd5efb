"""What a file seems to be: format, separator, sheet and the files beside it, from its content alone."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pyreadstat
import pytest

from burnout.errors import DataError
from burnout.intake import read_file
from burnout.intake.detect import recognise
from burnout.intake.recognise import look

FRAME = pd.DataFrame({"id": [1.0, 2.0], "sex": [1.0, 2.0]})


def sheet(path, rows, before=()):
    book = openpyxl.Workbook()
    for title in before:
        book.create_sheet(title, 0)
    for row in rows:
        book["Sheet"].append(row)
    book.save(path)


@pytest.mark.parametrize(
    ("name", "write", "expected"),
    [
        ("a.sav", pyreadstat.write_sav, "spss"),
        ("a.por", pyreadstat.write_por, "spss"),
        ("a.dta", pyreadstat.write_dta, "stata"),
        ("a.xpt", pyreadstat.write_xport, "sas"),
        ("a.parquet", lambda frame, path: frame.to_parquet(path), "parquet"),
        ("a.csv", lambda frame, path: frame.to_csv(path, index=False), "csv"),
        ("a.xlsx", lambda frame, path: frame.to_excel(path, index=False), "excel"),
    ],
)
def test_a_file_is_recognised_under_any_name_and_can_be_read(tmp_path, name, write, expected):
    write(FRAME, tmp_path / name)
    (tmp_path / name).rename(tmp_path / "unnamed")
    guess = recognise(tmp_path / "unnamed", "unnamed")
    assert guess.file.format == expected and guess.file.path == "unnamed" and guess.reasons
    raw = read_file("main", guess.file, tmp_path)
    assert [name.lower() for name in raw.frame.columns] == ["id", "sex"] and len(raw.frame) == 2


@pytest.mark.parametrize(
    ("header", "expected", "word"),
    [
        ("序号,提交答卷时间,所用时间,1、性别", "wenjuanxing", "提交答卷时间"),
        ("record_id,redcap_event_name,age", "redcap", "redcap_event_name"),
        ("record_id,why___1,why___2,baseline_complete", "redcap", "baseline_complete"),
        ("start;end;consent/age;_id;_uuid;_submission_time", "kobo", "_uuid"),
        ("SubmissionDate,age,meta-instanceID,KEY", "kobo", "KEY"),
        ("id\tage\tsex", "csv", "tabulator"),
    ],
)
def test_an_export_is_recognised_by_its_header(tmp_path, header, expected, word):
    sign = next(s for s in ";\t," if s in header)
    row = sign.join("1" for _ in header.split(sign))
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    guess = recognise(tmp_path / "a.csv", "data/a.csv")
    assert (guess.file.format, guess.file.delimiter) == (expected, sign)
    assert word in " ".join(guess.reasons)


def test_a_sheet_of_wenjuanxing_behind_an_empty_one(tmp_path):
    sheet(tmp_path / "a.xls", [["序号", "提交答卷时间", "1、性别"], [1, "2026/09/03", "女"]], before=["Empty"])
    guess = recognise(tmp_path / "a.xls")
    assert (guess.file.format, guess.file.sheet, guess.sheets) == ("wenjuanxing", "Sheet", ("Sheet",))


def test_files_that_belong_together_are_found(tmp_path):
    (tmp_path / "a.rec").write_bytes(b"1 1 VLAB\r\n#ID            1   1  30   1   1   0   3 112 Id\r\n  1!\r\n")
    (tmp_path / "A.CHK").write_bytes(b"ID\r\n  RANGE 1 9\r\nEND\r\n")
    guess = recognise(tmp_path / "a.rec", "data/a.rec")
    assert (guess.file.format, guess.file.checks) == ("epidata", "data/A.CHK")
    (tmp_path / "r.csv").write_text("record_id,redcap_event_name,age\n1,baseline_arm_1,30\n")
    (tmp_path / "dictionary.csv").write_text('"Variable / Field Name","Form Name"\nrecord_id,base\n')
    assert recognise(tmp_path / "r.csv", "data/r.csv").file.dictionary == "data/dictionary.csv"
    with pytest.raises(DataError, match="dictionary of REDCap"):
        recognise(tmp_path / "dictionary.csv")


def test_a_look_gives_the_table_too(tmp_path):
    (tmp_path / "a.rec").write_bytes(b"1 1 VLAB\r\n#ID            1   1  30   1   1   0   3 112 Id\r\n  1!\r\n")
    (tmp_path / "a.chk").write_bytes(b"ID\r\n  RANGE 1 9\r\nEND\r\n")
    guess, raw = look(tmp_path / "a.rec", "data/a.rec")
    assert (guess.file.path, raw.path, raw.codebook.ranges) == ("data/a.rec", "data/a.rec", {"ID": (1.0, 9.0)})


@pytest.mark.parametrize(
    ("content", "found", "remedy"),
    [
        (b"%PDF-1.7", "PDF", "Export"),
        (b"<html><table>", "web page", ".xlsx"),
        (b"ENCRYPTEDSAV..", "password", "without"),
        (b"PK\x03\x04 cut short", "damaged", "Export"),
        (b"a,b;c\n1,2;3\n", "comma and a semicolon", "delimiter: ','"),
    ],
)
def test_what_no_reader_reads_has_a_way_out(tmp_path, content, found, remedy):
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(DataError) as caught:
        recognise(tmp_path / "a")
    assert found in caught.value.problems[0].found and remedy in caught.value.problems[0].remedy
