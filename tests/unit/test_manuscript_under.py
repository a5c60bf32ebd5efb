"""Rows under headings."""

from __future__ import annotations

from burnout.manuscript.pipe import under


def test_a_heading_is_written_once_over_its_rows():
    rows = [["Burnout", "first", "1", "2"], ["Other", "first", "3", "4"], ["Burnout", "second", "5", "6"]]
    assert under(rows) == [
        ["**Burnout**", "", ""],
        ["\u2003first", "1", "2"],
        ["\u2003second", "5", "6"],
        ["**Other**", "", ""],
        ["\u2003first", "3", "4"],
    ]


def test_no_rows():
    assert under([]) == []
