"""What stops a run: every problem is found, and says file, row or column, found, allowed, and the way out."""

from __future__ import annotations

import pytest

from burnout.clean import check, clean
from burnout.errors import DataError
from helpers.cleaning_studies import AGE, MBI, SEX, instruments, study, table

GOOD = [("1", "1", "34", "0", "6"), ("2", "2", "41", "3", "4")]


def problems(rows, columns=("id", "sex", "age", "q1", "q2"), **keys):
    found = check(study(**keys), instruments(), {"main": table(rows, columns)})
    assert all(p.file and p.found and p.remedy for p in found)
    return found


@pytest.mark.parametrize(
    ("row", "place", "found", "allowed"),
    [
        (("3", "3", "34", "0", "6"), "row 4, column 'sex' (sex)", "'3'", "1 (Male); 2 (Female)"),
        (("3", "x", "34", "0", "6"), "row 4, column 'sex' (sex)", "'x'", "1 (Male); 2 (Female)"),
        (("3", "1", "17", "0", "6"), "row 4, column 'age' (age)", "'17'", "a number from 18 to 65 (years)"),
        (("3", "1", "3O", "0", "6"), "row 4, column 'age' (age)", "'3O'", "a number from 18 to 65 (years)"),
        (("3", "1", "nan", "0", "6"), "row 4, column 'age' (age)", "'nan'", "a number from 18 to 65 (years)"),
        (("3", "1", "34", "7", "6"), "row 4, column 'q1' (mbi_1)", "'7'", "whole numbers from 0 to 6"),
        (("3", "1", "34", "0", "2.5"), "row 4, column 'q2' (mbi_2)", "'2.5'", "whole numbers from 0 to 6"),
    ],
)
def test_a_value_that_is_not_allowed(row, place, found, allowed):
    (problem,) = problems([*GOOD, row])
    assert (problem.file, problem.place, problem.found, problem.allowed) == ("data/main.csv", place, found, allowed)
    assert "cleaning.out_of_range" in problem.remedy


def test_the_files_label_of_a_code_is_shown():
    raw = {"main": table([("1", 3.0, 34.0, 0.0, 6.0)], value_labels={"sex": {3: "Other"}})}
    assert check(study(), instruments(), raw)[0].found == "'3 (Other)'"


def test_all_problems_are_found_at_once():
    rows = [("1", "3", "x", "0", "6"), ("1", "1", "70", "9", "6"), (None, "1", "20", "1", "1")]
    places = [p.place for p in problems(rows)]
    assert places == [
        "row 4, column 'id'",
        "row 3, column 'id'",
        "row 2, column 'sex' (sex)",
        "row 2, column 'age' (age)",
        "row 3, column 'age' (age)",
        "row 3, column 'q1' (mbi_1)",
    ]


def test_a_duplicated_id_names_both_rows():
    (problem,) = problems([*GOOD, ("01", "1", "34", "0", "6"), ("2 ", "1", "34", "0", "6")])
    assert problem.place == "row 5, column 'id'"
    assert problem.found == "'2', which stands in row 3 already"
    assert "cleaning.duplicates" in problem.remedy


def test_a_duplicate_in_another_file_names_that_file():
    files = {n: {"path": f"data/{n}.csv", "format": "csv", "id": "id"} for n in ("a", "b")}
    raw = {"a": table(GOOD, name="a"), "b": table(GOOD[1:], name="b")}
    (problem,) = check(study(files=files), instruments(), raw)
    assert problem.file == "data/b.csv" and "data/a.csv row 3" in problem.found


def test_missing_columns_suggest_the_nearest():
    files = {"main": {"path": "data/main.csv", "format": "csv", "id": "ID"}}
    variables = {"sex": SEX, "age": AGE | {"column": "Agee"}, "zz": {"label": "Z", "type": "text"}}
    found = problems(GOOD, files=files, variables=variables, instruments={"mbi": MBI | {"columns": "mbi{n}"}})
    assert [p.found for p in found] == [
        "no column 'ID' (files.main.id names it)",
        "no column 'Agee' (variables.age names it)",
        "no column 'zz' (variables.zz names it)",
        "no columns mbi1, mbi2 (instruments.mbi names it)",
    ]
    assert "Did you mean 'id'?" in found[0].remedy and "Did you mean 'age'?" in found[1].remedy
    assert found[2].remedy.startswith("Correct variables.zz in config/studies/small.yaml")
    assert "id, sex, age, q1, q2" in found[0].allowed


def test_many_equal_problems_are_cut_short():
    rows = [(str(i), "1", "10", "0", "6") for i in range(55)]
    found = problems(rows)
    assert len(found) == 21
    assert found[-1].found == "and 35 more values that are not allowed"


def test_no_rows():
    (problem,) = problems([])
    assert problem.found == "no rows below the column names"


def test_nothing_left_after_cleaning():
    (problem,) = problems([("1", "1", None, "0", "6")], cleaning={"required": ["age"]})
    assert "no row is left after cleaning: 1 no answer to Age" in problem.found


def test_a_column_of_wrong_values_stops_even_when_single_values_are_blanked():
    rows = [(str(i), "1", "tired" if i > 3 else "20", "0", "6") for i in range(10)]
    (problem,) = problems(rows, cleaning={"out_of_range": "blank"})
    assert problem.place == "column 'age' (age)"
    assert problem.found == "6 of 10 values are not allowed, for example 'tired' in row 6"


def test_a_file_that_was_not_read_is_left_out_of_the_check_but_not_of_cleaning():
    assert check(study(), instruments(), {}) == []
    with pytest.raises(DataError, match=r"data/main\.csv"):
        clean(study(), instruments(), {})
    files = {n: {"path": f"data/{n}.csv", "format": "csv", "id": "id"} for n in ("a", "b")}
    (problem,) = check(study(files=files), instruments(), {"b": table([("1", "5", "34", "0", "6")], name="b")})
    assert problem.file == "data/b.csv"


@pytest.mark.parametrize(
    ("use", "place", "found"),
    [
        ({"columns": ["q1", "q2", "age"]}, "instruments.mbi.columns", "3 columns"),
        ({"columns": "q"}, "instruments.mbi.columns", "'q'"),
        ({"answer_texts": ["no", "yes"]}, "instruments.mbi.answer_texts", "2 texts"),
    ],
)
def test_a_questionnaire_that_does_not_fit_its_instrument(use, place, found):
    first = problems(GOOD, instruments={"mbi": MBI | use})[0]
    assert (first.file, first.place, first.found) == ("config/studies/small.yaml", place, found)


def test_a_file_that_does_not_tell_the_occasion():
    (problem,) = problems(GOOD, occasions={"pre": {"label": "Before"}, "post": {"label": "After"}})
    assert (problem.place, problem.found) == ("files.main", "no occasion")
    assert "pre, post" in problem.allowed and "occasion_column" in problem.remedy
