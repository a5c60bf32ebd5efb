"""One small survey of nurses, written as five programs export it. SYNTHETIC: nobody ever gave these answers.

76 nurses, five general questions, the 15 items of the MBI-GS and the 12 items of the GHQ-12 (numbers of items only).
What each file should come to follows from `nurses()` by hand arithmetic (tests/end_to_end/test_own_data.py).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from burnout.simulate.draws import Draws
from burnout.simulate.epidata import EpiField, chk_bytes, rec_bytes
from burnout.simulate.files import write_sav, write_xlsx

SEED = 20260901
N = 76
LEVELS: dict[str, tuple[str, ...]] = {
    "sex": ("Female", "Male"),
    "ward": ("Medicine", "Surgery", "Emergency", "Intensive care"),
    "education": ("Diploma", "Bachelor", "Master or higher"),
    "nights": ("No", "Yes"),
}
CHINESE: dict[str, tuple[str, ...]] = {
    "sex": ("女", "男"),
    "ward": ("内科", "外科", "急诊科", "重症医学科"),
    "education": ("大专", "本科", "硕士及以上"),
    "nights": ("否", "是"),
}
QUESTIONS = {"sex": "Sex", "ward": "Ward", "education": "Education", "nights": "Night shifts"}
STRAIN = {"Medicine": -0.2, "Surgery": 0.0, "Emergency": 0.5, "Intensive care": 0.3}


@dataclass(frozen=True)
class Nurse:
    """One nurse's answers as ticked; a place in `LEVELS` counted from 0, None where nothing was answered."""

    code: str
    age: int
    sex: int | None
    ward: int | None
    education: int | None
    nights: int | None
    mbi: tuple[int | None, ...]
    ghq: tuple[int | None, ...]

    def level(self, name: str, texts: Mapping[str, tuple[str, ...]] = LEVELS) -> str | None:
        """An answer as text."""
        place = getattr(self, name)
        return None if place is None else texts[name][place]


def nurses(first: int = 1, number: int = N, seed: int = SEED) -> list[Nurse]:
    """The nurses, always the same for a seed."""
    draws = Draws(seed)
    made = [_nurse(draws, f"N{i:03d}") for i in range(first, first + number)]
    gaps: dict[int, dict[str, Any]] = {
        4: {"education": None},
        11: {"mbi": (*made[11].mbi[:6], None, *made[11].mbi[7:])},
        30: {"ghq": (None, *made[30].ghq[1:])},
    }
    return [replace(one, **gaps.get(i, {})) for i, one in enumerate(made)]


def _nurse(draws: Draws, code: str) -> Nurse:
    sex = 0 if draws.uniform() < 0.8 else 1
    ward = draws.choice([0, 1, 2, 3], [5, 5, 4, 4])
    education = draws.choice([0, 1, 2], [3, 6, 2])
    nights = 1 if draws.uniform() < (0.5 if ward < 2 else 0.75) else 0
    age = min(58, max(21, round(33 + draws.normal(0, 8))))
    strain = STRAIN[LEVELS["ward"][ward]] + 0.5 * nights + draws.normal(0, 1.0)
    exhausted = [_answer(draws, 2.1 + 1.0 * strain, 6) for _ in range(5)]
    distant = [_answer(draws, 1.2 + 0.9 * strain, 6) for _ in range(4)]
    able = [_answer(draws, 4.7 - 0.6 * strain, 6) for _ in range(6)]
    health = [_answer(draws, 0.9 + 0.4 * strain, 3) for _ in range(12)]
    return Nurse(code, age, sex, ward, education, nights, (*exhausted, *distant, *able), tuple(health))


def _answer(draws: Draws, wished: float, high: int) -> int:
    return min(high, max(0, round(wished + draws.normal(0, 0.9))))


def later(before: list[Nurse], seed: int = SEED + 1) -> list[Nurse | None]:
    """The same nurses three months on, a little better; every ninth was lost."""
    draws = Draws(seed)
    return [None if i % 9 == 8 else _better(draws, one) for i, one in enumerate(before)]


