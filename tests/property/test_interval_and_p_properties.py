"""An interval leaves out the value of no effect exactly when the P beside it is under 1 - confidence: in every row.

Left out are the limits of correlations (Fisher's z beside a t test, as R and SPSS print both) and of effect sizes,
whose method a column of their own names.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.model import fit_models
from burnout.paired import compare
from burnout.repeated import follow
from burnout.screen import screen
from burnout.screen.difference import difference
from burnout.screen.pair import pair_up
from burnout.statistics import fisher_exact, mcnemar_exact, pearson_chi_square, wilcoxon, yates
from burnout.statistics.matched import conditional_difference
from burnout.statistics.signed_rank_interval import median_change
from helpers.analysis_study import from_table, groups, paired_rows, paired_study, screening_study, survey_rows, yes_no
from helpers.repeated_rows import repeated_rows, repeated_study
from helpers.studies import NUMBER, make_study, nominal, scored

TABLES = 400
ALPHA = 0.05
FISHERS_Z = ("pearson-correlation", "spearman-correlation", "kendall-tau-b")


def agree(low: float, high: float, p: float, null: float) -> bool:
    return (p < ALPHA) == (null < low or null > high)


def contradictions(table: pd.DataFrame, null: float | pd.Series, p: str = "p_value") -> pd.DataFrame:
    """Rows whose interval says other than their P."""
    null = null if isinstance(null, pd.Series) else pd.Series(null, index=table.index)
    told = (table["status"] == "ok") & table[["conf_low", "conf_high", p]].notna().all(axis=1)
    out = (null < table["conf_low"]) | (null > table["conf_high"])
    assert told.any()
    return table[told & (out != (table[p] < ALPHA))]


def none_of(estimate_name: pd.Series) -> pd.Series:
    return estimate_name.str.startswith("odds-ratio").astype(float)


@pytest.mark.parametrize("test", [pearson_chi_square, yates, fisher_exact])
def test_odds_ratios_of_random_tables(test):
    rng = np.random.default_rng(1)
    seen = 0
    for _ in range(TABLES):
        sizes, shares = rng.integers(3, 50, 2), rng.uniform(0.05, 0.95, 2)
        yes = rng.binomial(sizes, shares)
        table = np.column_stack([yes, sizes - yes])
        if table.min() == 0:
            continue
        columns = from_table(table.tolist())
        pair = pair_up(pd.Series(columns["outcome"]), pd.Series(columns["factor"]))
        result = test(pair.counts)
        row = difference(pair, result, 1 - ALPHA)
        assert agree(row["conf_low"], row["conf_high"], result.p_value, 1.0), table
        assert row["conf_low"] < row["estimate"] < row["conf_high"]
        seen += 1
    assert seen > TABLES / 2


@pytest.mark.parametrize("exact", [True, False])
def test_median_changes_of_random_pairs_with_ties_and_zeros(exact):
    rng = np.random.default_rng(2)
    for _ in range(TABLES):
        change = np.round(rng.normal(rng.normal(0, 0.6), 1, rng.integers(3, 30)) * rng.choice([1, 2, 5, 1000])) / 2
        result = wilcoxon(change, exact)
        found = median_change(change, exact, 1 - ALPHA)
        if result.status == "ok" and not np.isnan(found.low):
            assert agree(found.low, found.high, result.p_value, 0.0), (change, found, result.p_value)
        elif result.status == "ok":
            assert result.p_value >= ALPHA


def test_differences_of_shares_of_every_small_table():
    for gained in range(16):
        for lost in range(16):
            if gained + lost:
                found = conditional_difference(gained, lost, 40, 1 - ALPHA)
                assert agree(found.low, found.high, mcnemar_exact(gained, lost, 40).p_value, 0.0), (gained, lost)


@pytest.mark.parametrize("seed", range(25))
def test_screening(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(15, 90))
    event, score = rng.random(n) < rng.uniform(0.2, 0.8), np.round(rng.normal(10, 3, n))
    factor = rng.random(n) < np.where(event, 0.6, rng.uniform(0.3, 0.6))
    rows = survey_rows(
        event=yes_no(event), score=score + 2 * factor, group=groups(np.where(factor, "b", "a"), ["a", "b"])
    )
    made = screen(screening_study(["event", "score"], ["group"]), rows)
    assert contradictions(made.screening, none_of(made.screening["estimate_name"])).empty
    tests = made.screening_tests[~made.screening_tests["test"].isin(FISHERS_Z)]
    assert contradictions(tests, none_of(tests["estimate_name"])).empty


@pytest.mark.parametrize("seed", range(25))
def test_before_and_after(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(8, 40))
    before = np.round(rng.normal(10, 3, n))
    change = np.round(rng.exponential(2, n) - 1.2) if seed % 2 else np.round(rng.normal(0.8, 2, n))
    rows = paired_rows(score=(before, before + change), event=(yes_no(before > 10), yes_no(before + change > 10)))
    made = compare(paired_study(["score"], ["event"]), rows)
    assert contradictions(made.paired, 0.0).empty
    assert (
        "conf_low" not in made.paired_rates
    )  # shares have P only; intervals stand in paired_effects, with their method


@pytest.mark.parametrize("seed", range(8))
def test_several_occasions(seed):
    rng = np.random.default_rng(seed)
    person = rng.normal(10, 2, 20)
    scores = [np.round(person + rng.exponential(2, 20) + 0.7 * i) for i in range(3)]
    rates = [yes_no(s > 12.5) for s in scores]
    made = follow(repeated_study(["score"], ["event"]), repeated_rows(score=scores, event=rates))
    assert contradictions(made.repeated_contrasts, 0.0).empty


@pytest.mark.parametrize("clusters", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_odds_ratios_of_logistic_models(seed, clusters):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(30, 160))
    study = make_study(
        variables={"group": nominal("a", "b", "c"), "dose": NUMBER, "unit": nominal(*"pqrstuvw")},
        outcomes={"event": {"label": "Event", "source": "dose", "above": 1}},
        models={"m": {"outcome": "event", "prespecified": ["group", "dose"]}},
        **({"sampling": {"cluster": "unit"}} if clusters else {}),
    )
    group, dose = rng.choice(list("abc"), n), rng.normal(0, 1, n)
    event = (rng.random(n) < 1 / (1 + np.exp(-0.5 * dose - 0.7 * (group == "b")))).astype(int)
    columns = {"group": group, "dose": dose, "event": event, "unit": rng.choice(list("pqrstuvw"), n)}
    made = fit_models(study, scored(study, columns))
    assert contradictions(made.logistic, 1.0).empty
    assert contradictions(made.logistic_intervals, 1.0 * (made.logistic_intervals["method"] != "probit")).empty
