"""Records behind a study, as tables of the supplement: needs, sessions, statements, cleaning, provenance."""

from __future__ import annotations

from burnout.language import retell, say
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count
from burnout.manuscript.pipe import INDENT, cell, paragraphs, pipe_table
from burnout.manuscript.qualitative import of_translations
from burnout.provenance import versions


def needs(source: Source) -> str:
    """Needs of the group and the plan's answers; empty without a table of needs."""
    table = source.texts.needs
    if table is None or table.empty:
        return ""
    wanted = [c for c in ("need", "mentions", "plan") if c in table]
    return pipe_table(
        [
            {"need": say("Need"), "mentions": say("Mentions"), "plan": say("Answer in the group plan")}[c]
            for c in wanted
        ],
        [[cell(row[c]) for c in wanted] for _, row in table.iterrows()],
        caption=say("Needs of the group and how the plan answers them.{synthetic}", synthetic=source.synthetic_note()),
        label="needs",
        align="".join("c" if c == "mentions" else "l" for c in wanted),
    )


def sessions(source: Source) -> str:
    """Log of the sessions; empty without one."""
    table = source.texts.sessions
    if table is None or table.empty:
        return ""
    heads = {
        "session": say("Session"),
        "date": say("Date"),
        "topic": say("Topic"),
        "content": say("Content"),
        "present": say("Present"),
        "minutes": say("Minutes"),
    }
    wanted = [c for c in heads if c in table]
    return pipe_table(
        [heads[c] for c in wanted],
        [[cell(row[c]) for c in wanted] for _, row in table.iterrows()],
        caption=say("Log of the sessions.{synthetic}", synthetic=source.synthetic_note()),
        label="sessions",
        align="".join("l" if c in ("topic", "content") else "c" for c in wanted),
    )


def quotations(source: Source) -> str:
    """Every statement behind the themes."""
    table = source.results.table("quotations")
    if table.empty:
        return ""
    lines = []
    for theme, part in table.groupby("theme", sort=False):
        lines.append([f"**{cell(theme)}**", "", ""])
        lines += [[INDENT + cell(r.cluster), f"“{cell(r.quote)}”", cell(r.participant)] for r in part.itertuples()]
    return pipe_table(
        [say("Theme and cluster"), say("Statement"), say("Participant")],
        lines,
        caption=say("Significant statements behind the themes.{synthetic}", synthetic=source.synthetic_note()),
        label="quotations",
        align="llc",
        note=of_translations(source),
    )


def cleaning(source: Source) -> str:
    """What cleaning found and did."""
    table = source.results.table("cleaning")
    if table.empty:
        return ""
    lines = [[cell(retell(row.rule)), cell(row.action), count(row.n)] for row in table.itertuples()]
    return pipe_table(
        [say("What was found"), say("What was done"), say("Times")],
        lines,
        caption=say("What cleaning found and did.{synthetic}", synthetic=source.synthetic_note()),
        label="cleaning",
        align="llc",
    )


def provenance(source: Source) -> str:
    """Software, renderer and checksums of the raw files."""
    used = ", ".join(f"{name} {version}" for name, version in versions().items())
    sums = [[cell(path), f"`{digest[:16]}…`"] for path, digest in source.results.checksums.items()]
    table = (
        pipe_table(
            [say("Raw file"), say("SHA-256 (first 16 digits)")],
            sums,
            caption=say("Raw files behind the results."),
            label="raw-files",
            align="ll",
        )
        if sums
        else ""
    )
    renderer = source.values.put("renderer", say("Quarto or the portable renderer"))
    text = say(
        "Software: {software}. The manuscript was rendered by {renderer}.", software=cell(used), renderer=renderer
    )
    return paragraphs(text, table)
