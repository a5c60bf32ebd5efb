"""Three occasions or more: what cannot be tested says why, and signs and orders.

Values by hand here; against R in tests/golden/test_cases_repeated.py.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.config.study import check_references
from burnout.errors import AnalysisError
from burnout.repeated import follow
from burnout.statistics.longitudinal import compound_symmetry, fit_longitudinal, unstructured, wald
from burnout.statistics.repeated import cochran_q
from helpers.analysis_study import yes_no
from helpers.repeated_rows import repeated_rows, repeated_study

TABLES = ("repeated", "repeated_means", "repeated_contrasts", "repeated_tests")
FIRST = [10.0, 12, 14, 9, 11, 13, 15, 10, 12, 16]
SECOND = [12.0, 13, 16, 10, 11, 15, 16, 13, 11, 16]
THIRD = [11.0, 15, 15, 12, 14, 15, 19, 12, 13, 18]
NONE = [None] * 10
ARM = {"arm": {"label": "Arm", "type": "nominal", "levels": ["Waiting", "Group"]}}


def followed(*values, **parts):
    return follow(repeated_study(["score"], occasions=len(values), **parts), repeated_rows(score=list(values)))


def said(found, **where):
    rows = found
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows


def test_recommended_is_a_mixed_model_and_ranks_and_nothing_is_tested_first():
    rows = said(followed(FIRST, SECOND, THIRD).repeated, plan="recommended")
    assert list(rows["test"]) == ["mixed-model", "friedman"]
    assert set(rows["status"]) == {"ok"}


def test_as_published_corrects_where_sphericity_is_rejected():
    rng = np.random.default_rng(3)
    person = rng.normal(0, 1, 30)
    spreads = [person + rng.normal(0, s, 30) for s in (0.05, 0.05, 3.0)]
    row = said(followed(*spreads).repeated, plan="as-published").iloc[0]
    assert row["test"] == "rm-anova-gg"
    assert row["mauchly_p"] < 0.05
    assert row["df"] == pytest.approx(2 * row["epsilon"])


def test_as_published_takes_ranks_where_values_are_not_normal():
    odd = np.exp(np.random.default_rng(1).normal(0, 2, 30))
    found = followed(odd, odd * 1.5, odd[::-1])
    row = said(found.repeated, plan="as-published").iloc[0]
    assert row["test"] == "friedman"
    assert "not normal" in row["note"]
    assert set(said(found.repeated_contrasts, plan="as-published")["test"]) == {"wilcoxon"}


def test_people_with_some_answers_count_in_the_mixed_model_only():
    some = [None, *SECOND[1:]]
    table = followed(FIRST, some, THIRD).repeated
    mixed, ranks = (table[table["test"] == test].iloc[0] for test in ("mixed-model", "friedman"))
    assert (mixed["n"], mixed["n_missing"]) == (10, 1)
    assert ranks["n"] == 9


@pytest.mark.parametrize(
    ("values", "status"),
    [
        (([], [], []), "too-few"),
        (([1.0], [2.0], [3.0]), "too-few"),
        ((FIRST, FIRST, FIRST), "constant"),
        ((FIRST, NONE, THIRD), "too-few"),
        ((NONE, NONE, NONE), "too-few"),
        (([3.0] * 10, [3.0] * 10, [3.0] * 10), "constant"),
    ],
)
def test_what_cannot_be_tested_is_a_row_that_says_why(values, status):
    found = followed(*values)
    assert set(found.repeated["status"]) == {status}
    assert len(found.repeated_contrasts) == 6
    for name in TABLES:
        table = getattr(found, name)
        assert len(table) > 0, name
        assert (table.loc[table["status"] != "ok", "note"] != "").all(), name


@pytest.mark.parametrize(
    "values",
    [
        ([1.0, 2, 3], [2.0, 2, 5], [1.0, 4, 4]),
        ([1.0, 2], [2.0, 5], [1.0, 4]),
        (FIRST, [v + 1 for v in FIRST], [v + 3 for v in FIRST]),
        ([*FIRST[:5], *NONE[:5]], [*NONE[:5], *SECOND[5:]], THIRD),
        ([*FIRST[:5], *NONE[:5]], [*NONE[:5], *SECOND[5:]], [*NONE[:5], *THIRD[5:]]),
    ],
)
def test_little_data_never_breaks_the_stage(values):
    found = followed(*values)
    for name in TABLES:
        table = getattr(found, name)
        assert (table.loc[table["status"] != "ok", "note"] != "").all(), name
        fine = table[table["status"] == "ok"]
        if "p_value" in fine:
            assert fine["p_value"].between(0, 1).all(), (name, fine)


def test_where_nobody_has_all_answers_the_model_goes_on():
    rows = followed([*FIRST[:5], *NONE[:5]], [*NONE[:5], *SECOND[5:]], THIRD).repeated
    mixed, ranks = (rows[rows["test"] == test].iloc[0] for test in ("mixed-model", "friedman"))
    assert (mixed["status"], ranks["status"]) == ("ok", "too-few")
    assert "so few" in mixed["note"] or "too few" in mixed["note"]


def test_somebody_who_stands_twice_is_left_out_and_told():
    data = repeated_rows(score=[FIRST, SECOND, THIRD])
    again = pd.concat([data, data.iloc[[0]]], ignore_index=True)
    table = follow(repeated_study(["score"]), again).repeated
    assert set(table["n"]) == {9}
    assert table["note"].str.contains("more than once").all()


def test_an_arm_with_one_person_is_named_and_not_compared():
    arm = pd.Categorical(["Waiting"] * 9 + ["Group"], categories=["Waiting", "Group"])
    data = repeated_rows(score=[FIRST, SECOND, THIRD], arm=[arm] * 3)
    data["arm"] = pd.Categorical(data["arm"], categories=["Waiting", "Group"])
    table = follow(repeated_study(["score"], variables=ARM, repeated={"arm": "arm"}), data).repeated
    row = table[table["term"] == "arm-by-occasion"].iloc[0]
    assert row["status"] == "too-few"
    assert "Group" in row["note"]


def test_arms_are_compared_in_their_courses():
    arm = pd.Categorical(["Waiting", "Group"] * 5, categories=["Waiting", "Group"])
    data = repeated_rows(score=[FIRST, SECOND, THIRD], arm=[arm] * 3)
    data["arm"] = pd.Categorical(data["arm"], categories=["Waiting", "Group"])
    found = follow(repeated_study(["score"], variables=ARM, repeated={"arm": "arm"}), data)
    assert {"occasion", "arm-by-occasion"} == set(said(found.repeated, plan="recommended")["term"])
    row = said(found.repeated_contrasts, arm="Group", second="t2").iloc[0]
    change = np.subtract(SECOND, FIRST)
    assert row["estimate"] == pytest.approx(change[1::2].mean() - change[::2].mean())


def test_rates_by_hand():
    # Columns of 4, 2 and 1 events; rows of 1, 1, 2, 3 and 0, so that the rows' sums of s x (3 - s) are 2 + 2 + 2.
    events = np.array([[1, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1], [0, 0, 0]])
    q = 2 * 3 * ((4 - 7 / 3) ** 2 + (2 - 7 / 3) ** 2 + (1 - 7 / 3) ** 2) / 6
    assert cochran_q(events).statistic == pytest.approx(q)
    data = repeated_rows(event=[yes_no(list(column)) for column in events.T])
    found = follow(repeated_study([], ["event"]), data)
    assert found.repeated["statistic"].tolist() == pytest.approx([q, q])
    assert list(found.repeated_means["positive"]) == [4, 2, 1]
    assert set(found.repeated_contrasts["test"]) == {"mcnemar-exact"}


def test_no_event_at_all_is_constant():
    data = repeated_rows(event=[yes_no([0, 0, 0])] * 3)
    found = follow(repeated_study([], ["event"]), data)
    assert set(found.repeated["status"]) == {"constant"}


def test_a_survey_with_a_group_follows_the_group():
    data = repeated_rows(score=[FIRST, [*SECOND[:4], *NONE[:6]], [*THIRD[:4], *NONE[:6]]])
    data = data[data["score"].notna()]
    found = follow(repeated_study(["score"], design="survey-then-group"), data)
    assert set(said(found.repeated_means, occasion="t1")["n"]) == {4}


def test_the_study_file_must_name_three_occasions():
    study = repeated_study(["score"], repeated={"occasions": ["t1", "t2"]})
    problems = check_references(study, {}, "file")
    assert any("three occasions" in str(problem) for problem in problems)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(AnalysisError, match="no column 'score'"):
        follow(repeated_study(["score"]), repeated_rows(other=[FIRST, SECOND, THIRD]))


def test_two_occasions_of_the_model_are_the_paired_t_test():
    values = np.column_stack([FIRST, SECOND])
    change = values[:, 1] - values[:, 0]
    t = change.mean() / (np.std(change, ddof=1) / np.sqrt(10))
    for parts in (unstructured(2), compound_symmetry(2)):
        model = fit_longitudinal(values, parts)
        found = wald(model, np.array([[-1.0, 1.0]]))
        assert (found.statistic, found.df) == (pytest.approx(t), pytest.approx(9))


@given(st.integers(0, 10_000), st.integers(6, 20))
@settings(max_examples=15, deadline=None)
def test_the_order_of_people_changes_nothing_and_turning_time_turns_signs(seed, people):
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(0, 5, (people, 1)) + rng.normal(0, 3, (people, 3)), 1)
    there, mixed = followed(*values.T), followed(*values[::-1].T)
    for name in ("repeated", "repeated_contrasts"):
        one, other = getattr(there, name), getattr(mixed, name)
        assert list(one["status"]) == list(other["status"])
        for column in ("statistic", "p_value"):
            assert one[column].tolist() == pytest.approx(other[column].tolist(), rel=1e-6, abs=1e-9, nan_ok=True)
    back, ahead = followed(*values[:, ::-1].T).repeated_contrasts, there.repeated_contrasts
    first, last = (said(rows, first="t1", second="t3").set_index("plan")["estimate"] for rows in (ahead, back))
    assert first.tolist() == pytest.approx((-last).tolist(), rel=1e-6, abs=1e-9)
