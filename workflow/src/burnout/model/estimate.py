"""One logistic regression with one method of inference: interval and P always agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.special import chdtrc, fdtrc, ndtr, ndtri, stdtr, stdtrit

from burnout.model.design import INTERCEPT, Design
from burnout.model.firth import fit_firth, profile_interval
from burnout.model.logit import Logit, Patterns, collapse, fit_logit
from burnout.model.profile import likelihood_ratio, profile_limits
from burnout.model.robust import Robust, robust
from burnout.model.separation import direction, limit, suspicious

SEPARATION_NOTE = (
    "Separation: a combination of factors tells the outcome without error, so that this odds ratio has no finite "
    "estimate. Join levels, leave the factor out, or use the recommended plan (Firth's method)."
)
FIRTH_NOTE = "Separation: Firth's penalised likelihood with profile intervals was used."
FEW_NOTE = (
    "Few events for so many parameters: Firth's penalised likelihood with profile intervals was used, since maximum "
    "likelihood exaggerates odds ratios then."
)
SINGLE_CLUSTER_NOTE = (
    "The level or its reference comes from one cluster only: how much clusters differ cannot be told from chance, so "
    "no interval is given."
)
NO_LIMIT_NOTE = (
    "The likelihood does not fall far enough on one side to give a limit: the data tell too little about this."
)
RANGE_NOTE = (
    "For one unit of a number, or at 0 of all numbers, the odds ratio or its interval is too large or too small to be "
    "written: give the number in another unit, or as a distance from a usual value."
)
LARGEST_LOG_ODDS = 300.0
WILD_NOTE = (
    "The data tell too little about this level: its odds ratio would be beyond 20,000 or under 1/20,000. Join levels, "
    "or take fewer factors."
)
BROKEN = 1e6
BROKEN_NOTE = (
    "The correction for few clusters cannot be computed for this: there may be too many factors for so few clusters, "
    "or a number whose unit is very large or small."
)
WILD_LOG_ODDS = 10.0
"""No odds ratio of a level is as far from 1, and no standard error as large, in data that can tell it."""
FEW_CLUSTERS = 40
FEW_DF = 4


@dataclass(frozen=True)
class FactorTest:
    """Tests of a whole factor: likelihood ratio and Wald, NaN where the method of the fit has none."""

    lr: float = np.nan
    wald: float = np.nan
    df: int = 0
    lr_p: float = np.nan
    wald_p: float = np.nan


@dataclass(frozen=True)
class Estimates:
    """Estimates of one model.

    Parameters
    ----------
    coef, std_error, statistic, p_value, low, high : ndarray, shape (k,)
        On the log odds scale; limits too.
    inference : str
        wald, profile or cluster-robust.
    estimator : str
        maximum-likelihood or firth.
    statistic_name : str
        z, t, or LR chi-square.
    status, note : list of str, length k
        Of each coefficient.
    loglik, loglik_null : float
        Log-likelihoods of the model and of the intercept alone (both penalised for profile).
    probability : ndarray, shape (m,)
        Fitted probability of each covariate pattern.
    cov, cov_plain : ndarray, shape (k, k), optional
        Covariance behind the standard errors, and the one that does not allow for clusters.
    df : ndarray, shape (k,), optional
        Degrees of freedom of each *t*.
    allowed : Robust, optional
        How clusters were allowed for.
    patterns : Patterns, optional
        Covariate patterns of the participants.
    factors : dict of str to FactorTest
        Tests of whole factors.
    remarks : list of str
        What a reader of the whole model must know.
    """

    coef: np.ndarray
    std_error: np.ndarray
    statistic: np.ndarray
    p_value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    inference: str
    statistic_name: str
    status: list[str]
    note: list[str]
    loglik: float
    loglik_null: float
    probability: np.ndarray
    factors: dict[str, FactorTest]
    remarks: list[str] = field(default_factory=list)
    separated: bool = False
    estimator: str = "maximum-likelihood"
    cov: np.ndarray | None = None
    cov_plain: np.ndarray | None = None
    df: np.ndarray | None = None
    allowed: Robust | None = None
    patterns: Patterns | None = None

    @property
    def fitted(self) -> np.ndarray:
        """Fitted probability of each participant, shape (n,)."""
        return self.probability if self.patterns is None else self.probability[self.patterns.index]


def estimate(
    made: Design,
    y: np.ndarray,
    confidence: float,
    *,
    clusters: np.ndarray | None = None,
    firth: bool = False,
    few: bool = False,
    intervals: str = "wald",
) -> Estimates:
    """Estimate a model whose design has full rank.

    Parameters
    ----------
    made : Design
        The design.
    y : ndarray, shape (n,)
        1 with the event, 0 without; both occur.
    confidence : float
        Confidence level.
    clusters : ndarray, shape (n,), optional
        Cluster of each participant, for cluster-robust intervals.
    firth : bool
        Under separation use Firth's method; otherwise report the separation.
    few : bool
        Use Firth's method in any case: there are few events for so many parameters.
    intervals : str
        wald or profile, for maximum likelihood without allowance for clusters.
    """
    patterns = collapse(made.distinct, y, made.place)
    if few:
        found = _few(made, patterns, confidence, clusters)
    else:
        found = _estimate(made, patterns, y, confidence, clusters, firth, intervals)
    levels = np.array([bool(column.reference) for column in made.columns])
    return replace(in_range(found, levels), patterns=patterns)


def in_range(found: Estimates, levels: np.ndarray) -> Estimates:
    """Odds ratios that cannot be written as numbers, and those of levels that no data can tell, are not given.

    Parameters
    ----------
    found : Estimates
        The estimates, binary or of several outcome levels.
    levels : ndarray of bool, shape (k,)
        Which coefficients are those of a level against its reference.
    """
    ends, good = np.stack([found.coef, found.low, found.high]), np.array(found.status) == "ok"
    wild = good & levels & ((np.abs(found.coef) > WILD_LOG_ODDS) | (found.std_error > WILD_LOG_ODDS))
    far = good & ~wild & (np.abs(ends) > LARGEST_LOG_ODDS).any(axis=0)
    if not (wild | far).any():
        return found
    blank = lambda values: np.where(wild | far, np.nan, values)  # noqa: E731
    status, note = list(found.status), list(found.note)
    for name, said, which in (("not-estimable", WILD_NOTE, wild), ("out-of-range", RANGE_NOTE, far)):
        for i in np.flatnonzero(which):
            status[i], note[i] = name, said
    p, low, high = (blank(values) for values in (found.p_value, found.low, found.high))
    return replace(found, p_value=p, low=low, high=high, status=status, note=note)


def _few(made: Design, patterns: Patterns, confidence: float, clusters: np.ndarray | None) -> Estimates:
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    separated = suspicious(fit) and bool(direction(patterns).any())
    found = by_firth(made, patterns, confidence, FIRTH_NOTE if separated else FEW_NOTE, clusters)
    return replace(found, separated=separated)


def _estimate(
    made: Design,
    patterns: Patterns,
    y: np.ndarray,
    confidence: float,
    clusters: np.ndarray | None,
    firth: bool,
    intervals: str,
) -> Estimates:
    fit = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
    away = direction(patterns) if suspicious(fit) else np.zeros(len(made.columns))
    if away.any():
        if firth:
            return by_firth(made, patterns, confidence, FIRTH_NOTE, clusters)
        return _separated(made, patterns, away, confidence)
    if not fit.converged:
        return _not_converged(made, patterns, fit)
    if clusters is not None and len(set(clusters.tolist())) > 1:
        return _robust(made, patterns, fit, y, clusters, confidence)
    remarks = [] if clusters is None else ["There is one cluster only: intervals do not allow for clusters."]
    base = _wald(made, patterns, fit, confidence, remarks=remarks)
    return _by_profile(base, patterns, fit, confidence) if intervals == "profile" else base


def log_likelihood_null(patterns: Patterns) -> float:
    """Log-likelihood of the model with the intercept alone."""
    rate = patterns.events.sum() / patterns.trials.sum()
    parts = [(patterns.events.sum(), rate), (patterns.trials.sum() - patterns.events.sum(), 1 - rate)]
    return float(sum(count * np.log(share) for count, share in parts if count > 0))


def _wald(made: Design, patterns: Patterns, fit: Logit, confidence: float, *, remarks: Sequence[str] = ()) -> Estimates:
    error = np.sqrt(np.diag(fit.cov))
    reach = ndtri((1 + confidence) / 2) * error
    z = fit.coef / error
    k = len(fit.coef)
    return Estimates(
        fit.coef, error, z, 2 * ndtr(-np.abs(z)), fit.coef - reach, fit.coef + reach, "wald", "z",
        ["ok"] * k, [""] * k, fit.loglik, log_likelihood_null(patterns), fit.fitted,
        _factor_tests(made, patterns, fit), list(remarks), cov=fit.cov, cov_plain=fit.cov,
    )  # fmt: skip


def _by_profile(base: Estimates, patterns: Patterns, fit: Logit, confidence: float) -> Estimates:
    """Profile likelihood intervals with the likelihood ratio test of each coefficient."""
    k = len(fit.coef)
    lr = np.array([likelihood_ratio(patterns, fit, j) for j in range(k)])
    limits = np.array([profile_limits(patterns, fit, j, confidence) for j in range(k)])
    ok = np.isfinite(limits).all(axis=1)
    p = np.where(ok, chdtrc(1, lr), np.nan)
    return replace(
        base, statistic=lr, p_value=p, low=limits[:, 0], high=limits[:, 1], inference="profile",
        statistic_name="LR chi-square", status=["ok" if good else "no-limit" for good in ok],
        note=["" if good else NO_LIMIT_NOTE for good in ok],
    )  # fmt: skip


def _factor_tests(made: Design, patterns: Patterns, fit: Logit) -> dict[str, FactorTest]:
    tests = {}
    for factor in made.factors:
        at = made.at([factor])
        rest = [i for i in range(len(made.columns)) if i not in at]
        without = fit_logit(patterns.matrix[:, rest], patterns.rate, patterns.trials)
        lr = max(0.0, 2 * (fit.loglik - without.loglik))
        wald = _quadratic(fit.coef[at], fit.cov[np.ix_(at, at)])
        tests[factor] = FactorTest(lr, wald, len(at), float(chdtrc(len(at), lr)), float(chdtrc(len(at), wald)))
    return tests


def _quadratic(coef: np.ndarray, cov: np.ndarray) -> float:
    if not (np.all(np.isfinite(coef)) and np.all(np.isfinite(cov))):
        return float("nan")
    try:
        return float(coef @ np.linalg.solve(cov, coef))
    except np.linalg.LinAlgError:
        return float("nan")


def _separated(made: Design, patterns: Patterns, away: np.ndarray, confidence: float) -> Estimates:
    """Finite coefficients by maximum likelihood; the others are reported as not estimable."""
    end = limit(patterns, away)
    lost = ~np.isfinite(end.fit.coef) | ~np.isfinite(np.diag(end.fit.cov))
    with np.errstate(invalid="ignore"):
        base = _wald(made, patterns, end.fit, confidence)
    coef = np.where(lost, np.nan, base.coef)
    remark = "Separation: at least one odds ratio has no finite estimate (see the table of the model)."
    return Estimates(
        coef, base.std_error, base.statistic, base.p_value, base.low, base.high, "wald", "z",
        ["separation" if bad else "ok" for bad in lost], [SEPARATION_NOTE if bad else "" for bad in lost],
        end.fit.loglik, base.loglik_null, base.probability, base.factors, [remark], separated=True,
    )  # fmt: skip


def _not_converged(made: Design, patterns: Patterns, fit: Logit) -> Estimates:
    k = len(fit.coef)
    nan = np.full(k, np.nan)
    note = "The estimation did not come to an end: there may be too many factors for so few participants."
    return Estimates(
        nan, nan, nan, nan, nan, nan, "wald", "z", ["not-converged"] * k, [note] * k,
        np.nan, log_likelihood_null(patterns), fit.fitted,
        {f: FactorTest(df=len(made.at([f]))) for f in made.factors}, [note],
    )  # fmt: skip


def _robust(
    made: Design, patterns: Patterns, fit: Logit, y: np.ndarray, clusters: np.ndarray, confidence: float
) -> Estimates:
    """Cluster-robust with the correction and the degrees of freedom for few clusters."""
    allowed = robust(made.matrix, y, fit.fitted[patterns.index], fit.cov, clusters)
    g = len(set(clusters.tolist()))
    error = np.sqrt(np.maximum(np.diag(allowed.cov), 0.0))
    single = single_cluster(made, clusters)
    error = np.where(single | (error <= 0), np.nan, error)
    broken = ~single & ((error > BROKEN * np.sqrt(np.diag(fit.cov))) | ~np.isfinite(allowed.df))
    error = np.where(broken, np.nan, error)
    t, df_each = fit.coef / error, allowed.df
    reach = stdtrit(df_each, (1 + confidence) / 2) * error
    tests = {}
    for factor in made.factors:
        at = made.at([factor])
        q = len(at)
        wald, df = (np.nan, np.nan) if single[at].any() or q >= g else allowed.whole(fit.coef, at)
        tests[factor] = FactorTest(wald=wald, df=q, wald_p=float(fdtrc(q, df, wald * df / (df + q - 1) / q)))
    bad = ~np.isfinite(error)
    remarks = cluster_remarks(g, len(made.columns), df_each[~bad])
    return Estimates(
        fit.coef, error, t, 2 * stdtr(df_each, -np.abs(t)), fit.coef - reach, fit.coef + reach, "cluster-robust",
        "t", ["not-estimable" if w else "one-cluster" if b else "ok" for b, w in zip(bad, broken, strict=True)],
        [BROKEN_NOTE if w else SINGLE_CLUSTER_NOTE if b else "" for b, w in zip(bad, broken, strict=True)],
        fit.loglik, log_likelihood_null(patterns), fit.fitted, tests, remarks,
        cov=allowed.cov, cov_plain=fit.cov, df=df_each, allowed=allowed,
    )  # fmt: skip


def cluster_remarks(g: int, parameters: int, df: np.ndarray) -> list[str]:
    """What a reader must know of g clusters; df are the degrees of freedom of the coefficients with an interval."""
    remarks = [f"Intervals and P allow for {g} clusters (bias-reduced, t with Satterthwaite's degrees of freedom)."]
    if len(df) and df.min() < FEW_DF:
        remarks.append(
            f"For an odds ratio there are only {df.min():.1f} degrees of freedom: its levels differ between few "
            "clusters, so that its interval is wide."
        )
    if parameters >= g:
        remarks.append("There are as many parameters as clusters: such intervals cannot be relied on.")
    return remarks


def single_cluster(made: Design, clusters: np.ndarray) -> np.ndarray:
    """Columns of levels that, or whose reference level, all come from one cluster."""
    found = np.zeros(len(made.columns), dtype=bool)
    for factor in made.factors:
        at = made.at([factor])
        if not made.columns[at[0]].reference:
            continue
        rows = made.matrix[:, at].astype(bool)
        alone = [len(set(clusters[rows[:, i]].tolist())) < 2 for i in range(len(at))]
        reference_alone = len(set(clusters[~rows.any(axis=1)].tolist())) < 2
        found[at] = np.array(alone) | reference_alone
    return found


def by_firth(
    made: Design, patterns: Patterns, confidence: float, why: str, clusters: np.ndarray | None = None
) -> Estimates:
    """Firth's penalised likelihood: profile intervals and penalised likelihood ratio tests.

    Parameters
    ----------
    why : str
        Note of each coefficient: why this method was used.
    """
    data = (patterns.matrix, patterns.rate, patterns.trials)
    fit = fit_firth(*data)
    k = len(fit.coef)
    held = [_held(data, fit, [j]) for j in range(k)]
    lr = np.array([max(0.0, 2 * (fit.loglik - h.loglik)) if h.converged else np.nan for h in held])
    limits = np.array([profile_interval(*data, fit, j, confidence) for j in range(k)])
    ok = np.isfinite(limits).all(axis=1) & np.isfinite(lr) & fit.converged
    lost = "Firth's method found no limit for the interval: the data tell too little about this."
    coef = fit.coef if fit.converged else np.full(k, np.nan)
    p = np.where(ok, chdtrc(1, lr), np.nan)
    limits[~ok] = np.nan
    tests = {}
    for factor in made.factors:
        at = made.at([factor])
        value = max(0.0, 2 * (fit.loglik - _held(data, fit, at).loglik))
        tests[factor] = FactorTest(lr=value, df=len(at), lr_p=float(chdtrc(len(at), value)))
    said = ["ok" if good else "no-limit" if fit.converged else "not-converged" for good in ok]
    null = fit_firth(*data, fixed=[i for i, c in enumerate(made.columns) if c.factor != INTERCEPT])
    remarks = [why]
    if clusters is not None:
        remarks.append("Firth's method does not allow for clusters: intervals may be too narrow.")
    return Estimates(
        coef, np.sqrt(np.diag(fit.cov)), lr, p, limits[:, 0], limits[:, 1], "profile", "LR chi-square",
        said, [why if good else lost for good in ok],
        fit.loglik, null.loglik, fit.fitted, tests, remarks, separated=True, estimator="firth",
        cov=fit.cov, cov_plain=fit.cov,
    )  # fmt: skip


def _held(data: tuple[np.ndarray, np.ndarray, np.ndarray], fit: Logit, at: list[int]) -> Logit:
    """Firth's fit with some coefficients held at 0, started along the tangent of the likelihood at its maximum."""
    cov = fit.cov
    start = fit.coef - cov[:, at] @ np.linalg.lstsq(cov[np.ix_(at, at)], fit.coef[at], rcond=1e-12)[0]
    start[at] = 0.0
    return fit_firth(*data, fixed=at, start=start)
