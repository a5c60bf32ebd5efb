"""Everything in the data that must stop a run, found in one go."""

from __future__ import annotations

import datetime
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from burnout.clean.assemble import Assembled
from burnout.clean.layout import Want, occasion_codes, occasions_of, wants_of
from burnout.clean.marks import Mark
from burnout.clean.rules import UNMATCHED, first_copies
from burnout.clean.values import shown_cell
from burnout.config.data import DataFile
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.errors import Problem
from burnout.intake import RawTable
from burnout.intake.raw import cells_at, listed

MOST = 20
"""Problems of one kind in one file that are told one by one."""

LONGEST = 80
"""Characters of a cell that a message shows."""

DAYS = (18_264, 54_788)
"""Numbers that Excel gives the days from 1950 to 2049."""

WRONG_COLUMN = (5, 0.5)
"""From so many cells, and over so large a share of them, the column is taken to be the wrong one."""


def capped(problems: Iterable[Problem], what: str, most: int = MOST) -> list[Problem]:
    """The first problems of a kind for each file, and how many more there are."""
    shown: list[Problem] = []
    counts: dict[str, int] = {}
    for problem in problems:
        counts[problem.file] = counts.get(problem.file, 0) + 1
        if counts[problem.file] <= most:
            shown.append(problem)
    for file, n in counts.items():
        if n > most:
            remedy = "Correct those above first; often they have one cause."
            shown.append(Problem(file, "", f"and {n - most} more {what}", "", remedy))
    return shown


def file_problems(study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]) -> list[Problem]:
    """Files without rows, and columns that the study names and a file lacks."""
    problems: list[Problem] = []
    for name, spec in study.files.items():
        table = raw[name]
        if table.frame.empty:
            remedy = "Export or copy the data again."
            problems.append(Problem(table.path, "", "no rows below the column names", "at least one row", remedy))
        problems += _missing_columns(study, table, spec, wants_of(study, instruments, name))
    return problems


def _missing_columns(study: Study, table: RawTable, spec: DataFile, wants: list[Want]) -> list[Problem]:
    """Columns that are not in a file, told once for each place in the study file that names them."""
    wanted: dict[str, list[str]] = {}
    for key in ("id", "occasion_column"):
        if (column := getattr(spec, key)) is not None:
            wanted[f"files.{table.name}.{key}"] = [column]
    codes = occasion_codes(study, table.name)
    for occasion in occasions_of(study, wants, spec, table):
        for want in wants:
            columns = wanted.setdefault(want.place, [])
            if (column := want.column(codes[occasion])) not in columns:
                columns.append(column)
    there = list(table.frame.columns)
    problems = []
    for place, columns in wanted.items():
        lacking = [column for column in columns if column not in there]
        if lacking:
            problems.append(_missing_column(study, table, place, lacking))
    return problems


def _missing_column(study: Study, table: RawTable, place: str, lacking: list[str]) -> Problem:
    there = list(table.frame.columns)
    word = f"no column {lacking[0]!r}" if len(lacking) == 1 else f"no columns {listed(lacking)}"
    near = nearest(lacking[0], there)
    where = f"{place} in config/studies/{study.study}.yaml"
    remedy = f"Did you mean {near!r}? Correct {where}." if near else f"Correct {where}, or the header of the data file."
    return Problem(table.path, "header", f"{word} ({place} names it)", f"the file's columns: {listed(there)}", remedy)


def nearest(name: str, among: list[str]) -> str | None:
    """The most similar name, whatever its capitals; None when none is similar."""
    folded = {other.casefold(): other for other in among}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1)
    return folded[near[0]] if near else None


def occasion_problems(
    study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]
) -> Iterator[Problem]:
    """Occasions for which no file has columns."""
    told: set[str] = set()
    for name, spec in study.files.items():
        told |= set(occasions_of(study, wants_of(study, instruments, name), spec, raw[name]))
    for occasion in study.occasions:
        if occasion not in told:
            wide = [(n, w) for n in raw for w in wants_of(study, instruments, n) if w.per_occasion]
            named = [want.column(occasion_codes(study, n)[occasion]) for n, want in wide]
            file = raw[wide[0][0]].path if wide else next(iter(study.files.values())).path
            found = f"no file with answers of occasion {occasion!r}"
            allowed = f"columns such as {listed(named)}" if named else "a file for every occasion of the study"
            remedy = f"Correct occasions.{occasion}.code in the study file, or remove the occasion."
            yield Problem(file, "header", found, allowed, remedy)


def row_problems(
    study: Study, raw: Mapping[str, RawTable], found: Assembled, stops: Iterable[Mark] = (), most: int = MOST
) -> list[Problem]:
    """Rows and cells that must stop the run by the study's cleaning rules."""
    rules = study.cleaning
    problems = capped(_occasions(study, raw, found.keys), "rows with an unknown occasion", most)
    if rules.duplicates == "stop":
        problems += capped(_nameless(study, raw, found.keys), "rows without an identification", most)
        problems += capped(_duplicates(study, raw, found.keys), "duplicated records", most)
    if rules.out_of_range == "stop":
        problems += capped(_cells(raw, found.cells), "values that are not allowed", most)
    else:
        problems += _wrong_columns(raw, found)
    for mark in stops:
        problems += capped(_broken(raw, found.keys, mark), f"rows that break the rule: {mark.reason}", most)
    return problems


