"""Scores, alpha and omega against R (psych, stats) on psychTools::bfi: golden case bfi_scoring.

Tolerances: scores, alpha and its interval are closed formulas, so that only rounding in the last digits may differ
(1e-12). Omega comes from an iterative fit: R's optimiser stops at a relative change of about 1e-7 of its criterion,
ours runs to a gradient below 1e-9; 1e-6 leaves room for R's stopping rule (largest difference seen: 4e-7).
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout.config.instrument import Instrument, MissingRule
from burnout.score.item_analysis import analyse_items
from burnout.score.items import item_points, scale_points
from burnout.score.key_check import check_direction
from burnout.score.reliability import cronbach_alpha, reliability
from burnout.score.scales import score_scale
from burnout.score.summaries import distribution_of

CASE = Path(__file__).parent / "bfi_scoring"
EXPECTED = json.loads((CASE / "expected.json").read_text(encoding="utf-8"))
SCALES = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
LETTERS = dict(zip(SCALES, "ACENO", strict=True))
COLUMNS = [f"{letter}{n}" for letter in "ACENO" for n in range(1, 6)]
HALF = MissingRule(label="half", max_missing_share=0.5, source="test", certainty="assumption")


def bfi() -> Instrument:
    """The 25 items as an instrument, from the expected values' own list of reversed items."""
    scales = {}
    for name in SCALES:
        items = [COLUMNS.index(f"{LETTERS[name]}{n}") + 1 for n in range(1, 6)]
        turned = [COLUMNS.index(item) + 1 for item in EXPECTED["scales"][name]["reverse_items"]]
        scales[name] = {"label": name, "items": items, "reverse": turned, "score": "mean", "higher_is": "better"}
    cited = {"source": "test", "certainty": "assumption"}
    return Instrument.model_validate(
        {
            "instrument": "bfi",
            "name": "bfi",
            "abbreviation": "bfi",
            "items": 25,
            "answers": {"low": 1, "high": 6},
            "about": "test",
            "licence": "test",
            "default_key": "key",
            "keys": {"key": {"label": "key", "scales": scales} | cited},
            "missing_rules": {"complete": {"label": "complete", "max_missing_share": 0} | cited},
        }
    )


@pytest.fixture(scope="module")
def answers() -> np.ndarray:
    return pd.read_csv(CASE / "data.csv")[COLUMNS].to_numpy(float)


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_its_interval_and_omega_as_r(answers, scale):
    instrument = bfi()
    key = instrument.keys["key"]
    found = reliability(scale_points(item_points(answers, instrument, key), instrument, key, scale), 0.95)
    expected = EXPECTED["scales"][scale]
    assert (found.items, found.n, found.status) == (expected["k"], expected["n_listwise"], "ok")
    assert found.alpha == pytest.approx(expected["alpha_listwise"], abs=1e-12)
    assert (found.conf_low, found.conf_high) == pytest.approx(expected["alpha_listwise_feldt_ci95"], abs=1e-12)
    assert found.omega == pytest.approx(expected["omega_total_1factor_ml"]["omega"], abs=1e-6)


@pytest.mark.parametrize("scale", SCALES)
def test_alpha_without_reversal_falls_into_the_trap(answers, scale):
    items = answers[:, [COLUMNS.index(f"{LETTERS[scale]}{n}") for n in range(1, 6)]]
    complete = items[~np.isnan(items).any(axis=1)]
    assert cronbach_alpha(complete) == pytest.approx(EXPECTED["unreversed_alpha_trap"][scale], abs=1e-12)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(
    ("share", "score", "case"),
    [
        (0.0, "sum", "scale_sum_listwise"),
        (0.5, "mean", "scale_mean_if_at_least_half_items"),
        (0.5, "sum", "prorated_sum_if_at_least_half"),
        (0.99, "mean", "scale_mean_available_items"),
    ],
)
def test_scores_under_missing_rules_and_their_distribution_as_r(answers, scale, share, score, case):
    instrument = bfi()
    key = instrument.keys["key"]
    rule = HALF.model_copy(update={"max_missing_share": share})
    scored = score_scale(answers, instrument, key, scale, rule)
    values = scored.total if score == "sum" else scored.mean
    found, expected = distribution_of(values, 1, 6), EXPECTED["scales"][scale][case]
    assert found["n"] == expected["n"]
    for name in ("mean", "sd", "median", "min", "max"):
        assert found[name] == pytest.approx(expected[name], abs=1e-12)
    assert [found["p25"], found["median"], found["p75"]] == pytest.approx(expected["quartiles_type6"], abs=1e-12)


def test_scores_of_the_first_ten_people_as_r(answers):
    instrument = bfi()
    rule = HALF.model_copy(update={"max_missing_share": 0.99})
    for scale in SCALES:
        found = score_scale(answers[:10], instrument, instrument.keys["key"], scale, rule).mean
        expected = [row[scale] for row in EXPECTED["scores_first10_mean_available"]]
        assert found == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("scale", SCALES)
def test_item_statistics_as_r(answers, scale):
    instrument = bfi()
    key = instrument.keys["key"]
    points = scale_points(item_points(answers, instrument, key), instrument, key, scale)
    items = key.scales[scale].items
    rows = analyse_items(points, items, [(1.0, 6.0)] * len(items), 0.95)
    expected = EXPECTED["scales"][scale]["items"]
    for row, item in zip(rows, items, strict=True):
        found = expected[COLUMNS[item - 1]]
        assert (row["n"], row["n_missing"]) == (found["n"], 2800 - found["n"])
        assert (row["mean"], row["sd"]) == pytest.approx((found["mean_all"], found["sd_all"]), abs=1e-12)
        assert row["item_rest_correlation"] == pytest.approx(found["corrected_item_total_r_listwise"], abs=1e-12)
        assert row["alpha_if_deleted"] == pytest.approx(found["alpha_if_deleted_listwise"], abs=1e-12)
        assert (row["flagged"], row["status"], row["note"]) == (False, "ok", "")


@pytest.mark.parametrize("scale", SCALES)
def test_forgotten_reversals_are_named_and_alpha_is_that_of_r(answers, scale):
    """Without reversal alpha is that of the trap; turning round what the detector names gives R's alpha back."""
    items = [COLUMNS.index(f"{LETTERS[scale]}{n}") for n in range(1, 6)]
    found = check_direction(answers[:, items], 0.95)
    turned = {int(item[1:]) - 1 for item in EXPECTED["scales"][scale]["reverse_items"]}
    assert found.alpha == pytest.approx(EXPECTED["unreversed_alpha_trap"][scale], abs=1e-12)
    assert found.alpha_if_flipped == pytest.approx(EXPECTED["scales"][scale]["alpha_listwise"], abs=1e-12)
    assert set(found.against) == turned
    assert found.clear == bool(turned)
