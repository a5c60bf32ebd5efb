"""Confirmatory factor analysis of a questionnaire: do its items go together as the key says?

One factor for each scale, each item on the factor of its own scale only, factors free to correlate; maximum likelihood
on the correlation matrix (Joreskog 1969). The discrepancy does not depend on the items' units, so that fit measures are
those of the covariance matrix. Answers are taken as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

PEOPLE_PER_ITEM = 10
RMSEA_CONFIDENCE = 0.9
UNIDENTIFIED = (
    "The model cannot be identified: one factor needs four items or more, several factors two items each, and each "
    "item one factor."
)


@dataclass(frozen=True)
class FactorFit:
    """Fit of the factor model.

    Parameters
    ----------
    factors, items, n, parameters : int
        Factors, items, people with complete answers, and free parameters.
    chi_square, df, p_value : float
        Test of exact fit: n times the discrepancy.
    cfi, tli : float
        Comparative fit index and Tucker-Lewis index, against uncorrelated items.
    rmsea, rmsea_low, rmsea_high, rmsea_confidence : float
        Root mean square error of approximation and its interval at the customary level.
    srmr : float
        Standardised root mean square residual.
    status : {"ok", "not-estimable"}
        Whether the model was fitted.
    note : str
        Why not, in a sentence; or a warning.
    """

    factors: int
    items: int
    n: int
    parameters: int
    chi_square: float = np.nan
    df: float = np.nan
    p_value: float = np.nan
    cfi: float = np.nan
    tli: float = np.nan
    rmsea: float = np.nan
    rmsea_low: float = np.nan
    rmsea_high: float = np.nan
    rmsea_confidence: float = RMSEA_CONFIDENCE
    srmr: float = np.nan
    status: str = "not-estimable"
    note: str = ""


@dataclass(frozen=True)
class Solution:
    """Estimates of the factor model.

    Parameters
    ----------
    loadings, uniquenesses : ndarray, shape (items,)
        Standardised loadings, each on the item's own factor, and unique variances.
    correlations : ndarray, shape (factors, factors)
        Correlations of the factors.
    implied : ndarray, shape (items, items)
        Correlation matrix that the model implies.
    discrepancy : float
        Minimum of the maximum-likelihood discrepancy.
    converged : bool
        Whether the minimum was found.
    """

    loadings: np.ndarray
    uniquenesses: np.ndarray
    correlations: np.ndarray
    implied: np.ndarray
    discrepancy: float
    converged: bool


def factor_fit(points: np.ndarray, factor_of: np.ndarray) -> FactorFit:
    """Fit of the factor model to the answers; people with a missing item are left out.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal, NaN for missing.
    factor_of : ndarray of int, shape (items,)
        Factor (from 0) of each item.

    Returns
    -------
    FactorFit
        Not fitted with fewer than ten people for each item.
    """
    complete = points[~np.isnan(points).any(axis=1)]
    factors, items, n = int(factor_of.max()) + 1, len(factor_of), len(complete)
    parameters = 2 * items + factors * (factors - 1) // 2
    sizes = {"factors": factors, "items": items, "n": n, "parameters": parameters}
    if reason := _unfit(complete, factor_of):
        return FactorFit(**sizes, note=reason)
    correlation = np.corrcoef(complete, rowvar=False)
    if np.linalg.eigvalsh(correlation)[0] < 1e-8:
        return FactorFit(**sizes, note="The answers to some items follow exactly from the others.")
    solution = fit_factors(correlation, factor_of)
    if not solution.converged:
        return FactorFit(**sizes, note="The factor model did not converge.")
    return FactorFit(
        **sizes, **fit_measures(correlation, solution, n, parameters), status="ok", note=_warning(solution)
    )


def _unfit(complete: np.ndarray, factor_of: np.ndarray) -> str:
    n, items = complete.shape
    counts = np.bincount(factor_of)
    if counts.min() < 2 or (len(counts) == 1 and items < 4):
        return UNIDENTIFIED
    if n < PEOPLE_PER_ITEM * items:
        return f"Not fitted: {n} people answered all {items} items, and ten for each item are asked for."
    return "Everybody gave the same answer to at least one item." if np.any(np.ptp(complete, axis=0) == 0) else ""


def _warning(solution: Solution) -> str:
    if np.any(solution.uniquenesses <= 0):
        return "An item's unique variance is not above zero (Heywood case): read the fit with care."
    outside = np.abs(solution.correlations[np.triu_indices_from(solution.correlations, 1)]) >= 1
    return "Two factors correlate at 1 or beyond: they may be one." if np.any(outside) else ""


def fit_factors(correlation: np.ndarray, factor_of: np.ndarray, max_iterations: int = 300) -> Solution:
    """Maximum-likelihood estimates, by Fisher scoring with backtracking.

    Parameters
    ----------
    correlation : ndarray, shape (items, items)
        Correlation matrix, positive definite.
    factor_of : ndarray of int, shape (items,)
        Factor (from 0) of each item.
    max_iterations : int
        After as many steps the solution counts as not converged.
    """
    theta = _start(correlation, factor_of)
    value = _discrepancy(correlation, _implied(theta, factor_of))
    converged = False
    for _ in range(max_iterations):
        gradient, information = _slopes(correlation, theta, factor_of)
        converged = bool(np.max(np.abs(gradient)) < 1e-9)
        if converged:
            break
        step = np.linalg.lstsq(information, -gradient, rcond=None)[0]
        for halving in range(40):
            new = theta + 0.5**halving * step
            lower = _discrepancy(correlation, _implied(new, factor_of))
            if lower < value:
                break
        else:
            converged = bool(np.max(np.abs(gradient)) < 1e-6)
            break
        theta, value = new, lower
    loadings, uniquenesses, correlations = _parts(theta, factor_of)
    return Solution(loadings, uniquenesses, correlations, _implied(theta, factor_of), value, converged)


def _start(correlation: np.ndarray, factor_of: np.ndarray) -> np.ndarray:
    """Loadings from the correlation with the scale, factor correlations from those of the scales."""
    member = np.equal.outer(factor_of, np.arange(factor_of.max() + 1)).astype(float)
    with_scale = correlation @ member
    spread = np.sqrt(np.diag(member.T @ with_scale))
    loadings = np.clip((with_scale / spread)[np.arange(len(factor_of)), factor_of], -0.9, 0.9)
    scales = (member.T @ with_scale) / np.outer(spread, spread)
    return np.concatenate([loadings, 1 - loadings**2, 0.9 * scales[np.triu_indices_from(scales, 1)]])


def _parts(theta: np.ndarray, factor_of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    items, factors = len(factor_of), int(factor_of.max()) + 1
    correlations = np.eye(factors)
    upper = np.triu_indices(factors, 1)
    correlations[upper] = theta[2 * items :]
    correlations.T[upper] = theta[2 * items :]
    return theta[:items], theta[items : 2 * items], correlations


def _implied(theta: np.ndarray, factor_of: np.ndarray) -> np.ndarray:
    loadings, uniquenesses, correlations = _parts(theta, factor_of)
    return np.outer(loadings, loadings) * correlations[np.ix_(factor_of, factor_of)] + np.diag(uniquenesses)


def _discrepancy(correlation: np.ndarray, implied: np.ndarray) -> float:
    """log|implied| + trace(correlation / implied) - log|correlation| - items; infinite when not positive definite."""
    values = np.linalg.eigvalsh(implied)
    if values[0] <= 1e-10:
        return np.inf
    ratio = np.trace(np.linalg.solve(implied, correlation))
    return float(np.log(values).sum() + ratio - np.linalg.slogdet(correlation)[1] - len(implied))


def _slopes(correlation: np.ndarray, theta: np.ndarray, factor_of: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and expected Hessian of the discrepancy."""
    inverse = np.linalg.inv(_implied(theta, factor_of))
    derivatives = _derivatives(theta, factor_of)
    residual = inverse - inverse @ correlation @ inverse
    gradient = np.einsum("kij,ij->k", derivatives, residual)
    weighted = inverse @ derivatives
    information = np.einsum("kij,lji->kl", weighted, weighted, optimize=True)
    return gradient, information


