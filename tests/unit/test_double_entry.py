"""Two entries of the same forms: matched, compared, counted, adjudicated. Counts are made by hand.

The interval of the error rate is Wilson's, from R: prop.test(1, 7, correct = FALSE)$conf.int; equal to 1e-6 %.
"""

from __future__ import annotations

import pytest

from burnout.adjudication import WHOLE_RECORD
from burnout.clean import clean
from burnout.double_entry import compare, double_entries, settled
from burnout.errors import DataError
from burnout.intake import read_file
from helpers.cleaning_studies import instruments, study

HEAD = "id,sex,age,q1,q2\n"
FIRST = HEAD + "1,1,34,0,6\n2,2,41,3,4\n3,2,18,5,1\n4,1,50,,2\n6,1,50,2,2\n"
SECOND = "id,age,q1,q2,sex,other\n4,50,1,2,1,x\n01,34,0,6,1,x\n2,14,3,4,2,x\n3,18,5,1.0,1,x\n5,60,1,1,1,x\n"
# In both: 1, 2, 3, 4. Differences: age of 2, sex of 3, q1 of 4. Only first: 6. Only second: 5.
SHEET = "record,field,value,who,when\n2,age,41,AB,2026-03-01\n3,sex,1,AB,2026-03-01\n4,q1,2,AB,2026-03-01\n"
WHOLE = f"6,{WHOLE_RECORD},keep,AB,2026-03-01\n5,{WHOLE_RECORD},leave out,AB,2026-03-01\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/main.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "data/second.csv").write_text(SECOND, encoding="utf-8")
    return tmp_path


def made(**second):
    second = {"path": "data/second.csv"} | second
    return study(files={"main": {"path": "data/main.csv", "format": "csv", "id": "id", "second": second}})


def entered(project, sheet=None, **second):
    if sheet is not None:
        (project / "data/sheet.csv").write_text(sheet, encoding="utf-8")
        second["adjudicated"] = "data/sheet.csv"
    one = made(**second)
    raw = {"main": read_file("main", one.files["main"], project)}
    return one, raw


def test_counts_and_rate(project):
    one, raw = entered(project, unresolved="first")
    tables, summary, sheet = settled(one, raw, project)
    row = summary.iloc[0]
    counts = ["records", "only_first", "only_second", "fields", "compared", "differing_records", "differing_fields"]
    assert row[counts].tolist() == [4, 1, 1, 4, 16, 3, 3]
    assert row["error_percent"] == pytest.approx(100 * 3 / 16)
    assert row[["adjudicated", "open", "status"]].tolist() == [0, 5, "ok"]
    assert sheet[["record", "field", "first", "second", "status"]].values.tolist() == [
        ["2", "age", "41", "14", "open"],
        ["3", "sex", "2", "1", "open"],
        ["4", "q1", "", "1", "open"],
        ["6", WHOLE_RECORD, "record is there", "no such record", "open"],
        ["5", WHOLE_RECORD, "no such record", "record is there", "open"],
    ]
    assert tables["main"].frame.equals(raw["main"].frame)


def test_the_interval_is_wilsons(project):
    _, summary, _ = settled(*entered(project, unresolved="first", ignore_blank=True, columns=["age", "q1"]), project)
    row = summary.iloc[0]
    assert row[["compared", "differing_fields"]].tolist() == [7, 1]
    assert row[["conf_low", "conf_high"]].tolist() == pytest.approx([2.567962434, 51.312782927], abs=1e-6)


def test_open_differences_stop_and_name_the_way_out(project):
    one, raw = entered(project)
    with pytest.raises(DataError) as error:
        settled(one, raw, project)
    (problem,) = error.value.problems
    assert problem.found.startswith(
        "5 differences between the two entries are not adjudicated: record 2, age: 41 / 14;"
    )
    assert "burnout entries" in problem.remedy and "unresolved: first" in problem.remedy


