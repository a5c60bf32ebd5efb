"""Forms that were typed twice, from two EpiData files and a sheet of decisions to the manuscript's text."""

from __future__ import annotations

import csv
import re

import pandas as pd
import pytest
from lxml import html
from statsmodels.stats.proportion import proportion_confint

from helpers.chain import ROOT, copy_project, snakemake

pytestmark = pytest.mark.xdist_group("full_run")
FORMS, FIELDS = 249, 45  # forms of both typists; fields of the file but the id


def sheet():
    with (ROOT / "data/chenggong/differences.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def decided_fields():
    return [row for row in sheet() if row["field"] != "(whole record)"]


def test_the_table_counts_what_was_compared_and_what_differs(full_run):
    table = full_run.table("chenggong", "double_entry").iloc[0]
    n = len(decided_fields())
    low, high = proportion_confint(n, FORMS * FIELDS, method="wilson")
    assert (table["records"], table["compared"], table["differing_fields"]) == (FORMS, FORMS * FIELDS, n)
    assert (table["only_first"], table["only_second"]) == (3, 0)
    assert (table["adjudicated"], table["open"]) == (n + 3, 0)
    assert table["error_percent"] == pytest.approx(100 * n / (FORMS * FIELDS), abs=1e-9)
    assert [table["conf_low"], table["conf_high"]] == pytest.approx([100 * low, 100 * high], abs=1e-6)


def test_the_clean_rows_hold_what_was_decided(full_run):
    """Answers to items: the decided value stands there, for a form whose two entries differ."""
    data = pd.read_parquet(full_run.folder("chenggong") / "data/clean.parquet").set_index("participant")
    items = [row for row in decided_fields() if re.fullmatch(r"M\d+", row["field"])]
    assert len(items) > 10
    for row in items:
        assert data.loc[row["record"], f"mbi_{row['field'][1:]}"] == float(row["value"])


def test_the_methods_tell_error_rate_and_decisions(full_run):
    page = html.parse(str(full_run.folder("chenggong") / "manuscript/manuscript.html")).getroot()
    text = " ".join(page.text_content().replace("\N{NO-BREAK SPACE}", " ").split())
    n = len(decided_fields())
    assert "entered twice" in text
    assert f"11205 fields compared in 249 records, {n} differed (0.29%, 95% confidence interval" in text
    assert f"differences adjudicated: {n + 3}" in text


@pytest.mark.xdist_group("bad_input")
def test_a_difference_that_nobody_decided_stops_the_run_and_is_named(tmp_path):
    project = copy_project(tmp_path / "project")
    path = project / "data/chenggong/differences.csv"
    first, *rest = sheet()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, first.keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rest)
    done = snakemake(project, "--config", "studies=chenggong")
    assert done.returncode != 0
    assert first["record"] in done.stdout
    assert first["field"] in done.stdout
    assert not (project / "results/chenggong/tables").exists()
