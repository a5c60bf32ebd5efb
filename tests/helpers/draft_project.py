"""A small project to draft studies in, and the command as a user calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from helpers.chain import ROOT


def project_in(folder: Path) -> Path:
    """A folder that the command takes for the project: a Snakefile, and the questionnaires of this one."""
    (folder / "config" / "studies").mkdir(parents=True)
    (folder / "Snakefile").touch()
    (folder / "config" / "instruments").symlink_to(ROOT / "config" / "instruments")
    return folder


def burnout(project: Path, *arguments: object, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Call ``burnout`` in a project; ``given`` is typed in."""
    return subprocess.run(
        [sys.executable, "-m", "burnout.cli", *map(str, arguments)],
        cwd=project,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
