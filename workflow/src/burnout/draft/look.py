"""What stands in each column of a file: the different cells, how often, and what the file says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

import numpy as np

from burnout.clean.values import as_number, code_key
from burnout.draft.words import is_no_answer
from burnout.intake.raw import RawTable, distinct

NO_CODES = ("-1", "-2", "-3", "-8", "-9", "-88", "-99", "-999", "9", "99", "999", "9999", "8888")
"""Numbers that are customary for no answer."""


@dataclass(frozen=True)
class Look:
    """One column at a glance.

    Parameters
    ----------
    name, label : str
        Column name, and the file's own label or question ('' when there is none).
    cells : dict of str to int
        Different filled cells (a number in one form: 1, "1" and "01" are the same) and how often each stands there.
    labels : dict of str to str
        Value labels of the file, by the same form of the code.
    declared : tuple of str
        Codes that the file declares as missing and that are no words for no answer.
    legal : (float, float) or None
        Smallest and largest number that could be entered.
    rows : int
        Rows of the file.
    """

    name: str
    label: str = ""
    cells: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    declared: tuple[str, ...] = ()
    legal: tuple[float, float] | None = None
    rows: int = 0

    @property
    def absent(self) -> dict[str, str]:
        """Cells taken for no answer, with the reason."""
        found = {c: "declared by the file" for c in self.declared if c in self.cells}
        found |= {c: "a word for no answer" for c in self.cells if c not in found and is_no_answer(c)}
        found |= {
            c: f"labelled {self.labels[c]!r}"
            for c in self.cells
            if c not in found and c in self.labels and is_no_answer(self.labels[c])
        }
        return found | self._guessed(found)

    def _guessed(self, known: dict[str, str]) -> dict[str, str]:
        """Numbers such as 9, 99 or -1 that stand far outside the others."""
        numbers = {c: n for c in self.cells if c not in known and (n := as_number(c)) is not None}
        suspects = {c: n for c, n in numbers.items() if c in NO_CODES and c not in self.labels}
        rest = [n for c, n in numbers.items() if c not in suspects]
        if not suspects or not rest or len(rest) < 2:
            return {}
        low, high = min(rest), max(rest)
        outside = {}
        for code, number in suspects.items():
            above = number > high + max(1, 0.25 * (high - low)) and number >= 9
            if (number < 0 <= low) or above:
                outside[code] = f"outside the other values, {low:g} to {high:g}"
        return outside

    @property
    def no_levels(self) -> set[str]:
        """Codes that the file declares or labels as no answer, whether they occur or not."""
        return {*self.declared, *(code for code, text in self.labels.items() if is_no_answer(text))}

    @property
    def values(self) -> dict[str, int]:
        """Cells that are answers, and how often each stands there."""
        absent = self.absent
        return {cell: n for cell, n in self.cells.items() if cell not in absent}

    @property
    def n(self) -> int:
        """Number of answers."""
        return sum(self.values.values())

    @property
    def numbers(self) -> np.ndarray | None:
        """Different answers as numbers, in order; None when any of them is none."""
        found = [as_number(cell) for cell in self.values]
        return None if not found or any(v is None for v in found) else np.sort(np.array(found, dtype=float))

    @property
    def whole(self) -> bool:
        """Whether all answers are whole numbers."""
        numbers = self.numbers
        return numbers is not None and bool(np.all(numbers == np.floor(numbers)))

    @property
    def words(self) -> list[str]:
        """The answers as people read them: value labels where the file has them, else the cells."""
        return [self.labels.get(cell, cell) for cell in self.values]

    def renamed(self, name: str) -> Look:
        """The same column under another name."""
        return replace(self, name=name)

    def matches(self, pattern: str) -> float:
        """Share of the answers that match a pattern as a whole."""
        values = self.values
        fitting = sum(n for cell, n in values.items() if re.fullmatch(pattern, cell, re.IGNORECASE))
        return fitting / max(1, sum(values.values()))


def looks_of(raw: RawTable) -> list[Look]:
    """Every column of a file at a glance, in the order of the file."""
    book = raw.codebook
    looks = []
    for name in raw.frame.columns:
        codes, cells = distinct(raw.frame[name])
        counts = np.bincount(codes[codes >= 0], minlength=len(cells))
        found: dict[str, int] = {}
        for cell, count in zip(cells, counts.tolist(), strict=True):
            if count and str(cell).strip():
                found[code_key(cell)] = found.get(code_key(cell), 0) + count
        labels = {code_key(code): str(text).strip() for code, text in book.value_labels.get(name, {}).items()}
        looks.append(
            Look(
                name,
                str(book.labels.get(name, "")).strip(),
                found,
                {code: text for code, text in labels.items() if text},
                tuple(dict.fromkeys(code_key(c) for c in book.missing.get(name, ()))),
                book.ranges.get(name),
                len(raw.frame),
            )
        )
    return looks


def together(looks: list[Look], name: str) -> Look:
    """Columns of the same question (two occasions, two files) as one."""
    cells: dict[str, int] = {}
    labels: dict[str, str] = {}
    declared: dict[str, None] = {}
    for look in looks:
        for cell, count in look.cells.items():
            cells[cell] = cells.get(cell, 0) + count
        labels |= look.labels
        declared |= dict.fromkeys(look.declared)
    first = looks[0]
    return Look(name, first.label, cells, labels, tuple(declared), first.legal, sum(look.rows for look in looks))
