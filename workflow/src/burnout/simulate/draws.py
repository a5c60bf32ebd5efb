"""Random draws that stay the same on every machine and under every version of Python and its libraries."""

from __future__ import annotations

import random
from collections.abc import Sequence
from statistics import NormalDist
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """A seeded stream of draws.

    Everything comes from `random.Random.random`, the only method whose sequence Python promises to keep for a seed.

    Parameters
    ----------
    seed : int
        The seed.
    """

    def __init__(self, seed: int) -> None:
        self._source = random.Random(seed)  # noqa: S311 (no secret is made)
        self._normal = NormalDist()

    def uniform(self) -> float:
        """A number from 0 (included) to 1 (not included)."""
        return self._source.random()

    def normal(self, mean: float = 0.0, sd: float = 1.0) -> float:
        """A normally distributed number, by inversion."""
        return mean + sd * self._normal.inv_cdf((self._source.random() * (2**53 - 2) + 1) / 2**53)

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._source.random() * (high - low + 1))

    def choice(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of the options; equally likely when there are no weights."""
        if weights is None:
            return options[self.integer(0, len(options) - 1)]
        left = self._source.random() * sum(weights)
        for option, weight in zip(options, weights, strict=True):
            left -= weight
            if left < 0:
                return option
        return options[-1]

    def order(self, things: Sequence[T]) -> list[T]:
        """The things in random order."""
        return [
            thing
            for _, _, thing in sorted(
                ((self._source.random(), i, t) for i, t in enumerate(things)), key=lambda drawn: drawn[:2]
            )
        ]


def answers_with_sum(
    draws: Draws, total: int, offsets: Sequence[float], low: int, high: int, noise: float
) -> list[int]:
    """Answers to the items of one scale that add up to a given sum.

    Parameters
    ----------
    draws : Draws
        Source of the draws.
    total : int
        The sum to reach, from ``low * items`` to ``high * items``.
    offsets : sequence of float
        One number per item: how much more (or less) than the average item it is agreed to.
    low, high : int
        Range of an answer.
    noise : float
        Standard deviation of one person's answers about that profile, in points.

    Returns
    -------
    list of int
        One answer per item.
    """
    if not low * len(offsets) <= total <= high * len(offsets):
        raise ValueError(f"{len(offsets)} answers from {low} to {high} cannot add up to {total}")
    wished = [total / len(offsets) + offset + draws.normal(0, noise) for offset in offsets]
    answers = [min(max(round(w), low), high) for w in wished]
    while (missing := total - sum(answers)) != 0:
        step = 1 if missing > 0 else -1
        free = [i for i, a in enumerate(answers) if low <= a + step <= high]
        nearest = max(free, key=lambda i: (step * (wished[i] - answers[i]), -i))
        answers[nearest] += step
    return answers


def spread_by_rank(latent: Sequence[float], mean: float, sd: float, low: int, high: int) -> list[int]:
    """Whole scores with about the given mean and standard deviation, in the order of the latent values.

    Parameters
    ----------
    latent : sequence of float
        One value per person; only its ranks matter.
    mean, sd : float
        Wanted mean and standard deviation of the scores.
    low, high : int
        Range of a score.
    """
    ranks = {person: rank for rank, person in enumerate(sorted(range(len(latent)), key=lambda i: (latent[i], i)))}
    normal = NormalDist(mean, sd)
    quantiles = [normal.inv_cdf((ranks[i] + 0.5) / len(latent)) for i in range(len(latent))]
    return [min(max(round(q), low), high) for q in quantiles]
