"""Customary tests and effect sizes of a yes-or-no answer of the same people on two occasions."""

from __future__ import annotations

import numpy as np
from scipy import optimize, special

from burnout.statistics.change import Effect
from burnout.statistics.intervals import share_interval
from burnout.statistics.pairs import mcnemar_exact
from burnout.statistics.result import Result, failed

NAN = float("nan")
NOBODY = "Nobody changed."


def mcnemar_tests(gained: int, lost: int, n: int) -> dict[str, Result]:
    """McNemar's test in five ways.

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
        mcnemar-corrected, with Edwards' correction, which is left out when as many gained as lost, as in R;
        mcnemar-edwards, with that correction always, as in SPSS.
    """
    names = ("mcnemar-exact", "mcnemar-mid-p", "mcnemar-asymptotic", "mcnemar-corrected", "mcnemar-edwards")
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
    for name, correction in ((names[2], 0), (names[3], int(gained != lost)), (names[4], 1)):
        x2 = (abs(gained - lost) - correction) ** 2 / changed
        found[name] = Result(name, n, x2, "chi-square", 1, p_value=float(special.chdtrc(1, x2)))
    return found


def matched_effects(gained: int, lost: int, n: int, confidence: float, both: int | None = None) -> list[Effect]:
    """Difference of the shares, after minus before, and the odds of gaining against losing.

    Parameters
    ----------
    gained, lost, n : int
        As of `mcnemar_tests`.
    confidence : float
        Confidence level.
    both : int, optional
        People positive on both occasions; without it there is no Newcombe interval.

    Returns
    -------
    list of Effect
        difference-of-shares with Wald's interval (0 to 1, not percent); matched-odds-ratio with the exact interval of
        Clopper and Pearson, infinite or 0 where nobody lost or gained; the difference of shares once more with the
        intervals of Newcombe (Stat Med 1998;17:2635-2650, method 10), Tango (Stat Med 1998;17:891-908), and Agresti
        and Min (Stat Med 2005;24:729-740; Wald with half a person more in each cell); the odds ratio with Wald's
        interval; Cohen's g, the larger share of those who changed minus one half. Empty where nobody changed.
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
        *_more_intervals(gained, lost, n, confidence, both),
        _odds_by_wald(gained, lost, -float(special.ndtri(tail))),
        Effect("cohens-g", max(gained, lost) / changed - 0.5, NAN, NAN, "no interval"),
    ]


def conditional_difference(gained: int, lost: int, n: int, confidence: float) -> Effect:
    """Difference of the shares, after minus before, with the interval that belongs to the exact McNemar test.

    The test takes the number of those who changed as given and asks whether half of them gained. So the exact limits
    (Clopper CJ, Pearson ES. Biometrika 1934;26:404-413) of the share that gained are turned into differences; 0 lies
    outside exactly when the test is significant.

    Parameters
    ----------
    gained, lost, n : int
        As of `mcnemar_tests`; somebody changed.
    confidence : float
        Confidence level.
    """
    changed, tail = gained + lost, (1 - confidence) / 2
    low = special.betaincinv(gained, lost + 1, tail) if gained else 0.0
    high = special.betaincinv(gained + 1, lost, 1 - tail) if lost else 1.0
    limits = [float((2 * share - 1) * changed / n) for share in (low, high)]
    return Effect("difference-of-shares", (gained - lost) / n, *limits, "exact, given the number who changed")


def _more_intervals(gained: int, lost: int, n: int, confidence: float, both: int | None) -> list[Effect]:
    """Difference of the shares with intervals that hold in small samples."""
    z = float(special.ndtri((1 + confidence) / 2))
    share, name = (gained - lost) / n, "difference-of-shares"
    found = []
    if both is not None:
        low, high = _newcombe(both, gained, lost, n, confidence)
        found.append(Effect(f"{name}-newcombe", share, low, high, "Newcombe's hybrid score"))
    low, high = (_tango(gained, lost, n, side) for side in (z, -z))
    found.append(Effect(f"{name}-tango", share, low, high, "Tango's score"))
    middle = (gained - lost) / (n + 2)
    half = z * np.sqrt(gained + lost + 1 - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    low, high = max(-1.0, middle - half), min(1.0, middle + half)
    return [*found, Effect(f"{name}-agresti-min", share, low, high, "Agresti and Min's adjusted Wald")]


def _newcombe(both: int, gained: int, lost: int, n: int, confidence: float) -> tuple[float, float]:
    neither = n - both - gained - lost
    sides = [both + gained, both + lost]  # after, before
    product = float(np.prod([*map(float, sides), *(float(n - side) for side in sides)]))
    cross = both * neither - gained * lost
    cross = max(0.0, cross - n / 2) if cross > 0 else cross
    alike = cross / np.sqrt(product) if product > 0 else 0.0
    (p, low_p, high_p), (q, low_q, high_q) = ((side / n, *share_interval(side, n, confidence)) for side in sides)
    down = np.sqrt((p - low_p) ** 2 - 2 * alike * (p - low_p) * (high_q - q) + (high_q - q) ** 2)
    up = np.sqrt((high_p - p) ** 2 - 2 * alike * (high_p - p) * (q - low_q) + (q - low_q) ** 2)
    return float(p - q - down), float(p - q + up)


def _tango(gained: int, lost: int, n: int, z: float) -> float:
    """Difference at which the score statistic is z: the lower limit for z > 0, the upper for z < 0."""

    def excess(shift: float) -> float:
        b = -gained - lost + (2 * n - gained + lost) * shift
        root = np.sqrt(max(0.0, b**2 + 8 * n * lost * shift * (1 - shift)))
        variance = n * (2 * (root - b) / (4 * n) + shift * (1 - shift))
        gap = gained - lost - n * shift
        return float(gap - z * np.sqrt(max(variance, 0.0)))

    share = (gained - lost) / n
    ends = (-1.0, share) if z > 0 else (share, 1.0)
    if excess(ends[0]) * excess(ends[1]) >= 0:
        return -1.0 if z > 0 else 1.0
    return float(optimize.brentq(excess, *ends, xtol=1e-14))


def _odds_by_wald(gained: int, lost: int, z: float) -> Effect:
    if not (gained and lost):
        ratio = _odds(gained / (gained + lost))
        return Effect("matched-odds-ratio-wald", ratio, NAN, NAN, "no interval, because nobody gained or nobody lost")
    half = z * np.sqrt(1 / gained + 1 / lost)
    low, high = (float(np.exp(np.log(gained / lost) + side)) for side in (-half, half))
    return Effect("matched-odds-ratio-wald", gained / lost, low, high, "Wald, on the log scale")


def _odds(share: float) -> float:
    return float("inf") if share >= 1 else float(share / (1 - share))
