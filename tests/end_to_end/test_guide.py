"""The guide to one's own data, followed from top to bottom: its commands, corrections and messages."""

from __future__ import annotations

import pytest

from helpers.chain import ROOT
from helpers.guide import PICTURE, correct, project_with_tools, run, squeezed, steps
from helpers.nurse_survey import as_example

GUIDE = ROOT / "docs" / "your-own-data.md"
STEPS = steps(GUIDE.read_text(encoding="utf-8"))


@pytest.mark.xdist_group("guide")
def test_every_command_and_correction_of_the_guide(tmp_path):
    project = project_with_tools(tmp_path / "project")
    said = ""
    for step in STEPS:
        where = f"line {step.line} of the guide: {step.body}"
        if step.kind == "diff":
            correct(project, step)
        elif step.kind == "text":
            assert squeezed(step.body) in squeezed(said), f"{where}\nwas not told:\n{said}"
        else:
            done = run(project, step.body, COLUMNS="200")
            said = done.stdout
            assert done.returncode == (1 if step.kind == "sh fails" else 0), f"{where}\n{said}"
    made = sorted(path.parent.parent.name for path in project.glob("results/*/manuscript/manuscript.pdf"))
    assert made == ["before-after", "ward"]
    for study in made:
        for kind in ("docx", "html", "xml"):
            assert (project / "results" / study / "manuscript" / f"manuscript.{kind}").stat().st_size > 5000


def test_the_guide_has_commands_corrections_and_messages():
    assert {step.kind for step in STEPS} == {"sh", "sh fails", "diff", "text"}
    assert all(step.file for step in STEPS if step.kind == "diff")


def test_pictures_are_there_and_small():
    named = [ROOT / "docs" / place for place in PICTURE.findall(GUIDE.read_text(encoding="utf-8"))]
    assert len(named) >= 5
    assert all(place.stat().st_size < 150_000 for place in named)
    assert {place.name for place in named} == {path.name for path in (ROOT / "docs" / "img").glob("guide-*.png")}


def test_example_files_are_those_of_the_generator(tmp_path):
    made = {path.name: path.read_bytes() for path in as_example(tmp_path)}
    kept = {path.name: path.read_bytes() for path in (ROOT / "docs" / "example").iterdir() if path.name != "README.md"}
    assert made == kept
