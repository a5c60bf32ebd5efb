"""``burnout accept``: the raw files as they are now are those that are meant."""

from __future__ import annotations

from typing import Annotated

import typer

from burnout.cli.screen import say, table


def accept(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Accept a study's raw files as they are.

    Their SHA-256 sums are written to data/STUDY/SHA256SUMS; from then on a check stops when a file has changed.
    """
    from burnout.accepted import accept as write
    from burnout.accepted import sums_file
    from burnout.check import files_read
    from burnout.config import load_study
    from burnout.errors import DataError, Problem
    from burnout.workspace import Workspace, project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    open_sheets = {spec.second.adjudicated for spec in loaded.files.values() if spec.second}
    paths = [path for path in files_read(Workspace(root, loaded, instruments, root)) if path not in open_sheets]
    lacking = [path for path in paths if not (root / path).is_file()]
    if lacking:
        remedy = "Put the file there, or correct its path in the study file."
        raise DataError([Problem(path, "", "no such file", "every raw file", remedy) for path in lacking])
    changed = write(study, paths, root)
    if changed:
        lines = [(path, f"{was[:16]}…" if was else "new", f"{now[:16]}…") for path, (was, now) in changed.items()]
        table(["file", "SHA-256 before", "now"], lines)
    say(f"{len(paths)} files accepted, {len(changed)} of them new or changed: {sums_file(study)}")
