"""Specifications of a factor and an outcome: the same regression under other choices."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from burnout.config.study import Study
from burnout.model.design import PER_LEVEL, Design, design, drop_collinear, levels_of
from burnout.model.estimate import Estimates, estimate
from burnout.model.firth import fit_firth, profile_interval
from burnout.model.logit import collapse
from burnout.model.task import no_estimate
from burnout.multiverse.choices import use_of
from burnout.multiverse.linear import Effect, linear_effect
from burnout.multiverse.people import left_out
from burnout.multiverse.rescore import Scorer
from burnout.multiverse.specification import Asked, Specification, forms_of

FEWEST_EVENTS = 5
"""Events per parameter under which a specification is not estimated, unless it is a plan's own."""
ONE_CLUSTER = "There is one cluster only: intervals cannot allow for clusters."


@dataclass(frozen=True)
class Answered:
    """What a specification says: its effect, over how many people (and events), and whether events are few."""

    effect: Effect
    n: int
    events: int | None = None
    few: bool = False


@dataclass(frozen=True)
class _Rows:
    """Participants of a specification: their data, their outcome, and who they are (as a key)."""

    cases: pd.DataFrame
    y: np.ndarray
    who: bytes


@dataclass
class Associations:
    """Answers specifications of one association; designs that several of them share are made once."""

    study: Study
    asked: Asked
    scorer: Scorer
    _cases: dict[object, _Rows] = field(default_factory=dict)
    _designs: dict[object, tuple[Design, Design]] = field(default_factory=dict)

    def answer(self, spec: Specification) -> Answered:
        """The answer of one specification, whatever comes."""
        rescored = self.scorer.under(spec.scoring, self.asked.question.outcome)
        if rescored.fault:
            return Answered(Effect(status="not-formed", note=rescored.fault), 0)
        whole, made, y = self._design(spec)
        binary = self.asked.effect == "odds-ratio"
        events = int(y.sum()) if binary else None
        if (failed := _impossible(whole, y, binary)) is not None:
            return Answered(Effect(status=failed[0], note=failed[1]), len(y), events)
        found = self._target(made)
        if isinstance(found, Effect):
            return Answered(found, len(y), events)
        each = min(y.sum(), len(y) - y.sum()) / (len(made.columns) - 1) if binary else np.inf
        if not (spec.covariates and spec.covariates.plans) and each < FEWEST_EVENTS:
            text = f"{each:.1f} events per parameter, fewer than {FEWEST_EVENTS}: not estimated."
            return Answered(Effect(status="few-events", note=text), len(y), events)
        clusters = self._clusters(spec, made)
        method, level = spec.method, self.study.plan.confidence
        at, distance = found
        if not binary:
            return Answered(linear_effect(made.matrix, y, at, distance, level, method, clusters), len(y))
        if method == "firth":
            return Answered(_firth(made, y, at, distance, level), len(y), events)
        few = bool(each < self.study.plan.firth_below)
        robust = method == "cluster-robust"
        fitted = estimate(
            made, y, level, clusters=clusters if robust else None, firth=robust, intervals=self.study.plan.intervals
        )
        return Answered(_read(fitted, at, distance, robust), len(y), events, few)

    def _rows(self, spec: Specification) -> _Rows:
        """Participants whose outcome, and cluster where it counts, is known."""
        robust = spec.method == "cluster-robust"
        key = (spec.scoring, spec.people, robust)
        if key not in self._cases:
            data, outcome = (
                self.scorer.under(spec.scoring, self.asked.question.outcome).data,
                self.asked.question.outcome,
            )
            first = data[(data["occasion"].astype(object) == self.study.first_occasion).to_numpy()]
            known = first[outcome].notna().to_numpy() & ~left_out(self.study, first, spec.people)
            if robust:
                known &= first[self.study.sampling.cluster].notna().to_numpy()
            cases = first[known].reset_index(drop=True)
            if self.asked.effect == "odds-ratio":
                y = (np.asarray(cases[outcome], dtype=object) == "Yes").astype(float)
            else:
                y = cases[outcome].to_numpy(dtype=float, na_value=np.nan)
            self._cases[key] = _Rows(cases, y, known.tobytes())
        return self._cases[key]

    def _design(self, spec: Specification) -> tuple[Design, Design, np.ndarray]:
        """Design of a specification as made and at full rank, with the outcome.

        Ways to score share a design where they leave the same participants and no factor is a score.
        """
        covariates, rows = spec.covariates, self._rows(spec)
        entered = covariates.entered if covariates else ()
        on = covariates.complete_on if covariates else ()
        scores = spec.scoring if any(use_of(self.study, f) for f in on) else None
        key = (rows.who, scores, covariates, spec.coding)
        if key not in self._designs:
            forms = forms_of(self.study, self.asked, rows.cases, entered, spec.coding)
            whole = design(rows.cases, on, forms, self.study).take(entered)
            self._designs[key] = (whole, drop_collinear(whole) if whole.complete.any() else whole)
        whole, made = self._designs[key]
        return whole, made, rows.y[whole.complete]

    def _clusters(self, spec: Specification, made: Design) -> np.ndarray | None:
        if spec.method != "cluster-robust":
            return None
        return np.asarray(self._rows(spec).cases[self.study.sampling.cluster])[made.complete].astype(str)

    def _target(self, made: Design) -> tuple[int, float] | Effect:
        """Column of the question's level and what to multiply its coefficient by; else why there is none."""
        question, factor = self.asked.question, self.asked.question.factor
        level = question.level or ""
        for i, column in enumerate(made.columns):
            if column.factor != factor:
                continue
            if column.level == PER_LEVEL:
                order = levels_of(self.study, self.scorer.scored, str(factor))
                return i, float(order.index(level) - order.index(self.asked.reference))
            if column.level == level and column.reference == self.asked.reference:
                return i, 1.0
        gone = [d for d in made.dropped if d.factor == factor and d.level in ("", level)]
        if gone:
            return Effect(status=gone[0].status, note=gone[0].note)
        note = f"Nobody in this analysis has the reference level {self.asked.reference!r}."
        return Effect(status="empty-level", note=note)


