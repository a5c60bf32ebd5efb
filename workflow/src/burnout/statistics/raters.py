"""Agreement of raters on numbers and ranks: intraclass correlation, Kendall's W, Krippendorff's alpha."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.result import Array

NAN = float("nan")
LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True)
class Intraclass:
    """An intraclass correlation.

    Parameters
    ----------
    form : str
        ``icc-1-1`` ... ``icc-3-k`` of Shrout and Fleiss, ``icc-a-1`` ... ``icc-c-k`` of McGraw and Wong.
    value, f, df, df2, p_value, low, high : float
        Correlation; its test against 0; its interval.
    """

    form: str
    value: float
    f: float
    df: float
    df2: float
    p_value: float
    low: float
    high: float


@dataclass(frozen=True)
class _Squares:
    n: int
    k: int
    between: float
    within: float
    judges: float
    error: float


def intraclass(scores: Array, confidence: float) -> list[Intraclass]:
    """Every form of the intraclass correlation.

    The six of Shrout PE, Fleiss JL. Psychol Bull 1979;86:420-428: 1 each unit by other raters, 2 raters drawn from
    many, 3 these raters only; of one rater or of the mean of k. And absolute agreement (a) and consistency (c) by
    McGraw KO, Wong SP. Psychol Methods 1996;1:30-46: the forms 2 and 3, but agreement with Satterthwaite's second
    degrees of freedom, as in R's irr.

    Parameters
    ----------
    scores : array of shape (units, raters)
        All known; two units and two raters or more, not all scores equal.
    confidence : float
        Level of the intervals.
    """
    s = _squares(scores)
    tail = (1 - confidence) / 2
    first = _consistent("icc-1", s, s.within, s.n * (s.k - 1), tail)
    third = _consistent("icc-3", s, s.error, (s.n - 1) * (s.k - 1), tail)
    second, satterthwaite = _agreement(s, tail)
    renamed = {"icc-2-1": "icc-a-1", "icc-2-k": "icc-a-k", "icc-3-1": "icc-c-1", "icc-3-k": "icc-c-k"}
    wong = []
    for one in (*second, *third):
        df2 = satterthwaite if one.form.startswith("icc-2") else one.df2
        p = float(scipy.special.fdtrc(one.df, df2, one.f)) if np.isfinite(one.f) else one.p_value
        wong.append(Intraclass(renamed[one.form], one.value, one.f, one.df, df2, p, one.low, one.high))
    single, mean = zip(first, second, third, strict=True)
    return [*single, *mean, *wong]


def _squares(scores: Array) -> _Squares:
    n, k = scores.shape
    units, judges, whole = scores.mean(axis=1), scores.mean(axis=0), scores.mean()
    between = k * float(((units - whole) ** 2).sum()) / (n - 1)
    within = float(((scores - units[:, None]) ** 2).sum()) / (n * (k - 1))
    over = n * float(((judges - whole) ** 2).sum()) / (k - 1)
    left = scores - units[:, None] - judges[None, :] + whole
    error = float((left**2).sum()) / ((n - 1) * (k - 1))
    return _Squares(n, k, between, within, over, error if error > 1e-12 * float(np.var(scores)) else 0.0)


def _consistent(name: str, s: _Squares, error: float, df2: int, tail: float) -> tuple[Intraclass, Intraclass]:
    """Forms 1 and 3: between units against an error."""
    df = s.n - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        f = float(np.divide(s.between, error))
        low = f / float(scipy.special.fdtri(df, df2, 1 - tail))
        high = f * float(scipy.special.fdtri(df2, df, 1 - tail))
        p = float(scipy.special.fdtrc(df, df2, f)) if np.isfinite(f) else 0.0
        single = (s.between - error) / (s.between + (s.k - 1) * error)
        limits = [(x - 1) / (x + s.k - 1) if np.isfinite(x) else 1.0 for x in (low, high)]
        means = [1 - 1 / x if x else -np.inf for x in (low, high)]
        mean = (s.between - error) / s.between if s.between else NAN
    return (
        Intraclass(f"{name}-1", single, f, df, df2, p, *limits),
        Intraclass(f"{name}-k", mean, f, df, df2, p, *means),
    )


def _agreement(s: _Squares, tail: float) -> tuple[tuple[Intraclass, Intraclass], float]:
    """Form 2, absolute agreement, and the degrees of freedom of its interval."""
    n, k, df, df2 = s.n, s.k, s.n - 1, (s.n - 1) * (s.k - 1)
    value = (s.between - s.error) / (s.between + (k - 1) * s.error + k * (s.judges - s.error) / n)
    mean = (s.between - s.error) / (s.between + (s.judges - s.error) / n)
    f = s.between / s.error if s.error else np.inf
    p = float(scipy.special.fdtrc(df, df2, f)) if s.error else 0.0
    a = k * value / (n * (1 - value)) if value < 1 else np.inf
    b = 1 + k * value * (n - 1) / (n * (1 - value)) if value < 1 else np.inf
    top = a * s.judges + b * s.error
    parts = (a * s.judges) ** 2 / (k - 1) + (b * s.error) ** 2 / df2
    free = top**2 / parts if np.isfinite(top) and parts > 0 else NAN
    low = high = NAN
    if np.isfinite(free):
        upper, lower = float(scipy.special.fdtri(df, free, 1 - tail)), float(scipy.special.fdtri(free, df, 1 - tail))
        rest = k * s.judges + (k * n - k - n) * s.error
        low = n * (s.between - upper * s.error) / (upper * rest + n * s.between)
        high = n * (lower * s.between - s.error) / (rest + n * lower * s.between)
    of_mean = [k * x / (1 + (k - 1) * x) for x in (low, high)]
    forms = (
        Intraclass("icc-2-1", value, f, df, df2, p, low, high),
        Intraclass("icc-2-k", mean, f, df, df2, p, *of_mean),
    )
    return forms, free


def kendall_w(scores: Array) -> tuple[float, float, int, float]:
    """Kendall's coefficient of concordance, corrected for ties.

    Parameters
    ----------
    scores : array of shape (units, raters)
        All known.

    Returns
    -------
    float, float, int, float
        W, its chi-square (Friedman's), degrees of freedom, P. NaN when every rater gave everything the same rank.
    """
    n, m = scores.shape
    ranks = np.column_stack([_ranks(column) for column in scores.T])
    ties = sum(float((c**3 - c).sum()) for column in scores.T for c in [np.unique(column, return_counts=True)[1]])
    spread = 12 * float(((ranks.sum(axis=1) - m * (n + 1) / 2) ** 2).sum())
    whole = m**2 * (n**3 - n) - m * ties
    if whole <= 0:
        return NAN, NAN, n - 1, NAN
    w = spread / whole
    chi = m * (n - 1) * w
    return w, chi, n - 1, float(scipy.special.chdtrc(n - 1, chi))


def _ranks(values: Array) -> Array:
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    return (ends - (counts - 1) / 2)[place]


def krippendorff(values: Array, level: str) -> float:
    """Krippendorff's alpha; missing ratings are allowed.

    Parameters
    ----------
    values : array of shape (units, raters)
        Numbers (codes for categories), NaN where missing. Units with one rating do not count.
    level : str
        One of `LEVELS`. Krippendorff K. Content analysis; Hayes AF, Krippendorff K. Commun Methods Meas 2007;1:77-89.
        NaN when all ratings are the same, or no unit has two.
    """
    counts, known = _counted(values)
    return _alpha(counts, known, level)


def resampled_alpha(values: Array, level: str, confidence: float, resamples: int, seed: int) -> tuple[float, float]:
    """Interval of Krippendorff's alpha: percentiles of its values in bootstrap resamples of the units.

    Parameters
    ----------
    values, level
        As in `krippendorff`.
    confidence : float
        Level of the interval.
    resamples, seed : int
        How often, and the seed. Resamples in which all ratings are the same count as full agreement.
    """
    counts, known = _counted(values)
    rng = np.random.default_rng(seed)
    found = [_alpha(counts[rng.integers(0, len(counts), len(counts))], known, level) for _ in range(resamples)]
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.nan_to_num(np.array(found), nan=1.0), [tail, 1 - tail])
    return float(low), float(high)


def _counted(values: Array) -> tuple[Array, Array]:
    """How often each unit with two ratings or more has each value."""
    used = values[(~np.isnan(values)).sum(axis=1) > 1]
    known = np.unique(used[~np.isnan(used)])
    return np.array([(used == value).sum(axis=1) for value in known], dtype=float).T.reshape(-1, len(known)), known


def _alpha(counts: Array, known: Array, level: str) -> float:
    seen = counts.any(axis=0)
    counts, known = counts[:, seen], known[seen]
    if len(known) < 2:
        return NAN
    shares = counts / (counts.sum(axis=1) - 1)[:, None]
    pairs = shares.T @ counts
    pairs[np.diag_indices(len(known))] -= shares.sum(axis=0)
    margins = pairs.sum(axis=1)
    distance = _distance(known, margins, level)
    chance = float((np.outer(margins, margins) * distance).sum()) / (margins.sum() - 1)
    return 1 - float((pairs * distance).sum()) / chance if chance else NAN


def _distance(values: Array, margins: Array, level: str) -> Array:
    """Squared distances of every two values."""
    if level == "nominal":
        return 1.0 - np.eye(len(values))
    if level == "ordinal":
        upto = np.cumsum(margins) - margins / 2
        return (upto[:, None] - upto[None, :]) ** 2
    apart = values[:, None] - values[None, :]
    if level == "interval":
        return apart**2
    total = values[:, None] + values[None, :]
    return np.divide(apart, total, out=np.zeros_like(apart), where=total != 0) ** 2
