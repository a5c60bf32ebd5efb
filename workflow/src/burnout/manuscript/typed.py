"""Statistics that somebody typed into the authors' own texts, where only the results may say them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from burnout.config import Study
from burnout.errors import Problem
from burnout.manuscript.material import Texts

_NUMBER = r"[-−–]?\d+(?:[.,]\d+)*"
_EQUALS = r"\s*(?:=|<|>|≤|≥|≈|:|was|were|of|为)\s*"
STATISTICS = {
    "a P value": rf"(?<![\w])[*_]?[Pp][*_]?(?:[- ]?(?:value|值))?{_EQUALS}(?:0|1)?\.\d+",
    "a confidence interval": rf"\b(?:C\.?I\.?|confidence intervals?)\b\W{{0,4}}{_NUMBER}|置信区间\W{{0,4}}{_NUMBER}",
    "a ratio or coefficient": r"(?:\b(?:aOR|OR|RR|HR|IRR|AUC|SD|SMD|SE)\b|\b(?:odds|risk|hazard) ratio\b|[χηωαβ]²?|"
    rf"[*_][tFZHUrdWMQnN][*_]|\bR²)(?:\s*\([^)]*\))?{_EQUALS}{_NUMBER}",
    "a mean with its standard deviation": rf"{_NUMBER}\s*(?:±|\+/-)\s*\d",
    "a number of people": r"(?<![\w.])[nN]\s*=\s*\d+",
    "a share": r"(?<![\w.,])\d+ (?:out )?of (?:the |all )?\d+\b",
    "a percentage": rf"{_NUMBER}\s*(?:[%％‰]|per ?cent\b|percentage points?\b)",
    "a number with decimals": r"(?<![\w.,])[-−]?\d+\.\d{2,}(?![\w.]\d)",
}
"""What counts as a statistic, the more telling first."""

_ANY = re.compile("|".join(f"(?P<s{i}>{pattern})" for i, pattern in enumerate(STATISTICS.values())))
_LET_PASS = re.compile(
    r"\{\{<.*?>\}\}"  # a value, by its key
    r"|<!--.*?-->"
    r"|\[[^\[\]]*\]\{[^{}]*\.literature\b[^{}]*\}"  # meant to be typed
    r"|(?:https?://|doi:\s*|DOI:\s*)\S+|\b10\.\d{4,9}/\S+"
    r"|\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|\b\d{1,2}\.\d{1,2}\.\d{4}\b"
    r"|\b\d+(?:\.\d+)?\s?[%％](?=\s*(?:CI\b|confidence|置信))"  # a level, not a result
    r"|\b(?:[Ss]ections?|[Ff]igures?|[Tt]ables?|[Vv]ersions?|图|表|第)\s*\d+(?:\.\d+)*",
    re.DOTALL,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])|(?<=[。！？])|\n\s*\n")
_CITATION = re.compile(r"(?<![\w@])@[\w][\w:.-]*")
_TELLING = re.compile(r"\d+\.\d+")


def typed_by_hand(study: Study, texts: Texts, values: Mapping[str, str] | None = None) -> list[Problem]:
    """Statistics in the introduction, the discussion and the sentences of the abstract that were typed by hand.

    Years, dates, DOIs, versions, and numbers of sections, tables and figures may stand anywhere. A sentence that cites
    a work may hold figures, since they are that work's; but not a number that this study's own results print.

    Parameters
    ----------
    study : Study
        The study; its `quoted_numbers` may be typed.
    texts : Texts
        The authors' texts.
    values : mapping of str to str, optional
        The numbers of the results by their key; the message then names the key to write instead.

    Returns
    -------
    list of Problem
        One for each statistic, with file and line or key.
    """
    manuscript, own = study.manuscript, f"config/studies/{study.study}.yaml"
    sources = [(manuscript.introduction, "", texts.introduction), (manuscript.discussion, "", texts.discussion)]
    sources += [
        (own, f"manuscript: {key}", getattr(manuscript, key)) for key in ("background", "objective", "conclusion")
    ]
    return [
        _problem(file, key or f"line {line}", kind, found, values or {})
        for file, key, text in sources
        for line, kind, found in statistics_in(text, manuscript.quoted_numbers, values)
    ]


def statistics_in(
    text: str, meant: Sequence[str] = (), values: Mapping[str, str] | None = None
) -> Iterator[tuple[int, str, str]]:
    """Line, kind and words of each statistic of a text that may not be typed.

    Parameters
    ----------
    text : str
        Markdown.
    meant : sequence of str
        What may stand there.
    values : mapping of str to str, optional
        The numbers of the results by their key: these are statistics in a sentence with a citation, too.
    """
    for number in meant:
        text = text.replace(number, _blank(number))
    text = _LET_PASS.sub(lambda found: _blank(found[0]) if "@" not in found[0] else found[0], text)
    start = 0
    for end in [*(found.end() for found in _SENTENCE.finditer(text)), len(text)]:
        sentence = text[start:end]
        for found in _ANY.finditer(sentence):
            if _CITATION.search(sentence) and not _own(found[0], values or {}):
                continue
            kind = list(STATISTICS)[int(str(found.lastgroup).removeprefix("s"))]
            yield text.count("\n", 0, start + found.start()) + 1, kind, found[0].strip()
        start = end


def _blank(text: str) -> str:
    """As many lines, and nothing on them."""
    return " " + "\n" * text.count("\n")


def _own(text: str, values: Mapping[str, str]) -> str:
    """Key of the value that prints a number of the text; empty when none does. Only numbers with decimals tell."""
    for number in _TELLING.findall(text):
        for key, value in values.items():
            if number in _TELLING.findall(value):
                return key
    return ""


def _problem(file: str, place: str, kind: str, found: str, values: Mapping[str, str]) -> Problem:
    key = _own(found, values)
    sentence = (
        "Say it in words." if place.startswith("manuscript:") else f"Write {{{{< var {key or 'KEY'} >}}}} instead."
    )
    known = f" This is the value {key}." if key else " `burnout explain --study STUDY` lists the keys of all results."
    return Problem(
        file,
        place,
        f"{kind} typed by hand: {found!r}",
        "results by their key; figures of other works in a sentence that cites them, in [ ]{.literature}, or named "
        "under manuscript: quoted_numbers",
        f"{sentence}{known}",
    )
