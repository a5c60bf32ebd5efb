"""What kind of variable each column is, its levels in order and its codes for no answer, with reasons."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from burnout.clean.values import as_number
from burnout.draft.look import Look
from burnout.draft.words import COMMON, bands_of, common_column, order_of, plain, question

Kind = Literal[
    "id", "occasion", "item", "nominal", "ordinal", "number", "date", "text", "administrative", "constant", "empty"
]
Sure = Literal["certain", "likely", "please decide"]

_ADMIN = (
    r"(序号|提交答卷时间|所用时间|来源|来源详情|来自ip|ip|ip address|总分|开始时间|结束时间|提交时间|答题时长|"
    r"作答时长|start|end|"
    r"start time|end time|timestamp|time stamp|duration|duration \w+|submission time|submitted at|submitdate|startdate|"
    r"enddate|datestamp|deviceid|device id|uuid|id uuid|meta .*|formhub.*|submission.*|version|xform.*|"
    r"validation status|"
    r"redcap .*|.* timestamp|.* complete|response id|recorded date|user agent|browser|progress|finished|entered by|"
    r"entry date|录入员|录入日期|status of submission|row|row number|no|index|rownum|记录号)"
)
_IP = r"\d{1,3}(\.\d{1,3}){3}(\(.*\))?"
_STAMP = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}[ T]\d{1,2}:\d{2}.*"
_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
_SECONDS = r"\d+\s*(秒|s|sec|seconds)|\d{1,2}:\d{2}(:\d{2})?|(\d+\s*分(钟)?)?\s*\d+\s*秒"
_ID = (
    r"(id|.* id|id .*|caseid|subjid|pid|record id|participant|participant code|participant id|subject|case|code|"
    r".*编号|编码|学号|工号|问卷号|被试|研究编号|study id|studyno|nurse|nurse code|person|respondent)"
)
_OPEN = r"(remarks?|comments?|备注|意见|建议|其他意见|notes?|other|.*specify.*|.*请说明.*)"
MOST_LEVELS = 20
UNITS = ("department", "hospital")
ORDERED = ("age", "education", "title", "years", "nights", "hours", "income", "health")
"""Common columns whose levels have an order."""
NUMBERS = ("age", "hours", "years")
"""Columns that are numbers even when few different ones stand there."""
AGES = (14, 90)
"""Ages of people at work that are plausible."""
LONGEST_LEVEL = 80


@dataclass(frozen=True)
class Proposal:
    """What a column seems to be.

    Parameters
    ----------
    look : Look
        The column.
    kind : str
        Kind of variable.
    sure : str
        ``certain``, ``likely`` or ``please decide``.
    reason : str
        Why, in plain words.
    levels : tuple of (str, str)
        Codes or texts in the file, in order, and their labels; those with the same label are one level.
    missing : tuple of str
        Codes for no answer.
    doubts : tuple of str
        What is to be decided.
    """

    look: Look
    kind: Kind
    sure: Sure
    reason: str
    levels: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def propose(look: Look) -> Proposal:
    """What a column seems to be, looked at alone."""
    for rule in (_nothing, _administrative, _date, _identifier, _single, _coded, _number, _levels):
        found = rule(look)
        if found is not None:
            return found
    return Proposal(look, "text", "likely", f"{len(look.values)} different texts: free text")


def _nothing(look: Look) -> Proposal | None:
    return None if look.values else Proposal(look, "empty", "certain", "no answers in it")


def _administrative(look: Look) -> Proposal | None:
    names = [plain(look.name), plain(question(look.name))]
    hit = any(re.fullmatch(_ADMIN, name) for name in names) or look.name.startswith("_")
    if look.matches(_IP) > 0.8:
        return Proposal(look, "administrative", "certain", "addresses of computers (IP); they could identify a person")
    if look.matches(_STAMP) > 0.8:
        return Proposal(look, "administrative", "certain", "times at which forms were filled in")
    if look.matches(_SECONDS) > 0.8 and not look.whole:
        return Proposal(look, "administrative", "certain", "how long filling in took")
    if not hit:
        return None
    return Proposal(look, "administrative", "certain", f"{look.name!r} is made by the survey program, not an answer")


def _date(look: Look) -> Proposal | None:
    share = look.matches(_DATE)
    return Proposal(look, "date", "certain", f"{share:.0%} are dates") if share > 0.8 else None


def _identifier(look: Look) -> Proposal | None:
    if look.labels or len(look.values) < 3:
        return None
    alone = len(look.values) / max(1, look.n)
    named = any(re.fullmatch(_ID, plain(question(text))) for text in (look.name, look.label) if text)
    if named and alone > 0.9:
        return Proposal(
            look, "id", "certain", f"named like an identifier; {len(look.values)} different in {look.n} rows"
        )
    if named and alone > 0.2 and len(look.values) > 5:
        doubt = "each value stands in several rows: several occasions, or people who are there twice?"
        return Proposal(look, "id", "likely", "named like an identifier, each in several rows", doubts=(doubt,))
    return None


def _single(look: Look) -> Proposal | None:
    if len(look.values) > 1:
        return None
    only = next(iter(look.values))
    where = "the same in all rows" if look.n >= look.rows else f"filled in in {look.n} of {look.rows} rows, always"
    return Proposal(look, "constant", "certain", f"{where}: {look.labels.get(only, only)!r}")


def _coded(look: Look) -> Proposal | None:
    """Levels by the file's own value labels."""
    labelled = {code: text for code, text in look.labels.items() if code not in look.no_levels}
    values = look.values
    known = [code for code in values if code in labelled]
    if len(labelled) < 2 or len(known) < 0.6 * len(values):
        return None
    codes = sorted({*labelled, *values}, key=_sorting)
    words = [labelled.get(code, code) for code in codes]
    if len(set(words)) != len(words) or len(codes) > 200:
        return None
    doubts = [f"code {code} has no label in the file" for code in codes if code not in labelled]
    order = order_of(words)
    bands = bands_of(words)
    missing = _missing(look)
    named = common_column(look.name, look.label)
    places = order[1] if order else bands
    if places and places in (sorted(places), sorted(places, reverse=True)) and len(words) > 2:
        why = f"value labels in the order of {order[0]}" if order else "value labels are bands of numbers in order"
        sure: Sure = "please decide" if doubts else "certain"
        return Proposal(look, "ordinal", sure, why, tuple(zip(codes, words, strict=True)), missing, tuple(doubts))
    if len(words) > 2 and named not in ("department", "hospital", "marital", "ethnicity", "employment", "post"):
        doubts.append("nominal, or ordinal if the levels have an order?")
    sure = "please decide" if doubts else "certain"
    why = f"{len(words)} codes with labels"
    return Proposal(look, "nominal", sure, why, tuple(zip(codes, words, strict=True)), missing, tuple(doubts))


