"""Reliable change. Jacobson and Truax' worked example (J Consult Clin Psychol 1991;59:12-19), and hand arithmetic."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.config import load_instruments
from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study
from helpers.chain import ROOT

INSTRUMENTS = load_instruments(ROOT / "config" / "instruments")
USE = {"mbi": {"instrument": "mbi-hss", "columns": "Q{n}"}}
# Seven people with an SD of 7.5 before; the second lost 15 points as the couple of the example did (47.5 minus 32.5).
BEFORE = np.array([32.5, 47.5, 40.0, 40, 40, 40, 40]) + np.array([-3.75, 3.75, 0, 0, 0, 0, 0])
AFTER = BEFORE + np.array([15.0, -15, 9, 9.2, -9, -9.2, 0])


def table(source, reliability=None, alpha=None, **paired):
    study = paired_study(
        [],
        instruments=USE,
        outcomes={"score": {"label": "Score", "source": source}},
        paired={"measures": ["score"], "reliability": reliability or {}} | paired,
    )
    scale = {"instrument": "mbi", "scale": source.removeprefix("mbi_"), "occasion": "before", "alpha": alpha}
    data = paired_rows(score=(BEFORE * 7.5 / np.std(BEFORE, ddof=1), AFTER * 7.5 / np.std(BEFORE, ddof=1)))
    return compare(study, data, INSTRUMENTS, pd.DataFrame([scale] if alpha is not None else [])).reliable_change


def test_jacobson_and_truax_worked_example():
    # SD 7.5 and r 0.80: the standard error of the difference is 4.74, and 15 points make an index of 3.16.
    row = table("mbi_exhaustion", {"score": 0.80}).iloc[0]
    assert row["sd"] == pytest.approx(7.5)
    assert row["standard_error"] == pytest.approx(4.74, abs=0.005)
    assert 15 / row["standard_error"] == pytest.approx(3.16, abs=0.005)
    assert row["threshold"] == pytest.approx(1.959964 * 4.743416, rel=1e-6)
    assert row["reliability_source"] == "stated"


@pytest.mark.parametrize(("source", "better"), [("mbi_exhaustion", "fell"), ("mbi_accomplishment", "rose")])
def test_the_instrument_tells_which_direction_is_better(source, better):
    row = table(source, {"score": 0.80}).iloc[0]
    change = (AFTER - BEFORE) * 7.5 / np.std(BEFORE, ddof=1)
    counts = {"rose": int(np.sum(change > row["threshold"])), "fell": int(np.sum(change < -row["threshold"]))}
    other = "rose" if better == "fell" else "fell"
    assert (row["improved"], row["worsened"]) == (counts[better], counts[other])
    assert row["improved"] + row["unchanged"] + row["worsened"] == row["n"] == 7
    assert 0 < row["unchanged"] < 7


def test_alpha_of_the_sample_serves_where_no_reliability_is_stated():
    row = table("mbi_exhaustion", alpha=0.84).iloc[0]
    assert (row["reliability"], row["status"], row["occasion"]) == (0.84, "ok", "before")
    assert "alpha" in row["reliability_source"]
    assert "few people" in row["note"]


def test_the_stated_retest_correlation_serves_the_outcome_of_the_choice():
    row = table("mbi_exhaustion", alpha=0.9, chosen_for="score", retest_reliability=0.7).iloc[0]
    assert row["reliability"] == 0.7


def test_a_change_as_large_as_the_threshold_is_not_reliable():
    row = table("mbi_exhaustion", {"score": 1.0}).iloc[0]
    # Without error of measurement every change counts, and no change does not.
    assert (row["threshold"], row["unchanged"]) == (0, 1)


@pytest.mark.parametrize(
    ("source", "stated", "alpha", "said"),
    [
        ("mbi_exhaustion", None, None, "not known"),
        ("mbi_exhaustion", None, -0.2, "not above 0"),
        ("rating", {"score": 0.8}, None, "high value is better"),
    ],
)
def test_what_is_not_known_is_said(source, stated, alpha, said):
    row = table(source, stated, alpha).iloc[0]
    assert row["status"] == "not-estimable"
    assert said in row["note"]
    assert pd.isna(row["improved"])
