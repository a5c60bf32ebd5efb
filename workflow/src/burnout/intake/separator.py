"""Which sign parts the cells of a text file, found from its first rows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.text import DEFAULTS, unknown_encoding

SEPARATORS = {",": "a comma", ";": "a semicolon", "\t": "a tabulator"}
HEAD = 1 << 18
"""Bytes that are looked at."""
ROWS = 200


def with_separator(path: Path, spec: DataFile) -> DataFile:
    """The file's settings with its separator: the one that is given, else the one that its rows show.

    Raises
    ------
    DataError
        Two signs part the rows equally well.
    """
    if spec.delimiter is not None:
        return spec
    return spec.model_copy(update={"delimiter": separator_of(text_head(path, spec), spec.path)})


def text_head(path: Path, spec: DataFile) -> str:
    """The first rows of a text file; signs that cannot be decoded are replaced, which its reader tells of later."""
    with path.open("rb") as stream:
        content = stream.read(HEAD)
        whole = not stream.read(1)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) and spec.encoding is None:
        return _whole_lines(content.decode("utf-16", "replace"), whole)
    if spec.encoding is not None:
        try:
            return _whole_lines(content.decode(spec.encoding, "replace"), whole).removeprefix("\ufeff")
        except LookupError:
            raise unknown_encoding(spec.encoding, spec.path) from None
    content = content if whole else content[: content.rfind(b"\n") + 1] or content
    for name in DEFAULTS:
        try:
            return content.decode(name)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def separator_of(text: str, shown: str) -> str:
    """The sign that parts the cells.

    Parameters
    ----------
    text : str
        First rows of a file.
    shown : str
        How messages name the file.

    Raises
    ------
    DataError
        Two signs part the rows equally well.
    """
    fits = {sign: _fit(text, sign) for sign in SEPARATORS}
    parting = {sign: fit for sign, fit in fits.items() if fit > 0}
    if not parting:
        return ","
    best = max(parting.values())
    found = [sign for sign, fit in parting.items() if fit == best]
    if len(found) == 1:
        return found[0]
    words = " and ".join(SEPARATORS[sign] for sign in found)
    remedy = f"Say which it is in the study file: delimiter: {found[0]!r} or delimiter: {found[1]!r}."
    problem = Problem(shown, "header", f"rows that both {words} part into cells", "one separator", remedy)
    raise DataError(problem)


def _fit(text: str, sign: str) -> float:
    """Share of rows that have as many cells as the header; 0 when the header is not parted at all."""
    sizes = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=sign):
            if any(cells):
                sizes.append(len(cells))
            if len(sizes) > ROWS:
                break
    except csv.Error:
        pass
    if not sizes or sizes[0] < 2:
        return 0.0
    return (1 + sum(size == sizes[0] for size in sizes[1:])) / len(sizes)


def _whole_lines(text: str, whole: bool) -> str:
    return text if whole else text[: text.rfind("\n") + 1] or text
