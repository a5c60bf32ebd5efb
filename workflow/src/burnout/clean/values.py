"""From a raw cell to a value: numbers, categories, item answers, text; and what was wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from burnout.config.base import Code
from burnout.config.data import InstrumentUse, Variable
from burnout.config.instrument import Answers
from burnout.intake.raw import Cell, distinct, look_up

Status = Literal["ok", "missing", "missing code", "normalised", "not allowed"]
STATUSES: tuple[Status, ...] = ("ok", "missing", "missing code", "normalised", "not allowed")

_ASCII = {ord(sign) + 0xFEE0: sign for sign in "0123456789.-+"}
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """One cell, read: the value, how it went, and what would have been allowed."""

    value: object
    status: Status
    allowed: str = ""


@dataclass(frozen=True)
class Column:
    """One raw column, read: every different cell once, and which of them stands in each row.

    Parameters
    ----------
    codes : ndarray of int, shape (n,)
        Position in `cells` and `readings` of what stands in each row; -1, the last one, where nothing stands.
    cells : list
        The different cells, None at the end.
    readings : list of Reading
        What each of them is read as.
    """

    codes: np.ndarray
    cells: list[Cell]
    readings: list[Reading]

    def has(self, *statuses: Status) -> np.ndarray:
        """Rows with one of the statuses, as booleans."""
        wanted = [reading.status in statuses for reading in self.readings]
        if not any(wanted[:-1]) and (not wanted[-1] or not np.any(self.codes < 0)):
            return np.zeros(len(self.codes), dtype=bool)
        return np.array(wanted)[self.codes]

    def values(self, dtype: Dtype) -> Values:
        """What the rows are read as: numbers (float), levels (a categorical type) or text (object), missing if none."""
        found = [reading.value for reading in self.readings]
        if not isinstance(dtype, pd.CategoricalDtype):
            return np.array(found, dtype=dtype)[self.codes]
        place = dtype.categories.get_indexer(pd.Index(found, dtype=object))
        small = np.min_scalar_type(-len(dtype.categories) - 1)
        return pd.Categorical.from_codes(look_up(place.astype(small), self.codes), dtype=dtype, validate=False)


def dtype_of(variable: Variable) -> Dtype:
    """What a column of the clean data holds."""
    if variable.type in ("nominal", "ordinal"):
        return pd.CategoricalDtype(variable.level_labels, ordered=variable.type == "ordinal")
    return float if variable.type == "number" else object


Reader = Callable[[str | float], Reading]
Dtype = type[float] | type[object] | pd.CategoricalDtype
Values = np.ndarray | pd.Categorical


def read_column(cells: pd.Series, reader: Reader) -> Column:
    """Read a raw column; every different cell is read once.

    Parameters
    ----------
    cells : Series
        Cells of a raw table.
    reader : callable
        Reads one cell that is not empty.
    """
    codes, different = distinct(cells)
    readings = [_filled(cell, reader) for cell in different]
    return Column(codes, [*different, None], [*readings, Reading(None, "missing")])


def _filled(cell: str | float, reader: Reader) -> Reading:
    if isinstance(cell, str) and not cell.strip():
        return Reading(None, "missing")
    return reader(cell)


def code_key(code: Code) -> str:
    """A code in one form, so that 1, "1", 1.0 and "01" are the same."""
    number = as_number(code)
    if number is None or (isinstance(code, str) and "e" in code.lower()):
        return str(code).strip()
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def as_number(cell: Code) -> float | None:
    """A cell as a number; None when it is none. Full-width digits count as digits."""
    if isinstance(cell, int | float):
        return float(cell)
    text = to_ascii(cell)
    return float(text) if _NUMBER.fullmatch(text) else None


def to_ascii(text: str) -> str:
    """Text without blanks around it, and full-width digits and signs as ASCII."""
    return text.strip().translate(_ASCII)


def shown_cell(cell: object) -> str:
    """A raw cell as a person reads it in the file."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return "" if cell is None else str(cell)


def _good(value: object, cell: str | float) -> Reading:
    full_width = isinstance(cell, str) and to_ascii(cell) != cell.strip()
    return Reading(value, "normalised" if full_width else "ok")


def category_reader(variable: Variable, missing: Iterable[Code]) -> Reader:
    """Reader of a nominal or ordinal variable; the value is the level's label."""
    levels = variable.levels if isinstance(variable.levels, dict) else {x: x for x in variable.level_labels}
    labels = {code_key(code): label for code, label in levels.items()}
    absent = {code_key(code) for code in missing}
    allowed = "; ".join(k if k == label else f"{k} ({label})" for k, label in labels.items())

    def read(cell: str | float) -> Reading:
        key = code_key(cell)
        if key in labels:
            return _good(labels[key], cell if as_number(cell) is not None else "")
        return Reading(None, "missing code") if key in absent else Reading(None, "not allowed", allowed)

    return read


def number_reader(variable: Variable, missing: Iterable[Code]) -> Reader:
    """Reader of a number, with its range."""
    low, high = variable.range or (-np.inf, np.inf)
    absent = {code_key(code) for code in missing}
    limits = f" from {low:g} to {high:g}" if variable.range else ""
    allowed = f"a number{limits}" + (f" ({variable.unit})" if variable.unit else "")

    def read(cell: str | float) -> Reading:
        if code_key(cell) in absent:
            return Reading(None, "missing code")
        number = as_number(cell)
        if number is None or not np.isfinite(number) or not low <= number <= high:
            return Reading(None, "not allowed", allowed)
        return _good(number, cell)

    return read


def text_reader(missing: Iterable[Code]) -> Reader:
    """Reader of free text."""
    absent = {code_key(code) for code in missing}

    def read(cell: str | float) -> Reading:
        if code_key(cell) in absent:
            return Reading(None, "missing code")
        return Reading(shown_cell(cell).strip(), "ok")

    return read


def answer_reader(use: InstrumentUse, answers: Answers, missing: Iterable[Code], own_range: bool = False) -> Reader:
    """Reader of an item; the value is the answer on the instrument's own range.

    An item with a range of its own (a count, a sum) holds numbers: first_code and answer_texts do not touch it.
    """
    absent = {code_key(code) for code in missing}
    texts = {} if own_range else {code_key(t): answers.low + i for i, t in enumerate(use.answer_texts or [])}
    shift = 0 if use.first_code is None or own_range else use.first_code - answers.low
    allowed = "; ".join(texts) if texts else f"whole numbers from {answers.low + shift} to {answers.high + shift}"

    def read(cell: str | float) -> Reading:
        key = code_key(cell)
        if texts and key in texts:
            return Reading(float(texts[key]), "ok")
        if key in absent:
            return Reading(None, "missing code")
        number = None if texts else as_number(cell)
        if number is None or not number.is_integer() or not answers.low <= number - shift <= answers.high:
            return Reading(None, "not allowed", allowed)
        return _good(number - shift, cell)

    return read


def participant_reader(cell: str | float) -> Reading:
    """Reader of the column that identifies a participant; the value is text."""
    if isinstance(cell, float):
        return Reading(shown_cell(cell), "ok")
    return _good(to_ascii(cell), cell)


def occasion_reader(names: Mapping[str, str]) -> Reader:
    """Reader of the column that tells the occasion; codes (by `code_key`) to names."""

    def read(cell: str | float) -> Reading:
        key = code_key(cell)
        return Reading(names[key], "ok") if key in names else Reading(None, "not allowed", ", ".join(names))

    return read
