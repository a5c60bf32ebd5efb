"""Change in several arms: analysis of covariance, change scores, and difference in differences.

Regressions by statsmodels on design matrices built here; arm 0 is the reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import fdtrc, stdtr, stdtrit

from burnout.statistics.groups import welch_anova
from burnout.statistics.result import Array, tied
from burnout.statistics.studentised import range_tail

if TYPE_CHECKING:
    from statsmodels.regression.linear_model import RegressionResults

NAN = float("nan")


@dataclass(frozen=True)
class Contrast:
    """One arm against the reference, all arms together, or an adjusted mean.

    Parameters
    ----------
    method : str
        ``ancova``, ``ancova-robust``, ``ancova-mean``, ``ancova-pairs``, ``ancova-first``, ``ancova-intercept``,
        ``ancova-slopes``, ``change-score`` or ``difference-in-differences``.
    arm : int or None
        Which arm; None where the row concerns all of them.
    estimate, std_error, low, high : float
        Difference to the reference with its interval; NaN for all arms together.
    statistic_name : str
        ``t`` or ``F``.
    statistic, df, df2, p_value, partial_eta_squared : float
        NaN where there is none.
    other : int or None
        The arm it is compared with; None is the reference.
    p_adjusted : float
        P adjusted for all pairs of arms by Tukey's method.
    sum_of_squares, r_squared, adjusted_r_squared : float
        Of a whole term (type II), and of the model.
    """

    method: str
    arm: int | None
    estimate: float = NAN
    std_error: float = NAN
    low: float = NAN
    high: float = NAN
    statistic_name: str = ""
    statistic: float = NAN
    df: float = NAN
    df2: float = NAN
    p_value: float = NAN
    partial_eta_squared: float = NAN
    other: int | None = None
    p_adjusted: float = NAN
    sum_of_squares: float = NAN
    r_squared: float = NAN
    adjusted_r_squared: float = NAN


def ancova(before: Array, after: Array, arm: Array, confidence: float) -> list[Contrast]:
    """Analysis of covariance: the second value on the first and the arm.

    Parameters
    ----------
    before, after : array of shape (people,)
        Complete pairs; `before` must vary.
    arm : array of shape (people,)
        0 for the reference, 1, 2 and so on; each at least twice.
    confidence : float
        Level of the intervals.

    Returns
    -------
    list of Contrast
        All arms (type II F), each arm against the reference, each arm's mean at the overall mean of the first value,
        the test that the slopes on the first value are equal, which the others assume; then the first value (F and
        slope), the intercept (at a first value of 0), every two adjusted means with Tukey's P, and each arm against
        the reference with standard errors that allow for unequal variances (HC3; MacKinnon JG, White H. J Econom
        1985;29:305-325).
    """
    centred = before - before.mean()
    dummies = _dummies(arm)
    slope = np.column_stack([np.ones(len(after)), centred])
    common = np.column_stack([slope, dummies])
    fit = _ols(after, common)
    last = range(2, common.shape[1])
    whole = _compared("ancova", fit, _ols(after, slope))
    shares = {"r_squared": float(fit.rsquared), "adjusted_r_squared": float(fit.rsquared_adj)}
    rows = [replace(whole, **shares)]
    rows += [_contrast("ancova", which, fit, np.eye(common.shape[1])[i], confidence) for which, i in enumerate(last, 1)]
    for which in range(dummies.shape[1] + 1):
        at = np.zeros(common.shape[1])
        at[0] = 1
        if which:
            at[1 + which] = 1
        rows.append(_contrast("ancova-mean", which, fit, at, confidence, tested=False))
    crossed = np.column_stack([common, dummies * centred[:, None]])
    if len(after) > crossed.shape[1] and np.linalg.matrix_rank(crossed) == crossed.shape[1]:
        rows.append(_compared("ancova-slopes", _ols(after, crossed), fit))
    return [
        *rows,
        *_first_value(before, after, dummies, fit, confidence),
        *_pairs(fit, confidence),
        *_robust(fit, confidence),
    ]


def _first_value(
    before: Array, after: Array, dummies: Array, fit: RegressionResults, confidence: float
) -> list[Contrast]:
    """The first value: its F and its slope; and the intercept."""
    ones = np.ones(len(after))
    whole = _compared("ancova-first", fit, _ols(after, np.column_stack([ones, dummies])))
    of = np.eye(2 + dummies.shape[1])
    slope = _contrast("ancova-first", None, fit, of[1], confidence)
    told = {name: getattr(slope, name) for name in ("estimate", "std_error", "low", "high")}
    intercept = _contrast("ancova-intercept", None, fit, of[0] - before.mean() * of[1], confidence)
    return [replace(whole, **told), intercept]


def _pairs(fit: RegressionResults, confidence: float) -> list[Contrast]:
    """Every two adjusted means, the later arm minus the earlier."""
    size, rows = len(fit.params), []
    places = np.vstack([np.zeros(size), np.eye(size)[2:]])
    for i, j in combinations(range(len(places)), 2):
        row = _contrast("ancova-pairs", j, fit, places[j] - places[i], confidence)
        rows.append(replace(row, other=i, partial_eta_squared=NAN))
    ranges = np.array([abs(row.statistic) for row in rows]) * np.sqrt(2)
    adjusted = range_tail(ranges, len(places), np.full(len(rows), float(fit.df_resid)))
    return [replace(row, p_adjusted=float(p)) for row, p in zip(rows, adjusted, strict=True)]


def _robust(fit: RegressionResults, confidence: float) -> list[Contrast]:
    """Each arm against the reference by the same line, with HC3 standard errors; none where a person is a fit alone."""
    if np.any(fit.get_influence().hat_matrix_diag > 1 - 1e-9):
        return []
    errors = fit.HC3_se
    return [
        replace(
            _with_t("ancova-robust", arm, float(fit.params[i]), float(errors[i]), float(fit.df_resid), confidence),
            partial_eta_squared=NAN,
        )
        for arm, i in enumerate(range(2, len(fit.params)), 1)
    ]


def change_score(before: Array, after: Array, arm: Array, confidence: float) -> list[Contrast]:
    """Mean changes compared with one variance for all arms: analysis of variance of the changes.

    For two arms it is Student's t-test of the changes. Parameters as of `ancova`.
    """
    change, dummies = tied(after - before), _dummies(arm)
    design = np.column_stack([np.ones(len(change)), dummies])
    fit = _ols(change, design)
    rows = [_compared("change-score", fit, _ols(change, design[:, :1]))]
    picks = np.eye(design.shape[1])[1:]
    return rows + [_contrast("change-score", i, fit, pick, confidence) for i, pick in enumerate(picks, 1)]


def difference_in_differences(before: Array, after: Array, arm: Array, confidence: float) -> list[Contrast]:
    """Mean changes compared with a variance of its own for each arm.

    The interaction of arm and occasion; its standard error is the cluster-robust one for people of Bell and McCaffrey
    (Surv Methodol 2002;28:169-181), which for this saturated design is Welch's, with Satterthwaite's degrees of
    freedom. All arms together by Welch's analysis of variance. Parameters as of `ancova`.
    """
    change = tied(after - before)
    groups = [change[arm == which] for which in range(int(arm.max()) + 1)]
    whole = welch_anova(groups)
    name = "difference-in-differences"
    rows = [
        Contrast(
            name, None, statistic_name="F", statistic=whole.statistic, df=whole.df, df2=whole.df2, p_value=whole.p_value
        )
    ]
    return rows + [_welch(name, i, group, groups[0], confidence) for i, group in enumerate(groups[1:], 1)]


def _welch(name: str, which: int, group: Array, reference: Array, confidence: float) -> Contrast:
    parts = [float(np.var(side, ddof=1)) / len(side) for side in (group, reference)]
    error = float(np.sqrt(sum(parts)))
    estimate = float(group.mean() - reference.mean())
    if error == 0:
        return Contrast(name, which, estimate)
    df = sum(parts) ** 2 / sum(p**2 / (len(side) - 1) for p, side in zip(parts, (group, reference), strict=True))
    return _with_t(name, which, estimate, error, df, confidence)


def _with_t(
    name: str, which: int | None, estimate: float, error: float, df: float, confidence: float, tested: bool = True
) -> Contrast:
    half, t = float(stdtrit(df, (1 + confidence) / 2)) * error, estimate / error
    if not tested:
        return Contrast(name, which, estimate, error, estimate - half, estimate + half, df=df)
    p, share = float(2 * stdtr(df, -abs(t))), NAN
    if name != "difference-in-differences":
        share = t**2 / (t**2 + df)
    return Contrast(name, which, estimate, error, estimate - half, estimate + half, "t", t, df, NAN, p, share)


def _contrast(
    name: str,
    which: int | None,
    fit: RegressionResults,
    pick: Sequence[float] | Array,
    confidence: float,
    tested: bool = True,
) -> Contrast:
    pick = np.asarray(pick, dtype=float)
    error = float(np.sqrt(pick @ fit.cov_params() @ pick))
    return _with_t(name, which, float(pick @ fit.params), error, float(fit.df_resid), confidence, tested)


def _compared(name: str, fit: RegressionResults, smaller: RegressionResults) -> Contrast:
    df, rest = float(fit.df_model - smaller.df_model), float(fit.df_resid)
    gained = float(smaller.ssr - fit.ssr)
    f = gained / df / (fit.ssr / rest)
    p = float(fdtrc(df, rest, f))
    return Contrast(
        name,
        None,
        statistic_name="F",
        statistic=float(f),
        df=df,
        df2=rest,
        p_value=p,
        partial_eta_squared=float(gained / smaller.ssr),
        sum_of_squares=gained,
    )


def _dummies(arm: Array) -> Array:
    return (arm[:, None] == np.arange(1, int(arm.max()) + 1)).astype(float)


def _ols(values: Array, design: Array) -> RegressionResults:
    from statsmodels.regression.linear_model import OLS

    return OLS(values, design).fit()
