"""Screen: describe the participants, compare every factor with every outcome, and rank units."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from burnout.config import Study
from burnout.screen.choose import compare
from burnout.screen.columns import check_columns
from burnout.screen.describe import describe
from burnout.screen.pair import pair_up
from burnout.screen.rank import rank_units, unit_rates
from burnout.screen.table import difference, screening_table
from burnout.statistics import Result

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
    """

    descriptive: pd.DataFrame
    screening: pd.DataFrame
    ranking: pd.DataFrame
    unit_rates: pd.DataFrame = field(default_factory=pd.DataFrame)


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
    found: dict[tuple[str, str, str], Result] = {}
    differences: dict[tuple[str, str], float] = {}
    for outcome in study.screened_outcomes():
        for factor in study.screened_factors():
            pair = pair_up(rows[outcome], rows[factor])
            found |= {(plan, outcome, factor): compare(pair, plan, study.plan) for plan in study.plan.names}
            differences[outcome, factor] = difference(pair)
    return Screened(
        descriptive=describe(study, rows),
        screening=screening_table(study, len(rows), found, differences),
        ranking=rank_units(study, rows),
        unit_rates=unit_rates(study, rows),
    )
