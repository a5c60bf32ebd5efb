"""Which rows are set aside, and why: each row for the first rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np
import pandas as pd

from burnout.clean.layout import in_file, item_names
from burnout.clean.values import dtype_of
from burnout.config.data import InstrumentUse, Variable
from burnout.config.instrument import Instrument
from burnout.config.study import Study

NO_ID = "no identification"
DUPLICATE = "duplicate record"
OUT_OF_RANGE = "value out of range"
INCOMPLETE = "incomplete questionnaire"
UNMATCHED = ("unknown occasion", "no answers at any occasion")


def reasons(study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame) -> pd.Series:
    """Reason why each row is set aside; '' for the rows that stay.

    Parameters
    ----------
    study : Study
        The study; its cleaning rules are applied in a fixed order: no occasion, no identification, duplicate record,
        value out of range, exclusions, required variables, incomplete questionnaire.
    instruments : mapping of str to Instrument
        Instruments by name.
    keys, values : DataFrame
        All rows, as `assemble` gives them.

    Returns
    -------
    Series
        Categorical, same index as the rows.
    """
    reason = keys["unmatched"].copy()
    found = [(NO_ID, keys["participant"].isna()), (DUPLICATE, keys["repeated"])]
    for why, mask in chain(found, _row_rules(study, instruments, keys, values, reason)):
        if mask.any():
            reason[mask & (reason == "")] = why
    return reason


def in_order(study: Study) -> list[str]:
    """All reasons a study can have, in the order in which they are applied."""
    required = [f"no answer to {study.variables[name].label}" for name in study.cleaning.required]
    excluded = [rule.reason for rule in study.cleaning.exclude]
    return list(dict.fromkeys([*UNMATCHED, NO_ID, DUPLICATE, OUT_OF_RANGE, *excluded, *required, INCOMPLETE]))


def _row_rules(
    study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame, reason: pd.Series
) -> Iterator[tuple[str, pd.Series]]:
    if study.cleaning.out_of_range == "quarantine":
        yield OUT_OF_RANGE, keys["faulty"].astype(bool)
    for rule in study.cleaning.exclude:
        marked = values[rule.variable].isin(rule.levels) & (reason == "")
        yield rule.reason, keys["participant"].isin(keys.loc[marked, "participant"])
    for name in study.cleaning.required:
        variable = study.variables[name]
        owner = study.variables[variable.derive.source] if variable.derive else variable
        yield f"no answer to {variable.label}", values[name].isna() & _asked(study, keys, owner)
    if study.cleaning.minimum_answered > 0:
        yield INCOMPLETE, _incomplete(study, instruments, keys, values)


def _incomplete(
    study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame
) -> pd.Series:
    """Rows with too few answers to one of the questionnaires their file has."""
    incomplete = pd.Series(False, index=keys.index)
    for name, use in study.instruments.items():
        share = values[item_names(name, instruments[use.instrument])].notna().mean(axis=1)
        incomplete |= _asked(study, keys, use) & (share < study.cleaning.minimum_answered - 1e-9)
    return incomplete


def _asked(study: Study, keys: pd.DataFrame, owner: Variable | InstrumentUse) -> pd.Series:
    """Rows of the files that have a variable or a questionnaire."""
    return keys["file"].isin([file for file in study.files if in_file(owner, file)])


def first_copies(keys: pd.DataFrame) -> pd.DataFrame:
    """For each duplicate record the row that is kept.

    Returns
    -------
    DataFrame
        Index of the duplicates; columns file and row of the record kept.
    """
    who = ["participant", "occasion"]
    again = keys[keys["repeated"]]
    if again.empty:
        return again[["file", "row"]]
    first = keys["participant"].isin(again["participant"]) & ~keys["repeated"] & (keys["unmatched"] == "")
    kept = keys.loc[first, [*who, "file", "row"]]
    return again[who].merge(kept, on=who, how="left").set_axis(again.index)[["file", "row"]]


def derive(study: Study, values: pd.DataFrame) -> dict[str, pd.Categorical]:
    """Variables made by cutting a number into groups.

    A level begins at its cut: with cuts 30 and 40, the value 30 belongs to the second level.
    """
    made = {}
    for name, variable in study.variables.items():
        if variable.derive is not None:
            numbers = values[variable.derive.source].to_numpy(float)
            groups = np.searchsorted(np.asarray(variable.derive.cuts), numbers, side="right")
            codes = np.where(np.isnan(numbers), -1, groups)
            made[name] = pd.Categorical.from_codes(codes, dtype=dtype_of(variable))
    return made
