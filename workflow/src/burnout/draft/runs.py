"""Runs of neighbouring columns with the same kind of answers, such as the items of a questionnaire."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from burnout.clean.values import as_number
from burnout.draft.look import Look
from burnout.draft.words import order_of

FEWEST = 5
WIDEST = 11
_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)
_PART = re.compile(r"第\s*(\d{1,3})\s*题\s*[(（]|(\d{1,3})\s*[、.．:：]|[Qq](\d{1,3})[_.\-(（]")
"""How the columns of one question with several parts begin: its number stands in each."""


@dataclass(frozen=True)
class Run:
    """Neighbouring columns with the same kind of answers.

    Parameters
    ----------
    columns : tuple of str
        Column names (or templates with {occasion}) in the order of the items.
    template : str or None
        The names with {n} or {nn} in the place of the number, when they count from 1.
    numbered : bool
        Whether the order comes from numbers in the names; else it is the order of the columns.
    low, high : int or None
        Smallest and largest answer; None for texts.
    texts : tuple of str
        Answer texts, lowest first when their order is known.
    ordered : bool
        Whether the order of the texts is known.
    labels : tuple of str
        Labels of the columns.
    missing, guessed : tuple of str
        Codes for no answer, and those of them that are only a guess.
    strange : tuple of str
        Numbers that stand there once or twice, beyond all others: taken for mistakes.
    """

    columns: tuple[str, ...]
    template: str | None
    numbered: bool
    low: int | None
    high: int | None
    texts: tuple[str, ...] = ()
    ordered: bool = False
    labels: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


def numbers_of(piece: Sequence[Look]) -> list[int]:
    """Numbers in the names of columns."""
    return [int(match[2]) for look in piece if (match := _NUMBERED.match(look.name))]


def runs_of(looks: Sequence[Look]) -> list[Run]:
    """Runs of columns that may be items: numbered alike, or neighbours, with the same answers."""
    fitting = [look for look in looks if _answers(look) is not None]
    groups: dict[tuple[str, str], list[tuple[int, Look]]] = {}
    for look in fitting:
        match = _NUMBERED.match(look.name)
        if match:
            groups.setdefault((match[1], match[3]), []).append((int(match[2]), look))
    runs, taken = [], set()
    for group in groups.values():
        for piece in _pieces(sorted(group, key=lambda pair: pair[0])):
            runs.append(run_from([look for _, look in piece], [number for number, _ in piece]))
            taken |= {look.name for _, look in piece}
    rest: list[list[Look]] = [[]]
    whole = _questions(looks)
    for look in looks:
        usable = look.name not in taken and _answers(look) is not None
        parted = bool(rest[-1]) and whole[look.name] != whole[rest[-1][0].name]
        if not usable or not rest[-1] or parted or not _alike(rest[-1], look):
            rest.append([])
        if usable:
            rest[-1].append(look)
    runs += [run_from(piece, None) for piece in rest if len(piece) >= FEWEST and likert(piece)]
    return runs


def _questions(looks: Sequence[Look]) -> dict[str, str]:
    """Columns, and the number of the question whose parts they are; '' for a question of its own."""
    number = {look.name: next(filter(None, m.groups())) if (m := _PART.match(look.name)) else "" for look in looks}
    parts = Counter(number.values())
    return {name: n if n and parts[n] > 1 else "" for name, n in number.items()}


def _answers(look: Look) -> tuple[str, object] | None:
    """What answers a column holds: codes of a scale, or texts; None when it can be no item."""
    numbers = look.numbers
    labels = tuple(sorted((c, t) for c, t in look.labels.items() if c not in look.no_levels | look.absent.keys()))
    if numbers is not None:
        fits = look.whole and numbers[0] >= 0 and numbers[-1] < WIDEST and len(numbers) <= WIDEST
        return ("codes", labels) if fits else None
    values = look.values
    if 2 <= len(values) <= 9 and max(map(len, values)) <= 30 and not any(as_number(v) is not None for v in values):
        return ("texts", None)
    return None


def _alike(before: Sequence[Look], look: Look) -> bool:
    """Whether a column has the same kind of answers as the ones before it."""
    first, this = _answers(before[0]), _answers(look)
    if first is None or this is None or first[0] != this[0]:
        return False
    if first[0] == "codes":
        return first[1] == this[1]
    seen = {v for one in before for v in one.values}
    return len(seen | set(look.values)) <= 7 and bool(seen & set(look.values))


def likert(piece: Sequence[Look]) -> bool:
    """Whether neighbours without common numbering have answers of three or more levels."""
    return len({v for look in piece for v in look.values}) >= 4 and _same_reach(piece)


def _same_reach(piece: Sequence[Look]) -> bool:
    tops = [len(look.values) for look in piece]
    return max(tops) - min(tops) <= max(tops) / 2


def _pieces(group: list[tuple[int, Look]]) -> list[list[tuple[int, Look]]]:
    """Parts of a numbered group whose numbers follow each other and whose answers are alike."""
    parts: list[list[tuple[int, Look]]] = []
    for number, look in group:
        fits = parts and number == parts[-1][-1][0] + 1 and _alike([one for _, one in parts[-1]], look)
        if fits:
            parts[-1].append((number, look))
        else:
            parts.append([(number, look)])
    return [part for part in parts if len(part) >= FEWEST]


def run_of(piece: Sequence[Look]) -> Run:
    """Columns that are known to be items, in the order of the items, as a run."""
    return run_from(piece, range(1, len(piece) + 1))


def run_from(piece: Sequence[Look], numbers: Sequence[int] | None) -> Run:
    """Columns, and the numbers in their names when their order comes from those, as a run."""
    values = [v for look in piece for v in look.values]
    found = [as_number(v) for v in values]
    texts: tuple[str, ...] = ()
    ordered = False
    low = high = None
    if None in found:
        texts = tuple(dict.fromkeys(values))
        if order := order_of(texts):
            texts = tuple(t for _, t in sorted(zip(order[1], texts, strict=True)))
            ordered = True
    else:
        known = [int(v) for v in found if v is not None]
        low, high = min(known), max(known)
        labelled = [
            int(n)
            for look in piece
            for c in look.labels
            if (n := as_number(c)) is not None and c not in look.absent and c not in look.no_levels
        ]
        if labelled and min(labelled) >= 0 and max(labelled) < WIDEST:
            low, high = min(low, *labelled), max(high, *labelled)
    absent = {c: why for look in piece for c, why in look.absent.items()}
    return Run(
        tuple(look.name for look in piece),
        _template([look.name for look in piece], numbers),
        numbers is not None,
        low,
        high,
        texts,
        ordered,
        tuple(look.label for look in piece),
        tuple(sorted(absent)),
        tuple(c for c, why in absent.items() if why.startswith("outside")),
    )


def _template(names: Sequence[str], numbers: Sequence[int] | None) -> str | None:
    """Names that count from 1 as one template."""
    if numbers is None or numbers[0] != 1 or "{n}" in names[0] or "{nn}" in names[0]:
        return None
    match = _NUMBERED.match(names[0])
    if match is None:
        return None
    for mark, width in (("{n}", 1), ("{nn}", 2)):
        if all(name == f"{match[1]}{n:0{width}d}{match[3]}" for name, n in zip(names, numbers, strict=True)):
            return f"{match[1]}{mark}{match[3]}"
    return None
