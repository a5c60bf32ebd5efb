"""Double entry: two files of the same forms compared, as EpiData's "validate duplicate files" does, and settled.

Records are matched by id (and occasion), or by record number; only columns that both files have are compared. What
differs is adjudicated on a sheet: record, field, value, who, when. The file's own bytes are never changed: the
adjudicated values are put in as the first entry is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from burnout.adjudication import WHOLE_RECORD, Decision, read_decisions
from burnout.clean.values import as_number, code_key, shown_cell
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake import Note, RawTable, read_file
from burnout.intake.raw import Cell, distinct, listed
from burnout.statistics.intervals import share_interval

if TYPE_CHECKING:
    from burnout.config.study import Study

SUMMARY = [
    "file", "second_file", "records", "only_first", "only_second", "fields", "compared", "differing_records",
    "differing_fields", "error_percent", "conf_low", "conf_high", "adjudicated", "open", "status", "note",
]  # fmt: skip
SHEET = ["file", "record", "field", "first", "second", "value", "who", "when", "status"]
THERE, LACKING = "record is there", "no such record"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Difference:
    """A field with two entries, or a record that one file lacks."""

    record: str
    field: str
    row: int | None
    first: str
    second: str


@dataclass(frozen=True)
class Compared:
    """Two entries compared.

    Parameters
    ----------
    differences : list of Difference
        Fields that differ, in the order of the first file, then records that stand in one file only.
    known : dict of str to int or None
        Records of both files: position in the first, None for one that only the second has.
    columns : list of str
        Columns that were compared.
    records, compared : int
        Records in both; fields compared in all.
    """

    differences: list[Difference]
    known: dict[str, int | None]
    columns: list[str]
    records: int
    compared: int


@dataclass(frozen=True)
class Settled:
    """A file with its second entry: what goes on, the table's row, the sheet, and what must be adjudicated first."""

    raw: RawTable
    summary: dict[str, object]
    sheet: pd.DataFrame
    problems: list[Problem]


def double_entries(study: Study, raw: Mapping[str, RawTable], root: Path) -> dict[str, Settled]:
    """Every file of a study that has a second entry, compared and settled.

    Parameters
    ----------
    study : Study
        The study.
    raw : dict of str to RawTable
        First entries by the names of the study's files; files that could not be read are not there.
    root : Path
        The project's folder.
    """
    found = {name: spec for name, spec in study.files.items() if spec.second is not None and name in raw}
    return {name: _settle_file(study, spec, raw[name], root) for name, spec in found.items()}


def settled(
    study: Study, raw: Mapping[str, RawTable], root: Path
) -> tuple[dict[str, RawTable], pd.DataFrame, pd.DataFrame]:
    """Raw tables with what was adjudicated, the table `double_entry`, and the private sheet `discrepancies`.

    Raises
    ------
    DataError
        A second entry that cannot be compared, or differences that are to be adjudicated first.
    """
    entries = double_entries(study, raw, root)
    problems = [problem for entry in entries.values() for problem in entry.problems]
    if problems:
        raise DataError(problems)
    return {**raw, **{name: entry.raw for name, entry in entries.items()}}, *tables_of(entries)


