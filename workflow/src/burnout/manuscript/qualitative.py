"""Results of the interviews: themes and the words behind them."""

from __future__ import annotations

from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, counted, listing, lower_first
from burnout.manuscript.pipe import INDENT, cell, paragraphs, pipe_table, section
from burnout.manuscript.raters import coding
from burnout.render.escape import escape


def interviews(source: Source) -> str:
    """Themes in words and table, with one quotation for each."""
    themes = source.results.table("themes")
    quotations = source.results.table("quotations")
    if themes.empty:
        return ""
    names = list(dict.fromkeys(themes["theme"]))
    put = source.values.put
    statements = put("themes.statements", count(themes["statements"].sum()))
    people = put("themes.participants", count(quotations["participant"].nunique()))
    text = (
        f"From {statements} significant statements of {people} participants, {counted(len(names), 'theme')} emerged "
        f"(@tbl-themes): {listing([lower_first(escape(n)) for n in names])}."
    )
    quoted = []
    for name in names:
        rows = quotations[quotations["theme"] == name]
        if len(rows):
            row = rows.iloc[0]
            quoted.append(f"*{escape(name)}.* “{escape(row['quote'])}” ({escape(str(row['participant']))})")
    lines: list[list[str]] = []
    for name in names:
        part = themes[themes["theme"] == name]
        lines.append([f"**{cell(name)}**", "", ""])
        lines += [
            [INDENT + cell(row.cluster), count(row.statements), count(row.participants)] for row in part.itertuples()
        ]
    shown = pipe_table(
        ["Theme and cluster", "Statements", "Participants"],
        lines,
        caption=f"Themes of the interviews.{source.synthetic_note()}",
        label="themes",
    )
    return paragraphs(section("Interviews", "themes"), text, coding(source), shown, *[f"> {q}" for q in quoted])


def first_result(source: Source) -> str:
    """The themes in one sentence for the abstract."""
    themes = source.results.table("themes")
    if themes.empty:
        return ""
    names = list(dict.fromkeys(themes["theme"]))
    return f"The interviews led to {counted(len(names), 'theme')}: {listing([lower_first(escape(n)) for n in names])}."
