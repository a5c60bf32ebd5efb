"""Internal consistency of scales: Cronbach's alpha with Feldt's interval, and McDonald's omega total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LOWEST_UNIQUENESS = 0.005
SINGLE = "A scale of one item has no internal consistency."


Discrepancy = tuple[float, np.ndarray, np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Reliability:
    """Internal consistency of one scale.

    Parameters
    ----------
    items, n : int
        Number of items, and of people who answered all of them.
    alpha, conf_low, conf_high, omega : float
        Estimates, NaN when they cannot be made.
    status : {"ok", "no-omega", "not-estimable"}
        Whether all, alpha only, or nothing could be estimated.
    note : str
        Why not, in a sentence; or a warning.
    """

    items: int
    n: int
    alpha: float
    conf_low: float
    conf_high: float
    omega: float
    status: str
    note: str


@dataclass(frozen=True)
class OneFactor:
    """A one-factor solution of a correlation matrix.

    Parameters
    ----------
    loadings, uniquenesses : ndarray, shape (items,)
        Standardised loadings (their sum is not negative) and unique variances.
    converged : bool
        Whether the maximum of the likelihood was found.
    at_bound : bool
        Whether a unique variance stands at its lower bound (a Heywood case).
    """

    loadings: np.ndarray
    uniquenesses: np.ndarray
    converged: bool
    at_bound: bool


def cronbach_alpha(points: np.ndarray) -> float:
    """Cronbach's alpha of complete rows, from the covariance matrix (Cronbach 1951).

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points without missing values, at least two items and two people.
    """
    items = points.shape[1]
    covariance = np.cov(points, rowvar=False)
    return float(items / (items - 1) * (1 - np.trace(covariance) / covariance.sum()))


def feldt_interval(alpha: float, n: int, items: int, confidence: float) -> tuple[float, float]:
    """Confidence interval of alpha (Feldt 1965): (1 - alpha) times quantiles of F with n-1 and (n-1)(items-1) df."""
    from scipy.special import fdtri

    tail = (1 - confidence) / 2
    df1, df2 = n - 1, (n - 1) * (items - 1)
    return tuple(float(1 - (1 - alpha) * fdtri(df1, df2, p)) for p in (1 - tail, tail))  # type: ignore[return-value]


def one_factor(correlation: np.ndarray, max_iterations: int = 200) -> OneFactor:
    """Maximum-likelihood solution with one factor.

    Minimises the discrepancy concentrated over the unique variances, by scoring with backtracking (Joreskog 1967; the
    same optimum and lower bound, 0.005, as R's `factanal`).

    Parameters
    ----------
    correlation : ndarray, shape (items, items)
        Correlation matrix, positive definite, at least three items.
    max_iterations : int
        After as many steps the solution counts as not converged.
    """
    psi = np.clip((1 - 0.5 / len(correlation)) / np.diag(np.linalg.inv(correlation)), LOWEST_UNIQUENESS, 1.0)
    value, gradient, hessian, loadings = _discrepancy(correlation, psi)
    converged = False
    for _ in range(max_iterations):
        held = (psi <= LOWEST_UNIQUENESS) & (gradient > 0) | (psi >= 1.0) & (gradient < 0)
        converged = bool(np.all(np.abs(gradient[~held]) < 1e-9))
        if converged:
            break
        step = np.zeros_like(psi)
        step[~held] = np.linalg.lstsq(hessian[np.ix_(~held, ~held)], -gradient[~held], rcond=None)[0]
        found = _shorter_until_better(correlation, psi, value, step)
        if found is None:
            converged = bool(np.all(np.abs(gradient[~held]) < 1e-6))
            break
        psi, (value, gradient, hessian, loadings) = found
    sign = -1.0 if loadings.sum() < 0 else 1.0
    return OneFactor(sign * loadings, psi, converged, bool(np.any(psi <= LOWEST_UNIQUENESS)))


def _shorter_until_better(
    correlation: np.ndarray, psi: np.ndarray, value: float, step: np.ndarray
) -> tuple[np.ndarray, Discrepancy] | None:
    """New unique variances (step taken on the log scale, cut to the bounds) that lower the discrepancy, or None."""
    for halving in range(40):
        new = np.clip(psi * np.exp(np.clip(0.5**halving * step, -2, 2)), LOWEST_UNIQUENESS, 1.0)
        result = _discrepancy(correlation, new)
        if result[0] < value:
            return new, result
    return None


def _discrepancy(correlation: np.ndarray, psi: np.ndarray) -> Discrepancy:
    """Discrepancy, its gradient and expected Hessian by log unique variance, and the loadings that go with it."""
    root = np.sqrt(psi)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    rest = values[:-1]
    loadings = root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
    residual = vectors[:, :-1]
    gradient = (residual**2) @ (1 - rest)
    hessian = (residual @ residual.T) ** 2
    return float(np.sum(rest - np.log(rest) - 1)), gradient, hessian, loadings


def omega_total(solution: OneFactor) -> float:
    """McDonald's omega total: (sum of loadings)^2 over that plus the sum of unique variances (McDonald 1999)."""
    common = float(solution.loadings.sum()) ** 2
    return common / (common + float(solution.uniquenesses.sum()))


def reliability(points: np.ndarray, confidence: float) -> Reliability:
    """Alpha, its interval and omega of one scale; people with a missing item are left out.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal, NaN for missing.
    confidence : float
        Confidence level of the interval.

    Returns
    -------
    Reliability
        Omega is of the standardised items.
    """
    items = points.shape[1]
    complete = points[~np.isnan(points).any(axis=1)]
    n = len(complete)
    if reason := _no_alpha(complete):
        return Reliability(items, n, np.nan, np.nan, np.nan, np.nan, "not-estimable", reason)
    alpha = cronbach_alpha(complete)
    low, high = feldt_interval(alpha, n, items, confidence)
    omega, note = _omega(complete)
    return Reliability(items, n, alpha, low, high, omega, "ok" if np.isfinite(omega) else "no-omega", note)


def _no_alpha(points: np.ndarray) -> str:
    if points.shape[1] < 2:
        return SINGLE
    if len(points) < 3:
        return "Fewer than three people answered all items of the scale."
    if np.isclose(points.sum(axis=1).var(), 0):
        return "Everybody has the same score, so that nothing can be said about consistency."
    return ""


def correlations_of(points: np.ndarray) -> tuple[np.ndarray | None, str]:
    """Correlations of the items of complete rows, or none where they cannot be inverted, and the reason.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points without missing values.
    """
    n, items = points.shape
    if items < 2:
        return None, SINGLE
    if n <= items:
        return None, "It needs more people with all answers than the scale has items."
    if np.any(np.isclose(points.std(axis=0), 0)):
        return None, "It cannot be estimated: everybody gave the same answer to at least one item."
    correlation = np.corrcoef(points, rowvar=False)
    if np.linalg.eigvalsh(correlation)[0] < 1e-8:
        return None, "It cannot be estimated: the answers to some items follow exactly from the others."
    return correlation, ""


def one_factor_of(points: np.ndarray) -> tuple[OneFactor | None, str]:
    """One-factor solution of three or more items, complete rows; or none and the reason."""
    if points.shape[1] < 3:
        return None, "It needs at least three items."
    correlation, note = correlations_of(points)
    if correlation is None:
        return None, note
    solution = one_factor(correlation)
    if not solution.converged:
        return None, "It cannot be estimated: the one-factor model did not converge."
    return solution, ""


def _omega(points: np.ndarray) -> tuple[float, str]:
    solution, note = one_factor_of(points)
    if solution is None:
        return np.nan, note.replace("It", "Omega", 1)
    note = "An item's unique variance is at its lower bound (Heywood case): read omega with care."
    return omega_total(solution), note if solution.at_bound else ""
