"""Units ranked by a mean, with the uncertainty of the ranks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy

from burnout.config import Study
from burnout.screen.columns import codes_of, kind_of, levels_of, numbers_of
from burnout.statistics.intervals import mean_interval, share_interval
from burnout.statistics.result import Array
from burnout.statistics.shrinkage import shrink, simulated_ranks

COLUMNS = [
    "unit",
    "n",
    "mean",
    "sd",
    "conf_low",
    "conf_high",
    "shrunken_mean",
    "shrunken_low",
    "shrunken_high",
    "rank",
    "rank_low",
    "rank_high",
    "probability_worst",
    "reliability",
    "chosen",
    "status",
    "note",
]
RATE_COLUMNS = ["unit", "outcome", "level", "count", "n", "percent", "conf_low", "conf_high", "status", "note"]


def rank_units(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Rank units from the worst (1) to the best.

    Parameters
    ----------
    study : Study
        Its `ranking` names the unit, the outcome, the worst end and the smallest unit that is shown.
    rows : pandas.DataFrame
        Participants of the first occasion.

    Returns
    -------
    pandas.DataFrame
        One row for each unit, the worst first. `mean` with its t interval; the empirical Bayes `shrunken_mean` with
        interval from a one-way random-effects model (`burnout.statistics.shrinkage`); `rank` by the observed mean;
        `rank_low` and `rank_high`, the interval of the rank of the true mean, and `probability_worst`, both from
        20,000 draws from the model with the plan's seed (Goldstein and Spiegelhalter 1996); `reliability`, the share of
        the variance of the unit's mean that is true difference; `chosen`, the unit that stands first. Units below the
        smallest size have status ``too-few``: only their n is shown and they take no part in the model.
    """
    if study.ranking is None:
        return _typed([])
    units, values = rows[study.ranking.unit], numbers_of(rows[study.ranking.outcome])
    codes, levels = _unit_codes(units), _unit_levels(units)
    groups = [values[(codes == i) & ~np.isnan(values)] for i in range(len(levels))]
    shown = [i for i, g in enumerate(groups) if len(g) >= max(1, study.ranking.minimum_n)]
    found = _ranked([levels[i] for i in shown], [groups[i] for i in shown], study)
    hidden = [(levels[i], len(g)) for i, g in enumerate(groups) if 0 < len(g) < study.ranking.minimum_n]
    note = f"Fewer than {study.ranking.minimum_n} people: not shown and not ranked."
    found += [_empty(unit, n, "too-few", note) for unit, n in hidden]
    return _typed(found)


def _unit_levels(units: pd.Series) -> list[str]:
    return levels_of(units) if kind_of(units) == "groups" else sorted({str(u) for u in units.dropna()})


def _unit_codes(units: pd.Series) -> Array:
    if kind_of(units) == "groups":
        return codes_of(units)
    return codes_of(units.map(str, na_action="ignore"))


def _empty(unit: str, n: int, status: str, note: str) -> dict[str, object]:
    return {"unit": unit, "n": n, "chosen": False, "status": status, "note": note}


def _ranked(names: list[str], groups: list[Array], study: Study) -> list[dict[str, object]]:
    sizes = np.array([len(g) for g in groups])
    free = sizes.sum() - len(groups)
    within = sum(float(np.sum((g - g.mean()) ** 2)) for g in groups) / free if free > 0 else 0.0
    if len(groups) < 2 or within <= 0:
        why = "Only one unit can be shown." if len(groups) < 2 else "Within the units everybody has the same value."
        rows = [_empty(u, len(g), "not-estimable", f"{why} No ranking.") for u, g in zip(names, groups, strict=True)]
        return [row | _observed(g, study.plan.confidence) for row, g in zip(rows, groups, strict=True)]
    sign = 1.0 if study.ranking and study.ranking.choose == "highest" else -1.0
    model = shrink(np.array([g.mean() for g in groups]), sizes, within)
    draws = simulated_ranks(model, sign, study.plan.seed)
    tail = (1 - study.plan.confidence) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0, method="inverted_cdf")
    half = scipy.special.ndtri(1 - tail) * np.sqrt(model.variance)
    order = np.argsort([-sign * g.mean() for g in groups], kind="stable")
    found = []
    for place, i in enumerate(order, start=1):
        row = {"unit": names[i], "n": int(sizes[i])} | _observed(groups[i], study.plan.confidence)
        row |= {"shrunken_mean": model.mean[i], "shrunken_low": model.mean[i] - half[i]}
        row |= {"shrunken_high": model.mean[i] + half[i], "reliability": model.reliability[i]}
        row |= {"rank": place, "rank_low": low[i], "rank_high": high[i]}
        row |= {"probability_worst": float(np.mean(draws[:, i] == 1)), "chosen": place == 1, "status": "ok"}
        found.append(row | {"note": ""})
    found[0]["note"] = _caution(found, model.between)
    return found


