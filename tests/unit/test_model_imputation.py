"""Logistic regressions with missing factors imputed: when, over whom, and what happens with bad data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from burnout.config.analysis import Imputation
from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored

WARDS = [f"w{i}" for i in range(12)]
VARIABLES = {
    "age": NUMBER, "sex": nominal("woman", "man"), "post": nominal("low", "middle", "high", kind="ordinal"),
    "unit": nominal("A", "B", "C"), "ward": nominal(*WARDS),
}  # fmt: skip
FACTORS = ["age", "sex", "post", "unit"]


def people(n: int = 240, gaps: float = 0.1, seed: int = 2) -> dict[str, Any]:
    random = np.random.default_rng(seed)
    codes = {"sex": random.integers(0, 2, n), "post": random.integers(0, 3, n), "unit": random.integers(0, 3, n)}
    age = random.normal(40, 10, n)
    eta = 0.03 * (age - 40) + 0.7 * codes["sex"] + 0.4 * codes["post"] - 0.7
    columns: dict[str, Any] = {"out": (random.random(n) < 1 / (1 + np.exp(-eta))).astype(float)}
    columns["age"] = np.where(random.random(n) < gaps, np.nan, age)
    for name, code in codes.items():
        words = np.array(VARIABLES[name]["levels"], dtype=object)[code]
        columns[name] = np.where(random.random(n) < gaps, None, words)
    columns["ward"] = np.array(WARDS, dtype=object)[random.integers(0, 12, n)]
    return columns


def run(columns: dict[str, Any], factors: list[str] | None = None, plan: dict[str, Any] | None = None, **parts: Any):
    study = make_study(
        variables=VARIABLES,
        outcomes={"out": {"label": "Outcome", "source": "age", "above": 1}},
        models={"m": {"outcome": "out", "factors": factors or FACTORS}},
        plan={"bootstrap": 0, "imputation": {"number": 5, "iterations": 3}} | (plan or {}),
        **parts,
    )
    return fit_models(study, scored(study, columns))


def test_rows_of_the_recommended_plan_beside_the_complete_participants():
    columns = people()
    found = run(columns)
    table = found.imputation
    assert set(table["plan"]) == {"recommended"}
    assert (table["status"] == "ok").all()
    assert (table["n"] == 240).all()
    complete = sum(all(pd.notna(columns[f][i]) for f in FACTORS) for i in range(240))
    assert (table["complete_n"] == complete).all()
    age = table.set_index("factor").loc["age"]
    assert age["n_imputed"] == np.isnan(columns["age"]).sum()
    assert (age["method"], age["imputations"]) == ("pmm", 5)
    beside = found.logistic[(found.logistic["plan"] == "recommended") & (found.logistic["kind"] == "multivariable")]
    both = table.merge(beside, on=["factor", "level"], suffixes=("", "_complete"))
    assert len(both) == 7
    assert np.allclose(both["complete_odds_ratio"], both["odds_ratio_complete"])
    assert np.allclose(np.exp(table["estimate"]), table["odds_ratio"])
    assert ((table["conf_low"] < table["odds_ratio"]) & (table["odds_ratio"] < table["conf_high"])).all()
    assert (table["fraction_missing"].between(0, 1)).all()


def test_the_same_byte_for_byte_and_whatever_the_order_of_rows():
    columns = people()
    mixed = np.random.default_rng(1).permutation(240)
    one, two = run(columns).imputation, run(columns).imputation
    pd.testing.assert_frame_equal(one, two, check_exact=True)
    turned = run({name: np.asarray(values)[mixed] for name, values in columns.items()}).imputation
    pd.testing.assert_frame_equal(one, turned, rtol=1e-9)


@pytest.mark.parametrize(
    ("gaps", "imputation"), [(0.0, {}), (0.1, {"number": 0}), (0.005, {}), (0.1, {"number": 5, "at_least": 60})]
)
def test_no_rows_when_nothing_or_little_is_missing_or_it_is_switched_off(gaps, imputation):
    table = run(people(gaps=gaps), plan={"imputation": imputation}).imputation
    assert table.empty
    assert list(table)[:6] == ["plan", "outcome", "model", "factor", "level", "reference"]


def test_as_many_imputations_as_per_cent_incomplete():
    table = run(people(gaps=0.1), ["age", "sex"], plan={"imputation": {"iterations": 1}}).imputation
    incomplete = 240 - table["complete_n"].iloc[0]
    assert table["imputations"].iloc[0] == max(20, int(np.ceil(100 * incomplete / 240)))


def test_a_missing_outcome_is_never_analysed_but_its_owner_helps_to_impute():
    columns = people()
    columns["out"][:30] = np.nan
    table = run(columns).imputation
    assert (table["n"] == 210).all()
    alone = {name: np.asarray(values)[30:] for name, values in columns.items()}
    assert not np.allclose(table["estimate"], run(alone).imputation["estimate"]), "they took part in the imputation"


def test_clusters_are_allowed_for():
    plain, table = run(people()).imputation, run(people(), sampling={"cluster": "ward"}).imputation
    assert set(table["inference"]) == {"cluster-robust"}
    assert (table["df"] < 12).all()
    assert table["factor_p"].notna().sum() == 6
    assert table["note"].str.contains("the imputation did not").all()
    assert not np.allclose(table["std_error"], plain["std_error"])


def test_unusable_factors_have_rows_that_say_so():
    columns = people()
    columns["sex"] = np.full(240, None, dtype=object)
    columns["unit"] = np.where(np.arange(240) < 200, "A", None)
    table = run(columns).imputation.set_index("factor")
    assert (table.loc["sex", "status"], table.loc["unit", "status"]) == ("no-data", "constant")
    assert (table.loc[["age", "post"], "status"] == "ok").all()


def test_a_level_that_one_person_has():
    columns = people()
    columns["unit"] = np.where(columns["unit"] == "C", "B", columns["unit"])
    columns["unit"][5] = "C"
    table = run(columns).imputation
    assert len(table)
    assert set(table["status"]) <= {"ok", "separation", "not-estimable"}
    assert (table.loc[table["status"] != "ok", "note"] != "").all()


def test_separation_is_told():
    columns = people()
    columns["sex"] = np.where(columns["out"] == 1, "man", "woman").astype(object)
    columns["sex"][:3] = None
    table = run(columns).imputation
    assert list(table["status"]) == ["separation"]
    assert "tells the outcome without error" in table["note"].iloc[0]


def test_without_any_complete_participant():
    columns = people(gaps=0)
    columns["age"][::2] = np.nan
    columns["sex"][1::2] = None
    found = run(columns, ["age", "sex"], plan={"imputation": {"number": 3}})
    assert set(found.fit["status"]) == {"no-data"}
    table = found.imputation
    assert (table["complete_n"] == 0).all()
    assert table["complete_odds_ratio"].isna().all()


@pytest.mark.parametrize("n", [1, 3, 8])
def test_tiny_studies_end_in_a_sentence(n):
    columns = {name: np.asarray(values)[:n] for name, values in people().items()}
    columns["age"][0] = np.nan
    table = run(columns).imputation
    assert set(table["status"]) <= {"too-few", "no-events", "separation"}
    assert (table["note"] != "").all()


def test_everybody_with_the_event():
    columns = people()
    columns["out"][:] = 1
    assert list(run(columns).imputation["status"]) == ["no-events"]


def test_a_quadratic_and_a_score():
    study_parts = {
        "models": {"m": {"outcome": "out", "factors": FACTORS, "forms": {"age": "quadratic", "post": "scores"}}}
    }
    study = make_study(
        variables=VARIABLES,
        outcomes={"out": {"label": "Outcome", "source": "age", "above": 1}},
        plan={"bootstrap": 0, "imputation": {"number": 3, "iterations": 2}},
        **study_parts,
    )
    table = fit_models(study, scored(study, people())).imputation
    assert list(table.loc[table["factor"] == "age", "level"]) == ["", "squared"]
    assert list(table.loc[table["factor"] == "post", "level"]) == ["per level"]


def test_one_imputation_is_refused():
    with pytest.raises(ValueError, match="tells nothing about the uncertainty"):
        Imputation(number=1)


def test_a_very_large_study_is_left_out_unless_asked_for(monkeypatch):
    monkeypatch.setattr("burnout.model.imputed.LARGEST", 1000)
    assert list(run(people(), plan={"imputation": {}}).imputation["status"]) == ["not-run"]
    assert set(run(people()).imputation["status"]) == {"ok"}


def test_few_events_are_fitted_by_firths_method_as_among_the_complete():
    columns = people(60)
    columns["out"] = np.where(np.arange(60) % 9 == 0, 1.0, 0.0)
    found = run(columns)
    assert "firth" in set(found.fit["estimator"])
    table = found.imputation
    assert len(table)
    for row in table.itertuples():
        assert "Firth" in row.note or row.status == "separation"
