"""Before-after comparisons against R 4.2.2 (expected.json of each case, made by its script.R).

Tolerance: 1e-6 relative for statistics, P values, means, intervals and effect sizes (they agree to 1e-10; stored values
have 15 digits). Intervals of the standardised change are compared to 1e-6 absolute: R's effectsize finds the
noncentrality by an optimiser that stops near 3e-7. R's ranks are those of differences rounded to ten decimals, as here.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from burnout import statistics
from burnout.paired import compare
from helpers.analysis_study import paired_rows, paired_study, yes_no

HERE = Path(__file__).parent
RELATIVE = 1e-6
CASE = json.loads((HERE / "classic_paired_small" / "expected.json").read_text())["datasets"]
VALUES = pd.read_csv(HERE / "classic_paired_small" / "data.csv")
RATES = json.loads((HERE / "classic_2x2_fisher_mcnemar" / "expected.json").read_text())
MCNEMAR = {name: told for name, told in RATES.items() if told.get("kind") == "mcnemar"}


def near(expected: object) -> object:
    return pytest.approx(expected, rel=RELATIVE, abs=1e-15)


@pytest.fixture(scope="module", params=CASE)
def pair(request):
    rows = VALUES[VALUES["dataset"] == request.param]
    data = paired_rows(score=(rows["pre"].values, rows["post"].values))
    return CASE[request.param], compare(paired_study(["score"]), data).paired


def test_means_and_their_difference_are_as_in_r(pair):
    told, table = pair
    for _, row in table.iterrows():
        assert list(row[["n", "mean_pre", "sd_pre", "mean_post", "sd_post"]]) == near(
            [told["n_pairs"], told["pre"]["mean"], told["pre"]["sd"], told["post"]["mean"], told["post"]["sd"]]
        )
        assert row["mean_difference"] == near(told["mean_diff"])
        exact = told["wilcoxon"].get("hl_ci95_exact") if row["plan"] == "recommended" else None
        interval = told["ci95"] if row["test"] == "paired-t" else exact
        if interval is not None:  # others: R's search stops at 1e-4; they are compared in test_intervals_of_tests.py
            assert list(row[["conf_low", "conf_high"]]) == near(interval)


def test_paired_t_is_as_in_r(pair):
    told, table = pair
    row = table[(table["plan"] == "recommended") & (table["test"] == "paired-t")].iloc[0]
    assert list(row[["statistic", "df", "p_value"]]) == near([told["t"], told["df"], told["p"]])
    assert row["effect_size"] == near(told["hedges_gz_exact_J"])
    factor = told["hedges_gz_exact_J"] / told["cohen_dz"]
    interval = [bound * factor for bound in told["cohen_dz_ci95_noncentral_t"]]
    assert list(row[["effect_low", "effect_high"]]) == pytest.approx(interval, abs=1e-6)


def test_signed_ranks_are_as_in_r(pair):
    told, table = pair
    row = table[(table["plan"] == "recommended") & (table["test"] == "wilcoxon")].iloc[0]
    assert row["statistic"] == near(told["wilcoxon"]["z_no_cc"])
    assert row["effect_size"] == near(told["wilcoxon"]["rank_biserial_matched"])
    assert row["p_value"] == near(told["wilcoxon"]["p_exact_conditional_zeros_dropped"])


def test_shapiro_wilk_decides_in_the_as_published_plan(pair):
    told, table = pair
    row = table[table["plan"] == "as-published"].iloc[0]
    normal = told["diff"]["shapiro"]["p"] >= 0.05
    assert row["test"] == ("paired-t" if normal else "wilcoxon")
    assert row["p_value"] == near(told["p"] if normal else told["wilcoxon"]["p_normal_no_cc"])


def test_shapiro_wilk_of_the_differences_is_as_in_r():
    for name, told in CASE.items():
        rows = VALUES[VALUES["dataset"] == name]
        found = statistics.shapiro_wilk((rows["post"] - rows["pre"]).to_numpy())
        assert found == near((told["diff"]["shapiro"]["W"], told["diff"]["shapiro"]["p"]))


@pytest.mark.parametrize("name", MCNEMAR)
def test_exact_mcnemar_is_as_in_r(name):
    told = MCNEMAR[name]
    counts = [int(told[key]) for key in "abcd"]
    pre, post = np.repeat([1, 1, 0, 0], counts), np.repeat([1, 0, 1, 0], counts)
    data = paired_rows(event=(yes_no(list(pre)), yes_no(list(post))), score=(pre * 1.0, post * 1.0))
    rates = compare(paired_study(["score"], ["event"]), data).paired_rates
    row = rates[rates["plan"] == "recommended"].iloc[0]
    assert (row["lost"], row["gained"], row["n"]) == (told["b"], told["c"], told["n"])
    # Without discordant pairs R gives no P; by definition it is 1.
    assert row["p_value"] == near(told.get("exact_binomial_p", 1.0))


def test_fisher_of_the_two_rates_is_rs_lady_tasting_tea():
    # 3 of 4 before, 1 of 4 after: the 2 x 2 table of R's help page.
    data = paired_rows(event=(yes_no([1, 1, 1, 0]), yes_no([1, 0, 0, 0])), score=([1.0, 2, 3, 4], [1.0, 2, 3, 5]))
    rates = compare(paired_study(["score"], ["event"]), data).paired_rates
    row = rates[rates["plan"] == "as-published"].iloc[0]
    assert row["test"] == "fisher-exact"
    assert row["p_value"] == near(RATES["lady_tasting_tea"]["fisher"]["p_two_sided"])
    assert "McNemar" in row["note"]


@pytest.fixture(scope="module", params=CASE)
def sensitivity(request):
    rows = VALUES[VALUES["dataset"] == request.param]
    return CASE[request.param], compare(
        paired_study(["score"]), paired_rows(score=(rows["pre"].values, rows["post"].values))
    )


def test_every_test_beside_the_others_is_as_in_r(sensitivity):
    told, found = sensitivity
    table = found.paired_tests.set_index("test")
    assert list(table.loc["paired-t", ["statistic", "df", "p_value"]]) == near([told["t"], told["df"], told["p"]])
    ranks = told["wilcoxon"]
    expected = [ranks["z_no_cc"], ranks["p_normal_no_cc"]]
    assert list(table.loc["wilcoxon-asymptotic", ["statistic", "p_value"]]) == near(expected)
    expected = [ranks["V_pos"], ranks["p_exact_conditional_zeros_dropped"]]
    assert list(table.loc["wilcoxon-exact", ["statistic", "p_value"]]) == near(expected)
    expected = [told["sign_test"]["n_pos"], told["sign_test"]["p_exact"]]
    assert list(table.loc["sign", ["statistic", "p_value"]]) == near(expected)
    assert set(table["n"]) == {told["n_pairs"]}
    assert set(table["status"]) == {"ok"}


def test_effect_sizes_are_as_in_r(sensitivity):
    told, found = sensitivity
    table = found.paired_effects.set_index("effect_size_name")
    names = {"cohens-dz": "cohen_dz", "hedges-gz": "hedges_gz_exact_J", "cohens-dav": "cohen_d_av"}
    names |= {"cohens-drm": "cohen_d_rm", "glass-delta": "cohen_d_pre_sd_glass"}
    for name, key in names.items():
        assert table.loc[name, "value"] == near(told[key])
    interval = told["cohen_dz_ci95_noncentral_t"]
    assert list(table.loc["cohens-dz", ["conf_low", "conf_high"]]) == pytest.approx(interval, abs=1e-6)
    factor = told["hedges_gz_exact_J"] / told["cohen_dz"]
    assert table.loc["hedges-gav", "value"] == near(told["cohen_d_av"] * factor)
