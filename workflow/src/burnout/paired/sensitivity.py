"""Every customary test of a change side by side, and its effect sizes: does the conclusion hang on the test?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import special

from burnout import statistics
from burnout.config import Study
from burnout.paired.people import People
from burnout.paired.rates import answers
from burnout.statistics.change import Effect, correlation, paired_effects, smallest_detectable
from burnout.statistics.matched import matched_effects, mcnemar_tests
from burnout.statistics.result import Array, Result, failed, tied
from burnout.statistics.signed_ranks import (
    EXACT_UP_TO,
    exact_tails,
    pseudo_medians,
    rank_changes,
    rank_effects,
    signed_rank_variants,
    too_many,
)

TESTS = ["measure", "test", "n", "statistic", "p_value", "status", "note", "statistic_name", "df"]
TESTS += ["p_greater", "p_less", "n_rose", "n_fell", "n_unchanged", "rank_sum_rose", "rank_sum_fell"]
EFFECTS = ["measure", "effect_size_name", "value", "conf_low", "conf_high", "method", "n", "status", "note"]
POWER = 0.8


def tests_table(study: Study, people: People) -> pd.DataFrame:
    """Test every measure in every customary way.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        For each measure a row of paired-t, wilcoxon-asymptotic, wilcoxon-exact, sign, wilcoxon-corrected,
        wilcoxon-pratt and wilcoxon-pratt-exact. The statistic is t, z, the sum of the ranks of those who rose (V), and
        the number who rose (S). `p_greater` and `p_less` are one-sided: that values rose, that they fell. The sums of
        ranks are those of the test in the row. For each rate a row of each of `burnout.statistics.matched`.
    """
    rows = []
    for measure in study.paired.measures if study.paired else []:
        change = np.subtract(*complete(people, measure)[::-1])
        for name, result in _tests(change, study.plan.confidence).items():
            told = {column: getattr(result, column) for column in TESTS if hasattr(result, column)}
            rows.append({"measure": measure} | told | {"test": name} | _sides(change, name, result))
    for rate in study.paired.rates if study.paired else []:
        gained, lost, n = _changed(people, rate)
        for name, result in mcnemar_tests(gained, lost, n).items():
            told = {column: getattr(result, column) for column in TESTS if hasattr(result, column)}
            moved = {"n_rose": gained, "n_fell": lost, "n_unchanged": n - gained - lost}
            rows.append({"measure": rate} | told | {"test": name} | moved)
    text = dict.fromkeys(["measure", "test", "status", "note", "statistic_name"], "str")
    numbers = dict.fromkeys(["statistic", "p_value", "df", "p_greater", "p_less", *TESTS[-2:]], "float64")
    counts = dict.fromkeys(["n", "n_rose", "n_fell", "n_unchanged"], "int64")
    return pd.DataFrame(rows, columns=TESTS).astype(text | numbers | counts)


def _sides(change: Array, test: str, result: Result) -> dict[str, object]:
    """How many rose and fell, the sums of their ranks, and one-sided P."""
    moved = tied(change)
    rose, fell = int(np.sum(moved > 0)), int(np.sum(moved < 0))
    found: dict[str, object] = {"n_rose": rose, "n_fell": fell, "n_unchanged": len(moved) - rose - fell}
    if result.status != "ok":
        return found
    if test == "paired-t":
        greater, less = (float(special.stdtr(result.df, side * result.statistic)) for side in (-1, 1))
    elif test == "sign":
        greater, less = (float(special.bdtr(fewer, rose + fell, 0.5)) for fewer in (fell, rose))
    else:
        ranked = rank_changes(change, pratt="pratt" in test)
        found |= {"rank_sum_rose": ranked.sum_rose, "rank_sum_fell": ranked.sum_fell}
        if test.endswith("exact"):
            _, greater, less = exact_tails(ranked)
        else:
            shift = 0.5 / ranked.scale if test == "wilcoxon-corrected" else 0.0
            greater, less = (float(special.ndtr(side * ranked.z() + shift)) for side in (-1, 1))
    return found | {"p_greater": greater, "p_less": less}


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
        **signed_rank_variants(change),
    }


def _exact(change: Array) -> Result:
    if np.sum(tied(change) != 0) > EXACT_UP_TO:
        return failed(len(change), "not-estimable", too_many())
    result = statistics.wilcoxon(change, exact=True, exact_up_to=EXACT_UP_TO)
    if result.status != "ok":
        return result
    return replace(result, statistic=rank_changes(change).sum_rose, statistic_name="V")


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
        for changes that spread as these do) at a power of 80 % and the study's alpha; then rank-biserial, r-pairs,
        r-answers, hodges-lehmann and hodges-lehmann-asymptotic (see `burnout.statistics.signed_ranks`), and pearson-r
        of before and after. Rates have those of `burnout.statistics.matched`.
    """
    rows: list[dict[str, object]] = []
    for measure in study.paired.measures if study.paired else []:
        before, after = complete(people, measure)
        place = {"measure": measure, "n": len(before)}
        rows += [place | row for row in _effect_rows(before, after, study.plan.confidence)]
        rows += [place | row for row in _detectable_rows(np.asarray(after - before), study.plan.alpha)]
        rows += [place | _effect_row(effect) for effect in _rank_effects(before, after, study.plan.confidence)]
    for rate in study.paired.rates if study.paired else []:
        pre, post, _ = answers(people, rate)
        place = {"measure": rate, "n": len(pre)}
        found = _rate_rows(*_changed(people, rate), study.plan.confidence, int(np.sum(pre & post)))
        rows += [place | row for row in found]
    text = dict.fromkeys(["measure", "effect_size_name", "method", "status", "note"], "str")
    numbers = dict.fromkeys(["value", "conf_low", "conf_high"], "float64")
    return pd.DataFrame(rows, columns=EFFECTS).astype(text | numbers | {"n": "int64"})


def _effect_rows(before: Array, after: Array, confidence: float) -> list[dict[str, object]]:
    fault = _no_effect(before, after)
    if fault:
        return [{"effect_size_name": "none", "method": "", "status": fault[0], "note": fault[1]}]
    return [_effect_row(effect) for effect in paired_effects(before, after, confidence)]


def _rank_effects(before: Array, after: Array, confidence: float) -> list[Effect]:
    """Effect sizes of the signed-rank test, the pseudo-median, and the correlation; those that can be had."""
    change = after - before
    found = [] if len(change) < 1 else rank_effects(change, confidence)
    found += pseudo_medians(change, confidence)
    if len(change) > 2 and np.ptp(tied(before)) > 0 and np.ptp(tied(after)) > 0:
        found.append(correlation(before, after, confidence))
    return found


def _rate_rows(gained: int, lost: int, n: int, confidence: float, both: int) -> list[dict[str, object]]:
    found = [_effect_row(effect) for effect in matched_effects(gained, lost, n, confidence, both)]
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
    elif np.isinf(effect.value) and np.isnan(effect.low):
        row |= {"note": "Nobody became negative, so the ratio has no finite value."}
    elif np.isnan(effect.low):
        row |= {"note": "" if "no interval" in effect.method else "The interval could not be computed."}
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
