"""A printed number leads back to its row, notebook, data files and lines of the configuration."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from burnout.config import load_study
from burnout.explain import Manuscript, configuration, data_files, find, near, table_row, written_by
from burnout.manuscript.origins import COLUMNS
from burnout.tables import write_table

ROOT = Path(__file__).parents[2]
PAPER = Manuscript(
    (
        '**Results:** Burnout: [54.10]{.traced key="abstract.1"}%. Nothing else.',
        "## Prevalence",
        "",
        'First. The share was [54.10%]{.traced key="prevalence.burnout.percent"} of all\\, and \\*odd\\*. Last one.',
        "",
        "| Characteristic | n \\| N (%) | *P* |",
        "|:---|:---:|:---:|",
        "| **Income \\(yuan\\)** |  | 0.047 |",
        "| \u2003Low | 132 (54.10) | |",
        "",
        ": Who they are. {#tbl-participants}",
    )
)
NUMBERS = pd.DataFrame(
    [
        ("abstract.1", "54.10", "54.10", "abstract", 0, 0, "prevalence", 15),
        ("prevalence.burnout.percent", "54.10%", "54.10", "prevalence", 0, 0, "prevalence", 15),
        ("tbl-participants.1.3", "0.047", "0.047", "tbl-participants", 1, 3, "screening", 2),
        ("tbl-participants.2.2", "132 (54.10)", "132", "tbl-participants", 2, 2, "descriptive", 3),
        ("tbl-participants.2.2", "132 (54.10)", "54.10", "tbl-participants", 2, 2, "descriptive", 3),
        ("models.p", "*P* < 0.001", "< 0.001", "models", 0, 0, "logistic", 3),
    ],
    columns=list(COLUMNS[:8]),
)


def keys(asked: str) -> list[str]:
    return [match.key for match in find(NUMBERS, asked, PAPER)]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("54.10%", ["abstract.1", "prevalence.burnout.percent", "tbl-participants.2.2"]),
        ("54.10", ["abstract.1", "prevalence.burnout.percent", "tbl-participants.2.2"]),
        ("132 (54.10)", ["tbl-participants.2.2"]),
        ("P = 0.047", ["tbl-participants.1.3"]),
        ("P<0.001", ["models.p"]),
        ("prevalence.burnout.percent", ["prevalence.burnout.percent"]),
        ("Table 1, Income (yuan), P", ["tbl-participants.1.3"]),
        ("Table 1; Low; n | N (%)", ["tbl-participants.2.2"]),
        ("tbl-participants, 2, 2", ["tbl-participants.2.2"]),
        ("表1, 2, 2", ["tbl-participants.2.2"]),
        ("Table 7, 2, 2", []),
        ("Table 1, Nobody, P", []),
        ("54.1", []),
        ("", []),
        ("[bold]", []),
    ],
)
def test_a_number_is_found_by_text_key_and_cell(asked, found):
    assert keys(asked) == found


def test_all_cells_behind_one_place_are_one_match():
    match = find(NUMBERS, "tbl-participants.2.2", PAPER)[0]
    assert match.origins["number"].tolist() == ["132", "54.10"]


def test_what_is_not_there_leads_to_the_nearest():
    assert near(NUMBERS, "54.2%", most=1) == [("54.10", "abstract.1")]
    assert near(NUMBERS, "prevalence.burnot.percent", most=1) == [("54.10%", "prevalence.burnout.percent")]
    assert near(NUMBERS, "???") == []


def test_sentence_caption_and_table_are_plain_text():
    assert PAPER.sentence("prevalence.burnout.percent") == "The share was 54.10% of all, and *odd*."
    assert PAPER.sentence("nowhere") == ""
    assert PAPER.caption("tbl-participants") == "Table 1. Who they are."
    assert PAPER.table("tbl-participants") == [
        ["Characteristic", "n | N (%)", "P"],
        ["Income (yuan)", "", "0.047"],
        ["Low", "132 (54.10)", ""],
    ]


def test_the_row_has_full_precision_and_words_of_people_are_never_shown(tmp_path):
    write_table(
        pd.DataFrame({"level": ["No", "Yes"], "percent": [45.9, 54.09836065573771], "note": ["", None]}), tmp_path, "t"
    )
    write_table(pd.DataFrame({"quote": ["words"]}), tmp_path, "quotations")
    assert table_row(tmp_path, "t", 2) == {"level": "Yes", "percent": 54.09836065573771}
    assert table_row(tmp_path, "quotations", 1) == {}


def test_the_notebook_that_writes_a_table_is_named():
    wrote = written_by("prevalence", ROOT / "notebooks", ROOT / "results")
    assert wrote is not None
    assert wrote.file == "notebooks/score.ipynb"
    cell = json.loads((ROOT / wrote.file).read_text(encoding="utf-8"))["cells"][int(wrote.place.split()[1]) - 1]
    assert 'write_table("prevalence"' in "".join(cell["source"])
    assert written_by("no_such_table", ROOT / "notebooks", ROOT / "results") is None


def test_data_files_are_compared_with_what_was_read(tmp_path):
    for name in ("same.csv", "other.csv"):
        (tmp_path / name).write_text("a\n1\n", encoding="utf-8")
    digest = hashlib.sha256(b"a\n1\n").hexdigest()
    record = tmp_path / "check.json"
    sums = {"same.csv": digest, "other.csv": "0" * 64, "gone.csv": digest}
    record.write_text(json.dumps({"sha256": sums}), encoding="utf-8")
    assert [(link.file, link.text.split()[0]) for link in data_files(record, tmp_path)] == [
        ("same.csv", "unchanged"),
        ("other.csv", "CHANGED"),
        ("gone.csv", "not"),
    ]
    assert [link.file for link in data_files(record, tmp_path, ["same.csv"])] == ["same.csv"]
    assert data_files(tmp_path / "nothing.json", tmp_path) == []


def test_lines_of_the_configuration_are_those_that_name_what_the_row_names():
    study, instruments = load_study("chenggong", ROOT / "config")
    row = {"plan": "as-published", "outcome": "burnout", "factor": "honours", "p_value": 0.01}
    told = configuration(study, instruments, row, ROOT / "config")
    said = {link.text: link for link in told}
    assert {"outcomes: burnout", "variables: honours", "keys: sums", "cutoffs: public_bands"} <= set(said)
    assert not any(text.startswith("models") for text in said)
    for text, start in {"variables: honours": "  honours:", "cutoffs: public_bands": "  public_bands:"}.items():
        lines = (ROOT / said[text].file).read_text(encoding="utf-8").splitlines()
        assert lines[int(said[text].place.removeprefix("line ")) - 1].startswith(start)


def test_the_command_says_what_to_do_without_results(tmp_path):
    (tmp_path / "Snakefile").write_text("", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "burnout.cli", "explain", "54.10%"], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Run `snakemake` first." in done.stderr
    assert "Traceback" not in done.stderr
