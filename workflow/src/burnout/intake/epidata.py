"""EpiData 3.1 .rec files (fixed-width bytes in a Windows code page), with labels and codes from the .chk file.

The layout is written from published facts on the format: a header line with the number of fields, one line for each
field with fixed columns, then records cut into lines of 78 bytes, each ended by ``!``, ``^`` (verified by double
entry) or ``?`` (deleted).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.checks import codebook_of
from burnout.intake.detect import require
from burnout.intake.raw import Cell, Codebook, Note, RawTable, check_names, frame_of
from burnout.intake.text import decode, undecodable, unknown_encoding

LINE = 78
"""Bytes of a record on one line, without the mark that ends it."""

_DATES = {2: "mdy", 10: "mdy", 11: "dmy", 16: "dmy", 19: "ymd", 20: "ymd"}
_QUESTION = 15
_MARKS = {ord("!"): False, ord("^"): False, ord("?"): True}


@dataclass(frozen=True)
class Field:
    """One field: where it lies in a record, and what it holds."""

    name: str
    kind: int
    start: int
    length: int
    label: str

    @property
    def is_number(self) -> bool:
        """Whether the field holds numbers (integer, float, local number, automatic id)."""
        return self.kind in (0, 6, 9, 12) or self.kind >= 100


def read(name: str, spec: DataFile, root: Path) -> RawTable:
    """An EpiData .rec file; records marked as deleted are left out and noted.

    Raises
    ------
    DataError
        The file is missing, empty, no .rec, its header or a record is broken, or its text is in another encoding.
    """
    path = root / spec.path
    require(path, spec.path, "epidata")
    encoding = spec.encoding or "gb18030"
    lines = [line.rstrip(b"\r") for line in path.read_bytes().rstrip(b"\x1a").split(b"\n")]
    fields, first = _fields(lines, encoding, spec.path)
    records = _records(lines[first:], first + 1, sum(f.length for f in fields), spec.path)
    kept = [(number, record) for number, (record, deleted) in enumerate(records, start=1) if not deleted]
    notes = [_left_out(number) for number, (_, deleted) in enumerate(records, start=1) if deleted]
    columns: dict[str, list[Cell]] = {field.name: [] for field in fields}
    for number, record in kept:
        for field in fields:
            columns[field.name].append(_cell(record, number, field, encoding, spec.path, notes))
    table = frame_of(columns, [number for number, _ in kept])
    return RawTable(name, spec.path, table, _codebook(fields, spec, root), tuple(notes))


def _left_out(number: int) -> Note:
    return Note(number, "", "a record marked as deleted", "left out", "records deleted in EpiData are not analysed")


def _broken(shown: str, place: str, found: str, allowed: str) -> DataError:
    remedy = "Copy the .rec file again from the computer it was entered on; it must not be opened in an editor."
    return DataError(Problem(shown, place, found, allowed, remedy))


def _fields(lines: list[bytes], encoding: str, shown: str) -> tuple[list[Field], int]:
    """Fields that hold data, and the index of the first line of the records."""
    count = int(lines[0].split()[0])
    if len(lines) < count + 1:
        raise _broken(shown, "header", f"{len(lines) - 1} lines after the first", f"{count} lines, one for each field")
    fields: list[Field] = []
    start = 0
    for i, line in enumerate(lines[1 : count + 1], start=2):
        kind, length, label = _field_line(line, i, encoding, shown)
        if kind == _QUESTION or length == 0:
            continue
        name = decode(line[1:11], encoding, shown).strip()
        if not name:
            raise _broken(shown, f"header, line {i}", "a field without a name", "a name in columns 2 to 11")
        fields.append(Field(name, kind, start, length, label))
        start += length
    check_names([field.name for field in fields], shown)
    return fields, count + 1


def _field_line(line: bytes, i: int, encoding: str, shown: str) -> tuple[int, int, str]:
    allowed = "a field: # or _, name, positions, then type (columns 33-36) and length (columns 37-40) as numbers"
    try:
        if line[:1] not in (b"#", b"_"):
            raise ValueError
        kind, length = int(line[32:36]), int(line[36:40])
    except ValueError:
        text = line[:44].decode(encoding, errors="replace")
        raise _broken(shown, f"header, line {i}", repr(text), allowed) from None
    return kind, length, decode(line[45:], encoding, shown).strip()


def _records(lines: list[bytes], first: int, width: int, shown: str) -> list[tuple[bytes, bool]]:
    """Records as bytes, and whether each is marked as deleted."""
    while lines and not lines[-1].strip(b"\x1a"):
        lines = lines[:-1]
    per_record = math.ceil(width / LINE)
    widths = [LINE] * (per_record - 1) + [width - LINE * (per_record - 1)]
    records = []
    for at in range(0, len(lines), per_record):
        number = at // per_record + 1
        pieces = lines[at : at + per_record]
        if len(pieces) < per_record:
            found = f"{len(pieces)} of its {per_record} lines: the file ends too early"
            raise _broken(shown, f"record {number}", found, f"{per_record} lines for each record")
        for i, (piece, expected) in enumerate(zip(pieces, widths, strict=True)):
            if len(piece) != expected + 1 or piece[-1] not in _MARKS:
                place = f"record {number} (line {first + at + i})"
                allowed = f"{expected} bytes ended by !, ^ or ?"
                raise _broken(shown, place, f"{len(piece)} bytes ended by {piece[-1:].decode('latin-1')!r}", allowed)
        records.append((b"".join(piece[:-1] for piece in pieces), _MARKS[pieces[-1][-1]]))
    return records


def _cell(record: bytes, number: int, field: Field, encoding: str, shown: str, notes: list[Note]) -> Cell:
    content = record[field.start : field.start + field.length]
    if not content.strip():
        return None
    text = _text(content, number, field, encoding, shown, notes)
    if not text:
        return None
    if field.is_number:
        try:
            return float(text)
        except ValueError:
            return text
    return _iso(text, _DATES[field.kind]) if field.kind in _DATES else text


def _text(content: bytes, number: int, field: Field, encoding: str, shown: str, notes: list[Note]) -> str:
    try:
        return content.decode(encoding).strip()
    except LookupError:
        raise unknown_encoding(encoding, shown) from None
    except UnicodeDecodeError as error:
        if error.start == len(content) - 1 and error.start > 0:
            rule = "a character cut in two by the width of the field"
            notes.append(Note(number, field.name, f"the byte {content[-1:].hex()}", "normalised", rule))
            return content[:-1].decode(encoding).strip()
        place = f"record {number}, field {field.name}"
        raise undecodable(content[error.start : error.start + 4], encoding, shown, place) from None


def _iso(text: str, order: str) -> str:
    parts = re.fullmatch(r"(\d{1,4})/(\d{1,2})/(\d{1,4})", text)
    if parts is None:
        return text
    part = dict(zip(order, parts.groups(), strict=True))
    if len(part["y"]) != 4:
        return text
    return f"{part['y']}-{int(part['m']):02d}-{int(part['d']):02d}"


def _codebook(fields: list[Field], spec: DataFile, root: Path) -> Codebook:
    labels = {field.name: field.label for field in fields if field.label}
    if spec.checks is None:
        return Codebook(labels=labels)
    widths = {field.name: field.length if field.is_number else 0 for field in fields}
    return codebook_of(root / spec.checks, spec.checks, widths, labels, spec.encoding or "gb18030")
