"""Rows of the tables logistic and fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from burnout.config.study import Study
from burnout.model.design import INTERCEPT, SQUARED, Design, Dropped, levels_of
from burnout.model.estimate import Estimates
from burnout.model.measures import Area, area, hosmer_lemeshow, pseudo_r2

LOGISTIC = (
    "plan", "outcome", "model", "factor", "level", "reference", "n", "events", "estimate", "std_error", "statistic",
    "p_value", "odds_ratio", "conf_low", "conf_high", "status", "note", "kind", "inference", "statistic_name",
    "confidence", "level_n", "level_events", "reference_n", "reference_events", "lr_statistic", "lr_df", "lr_p",
    "wald_statistic", "wald_df", "wald_p", "factor_p", "estimator", "statistic_df", "family", "outcome_level",
    "outcome_reference",
)  # fmt: skip
FIT = (
    "plan", "outcome", "model", "n", "events", "log_likelihood", "lr_statistic", "df", "p_value", "cox_snell_r2",
    "nagelkerke_r2", "aic", "hosmer_lemeshow_statistic", "hosmer_lemeshow_p", "auc", "auc_low", "auc_high",
    "hosmer_lemeshow_df", "n_missing", "parameters", "events_per_parameter", "inference", "confidence", "status",
    "note", "estimator", "family",
)  # fmt: skip
SELECTION = (
    "plan", "outcome", "model", "step", "action", "factor", "statistic", "df", "p_value", "test", "n", "status", "note",
)  # fmt: skip
DIAGNOSTICS = (
    "plan", "outcome", "model", "factor", "measure", "value", "status", "note", "level", "reference", "std_error",
    "conf_low", "conf_high", "p_value", "confidence", "df",
)  # fmt: skip
STABILITY = (
    "plan", "outcome", "model", "factor", "times_selected", "share", "resamples", "chosen", "status", "note",
)  # fmt: skip
VALIDATION = (
    "plan", "outcome", "model", "measure", "apparent", "optimism", "corrected", "resamples", "resamples_used", "status",
    "note",
)  # fmt: skip
CLUSTER_SENSITIVITY = (
    "plan", "outcome", "model", "factor", "level", "method", "odds_ratio", "conf_low", "conf_high", "p_value", "status",
    "note", "reference", "estimate", "std_error", "statistic", "clusters", "correlation", "confidence",
)  # fmt: skip
INTERVALS = (
    "plan", "outcome", "model", "factor", "level", "method", "odds_ratio", "conf_low", "conf_high", "p_value", "status",
    "note", "reference", "kind", "shown", "estimate", "std_error", "statistic", "estimate_low", "estimate_high",
    "confidence", "single_factor",
)  # fmt: skip
GOODNESS = (
    "plan", "outcome", "model", "kind", "factor", "measure", "method", "value", "df", "p_value", "std_error",
    "conf_low", "conf_high", "cut", "status", "note", "confidence",
)  # fmt: skip
CALIBRATION = (
    "plan", "outcome", "model", "method", "group", "n", "observed", "expected", "predicted", "share", "conf_low",
    "conf_high", "status", "note", "confidence",
)  # fmt: skip
INFLUENCE = ("plan", "outcome", "model", "factor", "level", "reference", "measure", "value", "status", "note")
INFLUENTIAL = (
    "plan", "outcome", "model", "participant", "event", "fitted", "cooks_distance", "leverage", "pearson_residual",
    "dfbeta_max", "factor", "level",
)  # fmt: skip
PARALLEL_LINES = (
    "plan", "outcome", "model", "factor", "level", "cut", "odds_ratio", "conf_low", "conf_high", "status", "note",
    "reference", "estimate", "std_error", "p_value", "inference", "confidence", "n", "events",
)  # fmt: skip
ASSIGNMENT = ("plan", "outcome", "model", "name", "factor", "variable", "coding")
TABLES = {
    "logistic": LOGISTIC,
    "fit": FIT,
    "selection": SELECTION,
    "assignment": ASSIGNMENT,
    "diagnostics": DIAGNOSTICS,
    "stability": STABILITY,
    "validation": VALIDATION,
    "cluster_sensitivity": CLUSTER_SENSITIVITY,
    "logistic_intervals": INTERVALS,
    "goodness_of_fit": GOODNESS,
    "calibration": CALIBRATION,
    "influence": INFLUENCE,
    "influential": INFLUENTIAL,
    "parallel_lines": PARALLEL_LINES,
}

WHOLE = {
    "n", "events", "level_n", "level_events", "reference_n", "reference_events", "lr_df", "wald_df", "df", "step",
    "hosmer_lemeshow_df", "n_missing", "parameters", "times_selected", "resamples", "resamples_used", "clusters",
    "group", "observed",
}  # fmt: skip
TEXT = {
    "plan", "outcome", "model", "factor", "level", "reference", "status", "note", "kind", "inference",
    "statistic_name", "estimator", "measure", "chosen", "method", "action", "test", "name", "variable", "coding",
    "shown", "participant", "event", "single_factor",
    "family", "outcome_level", "outcome_reference", "cut",
}  # fmt: skip
MINIMUM_EVENTS = 10
Counts = dict[str, int]


def frame(
    rows: Sequence[dict[str, Any]], columns: Sequence[str], whole: Collection[str] = frozenset(WHOLE)
) -> pd.DataFrame:
    """A table with its columns and types, also when it has no rows; ``whole`` names the columns of whole numbers."""
    made = {}
    for name in columns:
        if name in TEXT:
            made[name] = pd.array(["" if (value := row.get(name)) is None else str(value) for row in rows], dtype="str")
        else:
            values = [row.get(name) for row in rows]
            filled = np.array([np.nan if value is None else value for value in values], dtype=float)
            made[name] = pd.array(filled, dtype="Int64") if name in whole else filled
    return pd.DataFrame(made, columns=list(columns))


def logistic_rows(
    made: Design,
    found: Estimates,
    y: np.ndarray,
    cases: pd.DataFrame,
    study: Study,
    factors: Sequence[str],
    *,
    intercept: bool,
    common: dict[str, Any],
) -> list[dict[str, Any]]:
    """Rows of one model, factors as entered, levels in their order, what could not be estimated in its place.

    Parameters
    ----------
    made, found : Design, Estimates
        The design and what was estimated on it.
    y : ndarray, shape (n,)
        Outcome of the participants in the design.
    cases : DataFrame
        Their data, n rows.
    study : Study
        For the order of the levels.
    factors : sequence of str
        Factors as entered.
    intercept : bool
        Whether the intercept has a row.
    common : dict
        What all rows share: plan, outcome, model, kind, confidence.
    """
    common = {**common, "n": len(y), "events": int(y.sum())}
    method = {"inference": found.inference, "statistic_name": found.statistic_name, "estimator": found.estimator}
    compared = {place.factor for place in (*made.columns, *made.dropped) if place.reference}
    people = {factor: people_by_level(cases[factor], y) for factor in compared if factor in cases}
    rows = [
        {**common, **method, **estimate_row(made, found, i), **level_counts(people, *made.columns[i])}
        for i in range(0 if intercept else 1, len(made.columns))
    ]
    rows += [{**common, **level_counts(people, *d[:3]), **d._asdict()} for d in made.dropped]
    return in_order(rows, study, cases, factors)


def in_order(
    rows: list[dict[str, Any]], study: Study, cases: pd.DataFrame, factors: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows with the intercept first, then factors as entered and levels in their order."""
    order = {INTERCEPT: -1} | {factor: i for i, factor in enumerate(factors)}

    def place(row: dict[str, Any]) -> tuple[int, int]:
        levels = levels_of(study, cases, row["factor"]) if row["level"] else []
        inner = levels.index(row["level"]) if row["level"] in levels else int(row["level"] == SQUARED)
        return order.get(row["factor"], len(order)), inner

    return sorted(rows, key=place)


