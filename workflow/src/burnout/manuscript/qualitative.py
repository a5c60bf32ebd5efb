"""Results of the interviews: themes and the words behind them."""

from __future__ import annotations

from burnout.language import say, say_count, spelled, term
from burnout.manuscript.joint import joint_display
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import clauses, count, lower_first
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
    text = say_count(
        "From {statements} significant statements of {people} participants, {n} theme emerged (@tbl-themes): {themes}.",
        "From {statements} significant statements of {people} participants, {n} themes emerged (@tbl-themes): "
        "{themes}.",
        len(names),
        statements=statements,
        people=people,
        n=spelled(len(names)),
        themes=clauses([lower_first(escape(term(name))) for name in names]),
    )
    quoted = []
    for name in names:
        rows = quotations[quotations["theme"] == name]
        if len(rows):
            row = rows.iloc[0]
            quoted.append(
                say(
                    "*{theme}.* “{quote}” ({participant})",
                    theme=escape(term(name)),
                    quote=escape(term(row["quote"])),
                    participant=escape(str(row["participant"])),
                )
            )
    lines: list[list[str]] = []
    for name in names:
        part = themes[themes["theme"] == name]
        lines.append([f"**{cell(name)}**", "", ""])
        lines += [
            [INDENT + cell(row.cluster), count(row.statements), count(row.participants)] for row in part.itertuples()
        ]
    shown = pipe_table(
        [say("Theme and cluster"), say("Statements"), say("Participants, n")],
        lines,
        caption=say("Themes of the interviews.{synthetic}", synthetic=source.synthetic_note()),
        label="themes",
    )
    return paragraphs(
        section("Interviews", "themes"),
        text,
        coding(source),
        shown,
        *[f"> {q}" for q in quoted],
        of_translations(source),
        joint_display(source),
    )


def of_translations(source: Source) -> str:
    """That quotations were translated, where any was."""
    quotes = source.results.table("quotations")["quote"]
    if all(term(quote) == quote for quote in quotes):
        return ""
    return say("Quotations were translated from the language of the interviews.")


def first_result(source: Source) -> str:
    """The themes in one sentence for the abstract."""
    themes = source.results.table("themes")
    if themes.empty:
        return ""
    names = list(dict.fromkeys(themes["theme"]))
    return say_count(
        "The interviews led to {n} theme: {themes}.",
        "The interviews led to {n} themes: {themes}.",
        len(names),
        n=spelled(len(names)),
        themes=clauses([lower_first(escape(term(name))) for name in names]),
    )
