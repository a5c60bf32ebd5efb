"""Pieces of YAML text: whatever stands in users' files becomes valid values, keys and remarks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*( [A-Za-z0-9_]+)*")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}
WIDTH = 110
REMARK = 160


def quote(value: object) -> str:
    """A text as a YAML value: bare where that is safe, else in double quotes."""
    text = str(value)
    if _BARE.fullmatch(text) and text.lower() not in _WORDS and len(text) < REMARK:
        return text
    return yaml.safe_dump(text, default_style='"', allow_unicode=True, width=10**9).strip()


def code(value: object) -> str:
    """A code of a data file as a YAML value: a number stays one."""
    text = str(value)
    return text if re.fullmatch(r"-?(0|[1-9]\d{0,14})(\.\d+)?", text) else quote(text)


def remark(text: str) -> str:
    """A text as the words of a remark: one line, printable, not too long."""
    line = "".join(c if c.isprintable() else " " for c in " ".join(str(text).split()))
    return line if len(line) <= REMARK else f"{line[: REMARK - 4]} ..."


def decide(doubts: Iterable[str], indent: int) -> list[str]:
    """Remarks that ask the authors to decide."""
    return [f"{' ' * indent}# please decide: {remark(doubt)}" for doubt in doubts]


def listing(values: Iterable[str]) -> str:
    """Values, already quoted, as a list in one line."""
    return f"[{', '.join(values)}]"


def mapping(key: str, pairs: Mapping[str, str], indent: int) -> list[str]:
    """A key with pairs, already quoted: in one line when it is short, else a line for each."""
    line = f"{' ' * indent}{key}: {{{', '.join(f'{k}: {v}' for k, v in pairs.items())}}}"
    if len(line) <= WIDTH and not any(len(k) > 120 for k in pairs):
        return [line]
    return [f"{' ' * indent}{key}:", *(f"{' ' * (indent + 2)}{k}: {v}" for k, v in pairs.items())]


def sequence(key: str, values: Iterable[str], indent: int) -> list[str]:
    """A key with values, already quoted: in one line when it is short, else a line for each."""
    values = list(values)
    line = f"{' ' * indent}{key}: {listing(values)}"
    if len(line) <= WIDTH:
        return [line]
    return [f"{' ' * indent}{key}:", *(f"{' ' * (indent + 2)}- {value}" for value in values)]
