"""Copies of the project to run in, and Snakemake as a user calls it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
STUDIES = ("chenggong", "balint", "hospital-d")
PARTS = ("Snakefile", "environment.yml", "workflow", "notebooks", "config", "manuscript", "data", "profiles")


def copy_project(target: Path, *more: str, origin: Path = ROOT) -> Path:
    """The parts of the project that a run needs (and more), in a folder of their own, so that tests may edit them."""
    target.mkdir(parents=True)
    for part in (*PARTS, *more):
        source = origin / part
        if source.is_dir():
            unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")
            shutil.copytree(source, target / part, ignore=unwanted)
        else:
            shutil.copy2(source, target / part)
    return target


def snakemake(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Snakemake in a project folder; what it says is in ``stdout``, messages of the run included."""
    unwanted = ("PYTEST_XDIST_WORKER", "PYTHONPATH", "SNAKEMAKE_PROFILE")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return subprocess.run(
        [sys.executable, "-m", "snakemake", *arguments],
        cwd=project,
        env=kept | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=500,
        check=False,
    )


def jobs(output: str) -> list[str]:
    """Rules of the jobs that a (dry) run lists, with their numbers: ``["check 3", "clean 3", ...]``."""
    table = re.search(r"^job +count\n[- ]+\n((?:\S+ +\d+\n)+)", output, re.MULTILINE)
    listed = [] if table is None else [" ".join(line.split()) for line in table[1].splitlines()]
    return [line for line in listed if line.split()[0] not in ("all", "total")]


def planned(output: str) -> set[str]:
    """Messages of the jobs of a (dry) run, without numbers: ``{"balint: clean", ...}``."""
    return set(re.findall(r"^Job \d+: (.+)$", output, re.MULTILINE)) - {"all manuscripts are there"}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
