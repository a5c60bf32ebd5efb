"""A closer look at models: every interval, every measure of fit, calibration, influence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from burnout.model.design import Design
from burnout.model.estimate import Estimates
from burnout.model.goodness import goodness_rows
from burnout.model.influence import LOST, influence, influence_rows, influential_people, lost_influence
from burnout.model.intervals import interval_rows
from burnout.model.risk_groups import calibration_rows
from burnout.model.task import Task

Rows = list[dict[str, Any]]


class Fitted(Protocol):
    """One model: its row of the table fit, its rows of the table logistic, its design, outcome and estimates."""

    @property
    def fit(self) -> dict[str, Any]: ...  # noqa: D102
    @property
    def logistic(self) -> Rows: ...  # noqa: D102
    @property
    def made(self) -> Design: ...  # noqa: D102
    @property
    def y(self) -> np.ndarray: ...  # noqa: D102
    @property
    def found(self) -> Estimates | None: ...  # noqa: D102


def tables(task: Task, model: Fitted, alone: Sequence[Fitted]) -> dict[str, Rows]:
    """Rows of the tables logistic_intervals, goodness_of_fit, calibration, influence, influential.

    Parameters
    ----------
    task : Task
        The model under its plan.
    model : Fitted
        The multivariable model.
    alone : sequence of Fitted
        The models of single factors.
    """
    confidence = task.study.plan.confidence
    intervals, goodness = _look(model, confidence, "multivariable")
    for one in alone:
        more, fit = _look(one, confidence, "univariable")
        intervals, goodness = intervals + more, goodness + fit
    found = {"logistic_intervals": intervals, "goodness_of_fit": goodness}
    return found | _calibration(model, confidence) | _influence(task, model)


def _look(model: Fitted, confidence: float, kind: str) -> tuple[Rows, Rows]:
    """Intervals and fit of one model; what could not be estimated, with its reason."""
    common = {"kind": kind, "confidence": confidence}
    failed = [row for row in model.logistic if row["status"] != "ok" and not np.isfinite(row.get("estimate", np.nan))]
    if model.found is None:
        single = lambda row: {"single_factor": row["factor"] if kind == "univariable" else ""}  # noqa: E731
        why = {"status": failed[0]["status"], "note": failed[0]["note"]} if failed else {}
        of = {"factor": failed[0]["factor"]} if failed and kind == "univariable" else {}
        return [_copied(row) | common | single(row) for row in failed], [{"measure": "model", **of, **why, **common}]
    several = kind == "multivariable"
    factor = "" if several else model.made.factors[0]
    common |= {"single_factor": factor}
    rows = interval_rows(model.made, model.y, model.found, confidence, multivariable=several)
    left = [_copied(row) for row in model.logistic if "inference" not in row]
    goodness = goodness_rows(model.made, model.y, model.found, confidence, multivariable=several)
    return [row | common for row in [*rows, *left]], [{**row, "factor": factor, **common} for row in goodness]


def _copied(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table logistic that has no estimate, for the table of intervals."""
    return {key: row.get(key, "") for key in ("factor", "level", "reference", "status", "note")} | {"shown": "yes"}


def _calibration(model: Fitted, confidence: float) -> dict[str, Rows]:
    if model.found is None or not np.isfinite(model.found.loglik):
        why = {key: model.fit[key] for key in ("status", "note")}
        return {"calibration": [{"method": "", **why, "confidence": confidence}]}
    made = calibration_rows(model.y, model.found.fitted, confidence)
    return {"calibration": [{**row, "confidence": confidence} for row in made]}


def _influence(task: Task, model: Fitted) -> dict[str, Rows]:
    found = model.found
    if found is None:
        return {"influence": lost_influence(model.fit["status"], model.fit["note"]), "influential": []}
    known = found.cov_plain is not None and np.all(np.isfinite(found.coef)) and np.all(np.isfinite(found.cov_plain))
    if found.patterns is None or not known:
        status = "not-converged" if "not-converged" in found.status else "separation"
        return {"influence": lost_influence(status, LOST), "influential": []}
    measured = influence(found.patterns, found)
    people = influential_people(model.made, model.y, found, measured, task.participants(model.made))
    return {"influence": list(influence_rows(model.made, found, measured)), "influential": list(people)}
