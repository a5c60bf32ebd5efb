"""Scoring a whole study: columns, types, tables, refusals. Expected numbers are hand arithmetic, or said otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.config import load_instruments, score_columns
from burnout.errors import ConfigError, DataError
from burnout.score import score
from burnout.score.reliability import feldt_interval, reliability
from burnout.score.summaries import distribution_of
from burnout.statistics.intervals import share_interval
from helpers.studies import make_study, nominal

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
TWICE = {"before": {"label": "Before"}, "after": {"label": "After"}}
MBI = {"instrument": "mbi-gs-15", "columns": "m{n}", "cutoffs": "public_bands"}
BURNOUT = {"label": "Burnout", "source": "mbi_grade", "event": ["Mild", "Moderate", "Severe"]}
# Exhaustion 5 items, depersonalisation 4, accomplishment 6: the answers of four people.
PEOPLE = [(0, 0, 6), (2, 2, 4), (4, 3, 3), (6, 6, 0)]


def mbi_rows(people=PEOPLE, prefix: str = "mbi") -> pd.DataFrame:
    """One row per person, the same answer within a dimension."""
    rows = [[e] * 5 + [d] * 4 + [a] * 6 for e, d, a in people]
    frame = pd.DataFrame(rows, columns=[f"{prefix}_{n}" for n in range(1, 16)], dtype=float)
    frame.insert(0, "participant", [str(i) for i in range(1, len(rows) + 1)])
    return frame


def at(frame: pd.DataFrame, occasion: str = "survey", occasions: tuple[str, ...] = ("survey",)) -> pd.DataFrame:
    frame = frame.copy()
    frame.insert(1, "occasion", pd.Categorical([occasion] * len(frame), categories=occasions, ordered=True))
    return frame


def test_scored_data_has_the_promised_columns_and_types():
    study = make_study(instruments={"mbi": MBI}, outcomes={"burnout": BURNOUT})
    data = at(mbi_rows()).assign(site=None)
    found = score(study, INSTRUMENTS, data).data
    scores = score_columns(study, INSTRUMENTS)
    assert list(found) == ["participant", "occasion", "site", *[c for c in found if c in scores], "burnout"]
    assert set(scores) <= set(found)
    assert found["mbi_exhaustion"].tolist() == [0, 2, 4, 6]
    assert found["mbi_index"].tolist() == pytest.approx([0, 2.0, 3.4, 6.0])
    # Sums of exhaustion 0, 10, 20, 30; depersonalisation 0, 8, 12, 24; accomplishment 36, 24, 18, 0.
    assert found["mbi_exhaustion_band"].tolist() == ["Mild", "Mild", "Severe", "Severe"]
    assert found["mbi_depersonalisation_band"].tolist() == ["Mild", "Moderate", "Severe", "Severe"]
    assert found["mbi_accomplishment_band"].tolist() == ["Mild", "Moderate", "Severe", "Severe"]
    assert found["mbi_grade"].tolist() == ["No burnout", "No burnout", "Severe", "Severe"]
    assert list(found["mbi_grade"].cat.categories) == ["No burnout", "Mild", "Moderate", "Severe"]
    assert found["mbi_grade"].cat.ordered
    assert found["burnout"].tolist() == ["No", "No", "Yes", "Yes"]
    assert list(found["burnout"].cat.categories) == ["No", "Yes"]
    assert found["burnout"].cat.ordered


def test_the_input_is_left_as_it_was():
    study = make_study(instruments={"mbi": MBI}, outcomes={"burnout": BURNOUT})
    data = at(mbi_rows())
    before = data.copy(deep=True)
    score(study, INSTRUMENTS, data)
    pd.testing.assert_frame_equal(data, before)


def test_missing_items_follow_the_rule_and_are_counted():
    data = at(mbi_rows([(2, 2, 4), (2, 2, 4), (2, 2, 4)]))
    data.loc[0, "mbi_1"] = np.nan  # 1 of 5
    data.loc[1, ["mbi_1", "mbi_2"]] = np.nan  # 2 of 5
    data.loc[2, "mbi_6"] = np.nan  # 1 of 4, more than 20 %
    for rule, missing in [("complete", [1, 1, 0]), ("prorate_20", [0, 1, 0])]:
        study = make_study(instruments={"mbi": MBI | {"key": "sums", "missing_rule": rule}})
        found = score(study, INSTRUMENTS, data)
        assert found.data["mbi_exhaustion"].isna().tolist() == [bool(m) for m in missing]
        assert found.data["mbi_depersonalisation"].isna().tolist() == [False, False, True]
        table = found.scores.set_index("measure")
        assert table.loc["mbi_exhaustion", ["n", "n_missing"]].tolist() == [3 - sum(missing), sum(missing)]
        assert table.loc["mbi_exhaustion", "missing_rule"] == rule
    assert found.data["mbi_exhaustion"].iloc[0] == pytest.approx(10)  # mean 2 of four answers, times 5
    assert table.loc["mbi_exhaustion", "n_prorated"] == 1
    assert found.data["mbi_grade"].isna().tolist() == [False, True, True]


def test_omitted_answers_of_the_ghq_can_count_as_zero():
    study = make_study(
        instruments={"ghq": {"instrument": "ghq-12", "columns": "g{n}", "missing_rule": "omitted_as_zero"}}
    )
    data = pd.DataFrame(np.full((2, 12), 2.0), columns=[f"ghq_{n}" for n in range(1, 13)])
    data.iloc[0, :6] = np.nan  # half of the items
    data.iloc[1, :7] = np.nan
    data.insert(0, "participant", ["1", "2"])
    found = score(study, INSTRUMENTS, at(data)).data["ghq_total"]
    assert found.tolist() == [12.0, pytest.approx(np.nan, nan_ok=True)]


def test_prevalence_by_hand():
    study = make_study(instruments={"mbi": MBI}, outcomes={"burnout": BURNOUT})
    table = score(study, INSTRUMENTS, at(mbi_rows())).prevalence
    assert list(table)[:8] == ["outcome", "level", "count", "n", "percent", "conf_low", "conf_high", "occasion"]
    grade = table[table["outcome"] == "mbi_grade"]
    assert grade["level"].tolist() == ["No burnout", "Mild", "Moderate", "Severe"]
    assert grade["count"].tolist() == [2, 0, 0, 2]
    assert grade["percent"].tolist() == [50, 0, 0, 50]
    low, high = share_interval(2, 4, 0.95)
    assert grade[["conf_low", "conf_high"]].iloc[0].tolist() == pytest.approx([100 * low, 100 * high])
    yes = table.query("outcome == 'burnout' and level == 'Yes'")
    assert yes[["count", "n", "occasion", "status"]].to_numpy().tolist() == [[2, 4, "survey", "ok"]]


def test_tables_cover_the_occasions_at_which_something_was_asked():
    use = {"instrument": "mbi-gs-15", "columns": "m{n}"}
    study = make_study(instruments={"mbi": use, "again": use, "never": use}, occasions=TWICE)
    names = ("before", "after")
    first, second = at(mbi_rows(), "before", names), at(mbi_rows(PEOPLE[:2]), "after", names)
    data = pd.concat([first, second], ignore_index=True)
    for n in range(1, 16):
        data[f"again_{n}"] = np.where(data["occasion"] == "after", data[f"mbi_{n}"], np.nan)
        data[f"never_{n}"] = np.nan
    found = score(study, INSTRUMENTS, data)
    counts = found.scores.query("measure.str.endswith('exhaustion')").set_index(["measure", "occasion"])["n"]
    assert counts.to_dict() == {
        ("mbi_exhaustion", "before"): 4,
        ("mbi_exhaustion", "after"): 2,
        ("again_exhaustion", "after"): 2,
        ("never_exhaustion", "before"): 0,
    }
    never = found.scores[found.scores["measure"] == "never_exhaustion"].iloc[0]
    assert never["status"] == "not-estimable"
    assert "too many items are missing" in never["note"]
    silent = found.reliability[found.reliability["instrument"] == "never"]
    assert set(silent["status"]) == {"not-estimable"}


def test_outcomes_of_every_kind():
    outcomes = {
        "exhaustion": {"label": "a", "source": "mbi_exhaustion"},
        "tired": {"label": "b", "source": "mbi_exhaustion", "at_least": 4},
        "very_tired": {"label": "c", "source": "mbi_exhaustion", "above": 4},
        "fresh": {"label": "d", "source": "mbi_exhaustion", "at_most": 2},
        "very_fresh": {"label": "e", "source": "mbi_exhaustion", "below": 2},
        "mood": {"label": "f", "source": "health"},
        "grade": {"label": "g", "source": "mbi_grade"},
    }
    variables = {"health": nominal("good", "poor", kind="ordinal")}
    study = make_study(instruments={"mbi": MBI}, outcomes=outcomes, variables=variables)
    health = pd.Categorical(["good", None, "poor", "good"], categories=["good", "poor"], ordered=True)
    data = at(mbi_rows()).assign(health=health)
    data.loc[3, "mbi_1"] = np.nan
    found = score(study, INSTRUMENTS, data)
    assert found.data["exhaustion"].tolist()[:3] == [0, 2, 4]
    for name, expected in [
        ("tired", ["No", "No", "Yes"]),
        ("very_tired", ["No", "No", "No"]),
        ("fresh", ["Yes", "Yes", "No"]),
        ("very_fresh", ["Yes", "No", "No"]),
    ]:
        assert found.data[name].tolist()[:3] == expected
        assert found.data[name].isna().tolist() == [False, False, False, True]
    assert found.data["mood"].equals(found.data["health"])
    assert found.data["grade"].equals(found.data["mbi_grade"])
    rows = found.prevalence.query("outcome == 'mood'")
    assert rows[["level", "count", "n", "n_missing"]].to_numpy().tolist() == [["good", 2, 3, 1], ["poor", 1, 3, 1]]
    assert "exhaustion" not in set(found.prevalence["outcome"])


@pytest.mark.parametrize(
    ("outcome", "message"),
    [
        ({"source": "mbi_grade", "event": ["Terrible"]}, "No burnout, Mild, Moderate, Severe"),
        ({"source": "mbi_exhaustion", "event": ["Mild"]}, "this one has none"),
        ({"source": "mbi_grade", "at_least": 1}, "a source that is a number"),
        ({"source": "mbi_nothing"}, "a column of the scored data"),
    ],
)
def test_an_outcome_that_cannot_be_is_refused(outcome, message):
    study = make_study(instruments={"mbi": MBI}, outcomes={"burnout": {"label": "x"} | outcome})
    with pytest.raises(ConfigError, match=message) as refused:
        score(study, INSTRUMENTS, at(mbi_rows()))
    assert "outcomes.burnout" in str(refused.value)


def test_an_outcome_may_not_take_the_name_of_a_score():
    outcomes = {"mbi_grade": {"label": "x", "source": "mbi_grade", "event": ["Severe"]}}
    study = make_study(instruments={"mbi": MBI}, outcomes=outcomes)
    with pytest.raises(ConfigError, match="Rename the outcome"):
        score(study, INSTRUMENTS, at(mbi_rows()))


def test_a_cutoff_set_made_for_another_key_is_refused():
    use = {"instrument": "ghq-12", "columns": "g{n}", "key": "likert", "cutoffs": "bimodal_3"}
    with pytest.raises(ConfigError, match="'bimodal_3' with the key 'likert'"):
        score(make_study(instruments={"ghq": use}), INSTRUMENTS, at(pd.DataFrame({"participant": ["1"]})))


@pytest.mark.parametrize("wrong", [7.0, -1.0, 2.5])
def test_an_answer_outside_the_range_is_refused(wrong):
    data = at(mbi_rows())
    data.loc[2, "mbi_4"] = wrong
    with pytest.raises(DataError, match="participant 3, mbi_4") as refused:
        score(make_study(instruments={"mbi": MBI}), INSTRUMENTS, data)
    assert "whole numbers from 0 to 6" in str(refused.value)


def test_a_missing_item_column_is_refused():
    with pytest.raises(DataError, match="mbi_15"):
        score(make_study(instruments={"mbi": MBI}), INSTRUMENTS, at(mbi_rows()).drop(columns="mbi_15"))


def test_a_study_without_instruments_has_empty_tables_with_columns():
    found = score(make_study(), INSTRUMENTS, at(pd.DataFrame({"participant": ["1", "2"]})))
    assert list(found.data) == ["participant", "occasion"]
    assert found.scores.empty
    assert "alpha" in found.reliability
    assert "percent" in found.prevalence


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(count, n, low, high):
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I, method 3."""
    assert share_interval(count, n, 0.95) == pytest.approx((low, high), abs=5e-5)


