"""``burnout diff``: two runs of a study compared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import say, table
from burnout.errors import DataError, Problem

if TYPE_CHECKING:
    from burnout.diff import Run


def diff(
    run_a: Annotated[Path, typer.Argument(help="The earlier run: a study's results folder, or a ZIP archive of one.")],
    run_b: Annotated[Path, typer.Argument(help="The later run.")],
    html: Annotated[Path | None, typer.Option(help="Write the comparison as a page.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write every difference of the tables as CSV.")] = None,
    docx: Annotated[
        Path | None, typer.Option(help="Write the later manuscript with tracked changes against the earlier one.")
    ] = None,
    alpha: Annotated[float | None, typer.Option(help="Level of P; the study's own when not given.")] = None,
) -> None:
    """Compare two runs of a study.

    Shows which conclusions changed, which estimates moved, and what is different in data, configuration and software.
    """
    from burnout.diff import changed_inputs, compare_tables, flipped, open_run, track_changes
    from burnout.diff.report import page
    from burnout.diff.summary import lead, sections

    old, new = open_run(run_a), open_run(run_b)
    _same_study(old, new)
    for path in (path for path in (html, csv, docx) if path is not None and not path.parent.is_dir()):
        raise DataError(Problem(str(path), "", "no such folder", "a folder that is there", "Make it, or name another."))
    compared = compare_tables(old.tables, new.tables)
    flips = flipped(compared, (alpha, alpha) if alpha is not None else (_alpha(old), _alpha(new)))
    inputs = changed_inputs(old, new)
    told = sections(compared, flips, inputs)
    first = lead(compared, flips)
    title = f"{new.study or 'Study'}: {old.name} and {new.name}"
    say(title, style="bold")
    say(first)
    for section in told:
        if section.rows:
            table(section.columns, section.rows, title=section.title)
            if section.more:
                say(section.more)
        else:
            say(f"{section.title}: {section.nothing[0].lower()}{section.nothing[1:]}")
    if not (old.record.get("configuration") and new.record.get("configuration")):
        say("A run has no record of its configuration (manuscript/run.json): that part could not be compared.")
    if html is not None:
        html.write_text(page(title, first, sections(compared, flips, inputs, most=200)), encoding="utf-8", newline="\n")
        say(f"Written: {html}")
    if csv is not None:
        compared.changes.to_csv(csv, index=False, encoding="utf-8", lineterminator="\n")
        say(f"Written: {csv}")
    if docx is not None:
        for run in (old, new):
            if not run.manuscript:
                raise DataError(Problem(run.name, "manuscript/manuscript.docx", "no such file", "", "Run `snakemake`."))
        docx.write_bytes(track_changes(old.manuscript, new.manuscript))
        say(f"Written: {docx}")


def _same_study(old: Run, new: Run) -> None:
    if old.study and new.study and old.study != new.study and (old.record.get("study") and new.record.get("study")):
        found = f"runs of two studies, {old.study} and {new.study}"
        raise DataError(Problem(f"{old.name}, {new.name}", "", found, "two runs of one study", "Name two runs of one."))


def _alpha(run: Run) -> float:
    """The study's level of P values; 0.05 where the run has no record of it."""
    configuration = run.record.get("configuration")
    plan = configuration.get("plan") if isinstance(configuration, dict) else None
    return float(plan.get("alpha", 0.05)) if isinstance(plan, dict) else 0.05