def estimate_row(made: Design, found: Estimates, i: int) -> dict[str, Any]:
    """What a row of the table logistic says of one coefficient."""
    column = made.columns[i]
    note = " ".join(part for part in (made.notes.get(column.factor, ""), found.note[i]) if part)
    with np.errstate(over="ignore"):
        ratio, low, high = np.exp([found.coef[i], found.low[i], found.high[i]])
    row = {
        **column._asdict(),
        "estimate": found.coef[i],
        "std_error": found.std_error[i],
        "statistic": found.statistic[i],
        "p_value": found.p_value[i],
        "odds_ratio": ratio,
        "conf_low": low,
        "conf_high": high,
        "status": found.status[i],
        "note": note,
        "statistic_df": None if found.df is None else found.df[i],
    }
    if found.status[i] != "ok":  # a point estimate may stand where only its precision is unknown
        row |= dict.fromkeys(("statistic", "std_error"), np.nan)
    if found.status[i] in ("not-estimable", "out-of-range"):
        row["odds_ratio"] = np.nan
    if found.status[i] == "not-estimable":
        row["estimate"] = np.nan
    if (test := found.factors.get(column.factor)) is not None:
        row |= {"lr_statistic": test.lr, "lr_df": test.df, "lr_p": test.lr_p}
        row |= {"wald_statistic": test.wald, "wald_df": test.df, "wald_p": test.wald_p}
        row["factor_p"] = test.wald_p if np.isnan(test.lr_p) else test.lr_p
    return row