def test_distribution_by_hand():
    """Quartiles as SPSS (type 6): 1 to 10 gives 2.75, 5.5, 8.25."""
    found = distribution_of(np.array([*range(1, 11), np.nan]), 1, 12)
    assert (found["p25"], found["median"], found["p75"]) == (2.75, 5.5, 8.25)
    assert (found["n"], found["min"], found["max"], found["mean"]) == (10, 1, 10, 5.5)
    assert found["sd"] == pytest.approx(np.sqrt(82.5 / 9))
    assert (found["floor_percent"], found["ceiling_percent"]) == (10, 0)


def test_alpha_by_hand():
    """Items (1,2,3,4), (2,1,4,3), (1,3,2,4): variances 5/3, covariances 1, 4/3, 0; alpha = 1.5 (1 - 5 / (29/3))."""
    points = np.array([[1, 2, 1], [2, 1, 3], [3, 4, 2], [4, 3, 4]], dtype=float)
    found = reliability(points, 0.95)
    assert found.alpha == pytest.approx(1.5 * (1 - 15 / 29))


def test_feldt_interval_narrows_with_confidence_and_holds_alpha():
    wide, narrow = feldt_interval(0.8, 100, 5, 0.95), feldt_interval(0.8, 100, 5, 0.9)
    assert wide[0] < narrow[0] < 0.8 < narrow[1] < wide[1]


