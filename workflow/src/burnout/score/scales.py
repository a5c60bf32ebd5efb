"""From item points to scale scores and composites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from burnout.config.instrument import Composite, Instrument, Key, MissingRule
from burnout.score.items import item_points, scale_points

TOLERANCE = 1e-9


@dataclass(frozen=True)
class ScaleScores:
    """Scores of one scale or composite, one entry per person.

    Parameters
    ----------
    score : ndarray
        Score as keyed, NaN where there is none.
    total : ndarray
        Sum of the items (prorated where the rule allows it), before any multiplier; the score itself for a composite.
    mean : ndarray
        Mean of the items, before any multiplier; the score itself for a composite.
    prorated : ndarray of bool
        Scored although items are missing.
    """

    score: np.ndarray
    total: np.ndarray
    mean: np.ndarray
    prorated: np.ndarray


def fill(answers: np.ndarray, low: np.ndarray | float, rule: MissingRule) -> np.ndarray:
    """Raw answers with the (item's) lowest answer in the place of missing ones, when the rule says so."""
    return np.where(np.isnan(answers), low, answers) if rule.stand_in == "lowest" else answers


def allowed_missing(rule: MissingRule, scale: str, items: int) -> int:
    """How many items of a scale may be missing under a rule."""
    least = rule.minimum_answered.get(scale)
    return items - least if least is not None else int(rule.max_missing_share * items + TOLERANCE)


def item_mean(points: np.ndarray, missing: np.ndarray, may_be_missing: int) -> np.ndarray:
    """Mean of the points a person has, NaN when too many answers are missing.

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points, NaN for missing.
    missing : ndarray of bool, shape (people, items)
        Which answers are missing.
    may_be_missing : int
        Largest number of answers that may be missing.
    """
    has = ~np.isnan(points)
    count = has.sum(axis=1)
    allowed = (missing.sum(axis=1) <= may_be_missing) & (count > 0)
    totals = np.where(has, points, 0.0).sum(axis=1)
    return np.where(allowed, totals / np.maximum(count, 1), np.nan)


def score_scale(answers: np.ndarray, instrument: Instrument, key: Key, scale: str, rule: MissingRule) -> ScaleScores:
    """Score one scale for all people.

    Parameters
    ----------
    answers : ndarray, shape (people, all items)
        Raw answers in item order, NaN for missing.
    instrument, key : Instrument, Key
        Instrument and scoring key.
    scale : str
        Name of the scale.
    rule : MissingRule
        Missing-item rule.

    Returns
    -------
    ScaleScores
        A sum is the item mean times the number of items, so that prorated sums stay on the scale's range.
    """
    found = key.scales[scale]
    low = np.array([instrument.answers_of(item).low for item in range(1, instrument.items + 1)], dtype=float)
    filled = fill(answers, low, rule)
    points = scale_points(item_points(filled, instrument, key), instrument, key, scale)
    missing = np.isnan(answers[:, [item - 1 for item in found.items]])
    mean = item_mean(points, missing, allowed_missing(rule, scale, len(found.items)))
    complete = ~missing.any(axis=1)
    total = np.where(complete, points.sum(axis=1), mean * len(found.items))
    score = found.multiply * (total if found.score == "sum" else mean)
    return ScaleScores(score, total, mean, ~complete & ~np.isnan(mean))


def score_composite(scores: Mapping[str, ScaleScores], composite: Composite, highest: float) -> ScaleScores:
    """Weighted sum of item means; missing when one of its scales is missing.

    Parameters
    ----------
    scores : mapping of str to ScaleScores
        Scores of the key's scales.
    composite : Composite
        The composite.
    highest : float
        Highest answer, from which reversed terms are taken.
    """
    terms = [
        (t.weight, highest - scores[t.scale].mean if t.reversed else scores[t.scale].mean) for t in composite.terms
    ]
    value = np.sum([weight * mean for weight, mean in terms], axis=0)
    prorated = np.any([scores[t.scale].prorated for t in composite.terms], axis=0) & ~np.isnan(value)
    return ScaleScores(value, value, value, prorated)


def score_all(answers: np.ndarray, instrument: Instrument, key: Key, rule: MissingRule) -> dict[str, ScaleScores]:
    """All scales and composites of a key, by name, in the key's order."""
    scores = {name: score_scale(answers, instrument, key, name, rule) for name in key.scales}
    composites = {
        name: score_composite(scores, composite, instrument.answers.high) for name, composite in key.composites.items()
    }
    return scores | composites
