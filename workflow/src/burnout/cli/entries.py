"""``burnout entries``: two entries of the same forms compared, and the sheet on which differences are decided."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import console, facts, say, table
from burnout.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 12
"""Differences that the screen shows."""


def entries(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    output: Annotated[
        Path | None, typer.Option(help="Write the sheet of differences (CSV). It holds answers: keep it private.")
    ] = None,
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Compare two entries of the same forms.

    Differences are decided on the sheet: fill in value, who and when, and name it in the study file (adjudicated).
    """
    from burnout.config import load_study
    from burnout.double_entry import double_entries, tables_of
    from burnout.workspace import Workspace, project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    if not any(spec.second for spec in loaded.files.values()):
        remedy = "Name the second entry under files: second: {path: ...}."
        raise DataError(Problem(f"{config}/studies/{study}.yaml", "files", "no second entry", "one at least", remedy))
    found = double_entries(loaded, Workspace(root, loaded, instruments, root).read_raw(), root)
    stopping = [p for one in found.values() for p in one.problems if one.summary["status"] != "ok"]
    if stopping:
        raise DataError(stopping)
    summary, sheet = tables_of(found)
    for row in summary.itertuples():
        say(f"{row.file} and {row.second_file}", style="bold")
        told = [
            ("records in both", row.records),
            ("only in the first, only in the second", f"{row.only_first}, {row.only_second}"),
            ("fields compared", row.compared),
            ("differing records, differing fields", f"{row.differing_records}, {row.differing_fields}"),
            ("error rate", f"{row.error_percent:.2f}% ({row.conf_low:.2f} to {row.conf_high:.2f})"),
            ("decided, open", f"{row.adjudicated}, {row.open}"),
        ]
        console().print(facts(told))
        say()
    if output is None:
        _show(sheet, study)
        return
    if output.exists():
        remedy = "Give another name: a sheet that somebody has filled in is never written over."
        raise DataError(Problem(str(output), "", "a file that is there already", "a new file", remedy))
    output.parent.mkdir(parents=True, exist_ok=True)
    part = output.with_name(output.name + ".part")
    sheet.to_csv(part, index=False, encoding="utf-8-sig", lineterminator="\n")
    os.replace(part, output)
    say(f"Written: {output}")
    say("Next: look each difference up in the form; fill in value, who and when; name the sheet as adjudicated.")


def _show(sheet: pd.DataFrame, study: str) -> None:
    """The first differences on the screen, and how to have all of them on a sheet."""
    if sheet.empty:
        say("The two entries agree in every field that was compared.", style="bold green")
        return
    shown = sheet.head(SHOWN)
    columns = ["record", "field", "first", "second", "value"]
    lines = [[getattr(row, name) for name in columns] for row in shown.fillna("").itertuples()]
    table([*columns[:-1], "decided"], lines, "Differences")
    if len(sheet) > len(shown):
        say(f"and {len(sheet) - len(shown)} more")
    if (sheet["status"] != "open").all():
        say("All differences are decided.", style="bold green")
        return
    say(f"All of them as a sheet to decide on: burnout entries {study} --output data/{study}/differences.csv")
