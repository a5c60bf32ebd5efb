"""Words of questionnaires in Chinese and English: levels in order, common columns, codes for no answer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_NUMBERING = re.compile(r"^\s*(?:第?\s*\d{1,3}\s*[、．:：)）]|\d{1,3}\.(?!\d)|[Qq]\d{1,3}\s*[.、:：_ ])\s*")
_ENDS = ("及以上", "及以下", "以上", "以下", "or above", "or higher", "or more", "and above", "or below", "or less")

Rungs = tuple[tuple[str, ...], ...]
ORDERS: dict[str, Rungs] = {
    "satisfaction": (
        ("非常不满意", "很不满意", "very dissatisfied", "very unsatisfied"),
        ("不满意", "较不满意", "比较不满意", "不太满意", "dissatisfied", "unsatisfied"),
        ("一般", "中立", "neutral", "neither", "fair"),
        ("满意", "较满意", "比较满意", "satisfied"),
        ("非常满意", "很满意", "very satisfied"),
    ),
    "frequency": (
        ("从不", "从未", "从来没有", "没有", "never", "not at all"),
        ("几乎没有", "极少", "almost never"),
        ("很少", "较少", "偶尔", "rarely", "seldom", "occasionally"),
        ("有时", "有时候", "sometimes", "now and then"),
        ("经常", "常常", "often", "frequently"),
        ("很多时候", "很频繁", "very often", "nearly every day"),
        ("总是", "每天", "always", "every day"),
    ),
    "agreement": (
        ("非常不同意", "完全不同意", "很不同意", "strongly disagree"),
        ("不同意", "比较不同意", "disagree"),
        ("一般", "不确定", "中立", "neutral", "undecided", "neither agree nor disagree"),
        ("同意", "比较同意", "agree"),
        ("非常同意", "完全同意", "很同意", "strongly agree"),
    ),
    "size": (
        ("很小", "very small"),
        ("小", "较小", "small"),
        ("中", "中等", "一般", "medium"),
        ("大", "较大", "large"),
        ("很大", "very large"),
    ),
    "height": (
        ("很低", "very low"),
        ("低", "较低", "low"),
        ("中", "中等", "一般", "medium", "moderate"),
        ("高", "较高", "high"),
        ("很高", "very high"),
    ),
    "amount": (
        ("无", "没有", "none"),
        ("少", "较少", "很少", "little"),
        ("一些", "一般", "some"),
        ("多", "较多", "much", "a lot"),
        ("很多", "非常多", "very much"),
    ),
    "health": (
        ("很差", "very poor"),
        ("差", "较差", "不好", "poor", "bad"),
        ("一般", "fair", "中等"),
        ("好", "较好", "良好", "good"),
        ("很好", "非常好", "very good"),
        ("excellent", "优秀"),
    ),
    "liking": (("不喜欢", "dislike"), ("一般", "neutral"), ("喜欢", "like"), ("非常喜欢", "like very much")),
    "education": (
        ("小学", "primary school", "primary"),
        ("初中", "middle school", "secondary"),
        ("高中", "high school"),
        ("中专", "高中或中专", "中专高中", "technical secondary school"),
        ("大专", "专科", "junior college", "college diploma", "diploma", "college", "associate degree"),
        ("本科", "学士", "大学本科", "bachelor", "bachelor degree", "undergraduate"),
        ("硕士", "研究生", "硕士研究生", "master", "master degree", "postgraduate"),
        ("博士", "博士研究生", "doctor", "phd"),
    ),
    "nursing title": (
        ("护士", "nurse"),
        ("护师", "senior nurse", "primary nurse"),
        ("主管护师", "nurse in charge", "supervisor nurse"),
        ("副主任护师", "associate chief nurse"),
        ("主任护师", "chief nurse"),
    ),
    "title": (
        ("无", "无职称", "no title", "none"),
        ("初级", "junior"),
        ("中级", "intermediate"),
        ("副高", "副高级", "associate senior"),
        ("高级", "正高", "正高级", "senior"),
    ),
    "grade": (("none", "正常", "无"), ("轻度", "轻", "mild"), ("中度", "中", "moderate"), ("重度", "重", "severe")),
}
"""Sets of levels from lowest to highest; the words of one rung mean the same."""

ENGLISH = {
    "男": "Male", "女": "Female", "男性": "Male", "女性": "Female", "是": "Yes", "否": "No",
    "同意": "Agreed", "不同意": "Refused", "未婚": "Unmarried", "已婚": "Married", "离异": "Divorced",
    "丧偶": "Widowed",
    "离异或丧偶": "Divorced or widowed", "汉族": "Han", "少数民族": "Minority",
    "在编": "Permanent post", "合同": "Contract",
    "内科": "Internal medicine", "外科": "Surgery", "急诊科": "Emergency", "重症医学科": "Intensive care",
    "儿科": "Paediatrics", "妇产科": "Obstetrics and gynaecology", "骨科": "Orthopaedics", "肿瘤科": "Oncology",
    "普外科": "General surgery", "手术室": "Operating room", "门诊部": "Outpatient clinic", "门诊": "Outpatient clinic",
    "心血管内科": "Cardiology", "呼吸内科": "Respiratory medicine", "神经内科": "Neurology",
    "消毒供应室": "Supply room", "体检中心": "Health check centre",
    "合同制": "Contract", "编制": "Permanent post", "前测": "Before", "后测": "After", "完成": "Completed",
}  # fmt: skip
"""Chinese levels that need no order, in English."""

# Columns that most surveys have: name in a study file, label, and how they are called.
COMMON: dict[str, tuple[str, str, str]] = {
    "sex": ("Sex", "性别", "sex|gender"),
    "age": ("Age", "年龄", "age"),
    "department": ("Department", "科室|部门|所在科室", "department|dept|ward|unit"),
    "hospital": ("Hospital", "医院|单位|所在机构|机构", "hospital|site|centre|center|clinic|institution"),
    "education": (
        "Education",
        "学历|文化程度|教育程度",
        "education|educ|edu|degree|schooling|highest degree|highest education|qualification",
    ),
    "title": ("Professional title", "职称", "title|professional title|rank"),
    "years": (
        "Years of work",
        "工作年限|工龄|护龄|从业年限",
        "years|work years|working years|workyear|experience|tenure",
    ),
    "marital": ("Marital status", "婚姻|婚姻状况", "marital|marital status|married|marriage"),
    "employment": ("Employment", "用工形式|编制|聘用方式|用工性质", "contract|employment|employment type"),
    "nights": ("Night shifts", "夜班|夜班次数", "nights|night shifts|nightshift|night shift"),
    "hours": ("Working hours", "工作时间|每周工时|周工时", "hours|weekly hours|working hours|workhours"),
    "income": ("Income", "收入|月收入|年收入", "income|salary|wage"),
    "health": ("Health", "健康|健康状况|身体状况", "health|self rated health"),
    "children": ("Children", "子女|孩子", "children|kids"),
    "ethnicity": ("Ethnic group", "民族", "ethnic|ethnicity|ethnic group"),
    "consent": ("Consent", "知情同意|是否同意参加", "consent|informed consent|agree to participate"),
    "post": ("Post", "岗位|职务", "post|position|job"),
}

NO_ANSWER = {
    "空", "跳过", "未填", "未填写", "缺失", "缺", "不详", "未答", "拒答", "无回答",
    "missing", "na", "n/a", "null", "none given",
    "not answered", "no answer", "refused", "unknown", "nan", "#n/a", "unanswered", "skipped", "prefer not to say",
}  # fmt: skip
"""Words that stand for no answer; whatever brackets stand around them."""


def plain(text: object) -> str:
    """A text for comparing: full-width signs, case, blanks and punctuation levelled."""
    levelled = unicodedata.normalize("NFKC", str(text)).casefold()
    return re.sub(r"[\s_\-–—/\\.,，。:：;；?？!！'\"“”‘’()\[\]{}<>《》【】]+", " ", levelled).strip()


def question(text: str) -> str:
    """A column name or label without the number of the question before it."""
    shorter = _NUMBERING.sub("", text).strip()
    return shorter or text.strip()


def is_no_answer(text: object) -> bool:
    """Whether a cell says that there is no answer."""
    return plain(text) in NO_ANSWER or str(text).strip().casefold() in NO_ANSWER


def rung(text: str, rungs: Rungs) -> int | None:
    """Place of a word in a set of levels, or None."""
    word = plain(text).replace(" s ", " ")
    for end in _ENDS:
        word = word.removesuffix(end).strip()
    found = [i for i, words in enumerate(rungs) if word in (plain(w) for w in words)]
    return found[0] if found else None


def order_of(texts: Sequence[str]) -> tuple[str, list[int]] | None:
    """The set of levels that texts belong to, and the place of each; None when they are of no known set."""
    for name, rungs in ORDERS.items():
        places = [rung(text, rungs) for text in texts]
        if len(texts) > 1 and None not in places and len(set(places)) == len(places):
            return name, [place for place in places if place is not None]
    return None


def band_start(text: str) -> float | None:
    """Where a band of numbers such as ``5-10 years``, ``<5`` or ``20年以上`` begins; None when it is no band."""
    word = unicodedata.normalize("NFKC", text).casefold().replace(",", "")
    numbers = [float(n) for n in re.findall(r"\d+(?:\.\d+)?", word)]
    if not numbers:
        return None
    if re.search(r"<|≤|以下|以内|under|below|up to|less than|不到|不足", word):
        return numbers[0] - 1e6
    if re.search(r">|≥|\+|以上|over|above|more than|or more|and over", word):
        return numbers[-1] + 0.5
    return numbers[0]


def bands_of(texts: Sequence[str]) -> list[float] | None:
    """Where each of several bands begins; None when they are not bands of numbers."""
    starts = [band_start(text) for text in texts]
    empty = [i for i, text in enumerate(texts) if starts[i] is None and plain(text) in ("无", "没有", "none", "no")]
    for i in empty[:1]:
        starts[i] = -1e9
    if len(texts) < 2 or any(start is None for start in starts) or len(set(starts)) != len(starts):
        return None
    if not any(re.search(r"\d\D+\d|<|>|≤|≥|以|under|over|up to|above|below|more|less", t.casefold()) for t in texts):
        return None
    return [start for start in starts if start is not None]


def common_column(name: str, label: str = "") -> str | None:
    """Which column of most surveys this is (``sex``, ``age`` ...), by its whole name or a word of its question."""
    for text in (name, label):
        word = plain(question(text))
        for key, (_, chinese, english) in COMMON.items():
            if word and re.fullmatch(english, word):
                return key
            if any(part in word for part in chinese.split("|")) and len(word) <= 24:
                return key
    words = f" {plain(question(label))} "
    if 2 < len(words) <= 42:
        for key, (_, _, english) in COMMON.items():
            if re.search(rf"\b({english})\b", words):
                return key
    return None
