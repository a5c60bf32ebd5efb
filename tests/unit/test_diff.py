"""Two runs compared: moves by key, changed conclusions, data, configuration, and runs that do not fit together."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from burnout.diff import changed_inputs, compare_tables, flipped, open_run
from burnout.diff.summary import lead, sections
from burnout.errors import DataError
from burnout.tables import write_table

FLOW = pd.DataFrame({"stage": ["received", "analysed"], "n": [20, 18], "reason": [None, None]})
PAIRED = pd.DataFrame(
    {
        "plan": ["as-published"] * 3,
        "measure": ["empathy", "burnout", "stress"],
        "n": [18, 18, 18],
        "mean_difference": [2.0, -0.5, 1.0],
        "conf_low": [0.5, -1.5, -0.2],
        "conf_high": [3.5, 0.5, 2.2],
        "test": ["paired-t", "paired-t", "wilcoxon"],
        "p_value": [0.01, 0.30, 0.08],
        "status": ["ok", "ok", "ok"],
    }
)
LOGISTIC = pd.DataFrame(
    {
        "model": ["m", "m"],
        "factor": ["income", "age"],
        "level": ["High", "Old"],
        "odds_ratio": [2.0, 0.8],
        "conf_low": [1.2, 0.5],
        "conf_high": [3.4, 1.3],
        "p_value": [0.01, 0.4],
        "status": ["ok", "ok"],
    }
)


def changed(frame: pd.DataFrame, row: int, **values: object) -> pd.DataFrame:
    made = frame.copy()
    for column, value in values.items():
        made.loc[row, column] = value
    return made


def run(folder: Path, record: dict | None = None, **tables: pd.DataFrame) -> Path:
    for name, frame in ({"flow": FLOW} | tables).items():
        write_table(frame, folder / "tables", name)
    if record is not None:
        (folder / "manuscript").mkdir(exist_ok=True)
        (folder / "manuscript" / "run.json").write_text(json.dumps(record), encoding="utf-8")
    return folder


def test_equal_tables_have_no_differences_whatever_their_order():
    found = compare_tables({"paired": PAIRED}, {"paired": PAIRED.iloc[::-1].reset_index(drop=True)})
    assert found.changes.empty
    assert found.rows == 3
    tiny = changed(PAIRED, 0, p_value=0.01 * (1 + 1e-13))
    assert compare_tables({"paired": PAIRED}, {"paired": tiny}).changes.empty


def test_a_moved_number_is_told_by_table_and_key_with_its_change():
    new = changed(PAIRED, 1, mean_difference=-0.8, test="welch-t", conf_high=math.nan)
    changes = compare_tables({"paired": PAIRED}, {"paired": new}).changes
    moved = changes.set_index("column")
    assert set(moved.index) == {"mean_difference", "test", "conf_high"}
    assert (moved["key"] == "plan = as-published, measure = burnout").all()
    assert moved.loc["mean_difference", "change"] == pytest.approx(-0.3)
    assert (moved.loc["test", "old_text"], moved.loc["test", "new_text"]) == ("paired-t", "welch-t")
    assert moved.loc["conf_high", "old"] == 0.5
    assert math.isnan(moved.loc["conf_high", "new"])


def test_rows_tables_and_columns_that_come_go_or_are_renamed():
    new = pd.concat([PAIRED.iloc[:2], PAIRED.iloc[[2]].assign(measure="grip")], ignore_index=True)
    new = new.rename(columns={"conf_high": "upper"}).assign(extra=1.0)
    changes = compare_tables({"paired": PAIRED, "fit": FLOW}, {"paired": new, "flow": FLOW}).changes
    told = {(row.kind, row.table if "table" in row.kind else (row.key if "row" in row.kind else row.column))
            for row in changes.itertuples()}  # fmt: skip
    assert {("table gone", "fit"), ("table added", "flow"), ("column added", "extra")} <= told
    assert {
        ("row gone", "plan = as-published, measure = stress"),
        ("row added", "plan = as-published, measure = grip"),
    } <= told
    renamed = changes[changes["kind"] == "column renamed"].iloc[0]
    assert (renamed["old_text"], renamed["new_text"]) == ("conf_high", "upper")
    assert not (changes["kind"] == "value").any()


def test_conclusions_flip_by_p_interval_direction_status_and_term():
    new = changed(PAIRED, 0, p_value=0.07, conf_low=-0.1)
    new = changed(new, 1, mean_difference=0.4)
    new = changed(new, 2, status="failed")
    models = pd.concat([changed(LOGISTIC, 0, conf_low=0.9).iloc[:1], LOGISTIC.iloc[1:].assign(factor="health")])
    old, later = {"paired": PAIRED, "logistic": LOGISTIC}, {"paired": new, "logistic": models.reset_index(drop=True)}
    told = flipped(compare_tables(old, later), (0.05, 0.05))
    assert {(row.table, row.what, row.old, row.new) for row in told.itertuples()} == {
        ("paired", "P across 0.05", "0.01", "0.07"),
        ("paired", "interval across 0", "0.5 to 3.5", "-0.1 to 3.5"),
        ("paired", "direction (mean_difference)", "-0.5", "0.4"),
        ("paired", "status", "ok", "failed"),
        ("logistic", "interval across 1", "1.2 to 3.4", "0.9 to 3.4"),
        ("logistic", "a term of a model", "in the model", "not in it"),
        ("logistic", "a term of a model", "not in the model", "in the model"),
    }
    stricter = flipped(compare_tables(old, old), (0.05, 0.005))
    assert stricter["what"].unique().tolist() == ["P across 0.05 (0.005 in the new run)"]
    assert len(stricter) == 2


def test_inputs_are_compared_key_by_key(tmp_path):
    record = {
        "study": "s",
        "sha256": {"data/s/a.csv": "a" * 64, "data/s/b.csv": "b" * 64},
        "rows": {"data/s/a.csv": 20},
        "configuration": {"plan": {"alpha": 0.05}, "factors": ["x", "y"]},
        "software": {"pandas": "3.0"},
    }
    later = record | {
        "sha256": {"data/s/a.csv": "c" * 64, "data/s/b.csv": "b" * 64},
        "rows": {"data/s/a.csv": 19},
        "configuration": {"plan": {"alpha": 0.01}, "factors": ["x"], "pool": [{"name": "p"}]},
    }
    runs = open_run(run(tmp_path / "a", record)), open_run(run(tmp_path / "b", later))
    assert changed_inputs(*runs).to_numpy().tolist() == [
        ["data file", "data/s/a.csv", "a" * 16, "c" * 16],
        ["rows of a data file", "data/s/a.csv", "20", "19"],
        ["study file", "plan: alpha", "0.05", "0.01"],
        ["study file", "factors", "x, y", "x"],
        ["study file", "pool: 1: name", "", "p"],
    ]


def test_the_summary_puts_conclusions_first_and_cuts_long_lists():
    many = pd.DataFrame({"factor": [f"f{i}" for i in range(60)], "p_value": [0.5] * 60})
    later = many.assign(p_value=0.4)
    moved = changed(PAIRED, 0, mean_difference=2.1)
    compared = compare_tables({"screening_tests": many, "paired": PAIRED}, {"screening_tests": later, "paired": moved})
    nothing = pd.DataFrame(columns=["what", "where", "old", "new"])
    told = sections(compared, flipped(compared, (0.05, 0.05)), nothing)
    named = {section.title.split(" (")[0]: section for section in told}
    assert next(iter(named)) == "Conclusions that changed"
    assert named["Data files"].rows == []
    assert named["Numbers that moved, by table"].rows == [("screening_tests", "60", "60"), ("paired", "1", "21")]
    assert named["Numbers that moved most"].rows[0][0] == "paired"
    assert named["Numbers that moved most"].more == "and 49 more (--csv writes them all)."
    assert lead(compared, nothing).startswith("61 of ")


def test_a_run_in_an_archive_is_the_run_in_the_folder(tmp_path):
    folder = run(tmp_path / "results" / "s", {"study": "s"}, paired=PAIRED)
    with zipfile.ZipFile(tmp_path / "run.zip", "w") as archive:
        for path in folder.rglob("*.*"):
            if path.suffix != ".parquet":
                archive.write(path, path.relative_to(tmp_path))
    packed, plain = open_run(tmp_path / "run.zip"), open_run(folder)
    assert packed.study == plain.study == "s"
    assert compare_tables(plain.tables, packed.tables).changes.empty


@pytest.mark.parametrize("what", ["nothing", "text", "empty", "several", "broken table", "broken record"])
def test_what_is_no_run_is_said_to_be_none(tmp_path, what):
    path = tmp_path / "x"
    if what == "text":
        path.write_text("words", encoding="utf-8")
    elif what == "empty":
        path.mkdir()
    elif what == "several":
        run(path / "a"), run(path / "b")
    elif what == "broken table":
        run(path)
        (path / "tables" / "flow.parquet").write_bytes(b"no parquet")
    elif what == "broken record":
        run(path, {})
        (path / "manuscript" / "run.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError) as caught:
        open_run(path)
    assert "found:" in str(caught.value)


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = [sys.executable, "-m", "burnout.cli", "diff", *map(str, arguments)]
    return subprocess.run(program, capture_output=True, text=True, encoding="utf-8")


def test_the_command_tells_and_writes(tmp_path):
    a = run(tmp_path / "a", {"study": "s"}, paired=PAIRED)
    hostile = changed(PAIRED, 0, p_value=0.2, status="<script>[bold]x")
    b = run(tmp_path / "b", {"study": "s"}, paired=changed(hostile, 1, p_value=0.01))
    done = command(a, b, "--html", tmp_path / "page.html", "--csv", tmp_path / "all.csv")
    assert done.returncode == 0, done.stderr
    assert "Conclusions that changed (2)" in done.stdout
    assert "[bold]x" in done.stdout
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert len(pd.read_csv(tmp_path / "all.csv")) == 3
    shutil.rmtree(a / "manuscript")
    assert command(a, b, "--docx", tmp_path / "t.docx").returncode == 1


def test_runs_of_two_studies_are_refused(tmp_path):
    done = command(run(tmp_path / "a", {"study": "s"}), run(tmp_path / "b", {"study": "t"}))
    assert done.returncode == 1
    assert "runs of two studies, s and t" in done.stderr
