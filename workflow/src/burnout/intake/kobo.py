"""KoboToolbox and ODK exports: names with groups before them, questions of several answers, and an XLSForm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from burnout.clean.values import shown_cell
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.detect import kind_of
from burnout.intake.raw import Codebook, Note, RawTable, cells_at, distinct, listed
from burnout.intake.table import read_csv, read_excel
from burnout.intake.xlsform import MULTIPLE, Question, codebook_of, read_form

PRIVATE = ("deviceid", "phonenumber", "subscriberid", "simserial", "simid", "username", "email", "_geolocation")
PRIVATE += ("_submitted_by", "submittername", "submitterid")
"""Columns of the system that could identify a person or a place; they are never returned."""
PLACE = re.compile(r"_?(.+?)[_-](latitude|longitude|altitude|precision|accuracy)", re.IGNORECASE)
IDENTIFIES = "a column that tells who or where somebody is"
REPEATS = ("_submission__id", "_parent_index", "PARENT_KEY")
"""Columns of the file of a repeated group, of which one person has several rows."""


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """An export of KoboToolbox or ODK, of XML values (codes); a row is a submission.

    Group names before a question are left out where the rest is still different for each column; a column of one choice
    of a question with several answers is called ``question/choice``. With an XLSForm (`dictionary`) questions whose
    answers stand in one cell are parted into such columns.

    Raises
    ------
    DataError
        A file is missing, empty or cannot be read, holds a repeated group, or labels instead of codes.
    """
    path = root / spec.path
    raw = read_excel(name, spec, root) if kind_of_file(path) != "csv" else read_csv(name, spec, root)
    repeats = [column for column in REPEATS if column in raw.frame.columns]
    if repeats:
        found = f"the rows of a repeated group (column {repeats[0]})"
        remedy = "Name the main table of the export; count or sum the repeated answers into it if they are needed."
        raise DataError(Problem(spec.path, "header", found, "one row for each submission", remedy))
    raw = replace(raw, frame=raw.frame.rename(columns=short_names(list(raw.frame.columns))))
    questions = read_form(root, spec.dictionary) if spec.dictionary is not None else []
    raw = _without(raw, questions, spec)
    if not questions:
        return raw
    _require_codes(raw, questions, spec)
    raw = _parted(raw, questions)
    return replace(raw, codebook=codebook_of(questions, list(raw.frame.columns)))


def kind_of_file(path: Path) -> str:
    """Kind of a file, '' when it is not there: its reader then says so."""
    return kind_of(path)[0] if path.is_file() else "csv"


def short_names(columns: Sequence[str]) -> dict[str, str]:
    """New names of columns: groups are left out, choices keep the question they belong to.

    Parameters
    ----------
    columns : sequence of str
        Names as ``group/question`` or ``group/question/choice``.

    Returns
    -------
    dict
        Old name to new name, for every column; those that would be the same keep what they have.
    """
    there, made = set(columns), {}
    for column in columns:
        before, slash, last = column.rpartition("/")
        parent = before.rpartition("/")[2]
        made[column] = f"{parent}/{last}" if slash and before in there else last if slash and last else column
    times = pd.Series(list(made.values())).value_counts()
    return {old: new if times[new] == 1 else old for old, new in made.items()}


def _without(raw: RawTable, questions: Sequence[Question], spec: DataFile) -> RawTable:
    """The table without columns that tell who or where somebody is; the study's `id` stays."""
    columns = list(raw.frame.columns)
    places = {match[1] for column in columns if (match := PLACE.fullmatch(column))}
    places |= {question.name for question in questions if question.kind in ("geopoint", "geotrace", "geoshape")}
    gone = []
    for column in columns:
        match = PLACE.fullmatch(column)
        where = column in places or (match is not None and match[1] in places)
        if column != spec.id and (where or column.casefold() in PRIVATE):
            gone.append(column)
    notes = [Note(None, column, "a whole column", "left out", IDENTIFIES) for column in gone]
    return replace(raw, frame=raw.frame.drop(columns=gone), notes=(*raw.notes, *notes))


def _require_codes(raw: RawTable, questions: Sequence[Question], spec: DataFile) -> None:
    """The form and the file belong together, and choices stand as codes."""
    there = [question for question in questions if question.name in raw.frame.columns]
    if not there:
        found = f"none of the questions of {spec.dictionary}: its columns are {listed(list(raw.frame.columns))}"
        remedy = "Export 'XML values and headers', and name the XLSForm of the same project."
        raise DataError(Problem(raw.path, "header", found, "the names of the form's questions", remedy))
    for question in there:
        codes = {str(code) for code in question.choices}
        cells = {shown_cell(cell) for cell in distinct(raw.frame[question.name])[1] if not pd.isna(cell)}
        if codes and cells and not cells & codes and cells & set(question.choices.values()):
            found = f"labels ({listed(sorted(cells))}) instead of codes"
            remedy = "Export the data again as 'XML values and headers', not as labels."
            raise DataError(Problem(raw.path, f"column {question.name!r}", found, listed(sorted(codes)), remedy))


def _parted(raw: RawTable, questions: Sequence[Question]) -> RawTable:
    """Questions of several answers in one cell ("a c"), as a column of 0 and 1 for each choice."""
    frame = raw.frame
    for question in questions:
        columns = [f"{question.name}/{code}" for code in question.choices]
        if question.kind != MULTIPLE or question.name not in frame.columns or set(columns) & set(frame.columns):
            continue
        cells = cells_at(frame[question.name], range(len(frame)))
        chosen = [None if cell is None else set(shown_cell(cell).split()) for cell in cells]
        made = {
            column: [None if told is None else float(str(code) in told) for told in chosen]
            for column, code in zip(columns, question.choices, strict=True)
        }
        frame = pd.concat([frame, pd.DataFrame(made, index=frame.index, dtype=object)], axis=1)
    return replace(raw, frame=frame, codebook=Codebook())