def _number(look: Look) -> Proposal | None:
    numbers = look.numbers
    if numbers is None:
        return None
    missing = _missing(look)
    doubts = tuple(
        f"{code} taken as no answer ({why})" for code, why in look.absent.items() if why.startswith("outside")
    )
    spread = f"numbers from {numbers[0]:g} to {numbers[-1]:g}"
    named = common_column(look.name, look.label)
    if look.whole and len(numbers) <= 8 and numbers[0] in (0, 1) and numbers[-1] <= 9:
        if _rating(look):
            return Proposal(look, "number", "likely", f"a rating, {spread}", (), missing, doubts)
        return _bare_codes(look, missing, doubts, named)
    if named in UNITS and look.whole and len(numbers) <= 60:
        return _bare_codes(look, missing, doubts, named)
    few = len(numbers) <= 10 and named not in NUMBERS and not _rating(look)
    counted = numbers[0] in (0, 1) and len(numbers) == numbers[-1] - numbers[0] + 1 <= 30
    if look.whole and (few or counted):
        doubts = (*doubts, "a number, or codes of levels?")
    if named == "age" and (numbers[0] < AGES[0] or numbers[-1] > AGES[1]):
        doubts = (*doubts, f"ages outside {AGES[0]:g} to {AGES[1]:g}: mistakes? They are blanked")
    sure: Sure = "please decide" if doubts else "certain"
    return Proposal(look, "number", sure, spread, (), missing, doubts)


