"""Rules about how rows were answered, and about ids over occasions. Expected rows are counted by hand."""

from __future__ import annotations

import pytest

from burnout.clean import check, clean, count_findings
from burnout.clean.judging import seconds_of
from burnout.config.study import check_references
from burnout.errors import DataError
from helpers.cleaning_studies import AGE, SEX, instruments, study, table

WORK = {"label": "Years of work", "type": "number", "range": [0, 60]}
VARIABLES = {"sex": SEX, "age": AGE, "work": WORK}
COLUMNS = ("id", "sex", "age", "work", "q1", "q2")
LABEL = "Years of work fit age"
FITS = {"label": LABEL, "compare": {"left": "work", "is": "at_most", "right": "age", "plus": -16}}
OLD = {"label": "Long work, not young", "if": {"work": {"above": 30}}, "then": {"age": {"at_least": 45}}}
ROWS = [
    ("1", "1", "40", "24", "0", "6"),  # 24 = 40 - 16: allowed
    ("2", "2", "40", "25", "3", "4"),
    ("3", "2", None, "59", "5", "1"),  # not judged
    ("4", "1", "44", "31", "5", "1"),  # breaks both
]


def run(rows, cleaning, columns=COLUMNS, **keys):
    given = {"variables": VARIABLES} | keys
    return clean(study(cleaning=cleaning, **given), instruments(), {"main": table(rows, columns)})


def flagged(result):
    return result.findings.query("action == 'flagged'")[["row", "found", "rule"]].values.tolist()


def test_a_comparison_flags_and_keeps():
    result = run(ROWS, {"consistency": [FITS | {"action": "flag"}]})
    why = f"contradictory answers: {LABEL}"
    assert flagged(result) == [[3, "work 25, age 40", why], [5, "work 31, age 44", why]]
    assert len(result.data) == 4 and result.quarantine.empty


def test_conditions_set_aside_and_stand_in_the_flow():
    result = run(ROWS, {"consistency": [OLD | {"action": "quarantine"}, FITS | {"action": "quarantine"}]})
    assert result.quarantine[["row", "reason"]].values.tolist() == [
        [3, f"contradictory answers: {LABEL}"],
        [5, f"contradictory answers: {OLD['label']}"],
    ]
    assert result.flow["n"].tolist() == [4, 1, 1, 2]


def test_a_rule_stops_with_row_answers_and_way_out():
    made = study(variables=VARIABLES, cleaning={"consistency": [FITS]})
    problems = check(made, instruments(), {"main": table(ROWS, COLUMNS)})
    assert [p.place for p in problems] == ["row 3", "row 5"]
    assert "work 25, age 40" in problems[0].found
    assert "cleaning.consistency[0].action to quarantine or flag" in problems[0].remedy


@pytest.mark.parametrize(
    ("if_", "then", "broken"),
    [
        ({"sex": {"one_of": ["Male"]}}, {"age": {"below": 44}}, [5]),
        ({"sex": {"none_of": ["Male"]}}, {"work": {"at_most": 24}}, [3, 4]),
        ({"sex": {"one_of": ["Female"]}}, {"age": {"answered": True}}, [4]),
        ({}, {"age": {"answered": True}, "work": {"below": 59}}, [4]),
        ({"age": {"answered": False}}, {"work": {"below": 50}}, [4]),
        ({"age": {"at_least": 40, "below": 44}}, {"work": {"above": 24}}, [2]),
    ],
)
def test_conditions(if_, then, broken):
    result = run(ROWS, {"consistency": [{"label": "r", "if": if_, "then": then, "action": "flag"}]})
    assert [row for row, *_ in flagged(result)] == broken


def test_all_rows_set_aside_is_one_message():
    rule = {"label": "r", "then": {"work": {"below": 1}}, "action": "quarantine"}
    with pytest.raises(DataError) as error:
        run(ROWS, {"consistency": [rule]})
    assert "no row is left after cleaning: 4 contradictory answers: r" in error.value.problems[0].found


def test_answer_time_below_seconds_or_a_share_of_the_median():
    columns = (*COLUMNS, "time")
    rows = [(*row[:2], "40", "1", *row[4:], time) for row, time in zip(ROWS, ("100秒", "5分", "60", "3"), strict=True)]
    # Times 100, 300, 60 and 3 s: median 80, a half of it 40.
    result = run(rows, {"answer_time": {"column": "time", "below_median": 0.5}}, columns)
    assert flagged(result) == [[5, "3 s, less than 40 s", "answered too fast"]]
    result = run(rows, {"answer_time": {"column": "time", "below": 61, "action": "quarantine"}}, columns)
    assert result.quarantine["row"].tolist() == [4, 5]
    assert "answer time" not in result.data


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [("123秒", 123), ("２分3秒", 123), ("1小时0分1秒", 3601), ("2 min 3 s", 123), ("2:03", 123), ("0:02:03", 123),
     (123.0, 123), ("1h", 3600), ("3分钟", 180), ("soon", None), ("-3", None), ("", None), ("秒", None), ("inf", None)],
)  # fmt: skip
def test_times_are_read(cell, seconds):
    assert seconds_of(cell) == seconds


def test_a_time_that_is_none_is_a_value_that_is_not_allowed():
    made = study(variables=VARIABLES, cleaning={"answer_time": {"column": "time", "below": 9}})
    (problem,) = check(made, instruments(), {"main": table([(*ROWS[0], "soon")], (*COLUMNS, "time"))})
    assert "row 2, column 'time'" in problem.place and "123秒" in problem.allowed


