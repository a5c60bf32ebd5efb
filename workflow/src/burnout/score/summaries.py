"""Summaries of scores: prevalence of levels with Wilson's interval, and the distribution of each score."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import pandas as pd

PREVALENCE = ["outcome", "level", "count", "n", "percent", "conf_low", "conf_high"]
DISTRIBUTION = ["n", "mean", "sd", "median", "p25", "p75", "min", "max", "floor_percent", "ceiling_percent"]
TOLERANCE = 1e-9


def wilson(count: int, n: int, confidence: float) -> tuple[float, float]:
    """Wilson's score interval of a share (Wilson 1927), without continuity correction.

    Parameters
    ----------
    count, n : int
        Number with the property, and of all; n > 0.
    confidence : float
        Confidence level.

    Returns
    -------
    tuple of float
        Lower and upper limit, as shares from 0 to 1.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / n
    centre = share + z**2 / (2 * n)
    half = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = (centre - half) / (1 + z**2 / n), (centre + half) / (1 + z**2 / n)
    return (0.0 if count == 0 else float(low)), (1.0 if count == n else float(high))


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
        low, high = wilson(count, n, confidence) if n else (np.nan, np.nan)
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
