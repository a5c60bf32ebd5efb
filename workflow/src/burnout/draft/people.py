"""Who the rows of a new site's file are about, and its columns as the study would name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from burnout.clean.layout import OCCASION, in_file, occasion_codes
from burnout.clean.values import code_key
from burnout.config.data import DataFile
from burnout.config.sites import study_here
from burnout.config.study import Study
from burnout.draft.kinds import propose
from burnout.draft.look import Look, looks_of, together
from burnout.draft.match import Match
from burnout.draft.occasions import occasion_column, pairing_of
from burnout.intake import RawTable

TIMES = "(occasion)"
"""Name under which a mapping tells the codes of occasions in a new file."""


def people_of(study: Study, raw: RawTable) -> tuple[dict[str, Any], Match | None]:
    """Who the rows of a new file are about, and when.

    Returns
    -------
    tuple
        Settings of the file (id, occasion or occasion_column); and, where its codes for the occasions are others than
        the study's, what they seem to mean.
    """
    first = next(iter(study.files.values()))
    looks = looks_of(raw)
    names = [look.name for look in looks]
    told: dict[str, Any] = {}
    ids = [made for look in looks if (made := propose(look)).kind == "id"]
    ids.sort(key=lambda made: made.sure != "certain")
    if first.id in names:
        told["id"] = first.id
    elif ids:
        told["id"] = ids[0].look.name
    if len(study.occasions) < 2:
        return (told | {"occasion": first.occasion} if first.occasion else told), None
    codes = set(study_codes(study).values())
    column = next((look.name for look in looks if len(look.values) > 1 and set(look.values) <= codes), None)
    if column is not None:
        return told | {"occasion_column": column}, None
    if any(code in name for name in names for code in codes if not code.isdigit()):
        return told, None
    return told, _other_codes(study, looks)


def study_codes(study: Study) -> dict[str, str]:
    """Occasion name to the study's own code."""
    return {name: code_key(name if one.code is None else one.code) for name, one in study.occasions.items()}


def _other_codes(study: Study, looks: Sequence[Look]) -> Match | None:
    """Other codes for before and after, in a column or in the names of columns; None when none are found."""
    before, after, *more = study.occasions
    if more:
        return None
    found = occasion_column(looks, repeated=True)
    if found is not None:
        look, cells, clear = found
        levels = {cells["before"]: before, cells["after"]: after}
        where: str = look.name
    elif (pairs := pairing_of([look.name for look in looks])) is not None:
        levels, where, clear = dict(zip(pairs.codes, (before, after), strict=True)), OCCASION, pairs.clear
    else:
        return None
    doubts = () if clear else (f"is {next(iter(levels))} {before}?",)
    sure = "likely" if clear else "please decide"
    return Match(TIMES, where, 0.8 if clear else 0.5, sure, ("codes of occasions",), doubts, levels)


def known_looks(study: Study, raw: Mapping[str, RawTable]) -> dict[str, Look]:
    """Columns of the study's own files, by the names of the variables; the first file that has one counts."""
    found: dict[str, Look] = {}
    for file, table in raw.items():
        codes = list(occasion_codes(study, file).values())
        columns = {look.name: look for look in looks_of(table)}
        for name, variable in study_here(study, file).variables.items():
            if name in found or variable.derive is not None or not in_file(variable, file):
                continue
            template = variable.column or name
            parts = [columns[c] for code in codes if (c := template.replace(OCCASION, code)) in columns]
            if parts:
                found[name] = parts[0].renamed(template)
    return found


def new_looks(study: Study, raw: RawTable, spec: DataFile) -> list[Look]:
    """Columns of a new file that may be mapped; columns per occasion as the study's templates with {occasion}."""
    looks = [look for look in looks_of(raw) if look.name not in (spec.id, spec.occasion_column)]
    own = {name: code_key(code) for name, code in spec.occasion_codes.items()}
    codes = list((study_codes(study) | own).values())
    if len(codes) < 2 or spec.occasion_column or spec.occasion:
        return looks
    by_name = {look.name: look for look in looks}
    merged: dict[str, list[Look]] = {}
    for look in looks:
        stem = next((t for code in codes for t in _templates(look.name, code, codes) if t[1] <= by_name.keys()), None)
        merged.setdefault(stem[0] if stem else look.name, []).append(look)
    return [together(parts, name) for name, parts in merged.items()]


def _templates(name: str, code: str, codes: list[str]) -> list[tuple[str, set[str]]]:
    """Ways to read a name with an occasion's code at its beginning or end, with the columns that then go with it."""
    found = []
    if name.startswith(code):
        found.append(f"{OCCASION}{name[len(code) :]}")
    if name.endswith(code):
        found.append(f"{name[: -len(code)]}{OCCASION}")
    return [(template, {template.replace(OCCASION, other) for other in codes}) for template in found]
