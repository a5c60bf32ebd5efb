"""Keying mistakes of study `chenggong`: the same forms typed by two people, and how their differences were decided.

What stands on the forms is known here, so each typist's slips are put on top of it, and the sheet of decisions brings
it back. All slips are legal values: EpiData's checks would not have let others in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from burnout.simulate.draws import Draws
from burnout.simulate.epidata import EpiField, Value

SEED = 20260622
DECIDED = ("Demonstration keeper of the forms (invented)", "2026-06-22")
"""Who looked the differences up in the forms, and when."""
SHEET = ("record", "field", "first", "second", "value", "who", "when")
WHOLE, THERE, LACKING = "(whole record)", "record is there", "no such record"
Record = dict[str, Value]
Forms = Sequence[Mapping[str, Value]]
Slip = Callable[[Record, Sequence[EpiField], Draws], Record]


@dataclass(frozen=True)
class Entries:
    """Two entries of the same forms.

    Parameters
    ----------
    first, second : list of dict
        Records as typed, field name to value.
    decisions : list of tuple
        Rows of the sheet on which differences were decided, in the columns of `SHEET`.
    """

    first: list[Record]
    second: list[Record]
    decisions: list[tuple[str, ...]]


def enter(forms: Forms, fields: Sequence[EpiField]) -> Entries:
    """Both entries of the forms, and the decisions on what differs.

    The second typist noticed which questionnaires lay in the pile twice (REMARK says so) and typed them once.

    Parameters
    ----------
    forms : sequence of mapping of str to value
        What stands on the forms, in the order of the pile.
    fields : sequence of EpiField
        Fields of the file.
    """
    draws = Draws(SEED)
    pile = [dict(form) for form in forms]
    first, second = [dict(form) for form in pile], [dict(form) for form in pile]
    again = _copies(pile)
    plain = [i for i, form in enumerate(pile) if form["REMARK"] is None]
    places = draws.order([i for i in plain if len({pile[i][name] for name in _items(pile[i])}) > 3])
    for number, slip in enumerate(SLIPS):
        entry = first if number % 3 == 0 else second
        at = places.pop()
        entry[at] |= slip(entry[at], fields, draws)
    at = places.pop()
    both = draws.choice([name for name in _items(pile[at]) if 1 <= pile[at][name] <= 5])  # type: ignore[operator]
    first[at][both], second[at][both] = pile[at][both] - 1, pile[at][both] + 1  # type: ignore[operator]
    decisions = [*_fields(pile, first, second, again), *_copies_decided(pile, again)]
    return Entries(first, [record for i, record in enumerate(second) if i not in again], decisions)


def _copies(pile: Forms) -> set[int]:
    """Places of forms that lie in the pile a second time."""
    seen: set[Value] = set()
    return {i for i, form in enumerate(pile) if form["ID"] in seen or seen.add(form["ID"])}  # type: ignore[func-returns-value]


def _fields(pile: Forms, first: Forms, second: Forms, again: set[int]) -> Iterator[tuple[str, ...]]:
    for i, form in enumerate(pile):
        for name in form if i not in again else ():
            if first[i][name] != second[i][name]:
                told = (_text(one[i][name]) for one in (first, second, pile))
                yield str(form["ID"]), name, *told, *DECIDED


def _copies_decided(pile: Forms, again: set[int]) -> Iterator[tuple[str, ...]]:
    """Kept here: cleaning sets the second copy aside, and counts it."""
    for i in sorted(again):
        yield f"{pile[i]['ID']} (2)", WHOLE, THERE, LACKING, "keep", *DECIDED


def _text(value: Value) -> str:
    return "" if value is None else str(value)


def _items(record: Mapping[str, Value]) -> list[str]:
    return [name for name, value in record.items() if name[1:].isdigit() and isinstance(value, int) and value <= 6]


def _neighbour(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """The key beside the right one, in an item."""
    name = draws.choice(_items(record))
    value = record[name]
    return {name: value + 1 if value < 6 and (value == 0 or draws.integer(0, 1)) else value - 1}  # type: ignore[operator]


def _option(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """The option beside the right one, in a question with several."""
    usable = [f for f in fields if len(f.codes) > 2 and f.name != "CENTER" and record[f.name] in f.codes]
    chosen = draws.choice(usable)
    value: int = record[chosen.name]  # type: ignore[assignment]
    return {chosen.name: value + 1 if value + 1 in chosen.codes else value - 1}


def _turned(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """The two digits of the working hours turned round, where that is a legal value; else another last digit."""
    tens, ones = divmod(record["HOURS"], 10)  # type: ignore[arg-type]
    turned = 10 * ones + tens
    return {"HOURS": turned if 20 <= turned <= 80 and turned != record["HOURS"] else 10 * tens + (ones + 1) % 10}


def _skipped(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """An answered item passed over."""
    return {draws.choice(_items(record)): None}


def _swapped(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """Two neighbouring items in the wrong order."""
    pairs = [(a, b) for a, b in _neighbours(record) if record[a] != record[b]]
    a, b = draws.choice(pairs)
    return {a: record[b], b: record[a]}


def _one_line_down(record: Record, fields: Sequence[EpiField], draws: Draws) -> Record:
    """Five items typed one line too low, the first of them twice."""
    start = draws.integer(1, 9)
    return {f"M{n}": record[f"M{n - 1}"] for n in range(start + 1, start + 6)}


def _neighbours(record: Mapping[str, Value]) -> list[tuple[str, str]]:
    items = _items(record)
    return [(a, b) for a, b in pairwise(items) if int(b[1:]) == int(a[1:]) + 1]


SLIPS: tuple[Slip, ...] = (
    *([_neighbour] * 11),
    *([_option] * 6),
    *([_turned] * 3),
    *([_skipped] * 3),
    *([_swapped] * 2),
    _one_line_down,
)
"""Slips, each in a form of its own; every third is the first typist's."""
