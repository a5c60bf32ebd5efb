"""Other ways to allow for clusters: estimating equations, and the plain sandwich of other programs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import stdtr, stdtrit

from burnout.model.design import Design, drop_collinear
from burnout.model.estimate import FEW_CLUSTERS, RANGE_NOTE, SINGLE_CLUSTER_NOTE, single_cluster
from burnout.model.logit import cluster_covariance, collapse, fit_logit

METHOD = "gee-exchangeable"
PLAIN = "sandwich-cr1"
PLAIN_NOTE = (
    "As Stata and R's sandwich print it (CR1, t with clusters less 1 degrees of freedom); with few clusters its "
    "intervals are too narrow."
)
LARGEST_CLUSTER = 1000
"""The correction for few clusters inverts a matrix of this size for each cluster."""
FAILED = (
    "The estimating equations did not come to an end: there are too few participants or clusters for so many factors."
)
SEPARATED = "Under separation the estimating equations have no finite solution."
ONE = "There is one cluster only: nothing can be said about how much clusters differ."


@dataclass(frozen=True)
class Gee:
    """Coefficients, standard errors, working correlation within clusters, whether few clusters are corrected for."""

    coef: np.ndarray
    std_error: np.ndarray
    correlation: float
    corrected: bool


def fit_gee(matrix: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> Gee | None:
    """Fit a logistic regression by estimating equations with an exchangeable correlation; None when that fails.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Design matrix of full rank.
    y : ndarray, shape (n,)
        1 with the event, 0 without.
    clusters : ndarray, shape (n,)
        Cluster of each participant, two or more.

    Notes
    -----
    Liang and Zeger, Biometrika 1986, by statsmodels. With few clusters the sandwich is corrected for its bias (Mancl
    and DeRouen, Biometrics 2001).
    """
    from statsmodels.genmod.cov_struct import Exchangeable
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_estimating_equations import GEE

    names, codes = np.unique(clusters, return_inverse=True)
    corrected = len(names) < FEW_CLUSTERS and int(np.bincount(codes).max()) <= LARGEST_CLUSTER
    order = np.argsort(codes, kind="stable")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            model = GEE(y[order], matrix[order], codes[order], family=Binomial(), cov_struct=Exchangeable())
            found = model.fit(maxiter=100, ctol=1e-10, cov_type="bias_reduced" if corrected else "robust")
        except (np.linalg.LinAlgError, ValueError, FloatingPointError):
            return None
    errors = np.sqrt(np.maximum(np.diag(np.asarray(found.cov_params())), 0.0))
    if not (found.converged and np.all(np.isfinite(found.params)) and np.all(np.isfinite(errors))):
        return None
    return Gee(np.asarray(found.params), errors, float(model.cov_struct.dep_params), corrected)


def cluster_rows(
    made: Design, y: np.ndarray, names: np.ndarray, confidence: float, separated: bool
) -> list[dict[str, Any]]:
    """Rows of the table cluster_sensitivity of one model.

    Parameters
    ----------
    made : Design
        The design of the model.
    y : ndarray, shape (n,)
        1 with the event, 0 without.
    names : ndarray of object, shape (n,)
        Cluster of each participant; missing values are left out.
    confidence : float
        Confidence level.
    separated : bool
        Whether the model is separated, so that there is nothing to fit.

    Returns
    -------
    list of dict
        One row per coefficient but the intercept and method; where nothing could be fitted, one row per coefficient
        with a status and the reason.
    """
    known = np.array([name is not None and name == name for name in names], dtype=bool)
    said = "" if known.all() else f"{int((~known).sum())} participants without a known cluster are left out. "
    clusters = names[known].astype(str)
    part = drop_collinear(Design(made.matrix[known], made.columns, known, [], {}))
    g = len(set(clusters.tolist()))
    if separated or g < 2 or len(set(y[known].tolist())) < 2:
        status, note = ("separation", SEPARATED) if separated else ("one-cluster", ONE)
        return [_lost(made, i, status, note) for i in range(1, len(made.columns))]
    found = fit_gee(part.matrix, y[known], clusters)
    if found is None:
        return [_lost(made, i, "not-converged", FAILED) for i in range(1, len(made.columns))]
    alone = single_cluster(part, clusters)
    plain = _plain(part, y[known], clusters)
    ways = ((METHOD, found, said + _note(found, g, len(part.columns))), (PLAIN, plain, said + PLAIN_NOTE))
    rows = []
    for method, fit, note in ways:
        shared = {"method": method, "clusters": g, "correlation": fit.correlation, "confidence": confidence}
        for i in range(1, len(part.columns)):
            if alone[i] or not fit.std_error[i] > 0:
                rows.append({**_lost(part, i, "one-cluster", SINGLE_CLUSTER_NOTE), "method": method})
            else:
                estimate = _estimate(fit, i, g, confidence)
                if not all(0 < estimate[name] < np.inf for name in ("odds_ratio", "conf_low", "conf_high")):
                    rows.append({**_lost(part, i, "out-of-range", RANGE_NOTE), "method": method})
                    continue
                rows.append({**_place(part.columns[i]), **estimate, **shared, "status": "ok", "note": note})
    return [*rows, *({**_place(d), "method": METHOD, "status": d.status, "note": d.note} for d in part.dropped)]


def _plain(made: Design, y: np.ndarray, clusters: np.ndarray) -> Gee:
    """The maximum likelihood fit with the plain sandwich; it has no correlation."""
    patterns = collapse(made.matrix, y)
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    cov = cluster_covariance(made.matrix, y - fit.fitted[patterns.index], fit.cov, clusters)
    return Gee(fit.coef, np.sqrt(np.maximum(np.diag(cov), 0.0)), float("nan"), False)


def _note(found: Gee, g: int, parameters: int) -> str:
    how = "standard errors corrected for few clusters (Mancl and DeRouen)" if found.corrected else "sandwich errors"
    many = " There are as many parameters as clusters: such intervals cannot be relied on." if parameters >= g else ""
    return f"{g} clusters, {how}, t with {g - 1} degrees of freedom.{many}"


def _place(column: Any) -> dict[str, str]:
    return {"factor": column.factor, "level": column.level, "reference": column.reference}


def _lost(made: Design, i: int, status: str, note: str) -> dict[str, Any]:
    return {**_place(made.columns[i]), "method": METHOD, "status": status, "note": note}


def _estimate(found: Gee, i: int, g: int, confidence: float) -> dict[str, float]:
    coef, error = found.coef[i], found.std_error[i]
    reach = float(stdtrit(g - 1, (1 + confidence) / 2)) * error
    with np.errstate(over="ignore"):
        ratio, low, high = np.exp([coef, coef - reach, coef + reach])
    p = 2 * float(stdtr(g - 1, -abs(coef) / error))
    return {
        "odds_ratio": float(ratio), "conf_low": float(low), "conf_high": float(high), "p_value": p,
        "estimate": float(coef), "std_error": float(error), "statistic": float(coef / error),
    }  # fmt: skip
