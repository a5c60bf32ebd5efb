"""Studies that are odd in one way, run by the real notebooks, in process, to the rendered manuscript.

All answers are made up by a fixed sequence of numbers.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from burnout.check import check_study
from burnout.execute import execute
from burnout.render import Rendered, render
from burnout.workspace import open_study
from helpers.chain import ROOT

TEXTS = ("background", "objective", "conclusion", "setting", "period", "participants", "procedure")
MANUSCRIPT: dict[str, Any] = {
    "short_title": "Odd",
    "authors": [{"given": "Ann", "family": "Example", "affiliations": ["A hospital"]}],
    "keywords": ["distress"],
    "introduction": "text.md",
    "discussion": "text.md",
    "declarations": {"ethics": "Given.", "funding": "Own means.", "conflicts": "No conflicts.", "data": "On request."},
} | {name: "A sentence." for name in TEXTS}


def study(**parts: Any) -> dict[str, Any]:
    """A study file with the given parts."""
    base = {
        "study": "odd",
        "title": "An odd study",
        "design": "cross-sectional",
        "synthetic": True,
        "files": {"survey": {"path": "rows.csv", "format": "csv", "id": "id"}},
        "manuscript": MANUSCRIPT,
        "plan": {"bootstrap": 0},
    }
    return base | parts


def rows(people: int, *columns: str, seed: int = 1) -> list[dict[str, str]]:
    """People with a random yes or no in each column."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    return [{"id": f"N{n}", **{name: chance.choice(["No", "Yes"]) for name in columns}} for n in range(1, people + 1)]


def quoted(cell: str) -> str:
    """A cell of a CSV file."""
    return '"' + cell.replace('"', '""') + '"'


def as_csv(lines: list[dict[str, str]]) -> str:
    """Lines as a CSV file."""
    table = [list(lines[0]), *(list(line.values()) for line in lines)]
    return "".join(",".join(map(quoted, line)) + "\n" for line in table)


def run(folder: Path, content: dict[str, Any], files: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Rendered:
    """The manuscript of a study: checked, every notebook executed, rendered.

    Parameters
    ----------
    folder : Path
        Folder to make the project in.
    content : dict
        The study file.
    files : dict of str to str
        Raw files, transcripts and others, by path.
    monkeypatch : pytest.MonkeyPatch
        Changes the working folder, where notebooks look for their project.
    """
    (folder / "config" / "studies").mkdir(parents=True)
    (folder / "Snakefile").touch()
    shutil.copytree(ROOT / "config" / "instruments", folder / "config" / "instruments")
    shutil.copytree(ROOT / "manuscript", folder / "manuscript")
    for name, text in {"text.md": "A text.\n", **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "config" / "studies" / "odd.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    monkeypatch.chdir(folder)
    here = open_study("odd", "config", "results")
    check_study(here)
    parameters = {"study": "odd", "config": "config", "results": "results"}
    for stage in here.study.stages:
        source, output = ROOT / "notebooks" / f"{stage}.ipynb", here.folder / "notebooks" / f"{stage}.ipynb"
        execute(source, output, here.folder / "logs" / f"{stage}.ipynb", parameters)
    return render(here.folder / "manuscript" / "build", here.folder / "manuscript", engine="portable")
