"""``burnout check``: study file and data in one go, all problems at once, on the screen and as a web page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from burnout.cli.screen import console, facts, say, table
from burnout.errors import BurnoutError, Problem

LISTED = 20
"""Lines on what cleaning will do."""
SHOWN, ON_PAGE = 5, 1000
"""Rows with one way out that the screen shows; problems of a kind and file that the page tells one by one."""


def check(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    html: Annotated[
        Path | None,
        typer.Option(help="Also write a web page with all failing rows. It holds answers: keep it private."),
    ] = None,
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Check a study's file and data.

    Nothing is computed and nothing is changed; every problem is told at once.
    """
    from burnout.check import look_through
    from burnout.check_page import WORDS, page, write_page
    from burnout.config import load_study, load_translations
    from burnout.workspace import Workspace, project_root

    root = project_root()
    found: list[Problem] = []
    rows: dict[str, int] = {}
    done: list[tuple[str, str, str, int]] = []
    try:
        loaded, instruments = load_study(study, root / config)
        here = Workspace(root, loaded, instruments, root, load_translations(loaded, root / config))
        raw, found = look_through(here, ON_PAGE)
        if not found:
            from burnout.clean import clean, told_by_column

            rows = {one.path: len(one.frame) for one in raw.values()}
            done = told_by_column(clean(loaded, instruments, raw).findings)
    except BurnoutError as error:
        if not error.problems:
            raise
        found = error.problems
    if html is not None:
        write_page(html, page(study, found, rows.items(), done))
        say(f"Written: {html}")
    if found:
        _tell(found)
        raise typer.Exit(1)
    say(f"{study}: no problems.", style="bold green")
    table(["file", "rows"], rows.items())
    if done:
        lines = [(WORDS.get(action, action), column, why, times) for action, column, why, times in done[:LISTED]]
        table(["cleaning will", "column", "why", "times"], lines)
    if len(done) > LISTED:
        say(f"and {len(done) - LISTED} more; after a run, all of them in results/{study}/data/findings.csv")
    say(f"Next: snakemake --config studies={study}")


def _tell(found: list[Problem]) -> None:
    """Problems by file and way out, with the first rows of each."""
    from rich.padding import Padding
    from rich.text import Text

    from burnout.check_page import grouped

    screen = console(error=True)
    screen.print(f"{len(found)} problem{'s were' if len(found) > 1 else ' was'} found.", style="bold")
    for file, groups in grouped(found).items():
        count = sum(len(group.cells) for group in groups)
        screen.print(Text(f"\n{file} ({count})", "bold red"))
        for group in groups:
            for row, column, what in group.cells[:SHOWN]:
                place = f"row {row}" if row.isdigit() else row
                where = ", ".join(part for part in (place, f"column {column}" if column else "") if part)
                screen.print(Padding(Text.assemble((f"{where}: " if where else "", "bold"), what), (0, 0, 0, 2)))
            if len(group.cells) > SHOWN:
                screen.print(f"  and {len(group.cells) - SHOWN} more like these (all with --html FILE)")
            told = [("allowed:", group.allowed), ("to do:", group.remedy)]
            screen.print(Padding(facts([line for line in told if line[1]]), (0, 0, 0, 4)))
