"""All models of a study, under each analysis plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from burnout.config.analysis import Model
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.model import rows
from burnout.model.assign import assignment
from burnout.model.design import Design, design, drop_collinear
from burnout.model.estimate import estimate
from burnout.model.selection import Selection, backward_lr, forward_lr

NO_FACTOR = "No factor was selected: the model has no factors and there is nothing to estimate."
NO_USABLE = "None of the factors can be compared in these data."
NO_CANDIDATE = "No candidate was significant in screening, so that no factor could be selected."


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
    """

    logistic: pd.DataFrame
    fit: pd.DataFrame
    selection: pd.DataFrame
    assignment: pd.DataFrame


@dataclass(frozen=True)
class _Task:
    """One model under one plan, with the participants whose outcome is known."""

    study: Study
    plan: str
    name: str
    model: Model
    cases: pd.DataFrame
    y: np.ndarray
    total: int
    remarks: list[str]

    @property
    def common(self) -> dict[str, Any]:
        return {"plan": self.plan, "outcome": self.model.outcome, "model": self.name}

    @property
    def candidates(self) -> list[str]:
        return list(self.model.factors or self.model.candidates or self.study.factors)

    @property
    def robust(self) -> bool:
        return self.plan == "recommended" and self.study.sampling.cluster in self.cases

    def clusters(self, made: Design) -> np.ndarray | None:
        """Cluster of each participant in a design, where the plan allows for clusters."""
        if not self.robust:
            return None
        return np.asarray(self.cases[self.study.sampling.cluster])[made.complete].astype(str)


