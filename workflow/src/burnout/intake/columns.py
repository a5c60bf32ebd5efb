"""Large plain text tables, read by columns: each different cell once, and a small whole number for each row.

This is the quick way through a file in which nothing is out of the ordinary. At the first thing that is, it gives up,
and `burnout.intake.table` reads the file row by row and says what is wrong; both give the same cells.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from burnout.config.data import DataFile
from burnout.errors import DataError
from burnout.intake.limits import MOST_COLUMNS
from burnout.intake.text import decode

LARGE = 1 << 20
"""Bytes from which a file is read by columns; reading a smaller one row by row takes no time."""
PIECE = 2 << 20
"""Bytes that are read at a time."""
MANY = 20_000
"""From so many different cells on, a column is kept as text."""
LONGEST = 131_072
"""Characters of a cell that the reader of rows takes."""

_UTF8 = (None, "utf-8", "utf8", "utf-8-sig")
_MARK = b"\xef\xbb\xbf"


class _Odd(Exception):
    """Something that the reader of rows must look at."""


def read_columns(path: Path, spec: DataFile) -> pd.DataFrame | None:
    """A text file with separators, by columns.

    Parameters
    ----------
    path : Path
        The file; not empty, and a text by its first bytes.
    spec : DataFile
        Its encoding and delimiter (a comma when none is given).

    Returns
    -------
    DataFrame or None
        Categorical columns of text (text columns where most cells differ), missing where a cell is empty; the index is
        the row in the file. None when anything is out of the ordinary: a row that is too short or too long, a column
        name that is missing or stands twice, a quotation mark inside a cell, an empty line, bytes that are no text.
    """
    import pyarrow as pa

    delimiter = spec.delimiter or ","
    if spec.encoding is None or spec.encoding.lower() in _UTF8:
        try:
            return _frame(_from_file(path), delimiter)
        except (_Odd, pa.ArrowInvalid):
            return None
        except UnicodeDecodeError:
            if spec.encoding is not None:
                return None
    try:
        text = decode(path.read_bytes(), spec.encoding, spec.path)
        return _frame(_from_text(text.encode()), delimiter)
    except (_Odd, pa.ArrowInvalid, UnicodeError, DataError):
        return None


def _from_file(path: Path) -> Iterator[bytes]:
    """Whole lines of a file in UTF-8, some megabytes at a time."""
    with path.open("rb") as stream:
        if stream.read(len(_MARK)) != _MARK:
            stream.seek(0)
        while piece := stream.read(PIECE):
            end = b"" if piece.endswith(b"\n") else stream.readline(2 * PIECE)
            if len(end) == 2 * PIECE:
                raise _Odd
            yield _utf8(piece + end if end else piece)


def _utf8(piece: bytes) -> bytes:
    if not piece.isascii():
        piece.decode()
    return piece


def _from_text(content: bytes) -> Iterator[bytes]:
    start = 0
    while start < len(content):
        end = content.rfind(b"\n", start, start + PIECE) + 1 or len(content)
        yield content[start:end]
        start = end


def _frame(pieces: Iterator[bytes], delimiter: str) -> pd.DataFrame:
    """All pieces as one frame; while one is put into columns, another thread parts the next one into cells."""
    columns: dict[str, Cells] = {}
    for table in _ahead(_tables(pieces, delimiter)):
        columns = columns or {name: Cells() for name in table.column_names}
        for column, cells in zip(columns.values(), table.columns, strict=True):
            for chunk in cells.chunks:
                column.add(chunk)
    if not columns:
        raise _Odd
    return _filled(columns)


def _ahead(items: Iterator) -> Iterator:
    """The same items, each made by another thread while the one before it is used."""
    with ThreadPoolExecutor(1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item


def _tables(pieces: Iterator[bytes], delimiter: str) -> Iterator:
    """The cells of each piece as a table of pyarrow. An empty line may stand at the end of the file only."""
    names: list[str] = []
    left = b""
    for piece in pieces:
        _require_plain(piece, delimiter.encode())
        if not names:
            names, piece = _header(piece, delimiter)
            yield _read(b"", delimiter, names)
        content, end = _without_end(piece)
        if content:
            if left:
                raise _Odd
            yield _read(content, delimiter, names)
            left = end
        else:
            left += end


def _without_end(piece: bytes) -> tuple[bytes, bytes]:
    """A piece without the empty lines at its end, and these."""
    if piece.endswith(b"\n") and not piece.endswith((b"\n\n", b"\n\r\n")) and len(piece) > 2:
        return piece, b""  # one end of one line, as nearly always
    content = piece.rstrip(b"\r\n")
    end = piece[len(content) :]
    first = end.find(b"\n") + 1
    return content, end[first:] if content else end


def _require_plain(piece: bytes, delimiter: bytes) -> None:
    """Stop at what the two readers could understand in different ways."""
    if b"\0" in piece or (b"\r" in piece and piece.count(b"\r") != piece.count(b"\r\n")):
        raise _Odd
    if b'"' in piece:
        signs = np.frombuffer(b"\n" + piece + b"\n", dtype=np.uint8)
        marks = np.flatnonzero(signs == ord('"'))
        opening, closing = marks[::2], marks[1::2]
        borders = np.frombuffer(delimiter + b"\r\n", dtype=np.uint8)
        outside = np.concatenate([signs[opening - 1], signs[closing + 1]])
        if len(opening) != len(closing) or not np.isin(outside, borders).all():
            raise _Odd
        if np.any(np.searchsorted(marks, np.flatnonzero(signs[1:-1] == ord("\n")) + 1) % 2):
            raise _Odd


def _header(piece: bytes, delimiter: str) -> tuple[list[str], bytes]:
    """Column names of the first line, and what comes after it."""
    line, _, rest = piece.partition(b"\n")
    found = list(csv.reader([line.decode().rstrip("\r")], delimiter=delimiter, strict=True))
    names = [name.strip() for name in found[0]] if found else []
    if not 2 <= len(names) <= MOST_COLUMNS or not all(names) or len(set(names)) < len(names) or rest.startswith(_MARK):
        raise _Odd
    return names, rest


@dataclass
class Cells:
    """A column while it grows: codes of cells that were seen before, or plain text once there are too many."""

    known: dict[str, int] = field(default_factory=dict)
    codes: list[np.ndarray] = field(default_factory=list)
    texts: list = field(default_factory=list)
    as_text: bool = False
    longest: int = LONGEST

    def add(self, chunk) -> None:  # noqa: ANN001 (pyarrow is imported late)
        """More cells: a text array of pyarrow."""
        if self.as_text:
            import pyarrow as pa

            _require_short(chunk, self.longest)
            self.texts.append(chunk.cast(pa.large_string()))
        elif (signs := _single_signs(chunk)) is not None:
            self.codes.append(self._codes_of_signs(*signs))
        else:
            encoded = chunk.dictionary_encode()
            _require_short(encoded.dictionary, self.longest)
            place = [self._code(cell) for cell in encoded.dictionary.to_pylist()]
            codes = encoded.indices.fill_null(len(place)) if chunk.null_count else encoded.indices
            self.codes.append(np.array([*place, -1], dtype=_smallest(len(self.known)))[codes.to_numpy()])
            if len(self.known) > MANY:
                self._turn_to_text()

    def _code(self, cell: str) -> int:
        return self.known.setdefault(cell, len(self.known))

    def _codes_of_signs(self, signs: np.ndarray, filled: np.ndarray | None) -> np.ndarray:
        """Codes of cells of one sign each, the usual answer of a questionnaire: one look into a table for each."""
        found = self._known_signs(signs)
        if found is None:
            for sign in np.flatnonzero(np.bincount(signs, minlength=256)):
                self._code(chr(sign))
            found = self._known_signs(signs)
        if filled is None:
            return found
        codes = np.full(len(filled), -1, dtype=found.dtype)
        codes[filled] = found
        return codes

    def _known_signs(self, signs: np.ndarray) -> np.ndarray | None:
        """Codes of signs that were all seen before."""
        table = np.full(256, -1, dtype=_smallest(len(self.known)))
        for cell, code in self.known.items():
            if len(cell) == 1 and cell.isascii():
                table[ord(cell)] = code
        if table.dtype != np.int8:
            found = table[signs]
            return None if len(found) and found.min() < 0 else found
        looked_up = signs.tobytes().translate(table.tobytes())  # one byte for another, the quickest way
        return None if b"\xff" in looked_up else np.frombuffer(looked_up, dtype=np.int8)

    def _turn_to_text(self) -> None:
        import pyarrow as pa

        cells = pa.array(list(self.known), pa.large_string())
        for codes in self.codes:
            self.texts.append(cells.take(pa.array(codes, mask=codes < 0)))
        self.known, self.codes, self.as_text = {}, [], True

    def made(self) -> pd.api.extensions.ExtensionArray:
        """The column."""
        if self.as_text:
            import pyarrow as pa

            return pd.array(pa.chunked_array(self.texts).to_pandas(), dtype="str", copy=False)
        codes = [part.astype(_smallest(len(self.known)), copy=False) for part in self.codes]
        self.codes = []
        categories = pd.Index(list(self.known), dtype=object)
        together = np.concatenate(codes) if codes else np.empty(0, dtype=np.int8)
        return pd.Categorical.from_codes(together, dtype=pd.CategoricalDtype(categories), validate=False)


def _smallest(n: int) -> type[np.signedinteger]:
    """Smallest whole numbers that hold n codes and -1."""
    return np.int8 if n < 2**7 else np.int16 if n < 2**15 else np.int32


def _single_signs(chunk) -> tuple[np.ndarray, np.ndarray | None] | None:  # noqa: ANN001 (pyarrow is imported late)
    """Cells that are one sign each, as bytes, and which cells are not empty; None when one is longer."""
    _, places, content = chunk.buffers()
    if content is None or len(chunk) == 0:
        return None
    ends = np.frombuffer(places, dtype=np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
    n = int(ends[-1] - ends[0])
    sizes = np.diff(ends)
    if n > len(chunk) or sizes.max() > 1:
        return None
    signs = np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]]
    return signs, None if n == len(chunk) else sizes == 1


def _require_short(cells, longest: int) -> None:  # noqa: ANN001 (pyarrow is imported late)
    import pyarrow.compute as pc

    if (pc.max(pc.binary_length(cells)).as_py() or 0) >= longest:
        raise _Odd


def _read(content: bytes, delimiter: str, names: list[str]):  # noqa: ANN202 (pyarrow is imported late)
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    types = dict.fromkeys(names, pa.string())
    if not content:
        return pa.schema(types.items()).empty_table()
    return arrow_csv.read_csv(
        pa.py_buffer(content),
        arrow_csv.ReadOptions(column_names=names, block_size=1 << 20),
        arrow_csv.ParseOptions(delimiter=delimiter, ignore_empty_lines=False),
        arrow_csv.ConvertOptions(
            column_types=types,
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
            check_utf8=False,
        ),
    )


def _filled(columns: dict[str, Cells]) -> pd.DataFrame:
    """The frame without wholly empty rows, which are no records."""
    made = {name: columns[name].made() for name in columns}
    n = len(next(iter(made.values())))
    frame = pd.DataFrame(made, index=pd.RangeIndex(2, n + 2, name="row"), copy=False)
    empty = np.ones(n, dtype=bool)
    for column in made.values():
        empty &= column.isna()
        if not empty.any():
            return frame
    return frame[~empty]
