"""Post hoc and trend tests in the manuscript: named when they ran, and only then."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.manuscript.followup import comparison_table, comparisons, trends
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.screen import screen
from helpers.analysis_study import from_table, groups, screening_study, survey_rows

NAMES = {"pearson-chi-square": "Pearson's chi-square test", "fisher-exact": "Fisher's exact test"}


def source(outcome, factor, **tables) -> Source:
    study = screening_study(["outcome"], ["factor"])
    screened = screen(study, survey_rows(outcome=outcome, factor=factor))
    found = {"posthoc": screened.posthoc, "trend": screened.trend, "screening": screened.screening} | tables
    return Source(study, {}, Results(found, {}, {}), Texts("", ""), Values())


def rising(ordered: bool = True) -> Source:
    made = from_table([[40, 10], [25, 25], [10, 40]])
    factor = made["factor"].as_ordered() if ordered else made["factor"]
    return source(made["outcome"], factor)


def test_tests_that_ran_are_named_with_their_correction():
    made = rising()
    published = comparisons(made, "as-published", NAMES)
    assert published.endswith("two by two, by Pearson's chi-square test (with Bonferroni's correction).")
    assert "Holm's correction" in comparisons(made, "recommended", NAMES)
    assert trends(made).endswith("by the Cochran-Armitage test and the test of linear-by-linear association.")


def test_means_name_what_each_plan_did():
    values = np.concatenate([np.arange(6.0), np.arange(6.0) + 3, np.arange(6.0) + 20])
    made = source(values, groups(["a"] * 6 + ["b"] * 6 + ["c"] * 6))
    published = comparisons(made, "as-published", NAMES)
    assert "least significant difference (uncorrected and with Bonferroni's correction)" in published
    assert "Games-Howell" not in published
    assert comparisons(made, "recommended", NAMES).endswith("by the Games-Howell test.")
    assert trends(made) == ""
    table = comparison_table(made)
    assert "#tbl-posthoc" in table
    assert "studentised range" in table


def test_what_did_not_run_is_not_named():
    constant = groups(["No"] * 9, ["No", "Yes"], ordered=True)
    made = source(constant, groups(["a", "b", "c"] * 3, ["a", "b", "c"], ordered=True))
    assert set(made.results.table("posthoc")["status"]) == {"constant"}
    empty = source(constant, constant, posthoc=pd.DataFrame(), trend=pd.DataFrame())
    for nothing in (made, empty):
        assert comparisons(nothing, "as-published", NAMES) == ""
        assert trends(nothing) == ""
        assert comparison_table(nothing) == ""


def test_a_long_table_stays_in_the_result_files():
    rows = [[30, 2]] * 6 + [[2, 30]] * 5
    made = from_table(rows)
    assert len(source(made["outcome"], made["factor"]).results.table("posthoc")) == 110
    assert comparison_table(source(made["outcome"], made["factor"])) == ""
    assert comparison_table(rising(ordered=False)).count("f0 against") == 2
