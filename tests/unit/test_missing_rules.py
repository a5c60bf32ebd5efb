"""Missing-item rules of every instrument: how many answers may be missing, and what is scored then. Hand arithmetic.

Prorated up to a fifth: 0.2 times the number of items, rounded down.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from burnout.config import Instrument, load_instruments
from burnout.score.scales import ScaleScores, score_all

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")

# Instrument, rule: {scale: answers that may be missing}, of the instrument's default key.
ALLOWED = {
    ("bat-12", "prorate_20"): {
        "total": 2, "exhaustion": 0, "mental_distance": 0, "cognitive_impairment": 0, "emotional_impairment": 0,
    },
    ("bat-23", "prorate_20"): {
        "total": 4, "exhaustion": 1, "mental_distance": 1, "cognitive_impairment": 1, "emotional_impairment": 1,
    },
    ("cbi", "minimum_3_4_3"): {"personal": 3, "work": 3, "client": 3},
    ("cbi", "prorate_20"): {"personal": 1, "work": 1, "client": 1},
    ("cmbi", "prorate_20"): {"exhaustion": 1, "depersonalisation": 0, "reduced_accomplishment": 1},
    ("gad-7", "minimum_6"): {"total": 1},
    ("gad-7", "prorate_20"): {"total": 1},
    ("ghq-12", "prorate_20"): {"total": 2},
    ("ghq-12", "omitted_as_zero"): {"total": 6},
    ("ghq-28", "prorate_20"): {
        "total": 5, "somatic": 1, "anxiety_insomnia": 1, "social_dysfunction": 1, "severe_depression": 1,
    },
    ("ghq-28", "omitted_as_zero"): {
        "total": 14, "somatic": 3, "anxiety_insomnia": 3, "social_dysfunction": 3, "severe_depression": 3,
    },
    ("gses", "minimum_7"): {"self_efficacy": 3},
    ("gses", "prorate_20"): {"self_efficacy": 2},
    ("jse-hp", "prorate_20"): {
        "total": 4, "perspective_taking": 2, "compassionate_care": 1, "standing_in_shoes": 0,
    },
    ("mbi-gs-15", "prorate_20"): {"exhaustion": 1, "depersonalisation": 0, "accomplishment": 1},
    ("mbi-gs-16", "prorate_20"): {"exhaustion": 1, "depersonalisation": 1, "accomplishment": 1},
    ("mbi-hss", "prorate_20"): {"exhaustion": 1, "depersonalisation": 1, "accomplishment": 1},
    ("olbi", "prorate_20"): {"exhaustion": 1, "disengagement": 1},
    ("phq-9", "minimum_7"): {"total": 2},
    ("phq-9", "prorate_20"): {"total": 1},
    ("proqol-5", "prorate_20"): {"compassion_satisfaction": 2, "burnout": 2, "secondary_traumatic_stress": 2},
}  # fmt: skip


def scored(name: str, rule: str, answers: np.ndarray, key: str | None = None) -> dict[str, ScaleScores]:
    instrument = INSTRUMENTS[name]
    return score_all(
        answers, instrument, instrument.keys[key or instrument.default_key], instrument.missing_rules[rule]
    )


def full(instrument: Instrument, people: int = 1) -> np.ndarray:
    """Everybody gives the highest answer to every item."""
    highest = [float(instrument.answers_of(item).high) for item in range(1, instrument.items + 1)]
    return np.tile(highest, (people, 1))


def without(name: str, scale: str, missing: int, answer: float) -> np.ndarray:
    """One person with one answer to all items but the first ones of a scale."""
    instrument = INSTRUMENTS[name]
    items = instrument.keys[instrument.default_key].scales[scale].items
    answers = np.full((1, instrument.items), answer)
    answers[0, [item - 1 for item in items[:missing]]] = np.nan
    return answers


def test_every_rule_that_forgives_is_here():
    every = {(name, rule) for name, found in INSTRUMENTS.items() for rule in found.missing_rules if rule != "complete"}
    assert set(ALLOWED) == every
    for (name, _), scales in ALLOWED.items():
        assert set(scales) == set(INSTRUMENTS[name].keys[INSTRUMENTS[name].default_key].scales)


@pytest.mark.parametrize(("name", "rule", "scale"), [(*place, scale) for place in ALLOWED for scale in ALLOWED[place]])
def test_one_missing_answer_more_than_allowed_is_too_many(name, rule, scale):
    instrument = INSTRUMENTS[name]
    items = instrument.keys[instrument.default_key].scales[scale].items
    allowed = ALLOWED[name, rule][scale]
    answers = full(instrument, 3)
    for person, missing in enumerate((0, allowed, allowed + 1)):
        answers[person, [item - 1 for item in items[:missing]]] = np.nan
    found = scored(name, rule, answers)[scale]
    assert np.isnan(found.score).tolist() == [False, False, True]
    assert found.prorated.tolist() == [False, allowed > 0, False]


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_complete_means_complete(name):
    """One answer is missing: no score on its scales, and all others as if it were there."""
    instrument = INSTRUMENTS[name]
    answers = full(instrument, 2)
    answers[1, 0] = np.nan
    for key_name, key in instrument.keys.items():
        found = scored(name, "complete", answers, key_name)
        for scale, chosen in key.scales.items():
            whole, lacking = found[scale].score
            assert np.isnan(lacking) if 1 in chosen.items else lacking == whole


@pytest.mark.parametrize(
    ("name", "rule", "scale", "missing", "answer", "score"),
    [
        ("mbi-hss", "prorate_20", "exhaustion", 1, 4, 36),  # 32 / 8 x 9
        ("mbi-gs-16", "prorate_20", "accomplishment", 1, 5, 5),
        ("cmbi", "prorate_20", "exhaustion", 1, 6, 30),  # 24 / 4 x 5
        ("proqol-5", "prorate_20", "secondary_traumatic_stress", 2, 4, 40),  # 32 / 8 x 10
        ("jse-hp", "prorate_20", "perspective_taking", 2, 6, 60),  # 48 / 8 x 10
        ("ghq-12", "omitted_as_zero", "total", 6, 3, 18),  # six answers of 3, six taken as 0
        ("ghq-28", "omitted_as_zero", "severe_depression", 3, 2, 8),  # four answers of 2
        ("ghq-28", "prorate_20", "somatic", 1, 2, 14),  # 12 / 6 x 7
        ("bat-23", "prorate_20", "total", 4, 2, 2),
        ("bat-12", "prorate_20", "total", 2, 4, 4),
        ("olbi", "prorate_20", "disengagement", 1, 3, 17 * 8 / 7),  # 3, 6, 9, 11 reversed to 2; 7, 13, 15
        ("phq-9", "minimum_7", "total", 2, 3, 27),  # 21 / 7 x 9
        ("gad-7", "minimum_6", "total", 1, 2, 14),  # 12 / 6 x 7
        ("gses", "minimum_7", "self_efficacy", 3, 3, 30),  # 21 / 7 x 10
        ("cbi", "minimum_3_4_3", "personal", 3, 3, 75),
    ],
)
def test_what_is_scored_with_answers_missing(name, rule, scale, missing, answer, score):
    found = scored(name, rule, without(name, scale, missing, float(answer)))[scale]
    assert found.score == pytest.approx([score])
    assert found.prorated.tolist() == [True]


def test_uneven_answers_are_prorated_by_their_mean():
    """Exhaustion answered 4 seven times, 0 once, and once not: 28 / 8 x 9 = 31.5."""
    items = INSTRUMENTS["mbi-hss"].keys["sums"].scales["exhaustion"].items
    answers = np.full((1, 22), 4.0)
    answers[0, items[0] - 1], answers[0, items[1] - 1] = np.nan, 0
    assert scored("mbi-hss", "prorate_20", answers)["exhaustion"].score == pytest.approx([31.5])


def test_reversal_comes_before_prorating():
    """Burnout of the ProQOL, all 2, item 1 (reversed) missing: four of 4 and five of 2 are 26, times 10 / 9."""
    found = scored("proqol-5", "prorate_20", without("proqol-5", "burnout", 1, 2.0))["burnout"]
    assert found.score == pytest.approx([260 / 9])


def test_four_missing_answers_of_the_jse():
    """All 7, four of perspective taking missing: 6 x 7 and 10 x 1 are 52, times 20 / 16; its own scale has too few."""
    found = scored("jse-hp", "prorate_20", without("jse-hp", "perspective_taking", 4, 7.0))
    assert found["total"].score == pytest.approx([65])
    assert np.isnan(found["perspective_taking"].score).all()
    assert found["standing_in_shoes"].score == pytest.approx([3])


@pytest.mark.parametrize(("name", "index"), [("mbi-gs-15", np.nan), ("mbi-gs-16", 3.0)])
def test_a_composite_needs_all_its_scales(name, index):
    """All 3, one answer on cynicism missing: allowed of five items, not of four. 0.4 x 3 + 0.3 x 3 + 0.3 x 3 = 3."""
    found = scored(name, "prorate_20", without(name, "depersonalisation", 1, 3.0))["index"]
    assert found.score == pytest.approx([index], nan_ok=True)
    assert found.prorated.tolist() == [bool(np.isfinite(index))]
