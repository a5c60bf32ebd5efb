"""Who answered when: the values of the same people on three occasions or more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.errors import AnalysisError, Problem
from burnout.statistics.result import Array


@dataclass(frozen=True)
class Followed:
    """Participants over the occasions.

    Parameters
    ----------
    occasions : list of str
        Occasions in order.
    rows : dict of str to pandas.DataFrame
        Occasion to rows, indexed by participant, in the order of `people`; missing where somebody did not answer.
    people : list of str
        Participants with a row on any of the occasions.
    twice : int
        People left out because they stand more than once at an occasion.
    arms : pandas.Series
        Arm of each participant, the reference first; missing where nobody told, or in a study without arms.
    """

    occasions: list[str]
    rows: Mapping[str, pd.DataFrame]
    people: list[str]
    twice: int
    arms: pd.Series

    def numbers(self, name: str) -> Array:
        """Values of a number, shape (people, occasions), NaN where missing."""
        return np.column_stack([_numbers(self.rows[occasion][name]) for occasion in self.occasions])

    def positives(self, name: str) -> Array:
        """1 for the event (the last of two levels), 0 for none, NaN where missing."""
        return np.column_stack([_positive(self.rows[occasion][name]) for occasion in self.occasions])

    def note(self) -> str:
        """What every row says when people had to be left out."""
        some = f"{self.twice} {'person stands' if self.twice == 1 else 'people stand'}"
        return f"{some} more than once at an occasion, so they are left out." if self.twice else ""


def follow_people(study: Study, data: pd.DataFrame) -> Followed:
    """Match participants over the occasions.

    Parameters
    ----------
    study : Study
        Its `repeated` names the occasions. In a survey with a group, people who only answered the survey are no part.
    data : pandas.DataFrame
        Scored data, one row for each participant and occasion.

    Raises
    ------
    AnalysisError
        Nothing is declared, or a column is missing.
    """
    repeated = study.repeated
    if repeated is None:
        remedy = "Declare repeated in the study file."
        raise AnalysisError(Problem(f"study {study.study}", "repeated", "nothing declared", "occasions", remedy))
    names = {f"repeated.measures: {name}": name for name in repeated.measures}
    names |= {f"repeated.rates: {name}": name for name in repeated.rates}
    names |= {"repeated.arm": repeated.arm} if repeated.arm else {}
    remedy = "Declare it in the study file, or run cleaning and scoring again."
    problems = [
        Problem("scored data", place, f"no column {name!r}", "a column of the scored data", remedy)
        for place, name in names.items()
        if name not in data.columns
    ]
    if problems:
        raise AnalysisError(problems)
    occasions = study.repeated_occasions
    own = data[data["occasion"].astype(str).isin(occasions) & data["participant"].notna()]
    own = own.assign(participant=own["participant"].astype(str))
    double = own[own.duplicated(["participant", "occasion"], keep=False)]["participant"].unique()
    own = own[~own["participant"].isin(double)]
    people = sorted(own["participant"].unique())
    if study.design == "survey-then-group" and study.first_occasion in occasions:
        people = sorted(own.loc[own["occasion"].astype(str) != study.first_occasion, "participant"].unique())
    rows = {
        occasion: own[own["occasion"].astype(str) == occasion].set_index("participant").reindex(people)
        for occasion in occasions
    }
    return Followed(occasions, rows, people, len(double), _arms(study, rows, people))


def _arms(study: Study, rows: Mapping[str, pd.DataFrame], people: list[str]) -> pd.Series:
    """Arm of each person, as told first; the reference level first."""
    name = study.repeated.arm if study.repeated else None
    if name is None:
        return pd.Series(pd.Categorical([None] * len(people)), index=people)
    told = pd.Series([None] * len(people), index=people, dtype=object)
    for frame in rows.values():
        column = frame[name].astype(object)
        told = told.where(told.notna(), column.where(column.notna(), None))
    levels = [str(level) for level in next(iter(rows.values()))[name].cat.categories]
    reference = study.variables[name].reference or levels[0]
    ordered = [reference, *(level for level in levels if level != reference)]
    return pd.Series(pd.Categorical(told, categories=ordered), index=people)


def _numbers(column: pd.Series) -> Array:
    return column.to_numpy(dtype=float, na_value=np.nan)


def _positive(column: pd.Series) -> Array:
    codes = column.cat.codes.to_numpy(dtype=float)
    return np.where(codes < 0, np.nan, codes == len(column.cat.categories) - 1)
