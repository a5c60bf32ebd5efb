"""What a reader must know before trusting a model: collinearity, calibration, influence, design effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from burnout.model.design import Design
from burnout.model.estimate import Estimates
from burnout.model.evalue import e_value_rows
from burnout.model.influence import influence
from burnout.model.logit import Patterns, fit_logit
from burnout.model.marginal import effect_rows

WHOLE_MODEL = "model"
LOST = {
    "separation": "Under separation this has no finite value.",
    "not-converged": "The estimation did not come to an end.",
}
NOT_PENALISED = "Not defined for a penalised likelihood."
FACTOR_MEASURES = ("gvif", "gvif_adjusted")
MODEL_MEASURES = ("calibration_intercept", "calibration_slope", "cooks_distance_max", "influential_count",
                  "pearson_residual_max")  # fmt: skip


def diagnostics(made: Design, y: np.ndarray, found: Estimates, confidence: float) -> list[dict[str, Any]]:
    """Rows of the table diagnostics of one model.

    Parameters
    ----------
    made, found : Design, Estimates
        The design and what was estimated on it.
    y : ndarray, shape (n,)
        Outcome of the participants in the design.
    confidence : float
        Confidence level of the intervals of average marginal effects.

    Returns
    -------
    list of dict
        Keys factor, level, reference, measure, value, status, note, and for effects their standard error, interval
        and P. Measures of the model first, then those of each factor.
    """
    rows = list(_overall(y, found))
    if found.cov is None or found.patterns is None or not np.all(np.isfinite(found.coef)):
        inflation = _vif(made, found.patterns) if found.patterns is not None else ()
        return [*rows, *_lost(made, found), *inflation]
    rows += _calibration(found.patterns, found.coef)
    rows += _influence(found.patterns, found)
    of_factors = [
        *generalised_inflation(made, np.asarray(found.cov_plain)[1:, 1:]),
        *_vif(made, found.patterns),
        *_design_effects(made, found),
    ]
    of_factors += [*_vif_model(made, found), *e_value_rows(made, y, found)]
    of_factors += effect_rows(made, found.patterns, found, confidence)
    order = {factor: i for i, factor in enumerate(made.factors)}
    return rows + sorted(of_factors, key=lambda row: order[row["factor"]])


def _row(measure: str, value: float, note: str = "", **more: Any) -> dict[str, Any]:
    known = np.isfinite(value)
    return {"measure": measure, "value": value, "status": "ok" if known else "not-estimable", "note": note, **more}


def _overall(y: np.ndarray, found: Estimates) -> Iterator[dict[str, Any]]:
    """Brier score, Tjur's and McFadden's R2 (Tjur, American Statistician 2009)."""
    p = found.fitted
    yield _row("brier", float(np.mean((y - p) ** 2)), "Mean squared distance of outcome and fitted probability.")
    yield _row("tjur_r2", float(p[y == 1].mean() - p[y == 0].mean()))
    if found.estimator == "firth":
        yield _row("mcfadden_r2", np.nan, NOT_PENALISED) | {"status": "not-defined"}
    else:
        yield _row("mcfadden_r2", 1 - found.loglik / found.loglik_null)


def _calibration(patterns: Patterns, coef: np.ndarray) -> Iterator[dict[str, Any]]:
    """Intercept with the slope held at 1, and slope, of the outcome on the linear predictor (Cox, Biometrika 1958)."""
    eta = patterns.matrix @ coef
    ones = np.ones((len(eta), 1))
    shift = fit_logit(ones, patterns.rate, patterns.trials, offset=eta)
    line = fit_logit(np.column_stack([ones, eta]), patterns.rate, patterns.trials)
    said = "Apparent: in the data of the model itself, where maximum likelihood gives {}; see the table validation."
    yield _row("calibration_intercept", float(shift.coef[0]), said.format("0"))
    yield _row("calibration_slope", float(line.coef[1]), said.format("1"))


def _influence(patterns: Patterns, found: Estimates) -> Iterator[dict[str, Any]]:
    """Cook's distance and standardised Pearson residuals of single participants, as counts and largest values only."""
    n, measured = patterns.trials.sum(), influence(patterns, found)
    many = float(measured.people[measured.cook > 4 / n].sum())
    yield _row("cooks_distance_max", float(measured.cook.max()))
    yield _row("influential_count", many, f"Participants with Cook's distance over 4/n = {4 / n:.3g}.")
    largest = float(np.abs(measured.residual).max())
    yield _row("pearson_residual_max", largest, "Largest standardised Pearson residual, without sign.")


