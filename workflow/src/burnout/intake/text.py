"""Bytes to text, with the row named where it fails."""

from __future__ import annotations

import io
from collections.abc import Iterable

from burnout.errors import DataError, Problem

DEFAULTS = ("utf-8-sig", "gb18030")


def decode(content: bytes, encoding: str | None, shown: str) -> str:
    """Text of a file.

    Parameters
    ----------
    content : bytes
        The file's bytes.
    encoding : str or None
        Encoding in the study file. Without it: UTF-16 when the file begins with its mark, else UTF-8, else GB18030.
    shown : str
        How messages name the file.

    Raises
    ------
    DataError
        The encoding is unknown, or the bytes are not text in it.
    """
    if encoding is None and content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    tried = (encoding,) if encoding else DEFAULTS
    for name in tried:
        if name == DEFAULTS[1] and encoding is None:
            require_one_encoding(io.BytesIO(content), shown)
        try:
            return content.decode("utf-8-sig" if name.lower() in ("utf-8", "utf8") else name)
        except LookupError:
            raise unknown_encoding(name, shown) from None
        except UnicodeDecodeError as error:
            failure = error
    row = content.count(b"\n", 0, failure.start) + 1
    raise undecodable(content[failure.start : failure.start + 4], " or ".join(tried), shown, f"row {row}")


def require_one_encoding(lines: Iterable[bytes], shown: str) -> None:
    """Refuse a text that is UTF-8 in some rows and not in others: as a whole it would be read into wrong signs.

    Only rows with Chinese signs count as UTF-8, since a few signs of other encodings look like it by chance.
    """
    others, chinese, first, cut, row = 0, 0, {}, False, 0
    for row, line in enumerate(lines, start=1):
        if line.isascii():
            continue
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            others, cut = others + 1, error.reason == "unexpected end of data"
            first.setdefault("other", row)
            continue
        if sum("\u3000" <= sign <= "\u9fff" for sign in text) >= 2:
            chinese += 1
            first.setdefault("chinese", row)
    if not chinese or not others:
        return
    if others == 1 and first["other"] == row and cut:
        raise DataError(
            Problem(shown, f"row {row}", "a file cut short inside a sign", "a whole file", "Copy it again.")
        )
    odd, usual, n = ("other", "chinese", chinese) if others <= chinese else ("chinese", "other", others)
    words = {"other": "text that is not in UTF-8", "chinese": "text in UTF-8"}
    found = f"{words[odd]}, while row {first[usual]}{f' and {n - 1} more are' if n > 1 else ' is'} otherwise"
    remedy = "Two files were perhaps joined: save each as UTF-8 first. If all rows are in one encoding, name it "
    remedy += "('encoding: gb18030') in the study file."
    raise DataError(Problem(shown, f"row {first[odd]}", found, "one encoding in the whole file", remedy))


def undecodable(piece: bytes, encoding: str, shown: str, place: str) -> DataError:
    """The error for bytes that are no text in an encoding."""
    found = f"bytes that are not text in {encoding} ({piece.hex(' ')})"
    remedy = "Give the file's encoding in the study file ('encoding:'), or save the file as UTF-8."
    return DataError(Problem(shown, place, found, f"text in {encoding}", remedy))


def unknown_encoding(name: str, shown: str) -> DataError:
    """The error for an encoding that does not exist."""
    allowed = "an encoding such as utf-8, gbk, gb18030, big5"
    return DataError(Problem(shown, "encoding", repr(name), allowed, "Correct 'encoding:' in the study file."))