def _caution(found: list[dict[str, object]], between: float) -> str:
    if between == 0:
        return "The units differ no more than chance allows: the first place means little."
    if found[0]["probability_worst"] < max(row["probability_worst"] for row in found):  # type: ignore[operator]
        return "A larger unit with a less extreme mean is at least as likely to be the worst."
    if found[0]["rank_high"] > 1:  # type: ignore[operator]
        return f"Its true rank may lie between {found[0]['rank_low']:.0f} and {found[0]['rank_high']:.0f}."
    return ""


def _observed(values: Array, confidence: float) -> dict[str, object]:
    n, mean = len(values), float(values.mean())
    if n < 2:
        return {"mean": mean}
    found = {"mean": mean, "sd": float(np.std(values, ddof=1))}
    if np.ptp(values) == 0:  # no spread, which does not make a mean certain
        return found
    low, high = mean_interval(values, confidence)
    return found | {"conf_low": low, "conf_high": high}


def _typed(found: list[dict[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(found, columns=COLUMNS)
    whole = dict.fromkeys(["rank", "rank_low", "rank_high"], "Int64") | {"n": "int64", "chosen": "bool"}
    text = dict.fromkeys(["unit", "status", "note"], "str")
    numbers = dict.fromkeys([c for c in COLUMNS if c not in whole and c not in text], "float64")
    return table.astype(whole | text | numbers)


def unit_rates(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """Share of each level of the categorical outcomes in each unit, with Wilson intervals.

    Parameters
    ----------
    study : Study
        Its `ranking` names the unit and the smallest unit that is shown.
    rows : pandas.DataFrame
        Participants of the first occasion.

    Returns
    -------
    pandas.DataFrame
        unit, outcome, level, count, n, percent, conf_low, conf_high (percent), status, note. Units below the smallest
        size have one row for each outcome, with status ``too-few`` and n only.
    """
    found: list[dict[str, object]] = []
    if study.ranking is not None:
        codes, levels = _unit_codes(rows[study.ranking.unit]), _unit_levels(rows[study.ranking.unit])
        outcomes = [o for o in study.outcomes if o in rows.columns and kind_of(rows[o]) == "groups"]
        for i, unit in enumerate(levels):
            for outcome in outcomes:
                found += _rates(unit, outcome, rows.loc[codes == i, outcome], study)
    table = pd.DataFrame(found, columns=RATE_COLUMNS)
    text = dict.fromkeys(["unit", "outcome", "level", "status", "note"], "str")
    numbers = dict.fromkeys(["percent", "conf_low", "conf_high"], "float64")
    return table.astype(text | numbers | {"count": "Int64", "n": "int64"})


def _rates(unit: str, outcome: str, column: pd.Series, study: Study) -> list[dict[str, object]]:
    codes = codes_of(column)
    n, minimum = int(np.sum(codes >= 0)), study.ranking.minimum_n if study.ranking else 1
    place = {"unit": unit, "outcome": outcome, "n": n}
    if n < minimum:
        return [place | {"status": "too-few", "note": f"Fewer than {minimum} people: not shown."}] if n else []
    counts = np.bincount(codes[codes >= 0], minlength=len(levels_of(column)))
    found = []
    for level, count in zip(levels_of(column), counts.tolist(), strict=True):
        low, high = share_interval(count, n, study.plan.confidence)
        row = {"level": level, "count": count, "percent": 100 * count / n, "status": "ok", "note": ""}
        found.append(place | row | {"conf_low": 100 * low, "conf_high": 100 * high})
    return found
