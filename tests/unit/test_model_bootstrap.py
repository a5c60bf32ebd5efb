"""Bootstrap validation and stability: each part against a second way of doing it, at single resamples.

Performance is compared with statsmodels and scipy's rank test to 1e-8, selection in resamples with the stepwise
selection of the model itself (which is tested against R).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import mannwhitneyu
from statsmodels.discrete.discrete_model import Logit as StatsmodelsLogit

from burnout.model import fit_models
from burnout.model.bootstrap import Procedure, _draws, _excess, bootstrap, counted_area
from burnout.model.design import Column, Design, standardised
from burnout.model.excess import excess_many
from burnout.model.logit import collapse
from burnout.model.resample import Resample, refit_many
from burnout.model.selection import forward_lr
from helpers.studies import NUMBER, make_study, nominal, scored

FACTORS = [f"f{i}" for i in range(6)]
LEVELS = [2, 3, 2, 4, 3, 2]


def data_of(seed: int, n: int = 180, strength: float = 0.9) -> tuple[Design, np.ndarray]:
    """Design of six factors with two to four levels, two of which matter."""
    rng = np.random.default_rng(seed)
    codes = [rng.integers(0, k, n) for k in LEVELS]
    columns, blocks = [Column("(intercept)", "", "")], [np.ones(n)]
    for factor, k, code in zip(FACTORS, LEVELS, codes, strict=True):
        columns += [Column(factor, str(level), "0") for level in range(1, k)]
        blocks += [(code == level).astype(float) for level in range(1, k)]
    eta = -0.4 + strength * (codes[0] == 1) - strength * (codes[3] == 2)
    y = (rng.random(n) < expit(eta)).astype(float)
    return Design(np.column_stack(blocks), columns, np.ones(n, dtype=bool), [], {}), y


def resample_of(made: Design, y: np.ndarray, rows: np.ndarray) -> tuple[Resample, np.ndarray, np.ndarray]:
    """The participants in ``rows`` as a resample; also the patterns' matrix and counts of all participants."""
    patterns = collapse(made.matrix, y)
    matrix, m = standardised(patterns.matrix), len(patterns.trials)
    cells = patterns.index + m * (y == 0)
    counts = np.bincount(cells[rows], minlength=2 * m).astype(float)
    events, others = counts.reshape(2, -1)
    there = events + others > 0
    places = [made.at([factor]) for factor in made.factors]
    sample = Resample(matrix[there], events[there], (events + others)[there], places)
    return sample, matrix, np.bincount(cells, minlength=2 * m).astype(float)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("limits", [(0.05, 0.10), (0.3, 0.35)])
def test_selection_in_a_resample_is_that_of_the_model(seed: int, limits: tuple[float, float]) -> None:
    made, y = data_of(seed)
    rows = np.random.default_rng(seed + 100).integers(0, len(y), len(y))
    inside, fit = resample_of(made, y, rows)[0].forward(*limits)
    drawn = Design(made.matrix[rows], made.columns, made.complete, [], {})
    assert [made.factors[i] for i in inside] == forward_lr(drawn, y[rows], *limits).chosen
    chosen = drawn.take([made.factors[i] for i in inside])
    assert fit.loglik == pytest.approx(StatsmodelsLogit(y[rows], chosen.matrix).fit(disp=0, tol=1e-12).llf, rel=1e-10)


def test_many_resamples_at_once_are_fitted_as_one_by_one() -> None:
    made, y = data_of(5)
    rng = np.random.default_rng(6)
    drawn = [rng.integers(0, len(y), len(y)) for _ in range(6)]
    patterns = collapse(made.matrix, y)
    m = len(patterns.trials)
    cells = patterns.index + m * (y == 0)
    events, others = (
        np.array([np.bincount(cells[rows], minlength=2 * m) for rows in drawn], float)
        .reshape(6, 2, m)
        .transpose(1, 0, 2)
    )
    coefs, done = refit_many(patterns.matrix, events, events + others, np.zeros(made.matrix.shape[1]))
    assert done.all()
    for rows, coef in zip(drawn, coefs, strict=True):
        assert coef == pytest.approx(
            StatsmodelsLogit(y[rows], made.matrix[rows]).fit(disp=0, tol=1e-12).params, rel=1e-6
        )


