"""Codes that may begin elsewhere than the questionnaire's, and value labels that say something else than the study."""

from __future__ import annotations

import pytest

from burnout.clean import check, clean
from burnout.errors import DataError
from helpers.cleaning_studies import MBI, instruments, study, table


def problems(rows, columns=("id", "sex", "age", "q1", "q2"), low=0, high=6, form="csv", mbi=(), **book):
    here = study(
        files={"main": {"path": "data/main.csv", "format": form, "id": "id"}}, instruments={"mbi": MBI | dict(mbi)}
    )
    return check(here, instruments(low=low, high=high), {"main": table(rows, columns, **book)})


def rows(*answers):
    return [[str(i), 1.0, 30.0, *pair] for i, pair in enumerate(answers)]


def test_codes_from_1_for_answers_from_0_are_asked_about_once():
    found = problems(rows((1.0, 7.0), (3.0, 2.0), ("7", "4")))
    assert len(found) == 1
    problem = found[0]
    assert problem.place == "instruments.mbi" and "codes from 1 to 7 in q1, q2" in problem.found
    assert "0, the lowest answer of mini, never occurs" in problem.found
    assert "'first_code: 1'" in problem.remedy and "'first_code: 0'" in problem.remedy


def test_codes_from_0_for_answers_from_1_are_asked_about():
    found = problems(rows((0.0, 4.0), (3.0, 2.0)), low=1, high=5)
    assert [p.place for p in found] == ["instruments.mbi"] and "'first_code: 0'" in found[0].remedy


@pytest.mark.parametrize("first", [0, 1])
def test_an_answer_in_the_study_file_is_taken(first):
    answers = rows((1.0, 6.0), (3.0, 2.0))
    assert problems(answers, mbi={"first_code": first}, form="wenjuanxing") == []


def test_an_answer_in_the_study_file_is_held_against_the_data():
    found = problems(rows((1.0, 7.0)), mbi={"first_code": 0})
    assert [p.place for p in found] == ["row 2, column 'q2' (mbi_2)"]


def test_wenjuanxing_counts_from_1_even_when_the_highest_answer_never_occurs():
    answers = rows((1.0, 6.0), (3.0, -3.0))
    missing = {"q1": (-2, -3), "q2": (-2, -3)}
    assert [p.place for p in problems(answers, form="wenjuanxing", missing=missing)] == ["instruments.mbi"]
    assert problems(answers, missing=missing) == []
    assert problems(rows((0.0, 6.0), (3.0, 2.0)), form="wenjuanxing") == []
    assert problems(rows((1.0, 5.0)), low=1, high=5, form="wenjuanxing") == []


def test_the_files_own_labels_tell_where_codes_begin():
    seven = {float(code): str(code) for code in range(1, 8)}
    labelled = {"value_labels": {"q1": seven, "q2": seven}}
    assert [p.place for p in problems(rows((1.0, 6.0), (3.0, 2.0)), **labelled)] == ["instruments.mbi"]
    own = {float(code): str(code) for code in range(7)}
    assert problems(rows((1.0, 6.0)), value_labels={"q1": own, "q2": own}) == []


def test_single_wrong_answers_stay_single_faults():
    found = problems(rows((0.0, 7.0), (3.0, 2.0)))
    assert [p.place for p in found] == ["row 2, column 'q2' (mbi_2)"]


def test_exchanged_value_labels_stop():
    found = problems(rows((0.0, 1.0)), value_labels={"sex": {1.0: "Female", 2.0: "male"}})
    assert len(found) == 1
    assert found[0].place == "column 'sex' (sex)" and "1 = 'Female', 2 = 'male'" in found[0].found
    assert "1 = 'Male', 2 = 'Female'" in found[0].allowed and "variables.sex.levels" in found[0].remedy


def test_chinese_labels_are_understood_where_they_are_usual():
    found = problems(rows((0.0, 1.0)), value_labels={"sex": {1.0: "女", 2.0: "男"}})
    assert len(found) == 1 and "1 = '女', 2 = '男'" in found[0].found
    assert problems(rows((0.0, 1.0)), value_labels={"sex": {1.0: "男", 2.0: "女"}}) == []


def test_other_words_are_reported_and_do_not_stop():
    here = study()
    raw = {"main": table(rows((0.0, 1.0)), value_labels={"sex": {1.0: "Gentleman", 2.0: "F"}})}
    findings = clean(here, instruments(), raw).findings
    assert findings.loc[findings["column"] == "sex", "found"].tolist() == ["1 = 'Gentleman' in the file"]
    raw = {"main": table(rows((0.0, 1.0)), value_labels={"sex": {1.0: "Female", 2.0: "Male"}})}
    with pytest.raises(DataError, match="value labels"):
        clean(here, instruments(), raw)
