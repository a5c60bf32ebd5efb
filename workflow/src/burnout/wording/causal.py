"""Causal wording where the design shows relations or differences only; words and reasons stand in ``causal.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from burnout.config import Study

_SENTENCE = re.compile(r"[^.!?。！？；\n]+(?:\.(?=\S)[^.!?。！？；\n]+|\n(?!\s*\n)[^.!?。！？；\n]*)*[.!?。！？；]*")
_CITED = re.compile(r"\[[^\]]*@[\w:.-]+[^\]]*\]|(?<!\w)@(?!(?:fig|tbl|sec)-)[\w:.-]+")
_QUOTED = re.compile(r"^\s*>.*$|“[^”]*”|<!--(?s:.*?)-->|`[^`\n]*`|\{\{<.*?>\}\}|^\|.*$", re.MULTILINE)
_OBJECT = r"(?=\s+(?:the |their |his |her |its |our |all |these |this |nurses’ |nurses' )?[a-z-]{3,})"
_NO_OBJECT = (
    r"(?!\s+(?:after|over|from|between|during|by|in|at|with|and|or|but|more|most|less|least|only|than|to|as|for|on|since|"
    r"significantly|slightly|markedly|clearly|again|further|when|while|where|until|before|across|within|among|that|which)\b)"
)


@dataclass(frozen=True)
class Found:
    """A causal word in a text.

    Parameters
    ----------
    line : int
        Line, from 1.
    word : str
        The word as it stands.
    sentence : str
        The sentence around it, on one line.
    instead : str
        What the design can say.
    reason : str
        Why.
    """

    line: int
    word: str
    sentence: str
    instead: str
    reason: str


@dataclass(frozen=True)
class Rule:
    """Words with one reason; transitive ones count only with an object."""

    pattern: re.Pattern[str]
    transitive: bool
    survey: str
    group: str
    reason: str


@dataclass(frozen=True)
class Words:
    """All rules of a language."""

    rules: tuple[Rule, ...]
    never: re.Pattern[str]
    denials: re.Pattern[str]


def can_show_effects(study: Study) -> bool:
    """Whether a study has a comparison, so that words of effect are for its authors to judge."""
    return any(part and part.arm for part in (study.paired, study.repeated))


def causal_words(text: str, language: str = "en", *, before_after: bool = False) -> list[Found]:
    """Causal words in a text, in their order.

    Sentences that deny, doubt or only suppose a cause, that cite other work, or that quote somebody are left alone.

    Parameters
    ----------
    text : str
        Markdown.
    language : {"en", "zh"}
        Its language.
    before_after : bool
        Whether the study compares one group before and after; else it is a survey. Decides what is suggested.
    """
    words = words_of(language)
    plain = _QUOTED.sub(lambda found: re.sub(r"\S", " ", found[0]), text)
    found = []
    for start, sentence in _sentences(plain):
        if _CITED.search(sentence) or words.denials.search(sentence):
            continue
        shown = words.never.sub(lambda phrase: "\u25a1" * len(phrase[0]), sentence)
        hits = sorted(
            ((hit.start(), hit[0], rule) for rule in words.rules for hit in rule.pattern.finditer(shown)),
            key=lambda hit: (hit[0], -len(hit[1])),
        )
        end = -1
        for place, word, rule in hits:
            if place < end or (rule.transitive and word.endswith("ed") and not sentence[:place].strip(" \n*_#-\\")):
                continue  # inside a longer hit, or "Increased workload was ..."
            end = place + len(word)
            line = text.count("\n", 0, start + place) + 1
            instead = rule.group if before_after else rule.survey
            found.append(Found(line, " ".join(word.split()), " ".join(sentence.split()), instead, rule.reason))
    return found


@cache
def words_of(language: str) -> Words:
    """The rules of a language, from ``causal.yaml``.

    Raises
    ------
    KeyError
        There are no rules for the language.
    """
    from burnout.config import read_yaml

    content = read_yaml(Path(__file__).with_name("causal.yaml"))[{"en": "english", "zh": "chinese"}[language]]
    bounded = language == "en"
    return Words(
        tuple(_rule(rule, bounded) for rule in content["rules"]),
        _any(content["never"], bounded),
        _any(content["denials"], bounded),
    )


def _rule(rule: Mapping[str, Any], bounded: bool) -> Rule:
    before = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in rule.get("not_after", []))
    after = "".join(rf"(?!\s+{re.escape(word)}\b)" for word in rule.get("not_before", []))
    if rule.get("transitive"):
        after += _NO_OBJECT + _OBJECT
    words = _any(rule["words"], bounded).pattern
    pattern = re.compile(f"{before}(?:{words}){after}", re.IGNORECASE)
    return Rule(pattern, bool(rule.get("transitive")), rule["survey"], rule["group"], rule["reason"])


def _any(words: Sequence[str], bounded: bool) -> re.Pattern[str]:
    """A pattern for any of some words; in English as whole words, at any breaks of lines between them."""
    parts = [r"\s+".join(map(re.escape, str(word).split())) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(_bound(part) if bounded else part for part in parts), re.IGNORECASE)


def _bound(part: str) -> str:
    left, right = (r"\b" if re.match(r"\w", end) else "" for end in (part[0], part[-1]))
    return rf"{left}{part}{right}"


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences with the place where they begin; headings and list items count as sentences."""
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            yield match.start(), match[0]
