"""REDCap exports with their data dictionary: events, checkboxes, repeating forms, identifiers, labels and ranges."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from burnout.clean import clean
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import RawTable, read_file
from helpers.cleaning_studies import AGE, SEX, instruments, study

HEADER = [
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
]  # fmt: skip


def entry(name, form, kind, label, choices="", validation="", low="", high="", identifier=""):
    return [name, form, "", kind, label, choices, "", validation, low, high, identifier, *[""] * 7]


DICTIONARY = [
    entry("record_id", "base", "text", "Record"),
    entry("name", "base", "text", "Name", identifier="y"),
    entry("intro", "base", "descriptive", "<b>Welcome</b>"),
    entry("sex", "base", "radio", "<p>Sex</p>", "1, Male | 2, Female, or other"),
    entry("age", "base", "text", "Age", "", "integer", "18", "65"),
    entry("pain", "base", "slider", "Pain", "none | some | worst"),
    entry("why", "base", "checkbox", "Reasons", "1, Night duty | A-2, Family"),
    entry("smokes", "base", "yesno", "Smokes"),
    entry("q1", "burnout", "radio", "Item", "0, Never | 1, Often"),
    entry("visit", "visits", "text", "Visit", "", "date_ymd", "2026-01-01"),
    entry("pulse", "visits", "text", "Pulse", "", "number", "", "200"),
]
COLUMNS = (
    "record_id redcap_event_name redcap_repeat_instrument redcap_repeat_instance redcap_survey_identifier name sex"
)
COLUMNS += " age pain why___1 why___a_2 smokes base_complete q1 burnout_complete visit pulse visits_complete"
ROWS = [
    "1|pre_arm_1||||Ann|1|34|50|1|0|1|2|0|2|||",
    "1|pre_arm_1|visits|2||||||||||||2026-03-09|71|2",
    "1|pre_arm_1|visits|1||||||||||||2026-03-02|70|2",
    "1|post_arm_1||||||||||||1|2|||",
    "2|pre_arm_1|||a@b.org|Bob|2|70|10|0|1|0|2|1|2|||",
]


def write(path: Path, rows) -> None:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)


@pytest.fixture
def project(tmp_path):
    write(tmp_path / "dictionary.csv", [HEADER, *DICTIONARY])
    write(tmp_path / "data.csv", [COLUMNS.split(), *(row.split("|") for row in ROWS)])
    return tmp_path


def read(root: Path, **more) -> RawTable:
    more = {"dictionary": "dictionary.csv"} | more
    return read_file("main", DataFile(path="data.csv", format="redcap", **more), root)


def refused(root: Path, **more) -> Problem:
    with pytest.raises(DataError) as caught:
        read(root, **more)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0]


def cells(raw: RawTable, column: str) -> list:
    return [None if pd.isna(cell) else cell for cell in raw.frame[column]]


def test_the_dictionary_explains_the_columns(project):
    book = read(project, repeats="leave-out").codebook
    assert book.labels["sex"] == "Sex" and book.labels["why___a_2"] == "Reasons: Family"
    assert book.value_labels["sex"] == {1: "Male", 2: "Female, or other"}
    assert book.value_labels["why___1"] == {0: "Unchecked", 1: "Checked"}
    assert book.value_labels["smokes"] == {1: "Yes", 0: "No"} and book.value_labels["base_complete"][2] == "Complete"
    assert book.ranges == {"age": (18, 65), "pain": (0, 100), "pulse": (float("-inf"), 200)}
    assert book.legal["q1"] == [0, 1]


def test_identifiers_are_left_out_and_told(project):
    raw = read(project, repeats="leave-out")
    assert "name" not in raw.frame and "redcap_survey_identifier" not in raw.frame
    assert "Ann" not in raw.frame.to_string() and "name" not in raw.codebook.labels
    told = [(n.row, n.column, n.action) for n in raw.notes if "identifies" in n.rule]
    assert told == [(None, "redcap_survey_identifier", "left out"), (None, "name", "left out")]
    kept = read(project, repeats="leave-out", id="name")
    assert cells(kept, "name") == ["Ann", None, "Bob"]
    assert any(n.column == "name" and n.action == "reported" for n in kept.notes)


def test_repeating_forms_stop_unless_a_rule_says_what_is_taken(project):
    problem = refused(project)
    assert problem.place == "row 3, column 'redcap_repeat_instrument'" and "visits" in problem.found
    assert "repeats: first" in problem.remedy
    assert cells(read(project, repeats="leave-out"), "pulse") == [None, None, None]
    first, last = read(project, repeats="first"), read(project, repeats="last")
    assert cells(first, "pulse") == ["70", None, None] and cells(last, "pulse") == ["71", None, None]
    assert cells(first, "age") == ["34", None, "70"] and list(first.frame.index) == [2, 5, 6]
    assert first.notes[-1].found.startswith("2 rows") and "redcap_repeat_instance" not in first.frame


def test_events_are_occasions(project):
    files = {"main": {"path": "data.csv", "format": "redcap", "dictionary": "dictionary.csv", "id": "record_id"}}
    files["main"] |= {"occasion_column": "redcap_event_name", "repeats": "leave-out"}
    occasions = {"pre": {"label": "Before", "code": "pre_arm_1"}, "post": {"label": "After", "code": "post_arm_1"}}
    sex = SEX | {"levels": {1: "Male", 2: "Female, or other"}}
    age = {key: value for key, value in AGE.items() if key != "range"}
    here = study(files=files, occasions=occasions, variables={"sex": sex, "age": age}, instruments={})
    found = clean(here, instruments(), {"main": read_file("main", here.files["main"], project)})
    assert list(zip(found.data["participant"], found.data["occasion"], strict=True)) == [
        ("1", "pre"), ("1", "post"), ("2", "pre"),
    ]  # fmt: skip
    findings = found.findings.set_index("rule")
    assert findings.loc["not legal by the file's own checks", ["row", "found"]].tolist() == [6, "70"]
    assert (found.findings["action"] == "left out").sum() == 3


def test_an_export_without_dictionary_is_read_and_told(project):
    raw = read(project, dictionary=None, repeats="leave-out")
    assert "name" in raw.frame and "redcap_survey_identifier" not in raw.frame
    assert any("no data dictionary" in note.rule for note in raw.notes)


def test_labels_instead_of_codes_are_refused(project):
    header = ["Record", "Sex", "Age"]
    write(project / "data.csv", [header, ["1", "Male", "30"]])
    problem = refused(project)
    assert problem.place == "header" and "raw data" in problem.remedy
    write(project / "data.csv", [["record_id", "sex", "age"], ["1", "Male", "30"]])
    problem = refused(project)
    assert problem.place == "column 'sex'" and "raw data" in problem.remedy


def test_a_dictionary_of_another_project_is_refused(project):
    write(project / "data.csv", [["record_id", "height"], ["1", "170"]])
    problem = refused(project)
    assert "height" in problem.found and "same project" in problem.remedy


@pytest.mark.parametrize(
    ("rows", "place", "found"),
    [
        ([["a", "b"], ["1", "2"]], "header", "variable / field name"),
        ([HEADER, entry("sex", "base", "radio", "Sex", "1 Male | 2 Female")], "row 2, field sex", "1 Male"),
    ],
)
def test_a_broken_dictionary_is_refused(project, rows, place, found):
    write(project / "dictionary.csv", rows)
    problem = refused(project)
    assert problem.file == "dictionary.csv" and problem.place == place and found in problem.found


def test_the_names_of_the_interface_serve_too(project):
    names = ["field_name", "form_name", "section_header", "field_type", "field_label", "select_choices_or_calculations"]
    names += ["field_note", "text_validation_type_or_show_slider_number", "text_validation_min", "text_validation_max"]
    names += ["identifier", *HEADER[11:]]
    write(project / "dictionary.csv", [names, *DICTIONARY])
    assert read(project, repeats="leave-out").codebook.ranges["age"] == (18, 65)
