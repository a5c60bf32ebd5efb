"""What a check found, grouped by file and by what is to be done; and as one web page that needs nothing else.

Every text of a user is escaped; the page loads nothing, runs no script, and says so in its content policy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from burnout.errors import Problem

_PLACE = re.compile(r"row (\d+)(?:, column (.+))?", re.DOTALL)


@dataclass(frozen=True)
class Group:
    """Problems of one file with one way out.

    Parameters
    ----------
    allowed, remedy : str
        What may stand there, and what to do.
    cells : tuple of (row, column, found)
        Row and column are '' for what concerns the whole file; `row` may then name a place.
    """

    allowed: str
    remedy: str
    cells: tuple[tuple[str, str, str], ...]


def grouped(problems: Iterable[Problem]) -> dict[str, list[Group]]:
    """Problems by file, and within a file by what is to be done, in the order in which they came."""
    files: dict[str, dict[tuple[str, str], list[tuple[str, str, str]]]] = {}
    for problem in problems:
        match = _PLACE.fullmatch(problem.place)
        where = (match[1], match[2] or "") if match else (problem.place, "")
        groups = files.setdefault(problem.file, {})
        groups.setdefault((problem.allowed, problem.remedy), []).append((*where, problem.found))
    return {
        file: [Group(allowed, remedy, tuple(cells)) for (allowed, remedy), cells in groups.items()]
        for file, groups in files.items()
    }


def page(
    study: str,
    problems: Sequence[Problem],
    rows: Iterable[tuple[str, int]] = (),
    cleaning: Iterable[tuple[str, str, str, int]] = (),
) -> str:
    """The whole page.

    Parameters
    ----------
    study : str
        Name of the study.
    problems : sequence of Problem
        All problems; none for a study that can be run.
    rows : iterable of (str, int)
        Files that were read, with their rows.
    cleaning : iterable of (str, str, str, int)
        What cleaning will do: action, column, why, times.
    """
    files = grouped(problems)
    n = len(problems)
    said = f"{_n(n, 'problem')} in {_n(len(files), 'file')}." if n else "No problems."
    parts = [f"<h1>Check of {escape(study)}</h1>", f'<p class="{"bad" if n else "good"}">{said}</p>']
    if n:
        parts.append("<p>This page shows answers of single people as they stand in the files. Do not pass it on.</p>")
    if len(files) > 1:
        links = [f'<li><a href="#file-{i}">{escape(file)}</a></li>' for i, file in enumerate(files)]
        parts.append(f'<nav aria-label="Files"><ul>{"".join(links)}</ul></nav>')
    parts += [_file(i, file, groups) for i, (file, groups) in enumerate(files.items())]
    parts.append(_table("Files read", ["File", "Rows"], rows))
    done = [(WORDS.get(action, action), *rest) for action, *rest in cleaning]
    parts.append(_table("What cleaning will do", ["Done", "Column", "Why", "Times"], done))
    if not n:
        parts.append(f"<p>Next: <code>snakemake --config studies={escape(study)}</code></p>")
    return FRAME.format(title=f"Check of {escape(study)}", style=STYLE, body="\n".join(parts))


WORDS = {
    "quarantined": "set the row aside",
    "left out": "leave the row out",
    "blanked": "blank the value",
    "flagged": "keep and list the row",
    "adjudicated": "take what was decided",
    "reported": "report",
    "normalised": "read as ordinary digits",
    "missing code": "take as not answered",
}
"""What cleaning does, in words."""


def _table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose first column names the rows; '' without rows."""
    body = []
    for first, *rest in rows:
        cells = "".join(
            f'<td data-label="{name}">{escape(str(cell)) or "&nbsp;"}</td>'
            for name, cell in zip(columns[1:], rest, strict=True)
        )
        body.append(f'<tr><th scope="row">{escape(str(first))}</th>{cells}</tr>')
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return table if body else ""


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"


def write_page(path: Path, text: str) -> None:
    """Write a page, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    os.replace(part, path)


def _file(number: int, file: str, groups: list[Group]) -> str:
    count = sum(len(group.cells) for group in groups)
    head = f'<h2 id="file-{number}-head">{escape(file)} <small>{_n(count, "problem")}</small></h2>'
    tables = "".join(_group(group) for group in groups)
    return f'<section id="file-{number}" aria-labelledby="file-{number}-head">{head}{tables}</section>'


def _group(group: Group) -> str:
    rows = any(column or row.isdigit() for row, column, _ in group.cells)
    columns = ["Row", "Column", "Found"] if rows else ["Place", "Found"]
    head = "".join(f'<th scope="col">{name}</th>' for name in columns)
    body = []
    for row, column, found in group.cells:
        cells = [column, found] if rows else [found]
        told = "".join(
            f'<td data-label="{name}">{escape(text) or "&nbsp;"}</td>'
            for name, text in zip(columns[1:], cells, strict=True)
        )
        body.append(f'<tr><th scope="row" data-label="{columns[0]}">{escape(row) or "whole file"}</th>{told}</tr>')
    allowed = f"<dt>Allowed</dt><dd>{escape(group.allowed)}</dd>" if group.allowed else ""
    todo = f"<dt>To do</dt><dd>{escape(group.remedy)}</dd>" if group.remedy else ""
    caption = _n(len(group.cells), "row" if rows else "place")
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(body)}</tbody></table>"
    return f"<article><dl>{allowed}{todo}</dl>{table}</article>"


STYLE = """
:root { color-scheme: light dark; --line: #c9ced6; --soft: #f3f5f8; --ink: #1c2430; --bad: #a3221a; --good: #1b6b3a; }
@media (prefers-color-scheme: dark) {
  :root { --line: #47505e; --soft: #1f2630; --ink: #e7ebf0; --bad: #ff9a90; --good: #7fd6a0; }
  body { background: #141920; }
  a { color: #9cc4ff; }
}
body { margin: 0 auto; max-width: 64rem; padding: 1rem 1.25rem 3rem; color: var(--ink);
  font: 1rem/1.5 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
h1 { font-size: 1.6rem; margin: .5rem 0; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
small { font-weight: normal; color: inherit; opacity: .8; }
.bad { color: var(--bad); font-weight: bold; } .good { color: var(--good); font-weight: bold; }
article { border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem; margin: .75rem 0; }
dl { margin: 0 0 .5rem; display: grid; grid-template-columns: max-content 1fr; gap: .2rem .8rem; }
dt { font-weight: bold; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin-top: .5rem; } table + table { margin-top: 1.5rem; }
caption { text-align: left; font-size: .9rem; opacity: .85; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-top: 1px solid var(--line);
  overflow-wrap: anywhere; white-space: pre-wrap; }
thead th { background: var(--soft); white-space: nowrap; overflow-wrap: normal; }
tbody th { font-weight: 600; }
@media (max-width: 40rem) {
  dl { display: block; }
  dd { margin-bottom: .4rem; }
  table, tbody, tr, caption { display: block; }
  thead { position: absolute; left: -999rem; }
  tbody tr { border-top: 1px solid var(--line); padding: .4rem 0; }
  tbody th, tbody td { display: block; border: 0; padding: .1rem 0; }
  [data-label]::before { content: attr(data-label) ": "; font-weight: normal; opacity: .8; }
}
"""

FRAME = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""
