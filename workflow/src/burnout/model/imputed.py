"""A logistic regression over everybody with a known outcome: missing factors imputed, results pooled."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from burnout.imputation import Imputing, Pooled, Variable, imputations_needed, impute, obstacle, pool, whole_test
from burnout.imputation.chain import method_of
from burnout.model import rows
from burnout.model.design import Design, design, drop_collinear, form_of, kind_of, levels_of
from burnout.model.estimate import SINGLE_CLUSTER_NOTE, single_cluster
from burnout.model.firth import fit_firth
from burnout.model.logit import collapse, fit_logit
from burnout.model.robust import Robust, robust
from burnout.model.separation import direction, suspicious
from burnout.model.task import Task, no_estimate

COLUMNS = (
    "plan", "outcome", "model", "factor", "level", "reference", "n", "n_imputed", "imputations", "estimate",
    "std_error", "statistic", "df", "p_value", "odds_ratio", "conf_low", "conf_high", "fraction_missing",
    "complete_odds_ratio", "status", "note", "events", "complete_n", "complete_p_value", "factor_statistic",
    "factor_df", "factor_df2", "factor_p", "relative_increase", "relative_efficiency", "monte_carlo_error", "method",
    "inference", "confidence",
)  # fmt: skip
WHOLE = {"n", "n_imputed", "imputations", "events", "complete_n", "factor_df"}
LARGEST = 3 * 10**7
"""Most values that are drawn for one model unless the study file gives the number of imputations: about a minute."""
SEPARATED = (
    "In an imputed data set a combination of factors tells the outcome without error, so that there is no finite "
    "estimate to pool."
)
UNEQUAL = "The imputed data sets do not allow the same model: some level has too few people."
TOO_LARGE = (
    "There are so many participants that imputation would take long; it was left out. Give plan.imputation.number to "
    "have it done."
)
CLUSTERS = "Standard errors allow for clusters; the imputation did not."
FIRTH = "Few events: Firth's penalised likelihood in each imputed data set, Wald intervals of the pooled estimates."
MANY = "More than half of the values were imputed: this rests on the imputation model more than on answers."


@dataclass(frozen=True)
class _Fit:
    """A fit of one imputed data set; ``allowed`` is its allowance for clusters."""

    coef: np.ndarray
    cov: np.ndarray
    alone: np.ndarray
    allowed: Robust | None = None


@dataclass(frozen=True)
class _Fits:
    """Fits of all imputed data sets, and the design of the first.

    ``alone`` marks coefficients whose level comes from one cluster only.
    """

    made: Design
    fits: list[_Fit]
    alone: np.ndarray
    df: float | np.ndarray
    robust: bool
    firth: bool

    def hotelling(self, at: list[int]) -> float | None:
        """Denominator degrees of freedom of the test of several coefficients, where clusters are allowed for."""
        if not self.robust or len(at) == 1:
            return None
        return float(np.mean([fit.allowed.whole(fit.coef, at)[1] for fit in self.fits if fit.allowed is not None]))


def frame(found: Sequence[dict[str, Any]]) -> pd.DataFrame:
    """The table imputation with its columns and types, also when it has no rows."""
    return rows.frame(found, COLUMNS, WHOLE)


def imputed_rows(
    task: Task, factors: Sequence[str], complete: Sequence[dict[str, Any]], first: pd.DataFrame
) -> list[dict[str, Any]]:
    """Rows of the table imputation of one model.

    Parameters
    ----------
    task : Task
        The model under a plan.
    factors : sequence of str
        Factors of the model.
    complete : sequence of dict
        Rows of the table logistic of the same model over those who have all factors.
    first : DataFrame
        Scored data of everybody at the analysed occasion. Those without a known outcome help to impute factors, and
        are then left out: the outcome of the model is never an imputed one.

    Returns
    -------
    list of dict
        Nothing under another plan than the recommended one, when imputation is switched off, or when fewer
        participants lack a factor than the study file asks for. One row with a status when it could not be done.

    Notes
    -----
    Rubin, Multiple Imputation for Nonresponse in Surveys, 1987. Imputing before leaving out those without outcome:
    von Hippel, Sociological Methodology 2007.
    """
    settings = task.study.plan.imputation
    usable = [f for f in dict.fromkeys(factors) if _usable(task, f)]
    gaps = task.cases[usable].isna().any(axis=1).to_numpy() if usable else np.zeros(len(task.cases), dtype=bool)
    if task.plan != "recommended" or settings.number == 0 or not gaps.any() or 100 * gaps.mean() < settings.at_least:
        return []
    number = settings.number or imputations_needed(int(gaps.sum()), len(gaps))
    how = Imputing(number, settings.iterations, settings.numbers, settings.donors)
    shared = {
        "n": len(task.y), "events": int(task.y.sum()), "complete_n": int((~gaps).sum()), "imputations": number,
        "confidence": task.study.plan.confidence,
    }  # fmt: skip
    everybody = _everybody(task, usable, first)
    variables = _variables(task, usable, everybody)
    if (failed := _hindered(task, variables, how)) is not None:
        return [{**shared, "status": failed[0], "note": failed[1]}]
    fits = _fits(task, factors, variables, everybody, how)
    if isinstance(fits, tuple):
        return [{**shared, "status": fits[0], "note": fits[1]}]
    estimates, covariances = (np.array([getattr(fit, part) for fit in fits.fits]) for part in ("coef", "cov"))
    pooled = pool(estimates, covariances, fits.df, task.study.plan.confidence)
    return _rows(task, fits, pooled, {v.name: method_of(v, how) for v in variables}, complete, shared)


def _usable(task: Task, factor: str) -> bool:
    if factor not in task.cases or kind_of(task.study, task.cases, factor) == "text":
        return False
    return task.cases[factor].nunique() > 1


def _everybody(task: Task, usable: Sequence[str], first: pd.DataFrame) -> pd.DataFrame:
    """Those who have the outcome or any factor, and the cluster where the plan allows for clusters."""
    kept = first[[task.model.outcome, *usable]].notna().any(axis=1)
    if task.robust:
        kept &= first[task.study.sampling.cluster].notna()
    return first[kept].reset_index(drop=True)


def _variables(task: Task, usable: Sequence[str], everybody: pd.DataFrame) -> list[Variable]:
    """The outcome and the factors as variables of the imputation model."""
    outcome = everybody[task.model.outcome]
    known = np.where(outcome.notna(), (np.asarray(outcome, dtype=object) == "Yes").astype(float), np.nan)
    found = [Variable(task.model.outcome, "nominal", known, 2)]
    for factor in usable:
        kind = kind_of(task.study, task.cases, factor)
        if kind == "number":
            values = everybody[factor].to_numpy(dtype=float, na_value=np.nan)
            squared = form_of(task.study, task.cases, factor, task.model.forms) == "quadratic"
            found.append(Variable(factor, "number", values, squared=squared))
            continue
        place = {level: float(i) for i, level in enumerate(_present(task, factor))}
        values = np.array([place.get(str(v), np.nan) for v in np.asarray(everybody[factor], dtype=object)])
        found.append(Variable(factor, "ordered" if kind == "ordinal" else "nominal", values, len(place)))
    return found


def _present(task: Task, factor: str) -> list[str]:
    """Levels that anybody with a known outcome has, in their order."""
    seen = set(task.cases[factor].dropna().astype(str))
    return [level for level in levels_of(task.study, task.cases, factor) if level in seen]


def _hindered(task: Task, variables: list[Variable], how: Imputing) -> tuple[str, str] | None:
    """Status and note when imputation cannot or should not begin."""
    n, events = len(task.y), int(task.y.sum())
    if events in (0, n):
        which = "Nobody" if events == 0 else "Everybody"
        return "no-events", f"{which} of {n} participants has the event: nothing can be compared."
    if (text := obstacle(variables)) != "":
        return "too-few", text
    gaps = sum(bool(v.missing.any()) for v in variables)
    drawn = len(variables[0].values) * how.number * how.iterations * gaps
    return ("not-run", TOO_LARGE) if drawn > LARGEST and task.study.plan.imputation.number is None else None


def _fits(
    task: Task, factors: Sequence[str], variables: list[Variable], everybody: pd.DataFrame, how: Imputing
) -> _Fits | tuple[str, str]:
    """Fit the model in each imputed data set; a status and a note when one of them does not allow it."""
    kept = ~variables[0].missing
    cluster = task.study.sampling.cluster
    ties = np.unique(everybody[cluster].astype(str), return_inverse=True)[1] if task.robust else None
    seed = [task.study.plan.seed, zlib.crc32(f"{task.plan}/{task.name}/imputation".encode())]
    shown: Design | None = None
    fits: list[_Fit] = []
    firth = False
    for filled in impute(variables, how, seed, ties):
        cases = _cases(task, variables, filled[kept])
        made = drop_collinear(design(cases, factors, task.model.forms, task.study))
        if (failed := no_estimate(made, task.y)) is not None:
            return failed
        shown = shown or made
        if made.columns != shown.columns:
            return "not-estimable", UNEQUAL
        firth = firth or task.few(made)
        fit = _fit(made, task.y, _clusters(task, made), firth)
        if isinstance(fit, tuple):
            return fit
        fits.append(fit)
    if shown is None:
        return "not-run", TOO_LARGE
    allowed = [fit.allowed.df for fit in fits if fit.allowed is not None]
    df = np.mean(allowed, axis=0) if allowed else len(task.y) - len(shown.columns)
    alone = np.any([fit.alone for fit in fits], axis=0)
    return _Fits(shown, fits, alone, df, bool(allowed), firth)


def _clusters(task: Task, made: Design) -> np.ndarray | None:
    """Cluster of each participant; None without clusters to allow for, or with one only."""
    clusters = task.clusters(made)
    return clusters if clusters is not None and len(set(clusters.tolist())) > 1 else None


def _cases(task: Task, variables: Sequence[Variable], filled: np.ndarray) -> pd.DataFrame:
    """Factors of those with a known outcome, gaps filled; factors that cannot be used as they are."""
    cases = task.cases.copy(deep=False)
    for j, variable in enumerate(variables[1:], start=1):
        column = filled[:, j]
        if variable.kind != "number":
            present = _present(task, variable.name)
            names = np.array(present, dtype=object)[column.astype(int)]
            column = pd.Categorical(names, categories=levels_of(task.study, task.cases, variable.name))
        cases[variable.name] = column
    return cases


def _fit(made: Design, y: np.ndarray, clusters: np.ndarray | None, firth: bool) -> _Fit | tuple[str, str]:
    """Estimates and their covariance in one imputed data set, or a status and a note; by Firth's method if asked."""
    patterns = collapse(made.matrix, y)
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    if suspicious(fit):
        if direction(patterns).any():
            return "separation", SEPARATED
        if not fit.converged:
            return "not-converged", "In an imputed data set the estimation did not come to an end."
    if firth:
        fit = fit_firth(patterns.matrix, patterns.rate, patterns.trials)
    if clusters is None:
        return _Fit(fit.coef, fit.cov, np.zeros(len(fit.coef), dtype=bool))
    allowed = robust(made.matrix, y, fit.fitted[patterns.index], fit.cov, clusters)
    lost = np.diag(allowed.cov) <= 0
    return _Fit(fit.coef, allowed.cov, single_cluster(made, clusters) | lost, allowed)


