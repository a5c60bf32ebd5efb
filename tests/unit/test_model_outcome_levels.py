"""Ordinal and multinomial regressions: expected values are hand arithmetic, the binary regression, or statsmodels."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.config.family import family_problems, question_problems
from burnout.model import fit_models
from burnout.model.design import Column, Design
from burnout.model.estimate import estimate
from burnout.model.polytomous_fit import Graded, fit_levels
from burnout.multiverse.choices import questions_of
from helpers.studies import NUMBER, make_study, nominal, scored

GRADES = ("none", "mild", "moderate", "severe")
VARIABLES = {
    "grade": nominal(*GRADES, kind="ordinal"),
    "type": nominal("a", "b", "c", reference="b"),
    "sex": nominal("m", "f"),
    "age": NUMBER,
    "ward": nominal("A", "B", "C"),
    "note": {"label": "A text", "type": "text"},
}
OUTCOMES = {
    "grade_of": {"label": "Grade", "source": "grade"},
    "type_of": {"label": "Type", "source": "type"},
    "age_of": {"label": "Age", "source": "age"},
    "sex_of": {"label": "Sex", "source": "sex"},
    "note_of": {"label": "Text", "source": "note"},
    "severe": {"label": "Severe", "source": "grade", "event": ["severe"]},
}


def study_of(outcome="grade_of", factors=("sex", "age"), **model):
    given = {"factors": list(factors)} if factors else {}
    plan = {"bootstrap": 0, "primary": "as-published", **model.pop("plan", {})}
    return make_study(
        variables=VARIABLES, outcomes=OUTCOMES, models={"m": {"outcome": outcome, **given, **model}}, plan=plan
    )


def data_of(study, n=200, seed=1, **columns) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    drawn = {"sex": rng.choice(["m", "f"], n), "age": rng.normal(40, 9, n).round(), "ward": rng.choice(list("ABC"), n)}
    hidden = 0.8 * (drawn["sex"] == "f") + 0.03 * drawn["age"] + rng.logistic(size=n)
    drawn |= {
        "grade": np.array(GRADES, dtype=object)[np.digitize(hidden, [1, 2.5, 4])],
        "type": rng.choice([*"abc"], n),
    }
    for name, change in columns.items():
        drawn[name] = change(drawn)
    frame = scored(study, drawn)
    return frame.assign(grade_of=frame["grade"], type_of=frame["type"])


def fitted(study, data, screening=None):
    return fit_models(study, data, screening, {})


def multivariable(made, plan="recommended") -> pd.DataFrame:
    rows = made.logistic
    return rows[(rows["kind"] == "multivariable") & (rows["plan"] == plan)]


def fit_of(made, plan="recommended") -> pd.Series:
    return made.fit[made.fit["plan"] == plan].iloc[0]


def design_of(*columns: np.ndarray) -> Design:
    n = len(columns[0])
    names = [Column("(intercept)", "", ""), *(Column(f"x{i}", "", "") for i in range(len(columns)))]
    return Design(np.column_stack([np.ones(n), *columns]).astype(float), names, np.ones(n, dtype=bool), [], {})


def drawn(n=120, seed=3):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.integers(0, 2, n)
    return design_of(x, z), np.digitize(0.7 * x + z + rng.logistic(size=n), [0, 1.5])


def test_a_multinomial_regression_on_one_group_is_the_table_of_counts():
    counts = np.array([[10, 20, 5], [8, 4, 16]])
    group, level = np.repeat([0, 1], counts.sum(axis=1)), np.concatenate([np.repeat([0, 1, 2], row) for row in counts])
    found = fit_levels(design_of(group), Graded("multinomial", [*"abc"], level, reference=1), 0.95).estimates
    for place, other in ((1, 0), (3, 2)):
        a, b, c, d = counts[1, other], counts[1, 1], counts[0, other], counts[0, 1]
        assert found.coef[place] == pytest.approx(np.log(a * d / (b * c)), rel=1e-9)
        assert found.std_error[place] == pytest.approx(np.sqrt(1 / a + 1 / b + 1 / c + 1 / d), rel=1e-9)


@pytest.mark.parametrize("family", ["ordinal", "multinomial"])
@pytest.mark.parametrize("intervals", ["wald", "profile"])
def test_with_two_levels_it_is_the_binary_regression(family, intervals):
    made, level = drawn()
    level = np.minimum(level, 1)
    found = fit_levels(made, Graded(family, ["no", "yes"], level), 0.95, intervals=intervals).estimates
    binary = estimate(made, level.astype(float), 0.95, intervals=intervals)
    assert found.loglik == pytest.approx(binary.loglik, rel=1e-12)
    for name in ("coef", "std_error", "low", "high", "p_value"):
        assert getattr(found, name)[1:] == pytest.approx(getattr(binary, name)[1:], rel=1e-7)


def test_with_two_levels_and_clusters_it_is_the_binary_regression():
    made, level = drawn()
    level, clusters = np.minimum(level, 1), np.arange(len(level)) % 12
    found = fit_levels(made, Graded("ordinal", ["no", "yes"], level), 0.95, clusters=clusters).estimates
    binary = estimate(made, level.astype(float), 0.95, clusters=clusters)
    for name in ("std_error", "low", "high", "p_value"):
        assert getattr(found, name)[1:] == pytest.approx(getattr(binary, name)[1:], rel=1e-7)


def test_statsmodels_finds_the_same():
    from statsmodels.discrete.discrete_model import MNLogit
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    made, level = drawn()
    ordinal = fit_levels(made, Graded("ordinal", [*"abc"], level), 0.95).estimates
    theirs = OrderedModel(level, made.matrix[:, 1:], distr="logit").fit(method="bfgs", disp=False, gtol=1e-9)
    assert ordinal.coef[2:] == pytest.approx(theirs.params[:2], rel=1e-4)
    assert ordinal.std_error[2:] == pytest.approx(theirs.bse[:2], rel=1e-3)
    assert ordinal.loglik == pytest.approx(theirs.llf, rel=1e-9)
    nominal_levels = fit_levels(made, Graded("multinomial", [*"abc"], level), 0.95).estimates
    theirs = MNLogit(level, made.matrix).fit(method="newton", disp=False, tol=1e-12)
    assert nominal_levels.coef == pytest.approx(np.asarray(theirs.params).T.ravel(), rel=1e-7)
    assert nominal_levels.std_error == pytest.approx(np.asarray(theirs.bse).T.ravel(), rel=1e-7)


def test_the_order_turned_round_turns_the_signs():
    made, level = drawn()
    there = fit_levels(made, Graded("ordinal", [*"abc"], level), 0.95).estimates
    back = fit_levels(made, Graded("ordinal", [*"cba"], 2 - level), 0.95).estimates
    assert back.coef[2:] == pytest.approx(-there.coef[2:], rel=1e-9)
    assert back.coef[:2] == pytest.approx(-there.coef[1::-1], rel=1e-9)


def test_odds_ratios_over_one_mean_higher_levels():
    study = study_of()
    rows = multivariable(fitted(study, data_of(study)))
    assert rows["factor"].tolist() == ["(threshold)"] * 3 + ["sex", "age"]
    assert rows["level"].tolist()[:4] == ["none | mild", "mild | moderate", "moderate | severe", "f"]
    assert rows.loc[rows["factor"] == "sex", "odds_ratio"].item() > 1
    assert rows["events"].isna().all() and set(rows["family"]) == {"ordinal"} and set(rows["outcome_level"]) == {""}
    assert rows["estimate"].tolist()[:3] == sorted(rows["estimate"][:3])


def test_a_multinomial_regression_compares_each_level_with_the_reference():
    study = study_of("type_of")
    data = data_of(study)
    made = fitted(study, data)
    rows = multivariable(made)
    assert rows["outcome_level"].tolist() == ["a"] * 3 + ["c"] * 3
    assert set(rows["outcome_reference"]) == {"b"} and set(rows["family"]) == {"multinomial"}
    women = rows[(rows["factor"] == "sex") & (rows["outcome_level"] == "a")].iloc[0]
    assert women["level_n"] == (data["sex"] == "f").sum()
    assert women["level_events"] == ((data["sex"] == "f") & (data["type"] == "a")).sum()
    assert len(made.parallel_lines) == 0
    assert made.assignment["coding"].tolist()[0] == "1 = a; 2 = b; 3 = c; reference 2"


def test_every_factor_has_rows_on_its_own_without_thresholds():
    study = study_of()
    rows = fitted(study, data_of(study)).logistic
    alone = rows[(rows["kind"] == "univariable") & (rows["plan"] == "recommended")]
    assert alone["factor"].tolist() == ["sex", "age"]
    assert (alone["status"] == "ok").all()


def screening_of(p: dict[str, float]) -> pd.DataFrame:
    rows = [{"plan": "as-published", "outcome": "grade_of", "factor": f, "p_value": v} for f, v in p.items()]
    return pd.DataFrame(rows).assign(status="ok")


def test_as_published_enters_all_factors_significant_in_screening():
    study = study_of(factors=None, candidates=["sex", "age", "ward"])
    made = fitted(study, data_of(study), screening_of({"sex": 0.01, "age": 0.04, "ward": 0.6}))
    assert set(multivariable(made, "as-published")["factor"]) == {"(threshold)", "sex", "age"}
    steps = made.selection.set_index("factor")["action"]
    assert steps.to_dict() == {"sex": "candidate", "age": "candidate", "ward": "screened-out"}
    assert "All factors significant in screening were entered" in fit_of(made, "as-published")["note"]


def test_nothing_significant_leaves_nothing_to_estimate():
    study = study_of(factors=None, candidates=["sex", "age"])
    made = fitted(study, data_of(study), screening_of({"sex": 0.5, "age": 0.4}))
    assert multivariable(made, "as-published")["status"].tolist() == ["no-factor-selected"]
    assert fit_of(made, "as-published")["status"] == "no-factor-selected"


def test_a_group_in_the_highest_level_only_has_no_finite_odds_ratio():
    study = study_of(factors=("ward", "age"))
    data = data_of(study, grade=lambda d: np.where(d["ward"] == "C", "severe", d["grade"]))
    rows = multivariable(fitted(study, data)).set_index(["factor", "level"])
    assert rows["status"].to_dict()["ward", "C"] == "separation"
    assert np.isnan(rows["odds_ratio"]["ward", "C"]) and "Join levels" in rows["note"]["ward", "C"]
    rest = multivariable(fitted(study, data[data["ward"] != "C"])).set_index(["factor", "level"])
    for place in [("ward", "B"), ("age", ""), ("(threshold)", "none | mild")]:
        both = rows.loc[place, ["estimate", "std_error"]].astype(float), rest.loc[place, ["estimate", "std_error"]]
        assert both[0].tolist() == pytest.approx(both[1].tolist(), rel=1e-5)


def test_a_group_in_one_level_only_separates_a_multinomial_regression():
    study = study_of("type_of", factors=("ward", "age"))
    data = data_of(study, type=lambda d: np.where(d["ward"] == "C", "a", d["type"]))
    made = fitted(study, data)
    rows = multivariable(made)
    lost = rows["status"] == "separation"
    assert set(zip(rows["factor"][lost], rows["level"][lost], strict=True)) == {("ward", "C")} and lost.sum() == 2
    assert fit_of(made)["status"] == "separation"


@pytest.mark.parametrize("family", ["ordinal", "multinomial"])
def test_an_outcome_told_without_any_error_has_no_estimate_at_all(family):
    study = study_of(factors=("age",), family=family)
    made = fitted(study, data_of(study, grade=lambda d: np.array(GRADES)[np.digitize(d["age"], [33, 40, 48])]))
    rows = multivariable(made)
    assert set(rows["status"]) == {"separation"} and rows[["estimate", "odds_ratio", "conf_low"]].isna().all(axis=None)
    assert fit_of(made)["status"] == "separation"


def test_a_level_of_the_outcome_that_nobody_has_is_left_out_and_told():
    study = study_of()
    made = fitted(study, data_of(study, grade=lambda d: np.where(d["grade"] == "mild", "none", d["grade"])))
    assert multivariable(made)["level"].tolist()[:2] == ["none | moderate", "moderate | severe"]
    assert "Nobody in the model has the outcome level 'mild'" in fit_of(made)["note"]


def test_an_outcome_level_with_one_person_is_told():
    def rare(drawn):
        grade = np.where(drawn["grade"] == "severe", "moderate", drawn["grade"])
        grade[0] = "severe"
        return grade

    study = study_of()
    made = fitted(study, data_of(study, grade=rare))
    assert "Only 1 participant has the outcome level 'severe'" in fit_of(made)["note"]
    rows = made.diagnostics[(made.diagnostics["plan"] == "recommended") & (made.diagnostics["factor"] == "")]
    status = rows.set_index("measure")["status"].to_dict()
    assert status["parallel_lines_lr"] == status["parallel_lines_brant"] == "separation"
    assert status["parallel_lines_score"] == "ok"


@pytest.mark.parametrize(
    ("level", "status"), [("mild", "constant"), (None, "no-data")], ids=["one level", "all missing"]
)
def test_an_outcome_without_differences_gives_rows_with_a_reason(level, status):
    study = study_of()
    made = fitted(study, data_of(study, grade=lambda d: np.full(len(d["age"]), level, dtype=object)))
    rows = multivariable(made)
    assert rows["factor"].tolist() == ["sex", "age"]
    assert set(rows["status"]) == {status} and (rows["note"] != "").all()
    assert set(made.fit["status"]) == set(made.diagnostics["status"]) == {status}


def test_a_factor_determined_by_another_is_told():
    study = study_of(factors=("sex", "ward", "age"))
    made = fitted(study, data_of(study, ward=lambda d: np.where(d["sex"] == "m", "A", "B")))
    assert "collinear" in set(multivariable(made)["status"])
    assert "Not estimated, see the table of the model: ward." in fit_of(made)["note"]


def test_too_few_people_are_told():
    study = study_of()
    data = data_of(study).groupby("grade", observed=True).head(1)
    assert set(multivariable(fitted(study, data))["status"]) == {"too-few"}


def test_effects_that_differ_between_cuts_are_told():
    study = study_of(factors=("sex",))

    def crossed(drawn):
        grade = np.where(np.arange(len(drawn["sex"])) % 2 == 0, "mild", "moderate").astype(object)
        man = drawn["sex"] == "m"
        grade[man] = np.where(np.arange(man.sum()) % 2 == 0, "none", "severe")
        grade[np.flatnonzero(~man)[:2]] = ["none", "severe"]
        grade[np.flatnonzero(man)[:2]] = ["mild", "moderate"]
        return grade

    made = fitted(study, data_of(study, grade=crossed))
    assert "may mislead" in fit_of(made)["note"] and "parallel_lines" in fit_of(made)["note"]
    ratios = made.parallel_lines[made.parallel_lines["plan"] == "recommended"]["odds_ratio"].tolist()
    assert ratios[0] > 1 > ratios[-1]


@pytest.mark.parametrize(
    ("model", "place", "remedy"),
    [
        ({"outcome": "age_of"}, "models.m.outcome", "at_least"),
        ({"outcome": "note_of"}, "models.m.outcome", "nominal or ordinal"),
        ({"outcome": "sex_of"}, "models.m.outcome", "event"),
        ({"outcome": "type_of", "family": "ordinal"}, "models.m.family", "ordinal if its levels have an order"),
        ({"outcome": "grade_of", "family": "binary"}, "models.m.family", "Name the event"),
        ({"outcome": "severe", "family": "ordinal"}, "models.m.family", "without one"),
        ({"outcome": "grade_of", "selection": "backward-lr"}, "models.m.selection", "are entered"),
    ],
)
def test_a_family_that_does_not_fit_the_outcome_is_told(model, place, remedy):
    study = make_study(variables=VARIABLES, outcomes=OUTCOMES, models={"m": model})
    (only,) = family_problems(study, {}, "example.yaml")
    assert only.place == place and remedy in only.remedy


@pytest.mark.parametrize("family", [None, "ordinal", "multinomial"])
def test_levels_in_order_may_also_be_modelled_without_it(family):
    study = study_of(**({} if family is None else {"family": family}))
    assert list(family_problems(study, {}, "example.yaml")) == []
    made = fitted(study, data_of(study))
    assert set(made.fit["family"]) == {family or "ordinal"}


def test_a_multiverse_asks_about_events_and_numbers_only():
    question = {"outcome": "grade_of", "factor": "sex"}
    models = {name: {"outcome": name, "factors": ["sex"]} for name in ("grade_of", "severe")}
    parts = {"variables": VARIABLES, "outcomes": OUTCOMES, "models": models}
    asked = make_study(**parts, multiverse={"questions": {"q": question}})
    (only,) = question_problems(asked, {}, "example.yaml")
    assert only.place == "multiverse.questions.q.outcome" and "names the event" in only.remedy
    assert list(questions_of(make_study(**parts, multiverse={}))) == ["severe_sex"]
