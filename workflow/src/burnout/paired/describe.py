"""The values before and after and their changes, described as statistics programs do."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.paired.people import People
from burnout.statistics import lilliefors, shapiro_wilk
from burnout.statistics.intervals import mean_interval
from burnout.statistics.moments import moments
from burnout.statistics.result import Array, tied

NUMBERS = ["mean", "sd", "std_error", "minimum", "maximum", "median", "p25", "p75", "p25_type2", "p75_type2"]
NUMBERS += ["p25_type7", "p75_type7", "skewness", "kurtosis", "skewness_g1", "kurtosis_g2", "conf_low", "conf_high"]
NUMBERS += ["shapiro_w", "shapiro_p", "lilliefors_d", "lilliefors_p"]
COLUMNS = ["measure", "occasion", "n", "n_answers", *NUMBERS, "status", "note"]
LARGEST_SHAPIRO = 5000


def describe_table(study: Study, people: People) -> pd.DataFrame:
    """Describe every measure before, after, and its change.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed, and those lost.

    Returns
    -------
    pandas.DataFrame
        Three rows for each measure, of those who have both values; `n_answers` counts all answers of the occasion,
        also of those who were lost or answered on one occasion only.
    """
    rows: list[dict[str, object]] = []
    for measure in study.paired.measures if study.paired else []:
        before, after = people.pairs(measure)
        known = ~np.isnan(before) & ~np.isnan(after)
        sides = {"before": before[known], "after": after[known], "change": tied(after[known] - before[known])}
        answers = dict(zip(sides, (*people.answers(measure), known.sum()), strict=True))
        for occasion, values in sides.items():
            place = {"measure": measure, "occasion": occasion, "n": len(values), "n_answers": int(answers[occasion])}
            rows.append(place | _described(values, study.plan.confidence))
    text = dict.fromkeys(["measure", "occasion", "status", "note"], "str")
    types = text | dict.fromkeys(NUMBERS, "float64") | dict.fromkeys(["n", "n_answers"], "int64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(types)


def _described(values: Array, confidence: float) -> dict[str, object]:
    n = len(values)
    if n == 0:
        return {"status": "too-few", "note": "Nobody has both values."}
    usual = {name: value for name, value in moments(values).items() if name in NUMBERS}
    found = usual | {"minimum": values.min(), "maximum": values.max()}
    for kind, method in (("type2", "averaged_inverted_cdf"), ("type7", "linear")):
        found[f"p25_{kind}"], found[f"p75_{kind}"] = np.quantile(values, [0.25, 0.75], method=method)
    if n < 2:
        return found | {"status": "too-few", "note": "Only one person has both values, so there is no spread."}
    if np.ptp(values) == 0:
        return found | {"status": "constant", "note": "All values are the same."}
    found |= {"std_error": np.std(values, ddof=1) / np.sqrt(n), **_plain_shape(values)}
    found["conf_low"], found["conf_high"] = mean_interval(values, confidence)
    if n <= LARGEST_SHAPIRO:
        found["shapiro_w"], found["shapiro_p"] = shapiro_wilk(values)
    found["lilliefors_d"], found["lilliefors_p"] = lilliefors(values)
    return found | {"status": "ok", "note": ""}


def _plain_shape(values: Array) -> dict[str, float]:
    """Skewness g1 and excess kurtosis g2 without the correction for small samples."""
    centred = values - values.mean()
    spread = float(np.mean(centred**2))
    if np.ptp(values) == 0 or spread == 0:
        return {}
    third, fourth = (float(np.mean(centred**power)) for power in (3, 4))
    return {"skewness_g1": third / spread**1.5, "kurtosis_g2": fourth / spread**2 - 3}
