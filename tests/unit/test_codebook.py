"""The codebook: every column with its codes, no wording of an item, no count of few people, nothing done by a cell."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO

import openpyxl
import pandas as pd

from burnout.clean import clean
from burnout.codebook import as_excel, as_html, codebook
from helpers.chain import ROOT
from helpers.cleaning_studies import AGE, SEX, instruments, study, table

GROUP = {"label": "=1+1<b>", "type": "ordinal", "levels": ["A", "B", "C"], "column": "g"}
ROWS = [(str(n), "1" if n < 7 else "2", "30", "1", "2", "A" if n < 3 else "B") for n in range(1, 15)]


def made(minimum=5):
    outcomes = {"high": {"label": "High", "source": "mbi_s", "at_least": 4}}
    one = study(variables={"sex": SEX, "age": AGE, "group": GROUP}, outcomes=outcomes)
    raw = {"main": table(ROWS, ("id", "sex", "age", "q1", "q2", "g"), labels={"q1": "A SECRET WORDING"})}
    return one, codebook(one, instruments(), clean(one, instruments(), raw).data, minimum).set_index("name")


def test_variables_items_scores_and_outcomes():
    _, book = made()
    assert list(book.index) == ["sex", "age", "group", "mbi_1", "mbi_2", "mbi_s", "high"]
    sex = ["Sex", "nominal", "1 = Male; 2 = Female", "9", "data/main.csv", "sex", "variable", "Male: 6; Female: 8"]
    assert book.loc["sex"].tolist() == sex
    assert book.loc["age", ["values", "counts"]].tolist() == [
        "18 to 65 (years)",
        "n 14, mean 30.00, standard deviation 0.00",
    ]
    assert book.loc["mbi_1", ["label", "values", "column"]].tolist() == ["M item 1: S", "0 to 6", "q1"]
    assert book.loc["mbi_s", "column"] == "sum of items 1, 2"
    assert book.loc["high", "column"] == "mbi_s >= 4"


def test_counts_of_few_people_are_hidden_and_cannot_be_worked_out():
    _, book = made()
    assert book.loc["group", "counts"] == "A: hidden; B: hidden; C: 0"
    assert made(minimum=2)[1].loc["group", "counts"] == "A: 2; B: 12; C: 0"


def test_labels_are_text_in_every_format():
    one, book = made()
    page = as_html(one, book.reset_index())
    assert "=1+1&lt;b&gt;" in page and "<b>" not in page and "SECRET" not in page
    sheet = openpyxl.load_workbook(BytesIO(as_excel(book.reset_index()))).active
    cell = sheet.cell(4, 2)
    assert (cell.value, cell.data_type) == ("=1+1<b>", "s")


def test_the_command_writes_three_files(tmp_path):
    command = [sys.executable, "-m", "burnout.cli", "codebook", "balint", "--output", str(tmp_path / "book")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "book").iterdir()) == ["balint.csv", "balint.html", "balint.xlsx"]
    told = pd.read_csv(tmp_path / "book/balint.csv", keep_default_na=False)
    assert list(told.columns) == ["name", "label", "type", "values", "missing", "file", "column"]