def test_a_column_of_a_rule_that_is_not_there_is_named():
    made = study(variables=VARIABLES, cleaning={"attention": [{"column": "atention", "expected": 3}]})
    (problem,) = check(made, instruments(), {"main": table([(*ROWS[0], "3")], (*COLUMNS, "attention"))})
    assert "no column 'atention' (cleaning.attention[0] names it)" in problem.found
    assert "Did you mean 'attention'?" in problem.remedy


def test_attention_items_unanswered_are_not_judged():
    rows = [(*row, cell) for row, cell in zip(ROWS, ("3", 3.0, None, "2"), strict=True)]
    result = run(rows, {"attention": [{"column": "a", "expected": 3}]}, (*COLUMNS, "a"))
    assert [row for row, *_ in flagged(result)] == [5]
    assert list(result.data.columns)[-2:] == ["mbi_1", "mbi_2"]


def test_straight_lining_counts_complete_rows_unless_told_otherwise():
    items = instruments(items=10)
    columns = ("id", *(f"q{n}" for n in range(1, 11)))
    rows = [("1", *"3333333333"), ("2", *"3333333332"), ("3", *"333333333", None), ("4", *[None] * 10)]
    for share, found in ((1.0, [2]), (0.9, [2, 4])):
        rule = {"instrument": "mbi", "minimum_answered": share}
        made = study(variables={}, cleaning={"straight_lining": [rule]})
        result = clean(made, items, {"main": table(rows, columns)})
        assert [row for row, *_ in flagged(result)] == found
    assert check_references(made, items, "f") == []


FILES = {
    "before": {"path": "data/b.csv", "format": "csv", "id": "id", "occasion": "pre"},
    "after": {"path": "data/a.csv", "format": "csv", "id": "id", "occasion": "post"},
}
OCCASIONS = {"pre": {"label": "Before"}, "post": {"label": "After"}}
BEFORE = [("1", "1", "30", "1", "1"), ("2", "1", "30", "1", "1"), ("3", "2", "30", "1", "1")]
AFTER = [("1", "1", "31", "1", "1"), ("2", "2", "30", "1", "1"), ("4", "1", "30", "1", "1")]


def linked(linkage):
    made = study(files=FILES, occasions=OCCASIONS, cleaning={"linkage": linkage})
    raw = {"before": table(BEFORE, name="before"), "after": table(AFTER, name="after")}
    return made, raw


def test_a_person_whose_sex_changes_is_set_aside_at_all_occasions():
    made, raw = linked({"unchanging": ["sex"], "changed": "quarantine"})
    result = clean(made, instruments(), raw)
    assert result.quarantine[["file", "row", "reason"]].values.tolist() == [
        ["data/before.csv", 3, "Sex changes between occasions"],
        ["data/after.csv", 3, "Sex changes between occasions"],
    ]


def test_a_changed_value_stops_and_names_both():
    made, raw = linked({"unchanging": ["sex"]})
    problems = check(made, instruments(), raw)
    assert [(p.file, p.place) for p in problems] == [("data/before.csv", "row 3"), ("data/after.csv", "row 3")]
    assert "sex: pre Male, post Female" in problems[0].found


def test_people_not_there_at_every_occasion():
    made, raw = linked({"unmatched": "flag"})
    result = clean(made, instruments(), raw)
    assert [found for _, found, _ in flagged(result)] == ["post: not there: pre", "pre: not there: post"]
    assert len(result.data) == 6


def test_rules_that_found_nothing_are_counted_as_nothing():
    made = study(variables=VARIABLES, cleaning={"consistency": [FITS | {"action": "flag"}, OLD]})
    result = clean(made, instruments(), {"main": table(ROWS[:1], COLUMNS)})
    assert count_findings(result.findings, made).values.tolist() == [
        [f"contradictory answers: {LABEL}", "flagged", 0],
        [f"contradictory answers: {OLD['label']}", "none found", 0],
    ]


@pytest.mark.parametrize(
    ("rules", "place", "remedy"),
    [
        ({"consistency": [{"label": "r", "then": {"wrok": {"below": 3}}}]}, "consistency[0].then", "'work'"),
        ({"consistency": [{"label": "r", "then": {"sex": {"below": 3}}}]}, "consistency[0].then.sex", "nominal"),
        ({"consistency": [{"label": "r", "then": {"age": {"one_of": ["3"]}}}]}, "consistency[0].then.age", "number"),
        ({"consistency": [{"label": "r", "then": {"sex": {"one_of": ["Mal"]}}}]}, ".then.sex.one_of[0]", "'Male'"),
        ({"consistency": [FITS | {"compare": {"left": "sex", "is": "below", "right": "age"}}]}, ".compare", "Compare"),
        ({"straight_lining": [{"instrument": "mbi"}]}, "straight_lining[0]", "may be meant"),
        ({"straight_lining": [{"instrument": "mbj"}]}, "straight_lining[0].instrument", "'mbi'"),
        ({"linkage": {"unchanging": ["sx"]}}, "linkage.unchanging[0]", "'sex'"),
        ({"linkage": {"unchanging": ["sex"]}}, "cleaning.linkage", "occasions"),
    ],
)
def test_rules_that_cannot_be_are_refused(rules, place, remedy):
    made = study(variables=VARIABLES, cleaning=rules)
    problems = check_references(made, instruments(), "study.yaml")
    assert any(p.place.endswith(place) and remedy in p.remedy for p in problems), problems


def test_a_condition_that_says_nothing_is_refused():
    with pytest.raises(ValueError, match="give at_least"):
        study(variables=VARIABLES, cleaning={"consistency": [{"label": "r", "then": {"age": {}}}]})
