"""Every customary test of a change side by side, and its effect sizes: does the conclusion hang on the test?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config import Study
from burnout.paired.people import People
from burnout.paired.rates import answers
from burnout.statistics.change import Effect, paired_effects, smallest_detectable
from burnout.statistics.matched import matched_effects, mcnemar_tests
from burnout.statistics.result import Array, Result, failed, tied

TESTS = ["measure", "test", "n", "statistic", "p_value", "status", "note", "statistic_name", "df"]
EFFECTS = ["measure", "effect_size_name", "value", "conf_low", "conf_high", "method", "n", "status", "note"]
EXACT_UP_TO = 200
"""Largest number of changed pairs for which these rows hold an exact signed-rank P (a fraction of a second)."""
POWER = 0.8


def tests_table(study: Study, people: People) -> pd.DataFrame:
    """Test every measure in four ways.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        For each measure a row of paired-t, wilcoxon-asymptotic, wilcoxon-exact and sign. The statistic is t, z, the sum
        of the ranks of those who rose (V), and the number who rose (S). For each rate a row of mcnemar-exact,
        mcnemar-mid-p, mcnemar-asymptotic and mcnemar-corrected; see `burnout.statistics.matched`.
    """
    rows = []
    for measure in study.paired.measures if study.paired else []:
        change = np.subtract(*complete(people, measure)[::-1])
        for name, result in _tests(change, study.plan.confidence).items():
            told = {column: getattr(result, column) for column in TESTS if hasattr(result, column)}
            rows.append({"measure": measure} | told | {"test": name})
    for rate in study.paired.rates if study.paired else []:
        for name, result in mcnemar_tests(*_changed(people, rate)).items():
            told = {column: getattr(result, column) for column in TESTS if hasattr(result, column)}
            rows.append({"measure": rate} | told | {"test": name})
    text = dict.fromkeys(["measure", "test", "status", "note", "statistic_name"], "str")
    numbers = dict.fromkeys(["statistic", "p_value", "df"], "float64")
    return pd.DataFrame(rows, columns=TESTS).astype(text | numbers | {"n": "int64"})


def _changed(people: People, rate: str) -> tuple[int, int, int]:
    """How many became positive, became negative, and have both answers."""
    pre, post, _ = answers(people, rate)
    return int(np.sum(~pre & post)), int(np.sum(pre & ~post)), len(pre)


def complete(people: People, measure: str) -> tuple[Array, Array]:
    """Values of a number before and after, of those who have both."""
    before, after = people.pairs(measure)
    known = ~np.isnan(before) & ~np.isnan(after)
    return before[known], after[known]


def _tests(change: Array, confidence: float) -> dict[str, Result]:
    return {
        "paired-t": statistics.paired_t(change, confidence),
        "wilcoxon-asymptotic": statistics.wilcoxon(change, exact=False),
        "wilcoxon-exact": _exact(change),
        "sign": statistics.sign_test(change),
    }


def _exact(change: Array) -> Result:
    moved = tied(change)[tied(change) != 0]
    if len(moved) > EXACT_UP_TO:
        text = f"More than {EXACT_UP_TO} people changed: the asymptotic test is as good, and the exact one is not made."
        return failed(len(change), "not-estimable", text)
    result = statistics.wilcoxon(change, exact=True, exact_up_to=EXACT_UP_TO)
    if result.status != "ok":
        return result
    from scipy.stats import rankdata

    return replace(result, statistic=float(rankdata(np.abs(moved))[moved > 0].sum()), statistic_name="V")


def effects_table(study: Study, people: People) -> pd.DataFrame:
    """Give every customary effect size of every measure, and the smallest change that could have been detected.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        effect_size_name is cohens-dz, hedges-gz, cohens-dav, hedges-gav, cohens-drm, glass-delta (see
        `burnout.statistics.change`), smallest-detectable-dz and smallest-detectable-change (in units of the measure,
        for changes that spread as these do) at a power of 80 % and the study's alpha. Rates have
        difference-of-shares and matched-odds-ratio.
    """
    rows: list[dict[str, object]] = []
    for measure in study.paired.measures if study.paired else []:
        before, after = complete(people, measure)
        place = {"measure": measure, "n": len(before)}
        rows += [place | row for row in _effect_rows(before, after, study.plan.confidence)]
        rows += [place | row for row in _detectable_rows(np.asarray(after - before), study.plan.alpha)]
    for rate in study.paired.rates if study.paired else []:
        place = {"measure": rate, "n": len(answers(people, rate)[0])}
        rows += [place | row for row in _rate_rows(*_changed(people, rate), study.plan.confidence)]
    text = dict.fromkeys(["measure", "effect_size_name", "method", "status", "note"], "str")
    numbers = dict.fromkeys(["value", "conf_low", "conf_high"], "float64")
    return pd.DataFrame(rows, columns=EFFECTS).astype(text | numbers | {"n": "int64"})


def _effect_rows(before: Array, after: Array, confidence: float) -> list[dict[str, object]]:
    fault = _no_effect(before, after)
    if fault:
        return [{"effect_size_name": "none", "method": "", "status": fault[0], "note": fault[1]}]
    return [_effect_row(effect) for effect in paired_effects(before, after, confidence)]


def _rate_rows(gained: int, lost: int, n: int, confidence: float) -> list[dict[str, object]]:
    found = [_effect_row(effect) for effect in matched_effects(gained, lost, n, confidence)]
    if found:
        return found
    fault = ("constant", "Nobody changed.") if n else ("too-few", "There are no pairs.")
    return [{"effect_size_name": "none", "method": "", "status": fault[0], "note": fault[1]}]


def _no_effect(before: Array, after: Array) -> tuple[str, str] | None:
    if len(before) < 2:
        return "too-few", "At least two pairs are needed."
    if np.ptp(tied(after - before)) == 0:
        return (
            "constant",
            "Everybody changed by the same amount (or not at all), so there is no spread to compare with.",
        )
    if np.ptp(before) == 0:
        return "constant", "Everybody had the same value before, so there is no spread to compare with."
    return None


def _effect_row(effect: Effect) -> dict[str, object]:
    row = {"effect_size_name": effect.name, "value": effect.value, "conf_low": effect.low, "conf_high": effect.high}
    row |= {"method": effect.method, "status": "ok", "note": ""}
    if np.isnan(effect.value):
        row |= {"status": "too-few", "note": "Hedges' correction needs at least three pairs."}
    elif np.isnan(effect.low):
        row |= {"note": "The interval could not be computed."}
    elif np.isinf(effect.high):
        row |= {"note": "Nobody became negative, so there is no upper limit."}
    return row


def _detectable_rows(change: Array, alpha: float) -> list[dict[str, object]]:
    smallest = smallest_detectable(len(change), alpha, POWER)
    spread = float(np.std(change, ddof=1)) if len(change) > 1 else float("nan")
    method = f"power {POWER:g}, two-sided alpha {alpha:g}, noncentral t"
    rows = []
    for name, value in (("dz", smallest), ("change", smallest * spread)):
        row = {"effect_size_name": f"smallest-detectable-{name}", "value": value, "method": method}
        row |= {"status": "ok", "note": ""}
        if np.isnan(smallest):
            row |= {"status": "too-few", "note": "At least two pairs are needed."}
        elif name == "change" and np.ptp(tied(change)) == 0:
            text = "Everybody changed by the same amount (or not at all), so the spread of changes is unknown."
            row |= {"value": float("nan"), "status": "constant", "note": text}
        rows.append(row)
    return rows