def _better(draws: Draws, one: Nurse) -> Nurse:
    def shift(answers: tuple[int | None, ...], by: float, high: int) -> tuple[int, ...]:
        known = [high // 2 if a is None else a for a in answers]
        return tuple(min(high, max(0, round(a + by + draws.normal(0, 0.7)))) for a in known)

    mbi = (*shift(one.mbi[:9], -0.4, 6), *shift(one.mbi[9:], 0.2, 6))
    return replace(one, mbi=mbi, ghq=shift(one.ghq, -0.2, 3))


def as_xlsx(folder: Path, people: list[Nurse], name: str = "ward-survey.xlsx") -> list[Path]:
    """A sheet as it is typed in Excel: texts for the general questions, numbers for the items."""
    heads = [
        "Code",
        "Age",
        *QUESTIONS.values(),
        *(f"MBI {n}" for n in range(1, 16)),
        *(f"GHQ {n}" for n in range(1, 13)),
    ]
    rows = [[one.code, one.age, *(one.level(q) for q in QUESTIONS), *one.mbi, *one.ghq] for one in people]
    return [write_xlsx(folder / name, "Answers", heads, rows)]


def as_second_site(folder: Path, people: list[Nurse]) -> list[Path]:
    """Another hospital's sheet: other names, codes instead of texts, answers counted from 1."""
    heads = ["nr", "years of age", "gender", "department", "highest degree", "night work"]
    heads += [*(f"burnout_{n:02d}" for n in range(1, 16)), *(f"health_{n:02d}" for n in range(1, 13))]
    words = {
        "sex": ("F", "M"),
        "ward": ("Internal medicine", "General surgery", "Emergency department", "ICU"),
        "education": ("College diploma", "Bachelor's degree", "Master's degree"),
        "nights": ("no", "yes"),
    }
    rows = []
    for one in people:
        items = [None if a is None else a + 1 for a in (*one.mbi, *one.ghq)]
        rows.append([one.code.replace("N", "B"), one.age, *(one.level(q, words) for q in QUESTIONS), *items])
    return [write_xlsx(folder / "second-hospital.xlsx", "Sheet1", heads, rows)]


def as_sav(folder: Path, people: list[Nurse]) -> list[Path]:
    """An SPSS file with labels and user-missing codes."""
    frame = pd.DataFrame([_codes(one, "MBI", "GHQ") for one in people])
    labels = {"id": "Code of the nurse", "age": "Age in years"} | QUESTIONS
    labels |= {f"MBI{n}": f"MBI-GS item {n}" for n in range(1, 16)}
    labels |= {f"GHQ{n}": f"GHQ-12 item {n}" for n in range(1, 13)}
    values = {name: dict(enumerate(texts, start=1)) | {9: "no answer"} for name, texts in LEVELS.items()}
    items = [c for c in frame if c.startswith(("MBI", "GHQ"))]
    missing = {name: [9] for name in [*LEVELS, *items]}
    frame[[*LEVELS, *items]] = frame[[*LEVELS, *items]].fillna(9).astype(int)
    return [write_sav(folder / "ward-survey.sav", frame, labels, values, missing)]


def as_wide_sav(folder: Path, people: list[Nurse]) -> list[Path]:
    """An SPSS file of before and after: one row per nurse, T1_ and T2_ in the names of the items."""
    rows = []
    for one, after in zip(people, later(people), strict=True):
        row = _codes(one, "T1_MBI", "T1_GHQ")
        items = [None] * 27 if after is None else [*after.mbi, *after.ghq]
        names = [*(f"T2_MBI{n}" for n in range(1, 16)), *(f"T2_GHQ{n}" for n in range(1, 13))]
        rows.append(row | dict(zip(names, items, strict=True)))
    frame = pd.DataFrame(rows)
    values = {name: dict(enumerate(texts, start=1)) for name, texts in LEVELS.items()}
    return [write_sav(folder / "before-after.sav", frame, {"id": "Code of the nurse"} | QUESTIONS, values, {})]


def _codes(one: Nurse, mbi: str, ghq: str) -> dict[str, Any]:
    row: dict[str, Any] = {"id": one.code, "age": one.age}
    row |= {q: None if getattr(one, q) is None else getattr(one, q) + 1 for q in QUESTIONS}
    row |= {f"{mbi}{n}": a for n, a in enumerate(one.mbi, start=1)}
    return row | {f"{ghq}{n}": a for n, a in enumerate(one.ghq, start=1)}


def as_rec(folder: Path, people: list[Nurse]) -> list[Path]:
    """EpiData's .rec and .chk, in the Chinese code page, as the programs of a Chinese Windows write them."""
    fields = [
        EpiField("ID", "Code of the nurse 编号", "text", 4),
        EpiField("AGE", "Age 年龄", length=2, range=(18, 65)),
    ]
    for name, texts in LEVELS.items():
        codes = dict(enumerate(texts, start=1))
        fields.append(EpiField(name.upper(), QUESTIONS[name], codes=codes, missing=9))
    fields += [EpiField(f"MBI{n}", f"MBI-GS {n}", range=(0, 6), missing=9) for n in range(1, 16)]
    fields += [EpiField(f"GHQ{n}", f"GHQ-12 {n}", range=(0, 3), missing=9) for n in range(1, 13)]
    records = [{k.upper(): 9 if v is None else v for k, v in _codes(one, "MBI", "GHQ").items()} for one in people]
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "ward.rec", folder / "ward.chk"]
    paths[0].write_bytes(rec_bytes(fields, records, "SYNTHETIC survey of nurses"))
    paths[1].write_bytes(chk_bytes(fields))
    return paths