def _vif(made: Design, patterns: Patterns) -> Iterator[dict[str, Any]]:
    """Variance inflation of each column in a linear regression on the others, as SPSS gives it, and the tolerance."""
    columns, share = patterns.matrix[:, 1:], patterns.trials / patterns.trials.sum()
    centred = (columns - share @ columns) * np.sqrt(share)[:, None]
    sizes = np.linalg.norm(centred, axis=0)
    try:
        inflation = np.diag(np.linalg.inv((centred / sizes).T @ (centred / sizes)))
    except np.linalg.LinAlgError:
        inflation = np.full(columns.shape[1], np.nan)
    said = "Of a linear regression on the other columns, without regard to the outcome, as SPSS and Stata give it."
    for column, value in zip(made.columns[1:], inflation, strict=True):
        place = column._asdict()
        yield _row("vif", float(value), said, **place)
        yield _row("tolerance", float(1 / value), "1 / VIF.", **place)


def _vif_model(made: Design, found: Estimates) -> Iterator[dict[str, Any]]:
    """Variance inflation of each column from the covariance of the estimates: the outcome weighs participants."""
    cov = np.asarray(found.cov_plain)[1:, 1:]
    with np.errstate(invalid="ignore"):
        error = np.sqrt(np.diag(cov))
    try:
        inflation = np.diag(np.linalg.inv(cov / np.outer(error, error)))
    except np.linalg.LinAlgError:
        inflation = np.full(len(cov), np.nan)
    for column, value in zip(made.columns[1:], inflation, strict=True):
        said = "From the covariance of the estimates, each column on its own; gvif takes a factor's columns together."
        yield _row("vif_model", float(value), said, **column._asdict())


def generalised_inflation(made: Design, cov: np.ndarray) -> Iterator[dict[str, Any]]:
    """Generalised variance inflation (Fox and Monette, JASA 1992) from the covariance of the estimates, as car::vif.

    Parameters
    ----------
    made : Design
        The design.
    cov : ndarray, shape (k - 1, k - 1)
        Covariance of the coefficients, the intercept left out.
    """
    if len(made.factors) < 2:
        for factor in made.factors:
            for measure in FACTOR_MEASURES:
                yield _row(measure, 1.0, "The model has no other factor.", factor=factor)
        return
    error = np.sqrt(np.diag(cov))
    whole = cov / np.outer(error, error)
    total = np.linalg.slogdet(whole)[1]
    for factor in made.factors:
        at = [i - 1 for i in made.at([factor])]
        rest = [i for i in range(len(whole)) if i not in at]
        own, others = (np.linalg.slogdet(whole[np.ix_(part, part)])[1] for part in (at, rest))
        gvif = float(np.exp(own + others - total))
        yield _row("gvif", gvif, f"{len(at)} parameters." if len(at) > 1 else "", factor=factor)
        adjusted = "GVIF to the power 1/(2 df): the growth of the standard error; over 2.2 is as VIF over 5."
        yield _row("gvif_adjusted", gvif ** (1 / (2 * len(at))), adjusted, factor=factor)


def _design_effects(made: Design, found: Estimates) -> Iterator[dict[str, Any]]:
    """Variance with clusters over variance without, of each coefficient."""
    if found.inference != "cluster-robust":
        return
    note = "Variance that allows for clusters over the one that does not."
    for i, column in enumerate(made.columns[1:], start=1):
        place = {"factor": column.factor, "level": column.level, "reference": column.reference}
        if found.status[i] != "ok":
            yield {**_row("design_effect", np.nan, found.note[i], **place), "status": found.status[i]}
            continue
        yield _row("design_effect", float(found.cov[i, i] / found.cov_plain[i, i]), note, **place)


def _lost(made: Design, found: Estimates) -> Iterator[dict[str, Any]]:
    """Everything that needs finite coefficients, as rows with a reason."""
    status = "not-converged" if "not-converged" in found.status else "separation"
    why = {"value": np.nan, "status": status, "note": LOST[status]}
    for measure in MODEL_MEASURES:
        yield {"measure": measure, **why}
    for factor in made.factors:
        for measure in (*FACTOR_MEASURES, "e_value", "average_marginal_effect"):
            yield {"factor": factor, "measure": measure, **why}


def failed_diagnostics(status: str, note: str) -> list[dict[str, Any]]:
    """The one row of a model that was not estimated."""
    return [{"measure": WHOLE_MODEL, "value": np.nan, "status": status, "note": note}]
