"""Known answers: all lowest, all middle, all highest, for the instruments beyond the first six. By hand arithmetic."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from burnout.config import Instrument, load_instruments
from burnout.instruments import cutoff_sheet, instrument_sheet, score_bounds
from burnout.score.bands import band_of, grade_of
from burnout.score.scales import ScaleScores, score_all

INSTRUMENTS = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
ELSEWHERE = {"mbi-gs-16", "mbi-gs-15", "mbi-hss", "proqol-5", "jse-hp", "ghq-12"}  # test_instrument_keys.py

# Instrument, key, {scale: (all lowest, all middle, all highest)}; middle = (lowest + highest) / 2, rounded down.
BAT = dict.fromkeys(
    ["total", "exhaustion", "mental_distance", "cognitive_impairment", "emotional_impairment"], (1, 3, 5)
)
VECTORS = [
    (
        "cmbi",
        "agree_7",
        {"exhaustion": (5, 20, 35), "depersonalisation": (4, 16, 28), "reduced_accomplishment": (42, 24, 6)},
    ),
    (
        "cmbi",
        "agree_1",
        {"exhaustion": (35, 20, 5), "depersonalisation": (28, 16, 4), "reduced_accomplishment": (6, 24, 42)},
    ),
    (
        "cmbi",
        "agree_7_5_5_5",
        {"exhaustion": (5, 20, 35), "depersonalisation": (5, 20, 35), "reduced_accomplishment": (35, 20, 5)},
    ),
    (
        "ghq-28",
        "likert",
        {"total": (0, 28, 84)}
        | dict.fromkeys(["somatic", "anxiety_insomnia", "social_dysfunction", "severe_depression"], (0, 7, 21)),
    ),
    (
        "ghq-28",
        "bimodal",
        {"total": (0, 0, 28)}
        | dict.fromkeys(["somatic", "anxiety_insomnia", "social_dysfunction", "severe_depression"], (0, 0, 7)),
    ),
    (  # option 1 counts in the 21 negative items: 6 of A, 7 of B, 1 of C, 7 of D
        "ghq-28",
        "c_ghq",
        {
            "total": (0, 21, 28),
            "somatic": (0, 6, 7),
            "anxiety_insomnia": (0, 7, 7),
            "social_dysfunction": (0, 1, 7),
            "severe_depression": (0, 7, 7),
        },
    ),
    ("cbi", "puma", {"personal": (0, 50, 100), "work": (100 / 7, 50, 600 / 7), "client": (0, 50, 100)}),
    ("cbi", "energy_item_10", {"personal": (0, 50, 100), "work": (100 / 7, 50, 600 / 7), "client": (0, 50, 100)}),
    ("cbi", "puma_always_first", {"personal": (100, 50, 0), "work": (600 / 7, 50, 100 / 7), "client": (100, 50, 0)}),
    ("bat-23", "means", BAT),
    ("bat-12", "means", BAT),
    ("olbi", "agree_1", {"exhaustion": (20, 20, 20), "disengagement": (20, 20, 20)}),
    ("olbi", "agree_4", {"exhaustion": (20, 20, 20), "disengagement": (20, 20, 20)}),
    ("olbi", "agree_1_means", {"exhaustion": (2.5, 2.5, 2.5), "disengagement": (2.5, 2.5, 2.5)}),
    ("olbi", "agree_4_means", {"exhaustion": (2.5, 2.5, 2.5), "disengagement": (2.5, 2.5, 2.5)}),
    ("phq-9", "sum", {"total": (0, 9, 27)}),
    ("gad-7", "sum", {"total": (0, 7, 21)}),
    ("who-5", "percent", {"wellbeing": (0, 40, 100)}),
    ("who-5", "raw", {"wellbeing": (0, 10, 25)}),
    ("gses", "sum", {"self_efficacy": (10, 20, 40)}),
    ("gses", "mean", {"self_efficacy": (1, 2, 4)}),
    (  # item 5: 5, 12, 20; items 6 and 7: 0, 4, 9
        "ssrs",
        "sums",
        {"total": (12, 34, 66), "objective": (1, 10, 22), "subjective": (8, 18, 32), "use": (3, 6, 12)},
    ),
    (
        "ssrs-14",
        "sums",
        {"total": (12, 32, 66), "objective": (1, 10, 22), "subjective": (8, 16, 32), "use": (3, 6, 12)},
    ),
]

# Instrument, key, {scale: (items, those reversed)}, as published; uniform answers cannot tell one item from another.
ITEMS = [
    (
        "mbi-gs-16",
        "means",
        {
            "exhaustion": ([1, 2, 3, 4, 6], []),
            "depersonalisation": ([8, 9, 13, 14, 15], []),
            "accomplishment": ([5, 7, 10, 11, 12, 16], []),
        },
    ),
    (
        "mbi-gs-15",
        "means",
        {
            "exhaustion": ([1, 2, 3, 4, 5], []),
            "depersonalisation": ([6, 7, 8, 9], []),
            "accomplishment": ([10, 11, 12, 13, 14, 15], []),
        },
    ),
    (
        "jse-hp",
        "original_10_8_2",
        {
            "perspective_taking": ([2, 4, 5, 9, 10, 13, 15, 16, 17, 20], []),
            "compassionate_care": ([1, 7, 8, 11, 12, 14, 18, 19], [1, 7, 8, 11, 12, 14, 18, 19]),
            "standing_in_shoes": ([3, 6], [3, 6]),
        },
    ),
    (
        "ghq-28",
        "likert",
        {
            "somatic": (list(range(1, 8)), []),
            "anxiety_insomnia": (list(range(8, 15)), []),
            "social_dysfunction": (list(range(15, 22)), []),
            "severe_depression": (list(range(22, 29)), []),
        },
    ),
    (
        "cbi",
        "puma",
        {
            "personal": (list(range(1, 7)), []),
            "work": (list(range(7, 14)), [13]),
            "client": (list(range(14, 20)), []),
        },
    ),
    (
        "olbi",
        "agree_1",
        {
            "disengagement": ([1, 3, 6, 7, 9, 11, 13, 15], [3, 6, 9, 11]),
            "exhaustion": ([2, 4, 5, 8, 10, 12, 14, 16], [2, 4, 8, 12]),
        },
    ),
    (
        "ssrs",
        "sums",
        {"objective": ([2, 6, 7], []), "subjective": ([1, 3, 4, 5], []), "use": ([8, 9, 10], [])},
    ),
]

# Instrument, cut-off set, scale, {number: band} on both sides of each limit.
LIMITS = [
    ("cmbi", "critical_25_11_16", "exhaustion", {24: "Not critical", 25: "Critical"}),
    ("cmbi", "critical_25_11_16", "depersonalisation", {10: "Not critical", 11: "Critical"}),
    ("cmbi", "critical_25_11_16", "reduced_accomplishment", {15: "Not critical", 16: "Critical"}),
    ("ghq-28", "likert_24", "total", {23: "Not a case", 24: "Probable case"}),
    (
        "ghq-28",
        "likert_bands",
        "total",
        {22: "None or minimal", 23: "Mild", 40: "Mild", 41: "Moderate", 60: "Moderate", 61: "Severe"},
    ),
    ("ghq-28", "bimodal_5", "total", {4: "Not a case", 5: "Probable case"}),
    *(("cbi", "fifty", scale, {49.9: "Not high", 50: "High"}) for scale in ("personal", "work", "client")),
    *(
        (
            "cbi",
            "fifty_seventyfive_hundred",
            scale,
            {49: "No or low", 50: "Moderate", 74: "Moderate", 75: "High", 99: "High", 100: "Severe"},
        )
        for scale in ("personal", "work", "client")
    ),
    *(
        (
            name,
            "flemish",
            scale,
            {
                low - 0.01: "No risk",
                low: "At risk",
                high - 0.01: "At risk",
                high: "Very likely burnout",
            },
        )
        for name, scale, low, high in [
            ("bat-23", "total", 2.59, 3.02),
            ("bat-23", "exhaustion", 3.06, 3.31),
            ("bat-23", "mental_distance", 2.50, 3.10),
            ("bat-23", "emotional_impairment", 2.10, 2.90),
            ("bat-23", "cognitive_impairment", 2.70, 3.10),
            ("bat-12", "total", 2.54, 2.96),
        ]
    ),
    ("olbi", "means_225_210", "exhaustion", {2.24: "Not high", 2.25: "High"}),
    ("olbi", "means_225_210", "disengagement", {2.09: "Not high", 2.10: "High"}),
    (
        "phq-9",
        "bands",
        "total",
        {
            4: "Minimal",
            5: "Mild",
            9: "Mild",
            10: "Moderate",
            14: "Moderate",
            15: "Moderately severe",
            19: "Moderately severe",
            20: "Severe",
        },
    ),
    ("phq-9", "ten", "total", {9: "Negative", 10: "Positive"}),
    (
        "gad-7",
        "bands",
        "total",
        {4: "Minimal", 5: "Mild", 9: "Mild", 10: "Moderate", 14: "Moderate", 15: "Severe"},
    ),
    ("gad-7", "ten", "total", {9: "Negative", 10: "Positive"}),
    ("who-5", "poor_50_28", "wellbeing", {13: "Good", 12: "Poor", 8: "Poor", 7: "Likely depression"}),
    ("ssrs", "bands_22_44", "total", {45: "High", 44: "Medium", 23: "Medium", 22: "Low"}),
    ("ssrs-14", "bands_22_44", "total", {45: "High", 44: "Medium", 23: "Medium", 22: "Low"}),
]


def ends(instrument: Instrument) -> np.ndarray:
    """Three people: all lowest, all middle, all highest."""
    ranges = [instrument.answers_of(item) for item in range(1, instrument.items + 1)]
    return np.array([[r.low, (r.low + r.high) // 2, r.high] for r in ranges], dtype=float).T


def scored(name: str, key: str, answers: np.ndarray, rule: str = "complete") -> dict[str, ScaleScores]:
    instrument = INSTRUMENTS[name]
    return score_all(answers, instrument, instrument.keys[key], instrument.missing_rules[rule])


def numbers(*values: float) -> ScaleScores:
    array = np.array(values, dtype=float)
    return ScaleScores(array, array, array, np.zeros(len(array), dtype=bool))


@pytest.mark.parametrize(("name", "key", "expected"), VECTORS)
def test_lowest_middle_and_highest_answers(name, key, expected):
    found = scored(name, key, ends(INSTRUMENTS[name]))
    assert set(found) == set(expected)
    for scale, values in expected.items():
        assert found[scale].score == pytest.approx(values, abs=1e-12)


@pytest.mark.parametrize(("name", "key", "scales"), ITEMS)
def test_items_of_each_scale_as_published(name, key, scales):
    found = INSTRUMENTS[name].keys[key].scales
    for scale, (items, turned) in scales.items():
        assert (sorted(found[scale].items), sorted(found[scale].reverse)) == (items, turned)


def test_ghq_items_that_count_from_the_first_symptom():
    """C-GHQ: the third option of items 1, 3, 4, 7, 8, 12 counts, of the others the second does too."""
    for item in range(1, 13):
        answers = np.zeros((2, 12))
        answers[:, item - 1] = 1, 2
        expected = [0, 1] if item in (1, 3, 4, 7, 8, 12) else [1, 1]
        assert scored("ghq-12", "c_ghq", answers)["total"].score.tolist() == expected


def test_every_key_has_its_vector():
    every = {(name, key) for name, found in INSTRUMENTS.items() if name not in ELSEWHERE for key in found.keys}
    assert {row[:2] for row in VECTORS} == every


@pytest.mark.parametrize(("name", "cutoffs", "scale", "expected"), LIMITS)
def test_bands_on_both_sides_of_each_limit(name, cutoffs, scale, expected):
    bands = INSTRUMENTS[name].cutoffs[cutoffs].scales[scale]
    assert list(band_of(numbers(*expected), bands)) == list(expected.values())


def test_every_cutoff_set_has_its_limits():
    every = {
        (name, cutoffs, scale)
        for name, found in INSTRUMENTS.items()
        if name not in ELSEWHERE
        for cutoffs, chosen in found.cutoffs.items()
        for scale in chosen.scales
    }
    assert {row[:3] for row in LIMITS} == every


def test_cbi_all_always_as_in_the_scoring_sheet():
    """All answers 'always': personal 100, work (6 x 100 + 0) / 7 = 85.71, client 100."""
    found = scored("cbi", "puma", np.full((1, 19), 4.0))
    assert [round(float(s.score[0]), 2) for s in found.values()] == [100, 85.71, 100]


@pytest.mark.parametrize(
    ("answered", "scores"),
    [
        ((3, 4, 3), (50, 50, 50)),
        ((2, 4, 3), (np.nan, 50, 50)),
        ((3, 3, 3), (50, np.nan, 50)),
        ((6, 7, 2), (50, 50, np.nan)),
    ],
)
def test_cbi_needs_three_four_and_three_answers(answered, scores):
    answers = np.full((1, 19), np.nan)
    for first, count in zip((0, 6, 13), answered, strict=True):
        answers[0, first : first + count] = 2
    found = scored("cbi", "puma", answers, "minimum_3_4_3")
    assert [float(s.score[0]) for s in found.values()] == pytest.approx(scores, nan_ok=True)


def test_gses_needs_seven_answers():
    """Three missing, the rest 3: mean 3.0 and sum 30; four missing: no score."""
    answers = np.full((2, 10), 3.0)
    answers[0, :3] = answers[1, :4] = np.nan
    assert scored("gses", "mean", answers, "minimum_7")["self_efficacy"].score == pytest.approx(
        [3.0, np.nan], nan_ok=True
    )
    assert scored("gses", "sum", answers, "minimum_7")["self_efficacy"].score == pytest.approx(
        [30, np.nan], nan_ok=True
    )


@pytest.mark.parametrize(("name", "allowed"), [("phq-9", 2), ("gad-7", 1)])
def test_symptom_scales_fill_in_a_few_answers(name, allowed):
    items = INSTRUMENTS[name].items
    answers = np.full((2, items), 1.0)
    answers[0, :allowed] = answers[1, : allowed + 1] = np.nan
    found = scored(name, "sum", answers, f"minimum_{items - allowed}")["total"]
    assert found.score == pytest.approx([items, np.nan], nan_ok=True)
    assert found.prorated.tolist() == [True, False]


@pytest.mark.parametrize(("key", "score"), [("agree_1", 8), ("agree_4", 32)])
def test_olbi_codings_are_each_others_mirror(key, score):
    """1 to the eight favourable items and 4 to the others: no burnout when 1 is full agreement, all of it otherwise."""
    answers = np.full((1, 16), 4.0)
    answers[0, [n - 1 for n in (1, 5, 7, 10, 13, 14, 15, 16)]] = 1
    assert [s.score.tolist() for s in scored("olbi", key, answers).values()] == [[score], [score]]


def test_olbi_all_ones():
    """1 = strongly agree everywhere: 20 + 20 = 40."""
    found = scored("olbi", "agree_1", np.ones((1, 16)))
    assert sum(float(s.score[0]) for s in found.values()) == 40


def test_who_5_bands_are_the_same_on_both_keys():
    sums = np.array([[n // 5 + (item < n % 5) for item in range(5)] for n in range(26)], dtype=float)
    bands = INSTRUMENTS["who-5"].cutoffs["poor_50_28"].scales["wellbeing"]
    percent, raw = (scored("who-5", key, sums)["wellbeing"] for key in ("percent", "raw"))
    assert percent.score.tolist() == [4 * n for n in range(26)]
    assert list(band_of(percent, bands)) == list(band_of(raw, bands))
    assert list(band_of(percent, bands)).count("Good") == 13


@pytest.mark.parametrize(
    ("key", "answer", "grade"), [("agree_7", 1, "Mild"), ("agree_7", 4, "Moderate"), ("agree_1", 1, "Moderate")]
)
def test_cmbi_grades(key, answer, grade):
    """All 1 with 7 = agreement: 5, 4 and 42; all 4: 20, 16 and 24; all 1 with 1 = agreement: 35, 28 and 6."""
    chosen = INSTRUMENTS["cmbi"].cutoffs["critical_25_11_16"]
    found = scored("cmbi", key, np.full((1, 15), float(answer)))
    bands = {scale: band_of(found[scale], limits) for scale, limits in chosen.scales.items()}
    assert list(grade_of(bands, chosen.grade)) == [grade]


def test_ssrs_range_is_12_to_66():
    for name in ("ssrs", "ssrs-14"):
        assert score_bounds(INSTRUMENTS[name], INSTRUMENTS[name].keys["sums"], "total") == (12, 66)


def test_the_sheets_tell_multiplier_profile_and_reference():
    assert "sum x 4" in set(instrument_sheet(INSTRUMENTS["who-5"])["score"])
    row = cutoff_sheet(INSTRUMENTS["mbi-hss"]).query("scale == 'Burnout profile'").iloc[0]
    assert "Emotional exhaustion >= 0.5 SD" in row["on"]
    assert row["on"].endswith("the sample at the first occasion")
    assert row["bands"].startswith("Engaged: none; Ineffective: Personal accomplishment")
    assert row["bands"].endswith("Other: any other pattern")


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        (
            "gses",
            {"missing_rules": {"minimum_7": {"minimum_answered": {"self_efficacy": 11}}}},
            "more than the scale's 10",
        ),
        ("gses", {"missing_rules": {"minimum_7": {"minimum_answered": {"efficacy": 7}}}}, "no key has this scale"),
        ("ssrs", {"missing_rules": {"complete": {"max_missing_share": 0.2}}}, "a range of its own"),
        ("ssrs", {"item_answers": [{"items": [11], "low": 0, "high": 9}]}, "not item numbers 1 to 10"),
        ("ssrs", {"item_answers": [{"items": [5, 5], "low": 0, "high": 9}]}, "stands twice"),
        ("cbi", {"item_answers": [{"items": [5], "low": 0, "high": 9}]}, "recoded by a key"),
        ("cbi", {"norms": {"sample": None}}, "norms.sample"),
        ("cbi", {"cutoffs": {"fifty": {"norms": "elsewhere"}}}, "'elsewhere' is not among"),
        ("mbi-hss", {"cutoffs": {"profiles": {"norms": None}}}, "need norms"),
        ("mbi-hss", {"cutoffs": {"profiles": {"profile": None}}}, "needs scales or a profile"),
        ("mbi-hss", {"cutoffs": {"profiles": {"profile": {"boundaries": {"exhaustion": {}}}}}}, "need one of at_least"),
        ("mbi-hss", {"cutoffs": {"profiles": {"profile": {"other": "Engaged"}}}}, "the same name"),
        (
            "mbi-hss",
            {"cutoffs": {"profiles": {"profile": {"types": [{"label": "A", "unfavourable": ["energy"]}]}}}},
            "have no boundary",
        ),
        (
            "mbi-hss",
            {
                "cutoffs": {
                    "profiles": {
                        "profile": {"types": [{"label": "A", "unfavourable": ["exhaustion"], "either": ["exhaustion"]}]}
                    }
                }
            },
            "both as unfavourable and as either",
        ),
    ],
)
def test_an_instrument_that_contradicts_itself_is_refused(name, change, message):
    content = INSTRUMENTS[name].model_dump(exclude_unset=True)
    if change.get("norms"):
        content["norms"]["sample"] = content["norms"]["puma"]
    else:
        content = merged(content, change)
    with pytest.raises(ValidationError, match=message):
        Instrument.model_validate(content)


def merged(content: dict, change: dict) -> dict:
    """Content with some keys changed, at any depth."""
    both = {k: merged(content[k], v) if isinstance(v, dict) and k in content else v for k, v in change.items()}
    if "boundaries" in change:
        both["boundaries"] = change["boundaries"]
    return content | both
