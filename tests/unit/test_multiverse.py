"""The multiverse: which specifications there are, what each says, and what they say together.

Expected values are arithmetic on tables typed here, counts of choices, tables of other stages of the same numbers, or
(for the interval of the median change) R 4.2 with wilcox.test and conf.int = TRUE on data without ties.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from burnout.config import load_instruments
from burnout.config.study import check_references
from burnout.errors import AnalysisError
from burnout.figures.multiverse import multiverse_figures
from burnout.model import fit_models
from burnout.multiverse import explore
from burnout.multiverse.change import median_change
from burnout.multiverse.linear import linear_effect
from burnout.paired import compare
from burnout.score import score
from burnout.screen import screen
from helpers.chain import ROOT
from helpers.studies import NUMBER, make_study, nominal, scored

INSTRUMENTS = load_instruments(ROOT / "config" / "instruments")
MBI = {"mbi": {"instrument": "mbi-gs-15", "columns": "M{n}", "key": "sums", "cutoffs": "public_bands"}}
VARIABLES = {
    "sex": nominal("male", "female"),
    "ward": nominal("A", "B", "C"),
    "health": nominal("poor", "fair", "good", kind="ordinal"),
    "age": NUMBER,
    "unit": nominal(*(f"u{i}" for i in range(12))),
}
BURNOUT = {"label": "Burnout", "source": "mbi_grade", "event": ["Mild", "Moderate", "Severe"]}
DEFINED = {
    "burnout": {
        "kalimo_2003": {"label": "Index", "source": "mbi_index_band", "event": ["Mild-moderate", "Severe"]},
        "dutch_clinical": {"label": "Exhaustion", "source": "mbi_exhaustion_band", "event": ["Severe"]},
    }
}


def survey(multiverse, n=300, seed=3, **parts):
    """A survey with item answers, some missing: study, clean data, scored data, screening."""
    model = {"outcome": "burnout", "candidates": ["sex", "ward", "health", "age"], "prespecified": ["sex", "health"]}
    study = make_study(
        **{
            "variables": VARIABLES, "instruments": MBI, "outcomes": {"burnout": BURNOUT}, "screening": {},
            "factors": ["sex", "ward", "health", "age"], "models": {"overall": model}, "multiverse": multiverse,
        }
        | parts
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    ill = rng.normal(size=n)
    columns = {
        "sex": np.where(rng.random(n) < 0.3 + 0.35 * (ill > 0), "female", "male"),
        "ward": rng.choice(list("ABC"), n),
        "health": np.array(["poor", "fair", "good"])[np.digitize(rng.normal(size=n) - 0.5 * ill, [-0.5, 0.5])],
        "age": rng.normal(40, 9, n).round(),
        "unit": rng.choice([f"u{i}" for i in range(12)], n),
    }
    clean = scored(study, columns)
    middle = [1.7 + 0.9 * ill] * 9 + [4.5 - 0.9 * ill] * 6
    answers = [np.clip((values + rng.normal(size=n)).round(), 0, 6) for values in middle]
    items = pd.DataFrame({f"mbi_{i}": values for i, values in enumerate(answers, start=1)})
    items = items.mask(rng.random(items.shape) < 0.01)
    clean = pd.concat([clean.drop(columns="burnout", errors="ignore"), items], axis=1)
    done = score(study, INSTRUMENTS, clean).data
    return study, clean, done, screen(study, done).screening


def explored(study, clean, done, screening=None):
    return explore(study, INSTRUMENTS, clean, done, screening)


def table_study(cells, multiverse, **parts):
    """A binary outcome and a two-level factor with the given counts (factor by outcome)."""
    factor = [level for level, row in zip(("male", "female"), cells, strict=True) for _ in range(sum(row))]
    sick = [bool(value) for row in cells for value, count in zip((0, 1), row, strict=True) for _ in range(count)]
    variables = {"sex": nominal("male", "female"), "sick": nominal("no", "yes"), "site": nominal("one", "two")}
    outcomes = {"ill": {"label": "Ill", "source": "sick", "event": ["yes"]}}
    study = make_study(variables=variables, outcomes=outcomes, factors=["sex"], multiverse=multiverse, **parts)
    columns = {"sex": factor, "sick": np.where(sick, "yes", "no"), "site": ["one", "two"] * (len(sick) // 2)}
    data = scored(study, columns | {"ill": sick})
    return study, data.drop(columns="ill"), data


def test_an_odds_ratio_of_a_table_by_hand():
    asked = {"questions": {"q": {"outcome": "ill", "factor": "sex"}}, "covariates": {"none": []}}
    study, clean, done = table_study([[30, 10], [20, 20]], asked | {"methods": ["maximum-likelihood"]})
    (row,) = explored(study, clean, done).multiverse.itertuples()
    error = math.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 20)
    assert (row.level, row.reference, row.n, row.events, row.status) == ("female", "male", 80, 30, "ok")
    assert row.odds_ratio == pytest.approx(30 * 20 / (10 * 20), rel=1e-9)
    assert row.std_error == pytest.approx(error, rel=1e-8)
    assert row.conf_low == pytest.approx(3 * math.exp(-1.959963984540054 * error), rel=1e-8)
    assert row.p_value == pytest.approx(math.erfc(math.log(3) / error / math.sqrt(2)), rel=1e-8)


def test_specifications_are_the_product_of_the_choices():
    asked = {
        "questions": {"q": {"outcome": "burnout", "factor": "health"}},
        "cutoffs": {"mbi": ["public_bands", "kalimo_2003", "dutch_clinical"]},
        "definitions": DEFINED,
        "covariates": {"none": [], "age": ["age"]},
        "methods": ["maximum-likelihood", "firth"],
    }
    study, clean, done, screening = survey(asked, models={})
    table = explored(study, clean, done, screening).multiverse
    assert len(table) == 3 * 2 * 2 * 2 * 2
    assert not table.duplicated(["cutoffs", "missing_rule", "coding", "covariates", "method"]).any()
    assert (table["level"] == "good").all() and (table["reference"] == "poor").all()
    assert set(table["status"]) == {"ok"}


@pytest.mark.parametrize("primary", ["as-published", "recommended"])
@pytest.mark.parametrize(
    ("factor", "selection", "cluster", "few"),
    [
        ("health", "forward-lr", "unit", 5),
        ("sex", "none", "unit", 5),
        ("sex", "none", None, 5),
        ("sex", "none", None, 50),
    ],
    ids=["selected", "clusters", "plain", "few-events"],
)
def test_the_plans_own_specifications_are_those_of_the_model_stage(factor, selection, cluster, few, primary):
    asked = {"questions": {"q": {"outcome": "burnout", "factor": factor}}, "definitions": DEFINED}
    model = {"outcome": "burnout", "selection": selection, "prespecified": ["sex", "health"]}
    plan = {"primary": primary, "firth_below": few, "bootstrap": 0}
    parts = {"models": {"overall": model}, "plan": plan, "sampling": {"cluster": cluster}}
    study, clean, done, screening = survey(asked, **parts)
    table = explored(study, clean, done, screening).multiverse
    logistic = fit_models(study, done, screening).logistic
    for mark, plan in (("is_published", "as-published"), ("is_recommended", "recommended")):
        (own,) = table[table[mark]].to_dict("records")
        at = {"plan": plan, "kind": "multivariable", "factor": factor, "level": own["level"]}
        (row,) = logistic[(logistic[list(at)] == pd.Series(at)).all(axis=1)].to_dict("records")
        for column in ("n", "events", "estimate", "std_error", "odds_ratio", "conf_low", "conf_high", "p_value"):
            # The same arithmetic; people may be added up in another order, which moves the last digits.
            assert own[column] == pytest.approx(row[column], rel=1e-12), column


def test_a_factor_that_the_plan_did_not_select_has_no_published_specification():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "ward", "level": "B"}}}
    study, clean, done, screening = survey(asked)
    found = explored(study, clean, done, screening)
    assert not found.multiverse["is_published"].any()
    (row,) = found.multiverse_summary.to_dict("records")
    assert row["status"] == "ok" and "no estimate" in row["note"]


def test_scores_tell_the_odds_ratio_of_the_level_that_the_trend_implies():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "health"}}, "covariates": {"none": []}}
    study, clean, done, screening = survey(asked | {"methods": ["maximum-likelihood"]}, models={})
    table = explored(study, clean, done, screening).multiverse
    (row,) = table[(table["coding"] == "scores") & (table["missing_rule"] == "complete")].to_dict("records")
    as_scores = {"overall": {"outcome": "burnout", "factors": ["health"], "forms": {"health": "scores"}}}
    modelled = fit_models(survey(asked, models=as_scores, plan={"sensitivity": False})[0], done).logistic
    (step,) = modelled[(modelled["kind"] == "multivariable") & (modelled["factor"] == "health")].to_dict("records")
    assert row["estimate"] == pytest.approx(2 * step["estimate"], rel=1e-12)
    assert row["p_value"] == pytest.approx(step["p_value"], rel=1e-12)


def test_a_cut_off_set_that_gives_no_grade_is_a_row_with_a_reason():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "sex"}}, "cutoffs": {"mbi": "all"}}
    study, clean, done, screening = survey(asked)
    found = explored(study, clean, done, screening)
    lost = found.multiverse[found.multiverse["cutoffs"] == "kalimo_2003"]
    assert len(lost) and (lost["status"] == "not-formed").all() and lost["estimate"].isna().all()
    assert lost["note"].str.contains("no grade").all()
    choices = found.multiverse_dimensions.set_index(["dimension", "choice"])
    assert choices.loc[("cutoffs", "kalimo_2003"), "status"] == "not-estimable"
    assert choices.loc[("cutoffs", "public_bands"), "status"] == "ok"


def test_by_default_only_cut_off_sets_are_tried_under_which_the_outcome_can_be_formed():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "sex"}}}
    study, clean, done, screening = survey(asked)
    assert set(explored(study, clean, done, screening).multiverse["cutoffs"]) == {"public_bands"}
    study, clean, done, screening = survey(asked | {"definitions": DEFINED})
    assert set(explored(study, clean, done, screening).multiverse["cutoffs"]) == {"public_bands", *DEFINED["burnout"]}


def test_an_empty_section_asks_for_the_factors_of_the_models():
    study, clean, done, screening = survey({})
    found = explored(study, clean, done, screening)
    assert list(found.multiverse_summary["question"]) == ["overall_sex", "overall_health"]
    assert (found.multiverse_summary["status"] == "ok").all()


def test_summary_by_hand():
    asked = {"questions": {"q": {"outcome": "ill", "factor": "sex"}}, "covariates": {"none": []}}
    asked |= {"methods": ["maximum-likelihood"], "exclusions": {"site_two": [{"variable": "site", "levels": ["two"]}]}}
    study, clean, done = table_study([[30, 10], [20, 20]], asked)
    found = explored(study, clean, done)
    assert list(found.multiverse["people"]) == ["everybody", "site_two"]
    assert list(found.multiverse["n"]) == [80, 40]
    (row,) = found.multiverse_summary.to_dict("records")
    # Leaving out every second person leaves 15, 5, 10 and 10: the same odds ratio, 3, with P = 0.11 instead of 0.02.
    assert (row["specifications"], row["estimated"], row["share_same_sign"]) == (2, 2, 1.0)
    assert row["share_significant"] == 0.5
    assert row["median_estimate"] == pytest.approx(3) and row["max_estimate"] == pytest.approx(3)


@pytest.mark.parametrize(
    ("cells", "status", "words"),
    [
        ([[40, 0], [40, 0]], "no-events", "Nobody of 80"),
        ([[40, 10], [0, 0]], "constant", "male"),
        ([[0, 0], [0, 0]], "no-data", ""),
    ],
)
def test_what_cannot_be_estimated_is_a_row_with_a_reason(cells, status, words):
    asked = {"questions": {"q": {"outcome": "ill", "factor": "sex"}}, "covariates": {"none": []}}
    study, clean, done = table_study(cells, asked)
    found = explored(study, clean, done)
    assert set(found.multiverse["status"]) == {status}
    assert found.multiverse["note"].str.contains(words).all() and (found.multiverse["note"] != "").all()
    (row,) = found.multiverse_summary.to_dict("records")
    assert row["status"] == "not-estimable" and row["estimated"] == 0
    assert multiverse_figures(study, INSTRUMENTS, found.multiverse) == {}


def test_a_table_with_an_empty_cell_is_separated_and_firth_estimates_it():
    asked = {"questions": {"q": {"outcome": "ill", "factor": "sex"}}, "covariates": {"none": []}}
    study, clean, done = table_study([[40, 0], [20, 20]], asked)
    table = explored(study, clean, done).multiverse.set_index("method")
    assert table.loc["maximum-likelihood", "status"] == "separation"
    # Firth of a saturated table adds 1/2 to each cell: Heinze and Schemper 2002.
    assert table.loc["firth", "odds_ratio"] == pytest.approx(40.5 * 20.5 / (0.5 * 20.5), rel=1e-6)


def test_too_many_specifications_stop_the_run_unless_a_sample_is_drawn():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "health"}}, "definitions": DEFINED, "most": 20}
    study, clean, done, screening = survey(asked)
    with pytest.raises(AnalysisError, match=r"multiverse\.most") as caught:
        explored(study, clean, done, screening)
    assert "specifications" in str(caught.value) and "multiverse.sample" in str(caught.value)
    study, clean, done, screening = survey(asked | {"sample": True})
    first, second = (explored(study, clean, done, screening).multiverse for _ in range(2))
    assert len(first) == 20 and first["is_published"].sum() == 1 and first["is_recommended"].sum() == 1
    pd.testing.assert_frame_equal(first, second)


def test_few_events_for_many_covariates_are_not_estimated():
    asked = {
        "questions": {"q": {"outcome": "burnout", "factor": "sex"}},
        "covariates": {"all": ["ward", "unit", "age"]},
    }
    study, clean, done, screening = survey(asked, n=60)
    table = explored(study, clean, done, screening).multiverse
    lost = table[table["covariates"] == "all"]
    assert (lost["status"] == "few-events").all() and lost["note"].str.contains("events per parameter").all()


PAIRED = {"before": "pre", "after": "post", "measures": ["strain"]}


def change_study(before, after, **multiverse):
    study = make_study(
        design="pre-post",
        occasions={"pre": {"label": "Before"}, "post": {"label": "After"}},
        variables={"points": NUMBER, "sex": nominal("male", "female")},
        outcomes={"strain": {"label": "Strain", "source": "points"}},
        paired=PAIRED,
        multiverse=multiverse,
    )
    parts = []
    for occasion, values in (("pre", before), ("post", after)):
        sex = ["male", "female"] * (len(values) // 2) + ["male"] * (len(values) % 2)
        parts.append(scored(study, {"points": values, "sex": sex}, occasion))
    data = pd.concat(parts, ignore_index=True)
    return study, data, data.assign(strain=data["points"])


def test_a_change_is_that_of_the_paired_stage():
    rng = np.random.default_rng(2)
    before = rng.normal(20, 4, 17).round(1)
    after = before + rng.normal(2, 3, 17).round(1)
    study, clean, done = change_study(before, after, exclusions={"men": [{"variable": "sex", "levels": ["male"]}]})
    found = explored(study, clean, done)
    table = found.multiverse
    assert len(table) == 3 * 2 and list(found.multiverse_summary["question"]) == ["change_strain"]
    paired = compare(study, done).paired.set_index(["plan", "test"])
    (own,) = table[table["is_published"]].to_dict("records")
    row = paired.loc[("as-published", own["method"])]
    assert (own["estimate"], own["p_value"]) == (pytest.approx(row["mean_difference"]), pytest.approx(row["p_value"]))
    assert (own["conf_low"], own["conf_high"]) == (pytest.approx(row["conf_low"]), pytest.approx(row["conf_high"]))
    exact = table[(table["method"] == "wilcoxon-exact") & (table["people"] == "everybody")].iloc[0]
    assert exact["p_value"] == pytest.approx(paired.loc[("recommended", "wilcoxon"), "p_value"])
    assert list(table.loc[table["people"] == "men", "n"].unique()) == [8]


def test_a_median_change_and_its_interval_are_those_of_r():
    # R: wilcox.test(before - after, conf.int = TRUE), the data of its help page.
    before = np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
    after = np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
    found = median_change(before - after, True, 0.95)
    assert found.p_value == pytest.approx(0.0390625, rel=1e-12)
    assert (found.estimate, found.low, found.high) == (pytest.approx(0.46), pytest.approx(0.01), pytest.approx(0.786))


@pytest.mark.parametrize(
    ("change", "status"), [(np.array([]), "too-few"), (np.zeros(5), "constant"), (np.array([1.0, 2.0, 3.0]), "ok")]
)
def test_a_median_change_of_too_little(change, status):
    found = median_change(change, True, 0.95)
    assert found.status == status and found.note
    assert math.isnan(found.low)


def test_a_difference_of_two_means_is_students():
    rng = np.random.default_rng(1)
    x, y = np.repeat([0.0, 1.0], [7, 9]), rng.normal(size=16)
    found = linear_effect(np.column_stack([np.ones(16), x]), y, 1, 1.0, 0.95, "linear")
    a, b = y[:7], y[7:]
    pooled = (6 * a.var(ddof=1) + 8 * b.var(ddof=1)) / 14
    assert found.estimate == pytest.approx(b.mean() - a.mean())
    assert found.std_error == pytest.approx(math.sqrt(pooled * (1 / 7 + 1 / 9)))


@pytest.mark.parametrize(
    ("asked", "place", "remedy"),
    [
        ({"cutoffs": {"mbi": ["public_band"]}}, "multiverse.cutoffs.mbi[0]", "Did you mean 'public_bands'?"),
        ({"cutoffs": {"mib": ["public_bands"]}}, "multiverse.cutoffs[0]", "Did you mean 'mbi'?"),
        ({"missing_rules": {"mbi": ["prorate_02"]}}, "multiverse.missing_rules.mbi[0]", "Did you mean 'prorate_20'?"),
        ({"covariates": {"some": ["agee"]}}, "multiverse.covariates.some[0]", "Did you mean 'age'?"),
        ({"questions": {"q": {"outcome": "burnuot", "factor": "sex"}}}, "multiverse.questions.q.outcome", "burnout"),
        ({"questions": {"q": {"outcome": "healthy", "factor": "sex"}}}, "multiverse.questions.q.outcome", "event"),
        ({"questions": {"q": {"outcome": "burnout", "factor": "ward"}}}, "multiverse.questions.q.level", "allowed"),
        ({"questions": {"q": {"outcome": "burnout", "factor": "ward", "level": "A"}}},
         "multiverse.questions.q.level", "allowed"),
        ({"definitions": {"burnout": {"kalimo_2003": {"label": "I", "source": "mbi_index_bnd", "event": ["Severe"]}}}},
         "multiverse.definitions.burnout.kalimo_2003.source", "Did you mean 'mbi_index_band'?"),
        ({"exclusions": {"old": [{"variable": "sex", "levels": ["mail"]}]}},
         "multiverse.exclusions.old[0].levels[0]", "Did you mean 'male'?"),
    ],
)  # fmt: skip
def test_a_name_that_points_to_nothing_is_told_with_the_nearest(asked, place, remedy):
    outcomes = {"burnout": BURNOUT, "healthy": {"label": "Healthy", "source": "health"}}
    study = survey({}, n=4, outcomes=outcomes)[0]
    content = study.model_dump(mode="json") | {"multiverse": asked}
    (only,) = check_references(type(study).model_validate(content), INSTRUMENTS, "example.yaml")
    assert only.place == place
    assert remedy in only.remedy


@pytest.mark.parametrize(
    "question",
    [
        {"outcome": "burnout"},
        {"kind": "change", "outcome": "burnout", "factor": "sex"},
        {"outcome": "burnout", "factor": "sex", "kind": "chance"},
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question):
    with pytest.raises(ValueError, match=r"factor|change"):
        make_study(multiverse={"questions": {"q": question}})


def test_the_curve_says_in_words_what_it_shows():
    asked = {"questions": {"q": {"outcome": "burnout", "factor": "health"}}, "definitions": DEFINED}
    study, clean, done, screening = survey(asked)
    found = explored(study, clean, done, screening)
    (drawing,) = multiverse_figures(study, INSTRUMENTS, found.multiverse).values()
    assert f"{len(found.multiverse)} specifications" in drawing.alt
    assert "Plan as-published" in drawing.alt and "Plan recommended" in drawing.alt
