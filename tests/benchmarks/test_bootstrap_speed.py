"""Refits of an 8-factor logistic regression (n = 250) in 2,000 resamples, against statsmodels refitting row by row.

CPU time within one run; not part of the ordinary tests. Repeat with ``make benchmark``. Printed: the refits alone, and
the whole validation (draws, refits, area, R2 and slope in the resample and in the data). With OPENBLAS_NUM_THREADS=1
figures are steady; with more threads, small products spend CPU time on waiting for one another.
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

N, TIMES, SAMPLE = 250, 2000, 200


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

    start = time.process_time()
    for drawn in rows[:SAMPLE]:
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
    whole = (time.process_time() - start) / TIMES

    print(
        f"\nstatsmodels {1e3 * theirs:.3f} ms a refit; ours {1e3 * refits:.3f} ms ({theirs / refits:.1f} times faster)"
    )
    print(f"whole validation {1e3 * whole:.3f} ms a resample ({theirs / whole:.1f} times faster)")
    assert done.all()
    for drawn, coef in zip(rows[:20], coefs, strict=False):
        assert coef == pytest.approx(Logit(y[drawn], made.matrix[drawn]).fit(disp=0, tol=1e-12).params, rel=1e-6)
