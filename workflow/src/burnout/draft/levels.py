"""Which level of a study a code or text of another file means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from burnout.clean.contradictions import same_label
from burnout.clean.values import as_number
from burnout.draft.english import english_levels
from burnout.draft.kinds import Sure
from burnout.draft.look import Look
from burnout.draft.words import ENGLISH, ORDERS, bands_of, plain, rung


@dataclass(frozen=True)
class Levels:
    """Codes of a file and the levels they mean.

    Parameters
    ----------
    codes : dict of str to str
        Code or text in the file to the label of the study's level.
    unknown : tuple of str
        Codes or texts that mean no level as far as can be told.
    sure : str
        How sure the whole is.
    reason : str
        Why.
    """

    codes: dict[str, str]
    unknown: tuple[str, ...]
    sure: Sure
    reason: str

    @property
    def share(self) -> float:
        """Share of the file's codes that have a level."""
        return len(self.codes) / max(1, len(self.codes) + len(self.unknown))


def levels_between(look: Look, levels: Mapping[str, str], texts: Mapping[str, Sequence[str]]) -> Levels:
    """Levels that the cells of a column mean.

    Parameters
    ----------
    look : Look
        The column of the new file.
    levels : mapping of str to str
        Code in the study's files to label, in order.
    texts : mapping of str to sequence of str
        Label to other words for it (value labels of the study's files).
    """
    words = {cell: look.labels.get(cell, cell) for cell in look.values}
    bare = [cell for cell, word in words.items() if word == cell and as_number(cell) is not None]
    if bare and len(bare) == len(words):
        return _by_codes(list(words), levels)
    found: dict[str, str] = {}
    guessed = False
    for cell, word in words.items():
        label, clear = _level_of(word, levels, texts)
        if label is not None:
            found[cell] = label
            guessed |= not clear
    if len(found) < len(words) and (bands := _by_bands(words, list(levels.values()))):
        found, guessed = bands, True
    near = _near({cell: word for cell, word in words.items() if cell not in found}, levels, found)
    found |= near
    double = len(set(found.values())) < len(found)
    unknown = tuple(cell for cell in words if cell not in found)
    if unknown or double:
        return Levels(found, unknown, "please decide", "not every text has a level of its own")
    if near:
        return Levels(found, (), "please decide", f"is {_told(near)}?")
    return Levels(found, (), "likely" if guessed else "certain", "the words mean the same" if guessed else "same words")


def _near(words: Mapping[str, str], levels: Mapping[str, str], found: Mapping[str, str]) -> dict[str, str]:
    """Texts that hold all words of just one level that is still free, as General surgery holds Surgery."""
    free = [label for label in levels.values() if label not in found.values()]
    hits = {
        cell: [label for label in free if set(plain(label).split()) <= set(plain(word).split())]
        for cell, word in words.items()
    }
    once = {cell: labels[0] for cell, labels in hits.items() if len(labels) == 1}
    return {cell: label for cell, label in once.items() if list(once.values()).count(label) == 1}


def _told(codes: Mapping[str, str]) -> str:
    return ", ".join(f"{code!r} {label}" for code, label in codes.items())


def _by_codes(codes: Sequence[str], levels: Mapping[str, str]) -> Levels:
    """Levels of numbers without labels: the study's own codes, or its codes shifted; never certain."""
    if set(codes) <= set(levels):
        known = {code: levels[code] for code in levels if code in codes}
        return Levels(known, (), "likely", "the same codes, without labels in the file")
    numbers = sorted(int(n) for c in codes if (n := as_number(c)) is not None and float(n).is_integer())
    own = sorted(int(n) for c in levels if (n := as_number(c)) is not None and float(n).is_integer())
    if len(numbers) == len(codes) == len(levels) == len(own) and numbers[-1] - numbers[0] == len(numbers) - 1:
        shifted = {str(n): levels[str(o)] for n, o in zip(numbers, own, strict=True)}
        by = numbers[0] - own[0]
        return Levels(shifted, (), "please decide", f"codes seem shifted by {by:+d}; the file has no labels")
    return Levels({}, tuple(codes), "please decide", "other codes, without labels in the file")


def _level_of(word: str, levels: Mapping[str, str], texts: Mapping[str, Sequence[str]]) -> tuple[str | None, bool]:
    """The level a word means, and whether it is the same word."""
    for label in levels.values():
        if plain(word) in {plain(w) for w in (label, *texts.get(label, ()))}:
            return label, True
    told = {plain(w) for w in (ENGLISH.get(word.strip()), *english_levels([word])) if w}
    hits = []
    for label in levels.values():
        others = {plain(w) for one in (label, *texts.get(label, ())) for w in (ENGLISH.get(one.strip()), one) if w}
        if (
            told & others
            or same_label(word, label)
            or any(_same_rung(word, one) for one in (label, *texts.get(label, ())))
        ):
            hits.append(label)
    return (hits[0], False) if len(hits) == 1 else (None, False)


def _same_rung(word: str, other: str) -> bool:
    return any((place := rung(word, rungs)) is not None and place == rung(other, rungs) for rungs in ORDERS.values())


def _by_bands(words: Mapping[str, str], labels: Sequence[str]) -> dict[str, str] | None:
    """Bands of numbers that begin at the same places, in the same number."""
    ours, theirs = bands_of(labels), bands_of(list(words.values()))
    if ours is None or theirs is None or len(ours) != len(theirs):
        return None
    ranked = [label for _, label in sorted(zip(ours, labels, strict=True))]
    cells = [cell for _, cell in sorted(zip(theirs, words, strict=True))]
    near = [abs(a - b) <= 1.5 for a, b in zip(sorted(ours), sorted(theirs), strict=True)]
    return dict(zip(cells, ranked, strict=True)) if all(near) else None
