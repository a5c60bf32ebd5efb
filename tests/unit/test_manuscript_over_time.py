"""What the manuscript says of three occasions or more: only what was computed, and no figure not in the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.figures import repeated_figures
from burnout.manuscript import Results, Texts, compose
from burnout.repeated import follow
from helpers.analysis_study import yes_no
from helpers.repeated_rows import repeated_rows, repeated_study

TEXTS = Texts("An introduction.", "A discussion.")
FLOW = pd.DataFrame({"stage": ["received", "analysed"], "n": [41, 40], "reason": [None, None], "part": ["", ""]})
TABLES = ("repeated", "repeated_means", "repeated_contrasts", "repeated_tests")
BASE = np.array([10.0, 12, 14, 9, 11, 13, 15, 10, 12, 16])
LATER = [BASE, BASE - [2.0, 1, 3, 2, 1, 2, 3, 1, 2, 2], BASE - [4.0, 3, 5, 3, 4, 4, 6, 2, 4, 5]]
EVENTS = [yes_no([1] * 8 + [0] * 2), yes_no([1] * 4 + [0] * 6), yes_no([1] * 2 + [0] * 8)]


def composed(study, data):
    found = follow(study, data)
    drawn = repeated_figures(study, {}, found.courses, found.repeated_means)
    tables = {name: getattr(found, name) for name in TABLES} | {"flow": FLOW}
    words = {f"repeated/{name}": drawing.alt for name, drawing in drawn.items()}
    made = compose(study, {}, Results(tables, words, {}), TEXTS)
    return found, {name: made.values and _filled(made, name) for name in made.parts}


def _filled(made, part):
    text = made.parts[part]
    for key, value in made.flat.items():
        text = text.replace(f"{{{{< var {key} >}}}}", value)
    return text


def test_the_course_is_told_with_the_numbers_of_the_tables():
    data = repeated_rows(score=[list(v) for v in LATER], event=EVENTS)
    study = repeated_study(["score"], ["event"], plan={"primary": "recommended"})
    found, parts = composed(study, data)
    text = parts["repeated"]
    row = found.repeated.iloc[0]
    assert f"*F*(2, {row['df2']:.1f}) = {row['statistic']:.2f}" in text
    change = np.mean(LATER[2] - LATER[0])
    assert f"last occasion −{abs(change):.2f}" in text
    assert "8 (80.00%) at time 1, 4 (40.00%) at time 2 and 2 (20.00%) at time 3" in text
    assert "#tbl-repeated}" in text
    assert "#fig-courses" in text
    assert "#tbl-repeated-contrasts" in parts["supplement"]
    for method in ("Kenward and Roger", "Friedman's test", "Cochran's *Q*", "exact McNemar"):
        assert method in parts["methods"]
    assert "nan" not in (text + parts["supplement"]).lower()


def test_a_method_that_did_not_run_is_not_named():
    _, parts = composed(repeated_study(["score"]), repeated_rows(score=[list(BASE)] * 3))
    assert "No comparison could be made for score" in parts["repeated"]
    for word in ("Kenward", "Friedman", "Cochran", "Mauchly", "analysis of variance"):
        assert word not in parts["methods"]


def test_people_without_all_answers_are_told():
    some = [None, *LATER[1][1:]]
    _, parts = composed(
        repeated_study(["score"], plan={"primary": "recommended"}), repeated_rows(score=[LATER[0], some, LATER[2]])
    )
    assert "Up to 1 participants lacked" not in parts["repeated"]
    assert "One participant lacked an answer" in parts["repeated"]


def test_without_the_stage_nothing_is_said():
    study = repeated_study(["score"])
    made = compose(study, {}, Results({"flow": FLOW}, {}, {}), TEXTS)
    assert made.parts["repeated"].strip() == ""
