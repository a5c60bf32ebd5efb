"""Rows of a file that belong to the study, and tables of counts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from burnout.clean import check, clean
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import RawTable, read_file
from helpers.cleaning_studies import study

ROWS = "set,sex,before,after,n\na,1,1,2,3\na,2,1,1,0\nb,1,2,1,2\nb,2,9,,1\n"


def read(tmp_path, text=ROWS, **keys) -> RawTable:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    return read_file("main", DataFile(path="a.csv", format="csv", **keys), tmp_path)


def refused(tmp_path, text=ROWS, **keys) -> Problem:
    with pytest.raises(DataError) as caught:
        read(tmp_path, text, **keys)
    return caught.value.problems[0]


def test_only_rows_of_the_study_are_read_and_the_others_counted(tmp_path):
    raw = read(tmp_path, only={"set": "b"})
    assert list(raw.frame.index) == [4, 5]
    assert [(n.found, n.action) for n in raw.notes] == [("2 of 4 rows", "left out")]
    assert list(read(tmp_path, only={"set": ["a", "b"], "sex": 2}).frame.index) == [3, 5]
    assert read(tmp_path, only={"set": ["a", "b"]}).notes == ()


def test_a_row_of_counts_stands_for_so_many_people(tmp_path):
    assert list(read(tmp_path, count="n").frame.index) == [2, 2, 2, 4, 4, 5]


def test_people_of_a_table_of_counts_can_be_paired(tmp_path):
    answer = {"label": "Answer", "type": "nominal", "column": "{occasion}", "levels": {1: "Yes", 2: "No"}}
    keys = {"path": "a.csv", "format": "csv", "count": "n", "only": {"set": ["a"]}}
    made = study(
        files={"main": keys},
        variables={"answer": answer},
        instruments={},
        occasions={"t1": {"label": "First", "code": "before"}, "t2": {"label": "Second", "code": "after"}},
    )
    raw = {"main": read(tmp_path, **{k: keys[k] for k in ("count", "only")})}
    assert check(made, {}, raw) == []
    data = clean(made, {}, raw).data
    assert sorted(data["participant"].unique()) == ["2-1", "2-2", "2-3"]
    assert data.groupby("occasion", observed=True)["answer"].unique().map(list).to_dict() == {
        "t1": ["Yes"],
        "t2": ["No"],
    }


@pytest.mark.parametrize(
    ("text", "keys", "found"),
    [
        (ROWS, {"only": {"sett": "a"}}, "no column 'sett'"),
        (ROWS, {"only": {"set": "c"}}, "no row with c"),
        (ROWS, {"count": "m"}, "no column 'm'"),
        (ROWS.replace(",0\n", ",\n"), {"count": "n"}, "an empty cell"),
        (ROWS.replace(",0\n", ",1.5\n"), {"count": "n"}, "'1.5'"),
        (ROWS.replace(",0\n", ",-1\n"), {"count": "n"}, "'-1'"),
        (ROWS.replace(",0\n", ",9999999\n"), {"count": "n"}, "10000005 people"),
    ],
)
def test_what_cannot_be_is_told(tmp_path, text, keys, found):
    problem = refused(tmp_path, text, **keys)
    assert found in problem.found
    assert problem.file == "a.csv" and problem.allowed and problem.remedy


def test_an_id_and_a_count_contradict_each_other():
    with pytest.raises(ValidationError, match="not both"):
        DataFile(path="a.csv", format="csv", id="id", count="n")
