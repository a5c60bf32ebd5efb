"""Saying a sentence in the language that is being written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from burnout.language.catalogue import Language

NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

_CURRENT: ContextVar[Language] = ContextVar("language", default=Language())  # noqa: B039 (frozen)


def current() -> Language:
    """The language that is being written."""
    return _CURRENT.get()


@contextmanager
def writing_in(language: Language) -> Iterator[None]:
    """Write in a language inside a ``with`` block; English outside of any."""
    token = _CURRENT.set(language)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def say(text: str, /, **facts: object) -> str:
    """A sentence, or a whole part of one, in the language that is being written.

    Parameters
    ----------
    text : str
        The English template, a literal in the code: ``"Of {n} participants, {share} were at risk."`` Literal braces
        are doubled when there are facts.
    **facts
        What goes into the named places: finished text (numbers already printed, names already translated). Facts are
        never read as templates.
    """
    template = _CURRENT.get().sentences.get(text, text)
    return template.format(**facts) if facts else template


def say_count(one: str, many: str, number: int, /, **facts: object) -> str:
    """A sentence that depends on a count: the first template for one, the second for any other number.

    Parameters
    ----------
    one, many : str
        English templates.
    number : int
        The count that decides. It is not put in by itself: name it among the facts.
    **facts
        As for `say`.
    """
    return say(one if number == 1 else many, **facts)


def term(text: str, /) -> str:
    """A text of a study or instrument file (label, level, reason) in the language that is being written."""
    language = _CURRENT.get()
    found = language.words.get(text) or language.sentences.get(text)
    if not found:
        language.missed.add(text)
    return found or text


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after another, with a blank between them where the language has one; empty ones fall away."""
    return ("" if _CURRENT.get().code == "zh" else " ").join(text for text in sentences if text)


def spelled(number: int) -> str:
    """A count in running text: English words from ``no`` to ``nine``, digits above and in Chinese."""
    words = () if _CURRENT.get().code == "zh" else NUMBER_WORDS
    return words[number] if number < len(words) else str(number)
