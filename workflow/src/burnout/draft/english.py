"""English labels for common Chinese levels; what is not known stays as it stands in the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from burnout.draft.words import ENGLISH, ORDERS, order_of

_BAND = re.compile(r"(\d+)(?:[-~–—至到](\d+))?(年|岁|次|小时|元|天|人|分钟)?(及以下|以下|以内|及以上|以上)?")
_UNITS = {"年": " years", "岁": " years", "次": " times", "小时": " hours", "元": " yuan", "天": " days",
          "人": " people", "分钟": " minutes", None: ""}  # fmt: skip
_SIGNS = {"及以下": "≤", "以内": "≤", "以下": "<", "及以上": "≥", "以上": ">", None: ""}


def english_levels(words: Sequence[str]) -> list[str]:
    """Labels of levels in English where all of them are known, else as they stand; the same for the same word."""
    if len(unlike := list(dict.fromkeys(words))) < len(words):
        told = dict(zip(unlike, english_levels(unlike), strict=True))
        return [told[word] for word in words]
    if all(word.isascii() for word in words):
        return [word.strip() for word in words]
    order = order_of(words)
    if order is not None:
        found = [_rung_word(word, ORDERS[order[0]][place]) for word, place in zip(words, order[1], strict=True)]
    else:
        found = [ENGLISH.get(word.strip()) or _band(word) for word in words]
    known = [made for made in found if made is not None]
    return known if len(set(known)) == len(words) else [word.strip() for word in words]


def _rung_word(word: str, rung: Sequence[str]) -> str | None:
    english = next((w for w in rung if w.isascii()), None)
    if english is None or word.isascii():
        return word if word.isascii() else None
    more = " or higher" if word.endswith("以上") else " or lower" if word.endswith("以下") else ""
    return english.capitalize() + more


def _band(word: str) -> str | None:
    levelled = unicodedata.normalize("NFKC", word).replace(" ", "").replace(",", "")
    if levelled in ("无", "没有"):
        return "None"
    match = _BAND.fullmatch(levelled)
    if match is None:
        return word if word.isascii() else None
    low, high, unit, end = match.groups()
    return f"{_SIGNS[end]}{low}{f'-{high}' if high else ''}{_UNITS[unit]}"
