"""What a drafted study analyses: outcomes of its questionnaires, factors, and models its events can carry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from burnout.config.instrument import Instrument
from burnout.draft.propose import Draft, UseDraft, VariableDraft
from burnout.draft.words import plain

EVENTS_PER_PARAMETER = 10
MOST_FACTOR_LEVELS = 8
_NO_FACTOR = r".*(同意|consent|请选择|attention|status|参加情况|withdr|completed|完成情况).*"


@dataclass(frozen=True)
class OutcomeDraft:
    """An outcome: where it comes from, and the levels that count as the event ([] for a number)."""

    name: str
    label: str
    source: str
    event: tuple[str, ...] = ()


def usable(use: UseDraft, instruments: Mapping[str, Instrument]) -> bool:
    """Whether a run can be scored as drafted: a questionnaire fits, and answers are codes or a full set of texts."""
    if not use.candidates:
        return False
    answers = instruments[use.candidates[0].instrument].answers
    return not use.run.texts or len(use.run.texts) == answers.high - answers.low + 1


def cutoffs_for(instrument: Instrument) -> str | None:
    """The cut-off set drafted: the first that grades, else the first."""
    names = list(instrument.cutoffs_for(None))
    graded = [name for name in names if instrument.cutoffs[name].grade is not None]
    return next(iter([*graded, *names]), None)


def missing_rule_for(instrument: Instrument) -> str:
    """The missing-item rule drafted."""
    rules = list(instrument.missing_rules)
    return next((rule for rule in ("prorate_20", "complete") if rule in rules), rules[0])


def outcomes_of(uses: Sequence[UseDraft], instruments: Mapping[str, Instrument]) -> list[OutcomeDraft]:
    """Outcomes of all questionnaires: scales as numbers, and one yes-or-no outcome where the cut-off set has it."""
    made: list[OutcomeDraft] = []
    for use in uses:
        instrument = instruments[use.candidates[0].instrument]
        key = instrument.keys[instrument.default_key]
        for name, scale in key.scales.items():
            made.append(OutcomeDraft(f"{use.name}_{name}", scale.label, f"{use.name}_{name}"))
        chosen = cutoffs_for(instrument)
        if chosen is None:
            continue
        cutoffs = instrument.cutoffs[chosen]
        if cutoffs.grade is not None:
            worse = tuple(cutoffs.grade.levels[1:])
            label = f"{cutoffs.grade.label}, {worse[0].lower()} or worse"
            made.append(OutcomeDraft(f"{use.name}_case", label, f"{use.name}_grade", worse))
        elif cutoffs.scales:
            scale, bands = next(iter(cutoffs.scales.items()))
            worse = tuple(band.label for band in bands.bands[1:])
            parts = {**key.scales, **key.composites}
            label = f"{parts[scale].label if scale in parts else scale}: {worse[0].lower()}" + (
                " or worse" if len(worse) > 1 else ""
            )
            made.append(OutcomeDraft(f"{use.name}_case", label, f"{use.name}_{scale}_band", worse))
    return made


def factors_of(draft: Draft) -> list[VariableDraft]:
    """Variables that may be factors: neither consent, attention checks nor names of many units."""
    found = []
    for variable in draft.variables:
        made = variable.proposal
        words = plain(f"{variable.column} {made.look.label}")
        many = made.kind == "nominal" and len(made.levels) > MOST_FACTOR_LEVELS
        if not many and not re.fullmatch(_NO_FACTOR, words):
            found.append(variable)
    return found


def prespecified(
    factors: Sequence[VariableDraft], outcome: OutcomeDraft, scored: pd.DataFrame
) -> tuple[list[str], int, int]:
    """Factors in the order of the file as far as the events allow.

    Returns
    -------
    tuple
        Names of the factors, events (or non-events, the fewer), and parameters they take.
    """
    values = scored[outcome.source].dropna()
    events = int(values.isin(outcome.event).sum())
    fewer = min(events, len(values) - events)
    chosen, taken = [], 0
    for factor in factors:
        column = scored[factor.name].dropna()
        if factor.files or column.nunique() < 2:
            continue
        cost = 1 if factor.proposal.kind == "number" else len({label for _, label in factor.proposal.levels}) - 1
        if taken + cost <= fewer // EVENTS_PER_PARAMETER:
            chosen.append(factor.name)
            taken += cost
    return chosen, fewer, taken
