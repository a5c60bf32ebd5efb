"""The check before anything is computed: every problem in one message, or a small record."""

from __future__ import annotations

import hashlib
import json

import pytest

from burnout.check import main
from helpers.chain import ROOT
from helpers.small_project import small_project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with one small study that is as it should be."""
    monkeypatch.chdir(tmp_path)
    return small_project(tmp_path)


def test_a_good_study_leaves_a_record(project, capsys):
    assert main(["small", "--output", "results/check.json"]) == 0
    record = json.loads((project / "results/check.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256((project / "rows.csv").read_bytes()).hexdigest()
    assert record == {"study": "small", "rows": {"rows.csv": 2}, "sha256": {"rows.csv": digest}}
    assert capsys.readouterr().out == "small: 2 rows in 1 file(s), no problems.\n"


def test_problems_of_data_and_of_texts_come_together(project, capsys):
    (project / "rows.csv").write_text("id,age\n1,30\n2,4000\n", encoding="utf-8")
    (project / "text.md").unlink()
    assert main(["small", "--output", "results/check.json"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("Stopped: small, before anything was computed\n3 problems were found.\n")
    assert "rows.csv, row 3, column 'age'" in said
    assert "text.md, manuscript.introduction" in said
    assert "text.md, manuscript.discussion" in said
    assert not (project / "results").exists()


def test_a_missing_file_is_told_once(project, capsys):
    (project / "rows.csv").unlink()
    assert main(["small"]) == 1
    said = capsys.readouterr().err
    assert said.count("  found:") == 1
    assert "rows.csv" in said


def test_the_demonstration_studies_pass(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert main(["balint"]) == 0
    assert "23 rows in 1 file(s), no problems." in capsys.readouterr().out
