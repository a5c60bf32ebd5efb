"""Differently messy files made from the demonstration studies, with what is true about each column.

Every file holds the answers of a demonstration study in another dress: other names, Chinese or English labels, shifted
codes, another order of columns, wide or long, with columns of a survey program, with value labels or without.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from burnout.clean.layout import item_templates
from burnout.clean.values import code_key
from burnout.config import Instrument, Study
from burnout.intake.raw import Cell, Codebook, RawTable, frame_of

ENGLISH = {
    "sex": "Gender", "age_group": "Age group", "age": "Age (years)", "marital": "marital_status",
    "education": "Educ level", "title": "Professional title", "health": "Self-rated health", "department": "dept",
    "ethnicity": "ethnic group", "income": "Monthly income", "contract": "employment type", "nights": "night_shifts",
    "years": "work years", "working_years": "Years of work", "consent": "informed consent", "post": "position",
    "hours": "weekly_hours", "weekly_hours": "Working hours", "center": "clinic",
}  # fmt: skip
CHINESE = {
    "sex": "您的性别", "age_group": "年龄段", "age": "年龄", "marital": "婚姻状况", "education": "文化程度",
    "title": "职称", "health": "健康状况", "department": "所在科室", "ethnicity": "民族", "income": "收入",
    "contract": "用工形式", "nights": "夜班次数", "years": "工作年限", "working_years": "工龄", "consent": "知情同意",
    "post": "岗位", "hours": "每周工时", "weekly_hours": "周工时", "center": "所在机构",
}  # fmt: skip
ITEM_NAMES = ("Q{n}", "mbi_{nn}", "a1_{n}", "MBI-{n}", "B{nn}", "item{n}", "倦怠{n}", "第20题({n}、条目)")


@dataclass(frozen=True)
class Truth:
    """What a column is: its kind, the variable or questionnaire, the item's number, and code to level."""

    kind: str
    name: str = ""
    item: int = 0
    levels: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Messy:
    """A messy file and the truth."""

    label: str
    study: str
    table: RawTable
    truth: dict[str, Truth]
    first_code: int = 0


