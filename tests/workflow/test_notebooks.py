"""The notebooks narrate: parameters, read, call, show, write."""

from __future__ import annotations

import ast
import json

import pytest

from burnout.plan import DATA_STAGES
from helpers.chain import ROOT

STAGES = (*DATA_STAGES, "manuscript")


def cells(stage, kind="code"):
    notebook = json.loads((ROOT / "notebooks" / f"{stage}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def code(stage):
    return "\n".join("".join(cell["source"]) for cell in cells(stage))


def test_one_word_four_places():
    library = ROOT / "workflow" / "src" / "burnout"
    assert sorted(p.stem for p in (ROOT / "notebooks").glob("*.ipynb")) == sorted(STAGES)
    for stage in STAGES:
        rules = (ROOT / "workflow" / "rules" / f"{stage}.smk").read_text(encoding="utf-8")
        assert f"\nrule {stage}:" in rules
        assert f'notebook="notebooks/{stage}.ipynb"' in rules
        assert f'notebook=result("notebooks/{stage}.ipynb")' in rules
        assert (library / stage).is_dir() or (library / f"{stage}.py").is_file()


@pytest.mark.parametrize("stage", STAGES)
def test_a_notebook_holds_no_logic(stage):
    tree = ast.parse(code(stage))
    logic = ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.While | ast.Try | ast.If
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, logic)]
    lines = [line for line in code(stage).splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(lines) <= 60


@pytest.mark.parametrize("stage", STAGES)
def test_parameters_default_to_none(stage):
    tagged = [cell for cell in cells(stage) if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0] is cells(stage)[0] or tagged[0] == cells(stage)[0], "the first code cell"
    given = ast.parse("".join(tagged[0]["source"])).body
    assert [node.targets[0].id for node in given] == ["study", "config", "results"]
    assert all(node.value.value is None for node in given)


@pytest.mark.parametrize("stage", STAGES)
def test_outputs_are_stripped_and_the_story_is_told(stage):
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in cells(stage))
    assert len(cells(stage, "markdown")) >= 2
    assert "".join(cells(stage, "markdown")[0]["source"]).startswith(f"# {stage.capitalize()}\n")
