"""Before-after comparisons: people, means, rates, losses, regression to the mean. Values by hand arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from burnout.errors import AnalysisError
from burnout.paired import compare
from helpers.analysis_study import groups, paired_rows, paired_study, yes_no

BEFORE = [10.0, 12, 14, 9, 11, 13, 15, 10]
AFTER = [12.0, 13, 14, 12, 15, 14, 13, 16]
STATES = ["completed", "transferred", "pregnant"]
ENDED = {"ended": {"label": "End", "type": "nominal", "levels": STATES}}
ATTRITION = {"attrition": {"variable": "ended", "completed": ["completed"]}}


def means(before, after, **parts) -> pd.DataFrame:
    return compare(paired_study(["score"], **parts), paired_rows(score=(before, after))).paired


def test_columns_are_the_core_columns_behind_the_plan():
    table = means(BEFORE, AFTER)
    core = (
        "measure n mean_pre sd_pre mean_post sd_post mean_difference conf_low conf_high test statistic df p_value "
        "effect_size effect_size_name status note"
    )
    assert list(table.columns[:18]) == ["plan", *core.split()]
    assert list(table["plan"]) == ["as-published", "recommended", "recommended"]
    assert list(table["test"]) == ["paired-t", "paired-t", "wilcoxon"]


def test_rates_columns_are_the_core_columns_behind_the_plan():
    data = paired_rows(score=(BEFORE, AFTER), event=(yes_no([1, 0] * 4), yes_no([0] * 8)))
    table = compare(paired_study(["score"], ["event"]), data).paired_rates
    core = ["measure", "n", "pre_positive", "post_positive", "test", "statistic", "p_value"]
    assert list(table.columns[:8]) == ["plan", *core]
    assert list(table["test"]) == ["fisher-exact", "mcnemar-exact"]
    assert list(table["pre_positive"]) == [4, 4]
    # Four lost the event, none gained it: 2 * (1/2)^4.
    assert table["p_value"].iloc[1] == pytest.approx(0.125)


def test_difference_is_after_minus_before():
    row = means([1.0, 2, 3], [3.0, 5, 4]).iloc[0]
    assert (row["mean_difference"], row["mean_pre"], row["mean_post"]) == (2, 2, 4)
    # Differences 2, 3, 1: t = 2 / (1 / sqrt(3)).
    assert row["statistic"] == pytest.approx(2 * np.sqrt(3))
    assert row["df"] == 2


def test_interval_of_a_large_effect_holds_the_confidence():
    # t is 8.1. By definition the bounds leave 2.5 % of the noncentral t on either side, here integrated over the SD.
    change = np.array([12.0, 15, 29, 29, 29, 9, 13, 29, 34, 33, 40, 16])
    row = means(np.zeros(12), change).iloc[0]
    t, df = change.mean() / change.std(ddof=1) * np.sqrt(12), 11
    factor = row["effect_size"] / (t / np.sqrt(12))
    for bound, expected in ((row["effect_low"], 0.975), (row["effect_high"], 0.025)):
        shift = bound / factor * np.sqrt(12)
        share, _ = integrate.quad(
            lambda s, shift=shift: stats.norm.cdf(t * s - shift) * stats.chi.pdf(s * np.sqrt(df), df) * np.sqrt(df),
            0,
            9,
        )
        assert share == pytest.approx(expected, abs=1e-7)


def test_zero_differences_are_dropped_from_the_ranks_and_counted():
    table = means([1.0, 2, 3, 4], [2.0, 4, 3, 8])
    assert "left out: 1" in table[table["test"] == "wilcoxon"]["note"].iloc[0]


@pytest.mark.parametrize(("n", "status"), [(0, "too-few"), (1, "too-few"), (2, "ok"), (3, "ok")])
def test_few_pairs_give_a_row(n, status):
    table = means(BEFORE[:n], [12.0, 13, 18][:n])
    assert set(table["status"]) == {status}
    assert set(table["n"]) == {n}
    assert (table["note"] != "").any() or n == 3


def test_two_pairs_are_too_few_for_the_normality_test():
    row = means([1.0, 2], [3.0, 9]).iloc[0]
    assert row["test"] == "wilcoxon"
    assert "Too few pairs" in row["note"]


def test_nobody_changed():
    table = means(BEFORE, BEFORE)
    assert set(table["status"]) == {"constant"}
    assert table["note"].str.contains("zero").all()
    assert set(table["mean_difference"]) == {0}


def test_everybody_changed_alike():
    table = means(BEFORE, [v + 0.1 for v in BEFORE])
    assert list(table["status"]) == ["not-estimable", "not-estimable", "ok"]
    # Eight of eight rose by the same amount: exact P is 2 / 2^8.
    assert table["p_value"].iloc[2] == pytest.approx(2 / 2**8)


def test_all_missing():
    table = means([np.nan] * 4, [1.0, 2, 3, 4])
    assert set(table["status"]) == {"too-few"}
    assert set(table["n_missing"]) == {4}


def test_one_missing_answer_costs_one_pair():
    table = means([np.nan, *BEFORE[1:]], AFTER)
    assert set(table["n"]) == {7}
    assert set(table["n_missing"]) == {1}


@pytest.mark.parametrize(
    ("pre", "post", "published", "recommended"),
    [
        ([0, 0, 0], [0, 0, 0], "constant", "ok"),
        ([None] * 3, [1, 1, 0], "too-few", "too-few"),
        ([], [], "too-few", "too-few"),
    ],
)
def test_rates_that_cannot_be_compared(pre, post, published, recommended):
    data = paired_rows(score=(BEFORE[: len(pre)], AFTER[: len(pre)]), event=(yes_no(pre), yes_no(post)))
    table = compare(paired_study(["score"], ["event"]), data).paired_rates
    assert list(table["status"]) == [published, recommended]
    assert (table["note"] != "").all()


def with_losses() -> pd.DataFrame:
    before = paired_rows(score=(BEFORE, AFTER))
    before["ended"] = groups((["completed"] * 5 + ["pregnant", "pregnant", "transferred"]) * 2, STATES)
    return before[~((before["occasion"] == "after") & (before["ended"] != "completed"))]


def test_those_lost_are_counted_by_reason_and_compared():
    study = paired_study(["score"], variables=ENDED, paired=ATTRITION)
    found = compare(study, with_losses())
    assert found.losses.to_records(index=False).tolist() == [
        ("enrolled", 8, ""),
        ("lost", 2, "pregnant"),
        ("lost", 1, "transferred"),
        ("analysed", 5, ""),
    ]
    row = found.attrition.iloc[0]
    assert (row["n_completed"], row["n_lost"]) == (5, 3)
    assert row["mean_completed"] == pytest.approx(56 / 5)
    assert row["mean_lost"] == pytest.approx(38 / 3)
    assert (row["test"], row["status"]) == ("welch-t", "ok")
    assert set(found.paired["n"]) == {5}


def test_a_second_answer_of_somebody_who_did_not_complete_is_not_used():
    data = paired_rows(score=(BEFORE, AFTER))
    data["ended"] = groups((["completed"] * 7 + ["transferred"]) * 2, STATES)
    found = compare(paired_study(["score"], variables=ENDED, paired=ATTRITION), data)
    assert set(found.paired["n"]) == {7}
    assert found.attrition["status"].iloc[0] == "too-few"


def test_losses_without_a_status_are_told_by_the_missing_answer():
    data = paired_rows(score=(BEFORE, AFTER)).drop(index=[15, 0])
    losses = compare(paired_study(["score"]), data).losses
    assert losses.to_records(index=False).tolist() == [
        ("enrolled", 7, ""),
        ("lost", 1, "no answers on the second occasion"),
        ("analysed", 6, ""),
        ("not enrolled", 1, "no answers on the first occasion"),
    ]


def test_nobody_lost():
    row = compare(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER))).attrition.iloc[0]
    assert row["status"] == "too-few"
    assert row["n_lost"] == 0


def test_individual_courses_carry_running_numbers_only():
    change = compare(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER))).change
    assert sorted(change["participant"]) == list(range(1, 9))
    assert list(change["participant"]) == sorted(change["participant"])
    assert list(change["before"]) != BEFORE
    assert sorted(zip(change["before"], change["after"], strict=True)) == sorted(zip(BEFORE, AFTER, strict=True))


def test_a_participant_who_stands_twice_stops():
    data = paired_rows(score=(BEFORE, AFTER))
    with pytest.raises(AnalysisError, match="p000 more than once"):
        compare(paired_study(["score"]), pd.concat([data, data.iloc[[0]]]))


def test_a_measure_that_is_not_there_is_named():
    with pytest.raises(AnalysisError, match="no column 'score'"):
        compare(paired_study(["score"]), paired_rows(other=(BEFORE, AFTER)))


SURVEY = {name: {"label": name} for name in ("survey", "before", "after")}


def group_and_survey(**paired) -> pd.DataFrame:
    study = paired_study(
        ["score"], design="survey-then-group", occasions=SURVEY, paired={"chosen_for": "score"} | paired
    )
    group = paired_rows(["survey", "before", "after"], score=([28.0, 30, 32], [27.0, 27, 27]))
    survey = pd.DataFrame(
        {"participant": [f"s{i}" for i in range(4)], "occasion": "survey", "score": [18.0, 20, 20, 22]}
    )
    return compare(study, pd.concat([group.astype({"occasion": str}), survey], ignore_index=True)).regression_to_mean


def test_regression_to_the_mean_by_hand():
    table = group_and_survey(retest_reliability=0.7)
    row = table.iloc[0]
    assert (row["group_mean"], row["reference_mean"], row["reference_n"], row["n"]) == (30, 20, 4, 3)
    assert row["expected_change"] == pytest.approx(0.3 * (20 - 30))
    assert row["observed_change"] == -3
    assert row["reliability_source"] == "stated"
    assert "earlier occasion" in row["note"]


def test_regression_to_the_mean_without_a_stated_reliability_tries_two():
    table = group_and_survey()
    assert list(table["expected_change"]) == pytest.approx([-5, -2])
    assert set(table["reliability_source"]) == {"assumed"}


def test_no_regression_to_the_mean_where_nobody_was_chosen():
    assert compare(paired_study(["score"]), paired_rows(score=(BEFORE, AFTER))).regression_to_mean.empty


def test_regression_to_the_mean_of_a_rate_is_refused_in_words():
    data = paired_rows(score=(BEFORE, AFTER), event=(yes_no([1, 0] * 4), yes_no([0] * 8)))
    table = compare(paired_study(["score"], ["event"], paired={"chosen_for": "event"}), data).regression_to_mean
    assert list(table["status"]) == ["not-estimable"]


def test_the_unit_that_ranked_worst_brings_its_own_reliability():
    units = {"unit": {"label": "Unit", "type": "nominal", "levels": ["a", "b"]}}
    ranking = {"unit": "unit", "outcome": "score", "minimum_n": 2}
    study = paired_study(["score"], variables=units, ranking=ranking, paired={"chosen_for": "score"})
    data = paired_rows(score=([20.0, 22, 24, 10, 12, 14], [19.0, 20, 21, 10, 12, 15]))
    data["unit"] = groups(list("aaabbb") * 2, ["a", "b"])
    table = compare(study, data).regression_to_mean.set_index("reliability_source")
    # Means 22 and 12, within 4, n 3: MSB 150, between (150 - 4) / 3; over between + 4 / 3 that is 146 / 150.
    assert table.loc["mean of the chosen unit", "reliability"] == pytest.approx(146 / 150)


def test_in_a_survey_with_a_group_those_never_in_the_group_are_not_lost():
    study = paired_study(["score"], design="survey-then-group", variables=ENDED, paired=ATTRITION)
    data = paired_rows(score=(BEFORE, AFTER))
    data["ended"] = groups((["completed"] * 3 + ["pregnant"] + [None] * 4) * 2, STATES)
    data = data[~((data["occasion"] == "after") & (data["ended"] != "completed"))]
    losses = compare(study, data).losses
    assert list(losses["n"]) == [4, 1, 3]
