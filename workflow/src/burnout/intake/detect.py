"""What a file is, told from its first bytes, so that a wrong file is refused before it is read."""

from __future__ import annotations

import difflib
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from burnout.errors import DataError, Problem
from burnout.intake.limits import (
    LARGEST,
    LARGEST_SHEET,
    MIB,
    locked_parts,
    require_harmless,
    require_honest,
    require_size,
)

if TYPE_CHECKING:
    from burnout.intake.recognise import Guess

NAMES = {
    "epidata": "an EpiData .rec file",
    "spss": "an SPSS .sav file",
    "por": "an SPSS portable file (.por)",
    "excel": "an Excel .xlsx file",
    "xls": "an old Excel file (.xls)",
    "xlsb": "a binary Excel file (.xlsb)",
    "ods": "an OpenDocument sheet (.ods)",
    "csv": "a text file (csv)",
    "stata": "a Stata .dta file",
    "sas7bdat": "a SAS data set (.sas7bdat)",
    "xport": "a SAS transport file (.xpt)",
    "parquet": "a Parquet file",
}
"""Kinds of files that can be read, in words."""
SHEETS = ("excel", "xls", "xlsb", "ods")
KINDS: dict[str, tuple[str, ...]] = {
    "epidata": ("epidata",),
    "spss": ("spss", "por"),
    "stata": ("stata",),
    "sas": ("sas7bdat", "xport"),
    "parquet": ("parquet",),
    "excel": SHEETS,
    "csv": ("csv",),
    "wenjuanxing": (*SHEETS, "csv"),
    "redcap": ("csv",),
    "kobo": ("csv", *SHEETS),
}
"""Formats of the study file, and the kinds of files each may be; the usual one first."""
FORMATS = {
    "epidata": NAMES["epidata"],
    "spss": NAMES["spss"],
    "stata": NAMES["stata"],
    "sas": NAMES["sas7bdat"],
    "parquet": NAMES["parquet"],
    "excel": NAMES["excel"],
    "csv": NAMES["csv"],
    "wenjuanxing": "an Excel .xlsx file exported by Wenjuanxing",
    "redcap": "a text file (csv) exported by REDCap",
    "kobo": "a text file (csv) exported by KoboToolbox or ODK",
}

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOF = b"\x09\x08\x10\x00"
_FILEPASS = 0x2F
_SAS = b"\0" * 12 + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_REC_HEADER = re.compile(rb"^[ \t]*\d+ +1(?: +VLAB| +~kq:| +Filelabel:|[ \t]*\r?\n[#_])", re.IGNORECASE)
_PAGE = re.compile(rb"^(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml)", re.IGNORECASE)
_STARTS = {
    b"$FL2": "spss",
    b"$FL3": "spss",
    b"PAR1": "parquet",
    b"<stata_dta>": "stata",
    b"HEADER RECORD*******LIB": "xport",
    _SAS: "sas7bdat",
}
_OTHERS = {
    b"%PDF": "a PDF file",
    b"ENCRYPTEDSAV": "an SPSS file with a password",
    b"SQLite format 3": "an SQLite database",
    b"{\\rtf": "an RTF document",
    b"\x1f\x8b": "a packed file (gzip)",
    b"7z\xbc\xaf": "a packed file (7z)",
    b"Rar!": "a packed file (rar)",
}
WAY_OUT = {
    "an Excel file with a password": "Open it in Excel, remove the password, and save it again.",
    "an SPSS file with a password": "Open it in SPSS and save it without a password.",
    "a web page saved under another name": "Open it in Excel and save it as .xlsx.",
    "a zip archive": "Unpack it, and name the file inside.",
    "a zip archive with a password": "Unpack it with its password, and name the file inside.",
    "a file with a password": "Open it where it was made, remove the password, and save it again.",
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
    if kind in KINDS[declared]:
        require_reasonable(path, shown, kind)
        return
    if declared == "epidata" and path.suffix.lower() == ".rec" and kind == "csv":
        what = f"a text file that begins with {path.read_bytes()[:40].splitlines()[0].decode('latin-1')!r}"
        remedy = "Its first line must be like '42 1 VLAB'. Copy the .rec file again from the computer of data entry."
    elif kind in NAMES:
        key = format_of(kind) + (" or wenjuanxing" if kind in SHEETS else "")
        remedy = f"Name another file, or write 'format: {key}' for it in the study file."
    else:
        remedy = WAY_OUT.get(what, f"Name {FORMATS[declared]}, or export the data again.")
    raise DataError(Problem(shown, "", what, f"{FORMATS[declared]} (format: {declared})", remedy))


def format_of(kind: str) -> str:
    """The plain format of the study file that reads a kind of file."""
    return next(name for name, kinds in KINDS.items() if kind in kinds)


def require_reasonable(path: Path, shown: str, kind: str) -> None:
    """Refuse a file that is too large for its kind, before it is read or unpacked."""
    require_size(path.stat().st_size, shown, LARGEST_SHEET if kind in SHEETS else LARGEST)
    if kind in ("excel", "xlsb", "ods"):
        require_harmless(path, shown)
    if kind in ("xlsb", "ods"):  # their reader unpacks whatever comes
        require_honest(path, shown)


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
        return _ole_kind(path)
    for start, kind in _STARTS.items():
        if head.startswith(start):
            return kind, NAMES[kind]
    for start, what in _OTHERS.items():
        if head.startswith(start):
            return "", what
    if b"SPSS PORT FILE" in head[:600]:
        return "por", NAMES["por"]
    if _REC_HEADER.match(head):
        return "epidata", NAMES["epidata"]
    if _PAGE.match(head):
        return "", "a web page saved under another name"
    if head[:1] in (b"\x71", b"\x72", b"\x73") and head[1:2] in (b"\x01", b"\x02") and head[2:3] == b"\x01":
        return "stata", NAMES["stata"]
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", "a binary file of an unknown kind"
    return "csv", NAMES["csv"]


def _ole_kind(path: Path) -> tuple[str, str]:
    """Old Excel files, and new ones with a password, which stand in the same kind of container."""
    if path.stat().st_size <= LARGEST_SHEET:
        content = path.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in content or _has_password_record(content):
            return "", "an Excel file with a password"
    return "xls", NAMES["xls"]


def _has_password_record(content: bytes) -> bool:
    """Whether one of the first records of an old Excel workbook is FILEPASS."""
    start = next((at for at in range(512, len(content), 512) if content[at : at + 4] == _BOF), len(content))
    for _ in range(6):
        kind, length = (int.from_bytes(content[at : at + 2], "little") for at in (start, start + 2))
        if kind == _FILEPASS:
            return True
        start += 4 + length
    return False


def _zip_kind(path: Path) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype").decode("ascii", "replace") if _has_mimetype(archive) else ""
            locked = bool(locked_parts(path)) or (bool(kind) and _ods_locked(archive))
    except Exception:  # a damaged archive makes zipfile raise almost anything
        return "", "a damaged or incomplete Excel or zip file"
    if any(n.startswith("xl/workbook") and n.endswith(".xml") for n in names):
        return ("", "an Excel file with a password") if locked else ("excel", NAMES["excel"])
    if "xl/workbook.bin" in names:
        return "xlsb", NAMES["xlsb"]
    if kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        return ("", "a file with a password") if locked else ("ods", NAMES["ods"])
    if any(n.startswith("word/") for n in names):
        return "", "a Word document"
    return "", "a zip archive with a password" if locked else "a zip archive"


def _has_mimetype(archive: zipfile.ZipFile) -> bool:
    return "mimetype" in archive.namelist() and archive.getinfo("mimetype").file_size < 200


def _ods_locked(archive: zipfile.ZipFile) -> bool:
    name = "META-INF/manifest.xml"
    small = name in archive.namelist() and archive.getinfo(name).file_size < MIB
    return small and b"encryption-data" in archive.read(name)


def recognise(path: Path, shown: str | None = None) -> Guess:
    """What a file seems to be: its settings as they would stand in the study file, and why (see `intake.recognise`)."""
    from burnout.intake.recognise import recognise as found

    return found(path, shown)
