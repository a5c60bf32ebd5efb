"""Numbers of a manuscript, found by their text, their key or their cell."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from burnout.explain.printed import Manuscript

_CELL = re.compile(r"^\s*(?:(tbl-[\w-]+)|(?:table|表)\s*(\d+))\s*[,;]\s*(.+?)\s*[,;]\s*([^,;]+?)\s*$", re.IGNORECASE)
_SIGNS = str.maketrans({"−": "-", "％": "%", "*": None, "\u00a0": None, " ": None})


@dataclass(frozen=True)
class Match:
    """One place of the manuscript where a number stands, with all cells of result tables behind it.

    Parameters
    ----------
    key : str
        Key of the value, or label, row and column of the cell.
    text : str
        What is printed there.
    place : str
        Part of the manuscript, or label of the table.
    origins : pandas.DataFrame
        Rows of the table of numbers.
    """

    key: str
    text: str
    place: str
    origins: pd.DataFrame


def find(numbers: pd.DataFrame, asked: str, manuscript: Manuscript) -> list[Match]:
    """Every place that a question may mean.

    Parameters
    ----------
    numbers : pandas.DataFrame
        The table ``manuscript_numbers`` of a study.
    asked : str
        A number as it is printed (``54.10%``, ``P < 0.001``), a key (``flow.received``), or a cell
        (``Table 2, Income, P``; rows and columns by their text or number, the head being row 0).
    manuscript : Manuscript
        The manuscript, in which cells are looked up.
    """
    cell = _CELL.match(asked)
    if cell:
        label = cell[1] or manuscript.label_of(int(cell[2]))
        wanted = set(manuscript.cells(label, cell[3], cell[4])) if label else set()
        hits = numbers["key"].isin(wanted)
    else:
        key = ".".join(part.replace("_", "-") for part in asked.strip().split("."))
        hits = numbers["key"].eq(key)
        hits = hits if hits.any() else _by_number(numbers, asked)
    return [
        Match(str(rows["key"].iloc[0]), str(rows["text"].iloc[0]), str(rows["place"].iloc[0]), rows)
        for _, rows in numbers[hits].groupby(["key", "place"], sort=False)
    ]


def _by_number(numbers: pd.DataFrame, asked: str) -> pd.Series:
    wanted = _bare(asked)
    alone = wanted.removesuffix("%")
    whole = numbers["text"].map(_bare).eq(wanted)
    return whole | numbers["number"].map(_bare).map(lambda number: number.removesuffix("%")).eq(alone)


def _bare(text: str) -> str:
    """A number without blanks and emphasis, and without P in front of it."""
    return re.sub(r"^[Pp]=?(?=[<>\d.])", "", str(text).translate(_SIGNS))


def near(numbers: pd.DataFrame, asked: str, most: int = 5) -> list[tuple[str, str]]:
    """Texts and keys most like a question that nothing answers.

    Parameters
    ----------
    numbers : pandas.DataFrame
        The table ``manuscript_numbers``.
    asked : str
        What was asked.
    most : int
        How many.
    """
    keys, wanted = numbers.drop_duplicates("key"), _bare(asked).removesuffix("%").strip("<>=")
    try:
        value = float(wanted)
    except ValueError:
        close = difflib.get_close_matches(asked, keys["key"].tolist(), n=most, cutoff=0.5)
        return [(str(row.text), str(row.key)) for row in keys[keys["key"].isin(close)].itertuples()]
    known = numbers.drop_duplicates("number").copy()
    known["away"] = [abs(_number(text) - value) for text in known["number"]]
    return [(str(row.number), str(row.key)) for row in known.nsmallest(most, "away").itertuples()]


def _number(text: str) -> float:
    try:
        return float(_bare(text).strip("<>=%"))
    except ValueError:
        return float("inf")
