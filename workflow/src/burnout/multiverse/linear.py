"""Differences of means adjusted for covariates: least squares with three kinds of standard errors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtr, stdtrit


@dataclass(frozen=True)
class Effect:
    """An estimate on its own scale: log odds ratio, difference of means, mean change."""

    estimate: float = float("nan")
    std_error: float = float("nan")
    low: float = float("nan")
    high: float = float("nan")
    p_value: float = float("nan")
    status: str = "ok"
    note: str = ""


def linear_effect(
    matrix: np.ndarray,
    y: np.ndarray,
    at: int,
    distance: float,
    confidence: float,
    method: str,
    clusters: np.ndarray | None = None,
) -> Effect:
    """One coefficient of a linear regression by least squares.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Design matrix of full rank with its intercept.
    y : ndarray, shape (n,)
        The outcome.
    at : int
        Column of the coefficient.
    distance : float
        The coefficient is multiplied by it.
    confidence : float
        Confidence level.
    method : {"linear", "linear-hc3", "cluster-robust"}
        Standard errors: of equal variances (with one factor of two levels, Student's t-test), HC3 (MacKinnon and
        White, Journal of Econometrics 1985), or CR1 for clusters with t on G - 1 degrees of freedom.
    clusters : ndarray, shape (n,), optional
        Cluster of each participant.
    """
    n, k = matrix.shape
    bread = np.linalg.inv(matrix.T @ matrix)
    coef = bread @ (matrix.T @ y)
    rest = y - matrix @ coef
    df = float(n - k)
    if np.ptp(y) == 0:
        return Effect(status="constant", note="Everybody in this analysis has the same value of the outcome.")
    if method == "linear":
        cov = bread * float(rest @ rest) / df
    elif method == "linear-hc3":
        leverage = np.einsum("ij,jk,ik->i", matrix, bread, matrix)
        if np.any(leverage > 1 - 1e-10):
            text = "One participant alone decides a coefficient: HC3 standard errors do not exist."
            return Effect(status="not-estimable", note=text)
        weighted = matrix * (rest / (1 - leverage))[:, None]
        cov = bread @ (weighted.T @ weighted) @ bread
    else:
        codes = np.unique(clusters, return_inverse=True)[1]
        groups = int(codes.max()) + 1
        if groups < 2:
            return Effect(status="one-cluster", note="There is one cluster only: intervals cannot allow for clusters.")
        scores = np.zeros((groups, k))
        np.add.at(scores, codes, matrix * rest[:, None])
        cov = groups / (groups - 1) * (n - 1) / (n - k) * bread @ (scores.T @ scores) @ bread
        df = float(groups - 1)
    error = float(np.sqrt(max(cov[at, at], 0.0))) * abs(distance)
    value = float(coef[at]) * distance
    if not error > 0:
        return Effect(status="not-estimable", note="There is no spread to test against.")
    reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    return Effect(value, error, value - reach, value + reach, float(2 * stdtr(df, -abs(value / error))))
