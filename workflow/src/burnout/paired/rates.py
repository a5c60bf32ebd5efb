"""Rates before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config import Study
from burnout.paired.people import People
from burnout.statistics.result import Array, Result, failed

COLUMNS = [
    "plan",
    "measure",
    "n",
    "pre_positive",
    "post_positive",
    "test",
    "statistic",
    "p_value",
    "gained",
    "lost",
    "p_adjusted",
    "n_missing",
    "status",
    "note",
]
INDEPENDENT = "The two occasions are treated as different people, as such papers print; pairs need McNemar's test."


def rates_table(study: Study, people: People) -> pd.DataFrame:
    """Compare every binary outcome before and after.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        As-published: Fisher's exact test of the two rates as if independent. Recommended: exact McNemar test. `gained`
        and `lost` count those who became positive and negative. Neither test has a statistic. `p_adjusted` is Holm's
        within the plan.
    """
    rows: list[dict[str, object]] = []
    for plan in study.plan.names:
        found = [_row(plan, name, people) for name in (study.paired.rates if study.paired else [])]
        for row, p in zip(found, statistics.holm([r["p_value"] for r in found]), strict=True):
            row["p_adjusted"] = float(p)
        rows += found
    table = pd.DataFrame(rows, columns=COLUMNS)
    text = dict.fromkeys(["plan", "measure", "test", "status", "note"], "str")
    numbers = dict.fromkeys(["statistic", "p_value", "p_adjusted"], "float64")
    counts = dict.fromkeys(["n", "pre_positive", "post_positive", "gained", "lost", "n_missing"], "int64")
    return table.astype(text | numbers | counts)


def _positive(column: pd.Series) -> Array:
    """1 for the event (the last of two levels), 0 for none, NaN where missing."""
    codes = column.cat.codes.to_numpy(dtype=float)
    return np.where(codes < 0, np.nan, codes == len(column.cat.categories) - 1)


def answers(people: People, name: str) -> tuple[Array, Array, int]:
    """Whether a binary outcome was positive before and after, of those who have both, and how many have not."""
    before, after = _positive(people.before[name]), _positive(people.after[name])
    known = ~np.isnan(before) & ~np.isnan(after)
    return before[known].astype(bool), after[known].astype(bool), int(np.sum(~known))


def _row(plan: str, name: str, people: People) -> dict[str, object]:
    pre, post, missing = answers(people, name)
    gained, lost = int(np.sum(~pre & post)), int(np.sum(pre & ~post))
    result = _fisher(pre, post) if plan == "as-published" else statistics.mcnemar_exact(gained, lost, len(pre))
    return {
        "plan": plan,
        "measure": name,
        "n": len(pre),
        "pre_positive": int(pre.sum()),
        "post_positive": int(post.sum()),
        "test": result.test,
        "statistic": result.statistic,
        "p_value": result.p_value,
        "gained": gained,
        "lost": lost,
        "n_missing": missing,
        "status": result.status,
        "note": result.note,
    }


def _fisher(pre: Array, post: Array) -> Result:
    n = len(pre)
    if n == 0:
        return failed(0, "too-few", "There are no pairs.")
    table = np.array([[np.sum(side), n - np.sum(side)] for side in (pre, post)])
    if np.any(table.sum(axis=0) == 0):
        text = "Nobody" if table[:, 0].sum() == 0 else "Everybody"
        return failed(n, "constant", f"{text} is positive on both occasions, so there are no rates to compare.")
    return replace(statistics.fisher_exact(table), note=INDEPENDENT)
