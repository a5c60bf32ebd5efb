"""Item analysis: distribution of each item, corrected item-rest correlation, and alpha without the item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from burnout.score.key_check import check_direction
from burnout.score.summaries import TOLERANCE

ITEMS = ["n", "n_missing", "mean", "sd", "floor_percent", "ceiling_percent"]
CONSTANT = "Everybody gave the same answer, so that nothing can be said about how the item goes with the others."
TOO_FEW = "Fewer than three people answered all items of the scale."
SINGLE = "The scale has no other items."
CLEAR = "Runs against the other items of the scale: it seems to be scored in the wrong direction."
ONLY_TOTAL = "Runs against the other items of the total; the row of its own scale tells more about its direction."
UNCLEAR = "Runs against the other items of the scale, so weakly that chance can do it."


@dataclass(frozen=True)
class ItemRest:
    """How each item of a scale goes with the others, among people who answered all items.

    Parameters
    ----------
    correlation : ndarray, shape (items,)
        Pearson correlation with the sum of the other items; NaN when it cannot be estimated.
    alpha_if_deleted : ndarray, shape (items,)
        Cronbach's alpha of the other items; NaN for scales of fewer than three items.
    """

    correlation: np.ndarray
    alpha_if_deleted: np.ndarray


def item_rest(points: np.ndarray) -> ItemRest:
    """Corrected item-rest correlations and alpha if an item is deleted (Nunnally and Bernstein 1994).

    Parameters
    ----------
    points : ndarray, shape (people, items)
        Points after recoding and reversal; people with a missing item are left out.
    """
    items = points.shape[1]
    complete = points[~np.isnan(points).any(axis=1)]
    nothing = np.full(items, np.nan)
    if items < 2 or len(complete) < 3:
        return ItemRest(nothing, nothing.copy())
    covariance = np.cov(complete, rowvar=False)
    own, with_all = np.diag(covariance), covariance.sum(axis=1)
    rest = covariance.sum() - 2 * with_all + own
    varies = (own > TOLERANCE) & (rest > TOLERANCE)
    correlation = np.where(varies, (with_all - own) / np.sqrt(np.where(varies, own * rest, 1.0)), np.nan)
    if items < 3:
        return ItemRest(correlation, nothing)
    others = items - 1
    share = (own.sum() - own) / np.where(rest > TOLERANCE, rest, np.nan)
    return ItemRest(correlation, others / (others - 1) * (1 - share))


def item_distribution(points: np.ndarray, low: float, high: float) -> dict[str, float]:
    """Distribution of one item's points: n, missing, mean, sd (n - 1), percent at the lowest and highest points.

    Parameters
    ----------
    points : ndarray, shape (people,)
        Points after recoding and reversal, NaN for missing.
    low, high : float
        Ends of the item's range.
    """
    found = points[~np.isnan(points)]
    n = len(found)
    return {
        "n": n,
        "n_missing": len(points) - n,
        "mean": float(found.mean()) if n else np.nan,
        "sd": float(found.std(ddof=1)) if n > 1 else np.nan,
        "floor_percent": float(100 * np.mean(found <= low + TOLERANCE)) if n else np.nan,
        "ceiling_percent": float(100 * np.mean(found >= high - TOLERANCE)) if n else np.nan,
    }


def analyse_items(
    points: np.ndarray,
    items: list[int],
    bounds: list[tuple[float, float]],
    confidence: float,
    over_scales: bool = False,
) -> list[dict[str, object]]:
    """One row for each item of a scale.

    Parameters
    ----------
    points : ndarray, shape (people, items of the scale)
        Points after recoding and reversal, NaN for missing.
    items : list of int
        Item numbers.
    bounds : list of (float, float)
        Range of each item's points.
    confidence : float
        Level at which a direction counts as clear (see `check_direction`).
    over_scales : bool
        A total over items that also stand in other scales, which may well differ in direction: nothing is flagged.

    Returns
    -------
    list of dict
        item, n, n_missing, mean, sd, floor_percent, ceiling_percent, item_rest_correlation, alpha_if_deleted,
        flagged (the item wants a look), status ("ok" or "not-estimable"), note.
    """
    rest, direction = item_rest(points), check_direction(points, confidence)
    clear = set(direction.against) if direction.clear else set()
    rows: list[dict[str, object]] = []
    for position, item in enumerate(items):
        distribution = item_distribution(points[:, position], *bounds[position])
        correlation = float(rest.correlation[position])
        numbers = {"item_rest_correlation": correlation, "alpha_if_deleted": float(rest.alpha_if_deleted[position])}
        if np.isnan(correlation):
            told = {"flagged": distribution["sd"] == 0, "status": "not-estimable", "note": _why_not(points, position)}
        elif position in clear:
            told = {"flagged": True, "status": "ok", "note": CLEAR}
        else:
            told = {"flagged": correlation < 0, "status": "ok", "note": UNCLEAR if correlation < 0 else ""}
        if over_scales and told["note"] in (CLEAR, UNCLEAR):
            told |= {"flagged": False, "note": ONLY_TOTAL}
        rows.append({"item": item} | distribution | numbers | told)
    return rows


def _why_not(points: np.ndarray, position: int) -> str:
    if points.shape[1] < 2:
        return SINGLE
    complete = points[~np.isnan(points).any(axis=1)]
    if len(complete) < 3:
        return TOO_FEW
    return CONSTANT if np.ptp(complete[:, position]) == 0 else "The other items have the same sum for everybody."