def _impossible(made: Design, y: np.ndarray, binary: bool) -> tuple[str, str] | None:
    """Status and note where nothing can be estimated."""
    if binary or len(y) == 0:
        return no_estimate(made, y)
    if len(made.columns) >= len(y):
        return "too-few", f"{len(y)} participants are too few for a model with {len(made.columns)} parameters."
    return None


def _read(found: Estimates, at: int, distance: float, robust: bool) -> Effect:
    """The effect at a column of a fitted model."""
    status, note = found.status[at], found.note[at]
    if robust and found.inference == "wald" and status == "ok":
        return Effect(status="one-cluster", note=ONE_CLUSTER)
    if status != "ok":
        return Effect(status=status, note=note)
    low, high = sorted((found.low[at] * distance, found.high[at] * distance))
    values = (found.coef[at] * distance, found.std_error[at] * abs(distance), low, high, found.p_value[at])
    return Effect(*(float(value) for value in values), note=note)


def _firth(made: Design, y: np.ndarray, at: int, distance: float, confidence: float) -> Effect:
    """One coefficient by Firth's method, with its profile interval and penalised likelihood ratio test."""
    patterns = collapse(made.distinct, y, made.place)
    data = (patterns.matrix, patterns.rate, patterns.trials)
    fit = fit_firth(*data)
    start = np.where(np.arange(len(fit.coef)) == at, 0.0, fit.coef)
    ratio = max(0.0, 2 * (fit.loglik - fit_firth(*data, fixed=[at], start=start).loglik))
    limits = profile_interval(*data, fit, at, confidence)
    if not fit.converged or not np.all(np.isfinite(limits)):
        note = "Firth's method found no limit for the interval: the data tell too little about this."
        return Effect(status="not-converged", note=note)
    low, high = sorted(limit * distance for limit in limits)
    error = float(np.sqrt(fit.cov[at, at])) * abs(distance)
    return Effect(float(fit.coef[at]) * distance, error, low, high, float(chdtrc(1, ratio)))
