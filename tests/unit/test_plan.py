"""Which configuration a stage depends on, and what is remembered between runs."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from burnout.config import load_study
from burnout.config.study import Study
from burnout.errors import ConfigError
from burnout.plan import _ONLY_FOR, DATA_STAGES, digest, open_plans
from helpers.chain import ROOT

CONFIG = ROOT / "config"
LIBRARY = ROOT / "workflow" / "src" / "burnout"
FROM_DATA = {"clean", "score", "screen", "model", "paired", "repeated", "pool", "multiverse", "agreement", "manuscript"}


@pytest.fixture(scope="module")
def balint():
    return load_study("balint", CONFIG)


def changed(balint, **parts):
    study, instruments = balint
    altered = Study.model_validate(study.model_dump(mode="json") | parts)
    return {s for s in (*DATA_STAGES, "manuscript") if digest(study, instruments, s) != digest(altered, instruments, s)}


def test_a_title_changes_the_manuscript_only(balint):
    assert changed(balint, title="Another title") == {"manuscript"}


def test_a_threshold_changes_what_uses_it(balint):
    plan = balint[0].plan.model_dump(mode="json") | {"alpha": 0.01}
    assert changed(balint, plan=plan) == FROM_DATA - {"clean"}


def test_a_threshold_changes_themes_where_two_coders_are_compared(balint):
    study, instruments = balint
    interviews = study.interviews.model_copy(update={"second_coder": "data/balint/interviews/second.csv"})
    of = [
        study.model_copy(update={"interviews": interviews, "plan": study.plan.model_copy(update=p)})
        for p in ({}, {"confidence": 0.9})
    ]
    assert digest(of[0], instruments, "themes") != digest(of[1], instruments, "themes")


def test_a_cleaning_rule_changes_everything_made_from_the_data(balint):
    cleaning = balint[0].cleaning.model_dump(mode="json") | {"minimum_answered": 0.5}
    assert changed(balint, cleaning=cleaning) == FROM_DATA


def test_pooling_changes_no_other_stage(balint):
    shares = {"label": "Share", "site": "x", "shares": {"events": "x", "n": "x"}}
    assert changed(balint, pool={"analyses": {"a": shares}}) == {"pool", "manuscript"}


def test_a_multiverse_changes_no_other_stage(balint):
    assert changed(balint, multiverse={}) == {"multiverse", "manuscript"}


def test_interviews_change_themes(balint):
    interviews = balint[0].interviews.model_dump(mode="json") | {"method": "colaizzi"}
    assert changed(balint, interviews=interviews) == {"themes", "manuscript"}


def test_an_instrument_in_use_counts_and_another_does_not(balint):
    study, instruments = balint
    for name, stages in {"ghq-12": FROM_DATA, "mbi-hss": set()}.items():
        other = instruments | {name: instruments[name].model_copy(update={"about": "Something else."})}
        found = {s for s in (*DATA_STAGES, "manuscript") if digest(study, instruments, s) != digest(study, other, s)}
        assert found == stages


@pytest.mark.parametrize(("stage", "part"), [("clean", "clean"), ("themes", "themes.py")])
def test_a_stage_reads_no_key_that_its_digest_leaves_out(stage, part):
    """A key that a stage reads and its digest leaves out would leave results that no longer fit the study file."""
    paths = sorted((LIBRARY / part).rglob("*.py")) or [LIBRARY / part]
    nodes = [node for path in paths for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    attributes = [node for node in nodes if isinstance(node, ast.Attribute)]
    read = {n.attr for n in attributes if "study" in (getattr(n.value, "id", ""), getattr(n.value, "attr", ""))}
    assert read & set(Study.model_fields) <= _ONLY_FOR[stage]


def test_plans_are_remembered_and_made_anew_when_a_file_changes(tmp_path):
    config, results = tmp_path / "config", tmp_path / "results"
    shutil.copytree(CONFIG, config)
    first = open_plans("balint", config, results)
    assert list(first) == ["balint"]
    assert first["balint"].data_stages == ["clean", "score", "paired", "multiverse", "themes"]
    settings = results / "balint" / "settings"
    stamps = {path.name: path.stat().st_mtime_ns for path in settings.iterdir()}
    assert open_plans("balint", config, results) == first
    assert {path.name: path.stat().st_mtime_ns for path in settings.iterdir()} == stamps
    file = config / "studies" / "balint.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("alpha: 0.05", "alpha: 0.01"), encoding="utf-8")
    second = open_plans("balint", config, results)
    touched = {path.stem for path in settings.iterdir() if path.stat().st_mtime_ns != stamps[path.name]}
    assert second != first
    assert touched == {"score", "paired", "multiverse", "manuscript"}


def test_a_spoilt_memory_is_made_anew(tmp_path):
    first = open_plans(["balint"], CONFIG, tmp_path)
    (tmp_path / ".plan.json").write_text('{"key": ', encoding="utf-8")
    assert open_plans(["balint"], CONFIG, tmp_path) == first


def test_the_faults_of_all_studies_are_told_at_once(tmp_path):
    with pytest.raises(ConfigError) as caught:
        open_plans("balnit, balint, hospital_d", CONFIG, tmp_path)
    assert "hospital_d" in str(caught.value)
    with pytest.raises(ConfigError) as caught:
        open_plans("balnit, chenggon", CONFIG, tmp_path)
    assert [problem.file for problem in caught.value.problems] == [
        "config/studies/balnit.yaml",
        "config/studies/chenggon.yaml",
    ]
    assert not Path(tmp_path / "balint").exists()


@pytest.mark.parametrize("names", [None, "", [], " , "])
def test_a_run_needs_a_study(names, tmp_path):
    with pytest.raises(ConfigError, match="studies"):
        open_plans(names, CONFIG, tmp_path)
