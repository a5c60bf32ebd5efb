"""Properties of reading by columns: it gives the cells and rows that reading row by row gives, or leaves the file to
it; and cleaning gives the same whichever way a file was read."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from burnout.clean import check, clean
from burnout.config.data import DataFile
from burnout.errors import DataError
from burnout.intake import RawTable, columns, read_file
from burnout.intake.part import _coded
from helpers.cleaning_studies import instruments, table
from property.test_cleaning_properties import ACTIONS, COLUMNS, ROWS, small

PLAIN = ["", "1", "2", "007", "a", "好", " ", "NA", "null", '"1"', '""', '"b"', "１", "-1", "1e5"]
ODD = ['"a,b"', 'a"b', '"a""b"', '"', '"x\ny"', '"x', 'y"', "\ufeff", "\0", "a\rb", "\u2028", "\t"]
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])


@st.composite
def texts(draw) -> str:
    """A small csv, well formed or not."""
    width = draw(st.integers(1, 4), label="width")
    plain = draw(st.booleans(), label="plain")
    cells = st.sampled_from(PLAIN if plain else PLAIN + ODD)
    widths = st.just(width) if plain else st.integers(max(width - 1, 0), width + 1)
    header = draw(st.sampled_from([[f"c{i}" for i in range(width)]] * 5 + [["c"] * width, [""] * width]))
    rows = [header, *draw(st.lists(widths.flatmap(lambda w: st.lists(cells, min_size=w, max_size=w)), max_size=8))]
    ends = st.sampled_from(["\n"]) if plain else st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"])
    text = "".join(",".join(row) + draw(ends) for row in rows)
    return text.rstrip("\n") + draw(st.sampled_from(["", "\n", "\r\n", "\n\n\n"]))


def rows_of(raw: RawTable) -> pd.DataFrame:
    frame = raw.frame.astype(object)
    return frame.where(frame.notna(), None)


def attempt(spec: DataFile, folder: Path) -> RawTable | list:
    try:
        return read_file("main", spec, folder)
    except DataError as error:
        return error.problems


@settings(max_examples=400, deadline=None)
@given(
    text=texts(),
    encoding=ENCODINGS,
    told=st.booleans(),
    piece=st.sampled_from([8, 64, 1 << 20]),
    many=st.integers(0, 4),
)
def test_a_file_is_read_the_same_by_columns_and_by_rows(text, encoding, told, piece, many):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.csv").write_bytes(text.encode(encoding))
        spec = DataFile(path="a.csv", format="csv", encoding=encoding.removesuffix("-sig") if told else None)
        by_rows = attempt(spec, Path(folder))
        with patch("burnout.intake.table.LARGE", 0), patch.multiple(columns, PIECE=piece, MANY=many):
            by_columns = attempt(spec, Path(folder))
    if isinstance(by_rows, list):
        assert by_columns == by_rows
        return
    assert by_columns.notes == by_rows.notes
    assert list(by_columns.frame.index) == list(by_rows.frame.index)
    pd.testing.assert_frame_equal(rows_of(by_columns), rows_of(by_rows), check_index_type=False)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(st.lists(st.sampled_from(PLAIN), min_size=3, max_size=3), max_size=8), encoding=ENCODINGS)
def test_a_plain_file_is_read_by_columns(rows, encoding):
    text = "\n".join(",".join(row) for row in [["a", "b", "c"], *rows]) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode(encoding))
        found = columns.read_columns(path, DataFile(path="a.csv", format="csv", encoding=encoding.removesuffix("-sig")))
    assert found is not None
    assert list(found.index) == [i for i, row in enumerate(rows, start=2) if set(row) - {"", '""'}]


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, action=ACTIONS, as_text=st.booleans())
def test_cleaning_is_the_same_whichever_way_a_file_was_read(rows, action, as_text):
    plain = table(rows, COLUMNS)
    coded = replace(plain, frame=_coded(plain.frame))
    if as_text and all(cell is None or isinstance(cell, str) for cell in plain.frame["id"]):
        coded = replace(coded, frame=coded.frame.assign(id=plain.frame["id"].astype("str")))
    one, other = ({"main": raw} for raw in (plain, coded))
    problems = check(small(action), instruments(), one)
    assert check(small(action), instruments(), other) == problems
    if not problems:
        first, second = (clean(small(action), instruments(), raw) for raw in (one, other))
        for name in ("data", "quarantine", "flow", "findings"):
            pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name))
        assert all(isinstance(json.loads(answers), dict) for answers in second.quarantine["answers"])
