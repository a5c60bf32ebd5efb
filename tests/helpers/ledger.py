"""The ledger: every value of a golden case is compared, or tests/golden/ledger.csv says why it has no place.

A test file of a case ends with a test that does all its comparisons again and asks `unaccounted` for what is left.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from helpers.golden import COMPARED, GOLDEN, expected


def leaves(block: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Places of all values of a block that are numbers (infinite ones are texts); no words, no gaps."""
    if isinstance(block, dict):
        for key, value in block.items():
            yield from leaves(value, (*place, key))
    elif isinstance(block, list):
        for i, value in enumerate(block):
            yield from leaves(value, (*place, i))
    elif not isinstance(block, (str, type(None))) or block in ("Inf", "-Inf"):
        yield place


@cache
def excused(case: str) -> list[str]:
    """Patterns of the places that the ledger excuses, keys joined by strokes; * stands for anything."""
    with (GOLDEN / "ledger.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["reason"].strip() for row in rows)
    return [row["values"] for row in rows if row["case"] == case]


def unaccounted(case: str, *under: str | int) -> list[str]:
    """Places under a block of a case that were neither compared so far nor are excused."""
    block: Any = expected(case)
    for key in under:
        block = block[key]
    left = []
    for place in leaves(block, under):
        name = "/".join(map(str, place))
        if place[0] == "_meta" or (case, *place) in COMPARED:
            continue
        if not any(fnmatchcase(name, pattern) for pattern in excused(case)):
            left.append(name)
    return left
