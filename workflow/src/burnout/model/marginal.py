"""Average marginal effects: odds ratios told as differences in probability."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.special import expit, ndtr, ndtri, stdtr, stdtrit

from burnout.model.design import SQUARED, Column, Design
from burnout.model.estimate import Estimates
from burnout.model.logit import Patterns

CONTRAST_NOTE = "Mean difference in fitted probability if everybody had this level instead of the reference."
SLOPE_NOTE = "Mean change in fitted probability for one unit more (slope)."


def effect_rows(made: Design, patterns: Patterns, found: Estimates, confidence: float) -> Iterator[dict[str, Any]]:
    """Average marginal effect of each level against its reference, and of each number.

    Parameters
    ----------
    made, patterns, found : Design, Patterns, Estimates
        The design, its covariate patterns, and finite estimates with their covariance.
    confidence : float
        Confidence level.

    Yields
    ------
    dict
        Keys factor, level, reference, measure, value (a probability, -1 to 1), std_error, conf_low, conf_high,
        p_value, status, note.

    Notes
    -----
    Standard errors by the delta method with the covariance of the model (Bartus, Stata Journal 2005). Where it allows
    for clusters, t with Satterthwaite's degrees of freedom of the gradient; else the normal distribution.
    """
    cov = np.asarray(found.cov)
    for column, value, gradient in average_effects(made, patterns, found.coef):
        place = {"factor": column.factor, "level": column.level, "reference": column.reference}
        row = {**place, "measure": "average_marginal_effect", "value": value}
        at = made.at([column.factor])
        bad = next((i for i in at if found.status[i] == "one-cluster"), None)
        if bad is not None:
            yield {**row, "value": np.nan, "status": found.status[bad], "note": found.note[bad]}
            continue
        error = float(np.sqrt(max(gradient @ cov @ gradient, 0.0)))
        note = CONTRAST_NOTE if column.reference else SLOPE_NOTE
        df = None if found.allowed is None else found.allowed.df_of(gradient)
        yield {**row, **_interval(value, error, confidence, df), "status": "ok", "note": note}


def _interval(value: float, error: float, confidence: float, df: float | None) -> dict[str, float]:
    if not error > 0:
        return {"std_error": error}
    half = (1 + confidence) / 2
    reach = error * float(ndtri(half) if df is None else stdtrit(df, half))
    away = -abs(value) / error
    p = 2 * float(ndtr(away) if df is None else stdtr(df, away))
    return {"std_error": error, "conf_low": value - reach, "conf_high": value + reach, "p_value": p}


def average_effects(made: Design, patterns: Patterns, coef: np.ndarray) -> Iterator[tuple[Column, float, np.ndarray]]:
    """Each average marginal effect with its gradient by the coefficients.

    Parameters
    ----------
    made : Design
        Tells which columns belong together.
    patterns : Patterns
        Covariate patterns of the participants.
    coef : ndarray, shape (k,)
        Coefficients.

    Yields
    ------
    tuple
        Column, effect, gradient of shape (k,).
    """
    share = patterns.trials / patterns.trials.sum()
    for factor in made.factors:
        at = made.at([factor])
        if made.columns[at[0]].reference:
            for i in at:
                yield made.columns[i], *_contrast(patterns.matrix, share, coef, at, i)
        else:
            yield made.columns[at[0]], *_slope(patterns.matrix, share, coef, at, made.columns)


def _contrast(
    matrix: np.ndarray, share: np.ndarray, coef: np.ndarray, at: list[int], i: int
) -> tuple[float, np.ndarray]:
    """Everybody at the level of column i against everybody at the reference."""
    reference = matrix.copy()
    reference[:, at] = 0.0
    level = reference.copy()
    level[:, i] = 1.0
    here, there = expit(level @ coef), expit(reference @ coef)
    gradient = level.T @ (share * here * (1 - here)) - reference.T @ (share * there * (1 - there))
    return float(share @ (here - there)), gradient


def _slope(
    matrix: np.ndarray, share: np.ndarray, coef: np.ndarray, at: list[int], columns: list[Column]
) -> tuple[float, np.ndarray]:
    """Mean derivative by a number, its square included."""
    p = expit(matrix @ coef)
    spread = share * p * (1 - p)
    inner = np.zeros_like(matrix)
    for i in at:
        inner[:, i] = 2 * matrix[:, at[0]] if columns[i].level == SQUARED else 1.0
    steep = inner @ coef
    gradient = matrix.T @ (spread * (1 - 2 * p) * steep) + inner.T @ spread
    return float(spread @ steep), gradient
