"""What a study file may say, and the names in it that must point to something."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from burnout.config import load_instruments
from burnout.config.study import check_references, score_columns
from helpers.chain import ROOT
from helpers.studies import make_study

INSTRUMENTS = load_instruments(ROOT / "config" / "instruments")
YES_NO = {"label": "A", "type": "nominal", "levels": {0: "No", 1: "Yes"}}
AGE = {"label": "Age", "type": "number"}
MBI = {"mbi": {"instrument": "mbi-gs-15", "columns": "M{n}", "key": "sums", "cutoffs": "public_bands"}}


def problems(**parts):
    return check_references(make_study(**parts), INSTRUMENTS, "example.yaml")


@pytest.mark.parametrize(
    ("parts", "stages"),
    [
        ({}, "clean score manuscript"),
        ({"screening": {}}, "clean score screen manuscript"),
        ({"ranking": {"unit": "ward", "outcome": "a"}}, "clean score screen manuscript"),
        ({"models": {"m": {"outcome": "a"}}}, "clean score screen model manuscript"),
        ({"paired": {"before": "a", "after": "b", "measures": ["c"]}}, "clean score paired manuscript"),
        ({"multiverse": {}}, "clean score multiverse manuscript"),
        ({"interviews": {"transcripts": "t", "statements": "s", "themes": "th"}}, "clean score themes manuscript"),
    ],
    ids=["none", "screening", "ranking", "models", "paired", "multiverse", "interviews"],
)
def test_stages_follow_from_what_is_declared(parts, stages):
    assert make_study(**parts).stages == stages.split()


def test_scores_that_an_instrument_makes_are_known_by_name():
    columns = score_columns(make_study(instruments=MBI), INSTRUMENTS)
    assert columns["mbi_exhaustion"] == "number"
    assert columns["mbi_exhaustion_band"] == "ordinal"
    assert columns["mbi_grade"] == "ordinal"


@pytest.mark.parametrize(
    ("parts", "place", "remedy"),
    [
        ({"factors": ["sexx"], "variables": {"sex": YES_NO}}, "factors[0]", "Did you mean 'sex'?"),
        ({"outcomes": {"o": {"label": "O", "source": "mbi_grad"}}, "instruments": MBI},
         "outcomes.o.source", "mbi_grade"),
        ({"outcomes": {"o": {"label": "O", "source": "sex", "event": ["Yess"]}}, "variables": {"sex": YES_NO}},
         "outcomes.o.event[0]", "Did you mean 'Yes'?"),
        ({"models": {"m": {"outcome": "o"}}, "variables": {"age": AGE},
          "outcomes": {"o": {"label": "O", "source": "age"}}},
         "models.m.outcome", "declare it"),
        ({"instruments": {"mbi": MBI["mbi"] | {"instrument": "mbi-gs-1"}}}, "instruments.mbi.instrument", "mbi-gs-1"),
        ({"instruments": {"mbi": MBI["mbi"] | {"cutoffs": "public_band"}}}, "instruments.mbi.cutoffs", "public_bands"),
        ({"instruments": {"mbi": MBI["mbi"] | {"missing_rule": "prorate_02"}}},
         "instruments.mbi.missing_rule", "prorate_20"),
        ({"sampling": {"cluster": "center"}, "variables": {"centre": YES_NO}}, "sampling.cluster", "centre"),
        ({"analysed": "survay"}, "analysed", "survey"),
        ({"cleaning": {"exclude": [{"variable": "a", "levels": ["Maybe"], "reason": "r"}]}, "variables": {"a": YES_NO}},
         "cleaning.exclude[0].levels[0]", "declare it"),
        ({"variables": {"group": {"label": "G", "type": "ordinal", "levels": ["x", "y"],
                                  "derive": {"source": "agee", "cuts": [3]}}, "age": AGE}},
         "variables.group.derive.source", "Did you mean 'age'?"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)  # fmt: skip
def test_a_name_that_points_to_nothing_is_told_with_the_nearest(parts, place, remedy):
    (only,) = problems(**parts)
    assert only.place == place
    assert only.file == "example.yaml"
    assert remedy in only.remedy
    assert only.allowed


@pytest.mark.parametrize(
    ("model", "place"),
    [
        ({"factors": ["age"]}, "models.m.factors"),
        ({"candidates": ["sex"], "prespecified": ["group"]}, "models.m.prespecified"),
        ({}, "models.m.candidates"),
    ],
)
def test_an_outcome_is_not_modelled_by_the_variable_it_is_made_from(model, place):
    group = {"label": "G", "type": "ordinal", "levels": ["a", "b"], "derive": {"source": "age", "cuts": [40]}}
    (only,) = problems(
        variables={"age": AGE, "group": group, "sex": YES_NO},
        factors=["sex", "age"],
        outcomes={"old": {"label": "Old", "source": "age", "at_least": 60}},
        models={"m": {"outcome": "old", **model}},
    )
    assert only.place == place and "'old'" in only.found


def test_numbers_can_be_labels_of_levels():
    month = {"label": "Month", "type": "ordinal", "levels": [5, 6, 7], "reference": 6}
    coded = {"label": "X", "type": "nominal", "levels": {0: 0, 1: 1.5}}
    event = {"late": {"label": "Late", "source": "month", "event": [6, 7]}}
    made = make_study(variables={"month": month, "coded": coded}, outcomes=event)
    assert made.variables["month"].level_labels == ["5", "6", "7"]
    assert made.variables["month"].reference == "6"
    assert made.variables["coded"].levels == {0: "0", 1: "1.5"}
    assert made.outcomes["late"].event == ["6", "7"]


def test_names_that_point_to_something_are_no_problem():
    outcomes = {"burnout": {"label": "B", "source": "mbi_grade", "event": ["Mild"]}}
    models = {"m": {"outcome": "burnout", "candidates": ["sex", "mbi_exhaustion"]}}
    assert problems(instruments=MBI, variables={"sex": YES_NO}, factors=["sex"], outcomes=outcomes, models=models) == []


@pytest.mark.parametrize(
    ("variable", "complaint"),
    [
        ({"type": "nominal", "levels": ["one"]}, "at least two levels"),
        ({"type": "number", "levels": ["a", "b"]}, "has no levels"),
        ({"type": "nominal", "levels": ["a", "b", "a"]}, "stands twice"),
        ({"type": "nominal", "levels": {1: "a", 2: "a"}}, "at least two levels"),
        ({"type": "ordinal", "levels": {1: "a", 2: "b", 3: "a"}}, "side by side"),
        ({"type": "nominal", "levels": ["a", "b"], "reference": "c"}, "not one of the levels"),
        ({"type": "nominal", "levels": ["a", "b"], "range": [0, 1]}, "range is for numbers"),
        ({"type": "number", "range": [9, 1]}, "range is for numbers"),
        ({"type": "ordinal", "levels": ["a", "b", "c"], "derive": {"source": "age", "cuts": [3]}}, "one entry less"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_variable_fits_its_type(variable, complaint):
    with pytest.raises(ValidationError, match=complaint):
        make_study(variables={"v": {"label": "V"} | variable})


@pytest.mark.parametrize(
    ("parts", "complaint"),
    [
        ({"outcomes": {"o": {"label": "O", "source": "a", "at_least": 1, "event": ["x"]}}}, "at most one of event"),
        ({"models": {"m": {"outcome": "o", "factors": ["a"], "prespecified": ["b"]}}}, "not both"),
        ({"files": {"f": {"path": "p", "format": "csv", "occasion": "a", "occasion_column": "b"}}}, "not both"),
        ({"plan": {"alpha": 0}}, "greater than 0"),
        ({"study": "Two Words"}, "should match pattern"),
        ({"variables": {"Age": AGE}}, "should match pattern"),
        ({"files": {}}, "at least 1 item"),
    ],
    ids=["outcome", "model", "file", "alpha", "study", "name", "files"],
)
def test_what_a_study_file_may_not_say(parts, complaint):
    with pytest.raises(ValidationError, match=complaint):
        make_study(**parts)


def test_the_primary_plan_is_run_first_and_the_other_beside_it():
    assert make_study().plan.names == ["as-published", "recommended"]
    assert make_study(plan={"primary": "recommended"}).plan.names == ["recommended", "as-published"]
    assert make_study(plan={"sensitivity": False}).plan.names == ["as-published"]


def test_a_study_cannot_be_changed_after_reading():
    with pytest.raises(ValidationError, match="frozen"):
        make_study().title = "Another"


def test_raw_files_are_listed_once():
    files = {name: {"path": "a.rec", "format": "epidata", "checks": "a.chk"} for name in ("one", "two")}
    assert make_study(files=files).raw_paths() == ["a.rec", "a.chk"]


def test_texts_are_listed_with_the_keys_that_name_them():
    intervention = {"name": "I", "description": "D", "sessions": "s.csv"}
    assert make_study(intervention=intervention).text_paths()["intervention.sessions"] == "s.csv"
    assert set(make_study().text_paths()) == {"manuscript.introduction", "manuscript.discussion"}