def tables_of(entries: Mapping[str, Settled]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table of counts, and the private sheet of all differences."""
    counts = dict.fromkeys(SUMMARY[2:9], "int64") | {"adjudicated": "int64", "open": "int64"}
    rates = dict.fromkeys(["error_percent", "conf_low", "conf_high"], "float64")
    texts = dict.fromkeys(["file", "second_file", "status", "note"], "str")
    table = pd.DataFrame([one.summary for one in entries.values()], columns=SUMMARY).astype(counts | rates | texts)
    sheets = [one.sheet for one in entries.values()]
    return table, pd.concat(sheets, ignore_index=True) if sheets else pd.DataFrame(columns=SHEET)


def _settle_file(study: Study, spec: DataFile, first: RawTable, root: Path) -> Settled:
    second = spec.second
    place = f"config/studies/{study.study}.yaml"
    try:
        other = read_file(first.name, second.file_of(spec), root)
        compared = compare(first, other, spec)
        decisions = read_decisions(root, second.adjudicated, first.path, compared.known, compared.columns)
    except DataError as error:
        return Settled(first, _no_summary(first, second.path), pd.DataFrame(columns=SHEET), error.problems)
    return settle(first, compared, decisions, spec, f"files.{first.name}.second in {place}")


def compare(first: RawTable, second: RawTable, spec: DataFile) -> Compared:
    """Two entries of the same forms.

    Raises
    ------
    DataError
        A column by which records are matched is not there, or nothing can be compared.
    """
    by = _matched_by(spec)
    for table in (first, second):
        for column in by:
            if column not in table.frame.columns:
                remedy = "Export it too, or match records by their number (second: match: row)."
                allowed = f"the column {column!r}, by which records are matched"
                raise DataError(Problem(table.path, "header", f"no column {column!r}", allowed, remedy))
    columns = _columns(first, second, spec, by)
    one, two = _records(first, by), _records(second, by)
    places = two.get_indexer(one)
    both = np.flatnonzero(places >= 0)
    if not len(both):
        found = f"none of the {len(two)} records of {second.path} is in {first.path}"
        remedy = "Compare the files of the same forms; look at the column of the ids, or match by record number."
        raise DataError(Problem(second.path, "", found, "the same records in both files", remedy))
    differences, n = [], 0
    for column in columns:
        a = _plain(first.frame[column], spec)[both]
        b = _plain(second.frame[column], spec)[places[both]]
        judged = (a != "") & (b != "") if spec.second.ignore_blank else np.ones(len(both), dtype=bool)
        n += int(judged.sum())
        cells = first.frame[column].array, second.frame[column].array
        for i in both[judged & (a != b)]:
            shown = (_shown(cells[0][i]), _shown(cells[1][places[i]]))
            differences.append((i, Difference(one[i], column, int(first.frame.index[i]), *shown)))
    differences = [difference for _, difference in sorted(differences, key=lambda pair: pair[0])]
    known: dict[str, int | None] = {name: i for i, name in enumerate(one)}
    for i in np.flatnonzero(places < 0):
        differences.append(Difference(one[i], WHOLE_RECORD, int(first.frame.index[i]), THERE, LACKING))
    for name in two[~two.isin(one)]:
        known[name] = None
        differences.append(Difference(name, WHOLE_RECORD, None, LACKING, THERE))
    return Compared(differences, known, columns, len(both), n)


def settle(
    first: RawTable, compared: Compared, decisions: dict[tuple[str, str], Decision], spec: DataFile, place: str
) -> Settled:
    """The first entry with what was adjudicated; what is open stops or is told, as the study file says.

    Parameters
    ----------
    first : RawTable
        The first entry.
    compared : Compared
        The comparison.
    decisions : dict of (record, field) to Decision
        What was adjudicated.
    spec : DataFile
        The file's entry in the study file.
    place : str
        How messages name that entry.
    """
    frame, notes, rows, gone = first.frame.copy(deep=False), list(first.notes), [], []
    open_, changed = [], {}
    for one in compared.differences:
        decision = decisions.get((one.record, one.field))
        position = compared.known[one.record]
        if decision is None:
            open_.append(one)
            done, status = "not adjudicated, first entry taken", "open"
        elif one.field == WHOLE_RECORD:
            done = status = decision.value
            gone += [position] if done == "leave out" and position is not None else []
        else:
            done = status = _whose(one, decision)
            changed.setdefault(one.field, {})[position] = decision.value
        notes.append(_note(one, decision, done))
        said = (decision.value, decision.who, decision.when) if decision else ("", "", "")
        rows.append((first.path, one.record, one.field, one.first, one.second, *said, status))
    for column, values in changed.items():
        frame[column] = _with(frame[column], values)
    if gone:
        frame = frame.drop(frame.index[gone])
    raw = replace(first, frame=frame, notes=tuple(notes))
    summary = _summary(first, compared, spec.second.path, len(open_))
    problems = [_open(first, open_, place)] if open_ and spec.second.unresolved == "stop" else []
    return Settled(raw, summary, pd.DataFrame(rows, columns=SHEET), problems)


def _whose(one: Difference, decision: Decision) -> str:
    key = code_key(decision.value)
    same = (f"{name} entry taken" for name in ("first", "second") if code_key(getattr(one, name)) == key)
    return next(same, "other value taken")


def _note(one: Difference, decision: Decision | None, done: str) -> Note:
    """What was done, for the findings; the rule, which is counted in public, holds no answer."""
    found = f"record {one.record}: {one.first or 'empty'} and {one.second or 'empty'}"
    found += f"; {decision.value or 'empty'} by {decision.who}, {decision.when}" if decision else ""
    column = "" if one.field == WHOLE_RECORD else one.field
    return Note(one.row or 0, column, found, "adjudicated" if decision else "reported", f"double entry: {done}")


def _with(column: pd.Series, values: dict[int, str]) -> pd.Series:
    """A raw column with some cells replaced; numbers where the file holds numbers."""
    cells = column.astype(object).to_numpy(copy=True)
    cells[pd.isna(cells)] = None
    numbers = any(isinstance(cell, float) for cell in cells)
    for position, text in values.items():
        number = as_number(text) if numbers and text else None
        cells[position] = None if text == "" else text if number is None else number
    return pd.Series(cells, index=column.index, dtype=object)


def _open(first: RawTable, open_: list[Difference], place: str) -> Problem:
    told = [f"record {d.record}, {d.field}: {d.first or 'empty'} / {d.second or 'empty'}" for d in open_[:5]]
    found = f"{len(open_)} differences between the two entries are not adjudicated: {'; '.join(told)}"
    found += f" and {len(open_) - 5} more" if len(open_) > 5 else ""
    remedy = (
        "Write them out with `burnout entries STUDY --output sheet.csv`, fill in value, who and when from the forms, "
        f"and name the sheet under {place} (adjudicated). Or set unresolved: first, which takes the first entry."
    )
    return Problem(first.path, "", found, "one value for each field, adjudicated", remedy)


def _summary(first: RawTable, compared: Compared, second: str, still_open: int) -> dict[str, object]:
    fields = [d for d in compared.differences if d.field != WHOLE_RECORD]
    low, high = share_interval(len(fields), compared.compared, CONFIDENCE) if compared.compared else (np.nan, np.nan)
    lone = [d for d in compared.differences if d.field == WHOLE_RECORD]
    return {
        "file": first.path,
        "second_file": second,
        "records": compared.records,
        "only_first": sum(d.first == THERE for d in lone),
        "only_second": sum(d.second == THERE for d in lone),
        "fields": len(compared.columns),
        "compared": compared.compared,
        "differing_records": len({d.record for d in fields}),
        "differing_fields": len(fields),
        "error_percent": 100 * len(fields) / compared.compared if compared.compared else np.nan,
        "conf_low": 100 * low,
        "conf_high": 100 * high,
        "adjudicated": len(compared.differences) - still_open,
        "open": still_open,
        "status": "ok" if compared.compared else "not-estimable",
        "note": f"{still_open} differences are not adjudicated; the first entry was taken." if still_open else "",
    }


def _no_summary(first: RawTable, second: str) -> dict[str, object]:
    none = dict.fromkeys(SUMMARY, 0) | dict.fromkeys(["error_percent", "conf_low", "conf_high"], np.nan)
    return none | {"file": first.path, "second_file": second, "status": "not-estimable", "note": "Not compared."}


def _matched_by(spec: DataFile) -> list[str]:
    if spec.second.match == "row" or spec.id is None:
        return []
    return [spec.id, *([spec.occasion_column] if spec.occasion_column else [])]


def _columns(first: RawTable, second: RawTable, spec: DataFile, by: list[str]) -> list[str]:
    both = [c for c in first.frame.columns if c in second.frame.columns and c not in by]
    wanted = spec.second.columns
    lacking = [c for c in wanted or [] if c not in both]
    if lacking or not both:
        found = f"no column {lacking[0]!r} in both files" if lacking else "no column that the first entry has too"
        remedy = "Correct second: columns in the study file, or the header of the second file."
        raise DataError(Problem(second.path, "header", found, f"columns of both: {listed(both)}", remedy))
    return [c for c in both if wanted is None or c in wanted]


def _records(table: RawTable, by: list[str]) -> pd.Index:
    """Names of the records: what identifies them; ``17 (2)`` for the second one of a name."""
    if not by:
        names = [str(row) for row in table.frame.index]
    else:
        parts = [_keys(table.frame[column]) for column in by]
        names = [", ".join(p or "empty" for p in one) for one in zip(*parts, strict=True)]
    nth = pd.Series(names, dtype=object).groupby(names, sort=False).cumcount()
    return pd.Index([f"{name} ({n + 1})" if n else name for name, n in zip(names, nth, strict=True)], dtype=object)


def _keys(cells: pd.Series) -> np.ndarray:
    codes, different = distinct(cells)
    return np.array([*(code_key(cell) for cell in different), ""], dtype=object)[codes]


def _plain(cells: pd.Series, spec: DataFile) -> np.ndarray:
    """Cells as they are compared: 1, 01 and 1.0 are the same."""
    found = _keys(cells)
    return np.array([text.casefold() for text in found], dtype=object) if spec.second.ignore_case else found


def _shown(cell: Cell) -> str:
    return "" if pd.isna(cell) else shown_cell(cell)
