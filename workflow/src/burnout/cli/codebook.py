"""``burnout codebook``: what each column is, as web page, workbook and DDI-style CSV."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from burnout.cli.screen import say


def codebook(
    study: Annotated[str, typer.Argument(help="Name of the study: its file in config/studies.")],
    output: Annotated[Path, typer.Option(help="Folder into which the three files are written.")] = Path("codebook"),
    minimum: Annotated[int, typer.Option(min=1, help="Counts of fewer people are hidden.")] = 5,
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
) -> None:
    """Write the codebook of a study: HTML, Excel and CSV.

    Item wordings are not in it, and no count of few people.
    """
    from burnout.clean import clean
    from burnout.codebook import DDI, as_excel, as_html
    from burnout.codebook import codebook as made_of
    from burnout.config import load_study
    from burnout.workspace import Workspace, project_root

    root = project_root()
    loaded, instruments = load_study(study, root / config)
    here = Workspace(root, loaded, instruments, root)
    raw, *_ = here.settle_entries(here.read_raw())
    table = made_of(loaded, instruments, clean(loaded, instruments, raw).data, minimum)
    output.mkdir(parents=True, exist_ok=True)
    contents = {
        "html": as_html(loaded, table, minimum).encode(),
        "xlsx": as_excel(table),
        "csv": table[DDI].to_csv(index=False, lineterminator="\n").encode("utf-8-sig"),
    }
    for kind, content in contents.items():
        path = output / f"{study}.{kind}"
        part = path.with_name(path.name + ".part")
        part.write_bytes(content)
        os.replace(part, path)
        say(f"Written: {path}")
