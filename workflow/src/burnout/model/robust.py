"""Standard errors, degrees of freedom and tests that allow for clusters, also when there are few of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

NOTHING_LEFT = 1e-10
"""A direction of a cluster whose residuals the fit takes up wholly has no residual variance to correct."""


@dataclass(frozen=True)
class Robust:
    """A cluster-robust covariance with what its degrees of freedom need.

    Parameters
    ----------
    cov : ndarray, shape (k, k)
        Covariance of the coefficients.
    bread : ndarray, shape (k, k)
        Inverse of the Fisher information.
    plain, squared : ndarray, shape (g, k, k)
        Of each cluster: its information with the correction once, and with the correction twice.
    """

    cov: np.ndarray
    bread: np.ndarray
    plain: np.ndarray
    squared: np.ndarray

    @property
    def df(self) -> np.ndarray:
        """Degrees of freedom of each coefficient's *t*, shape (k,)."""
        return np.array([self.df_of(one) for one in np.eye(len(self.cov))])

    def df_of(self, combination: np.ndarray) -> float:
        """Degrees of freedom of a linear combination of the coefficients, shape (k,); Satterthwaite's."""
        kernel = _kernels(self.bread[None] @ combination, self.bread, self.plain, self.squared)[0, 0]
        return float(np.trace(kernel) ** 2 / np.sum(kernel * kernel))

    def whole(self, coef: np.ndarray, at: list[int]) -> tuple[float, float]:
        """Test that several coefficients are all zero.

        Parameters
        ----------
        coef : ndarray, shape (k,)
            All coefficients.
        at : list of int
            Which of them are tested, q in number.

        Returns
        -------
        tuple of float
            The Wald statistic (chi-square scale), and the denominator degrees of freedom of
            ``statistic * (d / (d + q - 1)) / q`` as an F with q and d of them; NaN where there are too few clusters.

        Notes
        -----
        Hotelling's approximation with estimated degrees of freedom, "HTZ": Pustejovsky JE, Tipton E. J Bus Econ Stat
        2018;36:672-683.
        """
        q = len(at)
        try:
            wald = float(coef[at] @ np.linalg.solve(self.cov[np.ix_(at, at)], coef[at]))
        except np.linalg.LinAlgError:
            return float("nan"), float("nan")
        root, _ = _roots(self.bread[np.ix_(at, at)], invert=True)
        directions = root @ self.bread[at]
        kernels = _kernels(directions, self.bread, self.plain, self.squared)
        own = np.einsum("ssij->sij", kernels)
        spread = np.einsum("sij,tij->", own, own) + np.einsum("stij,tsij->", kernels, kernels)
        df = q * (q + 1) / float(spread) - q + 1
        return (wald, df) if np.isfinite(wald) and df > 0 else (float("nan"), float("nan"))


def robust(matrix: np.ndarray, y: np.ndarray, fitted: np.ndarray, bread: np.ndarray, clusters: np.ndarray) -> Robust:
    """Allow for clusters in a logistic regression, without the bias that few clusters bring.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Design matrix.
    y, fitted : ndarray, shape (n,)
        Outcome (0, 1) and fitted probability.
    bread : ndarray, shape (k, k)
        Inverse of the Fisher information.
    clusters : ndarray, shape (n,)
        Cluster of each participant; g different ones.

    Returns
    -------
    Robust
        Each cluster's residuals are multiplied by (I - H)^(-1/2), H being its leverage, so that the sandwich is
        unbiased if clusters do not differ: Kauermann G, Carroll RJ. J Am Stat Assoc 2001;96:1387-1396. It equals the
        "CR2" of Bell and McCaffrey where the fitted probability is the same within each cluster. Degrees of freedom
        by Satterthwaite under the same assumption: Bell RM, McCaffrey DF. Surv Methodol 2002;28:169-181.

    Notes
    -----
    Everything is done in k dimensions, since (I - S M S')^(-1/2) S = S M^(1/2) (I - M^(1/2) S'S M^(1/2))^(-1/2)
    M^(-1/2), with S the weighted design of the cluster and M the bread; large clusters cost no more than their reading.
    """
    codes, names = pd.factorize(clusters)
    g, k = len(names), matrix.shape[1]
    scores, information = np.zeros((g, k)), np.zeros((g, k, k))
    order = np.argsort(codes, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(codes, minlength=g))[:-1])
    for i, part in enumerate(parts):
        x, p = matrix[part], fitted[part]
        scores[i] = x.T @ (y[part] - p)
        information[i] = (x * (p * (1 - p))[:, None]).T @ x
    return bias_reduced(scores, information, bread)


def bias_reduced(scores: np.ndarray, information: np.ndarray, bread: np.ndarray) -> Robust:
    """The same from the score and the information of each cluster, for any likelihood.

    Parameters
    ----------
    scores : ndarray, shape (g, k)
        Gradient of the log-likelihood of each cluster.
    information : ndarray, shape (g, k, k)
        Its information; together they are the inverse of the bread.
    bread : ndarray, shape (k, k)
        Inverse of the information.
    """
    root, unroot = _roots(bread)
    share, axes = np.linalg.eigh(root @ information @ root)
    left = np.maximum(1 - share, 0.0)
    once = np.where(left > NOTHING_LEFT, 1 / np.sqrt(np.maximum(left, NOTHING_LEFT)), 0.0)

    def rebuilt(values: np.ndarray, first: np.ndarray, last: np.ndarray) -> np.ndarray:
        return first @ ((axes * values[:, None, :]) @ np.swapaxes(axes, 1, 2)) @ last

    corrected = np.einsum("gij,gj->gi", rebuilt(once, unroot, root), scores)
    cov = bread @ (corrected.T @ corrected) @ bread
    plain, squared = rebuilt(once * share, unroot, unroot), rebuilt(once**2 * share, unroot, unroot)
    return Robust(cov, bread, plain, squared)


def _roots(matrix: np.ndarray, invert: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric square root of a positive definite matrix and the inverse of it; the other way round to invert."""
    values, axes = np.linalg.eigh(matrix)
    values = np.sqrt(np.maximum(values, np.finfo(float).tiny))
    root, inverse = (axes * values) @ axes.T, (axes / values) @ axes.T
    return (inverse, root) if invert else (root, inverse)


def _kernels(directions: np.ndarray, bread: np.ndarray, plain: np.ndarray, squared: np.ndarray) -> np.ndarray:
    """Covariances of the clusters' parts in the variance of linear combinations, if clusters do not differ.

    Parameters
    ----------
    directions : ndarray, shape (q, k)
        Combinations, multiplied by the bread.

    Returns
    -------
    ndarray, shape (q, q, g, g)
    """
    within = np.einsum("si,gij,tj->stg", directions, squared, directions)
    across = np.einsum("gij,sj->sgi", plain, directions)
    found = -np.einsum("sgi,ij,thj->stgh", across, bread, across)
    at = np.arange(len(plain))
    found[:, :, at, at] += within
    return found
