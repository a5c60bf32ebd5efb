"""Demonstration data of study `hospital-d`: a hospital-wide survey of nurses, then a group in the worst department.

Everything is invented; the published report gives no figures. The survey imitates an export of Wenjuanxing (answers as
texts, the matrix question as codes from 1), the group's file is an Excel table with one row per member and occasion.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from burnout.simulate.draws import Draws, answers_with_sum
from burnout.simulate.files import Cell, checksums, write_csv, write_text, write_xlsx
from burnout.simulate.hospital_d_readme import README

SEED = 20250301
SUPPLY = "消毒供应室"
SKIPPED, SKIPPED_CODE = "(跳过)", -3

DEPARTMENTS = {
    "重症医学科": (34, 2.0),
    "急诊科": (30, 2.5),
    "心血管内科": (28, 0.5),
    "呼吸内科": (26, 0.0),
    "普外科": (30, 0.0),
    "骨科": (26, -1.0),
    "妇产科": (28, -0.5),
    "儿科": (24, 1.0),
    "神经内科": (24, 0.5),
    "肿瘤科": (20, 1.5),
    "手术室": (22, -0.5),
    "门诊部": (12, -1.5),
    SUPPLY: (12, 17.0),
    "体检中心": (6, -2.0),
}
"""Departments with their number of nurses and what they add to exhaustion, in points."""

SCALES = {
    "exhaustion": (1, 2, 3, 6, 8, 13, 14, 16, 20),
    "depersonalisation": (5, 10, 11, 15, 22),
    "accomplishment": (4, 7, 9, 12, 17, 18, 19, 21),
}
ITEM_COLUMNS = [f"第18题(条目{n})" for n in range(1, 23)]
LEADING = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
QUESTIONS = {
    "code": "1、您的调查编号",
    "consent": "2、您是否同意参加本次调查？",
    "sex": "3、您的性别",
    "age": "4、您的年龄（周岁）",
    "department": "5、您所在的科室",
    "education": "6、您的最高学历",
    "title": "7、您的职称",
    "years": "8、您的护理工作年限",
    "marital": "9、您的婚姻状况",
    "contract": "10、您的用工形式",
    "nights": "11、您平均每月的夜班次数",
    "hours": "12、您平均每周的工作时间",
    "income": "13、您的月收入",
    "health": "14、您的健康状况",
    "recognition": "15、您的工作得到上级认可的程度",
    "leisure": "16、您近一年是否参加过减压活动",
    "attention": "17、为确认您在认真作答，本题请选择“一般”",
}
EFFECTS = {
    "nights": {"无": -3.0, "1-4次": 0.0, "5-8次": 2.0, "9次及以上": 6.0},
    "hours": {"40小时及以下": -3.0, "41-48小时": 0.0, "48小时以上": 4.5},
    "health": {"好": -4.0, "一般": 0.5, "差": 6.0},
    "recognition": {"经常": -4.0, "有时": 0.0, "很少": 4.5},
}
"""What an answer adds to exhaustion, in points; the other factors add nothing."""


def draw_person(draws: Draws, department: str) -> dict[str, Cell]:
    """Personal data of one nurse."""
    supply = department == SUPPLY
    day = supply or department in ("门诊部", "体检中心")
    age = min(max(round(draws.normal(41 if supply else 32, 6)), 21), 55)
    years = max(age - 22 - draws.integer(0, 2), 0)
    senior = draws.choice(("护师", "主管护师", "副主任护师及以上"), (3, 8, 1))
    return {
        "consent": "同意",
        "sex": draws.choice(("女", "男"), (98, 2) if supply else (94, 6)),
        "age": age,
        "department": department,
        "education": draws.choice(("大专", "本科", "硕士及以上"), (5, 5, 0) if supply else (26, 68, 6)),
        "title": "护士" if years < 4 else "护师" if years < 10 else senior,
        "years": "5年及以下" if years <= 5 else "6-10年" if years <= 10 else "11-20年" if years <= 20 else "20年以上",
        "marital": "已婚" if draws.uniform() < min(max((age - 23) / 10, 0.05), 0.92) else "未婚",
        "contract": draws.choice(("在编", "合同"), (35, 65)),
        "nights": draws.choice(tuple(EFFECTS["nights"]), (7, 3, 0, 0) if day else (6, 30, 44, 20)),
        "hours": draws.choice(tuple(EFFECTS["hours"]), (35, 45, 20)),
        "income": draws.choice(("5000元及以下", "5001-8000元", "8000元以上"), (30, 48, 22)),
        "health": draws.choice(tuple(EFFECTS["health"]), (38, 47, 15)),
        "recognition": draws.choice(tuple(EFFECTS["recognition"]), (10, 45, 45) if supply else (32, 46, 22)),
        "leisure": draws.choice(("是", "否"), (40, 60)),
        "attention": "一般",
    }


def draw_sums(draws: Draws, person: dict[str, Cell]) -> dict[str, int]:
    """Sums of the three MBI-HSS scales of one nurse, from department, workload, health and recognition."""
    department = str(person["department"])
    effect = sum(points[str(person[factor])] for factor, points in EFFECTS.items())
    strain = draws.normal()
    place = DEPARTMENTS[department][1]
    exhaustion = 22.5 + place + effect + 8.0 * strain + draws.normal(0, 3)
    depersonalisation = 7.3 + 0.3 * place + 0.4 * effect + 3.0 * strain + draws.normal(0, 4.0)
    accomplishment = 31.7 - 0.7 * place - 0.5 * effect - 2.5 * strain + draws.normal(0, 7.0)
    return {
        "exhaustion": min(max(round(exhaustion), 0), 54),
        "depersonalisation": min(max(round(depersonalisation), 0), 30),
        "accomplishment": min(max(round(accomplishment), 2), 48),
    }


def lay_items(draws: Draws, sums: dict[str, int], offsets: dict[str, list[float]], noise: float) -> list[int]:
    """Codes 1 to 7 of the 22 items under the sums (the export counts options from 1, answers go from 0 to 6)."""
    codes = [0] * 22
    for scale, items in SCALES.items():
        answers = answers_with_sum(draws, sums[scale], offsets[scale], 0, 6, noise)
        for item, answer in zip(items, answers, strict=True):
            codes[item - 1] = answer + 1
    return codes


@dataclass(frozen=True)
class Submission:
    """One questionnaire as it was handed in."""

    person: dict[str, Cell]
    codes: list[Cell]
    minute: int
    seconds: int


def draw_submissions(draws: Draws) -> list[Submission]:
    """One questionnaire per nurse, in order of submission."""
    offsets = {scale: [draws.normal(0, 0.4) for _ in items] for scale, items in SCALES.items()}
    nurses = draws.order([name for name, (count, _) in DEPARTMENTS.items() for _ in range(count)])
    codes = draws.order(range(1001, 1001 + 4 * len(nurses)))
    submissions, minute = [], 0
    for number, department in enumerate(nurses):
        person = draw_person(draws, department)
        items: list[Cell] = list(lay_items(draws, draw_sums(draws, person), offsets, noise=1.0))
        person["code"] = f"D{codes[number]}"
        minute += draws.integer(1, 50)
        submissions.append(Submission(person, items, minute, draws.integer(150, 640)))
    return submissions


def put_faults(draws: Draws, submissions: list[Submission]) -> list[Submission]:
    """The faults of a real export, in order of submission; the nurses of the supply room are left as they are."""
    others = [s for s in submissions if s.person["department"] != SUPPLY]
    others[17].person["age"] = 230
    others[140].person["age"] = 3
    others[180].person["age"] = "３４"
    for place, item in ((25, 4), (88, 13), (203, 19)):
        others[place].codes[item - 1] = SKIPPED_CODE
    last = max(s.minute for s in submissions)
    again = [Submission(dict(others[i].person), list(others[i].codes), last + 7 * i, 96) for i in (12, 61)]
    careless = [_another(draws, others[i], f"D99{i:02d}", last // 3 + i, {"attention": "同意"}) for i in (33, 74)]
    broken_off = _another(draws, others[50], "D9951", last // 2, {})
    broken_off.codes[8:] = [SKIPPED_CODE] * 14
    nothing = {name: SKIPPED for name in QUESTIONS if name not in ("code", "consent")} | {"consent": "不同意"}
    refused = _another(draws, others[90], "D9991", last // 4, nothing)
    refused.codes[:] = [SKIPPED_CODE] * 22
    return sorted(
        [*submissions, *again, *careless, broken_off, refused], key=lambda s: (s.minute, str(s.person["code"]))
    )


def _another(draws: Draws, like: Submission, code: str, minute: int, changes: dict[str, Cell]) -> Submission:
    """One more questionnaire, with other answers than the one it is like."""
    codes: list[Cell] = [draws.integer(2, 6) for _ in range(22)]
    return Submission(like.person | {"code": code} | changes, codes, minute, draws.integer(40, 120))


def survey_rows(submissions: list[Submission]) -> list[list[Cell]]:
    """Rows of the export: leading columns, answers as texts, the matrix question as codes."""
    rows = []
    for number, submission in enumerate(submissions, start=1):
        day, minute = divmod(8 * 60 + submission.minute, 24 * 60)
        when = f"2025/03/{3 + day:02d} {minute // 60:02d}:{minute % 60:02d}:{submission.seconds % 60:02d}"
        address = f"192.0.2.{number % 254 + 1}"
        leading = [number, when, f"{submission.seconds}秒", "手机提交", "直接访问", address]
        rows.append([*leading, *(submission.person[name] for name in QUESTIONS), *submission.codes])
    return rows


GROUP_COLUMNS = [
    "编号", "时间", "参加情况", *ITEM_COLUMNS, "工作成就感（0-10）", "自我效能感（0-10）", "同伴支持（0-10）",
]  # fmt: skip
GROUP = (
    ((41, 34), (13, 11), (19, 27), (2, 5), (3, 6), (3, 7)),
    ((36, 35), (9, 9), (22, 25), (3, 5), (4, 5), (4, 6)),
    ((44, 37), (15, 13), (14, 20), (1, 4), (2, 4), (2, 5)),
    ((33, 31), (8, 6), (26, 31), (4, 6), (5, 7), (4, 7)),
    ((39, 39), (11, 12), (18, 21), (3, 4), (3, 4), (4, 5)),
    ((42, 33), (12, 8), (20, 31), (2, 6), (4, 7), (3, 8)),
    ((31, 32), (10, 9), (24, 26), (4, 5), (5, 5), (5, 6)),
    ((37, 30), (14, 12), (17, 25), (3, 6), (3, 6), (3, 6)),
)
"""The eight who stayed, before and after: the three MBI-HSS sums, then achievement, efficacy and support."""
LEFT = ((38,), (11,), (21,), (3,), (4,), (4,))


def group_rows(draws: Draws) -> list[list[Cell]]:
    """Rows of the group's file: nine members before, eight after."""
    offsets = {scale: [draws.normal(0, 0.4) for _ in items] for scale, items in SCALES.items()}
    members = [*GROUP[:6], LEFT, *GROUP[6:]]
    rows: list[list[Cell]] = []
    for place, occasion in enumerate(("前测", "后测")):
        for number, member in enumerate(members, start=1):
            if place >= len(member[0]):
                continue
            values = [pair[place] for pair in member]
            codes = lay_items(draws, dict(zip(SCALES, values[:3], strict=True)), offsets, noise=0.5)
            ending = "完成" if len(member[0]) == 2 else "中途退出：调班"
            rows.append([f"G{number:02d}", occasion, ending, *codes, *values[3:]])
    return rows


