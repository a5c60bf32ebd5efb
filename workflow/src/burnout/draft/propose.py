"""Everything proposed for a study: files, occasions, ids, variables, questionnaires, and what is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from burnout.clean.layout import OCCASION
from burnout.clean.values import code_key
from burnout.config.data import DataFile
from burnout.config.instrument import Instrument
from burnout.draft.items import Candidate, questionnaires
from burnout.draft.kinds import Proposal, propose
from burnout.draft.look import Look, looks_of, together
from burnout.draft.names import free, slug, variable_name
from burnout.draft.occasions import PAIRS, occasion_column, pairing_of
from burnout.draft.runs import Run
from burnout.errors import DataError, Problem
from burnout.intake import RawTable

SAME_PEOPLE = 0.5
"""Share of the ids of the smaller file found in the other from which two files are taken for two occasions."""


@dataclass(frozen=True)
class FileDraft:
    """A file of the study: its settings, and what was found out about its rows."""

    name: str
    spec: DataFile
    rows: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class VariableDraft:
    """A variable of the study."""

    name: str
    column: str
    proposal: Proposal
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class UseDraft:
    """A run of item columns, and the questionnaires it may be (the best first; none when no questionnaire fits)."""

    name: str
    run: Run
    candidates: tuple[Candidate, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Draft:
    """A proposed study.

    Parameters
    ----------
    files : tuple of FileDraft
        Files.
    occasions : dict of str to (str, str or None)
        Occasion to label and code; empty for a single survey.
    occasion_doubts : tuple of str
        What is to be decided about them.
    variables, uses : tuple
        Variables and questionnaires, in the order of the files.
    left_out : tuple of Proposal
        Columns that are not used, with the reason.
    """

    files: tuple[FileDraft, ...]
    occasions: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    occasion_doubts: tuple[str, ...] = ()
    variables: tuple[VariableDraft, ...] = ()
    uses: tuple[UseDraft, ...] = ()
    left_out: tuple[Proposal, ...] = ()


def draft_of(
    raw: Mapping[str, RawTable], specs: Mapping[str, DataFile], instruments: Mapping[str, Instrument]
) -> Draft:
    """Propose a study for one or more files.

    Parameters
    ----------
    raw : mapping of str to RawTable
        Raw tables by file name.
    specs : mapping of str to DataFile
        The files' settings (path, format, ...).
    instruments : mapping of str to Instrument
        Questionnaires by name.

    Raises
    ------
    DataError
        Several files that cannot be put one below the other.
    """
    found = {name: looks_of(table) for name, table in raw.items()}
    looks = {name: [look for look in mine if OCCASION not in look.name] for name, mine in found.items()}
    unusable = [_unusable(look) for mine in found.values() for look in mine if OCCASION in look.name]
    shape = _shape_of(looks, raw, specs)
    columns = _columns(shape)
    proposals = {name: propose(look) for name, (look, _) in columns.items()}
    ids = {file.spec.id for file in shape.files} | {file.spec.occasion_column for file in shape.files}
    open_looks = [
        columns[name][0]
        for name, made in proposals.items()
        if name not in ids and made.kind in ("nominal", "ordinal", "number", "constant")
    ]
    uses = _uses(open_looks, columns, instruments)
    used = {column for use in uses for column in use.run.columns} | ids
    variables, left_out = _variables(proposals, columns, used, [use.name for use in uses])
    return Draft(shape.files, shape.occasions, shape.doubts, variables, uses, (*left_out, *unusable))


def _unusable(look: Look) -> Proposal:
    return Proposal(look, "text", "certain", f"its name holds {OCCASION}, which stands for a code in a study file")


@dataclass(frozen=True)
class _Shape:
    files: tuple[FileDraft, ...]
    looks: dict[str, list[Look]]
    occasions: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()


def _shape_of(looks: dict[str, list[Look]], raw: Mapping[str, RawTable], specs: Mapping[str, DataFile]) -> _Shape:
    """How people and occasions stand in the files."""
    files = []
    for name, spec in specs.items():
        who, doubts = _identifier(looks[name])
        files.append(FileDraft(name, spec.model_copy(update={"id": who}), len(raw[name].frame), doubts))
    if len(files) == 1:
        return _one_file(files[0], looks)
    return _several_files(files, looks, raw)


def _identifier(looks: Sequence[Look]) -> tuple[str | None, tuple[str, ...]]:
    found = [made for look in looks if (made := propose(look)).kind == "id"]
    if not found:
        return None, ("no column identifies people: rows are numbered, nobody can be followed over time",)
    found.sort(key=lambda made: made.sure != "certain")
    others = [made.look.name for made in found[1:]]
    return found[0].look.name, (f"other columns that may identify people: {', '.join(others)}",) if others else ()


def _one_file(file: FileDraft, looks: dict[str, list[Look]]) -> _Shape:
    mine = looks[file.name]
    by_name = {look.name: look for look in mine}
    who = by_name.get(file.spec.id or "")
    repeated = who is not None and len(who.values) < 0.8 * who.n
    told = occasion_column(mine, repeated)
    if told is not None and (repeated or told[2]):
        look, cells, clear = told
        doubts = () if clear else (f"is {cells['before']} before and {cells['after']} after?",)
        labels = {role: (role.capitalize(), code) for role, code in cells.items()}
        spec = file.spec.model_copy(update={"occasion_column": look.name})
        return _Shape((replace(file, spec=spec),), looks, labels, doubts)
    pairs = pairing_of([look.name for look in mine])
    if pairs is None:
        more = ("ids stand in several rows, and no column tells the occasion: people twice?",) if repeated else ()
        return _Shape((replace(file, doubts=file.doubts + more),), looks)
    taken = {column: stem for stem, columns in pairs.stems.items() for column in columns}
    merged: dict[str, list[Look]] = {}
    for look in mine:
        merged.setdefault(taken.get(look.name, look.name), []).append(look)
    joined = [together(parts, name) for name, parts in merged.items()]
    first, second = pairs.codes
    doubts = () if pairs.clear else (f"do {first} and {second} in the names of columns stand for before and after?",)
    occasions = {"before": ("Before", first), "after": ("After", second)}
    return _Shape((file,), {file.name: joined}, occasions, doubts)


def _several_files(files: list[FileDraft], looks: dict[str, list[Look]], raw: Mapping[str, RawTable]) -> _Shape:
    names = [{look.name for look in looks[file.name]} for file in files]
    common = set.intersection(*names)
    if len(common) < 0.3 * min(map(len, names)):
        found = f"{len(common)} columns with the same names in all files"
        remedy = "Give files of the same form, or start from one file and add the others with 'burnout add-site'."
        shown = ", ".join(file.spec.path for file in files)
        raise DataError(Problem(shown, "header", found, "files whose columns mostly agree", remedy))
    people = [_people(file, raw[file.name]) for file in files]
    if len(files) == 2 and all(people) and len(people[0] & people[1]) >= SAME_PEOPLE * min(map(len, people)):
        first, told = _which_is_first(files)
        doubts = () if told else (f"is {files[first].spec.path} the first occasion?",)
        roles = ("before", "after") if first == 0 else ("after", "before")
        made = [
            replace(file, spec=file.spec.model_copy(update={"occasion": role}))
            for file, role in zip(files, roles, strict=True)
        ]
        return _Shape(tuple(made), looks, {"before": ("Before", None), "after": ("After", None)}, doubts)
    shared = any(a & b for i, a in enumerate(people) for b in people[i + 1 :])
    made = [replace(file, spec=file.spec.model_copy(update={"site": file.name})) for file in files]
    if shared:
        doubt = "some ids stand in several files: they are taken for different people of different sites"
        made[0] = replace(made[0], doubts=(doubt, *made[0].doubts))
    return _Shape(tuple(made), looks)


def _people(file: FileDraft, raw: RawTable) -> set[str]:
    return {code_key(c) for c in raw.frame[file.spec.id].dropna()} if file.spec.id else set()


def _which_is_first(files: Sequence[FileDraft]) -> tuple[int, bool]:
    """Which of two files is the first occasion, and whether their names tell it."""
    stems = [f" {re.sub(r'[_.-]', ' ', file.spec.path.rpartition('/')[2].lower())} " for file in files]
    for before, after in PAIRS[:-1]:
        hits = [(before.lower() in stem, after.lower() in stem) for stem in stems]
        if hits == [(True, False), (False, True)]:
            return 0, True
        if hits == [(False, True), (True, False)]:
            return 1, True
    return 0, False


def _columns(shape: _Shape) -> dict[str, tuple[Look, tuple[str, ...]]]:
    """Columns of all files by name, with the files that have them (() for all)."""
    parts: dict[str, list[tuple[str, Look]]] = {}
    for file, looks in shape.looks.items():
        for look in looks:
            parts.setdefault(look.name, []).append((file, look))
    every = len(shape.looks)
    return {
        name: (together([look for _, look in found], name) if len(found) > 1 else found[0][1],
               () if len(found) == every else tuple(file for file, _ in found))
        for name, found in parts.items()
    }  # fmt: skip


def _uses(
    looks: Sequence[Look], columns: Mapping[str, tuple[Look, tuple[str, ...]]], instruments: Mapping[str, Instrument]
) -> tuple[UseDraft, ...]:
    taken: list[str] = []
    uses = []
    for run, found in questionnaires(looks, instruments):
        base = slug(found[0].instrument.split("-")[0], "_") if found else "scale"
        name = free(base, taken)
        taken.append(name)
        uses.append(UseDraft(name, run, tuple(found), columns[run.columns[0]][1]))
    return tuple(uses)


def _variables(
    proposals: Mapping[str, Proposal],
    columns: Mapping[str, tuple[Look, tuple[str, ...]]],
    used: set[str | None],
    uses: Sequence[str],
) -> tuple[tuple[VariableDraft, ...], tuple[Proposal, ...]]:
    taken = set(uses)
    variables, left_out = [], []
    for place, (column, made) in enumerate(proposals.items(), start=1):
        if column in used:
            continue
        if made.kind not in ("nominal", "ordinal", "number"):
            left_out.append(made)
            continue
        name = variable_name(made.look, taken, place)
        while any(re.fullmatch(rf"{re.escape(use)}_.*", name) for use in uses):
            name = free(f"var_{name}", taken)
        taken.add(name)
        variables.append(VariableDraft(name, column, made, columns[column][1]))
    return tuple(variables), tuple(left_out)
