"""Properties of reading: a damaged file gives a raw table or one clear refusal, never another error; text survives."""

from __future__ import annotations

import csv
import tempfile
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.config.data import DataFile
from burnout.errors import DataError
from burnout.intake import read_file

CELLS = st.text(st.characters(codec="gb18030", exclude_categories=["Cc", "Cs"]), max_size=8)
HEADER = b"2 1 VLAB\r\n"
FIELD = b"#%-10b    1   1  30   1   1   0%4d 112 %b\r\n"


@cache
def sample(kind: str) -> bytes:
    """A small good file of each format."""
    folder = Path(tempfile.mkdtemp())
    path = folder / "sample"
    if kind == "spss":
        pyreadstat.write_sav(pd.DataFrame({"x": [1.0, 2.0], "t": ["a", "b"]}), path, missing_ranges={"x": [9]})
    elif kind == "excel":
        book = openpyxl.Workbook()
        book.active.append(["id", "x"])
        book.active.append([1, "a"])
        book.save(path)
    elif kind == "epidata":
        path.write_bytes(HEADER + FIELD % (b"ID", 3, b"Id") + FIELD % (b"X", 80, b"X") + b"  1" + b" " * 75 + b"!\r\n")
        path.write_bytes(path.read_bytes() + b"    5!\r\n")
    else:
        path.write_bytes("id,x\n1,好\n".encode("gbk"))
    return path.read_bytes()


def test_the_samples_can_be_read(tmp_path):
    for kind in ("spss", "excel", "epidata", "csv"):
        (tmp_path / kind).write_bytes(sample(kind))
        assert not read_file("main", DataFile(path=kind, format=kind), tmp_path).frame.empty


@settings(max_examples=80, deadline=None)
@given(kind=st.sampled_from(["spss", "excel", "epidata", "csv"]), data=st.data())
def test_a_damaged_file_is_read_or_refused(kind, data):
    content = bytearray(sample(kind))
    for _ in range(data.draw(st.integers(1, 6), label="changes")):
        content[data.draw(st.integers(0, len(content) - 1), label="at")] = data.draw(st.integers(0, 255), label="byte")
    content = content[: data.draw(st.integers(0, len(content)), label="length")]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "damaged").write_bytes(bytes(content))
        try:
            raw = read_file("main", DataFile(path="damaged", format=kind), Path(folder))
        except DataError as error:
            assert len(error.problems) == 1
        else:
            assert raw.frame.columns.is_unique
            assert {type(cell) for cell in raw.frame.to_numpy().ravel()} <= {str, float, type(None)}


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_text_survives_csv(rows, encoding):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        with path.open("w", encoding=encoding, newline="") as stream:
            csv.writer(stream).writerows([["a", "b"], *rows])
        spec = DataFile(path="a.csv", format="csv", encoding=encoding)
        frame = read_file("main", spec, Path(folder)).frame
    kept = [[cell or None for cell in row] for row in rows if any(row)]
    assert frame.to_numpy().tolist() == kept
