"""Regression to the mean: the change that choosing people for extreme values brings by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.paired.people import People
from burnout.screen.rank import rank_units
from burnout.statistics.result import Array

COLUMNS = [
    "measure",
    "n",
    "group_mean",
    "reference_mean",
    "reference_sd",
    "reference_n",
    "reliability",
    "reliability_source",
    "expected_change",
    "observed_change",
    "status",
    "note",
]
ASSUMED = (0.5, 0.8)
"""Test-retest correlations tried when the study file states none: low, and as good scales reach over weeks."""


def regression_table(study: Study, people: People, data: pd.DataFrame) -> pd.DataFrame:
    """Work out the change that regression to the mean alone would bring.

    Parameters
    ----------
    study : Study
        `paired.chosen_for` names the outcome; `paired.retest_reliability` the correlation, if known.
    people : People
        Those who completed.
    data : pandas.DataFrame
        Scored data; the reference population is everybody at the study's first occasion.

    Returns
    -------
    pandas.DataFrame
        One row for each assumed reliability r (stated, or 0.5 and 0.8; the correlation seen in the group; and, where
        the group comes from the unit that ranks worst on the same outcome, the reliability of that unit's mean), with
        expected change (1 - r)(reference mean - group mean). Barnett AG, van der Pols JC, Dobson AJ. Int J Epidemiol
        2005;34:215-220. No rows when nobody was chosen for extreme values.
    """
    rows: list[dict[str, object]] = []
    if study.paired is not None and study.paired.chosen_for is not None:
        rows = _rows(study, study.paired.chosen_for, people, data)
    text = dict.fromkeys(["measure", "reliability_source", "status", "note"], "str")
    counts = dict.fromkeys(["n", "reference_n"], "int64")
    numbers = dict.fromkeys([name for name in COLUMNS if name not in text and name not in counts], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counts | numbers)


def _rows(study: Study, name: str, people: People, data: pd.DataFrame) -> list[dict[str, object]]:
    place: dict[str, object] = {"measure": name, "n": 0, "reference_n": 0, "reliability_source": "", "note": ""}
    if not pd.api.types.is_numeric_dtype(data[name].dtype):
        note = "Regression to the mean is worked out for numbers; name the score that the choice was made by."
        return [place | {"status": "not-estimable", "note": note}]
    reference = data.loc[data["occasion"] == study.first_occasion, name].to_numpy(dtype=float, na_value=np.nan)
    reference = reference[~np.isnan(reference)]
    before, after = people.pairs(name)
    known = ~np.isnan(before) & ~np.isnan(after)
    before, after = before[known], after[known]
    place |= {"n": len(before), "reference_n": len(reference)}
    if len(before) == 0 or len(reference) < 2:
        note = "There are no pairs, or too few people at the first occasion to compare with."
        return [place | {"status": "too-few", "note": note}]
    mean, group = float(reference.mean()), float(before.mean())
    place |= {"group_mean": group, "reference_mean": mean, "reference_sd": float(np.std(reference, ddof=1))}
    place |= {"observed_change": float((after - before).mean()), "status": "ok"}
    same = study.paired is not None and study.paired.before == study.first_occasion
    note = "" if same else "The choice was made on an earlier occasion, so part of this change had already happened."
    return [
        place
        | {"reliability": r, "reliability_source": source, "expected_change": (1 - r) * (mean - group), "note": note}
        for source, r in [*_reliabilities(study, before, after), *_unit_reliability(study, name, data)]
    ]


def _reliabilities(study: Study, before: Array, after: Array) -> list[tuple[str, float]]:
    stated = study.paired.retest_reliability if study.paired else None
    found = [("assumed", r) for r in ASSUMED] if stated is None else [("stated", stated)]
    if len(before) >= 3 and np.ptp(before) > 0 and np.ptp(after) > 0:
        r = float(np.corrcoef(before, after)[0, 1])
        found.append(("correlation in the group", min(1.0, max(0.0, r))))
    return found


def _unit_reliability(study: Study, name: str, data: pd.DataFrame) -> list[tuple[str, float]]:
    if study.ranking is None or study.ranking.outcome != name:
        return []
    units = rank_units(study, data[data["occasion"] == study.first_occasion].reset_index(drop=True))
    chosen = units.loc[units["chosen"], "reliability"]
    return [("mean of the chosen unit", float(r)) for r in chosen]
