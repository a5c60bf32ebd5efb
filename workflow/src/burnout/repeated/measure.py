"""One measure of the same people over the occasions: what can be tested, and the models behind all tables."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from burnout.repeated.people import Followed
from burnout.statistics.longitudinal import (
    Longitudinal,
    compound_symmetry,
    fit_longitudinal,
    unstructured,
)
from burnout.statistics.repeated import Sphericity, Term, repeated_anova
from burnout.statistics.result import Array, tied

UNSTRUCTURED = "Everybody with any answer, a variance for each occasion and a correlation for every two."
COMPOUND = "One variance and one correlation for all occasions: there are too few answers (or too alike) for more."
Fault = tuple[str, str]


@dataclass(frozen=True)
class Measured:
    """Values of one measure with everything that is fitted to them.

    Parameters
    ----------
    values : array of shape (people, occasions)
        People with any answer.
    codes : array of shape (people,)
        Arm of each, -1 where unknown; all 0 without arms.
    arms : list of str
        Arms with two people or more, the reference first; empty without arms.
    small : list of str
        Arms with fewer people.
    fault : tuple of str or None
        Status and note where nothing can be estimated.
    anova : tuple or None
        Terms and sphericity, of people with all answers.
    anova_fault : tuple of str
        Why there is no analysis of variance.
    model : Longitudinal or None
        Means of the occasions in everybody.
    crossed : Longitudinal or None
        Means of the occasions in each arm.
    structure : str
        What the model takes for the covariance, in words.
    """

    values: Array
    codes: Array
    arms: list[str]
    small: list[str]
    fault: Fault | None
    anova: tuple[list[Term], Sphericity] | None
    anova_fault: Fault
    model: Longitudinal | None
    crossed: Longitudinal | None
    structure: str

    @property
    def complete(self) -> Array:
        """Values of the people who have all answers."""
        return self.values[~np.isnan(self.values).any(axis=1)]

    @property
    def n_missing(self) -> int:
        """People who lack an answer."""
        return int(np.isnan(self.values).any(axis=1).sum())


def measure_over_time(followed: Followed, name: str) -> Measured:
    """Fit everything to one measure."""
    values = tied(followed.numbers(name))
    codes = followed.arms.cat.codes.to_numpy()
    levels = [str(level) for level in followed.arms.cat.categories]
    there = ~np.isnan(values).all(axis=1)
    values, codes = values[there], codes[there]
    sizes = np.bincount(codes[codes >= 0], minlength=len(levels))
    kept = [which for which in range(len(levels)) if sizes[which] >= 2]
    if 0 not in kept:
        kept = []
    small = [level for which, level in enumerate(levels) if sizes[which] < 2]
    places = np.array([kept.index(code) if code in kept else -1 for code in codes], dtype=int)
    arms = [levels[which] for which in kept] if len(kept) > 1 else []
    if not arms:
        places = np.zeros(len(values), dtype=int)
    fault = _fault(values, followed.occasions)
    if fault:
        return Measured(values, places, arms, small, fault, None, fault, None, None, "")
    parts, structure = unstructured(values.shape[1]), UNSTRUCTURED
    model = fit_longitudinal(values, parts) if _enough(values) else None
    if model is None:
        parts, structure = compound_symmetry(values.shape[1]), COMPOUND
        model = fit_longitudinal(values, parts)
    inside = places >= 0
    crossed = fit_longitudinal(values[inside], parts, places[inside]) if arms and _each(values, places, arms) else None
    anova, anova_fault = _anova(values, places, bool(arms))
    return Measured(values, places, arms, small, None, anova, anova_fault, model, crossed, structure)


def _fault(values: Array, occasions: list[str]) -> Fault | None:
    if len(values) == 0:
        return "too-few", "Nobody has an answer."
    empty = [occasion for occasion, column in zip(occasions, values.T, strict=True) if np.isnan(column).all()]
    if empty:
        return "too-few", f"Nobody has an answer on the occasion {', '.join(empty)}."
    moved = np.nanmax(values, axis=1) - np.nanmin(values, axis=1)
    if np.sum(~np.isnan(values).all(axis=1)) < 2 or np.sum((~np.isnan(values)).sum(axis=1) > 1) < 2:
        return "too-few", "At least two people with answers on more than one occasion are needed."
    if not np.any(moved > 0):
        return "constant", "Nobody changed over the occasions."
    return None


def _enough(values: Array) -> bool:
    """Whether every two occasions share more people than there are occasions."""
    known = (~np.isnan(values)).astype(int)
    return bool((known.T @ known).min() > values.shape[1])


def _each(values: Array, places: Array, arms: list[str]) -> bool:
    return all((~np.isnan(values[places == which])).any(axis=0).all() for which in range(len(arms)))


def _anova(values: Array, places: Array, crossed: bool) -> tuple[tuple[list[Term], Sphericity] | None, Fault]:
    complete = ~np.isnan(values).any(axis=1) & (places >= 0)
    rows, arm = values[complete], places[complete]
    if crossed and np.bincount(arm, minlength=places.max() + 1).min() < 2:
        crossed = False
    if len(rows) < 2:
        few = "Nobody has" if len(rows) == 0 else "Only one person has"
        return None, ("too-few", f"{few} answers on all occasions.")
    within = rows - rows.mean(axis=1, keepdims=True)
    means = np.array([within[arm == which].mean(axis=0) for which in arm]) if crossed else within.mean(axis=0)
    if not np.any(tied(within - means)):
        note = "Everybody changed by the same amounts (or not at all), so there is no spread to test against."
        return None, ("not-estimable", note)
    return repeated_anova(rows, arm if crossed else None), ("", "")
