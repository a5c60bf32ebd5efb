"""Raw files to rows of one participant and occasion, with every cell that is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.clean.layout import Want, is_wide, occasion_codes, occasions_of, reader_of, wants_of
from burnout.clean.values import STATUSES, Column, occasion_reader, participant_reader, read_column, shown_cell
from burnout.config.data import DataFile
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.intake import RawTable

KEYS = ["file", "position", "row", "participant", "occasion", "site", "unmatched", "faulty"]
Part = tuple[pd.DataFrame, pd.DataFrame]
CELLS = ["file", "row", "column", "target", "found", "status", "allowed"]


@dataclass(frozen=True)
class Assembled:
    """All rows of all files.

    Parameters
    ----------
    keys : DataFrame
        One row per participant and occasion, columns of KEYS. `position` is the place of the raw row in its file,
        `unmatched` why a row has no occasion (else ''), `faulty` whether one of its cells holds what is not allowed.
    values : DataFrame
        The same rows: variables (labels, numbers, text) and items (answers on the instrument's range).
    cells : DataFrame
        Columns of CELLS: cells that hold what is not allowed, a missing code, or were normalised.
    answered : dict of (file, column) to int
        Number of cells that are not empty, for columns with a cell that is not allowed.
    """

    keys: pd.DataFrame
    values: pd.DataFrame
    cells: pd.DataFrame
    answered: dict[tuple[str, str], int]


@dataclass
class _File:
    """One file while its rows are made; every column is read once."""

    study: Study
    instruments: Mapping[str, Instrument]
    spec: DataFile
    raw: RawTable
    wants: list[Want]
    read: dict[tuple[str, str], Column] = field(default_factory=dict)
    used: dict[tuple[str, str], np.ndarray] = field(default_factory=dict)

    def column(self, want: Want, code: str) -> Column:
        """A column, read."""
        name = want.column(code)
        key = (want.target, name)
        if key not in self.read:
            reader = reader_of(self.study, self.instruments, want, name, self.raw.codebook)
            self.read[key] = read_column(self.raw.frame[name], reader, want.numeric)
            self.used[key] = np.zeros(len(self.raw.frame), dtype=bool)
        return self.read[key]


def assemble(study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]) -> Assembled:
    """Rows of all files. Every column the study names must be there.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    raw : mapping of str to RawTable
        Raw tables by the names of the study's files.
    """
    parts, cells, answered = [], [], {}
    targets = _targets(study, instruments)
    several_sites = len({spec.site for spec in study.files.values() if spec.site}) > 1
    for name, spec in study.files.items():
        file = _File(study, instruments, spec, raw[name], wants_of(study, instruments, name))
        who, who_cells = _participants(file, several_sites, len(study.files) > 1)
        parts += _parts(file, who, targets)
        file_cells, counts = _cells(file)
        cells += [who_cells, file_cells]
        answered |= {(name, column): n for column, n in counts.items()}
    keys, values = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    order = _order(study, keys)
    keys, values = (frame.iloc[order].reset_index(drop=True) for frame in (keys, values))
    return Assembled(keys, values, pd.concat(cells, ignore_index=True), answered)


def _order(study: Study, keys: pd.DataFrame) -> np.ndarray:
    """Rows by file, raw row, and occasion."""
    files = keys["file"].map({name: i for i, name in enumerate(study.files)})
    occasions = keys["occasion"].map({name: i for i, name in enumerate(study.occasions)})
    return np.lexsort([by.to_numpy(float) for by in (occasions, keys["position"], files)])


def _targets(study: Study, instruments: Mapping[str, Instrument]) -> dict[str, bool]:
    """Columns of the clean data that are read from files, and whether they are numbers."""
    wants = [want for file in study.files for want in wants_of(study, instruments, file)]
    found = {want.target: want.numeric for want in wants}
    ordered = [n for n, v in study.variables.items() if v.derive is None]
    rest = {n: study.variables[n].type == "number" for n in ordered if n not in found}
    found |= rest
    items = [n for n in found if n not in study.variables]
    return {name: found[name] for name in [*ordered, *items]}


def _participants(file: _File, several_sites: bool, several_files: bool) -> tuple[np.ndarray, pd.DataFrame]:
    """Who each raw row is about. Sites may count from 1 each: with several sites the site stands before the id."""
    frame, spec = file.raw.frame, file.spec
    if spec.id is None:
        start = f"{file.raw.name}-" if several_files else ""
        within = [""] * len(frame)
        if spec.count is not None:  # a row that stands for several people
            within = [f"-{n}" for n in frame.groupby(frame.index).cumcount() + 1]
        rows = [f"{start}{row}{person}" for row, person in zip(frame.index, within, strict=True)]
        return np.array(rows, dtype=object), _no_cells()
    column = read_column(frame[spec.id], participant_reader, numeric=False)
    who = column.values
    if several_sites and spec.site:
        who = np.array([None if w is None else f"{spec.site}-{w}" for w in who], dtype=object)
    return who, _issues(file, spec.id, "participant", column, column.has("normalised"))


def _parts(file: _File, who: np.ndarray, targets: Mapping[str, bool]) -> list[Part]:
    """Rows of a file: one part for each occasion, and one for rows that have none."""
    codes = occasion_codes(file.study)
    parts = []
    matched = np.zeros(len(file.raw.frame), dtype=bool)
    given = _given_occasions(file)
    for occasion in occasions_of(file.study, file.wants, file.spec, file.raw):
        code = codes[occasion]
        mask = _answered(file, code) if given is None else given == occasion
        matched |= mask
        parts.append(_part(file, who, mask, occasion, code, targets))
    if not matched.all():
        why = "unknown occasion" if file.spec.occasion_column else "no answers at any occasion"
        parts.append((_keys(file, who, ~matched, None, why), _nothing(int((~matched).sum()), targets)))
    return parts


def _given_occasions(file: _File) -> np.ndarray | None:
    """Occasion of each raw row; None for a wide file, whose rows hold several."""
    if is_wide(file.wants, file.spec):
        return None
    if file.spec.occasion_column is None:
        only = file.spec.occasion or next(iter(file.study.occasions))
        return np.full(len(file.raw.frame), only, dtype=object)
    names = {code: name for name, code in occasion_codes(file.study).items()}
    return read_column(file.raw.frame[file.spec.occasion_column], occasion_reader(names), numeric=False).values


def _answered(file: _File, code: str) -> np.ndarray:
    """Rows of a wide file in which at least one cell of an occasion is answered."""
    varying = [file.column(want, code) for want in file.wants if want.per_occasion]
    return np.logical_or.reduce([~column.has("missing", "missing code") for column in varying])


def _part(
    file: _File, who: np.ndarray, mask: np.ndarray, occasion: str, code: str, targets: Mapping[str, bool]
) -> Part:
    data = _nothing(int(mask.sum()), targets)
    faulty = np.zeros(int(mask.sum()), dtype=bool)
    for want in file.wants:
        column = file.column(want, code)
        file.used[(want.target, want.column(code))] |= mask
        data[want.target] = pd.Series(column.values[mask], dtype=column.values.dtype)
        faulty |= column.has("not allowed")[mask]
    return _keys(file, who, mask, occasion, "").assign(faulty=faulty), data


def _nothing(n: int, targets: Mapping[str, bool]) -> pd.DataFrame:
    """Rows in which everything is missing."""
    columns = {t: np.full(n, np.nan) if numeric else np.full(n, None, dtype=object) for t, numeric in targets.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(n))


def _keys(file: _File, who: np.ndarray, mask: np.ndarray, occasion: str | None, unmatched: str) -> pd.DataFrame:
    n = int(mask.sum())
    content = {
        "file": np.full(n, file.raw.name, dtype=object),
        "position": np.flatnonzero(mask),
        "row": file.raw.frame.index.to_numpy()[mask],
        "participant": who[mask],
        "occasion": np.full(n, occasion, dtype=object),
        "site": np.full(n, file.spec.site, dtype=object),
        "unmatched": np.full(n, unmatched, dtype=object),
        "faulty": np.zeros(n, dtype=bool),
    }
    objects = {name: pd.Series(cells, dtype=cells.dtype) for name, cells in content.items()}
    return pd.DataFrame(objects)


def _cells(file: _File) -> tuple[pd.DataFrame, dict[str, int]]:
    """Cells that are not as they should be, of rows that count; and how many are answered in faulty columns."""
    issues, answered = [_no_cells()], {}
    for (target, name), column in file.read.items():
        used = file.used[(target, name)]
        mask = used & column.has("not allowed", "missing code", "normalised")
        if mask.any():
            issues.append(_issues(file, name, target, column, mask))
            answered[name] = int((used & ~column.has("missing", "missing code")).sum())
    return pd.concat(issues, ignore_index=True), answered


def _issues(file: _File, name: str, target: str, column: Column, mask: np.ndarray) -> pd.DataFrame:
    labels = file.raw.codebook.value_labels.get(name, {})
    found = file.raw.frame[name].to_numpy()[mask]
    texts = [f"{shown_cell(c)} ({labels[c]})" if c in labels else shown_cell(c) for c in found]
    content = {
        "file": file.raw.name,
        "row": file.raw.frame.index.to_numpy()[mask],
        "column": name,
        "target": target,
        "found": pd.Series(texts, dtype=object),
        "status": pd.Series([STATUSES[s] for s in column.status[mask]], dtype=object),
        "allowed": pd.Series(column.allowed[mask], dtype=object),
    }
    return pd.DataFrame(content, columns=CELLS)


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else object) for name in CELLS})
