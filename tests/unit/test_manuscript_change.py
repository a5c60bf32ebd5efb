"""What the manuscript says around before and after: only what was computed, and no figure that is not in the tables."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.manuscript import Results, Texts, compose
from burnout.paired import compare
from helpers.analysis_study import groups, paired_rows, paired_study

TEXTS = Texts("An introduction.", "A discussion.")
FLOW = pd.DataFrame({"stage": ["received", "analysed"], "n": [41, 40], "reason": [None, None], "part": ["", ""]})
TABLES = ("paired", "paired_rates", "attrition", "paired_effects", "paired_itt", "paired_bands", "paired_transitions")
TABLES += ("reliable_change", "paired_arms", "paired_by_arm", "paired_tests")
BEFORE = np.array([10.0, 12, 14, 9, 11, 13, 15, 10, 12, 16])
AFTER = np.array([12.0, 13, 16, 10, 11, 15, 16, 13, 11, 16])
USE = {"mbi": {"instrument": "mbi-hss", "columns": "Q{n}"}}


def composed(study, data, leave_out=()):
    found = compare(study, data)
    tables = {name: getattr(found, name) for name in TABLES if name not in leave_out}
    return compose(study, {}, Results(tables | {"flow": FLOW}, {}, {}), TEXTS)


def whole(made, part):
    text = made.parts[part]
    for key, value in made.flat.items():
        text = text.replace(f"{{{{< var {key} >}}}}", value)
    return text


def test_everybody_and_the_detectable_change_are_said():
    data = paired_rows(score=(BEFORE, AFTER)).drop(index=[12, 15])
    made = composed(paired_study(["score"]), data)
    text = whole(made, "before-after")
    assert "mixed model of all 10 participants" in text
    # Eight pairs: d_z from 1.16 upwards (statsmodels' TTestPower: d_z 1.16 has a power of 0.803).
    assert "With 8 pairs, a paired *t* test has a power of 80% for mean changes from 1.16" in text
    for method in ("linear mixed model", "a power of 80%", "Bonett"):
        assert method in made.parts["methods"]
    assert "the sign test" in made.parts["supplement"]
    assert "tbl-change-effects" in made.parts["supplement"]


def test_where_the_conclusion_differs_the_measure_is_named():
    # In the three who completed the change is unclear; the others' answers make it clear.
    before = np.array([10.0, 20, 30, 41, 39, 12, 18, 29, 22, 33])
    after = before + np.array([2.0, 2.5, 1.5, 2.2, 1.9, 2.4, 1.8, 2.1, 2.0, 1.7])
    after[2] = before[2] + 40
    data = paired_rows(score=(before, after))
    states = ["completed"] * 3 + ["transferred"] * 7
    data["ended"] = groups(states * 2, ["completed", "transferred"])
    ended = {"ended": {"label": "End", "type": "nominal", "levels": ["completed", "transferred"]}}
    settings = {"attrition": {"variable": "ended", "completed": ["completed"]}}
    study = paired_study(["score"], variables=ended, paired=settings, plan={"alpha": 0.2})
    rows = compare(study, data).paired_itt
    clear = (rows["p_value"] < 0.2).tolist()
    text = whole(composed(study, data), "before-after")
    assert clear == [False, True]
    assert "differed from the paired *t* test of the completers for score (change" in text


def test_a_method_without_result_is_not_named():
    made = composed(paired_study(["score"]), paired_rows(score=(BEFORE, BEFORE)))
    for word in ("mixed model", "Stuart-Maxwell", "Jacobson", "covariance", "sign test", "Bonett"):
        for part in ("methods", "before-after", "supplement"):
            assert word not in made.parts[part]


@pytest.mark.parametrize("leave_out", [(), TABLES[3:]])
def test_tables_that_are_not_there_leave_no_gap(leave_out):
    made = composed(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER)), leave_out)
    assert ("tbl-change-effects" in made.parts["supplement"]) == (not leave_out)
    assert "nan" not in made.parts["before-after"].lower()


def test_arms_are_compared_and_nobody_speaks_of_one_group():
    arm = pd.Categorical(["Waiting", "Group"] * 5, categories=["Waiting", "Group"])
    data = paired_rows(score=(BEFORE, AFTER), arm=(arm, arm))
    data["arm"] = pd.Categorical(data["arm"], categories=["Waiting", "Group"])
    arms = {"arm": {"label": "Arm", "type": "nominal", "levels": ["Waiting", "Group"]}}
    made = composed(paired_study(["score"], variables=arms, paired={"arm": "arm"}), data)
    assert "differences to Waiting were: score in Group (" in whole(made, "before-after")
    assert "#tbl-arms" in made.parts["before-after"]
    assert "comparison group" in made.parts["methods"]
    assert "analysis of covariance" in made.parts["methods"]
    for part in ("methods", "limitations"):
        assert "control group" not in made.parts[part]


def test_where_nobody_was_lost_everybody_is_not_told_twice():
    made = composed(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER)))
    assert "mixed model" not in made.parts["before-after"]


def test_a_measure_with_two_tests_is_told_once_with_the_p_of_the_first():
    study = paired_study(["score"], plan={"primary": "recommended"})
    data = paired_rows(score=(BEFORE, AFTER))
    rows = compare(study, data).paired
    first = rows[rows["plan"] == "recommended"].iloc[0]
    made = composed(study, data)
    text = whole(made, "before-after").split("\n\n")[1]
    assert first["test"] == "paired-t"
    assert text.count("score") == 1
    assert f"{first['p_value']:.3f}" in text