@pytest.mark.parametrize(("seed", "n"), [(0, 60), (1, 180), (2, 180), (3, 400)])
def test_performance_of_many_resamples_is_that_of_each_one(seed: int, n: int) -> None:
    """Within 1e-8 of refits one by one, which are compared with statsmodels below."""
    made, y = data_of(seed, n)
    rng = np.random.default_rng(seed)
    drawn = [rng.integers(0, n, n) for _ in range(40)]
    patterns = collapse(made.matrix, y)
    matrix, m = standardised(patterns.matrix), len(patterns.trials)
    cells = patterns.index + m * (y == 0)
    counts = np.array([np.bincount(cells[rows], minlength=2 * m) for rows in drawn], float)
    events, trials = counts[:, :m], counts[:, :m] + counts[:, m:]
    coefs, fitted = refit_many(matrix, events, trials, np.zeros(matrix.shape[1]))
    found, separated, done = excess_many(matrix, _everybody(cells, m), events, trials, coefs)
    assert (fitted & done).sum() > 30
    for i, rows in enumerate(drawn):
        sample, _, whole = resample_of(made, y, rows)
        fit = sample.fit(range(6))
        if fitted[i] and done[i]:
            assert separated[i] == fit.separated
            if not separated[i]:
                assert found[i] == pytest.approx(_excess(matrix, whole, sample, fit), rel=1e-8, abs=1e-8)


def _everybody(cells: np.ndarray, m: int) -> np.ndarray:
    return np.bincount(cells, minlength=2 * m).astype(float)


def test_a_level_that_nobody_drew_does_not_stop_the_others() -> None:
    """Three of 120 people have the level, so that one resample in twenty lacks it."""
    rng = np.random.default_rng(12)
    rare = np.zeros(120)
    rare[[3, 50, 90]] = 1.0
    y = rng.integers(0, 2, 120).astype(float)
    y[[3, 50]] = [0.0, 1.0]
    matrix = np.column_stack([np.ones(120), rare, rng.integers(0, 2, 120)])
    columns = [Column("(intercept)", "", ""), Column("f0", "1", "0"), Column("f1", "1", "0")]
    done = bootstrap(Design(matrix, columns, np.ones(120, dtype=bool), [], {}), y, Procedure("none"), 100, [3])
    assert done.drawn == 100
    assert 50 <= done.used <= 100
    assert np.isfinite(done.optimism.auc)


def test_backward_in_a_resample_keeps_what_matters() -> None:
    made, y = data_of(3, n=600, strength=1.5)
    inside, fit = resample_of(made, y, np.arange(600))[0].backward(0.01)
    assert [made.factors[i] for i in inside] == ["f0", "f3"]
    assert len(fit.coef) == 5


def area_by_ranks(eta: np.ndarray, y: np.ndarray) -> float:
    a, b = eta[y == 1].round(9), eta[y == 0].round(9)
    return float(mannwhitneyu(a, b).statistic / (len(a) * len(b)))


def nagelkerke(loglik: float, y: np.ndarray) -> float:
    null, n = StatsmodelsLogit(y, np.ones((len(y), 1))).fit(disp=0).llf, len(y)
    return (1 - np.exp(2 * (null - loglik) / n)) / (1 - np.exp(2 * null / n))


def test_excess_of_one_resample() -> None:
    made, y = data_of(8)
    rows = np.random.default_rng(4).integers(0, len(y), len(y))
    sample, matrix, whole = resample_of(made, y, rows)
    got = _excess(matrix, whole, sample, sample.fit(range(6)))
    there = StatsmodelsLogit(y[rows], made.matrix[rows]).fit(disp=0, tol=1e-13)
    eta = made.matrix @ there.params
    again = StatsmodelsLogit(y, np.column_stack([np.ones(len(y)), eta])).fit(disp=0, tol=1e-13)
    wanted = [
        area_by_ranks(eta[rows], y[rows]) - area_by_ranks(eta, y),
        nagelkerke(there.llf, y[rows]) - nagelkerke(again.llf, y),
        1 - again.params[1],
    ]
    assert got == pytest.approx(wanted, rel=1e-7)


def test_area_of_counts_with_ties() -> None:
    """Scores 1, 2, 3 with events 1, 2, 4 and others 3, 2, 1: (1*1.5 + 2*4 + 4*5.5) / (7*6) = 31.5 / 42."""
    eta = np.array([3.0, 1.0, 2.0])
    assert counted_area(eta, np.array([4.0, 1.0, 2.0]), np.array([1.0, 3.0, 2.0])) == pytest.approx(31.5 / 42)
    assert counted_area(np.zeros(2), np.array([3.0, 1.0]), np.array([1.0, 5.0])) == 0.5


def test_noise_is_unmasked() -> None:
    """Factors without any effect: the apparent area is over 0.6, the corrected one near 0.5."""
    made, y = data_of(21, n=150, strength=0.0)
    done = bootstrap(made, y, Procedure("none"), 200, [1])
    apparent = area_by_ranks(made.matrix @ StatsmodelsLogit(y, made.matrix).fit(disp=0).params, y)
    assert apparent > 0.6
    assert apparent - done.optimism.auc == pytest.approx(0.5, abs=0.07)


