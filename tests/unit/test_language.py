"""Sentences in the language that is being written."""

from __future__ import annotations

import pytest

from burnout.language import current, joined, language_of, retell, say, say_count, spelled, term, writing_in


def test_english_is_the_default() -> None:
    assert current().code == "en"
    assert say("Of {n} participants", n=3) == "Of 3 participants"
    assert say_count("{n} factor", "{n} factors", 1, n="one") == "one factor"
    assert say_count("{n} factor", "{n} factors", 0, n="no") == "no factors"


def test_a_language_is_left_at_the_end_of_its_block_even_after_an_error() -> None:
    with pytest.raises(KeyError), writing_in(language_of("zh")):
        assert say("and") == "和"
        raise KeyError
    assert say("and") == "and"


def test_words_of_a_study_come_before_the_catalogue() -> None:
    with writing_in(language_of("zh", {"Annual income": "年收入", "and": "以及"})):
        assert term("Annual income") == "年收入"
        assert term("and") == "以及"
        assert term("Marital status") == "Marital status"


def test_facts_are_never_read_as_templates() -> None:
    assert say("{a}", a="{b} {0}") == "{b} {0}"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="known are en, zh"):
        language_of("fr")


def test_sentences_and_small_counts_follow_the_customs_of_the_language() -> None:
    assert joined(["One.", "", "Two."]) == "One. Two."
    assert [spelled(n) for n in (0, 1, 9, 10)] == ["no", "one", "nine", "10"]
    with writing_in(language_of("zh")):
        assert joined(["甲。", "", "乙。"]) == "甲。乙。"
        assert [spelled(n) for n in (0, 1, 10)] == ["0", "1", "10"]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("1 = <30; 2 = Often; reference 1", "1=<30；2=经常；以1为参照"),
        ("0 = no; 1 = yes (Often, Never)", "0=否；1=是（经常、从不）"),
        ("allowed: a number from 18 to 65 (years)", "允许值：18～65的数值（岁）"),
        ("0.4 x Often mean + 0.3 x (6 - Never mean)", "0.4×经常均分+0.3×（6－从不均分）"),
        ("duplicate record", "重复记录"),
        ("something else", "something else"),
    ],
)
def test_texts_of_tables_are_said_again_part_by_part(printed: str, said: str) -> None:
    assert retell(printed) == printed
    with writing_in(language_of("zh", {"Often": "经常", "Never": "从不", "years": "岁"})):
        assert retell(printed) == said
