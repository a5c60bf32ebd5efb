"""The instrument files: item numbers, scores of uniform answers, cut-offs. Expected numbers are hand arithmetic."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from burnout.config import Instrument, load_instruments
from burnout.config.data import InstrumentUse
from burnout.instruments import cutoff_sheet, instrument_sheet, item_columns, scale_items, score_bounds
from burnout.score.bands import band_of, grade_of
from burnout.score.scales import ScaleScores, score_all

ROOT = Path(__file__).parents[2]
INSTRUMENTS = load_instruments(ROOT / "config" / "instruments")

# Instrument, key, scale, score when every item is answered with: {answer: score}.
UNIFORM = [
    ("mbi-gs-16", "means", "exhaustion", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-16", "means", "depersonalisation", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-16", "means", "accomplishment", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-16", "means", "index", {0: 1.8, 3: 3.0, 6: 4.2}),
    ("mbi-gs-16", "sums", "exhaustion", {0: 0, 3: 15, 6: 30}),
    ("mbi-gs-16", "sums", "depersonalisation", {0: 0, 3: 15, 6: 30}),
    ("mbi-gs-16", "sums", "accomplishment", {0: 0, 3: 18, 6: 36}),
    ("mbi-gs-16", "sums", "index", {0: 1.8, 3: 3.0, 6: 4.2}),
    ("mbi-gs-15", "means", "exhaustion", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-15", "means", "depersonalisation", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-15", "means", "accomplishment", {0: 0, 3: 3, 6: 6}),
    ("mbi-gs-15", "means", "index", {0: 1.8, 3: 3.0, 6: 4.2}),
    ("mbi-gs-15", "sums", "exhaustion", {0: 0, 3: 15, 6: 30}),
    ("mbi-gs-15", "sums", "depersonalisation", {0: 0, 3: 12, 6: 24}),
    ("mbi-gs-15", "sums", "accomplishment", {0: 0, 3: 18, 6: 36}),
    ("mbi-gs-15", "sums", "index", {0: 1.8, 3: 3.0, 6: 4.2}),
    ("mbi-hss", "sums", "exhaustion", {0: 0, 3: 27, 6: 54}),
    ("mbi-hss", "sums", "depersonalisation", {0: 0, 3: 15, 6: 30}),
    ("mbi-hss", "sums", "accomplishment", {0: 0, 3: 24, 6: 48}),
    ("mbi-hss", "means", "exhaustion", {0: 0, 3: 3, 6: 6}),
    ("mbi-hss", "means", "depersonalisation", {0: 0, 3: 3, 6: 6}),
    ("mbi-hss", "means", "accomplishment", {0: 0, 3: 3, 6: 6}),
    ("proqol-5", "manual", "compassion_satisfaction", {1: 10, 3: 30, 5: 50}),
    ("proqol-5", "manual", "burnout", {1: 30, 3: 30, 5: 30}),
    ("proqol-5", "manual", "secondary_traumatic_stress", {1: 10, 3: 30, 5: 50}),
    ("jse-hp", "an_10_7_3", "total", {1: 80, 4: 80, 7: 80}),
    ("jse-hp", "an_10_7_3", "perspective_taking", {1: 10, 4: 40, 7: 70}),
    ("jse-hp", "an_10_7_3", "compassionate_care", {1: 49, 4: 28, 7: 7}),
    ("jse-hp", "an_10_7_3", "standing_in_shoes", {1: 21, 4: 12, 7: 3}),
    ("jse-hp", "original_10_8_2", "total", {1: 80, 4: 80, 7: 80}),
    ("jse-hp", "original_10_8_2", "perspective_taking", {1: 10, 4: 40, 7: 70}),
    ("jse-hp", "original_10_8_2", "compassionate_care", {1: 56, 4: 32, 7: 8}),
    ("jse-hp", "original_10_8_2", "standing_in_shoes", {1: 14, 4: 8, 7: 2}),
    ("ghq-12", "likert", "total", {0: 0, 1: 12, 2: 24, 3: 36}),
    ("ghq-12", "bimodal", "total", {0: 0, 1: 0, 2: 12, 3: 12}),
    ("ghq-12", "c_ghq", "total", {0: 0, 1: 6, 2: 12, 3: 12}),
]

# Instrument, key, scale, smallest and largest possible score.
BOUNDS = [
    ("mbi-gs-16", "means", "index", 0.0, 6.0),
    ("mbi-gs-15", "sums", "depersonalisation", 0, 24),
    ("mbi-hss", "sums", "exhaustion", 0, 54),
    ("proqol-5", "manual", "burnout", 10, 50),
    ("jse-hp", "an_10_7_3", "total", 20, 140),
    ("jse-hp", "an_10_7_3", "standing_in_shoes", 3, 21),
    ("ghq-12", "bimodal", "total", 0, 12),
]

# Instrument, cut-off set, scale, {score: band} on both sides of each limit.
LIMITS = [
    ("mbi-gs-16", "public_bands", "exhaustion", {10: "Mild", 11: "Moderate", 15: "Moderate", 16: "Severe"}),
    ("mbi-gs-16", "public_bands", "depersonalisation", {5: "Mild", 6: "Moderate", 10: "Moderate", 11: "Severe"}),
    ("mbi-gs-16", "public_bands", "accomplishment", {30: "Mild", 29: "Moderate", 24: "Moderate", 23: "Severe"}),
    ("mbi-gs-15", "public_bands", "exhaustion", {10: "Mild", 11: "Moderate", 15: "Moderate", 16: "Severe"}),
    ("mbi-gs-15", "public_bands", "depersonalisation", {5: "Mild", 6: "Moderate", 10: "Moderate", 11: "Severe"}),
    ("mbi-gs-15", "public_bands", "accomplishment", {30: "Mild", 29: "Moderate", 24: "Moderate", 23: "Severe"}),
    (
        "mbi-gs-15",
        "kalimo_2003",
        "index",
        {1.49: "No burnout", 1.5: "Mild-moderate", 3.49: "Mild-moderate", 3.5: "Severe"},
    ),
    (
        "mbi-gs-16",
        "kalimo_2003",
        "index",
        {1.49: "No burnout", 1.5: "Mild-moderate", 3.49: "Mild-moderate", 3.5: "Severe"},
    ),
    ("mbi-gs-16", "dutch_clinical", "exhaustion", {2.19: "Not severe", 2.2: "Severe"}),
    ("mbi-gs-16", "dutch_clinical", "depersonalisation", {1.99: "Not severe", 2.0: "Severe"}),
    ("mbi-gs-16", "dutch_clinical", "accomplishment", {3.67: "Not severe", 3.66: "Severe"}),
    ("mbi-hss", "classical_medicine", "exhaustion", {18: "Mild", 19: "Moderate", 26: "Moderate", 27: "Severe"}),
    ("mbi-hss", "classical_medicine", "depersonalisation", {5: "Mild", 6: "Moderate", 9: "Moderate", 10: "Severe"}),
    ("mbi-hss", "classical_medicine", "accomplishment", {40: "Mild", 39: "Moderate", 34: "Moderate", 33: "Severe"}),
    ("mbi-hss", "manual_1996", "exhaustion", {16: "Mild", 17: "Moderate", 26: "Moderate", 27: "Severe"}),
    ("mbi-hss", "manual_1996", "depersonalisation", {6: "Mild", 7: "Moderate", 12: "Moderate", 13: "Severe"}),
    ("mbi-hss", "manual_1996", "accomplishment", {39: "Mild", 38: "Moderate", 32: "Moderate", 31: "Severe"}),
    ("mbi-hss", "european", "exhaustion", {17: "Mild", 18: "Moderate", 29: "Moderate", 30: "Severe"}),
    ("mbi-hss", "european", "depersonalisation", {5: "Mild", 6: "Moderate", 11: "Moderate", 12: "Severe"}),
    ("mbi-hss", "european", "accomplishment", {40: "Mild", 39: "Moderate", 34: "Moderate", 33: "Severe"}),
    ("mbi-hss", "hangzhou_2008", "exhaustion", {26: "Not critical", 27: "Critical"}),
    ("mbi-hss", "hangzhou_2008", "depersonalisation", {7: "Not critical", 8: "Critical"}),
    ("mbi-hss", "hangzhou_2008", "accomplishment", {25: "Not critical", 24: "Critical"}),
    ("mbi-hss", "hangzhou_2008_beyond", "exhaustion", {27: "Not critical", 28: "Critical"}),
    ("mbi-hss", "hangzhou_2008_beyond", "depersonalisation", {8: "Not critical", 9: "Critical"}),
    ("mbi-hss", "hangzhou_2008_beyond", "accomplishment", {24: "Not critical", 23: "Critical"}),
    ("proqol-5", "manual_raw", "compassion_satisfaction", {42: "High", 41: "Average", 23: "Average", 22: "Low"}),
    ("proqol-5", "manual_raw", "burnout", {22: "Low", 23: "Average", 41: "Average", 42: "High"}),
    ("proqol-5", "manual_raw", "secondary_traumatic_stress", {22: "Low", 23: "Average", 41: "Average", 42: "High"}),
    ("proqol-5", "chen_37_27_17", "compassion_satisfaction", {37: "Within bounds", 36: "Out of bounds"}),
    ("proqol-5", "chen_37_27_17", "burnout", {27: "Within bounds", 28: "Out of bounds"}),
    ("proqol-5", "chen_37_27_17", "secondary_traumatic_stress", {17: "Within bounds", 18: "Out of bounds"}),
    ("ghq-12", "bimodal_3", "total", {2: "Not a case", 3: "Probable case"}),
    ("ghq-12", "bimodal_4", "total", {3: "Not a case", 4: "Probable case"}),
]

# Instrument, cut-off set, answer given to every item, grade.
GRADES = [
    ("mbi-hss", "hangzhou_2008", 3, "Severe"),
    ("mbi-hss", "hangzhou_2008", 0, "Mild"),
    ("proqol-5", "chen_37_27_17", 3, "Severe"),
    ("proqol-5", "chen_37_27_17", 1, "Moderate"),
    ("proqol-5", "chen_37_27_17", 5, "Moderate"),
    ("mbi-gs-16", "public_bands", 0, "Mild"),  # accomplishment 0
    ("mbi-gs-16", "public_bands", 3, "Moderate"),  # sums 15, 15, 18: depersonalisation, accomplishment
    ("mbi-gs-15", "public_bands", 6, "Moderate"),  # sums 30, 24, 36: exhaustion, depersonalisation
]


def uniform(instrument: Instrument, answer: float) -> np.ndarray:
    return np.full((1, instrument.items), float(answer))


def numbers(*values: float) -> ScaleScores:
    array = np.array(values, dtype=float)
    return ScaleScores(array, array, array, np.zeros(len(array), dtype=bool))


def test_the_six_instruments_are_there():
    assert {"mbi-gs-16", "mbi-gs-15", "mbi-hss", "proqol-5", "jse-hp", "ghq-12"} <= set(INSTRUMENTS)


@pytest.mark.parametrize(("name", "key", "scale", "expected"), UNIFORM)
def test_uniform_answers_score_as_by_hand(name, key, scale, expected):
    instrument = INSTRUMENTS[name]
    for answer, score in expected.items():
        rule = instrument.missing_rules["complete"]
        found = score_all(uniform(instrument, answer), instrument, instrument.keys[key], rule)[scale]
        assert found.score == pytest.approx([score], abs=1e-12)


def test_the_table_of_uniform_answers_covers_every_scale():
    shipped = ["mbi-gs-16", "mbi-gs-15", "mbi-hss", "proqol-5", "jse-hp", "ghq-12"]
    every = {
        (name, key_name, scale)
        for name in shipped
        for key_name, key in INSTRUMENTS[name].keys.items()
        for scale in [*key.scales, *key.composites]
    }
    assert {row[:3] for row in UNIFORM} == every


@pytest.mark.parametrize(("name", "key", "scale", "low", "high"), BOUNDS)
def test_possible_range(name, key, scale, low, high):
    instrument = INSTRUMENTS[name]
    assert score_bounds(instrument, instrument.keys[key], scale) == pytest.approx((low, high), abs=1e-12)


@pytest.mark.parametrize(("name", "cutoffs", "scale", "expected"), LIMITS)
def test_bands_on_both_sides_of_each_limit(name, cutoffs, scale, expected):
    bands = INSTRUMENTS[name].cutoffs[cutoffs].scales[scale]
    assert list(band_of(numbers(*expected), bands)) == list(expected.values())


@pytest.mark.parametrize(("name", "cutoffs", "answer", "expected"), GRADES)
def test_grade_of_uniform_answers(name, cutoffs, answer, expected):
    instrument = INSTRUMENTS[name]
    chosen, rule = instrument.cutoffs[cutoffs], instrument.missing_rules["complete"]
    for key_name in instrument.keys:
        scores = score_all(uniform(instrument, answer), instrument, instrument.keys[key_name], rule)
        bands = {scale: band_of(scores[scale], found) for scale, found in chosen.scales.items()}
        assert list(grade_of(bands, chosen.grade)) == [expected]


def test_the_composite_of_published_mean_sums():
    """Sums 9.28, 8.47, 17.74 (295 technicians) give 2.29 with four cynicism items and 2.16 with five."""
    for name, items, expected in [("mbi-gs-15", 4, 2.29), ("mbi-gs-16", 5, 2.16)]:
        instrument = INSTRUMENTS[name]
        terms = {t.scale: t for t in instrument.keys["means"].composites["index"].terms}
        means = {"exhaustion": 9.28 / 5, "depersonalisation": 8.47 / items, "accomplishment": 6 - 17.74 / 6}
        assert sum(terms[s].weight * mean for s, mean in means.items()) == pytest.approx(expected, abs=0.005)
        assert [s for s, t in terms.items() if t.reversed] == ["accomplishment"]


@pytest.mark.parametrize("key", ["sums", "means"])
def test_mbi_hss_has_not_the_wrong_key_in_circulation(key):
    """The wrong key: exhaustion with 21, depersonalisation with 12, accomplishment with 10 and 20."""
    scales = INSTRUMENTS["mbi-hss"].keys[key].scales
    assert scales["exhaustion"].items == [1, 2, 3, 6, 8, 13, 14, 16, 20]
    assert scales["depersonalisation"].items == [5, 10, 11, 15, 22]
    assert scales["accomplishment"].items == [4, 7, 9, 12, 17, 18, 19, 21]
    assert not any(scale.reverse for scale in scales.values())


def test_proqol_has_not_the_wrong_key_in_circulation():
    """The wrong key: burnout with 19 reversed, and 27 in the place of 29."""
    scales = INSTRUMENTS["proqol-5"].keys["manual"].scales
    assert scales["burnout"].items == [1, 4, 8, 10, 15, 17, 19, 21, 26, 29]
    assert scales["burnout"].reverse == [1, 4, 15, 17, 29]
    assert scales["compassion_satisfaction"].items == [3, 6, 12, 16, 18, 20, 22, 24, 27, 30]
    assert scales["secondary_traumatic_stress"].items == [2, 5, 7, 9, 11, 13, 14, 23, 25, 28]


def test_the_mbi_gs_composite_turns_efficacy_round():
    """A formula in circulation forgets it: then a contented person (0, 0, 6) would have 1.8 instead of 0."""
    for name in ("mbi-gs-15", "mbi-gs-16"):
        instrument = INSTRUMENTS[name]
        key = instrument.keys["means"]
        answers = uniform(instrument, 0)
        answers[0, [n - 1 for n in key.scales["accomplishment"].items]] = 6
        scores = score_all(answers, instrument, key, instrument.missing_rules["complete"])
        assert scores["index"].score == pytest.approx([0.0], abs=1e-12)


def test_jse_item_18_is_all_that_differs_between_the_keys():
    keys = INSTRUMENTS["jse-hp"].keys
    new, old = keys["an_10_7_3"].scales, keys["original_10_8_2"].scales
    assert [len(s.items) for s in new.values()] == [20, 10, 7, 3]
    assert [len(s.items) for s in old.values()] == [20, 10, 8, 2]
    assert set(old["compassionate_care"].items) - set(new["compassionate_care"].items) == {18}
    assert set(new["standing_in_shoes"].items) - set(old["standing_in_shoes"].items) == {18}
    assert new["total"] == old["total"]
    assert new["total"].reverse == [1, 3, 6, 7, 8, 11, 12, 14, 18, 19]
    assert INSTRUMENTS["jse-hp"].default_key == "an_10_7_3"
    assert keys["an_10_7_3"].certainty == "inference"


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_each_item_stands_in_one_scale_of_each_key(name):
    instrument = INSTRUMENTS[name]
    for key in instrument.keys.values():
        items = sorted(item for scale in key.scales.values() if not scale.total for item in scale.items)
        assert items == list(range(1, instrument.items + 1))


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_keys_of_sums_and_means_have_the_same_items(name):
    keys = INSTRUMENTS[name].keys
    if {"sums", "means"} <= set(keys):
        sums, means = keys["sums"].scales, keys["means"].scales
        assert {n: (s.items, s.reverse) for n, s in sums.items()} == {n: (s.items, s.reverse) for n, s in means.items()}
        assert {s.score for s in sums.values()} == {"sum"}
        assert {s.score for s in means.values()} == {"mean"}


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_cited_works_are_in_the_bibliography(name):
    bibliography = (ROOT / "manuscript" / "references.bib").read_text(encoding="utf-8")
    known = set(re.findall(r"^@\w+\{(\w+),", bibliography, flags=re.M))
    instrument = INSTRUMENTS[name]
    parts = [*instrument.keys.values(), *instrument.cutoffs.values(), *instrument.missing_rules.values()]
    parts += [composite for key in instrument.keys.values() for composite in key.composites.values()]
    assert {*instrument.cite, *(key for part in parts for key in part.cite)} <= known


def test_ghq_cutoffs_are_refused_for_likert_scores():
    ghq = INSTRUMENTS["ghq-12"]
    assert ghq.cutoffs_for("bimodal") == ["bimodal_3", "bimodal_4"]
    assert ghq.cutoffs_for(None) == []


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_sheets_have_a_row_for_each_scale_and_set(name):
    instrument = INSTRUMENTS[name]
    sheet = instrument_sheet(instrument)
    assert len(sheet) == sum(len(key.scales) + len(key.composites) for key in instrument.keys.values())
    assert {"scale", "items", "reversed", "score", "direction", "source", "certainty"} <= set(sheet.columns)
    expected = sum(
        len(c.scales) + sum(p is not None for p in (c.grade, c.profile)) for c in instrument.cutoffs.values()
    )
    assert len(cutoff_sheet(instrument)) == expected


def test_cutoff_sheet_tells_the_limits():
    sheet = cutoff_sheet(INSTRUMENTS["mbi-gs-15"]).query("on == 'sum'").set_index("scale")
    assert sheet.loc["Emotional exhaustion", "bands"] == "Mild; Moderate >= 11; Severe >= 16"
    assert sheet.loc["Personal accomplishment", "bands"] == "Mild; Moderate <= 29; Severe <= 23"


def test_names_of_item_columns():
    instrument = INSTRUMENTS["mbi-gs-15"]
    assert item_columns("mbi", instrument) == [f"mbi_{n}" for n in range(1, 16)]
    use = InstrumentUse(instrument="mbi-gs-15", columns="x{n}")
    assert scale_items(use, instrument, "depersonalisation") == [6, 7, 8, 9]
