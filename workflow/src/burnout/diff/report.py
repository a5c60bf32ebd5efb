"""The comparison of two runs as one page to read, print or send; it needs nothing but itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from burnout.diff.summary import Section

STYLE = """
body { font: 16px/1.5 "Source Sans 3", Helvetica, Arial, "Noto Sans CJK SC", sans-serif; color: #1a1a1a;
  max-width: 62em; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2em; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 0.86rem; border-top: 1.5px solid; border-bottom: 1.5px solid; }
th, td { text-align: left; vertical-align: top; padding: 0.3em 0.8em; overflow-wrap: anywhere; }
thead { border-bottom: 1px solid; }
"""


def page(title: str, lead: str, sections: Sequence[Section]) -> str:
    """The comparison as HTML.

    Parameters
    ----------
    title, lead : str
        Title, and the sentence under it.
    sections : sequence of Section
        What is to be told.
    """
    parts = [f"<h1>{escape(title)}</h1>", f"<p>{escape(lead)}</p>"]
    for section in sections:
        parts.append(f"<h2>{escape(section.title)}</h2>")
        parts.append(_table(section) if section.rows else f"<p>{escape(section.nothing)}</p>")
        if section.more:
            parts.append(f"<p>{escape(section.more)}</p>")
    head = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    )
    body = "\n".join(parts)
    return f"{head}<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"


def _table(section: Section) -> str:
    head = _row("th", section.columns, ' scope="col"')
    rows = "\n".join(_row("td", row) for row in section.rows)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(section.title)}">'
        f"<table>\n<thead>{head}</thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _row(tag: str, cells: Iterable[str], more: str = "") -> str:
    return f"<tr>{''.join(f'<{tag}{more}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"
