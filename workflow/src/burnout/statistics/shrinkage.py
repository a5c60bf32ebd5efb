"""Means of units, pulled toward the whole as far as chance alone explains their differences.

Our own, because neither scipy nor statsmodels has the analysis-of-variance estimate or the uncertainty of ranks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from burnout.statistics.result import Array


@dataclass(frozen=True)
class Shrunken:
    """Units under a one-way random-effects model.

    Parameters
    ----------
    centre : float
        Mean of the units (weighted).
    centre_variance : float
        Its sampling variance.
    between, within : float
        Variance between the true means of units, and within units.
    reliability : array of shape (units,)
        Share of the variance of a unit's observed mean that is true difference.
    mean, variance : array of shape (units,)
        Shrunken mean and its variance, the uncertainty of the centre included.
    conditional : array of shape (units,)
        Variance of the true mean if the centre were known.
    """

    centre: float
    centre_variance: float
    between: float
    within: float
    reliability: Array
    mean: Array
    variance: Array
    conditional: Array


def shrink(means: Array, sizes: Array, within: float) -> Shrunken:
    """Empirical Bayes estimates of units' means.

    Parameters
    ----------
    means, sizes : array of shape (units,)
        Observed means and numbers of people, two units or more.
    within : float
        Pooled variance within units, above zero.

    Returns
    -------
    Shrunken
        Between-unit variance by the analysis-of-variance method, cut off at zero. Searle SR, Casella G, McCulloch CE.
        Variance components. Wiley 1992, ch. 3; shrinkage as Morris CN. J Am Stat Assoc 1983;78:47-55.
    """
    means, sizes = np.asarray(means, dtype=float), np.asarray(sizes, dtype=float)
    k, n = len(means), sizes.sum()
    mean_square = np.sum(sizes * (means - np.sum(sizes * means) / n) ** 2) / (k - 1)
    typical_size = (n - np.sum(sizes**2) / n) / (k - 1)
    between = max(0.0, float((mean_square - within) / typical_size))
    error = within / sizes
    weights = 1 / (between + error)
    centre = float(np.sum(weights * means) / weights.sum())
    centre_variance = float(1 / weights.sum())
    reliability = between / (between + error)
    conditional = reliability * error
    return Shrunken(
        centre=centre,
        centre_variance=centre_variance,
        between=between,
        within=float(within),
        reliability=reliability,
        mean=centre + reliability * (means - centre),
        variance=conditional + (1 - reliability) ** 2 * centre_variance,
        conditional=conditional,
    )


def simulated_ranks(units: Shrunken, worst_first: float, seed: int, draws: int = 20_000) -> Array:
    """Ranks of the units' true means in random draws; 1 is the worst.

    Where the model finds no true difference at all, the order of each draw is left to chance, so that every unit may
    hold every rank.

    Parameters
    ----------
    units : Shrunken
        The model.
    worst_first : float
        1 when high is worst, -1 when low is worst.
    seed : int
        Seed of the draws.
    draws : int
        Number of draws.

    Returns
    -------
    array of shape (draws, units)
        Goldstein H, Spiegelhalter DJ. J R Stat Soc A 1996;159:385-409; Marshall EC, Spiegelhalter DJ. BMJ
        1998;316:1701-1704.
    """
    random = np.random.default_rng(seed)
    centre_shift = random.normal(0, np.sqrt(units.centre_variance), (draws, 1))
    own = random.normal(0, 1, (draws, len(units.mean))) * np.sqrt(units.conditional)
    tie_break = random.normal(0, 1e-9 * np.sqrt(units.within), own.shape)
    true = units.mean + (1 - units.reliability) * centre_shift + own + tie_break
    return 1 + np.argsort(np.argsort(-worst_first * true, axis=1), axis=1)
