"""Which columns a study wants from a file, for which variable or item, and how their cells are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from burnout.clean.judging import attention_reader, time_reader
from burnout.clean.values import Reader, answer_reader, category_reader, code_key, number_reader, text_reader
from burnout.config.base import Code
from burnout.config.cleaning import AnswerTime, Attention
from burnout.config.data import DataFile, InstrumentUse, Variable
from burnout.config.instrument import Instrument
from burnout.config.sites import study_here
from burnout.config.study import Study
from burnout.errors import Problem
from burnout.intake import Codebook, RawTable

OCCASION = "{occasion}"

ANSWER_TIME = "answer time"
"""Name of the seconds a row took, beside the variables while cleaning judges rows; no variable can be called so."""


def attention_name(place: int) -> str:
    """Name of an attention item beside the variables: 1 where it was answered as asked for, 0 where otherwise."""
    return f"attention item {place + 1}"


@dataclass(frozen=True)
class Want:
    """One column of the clean data, and where it stands in a file."""

    target: str
    template: str
    place: str
    numeric: bool
    item: bool = False
    judges: bool = False

    @property
    def per_occasion(self) -> bool:
        """Whether the file has one such column for each occasion."""
        return OCCASION in self.template

    def column(self, code: str) -> str:
        """Name of the column in the file, for an occasion's code."""
        return self.template.replace(OCCASION, code)


def item_name(use_name: str, number: int) -> str:
    """Name of an item in the clean data."""
    return f"{use_name}_{number}"


def item_number(name: str) -> int:
    """Number of an item, from its name in the clean data."""
    return int(name.rpartition("_")[2])


def item_names(use_name: str, instrument: Instrument) -> list[str]:
    """Names of all items of a questionnaire in the clean data."""
    return [item_name(use_name, n) for n in range(1, instrument.items + 1)]


def is_item(study: Study, column: str) -> bool:
    """Whether a column of the clean data is an item."""
    match = re.fullmatch(r"(.+)_\d+", column)
    return match is not None and match[1] in study.instruments and column not in study.variables


def in_file(owner: Variable | InstrumentUse | Attention | AnswerTime, file: str) -> bool:
    """Whether a file has a variable, a questionnaire, or another column."""
    return owner.files is None or file in owner.files


def wants_of(study: Study, instruments: Mapping[str, Instrument], file: str) -> list[Want]:
    """All columns a study wants from a file: variables, then items."""
    study = study_here(study, file)
    wants = [
        Want(name, variable.column or name, f"variables.{name}", variable.type == "number")
        for name, variable in study.variables.items()
        if variable.derive is None and in_file(variable, file)
    ]
    for use_name, use in study.instruments.items():
        if in_file(use, file):
            templates = item_templates(use, instruments[use.instrument])
            names = item_names(use_name, instruments[use.instrument])
            place = f"instruments.{use_name}"
            wants += [Want(n, t, place, True, True) for n, t in zip(names, templates, strict=False)]
    return wants + _judging(study, file)


def _judging(study: Study, file: str) -> list[Want]:
    """Columns that are only read to judge rows: attention items and the answer time."""
    rules = study.cleaning
    named = [(attention_name(i), rule, f"cleaning.attention[{i}]") for i, rule in enumerate(rules.attention)]
    named += [(ANSWER_TIME, rules.answer_time, "cleaning.answer_time")] if rules.answer_time else []
    return [Want(n, rule.column, place, True, judges=True) for n, rule, place in named if in_file(rule, file)]


def item_templates(use: InstrumentUse, instrument: Instrument) -> list[str]:
    """Columns of a questionnaire's items, in the order of the items; {occasion} may still stand in them."""
    if isinstance(use.columns, list):
        return list(use.columns)
    numbers = range(1, instrument.items + 1)
    return [use.columns.replace("{nn}", f"{n:02d}").replace("{n}", str(n)) for n in numbers]


