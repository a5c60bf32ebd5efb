"""Comparisons of every two groups after a test over all of them found a difference.

Our own arithmetic, because scipy.stats and statsmodels give these comparisons without statistics and degrees of freedom
(Tukey, Games-Howell) or not at all (Dunn). Differences are first group minus second.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import scipy

from burnout.statistics.counts import contingency, pearson_chi_square
from burnout.statistics.freeman_halton import exact_p
from burnout.statistics.result import Array, Result, bonferroni, holm, tied
from burnout.statistics.studentised import range_quantile, range_tail

QUICK = 2_000
"""Steps that the exact test of a pair of rows may take."""

ADJUSTMENTS: dict[str, Callable[[Array], Array]] = {
    "none": lambda p: np.array(p, dtype=float),
    "bonferroni": bonferroni,
    "holm": holm,
}


@dataclass(frozen=True)
class Comparison:
    """One group against another.

    Parameters
    ----------
    test : str
        ``lsd``, ``tukey-hsd``, ``games-howell``, ``dunn``, or the test of a table of counts.
    first, second : int
        Positions of the groups.
    estimate, conf_low, conf_high : float
        What differs, first minus second, or the odds of the second column in the first row against the second row;
        interval of differences of means (simultaneous for Tukey and Games-Howell).
    std_error : float
        Standard error of a difference of means or mean ranks.
    estimate_name : str
        ``mean-difference``, ``mean-rank-difference`` or ``odds-ratio``.
    statistic, df : float
        As the test gives them.
    statistic_name : str
        ``t``, ``q`` (studentised range), ``z`` or ``chi-square``.
    p_value : float
        P of this comparison alone; NaN where the test has none.
    p_adjusted : float
        P adjusted for all comparisons.
    adjustment : str
        ``none``, ``bonferroni``, ``holm``, or ``tukey`` (studentised range).
    status, note : str
        As in `Result`.
    """

    test: str
    first: int
    second: int
    estimate: float = float("nan")
    estimate_name: str = ""
    conf_low: float = float("nan")
    conf_high: float = float("nan")
    statistic: float = float("nan")
    statistic_name: str = ""
    df: float = float("nan")
    p_value: float = float("nan")
    p_adjusted: float = float("nan")
    adjustment: str = "none"
    status: str = "ok"
    note: str = ""
    std_error: float = float("nan")


def adjust(found: Sequence[Comparison], method: str) -> list[Comparison]:
    """Adjust P of comparisons by ``bonferroni`` or ``holm``, over those that could be done; ``none`` copies P."""
    adjusted = ADJUSTMENTS[method]([one.p_value for one in found])
    return [replace(one, p_adjusted=float(p), adjustment=method) for one, p in zip(found, adjusted, strict=True)]


def _moments(groups: Sequence[Array]) -> tuple[Array, Array, Array]:
    sizes, means = np.array([len(g) for g in groups]), np.array([g.mean() for g in groups])
    return sizes, means, np.array([np.var(g, ddof=1) if len(g) > 1 else 0.0 for g in groups])


def lsd(groups: Sequence[Array], confidence: float) -> list[Comparison]:
    """Fisher's least significant difference: t by the variance within all groups, not adjusted (as SPSS).

    Parameters
    ----------
    groups : sequence of array
        Values of each group; at least one group with two people and some spread.
    confidence : float
        Level of the intervals.
    """
    sizes, means, variances = _moments(groups)
    df = int(sizes.sum() - len(groups))
    within = float(((sizes - 1) * variances).sum() / df)
    wide = scipy.special.stdtrit(df, (1 + confidence) / 2)
    found = []
    for i, j in combinations(range(len(groups)), 2):
        gap, error = float(means[i] - means[j]), float(np.sqrt(within * (1 / sizes[i] + 1 / sizes[j])))
        one = Comparison(
            "lsd", i, j, gap, "mean-difference", gap - wide * error, gap + wide * error, gap / error, "t", df
        )
        p = float(2 * scipy.special.stdtr(df, -abs(one.statistic)))
        found.append(replace(one, p_value=p, p_adjusted=p, std_error=error))
    return found


def tukey_hsd(groups: Sequence[Array], confidence: float) -> list[Comparison]:
    """Tukey's honestly significant difference, for unequal sizes by Kramer.

    Tukey JW 1953; Kramer CY. Biometrics 1956;12:307-310. `p_value` is that of the t test behind it, `p_adjusted` that
    of the studentised range.

    Parameters
    ----------
    groups : sequence of array
        As for `lsd`.
    confidence : float
        Level of the simultaneous intervals.
    """
    plain = lsd(groups, confidence)
    return _studentised([replace(one, test="tukey-hsd") for one in plain], len(groups), confidence)


def games_howell(groups: Sequence[Array], confidence: float) -> list[Comparison]:
    """Games and Howell's comparisons for unequal variances: Welch's t for two groups, by the studentised range.

    Games PA, Howell JF. J Educ Stat 1976;1:113-125. `p_value` is that of Welch's t test of the two groups.

    Parameters
    ----------
    groups : sequence of array
        Values of each group: at least two people and some spread in every one.
    confidence : float
        Level of the simultaneous intervals.
    """
    sizes, means, variances = _moments(groups)
    share, found = variances / sizes, []
    for i, j in combinations(range(len(groups)), 2):
        gap, error = float(means[i] - means[j]), float(np.sqrt(share[i] + share[j]))
        df = float((share[i] + share[j]) ** 2 / (share[i] ** 2 / (sizes[i] - 1) + share[j] ** 2 / (sizes[j] - 1)))
        p = float(2 * scipy.special.stdtr(df, -abs(gap / error)))
        one = Comparison("games-howell", i, j, gap, "mean-difference", statistic=gap / error, df=df, p_value=p)
        found.append(replace(one, std_error=error))
    return _studentised(found, len(groups), confidence)


def _studentised(found: list[Comparison], groups: int, confidence: float) -> list[Comparison]:
    """Replace t by q = t times the root of 2, and P and interval by those of the studentised range."""
    q = np.array([one.statistic for one in found]) * np.sqrt(2)
    df = np.array([one.df for one in found])
    p = range_tail(np.abs(q), groups, df)
    half = range_quantile(confidence, groups, df) / np.sqrt(2)
    half = half * np.array([one.std_error for one in found])
    return [
        replace(
            one,
            statistic=float(q[i]),
            statistic_name="q",
            p_adjusted=float(p[i]),
            adjustment="tukey",
            conf_low=one.estimate - float(half[i]),
            conf_high=one.estimate + float(half[i]),
        )
        for i, one in enumerate(found)
    ]


def dunn(groups: Sequence[Array]) -> list[Comparison]:
    """Dunn's comparisons of mean ranks, with ties corrected, not adjusted.

    Dunn OJ. Technometrics 1964;6:241-252. The ranks are those of all groups together, as in SPSS and R's rstatix.

    Parameters
    ----------
    groups : sequence of array
        Values of each group, not all the same.
    """
    sizes = np.array([len(g) for g in groups])
    values = np.concatenate([tied(g) for g in groups])
    ranks, n = scipy.stats.rankdata(values), len(values)
    means = np.array([part.mean() for part in np.split(ranks, np.cumsum(sizes)[:-1])])
    variance = n * (n + 1) / 12 * scipy.stats.tiecorrect(ranks)
    found = []
    for i, j in combinations(range(len(groups)), 2):
        gap = float(means[i] - means[j])
        z = gap / float(np.sqrt(variance * (1 / sizes[i] + 1 / sizes[j])))
        p = float(2 * scipy.special.ndtr(-abs(z)))
        found.append(
            Comparison(
                "dunn", i, j, gap, "mean-rank-difference", statistic=z, statistic_name="z", p_value=p, p_adjusted=p
            )
        )
    return found


def pairwise_tables(counts: Array, plan: str) -> list[Comparison]:
    """Test every two rows of a table of counts, not adjusted.

    Two columns: by the plan's rule for tables (`contingency`). More columns: Pearson, or the exact test under Cochran's
    rule where that is quick; Monte Carlo for every pair would take too long, so a table too large for it keeps Pearson
    with a caution.

    Parameters
    ----------
    counts : array of shape (rows, columns)
        Counts without empty rows.
    plan : str
        ``as-published`` or ``recommended``.

    Returns
    -------
    list of Comparison
        `estimate` is the odds ratio where there are two columns: infinite or 0 where a cell is empty, which the note
        says. Two rows in which everybody is in the same column are ``constant``.
    """
    return [_rows(counts[[i, j]], i, j, plan) for i, j in combinations(range(len(counts)), 2)]


def _larger(table: Array) -> Result:
    expected = scipy.stats.contingency.expected_freq(table)
    plain = pearson_chi_square(table)
    if np.mean(expected < 5) <= 0.2 and expected.min() >= 1:
        return plain
    p = exact_p(table, limit=QUICK)
    if p is None:
        return replace(plain, note="Many small expected counts, so P is rough.")
    gone = {"statistic": float("nan"), "statistic_name": "", "df": float("nan")}
    note = "Many small expected counts: exact test."
    return replace(plain, test="fisher-freeman-halton", p_value=p, note=note, **gone)


def _rows(table: Array, i: int, j: int, plan: str) -> Comparison:
    kept = table[:, table.sum(axis=0) > 0]
    if kept.shape[1] < 2:
        note = "In both groups everybody has the same answer, so there is nothing to compare."
        return Comparison("none", i, j, status="constant", note=note)
    result = contingency(kept, plan, seed=0) if kept.shape[1] == 2 else _larger(kept)
    odds, note = float("nan"), result.note
    if table.shape[1] == 2:
        (a, b), (c, d) = table.tolist()
        odds = b * c / (a * d) if a * d else float("inf")
        if not (a and b and c and d):
            note = " ".join(text for text in ("A cell is empty, so the odds ratio has no bound.", note) if text)
    return Comparison(
        result.test,
        i,
        j,
        odds,
        "odds-ratio" if table.shape[1] == 2 else "",
        statistic=result.statistic,
        statistic_name=result.statistic_name,
        df=result.df,
        p_value=result.p_value,
        p_adjusted=result.p_value,
        note=note,
    )
