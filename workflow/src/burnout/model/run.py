"""All models of a study, under each analysis plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.model import closer, imputed, rows
from burnout.model.assign import assignment
from burnout.model.clusters import METHOD, cluster_rows
from burnout.model.design import Design, design, drop_collinear
from burnout.model.diagnostics import diagnostics, failed_diagnostics
from burnout.model.estimate import Estimates, estimate
from burnout.model.polytomous_run import level_tables
from burnout.model.task import NO_CANDIDATE, NO_FACTOR, NO_USABLE, Entered, Task, enter, no_estimate, only, task_of
from burnout.model.validation import PENALISED, SEPARATED, procedure, stability_and_validation


@dataclass(frozen=True)
class Modelled:
    """Result tables of the stage model.

    Parameters
    ----------
    logistic : DataFrame
        One row per coefficient (kind multivariable, and univariable for each factor); estimate and std_error on the
        log odds scale, conf_low and conf_high of the odds ratio; n and events are those of the fit. What could not
        be estimated is a row with another status than ok and a note.
    fit : DataFrame
        One row per plan and model.
    selection : DataFrame
        Steps of the selection in the as-published plan.
    assignment : DataFrame
        How each variable was coded.
    diagnostics : DataFrame
        Collinearity, calibration, influence, design effects, E-values, average marginal effects.
    stability : DataFrame
        How often each candidate was selected in resamples.
    validation : DataFrame
        Performance of each model, corrected for optimism by the bootstrap.
    cluster_sensitivity : DataFrame
        Odds ratios by estimating equations, where the study names its clusters.
    logistic_intervals : DataFrame
        Odds ratios by every method of inference.
    goodness_of_fit : DataFrame
        Every customary measure of fit, discrimination and classification.
    calibration : DataFrame
        Participants grouped by fitted probability, and a smooth curve.
    influence : DataFrame
        How much each model hangs on single participants; names nobody.
    influential : DataFrame
        The most influential participants: private.
    parallel_lines : DataFrame
        Odds ratios at each cut of an ordinal outcome, side by side.
    imputation : DataFrame
        Odds ratios over everybody with a known outcome, missing factors imputed.
    """

    logistic: pd.DataFrame
    fit: pd.DataFrame
    selection: pd.DataFrame
    assignment: pd.DataFrame
    diagnostics: pd.DataFrame
    stability: pd.DataFrame
    validation: pd.DataFrame
    cluster_sensitivity: pd.DataFrame
    logistic_intervals: pd.DataFrame
    goodness_of_fit: pd.DataFrame
    calibration: pd.DataFrame
    influence: pd.DataFrame
    influential: pd.DataFrame
    parallel_lines: pd.DataFrame
    imputation: pd.DataFrame


@dataclass(frozen=True)
class _Model:
    """One model: its row of the table fit, its rows of the table logistic, and what was estimated where it could be.

    ``whole`` is the design of all factors that were considered, ``made`` that of those in the model.
    """

    fit: dict[str, Any]
    logistic: list[dict[str, Any]]
    made: Design
    y: np.ndarray
    whole: Design | None = None
    found: Estimates | None = None
    clusters: np.ndarray | None = None


def fit_models(
    study: Study,
    data: pd.DataFrame,
    screening: pd.DataFrame | None = None,
    instruments: Mapping[str, Instrument] | None = None,
) -> Modelled:
    """Fit all logistic regressions of a study under each of its plans.

    Parameters
    ----------
    study : Study
        Names the models, their factors, and the plans.
    data : DataFrame
        Scored data; only the rows of the study's analysed occasion are used.
    screening : DataFrame, optional
        Screening table with plan, outcome, factor, p_value, status: gives the candidates of the as-published plan.
    instruments : mapping of str to Instrument, optional
        For the labels of scores in the assignment table.

    Returns
    -------
    Modelled
        All tables of the stage.

    Raises
    ------
    ConfigError
        The form of a factor does not fit its type.

    Notes
    -----
    As-published: candidates with P < alpha in screening, stepwise selection over the participants who have all of
    them, Wald intervals; separation is reported. Recommended: prespecified factors all entered, cluster-robust
    intervals for a cluster sample, Firth's method with profile intervals under separation or with few events.
    """
    first = data.loc[data["occasion"].astype(object) == study.first_occasion].reset_index(drop=True)
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in (*rows.TABLES, "imputation")}
    for plan in study.plan.names:
        for name, model in study.models.items():
            task = task_of(study, plan, name, model, first)
            tables = _tables if task.family == "binary" else level_tables
            for table, made in tables(task, screening, instruments or {}, first).items():
                found[table] += [{**task.common, **row} for row in made]
    pooled = imputed.frame(found.pop("imputation"))
    return Modelled(
        **{name: rows.frame(found[name], columns) for name, columns in rows.TABLES.items()}, imputation=pooled
    )


def _tables(
    task: Task, screening: pd.DataFrame | None, instruments: Mapping[str, Instrument], first: pd.DataFrame
) -> dict[str, list[dict[str, Any]]]:
    """Rows of every table for one model under one plan."""
    entered = enter(task, screening)
    model = _multivariable(task, entered)
    considered = [] if model.whole is None else model.whole.factors
    stability, validation = _validated(task, model)
    alone = _univariable(task)
    return {
        "logistic": [*model.logistic, *(row for one in alone for row in one.logistic)],
        "fit": [model.fit],
        "selection": entered.steps,
        "assignment": assignment(task.study, instruments, first, task.model.outcome, considered, task.model.forms),
        "diagnostics": _diagnostics(task, model),
        "stability": stability,
        "validation": validation,
        "cluster_sensitivity": _cluster_sensitivity(task, model),
        **closer.tables(task, model, alone),
        "imputation": imputed.imputed_rows(task, entered.factors, model.logistic, first),
    }


def _cluster_sensitivity(task: Task, model: _Model) -> list[dict[str, Any]]:
    cluster = task.study.sampling.cluster
    if cluster is None or cluster not in task.cases:
        return []
    if model.found is None:
        return [{"method": METHOD, "status": model.fit["status"], "note": model.fit["note"]}]
    names = task.cases[cluster][model.made.complete].astype(object).to_numpy()
    return cluster_rows(model.made, model.y, names, task.study.plan.confidence, model.found.separated)


def _validated(task: Task, model: _Model) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Rows of the tables stability and validation."""
    selects = procedure(task).selection != "none" and model.whole is not None
    considered = model.whole if selects and model.whole is not None else model.made
    fit, found = model.fit, model.found
    apparent = {measure: fit[measure] for measure in ("auc", "nagelkerke_r2") if found and measure in fit}
    status = (fit["status"], fit["note"])
    if found is not None:
        firth = ("not-run", PENALISED) if found.estimator == "firth" else (fit["status"], "")
        status = ("separation", SEPARATED) if found.separated else firth
        apparent |= {"calibration_slope": 1.0} if status[0] == "ok" else {}
    robust = found is not None and found.inference == "cluster-robust"
    clusters = model.clusters if robust else None
    return stability_and_validation(task, considered, model.made.factors, apparent, status, clusters)


