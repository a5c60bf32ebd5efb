"""The methods name every cleaning rule that was applied, with its count, and none that was not."""

from __future__ import annotations

import pandas as pd

from burnout.clean import clean, count_findings
from burnout.manuscript import Results, Texts
from burnout.manuscript.data_preparation import preparation
from burnout.manuscript.material import Source, Values
from helpers.cleaning_studies import AGE, SEX, instruments, study, table

WORK = {"label": "Years of work", "type": "number", "range": [0, 60]}
ROWS = [("1", "1", "40", "24", "0", "6"), ("2", "2", "40", "25", "3", "4"), ("3", "2", None, "59", "5", "1")]


def told(rules):
    made = study(variables={"sex": SEX, "age": AGE, "work": WORK}, cleaning=rules)
    cleaned = clean(made, instruments(), {"main": table(ROWS, ("id", "sex", "age", "work", "q1", "q2"))})
    tables = {"cleaning": count_findings(cleaned.findings, made)} if rules else {"cleaning": pd.DataFrame()}
    values = Values()
    source = Source(made, instruments(), Results(tables, {}, {}), Texts("x", "x"), values)
    return values.fill(preparation(source))


def test_rules_are_named_with_their_counts():
    fits = {"label": "Work *fits* age", "compare": {"left": "work", "is": "at_most", "right": "age", "plus": -16}}
    rules = {
        "consistency": [fits | {"action": "flag"}, {"label": "other", "then": {"work": {"below": 60}}}],
        "required": ["sex"],
        "attention": [{"column": "q1", "expected": [0, 3], "action": "quarantine"}],
        "answer_time": {"column": "work", "below": 25, "below_median": 0.5},
    }
    said = told(rules)
    assert "rule “Work \\*fits\\* age (years of work at most age minus 16)” were kept and listed (n = 1)." in said
    assert "rule “other” would have stopped the analysis." in said
    assert "Records without an answer to sex were excluded." in said
    assert "another answer to an attention item than it asks for were excluded (n = 1)." in said
    assert "less than 25 seconds or 50% of the median time were kept and listed (n = 1)." in said


def test_rules_that_are_not_there_are_not_named():
    said = told({})
    for word in ("contradict", "attention", "time", "same answer", "occasion"):
        assert word not in said


def test_double_entry_is_told_with_its_error_rate():
    row = {"records": 4, "only_first": 1, "only_second": 0, "compared": 16, "differing_fields": 3, "status": "ok"}
    row |= {"error_percent": 18.75, "conf_low": 6.591, "conf_high": 43.01, "adjudicated": 3, "open": 1}
    values = Values()
    tables = {"double_entry": pd.DataFrame([row])}
    said = values.fill(preparation(Source(study(), instruments(), Results(tables, {}, {}), Texts("x", "x"), values)))
    assert said.startswith(
        "The forms were entered twice; of 16 fields compared in 4 records, 3 differed (18.75%, 95% confidence interval "
        "6.59 to 43.01%); records in one of the entries only: 1; differences adjudicated: 3; not adjudicated, the "
        "first entry being taken: 1. The rules"
    )
