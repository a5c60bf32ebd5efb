"""Tests of association in a table of counts; the rarer ones by scipy.stats, which takes a second to load.

Every function takes a table of shape (rows, columns) of non-negative counts without empty rows or columns.
"""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.freeman_halton import exact_p, monte_carlo_p
from burnout.statistics.result import Array, Result, chi_square_p, sentences

DRAWS = 50_000


def cramers_v(table: Array) -> float:
    """Cramer's V (equal to the absolute phi of a 2 x 2 table)."""
    return float(min(1.0, np.sqrt(_distance(table) / table.sum() / (min(table.shape) - 1))))


def expected_counts(table: Array) -> Array:
    """Counts that go with no association: row total times column total over the whole."""
    return table.sum(axis=1, keepdims=True) * (table.sum(axis=0, keepdims=True) / table.sum())


def _distance(table: Array) -> float:
    """Pearson's chi-square."""
    expected = expected_counts(table)
    return float(np.sum((table - expected) ** 2 / expected))


def _with_p(table: Array, statistic: float) -> tuple[float, int, float]:
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    return statistic, df, chi_square_p(df, statistic)


def _result(test: str, table: Array, statistic: float, df: float, p: float, note: str = "") -> Result:
    n, name = int(table.sum()), "" if np.isnan(statistic) else "chi-square"
    return Result(
        test,
        n,
        statistic,
        name,
        df,
        float("nan"),
        p,
        cramers_v(table),
        "cramers-v",
        note=note,
    )


def pearson_chi_square(table: Array) -> Result:
    """Pearson's chi-square without correction; effect size Cramer's V."""
    return _result("pearson-chi-square", table, *_with_p(table, _distance(table)))


def likelihood_ratio(table: Array) -> tuple[float, float]:
    """Likelihood-ratio chi-square G2 and its P, on the degrees of freedom of Pearson's test."""
    statistic, _, p = _with_p(table, float(2 * scipy.special.xlogy(table, table / expected_counts(table)).sum()))
    return statistic, p


def adjusted_residuals(table: Array) -> tuple[Array, Array]:
    """Expected counts and adjusted standardised residuals (standard normal without association).

    Haberman SJ. Biometrics 1973;29:205-220; `stdres` of R's chisq.test.
    """
    expected, n = expected_counts(table), table.sum()
    rows, columns = table.sum(axis=1, keepdims=True) / n, table.sum(axis=0, keepdims=True) / n
    return expected, (table - expected) / np.sqrt(expected * (1 - rows) * (1 - columns))


def yates(table: Array) -> Result:
    """Chi-square of a 2 x 2 table with Yates' continuity correction (never larger than the difference, as in R)."""
    expected = expected_counts(table)
    away = np.abs(table - expected)
    statistic = float(np.sum((away - np.minimum(away, 0.5)) ** 2 / expected))
    return _result("yates-chi-square", table, *_with_p(table, statistic))


def fisher_exact(table: Array) -> Result:
    """Fisher's exact test of a 2 x 2 table, two-sided by the tables that are at most as probable (as SPSS and R)."""
    p = float(scipy.stats.fisher_exact(table).pvalue)
    return _result("fisher-exact", table, float("nan"), float("nan"), p)


def fisher_freeman_halton(table: Array, seed: int) -> Result:
    """Fisher's exact test of a table larger than 2 x 2.

    Exact when the table is small enough, else by Monte Carlo with 50,000 random tables, which the note says.
    Freeman GH, Halton JH. Biometrika 1951;38:141-149.

    Parameters
    ----------
    table : array of shape (rows, columns)
        Counts.
    seed : int
        Seed of the random tables.
    """
    p, note = exact_p(table), ""
    if p is None:
        p = monte_carlo_p(table, seed, DRAWS)
        note = f"P by Monte Carlo from {DRAWS} random tables (seed {seed})."
    return _result("fisher-freeman-halton", table, float("nan"), float("nan"), p, note)


def contingency(table: Array, plan: str, seed: int) -> Result:
    """Choose and do the test of a table of counts, by the rule of a plan.

    As-published: for 2 x 2 tables the textbook rule on expected counts T (n >= 40 and all T >= 5 Pearson; n >= 40 and
    all T >= 1 Yates; else Fisher), for larger ones Pearson unless more than one fifth of the cells have T < 5 or any
    has T < 1 (Cochran WG. Biometrics 1954;10:417-451). Recommended: Pearson under Cochran's rule, else Fisher.

    Parameters
    ----------
    table : array of shape (rows, columns)
        Counts without empty rows and columns.
    plan : str
        ``as-published`` or ``recommended``.
    seed : int
        Seed for Monte Carlo.
    """
    expected, n = expected_counts(table), table.sum()
    small = bool(np.mean(expected < 5) > 0.2 or expected.min() < 1)
    if table.shape != (2, 2):
        result, why = (fisher_freeman_halton(table, seed), "Many") if small else (pearson_chi_square(table), "")
    elif plan == "as-published":
        if n >= 40 and expected.min() >= 1:
            return pearson_chi_square(table) if expected.min() >= 5 else yates(table)
        result, why = fisher_exact(table), "Fewer than 40 people or"
    else:
        result, why = (fisher_exact(table), "Many") if small else (pearson_chi_square(table), "")
    reason = f"{why} small expected counts: exact test." if why else ""
    return Result(**{**result.__dict__, "note": sentences(reason, result.note)})