def test_what_was_adjudicated_is_used_and_told(project):
    one, raw = entered(project, SHEET + WHOLE)
    before = (project / "data/main.csv").read_bytes()
    tables, summary, sheet = settled(one, raw, project)
    assert sheet["status"].tolist() == [
        "first entry taken",
        "second entry taken",
        "other value taken",
        "keep",
        "leave out",
    ]
    assert summary.iloc[0][["adjudicated", "open", "note"]].tolist() == [5, 0, ""]
    data = clean(one, instruments(), tables).data.set_index("participant")
    assert data.loc["3", "sex"] == "Male" and data.loc["4", "mbi_1"] == 2 and data.loc["2", "age"] == 41
    assert sorted(data.index) == ["1", "2", "3", "4", "6"]
    findings = clean(one, instruments(), tables).findings
    assert "record 4: empty and 1; 2 by AB, 2026-03-01" in findings["found"].tolist()
    assert not findings["rule"].str.contains("AB|34", regex=True).any(), "what is counted in public names nobody"
    assert (project / "data/main.csv").read_bytes() == before


def test_a_record_can_be_left_out_and_a_value_emptied(project):
    one, raw = entered(
        project, "record,field,value,who,when\n6,(whole record),leave out,A,d\n2,age,,A,d\n", unresolved="first"
    )
    frame = settled(one, raw, project)[0]["main"].frame
    assert frame["id"].tolist() == ["1", "2", "3", "4"]
    assert frame["age"].tolist() == ["34", None, "18", "50"]


@pytest.mark.parametrize(
    ("row", "found", "remedy"),
    [
        ("22,age,4,A,d", "the unknown record '22'", "'2'"),
        ("2,agee,4,A,d", "the unknown field 'agee'", "'age'"),
        ("2,age,4,,d", "no who or no when", "trail"),
        ("5,age,4,A,d", "a field of record '5', which the first entry lacks", "whole record"),
        ("5,(whole record),keep,A,d", "the value 'keep'", "entered into the first file"),
        ("2,age,4,A,d\n2,age,5,A,d", "another value for age of record 2 than above", "Remove"),
    ],
)
def test_faults_of_a_sheet(project, row, found, remedy):
    one, raw = entered(project, f"record,field,value,who,when\n{row}\n")
    problems = double_entries(one, raw, project)["main"].problems
    assert problems[0].found == found and remedy in problems[0].remedy
    assert problems[0].file == "data/sheet.csv" and problems[0].place.startswith("row ")


def test_a_sheet_that_is_not_there_or_no_sheet(project):
    one, raw = entered(project, adjudicated="data/none.csv")
    assert double_entries(one, raw, project)["main"].problems[0].found == "no such file"
    one, raw = entered(project, "record;field\n")
    assert "no column 'record'" in double_entries(one, raw, project)["main"].problems[0].found


def test_a_second_file_with_other_ids(project):
    (project / "data/second.csv").write_text(HEAD + "a,1,34,0,6\nb,2,41,3,4\n", encoding="utf-8")
    one, raw = entered(project)
    (problem,) = double_entries(one, raw, project)["main"].problems
    assert problem.found == "none of the 2 records of data/second.csv is in data/main.csv"


def test_a_second_file_without_the_id_or_without_shared_columns(project):
    for head, found in (("nr,sex\n1,1\n", "no column 'id'"), ("id,x\n1,1\n", "no column that the first entry has too")):
        (project / "data/second.csv").write_text(head, encoding="utf-8")
        one, raw = entered(project)
        assert double_entries(one, raw, project)["main"].problems[0].found == found


def test_records_of_one_id_are_matched_in_order_and_case_can_be_ignored(project):
    (project / "data/main.csv").write_text("id,q1\n1,a\n1,b\n2,c\n", encoding="utf-8")
    (project / "data/second.csv").write_text("id,q1\n2,C\n1,a\n1,x\n", encoding="utf-8")
    one, raw = entered(project)
    second = read_file("main", one.files["main"].second.file_of(one.files["main"]), project)
    found = compare(raw["main"], second, one.files["main"]).differences
    assert [(d.record, d.first, d.second) for d in found] == [("1 (2)", "b", "x"), ("2", "c", "C")]
    one, _ = entered(project, ignore_case=True)
    assert [d.record for d in compare(raw["main"], second, one.files["main"]).differences] == ["1 (2)"]


def test_records_can_be_matched_by_their_number(project):
    (project / "data/second.csv").write_text(FIRST.replace("1,1,34", "9,1,34"), encoding="utf-8")
    one, raw = entered(project, match="row", unresolved="first")
    sheet = settled(one, raw, project)[2]
    assert sheet[["record", "field", "first", "second"]].values.tolist() == [["2", "id", "1", "9"]]
