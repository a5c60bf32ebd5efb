"""Writing EpiData 3.1 files: .rec (fixed-width bytes) and .chk (labels, legal values, missing codes).

The layout follows published facts on the format (design of the .rec header and of records cut into lines of 78 bytes);
no program's source was copied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LINE = 78
"""Bytes of a record on one line, without the mark that ends it."""

QUESTION_COLOUR, ENTRY_COLOUR = 30, 112
KINDS = {"integer": 0, "text": 1}
"""EpiData's numbers of the field types written here."""

Value = int | str | None


@dataclass(frozen=True)
class EpiField:
    """One field of an EpiData file with its checks.

    Attributes
    ----------
    name : str
        At most 10 characters.
    label : str
        What the field asks.
    kind : str
        "integer" or "text".
    length : int
        Width in bytes of the code page.
    codes : mapping of int to str
        Value labels; they go into a label block of the .chk file.
    range : tuple of int, optional
        Smallest and largest legal value.
    missing : int, optional
        Code that means missing.
    must_enter : bool
        Whether entry may not be skipped.
    """

    name: str
    label: str
    kind: str = "integer"
    length: int = 1
    codes: Mapping[int, str] = field(default_factory=dict)
    range: tuple[int, int] | None = None
    missing: int | None = None
    must_enter: bool = False


def rec_bytes(
    fields: Sequence[EpiField], records: Sequence[Mapping[str, Value]], file_label: str, encoding: str = "gbk"
) -> bytes:
    """A .rec file.

    Parameters
    ----------
    fields : sequence of EpiField
        The fields, in order.
    records : sequence of mapping of str to value
        Field name to value; None or absent is blank.
    file_label : str
        Text of the first line.
    encoding : str
        Windows code page of the text; widths count its bytes.

    Raises
    ------
    ValueError
        A value is wider than its field.
    """
    header = f"{len(fields)} 1 VLAB Filelabel: {file_label}"
    lines = [header.encode(encoding)]
    lines += [_field_line(f, row).encode(encoding) for row, f in enumerate(fields, start=1)]
    for record in records:
        content = b"".join(_cell(f, record.get(f.name), encoding) for f in fields)
        lines += [content[start : start + LINE] + b"!" for start in range(0, len(content), LINE)]
    return b"".join(line + b"\r\n" for line in lines)


def _field_line(entry: EpiField, row: int) -> str:
    if len(entry.name) > 10:
        raise ValueError(f"the field name {entry.name!r} is longer than 10 characters")
    sign = "#" if entry.kind == "integer" else "_"
    numbers = (1, row, QUESTION_COLOUR, 40, row, KINDS[entry.kind], entry.length, ENTRY_COLOUR)
    return f"{sign}{entry.name:<10} {''.join(f'{n:4d}' for n in numbers)} {entry.label}"


def _cell(entry: EpiField, value: Value, encoding: str) -> bytes:
    content = b"" if value is None else str(value).encode(encoding)
    if len(content) > entry.length:
        raise ValueError(f"{entry.name}: {value!r} does not fit into {entry.length} bytes")
    return content.rjust(entry.length) if entry.kind == "integer" else content.ljust(entry.length)


def chk_bytes(fields: Sequence[EpiField], encoding: str = "gbk") -> bytes:
    """The .chk file of the same fields; fields with the same value labels share a label block.

    Parameters
    ----------
    fields : sequence of EpiField
        The fields, in order.
    encoding : str
        Windows code page of the text.
    """
    blocks: dict[tuple[tuple[int, str], ...], str] = {}
    for entry in fields:
        if entry.codes:
            blocks.setdefault(tuple(entry.codes.items()), f"label_{entry.name.lower()}")
    lines = ["LABELBLOCK"]
    for codes, name in blocks.items():
        lines += [f"  LABEL {name}", *(f'    {code}  "{text}"' for code, text in codes), "  END"]
    lines.append("END")
    for entry in fields:
        lines += _field_block(entry, blocks.get(tuple(entry.codes.items())))
    return "".join(f"{line}\r\n" for line in lines).encode(encoding)


def _field_block(entry: EpiField, block: str | None) -> list[str]:
    commands = []
    if block is not None:
        commands.append(f"COMMENT LEGAL USE {block}")
    if entry.range is not None:
        commands.append(f"RANGE {entry.range[0]} {entry.range[1]}")
    if entry.missing is not None:
        commands.append(f"MISSINGVALUE {entry.missing}")
    if entry.must_enter:
        commands.append("MUSTENTER")
    return ["", entry.name, *(f"  {command}" for command in commands), "END"] if commands else []
