"""The change in everybody enrolled by multiple imputation: lost answers filled in several times, results pooled."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.imputation import Imputing, Pooled, Variable, imputations_needed, impute, obstacle, pool
from burnout.paired.people import People
from burnout.statistics.mixed import Fitted
from burnout.statistics.result import Array, tied

LEAST = 100
"""Fewest imputations unless the study file says otherwise: they cost little here, and small studies need them."""
PAIRS_PER_PREDICTOR = 10
"""Complete pairs that each predictor of the imputation model asks for."""
ASSUMED = (
    "That answers are missing at random, given the other answer{more}, cannot be checked. {way}, {number} imputed data "
    "sets."
)
WAYS = {"normal": "Bayesian linear regression", "pmm": "Predictive mean matching"}


@dataclass(frozen=True)
class Filled:
    """Changes in the imputed data sets.

    Parameters
    ----------
    changes : ndarray, shape (imputations, people)
        After minus before.
    lost : ndarray of bool, shape (people,)
        Whose answer after was imputed.
    variables : list of Variable
        The imputation model.
    how : Imputing
        How gaps were filled.
    """

    changes: Array
    lost: Array
    variables: list[Variable]
    how: Imputing


@dataclass(frozen=True)
class ImputedChange:
    """The pooled change with what it rests on.

    Parameters
    ----------
    fitted : Fitted
        Estimate, standard error, degrees of freedom; its status says why there is none.
    fraction : float
        Fraction of missing information.
    number : int
        Imputed data sets.
    """

    fitted: Fitted
    fraction: float = float("nan")
    number: int = 0


def imputed_change(study: Study, people: People, measure: str, pair: tuple[Array, Array]) -> ImputedChange | None:
    """Mean change in everybody with any answer, missing answers imputed.

    Parameters
    ----------
    study : Study
        Its plan says how many times and how to impute.
    people : People
        Those who completed and those lost.
    measure : str
        The measure.
    pair : tuple of array, shape (people,)
        Its values before and after in the order of the ids, NaN where missing; everybody has one of them at least.

    Returns
    -------
    ImputedChange or None
        None when nothing is missing or imputation is switched off.

    Notes
    -----
    Each answer is imputed from the other one, from the arm, and from the first answers to those other measures that go
    with it most closely, one predictor for every ten complete pairs. Rubin's rules pool the mean change and its
    variance as in the paired t-test; degrees of freedom of Barnard and Rubin.
    """
    filled = fill(study, people, measure, pair)
    if filled is None or isinstance(filled, Fitted):
        return None if filled is None else ImputedChange(filled)
    pooled = pooled_change(filled.changes, study.plan.confidence)
    if not pooled.std_error[0] > 0:
        return ImputedChange(Fitted(status="not-estimable", note="There is no spread to test against."))
    return ImputedChange(_fitted(pooled, filled.variables, filled.how), float(pooled.fraction[0]), filled.how.number)


def fill(study: Study, people: People, measure: str, pair: tuple[Array, Array]) -> Filled | Fitted | None:
    """Impute the missing answers to a measure.

    Parameters
    ----------
    study, people, measure, pair
        See `imputed_change`.

    Returns
    -------
    Filled, Fitted or None
        None when nothing is missing or imputation is switched off; a status and a note when it cannot be done.
    """
    settings = study.plan.imputation
    gaps = np.isnan(pair[0]) | np.isnan(pair[1])
    if settings.number == 0 or not gaps.any():
        return None
    variables = _variables(study, people, measure, pair)
    if (failed := _hindered(variables, pair)) is not None:
        return failed
    number = settings.number or imputations_needed(int(gaps.sum()), len(gaps), LEAST)
    how = Imputing(number, settings.iterations, settings.numbers, settings.donors)
    seed = [study.plan.seed, zlib.crc32(f"paired/{measure}/imputation".encode())]
    changes = [filled[:, 1] - filled[:, 0] for filled in impute(variables, how, seed)]
    return Filled(np.array(changes), np.isnan(pair[1]), variables, how)


def pooled_change(changes: Array, confidence: float) -> Pooled:
    """Mean change of each imputed data set and its variance, pooled; shape (imputations, people)."""
    n = changes.shape[1]
    variance = changes.var(axis=1, ddof=1) / n
    return pool(changes.mean(axis=1)[:, None], variance[:, None, None], n - 1, confidence)


def _fitted(pooled: Pooled, variables: list[Variable], how: Imputing) -> Fitted:
    from burnout.imputation.chain import method_of

    ways = {WAYS[method_of(v, how)] for v in variables[:2] if v.missing.any()}
    more = ", the first answers to other measures" if any(v.kind == "number" for v in variables[2:]) else ""
    more += " and the arm" if any(v.kind == "nominal" for v in variables[2:]) else ""
    note = ASSUMED.format(more=more, way=" and ".join(sorted(ways)), number=how.number)
    return Fitted(*(float(part[0]) for part in (pooled.estimate, pooled.std_error, pooled.df)), note=note)


def _hindered(variables: list[Variable], pair: tuple[Array, Array]) -> Fitted | None:
    complete = ~np.isnan(pair[0]) & ~np.isnan(pair[1])
    if complete.sum() < 2:
        return Fitted(status="too-few", note="At least two people with both answers are needed.")
    if np.ptp(tied((pair[1] - pair[0])[complete])) == 0:
        text = "Everybody changed by the same amount (or not at all), so there is no spread to test against."
        return Fitted(status="not-estimable", note=text)
    text = obstacle(variables)
    return Fitted(status="too-few", note=text) if text else None


def _variables(study: Study, people: People, measure: str, pair: tuple[Array, Array]) -> list[Variable]:
    """The measure before and after, the arm, and other first answers as far as there are people for them."""
    found = [Variable("before", "number", pair[0]), Variable("after", "number", pair[1])]
    room = int((~np.isnan(pair[0]) & ~np.isnan(pair[1])).sum()) // PAIRS_PER_PREDICTOR - 1
    everybody = _people(people, measure)
    arm = _arm(study, everybody)
    if arm is not None and arm.width <= room:
        found.append(arm)
        room -= arm.width
    others = []
    for name in study.paired.measures if study.paired else []:
        values = everybody[name].to_numpy(dtype=float, na_value=np.nan)
        if name != measure and (strength := _related(values, pair)) > 0:
            others.append((-strength, len(others), Variable(name, "number", values)))
    return [*found, *(variable for *_, variable in sorted(others, key=lambda o: o[:2])[: max(room, 0)])]


def _people(people: People, measure: str) -> pd.DataFrame:
    """First answers of everybody enrolled who has the measure at any occasion, in the order of their ids."""
    first = pd.concat([people.before, people.lost])
    second = pd.concat([people.after, people.lost_after])
    known = [part.index[part[measure].notna()] for part in (first, second)]
    return first.reindex(sorted({*known[0], *known[1]}))


def _related(values: Array, pair: tuple[Array, Array]) -> float:
    """How closely a first answer goes with the measure after: their correlation without its sign; 0 when unknown."""
    both = ~np.isnan(values) & ~np.isnan(pair[1])
    x, y = values[both], pair[1][both]
    if len(x) < PAIRS_PER_PREDICTOR or np.ptp(x) == 0 or np.ptp(y) == 0:
        return 0.0
    return round(abs(float(np.corrcoef(x, y)[0, 1])), 10)


def _arm(study: Study, everybody: pd.DataFrame) -> Variable | None:
    """The arm as a predictor, where the study has arms and everybody's is known."""
    name = study.paired.arm if study.paired else None
    if name is None or name not in everybody or everybody[name].isna().any() or everybody[name].nunique() < 2:
        return None
    text = everybody[name].astype(str)
    levels = [level for level in study.variables[name].level_labels if (text == level).any()]
    return Variable(name, "nominal", np.array([levels.index(v) for v in text], dtype=float), len(levels))
