"""An XLSForm: the questions of a KoboToolbox or ODK project, with the choices and limits of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from burnout.config.base import Code
from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.raw import Codebook, RawTable
from burnout.intake.sheets import shown
from burnout.intake.table import read_excel

ONE, MULTIPLE = "select_one", "select_multiple"
LIMITS = re.compile(r"\.\s*(<=|>=)\s*(-?\d+(?:\.\d+)?)")
BOX: Mapping[Code, str] = {0: "Not chosen", 1: "Chosen"}


@dataclass(frozen=True)
class Question:
    """One question of a form."""

    name: str
    kind: str
    label: str
    choices: Mapping[Code, str] = field(default_factory=dict)
    range: tuple[float, float] | None = None


def read_form(root: Path, path: str) -> list[Question]:
    """All questions of an XLSForm.

    Raises
    ------
    DataError
        The file is missing, no spreadsheet, or has no sheet `survey` with the columns type and name.
    """
    survey = _sheet(root, path, "survey", ("type", "name"))
    label = _label(survey)
    choices: dict[str, dict[Code, str]] = {}
    questions = []
    for row in _rows(survey):
        kind, _, list_name = row.get("type", "").strip().partition(" ")
        if not row.get("name") or kind.startswith(("begin", "end")):
            continue
        if kind in (ONE, MULTIPLE) and not choices:
            choices = _choices(_sheet(root, path, "choices", ("list_name", "name")))
        told = choices.get(list_name.split()[0], {}) if kind in (ONE, MULTIPLE) and list_name else {}
        limits = _range(row.get("constraint", "")) if kind in ("integer", "decimal", "range") else None
        questions.append(Question(row["name"].strip(), kind, row.get(label, ""), told, limits))
    return questions


def codebook_of(questions: Sequence[Question], columns: Sequence[str]) -> Codebook:
    """What a form says about the columns of an export."""
    labels: dict[str, str] = {}
    values: dict[str, Mapping[Code, str]] = {}
    for question in questions:
        labels[question.name] = question.label
        if question.kind == MULTIPLE:
            for code, choice in question.choices.items():
                labels[f"{question.name}/{code}"] = f"{question.label}: {choice}"
                values[f"{question.name}/{code}"] = BOX
        elif question.choices:
            values[question.name] = question.choices
    values = {column: codes for column, codes in values.items() if column in columns}
    return Codebook(
        labels={column: label for column, label in labels.items() if label and column in columns},
        value_labels=values,
        ranges={q.name: q.range for q in questions if q.range is not None and q.name in columns},
        legal={column: list(codes) for column, codes in values.items() if codes is not BOX},
    )


def _sheet(root: Path, path: str, sheet: str, needed: Sequence[str]) -> RawTable:
    """A sheet of the form."""
    raw = read_excel("dictionary", DataFile(path=path, format="excel", sheet=sheet), root)
    lacking = [name for name in needed if name not in raw.frame.columns]
    if lacking:
        found = f"no column {' and no column '.join(lacking)}"
        allowed = f"an XLSForm, whose sheet {sheet} has the columns {', '.join(needed)}"
        remedy = "Download the XLSForm of the project again."
        raise DataError(Problem(path, f"sheet {sheet!r}", found, allowed, remedy))
    return raw


def _rows(raw: RawTable) -> list[dict[str, str]]:
    columns = list(raw.frame.columns)
    rows = zip(*(raw.frame[column] for column in columns), strict=True)
    return [{c: shown(cell) for c, cell in zip(columns, row, strict=True)} for row in rows]


def _label(raw: RawTable) -> str:
    """The column of labels: that without a language, else the first."""
    found = [c for c in raw.frame.columns if re.fullmatch(r"label(::.*)?", c.strip(), re.IGNORECASE)]
    return next((c for c in found if "::" not in c), found[0] if found else "label")


def _choices(raw: RawTable) -> dict[str, dict[Code, str]]:
    """Lists of choices: codes and labels."""
    label, found = _label(raw), {}
    for row in _rows(raw):
        name, code = row["list_name"].strip(), row["name"].strip()
        if name and code:
            found.setdefault(name, {})[_code(code)] = row.get(label) or code
    return found


def _code(text: str) -> Code:
    return int(text) if re.fullmatch(r"-?(0|[1-9]\d*)", text) else text


def _range(constraint: str) -> tuple[float, float] | None:
    """Limits that a constraint such as ``. >= 18 and . <= 65`` tells; none of one that says more."""
    said = LIMITS.findall(constraint)
    if not said or LIMITS.sub("", constraint).replace("and", "").strip(" ()"):
        return None
    low = max((float(number) for sign, number in said if sign == ">="), default=float("-inf"))
    high = min((float(number) for sign, number in said if sign == "<="), default=float("inf"))
    return low, high
