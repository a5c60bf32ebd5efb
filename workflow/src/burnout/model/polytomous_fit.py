"""One ordinal or multinomial regression with one method of inference: interval and P always agree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import chdtrc, chdtri, fdtrc, ndtr, ndtri, stdtr, stdtrit

from burnout.model.design import Column, Design
from burnout.model.estimate import SINGLE_CLUSTER_NOTE, Estimates, FactorTest, cluster_remarks, in_range, single_cluster
from burnout.model.newton import Maximum, finite_part, maximise, separating
from burnout.model.polytomous import (
    Counts,
    Likelihood,
    by_cluster,
    cell_of_each,
    count_patterns,
    cumulative,
    multinomial,
)
from burnout.model.profile import crossing
from burnout.model.robust import Robust, bias_reduced

THRESHOLD = "(threshold)"
BETWEEN = " | "
LOST_NOTE = (
    "Separation: a combination of factors tells the outcome without error, so that this odds ratio has no finite "
    "estimate. Join levels, or leave the factor out."
)
LOST_REMARK = "Separation: at least one odds ratio has no finite estimate (see the table of the model)."
NO_LIMIT_NOTE = (
    "The likelihood does not fall far enough on one side to give a limit: the data tell too little about this."
)
STOPPED = "The estimation did not come to an end: there may be too many factors for so few participants."


@dataclass(frozen=True)
class Graded:
    """An outcome with its levels, as one model uses it.

    Parameters
    ----------
    family : str
        ordinal or multinomial.
    levels : list of str
        Levels that somebody in the model has, in order.
    level : ndarray of int, shape (n,)
        Level of each participant.
    reference : int
        The level that others are compared with (multinomial).
    """

    family: str
    levels: list[str]
    level: np.ndarray
    reference: int = 0

    @property
    def others(self) -> list[int]:
        """Levels other than the reference."""
        return [j for j in range(len(self.levels)) if j != self.reference]

    @property
    def cuts(self) -> list[str]:
        """Names of the cuts between neighbouring levels."""
        return [f"{low}{BETWEEN}{high}" for low, high in zip(self.levels, self.levels[1:], strict=False)]

    def start(self, table: np.ndarray, size: int) -> np.ndarray:
        """Parameters of the model in which no factor counts, shape (size,)."""
        share = table.sum(axis=0) / table.sum()
        start = np.zeros(size)
        if self.family == "ordinal":
            under = np.cumsum(share)[:-1]
            start[: len(under)] = np.log(under / (1 - under))
        else:
            start[:: size // len(self.others)] = np.log(share[self.others] / share[self.reference])
        return start

    def likelihood(self, counts: Counts) -> Likelihood:
        """Likelihood of the model."""
        return cumulative(counts) if self.family == "ordinal" else multinomial(counts, self.reference)

    def parameters(self, made: Design) -> list[tuple[Column, int, int]]:
        """What each parameter means: its column, the position of that in the design, and the outcome level (or -1)."""
        slopes = list(enumerate(made.columns))
        if self.family == "ordinal":
            cuts = [(Column(THRESHOLD, cut, ""), 0, -1) for cut in self.cuts]
            return cuts + [(column, i, -1) for i, column in slopes[1:]]
        return [(column, i, level) for level in self.others for i, column in slopes]


@dataclass(frozen=True)
class Fitted:
    """Estimates of an ordinal or multinomial regression.

    Parameters
    ----------
    estimates : Estimates
        One entry per parameter; ``fitted`` is the probability of each participant's own level.
    columns, levels : list
        Column of each parameter, and its outcome level (-1: none).
    found : Maximum
        The maximum.
    counts : Counts
        Covariate patterns.
    """

    estimates: Estimates
    columns: list[Column]
    levels: list[int]
    found: Maximum
    counts: Counts


def fit_levels(
    made: Design,
    outcome: Graded,
    confidence: float,
    *,
    clusters: np.ndarray | None = None,
    intervals: str = "wald",
) -> Fitted:
    """Fit a model whose design has full rank.

    Parameters
    ----------
    made : Design
        The design.
    outcome : Graded
        The outcome, two levels or more.
    confidence : float
        Confidence level.
    clusters : ndarray, shape (n,), optional
        Cluster of each participant, for cluster-robust intervals.
    intervals : str
        wald or profile, for maximum likelihood without allowance for clusters.
    """
    counts = count_patterns(made.distinct, outcome.level, len(outcome.levels), made.place)
    likelihood = outcome.likelihood(counts)
    found = maximise(likelihood, outcome.start(counts.table, likelihood.size))
    meaning = outcome.parameters(made)
    way = separating(likelihood, found)
    lost = np.zeros(likelihood.size, dtype=bool)
    if way.any():
        found, lost = finite_part(likelihood, found, way)
    tests = _factor_tests(made, outcome, counts, meaning, found)
    base = _wald(found, confidence, lost, tests, _null(counts))
    if not way.any() and not found.converged:
        base = _stopped(base)
    elif clusters is not None and len(set(clusters.tolist())) > 1 and not way.any():
        of_clusters = by_cluster(likelihood, found.theta, cell_of_each(counts, outcome.level), clusters)
        base = _robust(base, made, meaning, bias_reduced(*of_clusters, found.cov), clusters, confidence)
    elif intervals == "profile" and not way.any():
        base = _profile(base, likelihood, found, confidence, len(outcome.cuts) if outcome.family == "ordinal" else 0)
    if clusters is not None and base.inference != "cluster-robust":
        why = "Under separation" if way.any() else "With one cluster only"
        base.remarks.append(f"{why} intervals do not allow for clusters.")
    base = in_range(base, np.array([bool(column.reference) for column, *_ in meaning]))
    return Fitted(base, [m[0] for m in meaning], [m[2] for m in meaning], found, counts)


def _null(counts: Counts) -> float:
    """Log-likelihood without factors."""
    totals = counts.table.sum(axis=0)
    return float(np.sum(totals * np.log(totals / totals.sum())))


def _wald(found: Maximum, confidence: float, lost: np.ndarray, tests: dict[str, FactorTest], null: float) -> Estimates:
    with np.errstate(invalid="ignore"):
        error = np.sqrt(np.diag(found.cov))
    reach = ndtri((1 + confidence) / 2) * error
    z = found.theta / error
    return Estimates(
        found.theta, error, z, 2 * ndtr(-np.abs(z)), found.theta - reach, found.theta + reach, "wald", "z",
        ["separation" if bad else "ok" for bad in lost], [LOST_NOTE if bad else "" for bad in lost],
        found.loglik, null, np.empty(0), tests, [LOST_REMARK] if lost.any() else [], separated=bool(lost.any()),
        cov=found.cov, cov_plain=found.cov,
    )  # fmt: skip


def _stopped(base: Estimates) -> Estimates:
    k, nan = len(base.coef), np.full(len(base.coef), np.nan)
    tests = {factor: FactorTest(df=test.df) for factor, test in base.factors.items()}
    return replace(
        base, coef=nan, std_error=nan, statistic=nan, p_value=nan, low=nan, high=nan, loglik=np.nan, factors=tests,
        status=["not-converged"] * k, note=[STOPPED] * k, remarks=[STOPPED],
    )  # fmt: skip


def _positions(meaning: Sequence[tuple[Column, int, int]], factor: str) -> list[int]:
    return [i for i, (column, _, _) in enumerate(meaning) if column.factor == factor]


def _factor_tests(
    made: Design, outcome: Graded, counts: Counts, meaning: Sequence[tuple[Column, int, int]], found: Maximum
) -> dict[str, FactorTest]:
    """Likelihood ratio (also under separation) and Wald test of each factor."""
    tests = {}
    for factor in made.factors:
        rest = [i for i in range(len(made.columns)) if made.columns[i].factor != factor]
        without = outcome.likelihood(replace(counts, matrix=counts.matrix[:, rest]))
        smaller = maximise(without, outcome.start(counts.table, without.size))
        at = _positions(meaning, factor)
        lr = max(0.0, 2 * (found.loglik - smaller.loglik))
        wald = quadratic(found.theta[at], found.cov[np.ix_(at, at)])
        tests[factor] = FactorTest(lr, wald, len(at), float(chdtrc(len(at), lr)), float(chdtrc(len(at), wald)))
    return tests


def quadratic(coef: np.ndarray, cov: np.ndarray) -> float:
    """Wald chi-square of some coefficients; NaN where the covariance does not give it."""
    if not (np.all(np.isfinite(coef)) and np.all(np.isfinite(cov))):
        return float("nan")
    try:
        return float(coef @ np.linalg.solve(cov, coef))
    except np.linalg.LinAlgError:
        return float("nan")


def _robust(
    base: Estimates,
    made: Design,
    meaning: Sequence[tuple[Column, int, int]],
    allowed: Robust,
    clusters: np.ndarray,
    confidence: float,
) -> Estimates:
    """Cluster-robust with the correction and the degrees of freedom for few clusters, as binary regressions have."""
    g = len(set(clusters.tolist()))
    alone = single_cluster(made, clusters)
    single = np.array([at > 0 and alone[at] for _, at, _ in meaning])
    error = np.sqrt(np.maximum(np.diag(allowed.cov), 0.0))
    error = np.where(single | (error <= 0), np.nan, error)
    t, df_each = base.coef / error, allowed.df
    reach = stdtrit(df_each, (1 + confidence) / 2) * error
    tests = {}
    for factor in made.factors:
        at = _positions(meaning, factor)
        q = len(at)
        wald, df = (np.nan, np.nan) if single[at].any() or q >= g else allowed.whole(base.coef, at)
        tests[factor] = FactorTest(wald=wald, df=q, wald_p=float(fdtrc(q, df, wald * df / (df + q - 1) / q)))
    bad = ~np.isfinite(error)
    return replace(
        base, std_error=error, statistic=t, p_value=2 * stdtr(df_each, -np.abs(t)), low=base.coef - reach,
        high=base.coef + reach, inference="cluster-robust", statistic_name="t", factors=tests, cov=allowed.cov,
        status=["one-cluster" if b else "ok" for b in bad], note=[SINGLE_CLUSTER_NOTE if b else "" for b in bad],
        remarks=cluster_remarks(g, len(error), df_each[~bad]), df=df_each, allowed=allowed,
    )  # fmt: skip


def _profile(base: Estimates, likelihood: Likelihood, found: Maximum, confidence: float, cuts: int) -> Estimates:
    """Profile likelihood intervals with the likelihood ratio test of each parameter."""
    critical = float(chdtri(1, 1 - confidence))
    k = likelihood.size
    lr, low, high = np.full(k, np.nan), np.full(k, np.nan), np.full(k, np.nan)
    for j in range(k):
        lost = _lost_by_holding(likelihood, found, j, cuts)
        reach = float(ndtri((1 + confidence) / 2) * np.sqrt(found.cov[j, j]))
        lr[j] = max(0.0, lost(0.0))
        low[j], high[j] = (crossing(lost, float(found.theta[j]), side * reach, critical) for side in (-1, 1))
    ok = np.isfinite(low) & np.isfinite(high)
    return replace(
        base, statistic=lr, p_value=np.where(ok, chdtrc(1, lr), np.nan), low=low, high=high, inference="profile",
        statistic_name="LR chi-square", status=["ok" if good else "no-limit" for good in ok],
        note=["" if good else NO_LIMIT_NOTE for good in ok],
    )  # fmt: skip


def _lost_by_holding(likelihood: Likelihood, found: Maximum, j: int, cuts: int) -> Callable[[float], float]:
    """Twice the log-likelihood lost by holding a parameter at a value, as a function; NaN when that fit fails."""

    def lost(value: float) -> float:
        start = found.theta.copy()
        if j < cuts:
            start[:cuts] += value - start[j]  # all thresholds move, so that they stay in order
        start[j] = value
        held = maximise(likelihood, start, held=j)
        return 2 * (found.loglik - held.loglik) if held.converged else float("nan")

    return lost
