"""Which rows are set aside, and why: each row for the first rule that it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.clean.layout import in_file, item_names
from burnout.clean.linkage import changed, linkage_reasons, unmatched
from burnout.clean.marks import Mark
from burnout.clean.quality import quality
from burnout.clean.values import dtype_of
from burnout.config.cleaning import RowAction
from burnout.config.cleaning_reasons import quality_reasons
from burnout.config.data import InstrumentUse, Variable
from burnout.config.instrument import Instrument
from burnout.config.study import Study

NO_ID = "no identification"
DUPLICATE = "duplicate record"
OUT_OF_RANGE = "value out of range"
INCOMPLETE = "incomplete questionnaire"
UNMATCHED = ("unknown occasion", "no answers at any occasion")


@dataclass(frozen=True)
class Judged:
    """What the rules say about all rows.

    Parameters
    ----------
    reason : Series
        Categorical: why a row is set aside, '' for the rows that stay.
    stops, flags : tuple of Mark
        Rows that stop the run, and rows that stay and are told.
    """

    reason: pd.Series
    stops: tuple[Mark, ...] = ()
    flags: tuple[Mark, ...] = ()


def judge(study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame) -> Judged:
    """What the rules say about each row; the first rule that sets a row aside counts, and no later one looks at it.

    Parameters
    ----------
    study : Study
        The study; its cleaning rules are applied in a fixed order: no occasion, no identification, duplicate record,
        value out of range, what cannot change between occasions, exclusions, required variables, incomplete
        questionnaire, contradictory answers, attention items, answer time, same answer to every item, absent at an
        occasion.
    instruments : mapping of str to Instrument
        Instruments by name.
    keys, values : DataFrame
        All rows, as `assemble` gives them.
    """
    reason = keys["unmatched"].copy()
    marks: dict[str, list[Mark]] = {"stop": [], "flag": []}
    for mark in _rules(study, instruments, keys, values, reason):
        if mark.rows.any():
            mark = mark.among((reason == "").to_numpy())
            if mark.action == "quarantine":
                reason[mark.rows] = mark.reason
            else:
                marks[mark.action].append(mark)
    flags = [mark.among((reason == "").to_numpy()) for mark in marks["flag"]]
    return Judged(reason, tuple(m for m in marks["stop"] if m.rows.any()), tuple(m for m in flags if m.rows.any()))


def in_order(study: Study) -> list[str]:
    """All reasons a study can have, in the order in which they are applied."""
    required = [f"no answer to {study.variables[name].label}" for name in study.cleaning.required]
    excluded = [rule.reason for rule in study.cleaning.exclude]
    first, last = linkage_reasons(study)
    known = [
        NO_ID,
        DUPLICATE,
        OUT_OF_RANGE,
        *first,
        *excluded,
        *required,
        INCOMPLETE,
        *quality_reasons(study.cleaning),
        *last,
    ]
    return list(dict.fromkeys([*UNMATCHED, *known]))


def declared(study: Study) -> dict[str, RowAction]:
    """Reasons of the rules that say themselves what is done, with that action; in the order of the rules."""
    rules = study.cleaning
    first, last = linkage_reasons(study)
    actions = [*(rule.action for rule in rules.consistency), *(rule.action for rule in rules.attention)]
    actions += [rules.answer_time.action] if rules.answer_time else []
    actions += [rule.action for rule in rules.straight_lining]
    found = dict(zip(quality_reasons(study.cleaning), actions, strict=True))
    if rules.linkage is None:
        return found
    ends = dict.fromkeys(last, rules.linkage.unmatched) if rules.linkage.unmatched else {}
    return dict.fromkeys(first, rules.linkage.changed) | found | ends


def _rules(
    study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame, reason: pd.Series
) -> Iterator[Mark]:
    """Rule by rule the rows that break it; `reason` is read anew for each."""
    yield _aside(NO_ID, keys["participant"].isna())
    yield _aside(DUPLICATE, keys["repeated"])
    if study.cleaning.out_of_range == "quarantine":
        yield _aside(OUT_OF_RANGE, keys["faulty"])
    yield from changed(study, keys, values, reason)
    for rule in study.cleaning.exclude:
        marked = values[rule.variable].isin(rule.levels) & (reason == "")
        yield _aside(rule.reason, keys["participant"].isin(keys.loc[marked, "participant"]))
    for name in study.cleaning.required:
        variable = study.variables[name]
        owner = study.variables[variable.derive.source] if variable.derive else variable
        yield _aside(f"no answer to {variable.label}", values[name].isna() & _asked(study, keys, owner))
    if study.cleaning.minimum_answered > 0:
        yield _aside(INCOMPLETE, _incomplete(study, instruments, keys, values))
    yield from quality(study, instruments, keys, values, reason)
    yield from unmatched(study, keys, reason)


def _aside(reason: str, rows: pd.Series) -> Mark:
    """A rule that sets rows aside; what was found is told elsewhere."""
    return Mark(reason, "quarantine", rows.to_numpy(bool), None, "")


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
