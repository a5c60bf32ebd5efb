"""T scores, percentile bands and profiles. Expected numbers are hand arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.config import load_instruments, score_columns
from burnout.config.study import check_references
from burnout.errors import ConfigError, DataError
from burnout.labels import label_of
from burnout.score import score
from burnout.score.bands import band_of
from burnout.score.scales import ScaleScores
from burnout.score.standard import profile_of
from helpers.studies import make_study

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
TWICE = {"before": {"label": "Before"}, "after": {"label": "After"}}
PROQOL = {"instrument": "proqol-5", "columns": "q{n}", "cutoffs": "manual_percentiles"}
MBI = {"instrument": "mbi-hss", "columns": "m{n}", "cutoffs": "profiles"}


def proqol_rows(satisfaction: list[int], occasion: str = "survey", occasions=("survey",)) -> pd.DataFrame:
    """One row per person: this answer to all items of compassion satisfaction, 3 to the others."""
    items = INSTRUMENTS["proqol-5"].keys["manual"].scales["compassion_satisfaction"].items
    frame = pd.DataFrame(3.0, index=range(len(satisfaction)), columns=[f"pq_{n}" for n in range(1, 31)])
    for n in items:
        frame[f"pq_{n}"] = np.array(satisfaction, dtype=float)
    frame.insert(0, "participant", [str(i) for i in range(len(frame))])
    frame.insert(1, "occasion", pd.Categorical([occasion] * len(frame), categories=list(occasions), ordered=True))
    return frame


def mbi_rows(people: list[tuple[int, int, int]]) -> pd.DataFrame:
    """One row per person, the same answer within a dimension."""
    frame = pd.DataFrame(0.0, index=range(len(people)), columns=[f"mbi_{n}" for n in range(1, 23)])
    for scale, column in zip(
        INSTRUMENTS["mbi-hss"].keys["sums"].scales.values(), zip(*people, strict=True), strict=True
    ):
        for n in scale.items:
            frame[f"mbi_{n}"] = np.array(column, dtype=float)
    frame.insert(0, "participant", [str(i) for i in range(len(frame))])
    frame.insert(1, "occasion", pd.Categorical(["survey"] * len(frame), categories=["survey"], ordered=True))
    return frame


def test_t_scores_of_the_sample():
    """Sums 20, 30, 40: mean 30, standard deviation 10, so that T is 40, 50, 60."""
    study = make_study(instruments={"pq": PROQOL})
    found = score(study, INSTRUMENTS, proqol_rows([2, 3, 4]))
    assert found.data["pq_compassion_satisfaction_t"].tolist() == pytest.approx([40, 50, 60])
    assert found.data["pq_compassion_satisfaction_band"].tolist() == ["Low", "Average", "High"]
    row = found.scores.set_index("measure").loc["pq_compassion_satisfaction_t"]
    assert (row["mean"], row["sd"], row["lowest"], row["highest"]) == pytest.approx((50, 10, 30, 70))
    assert set(score_columns(study, INSTRUMENTS)) <= set(found.data)
    assert label_of(study, INSTRUMENTS, "pq_burnout_t") == "Burnout (T score)"


def test_t_scores_of_a_sample_without_spread_are_missing_with_a_reason():
    found = score(make_study(instruments={"pq": PROQOL}), INSTRUMENTS, proqol_rows([2, 3, 4]))
    assert found.data["pq_burnout_t"].isna().all()
    assert found.data["pq_burnout_band"].isna().all()
    row = found.scores.set_index("measure").loc["pq_burnout_t"]
    assert row["status"] == "not-estimable"
    assert "two people or more with different scores" in row["note"]


def test_t_scores_by_stated_norms():
    """Chinese nurses: 32.63 +- 6.46, so that a sum of 40 is T = 50 + 10 x 7.37 / 6.46 = 61.409."""
    study = make_study(instruments={"pq": PROQOL | {"norms": "chinese_nurses"}})
    found = score(study, INSTRUMENTS, proqol_rows([4])).data
    assert found["pq_compassion_satisfaction_t"].tolist() == pytest.approx([50 + 73.7 / 6.46])
    assert found["pq_compassion_satisfaction_band"].tolist() == ["High"]
    assert found["pq_burnout_t"].tolist() == pytest.approx([50 + 10 * (30 - 27.36) / 5.29])


def test_norms_alone_give_t_scores_without_bands():
    study = make_study(instruments={"pq": PROQOL | {"norms": "chinese_nurses", "cutoffs": None}})
    found = score(study, INSTRUMENTS, proqol_rows([4])).data
    assert "pq_compassion_satisfaction_t" in found
    assert not [column for column in found if column.endswith("_band")]


def test_the_sample_is_that_of_the_first_occasion():
    before, after = (proqol_rows(a, o, ("before", "after")) for a, o in (([2, 3, 4], "before"), ([4, 4, 4], "after")))
    study = make_study(instruments={"pq": PROQOL}, occasions=TWICE)
    found = score(study, INSTRUMENTS, pd.concat([before, after], ignore_index=True)).data
    assert found["pq_compassion_satisfaction_t"].tolist() == pytest.approx([40, 50, 60, 60, 60, 60])


@pytest.mark.parametrize(
    ("percentiles", "scale"),
    [
        ({44: "Low", 44.1: "Average", 56.9: "Average", 57: "High"}, "compassion_satisfaction"),
        ({43: "Low", 43.1: "Average", 55.9: "Average", 56: "High"}, "burnout"),
        ({42: "Low", 42.1: "Average", 55.9: "Average", 56: "High"}, "secondary_traumatic_stress"),
    ],
)
def test_percentile_bands_on_both_sides_of_each_limit(percentiles, scale):
    t = np.array(list(percentiles), dtype=float)
    none = np.full(len(t), 30.0)
    bands = INSTRUMENTS["proqol-5"].cutoffs["manual_percentiles"].scales[scale]
    assert list(band_of(ScaleScores(none, none, none, none > 99), bands, t)) == list(percentiles.values())


# Exhaustion, depersonalisation, accomplishment in standard deviations from the mean; type by all three, by two.
PATTERNS = [
    ((0.49, 1.24, 0.10), "Engaged", "Engaged"),
    ((0.49, 1.24, 0.09), "Ineffective", "Ineffective"),
    ((0.50, 1.24, 0.10), "Overextended", "Overextended"),
    ((0.49, 1.25, 0.10), "Disengaged", "Disengaged"),
    ((0.50, 1.25, 0.09), "Burnout", "Burnout"),
    ((0.50, 1.25, 0.10), "Other", "Burnout"),
    ((0.50, 1.24, 0.09), "Other", "Other"),
    ((0.49, 1.25, 0.09), "Other", "Other"),
]


@pytest.mark.parametrize("name", ["mbi-hss", "mbi-gs-15", "mbi-gs-16"])
@pytest.mark.parametrize(("z", "three", "two"), PATTERNS)
def test_profiles_on_both_sides_of_each_boundary(name, z, three, two):
    scales = dict(zip(("exhaustion", "depersonalisation", "accomplishment"), np.array([[v] for v in z]), strict=True))
    for cutoffs, expected in (("profiles", three), ("profiles_two", two)):
        assert list(profile_of(scales, INSTRUMENTS[name].cutoffs[cutoffs].profile)) == [expected]


def test_a_profile_is_missing_when_a_scale_is():
    profile = INSTRUMENTS["mbi-hss"].cutoffs["profiles"].profile
    z = {"exhaustion": np.array([np.nan]), "depersonalisation": np.zeros(1), "accomplishment": np.zeros(1)}
    assert profile_of(z, profile).isna().all()


def test_profiles_by_norms_stand_with_the_prevalence():
    """Norms 30.53 +- 15.30, 11.89 +- 7.21, 32.53 +- 13.32: 45 of 54 is 0.95, 25 of 30 is 1.82, 8 of 48 is -1.84 SD."""
    study = make_study(instruments={"mbi": MBI | {"norms": "chinese_emergency_nurses"}})
    found = score(study, INSTRUMENTS, mbi_rows([(5, 5, 1), (0, 0, 6), (5, 0, 6), (5, 5, 6)]))
    assert found.data["mbi_profile"].tolist() == ["Burnout", "Engaged", "Overextended", "Other"]
    assert not found.data["mbi_profile"].cat.ordered
    rows = found.prevalence.query("outcome == 'mbi_profile'")
    assert dict(zip(rows["level"], rows["count"], strict=True)) == {
        "Engaged": 1,
        "Ineffective": 0,
        "Overextended": 1,
        "Disengaged": 0,
        "Burnout": 1,
        "Other": 1,
    }
    assert score_columns(study, INSTRUMENTS)["mbi_profile"] == "nominal"
    assert label_of(study, INSTRUMENTS, "mbi_profile") == "Burnout profile"


def test_norms_that_do_not_fit_are_refused():
    study = make_study(instruments={"cbi": {"instrument": "cbi", "columns": "c{n}", "norms": "nobody"}})
    (problem,) = check_references(study, INSTRUMENTS, "config/studies/x.yaml")
    assert problem.place == "instruments.cbi.norms"
    assert problem.allowed == "puma, sample"
    instrument = INSTRUMENTS["mbi-hss"]
    norms = instrument.norms["chinese_emergency_nurses"]
    half = norms.model_copy(update={"scales": {"exhaustion": norms.scales["exhaustion"]}})
    changed = INSTRUMENTS | {"mbi-hss": instrument.model_copy(update={"norms": {"half": half}})}
    with pytest.raises(ConfigError, match="accomplishment, depersonalisation") as refused:
        score(make_study(instruments={"mbi": MBI | {"norms": "half"}}), changed, mbi_rows([(5, 5, 1)]))
    assert "instruments.mbi.norms" in str(refused.value)


def test_items_with_a_range_of_their_own_are_checked_by_it():
    study = make_study(instruments={"s": {"instrument": "ssrs", "columns": "s{n}"}})
    answers = {f"s_{n}": [float(v)] for n, v in enumerate([4, 4, 4, 4, 20, 9, 9, 4, 4, 4], start=1)}
    data = pd.DataFrame({"participant": ["1"], "occasion": ["survey"]} | answers)
    assert score(study, INSTRUMENTS, data).data["s_total"].tolist() == [66]
    data["s_6"] = 10.0
    with pytest.raises(DataError, match="whole numbers from 0 to 9"):
        score(study, INSTRUMENTS, data)
