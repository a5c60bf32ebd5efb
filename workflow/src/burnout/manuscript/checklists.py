"""Reporting checklists as tables of the supplement, with section and page, and as a list of what is still to write."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from burnout.config import Checklist
from burnout.language import current, say
from burnout.manuscript.material import Source
from burnout.manuscript.pipe import cell, literal, paragraphs, pipe_table
from burnout.reporting import Evidence, Judged, chosen, judge, reporting_frame, summary

PARENTS = {
    **dict.fromkeys(
        ("design", "intervention", "questionnaires", "outcomes", "interviews", "preparation", "statistics"), "methods"
    ),
    **dict.fromkeys(
        (
            "participants", "prevalence", "screening", "models", "sensitivity", "ranking", "before-after", "course",
            "choices", "themes",
        ),
        "results",
    ),
    "limits": "discussion",
}  # fmt: skip
"""Main section in which a part stands: named when the part has no heading of its own in this manuscript."""
HEADS = {"Methods": "Methods|.*方法", "Results": "Results|结果"}
"""Heads of the abstract in English and Chinese."""


@dataclass(frozen=True)
class Filled:
    """Checklists of a manuscript.

    Parameters
    ----------
    text : str
        Tables for the supplement (markdown); empty without checklists.
    table : pandas.DataFrame
        The result table ``reporting``.
    notice : str
        How much is reported, and what is to write; empty without checklists.
    """

    text: str
    table: pd.DataFrame
    notice: str


def fill(source: Source, parts: Mapping[str, str], abstract: str, checklists: Mapping[str, Checklist] | None) -> Filled:
    """Fill the checklists that a study asks for, or that fit its design.

    Parameters
    ----------
    source : Source
        What the manuscript is made from.
    parts : mapping of str to str
        Composed parts.
    abstract : str
        The structured abstract.
    checklists : mapping of str to Checklist, optional
        Checklists by name.
    """
    evidence = evidence_of(source, parts, abstract)
    wanted = {checklist.checklist: checklist for checklist in chosen(checklists or {}, evidence)}
    judged = {name: judge(checklist, evidence) for name, checklist in wanted.items()}
    titles = _titles(parts)
    tables = [_table(wanted[name], items, titles) for name, items in judged.items()]
    printed = {name: checklist.name for name, checklist in wanted.items()}
    return Filled(
        paragraphs(_lead(), *tables) if tables else "",
        reporting_frame(judged, source.study.study),
        summary(judged, printed, source.study.study),
    )


def evidence_of(source: Source, parts: Mapping[str, str], abstract: str) -> Evidence:
    """What a composed manuscript is judged by."""
    texts, sessions = source.texts, source.texts.sessions
    found = {head: re.search(rf"\*\*(?:{words})\W*\*\*\W*(.+)", abstract) for head, words in HEADS.items()}
    return Evidence(
        study=source.study,
        tables=source.results.tables,
        introduction=texts.introduction,
        discussion=texts.discussion,
        parts=parts,
        title=source.study.title,
        abstract={head: text[1] for head, text in found.items() if text},
        values=frozenset(source.values.found),
        sessions=sessions is not None and len(sessions) > 0,
    )


def _lead() -> str:
    return say(
        "The checklists were filled by program, from the study file, the results and the texts that are there. Whether "
        "an item is reported well is for readers to judge. Topics are in our own words."
    )


def _titles(parts: Mapping[str, str]) -> dict[str, str]:
    """Title of each section that can be led to, by its anchor."""
    main = {
        "introduction": say("Introduction"),
        "methods": say("Methods"),
        "results": say("Results"),
        "discussion": say("Discussion"),
    }
    headings = re.findall(r"^#+ (.+?) \{#sec-([\w-]+)[^}]*\}$", "\n".join(parts.values()), re.MULTILINE)
    return main | {anchor: title for title, anchor in headings}


def _table(checklist: Checklist, items: Sequence[Judged], titles: Mapping[str, str]) -> str:
    chinese = current().code == "zh"
    lines: list[list[str]] = []
    for section in checklist.sections:
        lines.append([f"**{cell(section.chinese if chinese else section.heading)}**", "", "", "", ""])
        for one in items:
            if one.item in section.items:
                topic = one.item.chinese if chinese else one.item.topic
                lines.append([cell(one.item.number), cell(topic), *_place(one, titles), _remark(one)])
    about = checklist.chinese if chinese else checklist.about
    cite = f" [@{checklist.cite}]" if checklist.cite else ""
    return pipe_table(
        [say("No."), say("Item"), say("Section"), f"[{say('Page')}]{{.page-column}}", say("Remark")],
        lines,
        caption=f"{literal(checklist.name)}{cite}{say(': ')}{literal(about)}",
        label=f"checklist-{checklist.checklist}",
        align="lllcl",
    )


def _place(one: Judged, titles: Mapping[str, str]) -> list[str]:
    """Section and page of an item."""
    if one.status not in ("reported", "partly"):
        return ["–", "–"]
    part = one.item.part
    if part in ("title", "abstract"):
        return [say("Title") if part == "title" else say("Abstract"), "1"]
    if part in ("declarations", "supplement"):
        name = say("Declarations") if part == "declarations" else say("Supplementary material")
        return [f"[{name}](#{part})", _page(part)]
    part = part if part in titles else PARENTS.get(part, part)
    return [f"[{titles.get(part, part)}](#sec-{part})", _page(f"sec-{part}")]


def _page(anchor: str) -> str:
    """What stands for the page of an anchor until the manuscript is rendered."""
    return f"[]{{.page-of to={anchor}}}"


def _remark(one: Judged) -> str:
    if one.stated:
        return say("As the authors state: {where}", where=literal(one.stated))
    words = {
        "reported": say("Reported"),
        "partly": say("Reported in part"),
        "not reported": say("Not reported"),
        "not applicable": say("Not applicable"),
    }
    seen = ", ".join(f"@{label}" for label in one.see) if one.status in ("reported", "partly") else ""
    return f"{words[one.status]} ({seen})" if seen else words[one.status]
