"""Notebooks that go with a manuscript tell nothing of single people unless the study file says so."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnout.manuscript.notebooks import WITHHELD, article_notebooks, title
from burnout.plan import DATA_STAGES
from helpers.chain import ROOT

PERSONS = "P07 said: I cannot sleep"
PRIVATE = {"themed.quotations", "themed.saturation"}
"""Last lines of the cells of this project's notebooks that show single people or single transcripts."""


def output(text: str) -> dict:
    return {"output_type": "display_data", "data": {"text/plain": text}, "metadata": {}}


@pytest.fixture
def executed(tmp_path: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Themes\n\nA story."},
        {
            "cell_type": "code", "id": "b", "source": "results = 'folder of min'", "outputs": [],
            "execution_count": 1, "metadata": {"tags": ["injected-parameters"]},
        },
        {
            "cell_type": "code", "id": "c", "source": "quotations", "outputs": [output(PERSONS)],
            "execution_count": 2, "metadata": {"papermill": {"start_time": "2026-01-01T10:00:00"}},
        },
        {
            "cell_type": "code", "id": "d", "source": "counts", "outputs": [output("n 18")],
            "execution_count": 3, "metadata": {"tags": ["aggregate"]},
        },
    ]  # fmt: skip
    metadata = {"kernelspec": {"name": "python3"}, "papermill": {"duration": 1.2}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "themes.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return tmp_path


def test_only_what_is_tagged_is_shown(executed: Path) -> None:
    found = article_notebooks(executed, ["clean", "themes"], "aggregate")
    assert list(found) == ["themes"] and title(found["themes"]) == "Themes"
    text = json.dumps(found["themes"])
    assert "n 18" in text and WITHHELD in text
    for trace in (PERSONS, "folder of min", "papermill", "2026-01-01"):
        assert trace not in text
    assert [cell["id"] for cell in found["themes"]["cells"]] == ["a", "c", "d"]


def test_everything_or_nothing_when_asked_for(executed: Path) -> None:
    text = json.dumps(article_notebooks(executed, ["themes"], "all")["themes"])
    assert PERSONS in text and WITHHELD not in text and "folder of min" not in text
    assert article_notebooks(executed, ["themes"], "none") == {}


@pytest.mark.parametrize("stage", DATA_STAGES)
def test_cells_that_show_people_are_not_tagged(stage: str) -> None:
    notebook = json.loads((ROOT / "notebooks" / f"{stage}.ipynb").read_text(encoding="utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    tagged = ["".join(c["source"]) for c in code if "aggregate" in c["metadata"].get("tags", [])]
    assert tagged
    for source in tagged:
        last = source.strip().splitlines()[-1]
        assert last not in PRIVATE
        assert not (stage in ("paired", "repeated") and "display(figure)" in last), "courses of single people"
        assert "read_data" not in last and ".data" not in last and "quarantine" not in last
