"""Means over occasions of everybody with any answer: a mixed model for repeated measures by REML.

Our own, because statsmodels has neither an unstructured covariance of the answers of a person nor the small-sample
inference of Kenward MG, Roger JH. Biometrics 1997;53:983-997. The covariance is a sum of known matrices with unknown
weights: one for each two occasions (unstructured), or one common to all answers of a person and one for each answer
(compound symmetry, the model with a random intercept). Equal to R's nlme::gls, lme4 with pbkrtest, and Hotelling's
test (tests/golden/test_repeated_golden.py).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from burnout.statistics.result import Array

STEPS = 200
SINGULAR = 1e-6
"""Share of the variance that the least spread combination of the answers must have."""


@dataclass(frozen=True)
class Tested:
    """A test of one or several contrasts of the means.

    Parameters
    ----------
    estimate, std_error : float
        Of a single contrast; NaN for several.
    statistic, df, df2, p_value : float
        F; of a single contrast t with `df` degrees of freedom.
    """

    estimate: float
    std_error: float
    statistic: float
    df: float
    df2: float
    p_value: float


@dataclass(frozen=True)
class Longitudinal:
    """A fitted model.

    Parameters
    ----------
    means : array of shape (coefficients,)
        Coefficients; without arms, the means of the occasions.
    naive, adjusted : array of shape (coefficients, coefficients)
        Their covariance given the variances, and with Kenward and Roger's correction.
    moved : array of shape (weights, coefficients, coefficients)
        How the covariance answers to each weight.
    uncertainty : array of shape (weights, weights)
        Covariance of the weights.
    covariance : array of shape (occasions, occasions)
        Of the answers of a person.
    log_likelihood : float
        Restricted log-likelihood, with its constant as R's nlme.
    """

    means: Array
    naive: Array
    adjusted: Array
    moved: Array
    uncertainty: Array
    covariance: Array
    log_likelihood: float


def unstructured(occasions: int) -> Array:
    """Matrices of a covariance without structure."""
    found = []
    for i in range(occasions):
        for j in range(i, occasions):
            one = np.zeros((occasions, occasions))
            one[i, j] = one[j, i] = 1
            found.append(one)
    return np.array(found)


def compound_symmetry(occasions: int) -> Array:
    """Matrices of a covariance with one correlation and one variance."""
    return np.array([np.ones((occasions, occasions)), np.eye(occasions)])


def fit_longitudinal(values: Array, parts: Array, arm: Array | None = None) -> Longitudinal | None:
    """Fit means of the occasions (in every arm) by REML.

    Parameters
    ----------
    values : array of shape (people, occasions)
        NaN where there is no answer.
    parts : array of shape (weights, occasions, occasions)
        Matrices of the covariance.
    arm : array of shape (people,), optional
        0, 1 and so on: then there is a mean of each occasion in each arm.

    Returns
    -------
    Longitudinal or None
        None where no covariance could be found, as with too few people.
    """
    arms = np.zeros(len(values), dtype=int) if arm is None else arm
    there = ~np.isnan(values)
    spread = float(np.nanstd(values))
    if not np.isfinite(spread) or spread == 0 or not there.any(axis=0).all():
        return None
    middle = float(np.nanmean(values))
    groups = _patterns((values - middle) / spread, there, arms)
    start = _start((values - middle) / spread, parts)
    fitted = _scoring(groups, parts, start, int(arms.max()) + 1)
    if fitted is None:
        return None
    weights, step = fitted
    lost = (int(there.sum()) - len(step.means)) * np.log(spread)
    uncertainty = np.linalg.inv(step.information)
    adjusted = step.naive + 2 * step.naive @ _correction(step, uncertainty) @ step.naive
    return Longitudinal(
        step.means * spread + middle,
        step.naive * spread**2,
        adjusted * spread**2,
        step.moved * spread**2,
        uncertainty,
        np.tensordot(weights, parts, 1) * spread**2,
        step.log_likelihood - lost,
    )


def wald(model: Longitudinal, contrasts: Array) -> Tested:
    """Test contrasts of the means with Kenward and Roger's scale and degrees of freedom.

    Parameters
    ----------
    model : Longitudinal
        The model.
    contrasts : array of shape (contrasts, coefficients)
        Independent rows.
    """
    q = len(contrasts)
    middle = np.linalg.inv(contrasts @ model.naive @ contrasts.T)
    theta = contrasts.T @ middle @ contrasts
    turned = np.array([theta @ one for one in model.moved])
    traces = np.trace(turned, axis1=1, axis2=2)
    first = float(traces @ model.uncertainty @ traces)
    second = float(np.einsum("ij,iab,jba->", model.uncertainty, turned, turned))
    scale, df = _scale_and_df(first, second, q)
    gap = contrasts @ model.means
    spread = contrasts @ model.adjusted @ contrasts.T
    f = scale / q * float(gap @ np.linalg.solve(spread, gap))
    if q > 1:
        return Tested(float("nan"), float("nan"), f, q, df, float(scipy.special.fdtrc(q, df, f)))
    estimate, error = float(gap[0]), float(np.sqrt(spread[0, 0]))
    t = estimate / error
    return Tested(estimate, error, t, df, float("nan"), float(2 * scipy.special.stdtr(df, -abs(t))))


def _scale_and_df(first: float, second: float, q: int) -> tuple[float, float]:
    """Kenward and Roger's matching of two moments; NaN where so few answers leave nothing to match."""
    try:
        return _matched(first, second, q)
    except ZeroDivisionError:
        return float("nan"), float("nan")


