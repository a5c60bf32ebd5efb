"""EpiData .chk files: labels of codes, legal values, ranges and missing codes of each field."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from burnout.config.base import Code
from burnout.errors import DataError, Problem
from burnout.intake.detect import require_content
from burnout.intake.raw import Codebook
from burnout.intake.text import decode

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_LABEL = re.compile(r'("[^"]*"|\S+)\s+(.+)')
_SKIPPED = ("BEFORE", "AFTER", "CONSISTENCYBLOCK", "RECODEBLOCK", "ASSERTBLOCK")
_LIMITS = {"-INFINITY": float("-inf"), "INFINITY": float("inf"), "+INFINITY": float("inf")}

Lines = Iterator[tuple[int, str]]


@dataclass
class _Found:
    """What has been read so far; uses of other blocks are looked up at the end."""

    shown: str
    names: Mapping[str, str]
    blocks: dict[str, dict[Code, str]] = field(default_factory=dict)
    labels: dict[str, dict[Code, str]] = field(default_factory=dict)
    label_use: dict[str, str] = field(default_factory=dict)
    legal: dict[str, list[Code]] = field(default_factory=dict)
    legal_use: dict[str, str] = field(default_factory=dict)
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)
    missing: dict[str, list[Code]] = field(default_factory=dict)
    missing_all: list[Code] = field(default_factory=list)


def codebook_of(
    path: Path, shown: str, widths: Mapping[str, int], labels: Mapping[str, str], encoding: str
) -> Codebook:
    """Codebook from a .chk file.

    Parameters
    ----------
    path : Path
        The .chk file.
    shown : str
        How messages name it.
    widths : mapping of str to int
        Fields of the .rec file and their width; 0 for fields that are not numbers.
    labels : mapping of str to str
        Labels of the fields.
    encoding : str
        Encoding of the text.

    Raises
    ------
    DataError
        The file is missing or empty, is not in the encoding, or a block is not closed by END.
    """
    require_content(path, shown)
    text = decode(path.read_bytes().rstrip(b"\x1a"), encoding, shown)
    found = _Found(shown, {name.upper(): name for name in widths})
    lines = ((i, line.strip()) for i, line in enumerate(text.splitlines(), start=1))
    useful = ((i, line) for i, line in lines if line and not line.startswith("*"))
    for i, line in useful:
        _top(found, i, line, useful)
    return _resolve(found, widths, labels)


def _top(found: _Found, i: int, line: str, lines: Lines) -> None:
    words = line.split()
    first = words[0].upper()
    if first == "LABELBLOCK":
        for j, inner in _block(lines, found.shown, i, line):
            if inner.split()[0].upper() == "LABEL" and len(inner.split()) > 1:
                found.blocks[inner.split()[1].upper()] = dict(_pairs(lines, found.shown, j, inner))
    elif first in _SKIPPED:
        for _, inner in _block(lines, found.shown, i, line):
            _missing_all(found, inner)
    elif first == "MISSINGVALUE":
        _missing_all(found, line)
    elif first in found.names and len(words) == 1:
        for j, inner in _block(lines, found.shown, i, line):
            _inside(found, found.names[first], j, inner, lines)


def _inside(found: _Found, name: str, i: int, line: str, lines: Lines) -> None:
    """One command in the block of a field."""
    words = line.split()
    upper = [word.upper() for word in words]
    if upper[0] == "RANGE" and len(words) >= 3:
        low, high = (_LIMITS.get(w, _number(w)) for w in upper[1:3])
        if low is not None and high is not None:
            found.ranges[name] = (low, high)
    elif upper[0] == "MISSINGVALUE":
        found.missing[name] = [_code(word) for word in words[1:]]
    elif upper[:2] == ["LEGAL", "USE"] and len(words) > 2:
        found.legal_use[name] = upper[2]
    elif upper == ["LEGAL"]:
        block = _block(lines, found.shown, i, line)
        found.legal[name] = [_code(word) for _, inner in block for word in inner.replace(",", " ").split()]
    elif upper[:3] == ["COMMENT", "LEGAL", "USE"] and len(words) > 3:
        found.label_use[name] = upper[3]
    elif upper in (["COMMENT", "LEGAL"], ["COMMENT", "LEGAL", "SHOW"]):
        found.labels[name] = dict(_pairs(lines, found.shown, i, line))
    elif upper[0] in ("BEFORE", "AFTER", "JUMPS"):
        for _ in _block(lines, found.shown, i, line):
            pass


def _block(lines: Lines, shown: str, i: int, opening: str) -> Iterator[tuple[int, str]]:
    """Lines until the END that closes the block; whoever meets an inner block takes its lines."""
    for j, line in lines:
        if line.upper() == "END":
            return
        yield j, line
    remedy = "Add the missing END, or copy the .chk file again."
    raise DataError(
        Problem(shown, f"line {i}", f"the block {opening!r} without its END", "END after the block", remedy)
    )


def _pairs(lines: Lines, shown: str, i: int, opening: str) -> Iterator[tuple[Code, str]]:
    for _, line in _block(lines, shown, i, opening):
        if match := _LABEL.fullmatch(line):
            yield _code(match[1].strip('"')), match[2].strip().strip('"').strip()


def _missing_all(found: _Found, line: str) -> None:
    words = line.split()
    if [word.upper() for word in words[:2]] == ["MISSINGVALUE", "ALL"]:
        found.missing_all = [_code(word) for word in words[2:]]


def _code(word: str) -> Code:
    word = word.strip('",')
    number = _number(word)
    if number is None:
        return word
    return int(number) if number.is_integer() else number


def _number(word: str) -> float | None:
    return float(word) if _NUMBER.fullmatch(word) else None


def _resolve(found: _Found, widths: Mapping[str, int], labels: Mapping[str, str]) -> Codebook:
    """Look up blocks used by name; give MISSINGVALUE ALL to number fields that are wide enough and have none."""
    value_labels: dict[str, dict[Code, str]] = dict(found.labels)
    for name, use in found.label_use.items():
        other = found.names.get(use, "")
        value_labels[name] = found.blocks.get(use) or found.labels.get(other) or {}
    legal: dict[str, list[Code]] = dict(found.legal)
    for name, use in found.legal_use.items():
        legal[name] = found.legal.get(found.names.get(use, ""), [])
    for name, codes in value_labels.items():
        legal[name] = [*legal.get(name, []), *codes]
    missing = dict(found.missing)
    for name, width in widths.items():
        fitting = [code for code in found.missing_all if len(str(code)) <= width]
        if name not in missing and fitting:
            missing[name] = fitting
    return Codebook(labels, {n: v for n, v in value_labels.items() if v}, missing, found.ranges, _filled(legal))


def _filled(legal: Mapping[str, list[Code]]) -> dict[str, list[Code]]:
    return {name: codes for name, codes in legal.items() if codes}
