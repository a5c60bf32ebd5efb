"""What cleaning found and did, one line each; and the rows that were set aside, with their raw cells."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping

import pandas as pd

from burnout.clean.assemble import Assembled
from burnout.clean.rules import DUPLICATE, first_copies
from burnout.clean.values import as_number, code_key
from burnout.config.data import Variable
from burnout.config.study import Study
from burnout.intake import RawTable

COLUMNS = ["file", "row", "column", "found", "action", "rule"]
QUARANTINE = ["file", "row", "participant", "occasion", "reason", "answers"]
Line = tuple[str, int | None, str, str, str, str]


def count_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """How often cleaning found what, without any answer of a person: rule, action, n.

    Parameters
    ----------
    findings : DataFrame
        What `findings_of` gives.
    """
    counts = findings.groupby(["rule", "action"], sort=True, observed=True).size()
    return counts.rename("n").reset_index().astype({"n": "int64"})


def findings_of(study: Study, raw: Mapping[str, RawTable], found: Assembled, reason: pd.Series) -> pd.DataFrame:
    """All findings.

    Returns
    -------
    DataFrame
        Columns file, row, column, found, action (left out, blanked, quarantined, normalised, missing code, reported),
        rule. The row is missing where a finding is about a whole column. Of a row that was set aside only what set
        it aside is told.
    """
    lines = [*_notes(raw), *_contradictions(study, raw), *_rows(raw, found.keys, reason)]
    lines += [*_cells(study, raw, found, reason), *_not_legal(raw, found.cells)]
    text = dict.fromkeys(["file", "column", "found", "action", "rule"], "str")
    table = pd.DataFrame(lines, columns=COLUMNS).astype({"row": "Int64"} | text)
    return table.sort_values(["file", "row"], kind="stable", na_position="first", ignore_index=True)


def _notes(raw: Mapping[str, RawTable]) -> Iterator[Line]:
    for table in raw.values():
        for note in table.notes:
            yield table.path, note.row, note.column, note.found, note.action, note.rule


def _cells(study: Study, raw: Mapping[str, RawTable], found: Assembled, reason: pd.Series) -> Iterator[Line]:
    staying = set(found.keys.loc[reason == "", ["file", "row"]].itertuples(index=False, name=None))
    faulty = "blanked" if study.cleaning.out_of_range == "blank" else "quarantined"
    actions = {"not allowed": faulty, "missing code": "missing code", "normalised": "normalised"}
    rules = {"missing code": "a code for missing", "normalised": "full-width digits"}
    for cell in found.cells.itertuples(index=False):
        if (cell.file, cell.row) not in staying and (cell.status != "not allowed" or faulty == "blanked"):
            continue
        rule = rules.get(cell.status) or f"allowed: {cell.allowed}"
        yield raw[cell.file].path, cell.row, cell.column, cell.found, actions[cell.status], rule


def _rows(raw: Mapping[str, RawTable], keys: pd.DataFrame, reason: pd.Series) -> Iterator[Line]:
    """Rows set aside, told by their number: who it was stands only beside the data, in the quarantine."""
    copies = first_copies(keys)
    for i, why in reason[reason != ""].items():
        row = keys.loc[i]
        found = f"row, {row['occasion']}" if isinstance(row["occasion"], str) else "row"
        if why == DUPLICATE:
            first = copies.loc[i]
            found += f"; the same participant stands in {raw[first['file']].path} row {first['row']} already"
        yield raw[row["file"]].path, row["row"], "", found, "quarantined", why


def _columns_of(study: Study, table: RawTable) -> Iterator[tuple[str, Variable]]:
    """Columns of a file that hold a variable; one for each occasion where there are several."""
    codes = [code_key(n if o.code is None else o.code) for n, o in study.occasions.items()]
    for name, variable in study.variables.items():
        template = variable.column or name
        for column in dict.fromkeys(template.replace("{occasion}", code) for code in codes):
            if variable.derive is None and column in table.frame.columns:
                yield column, variable


def _contradictions(study: Study, raw: Mapping[str, RawTable]) -> Iterator[Line]:
    """Codes that mean something else in the file than in the study file."""
    for table in raw.values():
        for column, variable in _columns_of(study, table):
            labels = table.codebook.value_labels.get(column)
            if labels and isinstance(variable.levels, dict):
                told = {code_key(code): label for code, label in labels.items()}
                for code, label in variable.levels.items():
                    other = told.get(code_key(code))
                    if other is not None and _contradict(other, label, variable.level_labels):
                        rule = f"the study file calls code {code} {label!r}"
                        yield table.path, None, column, f"{code} = {other!r} in the file", "reported", rule


def _contradict(in_file: str, in_study: str, levels: list[str]) -> bool:
    """Whether two labels differ; one in Chinese and one in Latin letters cannot be compared."""
    one, other = _plain(in_file), _plain(in_study)
    if one == other:
        return False
    return one in map(_plain, levels) or _is_chinese(one) == _is_chinese(other)


def _plain(text: str) -> str:
    """A label without what only the way of writing makes: capitals, blanks, commas, kinds of dash, full width."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\u2010-\u2015\u2212~]", "-", re.sub(r"[\s,]", "", text))


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= sign <= "\u9fff" for sign in text)


def _not_legal(raw: Mapping[str, RawTable], cells: pd.DataFrame) -> Iterator[Line]:
    """Values that data entry should have refused by the file's own checks, though the study file allows them."""
    faulty = cells[cells["status"] == "not allowed"]
    told = set(zip(faulty["file"], faulty["row"], faulty["column"], strict=True))
    for name, table in raw.items():
        book = table.codebook
        for column in (c for c in table.frame.columns if c in book.ranges or c in book.legal):
            low, high = book.ranges.get(column, (1.0, 0.0))
            legal = {code_key(c) for c in (*book.legal.get(column, ()), *book.missing.get(column, ()))}
            for row, cell in table.frame[column].dropna().items():
                number = as_number(cell)
                inside = number is not None and low <= number <= high
                if not inside and code_key(cell) not in legal and (name, row, column) not in told:
                    yield table.path, row, column, code_key(cell), "reported", "not legal by the file's own checks"


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
            "answers": [_answers(raw[r.file], r.position) for r in gone.itertuples()],
        },
        columns=QUARANTINE,
    )
    return table.astype(dict.fromkeys([c for c in QUARANTINE if c != "row"], "str"))


def _answers(table: RawTable, position: int) -> str:
    cells = table.frame.iloc[position]
    return json.dumps(dict(zip(table.frame.columns, cells, strict=True)), ensure_ascii=False)
