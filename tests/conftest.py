"""The full run that the end-to-end tests read: made once, whatever number of tests asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.chain import ROOT, copy_project, snakemake


@dataclass(frozen=True)
class Run:
    """A run that went through: the project it ran in, and what Snakemake said."""

    project: Path
    said: str

    def folder(self, study: str) -> Path:
        """Results folder of a study."""
        return self.project / "results" / study

    def table(self, study: str, name: str) -> pd.DataFrame:
        """A result table as a user's script reads it: the CSV."""
        return pd.read_csv(self.folder(study) / "tables" / f"{name}.csv", keep_default_na=False, na_values=[""])


@pytest.fixture(scope="session")
def full_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The three studies, run by a bare ``snakemake`` in a copy of the project.

    Tests that ask for it bear ``@pytest.mark.xdist_group("full_run")``, so that one worker runs them all.
    """
    project = copy_project(tmp_path_factory.mktemp("full_run") / "project")
    done = snakemake(project)
    assert done.returncode == 0, done.stdout
    return Run(project, done.stdout)


@cache
def _group(path: str) -> str | None:
    """The group that a test file names in its mark ``xdist_group``."""
    named = re.search(r"mark\.xdist_group\(\"(\w+)\"\)", (ROOT / path).read_text(encoding="utf-8"))
    return named[1] if named else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Send all tests of a group to one worker, as ``--dist loadgroup`` says.

    pytest-xdist 3.8 writes the group into a test's name, which pytest 9.2 does not let it; every worker would then
    make the full run for itself. Here the group is read from the test file's mark.
    """
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Groups(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _group(nodeid.split("::", maxsplit=1)[0]) or nodeid

    return Groups(config, log)
