"""Who was lost, and whether those lost differed from those who completed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config import Study
from burnout.paired.people import NOT_BEFORE, People
from burnout.statistics.result import Result, failed

COLUMNS = [
    "measure",
    "n_completed",
    "n_lost",
    "mean_completed",
    "mean_lost",
    "sd_completed",
    "sd_lost",
    "test",
    "statistic",
    "df",
    "p_value",
    "effect_size",
    "effect_size_name",
    "status",
    "note",
]


def losses_table(people: People) -> pd.DataFrame:
    """Count who began, was lost for which reason, and is analysed.

    Returns
    -------
    pandas.DataFrame
        stage (enrolled, lost, analysed), n, reason (empty unless lost). Those without a first answer are not enrolled
        and have their own stage (not enrolled).
    """
    counts = people.reasons[people.reasons != NOT_BEFORE].value_counts()
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    rows = [("enrolled", len(people.before) + int(counts.sum()), "")]
    rows += [("lost", int(n), str(reason)) for reason, n in counts.items()]
    rows += [("analysed", len(people.before), "")]
    late = int((people.reasons == NOT_BEFORE).sum())
    rows += [("not enrolled", late, NOT_BEFORE)] if late else []
    return pd.DataFrame(rows, columns=["stage", "n", "reason"]).astype({"stage": "str", "n": "int64", "reason": "str"})


def attrition_table(study: Study, people: People) -> pd.DataFrame:
    """Compare first answers of those who completed and those lost.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed and those lost.

    Returns
    -------
    pandas.DataFrame
        One row for each measure, by Welch's t; with fewer than two lost, means without a test. Few people are lost in
        such studies, so a large P does not show that they were alike.
    """
    rows = []
    for measure in study.paired.measures if study.paired else []:
        groups = []
        for frame in (people.before, people.lost):
            values = frame[measure].to_numpy(dtype=float, na_value=np.nan)
            groups.append(values[~np.isnan(values)])
        rows.append({"measure": measure} | _moments(*groups) | _values(_test(*groups)))
    text = dict.fromkeys(["measure", "test", "effect_size_name", "status", "note"], "str")
    counts = dict.fromkeys(["n_completed", "n_lost"], "int64")
    numbers = dict.fromkeys([name for name in COLUMNS if name not in text and name not in counts], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counts | numbers)


def _moments(completed: np.ndarray, lost: np.ndarray) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, values in (("completed", completed), ("lost", lost)):
        found[f"n_{name}"] = len(values)
        found[f"mean_{name}"] = values.mean() if len(values) else float("nan")
        found[f"sd_{name}"] = np.std(values, ddof=1) if len(values) > 1 else float("nan")
    return found


def _test(completed: np.ndarray, lost: np.ndarray) -> Result:
    n = len(completed) + len(lost)
    if len(lost) == 0:
        return failed(n, "too-few", "Nobody with a first answer was lost.")
    if min(len(completed), len(lost)) < 2:
        return failed(n, "too-few", "A test needs at least two people lost and two who completed.")
    return statistics.welch_t(completed, lost)


def _values(result: Result) -> dict[str, object]:
    return {name: getattr(result, name) for name in COLUMNS if hasattr(result, name)}
