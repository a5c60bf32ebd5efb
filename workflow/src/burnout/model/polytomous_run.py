"""Ordinal and multinomial regressions of a study: the tables that binary regressions have, for outcomes with levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from burnout.config.instrument import Instrument
from burnout.model import rows
from burnout.model.assign import assignment
from burnout.model.design import Design, design, drop_collinear, levels_of
from burnout.model.diagnostics import failed_diagnostics, generalised_inflation
from burnout.model.measures import pseudo_r2
from burnout.model.parallel import at_each_cut, checks, verdict
from burnout.model.polytomous_fit import THRESHOLD, Fitted, Graded, fit_levels
from burnout.model.task import NO_CANDIDATE, NO_FACTOR, NO_USABLE, Task, enter, only

FEW = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class _Model:
    """One model: its row of the table fit, its rows of other tables, and what was estimated where it could be."""

    fit: Row
    logistic: list[Row]
    made: Design
    outcome: Graded | None = None
    fitted: Fitted | None = None
    clusters: np.ndarray | None = None
    whole: Design | None = None
    remarks: list[str] = field(default_factory=list)


def level_tables(
    task: Task, screening: pd.DataFrame | None, instruments: Mapping[str, Instrument], first: pd.DataFrame
) -> dict[str, list[Row]]:
    """Rows of every table for one ordinal or multinomial model under one plan.

    Parameters
    ----------
    task : Task
        The model under its plan.
    screening : DataFrame, optional
        Screening table.
    instruments : mapping of str to Instrument
        For labels.
    first : DataFrame
        Data of the analysed occasion.

    Returns
    -------
    dict of str to list of dict
        Table to rows. Tables that hold for binary outcomes only have none.
    """
    entered = enter(task, screening)
    whole = design(task.cases, entered.cases_of, task.model.forms, task.study)
    why = NO_FACTOR if entered.cases_of else NO_CANDIDATE
    blank = ("no-factor-usable", NO_USABLE) if entered.factors else ("no-factor-selected", why)
    model = _model(task, whole.take(entered.factors), entered.factors, "multivariable", blank)
    diagnosed, cuts, said = _checked(task, model)
    told = [*task.remarks, *entered.remarks, model.fit["note"], said]
    fit = {**model.fit, "note": " ".join(part for part in told if part)}
    reference = _reference(task) if task.family == "multinomial" else ""
    forms = task.model.forms
    return {
        "logistic": [*model.logistic, *_univariable(task)],
        "fit": [fit],
        "selection": entered.steps,
        "assignment": assignment(
            task.study, instruments, first, task.model.outcome, whole.factors, forms, reference=reference
        ),
        "diagnostics": diagnosed,
        "parallel_lines": cuts,
    }


def _univariable(task: Task) -> list[Row]:
    """Rows of each factor on its own, over the participants who have it."""
    found: list[Row] = []
    for factor in dict.fromkeys([*task.candidates, *(task.model.prespecified or [])]):
        made = design(only(task.cases, [factor]), [factor], task.model.forms, task.study)
        found += _model(task, made, [factor], "univariable", ("no-factor-usable", NO_USABLE)).logistic
    return found


def _levels(task: Task) -> list[str]:
    """All levels of the outcome, in order."""
    source = task.study.outcomes[task.model.outcome].source
    return levels_of(task.study, task.cases, task.model.outcome) or levels_of(task.study, task.cases, source)


def _reference(task: Task) -> str:
    """Level of a multinomial outcome that others are compared with: as declared, else the first somebody has."""
    variable = task.study.variables.get(task.study.outcomes[task.model.outcome].source)
    present = set(task.cases[task.model.outcome].dropna().unique())
    wanted = variable.reference if variable else None
    return wanted if wanted in present else next((level for level in _levels(task) if level in present), "")


def _graded(task: Task, made: Design) -> tuple[Graded, list[str]]:
    """The outcome of the participants in a design, and what a reader must know of its levels."""
    levels = _levels(task)
    codes = np.asarray(pd.Categorical(task.cases[task.model.outcome], categories=levels).codes)[made.complete]
    counts = dict(zip(levels, np.bincount(codes, minlength=len(levels)).tolist(), strict=True))
    present = [level for level in levels if counts[level]]
    empty = [level for level in levels if not counts[level]]
    said = []
    if empty and len(present) > 1:
        said.append(f"Nobody in the model has the outcome level {', '.join(map(repr, empty))}: it is left out.")
    for level in present:
        if counts[level] < FEW:
            people = "1 participant has" if counts[level] == 1 else f"{counts[level]} participants have"
            said.append(f"Only {people} the outcome level {level!r}: join it with another where that makes sense.")
    wanted = _reference(task)
    place = np.cumsum([counts[level] > 0 for level in levels], dtype=int) - 1
    reference = present.index(wanted) if wanted in present else 0
    return Graded(task.family, present, place[codes], reference), said


def _no_estimate(made: Design, outcome: Graded) -> tuple[str, str] | None:
    """Status and note when a model cannot be estimated at all."""
    n, levels, k = len(outcome.level), len(outcome.levels), len(made.columns)
    if n == 0:
        return "no-data", "No participant has the outcome and all factors."
    if levels == 1:
        return (
            "constant",
            f"All {n} participants have the outcome level {outcome.levels[0]!r}: nothing can be compared.",
        )
    parameters = levels - 2 + k if outcome.family == "ordinal" else (levels - 1) * k
    if parameters >= n:
        return "too-few", f"{n} participants are too few for a model with {parameters} parameters."
    return None


def _model(task: Task, made: Design, factors: Sequence[str], kind: str, blank: tuple[str, str]) -> _Model:
    """One model, whatever comes."""
    plan = task.study.plan
    outcome, remarks = _graded(task, made)
    common = {**task.common, "family": task.family, "confidence": plan.confidence, "n": len(outcome.level)}
    of_fit = {**common, "n_missing": task.total - len(outcome.level)}
    failed = _no_estimate(made, outcome)
    if failed is None:
        made = drop_collinear(made)
        failed = None if made.factors else blank
    if failed is not None:
        fit = {**of_fit, "status": failed[0], "note": " ".join([failed[1], *remarks])}
        dropped = made.dropped if len(task.cases) else []
        lost = rows.failed_rows(factors or [""], dropped, *failed, {**common, "kind": kind})
        return _Model(fit, lost, made)
    clusters = task.clusters(made)
    fitted = fit_levels(made, outcome, plan.confidence, clusters=clusters, intervals=plan.intervals)
    cases = only(task.cases, factors)[made.complete]
    table = _logistic_rows(task, made, outcome, fitted, cases, factors, {**common, "kind": kind})
    fit = _fit_row(fitted, outcome, made, of_fit, remarks)
    return _Model(fit, table, made, outcome, fitted, clusters)


def _logistic_rows(
    task: Task,
    made: Design,
    outcome: Graded,
    fitted: Fitted,
    cases: pd.DataFrame,
    factors: Sequence[str],
    common: Row,
) -> list[Row]:
    """Rows of one model: thresholds and slopes, or intercept and slopes of each outcome level that is compared."""
    found, wide = fitted.estimates, replace(made, columns=fitted.columns)
    method = {"inference": found.inference, "statistic_name": found.statistic_name, "estimator": found.estimator}
    whole = common["kind"] == "multivariable"
    made_rows: list[Row] = []
    for level in dict.fromkeys(fitted.levels):
        named = {} if level < 0 else {"outcome_level": outcome.levels[level]}
        named |= {} if level < 0 else {"outcome_reference": outcome.levels[outcome.reference]}
        y = (outcome.level == level).astype(float)
        named |= {} if level < 0 else {"events": int(y.sum())}
        at = [i for i, of in enumerate(fitted.levels) if of == level]
        at = [i for i in at if fitted.columns[i].reference or fitted.columns[i].factor in factors or whole]
        part = [{**common, **named, **method, **rows.estimate_row(wide, found, i)} for i in at]
        part += [{**common, **named, **d._asdict()} for d in made.dropped]
        people = {row["factor"]: rows.people_by_level(cases[row["factor"]], y) for row in part if row["reference"]}
        for row in part:
            counted = rows.level_counts(people, row["factor"], row["level"], row["reference"])
            row |= {name: n for name, n in counted.items() if level >= 0 or not name.endswith("events")}
        thresholds = [row for row in part if row["factor"] == THRESHOLD]
        rest = [row for row in part if row["factor"] != THRESHOLD]
        made_rows += [*thresholds, *rows.in_order(rest, task.study, cases, factors)]
    return made_rows


def _fit_row(fitted: Fitted, outcome: Graded, made: Design, common: Row, remarks: list[str]) -> Row:
    found, k = fitted.estimates, len(made.columns) - 1
    df = k if outcome.family == "ordinal" else k * len(outcome.others)
    lr = max(0.0, 2 * (found.loglik - found.loglik_null))
    n = len(outcome.level)
    row = {
        **common, "log_likelihood": found.loglik, "lr_statistic": lr, "df": df, "p_value": float(chdtrc(df, lr)),
        "parameters": df, "inference": found.inference, "estimator": found.estimator, "status": "ok",
        "aic": 2 * len(found.coef) - 2 * found.loglik,
    }  # fmt: skip
    row["cox_snell_r2"], row["nagelkerke_r2"] = pseudo_r2(found.loglik, found.loglik_null, n)
    if "not-converged" in found.status or "separation" in found.status:
        row["status"] = "not-converged" if "not-converged" in found.status else "separation"
    said = [*found.remarks, *remarks, *_size(outcome, k)]
    if found.inference == "cluster-robust":
        said.append("Log-likelihood and its test do not allow for clusters.")
    left = {d.factor for d in made.dropped if d.status != "empty-level"}
    if left:
        said.append(f"Not estimated, see the table of the model: {', '.join(sorted(left))}.")
    row["note"] = " ".join(said)
    return row


def _size(outcome: Graded, k: int) -> list[str]:
    """A warning when there are few people for the parameters.

    Of an ordinal outcome the effective number is n - sum(n_i^3) / n^2 (Harrell, Regression Modeling Strategies, 2015,
    section 4.4), of a multinomial one the people in the rarest level.
    """
    counts = np.bincount(outcome.level).astype(float)
    n = counts.sum()
    ordinal = outcome.family == "ordinal"
    each = float(n - np.sum(counts**3) / n**2 if ordinal else counts.min()) / k
    if each >= rows.MINIMUM_EVENTS:
        return []
    what = "people (effective number)" if ordinal else "people in the rarest outcome level"
    return [f"{each:.1f} {what} per parameter, fewer than {rows.MINIMUM_EVENTS}: estimates may be unstable."]


def _checked(task: Task, model: _Model) -> tuple[list[Row], list[Row], str]:
    """Rows of the tables diagnostics and parallel_lines, and what the note of the model says of them."""
    if model.fitted is None or model.outcome is None:
        return failed_diagnostics(model.fit["status"], model.fit["note"]), [], ""
    found, plan = model.fitted.estimates, task.study.plan
    mcfadden = 1 - found.loglik / found.loglik_null
    diagnosed: list[Row] = [{"measure": "mcfadden_r2", "value": mcfadden, "status": "ok", "note": ""}]
    if not np.isfinite(mcfadden):
        diagnosed[0] |= {"status": model.fit["status"], "note": model.fit["note"]}
    if task.family != "ordinal":
        return diagnosed, [], ""
    robust = found.inference == "cluster-robust"
    firth = task.plan == "recommended"
    cuts = at_each_cut(
        model.made, model.outcome, plan.confidence, clusters=model.clusters, firth=firth, intervals=plan.intervals
    )
    if found.separated or "not-converged" in found.status:
        return [*diagnosed, *failed_diagnostics(model.fit["status"], model.fit["note"])], cuts, ""
    checked = checks(model.made, model.outcome, model.fitted, plan.alpha)
    slopes = found.cov_plain[len(model.outcome.cuts) :, len(model.outcome.cuts) :]  # type: ignore[index]
    diagnosed += [*checked, *generalised_inflation(model.made, slopes)]
    return diagnosed, cuts, verdict(checked, plan.alpha, robust)
