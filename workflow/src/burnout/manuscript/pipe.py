"""Markdown tables that Quarto and pandoc read alike."""

from __future__ import annotations

from collections.abc import Sequence

from burnout.language import current, say, term
from burnout.manuscript.numbers import listing
from burnout.render.escape import escape

INDENT = "\u2003"
"""An em space: the indent of a level under its factor, in every format."""


def literal(text: str) -> str:
    """A text from configuration or data, in the language that is being written, with nothing in it read as markup."""
    return escape(term(text))


def cell(text: object) -> str:
    """A text from data or configuration as a literal table cell."""
    return literal(str(text)) if text is not None and text == text else ""


def pipe_table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    caption: str,
    label: str,
    align: str | None = None,
    note: str = "",
) -> str:
    """A pipe table with caption, cross-reference label and an optional note under it.

    Parameters
    ----------
    header : sequence of str
        Column heads (markdown).
    rows : sequence of sequence of str
        Cells (markdown; texts from data go through `cell`).
    caption : str
        Caption (markdown).
    label : str
        Label without ``tbl-``: letters, digits, hyphen.
    align : str, optional
        One of l, c, r for each column; the first left and the others centred when not given.
    note : str
        Note under the table (markdown).
    """
    align = align or "l" + "c" * (len(header) - 1)
    marks = {"l": (":", "-"), "c": (":", ":"), "r": ("-", ":")}
    rule = [f"{marks[letter][0]}---{marks[letter][1]}" for letter in align]
    lines = ["| " + " | ".join(header) + " |", "|" + "|".join(rule) + "|"]
    lines += ["| " + " | ".join(_one_line(c) for c in row) + " |" for row in rows]
    text = "\n".join(lines) + f"\n\n: {caption} {{#tbl-{label}}}\n"
    return text + (f"\n::: {{.table-note}}\n{note}\n:::\n" if note else "")


def under(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows under headings: what stands in the first column is written once, over the rows it belongs to.

    Parameters
    ----------
    rows : sequence of sequence of str
        Cells, the heading first; rows of one heading need not follow each other.

    Returns
    -------
    list of list of str
        Rows with one cell less: the headings in bold, the rows under them indented.
    """
    lines: list[list[str]] = []
    for heading in dict.fromkeys(row[0] for row in rows):
        own = [row for row in rows if row[0] == heading]
        lines.append([f"**{heading}**", *[""] * (len(own[0]) - 2)])
        lines += [[INDENT + row[1], *row[2:]] for row in own]
    return lines


def _one_line(text: str) -> str:
    return " ".join(str(text).split("\n")).strip(" ")


def refer(*labels: str) -> str:
    """References to tables and figures in a sentence: ``@tbl-a and @fig-b``; in Chinese between brackets.

    A reference without brackets would not be seen where it touches a Chinese word.

    Parameters
    ----------
    *labels : str
        Labels with ``tbl-`` or ``fig-``.
    """
    return listing([f"[@{label}]" if current().code == "zh" else f"@{label}" for label in labels])


def figure(name: str, label: str, caption: str, alt: str) -> str:
    """A figure with caption, label and alternative text. The format chooses PNG or SVG."""
    safe = (
        alt.replace("\\", " ")
        .replace('"', "'")
        .replace("{", "(")
        .replace("}", ")")
        .replace("<", say("less than "))
        .replace("&", term("and"))
    )
    return f'![{caption}](figures/{name}){{#fig-{label} fig-alt="{safe}"}}\n'


def section(text: str, anchor: str, level: int = 2) -> str:
    """A numbered heading in the language that is being written, with the anchor that references lead to.

    Parameters
    ----------
    text : str
        The heading in English.
    anchor : str
        Anchor without ``sec-``: letters, digits, hyphen.
    level : int
        Level, 1 for the main parts.
    """
    return f"{'#' * level} {say(text)} {{#sec-{anchor}}}"


def paragraphs(*texts: str) -> str:
    """Texts as paragraphs; empty ones fall away."""
    return "\n\n".join(text.strip("\n") for text in texts if text and text.strip()) + "\n"
