"""The general questionnaire of the demonstration study `chenggong`: fields, labels, levels and their counts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Factor:
    """One question of the general questionnaire.

    Attributes
    ----------
    name : str
        Name in the study file.
    field : str
        Field of the EpiData file, at most 10 characters.
    label : str
        Field label in the file (Chinese).
    levels : tuple of str
        Value labels in the file (Chinese), codes 1, 2, ...
    counts : tuple of int
        Persons per level among the 244.
    screened : bool
        Whether the published study found it significant for overall burnout.
    """

    name: str
    field: str
    label: str
    levels: tuple[str, ...]
    counts: tuple[int, ...]
    screened: bool


FACTORS = (
    Factor("sex", "SEX", "性别", ("男", "女"), (58, 186), False),
    Factor("age_group", "AGE", "年龄组(岁)", ("<30", "30–39", "≥40"), (84, 102, 58), False),
    Factor("ethnicity", "ETHNIC", "民族", ("汉族", "少数民族"), (197, 47), False),
    Factor("marital", "MARITAL", "婚姻状况", ("未婚", "已婚", "离异或丧偶"), (70, 144, 30), False),
    Factor("education", "EDUC", "文化程度", ("中专及以下", "大专", "本科及以上"), (35, 98, 111), False),
    Factor("title", "TITLE", "职称", ("无职称", "初级", "中级及以上"), (48, 132, 64), False),
    Factor("working_years", "WORKYEAR", "工作年限(年)", ("<5", "5–10", ">10"), (92, 85, 67), False),
    Factor("continuing_education", "CONTEDU", "是否参加继续教育", ("否", "是"), (98, 146), False),
    Factor("contract", "CONTRACT", "用工形式", ("在编", "合同制"), (88, 156), False),
    Factor("post", "POST", "岗位类别", ("公卫医师", "护理", "其他"), (90, 104, 50), False),
    Factor("income", "INCOME", "年收入(元)", ("≤36,000", "36,000–60,000", ">60,000"), (84, 96, 64), True),
    Factor("salary_satisfaction", "SALARY", "对薪酬的满意度", ("不满意", "一般", "满意"), (86, 100, 58), True),
    Factor("training", "TRAINING", "专业技能培训频率", ("很少", "有时", "经常"), (64, 102, 78), True),
    Factor("cultural_activities", "CULTURE", "文体活动频率", ("很少", "有时", "经常"), (106, 92, 46), True),
    Factor("promotion", "PROMOTE", "晋升空间", ("小", "一般", "大"), (98, 96, 50), True),
    Factor("honours", "HONOUR", "在单位是否获得荣誉", ("是", "否"), (94, 150), True),
    Factor("environment", "ENVIRON", "对工作环境的满意度", ("不满意", "一般", "满意"), (54, 112, 78), True),
    Factor("humanistic_care", "CARE", "单位人文关怀", ("少", "一般", "多"), (72, 110, 62), True),
    Factor("self_requirements", "SELFREQ", "对自身工作的要求", ("低", "一般", "高"), (40, 106, 98), True),
    Factor("liking", "LIKING", "对职业的喜爱程度", ("不喜欢", "一般", "喜欢"), (46, 110, 88), True),
    Factor("quitting", "QUIT", "是否有离职念头", ("是", "否"), (102, 142), True),
    Factor("health", "HEALTH", "健康状况自评", ("差", "一般", "好"), (44, 116, 84), True),
    Factor("pressure_relief", "RELIEF", "缓解压力方式的频率", ("很少", "有时", "经常"), (60, 118, 66), True),
    Factor("housing", "HOUSING", "住房情况", ("自有住房", "租房", "单位宿舍"), (112, 92, 40), True),
    Factor("life_pressure", "LIFEPRES", "生活压力", ("小", "一般", "大"), (44, 112, 88), True),
    Factor("commute", "COMMUTE", "上班路途用时(分钟)", ("<30", "30–60", ">60"), (108, 92, 44), True),
)
"""The categorical questions in the order of the file. The number of levels and counts keep every expected count of a
cross-table with an outcome at 5 or more, so that Pearson's test is the one used."""

BY_NAME = {factor.name: factor for factor in FACTORS}

HOURS_FIELD = ("HOURS", "每周工作时间(小时)")
"""The one number: working hours per week."""

CENTRES = ("社区卫生服务中心A", "社区卫生服务中心B", "社区卫生服务中心C", "社区卫生服务中心D", "社区卫生服务中心E",
           "社区卫生服务中心F", "社区卫生服务中心G", "社区卫生服务中心H", "社区卫生服务中心I")  # fmt: skip
"""Invented names of the nine centres (clusters)."""

CENTRE_SIZES = (34, 32, 31, 29, 28, 26, 24, 21, 19)

OUTCOMES = ("burnout", "exhaustion", "depersonalisation", "accomplishment")
"""Overall burnout (grade mild or worse), and band moderate or severe of each dimension."""

MODELS = {
    "burnout": ("income", "honours", "quitting", "health"),
    "exhaustion": ("continuing_education", "salary_satisfaction"),
    "depersonalisation": ("training", "working_years", "salary_satisfaction"),
    "accomplishment": ("continuing_education", "quitting", "promotion", "health"),
}
"""Factors of the published models."""

PUBLISHED_ODDS_RATIOS = {"income": (0.479, 0.422), "honours": (2.994,), "quitting": (0.456,)}
"""Published odds ratios of overall burnout against level 1."""
