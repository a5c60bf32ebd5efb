"""Other customary tests in the manuscript: named when they ran, and shown only where they conclude otherwise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.manuscript.alternatives import alternatives, disagreement_table
from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.screen import screen
from helpers.analysis_study import from_table, groups, screening_study, survey_rows


def source(outcome, factor, **tables) -> Source:
    study = screening_study(["outcome"], ["factor"])
    screened = screen(study, survey_rows(outcome=outcome, factor=factor))
    found = {"screening": screened.screening, "screening_tests": screened.screening_tests} | tables
    return Source(study, {}, Results(found, {}, {}), Texts("", ""), Values())


def counted(table) -> Source:
    made = from_table(table)
    return source(made["outcome"], made["factor"])


def test_tests_beside_the_plans_are_named():
    said = alternatives(counted([[30, 20], [20, 30]]))
    assert "the chi-square test with Yates' continuity correction" in said
    assert "the likelihood-ratio chi-square test, Fisher's exact test, one-sided exact tests" in said
    assert "Pearson's chi-square" not in said
    assert "Mann-Whitney" not in said


def test_a_disagreement_is_shown_with_both_sides():
    # Chi-square 4.00, P = 0.0455; with Yates' correction 3.24, P = 0.0719.
    shown = disagreement_table(counted([[30, 20], [20, 30]]))
    assert "#tbl-disagreement" in shown
    assert "Pearson's chi-square test (0.046)" in shown
    assert "Chi-square test with Yates' continuity correction (0.072); Fisher's exact test (0.07" in shown
    assert "Likelihood-ratio" not in shown


def test_agreement_needs_no_table():
    assert disagreement_table(counted([[40, 10], [10, 40]])) == ""
    assert disagreement_table(counted([[25, 25], [25, 25]])) == ""


def test_what_did_not_run_is_not_named():
    constant = source([1.0] * 8, groups(list("abababab")))
    empty = source(np.arange(8.0), groups(list("abababab")), screening_tests=pd.DataFrame())
    for nothing in (constant, empty):
        assert alternatives(nothing) == ""
        assert disagreement_table(nothing) == ""
