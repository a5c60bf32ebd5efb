"""Who took part before and after, who completed and who was lost."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.errors import AnalysisError, Problem

NOT_ANSWERED = "no answers on the second occasion"
NOT_BEFORE = "no answers on the first occasion"


@dataclass(frozen=True)
class People:
    """Participants of a before-after comparison.

    Parameters
    ----------
    before, after : pandas.DataFrame
        The rows of those who completed, in the same order, indexed by participant.
    lost : pandas.DataFrame
        First-occasion rows of those lost, indexed by participant.
    reasons : pandas.Series
        Reason for each participant lost, also for those without a first-occasion row.
    lost_after : pandas.DataFrame
        Second-occasion rows of those lost who were enrolled and still answered, indexed by participant.
    only_after : pandas.DataFrame
        Second-occasion rows of those without a first-occasion row, indexed by participant.
    """

    before: pd.DataFrame
    after: pd.DataFrame
    lost: pd.DataFrame
    reasons: pd.Series
    lost_after: pd.DataFrame
    only_after: pd.DataFrame = field(default_factory=pd.DataFrame)

    def pairs(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Values of a number before and after, NaN where missing, for those who completed."""
        return tuple(  # type: ignore[return-value]
            frame[name].to_numpy(dtype=float, na_value=np.nan) for frame in (self.before, self.after)
        )

    def answers(self, name: str) -> tuple[int, int]:
        """How many answers there are to a number on each occasion, also of those lost or with one occasion only."""
        sides = ((self.before, self.lost), (self.after, self.lost_after, self.only_after))
        first, second = (sum(int(frame[name].count()) for frame in side if name in frame) for side in sides)
        return first, second

    def running_numbers(self, seed: int) -> np.ndarray:
        """Numbers 1 to n in an order that does not follow the ids."""
        return 1 + np.random.default_rng(seed).permutation(len(self.before))


def find_people(study: Study, data: pd.DataFrame) -> People:
    """Match participants over the two occasions.

    Parameters
    ----------
    study : Study
        Its `paired` names the occasions and, under `attrition`, the variable that tells how participation ended.
    data : pandas.DataFrame
        Scored data.

    Raises
    ------
    AnalysisError
        No paired comparison is declared, a column is missing, or a participant stands twice at an occasion.
    """
    paired = study.paired
    if paired is None:
        remedy = "Declare paired in the study file."
        raise AnalysisError(Problem(f"study {study.study}", "paired", "nothing declared", "before and after", remedy))
    _check_columns(study, data)
    before, after = (_occasion(data, name) for name in (paired.before, paired.after))
    everyone = sorted({*before.index, *after.index})
    ended = _how_it_ended(study, before, after).reindex(everyone)
    completed = paired.attrition.completed if paired.attrition else []
    done, reasons = [], {}
    for person in everyone:
        state = ended[person] if paired.attrition else None
        if isinstance(state, str) and state not in completed:
            reasons[person] = state
        elif person not in before.index:
            reasons[person] = NOT_BEFORE
        elif person in after.index:
            done.append(person)
        elif _took_part(study, state):
            reasons[person] = NOT_ANSWERED
    lost = before.loc[[person for person in reasons if person in before.index]]
    late = after.loc[[p for p, reason in reasons.items() if p in after.index and reason != NOT_BEFORE]]
    alone = after.loc[[p for p, reason in reasons.items() if p in after.index and reason == NOT_BEFORE]]
    return People(before.loc[done], after.loc[done], lost, pd.Series(reasons, dtype="str"), late, alone)


def _took_part(study: Study, state: object) -> bool:
    """Whether somebody without a second answer began: in a survey with a group, only where the status says so."""
    if study.design != "survey-then-group" or study.paired is None or study.paired.before != study.first_occasion:
        return True
    return isinstance(state, str)


def _check_columns(study: Study, data: pd.DataFrame) -> None:
    paired = study.paired
    if paired is None:
        return
    wanted = {f"paired.measures: {name}": name for name in paired.measures}
    wanted |= {f"paired.rates: {name}": name for name in paired.rates}
    wanted |= {f"paired.bands: {name}": name for name in paired.bands}
    if paired.chosen_for:
        wanted["paired.chosen_for"] = paired.chosen_for
    if paired.arm:
        wanted["paired.arm"] = paired.arm
    if paired.attrition:
        wanted["paired.attrition.variable"] = paired.attrition.variable
    remedy = "Declare it in the study file, or run cleaning and scoring again."
    problems = [
        Problem("scored data", place, f"no column {name!r}", "a column of the scored data", remedy)
        for place, name in wanted.items()
        if name not in data.columns
    ]
    if problems:
        raise AnalysisError(problems)


def _occasion(data: pd.DataFrame, occasion: str) -> pd.DataFrame:
    rows = data[(data["occasion"] == occasion) & data["participant"].notna()]
    rows = rows.assign(participant=rows["participant"].astype(str)).set_index("participant").sort_index()
    twice = rows.index[rows.index.duplicated()].unique()
    if len(twice):
        found = f"participant {', '.join(map(str, twice[:5]))} more than once"
        remedy = "Let cleaning set duplicates aside (cleaning.duplicates)."
        raise AnalysisError(Problem("scored data", f"occasion {occasion}", found, "one row each", remedy))
    return rows


def _how_it_ended(study: Study, before: pd.DataFrame, after: pd.DataFrame) -> pd.Series:
    """Status of each participant: as told on the second occasion, else on the first."""
    if study.paired is None or study.paired.attrition is None:
        return pd.Series(dtype=object)
    name = study.paired.attrition.variable
    told = [frame[name].astype(object).where(frame[name].notna(), None) for frame in (after, before)]
    return told[0].dropna().combine_first(told[1].dropna())