def _broken(raw: Mapping[str, RawTable], keys: pd.DataFrame, mark: Mark) -> Iterator[Problem]:
    """Rows that break a rule which says that they stop the run."""
    for row, found in zip(keys[mark.rows].itertuples(), mark.found or [], strict=True):
        remedy = f"Look it up and correct it, or set {mark.place} to quarantine or flag."
        what = f"{mark.reason}: {found}"
        yield Problem(raw[row.file].path, f"row {row.row}", what[: 3 * LONGEST], "rows that keep to the rule", remedy)


def _occasions(study: Study, raw: Mapping[str, RawTable], keys: pd.DataFrame) -> Iterator[Problem]:
    if study.cleaning.unmatched_occasion != "stop":
        return
    for row in keys[keys["unmatched"] == UNMATCHED[0]].itertuples():
        allowed = ", ".join(occasion_codes(study, row.file).values())
        table, column = raw[row.file], study.files[row.file].occasion_column
        found = shown_cell(cells_at(table.frame[column], [row.position])[0]) or "an empty cell"
        remedy = "Correct the cell, declare the occasion's code, or set cleaning.unmatched_occasion to quarantine."
        yield Problem(table.path, f"row {row.row}, column {column!r}", f"the occasion {found!r}", allowed, remedy)


def _nameless(study: Study, raw: Mapping[str, RawTable], keys: pd.DataFrame) -> Iterator[Problem]:
    for row in keys[keys["participant"].isna()].drop_duplicates(["file", "row"]).itertuples():
        place = f"row {row.row}, column {study.files[row.file].id!r}"
        remedy = "Fill in who it is, or set cleaning.duplicates to quarantine, which sets such rows aside."
        yield Problem(raw[row.file].path, place, "an empty cell", "what identifies the participant", remedy)


def _duplicates(study: Study, raw: Mapping[str, RawTable], keys: pd.DataFrame) -> Iterator[Problem]:
    copies = first_copies(keys).add_suffix("_first")
    both = keys.loc[copies.index, ["file", "row", "participant", "occasion"]].join(copies)
    for row in both.drop_duplicates(["file", "row"]).itertuples():
        table, first = raw[row.file], raw[row.file_first]
        other = f"row {row.row_first}" if first is table else f"{first.path} row {row.row_first}"
        when = f" ({row.occasion})" if len(study.occasions) > 1 else ""
        found = f"{row.participant!r}{when}, which stands in {other} already"
        remedy = "Correct or remove one of the rows, or set cleaning.duplicates to quarantine (keeps the first)."
        if first is not table and not (study.files[row.file].site and study.files[row.file_first].site):
            remedy = f"If they are people of two sites, write 'site:' under files.{row.file_first} and "
            remedy += f"files.{row.file} in the study file, which tells their ids apart. Else: {remedy}"
        place = f"row {row.row}, column {study.files[row.file].id!r}"
        yield Problem(table.path, place, found, "each participant once per occasion", remedy)


def _cells(raw: Mapping[str, RawTable], cells: pd.DataFrame) -> Iterator[Problem]:
    for cell in cells[cells["status"] == "not allowed"].itertuples():
        rule = "set cleaning.out_of_range to blank or quarantine"
        remedy = f"{date_hint(cell.found)}Look it up and correct it, declare it as a missing code, or {rule}."
        place = f"row {cell.row}, column {cell.column!r} ({cell.target})"
        yield Problem(raw[cell.file].path, place, repr(cell.found[:LONGEST]), cell.allowed, remedy)


def date_hint(found: str) -> str:
    """What to look at first when a value that is not allowed may be a date that Excel made or wrote as a number."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?", found):
        return (
            "Excel may have made a date of the entry ('1-2' is 2 January to it): look at it with the column as text. "
        )
    if re.fullmatch(r"\d{5}", found) and DAYS[0] <= int(found) <= DAYS[1]:
        day = datetime.date(1899, 12, 30) + datetime.timedelta(days=int(found))
        return f"It may be a date, which Excel counts in days ({day.isoformat()}): check that it is the right column. "
    return ""


def _wrong_columns(raw: Mapping[str, RawTable], found: Assembled) -> Iterator[Problem]:
    """Columns in which most values are not allowed: not single faults, but another column or another coding."""
    faulty = found.cells[found.cells["status"] == "not allowed"]
    least, share = WRONG_COLUMN
    for (file, column), cells in faulty.groupby(["file", "column"], sort=False):
        n = found.answered[(file, column)]
        if len(cells) >= least and len(cells) > share * n:
            first = cells.iloc[0]
            what = f"{len(cells)} of {n} values are not allowed, for example {first['found']!r} in row {first['row']}"
            remedy = "Check that it is the right column; check levels, range, first_code, answer_texts, missing."
            place = f"column {column!r} ({first['target']})"
            yield Problem(raw[file].path, place, what, first["allowed"], remedy)
