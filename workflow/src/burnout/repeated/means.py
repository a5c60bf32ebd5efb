"""Means and rates on each occasion, and the course of each person."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from burnout.config import Study
from burnout.repeated.measure import Measured
from burnout.repeated.people import Followed
from burnout.statistics.intervals import mean_interval, share_interval
from burnout.statistics.longitudinal import wald
from burnout.statistics.repeated import within_intervals
from burnout.statistics.result import Array

MEANS = ["measure", "arm", "occasion", "n", "mean", "sd", "conf_low", "conf_high", "status", "note", "n_missing"]
MEANS += ["median", "p25", "p75", "within_low", "within_high", "model_mean", "model_low", "model_high"]
MEANS += ["positive", "percent"]
COURSES = ["participant", "measure", "occasion", "value"]
Row = dict[str, object]


def means_table(study: Study, followed: Followed, measured: Mapping[str, Measured]) -> pd.DataFrame:
    """Describe every measure and rate on each occasion, for everybody (empty `arm`) and within each arm.

    Returns
    -------
    pandas.DataFrame
        Of all who answered on the occasion. `within_low` and `within_high` leave the spread between people out and take
        those with all answers; `model_mean` is the mixed model's, of everybody with any answer. Rates: `positive`, and
        `percent` with Wilson's interval in `conf_low` and `conf_high` (percent, too).
    """
    rows: list[Row] = []
    level = study.plan.confidence
    for name, one in measured.items():
        shown = _of_model(one, level)
        rows += [{"measure": name, "arm": ""} | row for row in _moments(one.values, followed.occasions, level, shown)]
        for which, arm in enumerate(one.arms):
            part = _moments(one.values[one.codes == which], followed.occasions, level, {})
            rows += [{"measure": name, "arm": arm} | row for row in part]
    for name in study.repeated.rates if study.repeated else []:
        rows += [{"measure": name, "arm": ""} | row for row in _shares(followed, name, level)]
    text = ["measure", "arm", "occasion", "status", "note"]
    types = dict.fromkeys(text, "str") | {"n": "int64", "n_missing": "int64", "positive": "Int64"}
    types |= dict.fromkeys([name for name in MEANS if name not in types], "float64")
    return pd.DataFrame(rows, columns=MEANS).astype(types)


def _of_model(one: Measured, confidence: float) -> dict[str, Array]:
    if one.model is None:
        return {}
    found = [wald(one.model, row[None]) for row in np.eye(one.values.shape[1])]
    half = np.array([float(stdtrit(test.df, (1 + confidence) / 2)) * test.std_error for test in found])
    means = one.model.means
    return {"model_mean": means, "model_low": means - half, "model_high": means + half}


def _moments(values: Array, occasions: list[str], confidence: float, shown: dict[str, Array]) -> list[Row]:
    complete = values[~np.isnan(values).any(axis=1)]
    if len(complete) > 1:
        shown = shown | dict(zip(("within_low", "within_high"), within_intervals(complete, confidence), strict=True))
    rows: list[Row] = []
    for which, occasion in enumerate(occasions):
        own = values[:, which][~np.isnan(values[:, which])]
        row: Row = {
            "occasion": occasion,
            "n": len(own),
            "n_missing": len(values) - len(own),
            "status": "ok",
            "note": "",
        }
        row |= {name: float(one[which]) for name, one in shown.items()}
        if len(own) == 0:
            rows.append(row | {"status": "too-few", "note": "Nobody has an answer on this occasion."})
            continue
        quartiles = np.quantile(own, [0.25, 0.5, 0.75], method="weibull")
        row |= {"mean": own.mean()} | dict(zip(("p25", "median", "p75"), quartiles, strict=True))
        if len(own) == 1:
            rows.append(row | {"status": "too-few", "note": "Only one person has an answer on this occasion."})
            continue
        low, high = mean_interval(own, confidence)
        rows.append(row | {"sd": np.std(own, ddof=1), "conf_low": low, "conf_high": high})
    return rows


def _shares(followed: Followed, name: str, confidence: float) -> list[Row]:
    positive = followed.positives(name)
    positive = positive[~np.isnan(positive).all(axis=1)]
    rows: list[Row] = []
    for which, occasion in enumerate(followed.occasions):
        own = positive[:, which][~np.isnan(positive[:, which])]
        row: Row = {"occasion": occasion, "n": len(own), "n_missing": len(positive) - len(own)}
        if len(own) == 0:
            note = "Nobody has an answer on this occasion."
            rows.append(row | {"status": "too-few", "note": note, "positive": 0})
            continue
        low, high = share_interval(int(own.sum()), len(own), confidence)
        row |= {"positive": int(own.sum()), "percent": 100 * own.mean(), "conf_low": 100 * low, "conf_high": 100 * high}
        rows.append(row | {"status": "ok", "note": ""})
    return rows


def courses_table(study: Study, followed: Followed) -> pd.DataFrame:
    """Individual courses under running numbers that do not follow the order of the ids."""
    number = 1 + np.random.default_rng(study.plan.seed).permutation(len(followed.people))
    parts = []
    for measure in study.repeated.measures if study.repeated else []:
        values = followed.numbers(measure)
        for which, occasion in enumerate(followed.occasions):
            part = pd.DataFrame({"participant": number, "value": values[:, which]})
            parts.append(part.assign(measure=measure, occasion=occasion).sort_values("participant"))
    types = {"participant": "int64", "measure": "str", "occasion": "str", "value": "float64"}
    table = pd.concat(parts) if parts else pd.DataFrame(columns=COURSES)
    return table[COURSES].astype(types).dropna(subset=["value"]).reset_index(drop=True)
