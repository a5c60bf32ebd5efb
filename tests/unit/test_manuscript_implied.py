"""Limitations and deviations: each sentence with its fact, none without it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from burnout.config import Study
from burnout.manuscript import Results, Texts
from burnout.manuscript.before_after import _rates_text
from burnout.manuscript.deviations import deviations
from burnout.manuscript.implied import implied, missing_told
from burnout.manuscript.material import Source, Values
from burnout.model import fit_models
from burnout.screen import screen
from helpers.studies import make_study, nominal, scored

FLOW = pd.DataFrame(
    {"stage": ["enrolled", "lost", "analysed"], "n": [20, 3, 17], "reason": ["", "moved", ""], "part": ["", "", ""]}
)


def survey(**more: Any) -> Study:
    """A survey with three yes/no factors, one of which never varies."""
    variables = {name: nominal("Absent", "Present") | {"label": name.title()} for name in ("night", "honour", "always")}
    variables["sick"] = nominal("No", "Yes")
    given = {
        "variables": variables,
        "factors": ["night", "honour", "always"],
        "outcomes": {"ill": {"label": "Illness", "source": "sick", "event": ["Yes"]}},
        "screening": {},
        "models": {"ill": {"outcome": "ill", "factors": ["night", "honour", "always"]}},
    }
    return make_study(**(given | more))


def rows(study: Study, ill: int, n: int = 60) -> pd.DataFrame:
    """So many people, of whom the first are ill."""
    draws = np.random.default_rng(7).integers(0, 2, (n, 2))
    sick = np.arange(n) < ill
    columns = {name: np.where(draws[:, i] == 1, "Present", "Absent") for i, name in enumerate(("night", "honour"))}
    columns |= {"always": ["Present"] * n, "sick": np.where(sick, "Yes", "No"), "ill": sick.astype(float)}
    return scored(study, columns)


def source_of(study: Study | None = None, **tables: pd.DataFrame) -> Source:
    """What a manuscript of given tables is written from."""
    return Source(
        study or make_study(), {}, Results(tables, {}, {}), Texts("An introduction.", "A discussion."), Values()
    )


def filled(source: Source, text: str) -> str:
    """A text with its values filled in, without escapes."""
    return source.values.fill(text).replace("\\", "")


def limits(study: Study | None = None, **tables: pd.DataFrame) -> str:
    """The limitations that given tables imply."""
    source = source_of(study, **tables)
    return filled(source, " ".join(implied(source)))


def missing(table: pd.DataFrame) -> str:
    """What is told of missing answers."""
    source = source_of(survey(), missing=table)
    return filled(source, missing_told(source))


def test_losses_are_told_with_their_share_and_whether_they_differed() -> None:
    attrition = pd.DataFrame({"measure": ["strain"], "p_value": [0.6], "status": ["ok"]})
    text = limits(flow=FLOW, attrition=attrition)
    assert "In all, 3 of 20 participants (15.00%) were lost before the end." in text
    assert "did not clearly differ from those who stayed" in text
    assert "differed from those who stayed in strain" in limits(flow=FLOW, attrition=attrition.assign(p_value=0.01))
    assert "those who stayed" not in limits(flow=FLOW)
    one = FLOW.assign(n=[20, 1, 19])
    assert "In all, 1 of 20 participants (5.00%) was lost before the end." in limits(flow=one)
    assert "lost before the end" not in limits(flow=FLOW[FLOW["stage"] != "lost"])


@pytest.mark.parametrize(("clusters", "told"), [(9, True), (29, True), (30, False)])
def test_few_clusters_are_told(clusters: int, told: bool) -> None:
    table = pd.DataFrame({"clusters": [clusters], "status": ["ok"]})
    assert ("clusters only" in limits(cluster_sensitivity=table)) == told


def test_low_alpha_is_told_for_the_described_occasion_only() -> None:
    table = pd.DataFrame(
        {"instrument": ["mbi", "mbi"], "scale": ["a", "b"], "occasion": ["survey", "survey"], "alpha": [0.61, 0.70]}
    )
    text = limits(reliability=table)
    assert "(Cronbach's α below 0.7), which hides relations and changes: mbi_a 0.61." in text
    assert "below 0.7" not in limits(reliability=table.assign(occasion="later"))
    assert "below 0.7" not in limits(reliability=table.assign(alpha=0.9))


def test_missing_answers_are_told_for_factors_and_called_a_limit_from_five_per_cent_on() -> None:
    table = pd.DataFrame(
        {"variable": ["night", "honour", "other"], "n": 60, "n_missing": [3, 1, 60], "percent": [5.0, 1.67, 100.0]}
    )
    told = "Of 2 variables that describe the participants, 2 had missing answers, most of them night"
    assert missing(table) == f"{told} (in 3 of 60 records, 5.00%)."
    assert "Up to 5.00% of the answers to a question are missing (night)" in limits(survey(), missing=table)
    few = table.assign(percent=[4.99, 1.67, 100.0])
    assert "answers to a question are missing" not in limits(survey(), missing=few)
    none = table.assign(n_missing=0, percent=0.0)
    assert missing(none) == "No answer was missing in the 2 variables that describe the participants."


def test_one_site_is_told_only_when_the_study_file_names_it() -> None:
    file = {"path": "data/example/a.csv", "format": "csv"}
    assert "one site" not in limits()
    assert "All participants came from one site" in limits(make_study(files={"a": file | {"site": "Clinic"}}))
    two = {"a": file | {"site": "Clinic"}, "b": file | {"site": "Ward"}}
    assert "one site" not in limits(make_study(files=two))


def test_response_is_a_limit_until_it_is_told() -> None:
    assert "How many of those asked took part is not told" in limits()
    manuscript = make_study().model_dump(mode="json", exclude_none=True)["manuscript"]
    manuscript["reporting"] = {"study": {"response": "All answered."}}
    assert "took part is not told" not in limits(make_study(manuscript=manuscript))


def test_many_comparisons_are_a_limit_of_the_plan_that_does_not_adjust() -> None:
    table = pd.DataFrame(
        {"plan": ["as-published", "as-published", "recommended"], "outcome": "ill", "factor": ["a", "b", "a"],
         "test": "x", "status": "ok", "p_value": 0.5, "note": ""}
    )  # fmt: skip
    assert "The 2 univariate comparisons were not adjusted" in limits(make_study(), screening=table)
    recommended = make_study(plan={"primary": "recommended"})
    assert "not adjusted" not in limits(recommended, screening=table)


def test_synthetic_data_are_a_limit() -> None:
    assert "no evidence of anything" in limits(make_study(synthetic=True))
    assert "synthetic" not in limits()


def analysed(study: Study, data: pd.DataFrame) -> list[list[str]]:
    """The deviations of a survey with screening and models run."""
    screened = screen(study, data)
    fitted = fit_models(study, data, screened.screening)
    tables = {"screening": screened.screening, "logistic": fitted.logistic, "fit": fitted.fit}
    return lines(source_of(study, **tables, validation=fitted.validation))


def lines(source: Source) -> list[list[str]]:
    """Cells of the table of deviations; none when it is not there."""
    table = filled(source, deviations(source))
    found = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")]
    return found[1:]


def test_a_constant_factor_and_few_events_are_told_as_deviations() -> None:
    study = survey()
    found = analysed(study, rows(study, 6))
    assert ["Illness, plan recommended", "Maximum likelihood", "Firth's penalised likelihood"] in [f[:3] for f in found]
    assert ["Illness, plan as-published", "Always as a factor", "Left out"] in [f[:3] for f in found]
    assert any(f[2] == "1 comparison not made" for f in found)
    firth = next(f for f in found if f[2].startswith("Firth"))
    assert firth[3].startswith("Few events for so many parameters")


def rates(p_primary: float, p_other: float) -> str:
    """What is told of rates before and after that two plans test."""
    row = {"measure": "ill", "n": 8, "pre_positive": 7, "post_positive": 2, "status": "ok", "note": ""}
    table = pd.DataFrame(
        [
            {**row, "plan": "as-published", "test": "fisher-exact", "p_value": p_primary},
            {**row, "plan": "recommended", "test": "mcnemar-exact", "p_value": p_other},
        ]
    )
    study = survey()
    source = source_of(study, paired_rates=table)
    return filled(source, _rates_text(source))


def test_rates_that_the_plans_judge_differently_are_told() -> None:
    assert "recommended* the conclusions differed for illness (" in rates(0.041, 0.062)
    assert "P* = 0.062" in rates(0.041, 0.062)
    assert "conclusions differed" not in rates(0.041, 0.012)


def test_factors_left_out_for_one_reason_share_a_row() -> None:
    names = [f"f{n}" for n in range(1, 9)]
    gone = [
        {"plan": "recommended", "model": "ill", "kind": "multivariable", "factor": name, "level": "",
         "status": "constant", "estimate": None, "estimator": "ml", "inference": "wald", "note": "Everybody is alike."}
        for name in names
    ]  # fmt: skip
    kept = {**gone[0], "factor": "night", "level": "yes", "status": "ok", "estimate": 0.4, "note": ""}
    found = lines(source_of(survey(), logistic=pd.DataFrame([*gone, kept])))
    left = [f for f in found if f[2] == "Left out"]
    assert len(left) == 1
    assert left[0][1].endswith("and 3 more as factors")
    assert left[0][1].count(",") == 4
    assert left[0][3] == "Everybody is alike."


def test_a_model_without_events_is_told_as_not_estimated() -> None:
    study = survey()
    found = analysed(study, rows(study, 0))
    assert {f[0] for f in found if f[2] == "Not estimated"} == {f"Illness, plan {plan}" for plan in study.plan.names}


def test_an_analysis_that_ran_as_planned_has_no_table() -> None:
    kept = {"models": {"ill": {"outcome": "ill", "factors": ["night", "honour"]}}, "factors": ["night", "honour"]}
    study = survey(**kept)
    assert analysed(study, rows(study, 100, n=200)) == []
    assert "tbl-deviations" not in limits(study)


def test_tests_for_small_expected_counts_are_counted() -> None:
    table = pd.DataFrame(
        {"plan": "as-published", "outcome": "ill", "factor": ["a", "b", "c"], "status": "ok", "p_value": 0.5,
         "test": ["fisher-exact", "fisher-exact", "pearson-chi-square"], "note": ""}
    )  # fmt: skip
    found = lines(source_of(screening=table))
    assert "listed in @tbl-deviations" in limits(screening=table)
    why = "Small expected counts"
    assert ["Univariate screening", "Pearson's chi-square test", "Fisher's exact test in 2 comparisons", why] in found
