"""`snakemake demo_data` remakes the demonstration data byte for byte."""

from __future__ import annotations

import shutil

import pytest

from helpers.chain import ROOT, STUDIES, contents, copy_project, snakemake


@pytest.mark.xdist_group("bad_input")
def test_the_rule_makes_every_file_again(tmp_path):
    project = copy_project(tmp_path / "project")
    for study in STUDIES:
        shutil.rmtree(project / "data" / study)
    done = snakemake(project, "demo_data")
    assert done.returncode == 0, done.stdout
    made, committed = contents(project / "data"), contents(ROOT / "data")
    assert list(made) == list(committed)
    assert [name for name in made if made[name] != committed[name]] == []
    assert not list((project / "results").glob("*/tables")), "nothing else is run"
