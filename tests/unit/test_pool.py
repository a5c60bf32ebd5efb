"""Pooling over sites: the study's own people, R's conventions for empty cells, and what cannot be pooled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from burnout.pool import combine
from burnout.statistics.heterogeneity import METHODS, Sites, between_variance, only_mean, q_profile
from burnout.statistics.mantel import mantel_haenszel, peto
from burnout.statistics.pooled import pool
from burnout.statistics.site_effects import as_read, proportions, two_arms
from helpers.analysis_study import groups, make_study, survey_rows, yes_no

EMPTY = ([4, 0, 3, 12, 5], [119, 30, 22, 100, 0], [11, 2, 0, 9, 4], [128, 27, 30, 90, 7])
FEW = ([0, 5, 9, 10], [8, 10, 9, 40])
TABLE = {
    "y": {"label": "y", "type": "number"},
    "v": {"label": "v", "type": "number"},
    "name": {"label": "name", "type": "text"},
}


def from_table(y: list[float], v: list[float], names: list[str] | None = None, **analysis: Any) -> Any:
    """All tables of a study with one table of sites."""
    spec = {"label": "Effect", "site": "name", "estimates": {"estimate": "y", "variance": "v"}} | analysis
    variables = TABLE | {"x": {"label": "x", "type": "number"}}
    study = make_study(variables=variables, pool={"analyses": {"a": spec}})
    names = names or [f"s{i}" for i in range(len(y))]
    return combine(study, survey_rows(y=y, v=v, name=names, x=np.arange(len(y), dtype=float)))


def people(outcome: Any, site: list[str], measure: str | None = None, **more: Any) -> Any:
    """All tables of a study whose own people are pooled over `site`."""
    spec: dict[str, Any] = {"label": "Burnout", "people": {"outcome": "burnout"}}
    spec |= {"measure": measure} if measure else {}
    if "gender" in more:
        spec["people"]["factor"] = "gender"
    declared = {"burnout": {"label": "Burnout", "source": "burnout"}}
    if isinstance(outcome, pd.Categorical):
        declared["burnout"]["event"] = ["Yes"]  # type: ignore[assignment]
    files = {"one": {"path": "a.csv", "format": "csv", "site": "A"}}
    study = make_study(files=files, outcomes=declared, pool={"analyses": {"a": spec}})
    return combine(study, survey_rows(burnout=outcome, site=site, **more))


def test_empty_cells_are_as_in_metafor():
    """R 4.2.2, metafor 3.8.1: escalc(measure, ai, bi, ci, di) with its defaults."""
    told = {
        "OR": [-0.938694140870392, -1.71297859137494, 2.2501215234583, 0.182321556793954, 2.90872089656436],
        "RR": [-0.889311333920205, -1.64222773525709, 2.12180081551898, 0.164303051291276, 0.893817876022096],
        "RD": [-0.04661636544423, -0.0672043010752688, 0.11848635235732, 0.0162337662337662, 0.541666666666667],
    }
    variances = {"OR": 2.53737373737374, "RR": 0.154040404040404, "RD": 0.0322627314814815}
    for measure, effects in told.items():
        y, v = two_arms(*map(np.array, EMPTY), measure)
        assert y == pytest.approx(effects, rel=1e-9)
        assert v[-1] == pytest.approx(variances[measure], rel=1e-9)
    y, v = proportions(*map(np.array, FEW), "PLO")
    assert y == pytest.approx([-2.83321334405622, 0, 2.94443897916644, -1.09861228866811], rel=1e-9)
    assert proportions(*map(np.array, FEW), "PR")[1] == pytest.approx([0.00582990397805213, 0.025, 0.00475, 0.0046875])


def test_double_arcsine_is_read_as_in_metafor():
    """R: predict(rma(yi, vi), transf = transf.ipft.hm, targs = list(ni = ni))."""
    found = pool(only_mean(*proportions(*map(np.array, FEW), "PFT")), "REML")
    read = as_read("PFT", np.array(FEW[1]))
    shown = [float(read(x)[0]) for x in (found.estimates, found.lows, found.highs)]
    assert shown == pytest.approx([43.1056188416571, 1.61513073797964, 91.5422671179726], rel=1e-5)


@pytest.mark.parametrize(
    ("measure", "estimate", "error"),
    [
        ("OR", 0.0583880545928716, 0.307239833604261),
        ("RR", 0.0493824180246667, 0.25539307786038),
        ("RD", 0.00413039162231567, 0.0217482007034241),
    ],
)
def test_mantel_haenszel_with_empty_cells_is_as_in_metafor(measure, estimate, error):
    found = mantel_haenszel(*map(np.array, EMPTY), measure)
    assert [found.estimate, found.std_error] == pytest.approx([estimate, error], rel=1e-9)
    if measure == "OR":
        assert [found.test_statistic, found.test_p] == pytest.approx([0.00134199400919538, 0.970777442492567])
        assert [found.tarone, found.tarone_p] == pytest.approx([14.3497036104375, 0.00625865973644762])
        one_step = peto(*map(np.array, EMPTY))
        assert [one_step.estimate, one_step.std_error] == pytest.approx([0.0595533683491778, 0.310424007735618])


def test_statsmodels_agrees():
    from statsmodels.stats.meta_analysis import combine_effects

    rng = np.random.default_rng(1)
    y, v = rng.normal(0.3, 0.5, 12), rng.uniform(0.02, 0.2, 12)
    other = combine_effects(y, v, method_re="iterated")
    found = pool(only_mean(y, v), "PM")
    assert found.tau2 == pytest.approx(other.tau2, rel=1e-4)
    dl = combine_effects(y, v, method_re="chi2")
    assert pool(only_mean(y, v), "DL").tau2 == pytest.approx(dl.tau2, rel=1e-9)
    assert pool(only_mean(y, v), "DL", "knha").std_errors[0] == pytest.approx(dl.sd_eff_w_re_hksj, rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_moving_and_stretching_effects_does_the_same_to_the_pool(method):
    rng = np.random.default_rng(3)
    y, v = rng.normal(0, 1, 9), rng.uniform(0.05, 0.5, 9)
    tau2 = between_variance(only_mean(y, v), method)[0]
    assert between_variance(only_mean(10 * y + 1e4, 100 * v), method)[0] == pytest.approx(100 * tau2, rel=1e-8)


def test_likelihood_takes_the_higher_of_two_peaks():
    """The REML log likelihood has a second, lower peak here; the answer is compared with a fine grid."""
    y = np.array([0.0, 0.1, 0.05, 4.0])
    v = np.array([0.001, 0.002, 0.0015, 2.0])
    sites = only_mean(y, v)

    def minus_two(tau2: float) -> float:
        weights = 1 / (v + tau2)
        return float(np.log(v + tau2).sum() + np.log(weights.sum()) + sites.residual(tau2))

    grid = np.concatenate([[0.0], np.logspace(-7, 2, 4000)])
    best = grid[np.argmin([minus_two(t) for t in grid])]
    assert between_variance(sites, "REML")[0] == pytest.approx(best, rel=0.02, abs=1e-6)


def test_prevalence_of_each_site_and_pooled():
    events = {"A": (10, 40), "B": (20, 50), "C": (8, 60)}
    answers = [v for x, n in events.values() for v in [1] * x + [0] * (n - x)]
    found = people(yes_no(answers), [s for s, (_, n) in events.items() for _ in range(n)])
    sites = found.pool_sites
    assert sites[["site", "n", "events"]].values.tolist() == [["A", 40, 10], ["B", 50, 20], ["C", 60, 8]]
    assert sites["effect"].tolist() == pytest.approx([25, 40, 100 * 8 / 60])
    assert set(sites["effect_name"]) == {"percent"}
    y, v = proportions(np.array([10, 20, 8]), np.array([40, 50, 60]), "PLO")
    row = found.pool.query("plan == 'recommended'").iloc[0]
    assert row["estimate"] == pytest.approx(pool(only_mean(y, v), "REML").estimates[0])
    assert row["effect"] == pytest.approx(100 / (1 + np.exp(-row["estimate"])))
    assert 0 <= row["effect_prediction_low"] < row["effect_low"] < row["effect"] < row["effect_high"] <= 100
    for name in ("weight_fixed", "weight_dl", "weight_reml"):
        assert sites[name].sum() == pytest.approx(100)


def test_odds_ratio_of_a_factor_in_each_site():
    cells = {"A": (10, 20, 5, 25), "B": (12, 18, 8, 30), "C": (9, 30, 6, 22)}
    gender, burnout, site = [], [], []
    for name, (a, b, c, d) in cells.items():
        gender += ["Woman"] * (a + b) + ["Man"] * (c + d)
        burnout += [1] * a + [0] * b + [1] * c + [0] * d
        site += [name] * (a + b + c + d)
    found = people(yes_no(burnout), site, gender=groups(gender, ["Man", "Woman"]))
    told = [np.log(a * d / (b * c)) for a, b, c, d in cells.values()]
    assert found.pool_sites["estimate"].tolist() == pytest.approx(told)
    counts = np.array(list(cells.values())).T
    row = found.pool_methods.query("method == 'MH'").iloc[0]
    assert row["estimate"] == pytest.approx(mantel_haenszel(*counts, "OR").estimate)
    assert row["effect_name"] == "odds-ratio"


def test_means_of_sites():
    found = people([1.0, 2.0, 3.0, 2.0, 4.0, 6.0, 5.0], ["A"] * 3 + ["B"] * 4)
    assert found.pool_sites["estimate"].tolist() == pytest.approx([2.0, 4.25])
    assert found.pool_sites["std_error"].iloc[0] == pytest.approx(1 / np.sqrt(3))


def statuses(table: pd.DataFrame) -> set[str]:
    assert (table.loc[table["status"] != "ok", "note"] != "").all()
    return set(table["status"])


def test_one_site_is_not_pooled():
    found = from_table([0.5], [0.1])
    assert statuses(found.pool) == {"too-few"}
    assert statuses(found.pool_methods) == {"too-few"}
    assert statuses(found.pool_influence) == {"too-few"}
    assert "too-few" in statuses(found.pool_tests)
    assert found.pool_sites["status"].tolist() == ["ok"]


def test_sites_without_precision_are_left_out_and_said_so():
    found = from_table([0.5, 0.2, 0.1, 0.4, np.nan], [0.1, 0.0, 0.2, np.nan, 0.1])
    assert found.pool_sites["status"].tolist() == ["ok", "not-estimable", "ok", "not-estimable", "not-estimable"]
    assert statuses(found.pool_sites) == {"ok", "not-estimable"}
    row = found.pool.query("plan == 'recommended'").iloc[0]
    assert row["sites"] == 2
    assert "3 of 5 sites" in row["note"]


def test_all_sites_equal():
    found = from_table([0.5, 0.5, 0.5], [0.1, 0.2, 0.3])
    row = found.pool.query("plan == 'recommended'").iloc[0]
    assert (row["status"], row["estimate"]) == ("constant", pytest.approx(0.5))
    assert np.isnan(row["conf_low"])
    row = found.pool.query("plan == 'as-published'").iloc[0]
    assert (row["status"], row["tau2"], row["i2"]) == ("ok", 0, 0)
    assert statuses(found.pool_methods) == {"ok", "constant"}
    found = from_table([0.5, 0.5, 0.5], [0.1, 0.1, 0.1], moderators=["x"])
    assert "constant" in statuses(found.pool_tests)
    statuses(found.pool_moderators)


def test_no_events_anywhere():
    found = people(yes_no([0] * 20), ["A"] * 10 + ["B"] * 10)
    assert found.pool_sites["status"].tolist() == ["ok", "ok"]
    assert (found.pool_sites["note"] != "").all()
    gender = groups((["W"] * 5 + ["M"] * 5) * 2, ["M", "W"])
    found = people(yes_no([0] * 20), ["A"] * 10 + ["B"] * 10, gender=gender)
    row = found.pool_methods.query("method == 'MH'").iloc[0]
    assert row["status"] == "not-estimable"
    statuses(found.pool_tests)


def test_a_site_with_one_arm_only():
    gender = groups(["W"] * 10 + ["W", "M"] * 10, ["M", "W"])
    found = people(yes_no([1, 0] * 15), ["A"] * 10 + ["B"] * 20, gender=gender)
    assert found.pool_sites["status"].tolist() == ["not-estimable", "ok"]
    assert statuses(found.pool) == {"too-few"}


def test_a_factor_of_three_levels_needs_two_to_compare():
    gender = groups(["a", "b", "c"] * 10)
    found = people(yes_no([1, 0] * 15), ["A"] * 15 + ["B"] * 15, gender=gender)
    assert statuses(found.pool) == {"not-estimable"}
    assert "compare" in found.pool["note"].iloc[0]
    assert statuses(found.pool_sites) == statuses(found.pool_tests) == {"not-estimable"}


def test_nobody_answered():
    found = people(yes_no([None] * 6), ["A"] * 3 + ["B"] * 3)
    assert statuses(found.pool) == {"too-few"}
    assert found.pool_sites["status"].tolist() == ["not-estimable"] * 2
    found = people([np.nan] * 6, ["A"] * 3 + ["B"] * 3)
    assert statuses(found.pool_sites) == {"not-estimable"}


def test_too_few_sites_for_a_moderator():
    found = from_table([0.5, 0.2], [0.1, 0.2], moderators=["x"])
    assert statuses(found.pool_moderators) == {"not-estimable"}
    found = from_table([0.5, 0.2, 0.9, 0.3], [0.1, 0.2, 0.1, 0.3], moderators=["x", ["x", "y"]])
    assert "ok" in statuses(found.pool_moderators)


def test_an_interval_that_is_empty_is_not_shown():
    sites = only_mean(np.array([0.1, 0.1001, 0.1002, 0.1001]), np.array([1.0, 1.0, 1.0, 1.0]))
    assert np.isnan(q_profile(sites, 0.95)).all()


def test_design_with_a_moderator_keeps_the_mean_of_centred_effects():
    y, v = np.array([1.0, 2.0, 3.0, 4.5]), np.array([0.1, 0.1, 0.2, 0.2])
    x = np.column_stack([np.ones(4), [0.0, 1.0, 2.0, 3.0]])
    found = pool(Sites(y, v, x), "FE")
    weights = np.diag(1 / v)
    told = np.linalg.solve(x.T @ weights @ x, x.T @ weights @ y)
    assert found.estimates == pytest.approx(told)
