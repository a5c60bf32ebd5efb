"""A study of four occasions through the whole chain, from its raw file to its manuscript."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.chain import copy_project, jobs, snakemake

pytestmark = pytest.mark.xdist_group("repeated")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    project = copy_project(tmp_path_factory.mktemp("repeated") / "project", "tests/golden")
    done = snakemake(project, "--config", "studies=orthodont", "config_folder=tests/golden/studies/config")
    assert done.returncode == 0, done.stdout
    return project / "results" / "orthodont", done.stdout


def test_only_the_stages_that_the_study_asks_for_run(run):
    assert {job.split()[0] for job in jobs(run[1])} == {"check", "clean", "score", "repeated", "manuscript", "render"}


def test_tables_stand_as_csv_and_parquet(run):
    for name in ("repeated", "repeated_means", "repeated_contrasts", "repeated_tests"):
        table = pd.read_csv(run[0] / "tables" / f"{name}.csv")
        assert len(table) == len(pd.read_parquet(run[0] / "tables" / f"{name}.parquet"))
        assert set(table["status"]) == {"ok"}


def test_the_manuscript_tells_the_course(run):
    text = (run[0] / "manuscript" / "manuscript.html").read_text(encoding="utf-8")
    for words in ("Course over the occasions", "Kenward and Roger", "Every two occasions compared"):
        assert words in text
    for kind in ("docx", "pdf", "xml"):
        assert (run[0] / "manuscript" / f"manuscript.{kind}").stat().st_size > 5000
    assert (run[0] / "figures" / "repeated" / "courses.svg").is_file()