def _matched(first: float, second: float, q: int) -> tuple[float, float]:
    if q == 1:
        return 1.0, 2 / second if second else float("nan")
    b = (first + 6 * second) / (2 * q)
    g = ((q + 1) * first - (q + 4) * second) / ((q + 2) * second)
    base = 3 * q + 2 * (1 - g)
    c1, c2, c3 = g / base, (q - g) / base, (q + 2 - g) / base
    mean = 1 / (1 - second / q)
    variance = 2 / q * (1 + c1 * b) / ((1 - c2 * b) ** 2 * (1 - c3 * b))
    ratio = variance / (2 * mean**2)
    df = 4 + (q + 2) / (q * ratio - 1)
    return df / (mean * (df - 2)), df


@dataclass(frozen=True)
class _Group:
    """People of an arm who answered on the same occasions: how many, their mean and their sums of squares."""

    arm: int
    seen: Array
    n: int
    mean: Array
    squares: Array


@dataclass(frozen=True)
class _Step:
    means: Array
    naive: Array
    moved: Array
    second: Array
    information: Array
    score: Array
    log_likelihood: float


def _patterns(values: Array, there: Array, arms: Array) -> list[_Group]:
    found = []
    keys = np.column_stack([arms, there])
    for key in np.unique(keys[there.any(axis=1)], axis=0):
        rows, seen = np.all(keys == key, axis=1), np.flatnonzero(key[1:])
        own = values[rows][:, seen]
        centred = own - own.mean(axis=0)
        found.append(_Group(int(key[0]), seen, len(own), own.mean(axis=0), centred.T @ centred))
    return found


def _start(values: Array, parts: Array) -> Array:
    """Weights that give every answer the same variance, half of it shared by the answers of a person."""
    size = values.shape[1]
    wanted = 0.5 * np.ones((size, size)) + 0.5 * np.eye(size)
    return np.linalg.lstsq(parts.reshape(len(parts), -1).T, wanted.ravel(), rcond=None)[0]


def _scoring(groups: list[_Group], parts: Array, weights: Array, arms: int) -> tuple[Array, _Step] | None:
    """Fisher's scoring with halved steps, until no weight moves."""
    here = _evaluate(groups, parts, weights, arms)
    for _ in range(STEPS):
        if here is None:
            return None
        try:
            move = np.linalg.solve(here.information, here.score)
        except np.linalg.LinAlgError:
            return None
        if np.max(np.abs(move)) < 1e-11:
            return (weights, here) if _sound(np.tensordot(weights, parts, 1)) else None
        for _ in range(40):
            there = _evaluate(groups, parts, weights + move, arms)
            if there is not None and there.log_likelihood >= here.log_likelihood - 1e-12:
                break
            move = move / 2
        else:
            small = np.max(np.abs(move)) < 1e-9
            return (weights, here) if small and _sound(np.tensordot(weights, parts, 1)) else None
        weights, here = weights + move, there
    return None


def _sound(sigma: Array) -> bool:
    """Whether no combination of the answers is (nearly) without spread."""
    return bool(np.linalg.eigvalsh(sigma)[0] > SINGULAR * np.max(np.diag(sigma)))


def _evaluate(groups: list[_Group], parts: Array, weights: Array, arms: int) -> _Step | None:
    """Restricted likelihood with score and expected information; None where the covariance is none."""
    size, count = parts.shape[1] * arms, len(parts)
    sigma = np.tensordot(weights, parts, 1)
    if np.linalg.eigvalsh(sigma)[0] < 1e-10:
        return None
    information, right, likelihood, answers = np.zeros((size, size)), np.zeros(size), 0.0, 0
    inverses = []
    for group in groups:
        inverse = np.linalg.inv(sigma[np.ix_(group.seen, group.seen)])
        place = group.arm * parts.shape[1] + group.seen
        inverses.append((group, inverse, place, parts[:, group.seen][:, :, group.seen]))
        information[np.ix_(place, place)] += group.n * inverse
        right[place] += group.n * inverse @ group.mean
        likelihood += group.n * np.linalg.slogdet(inverse)[1]
        answers += group.n * len(group.seen)
    try:
        naive = np.linalg.inv(information)
    except np.linalg.LinAlgError:
        return None
    means = naive @ right
    likelihood -= np.linalg.slogdet(information)[1] + (answers - size) * np.log(2 * np.pi)
    first, second = np.zeros((count, size, size)), np.zeros((count, count, size, size))
    traces, plain, score = np.zeros((count, count)), np.zeros(count), np.zeros(count)
    for group, inverse, place, own in inverses:
        gap = group.mean - means[place]
        squares = group.squares + group.n * np.outer(gap, gap)
        likelihood -= float(np.sum(inverse * squares))
        turned = inverse @ own  # (count, seen, seen)
        corner = np.ix_(place, place)
        plain += group.n * np.trace(turned, axis1=1, axis2=2)
        score += np.einsum("iab,bc,ca->i", turned, inverse, squares)
        traces += group.n * np.einsum("iab,jba->ij", turned, turned)
        for i in range(count):
            first[i][corner] += group.n * turned[i] @ inverse
            for j in range(count):
                second[i, j][corner] += group.n * turned[i] @ turned[j] @ inverse
    moved = naive @ first @ naive
    expected = (
        traces - 2 * np.einsum("ijab,ba->ij", second, naive) + np.einsum("iab,jba->ij", first @ naive, first @ naive)
    )
    score = (score - plain + np.einsum("iab,ba->i", first, naive)) / 2
    return _Step(means, naive, moved, second, expected / 2, score, float(likelihood / 2))


def _correction(step: _Step, uncertainty: Array) -> Array:
    """Kenward and Roger's correction of the covariance; its second derivatives are zero here."""
    inverse = np.linalg.inv(step.naive)
    first = inverse @ step.moved @ inverse
    cross = np.einsum("iab,bc,jcd->ijad", first, step.naive, first)
    return np.einsum("ij,ijab->ab", uncertainty, step.second - cross)
