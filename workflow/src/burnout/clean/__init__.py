"""Cleaning: raw files in, rows of one participant and occasion out, and a record of everything set aside or changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from burnout.clean.assemble import Assembled, assemble
from burnout.clean.contradictions import label_problems
from burnout.clean.findings import count_findings, findings_of, quarantine_of, told_by_column
from burnout.clean.first_code import answered, first_code_questions
from burnout.clean.flow import flow_of
from burnout.clean.layout import config_problems, is_item
from burnout.clean.missing import missingness
from burnout.clean.people import as_text
from burnout.clean.problems import MOST, file_problems, occasion_problems, row_problems
from burnout.clean.rules import Judged, derive, in_order, judge
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.errors import DataError, Problem
from burnout.intake import RawTable

__all__ = ["Cleaned", "check", "clean", "count_findings", "missingness", "told_by_column"]


@dataclass(frozen=True)
class Cleaned:
    """What cleaning gives.

    Parameters
    ----------
    data : DataFrame
        One row per participant and occasion: participant, occasion, site, variables, items.
    quarantine : DataFrame
        Rows set aside: file, row, participant, occasion, reason, answers (raw cells as JSON text).
    flow : DataFrame
        stage, n, reason, part.
    findings : DataFrame
        file, row, column, found, action, rule.
    """

    data: pd.DataFrame
    quarantine: pd.DataFrame
    flow: pd.DataFrame
    findings: pd.DataFrame


@dataclass(frozen=True)
class _Inspected:
    problems: list[Problem]
    found: Assembled | None = None
    judged: Judged | None = None


def check(
    study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable], most: int = MOST
) -> list[Problem]:
    """All problems in the data that must stop a run.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    raw : mapping of str to RawTable
        Raw tables by the names of the study's files. A file that is not among them (it could not be read) is left out.
    most : int
        How many problems of a kind and file are told one by one.

    Returns
    -------
    list of Problem
        Empty when the data can be cleaned.
    """
    return _inspect(study, instruments, raw, most).problems


def clean(study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]) -> Cleaned:
    """Clean data, with everything that was set aside or changed.

    Parameters
    ----------
    study : Study
        The study, with its cleaning rules.
    instruments : mapping of str to Instrument
        Instruments by name.
    raw : mapping of str to RawTable
        Raw tables by the names of the study's files.

    Raises
    ------
    DataError
        With all problems of `check`, or when a file was not read.
    """
    unread = [spec.path for name, spec in study.files.items() if name not in raw]
    if unread:
        raise DataError([Problem(path, "", "not read", "every file of the study", "Read it first.") for path in unread])
    inspected = _inspect(study, instruments, raw)
    if inspected.problems or inspected.found is None or inspected.judged is None:
        raise DataError(inspected.problems)
    found, judged = inspected.found, inspected.judged
    reason = judged.reason
    stays = (reason == "").to_numpy()
    return Cleaned(
        data=_typed(study, *((found.keys, found.values) if stays.all() else (found.keys[stays], found.values[stays]))),
        quarantine=quarantine_of(raw, found.keys, reason),
        flow=flow_of(study, found.keys.assign(reason=reason, status=_status(study, found.values))),
        findings=findings_of(study, raw, found, judged),
    )


def _inspect(
    study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable], most: int = MOST
) -> _Inspected:
    problems = config_problems(study, instruments)
    complete = all(name in raw for name in study.files)
    if not complete:
        study = study.model_copy(update={"files": {n: spec for n, spec in study.files.items() if n in raw}})
    problems += file_problems(study, instruments, raw)
    if complete:
        problems += occasion_problems(study, instruments, raw)
    if problems or not study.files:
        return _Inspected(problems)
    asked = list(first_code_questions(study, instruments, raw))
    problems = [*(question.problem for question in asked), *label_problems(study, raw)]
    study = answered(study, asked)
    found = assemble(study, instruments, raw)
    found = replace(found, values=found.values.assign(**derive(study, found.values)))
    judged = judge(study, instruments, found.keys, found.values)
    problems += row_problems(study, raw, found, judged.stops, most)
    if not problems and complete and (judged.reason != "").all():
        problems = [_nothing_left(study, raw, judged.reason)]
    return _Inspected(problems, found, judged)


def _nothing_left(study: Study, raw: Mapping[str, RawTable], reason: pd.Series) -> Problem:
    counts = reason.astype(object).value_counts()
    told = ", ".join(f"{counts[why]} {why}" for why in in_order(study) if why in counts)
    remedy = "Check the rules under 'cleaning' in the study file against the data."
    file = ", ".join(table.path for table in raw.values())
    return Problem(file, "", f"no row is left after cleaning: {told}", "at least one row", remedy)


def _status(study: Study, values: pd.DataFrame) -> pd.Series | None:
    """How participation ended, where the study tells it."""
    if study.paired is None or study.paired.attrition is None:
        return None
    return values[study.paired.attrition.variable]


def _typed(study: Study, keys: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Columns in the order and with the types of clean data."""
    columns = {
        "participant": keys["participant"],
        "occasion": keys["occasion"].cat.as_ordered(),
        "site": as_text(keys["site"]),
    }
    for name, variable in study.variables.items():
        if variable.type == "number":
            columns[name] = rows[name].astype(float)
        elif variable.type == "text":
            columns[name] = rows[name].astype("str")
        else:
            columns[name] = rows[name]
    items = {name: rows[name].astype(float) for name in rows.columns if is_item(study, name)}
    return pd.DataFrame(columns | items, index=rows.index).reset_index(drop=True)