def _rows(
    task: Task,
    fits: _Fits,
    pooled: Pooled,
    methods: dict[str, str],
    complete: Sequence[dict[str, Any]],
    shared: dict[str, Any],
) -> list[dict[str, Any]]:
    """One row per coefficient, then what could not be estimated."""
    made = fits.made
    tests = {
        factor: whole_test(pooled, at, fits.hotelling(at))
        for factor in made.factors
        if not fits.alone[at := made.at([factor])].any()
    }
    beside = {(r["factor"], r["level"]): r for r in complete if r.get("status") == "ok"}
    gaps = {name: int(task.cases[name].isna().sum()) for name in methods if name in task.cases}
    found = []
    for i, column in enumerate(made.columns):
        other = beside.get((column.factor, column.level), {})
        imputed = gaps.get(column.factor, sum(shared[k] * sign for k, sign in (("n", 1), ("complete_n", -1))))
        row = {**shared, **column._asdict(), "n_imputed": imputed, "inference": _inference(fits)}
        row |= {"complete_odds_ratio": other.get("odds_ratio"), "complete_p_value": other.get("p_value")}
        row["method"] = methods.get(column.factor, "") if gaps.get(column.factor) else ""
        if (test := tests.get(column.factor)) is not None:
            row |= {"factor_statistic": test.statistic, "factor_df": test.df}
            row |= {"factor_df2": test.df2, "factor_p": test.p_value}
        found.append(row | _estimate(fits, pooled, i) | _said(fits, i, imputed, shared["n"]))
    return [*found, *({**shared, **lost._asdict()} for lost in made.dropped)]


