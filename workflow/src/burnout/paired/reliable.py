"""Reliable change: who changed by more than the error of measurement allows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import ndtri

from burnout.config import Instrument, Study
from burnout.paired.people import People
from burnout.paired.sensitivity import complete
from burnout.statistics.result import Array, tied

COLUMNS = [
    "measure",
    "reliability",
    "reliability_source",
    "threshold",
    "improved",
    "unchanged",
    "worsened",
    "n",
    "note",
]
COLUMNS += ["status", "sd", "sd_n", "occasion", "standard_error", "higher_is"]
ALPHA = "Cronbach's alpha in this sample"


def reliable_change_table(
    study: Study, people: People, data: pd.DataFrame, instruments: Mapping[str, Instrument], reliability: pd.DataFrame
) -> pd.DataFrame:
    """Count who changed reliably.

    Parameters
    ----------
    study : Study
        `paired.reliability` (and `paired.retest_reliability` for `paired.chosen_for`) states reliabilities.
    people : People
        Those who completed.
    data : pandas.DataFrame
        Scored data. SD and alpha are of everybody at the study's first occasion, or at the first of the two occasions
        where the measure was not asked then: both must come from the same people.
    instruments : mapping of str to Instrument
        Instruments by name; they tell whether a high score is better or worse.
    reliability : pandas.DataFrame
        The reliability table of scoring; may be empty.

    Returns
    -------
    pandas.DataFrame
        One row for each measure. A change counts when it is larger than z times SD times the root of 2(1 - r), z being
        1.96 at the customary confidence. Jacobson NS, Truax P. J Consult Clin Psychol 1991;59:12-19.
    """
    rows = []
    for measure in study.paired.measures if study.paired else []:
        use, scale, higher_is = _scale(study, instruments, study.outcomes[measure].source)
        occasion, values = _reference(study, data, measure)
        r, source = _reliability(study, measure, use, scale, occasion, reliability)
        place = {"measure": measure, "higher_is": higher_is, "reliability": r, "reliability_source": source}
        place |= {"occasion": occasion, "sd_n": len(values), "sd": _sd(values)}
        rows.append(place | _counts(place, np.subtract(*complete(people, measure)[::-1]), study.plan.confidence))
    text = dict.fromkeys(["measure", "reliability_source", "note", "status", "occasion", "higher_is"], "str")
    counts = dict.fromkeys(["improved", "unchanged", "worsened", "n", "sd_n"], "Int64")
    numbers = dict.fromkeys(["reliability", "threshold", "sd", "standard_error"], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counts | numbers)


def _scale(study: Study, instruments: Mapping[str, Instrument], source: str) -> tuple[str, str, str]:
    """Questionnaire, scale and direction behind a measure; empty where there is none."""
    for name, use in study.instruments.items():
        if not source.startswith(f"{name}_") or use.instrument not in instruments:
            continue
        instrument, part = instruments[use.instrument], source.removeprefix(f"{name}_")
        key = instrument.keys[use.key or instrument.default_key]
        for scale in (part, part.removesuffix("_t")):
            found = key.scales.get(scale) or key.composites.get(scale)
            if found is not None:
                return name, scale, found.higher_is
    return "", "", ""


def _reference(study: Study, data: pd.DataFrame, measure: str) -> tuple[str, Array]:
    before = study.paired.before if study.paired else study.first_occasion
    for occasion in dict.fromkeys([study.first_occasion, before]):
        values = data.loc[data["occasion"] == occasion, measure].to_numpy(dtype=float, na_value=np.nan)
        values = values[~np.isnan(values)]
        if len(values):
            return occasion, values
    return before, np.array([])


def _sd(values: Array) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")


def _reliability(
    study: Study, measure: str, use: str, scale: str, occasion: str, table: pd.DataFrame
) -> tuple[float, str]:
    paired = study.paired
    if paired is not None and measure in paired.reliability:
        return paired.reliability[measure], "stated"
    if paired is not None and measure == paired.chosen_for and paired.retest_reliability is not None:
        return paired.retest_reliability, "stated (retest)"
    if table.empty or not use:
        return float("nan"), ""
    own = (table["instrument"] == use) & (table["scale"] == scale) & (table["occasion"].astype(str) == occasion)
    found = table.loc[own, "alpha"]
    return (float(found.iloc[0]), ALPHA) if len(found) and np.isfinite(found.iloc[0]) else (float("nan"), "")


def _counts(place: Mapping[str, object], change: Array, confidence: float) -> dict[str, object]:
    n, r, sd = len(change), float(str(place["reliability"])), float(str(place["sd"]))
    told: dict[str, object] = {"n": n, "note": "", "status": "not-estimable"}
    if np.isnan(r):
        remedy = "State one in the study file (paired.reliability)."
        return told | {"note": f"The reliability of this measure is not known. {remedy}"}
    if r <= 0:
        return told | {
            "note": "Cronbach's alpha is not above 0 here, so it says nothing about the error of measurement."
        }
    if np.isnan(sd):
        return told | {"status": "too-few", "note": "Too few first answers for a standard deviation."}
    error = sd * np.sqrt(2 * (1 - r))
    threshold = float(ndtri((1 + confidence) / 2) * error)
    told |= {"standard_error": error, "threshold": threshold}
    if n == 0:
        return told | {"status": "too-few", "note": "There are no pairs."}
    if not place["higher_is"]:
        return told | {"note": "Only for a scale of a questionnaire it is known whether a high value is better."}
    rose, fell = (int(np.sum(tied(sign * change) > tied(threshold))) for sign in (1, -1))
    better, worse = (rose, fell) if place["higher_is"] == "better" else (fell, rose)
    few = "The reliability comes from few people." if place["reliability_source"] == ALPHA and _few(place) else ""
    return told | {"improved": better, "worsened": worse, "unchanged": n - rose - fell, "status": "ok", "note": few}


def _few(place: Mapping[str, object]) -> bool:
    return int(str(place["sd_n"])) < 30