@pytest.mark.parametrize(
    ("points", "status", "note"),
    [
        (np.ones((9, 1)), "not-estimable", "one item"),
        (np.ones((9, 4)), "not-estimable", "same score"),
        (np.full((9, 4), np.nan), "not-estimable", "three people"),
        (np.array([[1, 2], [2, 3], [3, 1], [4, 5.0]]), "no-omega", "at least three items"),
        (np.arange(12.0).reshape(3, 4), "no-omega", "more people"),
        (np.c_[np.arange(9) % 4, np.arange(9) % 5, np.ones(9)], "no-omega", "same answer to at least one"),
        (np.c_[np.arange(9) % 4, np.arange(9) % 4, np.arange(9) % 5], "no-omega", "follow exactly"),
    ],
)
def test_what_cannot_be_estimated_says_why(points, status, note):
    found = reliability(points, 0.95)
    assert found.status == status
    assert note in found.note
    assert np.isnan(found.omega)
    assert np.isnan(found.alpha) == (status == "not-estimable")


def test_an_outcome_may_be_the_change_until_a_later_occasion():
    occasions = ("before", "after")
    after = mbi_rows([(0, 0, 6), (4, 2, 4), (1, 3, 3), (6, 6, 0)]).iloc[:3]
    data = pd.concat([at(mbi_rows(), "before", occasions), at(after, "after", occasions)], ignore_index=True)
    change = {"label": "Change", "source": "mbi_exhaustion", "change_until": "after"}
    outcomes = {"change": change, "worse": change | {"label": "Worse", "above": 0}}
    study = make_study(occasions=TWICE, instruments={"mbi": MBI}, outcomes=outcomes)
    found = score(study, INSTRUMENTS, data.assign(site=None))
    # Exhaustion 0, 2, 4, 6 before and 0, 4, 1 after: the fourth person was lost; later rows hold no change.
    assert found.data["change"].tolist() == pytest.approx([0, 2, -3, np.nan, np.nan, np.nan, np.nan], nan_ok=True)
    assert found.data["worse"].astype(object).where(found.data["worse"].notna(), None).tolist() == [
        "No", "Yes", "No", None, None, None, None,
    ]  # fmt: skip
    shares = found.prevalence[found.prevalence["outcome"] == "worse"]
    assert set(shares["occasion"]) == {"before"}
    assert set(shares["n"]) == {3}


def test_a_change_of_levels_is_refused():
    outcomes = {"change": {"label": "Change", "source": "mbi_grade", "change_until": "after"}}
    study = make_study(occasions=TWICE, instruments={"mbi": MBI}, outcomes=outcomes)
    with pytest.raises(ConfigError, match="a number"):
        score(study, INSTRUMENTS, at(mbi_rows(), "before", ("before", "after")).assign(site=None))
