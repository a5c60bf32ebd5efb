"""What real exports hold that tidy ones do not, and what the draft makes of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import yaml

from burnout.clean import clean
from burnout.config import load_study
from burnout.intake import read_file
from helpers.draft_project import burnout, project_in

PARTS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰"
ANSWERS = {0: "从不", 1: "有时", 2: "经常", 3: "总是", 9: "缺失"}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    return project_in(tmp_path / "project")


def drafted(project: Path, path: Path, name: str = "drafted"):
    """The draft of a file, and what the command said; the check of it goes through."""
    done = burnout(project, "new-study", path, "--name", name)
    assert done.returncode == 0, done.stderr
    checked = burnout(project, "check", name)
    assert checked.returncode == 0, checked.stderr
    study, instruments = load_study(name, project / "config")
    return study, instruments, done.stdout


def before_and_after(path: Path, items: int = 12) -> Path:
    """An SPSS file with labelled answers, of which 9 means missing and hardly ever occurs."""
    random = np.random.default_rng(3)
    table = pd.DataFrame({"编号": [f"P{i:02d}" for i in range(30)], "xb": random.choice([1, 2], 30)})
    labels, values = {"xb": "性别"}, {"xb": {1: "男", 2: "女"}}
    for code in ("pre", "post"):
        for n in range(1, items + 1):
            name = f"{code}_GHQ{n}"
            table[name] = (np.arange(30) + n) % 4
            labels[name], values[name] = f"一般健康问卷 第{n}题", ANSWERS
    table.loc[3, "pre_GHQ4"] = 9
    pyreadstat.write_sav(table, str(path), column_labels=labels, variable_value_labels=values)
    return path


def wards(path: Path, cells: list[str]) -> Path:
    """A survey with one text column, whose cells come round."""
    rows = [{"编号": f"H{i:03d}", "科室": cells[i % len(cells)], "年龄": 25 + i % 20} for i in range(60)]
    pd.DataFrame(rows).to_csv(path, index=False, encoding="utf-8-sig")
    return path


def test_a_labelled_code_for_missing_that_hardly_occurs_is_no_answer_of_the_questionnaire(project, tmp_path) -> None:
    study, _, _ = drafted(project, before_and_after(tmp_path / "ghq.sav"))
    use = study.instruments["ghq"]
    assert (use.instrument, use.columns, use.missing) == ("ghq-12", "{occasion}_GHQ{n}", [9])
    assert study.paired is not None


def test_occasions_of_columns_that_fit_no_questionnaire_are_only_a_remark(project, tmp_path) -> None:
    study, _, _ = drafted(project, before_and_after(tmp_path / "ghq.sav", items=11))
    assert study.instruments == {}
    assert len(study.occasions) == 1
    text = (project / "config/studies/drafted.yaml").read_text(encoding="utf-8")
    assert "# occasions:\n#   before: {label: Before, code: pre}" in text


def test_items_of_one_question_are_kept_apart_from_their_neighbours(project, tmp_path) -> None:
    """Matrix and multiple-choice columns of a Wenjuanxing export of codes; other numbers stand beside them."""
    rows = []
    for k in range(90):
        row = {"序号": k + 1, "提交答卷时间": f"2026/3/{1 + k % 28} 10:{k % 60:02d}:11", "所用时间": f"{100 + k}秒"}
        row |= {"1、您的性别": 1 + k % 2, "第2题(心理减压)": k % 2, "第2题(急救)": (k // 2) % 2}
        row |= {f"第3题({part})": 1 + (k * (1 + i % 6) + i) % 7 for i, part in enumerate(PARTS)}
        rows.append(row | {"4、此题请选择第三项": 3 + (k % 30 == 0)})
    pd.DataFrame(rows).to_excel(tmp_path / "wjx.xlsx", index=False)
    study, _, said = drafted(project, tmp_path / "wjx.xlsx")
    (use,) = study.instruments.values()
    assert use.columns == [f"第3题({part})" for part in PARTS]
    assert "mbi-gs-15" in said
    assert "counts from 1" in " ".join(said.split()), "both are asked about: nothing in the names tells which it is"


def test_levels_that_differ_in_writing_only_are_asked_about_and_joined(project, tmp_path) -> None:
    study, instruments, said = drafted(project, wards(tmp_path / "wards.csv", ["内科", "ICU", "外科", "ICU", "icu "]))
    assert "'icu' and 'ICU' differ in writing only" in " ".join(said.split())
    assert study.variables["department"].level_labels.count("ICU") == 1
    raw = {name: read_file(name, spec, project) for name, spec in study.files.items()}
    counts = clean(study, instruments, raw).data["department"].value_counts()
    assert counts["ICU"] == 36
    assert counts.sum() == 60


def test_levels_in_an_order_stay_in_it_when_two_are_one(project, tmp_path) -> None:
    rows = [{"编号": f"H{i:03d}", "学历": ["大专", "本 科", "本科", "本科", "硕士"][i % 5]} for i in range(60)]
    pd.DataFrame(rows).to_csv(tmp_path / "degrees.csv", index=False, encoding="utf-8-sig")
    study, _, _ = drafted(project, tmp_path / "degrees.csv")
    education = study.variables["education"]
    assert education.type == "ordinal"
    assert education.level_labels == ["Junior college", "Bachelor", "Master"]
    assert education.levels["本 科"] == education.levels["本科"] == "Bachelor"


def test_smaller_and_larger_are_not_taken_for_one_writing(project, tmp_path) -> None:
    study, _, _ = drafted(project, wards(tmp_path / "signs.csv", ["<5", ">5", "5"]))
    assert len(study.variables["department"].level_labels) == 3


def test_a_remark_that_hardly_anybody_wrote_is_told_as_such(project, tmp_path) -> None:
    path = wards(tmp_path / "wards.csv", ["内科", "外科"])
    table = pd.read_csv(path)
    table["备注"] = ["问卷缺页", *[None] * 59]
    table.to_csv(path, index=False, encoding="utf-8-sig")
    _, _, said = drafted(project, path)
    assert "filled in in 1 of 60 rows" in " ".join(said.split())


def test_files_whose_names_have_no_letters_get_a_free_name(project, tmp_path) -> None:
    path = wards(tmp_path / "调查.csv", ["内科", "外科"])
    for name in ("my-study", "my-study-2"):
        assert burnout(project, "new-study", path).returncode == 0
        assert (project / f"config/studies/{name}.yaml").is_file()


def test_a_draft_that_is_there_is_one_problem_not_three(project, tmp_path) -> None:
    path = wards(tmp_path / "wards.csv", ["内科", "外科"])
    burnout(project, "new-study", path)
    done = burnout(project, "new-study", path)
    assert done.returncode == 1
    assert "1 problem was found" in done.stderr


def test_every_pattern_of_a_draft_is_valid_once_its_signs_are_gone(project, tmp_path) -> None:
    """Interviews, intervention and losses stand there as remarks; without the signs they are sections that load."""
    drafted(project, before_and_after(tmp_path / "ghq.sav"))
    file = project / "config/studies/drafted.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    starts = ("# intervention:", "# interviews:")
    found, inside = [], False
    for line in lines:
        inside = line.startswith(starts) or (inside and line.startswith("#   "))
        found.append(
            line[2:] if inside else line.replace("  # attrition: {variable: status", "  attrition: {variable: xb")
        )
    text = "\n".join(found).replace("completed: [Completed]", "completed: [Male]")
    assert {"intervention", "interviews"} <= yaml.safe_load(text).keys()
    file.write_text(text, encoding="utf-8")
    study, _ = load_study("drafted", project / "config")
    assert study.intervention is not None
    assert study.interviews is not None
    assert study.paired is not None
    assert study.paired.attrition is not None


def test_how_participation_ended_is_taken_from_the_variable_that_tells_it(project, tmp_path) -> None:
    path = before_and_after(tmp_path / "ghq.sav")
    table, meta = pyreadstat.read_sav(str(path))
    table["参加情况"] = ["完成", "完成", "完成", "怀孕", "调离"] * 6
    pyreadstat.write_sav(
        table, str(path), column_labels=meta.column_names_to_labels, variable_value_labels=meta.variable_value_labels
    )
    study, _, _ = drafted(project, path)
    variable = study.paired.attrition.variable
    assert study.variables[variable].column == "参加情况"
    assert study.paired.attrition.completed == ["Completed"] or study.paired.attrition.completed == ["完成"]


def test_a_draft_opens_with_where_to_read_on(project, tmp_path) -> None:
    burnout(project, "new-study", wards(tmp_path / "wards.csv", ["内科", "外科"]))
    head = (project / "config/studies/wards.yaml").read_text(encoding="utf-8").split("\nstudy:")[0]
    for word in ("docs/your-own-data.md", "config/README.md", "please decide", "burnout check wards"):
        assert word in head
