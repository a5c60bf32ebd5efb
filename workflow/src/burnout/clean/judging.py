"""Reading cells that only judge a row: how long it took, and whether an attention item was answered as asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from burnout.clean.values import Reader, Reading, as_number, code_key, to_ascii
from burnout.config.base import Code

_CLOCK = re.compile(r"(?:(\d+):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
_HOUR, _MINUTE, _SECOND = r"(?:小时|时|hours?|hrs?|h)", r"(?:分钟|分|minutes?|mins?|m)", r"(?:秒钟|秒|seconds?|secs?|s)"
_PARTS = re.compile(rf"(?:(\d+)\s*{_HOUR})?\s*(?:(\d+)\s*{_MINUTE})?\s*(?:(\d+(?:\.\d+)?)\s*{_SECOND})?", re.IGNORECASE)
ALLOWED = "a time: seconds, or as in 123秒, 2分3秒, 2 min 3 s, 0:02:03"


def seconds_of(cell: Code) -> float | None:
    """A time in seconds: a number of seconds, parts with units, or a clock with colons; None when it is none.

    Two parts of a clock are minutes and seconds, three are hours, minutes and seconds.
    """
    number = as_number(cell)
    if number is not None:
        return number if 0 <= number < float("inf") else None
    text = to_ascii(str(cell)).replace("：", ":")
    found = _CLOCK.fullmatch(text) or _PARTS.fullmatch(text)
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return 3600 * hours + 60 * minutes + seconds


def time_reader(missing: Iterable[Code]) -> Reader:
    """Reader of an answer time; the value is in seconds."""
    absent = {code_key(code) for code in missing}

    def read(cell: str | float) -> Reading:
        if code_key(cell) in absent:
            return Reading(None, "missing code")
        seconds = seconds_of(cell)
        return Reading(None, "not allowed", ALLOWED) if seconds is None else Reading(seconds, "ok")

    return read


def attention_reader(expected: Code | list[Code], missing: Iterable[Code]) -> Reader:
    """Reader of an attention item; 1 for the answer that was asked for, 0 for another."""
    absent = {code_key(code) for code in missing}
    right = {code_key(code) for code in (expected if isinstance(expected, list) else [expected])}

    def read(cell: str | float) -> Reading:
        key = code_key(cell)
        if key in right:
            return Reading(1.0, "ok")
        return Reading(None, "missing code") if key in absent else Reading(0.0, "ok")

    return read