def _derivatives(theta: np.ndarray, factor_of: np.ndarray) -> np.ndarray:
    """Derivatives of the implied matrix, shape (parameters, items, items)."""
    loadings, _, correlations = _parts(theta, factor_of)
    items = len(factor_of)
    found = np.zeros((len(theta), items, items))
    between = correlations[np.ix_(factor_of, factor_of)]
    for item in range(items):
        found[item, item, :] = between[item] * loadings
        found[item] += found[item].T
        found[items + item, item, item] = 1.0
    upper = zip(*np.triu_indices(len(correlations), 1), strict=True)
    for place, (first, second) in enumerate(upper, start=2 * items):
        one, other = loadings * (factor_of == first), loadings * (factor_of == second)
        found[place] = np.outer(one, other) + np.outer(other, one)
    return found


def fit_measures(correlation: np.ndarray, solution: Solution, n: int, parameters: int) -> dict[str, float]:
    """Chi-square, CFI (Bentler 1990), TLI (Tucker and Lewis 1973), RMSEA (Steiger 1990) and SRMR.

    Parameters
    ----------
    correlation : ndarray, shape (items, items)
        Correlation matrix of the answers.
    solution : Solution
        The fitted model.
    n, parameters : int
        People and free parameters. Chi-square is n times the discrepancy, as in lavaan.
    """
    from scipy.special import chdtrc

    items = len(correlation)
    df, base_df = items * (items + 1) // 2 - parameters, items * (items - 1) // 2
    chi, base = n * solution.discrepancy, -n * float(np.linalg.slogdet(correlation)[1])
    excess, base_excess = max(chi - df, 0.0), max(base - base_df, chi - df, 0.0)
    low, high = _noncentrality(chi, df)
    residual = (correlation - solution.implied)[np.tril_indices(items)]
    return {
        "chi_square": chi,
        "df": df,
        "p_value": float(chdtrc(df, chi)),
        "cfi": 1 - excess / base_excess if base_excess > 0 else 1.0,
        "tli": (base / base_df - chi / df) / (base / base_df - 1),
        "rmsea": float(np.sqrt(excess / (df * n))),
        "rmsea_low": float(np.sqrt(low / (df * n))),
        "rmsea_high": float(np.sqrt(high / (df * n))),
        "srmr": float(np.sqrt(np.mean(residual**2))),
    }


def _noncentrality(chi: float, df: int) -> tuple[float, float]:
    """Limits of the noncentrality at which chi-square stands at the two ends of the RMSEA's interval."""
    from scipy.optimize import brentq
    from scipy.special import chdtr, chndtr

    limits = []
    for tail in ((1 + RMSEA_CONFIDENCE) / 2, (1 - RMSEA_CONFIDENCE) / 2):
        if chdtr(df, chi) <= tail:
            limits.append(0.0)
            continue
        beyond = max(chi, 1.0)
        while chndtr(chi, df, beyond) > tail:
            beyond *= 2
        limits.append(float(brentq(lambda nc, tail=tail: chndtr(chi, df, nc) - tail, 0.0, beyond, xtol=1e-10)))
    return limits[0], limits[1]
