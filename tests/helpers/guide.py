"""A guide as a user follows it: its commands are run in order, its corrections made, its messages looked for.

In the page, ```sh holds commands (```sh fails one that finds problems), ```diff a correction of the file named above
the block (lines with - are replaced by lines with +), ```text a part of what the last command showed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from helpers.chain import copy_project

BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>sh fails|sh|diff|text)\n(?P<body>.*?)^ *```$", re.MULTILINE | re.DOTALL)
PICTURE = re.compile(r"!\[[^\]]*\]\((?P<path>[^)]+)\)")


@dataclass(frozen=True)
class Step:
    """One block of a guide: its kind, its lines, the file it names, and the pictures that follow it."""

    kind: str
    body: str
    file: str
    pictures: tuple[str, ...]
    line: int


def steps(page: str) -> list[Step]:
    """The blocks of a page in order."""
    found = list(BLOCK.finditer(page))
    made = []
    for i, block in enumerate(found):
        until = found[i + 1].start() if i + 1 < len(found) else len(page)
        pictures = tuple(PICTURE.findall(page, block.end(), until))
        named = re.findall(r"`([\w./-]+\.(?:ya?ml|md|csv))`", page[: block.start()].rstrip().rsplit("\n\n", 1)[-1])
        indent = len(block["indent"])
        body = "\n".join(line[indent:] for line in block["body"].splitlines())
        line = page.count("\n", 0, block.start()) + 1
        made.append(Step(block["kind"], body, named[-1] if named else "", pictures, line))
    return made


def project_with_tools(target: Path) -> Path:
    """A copy of the project with `.venv`, the guide's examples and its own README, to follow the guide in."""
    project = copy_project(target, "docs", "README.md")
    (project / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    (project / "results").mkdir()
    return project


def run(project: Path, commands: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run commands as a terminal with the activated environment does; both kinds of output are in ``stdout``."""
    unwanted = ("PYTEST_XDIST_WORKER", "PYTHONPATH", "SNAKEMAKE_PROFILE", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
    return subprocess.run(
        ["bash", "-c", commands],
        cwd=project,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )


def correct(project: Path, step: Step) -> None:
    """Make a correction: the lines with - must stand in the file, once and in this order; those with + replace them."""
    path = project / step.file
    lines = step.body.splitlines()
    old = "".join(f"{line[1:]}\n" for line in lines if line[:1] in ("-", " "))
    new = "".join(f"{line[1:]}\n" for line in lines if line[:1] in ("+", " "))
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"line {step.line} of the guide: {step.file} holds {text.count(old)} times:\n{old}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def squeezed(text: str) -> str:
    """Text without line ends and runs of spaces, which depend on the width of the window."""
    return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", text).split())
