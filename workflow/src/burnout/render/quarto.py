"""The Quarto renderer, where `quarto` is on the PATH."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import yaml

from burnout.errors import Problem, RenderError
from burnout.fonts import font_folders
from burnout.render import docx, jats
from burnout.render.front import Front

_MADE = {"html": "html", "docx": "docx", "pdf": "typst", "xml": "jats_publishing"}


def version() -> str | None:
    """Version of the Quarto on the PATH; None when there is none, or when it does not run."""
    program = shutil.which("quarto")
    if program is None:
        return None
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = re.search(r"\d+\.\d+\.\d+", done.stdout)
    return found[0] if done.returncode == 0 and found else None


def _without_notebooks(project: Path) -> None:
    """Spare Quarto the pages of the notebooks and its exchange package: the workflow makes its own (`meca`)."""
    settings = yaml.safe_load(project.read_text(encoding="utf-8"))
    settings["manuscript"] = {"article": "index.qmd", "notebooks": [], "meca-bundle": False}
    project.write_text(yaml.safe_dump(settings, sort_keys=False, allow_unicode=True), encoding="utf-8")


def render(build: Path, out: Path, stem: str, people: Front, alternatives: Mapping[str, str]) -> dict[str, Path]:
    """All four formats of the manuscript, made by Quarto.

    Parameters
    ----------
    build : Path
        Build folder; Quarto writes into it.
    out : Path
        Folder to write into.
    stem : str
        Name of the files, without ending.
    people : Front
        Authors, affiliations, keywords, running title.
    alternatives : mapping of str to str
        Alternative text of each picture, by its name without ending: Quarto leaves it out of Word and JATS.

    Raises
    ------
    RenderError
        Quarto failed.
    """
    program = shutil.which("quarto") or "quarto"
    _without_notebooks(build / "_quarto.yml")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "315532800")}
    folders = [os.environ.get("TYPST_FONT_PATHS", ""), *map(str, font_folders())]
    environment["TYPST_FONT_PATHS"] = os.pathsep.join(filter(None, folders))
    done = subprocess.run([program, "render"], cwd=build, capture_output=True, text=True, env=environment, check=False)
    made = {name: build / "_manuscript" / f"index.{name}" for name in _MADE}
    lacking = [_MADE[name] for name, path in made.items() if not path.is_file()]
    if done.returncode != 0 or lacking:
        found = (done.stderr or done.stdout).strip()[-2000:] or f"no output for {', '.join(lacking)}"
        remedy = "Look at what Quarto names, or choose the portable renderer."
        raise RenderError(Problem("index.qmd", "quarto render", found, "four formats", remedy))
    finish = {"docx": docx.finish, "xml": jats.finish}
    files = {name: out / f"{stem}.{name}" for name in made}
    for name, path in made.items():
        content = path.read_bytes()
        files[name].write_bytes(finish[name](content, people, alternatives) if name in finish else content)
    return files
