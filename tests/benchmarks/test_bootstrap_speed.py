"""Refits of an 8-factor logistic regression (n = 250) in 2,000 resamples, against statsmodels refitting row by row.

CPU time within one run, in turns, of which medians count; not part of the ordinary tests. Repeat with ``make
benchmark``. Printed: the refits alone, and the whole validation (draws, refits, area, R2 and slope in the resample and
in the data). With OPENBLAS_NUM_THREADS=1 figures are steady; with more threads, small products spend CPU time on
waiting for one another.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
from scipy.special import expit
from statsmodels.discrete.discrete_model import Logit

from burnout.model.bootstrap import Procedure, bootstrap
from burnout.model.design import Column, Design
from burnout.model.logit import collapse, fit_logit
from burnout.model.resample import refit_many

N, TIMES, SAMPLE, TURNS = 250, 2000, 100, 5


def survey(levels: list[int]) -> tuple[Design, np.ndarray]:
    rng = np.random.default_rng(1)
    columns, blocks = [Column("(intercept)", "", "")], [np.ones(N)]
    for i, k in enumerate(levels):
        code = rng.integers(0, k, N)
        columns += [Column(f"f{i}", str(level), "0") for level in range(1, k)]
        blocks += [(code == level).astype(float) for level in range(1, k)]
    y = (rng.random(N) < expit(-0.2 + 0.8 * blocks[1])).astype(float)
    return Design(np.column_stack(blocks), columns, np.ones(N, dtype=bool), [], {}), y


@pytest.mark.parametrize("levels", [[2] * 8, [2, 3, 2, 4, 3, 2, 3, 2]], ids=["two levels", "two to four levels"])
def test_refits_in_resamples(levels: list[int]) -> None:
    made, y = survey(levels)
    rows = np.random.default_rng(2).integers(0, N, (TIMES, N))

    found = []
    for turn in range(TURNS):
        start = time.process_time()
        for drawn in rows[turn * SAMPLE : (turn + 1) * SAMPLE]:
            Logit(y[drawn], made.matrix[drawn]).fit(disp=0)
        theirs = (time.process_time() - start) / SAMPLE

        start = time.process_time()
        patterns = collapse(made.matrix, y)
        m = len(patterns.trials)
        cells = patterns.index + m * (y == 0)
        counts = np.array([np.bincount(cells[drawn], minlength=2 * m) for drawn in rows], dtype=float)
        events, trials = counts[:, :m], counts[:, :m] + counts[:, m:]
        first = fit_logit(patterns.matrix, patterns.rate, patterns.trials)
        coefs, done = refit_many(patterns.matrix, events, trials, first.coef)
        refits = (time.process_time() - start) / TIMES

        start = time.process_time()
        bootstrap(made, y, Procedure("none"), TIMES, [1])
        found.append((theirs, refits, (time.process_time() - start) / TIMES))

    theirs, refits, whole = 1e3 * np.median(found, axis=0)
    times = np.array([[t / r, t / w] for t, r, w in found])
    least, faster, validated = times[:, 0].min(), *np.median(times, axis=0)
    print(
        f"\nstatsmodels {theirs:.3f} ms a refit; ours {refits:.3f} ms: {faster:.1f} times faster (at least {least:.1f})"
    )
    print(f"whole validation {whole:.3f} ms a resample: {validated:.1f} times faster")
    assert done.all()
    for drawn, coef in zip(rows[:20], coefs, strict=False):
        assert coef == pytest.approx(
            Logit(y[drawn], made.matrix[drawn]).fit(disp=0, tol=1e-12).params, rel=1e-8, abs=1e-8
        )
