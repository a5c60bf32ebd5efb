"""Cleaning: typed rows, rows set aside, the flow, findings. Expected values are counted by hand."""

from __future__ import annotations

import json
import time

import pandas as pd
import pytest

from burnout.clean import check, clean, missingness
from burnout.errors import DataError
from burnout.intake import read_file
from helpers.cleaning_studies import AGE, MBI, SEX, instruments, study, table

GOOD = [("1", "1", "34", "0", "6"), ("2", "2", "41", "3", "4"), ("3", "2", "18", "5", "1")]


def cleaned(rows, items=None, book=None, **keys):
    return clean(study(**keys), items or instruments(), {"main": table(rows, **(book or {}))})


def lines(flow: pd.DataFrame) -> list[tuple]:
    return [tuple(row) for row in flow.itertuples(index=False)]


def test_data_has_the_columns_and_types_of_the_contract(tmp_path):
    files = {"main": {"path": "data/main.csv", "format": "csv", "id": "id", "site": "Ward A"}}
    variables = {
        "age_group": {
            "label": "Age group",
            "type": "ordinal",
            "levels": ["<30", "30-39", "40+"],
            "derive": {"source": "age", "cuts": [30, 40]},
        },
        "sex": SEX,
        "age": AGE,
    }
    data = cleaned([*GOOD, ("4", None, "30", None, " ")], files=files, variables=variables).data
    assert list(data.columns) == ["participant", "occasion", "site", "age_group", "sex", "age", "mbi_1", "mbi_2"]
    assert data["participant"].tolist() == ["1", "2", "3", "4"]
    assert data["occasion"].cat.ordered and data["occasion"].cat.categories.tolist() == ["survey"]
    assert data["site"].unique().tolist() == ["Ward A"]
    assert not data["sex"].cat.ordered and data["sex"].cat.categories.tolist() == ["Male", "Female"]
    assert data["age_group"].cat.ordered and data["age_group"].tolist() == ["30-39", "40+", "<30", "30-39"]
    assert data["mbi_2"].tolist()[:3] == [6.0, 4.0, 1.0]
    assert data.dtypes[["age", "mbi_1", "mbi_2"]].eq("float64").all()
    assert data.loc[3, ["sex", "mbi_1", "mbi_2"]].isna().all()
    data.to_parquet(tmp_path / "clean.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "clean.parquet"), data)


@pytest.mark.parametrize("code", [1, "1", 1.0, "01", "1.0", " 1 ", "１"])
@pytest.mark.parametrize("declared", [1, "1", "01", 1.0])
def test_codes_match_however_they_are_written(code, declared):
    variables = {"sex": SEX | {"levels": {declared: "Male", "F": "Female"}}, "age": AGE}
    cell = float(code) if isinstance(code, int) else code
    assert cleaned([("1", cell, "34", "0", "6")], variables=variables).data["sex"].tolist() == ["Male"]


def test_levels_can_be_a_list_of_labels():
    variables = {"sex": SEX | {"levels": ["男", "女"]}, "age": AGE}
    assert cleaned([("1", "女 ", "34", 0.0, 6.0)], variables=variables).data["sex"].tolist() == ["女"]


def test_missing_codes_become_missing_and_are_told():
    use = MBI | {"missing": [-3]}
    rows = [("1", "9", "34", "-3", "6"), ("2", "2", "99", "1", "2")]
    result = cleaned(rows, book={"missing": {"age": [99]}}, instruments={"mbi": use})
    assert result.data[["sex", "age", "mbi_1"]].isna().sum().tolist() == [1, 1, 1]
    told = result.findings[["row", "column", "found", "action"]].values.tolist()
    assert told == [[2, "sex", "9", "missing code"], [2, "q1", "-3", "missing code"], [3, "age", "99", "missing code"]]


def test_a_declared_level_wins_over_the_missing_code_of_the_file():
    assert cleaned(GOOD, book={"missing": {"sex": [2]}}).data["sex"].tolist() == ["Male", "Female", "Female"]


def test_first_code_moves_the_answers_to_the_instruments_range():
    data = cleaned([("1", "1", "34", "1", "7")], instruments={"mbi": MBI | {"first_code": 1}}).data
    assert data[["mbi_1", "mbi_2"]].values.tolist() == [[0.0, 6.0]]
    problems = check(study(instruments={"mbi": MBI | {"first_code": 1}}), instruments(), {"main": table(GOOD)})
    assert [p.found for p in problems] == ["'0'"] and problems[0].allowed == "whole numbers from 1 to 7"


def test_answer_texts_become_answers():
    use = MBI | {"answer_texts": ["从不", "有时", "总是"]}
    rows = [("1", "1", "34", "总是", "从不 "), ("2", "1", "34", "(空)", "有时")]
    book = {"missing": {"q1": ["(空)"]}}
    data = cleaned(rows, items=instruments(low=1, high=3), book=book, instruments={"mbi": use}).data
    assert data["mbi_1"].tolist()[0] == 3.0 and data["mbi_1"].isna().tolist() == [False, True]
    assert data["mbi_2"].tolist() == [1.0, 2.0]


def test_columns_can_be_a_list_or_padded():
    assert cleaned(GOOD, instruments={"mbi": MBI | {"columns": ["q2", "q1"]}}).data["mbi_1"].tolist() == [6.0, 4.0, 1.0]
    raw = {"main": table([("1", "1", "30", "1", "2")], columns=("id", "sex", "age", "a01", "a02"))}
    data = clean(study(instruments={"mbi": MBI | {"columns": "a{nn}"}}), instruments(), raw).data
    assert data["mbi_2"].tolist() == [2.0]


def test_full_width_digits_are_read_and_told():
    result = cleaned([("１", "1", "３４．５", "0", "6")])
    assert result.data.loc[0, ["participant", "age"]].tolist() == ["1", 34.5]
    assert result.findings["action"].tolist() == ["normalised", "normalised"]


def test_out_of_range_is_blanked():
    rows = [*GOOD, ("4", "3", "17", "7", "2"), ("5", "1", "about 30", "2.5", "2")]
    result = cleaned(rows, cleaning={"out_of_range": "blank"})
    assert len(result.data) == 5 and result.quarantine.empty
    assert result.data.loc[3:, ["sex", "age", "mbi_1"]].isna().values.tolist() == [[True] * 3, [False, True, True]]
    assert (result.findings["action"] == "blanked").sum() == 5
    assert result.findings["rule"].str.startswith("allowed: ").all()


def test_out_of_range_rows_are_set_aside_with_their_raw_cells():
    result = cleaned([*GOOD, ("4", "3", "17", "7", None)], cleaning={"out_of_range": "quarantine"})
    assert len(result.data) == 3
    assert result.quarantine.drop(columns="answers").values.tolist() == [
        ["data/main.csv", 5, "4", "survey", "value out of range"]
    ]
    assert json.loads(result.quarantine["answers"][0]) == {"id": "4", "sex": "3", "age": "17", "q1": "7", "q2": None}
    assert lines(result.flow) == [
        ("received", 4, "", ""),
        ("excluded", 1, "value out of range", ""),
        ("analysed", 3, "", ""),
    ]


def test_rules_are_applied_in_order_and_every_row_is_counted_once():
    consent = {"label": "Consent", "type": "nominal", "levels": {1: "Given", 0: "Withdrawn"}, "column": "ok"}
    rules = {
        "duplicates": "quarantine",
        "minimum_answered": 0.6,
        "required": ["age"],
        "exclude": [{"variable": "consent", "levels": ["Withdrawn"], "reason": "withdrew consent"}],
    }
    rows = [
        ("1", "1", "34", "0", "6", "1"),
        ("1", "1", "34", "0", "6", "0"),
        ("2", "1", "34", "0", None, "0"),
        ("3", "1", None, None, None, "1"),
        ("4", "1", "40", "1", None, "1"),
        (None, "1", "40", "1", "1", "1"),
    ]
    raw = {"main": table(rows, columns=("id", "sex", "age", "q1", "q2", "ok"))}
    result = clean(study(variables={"sex": SEX, "age": AGE, "consent": consent}, cleaning=rules), instruments(), raw)
    assert lines(result.flow) == [
        ("received", 6, "", ""),
        ("excluded", 1, "no identification", ""),
        ("excluded", 1, "duplicate record", ""),
        ("excluded", 1, "withdrew consent", ""),
        ("excluded", 1, "no answer to Age", ""),
        ("excluded", 1, "incomplete questionnaire", ""),
        ("analysed", 1, "", ""),
    ]
    told = result.findings.set_index("row")["found"]
    assert told[3] == "row, survey; the same participant stands in data/main.csv row 2 already"


def test_every_questionnaire_must_be_answered():
    uses = {"mbi": MBI, "ghq": MBI | {"columns": "g{n}"}}
    rows = [("1", "1", "30", "1", "1", "1", "1"), ("2", "1", "30", "1", "1", None, None)]
    raw = {"main": table(rows, columns=("id", "sex", "age", "q1", "q2", "g1", "g2"))}
    result = clean(study(instruments=uses, cleaning={"minimum_answered": 0.5}), instruments(), raw)
    assert result.quarantine["reason"].tolist() == ["incomplete questionnaire"]


PRE_POST = {"pre": {"label": "Before", "code": 1}, "post": {"label": "After", "code": 2}}


def test_occasion_of_each_row():
    files = {"main": {"path": "x.csv", "format": "csv", "id": "id", "occasion_column": "t"}}
    rows = [("1", "1", "34", "0", "6", "2"), ("1", "1", "34", "1", "6", 1.0), ("2", "1", "34", "1", "6", "3")]
    raw = {"main": table(rows, columns=("id", "sex", "age", "q1", "q2", "t"))}
    problems = check(study(files=files, occasions=PRE_POST), instruments(), raw)
    assert len(problems) == 1
    assert (problems[0].place, problems[0].found) == ("row 4, column 't'", "the occasion '3'")
    assert problems[0].allowed == "1, 2"
    result = clean(
        study(files=files, occasions=PRE_POST, cleaning={"unmatched_occasion": "quarantine"}), instruments(), raw
    )
    assert result.data[["participant", "occasion", "mbi_1"]].values.tolist() == [["1", "post", 0.0], ["1", "pre", 1.0]]
    assert lines(result.flow) == [
        ("received", 1, "", "pre"),
        ("analysed", 1, "", "pre"),
        ("received", 1, "", "post"),
        ("analysed", 1, "", "post"),
        ("received", 1, "", "no occasion"),
        ("excluded", 1, "unknown occasion", "no occasion"),
        ("analysed", 0, "", "no occasion"),
    ]


def test_occasion_of_each_file_and_variables_that_a_file_lacks():
    files = {o: {"path": f"{o}.csv", "format": "csv", "id": "id", "occasion": o} for o in PRE_POST}
    variables = {"sex": SEX | {"files": ["pre"]}, "age": AGE}
    raw = {
        "pre": table([("1", "1", "34", "0", "6")], name="pre"),
        "post": table([("1", "34", "2", "3")], columns=("id", "age", "q1", "q2"), name="post"),
    }
    result = clean(
        study(files=files, occasions=PRE_POST, variables=variables, cleaning={"required": ["sex"]}), instruments(), raw
    )
    assert result.data["occasion"].tolist() == ["pre", "post"]
    assert result.data["sex"].isna().tolist() == [False, True]
    missing = missingness(result.data, study(files=files, occasions=PRE_POST, variables=variables))
    assert missing.set_index("variable").loc["sex"].tolist() == [1, 0, 0.0]


WIDE = {
    "files": {"main": {"path": "data/main.sav", "format": "spss", "id": "id"}},
    "occasions": {"pre": {"label": "Before", "code": "T1"}, "post": {"label": "After", "code": "T2"}},
    "instruments": {"mbi": MBI | {"columns": "{occasion}_q{n}", "missing": [99]}},
}
WIDE_COLUMNS = ("id", "sex", "age", "T1_q1", "T1_q2", "T2_q1", "T2_q2")


def test_wide_file_gives_one_row_per_occasion_that_was_answered():
    rows = [
        (1.0, 1.0, 30.0, 1.0, 2.0, 3.0, 4.0),
        (2.0, 2.0, 40.0, 5.0, None, 99.0, None),
        (3.0, 2.0, 41.0, *[None] * 4),
    ]
    result = clean(study(**WIDE), instruments(), {"main": table(rows, WIDE_COLUMNS)})
    assert result.data[["participant", "occasion", "age"]].values.tolist() == [
        ["1", "pre", 30.0],
        ["1", "post", 30.0],
        ["2", "pre", 40.0],
    ]
    assert result.data["mbi_1"].tolist() == [1.0, 3.0, 5.0]
    assert result.quarantine[["participant", "reason"]].values.tolist() == [["3", "no answers at any occasion"]]


def test_wide_file_without_the_columns_of_an_occasion():
    raw = {"main": table([(1.0, 1.0, 30.0, 1.0, 2.0)], WIDE_COLUMNS[:5])}
    problems = check(study(**WIDE), instruments(), raw)
    assert len(problems) == 1
    assert "'post'" in problems[0].found and "T2_q1, T2_q2" in problems[0].allowed
    raw = {"main": table([(1.0, 1.0, 30.0, 1.0, 2.0, 2.0)], WIDE_COLUMNS[:6])}
    assert check(study(**WIDE), instruments(), raw)[0].found.startswith("no column 'T2_q2'")


STATUS = {"label": "Status", "type": "nominal", "levels": {0: "completed", 1: "pregnancy", 2: "transfer"}}
PAIRED = {
    "variables": {"status": STATUS},
    "outcomes": {"o": {"label": "O", "source": "mbi_s"}},
    "paired": {
        "before": "pre",
        "after": "post",
        "measures": ["o"],
        "attrition": {"variable": "status", "completed": ["completed"]},
    },
}


def test_attrition_is_told_by_people_and_reason():
    columns = ("id", "status", "T1_q1", "T1_q2", "T2_q1", "T2_q2")
    full = (1.0, 2.0, 3.0, 4.0)
    rows = [(f"{i}", 0.0, *full) for i in range(18)]
    rows += [("a", 1.0, 1.0, 2.0, None, None), ("b", 2.0, 1.0, 2.0, None, None), ("c", 1.0, *full)]
    result = clean(study(**WIDE | PAIRED), instruments(), {"main": table(rows, columns)})
    assert lines(result.flow) == [
        ("enrolled", 21, "", ""),
        ("lost", 2, "pregnancy", ""),
        ("lost", 1, "transfer", ""),
        ("analysed", 18, "", ""),
    ]
    assert set("abc") <= set(result.data["participant"])
    rows += [("0", 0.0, *full), ("d", 0.0, *full[:2], None, None), ("e", None, *full)]
    keys = WIDE | PAIRED | {"cleaning": {"duplicates": "quarantine"}}
    result = clean(study(**keys), instruments(), {"main": table(rows, columns)})
    assert lines(result.flow) == [
        ("received", 24, "", ""),
        ("excluded", 1, "duplicate record", ""),
        ("enrolled", 23, "", ""),
        ("lost", 2, "pregnancy", ""),
        ("lost", 1, "transfer", ""),
        ("lost", 1, "no answers: After", ""),
        ("lost", 1, "reason not stated", ""),
        ("analysed", 18, "", ""),
    ]


def test_flow_of_a_survey_followed_by_a_group():
    occasions = {"survey": {"label": "Survey"}} | PRE_POST
    files = {
        "all": {"path": "all.csv", "format": "csv", "id": "id", "occasion": "survey"},
        "group": {"path": "group.csv", "format": "csv", "id": "id"},
    }
    uses = {"mbi": MBI | {"files": ["all"]}, "gmbi": MBI | {"columns": "q{n}_{occasion}", "files": ["group"]}}
    keys = PAIRED | {"variables": {"status": STATUS | {"files": ["group"]}}, "instruments": uses}
    raw = {
        "all": table([("1", "1", "2"), ("2", "3", "4"), ("3", "0", "0")], ("id", "q1", "q2"), name="all"),
        "group": table(
            [("1", "0", "1", "1", "2", "2"), ("3", "2", "1", "1", None, None)],
            ("id", "status", "q1_1", "q2_1", "q1_2", "q2_2"),
            name="group",
        ),
    }
    result = clean(study(files=files, occasions=occasions, **keys), instruments(), raw)
    assert result.data["occasion"].value_counts(sort=False).tolist() == [3, 2, 1]
    assert lines(result.flow) == [
        ("received", 3, "", "survey"),
        ("analysed", 3, "", "survey"),
        ("enrolled", 2, "", "paired"),
        ("lost", 1, "transfer", "paired"),
        ("analysed", 1, "", "paired"),
    ]


def test_files_of_several_sites_count_from_one_each():
    files = {s: {"path": f"{s}.csv", "format": "csv", "id": "id", "site": s.upper()} for s in ("a", "b")}
    raw = {s: table(GOOD, name=s) for s in files}
    result = clean(study(files=files), instruments(), raw)
    assert result.data["participant"].tolist() == ["A-1", "A-2", "A-3", "B-1", "B-2", "B-3"]
    assert lines(result.flow) == [
        ("received", 3, "", "a"),
        ("analysed", 3, "", "a"),
        ("received", 3, "", "b"),
        ("analysed", 3, "", "b"),
    ]


def test_without_an_id_rows_are_numbered_as_the_user_finds_them():
    files = {"main": {"path": "x.csv", "format": "csv"}}
    assert cleaned(GOOD, files=files).data["participant"].tolist() == ["2", "3", "4"]


def test_labels_of_the_file_that_contradict_the_study_stop_and_other_words_are_reported():
    with pytest.raises(DataError, match="1 = 'Female', 2 = 'Male'"):
        cleaned(GOOD, book={"value_labels": {"sex": {1.0: "Female", 2.0: "Male"}}})
    result = cleaned(GOOD, book={"value_labels": {"sex": {1.0: "Gentleman", 2.0: "Lady"}}})
    assert result.findings["action"].tolist() == ["reported", "reported"]
    assert result.findings.loc[0, "found"] == "1 = 'Gentleman' in the file"
    assert cleaned(GOOD, book={"value_labels": {"sex": {1: "男", 2: "女"}}}).findings.empty
    assert cleaned(GOOD, book={"value_labels": {"sex": {1: " male"}}}).findings.empty
    income = {"label": "Income", "type": "ordinal", "levels": {1: "≤36,000", 2: ">36,000–60,000"}, "column": "sex"}
    book = {"value_labels": {"sex": {1: "≤36000", 2: ">36000-60000"}}}
    assert cleaned(GOOD, book=book, variables={"income": income}).findings.empty


def test_values_that_the_files_own_checks_forbid_are_reported():
    findings = cleaned(GOOD, book={"ranges": {"age": (20, 40)}, "legal": {"age": [41]}}).findings
    assert findings[["row", "column", "found", "action"]].values.tolist() == [[4, "age", "18", "reported"]]


def test_missingness_by_variable_and_item():
    rows = [*GOOD, ("4", None, "30", None, None)]
    table_ = missingness(cleaned(rows).data, study())
    assert table_["variable"].tolist() == ["sex", "age", "mbi_1", "mbi_2"]
    assert table_["n_missing"].tolist() == [1, 0, 1, 1]
    assert table_["percent"].tolist() == [25.0, 0.0, 25.0, 25.0]


def test_clean_refuses_what_check_finds():
    with pytest.raises(DataError, match="row 2, column 'age'"):
        cleaned([("1", "1", "134", "0", "6")])
    assert check(study(), instruments(), {"main": table(GOOD)}) == []


def test_any_name_can_be_a_variable_but_those_of_cleaning():
    names = ["position", "row", "file", "reason", "status", "faulty"]
    variables = {name: AGE | {"column": "age"} for name in names}
    assert cleaned(GOOD, variables=variables).data["position"].tolist() == [34.0, 41.0, 18.0]
    keys = {"variables": {"site": AGE | {"column": "age"}, "mbi_1": AGE | {"column": "age"}}}
    problems = check(study(**keys), instruments(), {"main": table(GOOD)})
    assert [p.place for p in problems] == ["variables.site", "variables.mbi_1"]


def test_a_study_without_variables_and_questionnaires():
    assert list(cleaned(GOOD, variables={}, instruments={}).data.columns) == ["participant", "occasion", "site"]


def test_of_a_row_set_aside_only_the_reason_is_told():
    rules = {"required": ["age"], "out_of_range": "blank"}
    result = cleaned([*GOOD, ("4", "9", None, "7", "6")], cleaning=rules)
    assert result.findings["rule"].tolist() == ["no answer to Age"]


def test_ten_thousand_rows_are_read_and_cleaned_within_a_second(tmp_path):
    items = 22
    header = ",".join(["id", "sex", "age", *(f"q{n}" for n in range(1, items + 1))])
    rows = [",".join([str(i), str(1 + i % 2), str(20 + i % 40), *[str(i % 7)] * items]) for i in range(10_000)]
    (tmp_path / "main.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    small = study(files={"main": {"path": "main.csv", "format": "csv", "id": "id"}})
    seconds = []
    for _ in range(2):
        start = time.process_time()
        result = clean(small, instruments(items), {"main": read_file("main", small.files["main"], tmp_path)})
        seconds.append(time.process_time() - start)
    assert len(result.data) == 10_000
    assert min(seconds) < 1.0


def test_attrition_in_a_file_with_one_row_per_occasion():
    columns = ("id", "t", "status", "q1", "q2")
    files = {"main": {"path": "x.csv", "format": "csv", "id": "id", "occasion_column": "t"}}
    rows = [("a", "1", "0", "1", "2"), ("a", "2", None, "1", "2"), ("b", "1", "1", "1", "2"), ("c", "1", "0", "1", "1")]
    rows += [("c", "2", "0", "1", None), ("d", "2", "0", "1", "1")]
    keys = PAIRED | {"files": files, "occasions": PRE_POST, "cleaning": {"minimum_answered": 1.0}}
    result = clean(study(**keys), instruments(), {"main": table(rows, columns)})
    assert lines(result.flow) == [
        ("enrolled", 4, "", ""),
        ("lost", 1, "pregnancy", ""),
        ("lost", 1, "incomplete questionnaire", ""),
        ("lost", 1, "no answers: Before", ""),
        ("analysed", 1, "", ""),
    ]
