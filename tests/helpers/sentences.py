"""Faults of grammar and typography that a program makes when it writes sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

GENERATED = (
    "notice", "methods", "participants", "prevalence", "screening", "models", "ranking", "sites", "raters",
    "before-after", "repeated", "multiverse", "interviews", "limitations",
)  # fmt: skip
"""Parts of a manuscript that the workflow writes."""

_SKIPPED = re.compile(r"^(\||#|:::|!\[|>|: |:?-{3,}).*$|\{#[^}]*\}| ?\[[^\]]*@[^\]]*\]", re.MULTILINE)
_THINGS = (
    "factor|model|participant|record|theme|unit|comparison|outcome|variable|measure|scale|question|site|rater|item|"
    "respondent|odds ratio|session|cluster|level|coefficient|statement|specification|pair"
)
_CHECKS = {
    "a double space": r"(?<=\S)  +(?=\S)",
    "a space before a mark": r" [,;.](?=\s|$)| \)",
    "two marks in a row": r"(?<![.\d])\.\.(?!\.)|,,|;;|(?<!ref)\.,|,\.|;\.|\.;|:\.|,;",
    "empty brackets": r"\(\s*\)|\[\s*\](?!\{)|\( *[,;]|[,;] *\)",
    "a missing value in words": r"\b(?:nan|NaN|NaT|inf)\b|<NA>",
    "empty emphasis": r"\*\*\*\*|(?<!\*)\*\*(?!\*)\s+\*\*",
    "one thing in the plural": rf"(?i)(?<![\d.,–-])\b(?:1|one) (?:{_THINGS})s\b",
    "several things in the singular": rf"\b(?:[2-9]|\d\d+|two|three|four|five|six|seven|eight|nine) (?:{_THINGS})\b",
    "one thing that are": r"(?<![\d.])\b(?:1|one)(?!-) (?:\w+ )?(?:were|are|have)\b(?! been)",
    "a place that was not filled": r"(?<!\{)\{[a-z_]+\}(?!\})",
    "a list without its first part": r"\b(?:and|or|were|was|of|to|by|for|with) (?:and|or)\b|: (?:and|or)\b|\(and\b",
}


def faults(text: str) -> list[str]:
    """Every fault of a text (markdown with its values filled in), with some words around it."""
    bare = _SKIPPED.sub("", text.replace("\\", ""))
    found = []
    for name, pattern in _CHECKS.items():
        for hit in re.finditer(pattern, bare):
            around = bare[max(0, hit.start() - 40) : hit.end() + 30].replace("\n", " ")
            found.append(f"{name}: …{around}…")
    return found + _small_beginnings(bare)


def _small_beginnings(bare: str) -> list[str]:
    """Sentences that begin with a small letter: at the start of a paragraph, or after a full stop."""
    found = []
    for paragraph in re.split(r"\n\s*\n", bare):
        words = " ".join(paragraph.split()).lstrip("*_“\"'(-– ")
        if re.match(r"[a-z](?![a-z]?\d)", words) and not re.match(r"[a-z]\*|\S*[A-Z@]", words):
            found.append(f"a small letter at the beginning: {words[:60]}")
        for hit in re.finditer(r"(?<!\bref)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\bcf)[.!?] ([a-z]\w+)", words):
            found.append(f"a small letter after a full stop: …{words[max(0, hit.start() - 40) : hit.end() + 20]}…")
    return found


def filled(part: str, values: Mapping[str, str]) -> str:
    """A part with its values in it."""
    return re.sub(r"\{\{< var ([\w.-]+) >\}\}", lambda found: values[found[1]], part)
