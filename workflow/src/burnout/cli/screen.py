"""What subcommands print: headings, tables, problems. Texts of users are never taken as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from burnout.errors import BurnoutError, Problem

WIDTH = 100
"""Columns where the output is no terminal, so that files and pipes look the same everywhere."""


@cache
def console(error: bool = False) -> Console:
    """The screen: colours on a terminal, plain text elsewhere."""
    from rich.console import Console

    made = Console(stderr=error, markup=False, highlight=False, soft_wrap=False)
    return made if made.is_terminal else Console(stderr=error, markup=False, highlight=False, width=WIDTH)


def say(text: str = "", style: str | None = None) -> None:
    """Print a paragraph."""
    console().print(text, style=style)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], title: str | None = None) -> None:
    """Print a table; cells are shown as they are."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    made = Table(box=SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for name in columns:
        made.add_column(name, overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(made)


def facts(rows: Iterable[tuple[str, object]]) -> Table:
    """Names and what is told of them, one below the other, without a heading; long texts wrap in their column."""
    from rich.table import Table
    from rich.text import Text

    made = Table.grid(padding=(0, 2, 0, 1))
    for name, told in rows:
        made.add_row(Text(name, "dim"), Text(str(told)))
    return made


def problems(found: Sequence[Problem]) -> None:
    """Print all problems, numbered, with the place first."""
    from rich.padding import Padding
    from rich.text import Text

    for number, problem in enumerate(found, start=1):
        where = f"{problem.file}, {problem.place}" if problem.place else problem.file
        console(error=True).print(Text.assemble((f"{number}. ", "bold"), (where, "bold red")))
        told = [("found:", problem.found), ("allowed:", problem.allowed), ("to do:", problem.remedy)]
        console(error=True).print(Padding(facts([line for line in told if line[1]]), (0, 0, 0, 2)))


def errors(error: BurnoutError) -> None:
    """Print an error with everything it carries."""
    if not error.problems:
        console(error=True).print(str(error))
        return
    count = len(error.problems)
    console(error=True).print(f"{count} problem{'s were' if count > 1 else ' was'} found.", style="bold")
    problems(error.problems)
