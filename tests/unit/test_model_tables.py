"""The stage model from study and data to its tables. Expected values are hand arithmetic or facts of the input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.errors import ConfigError
from burnout.model import fit_models
from helpers.studies import NUMBER, make_study, nominal, scored, yes_no

VARIABLES = {
    "sex": nominal("male", "female"),
    "ward": nominal("A", "B", "C", "D"),
    "age": NUMBER,
    "health": nominal("good", "fair", "poor", kind="ordinal"),
    "unit": nominal(*(f"u{i}" for i in range(12))),
}
OUTCOMES = {"burnout": {"label": "Burnout", "source": "health", "event": ["poor"]}}
CORE_LOGISTIC = [
    "plan",
    "outcome",
    "model",
    "factor",
    "level",
    "reference",
    "n",
    "events",
    "estimate",
    "std_error",
    "statistic",
    "p_value",
    "odds_ratio",
    "conf_low",
    "conf_high",
    "status",
    "note",
]
CORE_FIT = [
    "plan",
    "outcome",
    "model",
    "n",
    "events",
    "log_likelihood",
    "lr_statistic",
    "df",
    "p_value",
    "cox_snell_r2",
    "nagelkerke_r2",
    "aic",
    "hosmer_lemeshow_statistic",
    "hosmer_lemeshow_p",
    "auc",
    "auc_low",
    "auc_high",
]


def study_of(factors=None, variables=None, **parts):
    model = {"outcome": "burnout"} | ({"factors": factors} if factors else {}) | parts.pop("model", {})
    return make_study(variables=VARIABLES | (variables or {}), outcomes=OUTCOMES, models={"overall": model}, **parts)


def data_of(study, n: int = 160, seed: int = 5, **columns) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    drawn = {
        "sex": rng.choice(["male", "female"], n),
        "ward": rng.choice(list("ABC"), n),
        "age": rng.normal(40, 9, n).round(),
        "health": rng.choice(["good", "fair", "poor"], n),
        "unit": rng.choice([f"u{i}" for i in range(12)], n),
    }
    drawn["burnout"] = rng.random(n) < 0.3 + 0.25 * (drawn["sex"] == "female") + 0.2 * (drawn["health"] == "poor")
    return scored(study, drawn | {name: values[:n] for name, values in columns.items()})


def screening_of(p: dict[str, float], status: str = "ok") -> pd.DataFrame:
    rows = [
        {"plan": "as-published", "outcome": "burnout", "factor": f, "p_value": v, "status": status}
        for f, v in p.items()
    ]
    return pd.DataFrame(rows)


def multivariable(made, plan: str = "as-published") -> pd.DataFrame:
    table = made.logistic
    return table[(table["kind"] == "multivariable") & (table["plan"] == plan)]


def test_columns_and_order() -> None:
    study = study_of(["age", "ward", "sex"])
    made = fit_models(study, data_of(study))
    assert list(made.logistic.columns[: len(CORE_LOGISTIC)]) == CORE_LOGISTIC
    assert list(made.fit.columns[: len(CORE_FIT)]) == CORE_FIT
    rows = multivariable(made)
    assert list(zip(rows["factor"], rows["level"], strict=True)) == [
        ("(intercept)", ""), ("age", ""), ("ward", "B"), ("ward", "C"), ("ward", "D"), ("sex", "female"),
    ]  # fmt: skip
    assert list(dict.fromkeys(made.logistic["plan"])) == ["as-published", "recommended"]


def test_interval_and_p_agree_in_every_row() -> None:
    study = study_of(["age", "ward", "sex", "health"], sampling={"cluster": "unit"})
    table = fit_models(study, data_of(study)).logistic
    table = table[table["status"] == "ok"]
    outside = (table["conf_low"] > 1) | (table["conf_high"] < 1)
    assert (outside == (table["p_value"] < 0.05)).all()
    assert set(table.loc[table["plan"] == "recommended", "inference"]) == {"cluster-robust"}
    assert set(table.loc[table["plan"] == "as-published", "inference"]) == {"wald"}


@pytest.mark.parametrize(("cluster", "test"), [(None, "lr_p"), ("unit", "wald_p")])
def test_one_p_for_a_whole_factor(cluster: str | None, test: str) -> None:
    """It is the likelihood ratio's, or under cluster sampling the robust Wald test's: F(1, G-1) is t squared."""
    study = study_of(["sex", "ward"], sampling={"cluster": cluster} if cluster else {})
    rows = multivariable(fit_models(study, data_of(study)), "recommended").set_index("factor")
    assert rows.loc["sex", "factor_p"] == rows.loc["sex", test]
    assert rows.loc["ward", "factor_p"].nunique() == 1
    if cluster:
        assert rows.loc["sex", "factor_p"] == pytest.approx(rows.loc["sex", "p_value"], rel=1e-9)


def test_empty_level_is_a_row() -> None:
    study = study_of(["ward"])
    row = multivariable(fit_models(study, data_of(study))).set_index("level").loc["D"]
    assert (row["status"], row["level_n"]) == ("empty-level", 0)
    assert np.isnan(row["estimate"])


def test_declared_reference_and_its_replacement() -> None:
    study = study_of(["ward"], {"ward": nominal("A", "B", "C", "D", reference="B")})
    rows = multivariable(fit_models(study, data_of(study)))
    assert set(rows["reference"]) == {"", "B"}
    study = study_of(["ward"], {"ward": nominal("A", "B", "C", "D", reference="D")})
    rows = multivariable(fit_models(study, data_of(study))).set_index("level")
    assert rows.loc["B", "reference"] == "A"
    assert "'D'" in rows.loc["B", "note"]
    assert rows.loc["D", "status"] == "empty-level"


def test_counts_stand_beside_each_level() -> None:
    study = study_of(["sex"])
    data = data_of(study)
    row = multivariable(fit_models(study, data)).set_index("factor").loc["sex"]
    women = data["sex"] == "female"
    assert (row["level_n"], row["level_events"]) == (women.sum(), (women & (data["burnout"] == "Yes")).sum())
    assert row["level_n"] + row["reference_n"] == row["n"] == len(data)


def test_odds_ratio_of_a_two_by_two_table_by_hand() -> None:
    """30 of 50 women, 20 of 60 men: OR = (30 * 40) / (20 * 20) = 3."""
    study = study_of(["sex"])
    columns = {"sex": ["female"] * 50 + ["male"] * 60, "burnout": [1] * 30 + [0] * 20 + [1] * 20 + [0] * 40}
    made = fit_models(study, scored(study, columns))
    row = multivariable(made).set_index("factor").loc["sex"]
    assert row["odds_ratio"] == pytest.approx(3)
    assert row["std_error"] == pytest.approx(np.sqrt(1 / 30 + 1 / 20 + 1 / 20 + 1 / 40))


def test_scores_and_squares() -> None:
    study = study_of(model={"factors": ["health", "age"], "forms": {"health": "scores", "age": "quadratic"}})
    rows = multivariable(fit_models(study, data_of(study)))
    named = list(zip(rows["factor"], rows["level"], strict=True))[1:]
    assert named == [("health", "per level"), ("age", ""), ("age", "squared")]


@pytest.mark.parametrize(("factor", "form"), [("sex", "scores"), ("age", "levels"), ("health", "linear")])
def test_a_form_that_does_not_fit_is_refused(factor: str, form: str) -> None:
    study = study_of(model={"factors": [factor], "forms": {factor: form}})
    with pytest.raises(ConfigError, match=f"forms.{factor}"):
        fit_models(study, data_of(study))


def test_only_the_analysed_occasion_counts() -> None:
    occasions = {"before": {"label": "Before"}, "after": {"label": "After"}}
    study = study_of(["sex"], occasions=occasions)
    first = data_of(study)
    later = data_of(study, seed=9).assign(occasion=pd.Categorical(["after"] * 160, categories=list(occasions)))
    both = pd.concat([later, first.assign(occasion=first["occasion"].astype(str))], ignore_index=True)
    pd.testing.assert_frame_equal(fit_models(study, both).logistic, fit_models(study, first).logistic)


def test_collinear_factor_names_its_culprit() -> None:
    study = study_of(["sex", "twin"], {"twin": nominal("male", "female")})
    data = data_of(study)
    data["twin"] = data["sex"]
    rows = multivariable(fit_models(study, data)).set_index("factor")
    assert rows.loc["twin", "status"] == "collinear"
    assert "sex" in rows.loc["twin", "note"]
    assert rows.loc["sex", "status"] == "ok"


def test_faulty_factors_do_not_stop_the_others() -> None:
    more = {"gone": NUMBER, "same": nominal("x", "y"), "words": {"label": "Words", "type": "text"}}
    study = study_of(["sex", "gone", "same", "words", "absent"], more | {"absent": NUMBER})
    data = data_of(study).assign(gone=np.nan, same=pd.Categorical(["x"] * 160), words="text")
    made = fit_models(study, data)
    rows = multivariable(made).set_index("factor")
    wanted = {"sex": "ok", "gone": "no-data", "same": "constant", "words": "not-usable", "absent": "no-data"}
    assert rows["status"].drop("(intercept)").to_dict() == wanted
    assert (rows.loc[rows["status"] != "ok", "note"] != "").all()
    assert made.fit.iloc[0]["status"] == "ok"
    assert "gone" in made.fit.iloc[0]["note"]


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (lambda d: d.assign(burnout=yes_no([0] * len(d))), "no-events"),
        (lambda d: d.assign(burnout=yes_no([1] * len(d))), "no-events"),
        (lambda d: d.assign(burnout=yes_no([None] * len(d))), "no-data"),
        (lambda d: d.drop(columns="burnout"), "no-data"),
        (lambda d: d.head(0), "no-data"),
        (lambda d: d.groupby("burnout", observed=True).head(2), "too-few"),
    ],
)
@pytest.mark.parametrize("how", [{"factors": ["sex", "ward", "age", "health"]}, {"selection": "backward-lr"}])
def test_nothing_to_estimate_is_a_row(change, status: str, how: dict) -> None:
    study = study_of(model=how, factors=None) if "factors" in how else study_of(model=how)
    study = study.model_copy(update={"factors": ["sex", "ward", "age", "health"]})
    made = fit_models(study, change(data_of(study)))
    assert (made.fit["status"] == status).all()
    assert (made.fit["note"] != "").all()
    assert len(multivariable(made)) >= 1
    assert (multivariable(made)["status"] != "ok").all()
    assert multivariable(made)["estimate"].isna().all()


def test_separation_under_each_plan() -> None:
    study = study_of(["sex", "exposed"], {"exposed": nominal("no", "yes")})
    data = data_of(study)
    data["exposed"] = pd.Categorical(np.where((data["burnout"] == "Yes") & (data["age"] > 40), "yes", "no"))
    made = fit_models(study, data)
    published = multivariable(made).set_index("factor")
    assert published.loc["exposed", "status"] == "separation"
    assert np.isnan(published.loc["exposed", "odds_ratio"])
    assert published.loc["sex", "status"] == "ok"
    recommended = multivariable(made, "recommended").set_index("factor")
    assert (recommended["status"] == "ok").all()
    assert (recommended["inference"] == "profile").all()
    assert np.isfinite(recommended.loc["exposed", "conf_high"])
    assert made.fit["status"].tolist() == ["separation", "ok"]


def test_level_of_one_cluster_gets_no_interval() -> None:
    study = study_of(["ward", "sex"], sampling={"cluster": "unit"})
    data = data_of(study)
    data["ward"] = data["unit"].astype(str).map(lambda u: {"u0": "B"}.get(u, "A" if int(u[1:]) < 6 else "C"))
    rows = multivariable(fit_models(study, data), "recommended").set_index("level")
    assert rows.loc["B", "status"] == "one-cluster"
    assert np.isnan(rows.loc["B", "p_value"])
    assert rows.loc["C", "status"] == "ok"


def test_one_cluster_falls_back_with_a_word() -> None:
    study = study_of(["sex"], sampling={"cluster": "unit"})
    made = fit_models(study, data_of(study, unit=["u1"] * 160))
    assert set(multivariable(made, "recommended")["inference"]) == {"wald"}
    assert "one cluster" in made.fit.iloc[1]["note"]


def test_few_clusters_and_few_events_are_said() -> None:
    study = study_of(["sex", "ward", "age", "health"], sampling={"cluster": "unit"})
    note = fit_models(study, data_of(study, n=60)).fit.iloc[1]["note"]
    assert "12 clusters" in note
    assert "events per parameter" in note


def test_candidates_come_from_screening() -> None:
    study = study_of(factors=None).model_copy(update={"factors": ["sex", "ward", "age", "health"]})
    screening = screening_of({"sex": 0.001, "ward": 0.2, "health": 0.04})
    made = fit_models(study, data_of(study), screening)
    begin = made.selection[made.selection["step"] == 0].set_index("factor")
    assert begin["action"].to_dict() == {
        "sex": "candidate", "ward": "screened-out", "age": "screened-out", "health": "candidate",
    }  # fmt: skip
    assert begin.loc["age", "status"] == "not-screened"
    assert set(made.selection["plan"]) == {"as-published"}
    chosen = set(made.selection.loc[made.selection["action"] == "stay", "factor"])
    assert set(multivariable(made)["factor"]) - {"(intercept)"} == chosen
    recommended = multivariable(made, "recommended")
    assert {"sex", "ward", "age", "health"} <= set(recommended["factor"])
    assert "prespecified" in made.fit.iloc[1]["note"]


def test_cases_are_complete_in_all_candidates() -> None:
    study = study_of(factors=None).model_copy(update={"factors": ["sex", "age"]})
    data = data_of(study)
    data.loc[:19, "age"] = np.nan
    made = fit_models(study, data, screening_of({"sex": 0.001, "age": 0.04}))
    assert made.fit.iloc[0]["n"] == 140
    assert made.fit.iloc[0]["n_missing"] == 20


@pytest.mark.parametrize("p", [{"sex": 0.6, "age": 0.7}, {"age": 0.04}])
def test_no_factor_selected(p: dict[str, float]) -> None:
    study = study_of(factors=None).model_copy(update={"factors": ["sex", "age"]})
    made = fit_models(study, data_of(study), screening_of(p))
    rows = multivariable(made)
    assert rows["status"].tolist() == ["no-factor-selected"]
    assert rows.iloc[0]["note"] != ""
    assert made.fit.iloc[0]["status"] == "no-factor-selected"
    assert np.isfinite(made.fit.iloc[0]["log_likelihood"])


def test_given_factors_enter_in_both_plans() -> None:
    study = study_of(["age", "ward"])
    made = fit_models(study, data_of(study), screening_of({"age": 0.9, "ward": 0.9}))
    for plan in ("as-published", "recommended"):
        assert set(multivariable(made, plan)["factor"]) == {"(intercept)", "age", "ward"}
    assert len(made.selection) == 0


def test_assignment_table() -> None:
    study = study_of(model={"factors": ["sex", "health", "age"], "forms": {"health": "scores"}})
    table = fit_models(study, data_of(study)).assignment
    table = table[table["plan"] == "as-published"]
    assert table["name"].tolist() == ["Y", "X1", "X2", "X3"]
    assert table["coding"].tolist() == [
        "0 = no; 1 = yes (poor)",
        "1 = male; 2 = female; reference 1",
        "1 = good; 2 = fair; 3 = poor; entered as a number",
        "as measured",
    ]
    assert table["variable"].tolist()[0] == "Burnout"


def test_tables_survive_parquet(tmp_path) -> None:
    study = study_of(["sex", "age"])
    made = fit_models(study, data_of(study).head(3))
    for name in ("logistic", "fit", "selection", "assignment"):
        table = getattr(made, name)
        table.to_parquet(tmp_path / "table.parquet")
        pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)


def test_profile_intervals_by_choice() -> None:
    """Where the plan allows for clusters they stay robust; a maximum likelihood fit keeps its R2 and AIC."""
    study = study_of(["age", "ward", "sex"], sampling={"cluster": "unit"}, plan={"intervals": "profile"})
    made = fit_models(study, data_of(study))
    rows = made.logistic[made.logistic["status"] == "ok"]
    assert set(rows.loc[rows["plan"] == "as-published", "inference"]) == {"profile"}
    assert set(rows.loc[rows["plan"] == "recommended", "inference"]) == {"cluster-robust"}
    outside = (rows["conf_low"] > 1) | (rows["conf_high"] < 1)
    assert (outside == (rows["p_value"] < 0.05)).all()
    assert made.fit["aic"].notna().all()
    assert set(made.fit["estimator"]) == {"maximum-likelihood"}
