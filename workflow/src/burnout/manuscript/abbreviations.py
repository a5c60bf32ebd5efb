"""Abbreviations of questionnaires under the tables in which they occur."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from burnout.config import Instrument
from burnout.language import say, term
from burnout.render.escape import escape

_TABLE = re.compile(
    r"(?P<table>(?:^\|[^\n]*\n)+\n: [^\n]*\{#tbl-[\w-]+\}\n)(?P<note>\n::: \{\.table-note\}\n(?P<text>.*?)\n:::\n)?",
    re.MULTILINE | re.DOTALL,
)


def explain_questionnaires(text: str, instruments: Iterable[Instrument]) -> str:
    """A part of a manuscript whose tables say what the abbreviations of questionnaires in them stand for.

    Parameters
    ----------
    text : str
        A part, in markdown.
    instruments : iterable of Instrument
        The questionnaires of the study.
    """
    names = {escape(term(found.abbreviation)): escape(term(found.name)) for found in instruments}
    return _TABLE.sub(lambda table: _explained(table, names), text)


def _explained(table: re.Match[str], names: Mapping[str, str]) -> str:
    note = table["text"] or ""
    said = [
        say("{short}, {name}", short=short, name=name)
        for short, name in names.items()
        if short != name and _occurs(short, table["table"]) and not _occurs(name, note)
    ]
    if not said:
        return table[0]
    told = say("{abbreviations}.", abbreviations=say("; ").join(said))
    return f"{table['table']}\n::: {{.table-note}}\n{f'{note} {told}'.strip()}\n:::\n"


def _occurs(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None
