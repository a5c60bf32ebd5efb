"""What the rules chain: stages, tables, and the library files whose edit reruns a stage."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from burnout.config import load_study
from burnout.plan import DATA_STAGES
from helpers.chain import ROOT, STUDIES, planned, snakemake
from helpers.imports import LIBRARY, closure, used_by

STAGES = (*DATA_STAGES, "manuscript")
SMOKEBAN = "tests/end_to_end/smokeban/config"
GOLDEN = "tests/golden/studies/config"
SITES_AND_RATERS = ["meta", "raters"]
SEVERAL_OCCASIONS = ["orthodont"]
CONFIGS = {study: "config" for study in STUDIES} | {"smokeban": SMOKEBAN}
pytestmark = pytest.mark.xdist_group("rules")


def code(stage):
    notebook = json.loads((ROOT / "notebooks" / f"{stage}.ipynb").read_text(encoding="utf-8"))
    return "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Rule: its output files of all three studies and of golden cases with other stages, as Snakemake lists them."""
    folder = tmp_path_factory.mktemp("none")
    found: dict[str, set[str]] = {}
    for more in ([], [f"config_folder={GOLDEN}", f"studies={','.join([*SITES_AND_RATERS, *SEVERAL_OCCASIONS])}"]):
        done = snakemake(ROOT, "--detailed-summary", "--config", f"results_folder={folder}", *more)
        rows = [line.split("\t") for line in done.stdout.splitlines() if line.startswith(str(folder))]
        for row in rows:
            found.setdefault(row[2], set()).add(str(Path(row[0]).relative_to(folder)))
    return found


@pytest.fixture(scope="module")
def inputs():
    """Rule: the library files among its inputs, as ``common.smk`` lists them."""
    common = (ROOT / "workflow" / "rules" / "common.smk").read_text(encoding="utf-8")
    start = common.index("def library(")
    scope: dict[str, object] = {"LIBRARY": LIBRARY / "burnout"}
    exec(common[start : common.index("\n\n\n", start)], scope)  # noqa: S102 (a function of the project's own)
    found = {}
    for path in (ROOT / "workflow" / "rules").glob("*.smk"):
        text = path.read_text(encoding="utf-8")
        for rule, names in re.findall(r"^rule (\w+):(?:(?!^rule ).)*?library=library\((.*?)\)", text, re.DOTALL | re.M):
            parts = ast.literal_eval(f"[{names}]")
            found[rule] = (set(parts), {Path(p) for p in scope["library"](*parts)})
    return found


@pytest.mark.parametrize("study", CONFIGS)
def test_a_dry_run_names_the_stages_that_the_study_file_declares(study, tmp_path):
    given = [f"studies={study}", f"config_folder={CONFIGS[study]}", f"results_folder={tmp_path}"]
    done = snakemake(ROOT, "--dry-run", "--config", *given)
    assert done.returncode == 0, done.stdout
    loaded = load_study(study, ROOT / CONFIGS[study])[0]
    further = [f"render in {language}" for language in loaded.manuscript.translations]
    expected = {f"{study}: {stage}" for stage in [*loaded.stages, "render", *further]}
    assert planned(done.stdout) == expected | {f"{study}: check of the study file and the data"}
    made = {path.parent.name for path in tmp_path.rglob("*") if path.is_file()} - {tmp_path.name}
    assert made <= {"settings"}, "a dry run computes nothing"


@pytest.mark.parametrize("stage", STAGES)
def test_a_rule_lists_what_its_notebook_writes(stage, outputs):
    calls = [node for node in ast.walk(ast.parse(code(stage))) if isinstance(node, ast.Call)]
    written = {
        (call.func.attr, call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("write_table", "write_data", "write_private", "write_figures")
        and isinstance(call.args[0], ast.Constant)
    }
    expected = {
        f"tables/{name}.{kind}" for verb, name in written if verb == "write_table" for kind in ("csv", "parquet")
    }
    expected |= {f"data/{name}.parquet" for verb, name in written if verb == "write_data"}
    expected |= {f"figures/{name}" for verb, name in written if verb == "write_figures"}
    expected |= {f"notebooks/{stage}.ipynb"}
    expected |= {f"data/{name}.csv" for verb, name in written if verb == "write_private"}
    expected |= {"manuscript/build", "manuscript/run.json"} if stage == "manuscript" else set()
    listed = {path.split("/", 1)[1] for path in outputs[stage]}
    assert listed == expected


@pytest.mark.parametrize("rule", ["check", *STAGES, "render"])
def test_an_edit_of_any_library_file_that_a_rule_uses_reruns_it(rule, inputs):
    starts = {"check": {"burnout.check"}, "render": {"burnout.render.__main__"}}
    used = closure(starts.get(rule) or used_by(code(rule)) | {"burnout.execute"})
    parts, listed = inputs[rule]
    missing = {str(path.relative_to(LIBRARY / "burnout")) for path in used - listed}
    assert not missing, f"name them in library(...) of rule {rule}"
    idle = {part for part in parts if not any(part in (p.stem, *p.parent.parts) for p in used)}
    assert not idle, f"rule {rule} reruns for files it does not use"
