"""``burnout check``: study file and data in one go, all problems at once."""

from __future__ import annotations

from typing import Annotated

import typer

from burnout.cli.screen import say, table


def check(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Check a study's file and data.

    Nothing is computed and nothing is changed; every problem is told at once.
    """
    from burnout.check import check_study
    from burnout.config import load_study
    from burnout.workspace import Workspace, project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    record = check_study(Workspace(root, loaded, instruments, root))
    say(f"{study}: no problems.", style="bold green")
    table(["file", "rows"], record["rows"].items())  # type: ignore[attr-defined]
    say(f"Next: snakemake --config studies={study}")