def test_clusters_are_drawn_whole() -> None:
    """Three clusters of 2, 3 and 5 people, each a cell of its own: counts are multiples of the cluster's size."""
    cells = np.repeat([0, 1, 2], [2, 3, 5])
    whole = np.array([2.0, 3.0, 5.0])
    drawn = np.array(list(_draws(np.random.default_rng(1), whole, cells, 50, cells.astype(str))))
    times = drawn / whole
    assert (times == times.round()).all()
    assert (times.sum(axis=1) == 3).all()


VARIABLES = {"sex": nominal("male", "female"), "ward": nominal("A", "B", "C"), "age": NUMBER}
CANDIDATES = ["sex", "ward", "age"]


def study_of(**parts):
    model = parts.pop("model", {})
    return make_study(
        variables=VARIABLES,
        factors=CANDIDATES,
        outcomes={"burnout": {"label": "Burnout", "source": "age", "above": 40}},
        models={"m": {"outcome": "burnout"} | model},
        plan={"bootstrap": 40} | parts.pop("plan", {}),
        **parts,
    )


def people(study, n: int = 160) -> pd.DataFrame:
    rng = np.random.default_rng(2)
    sex, ward, age = rng.choice(["male", "female"], n), rng.choice(list("ABC"), n), rng.integers(25, 60, n)
    y = rng.random(n) < expit(-0.5 + 1.2 * (sex == "female"))
    return scored(study, {"sex": sex, "ward": ward, "age": age, "burnout": y.astype(float)})


def test_tables_of_a_study() -> None:
    study = study_of()
    made = fit_models(study, people(study))
    assert made.validation["measure"].tolist() == ["auc", "nagelkerke_r2", "calibration_slope"] * 2
    assert (made.validation["status"] == "ok").all()
    corrected = made.validation["apparent"] - made.validation["optimism"]
    assert made.validation["corrected"].tolist() == pytest.approx(corrected.tolist())
    fit = made.fit.set_index("plan")
    apparent = made.validation.set_index(["plan", "measure"])["apparent"]
    assert apparent["as-published", "auc"] == fit.loc["as-published", "auc"]
    assert made.stability["factor"].tolist() == CANDIDATES, "selection runs in the as-published plan only"
    by_factor = made.stability.set_index("factor")
    assert by_factor.loc["sex", "chosen"] == "yes"
    assert by_factor.loc["sex", "share"] > 0.8
    assert (made.stability["times_selected"] / 40).tolist() == made.stability["share"].tolist()


def test_the_same_seed_gives_the_same_whatever_the_order_of_rows() -> None:
    study = study_of()
    data = people(study)
    one, two = (fit_models(study, rows) for rows in (data, data.sample(frac=1, random_state=5)))
    pd.testing.assert_frame_equal(one.stability, two.stability)
    pd.testing.assert_frame_equal(one.validation, two.validation, rtol=1e-9)
    other = fit_models(study_of(plan={"seed": 7}), data)
    assert other.validation["optimism"].tolist() != one.validation["optimism"].tolist()


def test_no_resamples_no_tables() -> None:
    study = study_of(plan={"bootstrap": 0})
    made = fit_models(study, people(study))
    assert made.validation.empty
    assert made.stability.empty
    assert list(made.validation.columns[:7]) == [
        "plan", "outcome", "model", "measure", "apparent", "optimism", "corrected",
    ]  # fmt: skip
    assert list(made.stability.columns[:6]) == ["plan", "outcome", "model", "factor", "times_selected", "share"]


def test_models_without_selection_have_no_stability() -> None:
    study = study_of(model={"factors": CANDIDATES})
    made = fit_models(study, people(study))
    assert made.stability.empty
    assert (made.validation["status"] == "ok").all()


@pytest.mark.parametrize("how", [{"factors": CANDIDATES}, {"selection": "backward-lr"}, {}])
def test_separation_and_failure_are_rows(how: dict) -> None:
    study = study_of(model=how)
    data = people(study)
    told = data.assign(burnout=data["burnout"].where(data["ward"] != "C", "Yes"))
    made = fit_models(study, told)
    assert set(made.validation["status"]) <= {"separation", "ok"}
    assert "separation" in set(made.validation["status"])
    for broken in (data.head(0), data.assign(burnout=data["burnout"].where(data["age"] > 99, "No"))):
        made = fit_models(study, broken)
        assert len(made.validation) == 6
        assert (made.validation["status"] != "ok").all()
        assert (made.validation["note"] != "").all()
        assert made.validation["corrected"].isna().all()