def _bare_codes(look: Look, missing: tuple[str, ...], doubts: tuple[str, ...], named: str | None) -> Proposal:
    """Codes of levels that the file does not explain; ordered where such a question has an order."""
    levels = tuple((code, code) for code in sorted(look.values, key=_sorting))
    shown = ", ".join(code for code, _ in levels[:12])
    doubt = f"what do the codes {shown} mean? Write labels; nominal, ordinal or number?"
    kind: Kind = "ordinal" if named in ORDERED and len(levels) > 2 else "nominal"
    return Proposal(
        look, kind, "please decide", "whole numbers without labels: codes?", levels, missing, (*doubts, doubt)
    )


def _rating(look: Look) -> bool:
    """Whether the name tells from where to where answers go, as in ``stress (0-10)``."""
    return re.search(r"[（(]\s*\d+\s*[-–~—至到]\s*\d+\s*[)）分]", f"{look.name} {look.label}") is not None


def _levels(look: Look) -> Proposal | None:
    """Levels that stand as texts in the cells."""
    values = list(look.values)
    meant = _one_writing(look.values)
    if re.fullmatch(_OPEN, plain(question(look.name))) or max(map(len, values)) > LONGEST_LEVEL:
        return None
    named = common_column(look.name, look.label)
    most = 60 if named in ("department", "hospital") else MOST_LEVELS
    if len(values) > most or (len(values) > 0.5 * look.n and len(values) > 2):
        return None
    kept = [text for text in values if meant[text] == text]
    if len(kept) < 2:
        return Proposal(look, "constant", "certain", f"the same in all rows but for writing: {kept[0]!r}")
    order, bands = order_of(kept), bands_of(kept)
    missing = _missing(look)
    places = order[1] if order else bands
    strange = [text for text in values if as_number(text) is not None]
    doubts = [
        f"{text!r} and {main!r} differ in writing only: one level, as below?"
        for text, main in meant.items()
        if text != main
    ]
    if places and len(kept) > 2:
        ordered = [text for _, text in sorted(zip(places, kept, strict=True))]
        why = f"texts in the order of {order[0]}" if order else "bands of numbers"
        levels = tuple((text, main) for main in ordered for text in values if meant[text] == main)
        return Proposal(look, "ordinal", "please decide" if doubts else "certain", why, levels, missing, tuple(doubts))
    doubts += [f"{strange[0]!r} among texts: a level, or a mistake?"] if strange else []
    if len(kept) > 2 and named not in ("department", "hospital", "marital", "ethnicity", "employment", "post"):
        doubts.append("nominal, or ordinal if the levels have an order (then put them in order)?")
    sure: Sure = "please decide" if doubts else "certain"
    levels = tuple((text, meant[text]) for text in values)
    return Proposal(look, "nominal", sure, f"{len(values)} different texts", levels, missing, tuple(doubts))


def _one_writing(cells: Mapping[str, int]) -> dict[str, str]:
    """Texts, and the most frequent of those that differ from each only in capitals, width or blanks."""
    main: dict[str, str] = {}
    for text in sorted(cells, key=lambda text: -cells[text]):
        main.setdefault("".join(unicodedata.normalize("NFKC", text).casefold().split()), text)
    return {text: main["".join(unicodedata.normalize("NFKC", text).casefold().split())] for text in cells}


def _missing(look: Look) -> tuple[str, ...]:
    return tuple(sorted(look.absent, key=_sorting))


def _sorting(code: str) -> tuple[int, float, str]:
    number = as_number(code)
    return (1, 0.0, code) if number is None else (0, number, code)


def label_for(look: Look) -> str:
    """A label for tables and text: of a common column the customary one, else the file's own."""
    named = common_column(look.name, look.label)
    own = question(look.label or look.name)
    return COMMON[named][0] if named and not own.isascii() else own
