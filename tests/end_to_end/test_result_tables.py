"""Tables that users' own scripts may rely on: names, columns and their order, CSV and Parquet alike."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from burnout.config import load_study
from helpers.chain import ROOT, STUDIES

pytestmark = pytest.mark.xdist_group("full_run")

CORE = {
    "flow": "stage, n, reason",
    "prevalence": "outcome, level, count, n, percent, conf_low, conf_high",
    "descriptive": "factor, level, statistic, value",
    "reliability": "instrument, scale, items, n, alpha, conf_low, conf_high, omega",
    "screening": "outcome, factor, test, n, n_missing, statistic, df, df2, p_value, p_adjusted, effect_size, "
    "effect_size_name, status, note",
    "logistic": "outcome, model, factor, level, reference, n, events, estimate, std_error, statistic, p_value, "
    "odds_ratio, conf_low, conf_high, status, note",
    "fit": "outcome, model, n, events, log_likelihood, lr_statistic, df, p_value, cox_snell_r2, nagelkerke_r2, aic, "
    "hosmer_lemeshow_statistic, hosmer_lemeshow_p, auc, auc_low, auc_high",
    "paired": "measure, n, mean_pre, sd_pre, mean_post, sd_post, mean_difference, conf_low, conf_high, test, "
    "statistic, df, p_value, effect_size, effect_size_name, status, note",
    "paired_rates": "measure, n, pre_positive, post_positive, test, statistic, p_value",
    "themes": "theme, cluster, statements, participants",
}
BY_PLAN = {"screening", "logistic", "fit", "paired", "paired_rates"}
STAGE = {
    "flow": "clean",
    "prevalence": "score",
    "reliability": "score",
    "descriptive": "screen",
    "screening": "screen",
    "logistic": "model",
    "fit": "model",
    "paired": "paired",
    "paired_rates": "paired",
    "themes": "themes",
}
TEXT = {
    *("plan", "stage", "reason", "outcome", "level", "factor", "statistic_name", "instrument", "scale", "test"),
    *("effect_size_name", "status", "note", "model", "reference", "measure", "theme", "cluster"),
}
WANTED = [
    (study, table)
    for study in STUDIES
    for table in CORE
    if STAGE[table] in load_study(study, ROOT / "config")[0].stages
]


def test_the_three_studies_show_every_table():
    assert {table for _, table in WANTED} == set(CORE)


@pytest.mark.parametrize(("study", "table"), WANTED, ids=["-".join(pair) for pair in WANTED])
def test_a_table_has_its_core_columns_first_and_numbers_in_them(study, table, full_run):
    frame = full_run.table(study, table)
    columns = (["plan"] if table in BY_PLAN else []) + CORE[table].split(", ")
    assert list(frame.columns)[: len(columns)] == columns
    assert len(frame) > 0
    numbers = [c for c in columns if c not in TEXT and not (table == "descriptive" and c == "statistic")]
    for column in numbers:
        assert pd.api.types.is_numeric_dtype(frame[column]), f"{column} holds something that is not a number"
    if table in BY_PLAN:
        assert list(frame["plan"].unique()) == ["as-published", "recommended"]
    if "status" in columns:
        failed = frame[frame["status"] != "ok"]
        assert failed["note"].notna().all(), "a failed estimate says why"


@pytest.mark.parametrize("study", STUDIES)
def test_csv_and_parquet_hold_the_same(study, full_run):
    folder = full_run.folder(study) / "tables"
    names = {path.stem for path in folder.glob("*.csv")}
    assert names == {path.stem for path in folder.glob("*.parquet")}
    for name in names:
        text = (folder / f"{name}.csv").read_bytes()
        assert b"\r" not in text
        assert text.endswith(b"\n")
        text.decode("utf-8")
        stored = pd.read_parquet(folder / f"{name}.parquet")
        frame = full_run.table(study, name)
        assert list(stored.columns) == list(frame.columns), name
        assert len(stored) == len(frame), name
        for column in stored:
            if pd.api.types.is_numeric_dtype(stored[column]) and not pd.api.types.is_bool_dtype(stored[column]):
                # The shortest text that reads back as the same number, so nothing is lost.
                expected, read = stored[column].astype(float), frame[column].astype(float)
                assert ((expected == read) | (expected.isna() & read.isna())).all(), f"{name}.{column}"
            else:
                expected = [None if pd.isna(v) or str(v) == "" else str(v) for v in stored[column]]
                assert [None if pd.isna(v) else str(v) for v in frame[column]] == expected, f"{name}.{column}"


@pytest.mark.parametrize("study", STUDIES)
def test_notebooks_were_executed_and_show_no_error(study, full_run):
    stages = load_study(study, ROOT / "config")[0].stages
    folder = full_run.folder(study) / "notebooks"
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{stage}.ipynb" for stage in stages)
    for stage in stages:
        cells = json.loads((folder / f"{stage}.ipynb").read_text(encoding="utf-8"))["cells"]
        ran = [cell for cell in cells if cell["cell_type"] == "code"]
        assert all(cell["execution_count"] for cell in ran), stage
        kinds = [output["output_type"] for cell in ran for output in cell["outputs"]]
        assert kinds, stage
        assert "error" not in kinds, stage
    assert not list((full_run.folder(study) / "logs").glob("*.ipynb"))


@pytest.mark.parametrize("study", STUDIES)
def test_figures_are_there_as_png_of_300_dpi_and_svg(study, full_run):
    pictures = sorted((full_run.folder(study) / "figures").rglob("*.png"))
    assert pictures
    for path in pictures:
        content = path.read_bytes()
        at = content.index(b"pHYs") + 4
        per_metre = int.from_bytes(content[at : at + 4], "big")
        assert round(per_metre * 0.0254) == 300, path.name
        assert path.with_suffix(".svg").is_file()
