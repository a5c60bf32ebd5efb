"""How large a raw file may be, so that reading it stays within the memory of an office computer.

The limits are checked before anything is unpacked or read; config/README.md tells them.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

from burnout.errors import DataError, Problem

GIB = 1 << 30
MIB = 1 << 20
LARGEST = GIB
"""Bytes of a file. A questionnaire of 60 questions from seven million people fits."""
LARGEST_SHEET = 256 * MIB
"""Bytes of a spreadsheet, packed; they are read cell by cell."""
LARGEST_UNPACKED = GIB
"""Bytes of a spreadsheet, unpacked."""
LARGEST_RATIO = 200
"""How many times larger a part of a spreadsheet may become in unpacking; real sheets become 5 to 50 times larger."""
HARMLESS = 64 * MIB
"""Unpacked bytes up to which the ratio does not matter."""
MOST_COLUMNS = 5_000
MOST_CELLS = 200_000_000
"""Rows times columns of a file that tells both before it is read."""

_LESS = "Export only the columns of the study, or one file for each site or year, and name each under files."


def require_size(size: int, shown: str, largest: int = LARGEST) -> None:
    """Refuse a file that is too large, by its bytes on the disk."""
    if size > largest:
        allowed = f"at most {in_words(largest)}"
        raise DataError(Problem(shown, "", f"a file of {in_words(size)}", allowed, _LESS))


def require_columns(n: int, shown: str) -> None:
    """Refuse a table with so many columns that it is no questionnaire."""
    if n > MOST_COLUMNS:
        remedy = "Look whether rows and columns are exchanged; else export only the columns of the study."
        raise DataError(Problem(shown, "header", f"{n} columns", f"at most {MOST_COLUMNS} columns", remedy))


def require_cells(rows: int, columns: int, shown: str) -> None:
    """Refuse a table that tells its size before it is read, and is too large."""
    require_columns(columns, shown)
    if rows * columns > MOST_CELLS:
        found = f"{rows} rows of {columns} columns"
        raise DataError(Problem(shown, "", found, f"at most {MOST_CELLS // 1_000_000} million cells", _LESS))


def require_harmless(path: Path, shown: str) -> None:
    """Refuse a packed spreadsheet that would become far too large in unpacking; nothing is unpacked here.

    Raises
    ------
    DataError
        It would fill the memory. Its sizes are those that the archive states; `require_honest` checks them.
    """
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    total = sum(part.file_size for part in parts)
    worst = max(parts, key=_ratio, default=None)
    dressed = worst is not None and worst.file_size > HARMLESS and _ratio(worst) > LARGEST_RATIO
    if total > LARGEST_UNPACKED or dressed:
        found = f"a packed file that would become {in_words(total)} in unpacking"
        found += f" ({worst.filename} grows {_ratio(worst):.0f} times)" if dressed and worst is not None else ""
        allowed = f"at most {in_words(LARGEST_UNPACKED)}, and parts that grow at most {LARGEST_RATIO} times"
        remedy = "Export it again from where it comes; if it came by mail, be wary: such files are made to do harm."
        raise DataError(Problem(shown, "", found, allowed, remedy))


def require_honest(path: Path, shown: str) -> None:
    """Refuse a packed spreadsheet whose parts are not as large as it states; unpacks a piece at a time, keeps none."""
    part = ""
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                with archive.open(part) as stream:
                    while stream.read(MIB):
                        pass
    except Exception as error:  # a damaged archive makes zlib and zipfile raise almost anything
        found = f"a damaged or incomplete file ({type(error).__name__} in {part or 'its list of parts'})"
        remedy = "Open it in Excel and save it again, or export it again."
        raise DataError(Problem(shown, "", found, "a whole file", remedy)) from None


def locked_parts(path: Path) -> Sequence[str]:
    """Parts of an archive that need a password."""
    with zipfile.ZipFile(path) as archive:
        return [part.filename for part in archive.infolist() if part.flag_bits & 1]


def in_words(size: int) -> str:
    """Bytes as a person says them."""
    for unit, name in ((GIB, "GiB"), (MIB, "MiB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size} bytes"


def _ratio(part: zipfile.ZipInfo) -> float:
    return part.file_size / max(part.compress_size, 1)
