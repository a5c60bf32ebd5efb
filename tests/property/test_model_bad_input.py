"""Bad input to the stage model: rows with a status and a sentence; no crash, no warning, no nonsense, in no table.

What is nonsense: an odds ratio of a level beyond 20,000, a standard error as large, a number that is not finite where
the status is ok, a number where it is not, an interval and a P that contradict each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from burnout.model import Modelled, fit_models
from helpers.studies import NUMBER, make_study, nominal, scored

pytestmark = pytest.mark.filterwarnings("error")

N = 80
LEVELS = {"a": "pqr", "b": "xy", "unit": "klmnop"}
STEPS = ["low", "mid", "high"]
VARIABLES = {name: nominal(*levels) for name, levels in LEVELS.items()}
VARIABLES |= {"c": nominal(*STEPS, kind="ordinal"), "z": NUMBER, "w": NUMBER}
NUMBERS = ["estimate", "std_error", "p_value", "odds_ratio", "conf_low", "conf_high"]
Columns = dict[str, Any]


def study_of(*, cluster: bool = False, intervals: str = "wald", **forms: str):
    model = {"outcome": "event", "factors": ["a", "b", "c", "z", "w"], "forms": forms}
    more = {"sampling": {"cluster": "unit"}} if cluster else {}
    outcomes = {"event": {"label": "Event", "source": "z", "above": 1}}
    plan = {"bootstrap": 5, "intervals": intervals}
    return make_study(variables=VARIABLES, outcomes=outcomes, models={"m": model}, plan=plan, **more)


STUDIES = {
    "plain": study_of(),
    "profile": study_of(intervals="profile"),
    "clusters": study_of(cluster=True),
    "forms": study_of(z="quadratic", c="scores"),
}


def people(n: int = N, seed: int = 0) -> Columns:
    rng = np.random.default_rng(seed)
    columns: Columns = {name: rng.choice(list(levels), n).astype(object) for name, levels in LEVELS.items()}
    columns |= {"c": rng.choice(STEPS, n).astype(object), "z": rng.normal(size=n)}
    return columns | {"w": rng.integers(0, 4, n).astype(float), "event": rng.integers(0, 2, n).astype(object)}


def among(condition: Any, yes: Any, no: Any) -> np.ndarray:
    return np.where(condition, yes, no).astype(object)


FIRST = np.arange(N) < N // 2
CASES: dict[str, Callable[[Columns], Columns]] = {
    "constant factor": lambda d: {"a": among(True, "p", "p").repeat(N)},
    "constant number": lambda d: {"z": np.full(N, 3.0)},
    "one level after exclusions": lambda d: {"a": among(FIRST, "p", "q"), "w": np.where(FIRST, d["w"], np.nan)},
    "factor all missing": lambda d: {"a": np.full(N, None), "z": np.full(N, np.nan)},
    "outcome all missing": lambda d: {"event": np.full(N, None)},
    "nobody complete": lambda d: {"z": np.where(FIRST, d["z"], np.nan), "w": np.where(FIRST, np.nan, d["w"])},
    "no events": lambda d: {"event": np.zeros(N, dtype=object)},
    "all events": lambda d: {"event": np.ones(N, dtype=object)},
    "one event": lambda d: {"event": (np.arange(N) == 3).astype(int).astype(object)},
    "two events": lambda d: {"event": (np.arange(N) < 2).astype(int).astype(object)},
    "a number twice": lambda d: {"w": 2 * d["z"] + 1},
    "a number nearly twice": lambda d: {"w": 2 * d["z"] + 1 + 1e-9 * np.arange(N)},
    "dummies that add up": lambda d: {"b": among(d["a"] == "p", "x", "y")},
    "a number that is a dummy": lambda d: {"w": (d["a"] == "q") * 1.0},
    "levels within levels": lambda d: {"c": among(d["b"] == "x", "low", among(d["a"] == "p", "mid", "high"))},
    "all-zero cell": lambda d: {"event": among(d["a"] == "q", 0, d["event"])},
    "two all-zero cells": lambda d: {"event": among(d["a"] == "q", 0, among(d["c"] == "high", 1, d["event"]))},
    "told by a number": lambda d: {"event": (d["z"] > 0).astype(int).astype(object)},
    "told by two numbers": lambda d: {"event": (d["z"] + d["w"] > 1).astype(int).astype(object)},
    "huge numbers": lambda d: {"z": d["z"] * 1e9 + 1e12},
    "tiny numbers": lambda d: {"z": d["z"] * 1e-9},
    "numbers far from 0": lambda d: {"z": d["z"] * 1e-3 + 1e6},
    "one impossible number": lambda d: {"z": np.where(np.arange(N) == 0, 1e300, d["z"])},
}


def check(made: Modelled, models: int = 2) -> None:
    assert len(made.fit) == models
    for name in ("logistic", "logistic_intervals", "cluster_sensitivity"):
        check_ratios(getattr(made, name))
    for name in ("diagnostics", "goodness_of_fit", "influence", "calibration", "fit"):
        table = getattr(made, name)
        assert (table["status"] != "").all(), name
        assert (table.loc[table["status"] != "ok", "note"] != "").all(), name
        if "value" in table:
            assert np.isfinite(table.loc[table["status"] == "ok", "value"]).all(), name
            assert table.loc[table["status"] != "ok", "value"].isna().all(), name


def check_ratios(table: pd.DataFrame) -> None:
    assert (table["status"] != "").all()
    bad = table[table["status"] != "ok"]
    assert (bad["note"] != "").all()
    assert bad[["p_value", "conf_low", "conf_high"]].isna().all().all()
    good = table[table["status"] == "ok"]
    good = good[good["method"] != "probit"] if "method" in good else good
    assert np.isfinite(good[NUMBERS].to_numpy(dtype=float)).all()
    levels = good[good["reference"] != ""]
    assert (levels["estimate"].abs() <= 10).all()
    assert (levels["std_error"] <= 10).all()
    contradicts = ((good["conf_low"] > 1) | (good["conf_high"] < 1)) != (good["p_value"] < 0.05)
    near = (good["p_value"] - 0.05).abs() < 1e-6
    assert not (contradicts & ~near & (good["conf_low"] != 1) & (good["conf_high"] != 1)).any()


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("study", ["plain", "clusters"])
def test_faulty_data(case: str, study: str) -> None:
    columns = people()
    check(fit_models(STUDIES[study], scored(STUDIES[study], columns | CASES[case](columns))))


@pytest.mark.parametrize("case", ["two events", "a number nearly twice", "all-zero cell", "tiny numbers"])
@pytest.mark.parametrize("study", ["profile", "forms"])
def test_faulty_data_with_other_intervals_and_forms(case: str, study: str) -> None:
    columns = people()
    check(fit_models(STUDIES[study], scored(STUDIES[study], columns | CASES[case](columns))))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 9, 12])
def test_very_few_people(n: int) -> None:
    for seed in range(2):
        check(fit_models(STUDIES["plain"], scored(STUDIES["plain"], people(n, seed))))


@given(st.integers(0, 10_000), st.integers(5, 60), st.floats(0.02, 0.98), st.sampled_from(list(STUDIES)))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_any_rare_or_common_event(seed: int, n: int, share: float, study: str) -> None:
    columns = people(n, seed)
    columns["event"] = (np.random.default_rng(seed).random(n) < share).astype(int).astype(object)
    check(fit_models(STUDIES[study], scored(STUDIES[study], columns)))


@pytest.mark.parametrize("share", [0.03, 0.08])
def test_few_events_are_fitted_by_firth_in_the_recommended_plan_only(share: float) -> None:
    columns = people(200, 3)
    columns["event"] = (np.random.default_rng(3).random(200) < share).astype(int).astype(object)
    study = STUDIES["plain"]
    made = fit_models(study, scored(study, columns))
    rows = made.logistic[(made.logistic["kind"] == "multivariable")].set_index("plan")
    assert set(rows.loc["recommended", "estimator"]) == {"firth"}
    assert set(rows.loc["recommended", "inference"]) == {"profile"}
    assert set(rows.loc["as-published", "estimator"]) == {"maximum-likelihood"}
    known = rows.loc["recommended", "note"]
    assert known.str.contains("Few events|Separation").all()
    never = make_study(
        variables=VARIABLES, outcomes={"event": {"label": "E", "source": "z", "above": 1}},
        models={"m": {"outcome": "event", "factors": ["a", "b"]}}, plan={"bootstrap": 0, "firth_below": 0},
    )  # fmt: skip
    rows = fit_models(never, scored(never, columns)).logistic
    kept = rows[(rows["plan"] == "recommended") & (rows["status"] == "ok")]
    assert (kept["estimator"] == "maximum-likelihood").all() or kept["note"].str.contains("Separation").any()
