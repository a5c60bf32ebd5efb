"""The writer of EpiData files, against bytes laid out by hand from the published positions of the format."""

from __future__ import annotations

import pytest

from burnout.simulate.epidata import EpiField, chk_bytes, rec_bytes

FIELDS = [
    EpiField("ID", "编号", "text", 4, must_enter=True),
    EpiField("SEX", "性别", codes={1: "男", 2: "女"}, missing=9),
    EpiField("AGE", "年龄", length=3, range=(18, 70)),
]


def test_a_field_line_has_type_and_length_in_their_columns():
    lines = rec_bytes(FIELDS, [], "test").decode("gbk").split("\r\n")
    assert lines[0] == "3 1 VLAB Filelabel: test"
    assert lines[1][0] == "_"
    assert lines[3][0] == "#"
    assert lines[3][1:11] == "AGE       "
    assert int(lines[3][32:36]) == 0
    assert int(lines[3][36:40]) == 3
    assert lines[3][45:] == "年龄"


def test_numbers_stand_right_texts_left_and_missing_is_blank():
    content = rec_bytes(FIELDS, [{"ID": "A1", "SEX": 2, "AGE": 34}, {"ID": "A2", "SEX": None}], "test")
    assert content.endswith(b"A1  2 34!\r\nA2      !\r\n")


def test_a_long_record_is_cut_into_lines_of_78_bytes_even_inside_a_character():
    fields = [EpiField("CODE", "", "text", 77), EpiField("TEXT", "", "text", 10)]
    content = rec_bytes(fields, [{"CODE": "x", "TEXT": "汉字"}], "test")
    first, second = content.split(b"\r\n")[-3:-1]
    assert (len(first), len(second)) == (79, 10)
    assert (first[:-1] + second[:-1])[77:].decode("gbk").strip() == "汉字"


def test_widths_count_bytes_of_the_code_page():
    with pytest.raises(ValueError, match="does not fit into 4 bytes"):
        rec_bytes(FIELDS, [{"ID": "汉字汉"}], "test")


def test_a_name_longer_than_ten_characters_is_refused():
    with pytest.raises(ValueError, match="longer than 10"):
        rec_bytes([EpiField("ELEVENCHARS", "")], [], "test")


def test_checks_hold_labels_ranges_and_missing_codes():
    expected = """LABELBLOCK
  LABEL label_sex
    1  "男"
    2  "女"
  END
END

ID
  MUSTENTER
END

SEX
  COMMENT LEGAL USE label_sex
  MISSINGVALUE 9
END

AGE
  RANGE 18 70
END
"""
    assert chk_bytes(FIELDS).decode("gbk") == expected.replace("\n", "\r\n")


def test_fields_with_the_same_labels_share_a_block():
    fields = [EpiField(name, "", codes={1: "否", 2: "是"}) for name in ("A", "B")]
    text = chk_bytes(fields).decode("gbk")
    assert text.count("  LABEL ") == 1
    assert "B\r\n  COMMENT LEGAL USE label_a" in text
