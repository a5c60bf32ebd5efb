"""Questions of Wenjuanxing with several answers in one cell, parted into a column for each choice."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from burnout.config.base import Code
from burnout.intake.raw import Cell, cells_at, distinct

MANY, RANKED = "┋", "→"
FILLED_IN = re.compile(r"[〖【].*?[〗】]")
"""What a person wrote beside a choice ("other")."""
MOST = 60
"""Choices up to which arrows are taken for a ranking; a free text may hold one too."""


@dataclass
class Parted:
    """A table with the new columns, which codes for missing they have, and what they mean."""

    frame: pd.DataFrame
    columns: list[str] = field(default_factory=list)
    value_labels: dict[str, dict[Code, str]] = field(default_factory=dict)


def parted(frame: pd.DataFrame, questions: Sequence[str], absent: Sequence[Code]) -> Parted:
    """The table with columns ``question(choice)`` after each question of several answers.

    Of several answers chosen (``A┋B``) they hold 1 or 0, of a ranking (``A→B``) the place of the choice, empty where it
    was not placed. The column of the question itself stays. Where the question was left out or skipped, all its columns
    hold that code. In exports of codes such columns are there already.

    Parameters
    ----------
    frame : DataFrame
        Raw cells.
    questions : sequence of str
        Columns of questions.
    absent : sequence of codes
        Codes for left out and skipped.
    """
    made: dict[str, pd.Series] = {}
    found = Parted(frame)
    for column in frame.columns:
        made[column] = frame[column]
        sign = _sign(frame[column], absent) if column in questions else ""
        if not sign:
            continue
        cells = cells_at(frame[column], range(len(frame)))
        for choice in _choices(cells, sign, absent):
            name = f"{column}({choice})"
            if name in frame.columns:
                continue
            content = [cell if _missing(cell, absent) else _answer(str(cell), sign, choice) for cell in cells]
            made[name] = pd.Series(content, index=frame.index, dtype=object)
            found.columns.append(name)
            if sign == MANY:
                found.value_labels[name] = {0: "Not chosen", 1: "Chosen"}
    if found.columns:
        found.frame = pd.DataFrame(made, index=frame.index)
    return found


def _sign(column: pd.Series, absent: Sequence[Code]) -> str:
    """The sign between several answers of a question; '' for other questions."""
    cells = [str(cell) for cell in distinct(column)[1] if not _missing(cell, absent)]
    if any(MANY in cell for cell in cells):
        return MANY
    ranked = [cell for cell in cells if RANKED in cell]
    if not ranked or len(ranked) < len(cells) / 2:
        return ""
    choices = _choices(cells, RANKED, absent)
    once = all(len(set(_parts(cell, RANKED))) == len(_parts(cell, RANKED)) for cell in cells)
    return RANKED if once and len(choices) <= min(MOST, max(2, 3 * max(len(_parts(c, RANKED)) for c in ranked))) else ""


def _choices(cells: Sequence[Cell], sign: str, absent: Sequence[Code]) -> list[str]:
    """All choices that somebody took, in the order of their first appearance."""
    found: dict[str, None] = {}
    for cell in dict.fromkeys(cells):
        if not _missing(cell, absent):
            found |= dict.fromkeys(_parts(str(cell), sign))
    return list(found)


def _parts(cell: str, sign: str) -> list[str]:
    return [part for part in (FILLED_IN.sub("", text).strip() for text in cell.split(sign)) if part]


def _answer(cell: str, sign: str, choice: str) -> float | None:
    parts = _parts(cell, sign)
    if sign == MANY:
        return float(choice in parts)
    return float(parts.index(choice) + 1) if choice in parts else None


def _missing(cell: Cell, absent: Sequence[Code]) -> bool:
    return cell is None or cell != cell or cell in absent
