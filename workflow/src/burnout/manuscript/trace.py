"""Numbers that remember their result table, row and column until they are printed, and the marks they leave in text.

While a manuscript is composed, every number of a result table is a `TracedInt` or `TracedFloat`: an ordinary number
with its origins. `burnout.manuscript.numbers` prints it between marks (characters that Unicode keeps for internal use
and that `burnout.render.escape` takes out of every text of a person, so that nobody can forge one). Marks go through
sentences, templates and tables like any other character; `burnout.manuscript.origins` reads them and takes them out.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

OPEN, INSIDE, CLOSE = "\ufdd0", "\ufdd1", "\ufdd2"
_DIGITS = {str(digit): chr(0xFDD4 + digit) for digit in range(10)}
_TO_MARK, _FROM_MARK = str.maketrans(_DIGITS), str.maketrans({mark: digit for digit, mark in _DIGITS.items()})
MARKED = re.compile(f"{OPEN}([\ufdd4-\ufddd]+){INSIDE}([^{OPEN}{CLOSE}]*){CLOSE}")
_MARKS = re.compile("[\ufdd0-\ufddd]")
ROWS = "(number of rows)"
"""Column of an origin that is a count of rows."""


@dataclass(frozen=True)
class Origin:
    """Where a number comes from.

    Parameters
    ----------
    table : str
        Result table.
    row : int
        Its row, counted from 0.
    column : str
        Its column, or `ROWS`.
    """

    table: str
    row: int
    column: str


class Traced:
    """What both kinds of traced numbers can do: arithmetic keeps the origins of both sides."""

    origins: tuple[Origin, ...] = ()


class TracedInt(int, Traced):
    """A whole number with its origins."""


class TracedFloat(float, Traced):
    """A number with its origins; not a number where a table has an empty cell."""


def traced(value: float, origins: tuple[Origin, ...]) -> Traced:
    """A number with origins."""
    made: TracedInt | TracedFloat = TracedInt(value) if isinstance(value, int) else TracedFloat(value)
    made.origins = origins
    return made


def origins_of(*values: object) -> tuple[Origin, ...]:
    """Origins of some numbers, each once, in order."""
    return tuple(dict.fromkeys(o for value in values if isinstance(value, Traced) for o in value.origins))


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, TracedInt) else float(value) if isinstance(value, TracedFloat) else value


def _kept(compute: Callable[..., Any]) -> Callable[..., Any]:
    def operation(self: Any, *others: Any) -> Any:
        result = compute(_plain(self), *(_plain(other) for other in others))
        return traced(result, origins_of(self, *others)) if type(result) in (int, float) else result

    return operation


def _turned(compute: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda one, other: compute(other, one)


for _kind in (TracedInt, TracedFloat):
    for _name, _compute in {
        "add": operator.add,
        "sub": operator.sub,
        "mul": operator.mul,
        "truediv": operator.truediv,
    }.items():
        setattr(_kind, f"__{_name}__", _kept(_compute))
        setattr(_kind, f"__r{_name}__", _kept(_turned(_compute)))
    for _name, _compute in {"neg": operator.neg, "abs": operator.abs}.items():
        setattr(_kind, f"__{_name}__", _kept(_compute))


def traced_frame(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A result table whose numbers are traced.

    Parameters
    ----------
    table : str
        Name of the table.
    frame : pandas.DataFrame
        The table. It is not changed. Columns of numbers become columns of objects; all others stay as they are.
    """
    from pandas import NA, Series
    from pandas.api.types import is_bool_dtype, is_numeric_dtype

    made = frame.copy(deep=False)
    for column in frame.columns:
        numbers = frame[column]
        if is_numeric_dtype(numbers) and not is_bool_dtype(numbers):
            places = ((Origin(table, row, column),) for row in range(len(frame)))
            cells = [
                value if value is NA else traced(value, place)
                for value, place in zip(numbers.tolist(), places, strict=True)
            ]
            made[column] = Series(cells, index=frame.index, dtype=object)
    return made


class TracedTables(dict[str, "pd.DataFrame"]):
    """Result tables by name, traced when first asked for."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        super().__init__(tables)
        self._traced: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """The traced table."""
        if name not in self._traced:
            self._traced[name] = traced_frame(name, super().__getitem__(name))
        return self._traced[name]

    def get(self, name: str, default: Any = None) -> Any:
        """The traced table, or the default where there is none."""
        if name not in self:
            return default
        return self[name]


def number_of(rows: pd.DataFrame) -> int:
    """How many rows a selection from a result table has; remembers which rows they are.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of one result table.
    """
    cells = [next((cell for cell in row if isinstance(cell, Traced)), None) for row in rows.itertuples(index=False)]
    found = [cell.origins[0] for cell in cells if cell is not None and cell.origins]
    return traced(len(rows), tuple(Origin(o.table, o.row, ROWS) for o in found))  # type: ignore[return-value]


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as mappings, like `pandas.DataFrame.to_dict`, which would turn traced numbers into plain ones.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of a result table.
    """
    return [dict(zip(rows.columns, row, strict=True)) for row in rows.itertuples(index=False, name=None)]


@dataclass
class Ledger:
    """Origins of the numbers printed so far; a mark holds a place in this list."""

    entries: list[tuple[Origin, ...]] = field(default_factory=list)


_LEDGER: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def tracing() -> Iterator[Ledger]:
    """Mark printed numbers inside a ``with`` block; outside of any, numbers are printed without marks."""
    ledger = Ledger()
    token = _LEDGER.set(ledger)
    try:
        yield ledger
    finally:
        _LEDGER.reset(token)


class Marked(str):
    """A printed number between marks. It equals what reads the same, so that writers may compare what they print."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, str) and unmark(str(self)) == unmark(str(other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(unmark(str(self)))


def mark(text: str, *values: object) -> str:
    """A printed number between marks; without them when nothing is traced or none of the values has an origin."""
    ledger, origins = _LEDGER.get(), origins_of(*values)
    if ledger is None or not origins:
        return text
    ledger.entries.append(origins)
    return Marked(f"{OPEN}{str(len(ledger.entries) - 1).translate(_TO_MARK)}{INSIDE}{text}{CLOSE}")


def unmark(text: str) -> str:
    """A text without marks."""
    return _MARKS.sub("", MARKED.sub(r"\2", text))


def marked_in(text: str) -> list[tuple[str, int]]:
    """Each marked number of a text, and its place in the ledger."""
    return [(found[2], int(found[1].translate(_FROM_MARK))) for found in MARKED.finditer(text)]
