"""Which piece of an earlier text became which piece of a later one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

ALIKE = 0.45
"""Share of words in common from which on two pieces count as the same one, changed."""
_MOST_PAIRS = 4_000
_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[\u3400-\u9fff]|\w+|\s+|[^\w\s]")

Pair = tuple[int | None, int | None]


def words(text: str) -> list[str]:
    """A text in words, numbers, blanks, and single marks and Chinese characters."""
    return _WORDS.findall(text)


def matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """What is equal and what is not, as `difflib` tells it."""
    yield from SequenceMatcher(None, list(old), list(new), autojunk=False).get_opcodes()


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Pieces of two texts side by side, in the order of both; None where one side has nothing.

    Parameters
    ----------
    old, new : sequence of str
        Texts of the pieces.
    """
    pairs: list[Pair] = []
    for kind, a, b, c, d in matched(old, new):
        if kind == "equal":
            pairs += zip(range(a, b), range(c, d), strict=True)
        else:
            pairs += [(i if i is None else a + i, j if j is None else c + j) for i, j in _alike(old[a:b], new[c:d])]
    return pairs


def _alike(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """The pairing with the greatest likeness in all that keeps both orders."""
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return [*((i, None) for i in range(len(old))), *((None, j) for j in range(len(new)))]
    split = [_telling(text) for text in new]
    like = [[_likeness(_telling(text), other) for other in split] for text in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], like[i][j] + best[i + 1][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(old) and j < len(new):
        if like[i][j] and best[i][j] == like[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    return [*pairs, *((k, None) for k in range(i, len(old))), *((None, k) for k in range(j, len(new)))]


def _telling(text: str) -> list[str]:
    """The words of a text without its blanks, which all texts have in common."""
    return [word for word in words(text) if not word.isspace()]


def _likeness(old: list[str], new: list[str]) -> float:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= ALIKE else 0.0
