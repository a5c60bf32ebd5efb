"""The edge between notebooks and the library."""

from __future__ import annotations

import pandas as pd
import pytest

from burnout.errors import ConfigError, DataError
from burnout.workspace import open_study, project_root
from helpers.chain import ROOT


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT)
    return open_study("balint", "config", str(tmp_path))


def test_a_notebook_without_parameters_says_what_to_fill_in():
    with pytest.raises(ConfigError, match="no value for study, results") as caught:
        open_study(None, "config", None)
    assert "Fill in the first cell" in str(caught.value)


def test_the_project_is_found_from_a_folder_in_it(tmp_path):
    assert project_root(ROOT / "notebooks") == ROOT
    assert project_root(ROOT) == ROOT
    assert project_root(tmp_path) == tmp_path


def test_a_study_opens_from_the_notebooks_folder_too(tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT / "notebooks")
    opened = open_study("balint", "config", str(tmp_path))
    assert opened.root == ROOT
    assert opened.folder == tmp_path / "balint"
    assert opened.study.study == "balint"


def test_frames_come_back_as_they_were_handed_over(here):
    frame = pd.DataFrame(
        {
            "level": pd.Categorical(["low", "high"], categories=["low", "high"], ordered=True),
            "n": [1.0, float("nan")],
            "word": ["一", None],
        }
    )
    here.write_data("some", frame)
    pd.testing.assert_frame_equal(here.read_data("some"), frame)
    here.write_table("some", frame)
    pd.testing.assert_frame_equal(here.read_table("some"), frame)
    assert (here.folder / "tables" / "some.csv").read_text(encoding="utf-8") == "level,n,word\nlow,1.0,一\nhigh,,\n"


def test_rows_set_aside_stay_out_of_the_tables(here):
    here.write_private("quarantine", pd.DataFrame({"row": [3], "reason": ["duplicate"]}))
    assert (here.folder / "data" / "quarantine.csv").read_text(encoding="utf-8") == "row,reason\n3,duplicate\n"
    assert not (here.folder / "tables").exists()


def test_raw_files_are_read_by_their_names(here):
    raw = here.read_raw()
    assert {name: table.path for name, table in raw.items()} == {"survey": "data/balint/survey.sav"}
    assert len(raw["survey"].frame) == 23


def test_a_frame_that_no_stage_made_names_the_file(here):
    with pytest.raises(DataError, match=r"scored\.parquet") as caught:
        here.read_data("scored")
    assert "Run the stage that makes it" in str(caught.value)
