"""Repeated: the same people on three occasions or more."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from burnout.config import Study
from burnout.repeated.contrasts import contrasts_table
from burnout.repeated.means import courses_table, means_table
from burnout.repeated.measure import measure_over_time
from burnout.repeated.people import follow_people
from burnout.repeated.tests import every_test, repeated_table

__all__ = ["Repeated", "follow"]


@dataclass(frozen=True)
class Repeated:
    """What changed over the occasions.

    Parameters
    ----------
    repeated : pandas.DataFrame
        Tests of every measure and rate over the occasions, under each plan.
    repeated_means : pandas.DataFrame
        Means and rates on each occasion.
    repeated_contrasts : pandas.DataFrame
        Every two occasions compared, under each plan.
    repeated_tests : pandas.DataFrame
        Every customary test, whatever the plan.
    courses : pandas.DataFrame
        participant (anonymous running number), measure, occasion, value.
    """

    repeated: pd.DataFrame
    repeated_means: pd.DataFrame
    repeated_contrasts: pd.DataFrame
    repeated_tests: pd.DataFrame
    courses: pd.DataFrame


def follow(study: Study, data: pd.DataFrame) -> Repeated:
    """Compare the same people over three occasions or more.

    Parameters
    ----------
    study : Study
        Its `repeated` names the occasions, the measures and the rates.
    data : pandas.DataFrame
        Scored data, one row for each participant and occasion.

    Returns
    -------
    Repeated
        The tables.

    Raises
    ------
    AnalysisError
        The study declares nothing under `repeated`, or a column is missing.
    """
    followed = follow_people(study, data)
    measures = study.repeated.measures if study.repeated else []
    measured = {name: measure_over_time(followed, name) for name in measures}
    tests = repeated_table(study, followed, measured)
    return Repeated(
        repeated=tests,
        repeated_means=means_table(study, followed, measured),
        repeated_contrasts=contrasts_table(study, followed, measured, tests),
        repeated_tests=every_test(study, followed, measured),
        courses=courses_table(study, followed),
    )
