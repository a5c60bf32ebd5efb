"""Means before and after."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config import Study
from burnout.config.analysis import Plan
from burnout.paired.people import People
from burnout.statistics.intervals import mean_interval
from burnout.statistics.result import Array, Result, sentences
from burnout.statistics.signed_rank_interval import median_change

COLUMNS = [
    "plan",
    "measure",
    "n",
    "mean_pre",
    "sd_pre",
    "mean_post",
    "sd_post",
    "mean_difference",
    "conf_low",
    "conf_high",
    "test",
    "statistic",
    "df",
    "p_value",
    "effect_size",
    "effect_size_name",
    "status",
    "note",
    "effect_low",
    "effect_high",
    "p_adjusted",
    "sd_difference",
    "n_missing",
    "statistic_name",
    "estimate",
    "estimate_name",
]
_TEXT = ["plan", "measure", "test", "effect_size_name", "status", "note", "statistic_name", "estimate_name"]


def means_table(study: Study, people: People) -> pd.DataFrame:
    """Compare every measure before and after.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        As-published: one row for each measure, paired t, or Wilcoxon where Shapiro-Wilk rejects normality of the
        differences. Recommended: a row of the paired t and a row of Wilcoxon (exact P up to 50 changed pairs).
        `conf_low` and `conf_high` belong to the test of the row and to its `estimate`: mean-difference with paired t;
        with Wilcoxon hodges-lehmann, the median change of those who changed, and all shifts that the test does not
        reject. The mean difference describes. `effect_low` and `effect_high` are the interval of g_z.
        `p_adjusted` is Holm's over the measures, in the recommended plan separately for each of the two tests.
    """
    rows: list[dict[str, object]] = []
    for plan in study.plan.names:
        found = []
        for measure in study.paired.measures if study.paired else []:
            before, after = people.pairs(measure)
            known = ~np.isnan(before) & ~np.isnan(after)
            place = {"plan": plan, "measure": measure, "n_missing": int(np.sum(~known))}
            place |= _moments(before[known], after[known])
            tests = _tests(after[known] - before[known], plan, study.plan)
            for role, result in enumerate(tests):
                change = _change(after[known] - before[known], result, plan == "recommended", study.plan.confidence)
                found.append(place | {"role": role} | _values(result) | change)
        for role in sorted({row["role"] for row in found}):  # type: ignore[type-var]
            family = [row for row in found if row["role"] == role]
            for row, p in zip(family, statistics.holm([r["p_value"] for r in family]), strict=True):
                row["p_adjusted"] = float(p)
        rows += found
    table = pd.DataFrame(rows, columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in (*_TEXT, "n", "n_missing")]
    types = dict.fromkeys(_TEXT, "str") | dict.fromkeys(numbers, "float64") | {"n": "int64", "n_missing": "int64"}
    return table.astype(types)


def _values(result: Result) -> dict[str, object]:
    return {name: getattr(result, name) for name in COLUMNS if name != "n" and hasattr(result, name)}


def _tests(difference: Array, plan: str, settings: Plan) -> list[Result]:
    n = len(difference)
    if n < 2:
        text = "No pairs." if n == 0 else "Only one pair."
        return [Result("none", n, status="too-few", note=f"{text} At least two are needed.")]
    t = statistics.paired_t(difference, settings.confidence)
    if plan == "recommended":
        return [t, statistics.wilcoxon(difference, exact=True)] if np.any(difference != 0) else [t]
    if np.ptp(np.round(difference, 10)) == 0 or statistics.shapiro_wilk(difference)[1] >= settings.alpha:
        return [t]
    ranks = statistics.wilcoxon(difference, exact=False)
    why = "Too few pairs to test normality." if n < 3 else "The differences are not normal (Shapiro-Wilk)."
    return [replace(ranks, note=sentences(why, ranks.note))]


def _change(difference: Array, result: Result, exact: bool, confidence: float) -> dict[str, object]:
    """The change that a test is about, with the interval that belongs to the test."""
    if result.status != "ok":
        return {"estimate_name": ""}
    if result.test == "wilcoxon":
        found = median_change(difference, exact, confidence, result)
        return {"estimate": found.value, "estimate_name": found.name, "conf_low": found.low, "conf_high": found.high}
    low, high = mean_interval(difference, confidence)
    return {"estimate": difference.mean(), "estimate_name": "mean-difference", "conf_low": low, "conf_high": high}


def _moments(before: Array, after: Array) -> dict[str, object]:
    n = len(before)
    if n == 0:
        return {"n": 0}
    difference = after - before
    found = {"n": n, "mean_pre": before.mean(), "mean_post": after.mean(), "mean_difference": difference.mean()}
    if n < 2:
        return found
    found |= {"sd_pre": np.std(before, ddof=1), "sd_post": np.std(after, ddof=1)}
    return found | {"sd_difference": np.std(difference, ddof=1)}
