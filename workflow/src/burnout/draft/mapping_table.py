"""A proposed mapping as a table that people can edit, and back."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

from burnout.config.study import Study
from burnout.draft.match import Match
from burnout.draft.people import TIMES
from burnout.errors import DataError, Problem

COLUMNS = ["name", "level", "in_file", "score", "how_sure", "reason"]


def rows_of(matches: Sequence[Match]) -> list[dict[str, object]]:
    """One row for each variable and item, each code of a level, each level without one; `in_file` is to be edited."""
    rows = []
    for match in matches:
        why = "; ".join((*match.reasons, *match.doubts))
        listed = match.columns if isinstance(match.columns, list) else [match.columns or ""]
        for number, column in enumerate(listed, start=1):
            item = f"item {number}" if isinstance(match.columns, list) else ""
            row = {"name": match.name, "level": item, "in_file": column, "score": match.score, "how_sure": match.sure}
            rows.append(row | {"reason": why if number == 1 else ""})
        for code, label in (match.levels or {}).items():
            rows.append(dict.fromkeys(COLUMNS, "") | {"name": match.name, "level": label, "in_file": code})
        for label in match.unmet:
            rows.append(dict.fromkeys(COLUMNS, "") | {"name": match.name, "level": label})
    return rows


def as_csv(matches: Sequence[Match]) -> str:
    """The table as CSV text (with a mark, so that Excel reads Chinese)."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows_of(matches))
    return "\ufeff" + stream.getvalue()


def edited(matches: Sequence[Match], text: str, shown: str, study: Study, columns: Sequence[str]) -> list[Match]:
    """The mapping with what was edited in its table; what a person wrote counts as decided.

    Raises
    ------
    DataError
        Each name, level or column in the table that does not exist.
    """
    problems = []
    by_name = {match.name: match for match in matches}
    places: dict[str, list[str]] = {name: [] for name in by_name}
    levels: dict[str, dict[str, str]] = {name: {} for name in by_name}
    for number, row in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), start=2):
        name, level, here = ((row.get(key) or "").strip() for key in ("name", "level", "in_file"))
        if name not in by_name:
            allowed = ", ".join(by_name)
            problems.append(Problem(shown, f"row {number}, name", repr(name), allowed, "Keep the names as they were."))
        elif level == "" or level.startswith("item "):
            places[name].append(here)
            template = "{" in here
            if here and here not in columns and not template:
                remedy = "Write a column of the new file, or nothing if it has none."
                problems.append(Problem(shown, f"row {number}, in_file", repr(here), "a column of the file", remedy))
        elif level not in (known := _levels_of(study, name)):
            allowed = ", ".join(known)
            problems.append(Problem(shown, f"row {number}, level", repr(level), allowed, "Take one of the levels."))
        elif here:
            levels[name][here] = level
    if problems:
        raise DataError(problems)
    told = {name for name in by_name if places[name] or levels[name]}
    return [_decided(m, places[m.name], levels[m.name]) if m.name in told else m for m in matches]


def _levels_of(study: Study, name: str) -> list[str]:
    """Levels of a variable; the study's occasions for what tells occasions."""
    if name == TIMES:
        return list(study.occasions)
    return study.variables[name].level_labels if name in study.variables else []


def _decided(match: Match, places: list[str], levels: dict[str, str]) -> Match:
    filled = [place for place in places if place]
    columns: str | list[str] | None = filled[0] if len(places) <= 1 and filled else filled or None
    if columns == match.columns and levels == dict(match.levels or {}):
        return match
    sure = "certain" if columns is not None else "missing"
    return replace(
        match, columns=columns, levels=levels or None, sure=sure, doubts=(), reasons=("edited by hand",), unmet=()
    )
