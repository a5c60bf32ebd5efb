"""Wenjuanxing exports of texts and of codes: several answers, rankings, matrices, questions left out."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from burnout.clean import check, clean
from burnout.config.data import DataFile
from burnout.intake import read_file
from helpers.cleaning_studies import instruments, study

LEADING = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
START = ["2026/09/03 12:00:00", "123秒", "微信", "某群", "1.2.3.4(上海)"]


def write(path, header, rows):
    book = openpyxl.Workbook()
    book.active.append([*LEADING, *header])
    for i, row in enumerate(rows, start=1):
        book.active.append([i, *START, *row])
    book.save(path)


def read(root):
    return read_file("main", DataFile(path="a.xlsx", format="wenjuanxing"), root)


def cells(raw, column):
    return [None if pd.isna(cell) else cell for cell in raw.frame[column]]


def test_several_answers_as_text_get_a_column_each(tmp_path):
    rows = [["急救┋其他〖护理〗"], ["急救"], ["(跳过)"], ["其他┋心理"], [None]]
    write(tmp_path / "a.xlsx", ["3、培训", *[]], rows)
    raw = read(tmp_path)
    assert list(raw.frame.columns)[4:] == ["3、培训", "3、培训(急救)", "3、培训(其他)", "3、培训(心理)"]
    assert cells(raw, "3、培训(急救)") == [1.0, 1.0, "(跳过)", 0.0, None]
    assert cells(raw, "3、培训(其他)") == [1.0, 0.0, "(跳过)", 1.0, None]
    assert "(跳过)" in raw.codebook.missing["3、培训(心理)"]
    assert raw.codebook.value_labels["3、培训(心理)"] == {0: "Not chosen", 1: "Chosen"}
    assert "护理" in cells(raw, "3、培训")[0] and "某群" not in raw.frame.to_string()


def test_a_ranking_gives_the_place_of_each_choice(tmp_path):
    write(tmp_path / "a.xlsx", ["4、排序"], [["收入→休息→尊重"], ["尊重→收入"], [-3]])
    raw = read(tmp_path)
    assert cells(raw, "4、排序(收入)") == [1.0, 2.0, -3.0]
    assert cells(raw, "4、排序(休息)") == [2.0, None, -3.0]
    assert cells(raw, "4、排序(尊重)") == [3.0, 1.0, -3.0]


def test_an_arrow_in_a_free_text_is_no_ranking(tmp_path):
    write(tmp_path / "a.xlsx", ["5、意见"], [["白班→夜班太快"], ["没有"], ["很好"]])
    assert list(read(tmp_path).frame.columns)[4:] == ["5、意见"]


@pytest.mark.parametrize("first", [None, 1])
def test_codes_are_shifted_only_when_the_study_file_says_so(tmp_path, first):
    header = ["1、性别", "第2题(疲惫)", "第2题(冷漠)", "第3题(夜班)", "第3题(家庭)"]
    write(tmp_path / "a.xlsx", header, [[1, 7, 2, 1, 0], [2, 3, -3, 0, 0], [2, "-2", 1, -3, -3]])
    use = {"instrument": "mini", "columns": header[1:3], "first_code": first}
    sex = {"label": "Sex", "type": "nominal", "levels": {1: "Male", 2: "Female"}, "column": "1、性别"}
    night = {"label": "Nights", "type": "nominal", "levels": {0: "No", 1: "Yes"}, "column": "第3题(夜班)"}
    files = {"main": {"path": "a.xlsx", "format": "wenjuanxing", "id": "序号"}}
    here = study(files=files, variables={"sex": sex, "night": night}, instruments={"mbi": use})
    raw = {"main": read_file("main", here.files["main"], tmp_path)}
    if first is None:
        assert [p.place for p in check(here, instruments(), raw)] == ["instruments.mbi"]
    else:
        data = clean(here, instruments(), raw).data
        assert [None if pd.isna(x) else x for x in data["mbi_1"]] == [6.0, 2.0, None]
        assert [None if pd.isna(x) else x for x in data["mbi_2"]] == [1.0, None, 0.0]
        assert [None if pd.isna(x) else x for x in data["night"]] == ["Yes", "No", None]
