"""From raw answers to item points: recoding and reversing."""

from __future__ import annotations

import numpy as np

from burnout.config.instrument import Instrument, Key
from burnout.instruments import item_bounds, recodes


def recode(answers: np.ndarray, points: dict[int, float]) -> np.ndarray:
    """Answers replaced by points; what is missing, or has no points, is missing.

    Parameters
    ----------
    answers : ndarray, any shape
        Raw answers, NaN for missing.
    points : dict of int to float
        Answer to points.
    """
    result = np.full(answers.shape, np.nan)
    for answer, point in points.items():
        result[answers == answer] = point
    return result


def reverse(answers: np.ndarray, low: float, high: float) -> np.ndarray:
    """Answers turned round on their range: low + high - answer. Done twice, it changes nothing."""
    return low + high - answers


def item_points(answers: np.ndarray, instrument: Instrument, key: Key) -> np.ndarray:
    """Points of all items after recoding, before any reversal (which belongs to a scale).

    Parameters
    ----------
    answers : ndarray, shape (people, items)
        Raw answers in item order, NaN for missing.
    instrument : Instrument
        The instrument.
    key : Key
        The scoring key.
    """
    points = answers.astype(float, copy=True)
    for item, table in recodes(instrument, key).items():
        points[:, item - 1] = recode(answers[:, item - 1], table)
    return points


def scale_points(points: np.ndarray, instrument: Instrument, key: Key, scale: str) -> np.ndarray:
    """Points of one scale's items, reversed where the key says so.

    Parameters
    ----------
    points : ndarray, shape (people, all items)
        Points from `item_points`.
    instrument, key : Instrument, Key
        Instrument and key.
    scale : str
        Name of the scale.

    Returns
    -------
    ndarray, shape (people, items of the scale)
    """
    found = key.scales[scale]
    columns = [
        reverse(points[:, item - 1], *item_bounds(instrument, key, item))
        if item in found.reverse
        else points[:, item - 1]
        for item in found.items
    ]
    return np.column_stack(columns)