def _inference(fits: _Fits) -> str:
    return "cluster-robust" if fits.robust else "wald"


def _estimate(fits: _Fits, pooled: Pooled, i: int) -> dict[str, Any]:
    alone = bool(fits.alone[i])
    with np.errstate(over="ignore"):
        ratio, low, high = (float(v) for v in np.exp([pooled.estimate[i], pooled.low[i], pooled.high[i]]))
    row = {"estimate": float(pooled.estimate[i]), "odds_ratio": ratio, "monte_carlo_error": float(pooled.error[i])}
    if alone:
        return row
    return row | {
        "std_error": float(pooled.std_error[i]), "statistic": float(pooled.statistic[i]), "df": float(pooled.df[i]),
        "p_value": float(pooled.p_value[i]), "conf_low": low, "conf_high": high,
        "fraction_missing": float(pooled.fraction[i]), "relative_increase": float(pooled.increase[i]),
        "relative_efficiency": float(pooled.efficiency[i]),
    }  # fmt: skip


def _said(fits: _Fits, i: int, imputed: int, n: int) -> dict[str, str]:
    """Status and note of a coefficient."""
    if fits.alone[i]:
        return {"status": "one-cluster", "note": SINGLE_CLUSTER_NOTE}
    column = fits.made.columns[i]
    parts = [fits.made.notes.get(column.factor, ""), CLUSTERS if fits.robust else "", FIRTH if fits.firth else ""]
    parts += [MANY] if 2 * imputed > n else []
    return {"status": "ok", "note": " ".join(part for part in parts if part)}
