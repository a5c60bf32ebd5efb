"""Summaries of scores: prevalence of levels with Wilson's interval, and the distribution of each score."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.statistics.intervals import share_interval

PREVALENCE = ["outcome", "level", "count", "n", "percent", "conf_low", "conf_high"]
DISTRIBUTION = ["n", "mean", "sd", "median", "p25", "p75", "min", "max", "floor_percent", "ceiling_percent"]
DESCRIBED = ["std_error", "conf_low", "conf_high", "skewness", "kurtosis", "skewness_g1", "kurtosis_g2", "p25_type2"]
DESCRIBED += ["p75_type2", "p25_type7", "p75_type7", "shapiro_w", "shapiro_p", "lilliefors_d", "lilliefors_p"]
TOLERANCE = 1e-9
LARGEST_SHAPIRO = 5000


def prevalence_of(name: str, occasion: str, values: pd.Series, confidence: float) -> list[dict[str, object]]:
    """Rows of the prevalence table for one categorical column at one occasion, a row for each level.

    Parameters
    ----------
    name, occasion : str
        Name of the score column or outcome, and of the occasion.
    values : Series
        Categorical values of the people at the occasion.
    confidence : float
        Confidence level of the intervals.
    """
    n = int(values.notna().sum())
    counts = values.value_counts(sort=False)
    rows: list[dict[str, object]] = []
    for level in values.cat.categories:
        count = int(counts[level])
        row: dict[str, object] = {"outcome": name, "level": level, "count": count, "n": n}
        low, high = share_interval(count, n, confidence) if n else (np.nan, np.nan)
        percent = 100 * count / n if n else np.nan
        row |= {"percent": percent, "conf_low": 100 * low, "conf_high": 100 * high, "occasion": occasion}
        row |= {"n_missing": int(len(values) - n), "status": "ok" if n else "not-estimable"}
        rows.append(row | {"note": "" if n else "Nobody has a value."})
    return rows


def distribution_of(values: np.ndarray, lowest: float, highest: float) -> dict[str, float]:
    """Distribution of one score: centre, spread, quartiles, and the share at the ends of its range.

    Parameters
    ----------
    values : ndarray
        Scores, NaN for missing.
    lowest, highest : float
        Ends of the score's possible range.

    Returns
    -------
    dict
        n, mean, sd (n - 1), median, p25, p75 (type 6 of Hyndman and Fan 1996, as SPSS), min, max, and the percent of
        people at the lowest (floor) and highest (ceiling) possible score.
    """
    values = values[~np.isnan(values)]
    if len(values) == 0:
        return {"n": 0} | dict.fromkeys(DISTRIBUTION[1:], np.nan)
    p25, median, p75 = np.quantile(values, [0.25, 0.5, 0.75], method="weibull")
    return {
        "n": len(values),
        "mean": float(values.mean()),
        "sd": float(values.std(ddof=1)) if len(values) > 1 else np.nan,
        "median": float(median),
        "p25": float(p25),
        "p75": float(p75),
        "min": float(values.min()),
        "max": float(values.max()),
        "floor_percent": float(100 * np.mean(values <= lowest + TOLERANCE)),
        "ceiling_percent": float(100 * np.mean(values >= highest - TOLERANCE)),
    }


def description_of(values: np.ndarray, confidence: float) -> dict[str, float]:
    """What statistics programs print of a score besides its distribution.

    Parameters
    ----------
    values : ndarray
        Scores, NaN for missing.
    confidence : float
        Level of the interval of the mean.

    Returns
    -------
    dict
        The columns of `DESCRIBED`: standard error and interval of the mean, skewness and kurtosis (as SPSS, and g1, g2
        without correction), quartiles of SAS and Stata (type 2) and of R and Excel (type 7), tests of normality
        (Shapiro-Wilk up to 5,000 people). NaN where there is none.
    """
    from burnout.statistics.moments import moments, more_moments
    from burnout.statistics.normality import lilliefors, shapiro_wilk

    known = values[~np.isnan(values)]
    found = moments(known) | more_moments(known, confidence)
    found["std_error"] = found["se"]
    if len(known) <= LARGEST_SHAPIRO:
        found["shapiro_w"], found["shapiro_p"] = shapiro_wilk(known)
    found["lilliefors_d"], found["lilliefors_p"] = lilliefors(known)
    return {name: found.get(name, float("nan")) for name in DESCRIBED}
