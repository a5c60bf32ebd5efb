"""What programs print beside alpha: other alphas, whether the items can be factored, and what an item adds."""

from __future__ import annotations

import numpy as np

from burnout.score.reliability import correlations_of, cronbach_alpha, one_factor_of

CONSISTENCY = ["alpha_standardised", "alpha_pairwise", "alpha_standardised_pairwise", "mean_inter_item_correlation"]
CONSISTENCY += ["alpha_as_answered", "kmo", "bartlett_chi_square", "bartlett_df", "bartlett_p", "checks_note"]
ITEM_CHECKS = ["reversed", "mean_complete", "sd_complete", "scale_mean_if_deleted", "scale_variance_if_deleted"]
ITEM_CHECKS += ["alpha_if_deleted_pairwise", "kmo", "loading"]


def consistency(points: np.ndarray, answers: np.ndarray) -> dict[str, object]:
    """Further figures on the items of one scale.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal, NaN for missing.
    answers : ndarray, shape (people, items)
        The same items as answered, neither recoded nor reversed.

    Returns
    -------
    dict
        n_people (with or without answers) and the columns of `CONSISTENCY`; NaN where there is none, and
        `checks_note` says why. Pairwise: each covariance from all who answered both items (psych's `alpha`); else from
        those who answered all items. Kaiser-Meyer-Olkin measure (Kaiser 1974) and sphericity (Bartlett 1951) are of
        the correlations.
    """
    found: dict[str, object] = {"n_people": len(points)} | dict.fromkeys(CONSISTENCY[:-1], np.nan)
    complete = points[~np.isnan(points).any(axis=1)]
    answered = answers[~np.isnan(answers).any(axis=1)]
    if points.shape[1] >= 2:
        covariance, correlation = pairwise(points)
        found |= {"alpha_pairwise": alpha_of(covariance), "alpha_standardised_pairwise": alpha_of(correlation)}
        if len(answered) > 2 and answered.sum(axis=1).var() > 0:
            found["alpha_as_answered"] = cronbach_alpha(answered)
    correlation, note = correlations_of(complete)
    if correlation is not None:
        items, n = len(correlation), len(complete)
        mean = (correlation.sum() - items) / (items * (items - 1))
        found |= {"mean_inter_item_correlation": float(mean), "alpha_standardised": alpha_of(correlation)}
        if items > 2:
            found |= {"kmo": sampling_adequacy(correlation)[0]} | sphericity(correlation, n)
        else:
            note = "With two items there is nothing to be factored."
    return found | {"checks_note": note}


def alpha_of(covariance: np.ndarray) -> float:
    """Cronbach's alpha of a covariance matrix, standardised alpha of a correlation matrix; NaN without variance."""
    items, total = len(covariance), covariance.sum()
    return float(items / (items - 1) * (1 - np.trace(covariance) / total)) if total > 1e-12 else float("nan")


def pairwise(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Covariances and correlations, each from all who answered both items.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points, NaN for missing.

    Returns
    -------
    tuple of ndarray, each of shape (items, items)
        NaN for two items that fewer than three people answered, and for correlations of an item without spread.
    """
    has = ~np.isnan(points)
    there, count = has.astype(float), has.sum(axis=0)
    centred = np.where(has, points - np.where(has, points, 0.0).sum(axis=0) / np.maximum(count, 1), 0.0)
    n = there.T @ there
    total, squares = centred.T @ there, (centred**2).T @ there
    with np.errstate(invalid="ignore", divide="ignore"):
        covariance = np.where(n > 2, (centred.T @ centred - total * total.T / n) / (n - 1), np.nan)
        variance = (squares - total**2 / n) / (n - 1)
        spread = np.where(variance > 1e-12, variance, np.nan)
        return covariance, covariance / np.sqrt(spread * spread.T)


def sampling_adequacy(correlation: np.ndarray) -> tuple[float, np.ndarray]:
    """Kaiser-Meyer-Olkin measure of all items and of each: squared correlations over these plus the partial ones."""
    inverse = np.linalg.inv(correlation)
    root = np.sqrt(np.diag(inverse))
    partial, plain = (inverse / np.outer(root, root)) ** 2, correlation**2
    np.fill_diagonal(partial, 0.0)
    np.fill_diagonal(plain, 0.0)
    with np.errstate(invalid="ignore"):
        whole, each = plain.sum() / (plain.sum() + partial.sum()), plain.sum(axis=0) / (plain + partial).sum(axis=0)
    return float(whole), each


def sphericity(correlation: np.ndarray, n: int) -> dict[str, float]:
    """Bartlett's test that all correlations between items are 0."""
    from scipy.special import chdtrc

    items = len(correlation)
    statistic = -float(np.linalg.slogdet(correlation)[1]) * (n - 1 - (2 * items + 5) / 6)
    df = items * (items - 1) // 2
    return {"bartlett_chi_square": statistic, "bartlett_df": df, "bartlett_p": float(chdtrc(df, statistic))}


def eigenvalues(points: np.ndarray) -> tuple[np.ndarray, str]:
    """Eigenvalues of the correlations of complete rows, largest first; NaN with the reason where there are none."""
    correlation, note = correlations_of(points[~np.isnan(points).any(axis=1)])
    if correlation is None:
        return np.full(points.shape[1], np.nan), note
    return np.linalg.eigvalsh(correlation)[::-1], ""


def item_checks(points: np.ndarray) -> dict[str, np.ndarray]:
    """Figures on each item of a scale, each of shape (items,), NaN where there is none.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal, NaN for missing. All but `alpha_if_deleted_pairwise` are of those who
        answered all items; `loading` is standardised, on one factor by maximum likelihood.
    """
    items = points.shape[1]
    found = {name: np.full(items, np.nan) for name in ITEM_CHECKS[1:]}
    complete = points[~np.isnan(points).any(axis=1)]
    if len(complete) > 1:
        found |= {"mean_complete": complete.mean(axis=0), "sd_complete": complete.std(axis=0, ddof=1)}
        if items > 1:
            rest = complete.sum(axis=1)[:, None] - complete
            found["scale_mean_if_deleted"] = rest.mean(axis=0)
            found["scale_variance_if_deleted"] = rest.var(axis=0, ddof=1)
    if items > 2:
        covariance, _ = pairwise(points)
        kept = [np.delete(np.delete(covariance, i, axis=0), i, axis=1) for i in range(items)]
        found["alpha_if_deleted_pairwise"] = np.array([alpha_of(one) for one in kept])
        correlation, _ = correlations_of(complete)
        if correlation is not None:
            found["kmo"] = sampling_adequacy(correlation)[1]
        solution, _ = one_factor_of(complete)
        if solution is not None:
            found["loading"] = solution.loadings
    return found
