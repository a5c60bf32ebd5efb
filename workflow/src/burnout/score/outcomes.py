"""Outcomes of a study: events from levels or limits, or copies of their source."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config.analysis import Outcome
from burnout.config.study import Study
from burnout.errors import ConfigError, Problem
from burnout.score.bands import meets

EVENT_LEVELS = ["No", "Yes"]


def outcome_column(source: pd.Series, outcome: Outcome) -> pd.Series:
    """One outcome: No/Yes when it has an event or a limit (missing source gives missing), else its source.

    Parameters
    ----------
    source : Series
        The variable or score it is made from.
    outcome : Outcome
        Its definition.
    """
    if outcome.event is not None:
        levels, codes = source.cat.categories, source.array.codes
        happened, missing = np.append(levels.isin(outcome.event), False)[codes], codes < 0
    elif outcome.limits:
        ((limit, bound),) = outcome.limits.items()
        values = source.to_numpy(dtype=float, na_value=np.nan)
        happened, missing = meets(values, limit, bound), np.isnan(values)
    else:
        return source.copy()
    codes = np.where(missing, np.int8(-1), happened.astype(np.int8))
    return pd.Series(pd.Categorical.from_codes(codes, categories=EVENT_LEVELS, ordered=True), index=source.index)


def add_outcomes(study: Study, data: pd.DataFrame) -> pd.DataFrame:
    """The data with a column for each outcome of the study.

    Raises
    ------
    ConfigError
        An outcome has an event that is not a level of its source, a limit on something that is not a number, or the
        name of another column.
    """
    file = f"config/studies/{study.study}.yaml"
    problems = [p for name, o in study.outcomes.items() if (p := _problem(file, name, o, data)) is not None]
    if problems:
        raise ConfigError(problems)
    columns = {name: outcome_column(_source(study, data, o), o) for name, o in study.outcomes.items()}
    return pd.concat([data.drop(columns=[n for n in columns if n in data]), pd.DataFrame(columns, data.index)], axis=1)


def _source(study: Study, data: pd.DataFrame, outcome: Outcome) -> pd.Series:
    """The source, or its change until a later occasion, which stands in the rows of the analysed occasion."""
    source = data[outcome.source]
    if outcome.change_until is None:
        return source
    values = pd.Series(source.to_numpy(dtype=float, na_value=np.nan), index=data.index)
    people, occasions = data["participant"].astype(object), data["occasion"].astype(str)
    later = pd.Series(values[occasions == outcome.change_until].to_numpy(), people[occasions == outcome.change_until])
    later = later[later.index.notna() & ~later.index.duplicated(keep=False)]
    change = people.map(later).astype(float) - values
    return change.where((occasions == study.first_occasion) & people.notna()).round(10)


def _problem(file: str, name: str, outcome: Outcome, data: pd.DataFrame) -> Problem | None:
    place = f"outcomes.{name}"
    if name in data and (outcome.is_binary or outcome.source != name):
        return Problem(file, place, "the name of a variable or score", "a name of its own", "Rename the outcome.")
    if outcome.source not in data:
        remedy = "Name a variable or a score that exists."
        return Problem(file, f"{place}.source", repr(outcome.source), "a column of the scored data", remedy)
    source = data[outcome.source]
    categorical = isinstance(source.dtype, pd.CategoricalDtype)
    if outcome.change_until and not pd.api.types.is_numeric_dtype(source):
        remedy = "Name a number; levels before and after are compared under paired.bands."
        return Problem(file, f"{place}.change_until", f"a change of {outcome.source}", "a number", remedy)
    if outcome.event is not None:
        levels = list(source.cat.categories) if categorical else []
        unknown = [level for level in outcome.event if level not in levels]
        if unknown:
            allowed = (
                ", ".join(levels) or "a source with levels (this one has none: use at_least, above, at_most, below)"
            )
            return Problem(file, f"{place}.event", ", ".join(map(repr, unknown)), allowed, "Correct the levels.")
    if outcome.limits and not pd.api.types.is_numeric_dtype(source):
        limit = next(iter(outcome.limits))
        remedy = "Use event: [levels] instead."
        return Problem(file, f"{place}.{limit}", f"a limit on {outcome.source}", "a source that is a number", remedy)
    return None
