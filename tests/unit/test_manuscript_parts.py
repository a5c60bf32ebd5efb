"""Manuscripts of studies that are not like the demonstration: few results, many factors, failed models, odd texts."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from burnout.clean.missing import missingness
from burnout.config import Study
from burnout.errors import RenderError
from burnout.manuscript import Composed, Results, Texts, compose
from burnout.manuscript.material import Values
from burnout.manuscript.pipe import INDENT, cell, figure, pipe_table
from burnout.model import fit_models
from burnout.paired import compare
from burnout.screen import screen
from helpers.studies import make_study, nominal, scored

TEXTS = Texts("An introduction.", "A discussion.")
ODD = "<b>*bold*</b> {{< var secret >}} @fig-x | $1$ [a](javascript:b) `{=html}`"
FLOW = pd.DataFrame({"stage": ["received", "analysed"], "n": [41, 40], "reason": [None, None], "part": ["", ""]})


def survey_study(factors: int, **more: Any) -> Study:
    """A survey with yes/no factors f1, f2 ... and the outcome ill."""
    variables = {f"f{i}": nominal("Absent", "Present") | {"label": f"Factor {i}"} for i in range(1, factors + 1)}
    variables["sick"] = nominal("No", "Yes")
    return make_study(
        variables=variables,
        factors=[f"f{i}" for i in range(1, factors + 1)],
        outcomes={"ill": {"label": "Illness", "source": "sick", "event": ["Yes"]}},
        screening={},
        **more,
    )


def survey_rows(study: Study, outcome: np.ndarray, seed: int = 1) -> pd.DataFrame:
    """Random answers beside a given outcome (1 ill, 0 not)."""
    draws = np.random.default_rng(seed).integers(0, 2, (len(outcome), len(study.factors)))
    words = np.where(draws == 1, "Present", "Absent")
    columns: dict[str, Any] = {name: words[:, i] for i, name in enumerate(study.factors)}
    columns |= {"sick": np.where(outcome == 1, "Yes", "No"), "ill": outcome.astype(float)}
    return scored(study, columns)


def composed(study: Study, data: pd.DataFrame, **tables: pd.DataFrame) -> Composed:
    """The manuscript of a survey, with its screening and models run."""
    screened = screen(study, data)
    found = {"flow": FLOW, "missing": missingness(data, study)}
    found |= {"screening": screened.screening, "descriptive": screened.descriptive}
    if study.models:
        modelled = fit_models(study, data, screened.screening)
        found |= {"logistic": modelled.logistic, "fit": modelled.fit, "selection": modelled.selection}
        found["assignment"] = modelled.assignment
    return compose(study, {}, Results(found | tables, {}, {}), TEXTS)


def test_no_significant_factor_is_said_in_a_sentence() -> None:
    study = survey_study(2, models={"ill": {"outcome": "ill"}})
    outcome = np.tile([0, 1], 20)
    rows = survey_rows(study, outcome)
    places = rows.index.to_numpy()
    rows.loc[places, "f1"] = np.where(places % 4 < 2, "Absent", "Present")
    rows.loc[places, "f2"] = np.where(places % 8 < 4, "Absent", "Present")
    made = composed(study, rows)
    assert (
        "{{< var screening.ill.significant >}} of {{< var screening.ill.tested >}} factors" in made.parts["screening"]
    )
    assert made.flat["screening.ill.significant"] == "0"
    assert "For illness:" in made.parts["models"]
    assert "OR" not in made.parts["models"].split("|")[0]


def test_each_odds_ratio_in_the_text_is_that_of_its_level() -> None:
    levels = ["Low", "Middle", "High"]
    study = make_study(
        variables={"load": nominal(*levels, kind="ordinal") | {"label": "Load"}, "sick": nominal("No", "Yes")},
        factors=["load"],
        outcomes={"ill": {"label": "Illness", "source": "sick", "event": ["Yes"]}},
        screening={},
        models={"ill": {"outcome": "ill", "factors": ["load"]}},
    )
    # 40 people at each level, of whom 8, 10 and 28 are ill: only the last level differs clearly from the first.
    load = np.repeat(levels, 40)
    outcome = np.concatenate([np.arange(40) < ill for ill in (8, 10, 28)]).astype(float)
    rows = scored(study, {"load": load, "sick": np.where(outcome == 1, "Yes", "No"), "ill": outcome})
    made = composed(study, rows)
    # Odds ratios by hand: (10/30)/(8/32) = 4/3 and (28/12)/(8/32) = 28/3.
    assert made.flat["model.ill.load.level-2.odds-ratio"] == "1.333"
    assert made.flat["model.ill.load.level-3.odds-ratio"] == "9.333"
    assert "High against Low: OR 9.333" in made.front["abstract"]
    assert "1.333" not in made.front["abstract"]


def test_a_key_of_the_text_stands_for_one_value_only() -> None:
    values = Values()
    values.put("n.analysed", "244")
    assert values.put("n.analysed", "244") == "{{< var n.analysed >}}"
    with pytest.raises(RenderError, match=r"n\.analysed"):
        values.put("n.analysed", "243")


def test_outcome_without_events_leaves_a_readable_manuscript() -> None:
    study = survey_study(2, models={"ill": {"outcome": "ill", "factors": ["f1", "f2"]}})
    made = composed(study, survey_rows(study, np.zeros(40)))
    assert made.parts["models"].startswith("## Multivariable logistic regression")
    assert made.notices
    assert "nan" not in made.parts["models"].lower()


def test_sixty_factors_are_counted_not_listed_in_full() -> None:
    study = survey_study(60, models={"ill": {"outcome": "ill", "factors": [f"f{i}" for i in range(1, 13)]}})
    made = composed(study, survey_rows(study, np.tile([0, 1], 200)))
    assert made.flat["factors.screened"] == "60"
    assert made.parts["screening"].count(f"{INDENT}Present") == 60
    assert "of 12 factors had *P* < 0.05" in made.parts["models"] or "none of the 12 factors" in made.parts["models"]


def test_study_without_model_and_paired_part_has_no_empty_headings() -> None:
    study = survey_study(2)
    made = composed(study, survey_rows(study, np.tile([0, 1], 20)))
    for name in ("models", "before-after", "interviews", "ranking"):
        assert made.parts[name] == "\n"
    assert "logistic regression" not in made.parts["methods"]
    assert "before and after" not in made.parts["methods"]


def pair_study(**more: Any) -> Study:
    """One number before and after."""
    return make_study(
        design="pre-post",
        occasions={"pre": {"label": "Before"}, "post": {"label": "After"}},
        variables={"strain": {"label": "Strain", "type": "number"}},
        outcomes={"strain_score": {"label": "Strain", "source": "strain"}},
        paired={"before": "pre", "after": "post", "measures": ["strain_score"]},
        **more,
    )


@pytest.mark.parametrize("pairs", [0, 1, 2, 12])
def test_few_pairs_still_give_a_manuscript(pairs: int) -> None:
    study = pair_study()
    values = np.random.default_rng(3).normal(20, 4, 12)
    before = scored(study, {"strain": values, "strain_score": values}, "pre")
    after = scored(study, {"strain": values + 1, "strain_score": values + 1.5}, "post").iloc[:pairs]
    for frame in (before, after):
        frame["strain_score"] = frame["strain"] + np.random.default_rng(5).normal(0, 1, 12)[: len(frame)]
    compared = compare(study, pd.concat([before, after], ignore_index=True))
    tables = {"paired": compared.paired, "paired_rates": compared.paired_rates, "attrition": compared.attrition}
    made = compose(study, {}, Results(tables | {"flow": FLOW}, {}, {}), TEXTS)
    text = made.parts["before-after"]
    assert text.startswith("## Before and after")
    assert "nan" not in text.lower()
    assert "no control group" in made.parts["limitations"]
    if pairs < 2:
        assert "No comparison could be made for strain" in text


def test_texts_from_files_stay_literal() -> None:
    study = survey_study(1)
    variables = study.model_dump()["variables"]
    variables["f1"]["label"] = ODD
    study = Study.model_validate(study.model_dump() | {"title": ODD, "variables": variables})
    made = composed(study, survey_rows(study, np.tile([0, 1], 20)))
    for text in (made.parts["screening"], str(made.front["title"])):
        assert "<b>" not in text
        assert "{{< var secret" not in text
        assert " @fig-x" not in text


def test_synthetic_data_is_said_in_notice_subtitle_and_captions() -> None:
    study = survey_study(1, synthetic=True)
    made = composed(study, survey_rows(study, np.tile([0, 1], 20)))
    assert "invented" in made.parts["notice"]
    assert made.front["subtitle"] == "Synthetic demonstration data"
    assert "Synthetic demonstration data. {#tbl-participants}" in made.parts["screening"]


def test_values_are_nested_for_quarto() -> None:
    study = survey_study(1)
    made = composed(study, survey_rows(study, np.tile([0, 1], 20)))
    assert made.values["flow"]["received"] == "41"
    assert set(made.value_frame()["key"]) == set(made.flat)


def test_table_cells_cannot_break_the_table() -> None:
    text = pipe_table(["A", "B"], [[cell("x | y"), "1\n2"]], caption="C.", label="x", note="N.")
    row = text.splitlines()[2]
    assert row == "| x \\| y | 1 2 |"
    assert ": C. {#tbl-x}" in text
    assert "::: {.table-note}" in text


def test_alternative_text_cannot_leave_its_quotes() -> None:
    assert "fig-alt=\"a 'b' (c) d\"" in figure("s/x", "x", "C.", 'a "b" {c} d')


def robustness(study: Study, rows: pd.DataFrame) -> Composed:
    made = fit_models(study, rows, screen(study, rows).screening)
    names = ("validation", "stability", "diagnostics", "cluster_sensitivity")
    return composed(study, rows, **{name: getattr(made, name) for name in names})


def clustered_study(**more: Any) -> tuple[Study, pd.DataFrame]:
    """Factor 1 goes with the illness; twelve wards."""
    models = {"ill": {"outcome": "ill"}}
    study = survey_study(3, models=models, plan={"bootstrap": 20} | more, sampling={"cluster": "ward"})
    wards = nominal(*(f"w{i}" for i in range(12)))
    study = Study.model_validate(study.model_dump() | {"variables": study.model_dump()["variables"] | {"ward": wards}})
    outcome = np.random.default_rng(3).integers(0, 2, 120)
    rows = survey_rows(study, outcome)
    rows["f1"] = pd.Categorical(
        np.where(np.arange(120) % 4 == 0, rows["f1"].astype(str), np.where(outcome == 1, "Present", "Absent")),
        categories=["Absent", "Present"],
    )
    rows["ward"] = pd.Categorical([f"w{i % 12}" for i in range(120)], categories=wards["levels"])
    return study, rows


def test_validation_and_stability_are_told_with_their_tables() -> None:
    made = robustness(*clustered_study())
    assert "corrected for optimism" in made.parts["methods"]
    assert "each selection repeated in them" in made.parts["methods"]
    assert "estimating equations" in made.parts["methods"]
    assert "@tbl-validation" in made.parts["models"]
    assert "@tbl-stability" in made.parts["models"]
    for label in ("validation", "stability"):
        assert f"{{#tbl-{label}}}" in made.parts["supplement"]
    assert "nan" not in made.parts["models"].lower()
    assert 0.4 < float(made.flat["validation.ill.corrected"]) < float(made.flat["validation.ill.apparent"]) + 0.05


def test_what_did_not_run_is_not_told() -> None:
    made = robustness(*clustered_study(bootstrap=0))
    text = " ".join(made.parts.values())
    assert "optimism" not in text
    assert "tbl-validation" not in text
    assert "tbl-stability" not in text
    study, rows = clustered_study()
    bare = " ".join(composed(study, rows).parts.values())
    for word in ("optimism", "estimating equations", "E-values", "tbl-validation", "tbl-stability"):
        assert word not in bare


def test_tracing_changes_no_word_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    study = survey_study(3, models={"ill": {"outcome": "ill"}})
    rows = survey_rows(study, np.arange(60) % 2)
    traced = composed(study, rows)
    monkeypatch.setattr(sys.modules["burnout.manuscript.compose"], "TracedTables", dict)
    plain = composed(study, rows)
    assert len(traced.origins) > 20
    assert plain.origins.empty
    assert traced.parts == plain.parts
    assert traced.front == plain.front
    assert traced.flat == plain.flat
    assert traced.notices == plain.notices
