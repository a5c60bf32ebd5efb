"""Tests of association in a table of counts.

Every function takes a table of shape (rows, columns) of non-negative counts without empty rows or columns.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from burnout.statistics.freeman_halton import exact_p, monte_carlo_p
from burnout.statistics.result import Array, Result, sentences

DRAWS = 50_000


def expected_counts(table: Array) -> Array:
    """Compute the counts expected if rows and columns were independent."""
    return np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()


def _chi_square(table: Array, correction: float = 0.0) -> float:
    expected = expected_counts(table)
    gap = np.abs(table - expected)
    return float(np.sum((gap - np.minimum(correction, gap)) ** 2 / expected))


def cramers_v(table: Array) -> float:
    """Cramer's V (equal to the absolute phi of a 2 x 2 table)."""
    return float(min(1.0, np.sqrt(_chi_square(table) / (table.sum() * (min(table.shape) - 1)))))


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
    df = (table.shape[0] - 1) * (table.shape[1] - 1)
    chi = _chi_square(table)
    return _result("pearson-chi-square", table, chi, df, float(special.chdtrc(df, chi)))


def yates(table: Array) -> Result:
    """Chi-square of a 2 x 2 table with Yates' continuity correction (never larger than the difference, as in R)."""
    chi = _chi_square(table, correction=0.5)
    return _result("yates-chi-square", table, chi, 1, float(special.chdtrc(1, chi)))


def fisher_exact(table: Array) -> Result:
    """Fisher's exact test of a 2 x 2 table, two-sided by the tables that are at most as probable (as SPSS and R)."""
    (a, b), (c, d) = table
    first, second, column = a + b, c + d, a + c
    k = np.arange(max(0, column - second), min(first, column) + 1)

    def log_choose(n: float, r: Array | float) -> Array:
        return special.gammaln(n + 1) - special.gammaln(np.asarray(r) + 1) - special.gammaln(n - np.asarray(r) + 1)

    log_p = log_choose(first, k) + log_choose(second, column - k)
    weights = np.exp(log_p - log_p.max())
    chosen = weights[int(a - k[0])]
    p = float(min(1.0, weights[weights <= chosen * (1 + 1e-7)].sum() / weights.sum()))
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
