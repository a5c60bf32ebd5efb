"""What cleaning found and did, one line each; and the rows that were set aside, with their raw cells."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from burnout.clean.assemble import Assembled
from burnout.clean.contradictions import contradictions
from burnout.clean.marks import Mark
from burnout.clean.rules import DUPLICATE, Judged, declared, first_copies
from burnout.clean.values import as_number, code_key
from burnout.config.study import Study
from burnout.intake import RawTable
from burnout.intake.raw import cells_at, distinct

COLUMNS = ["file", "row", "column", "found", "action", "rule"]
QUARANTINE = ["file", "row", "participant", "occasion", "reason", "answers"]
Line = tuple[str, int | None, str, str, str, str]


ACTIONS = ("quarantined", "left out", "blanked", "flagged", "adjudicated", "reported", "normalised", "missing code")
"""What cleaning does, the gravest first."""
DONE = {"stop": "none found", "quarantine": "quarantined", "flag": "flagged"}
"""What a rule that says itself what is done has led to; one that stops the run has found nothing when a run goes on."""


def count_findings(findings: pd.DataFrame, study: Study) -> pd.DataFrame:
    """How often cleaning found what, without any answer of a person: rule, action, n.

    A row set aside counts once, though it holds the answers of several occasions.

    Parameters
    ----------
    findings : DataFrame
        What `findings_of` gives.
    study : Study
        The study; its rules on contradictions, attention, answer time, same answers and linkage stand in the table also
        when they found nothing.
    """
    aside = findings["column"].eq("") & findings["action"].eq("quarantined")
    again = aside & findings.duplicated(["file", "row", "rule"])
    counts = findings[~again].groupby(["rule", "action"], sort=True, observed=True).size()
    table = counts.rename("n").reset_index().astype({"n": "int64"})
    idle = [(why, DONE[action], 0) for why, action in declared(study).items() if why not in set(table["rule"])]
    if not idle:
        return table
    return pd.concat([table, pd.DataFrame(idle, columns=["rule", "action", "n"])], ignore_index=True)


def told_by_column(findings: pd.DataFrame) -> list[tuple[str, str, str, int]]:
    """What cleaning did, the gravest first, without any answer of a person.

    Parameters
    ----------
    findings : DataFrame
        What `findings_of` gives.

    Returns
    -------
    list of (action, column, rule, times)
        The column is '' for what concerns whole rows, and for what was adjudicated between two entries.
    """
    order = {action: place for place, action in enumerate(ACTIONS)}
    column = findings["column"].where(findings["action"] != "adjudicated", "")
    counts = findings.assign(column=column).groupby(["action", "column", "rule"], sort=True, observed=True).size()
    lines = [(action, column, rule, int(n)) for (action, column, rule), n in counts.items()]
    return sorted(lines, key=lambda line: (order.get(line[0], len(order)), -line[3]))


def findings_of(study: Study, raw: Mapping[str, RawTable], found: Assembled, judged: Judged) -> pd.DataFrame:
    """All findings.

    Returns
    -------
    DataFrame
        Columns file, row, column, found, action (left out, blanked, quarantined, normalised, missing code, reported,
        flagged), rule. The row is missing where a finding is about a whole column. Of a row that was set aside only
        what set it aside is told.
    """
    reason = judged.reason
    rows = [*_rows(raw, found.keys, reason), *_flags(raw, found.keys, judged.flags)]
    parts = [
        pd.DataFrame([*_notes(raw), *_contradictions(study, raw), *rows], columns=COLUMNS),
        _cells(study, raw, found, reason),
        pd.DataFrame(list(_not_legal(raw, found.cells)), columns=COLUMNS),
    ]
    text = dict.fromkeys(["file", "column", "found", "action", "rule"], "str")
    typed = [part.astype({"row": "Int64"} | text) for part in parts]
    table = pd.concat(typed, ignore_index=True)
    return table.sort_values(["file", "row"], kind="stable", na_position="first", ignore_index=True)


def _notes(raw: Mapping[str, RawTable]) -> Iterator[Line]:
    for table in raw.values():
        for note in table.notes:
            yield table.path, note.row, note.column, note.found, note.action, note.rule


def _cells(study: Study, raw: Mapping[str, RawTable], found: Assembled, reason: pd.Series) -> pd.DataFrame:
    """Cells of rows that stay, and what set a row aside."""
    cells = found.cells
    if cells.empty:
        return pd.DataFrame(columns=COLUMNS)
    faulty = "blanked" if study.cleaning.out_of_range == "blank" else "quarantined"
    actions = {"not allowed": faulty, "missing code": "missing code", "normalised": "normalised"}
    rules = {"missing code": "a code for missing", "normalised": "full-width digits"}
    told = (cells["status"] == "not allowed").to_numpy() & (faulty == "quarantined")
    for name in raw:
        staying = found.keys.loc[(reason == "") & (found.keys["file"] == name), "row"]
        told |= (cells["file"] == name).to_numpy() & cells["row"].isin(staying).to_numpy()
    cells = cells[told]
    content = {
        "file": cells["file"].map({name: table.path for name, table in raw.items()}),
        "row": cells["row"],
        "column": cells["column"],
        "found": cells["found"],
        "action": cells["status"].map(actions),
        "rule": cells["status"].map(rules).fillna("allowed: " + cells["allowed"]),
    }
    return pd.DataFrame(content, columns=COLUMNS)


def _rows(raw: Mapping[str, RawTable], keys: pd.DataFrame, reason: pd.Series) -> Iterator[Line]:
    """Rows set aside, told by their number: who it was stands only beside the data, in the quarantine."""
    gone = keys[reason != ""]
    copies = first_copies(keys)
    for row, why in zip(gone.itertuples(), reason[reason != ""], strict=True):
        found = f"row, {row.occasion}" if isinstance(row.occasion, str) else "row"
        if why == DUPLICATE:
            first = copies.loc[row.Index]
            found += f"; the same participant stands in {raw[first['file']].path} row {first['row']} already"
        yield raw[row.file].path, row.row, "", found, "quarantined", why


def _flags(raw: Mapping[str, RawTable], keys: pd.DataFrame, flags: Iterable[Mark]) -> Iterator[Line]:
    """Rows that stay and want a look."""
    for mark in flags:
        for row, found in zip(keys[mark.rows].itertuples(), mark.found or [], strict=True):
            when = f"{row.occasion}: " if isinstance(row.occasion, str) and keys["occasion"].nunique() > 1 else ""
            yield raw[row.file].path, row.row, "", when + found, "flagged", mark.reason


def _contradictions(study: Study, raw: Mapping[str, RawTable]) -> Iterator[Line]:
    """Codes that are called otherwise in the file than in the study file."""
    for one in contradictions(study, raw):
        rule = f"the study file calls code {one.code} {one.in_study!r}"
        yield one.raw.path, None, one.column, f"{one.code} = {one.in_file!r} in the file", "reported", rule


def _not_legal(raw: Mapping[str, RawTable], cells: pd.DataFrame) -> Iterator[Line]:
    """Values that data entry should have refused by the file's own checks, though the study file allows them."""
    faulty = cells[cells["status"] == "not allowed"]
    told = set(zip(faulty["file"], faulty["row"], faulty["column"], strict=True))
    for name, table in raw.items():
        book = table.codebook
        for column in (c for c in table.frame.columns if c in book.ranges or c in book.legal):
            low, high = book.ranges.get(column, (1.0, 0.0))
            legal = {code_key(c) for c in (*book.legal.get(column, ()), *book.missing.get(column, ()))}
            codes, different = distinct(table.frame[column])
            keys = [code_key(cell) for cell in different]
            odd = [not _inside(cell, low, high) and key not in legal for cell, key in zip(different, keys, strict=True)]
            for i in np.flatnonzero(np.array([*odd, False])[codes]):
                row = table.frame.index[i]
                if (name, row, column) not in told:
                    yield table.path, row, column, keys[codes[i]], "reported", "not legal by the file's own checks"


