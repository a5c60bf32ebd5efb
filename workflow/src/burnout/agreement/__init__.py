"""Agreement: how far raters or coders of the same units agree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from burnout.agreement.ratings import Ratings, read_ratings
from burnout.agreement.rows import CATEGORIES, COLUMNS, TABLE, Row, agreement_rows, as_table, category_rows, table_rows
from burnout.config import Study
from burnout.errors import AnalysisError

__all__ = ["Agreed", "rate"]


@dataclass(frozen=True)
class Agreed:
    """How far raters agree.

    Parameters
    ----------
    agreement : pandas.DataFrame
        Every statistic of every analysis, of all units and of each group.
    agreement_categories : pandas.DataFrame
        Each category against all others.
    agreement_table : pandas.DataFrame
        Counts of every two raters' categories.
    """

    agreement: pd.DataFrame
    agreement_categories: pd.DataFrame
    agreement_table: pd.DataFrame


def rate(study: Study, data: pd.DataFrame) -> Agreed:
    """Compare the ratings of every analysis.

    Parameters
    ----------
    study : Study
        Its `agreement` says whose ratings are compared.
    data : pandas.DataFrame
        Scored data.

    Returns
    -------
    Agreed
        The tables; what cannot be estimated is a row with a status and the reason.

    Raises
    ------
    AnalysisError
        The study declares no agreement.
    """
    if study.agreement is None:
        raise AnalysisError("The study file has no section agreement.")
    plan = study.plan
    statistics: list[Row] = []
    categories: list[Row] = []
    counts: list[Row] = []
    for name, analysis in study.agreement.analyses.items():
        for group, ratings in _parts(read_ratings(study, data, analysis)):
            place: Row = {"analysis": name, "group": group}
            rows = agreement_rows(ratings, analysis.measurement, plan.confidence, plan.bootstrap, plan.seed)
            statistics += _placed(place, rows)
            categories += _placed(place, category_rows(ratings))
            counts += _placed(place, table_rows(ratings))
    return Agreed(as_table(statistics, COLUMNS), as_table(categories, CATEGORIES), as_table(counts, TABLE))


def _placed(place: Row, rows: Iterable[Row]) -> list[Row]:
    return [place | row for row in rows]


def _parts(ratings: Ratings) -> list[tuple[str, Ratings]]:
    """All units, then each group."""
    groups = [group for group in dict.fromkeys(ratings.groups) if group]
    return [("", ratings), *((group, ratings.of(ratings.groups == group)) for group in groups)]
