"""The table of checks as text for the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from burnout.consistency.finding import FLAGGED

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 110


def report(table: pd.DataFrame, heading: str, note: str | None = None) -> str:
    """Readable text: what is flagged first, then everything else.

    Parameters
    ----------
    table : pandas.DataFrame
        Findings: check, label, printed, computed, verdict, note.
    heading : str
        First line or lines.
    note : str, optional
        A remark of the file.
    """
    lines = heading.splitlines()
    if note:
        lines += textwrap.wrap(note, WIDTH)
    flagged = table["verdict"].isin(FLAGGED)
    lines += ["", summary(table)]
    for title, rows in (("To look at", table[flagged]), ("The rest", table[~flagged])):
        if len(rows):
            lines += ["", title, *(line for row in rows.itertuples() for line in _entry(row))]
    return "\n".join(lines) + "\n"


def summary(table: pd.DataFrame) -> str:
    """One sentence: how many figures were checked, and what came out."""
    unread = int((table["verdict"] == "not checked").sum())
    checked = len(table) - unread
    flagged = int(table["verdict"].isin(FLAGGED).sum())
    if not len(table):
        return "No figure was found in a form that can be checked."
    if not checked:
        return f"None of the {len(table)} figures can be checked as printed."
    text = f"{checked} {'check' if checked == 1 else 'checks'}: {f'{flagged} to look at' if flagged else 'consistent'}."
    return f"{text} {unread} could not be made." if unread else text


def _entry(row: tuple) -> list[str]:
    first = f"  {row.verdict:<15} {row.label}: {row.printed}" if row.printed else f"  {row.verdict:<15} {row.label}"
    if len(first) + len(row.note) + 2 <= WIDTH:
        return [f"{first}  {row.note}"]
    note = textwrap.wrap(row.note, WIDTH - 18)
    return [first, *(f"{'':18}{line}" for line in note)]
