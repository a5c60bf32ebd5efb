"""Tables on disk: whole or not at all, full precision, the same in both forms."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from burnout.errors import DataError
from burnout.tables import read_frame, write_frame, write_table


def test_numbers_keep_their_full_precision(tmp_path):
    values = [1 / 3, 1e-300, 0.1 + 0.2, np.pi * 1e10]
    path = write_table(pd.DataFrame({"p_value": values}), tmp_path / "tables", "t")
    assert path == tmp_path / "tables" / "t.csv"
    assert [float(text) for text in path.read_text(encoding="utf-8").splitlines()[1:]] == values
    assert pd.read_parquet(path.with_suffix(".parquet"))["p_value"].tolist() == values


def test_the_csv_is_utf8_with_unix_lines_and_empty_cells(tmp_path):
    frame = pd.DataFrame({"level": ["≤36,000", 'say "no"', None], "n": [1, 2, 3]})
    path = write_table(frame, tmp_path, "t")
    assert path.read_bytes() == 'level,n\n"≤36,000",1\n"say ""no""",2\n,3\n'.encode()


def test_a_table_without_rows_keeps_its_columns(tmp_path):
    write_table(pd.DataFrame(columns=["unit", "n"]), tmp_path, "t")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == "unit,n\n"
    assert list(read_frame(tmp_path / "t.parquet").columns) == ["unit", "n"]


def test_writing_again_gives_the_same_bytes(tmp_path):
    frame = pd.DataFrame({"a": pd.Categorical(["x", "y"]), "b": [0.5, None]}, index=[4, 9])
    for name in ("one", "two"):
        write_table(frame, tmp_path, name)
    for kind in ("csv", "parquet"):
        assert (tmp_path / f"one.{kind}").read_bytes() == (tmp_path / f"two.{kind}").read_bytes()


def test_a_frame_that_cannot_be_written_leaves_the_earlier_one(tmp_path):
    path = write_frame(pd.DataFrame({"a": [1]}), tmp_path / "t.parquet")
    before = path.read_bytes()
    with pytest.raises(Exception, match=r"(?i)duplicate|convert|mixed|expected"):
        write_frame(pd.DataFrame({"a": [1, object()]}), path)
    assert path.read_bytes() == before


def test_a_missing_frame_is_a_plain_message(tmp_path):
    with pytest.raises(DataError, match="no such file"):
        read_frame(tmp_path / "none.parquet")
