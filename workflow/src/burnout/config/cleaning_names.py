"""Whether the names in the cleaning rules of a study file point to something that fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from burnout.config.cleaning import Condition, Consistency
from burnout.config.instrument import Instrument
from burnout.errors import Problem

if TYPE_CHECKING:
    from burnout.config.study import Study


def check_cleaning_names(study: Study, want, want_all) -> None:  # noqa: ANN001
    """Every name in the cleaning rules that is not declared, told through `want` and `want_all`."""
    rules = study.cleaning
    for i, rule in enumerate(rules.exclude):
        want(f"cleaning.exclude[{i}].variable", rule.variable, study.variables)
        if rule.variable in study.variables:
            want_all(f"cleaning.exclude[{i}].levels", rule.levels, study.variables[rule.variable].level_labels)
    want_all("cleaning.required", rules.required, study.variables)
    for i, rule in enumerate(rules.consistency):
        place = f"cleaning.consistency[{i}]"
        for key, conditions in (("if", rule.if_), ("then", rule.then)):
            for name, condition in conditions.items():
                want(f"{place}.{key}", name, study.variables)
                if name in study.variables:
                    labels = study.variables[name].level_labels
                    for kind in ("one_of", "none_of"):
                        want_all(f"{place}.{key}.{name}.{kind}", getattr(condition, kind), labels)
        if rule.compare:
            want(f"{place}.compare.left", rule.compare.left, study.variables)
            want(f"{place}.compare.right", rule.compare.right, study.variables)
    for i, rule in enumerate(rules.straight_lining):
        want(f"cleaning.straight_lining[{i}].instrument", rule.instrument, study.instruments)
    for i, rule in enumerate(rules.attention):
        want_all(f"cleaning.attention[{i}].files", rule.files, study.files)
    if rules.answer_time:
        want_all("cleaning.answer_time.files", rules.answer_time.files, study.files)
    if rules.linkage:
        want_all("cleaning.linkage.unchanging", rules.linkage.unchanging, study.variables)
        want_all("cleaning.linkage.occasions", rules.linkage.occasions, study.occasions)


def cleaning_problems(study: Study, instruments: Mapping[str, Instrument], file: str) -> list[Problem]:
    """Rules whose variables are of a kind to which they cannot be put."""
    problems: list[Problem] = []
    for i, rule in enumerate(study.cleaning.consistency):
        problems += _conditions(study, rule, f"cleaning.consistency[{i}]", file)
        problems += _comparison(study, rule, f"cleaning.consistency[{i}].compare", file)
    linkage = study.cleaning.linkage
    if linkage and len(study.occasions) < 2:
        remedy = "Declare the occasions, or remove the key."
        problems.append(Problem(file, "cleaning.linkage", "a study with one occasion", "two or more", remedy))
    if linkage and all(spec.id is None for spec in study.files.values()):
        remedy = "Name the column that identifies a person under files, or remove the key."
        problems.append(Problem(file, "cleaning.linkage", "no file with an id", "files that have an id", remedy))
    return problems + _straight_lining(study, instruments, file)


def _conditions(study: Study, rule: Consistency, place: str, file: str) -> list[Problem]:
    problems = []
    for key, conditions in (("if", rule.if_), ("then", rule.then)):
        for name, condition in conditions.items():
            variable = study.variables.get(name)
            if variable is None:
                continue
            wrong = _misfit(condition, bool(variable.level_labels), variable.type)
            if wrong:
                allowed = "one_of, none_of, answered" if variable.level_labels else "answered"
                allowed = "at_least, above, at_most, below, answered" if variable.type == "number" else allowed
                remedy = f"{name} is a {variable.type} variable: use what is allowed for it."
                problems.append(Problem(file, f"{place}.{key}.{name}", wrong, allowed, remedy))
    return problems


def _misfit(condition: Condition, levels: bool, kind: str) -> str:
    """A key of a condition that does not fit the variable; '' when all fit."""
    if kind != "number" and condition.limits:
        return next(iter(condition.limits))
    if not levels and (condition.one_of or condition.none_of):
        return "one_of" if condition.one_of else "none_of"
    return ""


def _comparison(study: Study, rule: Consistency, place: str, file: str) -> list[Problem]:
    if rule.compare is None:
        return []
    pair = [study.variables.get(rule.compare.left), study.variables.get(rule.compare.right)]
    if None in pair:
        return []
    left, right = pair
    if left.type == right.type == "number":
        return []
    found = f"a {left.type} and a {right.type} variable"
    relation = rule.compare.is_
    same = bool(left.level_labels) and left.level_labels == right.level_labels
    ordered = left.type == right.type == "ordinal"
    if same and not rule.compare.plus and (ordered or relation in ("equal", "different")):
        return []
    allowed = "two numbers, or two ordinal variables with the same levels and without plus"
    remedy = "Compare other variables, or write the rule with if and then."
    return [Problem(file, place, found, allowed, remedy)]


def _straight_lining(study: Study, instruments: Mapping[str, Instrument], file: str) -> list[Problem]:
    problems = []
    for i, rule in enumerate(study.cleaning.straight_lining):
        use = study.instruments.get(rule.instrument)
        instrument = instruments.get(use.instrument) if use else None
        key = instrument.keys.get(use.key or instrument.default_key) if use and instrument else None
        if key is None or any(scale.reverse for scale in key.scales.values()):
            continue
        if instrument.items < rule.minimum_items:
            found = f"{instrument.items} items, none of them reversed"
            allowed = f"a questionnaire with reversed items, or at least {rule.minimum_items} items (minimum_items)"
            remedy = "Remove the rule: here the same answer to every item may be meant. Or lower minimum_items."
            problems.append(Problem(file, f"cleaning.straight_lining[{i}]", found, allowed, remedy))
    return problems
