"""From scores to bands and grades, and from scores to events."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from burnout.config.instrument import Bands, Grade
from burnout.score.scales import TOLERANCE, ScaleScores


def meets(values: np.ndarray, limit: str, bound: float) -> np.ndarray:
    """Whether values meet a limit; a missing value meets none.

    Parameters
    ----------
    values : ndarray
        Numbers, NaN for missing.
    limit : {"at_least", "above", "at_most", "below"}
        Kind of limit.
    bound : float
        The limit. Values closer to it than 1e-9 count as equal to it, so that a score such as 0.4 * 3 + 0.3 is not
        misplaced by its last binary digit.
    """
    over = values > bound + TOLERANCE
    under = values < bound - TOLERANCE
    present = ~np.isnan(values)
    return {"at_least": present & ~under, "above": over, "at_most": present & ~over, "below": under}[limit]


def band_of(scores: ScaleScores, bands: Bands, t_scores: np.ndarray | None = None) -> pd.Categorical:
    """Band of each person: the last band whose limit the score meets; missing when the score is missing.

    Parameters
    ----------
    scores : ScaleScores
        Scores of one scale or composite.
    bands : Bands
        Its bands, from the best to the worst; `bands.on` says which number is compared.
    t_scores : ndarray, optional
        T scores, for bands on them.

    Returns
    -------
    Categorical
        Ordered from the best band to the worst.
    """
    values = {"score": scores.score, "sum": scores.total, "mean": scores.mean, "t": t_scores}[bands.on]
    codes = np.where(np.isnan(values), -1, 0)
    for code, band in enumerate(bands.bands[1:], start=1):
        ((limit, bound),) = band.limits().items()
        codes[meets(values, limit, bound)] = code
    return pd.Categorical.from_codes(codes, categories=[band.label for band in bands.bands], ordered=True)


def grade_of(bands: Mapping[str, pd.Categorical], grade: Grade) -> pd.Categorical:
    """Grade of each person by the number of scales in a critical band; missing when one of these bands is missing.

    Parameters
    ----------
    bands : mapping of str to Categorical
        Band of each scale.
    grade : Grade
        Which bands are critical, and the levels for 0, 1, 2 ... of them.
    """
    critical = [
        np.isin(bands[scale].codes, bands[scale].categories.get_indexer(pd.Index(labels)))
        for scale, labels in grade.critical.items()
    ]
    missing = np.any([bands[scale].codes == -1 for scale in grade.critical], axis=0)
    codes = np.where(missing, -1, np.sum(critical, axis=0))
    return pd.Categorical.from_codes(codes, categories=list(grade.levels), ordered=True)
