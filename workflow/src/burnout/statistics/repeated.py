"""The same people on three occasions or more: analysis of variance with sphericity, Friedman's and Cochran's tests.

The analysis of variance is our own, because statsmodels' AnovaRM has neither Mauchly's test nor corrected degrees of
freedom nor arms of different size; it is that of R's car (type III) and of SPSS GLM.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.result import Array, Result, failed, tied

NAN = float("nan")


@dataclass(frozen=True)
class Sphericity:
    """Whether all differences between occasions spread alike.

    Parameters
    ----------
    w, chi_square, df, p_value : float
        Mauchly's test; NaN for two occasions or where it cannot be made.
    greenhouse_geisser, huynh_feldt : float
        Corrections of the degrees of freedom, at most 1.
    """

    w: float
    chi_square: float
    df: float
    p_value: float
    greenhouse_geisser: float
    huynh_feldt: float


@dataclass(frozen=True)
class Term:
    """One line of an analysis of variance.

    Parameters
    ----------
    name : str
        ``occasion``, ``arm`` or ``arm-by-occasion``.
    statistic, df, df2 : float
        F with its degrees of freedom when sphericity is assumed.
    partial_eta_squared, generalised_eta_squared : float
        Effect sizes; the generalised one takes the spread between people in (Olejnik S, Algina J. Psychol Methods
        2003;8:434-447).
    """

    name: str
    statistic: float
    df: float
    df2: float
    partial_eta_squared: float
    generalised_eta_squared: float

    def p_value(self, epsilon: float = 1.0) -> float:
        """P with both degrees of freedom multiplied by a correction."""
        return float(scipy.special.fdtrc(epsilon * self.df, epsilon * self.df2, self.statistic))


def contrasts_of(occasions: int) -> Array:
    """Orthonormal contrasts between occasions, shape (occasions, occasions - 1)."""
    return scipy.linalg.helmert(occasions).T


def repeated_anova(values: Array, arm: Array | None = None) -> tuple[list[Term], Sphericity]:
    """Analysis of variance of people by occasions, and by arm.

    Parameters
    ----------
    values : array of shape (people, occasions)
        Complete answers; more people than arms, and some spread of the differences within people.
    arm : array of shape (people,), optional
        0, 1 and so on; each with people in it. Sums of squares are of type III.
    """
    n, occasions = values.shape
    design = _arms_design(arm, n)
    within = values @ contrasts_of(occasions)
    mean = values.mean(axis=1) * np.sqrt(occasions)
    rest, error = n - design.shape[1], _residual(design, within)
    between = float(np.trace(_residual(design, mean[:, None])))
    inside, all_error = float(np.trace(error)), float(np.trace(error)) + between
    first, others = [0], list(range(1, design.shape[1]))
    found = [_term("occasion", _hypothesis(design, within, first), inside, 1, occasions - 1, rest, all_error)]
    if others:
        found.append(_term("arm", _hypothesis(design, mean[:, None], others), between, len(others), 1, rest, all_error))
        crossed = _hypothesis(design, within, others)
        found.append(_term("arm-by-occasion", crossed, inside, len(others), occasions - 1, rest, all_error))
    return found, _sphericity(error, rest)


def _arms_design(arm: Array | None, n: int) -> Array:
    """Intercept and arms coded to sum to zero."""
    ones = np.ones((n, 1))
    if arm is None or arm.max() == 0:
        return ones
    last = int(arm.max())
    codes = np.vstack([np.eye(last), -np.ones((1, last))])
    return np.hstack([ones, codes[arm]])


def _residual(design: Array, values: Array) -> Array:
    rest = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return rest.T @ rest


def _hypothesis(design: Array, values: Array, which: list[int]) -> float:
    """Sum of squares (type III) of some columns of the design, over all columns of the values."""
    others = np.delete(design, which, axis=1)
    smaller = _residual(others, values) if others.shape[1] else values.T @ values
    return float(np.trace(smaller) - np.trace(_residual(design, values)))


def _term(name: str, squares: float, error: float, df: int, width: int, rest: int, all_error: float) -> Term:
    f = squares / (df * width) / (error / (rest * width))
    partial, whole = squares / (squares + error), squares / (squares + all_error)
    return Term(name, f, df * width, rest * width, partial, whole)


def _sphericity(error: Array, rest: int) -> Sphericity:
    """Mauchly's test with Box's approximation as R's car, and corrections as SPSS and R's car."""
    p, total = len(error), float(np.trace(error))
    greenhouse = total**2 / (p * float(np.sum(error**2)))
    huynh = ((rest + 1) * p * greenhouse - 2) / (p * (rest - p * greenhouse)) if rest > p * greenhouse else 1.0
    huynh = min(1.0, huynh)
    determinant = float(np.linalg.det(error / (total / p)))
    if p < 2 or rest < p or determinant <= 1e-14:
        return Sphericity(NAN, NAN, NAN, NAN, greenhouse, huynh)
    rho = 1 - (2 * p**2 + p + 2) / (6 * p * rest)
    second = (p + 2) * (p - 1) * (p - 2) * (2 * p**3 + 6 * p**2 + 3 * (p + 1) + 2) / (288 * (rest * p * rho) ** 2)
    chi, df = -rest * rho * np.log(determinant), p * (p + 1) / 2 - 1
    one, other = (float(scipy.special.chdtrc(more, chi)) for more in (df, df + 4))
    return Sphericity(determinant, float(chi), df, one + second * (other - one), greenhouse, huynh)


def friedman(values: Array) -> Result:
    """Friedman's rank test with ties corrected; effect size is Kendall's W (Friedman M. J Am Stat Assoc 1937).

    Parameters
    ----------
    values : array of shape (people, occasions)
        Complete answers.
    """
    n, occasions = values.shape
    if n < 2:
        return failed(n, "too-few", "At least two people with answers on all occasions are needed.")
    values = tied(values)
    if np.all(values == values[:, :1]):
        return failed(n, "constant", "Nobody changed over the occasions.")
    found = scipy.stats.friedmanchisquare(*values.T)
    q, df = float(found.statistic), occasions - 1
    note = "Few people, so P is rough." if n * occasions < 30 else ""
    w = q / (n * df)
    return Result(
        "friedman", n, q, "chi-square", df, p_value=float(scipy.special.chdtrc(df, q)), effect_size=w,
        effect_size_name="kendalls-w", note=note,
    )  # fmt: skip


def cochran_q(positive: Array) -> Result:
    """Cochran's Q test; effect size is Q by its largest value (Cochran WG. Biometrika 1950;37:256-266).

    Parameters
    ----------
    positive : array of shape (people, occasions)
        1 or 0; complete answers.
    """
    n, occasions = positive.shape
    if n < 2:
        return failed(n, "too-few", "At least two people with answers on all occasions are needed.")
    columns, rows = positive.sum(axis=0), positive.sum(axis=1)
    spread = float(np.sum(rows * (occasions - rows)))
    if spread == 0:
        return failed(n, "constant", "Nobody changed over the occasions.")
    q = float((occasions - 1) * occasions * np.sum((columns - columns.mean()) ** 2) / spread)
    df, changed = occasions - 1, int(np.sum((rows > 0) & (rows < occasions)))
    note = f"Only {changed} people changed, so P is rough." if changed * occasions < 24 else ""
    return Result(
        "cochran-q", n, q, "chi-square", df, p_value=float(scipy.special.chdtrc(df, q)), effect_size=q / (n * df),
        effect_size_name="eta-squared-q", note=note,
    )  # fmt: skip


def within_intervals(values: Array, confidence: float) -> tuple[Array, Array]:
    """Intervals of the means without the spread between people, for a figure (Morey RD. 2008).

    Parameters
    ----------
    values : array of shape (people, occasions)
        Complete answers, two people or more.
    """
    n, occasions = values.shape
    own = values - values.mean(axis=1, keepdims=True) + values.mean()
    errors = np.std(own, axis=0, ddof=1) / np.sqrt(n) * np.sqrt(occasions / (occasions - 1))
    half = float(scipy.special.stdtrit(n - 1, (1 + confidence) / 2)) * errors
    return values.mean(axis=0) - half, values.mean(axis=0) + half
