"""Stepwise selection of factors as SPSS does it: LOGISTIC REGRESSION, methods FSTEP(LR) and BSTEP(LR)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from scipy.special import chdtrc

from burnout.model.design import Design, drop_collinear, standardised
from burnout.model.logit import Logit, Patterns, collapse, fit_logit


class Test(NamedTuple):
    """A test of a whole factor."""

    factor: str
    statistic: float
    df: int
    p_value: float

    __test__ = False


@dataclass(frozen=True)
class Selection:
    """What a stepwise selection chose, and its steps in order (one dict per row of the selection table)."""

    chosen: list[str]
    steps: list[dict[str, Any]]


class _Search:
    """The candidates' covariate patterns, and the fits on them."""

    def __init__(self, made: Design, y: np.ndarray) -> None:
        self.made = made
        self.patterns: Patterns = collapse(made.distinct, y, made.place)
        self.scaled = standardised(self.patterns.matrix)
        self.n = len(y)
        self._fits: dict[frozenset[str], Logit] = {}
        self._shape = replace(made, distinct=self.patterns.matrix, place=None)
        self._ranks: dict[frozenset[str], int] = {}

    def fit(self, factors: Sequence[str]) -> Logit:
        """The model with these factors."""
        key = frozenset(factors)
        if key not in self._fits:
            at = [0, *self.made.at(factors)]
            self._fits[key] = fit_logit(self.scaled[:, at], self.patterns.rate, self.patterns.trials)
        return self._fits[key]

    def rank(self, factors: Sequence[str]) -> int:
        """Number of parameters of a model, the intercept included."""
        key = frozenset(factors)
        if key not in self._ranks:
            self._ranks[key] = len(drop_collinear(self._shape.take(factors)).columns)
        return self._ranks[key]

    def score(self, factors: Sequence[str], factor: str) -> Test:
        """Score test for the entry of a factor."""
        fit = self.fit(factors)
        inside, new = self.scaled[:, [0, *self.made.at(factors)]], self.scaled[:, self.made.at([factor])]
        weights = self.patterns.trials * fit.fitted * (1 - fit.fitted)
        score = new.T @ (self.patterns.events - self.patterns.trials * fit.fitted)
        cross = (inside * weights[:, None]).T @ new
        within = (inside * weights[:, None]).T @ inside
        spread = (new * weights[:, None]).T @ new - cross.T @ np.linalg.lstsq(within, cross, rcond=1e-12)[0]
        size, axes = np.linalg.eigh((spread + spread.T) / 2)
        kept = size > 1e-8 * max(float((weights[:, None] * new**2).sum()), 1e-300)
        df = int(kept.sum())
        if df == 0:
            return Test(factor, np.nan, 0, np.nan)
        statistic = float(np.sum((axes[:, kept].T @ score) ** 2 / size[kept]))
        return Test(factor, statistic, df, float(chdtrc(df, statistic)))

    def removal(self, factors: Sequence[str], factor: str) -> Test:
        """Likelihood ratio test for the removal of a factor."""
        rest = [f for f in factors if f != factor]
        statistic = max(0.0, 2 * (self.fit(factors).loglik - self.fit(rest).loglik))
        df = self.rank(factors) - self.rank(rest)
        return Test(factor, statistic, df, float(chdtrc(df, statistic)) if df else 1.0)

    def row(self, step: int, action: str, test: Test, name: str) -> dict[str, Any]:
        """A row of the selection table."""
        return {"step": step, "action": action, **test._asdict(), "test": name, "n": self.n}


def forward_lr(made: Design, y: np.ndarray, entry: float, removal: float) -> Selection:
    """Forward selection: entry by the score test, removal by the likelihood ratio.

    Parameters
    ----------
    made : Design
        Candidates, over the participants who have all of them (SPSS leaves out the others from the start).
    y : ndarray, shape (n,)
        1 with the event, 0 without; both occur.
    entry, removal : float
        A factor enters when its P is under ``entry``, and leaves when its P is over ``removal``.

    Returns
    -------
    Selection
        Actions: enter, remove; at the end stay (in the model) and left-out.

    Notes
    -----
    IBM SPSS Statistics Algorithms, LOGISTIC REGRESSION, stepwise: the factor with the smallest P enters, then factors
    leave one by one (largest P first) until none is over the limit; it stops when a model comes up a second time.
    """
    search = _Search(made, y)
    inside: list[str] = []
    steps: list[dict[str, Any]] = []
    seen: set[frozenset[str]] = {frozenset()}
    step = 0
    while outside := [f for f in made.factors if f not in inside]:
        tests = [t for f in outside if np.isfinite((t := search.score(inside, f)).p_value)]
        best = min(tests, key=lambda t: t.p_value, default=None)
        if best is None or not best.p_value < entry or frozenset([*inside, best.factor]) in seen:
            break
        step += 1
        inside.append(best.factor)
        seen.add(frozenset(inside))
        steps.append(search.row(step, "enter", best, "score"))
        step = _remove(search, inside, steps, seen, step, removal)
    return _finish(search, inside, steps, step)


def backward_lr(made: Design, y: np.ndarray, removal: float) -> Selection:
    """Backward elimination by the likelihood ratio, from the model with all candidates.

    Parameters
    ----------
    made, y, removal
        As in `forward_lr`.
    """
    search = _Search(made, y)
    inside = list(made.factors)
    steps: list[dict[str, Any]] = []
    step = _remove(search, inside, steps, set(), 0, removal)
    return _finish(search, inside, steps, step)


def _remove(
    search: _Search,
    inside: list[str],
    steps: list[dict[str, Any]],
    seen: set[frozenset[str]],
    step: int,
    removal: float,
) -> int:
    """Take out factors until all that stay are under the limit; gives the number of the last step."""
    while inside:
        worst = max((search.removal(inside, f) for f in inside), key=lambda t: t.p_value)
        if not worst.p_value > removal:
            break
        step += 1
        inside.remove(worst.factor)
        steps.append(search.row(step, "remove", worst, "lr"))
        if frozenset(inside) in seen:
            break
        seen.add(frozenset(inside))
    return step


def _finish(search: _Search, inside: list[str], steps: list[dict[str, Any]], step: int) -> Selection:
    last = step + 1
    kept = [search.row(last, "stay", search.removal(inside, f), "lr") for f in inside]
    outside = [f for f in search.made.factors if f not in inside]
    left = [search.row(last, "left-out", search.score(inside, f), "score") for f in outside]
    return Selection(list(inside), [*steps, *kept, *left])