def messy_file(study: Study, instruments: dict[str, Instrument], raw: RawTable, seed: int) -> Messy:
    """One messy file; the seed decides its dress."""
    rng = random.Random(seed)  # noqa: S311
    language = ("same", "english", "chinese")[seed % 3]
    labels = ("words", "codes", "labelled", "bare")[(seed // 2) % 4]
    shift = (0, 1)[seed % 2]
    columns: dict[str, list[Cell]] = {}
    truth: dict[str, Truth] = {}
    value_labels: dict[str, dict[float, str]] = {}
    names = {"same": {}, "english": ENGLISH, "chinese": CHINESE}[language]
    n = len(raw.frame)
    for source in raw.frame.columns:
        known = _variable_of(study, source)
        cells = list(raw.frame[source])
        if known is None:
            continue
        variable = study.variables[known]
        column = names.get(known, source.replace("、", ".") if language == "same" else source)
        if not variable.level_labels:
            columns[column] = cells
            truth[column] = Truth("number" if variable.type == "number" else "text", known)
            continue
        columns[column], levels, told = _dressed(
            cells, variable, raw.codebook.value_labels.get(source, {}), labels, rng
        )
        if told:
            value_labels[column] = told
        truth[column] = Truth(variable.type, known, 0, levels)
    _items(study, instruments, raw, columns, truth, seed, shift)
    _ids(study, raw, columns, truth, seed)
    if seed % 4 in (1, 2):
        columns["Submitted at"] = [f"2025-03-{1 + i % 28:02d} 08:{i % 60:02d}:10" for i in range(n)]
        columns["IP"] = [f"10.0.{i % 250}.{i % 97}" for i in range(n)]
        columns["版本"] = ["v1"] * n
        truth |= {"Submitted at": Truth("administrative"), "IP": Truth("administrative"), "版本": Truth("constant")}
    order = list(columns)
    if seed % 5 in (0, 3):
        rng.shuffle(order)
    frame = frame_of({name: columns[name] for name in order}, range(1, n + 1))
    label = f"{study.study}-{seed}-{language}-{labels}-shift{shift}"
    return Messy(label, study.study, RawTable("new", "new.csv", frame, Codebook({}, value_labels)), truth, shift)


def _variable_of(study: Study, column: str) -> str | None:
    return next((n for n, v in study.variables.items() if (v.column or n) == column and v.derive is None), None)


def _dressed(
    cells: list[Cell],
    variable,
    told: dict,
    labels: str,
    rng: random.Random,
) -> tuple[list[Cell], dict[str, str], dict[float, str]]:
    """Cells as words, the study's codes, codes with labels or shifted bare ones; the level of each; value labels."""
    given = variable.levels if isinstance(variable.levels, dict) else {x: x for x in variable.level_labels}
    to_label = {code_key(code): label for code, label in given.items()}
    own = {code_key(code): text for code, text in told.items()}
    words = {label: own.get(code, label if code.isdigit() else code) for code, label in to_label.items()}
    if labels == "codes":
        return cells, to_label, {}
    made: list[Cell] = []
    numbers = {label: float(i) for i, label in enumerate(to_label.values(), start=rng.choice((0, 1)))}
    for cell in cells:
        label = to_label.get(code_key(cell)) if cell is not None else None
        made.append(None if label is None else words[label] if labels == "words" else numbers[label])
    if labels == "words":
        return made, {words[label]: label for label in to_label.values()}, {}
    if labels == "bare":
        return made, {code_key(v): label for label, v in numbers.items()}, {}
    return made, {code_key(v): label for label, v in numbers.items()}, {v: words[label] for label, v in numbers.items()}


def _items(study, instruments, raw, columns, truth, seed, shift) -> None:
    occasion = next((str(o.code) for o in study.occasions.values() if o.code is not None), "")
    for place, (name, use) in enumerate(study.instruments.items()):
        answers = instruments[use.instrument].answers
        sources = [t.replace("{occasion}", occasion) for t in item_templates(use, instruments[use.instrument])]
        template = ITEM_NAMES[(seed + 3 * place) % len(ITEM_NAMES)] if place == 0 else f"{name}_{{n}}"
        first = answers.low if use.first_code is None else use.first_code
        begin = answers.low + shift if answers.low == 0 else answers.low
        absent = {code_key(c) for c in use.missing}
        for n, source in enumerate(sources, start=1):
            column = template.replace("{nn}", f"{n:02d}").replace("{n}", str(n))
            good: list[Cell] = []
            for cell in raw.frame[source]:
                fine = (
                    isinstance(cell, float)
                    and code_key(cell) not in absent
                    and answers.low <= cell - first <= answers.high
                )
                good.append(cell - first + begin if fine else None)  # type: ignore[operator]
            columns[column] = good
            truth[column] = Truth("item", name, n)


def _ids(study, raw, columns, truth, seed) -> None:
    name = ("id", "调查编号", "Participant code", "record_id")[seed % 4]
    columns[name] = [f"Z{seed}{i:04d}" for i in range(len(raw.frame))]
    truth[name] = Truth("id")


def wide_and_long(study: Study, instruments: dict[str, Instrument], raw: RawTable) -> list[Messy]:
    """A study with two occasions in other wide dresses, and as one row per person and occasion."""
    codes = [str(o.code) for o in study.occasions.values()]
    made = [
        _wide(study, instruments, raw, dict(zip(codes, words, strict=True)), behind)
        for words, behind in ((("pre", "post"), False), (("前测", "后测"), False), (("T0", "T1"), True))
    ]
    return [*made, _long(study, instruments, raw, codes)]


def _wide(
    study: Study, instruments: dict[str, Instrument], raw: RawTable, words: dict[str, str], behind: bool
) -> Messy:
    columns: dict[str, list[Cell]] = {"code": list(raw.frame["id"])}
    truth = {"code": Truth("id")}
    for name, use in study.instruments.items():
        for code, word in words.items():
            for n, template in enumerate(item_templates(use, instruments[use.instrument]), start=1):
                column = f"{name}{n}_{word}" if behind else f"{word}_{name}{n}"
                columns[column] = list(raw.frame[template.replace("{occasion}", code)])
                truth[column] = Truth("item", name, n)
    frame = frame_of(columns, range(1, len(raw.frame) + 1))
    return Messy(f"wide {'-'.join(words.values())}", study.study, RawTable("new", "new.csv", frame), truth)


def _long(study: Study, instruments: dict[str, Instrument], raw: RawTable, codes: list[str]) -> Messy:
    columns: dict[str, list[Cell]] = {"编号": list(raw.frame["id"]) * 2}
    truth = {"编号": Truth("id"), "时间": Truth("occasion")}
    columns["时间"] = ["前测"] * len(raw.frame) + ["后测"] * len(raw.frame)
    for name, use in study.instruments.items():
        for n, template in enumerate(item_templates(use, instruments[use.instrument]), start=1):
            columns[f"{name.upper()}{n:02d}"] = [
                c for code in codes for c in raw.frame[template.replace("{occasion}", code)]
            ]
            truth[f"{name.upper()}{n:02d}"] = Truth("item", name, n)
    frame = frame_of(columns, range(1, 2 * len(raw.frame) + 1))
    return Messy("long", study.study, RawTable("new", "new.csv", frame), truth)
