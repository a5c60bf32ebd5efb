"""The odds ratios of a model by every method of inference, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc, ndtr, ndtri

from burnout.model.design import Design
from burnout.model.estimate import (
    LARGEST_LOG_ODDS,
    NO_LIMIT_NOTE,
    RANGE_NOTE,
    SEPARATION_NOTE,
    WILD_LOG_ODDS,
    WILD_NOTE,
    Estimates,
    by_firth,
)
from burnout.model.logit import Patterns, fit_logit
from burnout.model.median_bias import fit_median
from burnout.model.probit import fit_probit
from burnout.model.profile import likelihood_ratio, profile_limits

LARGEST = 40_000
"""Cells (patterns times columns) up to which penalised methods are worth their time."""
FEW_EVENTS = 10
"""Events per parameter under which penalised methods are shown beside maximum likelihood."""

FIRTH_NOTE = "Firth's penalised likelihood: profile interval and penalised likelihood ratio test; the error is Wald's."
MEDIAN_NOTE = "Median bias reduction with Wald interval: as often too high as too low, finite under separation too."
PROBIT_NOTE = "Coefficient of a probit model (standard normal scale), to compare sign and P; it is no log odds ratio."
PROFILE_NOTE = "Profile likelihood interval with the likelihood ratio test."
NOT_ENDED = "The estimation did not come to an end."


@dataclass(frozen=True)
class _Column:
    """Numbers of one coefficient by one method."""

    estimate: float
    std_error: float
    statistic: float
    p_value: float
    low: float
    high: float


def interval_rows(
    made: Design, y: np.ndarray, found: Estimates, confidence: float, *, multivariable: bool
) -> list[dict[str, Any]]:
    """Rows of the table logistic_intervals of one model.

    Parameters
    ----------
    made, found : Design, Estimates
        The design and what was estimated on it; the first method is the one of the table logistic.
    y : ndarray, shape (n,)
        Outcome of the participants in the design.
    confidence : float
        Confidence level.
    multivariable : bool
        With a probit model, and with penalised methods where events are few; both where the data are separated.

    Returns
    -------
    list of dict
        Keys factor, level, reference, method, odds_ratio, conf_low, conf_high, p_value, status, note, estimate,
        std_error, statistic, shown (in the table logistic: yes, no).
    """
    patterns = found.patterns
    if patterns is None:
        return []
    own = "firth-profile" if found.estimator == "firth" else found.inference
    rows = list(_of_estimates(made, found, own, shown="yes"))
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    if found.separated:
        rows += [_lost(made, i, "profile", "separation", SEPARATION_NOTE) for i in range(len(made.columns))]
        if own == "firth-profile":
            rows += [_lost(made, i, "wald", "separation", SEPARATION_NOTE) for i in range(len(made.columns))]
    elif fit.converged and np.all(np.isfinite(fit.cov)):
        rows += [] if own == "wald" else _wald(made, fit.coef, np.sqrt(np.diag(fit.cov)), confidence, "wald")
        rows += [] if own == "profile" else _profile(made, patterns, fit, confidence)
    return rows + _further(made, y, found, patterns, own, confidence, multivariable)


def _further(
    made: Design, y: np.ndarray, found: Estimates, patterns: Patterns, own: str, confidence: float, multivariable: bool
) -> list[dict[str, Any]]:
    """Penalised methods where maximum likelihood is in trouble, and the probit model."""
    each = min(y.sum(), len(y) - y.sum()) / max(len(made.columns) - 1, 1)
    small = patterns.matrix.size <= LARGEST
    rows: list[dict[str, Any]] = []
    if small and (found.separated or own == "firth-profile" or (multivariable and each < FEW_EVENTS)):
        firth = found if own == "firth-profile" else by_firth(made, patterns, confidence, FIRTH_NOTE)
        rows += [] if own == "firth-profile" else _of_estimates(made, firth, "firth-profile", shown="no")
        rows += _median(made, patterns, firth.coef, confidence)
    if multivariable and small and not found.separated:
        fit = fit_probit(patterns)
        if fit.converged and np.all(np.isfinite(fit.cov)):
            rows += _wald(made, fit.coef, np.sqrt(np.diag(fit.cov)), confidence, "probit", PROBIT_NOTE)
    return rows


def _median(made: Design, patterns: Patterns, start: np.ndarray, confidence: float) -> list[dict[str, Any]]:
    method = "median-bias-reduced"
    fit = fit_median(patterns, start if np.all(np.isfinite(start)) else None)
    if not fit.converged:
        return [_lost(made, i, method, "not-converged", NOT_ENDED) for i in range(len(made.columns))]
    return list(_wald(made, fit.coef, np.sqrt(np.diag(fit.cov)), confidence, method, MEDIAN_NOTE))


def _of_estimates(made: Design, found: Estimates, method: str, shown: str) -> Iterator[dict[str, Any]]:
    for i in range(len(made.columns)):
        numbers = _Column(
            found.coef[i], found.std_error[i], found.statistic[i], found.p_value[i], found.low[i], found.high[i]
        )
        yield _row(made, i, method, numbers, found.status[i], found.note[i], shown)


def _wald(
    made: Design, coef: np.ndarray, error: np.ndarray, confidence: float, method: str, note: str = ""
) -> Iterator[dict[str, Any]]:
    z = float(ndtri((1 + confidence) / 2))
    for i, (b, e) in enumerate(zip(coef, error, strict=True)):
        yield _row(made, i, method, _Column(b, e, b / e, 2 * ndtr(-abs(b / e)), b - z * e, b + z * e), "ok", note)


def _profile(made: Design, patterns: Patterns, fit: Any, confidence: float) -> Iterator[dict[str, Any]]:
    for i in range(len(made.columns)):
        low, high = profile_limits(patterns, fit, i, confidence)
        lr = likelihood_ratio(patterns, fit, i)
        if not np.isfinite([low, high, lr]).all():
            yield _lost(made, i, "profile", "no-limit", NO_LIMIT_NOTE)
            continue
        numbers = _Column(fit.coef[i], np.sqrt(fit.cov[i, i]), lr, float(chdtrc(1, lr)), low, high)
        yield _row(made, i, "profile", numbers, "ok", PROFILE_NOTE)


def _place(made: Design, i: int, method: str, shown: str) -> dict[str, Any]:
    return {**made.columns[i]._asdict(), "method": method, "shown": shown}


def _row(
    made: Design, i: int, method: str, numbers: _Column, status: str, note: str, shown: str = "no"
) -> dict[str, Any]:
    ends = [numbers.estimate, numbers.low, numbers.high]
    if status == "ok" and method != "probit" and not np.all(np.abs(ends) <= LARGEST_LOG_ODDS):
        return _lost(made, i, method, "out-of-range", RANGE_NOTE) | {"shown": shown}
    if status == "ok" and made.columns[i].reference and max(abs(ends[0]), numbers.std_error) > WILD_LOG_ODDS:
        status, note = "not-estimable", WILD_NOTE
    if status != "ok":
        return _lost(made, i, method, status, note) | {"shown": shown}
    row = {**_place(made, i, method, shown), "status": status, "note": note}
    row |= {"estimate": numbers.estimate, "std_error": numbers.std_error, "statistic": numbers.statistic}
    row |= {"p_value": numbers.p_value, "estimate_low": numbers.low, "estimate_high": numbers.high}
    if method != "probit":
        with np.errstate(over="ignore"):
            ratio, low, high = np.exp([numbers.estimate, numbers.low, numbers.high])
        row |= {"odds_ratio": ratio, "conf_low": low, "conf_high": high}
    return row


def _lost(made: Design, i: int, method: str, status: str, note: str) -> dict[str, Any]:
    return {**_place(made, i, method, "no"), "status": status, "note": note}
