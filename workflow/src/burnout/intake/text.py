"""Bytes to text, with the row named where it fails."""

from __future__ import annotations

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
        try:
            return content.decode("utf-8-sig" if name.lower() in ("utf-8", "utf8") else name)
        except LookupError:
            raise unknown_encoding(name, shown) from None
        except UnicodeDecodeError as error:
            failure = error
    row = content.count(b"\n", 0, failure.start) + 1
    raise undecodable(content[failure.start : failure.start + 4], " or ".join(tried), shown, f"row {row}")


def undecodable(piece: bytes, encoding: str, shown: str, place: str) -> DataError:
    """The error for bytes that are no text in an encoding."""
    found = f"bytes that are not text in {encoding} ({piece.hex(' ')})"
    remedy = "Give the file's encoding in the study file ('encoding:'), or save the file as UTF-8."
    return DataError(Problem(shown, place, found, f"text in {encoding}", remedy))


def unknown_encoding(name: str, shown: str) -> DataError:
    """The error for an encoding that does not exist."""
    allowed = "an encoding such as utf-8, gbk, gb18030, big5"
    return DataError(Problem(shown, "encoding", repr(name), allowed, "Correct 'encoding:' in the study file."))