def _inside(cell: str | float, low: float, high: float) -> bool:
    number = as_number(cell)
    return number is not None and low <= number <= high


def quarantine_of(raw: Mapping[str, RawTable], keys: pd.DataFrame, reason: pd.Series) -> pd.DataFrame:
    """Rows set aside.

    Returns
    -------
    DataFrame
        Columns file, row, participant, occasion, reason, answers (the raw cells as JSON text).
    """
    gone = keys[reason != ""]
    table = pd.DataFrame(
        {
            "file": [raw[name].path for name in gone["file"]],
            "row": gone["row"].to_numpy("int64"),
            "participant": gone["participant"].to_numpy(object),
            "occasion": gone["occasion"].to_numpy(object),
            "reason": reason[reason != ""].to_numpy(object),
            "answers": _answers(raw, gone),
        },
        columns=QUARANTINE,
    )
    return table.astype(dict.fromkeys([c for c in QUARANTINE if c != "row"], "str"))


def _answers(raw: Mapping[str, RawTable], rows: pd.DataFrame) -> np.ndarray:
    """Raw cells of rows as JSON text."""
    told = np.full(len(rows), "", dtype=object)
    for name, table in raw.items():
        here = np.flatnonzero(rows["file"] == name)
        positions = rows["position"].to_numpy()[here]
        columns = list(table.frame.columns)
        cells = zip(*(cells_at(table.frame[column], positions) for column in columns), strict=True)
        for i, row in zip(here, cells, strict=True):
            told[i] = json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False)
    return told