DICTIONARY = (
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note", "Text Validation Type OR Show Slider Number",
    "Text Validation Min", "Text Validation Max", "Identifier?", "Branching Logic (Show field only if...)",
    "Required Field?", "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name", "Matrix Ranking?",
    "Field Annotation",
)  # fmt: skip
"""Columns of REDCap's data dictionary."""


def as_redcap(folder: Path, people: list[Nurse]) -> list[Path]:
    """REDCap's export of raw data, with its data dictionary."""

    def field(name: str, form: str, kind: str, label: str, choices: str = "", **more: str) -> dict[str, str]:
        row = dict.fromkeys(DICTIONARY, "") | dict(zip(DICTIONARY[:5], (name, form, "", kind, label), strict=True))
        return row | {DICTIONARY[5]: choices} | {DICTIONARY[7]: more.get("check", "")} | _limits(more)

    about, ticked = "general", "questionnaires"
    fields = [field("record_id", about, "text", "Code of the nurse")]
    fields.append(field("age", about, "text", "Age in years", check="integer", low="18", high="65"))
    for name, texts in LEVELS.items():
        choices = " | ".join(f"{code}, {text}" for code, text in enumerate(texts, start=1))
        fields.append(field(name, about, "radio", QUESTIONS[name], choices))
    for stem, title, number, high in (("mbi", "MBI-GS", 15, 6), ("ghq", "GHQ-12", 12, 3)):
        choices = " | ".join(f"{n}, answer {n}" for n in range(high + 1))
        fields += [field(f"{stem}_{n}", ticked, "radio", f"{title} item {n}", choices) for n in range(1, number + 1)]
    done = {f"{about}_complete": 2, f"{ticked}_complete": 2}
    rows = [_codes(one, "mbi_", "ghq_") | done for one in people]
    rows = [{"record_id": row.pop("id")} | row for row in rows]
    columns = [*(f[DICTIONARY[0]] for f in fields)]
    at = columns.index("mbi_1")
    columns[at:at] = [f"{about}_complete"]
    columns.append(f"{ticked}_complete")
    return [
        _csv(folder / "NurseSurvey_DATA_2026-09-01_1200.csv", columns, rows),
        _csv(folder / "NurseSurvey_DataDictionary_2026-09-01.csv", DICTIONARY, fields),
    ]


def _limits(more: Mapping[str, str]) -> dict[str, str]:
    return {DICTIONARY[8]: more.get("low", ""), DICTIONARY[9]: more.get("high", "")}


def _csv(path: Path, columns: Any, rows: list[dict[str, Any]]) -> Path:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(columns), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode("utf-8"))
    return path


WJX = {
    "code": "1、您的编号",
    "sex": "2、您的性别",
    "age": "3、您的年龄（周岁）",
    "ward": "4、您所在的科室",
    "education": "5、您的最高学历",
    "nights": "6、您是否上夜班",
}


def as_wenjuanxing(folder: Path, people: list[Nurse]) -> list[Path]:
    """Wenjuanxing's sheet: texts of the options, the two matrix questions as numbers of the options (from 1)."""
    heads = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", *WJX.values()]
    heads += [*(f"第7题(MBI{n})" for n in range(1, 16)), *(f"第8题(GHQ{n})" for n in range(1, 13))]
    rows = []
    for number, one in enumerate(people, start=1):
        when = f"2026/09/{1 + number % 20:02d} {8 + number % 10:02d}:{number % 60:02d}:00"
        leading = [number, when, f"{150 + 7 * number % 240}秒", "手机提交", "直接访问", f"192.0.2.{number}"]
        general = [one.code if q == "code" else one.age if q == "age" else one.level(q, CHINESE) for q in WJX]
        items = [-2 if a is None else a + 1 for a in (*one.mbi, *one.ghq)]
        rows.append([*leading, *("(空)" if g is None else g for g in general), *items])
    return [write_xlsx(folder / "wenjuanxing.xlsx", "Sheet1", heads, rows)]


WRITERS: dict[str, Callable[[Path, list[Nurse]], list[Path]]] = {
    "nurses-sav": as_sav,
    "nurses-xlsx": as_xlsx,
    "nurses-rec": as_rec,
    "nurses-redcap": as_redcap,
    "nurses-wenjuanxing": as_wenjuanxing,
    "nurses-before-after": as_wide_sav,
}
"""How each program's files are written, by the name of the study they are for; the file to start from comes first."""


def as_example(folder: Path) -> list[Path]:
    """The files of docs/your-own-data.md: a sheet with two faults, typed twice; a second hospital; before and after."""
    people = nurses()
    typed = [*people[:20], replace(people[20], age=250), *people[21:40], people[11], *people[40:]]
    again = [*typed[:20], replace(people[20], age=25), *typed[21:50], replace(typed[50], education=0), *typed[51:]]
    entered = [*as_xlsx(folder, typed), *as_xlsx(folder, again, "second-entry.xlsx")]
    second = as_second_site(folder, nurses(number=40, seed=SEED + 2))
    return [*entered, *second, *as_wide_sav(folder, people)]
