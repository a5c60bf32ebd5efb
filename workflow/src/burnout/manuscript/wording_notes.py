"""Where the authors' own words say more than the design can show: a note for them, never an error."""

from __future__ import annotations

from burnout.language import current, term
from burnout.manuscript.material import Source
from burnout.wording import Found, can_show_effects, causal_words

LONGEST = 160
"""Longest sentence that is quoted whole, in characters."""


def wording_notice(source: Source) -> list[str]:
    """One line on causal wording in title, conclusion and discussion, and under it, indented, each place.

    The introduction is free: it tells of other work. Nothing is said of a study with a comparison, nor of sentences
    that cite, deny or only suppose.
    """
    if can_show_effects(source.study):
        return []
    found = [f"\n  - {place}: {_told(one)}" for place, one in _places(source)]
    if not found:
        return []
    return [
        f"wording: causal words that the design cannot carry: {len(found)} in the authors' own texts, listed in "
        f"notices.md{''.join(found)}"
    ]


def _places(source: Source) -> list[tuple[str, Found]]:
    study, code = source.study, current().code
    own = code == study.manuscript.language
    file = f"config/studies/{study.study}{'' if own else f'.{code}'}.yaml"
    texts = {
        f"{file}, title": term(study.title),
        f"{file}, manuscript.conclusion": term(study.manuscript.conclusion),
    }
    changes = study.paired is not None or study.repeated is not None
    found = [(place, one) for place, text in texts.items() for one in causal_words(text, code, before_after=changes)]
    discussion = study.manuscript.discussion if own else f"discussion ({code})"
    own_words = causal_words(source.texts.discussion, code, before_after=changes)
    return [*found, *((f"{discussion}, line {one.line}", one) for one in own_words)]


def _told(one: Found) -> str:
    sentence = one.sentence if len(one.sentence) <= LONGEST else f"{one.sentence[:LONGEST].rsplit(' ', 1)[0]} …"
    return f"“{one.word}” in “{sentence}” Rather: {one.instead}. {one.reason}"
