"""Pooled effects in the manuscript: what ran is named and shown, and nothing else."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd

from burnout.manuscript.material import Results, Source, Texts, Values
from burnout.manuscript.sites import more_forests, pooling, pooling_of_plan, sites
from burnout.pool import combine
from helpers.analysis_study import make_study, survey_rows, yes_no

VARIABLES = {name: {"label": name, "type": "number"} for name in ("y", "v", "x")}


def source(y: list[float], v: list[float], **more) -> Source:
    """What the manuscript reads, of a study with one table of sites."""
    spec = {"label": "Odds ratio", "estimates": {"estimate": "y", "variance": "v"}, "site": "x", "measure": "OR"} | more
    study = make_study(variables=VARIABLES, pool={"analyses": {"gender": spec}})
    found = combine(study, survey_rows(y=y, v=v, x=[float(i) for i in range(len(y))]))
    tables = {field.name: getattr(found, field.name) for field in fields(found)}
    return Source(study, {}, Results(tables, {"pool/forest-gender": "In words."}, {}), Texts("", ""), Values())


def test_a_pooled_effect_is_told_with_its_plan_and_prediction():
    made = source([0.2, 0.5, -0.1, 0.6], [0.05, 0.08, 0.1, 0.04], moderators=["x"])
    text = made.values.fill(sites(made))
    assert "the pooled odds ratio over four sites was 1.41 (95% CI " in text
    assert "prediction interval" in text
    assert "#tbl-pool" in text
    assert "#fig-sites-gender" in text
    assert "Under the plan *recommended* the pooled effects were 1.41 (95% CI " in text
    assert "x did not explain differences" in text
    assert "DerSimonian" in pooling_of_plan(made, "as-published")
    assert "Hartung and Knapp" in pooling_of_plan(made, "recommended")
    assert "Egger" in pooling(made)
    assert "Mantel" not in pooling(made)
    assert more_forests(made) == ""


def test_one_site_is_said_to_be_too_few_and_no_method_is_named():
    made = source([0.2], [0.05])
    assert "nothing could be pooled: only one site" in sites(made)
    assert pooling(made) == pooling_of_plan(made, "recommended") == ""


def test_a_study_without_sites_says_nothing():
    study = make_study()
    made = Source(study, {}, Results({}, {}, {}), Texts("", ""), Values())
    assert sites(made) == pooling(made) == pooling_of_plan(made, "recommended") == more_forests(made) == ""


def test_empty_cells_are_mentioned_where_there_are_any():
    files = {"one": {"path": "a.csv", "format": "csv", "site": "A"}}
    outcomes = {"burnout": {"label": "Burnout", "source": "burnout", "event": ["Yes"]}}
    pool = {"analyses": {"share": {"label": "Burnout", "people": {"outcome": "burnout"}}}}
    study = make_study(files=files, outcomes=outcomes, pool=pool)
    found = combine(study, survey_rows(burnout=yes_no([0] * 9 + [1, 0, 0] * 4), site=["A"] * 9 + ["B"] * 12))
    tables = {field.name: getattr(found, field.name) for field in fields(found)}
    made = Source(study, {}, Results(tables, {}, {}), Texts("", ""), Values())
    assert "one half was added" in pooling(made)
    assert "percentage over two sites" in made.values.fill(sites(made))
    assert isinstance(tables["pool"], pd.DataFrame)
