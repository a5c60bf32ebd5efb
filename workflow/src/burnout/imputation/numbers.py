"""Draws of missing numbers: Bayesian linear regression, and predictive mean matching."""

from __future__ import annotations

import numpy as np

RIDGE = 1e-5
"""Share of the diagonal that is added to it, as in mice, so that related predictors do no harm."""


def root_of_inverse(information: np.ndarray) -> np.ndarray:
    """A matrix R with R R' the inverse of an information matrix; directions without information get nothing.

    Parameters
    ----------
    information : ndarray, shape (k, k)
        Symmetric, without negative eigenvalues but for rounding.
    """
    values, vectors = np.linalg.eigh(information)
    good = values > 1e-9 * max(float(values[-1]), 1e-300)
    return vectors[:, good] / np.sqrt(values[good])


def draw_line(matrix: np.ndarray, y: np.ndarray, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Coefficients of a linear regression: by least squares, and one draw from what they may be.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Predictors of those whose value is known, with the intercept.
    y : ndarray, shape (n,)
        Their values.
    random : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    tuple
        Least-squares coefficients, drawn coefficients, drawn standard deviation of the residuals.

    Notes
    -----
    Rubin, Multiple Imputation for Nonresponse in Surveys, 1987, example 5.2; van Buuren, Flexible Imputation of
    Missing Data, 2018, algorithm 3.1.
    """
    cross = matrix.T @ matrix
    cross[np.diag_indices_from(cross)] *= 1 + RIDGE
    root = root_of_inverse(cross)
    coef = root @ (root.T @ (matrix.T @ y))
    rest = y - matrix @ coef
    df = max(len(y) - root.shape[1], 1)
    sigma = float(np.sqrt(rest @ rest / random.chisquare(df)))
    return coef, coef + sigma * (root @ random.standard_normal(root.shape[1])), sigma


def draw_normal(matrix: np.ndarray, y: np.ndarray, wanted: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Values from a Bayesian linear regression.

    Parameters
    ----------
    matrix, y : ndarray, shape (n, k) and (n,)
        Predictors and values of those whose value is known.
    wanted : ndarray, shape (w, k)
        Predictors of those whose value is missing.
    random : numpy.random.Generator
        Source of randomness.
    """
    _, drawn, sigma = draw_line(matrix, y, random)
    return wanted @ drawn + sigma * random.standard_normal(len(wanted))


def draw_matched(
    matrix: np.ndarray, y: np.ndarray, wanted: np.ndarray, random: np.random.Generator, donors: int
) -> np.ndarray:
    """Values of people whose predicted value is near: predictive mean matching, type 1.

    Parameters
    ----------
    matrix, y, wanted, random
        See `draw_normal`.
    donors : int
        Out of how many nearest people one is drawn.

    Notes
    -----
    Little, Journal of Business and Economic Statistics 1988; Morris, White and Royston, BMC Medical Research
    Methodology 2014. People known are predicted by the least-squares coefficients, people wanted by drawn ones. Of
    people with the same prediction any may be a donor.
    """
    coef, drawn, _ = draw_line(matrix, y, random)
    shuffled = random.permutation(len(y))
    predicted = np.round(matrix @ coef, 10)[shuffled]
    order = np.argsort(predicted, kind="stable")
    ladder, values = predicted[order], y[shuffled][order]
    aims = np.round(wanted @ drawn, 10)
    k = min(donors, len(y))
    width = min(2 * k, len(y))
    start = np.clip(np.searchsorted(ladder, aims) - k, 0, len(y) - width)
    near = start[:, None] + np.arange(width)
    distance = np.abs(ladder[near] - aims[:, None])
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :k]
    chosen = nearest[np.arange(len(aims)), random.integers(0, k, len(aims))]
    return values[near[np.arange(len(aims)), chosen]]
