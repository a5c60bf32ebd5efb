"""Raw files as they were accepted: a list of SHA-256 sums in the study's data folder, compared at each check.

The list is that of the program `sha256sum`: in its folder, ``sha256sum -c SHA256SUMS`` says the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from burnout.errors import DataError, Problem
from burnout.provenance import checksums

_LINE = re.compile(r"\\?([0-9a-fA-F]{64}) [ *](.+)")


def sums_file(study: str) -> str:
    """Where the list of a study stands, from the project's folder."""
    return f"data/{study}/SHA256SUMS"


def accept(study: str, paths: Iterable[str], root: Path) -> dict[str, tuple[str | None, str]]:
    """Write the list anew.

    Returns
    -------
    dict of str to (str or None, str)
        For each file that is new or has changed: the sum it had, and the one it has.
    """
    listed = root / sums_file(study)
    before = _read(study, root) if listed.is_file() else {}
    now = checksums(paths, root)
    lines = [f"{digest}  {_from(study, path)}\n" for path, digest in now.items()]
    listed.parent.mkdir(parents=True, exist_ok=True)
    part = listed.with_name(listed.name + ".part")
    part.write_text("".join(lines), encoding="utf-8", newline="\n")
    os.replace(part, listed)
    return {path: (before.get(path), digest) for path, digest in now.items() if before.get(path) != digest}


def changed_files(study: str, paths: Iterable[str], root: Path) -> list[Problem]:
    """Files whose bytes are not those that were accepted; none where nothing was accepted yet."""
    shown = sums_file(study)
    if not (root / shown).is_file():
        return []
    try:
        before = _read(study, root)
    except DataError as error:
        return error.problems
    there = [path for path in paths if (root / path).is_file()]
    remedy = (
        f"If the change is wanted, accept it with `burnout accept {study}`; if not, put the file back as it was. "
        "Ask who changed it: raw files are never altered."
    )
    return [
        Problem(
            path,
            "",
            f"the file is not the one that was accepted: SHA-256 {now[:16]}…",
            f"{was[:16]}… ({shown})",
            remedy,
        )
        for path, now in checksums(there, root).items()
        if (was := before.get(path)) is not None and was != now
    ]


def _from(study: str, path: str) -> str:
    return os.path.relpath(path, f"data/{study}").replace(os.sep, "/")


def _read(study: str, root: Path) -> dict[str, str]:
    shown = sums_file(study)
    found = {}
    for number, line in enumerate((root / shown).read_text(encoding="utf-8-sig", errors="replace").splitlines(), 1):
        match = _LINE.fullmatch(line.rstrip())
        if match:
            path = os.path.normpath(f"data/{study}/{match[2]}").replace(os.sep, "/")
            found[path] = match[1].lower()
        elif line.strip():
            remedy = f"Write it anew with `burnout accept {study}`."
            allowed = "64 hexadecimal digits, two blanks, and a path"
            raise DataError(Problem(shown, f"line {number}", repr(line[:80]), allowed, remedy))
    return found
