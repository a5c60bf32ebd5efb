"""What a file is, told from its first bytes, so that a wrong file is refused before it is read."""

from __future__ import annotations

import difflib
import re
import zipfile
from pathlib import Path

from burnout.errors import DataError, Problem

NAMES = {
    "epidata": "an EpiData .rec file",
    "spss": "an SPSS .sav file",
    "wenjuanxing": "an Excel .xlsx file exported by Wenjuanxing",
    "excel": "an Excel .xlsx file",
    "csv": "a text file (csv)",
}
EXPECTED = {"epidata": "epidata", "spss": "spss", "wenjuanxing": "excel", "excel": "excel", "csv": "csv"}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_REC_HEADER = re.compile(rb"^[ \t]*\d+ +1(?: +VLAB| +~kq:| +Filelabel:|[ \t]*\r?\n[#_])", re.IGNORECASE)
_OTHERS = {
    b"%PDF": "a PDF file",
    b"PAR1": "a Parquet file",
    b"ENCRYPTEDSAV": "an SPSS file with a password",
    b"ASCII SPSS PORT": "an SPSS portable file (.por)",
    b"<stata_dta>": "a Stata file",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "an RTF document",
}
_WAY_OUT = {
    "an old Excel file (.xls)": "Open it in Excel and save it as .xlsx.",
    "a binary Excel file (.xlsb)": "Open it in Excel and save it as .xlsx.",
    "an Excel file with a password": "Open it in Excel, remove the password, and save it again.",
    "an SPSS file with a password": "Open it in SPSS and save it without a password.",
    "a web page saved under another name": "Open it in Excel and save it as .xlsx.",
    "an SPSS portable file (.por)": "Open it in SPSS and save it as .sav.",
}


def require(path: Path, shown: str, declared: str) -> None:
    """Refuse a file that is missing, empty, or another kind than declared.

    Parameters
    ----------
    path : Path
        The file.
    shown : str
        How messages name it.
    declared : str
        Format in the study file.

    Raises
    ------
    DataError
        With what was found, what is allowed, and the way out.
    """
    require_content(path, shown)
    kind, what = kind_of(path)
    if kind == EXPECTED[declared]:
        return
    if declared == "epidata" and path.suffix.lower() == ".rec" and kind == "csv":
        what = f"a text file that begins with {path.read_bytes()[:40].splitlines()[0].decode('latin-1')!r}"
        remedy = "Its first line must be like '42 1 VLAB'. Copy the .rec file again from the computer of data entry."
    elif kind in NAMES:
        key = "excel or wenjuanxing" if kind == "excel" else kind
        remedy = f"Name another file, or write 'format: {key}' for it in the study file."
    else:
        remedy = _WAY_OUT.get(what, f"Name {NAMES[declared]}, or export the data again.")
    raise DataError(Problem(shown, "", what, f"{NAMES[declared]} (format: {declared})", remedy))


def require_content(path: Path, shown: str) -> None:
    """Refuse a file that is missing, a folder, unreadable or empty."""
    if not path.exists():
        siblings = sorted(p.name for p in path.parent.iterdir() if p.is_file()) if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.name, siblings, n=1, cutoff=0.5)
        there = ", ".join(siblings[:8]) or "no file"
        allowed = f"a file; in this folder: {there}" if path.parent.is_dir() else "a file; its folder is missing too"
        remedy = f"Did you mean {near[0]!r}?" if near else "Put the file there, or correct its path in the study file."
        raise DataError(Problem(shown, "", "no such file", allowed, remedy))
    if path.is_dir():
        raise DataError(Problem(shown, "", "a folder", "a file", "Give the path of the file itself."))
    try:
        with path.open("rb") as stream:
            empty = not stream.read(64).strip(b"\xef\xbb\xbf \t\r\n") and path.stat().st_size <= 64
    except OSError as error:
        found = f"a file that cannot be opened ({error.strerror})"
        remedy = "Close it in other programs and check who may read it."
        raise DataError(Problem(shown, "", found, "a file that can be read", remedy)) from None
    if empty:
        raise DataError(Problem(shown, "", "an empty file", "a file with data", "Export or copy the data again."))


def kind_of(path: Path) -> tuple[str, str]:
    """Kind of a file by its content, and in words; the kind is '' for what no reader reads."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(b"PK"):
        return _zip_kind(path)
    if head.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in path.read_bytes()
        return "", "an Excel file with a password" if locked else "an old Excel file (.xls)"
    if head.startswith((b"$FL2", b"$FL3")):
        return "spss", NAMES["spss"]
    for start, what in _OTHERS.items():
        if head.startswith(start):
            return "", what
    if _REC_HEADER.match(head):
        return "epidata", NAMES["epidata"]
    if re.match(rb"^(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", head, re.IGNORECASE):
        return "", "a web page saved under another name"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", "a binary file of an unknown kind"
    return "csv", NAMES["csv"]


def _zip_kind(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return "", "a damaged or incomplete Excel or zip file"
    if any(n.startswith("xl/workbook") and n.endswith(".xml") for n in names):
        return "excel", NAMES["excel"]
    if "xl/workbook.bin" in names:
        return "", "a binary Excel file (.xlsb)"
    if any(n.startswith("word/") for n in names):
        return "", "a Word document"
    return "", "a zip archive"
