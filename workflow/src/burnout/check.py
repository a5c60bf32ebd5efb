"""Check a study's file and data before anything is computed.

Used by the workflow as ``python -m burnout.check STUDY --config DIR --output FILE``: one message that lists every
problem, or a small record of what was checked.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from burnout.accepted import changed_files
from burnout.config import load_study, load_translations
from burnout.errors import BurnoutError, DataError, Problem, report
from burnout.provenance import checksums
from burnout.workspace import Workspace, project_root

if TYPE_CHECKING:
    from burnout.intake import RawTable


def check_study(here: Workspace, most: int = 20) -> dict[str, object]:
    """Check one study's data against its file.

    Parameters
    ----------
    here : Workspace
        The study.
    most : int
        How many problems of a kind and file are told one by one.

    Returns
    -------
    dict
        Study name, rows read per file, and SHA-256 of each raw file.

    Raises
    ------
    DataError
        One error with every problem found.
    """
    raw, problems = look_through(here, most)
    if problems:
        raise DataError(problems)
    rows = {table.path: len(table.frame) for table in raw.values()}
    return {"study": here.study.study, "rows": rows, "sha256": checksums(files_read(here), here.root)}


def look_through(here: Workspace, most: int = 20) -> tuple[dict[str, RawTable], list[Problem]]:
    """Everything a study reads, and every problem in it.

    Parameters
    ----------
    here : Workspace
        The study.
    most : int
        How many problems of a kind and file are told one by one.

    Returns
    -------
    tuple
        Raw tables by the names of the study's files, with what was adjudicated of two entries; and the problems.
    """
    from burnout.clean import check
    from burnout.double_entry import double_entries

    problems = changed_files(here.study.study, files_read(here), here.root)
    raw: dict[str, RawTable] = {}
    for name, spec in here.study.files.items():
        from burnout.intake import read_file

        try:
            raw[name] = read_file(name, spec, here.root)
        except DataError as error:
            problems += error.problems
    for name, entry in double_entries(here.study, raw, here.root).items():
        raw[name] = entry.raw
        problems += entry.problems
    problems += check(here.study, here.instruments, raw, most)
    problems += _text_problems(here)
    if here.study.interviews is not None:
        from burnout.themes import load

        try:
            load(here.study.interviews, here.root)
        except DataError as error:
            problems += error.problems
    return raw, problems


def files_read(here: Workspace) -> list[str]:
    """Every file whose bytes the results hang on: raw files, tables of interviews, transcripts."""
    talks = here.study.interviews
    read = [*here.study.raw_paths(), *(talks.tables if talks else [])]
    return read + (
        sorted(f"{talks.transcripts}/{p.name}" for p in (here.root / talks.transcripts).glob("*.txt")) if talks else []
    )


def _changed_since(record: dict[str, object], memory: Path) -> dict[str, object]:
    """The record, with the files whose bytes are not those of the check before; the memory is renewed."""
    now: dict[str, str] = record["sha256"]  # type: ignore[assignment]
    try:
        before = json.loads(memory.read_text(encoding="utf-8"))
        changed = [path for path, digest in now.items() if before.get(path, digest) != digest]
    except (OSError, ValueError, AttributeError):
        changed = []
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(now, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return record | ({"changed": changed} if changed else {})


def _text_problems(here: Workspace) -> list[Problem]:
    """The authors' texts and other files the manuscript needs that are not there."""
    return [
        Problem(path, key, "no such file", "a file that is there", "Write the file, or correct its path.")
        for key, path in _own_texts(here).items()
        if not (here.root / path).is_file()
    ]


def _own_texts(here: Workspace) -> dict[str, str]:
    named = here.study.text_paths()
    for code, text in here.translations.items():
        named |= {f"{code}: {key}": path for key, path in text.text_paths().items()}
    return named


def main(arguments: list[str] | None = None) -> int:
    """Command line of this module."""
    parser = argparse.ArgumentParser(prog="python -m burnout.check", description="Check a study's file and data.")
    parser.add_argument("study", help="name of the study")
    parser.add_argument("--config", default="config", help="configuration folder")
    parser.add_argument("--output", type=Path, help="where the record of the check is written")
    given = parser.parse_args(arguments)
    root = project_root()
    try:
        study, instruments = load_study(given.study, root / given.config)
        record = check_study(Workspace(root, study, instruments, root, load_translations(study, root / given.config)))
    except BurnoutError as error:
        print(report(f"{given.study}, before anything was computed", error), file=sys.stderr)
        return 1
    if given.output:
        given.output.parent.mkdir(parents=True, exist_ok=True)
        record = _changed_since(record, given.output.parent / ".." / "settings" / "raw_files.json")
        given.output.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{given.study}: {sum(record['rows'].values())} rows in {len(record['rows'])} file(s), no problems.")  # type: ignore[attr-defined]
    return 0


if __name__ == "__main__":
    sys.exit(main())
