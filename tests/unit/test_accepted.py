"""A raw file that changes is noticed: against the list of accepted sums, and against the check before."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from burnout.accepted import accept as write
from burnout.accepted import changed_files, sums_file
from burnout.check import main
from burnout.cli.accept import accept as command
from burnout.summary import summary
from helpers.small_project import small_project


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder with one small study that is as it should be."""
    monkeypatch.chdir(tmp_path)
    return small_project(tmp_path)


def test_nothing_is_compared_before_anything_was_accepted(tmp_path):
    (tmp_path / "a.csv").write_text("1", encoding="utf-8")
    assert changed_files("small", ["a.csv"], tmp_path) == []


def test_a_changed_file_stops_until_it_is_accepted(project, capsys):
    command("small")
    assert "1 files accepted, 1 of them new or changed" in capsys.readouterr().out
    assert main(["small"]) == 0
    kept = os.stat("rows.csv")
    (project / "rows.csv").write_text("id,age\n1,30\n2,41\n", encoding="utf-8")
    os.utime("rows.csv", ns=(kept.st_atime_ns, kept.st_mtime_ns))  # the time does not tell it
    assert main(["small"]) == 1
    said = capsys.readouterr().err
    assert "the file is not the one that was accepted" in said and "burnout accept small" in said
    command("small")
    assert main(["small"]) == 0


def test_the_list_is_that_of_sha256sum(tmp_path):
    (tmp_path / "data/small").mkdir(parents=True)
    (tmp_path / "data/small/a b.csv").write_text("1", encoding="utf-8")
    (tmp_path / "c.csv").write_text("2", encoding="utf-8")
    write("small", ["data/small/a b.csv", "c.csv"], tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=tmp_path / "data/small", capture_output=True, text=True
    )
    assert done.returncode == 0 and done.stdout == "a b.csv: OK\n../../c.csv: OK\n"


def test_a_damaged_list_is_one_problem(tmp_path):
    (tmp_path / "data/small").mkdir(parents=True)
    (tmp_path / sums_file("small")).write_text("nonsense\n", encoding="utf-8")
    (problem,) = changed_files("small", [], tmp_path)
    assert problem.place == "line 1" and "burnout accept small" in problem.remedy


def test_a_missing_file_cannot_be_accepted(project):
    from burnout.errors import DataError

    (project / "rows.csv").unlink()
    with pytest.raises(DataError, match="no such file"):
        command("small")
    assert not (project / sums_file("small")).exists()


def test_the_run_after_a_change_says_so(project):
    given = ["small", "--output", "results/small/data/check.json"]
    assert main(given) == 0
    (project / "rows.csv").write_text("id,age\n1,30\n2,41\n", encoding="utf-8")
    said = " ".join(summary(project / "results", ["small"]).split())
    assert "rows.csv has changed since it was checked: run `snakemake --forcerun check`" in said
    assert main(given) == 0
    record = project / "results/small/data/check.json"
    assert json.loads(record.read_text(encoding="utf-8"))["changed"] == ["rows.csv"]
    assert "rows.csv has changed since the run before" in summary(project / "results", ["small"])
    assert "changed" not in summary(project / "results", ["small"], record.stat().st_mtime + 1)
    assert main(given) == 0
    assert "changed" not in json.loads(record.read_text(encoding="utf-8"))
