"""Chained equations: what is kept, what is drawn, and that bad data end in a sentence or in sensible draws."""

from __future__ import annotations

import numpy as np
import pytest

from burnout.imputation import Imputing, Variable, impute, obstacle
from burnout.imputation.chain import method_of

N = 120


def variables(seed: int = 1, n: int = N) -> list[Variable]:
    random = np.random.default_rng(seed)
    x = random.normal(50, 10, n)
    group = random.integers(0, 3, n).astype(float)
    grade = np.clip(np.round((x - 40) / 10 + random.normal(0, 0.7, n)), 0, 3)
    yes = (random.random(n) < 1 / (1 + np.exp(-(x - 50) / 10))).astype(float)
    found = [
        ("x", "number", x, 0),
        ("group", "nominal", group, 3),
        ("grade", "ordered", grade, 4),
        ("yes", "nominal", yes, 2),
    ]
    made = [Variable("z", "number", random.normal(0, 1, n))]
    for name, kind, values, levels in found:
        made.append(Variable(name, kind, np.where(random.random(n) < 0.2, np.nan, values), levels))
    return made


def several(given: list[Variable], how: Imputing, seed: int = 7) -> np.ndarray:
    return np.array(list(impute(given, how, [seed])))


@pytest.mark.parametrize("numbers", ["pmm", "normal"])
def test_known_values_stay_and_gaps_are_filled_with_possible_values(numbers):
    given = variables()
    for filled in impute(given, Imputing(3, 4, numbers), [7]):
        for j, variable in enumerate(given):
            known = ~variable.missing
            assert np.array_equal(filled[known, j], variable.values[known])
            drawn = filled[~known, j]
            assert not np.isnan(drawn).any()
            if variable.kind != "number":
                assert set(drawn) <= set(range(variable.levels))
            elif numbers == "pmm":
                assert set(drawn) <= set(variable.values[known]), "matching gives values that somebody has"


def test_an_imputed_data_set_depends_on_seed_and_number_alone():
    given = variables()
    first = several(given, Imputing(4, 3))
    assert np.array_equal(several(given, Imputing(2, 3)), first[:2]), "more imputations leave the first ones alone"
    assert not np.array_equal(several(given, Imputing(1, 3), seed=8)[0], first[0])
    assert not np.array_equal(first[0], first[1])


def test_the_order_of_rows_does_not_matter():
    given = variables()
    mixed = np.random.default_rng(3).permutation(N)
    turned = [Variable(v.name, v.kind, v.values[mixed], v.levels) for v in given]
    how = Imputing(2, 3)
    for one, other in zip(several(given, how), several(turned, how), strict=True):
        assert np.array_equal(one[mixed], other)


def test_draws_follow_the_regression_on_the_other_variables():
    """One gap in every variable's own relation: means of many draws against the probabilities that made the data."""
    random = np.random.default_rng(5)
    n = 4000
    x = random.normal(0, 1, n)
    high = (random.random(n) < 1 / (1 + np.exp(-1.5 * x))).astype(float)
    away = random.random(n) < 0.3
    given = [Variable("x", "number", x), Variable("high", "nominal", np.where(away, np.nan, high), 2)]
    drawn = several(given, Imputing(20, 1))[:, away, 1].mean(axis=0)
    for low, up in ((-9, -1), (-1, 0), (0, 1), (1, 9)):
        part = (x[away] > low) & (x[away] <= up)
        truth = (1 / (1 + np.exp(-1.5 * x[away][part]))).mean()
        # 2800 known values: two standard errors of the fitted curve are below 0.03 at any place
        assert drawn[part].mean() == pytest.approx(truth, abs=0.04)


def test_ordered_levels_are_drawn_as_by_the_multinomial_model_where_both_are_right():
    random = np.random.default_rng(6)
    n = 3000
    x = random.normal(0, 1, n)
    grade = (random.logistic(x, 1)[:, None] > np.array([-1.0, 1.0])).sum(axis=1).astype(float)
    away = random.random(n) < 0.3
    shares = []
    for kind in ("ordered", "nominal"):
        given = [Variable("x", "number", x), Variable("grade", kind, np.where(away, np.nan, grade), 3)]
        drawn = several(given, Imputing(20, 1))[:, away, 1]
        shares.append([(drawn == level).mean() for level in range(3)])
    assert shares[0] == pytest.approx(shares[1], abs=0.02)


def test_perfect_prediction_gives_sensible_draws():
    x = np.repeat([0.0, 1.0], 40)
    y = x.copy()
    y[[0, 1, 40, 41]] = np.nan
    given = [Variable("x", "nominal", x, 2), Variable("y", "nominal", y, 2)]
    drawn = several(given, Imputing(200, 1))[:, [0, 1, 40, 41], 1].mean(axis=0)
    assert np.all(drawn[:2] < 0.2)
    assert np.all(drawn[2:] > 0.8)


def test_a_level_that_one_person_has_and_two_predictors_that_are_the_same():
    given = variables()
    rare = np.zeros(N)
    rare[3] = 2
    rare[10:40] = 1
    rare[50:70] = np.nan
    given += [Variable("rare", "nominal", rare, 3), Variable("again", "number", given[0].values.copy())]
    ordered = [*given[:-2], Variable("rare", "ordered", rare, 3)]
    for each in (given, ordered):
        assert not np.isnan(several(each, Imputing(3, 3))).any()


def test_too_few_known_values_are_told_in_a_sentence():
    given = [Variable(f"x{i}", "number", np.arange(6.0)) for i in range(5)]
    gap = np.arange(6.0)
    gap[0] = np.nan
    assert obstacle([*given, Variable("y", "number", gap)]).startswith("Missing values of y cannot be imputed: 5 known")
    assert obstacle(given) == ""
    assert obstacle(variables()) == ""


def test_methods():
    few = np.where(np.arange(30) < 3, np.nan, 1.0)
    assert method_of(Variable("x", "number", few), Imputing()) == "normal", "matching needs donors"
    assert [method_of(v, Imputing()) for v in variables()] == [
        "pmm",
        "pmm",
        "multinomial",
        "proportional-odds",
        "logistic",
    ]
    assert method_of(variables()[0], Imputing(numbers="normal")) == "normal"
