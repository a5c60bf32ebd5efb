"""Records behind a study, as tables of the supplement: needs, sessions, statements, cleaning, provenance."""

from __future__ import annotations

from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count
from burnout.manuscript.pipe import INDENT, cell, paragraphs, pipe_table
from burnout.provenance import versions


def needs(source: Source) -> str:
    """Needs of the group and the plan's answers; empty without a table of needs."""
    table = source.texts.needs
    if table is None or table.empty:
        return ""
    wanted = [c for c in ("need", "mentions", "plan") if c in table]
    return pipe_table(
        [{"need": "Need", "mentions": "Mentions", "plan": "Answer in the group plan"}[c] for c in wanted],
        [[cell(row[c]) for c in wanted] for _, row in table.iterrows()],
        caption=f"Needs of the group and how the plan answers them.{source.synthetic_note()}",
        label="needs",
        align="".join("c" if c == "mentions" else "l" for c in wanted),
    )


def sessions(source: Source) -> str:
    """Log of the sessions; empty without one."""
    table = source.texts.sessions
    if table is None or table.empty:
        return ""
    wanted = [c for c in ("session", "date", "topic", "content", "present", "minutes") if c in table]
    return pipe_table(
        [c.capitalize() for c in wanted],
        [[cell(row[c]) for c in wanted] for _, row in table.iterrows()],
        caption=f"Log of the sessions.{source.synthetic_note()}",
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
        ["Theme and cluster", "Statement", "Participant"],
        lines,
        caption=f"Significant statements behind the themes.{source.synthetic_note()}",
        label="quotations",
        align="llc",
    )


def cleaning(source: Source) -> str:
    """What cleaning found and did."""
    table = source.results.table("cleaning")
    if table.empty:
        return ""
    lines = [[cell(row.rule), cell(row.action), count(row.n)] for row in table.itertuples()]
    return pipe_table(
        ["What was found", "What was done", "Times"],
        lines,
        caption=f"What cleaning found and did.{source.synthetic_note()}",
        label="cleaning",
        align="llc",
    )


def provenance(source: Source) -> str:
    """Software, renderer and checksums of the raw files."""
    used = ", ".join(f"{name} {version}" for name, version in versions().items())
    sums = [[cell(path), f"`{digest[:16]}…`"] for path, digest in source.results.checksums.items()]
    table = (
        pipe_table(
            ["Raw file", "SHA-256 (first 16 digits)"],
            sums,
            caption="Raw files behind the results.",
            label="raw-files",
            align="ll",
        )
        if sums
        else ""
    )
    renderer = source.values.put("renderer", "Quarto or the portable renderer")
    return paragraphs(f"Software: {cell(used)}. The manuscript was rendered by {renderer}.", table)
