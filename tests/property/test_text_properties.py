"""Generated sentences of small and bad studies: grammar for none, one and many, no gaps, no causal words."""

from __future__ import annotations

import pytest

from burnout.wording import causal_words
from helpers.faulty import faulty, questionnaires
from helpers.sentences import GENERATED, faults
from helpers.whole_chain import composed, every_table

pytestmark = [pytest.mark.filterwarnings("ignore")]
SEEDS = (0, 1, 4, 11, 12, 18, 19, 21, 23)
"""Seeds that found faults when dozens were run."""


@pytest.mark.parametrize("seed", SEEDS)
def test_generated_text_is_grammatical_and_claims_no_effects(seed: int) -> None:
    study, raw, what = faulty(seed)
    _, parts = composed(study, questionnaires(), every_table(study, questionnaires(), raw))
    found = {name: faults(parts[name]) for name in GENERATED if name in parts}
    assert {name: told for name, told in found.items() if told} == {}, what
    claimed = [one.sentence for name in GENERATED for one in causal_words(parts.get(name, "").replace("\\", ""))]
    assert claimed == [], what


# What the search for faults finds, and what it must leave alone, by hand.
@pytest.mark.parametrize(
    "text",
    [
        "In all, 1 factors were examined.",
        "One models failed.",
        "There were 3 factor in the model.",
        "Burnout was common ().",
        "The mean was nan.",
        "It was low.. It was high.",
        "It was low , and rare.",
        "Two  spaces stand here.",
        "burnout was common.",
        "It was common. most were nurses.",
        "Related were and income.",
        "It was {share} in all.",
        "Test: . Effect: none.",
    ],
)
def test_a_fault_is_found(text: str) -> None:
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Of 1 factor, none had *P* < 0.05.",
        "The report follows STROBE [@vonelm2007strobe] and COREQ [@tong2007coreq].",
        "Honours in the unit (None received against Received: OR 2.99).",
        "See @tbl-a, e.g. the first row; 0.5 points are half of 1.",
        "| nan | 1 factors |",
        "## participants {#sec-participants}",
    ],
)
def test_good_text_is_left_alone(text: str) -> None:
    assert faults(text) == []
