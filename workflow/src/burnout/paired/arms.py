"""Before and after in several arms, when the study has something to compare with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.config.analysis import Plan
from burnout.paired.means import COLUMNS as MEANS
from burnout.paired.means import means_table
from burnout.paired.people import People
from burnout.statistics.arms import Contrast, ancova, change_score, difference_in_differences
from burnout.statistics.result import Array, tied

COLUMNS = ["measure", "method", "arm", "reference", "n", "estimate", "std_error", "statistic", "df", "p_value"]
COLUMNS += ["conf_low", "conf_high", "partial_eta_squared", "status", "note", "statistic_name", "df2"]
COLUMNS += ["n_arm", "n_reference", "p_adjusted", "sum_of_squares", "r_squared", "adjusted_r_squared"]
WITHOUT = ("ancova-mean", "ancova-first", "ancova-intercept")
UNEQUAL = "The arms differ in how the second value goes with the first (ancova-slopes), so this holds at the mean only."


def by_arm_table(study: Study, people: People) -> pd.DataFrame:
    """Compare before and after within each arm.

    Returns
    -------
    pandas.DataFrame
        The columns of the table paired with `arm` behind `plan`; no rows in a study without arms.
    """
    columns = [MEANS[0], "arm", *MEANS[1:]]
    table = within_arms(study, people, means_table)[columns]
    return table.sort_values(
        "plan", key=lambda c: c.map(list(study.plan.names).index), kind="stable", ignore_index=True
    )


def within_arms(
    study: Study, people: People, make: Callable[[Study, People], pd.DataFrame], whole: bool = False
) -> pd.DataFrame:
    """Make a table within each arm, one below the other, with `arm` in front.

    Parameters
    ----------
    study : Study
        The study; without arms there are no rows.
    people : People
        Those who completed.
    make : callable
        Makes the table of a study and its people.
    whole : bool
        Put the table of everybody first, with an empty `arm`.
    """
    arms = _arms(study, people)
    parts = [make(study, people).assign(arm="")] if whole else []
    for arm in arms.cat.categories:
        inside = (arms == arm).to_numpy()
        rest = {name: _inside(study, getattr(people, name), str(arm)) for name in ("lost", "lost_after", "only_after")}
        part = make(study, replace(people, before=people.before[inside], after=people.after[inside], **rest))
        parts.append(part.assign(arm=str(arm)))
    if not parts:
        nobody = replace(people, before=people.before[:0], after=people.after[:0])
        parts = [make(study, nobody)[:0].assign(arm=pd.Series(dtype="str"))]
    table = pd.concat(parts, ignore_index=True).astype({"arm": "str"})
    return table[["arm", *(name for name in table.columns if name != "arm")]]


def _inside(study: Study, rows: pd.DataFrame, arm: str) -> pd.DataFrame:
    """Rows of those who did not complete, of an arm."""
    name = study.paired.arm if study.paired else None
    return rows[(rows[name] == arm).to_numpy()] if name in rows else rows[:0]


def arms_table(study: Study, people: People) -> pd.DataFrame:
    """Compare the change of each arm with that of the reference arm.

    Parameters
    ----------
    study : Study
        `paired.arm` names the variable that tells the arms; its reference level is the comparison.
    people : People
        Those who completed.

    Returns
    -------
    pandas.DataFrame
        Methods ancova, ancova-robust, ancova-mean (adjusted means), ancova-pairs (every two adjusted means),
        ancova-slopes, ancova-first (the first value), ancova-intercept, change-score and difference-in-differences;
        see `burnout.statistics.arms`. Rows without `arm` concern all arms together. No rows in a study without arms.
    """
    rows: list[dict[str, object]] = []
    if study.paired is not None and study.paired.arm is not None:
        arms = _arms(study, people)
        for measure in study.paired.measures:
            rows += [{"measure": measure} | row for row in _measure(people, measure, arms, study.plan)]
    text = dict.fromkeys(["measure", "method", "arm", "reference", "status", "note", "statistic_name"], "str")
    counts = dict.fromkeys(["n", "n_arm", "n_reference"], "Int64")
    numbers = dict.fromkeys([name for name in COLUMNS if name not in text and name not in counts], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counts | numbers)


def _arms(study: Study, people: People) -> pd.Series:
    """Arm of each completer, as told on the first occasion, else on the second; the reference first."""
    name = study.paired.arm if study.paired else None
    if name is None:
        return pd.Series(pd.Categorical([None] * len(people.before)), index=people.before.index)
    told = people.before[name].astype(object).where(people.before[name].notna(), people.after[name].astype(object))
    levels = [str(level) for level in people.before[name].cat.categories]
    reference = study.variables[name].reference or levels[0]
    ordered = [reference, *(level for level in levels if level != reference)]
    return pd.Series(pd.Categorical(told, categories=ordered), index=people.before.index)


def _measure(people: People, measure: str, arms: pd.Series, plan: Plan) -> list[dict[str, object]]:
    before, after = people.pairs(measure)
    known = ~np.isnan(before) & ~np.isnan(after) & arms.notna().to_numpy()
    before, after, codes = before[known], after[known], arms.cat.codes.to_numpy()[known]
    levels = [str(level) for level in arms.cat.categories]
    sizes = np.bincount(codes, minlength=len(levels))
    small = [which for which, size in enumerate(sizes) if size < 2]
    rows: list[dict[str, object]] = [
        {"method": "none", "arm": levels[which], "reference": levels[0], "n": len(before)}
        | {"n_arm": int(sizes[which]), "n_reference": int(sizes[0]), "status": "too-few"}
        | {"note": "Fewer than two people of this arm have both answers."}
        for which in small
    ]
    kept = [which for which in range(len(levels)) if which not in small]
    if 0 in small or len(kept) < 2:
        return rows
    inside = np.isin(codes, kept)
    places = np.searchsorted(kept, codes[inside])
    found = _methods(before[inside], after[inside], places, plan.confidence)
    unequal = any(c.method == "ancova-slopes" and c.p_value < plan.alpha for c in found if isinstance(c, Contrast))
    names, counts = [levels[which] for which in kept], [int(sizes[which]) for which in kept]
    return rows + [_row(contrast, names, counts, unequal) for contrast in found]


def _methods(before: Array, after: Array, arm: Array, confidence: float) -> list[Contrast | tuple[str, str]]:
    """Contrasts of every method; a method and the reason where it cannot be used."""
    found: list[Contrast | tuple[str, str]] = []
    change = tied(after - before)
    if np.ptp(before) == 0:
        found.append(("ancova", "Everybody had the same value before, so there is nothing to adjust for."))
    elif len(before) < int(arm.max()) + 3:
        found.append(("ancova", "Too few people for this model."))
    elif _determined(before, after, arm):
        found.append(("ancova", "The first value and the arm tell the second value without error."))
    else:
        found += ancova(before, after, arm, confidence)
    if all(np.ptp(change[arm == which]) == 0 for which in range(int(arm.max()) + 1)):
        text = "Within each arm everybody changed by the same amount, so there is no spread to test against."
        return [*found, ("change-score", text), ("difference-in-differences", text)]
    return [
        *found,
        *change_score(before, after, arm, confidence),
        *difference_in_differences(before, after, arm, confidence),
    ]


def _determined(before: Array, after: Array, arm: Array) -> bool:
    """Whether the first value does not vary within arms, or a line within arms fits the second value exactly."""
    means = [
        np.array([side[arm == which].mean() for which in range(int(arm.max()) + 1)])[arm] for side in (before, after)
    ]
    first, second = before - means[0], after - means[1]
    if not np.any(tied(first)):
        return True
    return not np.any(tied(second - first * (first @ second) / (first @ first)))


def _row(contrast: Contrast | tuple[str, str], names: list[str], counts: list[int], unequal: bool) -> dict[str, object]:
    place: dict[str, object] = {"arm": "", "reference": names[0], "n": sum(counts), "n_reference": counts[0]}
    if isinstance(contrast, tuple):
        return place | {"method": contrast[0], "status": "not-estimable", "note": contrast[1]}
    if contrast.arm is not None:
        place |= {"arm": names[contrast.arm], "n_arm": counts[contrast.arm]}
    if contrast.other is not None:
        place |= {"n_reference": counts[contrast.other]}
    holds = ("ancova", "ancova-mean", "ancova-robust", "ancova-pairs")
    note = UNEQUAL if unequal and contrast.method in holds else ""
    fine = np.isfinite(contrast.std_error if contrast.arm is not None else contrast.p_value)
    if not fine:
        note = "In one of the arms everybody changed by the same amount, so there is no such test."
    return place | {
        "method": contrast.method,
        "reference": "" if contrast.method in WITHOUT else names[contrast.other or 0],
        "estimate": contrast.estimate,
        "std_error": contrast.std_error,
        "conf_low": contrast.low,
        "conf_high": contrast.high,
        "statistic_name": contrast.statistic_name,
        "statistic": contrast.statistic,
        "df": contrast.df,
        "df2": contrast.df2,
        "p_value": contrast.p_value,
        "partial_eta_squared": contrast.partial_eta_squared,
        "p_adjusted": contrast.p_adjusted,
        "sum_of_squares": contrast.sum_of_squares,
        "r_squared": contrast.r_squared,
        "adjusted_r_squared": contrast.adjusted_r_squared,
        "status": "ok" if fine else "not-estimable",
        "note": note,
    }
