"""Which regression an outcome gets: binary, ordinal or multinomial."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from burnout.errors import Problem

if TYPE_CHECKING:
    from burnout.config.analysis import Model
    from burnout.config.study import Study

FAMILIES = {"binary": ("binary",), "ordinal": ("ordinal", "multinomial"), "nominal": ("multinomial",)}
"""Families that fit the kind of an outcome; the first is the usual one."""
REMEDIES = {
    "number": "Numbers are not modelled as such: declare it as an event (at_least, above, at_most, below), or take a "
    "band, a grade or a grouped variable (derive: source, cuts) as the source.",
    "text": "Declare the variable as nominal or ordinal, with its levels.",
    "two": "The outcome has two levels: name the one that counts under event.",
    "nominal": "Levels without order need multinomial. Declare the variable as ordinal if its levels have an order.",
    "ordinal": "An outcome without an event is ordinal or multinomial. Name the event for a binary regression.",
    "binary": "An outcome with an event is binary. Take the event away, or declare a second outcome without one.",
}


def kind_of_outcome(study: Study, scores: Mapping[str, str], name: str) -> str:
    """Kind of an outcome: binary, ordinal, nominal, number, text, unknown; two for two levels without an event."""
    outcome = study.outcomes[name]
    if outcome.is_binary:
        return "binary"
    variable = study.variables.get(outcome.source)
    if variable is None:
        return scores.get(outcome.source, "unknown")
    if variable.type in ("nominal", "ordinal") and len(variable.level_labels) == 2:
        return "two"
    return variable.type


def family_problems(study: Study, scores: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Models whose family does not fit their outcome, or that ask for a selection their family does not have.

    Parameters
    ----------
    study : Study
        The study.
    scores : mapping of str to str
        Score columns with their kind.
    file : str
        How messages name the study file.
    """
    for name, model in study.models.items():
        if model.outcome not in study.outcomes:
            continue
        kind = kind_of_outcome(study, scores, model.outcome)
        if kind == "unknown":
            continue
        allowed = FAMILIES.get(kind, ())
        if not allowed:
            allowed_text = "an outcome that is an event, or has three or more levels"
            found = f"{model.outcome!r}, which is {'a number' if kind == 'number' else 'text'}"
            found = f"{model.outcome!r}, which has two levels and no event" if kind == "two" else found
            yield Problem(file, f"models.{name}.outcome", found, allowed_text, REMEDIES[kind])
            continue
        if model.family is not None and model.family not in allowed:
            found = f"{model.family!r} for {model.outcome!r}"
            yield Problem(file, f"models.{name}.family", found, ", ".join(allowed), REMEDIES[kind])
        elif _family(model, kind) != "binary" and "selection" in model.model_fields_set and model.selection != "none":
            remedy = "Remove the key: all factors significant in screening are entered, as SPSS does it."
            found = f"{model.selection!r} for an outcome with several levels"
            yield Problem(file, f"models.{name}.selection", found, "none (stepwise is for events)", remedy)


def question_problems(study: Study, scores: Mapping[str, str], file: str) -> Iterator[Problem]:
    """Questions of a multiverse whose outcome has levels: there is no single effect to compare.

    Parameters
    ----------
    study, scores, file
        As for `family_problems`.
    """
    for name, question in (study.multiverse.questions if study.multiverse else {}).items():
        if question.kind != "association" or question.outcome not in study.outcomes:
            continue
        if kind_of_outcome(study, scores, question.outcome) in ("ordinal", "nominal", "two", "text"):
            found = f"{question.outcome!r}, which has levels and no event"
            remedy = "Declare a second outcome that names the event, and ask for that."
            yield Problem(file, f"multiverse.questions.{name}.outcome", found, "an event or a number", remedy)


def _family(model: Model, kind: str) -> str:
    return model.family or FAMILIES[kind][0]
