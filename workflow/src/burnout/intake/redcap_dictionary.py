"""REDCap's data dictionary: what the fields of a project are, and the columns they become in an export."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from burnout.config.base import Code
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Codebook, listed

HEADERS = {
    "name": ("variable / field name", "field_name"),
    "form": ("form name", "form_name"),
    "type": ("field type", "field_type"),
    "label": ("field label", "field_label"),
    "choices": ("choices, calculations, or slider labels", "choices or calculations", "select_choices_or_calculations"),
    "kind": (
        "text validation type or show slider number",
        "text_validation_type_or_show_slider_number",
    ),
    "low": ("text validation min", "text_validation_min"),
    "high": ("text validation max", "text_validation_max"),
    "identifier": ("identifier?", "identifier"),
}
"""What is taken from the dictionary, and how its columns are called in the download and in the interface."""

NEEDED = ("name", "form", "type", "label", "choices", "identifier")
CHOICES = ("radio", "dropdown")
BOX: Mapping[Code, str] = {0: "Unchecked", 1: "Checked"}
COMPLETE: Mapping[Code, str] = {0: "Incomplete", 1: "Unverified", 2: "Complete"}
YES_NO: Mapping[str, Mapping[Code, str]] = {"yesno": {1: "Yes", 0: "No"}, "truefalse": {1: "True", 0: "False"}}


@dataclass(frozen=True)
class Entry:
    """One field of a project."""

    name: str
    form: str
    type: str
    label: str
    choices: Mapping[Code, str] = field(default_factory=dict)
    range: tuple[float, float] | None = None
    identifier: bool = False

    def columns(self) -> list[str]:
        """Columns of an export that hold it."""
        if self.type == "descriptive":
            return []
        return [box_name(self.name, code) for code in self.choices] if self.type == "checkbox" else [self.name]


def read_dictionary(root: Path, shown: str) -> list[Entry]:
    """All fields of a data dictionary.

    Raises
    ------
    DataError
        The file is missing or no data dictionary, or the choices of a field cannot be told.
    """
    from burnout.intake.table import read_csv

    raw = read_csv("dictionary", DataFile(path=shown, format="csv"), root)
    places = {str(column).strip().casefold(): column for column in raw.frame.columns}
    there = {key: next((places[name] for name in names if name in places), None) for key, names in HEADERS.items()}
    lacking = [HEADERS[key][0] for key in NEEDED if there[key] is None]
    if lacking:
        found = f"a table without the columns {listed(lacking)}"
        remedy = "Download the data dictionary of the project (csv) from REDCap again."
        raise DataError(Problem(shown, "header", found, "a data dictionary of REDCap", remedy))
    columns = {k: [c if isinstance(c, str) else "" for c in raw.frame[v]] for k, v in there.items() if v is not None}
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return [_entry(row, number, shown) for number, row in zip(raw.frame.index, rows, strict=True)]


def box_name(field_name: str, code: Code) -> str:
    """Column of one choice of a checkbox field; REDCap writes it in small letters, with _ for other signs."""
    return f"{field_name}___{re.sub(r'[^a-z0-9_]', '_', str(code).lower())}"


def codebook_of(entries: Sequence[Entry], columns: Sequence[str]) -> Codebook:
    """What a dictionary says about the columns of an export."""
    labels: dict[str, str] = {}
    told: dict[str, Mapping[Code, str]] = {}
    for entry in entries:
        for column, label, codes in _told(entry):
            labels[column], told[column] = label, codes
    told |= {f"{entry.form}_complete": COMPLETE for entry in entries}
    ranges = {entry.name: entry.range for entry in entries if entry.range is not None and entry.name in columns}
    values = {column: codes for column, codes in told.items() if codes and column in columns}
    names = {column: label for column, label in labels.items() if label and column in columns}
    return Codebook(names, values, ranges=ranges, legal={column: list(codes) for column, codes in values.items()})


def _told(entry: Entry) -> Iterator[tuple[str, str, Mapping[Code, str]]]:
    """Columns of a field, with their labels and the meaning of their codes."""
    if entry.type == "checkbox":
        for code, choice in entry.choices.items():
            yield box_name(entry.name, code), f"{entry.label}: {choice}", BOX
    else:
        yield entry.name, entry.label, YES_NO.get(entry.type, entry.choices)


def _entry(row: Mapping[str, str], number: int, shown: str) -> Entry:
    kind = row["type"].strip().casefold()
    name = row["name"].strip()
    choices = _choices(row["choices"], name, number, shown) if kind in (*CHOICES, "checkbox") else {}
    return Entry(
        name=name,
        form=row["form"].strip(),
        type=kind,
        label=_plain(row["label"]),
        choices=choices,
        range=_range(kind, row.get("kind", ""), row.get("low", ""), row.get("high", "")),
        identifier=row["identifier"].strip().casefold() in ("y", "yes", "true", "1"),
    )


def _choices(text: str, name: str, number: int, shown: str) -> dict[Code, str]:
    """Codes and labels of ``1, A | 2, B``."""
    found: dict[Code, str] = {}
    for part in filter(str.strip, text.split("|")):
        code, comma, label = part.partition(",")
        if not comma:
            allowed = "choices such as '1, Yes | 2, No'"
            remedy = "Download the data dictionary from REDCap again."
            raise DataError(Problem(shown, f"row {number}, field {name}", repr(part.strip()), allowed, remedy))
        found[_code(code)] = _plain(label)
    return found


def _code(text: str) -> Code:
    text = text.strip()
    return int(text) if re.fullmatch(r"-?(0|[1-9]\d*)", text) else text


def _range(kind: str, validation: str, low: str, high: str) -> tuple[float, float] | None:
    """Limits of a number; those of dates and times are none of numbers."""
    numbers = validation.strip().casefold().startswith(("integer", "number")) or kind in ("slider", "calc")
    if kind not in ("text", "slider") or not numbers:
        return None
    least, most = (0.0, 100.0) if kind == "slider" else (float("-inf"), float("inf"))
    found = (_number(low, least), _number(high, most))
    return None if found == (float("-inf"), float("inf")) else found


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return otherwise


def _plain(text: str) -> str:
    """A label without the markup that REDCap allows in it."""
    return " ".join(re.sub(r"<[^<>]*>", " ", text).split())