@dataclass(frozen=True)
class _Entered:
    """Factors of a model and how they came in."""

    factors: list[str]
    cases_of: list[str]
    steps: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


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
        Tables logistic, fit, selection, assignment.

    Raises
    ------
    ConfigError
        The form of a factor does not fit its type.

    Notes
    -----
    As-published: candidates with P < alpha in screening, stepwise selection over the participants who have all of
    them, Wald intervals; separation is reported. Recommended: prespecified factors all entered, cluster-robust
    intervals for a cluster sample, Firth's method with profile intervals under separation.
    """
    first = data.loc[data["occasion"].astype(object) == study.first_occasion].reset_index(drop=True)
    logistic: list[dict[str, Any]] = []
    fits: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    assigned: list[dict[str, Any]] = []
    for plan in study.plan.names:
        for name, model in study.models.items():
            task = _task(study, plan, name, model, first)
            entered = _enter(task, screening)
            made, fit, estimates = _multivariable(task, entered)
            logistic += [*estimates, *_univariable(task)]
            fits.append(fit)
            steps += [{**task.common, **step} for step in entered.steps]
            coded = assignment(study, instruments or {}, first, model.outcome, made.factors, model.forms)
            assigned += [{**task.common, **row} for row in coded]
    return Modelled(
        rows.frame(logistic, rows.LOGISTIC),
        rows.frame(fits, rows.FIT),
        rows.frame(steps, rows.SELECTION),
        rows.frame(assigned, rows.ASSIGNMENT),
    )


def _task(study: Study, plan: str, name: str, model: Model, first: pd.DataFrame) -> _Task:
    if model.outcome not in first:
        first = first.assign(**{model.outcome: None})
    known = first[model.outcome].notna()
    remarks = []
    cluster = study.sampling.cluster
    if plan == "recommended" and cluster in first:
        lost = int((known & first[cluster].isna()).sum())
        if lost:
            remarks.append(f"{lost} participants without a known cluster are left out.")
        known &= first[cluster].notna()
    used = [*study.factors, *(model.factors or []), *(model.candidates or []), *(model.prespecified or [])]
    columns = [c for c in dict.fromkeys([model.outcome, cluster, *used]) if c in first]
    cases = first.loc[known, columns].reset_index(drop=True)
    y = (np.asarray(cases[model.outcome], dtype=object) == "Yes").astype(float)
    return _Task(study, plan, name, model, cases, y, len(first), remarks)


def _enter(task: _Task, screening: pd.DataFrame | None) -> _Entered:
    """Which factors a model has: given, prespecified, or selected."""
    if task.model.factors is not None:
        return _Entered(list(task.model.factors), list(task.model.factors))
    if task.plan == "recommended":
        if task.model.prespecified:
            return _Entered(list(task.model.prespecified), list(task.model.prespecified))
        said = "No factors were prespecified: all candidates were entered."
        return _Entered(task.candidates, task.candidates, remarks=[said])
    passed, steps, remarks = _screened(task, screening)
    if task.model.selection == "none" or not passed:
        return _Entered(passed, passed, steps, remarks)
    made = design(task.cases, passed, task.model.forms, task.study)
    y = task.y[made.complete]
    failed = _no_estimate(made, y)
    if failed is not None and (failed[0] != "too-few" or task.model.selection == "backward-lr"):
        return _Entered(passed, passed, steps, remarks)
    chosen = _select(task, made, y)
    return _Entered(chosen.chosen, passed, [*steps, *_unusable_steps(made), *chosen.steps], remarks)


def _select(task: _Task, made: Design, y: np.ndarray) -> Selection:
    plan = task.study.plan
    if task.model.selection == "backward-lr":
        return backward_lr(made, y, plan.removal)
    return forward_lr(made, y, plan.entry, plan.removal)


def _unusable_steps(made: Design) -> list[dict[str, Any]]:
    lost = {d.factor: d for d in made.dropped if not d.level}
    return [{"step": 0, "action": "unusable", "factor": f, "status": d.status, "note": d.note} for f, d in lost.items()]


def _screened(task: _Task, screening: pd.DataFrame | None) -> tuple[list[str], list[dict[str, Any]], list[str]]:
    """Candidates that were significant in screening, as step 0 of the selection."""
    table = pd.DataFrame() if screening is None else screening
    if len(table):
        table = table[(table["plan"] == task.plan) & (table["outcome"] == task.model.outcome)]
    if not len(table):
        return task.candidates, [], ["The outcome was not screened: all candidates could be selected."]
    found = table.drop_duplicates("factor").set_index("factor")
    passed, steps = [], []
    for factor in task.candidates:
        p, status = (found.at[factor, "p_value"], found.at[factor, "status"]) if factor in found.index else (np.nan, "")
        good = status == "ok" and p < task.study.plan.alpha
        passed += [factor] if good else []
        note = "" if status == "ok" else "There is no screening test of this factor, so that it could not be selected."
        action = "candidate" if good else "screened-out"
        row = {"step": 0, "action": action, "factor": factor, "p_value": p, "test": "screening"}
        steps.append({**row, "status": status or "not-screened", "note": note})
    return passed, steps, []


def _no_estimate(made: Design, y: np.ndarray) -> tuple[str, str] | None:
    """Status and note when a model cannot be estimated at all."""
    n, events = len(y), int(y.sum())
    if n == 0:
        return "no-data", "No participant has the outcome and all factors."
    if events in (0, n):
        which = "Nobody" if events == 0 else "Everybody"
        return "no-events", f"{which} of {n} participants has the event: nothing can be compared."
    if len(made.columns) >= n:
        k = len(made.columns)
        return "too-few", f"{n} participants are too few for a model with {k} parameters."
    return None


def _multivariable(task: _Task, entered: _Entered) -> tuple[Design, dict[str, Any], list[dict[str, Any]]]:
    """Design of all factors considered, row of the table fit, rows of the table logistic."""
    whole = design(task.cases, entered.cases_of, task.model.forms, task.study)
    why = NO_FACTOR if entered.cases_of else NO_CANDIDATE
    blank = ("no-factor-usable", NO_USABLE) if entered.factors else ("no-factor-selected", why)
    fit, found = _model(task, whole.take(entered.factors), entered.factors, "multivariable", blank)
    said = [*task.remarks, *entered.remarks, fit["note"]]
    return whole, {**fit, "note": " ".join(part for part in said if part)}, found


def _only(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    return frame[[name for name in names if name in frame.columns]]


def _univariable(task: _Task) -> list[dict[str, Any]]:
    """Rows of each factor on its own, over the participants who have it."""
    found: list[dict[str, Any]] = []
    for factor in dict.fromkeys([*task.candidates, *(task.model.prespecified or [])]):
        made = design(_only(task.cases, [factor]), [factor], task.model.forms, task.study)
        found += _model(task, made, [factor], "univariable", ("no-factor-usable", NO_USABLE))[1]
    return found


def _model(
    task: _Task, made: Design, factors: Sequence[str], kind: str, blank: tuple[str, str]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Row of the table fit (in full for a multivariable model) and rows of the table logistic, whatever comes.

    Parameters
    ----------
    blank : tuple of str
        Status and note when the model has no factors.
    """
    y = task.y[made.complete]
    common = {**task.common, "confidence": task.study.plan.confidence}
    counted = {**common, "n": len(y), "events": int(y.sum())}
    of_fit = {**common, "n_missing": task.total - len(y)}
    if (failed := _no_estimate(made, y)) is not None:
        fit = {**of_fit, **counted, "status": failed[0], "note": failed[1]}
        return fit, rows.failed_rows(factors or [""], made.dropped, *failed, {**counted, "kind": kind})
    made = drop_collinear(made)
    plan = task.study.plan
    firth = task.plan == "recommended"
    clusters = task.clusters(made)
    found = estimate(made, y, plan.confidence, clusters=clusters, firth=firth, intervals=plan.intervals)
    multivariable = kind == "multivariable"
    fit = rows.fit_row(found, made, y, of_fit) if multivariable else of_fit
    if not made.factors:
        fit |= {"status": blank[0], "note": blank[1]}
        return fit, rows.failed_rows(factors or [""], made.dropped, *blank, {**counted, "kind": kind})
    of_rows = {**common, "kind": kind}
    cases = _only(task.cases, factors)[made.complete]
    return fit, rows.logistic_rows(made, found, y, cases, task.study, factors, intercept=multivariable, common=of_rows)
