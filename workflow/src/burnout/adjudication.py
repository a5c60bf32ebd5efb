"""The sheet on which differences between two entries are decided: record, field, value, who, when."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from burnout.errors import DataError, Problem

NEEDED = ["record", "field", "value", "who", "when"]
WHOLE_RECORD = "(whole record)"
KEEP, LEAVE_OUT = "keep", "leave out"


@dataclass(frozen=True)
class Decision:
    """What one person decided about one field; an empty value means that nothing was answered."""

    value: str
    who: str
    when: str


def read_decisions(
    root: Path, path: str | None, file: str, known: dict[str, int | None], columns: Collection[str]
) -> dict[tuple[str, str], Decision]:
    """Decisions about one file.

    Parameters
    ----------
    root : Path
        The project's folder.
    path : str or None
        The sheet; rows of other files (column file) and rows without who and value are passed over.
    file : str
        The first entry, as the study file names it.
    known : dict
        Records of both entries; None for those that only the second has.
    columns : collection of str
        Columns that were compared.

    Raises
    ------
    DataError
        All faults of the sheet.
    """
    if path is None:
        return {}
    found: dict[tuple[str, str], Decision] = {}
    problems: list[Problem] = []
    for number, row in _rows(root / path, path):
        cells = {name: (row.get(name) or "").strip() for name in [*NEEDED, "file"]}
        if (cells["file"] and cells["file"] != file) or not (cells["value"] or cells["who"]):
            continue
        key = (cells["record"], cells["field"])
        decision = Decision(cells["value"], cells["who"], cells["when"])
        fault = _fault(key, decision, known, columns)
        if fault is None and found.get(key, decision).value != decision.value:
            fault = (
                f"another value for {key[1]} of record {key[0]} than above",
                "one value",
                "Remove one of the rows.",
            )
        if fault:
            problems.append(Problem(path, f"row {number}", *fault))
        else:
            found[key] = decision
    if problems:
        raise DataError(problems)
    return found


def _rows(path: Path, shown: str) -> list[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            lacking = [name for name in NEEDED if name not in (reader.fieldnames or [])]
            rows = [] if lacking else [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        remedy = "Write it with `burnout entries STUDY --output FILE`, or correct the path."
        raise DataError(Problem(shown, "", "no such file", "a sheet with decisions", remedy)) from None
    except (UnicodeDecodeError, csv.Error):
        raise DataError(
            Problem(shown, "", "text that is not CSV in UTF-8", "CSV, UTF-8", "Save it as CSV UTF-8.")
        ) from None
    if lacking:
        found, allowed = f"no column {lacking[0]!r}", f"columns {', '.join(NEEDED)}, with commas between"
        raise DataError(Problem(shown, "header", found, allowed, "Start from the sheet of `burnout entries`."))
    return rows


def _fault(
    key: tuple[str, str], decision: Decision, known: dict[str, int | None], columns: Collection[str]
) -> tuple[str, str, str] | None:
    """Found, allowed and remedy of what is wrong with a row; None when all is well."""
    record, field = key
    if record not in known:
        return f"the unknown record {record!r}", "a record of one of the two entries", _near(record, known)
    if field != WHOLE_RECORD and field not in columns:
        return f"the unknown field {field!r}", ", ".join(columns), _near(field, columns)
    if not decision.who or not decision.when:
        return "no who or no when", "who decided, and when", "Fill in both; the trail of data entry needs them."
    if field == WHOLE_RECORD:
        allowed = [KEEP, LEAVE_OUT] if known[record] is not None else [LEAVE_OUT]
        if decision.value not in allowed:
            remedy = "A record that only the second entry has is to be entered into the first file, or left out."
            return f"the value {decision.value!r}", " or ".join(allowed), remedy
    elif known[record] is None:
        return f"a field of record {record!r}, which the first entry lacks", WHOLE_RECORD, "Decide on the whole record."
    return None


def _near(name: str, among: Collection[str]) -> str:
    near = difflib.get_close_matches(name, list(among), n=1)
    return f"Did you mean {near[0]!r}?" if near else "Correct the name, or remove the row."
