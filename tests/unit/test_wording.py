"""Causal wording: found where the design cannot carry it, not where it is denied, supposed or cited."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from burnout.manuscript import Results, Texts, compose
from burnout.wording import causal_words
from helpers.studies import NUMBER, make_study, nominal

SENTENCES = Path(__file__).parents[1] / "data" / "wording" / "sentences.csv"


def scored(language: str) -> tuple[float, float, list[str]]:
    """Precision, recall and the sentences judged wrongly, on sentences written by hand (half of them causal)."""
    rows = [row for row in csv.DictReader(SENTENCES.open(encoding="utf-8")) if row["language"] == language]
    flagged = [bool(causal_words(row["sentence"], language)) for row in rows]
    causal = [row["causal"] == "1" for row in rows]
    right = sum(f and c for f, c in zip(flagged, causal, strict=True))
    wrong = [row["sentence"] for row, f, c in zip(rows, flagged, causal, strict=True) if f != c]
    return right / sum(flagged), right / sum(causal), wrong


@pytest.mark.parametrize("language", ["en", "zh"])
def test_causal_sentences_are_found_and_others_are_left_alone(language: str) -> None:
    precision, recall, wrong = scored(language)
    assert precision >= 0.9, wrong
    assert recall >= 0.85, wrong


def test_a_hit_tells_line_word_and_what_to_say_instead() -> None:
    text = "## Discussion\n\nBurnout was common. Low income\nleads to burnout.\n"
    (one,) = causal_words(text)
    assert (one.line, one.word, one.sentence) == (4, "leads to", "Low income leads to burnout.")
    assert one.instead == "was associated with"
    (one,) = causal_words(text, before_after=True)
    assert one.instead == "was followed by"


def test_a_word_over_two_lines_is_found_and_stands_on_the_first() -> None:
    (one,) = causal_words("First.\nBurnout was due\nto long hours.")
    assert (one.line, one.word) == (2, "due to")


def test_quotations_tables_code_and_comments_are_not_judged() -> None:
    said = "> The group reduced my fear.\n\n| Pay | leads to burnout |\n\n<!-- Pay leads\nto burnout. -->\n\n`leads to`"
    assert causal_words(said) == []


def test_markup_as_wild_as_it_may_be_is_read_in_no_time() -> None:
    assert causal_words("effect of " * 5000)
    assert causal_words("[@" * 5000 + "“" * 5000 + "." * 5000 + "\\" * 5000) == []
    assert len(causal_words("夜班导致倦怠。" * 2000, "zh")) == 2000


def notices(title: str, discussion: str, **more: object) -> list[str]:
    made = compose(make_study(title=title, **more), {}, Results({}, {}, {}), Texts("Pay leads to burnout.", discussion))
    return [notice for notice in made.notices if notice.startswith("wording")]


def test_title_and_discussion_are_checked_and_the_introduction_is_free() -> None:
    (told,) = notices("Effect of pay on burnout", "One.\n\nPay leads to burnout.")
    first, *places = told.split("\n  - ")
    assert first.startswith("wording: causal words that the design cannot carry: 2 ")
    assert places[0].startswith("config/studies/example.yaml, title: “Effect of” in “Effect of pay on burnout”")
    assert places[1].startswith("A text., line 3: “leads to” in “Pay leads to burnout.” Rather: was associated with.")
    assert notices("Pay and burnout", "Pay went together with burnout.") == []


def test_a_study_with_a_comparison_is_left_to_its_authors() -> None:
    arms = {
        "occasions": {"pre": {"label": "Before"}, "post": {"label": "After"}},
        "variables": {"arm": nominal("Control", "Group"), "x": NUMBER},
        "outcomes": {"x": {"label": "X", "source": "x"}},
        "paired": {"before": "pre", "after": "post", "measures": ["x"], "arm": "arm"},
    }
    assert notices("Effect of a group", "The group reduced burnout.", design="pre-post", **arms) == []
    del arms["paired"]["arm"]
    assert len(notices("Effect of a group", "The group reduced burnout.", design="pre-post", **arms)) == 1
