"""Every customary measure of how a logistic regression fits, discriminates and classifies, one number per row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.special import chdtrc

from burnout.model.design import Design
from burnout.model.estimate import Estimates
from burnout.model.measures import area, pseudo_r2
from burnout.model.risk_groups import GROUPINGS, grouped, ties
from burnout.statistics.intervals import share_interval

CUT = 0.5
PENALISED = "Not defined for a penalised likelihood."
LOST = "The estimation did not come to an end."
EDGE = 1e-9
"""A fitted probability this much under the cut still counts as at the cut: rounding must not decide."""


def goodness_rows(
    made: Design, y: np.ndarray, found: Estimates, confidence: float, *, multivariable: bool
) -> list[dict[str, Any]]:
    """Rows of the table goodness_of_fit of one model.

    Parameters
    ----------
    made, found : Design, Estimates
        The design and what was estimated on it.
    y : ndarray, shape (n,)
        Outcome of the participants in the design.
    confidence : float
        Confidence level.
    multivariable : bool
        With Hosmer-Lemeshow tests, which say nothing of a single factor's few groups, and with the best cut.

    Returns
    -------
    list of dict
        Keys measure, method, value, df, p_value, std_error, conf_low, conf_high, cut, status, note.
    """
    if not np.isfinite(found.loglik):
        return [_row("model", np.nan, status="not-converged", note=LOST)]
    rows = [*_likelihood(made, y, found), *_explained(y, found)]
    cuts = {"cut-0.5": CUT}
    if multivariable:
        rows += _hosmer_lemeshow(y, found.fitted)
        cuts |= {"cut-youden": youden_cut(y, found.fitted)}
    return [*rows, *_area(y, found.fitted, confidence), *_classified(y, found.fitted, confidence, cuts)]


def _row(measure: str, value: float, *, method: str = "", status: str = "ok", note: str = "", **more: Any) -> dict:
    return {"measure": measure, "method": method, "value": value, **more, "status": status, "note": note}


def _likelihood(made: Design, y: np.ndarray, found: Estimates) -> Iterator[dict[str, Any]]:
    """Log-likelihood, deviance, likelihood ratio against the empty model, information criteria."""
    n, k = len(y), len(made.columns)
    firth = found.estimator == "firth"
    method, said = ("penalised", "Of the penalised likelihood (Firth).") if firth else ("maximum-likelihood", "")
    lr = max(0.0, 2 * (found.loglik - found.loglik_null))
    yield _row("log_likelihood", found.loglik, method=method, note=said)
    yield _row("log_likelihood_null", found.loglik_null, method=method, note=said)
    p = float(chdtrc(k - 1, lr)) if k > 1 else np.nan
    yield _row("lr_omnibus", lr, method=method, df=k - 1, p_value=p, note=said)
    bare = {
        "deviance": (-2 * found.loglik, n - k), "null_deviance": (-2 * found.loglik_null, n - 1),
        "aic": (2 * k - 2 * found.loglik, None), "bic": (k * np.log(n) - 2 * found.loglik, None),
    }  # fmt: skip
    for measure, (value, df) in bare.items():
        if firth:
            yield _row(measure, np.nan, status="not-defined", note=PENALISED)
        else:
            yield _row(measure, float(value), df=df)


def _explained(y: np.ndarray, found: Estimates) -> Iterator[dict[str, Any]]:
    """Pseudo R2, Brier score."""
    p = found.fitted
    named = dict.fromkeys(("cox_snell_r2", "nagelkerke_r2", "mcfadden_r2"), np.nan)
    firth = found.estimator == "firth"
    if not firth:
        named["cox_snell_r2"], named["nagelkerke_r2"] = pseudo_r2(found.loglik, found.loglik_null, len(y))
        named["mcfadden_r2"] = max(0.0, 1 - found.loglik / found.loglik_null)
    for measure, value in named.items():
        yield _row(measure, value, status="not-defined" if firth else "ok", note=PENALISED if firth else "")
    yield _row("tjur_r2", float(p[y == 1].mean() - p[y == 0].mean()))
    yield _row("brier", float(np.mean((y - p) ** 2)), note="Mean squared distance of outcome and fitted probability.")


def _hosmer_lemeshow(y: np.ndarray, fitted: np.ndarray) -> Iterator[dict[str, Any]]:
    for how, note in GROUPINGS.items():
        groups = grouped(y, fitted, how)
        statistic, df, p, why = groups.test()
        status = "ok" if not why else "not-estimable"
        said = why or f"{len(groups.n)} groups. {note}"
        yield _row("hosmer_lemeshow", statistic, method=how, df=df, p_value=p, status=status, note=said)


def _area(y: np.ndarray, fitted: np.ndarray, confidence: float) -> Iterator[dict[str, Any]]:
    roc = area(y, fitted, confidence)
    limits = {"std_error": roc.std_error, "conf_low": roc.low, "conf_high": roc.high}
    note = "" if np.isfinite(roc.std_error) else "One of the outcomes occurs once only: no interval can be given."
    yield _row("auc", roc.auc, method="delong", **limits, note=note)


def _classified(
    y: np.ndarray, fitted: np.ndarray, confidence: float, cuts: dict[str, float]
) -> Iterator[dict[str, Any]]:
    """Counts and shares when the event is foretold from a cut on: 0.5 as SPSS, or where Youden's index is largest."""
    said = {
        "cut-0.5": "The event is foretold for a fitted probability of 0.5 or more.",
        "cut-youden": "The event is foretold from the cut where sensitivity plus specificity is largest; chosen in the "
        "same data, so that the figures flatter.",
    }  # fmt: skip
    for method, cut in cuts.items():
        told = fitted >= cut - EDGE
        tp, fp = float((told & (y == 1)).sum()), float((told & (y == 0)).sum())
        fn, tn = float(y.sum()) - tp, float((1 - y).sum()) - fp
        common: dict[str, Any] = {"method": method, "cut": cut}
        counts = {"true_positives": tp, "false_positives": fp, "true_negatives": tn, "false_negatives": fn}
        for measure, count in counts.items():
            yield _row(measure, count, **common, note=said[method])
        shares = {
            "sensitivity": (tp, tp + fn), "specificity": (tn, tn + fp), "positive_predictive_value": (tp, tp + fp),
            "negative_predictive_value": (tn, tn + fn), "correctly_classified": (tp + tn, len(y)),
        }  # fmt: skip
        for measure, (count, of) in shares.items():
            yield _share(measure, count, of, confidence, common, said[method])
        yield _row("youden_index", tp / (tp + fn) + tn / (tn + fp) - 1, **common, note=said[method])


def _share(measure: str, count: float, of: float, confidence: float, common: dict[str, Any], note: str) -> dict:
    if not of:
        return _row(measure, np.nan, **common, status="not-defined", note="Nobody is foretold so at this cut.")
    low, high = share_interval(count, of, confidence)
    return _row(measure, count / of, **common, conf_low=low, conf_high=high, note=note)


def youden_cut(y: np.ndarray, fitted: np.ndarray) -> float:
    """The fitted probability from which on foretelling the event makes sensitivity plus specificity largest.

    Of several the largest one (Youden, Cancer 1950).
    """
    values, index = ties(fitted)
    events = np.bincount(index, weights=y)
    others = np.bincount(index, weights=1 - y)
    sensitivity = np.cumsum(events[::-1])[::-1] / events.sum()
    alarm = np.cumsum(others[::-1])[::-1] / others.sum()
    gain = sensitivity - alarm
    return float(values[np.flatnonzero(gain >= gain.max() - 1e-12)[-1]])
