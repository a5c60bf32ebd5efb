"""Customary tests and effect sizes of a yes-or-no answer of the same people on two occasions."""

from __future__ import annotations

import numpy as np
from scipy import special

from burnout.statistics.change import Effect
from burnout.statistics.pairs import mcnemar_exact
from burnout.statistics.result import Result, failed

NOBODY = "Nobody changed."


def mcnemar_tests(gained: int, lost: int, n: int) -> dict[str, Result]:
    """McNemar's test in four ways.

    Parameters
    ----------
    gained, lost : int
        People who became positive, and who became negative.
    n : int
        Pairs.

    Returns
    -------
    dict of str to Result
        mcnemar-exact; mcnemar-mid-p (Fagerland MW, Lydersen S, Laake P. BMC Med Res Methodol 2013;13:91);
        mcnemar-asymptotic, chi-square without correction (McNemar Q. Psychometrika 1947;12:153-157); and
        mcnemar-corrected, with Edwards' correction, which is left out when as many gained as lost, as in R.
    """
    names = ("mcnemar-exact", "mcnemar-mid-p", "mcnemar-asymptotic", "mcnemar-corrected")
    changed = gained + lost
    if n == 0:
        return dict.fromkeys(names, failed(0, "too-few", "There are no pairs."))
    if changed == 0:
        return dict.fromkeys(names, failed(n, "constant", NOBODY))
    exact = mcnemar_exact(gained, lost, n)
    ways = special.gammaln(changed + 1) - special.gammaln(gained + 1) - special.gammaln(lost + 1)
    here = float(np.exp(ways - changed * np.log(2)))  # the probability of these very numbers
    middle = exact.p_value - here if gained != lost else 1 - here
    found = {names[0]: exact, names[1]: Result(names[1], n, p_value=middle)}
    for name, correction in ((names[2], 0), (names[3], int(gained != lost))):
        x2 = (abs(gained - lost) - correction) ** 2 / changed
        found[name] = Result(name, n, x2, "chi-square", 1, p_value=float(special.chdtrc(1, x2)))
    return found


def matched_effects(gained: int, lost: int, n: int, confidence: float) -> list[Effect]:
    """Difference of the shares, after minus before, and the odds of gaining against losing.

    Parameters
    ----------
    gained, lost, n : int
        As of `mcnemar_tests`.
    confidence : float
        Confidence level.

    Returns
    -------
    list of Effect
        difference-of-shares with Wald's interval (0 to 1, not percent); matched-odds-ratio with the exact interval of
        Clopper and Pearson, infinite or 0 where nobody lost or gained. Empty where nobody changed.
    """
    changed = gained + lost
    if changed == 0:
        return []
    tail = (1 - confidence) / 2
    share = (gained - lost) / n
    half = float(special.ndtri(1 - tail)) * np.sqrt(changed - (gained - lost) ** 2 / n) / n
    low = special.betaincinv(gained, lost + 1, tail) if gained else 0.0
    high = special.betaincinv(gained + 1, lost, 1 - tail) if lost else 1.0
    ratio, bottom, top = (_odds(p) for p in (gained / changed, low, high))
    return [
        Effect("difference-of-shares", share, share - half, share + half, "Wald"),
        Effect("matched-odds-ratio", ratio, bottom, top, "exact (Clopper and Pearson)"),
    ]


def _odds(share: float) -> float:
    return float("inf") if share >= 1 else float(share / (1 - share))
