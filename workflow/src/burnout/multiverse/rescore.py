"""The data under another way to score: each distinct combination is scored once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.config.analysis import Outcome
from burnout.config.data import InstrumentUse
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.multiverse.choices import JUDGED, Scoring, multiverse_of
from burnout.score.outcomes import outcome_column
from burnout.score.questionnaire import score_questionnaire


@dataclass(frozen=True)
class Rescored:
    """Data under one way to score.

    Parameters
    ----------
    data : DataFrame
        As scored data, with the question's outcome; scores, bands and other outcomes follow the way to score.
    definition : Outcome
        How the outcome was formed.
    fault : str
        Why the outcome could not be formed; empty when it could.
    """

    data: pd.DataFrame
    definition: Outcome
    fault: str = ""


@dataclass
class Scorer:
    """Scores data anew for a study's multiverse and remembers what it made.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    clean : DataFrame
        Clean data with the item columns.
    scored : DataFrame
        The same rows as the study scores them.
    """

    study: Study
    instruments: Mapping[str, Instrument]
    clean: pd.DataFrame
    scored: pd.DataFrame
    _columns: dict[tuple[object, ...], pd.DataFrame] = field(default_factory=dict)
    _rescored: dict[tuple[Scoring, str], Rescored] = field(default_factory=dict)

    def under(self, scoring: Scoring, outcome: str) -> Rescored:
        """The data under one way to score.

        Parameters
        ----------
        scoring : Scoring
            Keys, cut-off sets and missing-item rules.
        outcome : str
            The outcome that is formed anew.
        """
        if (scoring, outcome) not in self._rescored:
            self._rescored[scoring, outcome] = self._score(scoring, outcome)
        return self._rescored[scoring, outcome]

    def _score(self, scoring: Scoring, outcome: str) -> Rescored:
        data, defined = self.scored, self.study.outcomes[outcome]
        for name, use in scoring.uses:
            own = self.study.instruments[name]
            if use != own:
                made = self._questionnaire(name, use)
                old = [column for column in data if self._made_from(str(column), name)]
                data = pd.concat([data.drop(columns=old), made], axis=1)
            if use.cutoffs != own.cutoffs:
                other = multiverse_of(self.study).definitions.get(outcome, {}).get(use.cutoffs or "")
                defined = other or defined
        fault = _fault(data, defined)
        values = None if fault else outcome_column(data[defined.source], defined)
        return Rescored(data.assign(**{outcome: values}), defined, fault)

    def _made_from(self, column: str, use: str) -> bool:
        """Whether a column is a score of a questionnaire."""
        if column in self.study.variables or column in self.study.outcomes or not column.startswith(f"{use}_"):
            return False
        longer = [other for other in self.study.instruments if len(other) > len(use) and column.startswith(f"{other}_")]
        return not longer

    def _questionnaire(self, name: str, use: InstrumentUse) -> pd.DataFrame:
        key = (name, use.key, use.cutoffs, use.missing_rule)
        if key not in self._columns:
            first = (self.clean["occasion"] == self.study.first_occasion).to_numpy()
            instrument = self.instruments[use.instrument]
            made = score_questionnaire(self.study.study, name, use, instrument, self.clean, first)
            self._columns[key] = made.columns.set_index(self.scored.index)
        return self._columns[key]


def _fault(data: pd.DataFrame, outcome: Outcome) -> str:
    """Why an outcome cannot be formed from data; empty when it can."""
    if outcome.source not in data:
        kind = next((end.removeprefix("_") for end in JUDGED if outcome.source.endswith(end)), "score")
        remedy = "say under definitions how the outcome is formed."
        return f"This cut-off set gives no {kind} ({outcome.source}): {remedy}"
    source = data[outcome.source]
    if outcome.event is not None:
        levels = [str(x) for x in source.cat.categories] if isinstance(source.dtype, pd.CategoricalDtype) else []
        unknown = [level for level in outcome.event if level not in levels]
        if unknown:
            return (
                f"This cut-off set has no level {', '.join(unknown)} ({outcome.source}: {', '.join(levels) or 'none'})."
            )
    if outcome.limits and not np.issubdtype(source.dtype, np.number):
        return f"A limit needs a number, and {outcome.source} is none."
    return ""
