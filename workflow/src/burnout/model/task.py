"""A model under a plan before it is fitted: its participants, and how its factors come in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from burnout.config.analysis import Model
from burnout.config.study import Study
from burnout.model.design import Design, design
from burnout.model.selection import Selection, backward_lr, forward_lr

NO_FACTOR = "No factor was selected: the model has no factors and there is nothing to estimate."
NO_USABLE = "None of the factors can be compared in these data."
NO_CANDIDATE = "No candidate was significant in screening, so that no factor could be selected."
ALL_ENTERED = "All factors significant in screening were entered: stepwise selection is for binary outcomes."


FEWEST_EVENTS = 20
"""Below it Wald tests of one factor reject true hypotheses far too seldom; see docs/error-rates.md."""


def few_events(y: np.ndarray, parameters: int, per_parameter: float) -> bool:
    """Whether a logistic regression has too few events for maximum likelihood and Wald tests.

    Parameters
    ----------
    y : ndarray, shape (n,)
        1 with the event, 0 without.
    parameters : int
        Coefficients beside the intercept.
    per_parameter : float
        Fewest events (or non-events, the rarer) for each parameter; 0 for no limit at all. Under 5 the bias of maximum
        likelihood away from 1 is large (Peduzzi and others, Journal of Clinical Epidemiology 1996; Vittinghoff and
        McCulloch, American Journal of Epidemiology 2007), and Firth's method removes most of it.
    """
    if not per_parameter or not parameters:
        return False
    return min(y.sum(), len(y) - y.sum()) < max(per_parameter * parameters, FEWEST_EVENTS)


@dataclass(frozen=True)
class Task:
    """One model under one plan, with the participants whose outcome is known."""

    study: Study
    plan: str
    name: str
    model: Model
    cases: pd.DataFrame
    y: np.ndarray
    total: int
    remarks: list[str]
    family: str = "binary"

    @property
    def common(self) -> dict[str, Any]:
        """What every row of a table says of the model."""
        return {"plan": self.plan, "outcome": self.model.outcome, "model": self.name}

    @property
    def candidates(self) -> list[str]:
        """Factors that may come in."""
        return list(self.model.factors or self.model.candidates or self.study.factors)

    @property
    def robust(self) -> bool:
        """Whether the plan allows for clusters."""
        return self.plan == "recommended" and self.study.sampling.cluster in self.cases

    def clusters(self, made: Design) -> np.ndarray | None:
        """Cluster of each participant in a design, where the plan allows for clusters."""
        if not self.robust:
            return None
        return np.asarray(self.cases[self.study.sampling.cluster])[made.complete].astype(str)

    def few(self, made: Design) -> bool:
        """Whether the plan asks for Firth's method because a model has few events; not where it allows for clusters."""
        if self.plan != "recommended" or self.robust:
            return False
        return few_events(self.y[made.complete], len(made.columns) - 1, self.study.plan.firth_below)

    def participants(self, made: Design) -> pd.Series:
        """Identifiers of the participants in a design, or their running numbers."""
        known = self.cases["participant"] if "participant" in self.cases else pd.Series(range(1, len(self.cases) + 1))
        return known[made.complete]


@dataclass(frozen=True)
class Entered:
    """Factors of a model and how they came in."""

    factors: list[str]
    cases_of: list[str]
    steps: list[dict[str, Any]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def task_of(study: Study, plan: str, name: str, model: Model, first: pd.DataFrame) -> Task:
    """A model under a plan with its participants: outcome known, and the cluster where the plan allows for it."""
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
    columns = [c for c in dict.fromkeys(["participant", model.outcome, cluster, *used]) if c in first]
    cases = first.loc[known, columns].reset_index(drop=True)
    y = (cases[model.outcome] == "Yes").to_numpy(float)
    return Task(study, plan, name, model, cases, y, len(first), remarks, family_of(study, model, first))


def family_of(study: Study, model: Model, data: pd.DataFrame) -> str:
    """Regression of a model: as declared, else binary for an event, ordinal or multinomial by the outcome's levels."""
    if model.family is not None:
        return model.family
    if study.outcomes[model.outcome].is_binary:
        return "binary"
    kind = data[model.outcome].dtype
    return "multinomial" if isinstance(kind, pd.CategoricalDtype) and not kind.ordered else "ordinal"


def enter(task: Task, screening: pd.DataFrame | None) -> Entered:
    """Which factors a model has: given, prespecified, or selected."""
    if task.model.factors is not None:
        return Entered(list(task.model.factors), list(task.model.factors))
    if task.plan == "recommended":
        if task.model.prespecified:
            return Entered(list(task.model.prespecified), list(task.model.prespecified))
        said = "No factors were prespecified: all candidates were entered."
        return Entered(task.candidates, task.candidates, remarks=[said])
    passed, steps, remarks = _screened(task, screening)
    if task.family != "binary" and task.model.selection != "none":
        return Entered(passed, passed, steps, [*remarks, ALL_ENTERED])
    if task.model.selection == "none" or not passed:
        return Entered(passed, passed, steps, remarks)
    made = design(task.cases, passed, task.model.forms, task.study)
    y = task.y[made.complete]
    failed = no_estimate(made, y)
    if failed is not None and (failed[0] != "too-few" or task.model.selection == "backward-lr"):
        return Entered(passed, passed, steps, remarks)
    chosen = _select(task, made, y)
    return Entered(chosen.chosen, passed, [*steps, *_unusable_steps(made), *chosen.steps], remarks)


def _select(task: Task, made: Design, y: np.ndarray) -> Selection:
    plan = task.study.plan
    if task.model.selection == "backward-lr":
        return backward_lr(made, y, plan.removal)
    return forward_lr(made, y, plan.entry, plan.removal)


def _unusable_steps(made: Design) -> list[dict[str, Any]]:
    lost = {d.factor: d for d in made.dropped if not d.level}
    return [{"step": 0, "action": "unusable", "factor": f, "status": d.status, "note": d.note} for f, d in lost.items()]


def _screened(task: Task, screening: pd.DataFrame | None) -> tuple[list[str], list[dict[str, Any]], list[str]]:
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


def no_estimate(made: Design, y: np.ndarray) -> tuple[str, str] | None:
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


def only(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Those of some columns that are there."""
    return frame[[name for name in names if name in frame.columns]]
