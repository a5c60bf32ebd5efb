"""A change from before to after in everybody who has any answer: a linear mixed model, by statsmodels."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from burnout.statistics.result import Array, tied


@dataclass(frozen=True)
class Fitted:
    """The change that a mixed model estimates.

    Parameters
    ----------
    estimate, std_error, df : float
        Mean change, its standard error, and degrees of freedom of its t.
    icc : float
        Share of the variance that lies between people.
    status, note : str
        ``ok``, or why there is no estimate.
    """

    estimate: float = float("nan")
    std_error: float = float("nan")
    df: float = float("nan")
    icc: float = float("nan")
    status: str = "ok"
    note: str = ""


def mixed_change(before: Array, after: Array) -> Fitted:
    """Mean change by a linear mixed model with a random intercept for each person, by REML.

    Right when answers are missing at random: the chance of being missing may depend on what a person answered at the
    other occasion. Laird NM, Ware JH. Biometrics 1982;38:963-974. Without missing answers it is the paired t-test.

    Parameters
    ----------
    before, after : array of shape (people,)
        NaN where there is no answer; people without any answer do not count.

    Returns
    -------
    Fitted
        df is answers - people - 1, as of R's nlme: the number of complete pairs - 1.
    """
    complete = ~np.isnan(before) & ~np.isnan(after)
    pairs = int(complete.sum())
    if pairs < 2:
        return Fitted(status="too-few", note="At least two people with both answers are needed.")
    if np.ptp(tied(after[complete] - before[complete])) == 0:
        text = "Everybody changed by the same amount (or not at all), so there is no spread to test against."
        return Fitted(status="not-estimable", note=text)
    known = np.concatenate([~np.isnan(before), ~np.isnan(after)])
    values = np.concatenate([before, after])[known]
    time = np.repeat([0.0, 1.0], len(before))[known]
    fit = _fit(values, time, np.tile(np.arange(len(before)), 2)[known])
    if fit is None:
        text = (
            "The two answers of a person are not positively related, or the model did not converge, so this model does "
            "not fit. The complete pairs are what there is."
        )
        return Fitted(status="not-estimable", note=text)
    return Fitted(*fit[:2], df=pairs - 1, icc=fit[2])


def _fit(values: Array, time: Array, person: Array) -> tuple[float, float, float] | None:
    """Change, its standard error and the intraclass correlation; None without convergence inside the bounds.

    The standard error is that of generalised least squares given the variances, as in R's nlme and lme4; statsmodels'
    own takes in their covariance with the change, which differs when answers are missing.
    """
    from statsmodels.regression.mixed_linear_model import MixedLM

    spread = float(np.std(values))
    design = np.column_stack([np.ones(len(time)), time])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = MixedLM((values - values.mean()) / spread, design, groups=person).fit(
                reml=True, method="bfgs", gtol=1e-8
            )
        except (np.linalg.LinAlgError, ValueError):
            return None
    between, within = float(found.cov_re[0, 0]), float(found.scale)
    icc = between / (between + within)
    if not found.converged or not 1e-6 <= icc < 1 - 1e-12:
        return None
    information = np.zeros((2, 2))
    answers = np.bincount(person)
    for rows, count in ((design[[0, -1]], np.sum(answers == 2)), *_single(design, answers[person] == 1)):
        information += count * rows.T @ np.linalg.solve(within * np.eye(len(rows)) + between, rows)
    error = float(np.sqrt(np.linalg.inv(information)[1, 1])) * spread
    return float(found.fe_params[1]) * spread, error, icc


def _single(design: Array, alone: Array) -> list[tuple[Array, int]]:
    """Rows of the design of people with one answer, with how many have them."""
    return [(np.array([[1.0, time]]), int(np.sum(alone & (design[:, 1] == time)))) for time in (0.0, 1.0)]