def reader_of(
    study: Study, instruments: Mapping[str, Instrument], want: Want, column: str, codebook: Codebook
) -> Reader:
    """How the cells of a column are read."""
    if want.item:
        use = study.instruments[want.place.removeprefix("instruments.")]
        instrument = instruments[use.instrument]
        missing = [*use.missing, *codebook.missing.get(column, ())]
        answers = instrument.answers_of(item_number(want.target))
        return answer_reader(use, answers, missing, own_range=answers is not instrument.answers)
    if want.judges:
        absent = codebook.missing.get(column, ())
        if want.target == ANSWER_TIME:
            return time_reader(absent)
        place = [attention_name(i) for i in range(len(study.cleaning.attention))].index(want.target)
        return attention_reader(study.cleaning.attention[place].expected, absent)
    variable = study.variables[want.target]
    missing: list[Code] = [*variable.missing, *codebook.missing.get(column, ())]
    if variable.type == "number":
        return number_reader(variable, missing)
    return text_reader(missing) if variable.type == "text" else category_reader(variable, missing)


def occasion_codes(study: Study, file: str) -> dict[str, str]:
    """Occasion name to its code, as it stands in column names and cells of a file."""
    own = study.files[file].occasion_codes
    return {n: code_key(own.get(n, n if o.code is None else o.code)) for n, o in study.occasions.items()}


def occasions_of(study: Study, wants: list[Want], spec: DataFile, raw: RawTable) -> list[str]:
    """Occasions a file has columns for; for a wide file those of which at least one column is there."""
    if spec.occasion is not None:
        return [spec.occasion]
    varying = [want for want in wants if want.per_occasion and not want.judges]
    if spec.occasion_column is not None or not varying:
        return list(study.occasions)
    codes = occasion_codes(study, raw.name)
    there = set(raw.frame.columns)
    found = [name for name in study.occasions if any(want.column(codes[name]) in there for want in varying)]
    return found or list(study.occasions)


def is_wide(wants: list[Want], spec: DataFile) -> bool:
    """Whether a row of the file holds several occasions."""
    return (
        spec.occasion is None
        and spec.occasion_column is None
        and any(want.per_occasion and not want.judges for want in wants)
    )


def config_problems(study: Study, instruments: Mapping[str, Instrument]) -> list[Problem]:
    """What in the study file does not fit the instruments or leaves the occasion open."""
    file = f"config/studies/{study.study}.yaml"
    problems = []
    taken = dict.fromkeys(("participant", "occasion", "site"), "the name of a column that cleaning makes")
    for name, use in study.instruments.items():
        taken |= dict.fromkeys(item_names(name, instruments[use.instrument]), f"the name of an item of {name}")
    for name in study.variables:
        if name in taken:
            remedy = "Give the variable another name; its column can stay as it is ('column:')."
            problems.append(Problem(file, f"variables.{name}", taken[name], "a name that is free", remedy))
    for name, use in study.instruments.items():
        instrument = instruments[use.instrument]
        problems += _use_problems(file, f"instruments.{name}", use, instrument)
    for name, spec in study.files.items():
        told = spec.occasion or spec.occasion_column or is_wide(wants_of(study, instruments, name), spec)
        if len(study.occasions) > 1 and not told:
            remedy = "Add 'occasion', or 'occasion_column', or write {occasion} into the names of columns."
            allowed = f"a file that tells the occasion: {', '.join(study.occasions)}"
            problems.append(Problem(file, f"files.{name}", "no occasion", allowed, remedy))
    return problems


def _use_problems(file: str, place: str, use: InstrumentUse, instrument: Instrument) -> list[Problem]:
    problems = []
    if isinstance(use.columns, list) and len(use.columns) != instrument.items:
        allowed = f"{instrument.items} columns, one for each item of {instrument.instrument}"
        remedy = "List the columns in the order of the items."
        problems.append(Problem(file, f"{place}.columns", f"{len(use.columns)} columns", allowed, remedy))
    elif isinstance(use.columns, str) and "{n}" not in use.columns and "{nn}" not in use.columns:
        remedy = "Write {n} (1, 2 ...) or {nn} (01, 02 ...) where the item's number stands."
        allowed = "a template with {n} or {nn}, or a list"
        problems.append(Problem(file, f"{place}.columns", repr(use.columns), allowed, remedy))
    levels = instrument.answers.high - instrument.answers.low + 1
    if use.answer_texts is not None and len(set(use.answer_texts)) != levels:
        allowed = f"{levels} different texts, for answers {instrument.answers.low} to {instrument.answers.high}"
        found = f"{len(set(use.answer_texts))} texts"
        problems.append(Problem(file, f"{place}.answer_texts", found, allowed, "Give one text for each answer."))
    return problems
