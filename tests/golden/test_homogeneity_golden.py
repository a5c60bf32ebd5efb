"""The Stuart-Maxwell test against R 4.2.2 with irr 0.84.1 (rater_agreement/expected.json, made by its script.R).

Tolerance: 1e-6 relative; the statistic agrees to 1e-12. The exact P has no counterpart in R; for two levels it is
exact McNemar's, which classic_2x2_fisher_mcnemar holds.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.paired import compare
from burnout.statistics.homogeneity import stuart_maxwell
from helpers.analysis_study import paired_rows, paired_study

HERE = Path(__file__).parent
TOLD = json.loads((HERE / "rater_agreement" / "expected.json").read_text())["vision"]
COUNTS = pd.read_csv(HERE / "rater_agreement" / "data_vision_counts.csv")
LEVELS = ["1st grade", "2nd grade", "3rd grade", "4th Grade"]
RATES = json.loads((HERE / "classic_2x2_fisher_mcnemar" / "expected.json").read_text())
MCNEMAR = {name: told for name, told in RATES.items() if told.get("kind") == "mcnemar" and told["n_discordant"]}
USE = {"mbi": {"instrument": "mbi-hss", "columns": "Q{n}"}}


def test_a_grade_before_and_after_is_as_in_r():
    rows = COUNTS.loc[COUNTS.index.repeat(COUNTS["count"])]
    right, left = (pd.Categorical(rows[side], categories=LEVELS, ordered=True) for side in ("right", "left"))
    data = paired_rows(mbi_grade=(right, left), score=(0 * right.codes, 0 * left.codes))
    data["mbi_grade"] = pd.Categorical(data["mbi_grade"], categories=LEVELS, ordered=True)
    found = compare(paired_study(["score"], instruments=USE), data)
    row, told = found.paired_bands.iloc[0], TOLD["stuart_maxwell"]
    assert (row["measure"], row["test"], row["status"]) == ("mbi_grade", "stuart-maxwell", "ok")
    assert row["n"] == TOLD["n"]
    assert list(row[["statistic", "df", "p_value"]]) == pytest.approx([told["X2"], told["df"], told["p"]], rel=1e-6)
    cells = found.paired_transitions["count"].to_numpy().reshape(4, 4)
    assert cells.tolist() == TOLD["table"]


@pytest.mark.parametrize("name", MCNEMAR)
def test_two_levels_are_mcnemars_test(name):
    told = MCNEMAR[name]
    result, exact = stuart_maxwell(np.array([[told["a"], told["b"]], [told["c"], told["d"]]]))
    plain = told["chi2_no_cc"]
    expected = [plain["X2"], 1, plain["p"]]
    assert [result.statistic, result.df, result.p_value] == pytest.approx(expected, rel=1e-6, abs=1e-12)
    assert exact == pytest.approx(told["exact_binomial_p"], rel=1e-6)
