"""The proposals of `new-study` and `add-site` on at least 20 differently messy files whose truth is known.

Whether levels have an order cannot always be told from a file (codes without labels); nominal for ordinal or the other
way round counts as right only where the proposal asks to decide.

Measure: at least 95 % of all columns right, and no wrong proposal presented as certain.
"""

from __future__ import annotations

from functools import cache

import pytest

from burnout.config import load_study
from burnout.config.data import DataFile
from burnout.draft.match import Match, match_file
from burnout.draft.people import known_looks, new_looks
from burnout.draft.propose import Draft, draft_of
from burnout.intake import read_file
from helpers.chain import ROOT
from helpers.messy_files import Messy, messy_file, wide_and_long

STUDIES = ("chenggong", "hospital-d", "balint")
CASES = [(study, "survey", seed) for study in STUDIES for seed in range(8)]
ENOUGH = 0.95


@cache
def demonstration(study: str):
    loaded, instruments = load_study(study, ROOT / "config")
    return loaded, instruments, {n: read_file(n, spec, ROOT) for n, spec in loaded.files.items()}


@cache
def messy(study: str, file: str, seed: int) -> Messy:
    loaded, instruments, raw = demonstration(study)
    return messy_file(loaded, instruments, raw[file], seed)


def drafted(case: Messy) -> Draft:
    _, instruments, _ = demonstration(case.study)
    return draft_of({"new": case.table}, {"new": DataFile(path="new.csv", format="csv")}, instruments)


def matched(case: Messy) -> list[Match]:
    study, instruments, raw = demonstration(case.study)
    looks = new_looks(
        study, case.table, DataFile(path="new.csv", format="csv", id=_id(case), occasion=study.first_occasion)
    )
    return match_file(study, instruments, known_looks(study, raw), looks)


def _id(case: Messy) -> str:
    return next(column for column, true in case.truth.items() if true.kind == "id")


def judged_draft(case: Messy) -> list[tuple[str, bool, bool]]:
    """Each column of a file: its name, whether its proposal is right, and whether it is presented as certain."""
    study, _, _ = demonstration(case.study)
    draft = drafted(case)
    said: dict[str, tuple[str, str, str, int]] = {}
    for variable in draft.variables:
        said[variable.column] = (variable.proposal.kind, variable.proposal.sure, "", 0)
    for made in draft.left_out:
        said[made.look.name] = (made.kind, made.sure, "", 0)
    for use in draft.uses:
        for n, column in enumerate(use.run.columns, start=1):
            first = use.candidates[0] if use.candidates else None
            said[column] = ("item", first.sure if first else "please decide", first.instrument if first else "", n)
    said |= {file.spec.id: ("id", "certain", "", 0) for file in draft.files if file.spec.id}
    said |= {f.spec.occasion_column: ("occasion", "certain", "", 0) for f in draft.files if f.spec.occasion_column}
    for column, what in list(said.items()):
        codes = [str(code) for _, code in draft.occasions.values()]
        said |= {column.replace("{occasion}", code): what for code in codes}
    judged = []
    for column, true in case.truth.items():
        kind, sure, instrument, item = said[column]
        right = kind == true.kind or (sure == "please decide" and {kind, true.kind} == {"nominal", "ordinal"})
        if true.kind == "item":
            right = right and instrument == study.instruments[true.name].instrument and item == true.item
        judged.append((column, right, sure == "certain"))
    return judged


def judged_match(case: Messy) -> list[tuple[str, bool, bool]]:
    """The same for the mapping onto the study: column, place among the items, and levels must be right."""
    found: dict[str, tuple[Match, int]] = {}
    study, instruments, _ = demonstration(case.study)
    for match in matched(case):
        if match.name in study.instruments and match.columns is not None:
            size = instruments[study.instruments[match.name].instrument].items
            template = match.columns
            listed = template if isinstance(template, list) else [
                template.replace("{nn}", f"{n:02d}").replace("{n}", str(n)) for n in range(1, size + 1)
            ]  # fmt: skip
            found |= {column: (match, n) for n, column in enumerate(listed, start=1)}
        elif match.columns is not None:
            found[str(match.columns)] = (match, 0)
    judged = []
    for column, true in case.truth.items():
        if true.kind in ("id", "administrative", "constant"):
            judged.append((column, column not in found, column in found and found[column][0].sure == "certain"))
            continue
        match, item = found.get(column, (None, 0))
        right = match is not None and match.name == true.name and item == true.item
        if right and match.levels:  # type: ignore[union-attr]
            right = all(true.levels.get(code) == label for code, label in match.levels.items())  # type: ignore[union-attr]
        elif right and true.levels:
            own = study.variables[true.name].levels
            own = {str(c): label for c, label in own.items()} if isinstance(own, dict) else {x: x for x in own or []}
            here = set(map(str, case.table.frame[column].dropna()))
            right = all(own.get(c) == label for c, label in true.levels.items() if c in here)
        judged.append((column, bool(right), match is not None and match.sure == "certain"))
    return judged


def test_there_are_at_least_twenty_files() -> None:
    labels = {messy(*case).label for case in CASES}
    assert len(labels) == len(CASES) >= 20


@pytest.mark.parametrize("judge", [judged_draft, judged_match])
def test_at_least_95_percent_of_columns_are_right_and_nothing_wrong_is_certain(judge, capsys) -> None:
    files = [messy(*case) for case in CASES]
    if judge is judged_draft:
        study, instruments, raw = demonstration("balint")
        files += wide_and_long(study, instruments, raw["survey"])
    columns = [(case.label, *row) for case in files for row in judge(case)]
    wrong = [(label, column, certain) for label, column, right, certain in columns if not right]
    share = 1 - len(wrong) / len(columns)
    certain = sum(row[3] for row in columns)
    with capsys.disabled():
        print(
            f"\n{judge.__name__}: {share:.1%} of {len(columns)} columns in {len(files)} files right, {certain} certain"
        )
    assert [row for row in wrong if row[2]] == []
    assert share >= ENOUGH, wrong
