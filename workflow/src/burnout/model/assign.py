"""The assignment table: how each variable of a model was coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.labels import label_of
from burnout.model.design import form_of, levels_of

SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}


def assignment(
    study: Study,
    instruments: Mapping[str, Instrument],
    data: pd.DataFrame,
    outcome: str,
    factors: Sequence[str],
    forms: Mapping[str, str],
    reference: str = "",
) -> list[dict[str, Any]]:
    """Rows of the assignment table: the outcome as Y, then the factors as X1, X2 ...

    Parameters
    ----------
    study, instruments, data, outcome, factors, forms
        What was modelled, and the data for the levels.
    reference : str
        Level of a multinomial outcome that others are compared with.

    Returns
    -------
    list of dict
        Keys: name, factor, variable (its label), coding.
    """
    rows = [{"name": "Y", "factor": outcome, "coding": _outcome_coding(study, data, outcome, reference)}]
    for i, factor in enumerate(factors, start=1):
        rows.append({"name": f"X{i}", "factor": factor, "coding": _coding(study, data, factor, forms)})
    return [{**row, "variable": label_of(study, instruments, row["factor"])} for row in rows]


def _outcome_coding(study: Study, data: pd.DataFrame, name: str, reference: str) -> str:
    outcome = study.outcomes[name]
    if not outcome.is_binary:
        levels = levels_of(study, data, name)
        coded = "; ".join(f"{i} = {level}" for i, level in enumerate(levels, start=1))
        return f"{coded}; reference {levels.index(reference) + 1}" if reference in levels else f"{coded}; in order"
    if outcome.event:
        return f"0 = no; 1 = yes ({', '.join(outcome.event)})"
    limits = ", ".join(f"{SIGNS[name]} {value:g}" for name, value in outcome.limits.items())
    return f"0 = no; 1 = yes ({limits})" if limits else "0 = no; 1 = yes"


def _coding(study: Study, data: pd.DataFrame, factor: str, forms: Mapping[str, str]) -> str:
    form = form_of(study, data, factor, forms)
    if form in ("linear", "quadratic"):
        unit = study.variables[factor].unit if factor in study.variables else None
        measured = f"as measured ({unit})" if unit else "as measured"
        return measured if form == "linear" else f"{measured}, with its square"
    levels = levels_of(study, data, factor)
    coded = "; ".join(f"{i} = {level}" for i, level in enumerate(levels, start=1))
    if form == "scores":
        return f"{coded}; entered as a number"
    declared = study.variables[factor].reference if factor in study.variables else None
    return f"{coded}; reference {levels.index(declared or levels[0]) + 1}"
