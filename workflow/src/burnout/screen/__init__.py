"""Screen: describe the participants, compare every factor with every outcome, and rank units."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from burnout.config import Study
from burnout.screen.assumptions import assumptions_table, check_assumptions
from burnout.screen.cells import cells, cells_table
from burnout.screen.choose import compare
from burnout.screen.columns import check_columns
from burnout.screen.describe import describe
from burnout.screen.difference import difference
from burnout.screen.every_comparison import comparisons_table, every_comparison
from burnout.screen.every_effect import effects_table, every_effect
from burnout.screen.every_test import every_test, tests_table
from burnout.screen.pair import Pair, pair_up
from burnout.screen.posthoc import compare_groups, posthoc_table
from burnout.screen.rank import rank_units, unit_rates
from burnout.screen.table import beside_tests, screening_table
from burnout.screen.trend import trend_table, trend_tests
from burnout.statistics.result import failed

__all__ = ["Screened", "screen"]


@dataclass(frozen=True)
class Screened:
    """What screening finds.

    Parameters
    ----------
    descriptive : pandas.DataFrame
        factor, level, statistic, value, outcome, group: each factor overall (outcome and group missing) and by outcome.
    screening : pandas.DataFrame
        One test for each plan, outcome and factor.
    ranking : pandas.DataFrame
        One row for each unit, the worst first; no rows when the study ranks nothing.
    unit_rates : pandas.DataFrame
        Share of each level of the categorical outcomes in each unit; no rows when the study ranks nothing.
    posthoc : pandas.DataFrame
        Comparisons of every two groups where a test over three or more is significant.
    trend : pandas.DataFrame
        Tests for a trend over the levels of ordinal factors.
    assumptions : pandas.DataFrame
        Normality and equality of variances where a number is compared between groups.
    cells : pandas.DataFrame
        Expected counts and adjusted residuals of the tables.
    screening_tests, screening_effects, screening_posthoc : pandas.DataFrame
        Every customary test, effect size and comparison of two groups, the same under every plan.
    """

    descriptive: pd.DataFrame
    screening: pd.DataFrame
    ranking: pd.DataFrame
    unit_rates: pd.DataFrame = field(default_factory=pd.DataFrame)
    posthoc: pd.DataFrame = field(default_factory=pd.DataFrame)
    trend: pd.DataFrame = field(default_factory=pd.DataFrame)
    assumptions: pd.DataFrame = field(default_factory=pd.DataFrame)
    cells: pd.DataFrame = field(default_factory=pd.DataFrame)
    screening_tests: pd.DataFrame = field(default_factory=pd.DataFrame)
    screening_effects: pd.DataFrame = field(default_factory=pd.DataFrame)
    screening_posthoc: pd.DataFrame = field(default_factory=pd.DataFrame)


def screen(study: Study, data: pd.DataFrame) -> Screened:
    """Describe factors, screen them against outcomes, and rank units.

    Parameters
    ----------
    study : Study
        The study.
    data : pandas.DataFrame
        Scored data, one row for each participant and occasion. Only the study's first occasion is used.

    Returns
    -------
    Screened
        All tables of the stage.

    Raises
    ------
    AnalysisError
        A factor, outcome or unit is not a column of the data.
    """
    rows = data[data["occasion"] == study.first_occasion].reset_index(drop=True)
    check_columns(study, rows)
    return Screened(
        descriptive=describe(study, rows),
        ranking=rank_units(study, rows),
        unit_rates=unit_rates(study, rows),
        **_compared(study, rows),
    )


def _compared(study: Study, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every factor with every outcome, one pair of columns in memory at a time."""
    found, beside, sizes, apart, rising, assumed, standing = {}, {}, {}, [], [], [], []
    tests, effects, every_two = [], [], []
    plans = list(study.plan.names)
    for outcome in study.screened_outcomes():
        for factor in study.screened_factors():
            pair, place = _pair(study, rows, outcome, factor), {"outcome": outcome, "factor": factor}
            results = {plan: compare(pair, plan, study.plan) for plan in plans}
            found |= {(plan, outcome, factor): result for plan, result in results.items()}
            beside[outcome, factor] = beside_tests(pair)
            for plan, result in results.items():
                sizes[plan, outcome, factor] = difference(pair, result, study.plan.confidence)
                apart += [{"plan": plan} | place | row for row in compare_groups(pair, result, plan, study.plan)]
            rising += [(outcome, factor, result) for result in trend_tests(pair)]
            assumed += [place | row for row in check_assumptions(pair)]
            standing += [place | row for row in cells(pair, list(results.values()), study.plan.alpha)]
            tests += [place | row for row in every_test(pair, list(results.values()), study.plan)]
            effects += [place | row for row in every_effect(pair, study.plan)]
            every_two += [place | row for row in every_comparison(pair, study.plan)]
    return {
        "screening": screening_table(study, len(rows), found, beside, sizes),
        "posthoc": posthoc_table(apart, plans),
        "trend": trend_table(rising),
        "assumptions": assumptions_table(assumed),
        "cells": cells_table(standing),
        "screening_tests": tests_table(tests),
        "screening_effects": effects_table(effects),
        "screening_posthoc": comparisons_table(every_two),
    }


def _pair(study: Study, rows: pd.DataFrame, outcome: str, factor: str) -> Pair:
    """Outcome and factor side by side; nothing to compare where both are made from one variable."""
    pair = pair_up(rows[outcome], rows[factor])
    if pair.problem is None and study.is_made_from(outcome, factor):
        note = "The outcome is made from this very variable, so that there is nothing to test."
        return replace(pair, problem=failed(pair.n, "not-estimable", note))
    return pair