def people_by_level(column: pd.Series, y: np.ndarray) -> dict[str, tuple[int, int]]:
    """Participants with each value, and those of them with the event."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = column.array.codes.astype(np.intp), column.cat.categories
    else:
        codes, values = pd.factorize(column)
    n, with_event = (np.bincount(codes + 1, w, len(values) + 1)[1:] for w in (None, y))
    counts = zip(n, with_event, strict=True)
    return {str(value): (int(n), int(events)) for value, (n, events) in zip(values, counts, strict=True)}


def level_counts(
    people: Mapping[str, Mapping[str, tuple[int, int]]], factor: str, level: str, reference: str
) -> Counts:
    """People and events in a level and in its reference."""
    if not reference or factor not in people:
        return {}
    at, against = (people[factor].get(value, (0, 0)) for value in (level, reference))
    return {"level_n": at[0], "level_events": at[1], "reference_n": against[0], "reference_events": against[1]}


def failed_rows(
    factors: Sequence[str], dropped: Sequence[Dropped], status: str, note: str, common: dict[str, Any]
) -> list[dict[str, Any]]:
    """One row per factor of a model that could not be estimated, with the factor's own reason where it has one."""
    own = {d.factor: d for d in dropped if not d.level}
    plain = {"level": "", "reference": "", "status": status, "note": note}
    return [{**common, "factor": f, **(own[f]._asdict() if f in own else plain)} for f in factors]


def fit_row(found: Estimates, made: Design, y: np.ndarray, common: dict[str, Any]) -> dict[str, Any]:
    """The row of a model in the table fit.

    Events per parameter count the rarer of the two outcomes, and the parameters without the intercept.
    """
    k = len(made.columns) - 1
    n, events = len(y), int(y.sum())
    lr = max(0.0, 2 * (found.loglik - found.loglik_null))
    groups = hosmer_lemeshow(y, found.fitted)
    roc = area(y, found.fitted, common["confidence"]) if k else Area(np.nan, np.nan, np.nan, np.nan)
    row = {
        **common, "n": n, "events": events, "log_likelihood": found.loglik, "lr_statistic": lr, "df": k,
        "p_value": _chi_square_p(lr, k), "hosmer_lemeshow_statistic": groups.statistic,
        "hosmer_lemeshow_p": groups.p_value, "hosmer_lemeshow_df": groups.df, "auc": roc.auc, "auc_low": roc.low,
        "auc_high": roc.high, "parameters": k, "inference": found.inference,
        "estimator": found.estimator, "status": "ok",
    }  # fmt: skip
    if found.estimator != "firth":
        row["cox_snell_r2"], row["nagelkerke_r2"] = pseudo_r2(found.loglik, found.loglik_null, n)
        row["aic"] = 2 * (k + 1) - 2 * found.loglik
    if k:
        row["events_per_parameter"] = min(events, n - events) / k
    if "not-converged" in found.status or "separation" in found.status:
        row["status"] = "not-converged" if "not-converged" in found.status else "separation"
    row["note"] = " ".join([*found.remarks, *_remarks(row, made, found)])
    return row


def _chi_square_p(statistic: float, df: int) -> float:
    return float(chdtrc(df, statistic)) if df else float("nan")


def _remarks(row: dict[str, Any], made: Design, found: Estimates) -> list[str]:
    said = []
    each = row.get("events_per_parameter", np.inf)
    if each < MINIMUM_EVENTS:
        said.append(f"{each:.1f} events per parameter, fewer than {MINIMUM_EVENTS}: estimates may be unstable.")
    if found.estimator == "firth":
        said.append("Log-likelihood and its test are penalised; R2 and AIC are not defined for this method.")
    if found.inference == "cluster-robust":
        said.append("Log-likelihood, its test, Hosmer-Lemeshow and AUC do not allow for clusters.")
    left = {d.factor for d in made.dropped if d.status != "empty-level"}
    if left:
        said.append(f"Not estimated, see the table of the model: {', '.join(sorted(left))}.")
    return said