SESSIONS = [
    ("2025-05-09", "Meeting each other", "Getting to know, rules and confidentiality; hopes for the group", 9),
    ("2025-05-16", "Shared problems", "Drawing the working day; naming what weighs on all of us", 9),
    ("2025-05-23", "Reshaping cognition", "From 'nobody sees our work' to what would happen without it; reframing", 8),
    ("2025-05-30", "Self-efficacy", "Strengths cards; a success told by each member and mirrored by the others", 8),
    ("2025-06-06", "Peer network", "Who helps whom at work; agreeing on a buddy and a way to ask for help", 8),
    ("2025-06-13", "Closing", "What each takes along; letter to oneself; how the network goes on", 8),
]
NEEDS = [
    (
        "To have the department's work seen and acknowledged",
        9,
        "Reshaping cognition; results shown to the head of nursing",
    ),
    ("To find a sense of achievement in repeated tasks", 8, "Self-efficacy: strengths cards, successes told"),
    ("To be able to talk about strain without being judged", 7, "Shared problems; rules of the group"),
    ("To get help from colleagues at busy hours", 6, "Peer network: buddies and a way to ask for help"),
    ("To learn ways of relaxing after the shift", 4, "A short exercise at the end of each session"),
]


def write(folder: Path) -> list[Path]:
    """Write all files of the study.

    Parameters
    ----------
    folder : Path
        Where they go.

    Returns
    -------
    list of Path
        The files.
    """
    draws = Draws(SEED)
    submissions = put_faults(draws, draw_submissions(draws))
    columns = [*LEADING, *QUESTIONS.values(), *ITEM_COLUMNS]
    session_names = ("session", "date", "topic", "content", "present", "minutes")
    sessions = [(number, *session, 60) for number, session in enumerate(SESSIONS, start=1)]
    files = [
        write_xlsx(folder / "survey.xlsx", "Sheet1", columns, survey_rows(submissions)),
        write_xlsx(folder / "group.xlsx", "Sheet1", GROUP_COLUMNS, group_rows(draws)),
        write_csv(folder / "sessions.csv", session_names, sessions),
        write_csv(folder / "needs.csv", ("need", "mentions", "plan"), NEEDS),
    ]
    return [*files, write_text(folder / "README.md", README.format(checksums=checksums(files, folder)))]
