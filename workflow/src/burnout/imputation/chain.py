"""Chained equations: every incomplete variable is drawn given all others, round by round."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from burnout.imputation.levels import draw_nominal, draw_ordered
from burnout.imputation.numbers import draw_matched, draw_normal
from burnout.imputation.variables import Variable, encode

LEAST = 20
"""Fewest imputations unless the study file says otherwise."""
FEW_DONORS = 50
"""With fewer known values than this, matching would repeat the same few people: linear regression takes its place."""


@dataclass(frozen=True)
class Imputing:
    """How gaps are filled.

    Parameters
    ----------
    number : int
        Imputed data sets.
    iterations : int
        Rounds of the chained equations for each.
    numbers : str
        pmm or normal.
    donors : int
        Donors of predictive mean matching.
    """

    number: int = LEAST
    iterations: int = 10
    numbers: str = "pmm"
    donors: int = 5


def imputations_needed(incomplete: int, n: int, least: int = LEAST) -> int:
    """As many imputations as per cent of the participants are incomplete, and a smallest number at least.

    White, Royston and Wood, Statistics in Medicine 2011, section 7.3.
    """
    return max(least, ceil(100 * incomplete / n)) if n else least


def method_of(variable: Variable, how: Imputing) -> str:
    """Name of the method by which a variable is imputed: pmm, normal, logistic, multinomial, proportional-odds."""
    if variable.kind == "number":
        few = int((~variable.missing).sum()) < FEW_DONORS
        return "normal" if few else how.numbers
    if variable.levels == 2:
        return "logistic"
    return "proportional-odds" if variable.kind == "ordered" else "multinomial"


def obstacle(variables: Sequence[Variable]) -> str:
    """Why variables cannot be imputed, in a sentence; empty when they can."""
    width = sum(v.width for v in variables)
    for variable in variables:
        known = int((~variable.missing).sum())
        if variable.missing.any() and known <= width - variable.width + 2:
            return (
                f"Missing values of {variable.name} cannot be imputed: {known} known values are too few for an "
                f"imputation model with {width - variable.width + 1} parameters."
            )
    return ""


def impute(
    variables: Sequence[Variable], how: Imputing, seed: Sequence[int], ties: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """Fill the gaps of some variables several times.

    Parameters
    ----------
    variables : sequence of Variable
        All variables of the imputation model, each with known values; the complete ones are predictors only.
    how : Imputing
        How many times and by which methods.
    seed : sequence of int
        Seed. An imputed data set depends on it, on its number and on the data, not on the order of the rows.
    ties : ndarray of int, shape (n,), optional
        Tells apart people who have the same values, for example by cluster.

    Yields
    ------
    ndarray, shape (n, number of variables)
        One completed data set after the other.

    Notes
    -----
    Van Buuren, Statistical Methods in Medical Research 2007; White, Royston and Wood, Statistics in Medicine 2011.
    Gaps begin with values drawn from the known ones. Variables follow each other from the fewest gaps to the most. A
    single incomplete variable needs no rounds.
    """
    values = np.column_stack([v.values for v in variables])
    order = _order(values, ties)
    back = np.argsort(order)
    rows = [Variable(v.name, v.kind, v.values[order], v.levels, v.squared) for v in variables]
    gaps = sorted((j for j, v in enumerate(rows) if v.missing.any()), key=lambda j: (int(rows[j].missing.sum()), j))
    rounds = how.iterations if len(gaps) > 1 else 1
    for i in range(how.number):
        random = np.random.default_rng([*seed, i])
        yield _one(rows, gaps, rounds, how, random)[back]


def _order(values: np.ndarray, ties: np.ndarray | None) -> np.ndarray:
    """Rows in an order that their values tell, whatever the order of the file."""
    keys = np.where(np.isnan(values), np.inf, values).T
    extra = [] if ties is None else [np.asarray(ties)]
    return np.lexsort([*extra, *keys[::-1]])


def _one(
    variables: list[Variable], gaps: list[int], rounds: int, how: Imputing, random: np.random.Generator
) -> np.ndarray:
    """One completed data set."""
    filled = [v.values.copy() for v in variables]
    for j in gaps:
        missing = variables[j].missing
        filled[j][missing] = random.choice(filled[j][~missing], int(missing.sum()))
    blocks = [encode(v, column) for v, column in zip(variables, filled, strict=True)]
    for _ in range(rounds):
        for j in gaps:
            missing = variables[j].missing
            others = [block for k, block in enumerate(blocks) if k != j]
            matrix = np.column_stack([np.ones(len(missing)), *others])
            filled[j][missing] = _draw(variables[j], matrix, filled[j], how, random)
            blocks[j] = encode(variables[j], filled[j])
    return np.column_stack(filled)


def _draw(
    variable: Variable, matrix: np.ndarray, values: np.ndarray, how: Imputing, random: np.random.Generator
) -> np.ndarray:
    missing = variable.missing
    known, wanted = matrix[~missing], matrix[missing]
    method = method_of(variable, how)
    if method == "pmm":
        return draw_matched(known, values[~missing], wanted, random, how.donors)
    if method == "normal":
        return draw_normal(known, values[~missing], wanted, random)
    codes = values[~missing].astype(int)
    if method == "proportional-odds":
        drawn = draw_ordered(known, codes, wanted, variable.levels, random)
        return draw_matched(known, values[~missing], wanted, random, how.donors) if drawn is None else drawn
    return draw_nominal(known, codes, wanted, variable.levels, random)
