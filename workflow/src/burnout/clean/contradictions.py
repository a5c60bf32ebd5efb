"""Codes that mean one thing in a raw file and another in the study file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from burnout.clean.layout import occasion_codes
from burnout.clean.values import code_key
from burnout.config.base import Code
from burnout.config.data import Variable
from burnout.config.sites import study_here
from burnout.config.study import Study
from burnout.errors import Problem
from burnout.intake import RawTable

MEANINGS = (
    {"male", "man", "men", "m", "男", "男性"},
    {"female", "woman", "women", "f", "女", "女性"},
    {"yes", "y", "true", "checked", "chosen", "selected", "是", "有"},
    {"no", "n", "false", "unchecked", "notchosen", "notselected", "否", "无"},
)
"""Words that mean the same, as `_plain` writes them."""


@dataclass(frozen=True)
class Contradiction:
    """One code, with what the file and the study file call it.

    `certain` where the file gives the code a label that the study gives to another code: the two are exchanged or
    shifted. Otherwise the labels only differ in words.
    """

    raw: RawTable
    column: str
    variable: str
    code: Code
    in_file: str
    in_study: str
    certain: bool


def contradictions(study: Study, raw: Mapping[str, RawTable]) -> Iterator[Contradiction]:
    """All codes of the study's variables whose label in a file is another."""
    for table in raw.values():
        for column, name, variable in _columns_of(study, table):
            labels = table.codebook.value_labels.get(column)
            if not labels or not isinstance(variable.levels, dict):
                continue
            told = {code_key(code): label for code, label in labels.items()}
            for code, label in variable.levels.items():
                other = told.get(code_key(code))
                if other is None or same_label(other, label):
                    continue
                certain = any(same_label(other, level) for level in variable.level_labels)
                if certain or _is_chinese(_plain(other)) == _is_chinese(_plain(label)):
                    yield Contradiction(table, column, name, code, other, label, certain)


def label_problems(study: Study, raw: Mapping[str, RawTable]) -> Iterator[Problem]:
    """Columns whose codes certainly mean something else in the file than in the study file; one problem for each."""
    found: dict[tuple[str, str], list[Contradiction]] = {}
    for one in contradictions(study, raw):
        if one.certain:
            found.setdefault((one.raw.path, one.column), []).append(one)
    for (path, column), several in found.items():
        first = several[0]
        in_file = ", ".join(f"{one.code} = {one.in_file!r}" for one in several)
        in_study = ", ".join(f"{one.code} = {one.in_study!r}" for one in several)
        remedy = (
            f"Correct variables.{first.variable}.levels in config/studies/{study.study}.yaml. If the labels in the "
        )
        remedy += "file are wrong, have them corrected where it was made, and export it again."
        allowed = f"the meaning that the study file gives: {in_study}"
        yield Problem(path, f"column {column!r} ({first.variable})", f"value labels {in_file}", allowed, remedy)


def _columns_of(study: Study, table: RawTable) -> Iterator[tuple[str, str, Variable]]:
    """Columns of a file that hold a variable; one for each occasion where there are several."""
    codes = occasion_codes(study, table.name).values()
    for name, variable in study_here(study, table.name).variables.items():
        template = variable.column or name
        if variable.files is not None and table.name not in variable.files:
            continue
        for column in dict.fromkeys(template.replace("{occasion}", code) for code in codes):
            if variable.derive is None and column in table.frame.columns:
                yield column, name, variable


def same_label(one: str, other: str) -> bool:
    """Whether two labels mean the same, as far as can be told."""
    one, other = _plain(one), _plain(other)
    return one == other or any(one in words and other in words for words in MEANINGS)


def _plain(text: str) -> str:
    """A label without what only the way of writing makes: capitals, blanks, commas, kinds of dash, full width."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\u2010-\u2015\u2212~]", "-", re.sub(r"[\s,]", "", text))


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)
