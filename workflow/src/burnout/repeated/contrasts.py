"""Between which occasions a measure or a rate changed."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from burnout import statistics
from burnout.config import Study
from burnout.repeated.measure import Measured
from burnout.repeated.people import Followed
from burnout.statistics.intervals import mean_interval
from burnout.statistics.longitudinal import wald
from burnout.statistics.matched import conditional_difference
from burnout.statistics.result import Array, Result, failed
from burnout.statistics.signed_rank_interval import median_change

COLUMNS = ["plan", "measure", "test", "first", "second", "n", "estimate", "std_error", "conf_low", "conf_high"]
COLUMNS += ["statistic", "df", "p_value", "p_adjusted", "p_adjusted_first", "status", "note", "statistic_name"]
COLUMNS += ["arm", "reference", "estimate_name"]
TEXT = ["plan", "measure", "test", "first", "second", "status", "note", "statistic_name", "arm", "reference"]
TEXT += ["estimate_name"]
Row = dict[str, object]


def contrasts_table(
    study: Study, followed: Followed, measured: Mapping[str, Measured], tests: pd.DataFrame
) -> pd.DataFrame:
    """Compare every two occasions, the later minus the earlier.

    Parameters
    ----------
    study : Study
        The study.
    followed : Followed
        The participants.
    measured : mapping of str to Measured
        What was fitted to each measure.
    tests : pandas.DataFrame
        The table repeated: as-published, ranks are compared where ranks were tested.

    Returns
    -------
    pandas.DataFrame
        As-published: paired t, or Wilcoxon's test after Friedman's (its estimate is the median change of Hodges and
        Lehmann); recommended: the mixed model. Rates: McNemar's exact test and the difference of shares. Every interval
        is the one that belongs to the test of the row. `p_adjusted` is Holm's over every two
        occasions of a measure, `p_adjusted_first` over the later occasions against the first. Rows with an `arm`: how
        much more the arm changed since the first occasion than the `reference`.
    """
    rows: list[Row] = []
    for plan in study.plan.names:
        for name, one in measured.items():
            own = tests[(tests["plan"] == plan) & (tests["measure"] == name)]
            ranks = plan == "as-published" and bool((own["test"] == "friedman").any())
            found = _by_model(one, study) if plan == "recommended" else _by_pairs(one.values, ranks, study)
            rows += _named(found, followed, plan, name)
        for name in study.repeated.rates if study.repeated else []:
            rows += _named(_by_rates(followed.positives(name), study), followed, plan, name)
    table = pd.DataFrame([dict.fromkeys(TEXT, "") | row for row in rows], columns=COLUMNS)
    numbers = [name for name in COLUMNS if name not in (*TEXT, "n")]
    return table.astype(dict.fromkeys(TEXT, "str") | dict.fromkeys(numbers, "float64") | {"n": "int64"})


def _named(found: list[Row], followed: Followed, plan: str, measure: str) -> list[Row]:
    """Names of the occasions, and adjusted P."""
    plain = [row for row in found if not row.get("arm")]
    for column, own in (("p_adjusted", plain), ("p_adjusted_first", [row for row in plain if row["first"] == 0])):
        raw = np.array([row.get("p_value", np.nan) for row in own], dtype=float)
        for row, p in zip(own, statistics.holm(raw), strict=True):
            row[column] = float(p)
    armed = [row for row in found if row.get("arm")]
    raw = np.array([row.get("p_value", np.nan) for row in armed], dtype=float)
    for row, p in zip(armed, statistics.holm(raw), strict=True):
        row["p_adjusted"] = float(p)
    names = followed.occasions
    return [
        row | {"plan": plan, "measure": measure}
        | {side: names[int(row[side])] for side in ("first", "second")}  # type: ignore[call-overload]
        for row in found
    ]  # fmt: skip


def _pairs(occasions: int) -> list[tuple[int, int]]:
    return list(combinations(range(occasions), 2))


def _by_model(one: Measured, study: Study) -> list[Row]:
    occasions, rows = one.values.shape[1], []
    fault = one.fault or (None if one.model else ("not-estimable", "The mixed model could not be fitted."))
    for first, second in _pairs(occasions):
        place: Row = {"test": "mixed-model", "first": first, "second": second, "n": len(one.values)}
        if fault or one.model is None:
            rows.append(place | {"status": fault[0], "note": fault[1]} if fault else place)
            continue
        row = np.zeros(occasions)
        row[first], row[second] = -1, 1
        rows.append(place | _modelled(wald(one.model, row[None]), study.plan.confidence))
    return rows + (_by_arm(one, study) if one.crossed is not None else [])


def _by_arm(one: Measured, study: Study) -> list[Row]:
    """Change since the first occasion, each arm minus the reference."""
    occasions, rows = one.values.shape[1], []
    for which, arm in enumerate(one.arms[1:], 1):
        for second in range(1, occasions):
            row = np.zeros(occasions * len(one.arms))
            row[0], row[second] = 1, -1
            row[which * occasions], row[which * occasions + second] = -1, 1
            place: Row = {"test": "mixed-model", "first": 0, "second": second, "arm": arm, "reference": one.arms[0]}
            place["n"] = int(np.sum((one.codes == which) | (one.codes == 0)))
            if one.crossed is not None:
                rows.append(place | _modelled(wald(one.crossed, row[None]), study.plan.confidence))
    return rows


def _modelled(found: object, confidence: float) -> Row:
    estimate, error, df = found.estimate, found.std_error, found.df  # type: ignore[attr-defined]
    if not (np.isfinite(error) and error > 0 and np.isfinite(df) and df > 0):
        told: Row = {"estimate": estimate, "estimate_name": "mean-difference", "status": "not-estimable"}
        return told | {"note": "Too few answers for an interval."}
    half = float(stdtrit(df, (1 + confidence) / 2)) * error
    told = {"estimate": estimate, "std_error": error, "conf_low": estimate - half, "conf_high": estimate + half}
    told["estimate_name"] = "mean-difference"
    told |= {"statistic": found.statistic, "df": df, "p_value": found.p_value}  # type: ignore[attr-defined]
    return told | {"statistic_name": "t", "status": "ok", "note": ""}


def _by_pairs(values: Array, ranks: bool, study: Study) -> list[Row]:
    """Everybody who has both answers, by t or by ranks."""
    rows = []
    for first, second in _pairs(values.shape[1]):
        change = values[:, second] - values[:, first]
        change = change[~np.isnan(change)]
        n = len(change)
        row: Row = {"first": first, "second": second, "n": n}
        if n < 2:
            result = failed(n, "too-few", "At least two people with both answers are needed.")
        elif ranks:
            result = statistics.wilcoxon(change, exact=False)
        else:
            result = statistics.paired_t(change, study.plan.confidence)
        if n > 0:
            row |= _ranked(change, result, study) if ranks else _mean(change, result, study)
        rows.append(row | _told(result, "wilcoxon" if ranks else "paired-t"))
    return rows


def _mean(change: Array, result: Result, study: Study) -> Row:
    row: Row = {"estimate": change.mean(), "estimate_name": "mean-difference"}
    if result.status != "ok":
        return row
    low, high = mean_interval(change, study.plan.confidence)
    error = float(np.std(change, ddof=1) / np.sqrt(len(change)))
    return row | {"std_error": error, "conf_low": low, "conf_high": high}


def _ranked(change: Array, result: Result, study: Study) -> Row:
    if result.status != "ok":
        return {}
    found = median_change(change, exact=False, confidence=study.plan.confidence, result=result)
    return {"estimate": found.value, "estimate_name": found.name, "conf_low": found.low, "conf_high": found.high}


def _told(result: Result, test: str) -> Row:
    names = ("statistic", "df", "p_value", "status", "note", "statistic_name")
    return {name: getattr(result, name) for name in names} | {"test": test}


def _by_rates(positive: Array, study: Study) -> list[Row]:
    rows = []
    for first, second in _pairs(positive.shape[1]):
        both = positive[:, [first, second]]
        pre, post = both[~np.isnan(both).any(axis=1)].astype(bool).T
        gained, lost, n = int(np.sum(~pre & post)), int(np.sum(pre & ~post)), len(pre)
        row: Row = {"first": first, "second": second, "n": n}
        if gained + lost:
            found = conditional_difference(gained, lost, n, study.plan.confidence)
            row |= {
                "estimate": found.value,
                "estimate_name": found.name,
                "conf_low": found.low,
                "conf_high": found.high,
            }
        rows.append(row | _told(statistics.mcnemar_exact(gained, lost, n), "mcnemar-exact"))
    return rows
