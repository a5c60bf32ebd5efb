"""Do small sites show other effects than large ones? Egger's regression and Begg's rank correlation."""

from __future__ import annotations

import numpy as np
import scipy

from burnout.statistics.heterogeneity import Sites, only_mean
from burnout.statistics.pooled import pool, two_sided
from burnout.statistics.result import Result, failed, tied


def egger(sites: Sites, mixed: bool) -> Result:
    """Egger's regression of the effects on their standard errors, as metafor's ``regtest``.

    Parameters
    ----------
    sites : Sites
        Without moderators.
    mixed : bool
        A mixed model with tau² by REML and z; else the weighted least squares of Egger (BMJ 1997;315:629-634) with t.
    """
    name, k = "egger-mixed" if mixed else "egger-lm", len(sites.y)
    errors = np.sqrt(sites.v)
    if k < 3:
        return failed(k, "too-few", "This test needs three sites or more.")
    if not np.any(tied(errors / errors.mean() - 1)):
        return failed(k, "constant", "All sites are equally precise, so small and large ones cannot be compared.")
    design = Sites(sites.y, sites.v, np.column_stack([np.ones(k), errors]))
    if mixed:
        found = pool(design, "REML")
        return Result(name, k, float(found.statistics[1]), "z", p_value=float(found.p_values[1]))
    found = pool(design, "FE")
    scale = found.q / found.q_df
    if scale <= 1e-20:
        return failed(k, "constant", "The sites lie on a line without any scatter.")
    t = found.statistics[1] / np.sqrt(scale)
    return Result(name, k, float(t), "t", found.q_df, p_value=float(two_sided(t, found.q_df)))


def begg(sites: Sites) -> Result:
    """Begg and Mazumdar's rank correlation of effects and variances (Biometrics 1994;50:1088-1101).

    Exact P without ties, by scipy; the effect size is Kendall's tau.
    """
    k = len(sites.y)
    if k < 3:
        return failed(k, "too-few", "This test needs three sites or more.")
    mean = pool(only_mean(sites.y, sites.v), "FE")
    spread = sites.v - 1 / (1 / sites.v).sum()
    deviates, variances = tied((sites.y - mean.estimates[0]) / np.sqrt(spread)), tied(sites.v)
    if len(set(deviates)) == 1 or len(set(variances)) == 1:
        return failed(k, "constant", "All sites have the same effect or precision, so they cannot be put in order.")
    ties = len(set(deviates)) < k or len(set(variances)) < k
    found = scipy.stats.kendalltau(deviates, variances, method="asymptotic" if ties or k >= 50 else "exact")
    note = "Some sites are tied: the P is approximate." if ties else ""
    tau = float(found.statistic)
    return Result("begg", k, tau, "tau", p_value=float(found.pvalue), effect_size=tau, note=note)
