"""Moments and quartiles of a sample, as the usual programs print them."""

from __future__ import annotations

import numpy as np

from burnout.statistics.intervals import mean_interval


def moments(values: np.ndarray) -> dict[str, float]:
    """Mean, sd, median, quartiles (type 6) and shape (G1, G2) of the values that are there, with n and n_missing."""
    known = values[~np.isnan(values)]
    found = {"n": float(len(known)), "n_missing": float(len(values) - len(known))}
    if len(known) == 0:
        return found | dict.fromkeys(("mean", "sd", "median", "p25", "p75", "skewness", "kurtosis"), float("nan"))
    p25, median, p75 = np.quantile(known, [0.25, 0.5, 0.75], method="weibull")
    sd = float(np.std(known, ddof=1)) if len(known) > 1 else float("nan")
    return (
        found
        | {
            "mean": float(known.mean()),
            "sd": sd,
            "median": float(median),
            "p25": float(p25),
            "p75": float(p75),
        }
        | _shape(known)
    )


def more_moments(values: np.ndarray, confidence: float) -> dict[str, float]:
    """What other programs print: standard error and interval of the mean, extremes, other quartiles, plain shape."""
    known, names = values[~np.isnan(values)], ("se", "conf_low", "conf_high", "min", "max")
    names += ("p25_type2", "p75_type2", "p25_type7", "p75_type7", "skewness_g1", "kurtosis_g2")
    found = dict.fromkeys(names, float("nan"))
    if len(known) == 0:
        return found
    if len(known) > 1:
        found["se"] = float(np.std(known, ddof=1) / np.sqrt(len(known)))
        found["conf_low"], found["conf_high"] = mean_interval(known, confidence)
    found |= {"min": float(known.min()), "max": float(known.max())}
    for name, method in (("type2", "averaged_inverted_cdf"), ("type7", "linear")):
        low, high = np.quantile(known, [0.25, 0.75], method=method)
        found |= {f"p25_{name}": float(low), f"p75_{name}": float(high)}
    centred = known - known.mean()
    spread = float(np.mean(centred**2))
    if np.ptp(known) > 0 and spread > 0:
        found["skewness_g1"] = float(np.mean(centred**3) / spread**1.5)
        found["kurtosis_g2"] = float(np.mean(centred**4) / spread**2 - 3)
    return found


def _shape(known: np.ndarray) -> dict[str, float]:
    """Skewness G1 (3 values or more) and excess kurtosis G2 (4 or more), as SPSS; NaN without spread.

    Joanes DN, Gill CA. The Statistician 1998;47:183-189.
    """
    n, centred = len(known), known - known.mean()
    spread = float(np.mean(centred**2))
    shape = {"skewness": float("nan"), "kurtosis": float("nan")}
    if np.ptp(known) == 0 or spread == 0:
        return shape
    if n > 2:
        shape["skewness"] = float(np.mean(centred**3) / spread**1.5 * np.sqrt(n * (n - 1)) / (n - 2))
    if n > 3:
        plain = float(np.mean(centred**4) / spread**2 - 3)
        shape["kurtosis"] = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain + 6)
    return shape
