"""The full run that the end-to-end tests read: made once, whatever number of tests asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from helpers.chain import copy_project, snakemake


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