def _diagnostics(task: Task, model: _Model) -> list[dict[str, Any]]:
    if model.found is None:
        return failed_diagnostics(model.fit["status"], model.fit["note"])
    confidence = task.study.plan.confidence
    made = diagnostics(model.made, model.y, model.found, confidence)
    return [{**row, "confidence": confidence if "conf_low" in row else None} for row in made]


def _multivariable(task: Task, entered: Entered) -> _Model:
    whole = design(task.cases, entered.cases_of, task.model.forms, task.study)
    why = NO_FACTOR if entered.cases_of else NO_CANDIDATE
    blank = ("no-factor-usable", NO_USABLE) if entered.factors else ("no-factor-selected", why)
    model = _model(task, whole.take(entered.factors), entered.factors, "multivariable", blank)
    said = [*task.remarks, *entered.remarks, model.fit["note"]]
    fit = {**model.fit, "note": " ".join(part for part in said if part)}
    return replace(model, fit=fit, whole=whole)


def _univariable(task: Task) -> list[_Model]:
    """A model of each factor on its own, over the participants who have it."""
    found: list[_Model] = []
    for factor in dict.fromkeys([*task.candidates, *(task.model.prespecified or [])]):
        made = design(only(task.cases, [factor]), [factor], task.model.forms, task.study)
        found.append(_model(task, made, [factor], "univariable", ("no-factor-usable", NO_USABLE)))
    return found


def _model(task: Task, made: Design, factors: Sequence[str], kind: str, blank: tuple[str, str]) -> _Model:
    """One model, whatever comes; the row of the table fit is in full for a multivariable model only.

    Parameters
    ----------
    blank : tuple of str
        Status and note when the model has no factors.
    """
    y = task.y if made.complete.all() else task.y[made.complete]
    common = {**task.common, "family": task.family, "confidence": task.study.plan.confidence}
    counted = {**common, "n": len(y), "events": int(y.sum())}
    of_fit = {**common, "n_missing": task.total - len(y)}
    if (failed := no_estimate(made, y)) is not None:
        fit = {**of_fit, **counted, "status": failed[0], "note": failed[1]}
        found = rows.failed_rows(factors or [""], made.dropped, *failed, {**counted, "kind": kind})
        return _Model(fit, found, made, y)
    made = drop_collinear(made)
    plan, clusters = task.study.plan, task.clusters(made)
    firth = task.plan == "recommended"
    few = task.few(made)
    found = estimate(made, y, plan.confidence, clusters=clusters, firth=firth, few=few, intervals=plan.intervals)
    multivariable = kind == "multivariable"
    fit = rows.fit_row(found, made, y, of_fit) if multivariable else of_fit
    if not made.factors:
        fit |= {"status": blank[0], "note": blank[1]}
        lost = rows.failed_rows(factors or [""], made.dropped, *blank, {**counted, "kind": kind})
        return _Model(fit, lost, made, y)
    of_rows = {**common, "kind": kind}
    cases = only(task.cases, factors)[made.complete]
    table = rows.logistic_rows(made, found, y, cases, task.study, factors, intercept=multivariable, common=of_rows)
    return _Model(fit, table, made, y, found=found, clusters=clusters)
