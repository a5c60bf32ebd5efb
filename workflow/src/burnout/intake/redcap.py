"""REDCap exports: a text file of raw codes, explained by the project's data dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from burnout.clean.values import as_number, shown_cell
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Codebook, Note, RawTable, cells_at, listed
from burnout.intake.redcap_dictionary import Entry, codebook_of, read_dictionary
from burnout.intake.table import read_csv

EVENT = "redcap_event_name"
FORM, INSTANCE = "redcap_repeat_instrument", "redcap_repeat_instance"
PRIVATE = ("redcap_survey_identifier",)
"""Columns of REDCap itself that could identify a person; they are never returned."""

IDENTIFIES = "a column that identifies people, by the data dictionary"
UNEXPLAINED = "no data dictionary was given: what codes mean and which columns identify people is not known"


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """A REDCap export of raw data; a row is a record and event.

    Fields that the dictionary flags as identifiers are left out, except the one that the study file names as `id`. Rows
    of repeating forms are dealt with as `repeats` in the study file says.

    Raises
    ------
    DataError
        A file is missing, empty or cannot be read, the two do not belong together, labels were exported instead of
        codes, or there are repeating forms and the study file does not say what to take.
    """
    raw = read_csv(name, spec, root)
    if spec.dictionary is None:
        note = Note(None, "", "a REDCap export", "reported", UNEXPLAINED)
        return _repeated(_without(replace(raw, notes=(*raw.notes, note)), PRIVATE, spec), spec)
    entries = read_dictionary(root, spec.dictionary)
    _require_same(raw, entries, spec)
    book = codebook_of(entries, list(raw.frame.columns))
    raw = replace(raw, codebook=book)
    _require_codes(raw, entries)
    private = [column for entry in entries if entry.identifier for column in entry.columns()]
    return _repeated(_without(raw, [*PRIVATE, *private], spec), spec)


def _require_same(raw: RawTable, entries: Sequence[Entry], spec: DataFile) -> None:
    """The export and the dictionary are of one project: every column is explained."""
    known = {column for entry in entries for column in entry.columns()}
    known |= {f"{entry.form}_{end}" for entry in entries for end in ("complete", "timestamp")}
    strange = [c for c in raw.frame.columns if c not in known and not c.startswith("redcap_")]
    if not strange:
        return
    labels = {entry.label for entry in entries}
    remedy = "Name the dictionary of the same project, downloaded at the same time."
    if any(column in labels for column in strange):
        remedy = "Export the data again from REDCap as 'CSV (raw data)', not as labels."
    found = f"columns that {spec.dictionary} does not explain: {listed(strange)}"
    raise DataError(Problem(raw.path, "header", found, "the fields of the data dictionary", remedy))


def _require_codes(raw: RawTable, entries: Sequence[Entry]) -> None:
    """Choices stand as codes, not as labels."""
    for entry in entries:
        codes = {str(code) for code in entry.choices}
        if entry.type == "checkbox" or not codes or entry.name not in raw.frame.columns:
            continue
        cells = {shown_cell(cell) for cell in raw.frame[entry.name].dropna().unique()}
        if cells and not cells & codes and cells & set(entry.choices.values()):
            found = f"labels ({listed(sorted(cells))}) instead of codes"
            remedy = "Export the data again from REDCap as 'CSV (raw data)', not as labels."
            raise DataError(Problem(raw.path, f"column {entry.name!r}", found, listed(sorted(codes)), remedy))


def _without(raw: RawTable, private: Sequence[str], spec: DataFile) -> RawTable:
    """The table without columns that identify people; the one that is the study's `id` stays, and is told."""
    there = [column for column in raw.frame.columns if column in private]
    notes = [
        Note(None, column, "the study's id", "reported", IDENTIFIES)
        if column == spec.id
        else Note(None, column, "a whole column", "left out", IDENTIFIES)
        for column in there
    ]
    gone = [column for column in there if column != spec.id]
    kept = {key: {c: v for c, v in getattr(raw.codebook, key).items() if c not in gone} for key in _BOOK}
    frame = raw.frame.drop(columns=gone)
    return replace(raw, frame=frame, codebook=Codebook(**kept), notes=(*raw.notes, *notes))


_BOOK = ("labels", "value_labels", "missing", "ranges", "legal")


def _repeated(raw: RawTable, spec: DataFile) -> RawTable:
    """One row for each record and event: rows of repeating forms as the study file says."""
    columns = [column for column in (FORM, INSTANCE) if column in raw.frame.columns]
    repeating = np.zeros(len(raw.frame), dtype=bool)
    for column in columns:
        repeating |= raw.frame[column].notna().to_numpy()
    rest = raw.frame.drop(columns=columns)
    if not repeating.any():
        return replace(raw, frame=rest)
    rows, n = raw.frame.index[repeating], int(repeating.sum())
    if spec.repeats == "stop":
        forms = sorted({shown_cell(c) for c in raw.frame[FORM].dropna().unique()}) if FORM in columns else []
        found = f"{n} rows of repeating forms or events" + (f" ({listed(forms)})" if forms else "")
        remedy = f"Write 'repeats: leave-out', 'repeats: first' or 'repeats: last' under files.{raw.name}."
        allowed = "one row for each person and event, or a rule for those that repeat"
        raise DataError(Problem(raw.path, f"row {rows[0]}, column {columns[0]!r}", found, allowed, remedy))
    rule = f"rows of repeating forms (repeats: {spec.repeats})"
    note = Note(int(rows[0]), columns[0], f"{n} rows", "left out", rule)
    if spec.repeats == "leave-out":
        return replace(raw, frame=rest[~repeating], notes=(*raw.notes, note))
    merged = _merged(raw.frame, rest, repeating, spec)
    note = replace(note, found=f"{n} rows, of which each person and event keeps the {spec.repeats}")
    return replace(raw, frame=merged, notes=(*raw.notes, note))


def _merged(frame: pd.DataFrame, rest: pd.DataFrame, repeating: np.ndarray, spec: DataFile) -> pd.DataFrame:
    """The first or last answers of each repeating form, in the row of its person and event."""
    keys = [rest.columns[0], *([EVENT] if EVENT in rest.columns else [])]
    who = list(zip(*(cells_at(rest[key], np.arange(len(rest))) for key in keys), strict=True))
    forms = cells_at(frame[FORM], np.arange(len(frame))) if FORM in frame.columns else [None] * len(frame)
    turns = [_turn(cell) for cell in cells_at(frame[INSTANCE], np.arange(len(frame)))] if INSTANCE in frame else None
    order = sorted(np.flatnonzero(repeating), key=lambda i: i if turns is None else turns[i])
    taken: dict[tuple, int] = {}
    for i in order if spec.repeats == "first" else reversed(order):
        taken.setdefault((who[i], forms[i]), i)
    base: dict[tuple, int] = {}
    for i in np.flatnonzero(~repeating):
        base.setdefault(who[i], i)
    cells = rest.astype(object).where(rest.notna(), None).to_numpy()
    keep = ~repeating
    for (person, _), i in taken.items():
        place = base.setdefault(person, i)
        keep[place] = True
        if place != i:
            cells[place] = [new if old is None else old for old, new in zip(cells[place], cells[i], strict=True)]
    return pd.DataFrame(cells[keep], index=rest.index[keep], columns=rest.columns, dtype=object)


def _turn(cell: object) -> float:
    number = as_number(cell) if isinstance(cell, str | float) else None
    return 0.0 if number is None else number
