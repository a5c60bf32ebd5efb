"""What lies behind a number: row of a table, notebook and cell, data files, lines of the configuration."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from burnout.config import Instrument, Study
from burnout.provenance import sha256
from burnout.tables import read_frame

PRIVATE = ("quotations",)
"""Tables that hold words of single people; their rows are never shown."""
NAMING = {
    "outcome": ("outcomes", "variables", "instruments"),
    "factor": ("variables", "outcomes"),
    "measure": ("outcomes", "variables", "instruments"),
    "model": ("models",),
    "instrument": ("instruments",),
    "question": ("multiverse",),
    "analysis": ("pool", "agreement"),
}
"""Columns of result tables that hold names of the study file, and the sections in which these names stand."""


@dataclass(frozen=True)
class Link:
    """A place in a file.

    Parameters
    ----------
    file : str
        Path from the project's folder.
    place : str
        Line or cell.
    text : str
        What stands there, or what is to be known of it.
    """

    file: str
    place: str
    text: str


def table_row(tables: Path, table: str, row: int) -> dict[str, Any]:
    """A row of a result table, in full precision and without its empty cells; nothing of tables with people's words.

    Parameters
    ----------
    tables : Path
        Folder of the result tables.
    table : str
        Name of the table.
    row : int
        The row, from 1.
    """
    if table in PRIVATE:
        return {}
    frame = read_frame(tables / f"{table}.parquet")
    found = {column: frame[column].iloc[row - 1] for column in frame}
    return {column: value for column, value in found.items() if value == value and value not in (None, "")}


def written_by(table: str, notebooks: Path, executed: Path) -> Link | None:
    """The notebook and the cell that wrote a table; None when no notebook does.

    Parameters
    ----------
    table : str
        Name of the table.
    notebooks : Path
        Folder of the source notebooks.
    executed : Path
        Folder of the executed ones.
    """
    line = f'write_table("{table}"'
    for path in sorted(notebooks.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        for number, cell in enumerate(cells, start=1):
            if line in "".join(cell["source"]):
                run = executed / path.name
                return Link(f"notebooks/{path.name}", f"cell {number}", f"executed: {run}" if run.is_file() else "")
    return None


def data_files(record: Path, root: Path, wanted: Collection[str] | None = None) -> list[Link]:
    """The data files of a study with their SHA-256 when they were read, and whether they are still the same.

    Parameters
    ----------
    record : Path
        The record of the check (``data/check.json``).
    root : Path
        The project's folder.
    wanted : collection of str, optional
        Only these paths; all when not given.
    """
    sums = json.loads(record.read_text(encoding="utf-8"))["sha256"] if record.is_file() else {}
    chosen = {path: digest for path, digest in sums.items() if wanted is None or path in wanted}
    return [Link(path, digest, _state(root / path, digest)) for path, digest in chosen.items()]


def _state(path: Path, digest: str) -> str:
    if not path.is_file():
        return "not there any more"
    return "unchanged" if sha256(path) == digest else "CHANGED since: run snakemake again"


def configuration(
    study: Study, instruments: Mapping[str, Instrument], row: Mapping[str, Any], config: Path
) -> list[Link]:
    """Lines of the configuration that decided over a row: what it names, the instrument's key and cut-offs, the plan.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    row : mapping of str to object
        A row of a result table.
    config : Path
        The configuration folder.
    """
    file = f"{config.name}/studies/{study.study}.yaml"
    lines = _key_lines(config / "studies" / f"{study.study}.yaml")
    named = [(str(row[column]), section) for column in NAMING if column in row for section in NAMING[column]]
    named += [(study.outcomes[name].source, "variables") for name, _ in named if name in study.outcomes]
    found = [
        Link(file, f"line {lines[section, name]}", f"{section}: {name}")
        for name, section in named
        if (section, name) in lines
    ]
    names = [name for name, _ in named]
    for use in dict.fromkeys(use for name in names if (use := _use_of(study, name))):
        found += _instrument_lines(study, instruments, use, config, file, lines)
    if "plan" in row and ("plan",) in lines:
        found.append(Link(file, f"line {lines['plan',]}", f"plan: {row['plan']}, alpha {study.plan.alpha:g}"))
    return list(dict.fromkeys(found))


def _use_of(study: Study, name: str) -> str:
    """The use of an instrument that a score belongs to; empty when it belongs to none."""
    return next((use for use in study.instruments if name == use or name.startswith(f"{use}_")), "")


def _instrument_lines(
    study: Study,
    instruments: Mapping[str, Instrument],
    name: str,
    config: Path,
    file: str,
    lines: Mapping[tuple[str, ...], int],
) -> Iterator[Link]:
    use = study.instruments[name]
    key = use.key or instruments[use.instrument].default_key
    yield Link(file, f"line {lines.get(('instruments', name), 1)}", f"instruments: {name}")
    own = f"{config.name}/instruments/{use.instrument}.yaml"
    known = _key_lines(config / "instruments" / f"{use.instrument}.yaml")
    for section, chosen in (("keys", key), ("cutoffs", use.cutoffs), ("missing_rules", use.missing_rule)):
        if chosen and (section, chosen) in known:
            yield Link(own, f"line {known[section, chosen]}", f"{section}: {chosen}")


def _key_lines(path: Path) -> dict[tuple[str, ...], int]:
    """Line of each key of a YAML file, down to the second level."""
    tree = yaml.compose(path.read_text(encoding="utf-8-sig"))
    found: dict[tuple[str, ...], int] = {}
    for key, value in tree.value if isinstance(tree, yaml.MappingNode) else []:
        found[(key.value,)] = key.start_mark.line + 1
        for inner, _ in value.value if isinstance(value, yaml.MappingNode) else []:
            found[key.value, inner.value] = inner.start_mark.line + 1
    return found
