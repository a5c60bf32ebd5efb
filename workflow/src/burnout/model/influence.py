"""How much a model hangs on single participants."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from burnout.model.design import INTERCEPT, Design
from burnout.model.estimate import Estimates
from burnout.model.firth import fit_firth
from burnout.model.logit import Patterns, fit_logit
from burnout.model.separation import direction, suspicious

LISTED = 10
"""Participants in the private list of each model."""
LOST = "Not defined: the model has no finite estimates."
WITHOUT = "Odds ratio when the participant with the largest Cook's distance is left out."
GONE = "Without this participant the odds ratio has no finite estimate: it hangs on one person."
CHANGE = "Largest change of the log odds ratio, in standard errors, when one participant is left out (one-step)."


@dataclass(frozen=True)
class Influence:
    """Influence of the participants of each covariate pattern; first row with the event, second without.

    Parameters
    ----------
    people : ndarray, shape (2, m)
        How many there are.
    leverage : ndarray, shape (m,)
        Diagonal of the hat matrix, of one participant.
    cook, residual : ndarray, shape (2, m)
        Cook's distance, standardised Pearson residual (with sign).
    change : ndarray, shape (k, 2, m)
        Change of each coefficient, in standard errors: estimate with everybody less that without one participant.
    """

    people: np.ndarray
    leverage: np.ndarray
    cook: np.ndarray
    residual: np.ndarray
    change: np.ndarray


def influence(patterns: Patterns, found: Estimates) -> Influence:
    """Influence of single participants, by one-step approximations.

    Notes
    -----
    Pregibon, Annals of Statistics 1981; equal to cooks.distance, hatvalues and rstandard (Pearson) of R's glm. The
    change of coefficients is his one-step estimate; R's influence() takes deviance residuals for it.
    """
    matrix, k, cov = patterns.matrix, patterns.matrix.shape[1], np.asarray(found.cov_plain)
    p = np.clip(expit(matrix @ found.coef), 1e-12, 1 - 1e-12)
    along = matrix @ cov
    leverage = p * (1 - p) * np.einsum("ij,ij->i", along, matrix)
    left = np.maximum(1 - leverage, 1e-12)
    pearson = np.stack([np.sqrt((1 - p) / p), -np.sqrt(p / (1 - p))])
    people = np.stack([patterns.events, patterns.trials - patterns.events])
    there = people > 0
    cook = np.where(there, pearson**2 * leverage / (k * left**2), 0.0)
    residual = np.where(there, pearson / np.sqrt(left), 0.0)
    raw = np.where(there, np.stack([1 - p, -p]) / left, 0.0)
    change = (along / np.sqrt(np.diag(cov))).T[:, None, :] * raw
    return Influence(people, leverage, cook, residual, change)


def influence_rows(made: Design, found: Estimates, measured: Influence) -> Iterator[dict[str, Any]]:
    """Rows of the table influence of one model: measures only, nobody is named."""
    patterns = _known(found)
    n, k = float(patterns.trials.sum()), len(made.columns)
    many = float(measured.people[measured.cook > 4 / n].sum())
    yield _row("cooks_distance_max", float(measured.cook.max()))
    yield _row("influential_count", many, f"Participants with Cook's distance over 4/n = {4 / n:.3g}.")
    yield _row(
        "leverage_max", float(measured.leverage.max()), f"Over {2 * k / n:.3g} (2k/n) is customarily called high."
    )
    yield _row("pearson_residual_max", float(np.abs(measured.residual).max()), "Standardised, without sign.")
    without = _without(patterns, found, measured)
    largest = np.abs(measured.change).max(axis=(1, 2))
    for i, column in enumerate(made.columns):
        if column.factor == INTERCEPT:
            continue
        place = column._asdict()
        yield _row("dfbeta_max", float(largest[i]), CHANGE, **place)
        if found.status[i] in ("out-of-range", "not-estimable"):
            yield _row("odds_ratio", np.nan, found.note[i], **place) | {"status": found.status[i]}
            continue
        with np.errstate(over="ignore"):
            yield _row("odds_ratio", float(np.exp(found.coef[i])), "Odds ratio with everybody.", **place)
            ratio = float(np.exp(without[i]))
        good = np.isfinite(ratio)
        row = _row("odds_ratio_without", ratio if good else np.nan, WITHOUT if good else GONE, **place)
        yield row if good else row | {"status": "separation"}


def lost_influence(status: str, note: str) -> list[dict[str, Any]]:
    """The one row of a model whose influence cannot be told."""
    return [_row("model", np.nan, note or LOST) | {"status": status}]


def _row(measure: str, value: float, note: str = "", **place: str) -> dict[str, Any]:
    return {**place, "measure": measure, "value": value, "status": "ok", "note": note}


def _known(found: Estimates) -> Patterns:
    if found.patterns is None:
        raise ValueError("estimates without their covariate patterns")
    return found.patterns


def _without(patterns: Patterns, found: Estimates, measured: Influence) -> np.ndarray:
    """Coefficients without the most influential participant, by the estimator of the model; NaN where not finite."""
    side, at = np.unravel_index(int(measured.cook.argmax()), measured.cook.shape)
    events, trials = patterns.events.copy(), patterns.trials.copy()
    trials[at] -= 1
    events[at] -= side == 0
    kept = trials > 0
    matrix, rate = patterns.matrix[kept], events[kept] / trials[kept]
    nan = np.full(matrix.shape[1], np.nan)
    if np.linalg.matrix_rank(matrix) < matrix.shape[1] or not 0 < events.sum() < trials.sum():
        return nan
    if found.estimator == "firth":
        fit = fit_firth(matrix, rate, trials[kept], start=found.coef)
        return fit.coef if fit.converged else nan
    fit = fit_logit(matrix, rate, trials[kept])
    rest = Patterns(matrix, events[kept], trials[kept], np.empty(0, dtype=int))
    return nan if suspicious(fit) and (not fit.converged or direction(rest).any()) else fit.coef


def influential_people(
    made: Design, y: np.ndarray, found: Estimates, measured: Influence, names: pd.Series
) -> Iterator[dict[str, Any]]:
    """The participants with the largest Cook's distances, for the study team only.

    Yields
    ------
    dict
        Keys participant, event, fitted, cooks_distance, leverage, pearson_residual, dfbeta_max, factor, level (of the
        coefficient that changes most).
    """
    index = _known(found).index
    side = (y == 0).astype(int)
    cook = measured.cook[side, index]
    least = np.partition(cook, -LISTED)[-LISTED] if len(cook) > LISTED else 0.0
    far = np.flatnonzero(cook >= least)
    for i in far[np.argsort(-cook[far], kind="stable")][:LISTED]:
        at = (side[i], index[i])
        change = np.abs(measured.change[:, at[0], at[1]])
        column = made.columns[int(change[1:].argmax()) + 1] if len(change) > 1 else made.columns[0]
        yield {
            "participant": names.iloc[i], "event": "Yes" if y[i] else "No", "fitted": float(found.fitted[i]),
            "cooks_distance": float(cook[i]), "leverage": float(measured.leverage[index[i]]),
            "pearson_residual": float(measured.residual[at]), "dfbeta_max": float(change[1:].max(initial=0.0)),
            "factor": column.factor, "level": column.level,
        }  # fmt: skip
