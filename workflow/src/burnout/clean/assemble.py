"""Raw files to rows of one participant and occasion, with every cell that is not as it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.clean.layout import Want, is_wide, occasion_codes, occasions_of, reader_of, wants_of
from burnout.clean.people import anonymous, identified, repeated
from burnout.clean.rules import UNMATCHED, in_order
from burnout.clean.values import Column, Dtype, dtype_of, occasion_reader, read_column, shown_cell
from burnout.config.data import DataFile
from burnout.config.instrument import Instrument
from burnout.config.sites import study_here
from burnout.config.study import Study
from burnout.intake import RawTable

KEYS = ["file", "position", "row", "participant", "occasion", "site", "unmatched", "faulty", "repeated"]
Part = tuple[pd.DataFrame, pd.DataFrame]
Array = pd.api.extensions.ExtensionArray
CELLS = ["file", "row", "column", "target", "found", "status", "allowed"]


@dataclass(frozen=True)
class Assembled:
    """All rows of all files.

    Parameters
    ----------
    keys : DataFrame
        One row per participant and occasion, columns of KEYS. `position` is the place of the raw row in its file,
        `unmatched` why a row has no occasion (else ''), `faulty` whether one of its cells holds what is not allowed,
        `repeated` whether an earlier row has the same participant and occasion.
    values : DataFrame
        The same rows: variables (levels, numbers, text) and items (answers on the instrument's range).
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
            self.read[key] = read_column(self.raw.frame[name], reader)
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
        file = _File(study_here(study, name), instruments, spec, raw[name], wants_of(study, instruments, name))
        who, who_cells = _participants(file, several_sites, len(study.files) > 1)
        parts += _parts(file, who, targets)
        file_cells, counts = _cells(file)
        cells += [who_cells, file_cells]
        answered |= {(name, column): n for column, n in counts.items()}
    keys, values = _together(parts)
    keys = keys.assign(repeated=repeated(study, keys))
    return Assembled(keys, values, pd.concat(cells, ignore_index=True), answered)


def _together(parts: list[Part]) -> Part:
    """All parts, rows by file, raw row, and occasion."""
    if len(parts) == 1:
        return parts[0]
    keys, values = (pd.concat(frames, ignore_index=True) for frames in zip(*parts, strict=True))
    order = np.lexsort([keys["occasion"].cat.codes, keys["position"], keys["file"].cat.codes])
    return keys.iloc[order].reset_index(drop=True), values.iloc[order].reset_index(drop=True)


def _targets(study: Study, instruments: Mapping[str, Instrument]) -> dict[str, Dtype]:
    """Columns of the clean data that are read from files, and what they hold."""
    wants = [want for file in study.files for want in wants_of(study, instruments, file)]
    variables = {n: dtype_of(v) for n, v in study.variables.items() if v.derive is None}
    return variables | {want.target: float for want in wants if want.target not in study.variables}


def _participants(file: _File, several_sites: bool, several_files: bool) -> tuple[Array, pd.DataFrame]:
    """Who each raw row is about. Sites may count from 1 each: with several sites the site stands before the id."""
    frame, spec = file.raw.frame, file.spec
    if spec.id is None:
        return anonymous(frame.index, f"{file.raw.name}-" if several_files else "", spec.count is not None), _no_cells()
    who, column = identified(frame[spec.id], f"{spec.site}-" if several_sites and spec.site else "")
    if column is None:
        return who, _no_cells()
    return who, _issues(file, spec.id, "participant", column, column.has("normalised"))


def _parts(file: _File, who: Array, targets: Mapping[str, Dtype]) -> list[Part]:
    """Rows of a file: one part for each occasion, and one for rows that have none."""
    codes = occasion_codes(file.study, file.raw.name)
    parts = []
    matched = np.zeros(len(file.raw.frame), dtype=bool)
    given = _given_occasions(file)
    for occasion in occasions_of(file.study, file.wants, file.spec, file.raw):
        code = codes[occasion]
        mask = _answered(file, code) if given is None else given == occasion
        matched |= mask
        parts.append(_part(file, who, mask, occasion, code, targets))
    if not matched.all():
        why = UNMATCHED[0] if file.spec.occasion_column else UNMATCHED[1]
        parts.append((_keys(file, who, ~matched, None, why), _nothing(int((~matched).sum()), targets)))
    return parts


def _given_occasions(file: _File) -> pd.Categorical | None:
    """Occasion of each raw row; None for a wide file, whose rows hold several."""
    if is_wide(file.wants, file.spec):
        return None
    names = pd.CategoricalDtype(list(file.study.occasions))
    if file.spec.occasion_column is None:
        only = names.categories.get_loc(file.spec.occasion or file.study.first_occasion)
        return pd.Categorical.from_codes(np.full(len(file.raw.frame), only, dtype=np.int8), dtype=names)
    reader = occasion_reader({code: name for name, code in occasion_codes(file.study, file.raw.name).items()})
    return read_column(file.raw.frame[file.spec.occasion_column], reader).values(names)


def _answered(file: _File, code: str) -> np.ndarray:
    """Rows of a wide file in which at least one cell of an occasion is answered."""
    varying = [file.column(want, code) for want in file.wants if want.per_occasion and not want.judges]
    return np.logical_or.reduce([~column.has("missing", "missing code") for column in varying])


def _part(file: _File, who: Array, mask: np.ndarray, occasion: str, code: str, targets: Mapping[str, Dtype]) -> Part:
    rows = slice(None) if mask.all() else mask
    data = {}
    faulty = np.zeros(int(mask.sum()), dtype=bool)
    for want in file.wants:
        column = file.column(want, code)
        file.used[(want.target, want.column(code))] |= mask
        data[want.target] = column.values(targets[want.target])[rows]
        faulty |= column.has("not allowed")[rows]
    lacking = {target: dtype for target, dtype in targets.items() if target not in data}
    nothing = _nothing(len(faulty), lacking)
    values = {target: data[target] if target in data else nothing[target].array for target in targets}
    frame = pd.DataFrame(values, index=pd.RangeIndex(len(faulty)), columns=list(targets), copy=False)
    return _keys(file, who, mask, occasion, "").assign(faulty=faulty), frame


def _nothing(n: int, targets: Mapping[str, Dtype]) -> pd.DataFrame:
    """Rows in which everything is missing."""
    columns = {target: pd.Series(None, index=pd.RangeIndex(n), dtype=dtype) for target, dtype in targets.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(n))


def _keys(file: _File, who: Array, mask: np.ndarray, occasion: str | None, unmatched: str) -> pd.DataFrame:
    n = int(mask.sum())
    rows = slice(None) if n == len(mask) else mask
    sites = [spec.site for spec in file.study.files.values() if spec.site is not None]
    content = {
        "file": _same(file.raw.name, n, list(file.study.files)),
        "position": np.flatnonzero(mask),
        "row": file.raw.frame.index.to_numpy()[rows],
        "participant": who[rows],
        "occasion": _same(occasion, n, list(file.study.occasions)),
        "site": _same(file.spec.site, n, list(dict.fromkeys(sites))),
        "unmatched": _same(unmatched, n, ["", *in_order(file.study)]),
        "faulty": np.zeros(n, dtype=bool),
    }
    return pd.DataFrame(content, index=pd.RangeIndex(n), copy=False)


def _same(value: str | None, n: int, among: list[str]) -> pd.Categorical:
    """The same value in every row; a byte for each."""
    code = -1 if value is None else among.index(value)
    dtype = pd.CategoricalDtype(pd.Index(among, dtype="str"))
    return pd.Categorical.from_codes(np.full(n, code, dtype=np.min_scalar_type(-len(among) - 1)), dtype=dtype)


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
    codes = column.codes[mask]
    texts = [f"{shown_cell(c)} ({labels[c]})" if c in labels else shown_cell(c) for c in column.cells]
    content = {
        "file": file.raw.name,
        "row": file.raw.frame.index.to_numpy()[mask],
        "column": name,
        "target": target,
        "found": pd.Series(np.array(texts, dtype=object)[codes], dtype=object),
        "status": pd.Series(np.array([r.status for r in column.readings], dtype=object)[codes], dtype=object),
        "allowed": pd.Series(np.array([r.allowed for r in column.readings], dtype=object)[codes], dtype=object),
    }
    return pd.DataFrame(content, columns=CELLS)


def _no_cells() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="int64" if name == "row" else object) for name in CELLS})
