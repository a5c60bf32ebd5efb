"""KoboToolbox and ODK exports: names with groups, several answers, the XLSForm, and columns that identify somebody."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import RawTable, read_file
from burnout.intake.kobo import short_names

SURVEY = [
    ["type", "name", "label::English (en)", "constraint"],
    ["start", "start", None, None],
    ["begin_group", "person", "About you", None],
    ["integer", "age", "Age", ". >= 18 and . <= 65"],
    ["decimal", "weight", "Weight", ". > 20"],
    ["select_one sex", "sex", "Sex", None],
    ["end_group", "person", None, None],
    ["select_multiple why", "why", "Reasons", None],
    ["geopoint", "home", "Where", None],
]
CHOICES = [
    ["list_name", "name", "label::English (en)"],
    ["sex", 1, "Male"],
    ["sex", 2, "Female"],
    ["why", "night", "Night duty"],
    ["why", "family", "Family"],
]
HEADER = "start;person/age;person/weight;person/sex;why;why/night;why/family;home;_home_latitude;_home_longitude"
HEADER += ";username;_id;_uuid;_submission_time"
ROWS = [
    "2026-03-01T10:00;34;60;2;night;1;0;31.2 121.4;31.2;121.4;ann;77;uuid-1;2026-03-01T10:05",
    "2026-03-01T11:00;70;;1;night family;1;1;;;;bob;78;uuid-2;2026-03-01T11:05",
]


def form(path: Path, survey=SURVEY, choices=CHOICES) -> None:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in survey:
        book["survey"].append(row)
    book.create_sheet("choices")
    for row in choices:
        book["choices"].append(row)
    book.save(path)


@pytest.fixture
def project(tmp_path):
    form(tmp_path / "form.xlsx")
    (tmp_path / "data.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    return tmp_path


def read(root: Path, **more) -> RawTable:
    more = {"dictionary": "form.xlsx"} | more
    return read_file("main", DataFile(path="data.csv", format="kobo", **more), root)


def refused(root: Path, **more) -> Problem:
    with pytest.raises(DataError) as caught:
        read(root, **more)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def test_groups_are_left_out_and_choices_keep_their_question(project):
    raw = read(project, dictionary=None)
    columns = ["start", "age", "weight", "sex", "why", "why/night", "why/family", "_id", "_uuid", "_submission_time"]
    assert list(raw.frame.columns) == columns
    assert raw.frame.loc[3, ["age", "sex", "why/family"]].tolist() == ["70", "1", "1"]


def test_names_that_would_be_the_same_keep_their_group():
    names = short_names(["before/sleep", "after/sleep", "after/why", "after/why/night", "age"])
    assert list(names.values()) == ["before/sleep", "after/sleep", "why", "why/night", "age"]


def test_columns_that_tell_who_or_where_are_left_out_and_told(project):
    raw = read(project)
    left = ["home", "_home_latitude", "_home_longitude", "username"]
    assert [(n.column, n.action) for n in raw.notes] == [(name, "left out") for name in left]
    assert not {"121.4", "ann"} & set(raw.frame.astype(str).to_numpy().ravel())
    assert "username" in read(project, id="username").frame


def test_the_form_explains_the_columns(project):
    book = read(project).codebook
    assert book.labels == {
        "age": "Age", "weight": "Weight", "sex": "Sex", "why": "Reasons",
        "why/night": "Reasons: Night duty", "why/family": "Reasons: Family",
    }  # fmt: skip
    assert book.value_labels["sex"] == {1: "Male", 2: "Female"}
    assert book.value_labels["why/night"] == {0: "Not chosen", 1: "Chosen"}
    assert book.ranges == {"age": (18, 65)} and book.legal == {"sex": [1, 2]}


def test_several_answers_in_one_cell_are_parted_with_the_form(project):
    (project / "data.csv").write_text("age,why,_id,_uuid\n30,night family,1,a\n31,night,2,b\n32,,3,c\n")
    frame = read(project).frame
    assert [None if pd.isna(x) else x for x in frame["why/family"]] == [1.0, 0.0, None]
    assert frame["why/night"].tolist()[:2] == [1.0, 1.0]


def test_a_sheet_is_read_too(project):
    pd.DataFrame({"person/age": [30], "_id": [1], "_uuid": ["a"]}).to_excel(project / "data.csv", index=False)
    assert read(project).frame["age"].tolist() == [30.0]


def test_labels_instead_of_codes_are_refused(project):
    (project / "data.csv").write_text("Age,Sex,_id,_uuid\n30,Male,1,a\n")
    assert "XML values" in refused(project).remedy
    (project / "data.csv").write_text("age,sex,_id,_uuid\n30,Male,1,a\n")
    problem = refused(project)
    assert problem.place == "column 'sex'" and "Male" in problem.found and "XML values" in problem.remedy


def test_a_repeated_group_is_refused(project):
    (project / "data.csv").write_text("child_age,_index,_parent_index,_submission__id\n3,1,1,77\n")
    assert "main table" in refused(project).remedy


def test_a_broken_form_is_refused(project):
    form(project / "form.xlsx", survey=[["question", "text"], ["age", "Age"]])
    problem = refused(project)
    assert (problem.file, problem.place) == ("form.xlsx", "sheet 'survey'")
    pd.DataFrame({"x": [1]}).to_excel(project / "form.xlsx", index=False)
    assert "'survey'" in refused(project).found
