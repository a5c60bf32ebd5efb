"""Scores against a reference group: T scores, and profiles over several scales."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.config.instrument import Norms, Profile
from burnout.score.bands import meets
from burnout.score.scales import ScaleScores


@dataclass(frozen=True)
class Standard:
    """Mean and standard deviation of one scale in the reference group.

    Parameters
    ----------
    on : {"score", "sum", "mean"}
        Which number of `ScaleScores` they belong to.
    mean, sd : float
        NaN when the sample cannot give them.
    """

    on: str
    mean: float
    sd: float

    def z(self, values: np.ndarray) -> np.ndarray:
        """Values in standard deviations from the mean."""
        return (values - self.mean) / self.sd

    def t(self, values: np.ndarray) -> np.ndarray:
        """T scores: 50 + 10 z."""
        return 50 + 10 * self.z(values)


def values_on(scores: ScaleScores, on: str) -> np.ndarray:
    """The score as keyed, or the sum or mean of the items."""
    return {"score": scores.score, "sum": scores.total, "mean": scores.mean}[on]


def standards(
    scores: Mapping[str, ScaleScores], scales: list[str], norms: Norms | str, reference: np.ndarray
) -> dict[str, Standard]:
    """Mean and standard deviation of each scale, from norms or from the sample itself.

    Parameters
    ----------
    scores : mapping of str to ScaleScores
        Scores of the key's scales.
    scales : list of str
        Scales of the key.
    norms : Norms or "sample"
        The reference.
    reference : ndarray of bool
        Rows that make up the sample (those of the first occasion).

    Returns
    -------
    dict of str to Standard
        The sample's standard deviation divides by n - 1. It is NaN for fewer than two people, or when all have the
        same score.
    """
    if isinstance(norms, Norms):
        return {s: Standard(norms.on, m.mean, m.sd) for s, m in norms.scales.items() if s in scales}
    return {scale: _of_sample(scores[scale].score[reference]) for scale in scales}


def _of_sample(values: np.ndarray) -> Standard:
    values = values[~np.isnan(values)]
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    return Standard("score", float(values.mean()) if len(values) else np.nan, spread if spread > 1e-12 else np.nan)


def profile_of(z_scores: Mapping[str, np.ndarray], profile: Profile) -> pd.Categorical:
    """Type of each person by the scales that are on the unfavourable side of their boundary.

    Parameters
    ----------
    z_scores : mapping of str to ndarray
        Standardised scores of the profile's scales.
    profile : Profile
        Boundaries and types (Leiter and Maslach 2016 for burnout).

    Returns
    -------
    Categorical
        Unordered; the first type that fits, else the name for other patterns; missing when a scale is missing.
    """
    bad = {}
    for scale, limited in profile.boundaries.items():
        ((limit, bound),) = limited.limits().items()
        bad[scale] = meets(z_scores[scale], limit, bound)
    missing = np.any([np.isnan(z_scores[scale]) for scale in profile.boundaries], axis=0)
    codes = np.full(len(missing), len(profile.types))
    for code, pattern in reversed(list(enumerate(profile.types))):
        sides = [bad[s] == (s in pattern.unfavourable) for s in profile.boundaries if s not in pattern.either]
        codes[np.all(sides, axis=0)] = code
    return pd.Categorical.from_codes(np.where(missing, -1, codes), categories=profile.levels)
