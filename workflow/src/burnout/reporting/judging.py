"""From the items of a checklist to what a manuscript reports of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from burnout.config import load_checklists
from burnout.config.checklist import Checklist, ChecklistItem
from burnout.errors import ConfigError, Problem
from burnout.reporting.evidence import Evidence
from burnout.reporting.facts import holds, is_shown, known_facts, place_of

Status = Literal["reported", "partly", "not reported", "not applicable"]
COLUMNS = ["guideline", "item", "heading", "topic", "status", "part", "stated", "to_do", "where", "certainty"]


@dataclass(frozen=True)
class Judged:
    """One item, judged.

    Parameters
    ----------
    item : ChecklistItem
        The item.
    heading : str
        Heading of the guideline over it.
    status : str
        reported, partly, not reported, or not applicable.
    lacking : tuple of str
        Facts that are not there; empty when reported or not applicable.
    stated : str
        Where the authors say that they report it; empty when they do not.
    see : tuple of str
        Labels of tables and figures in the manuscript that show it.
    """

    item: ChecklistItem
    heading: str
    status: Status
    lacking: tuple[str, ...] = ()
    stated: str = ""
    see: tuple[str, ...] = ()


def chosen(checklists: Mapping[str, Checklist], evidence: Evidence) -> list[Checklist]:
    """Checklists that a study fills: those its file names, else those that fit its design."""
    named = evidence.study.manuscript.checklists
    if named is not None:
        return [checklists[name] for name in named if name in checklists]
    return [
        checklist
        for checklist in checklists.values()
        if checklist.unasked
        and evidence.study.design in checklist.designs
        and all(holds(evidence, fact) for fact in checklist.only_if)
    ]


def judge(checklist: Checklist, evidence: Evidence) -> list[Judged]:
    """Every item of a checklist, judged.

    An item is reported when every fact it needs is there, partly reported when some are, and not applicable when a
    condition for it is lacking. What the authors state themselves counts as reported, and is told as their word.

    Parameters
    ----------
    checklist : Checklist
        The checklist.
    evidence : Evidence
        The manuscript.
    """
    stated = evidence.study.manuscript.reporting.stated.get(checklist.checklist, {})
    return [
        _judged(item, section.heading, stated.get(item.number, ""), evidence)
        for section in checklist.sections
        for item in section.items
    ]


def _judged(item: ChecklistItem, heading: str, stated: str, evidence: Evidence) -> Judged:
    see = tuple(label for label in item.see if is_shown(evidence, label))
    if stated:
        return Judged(item, heading, "reported", stated=stated, see=see)
    if not all(holds(evidence, fact) for fact in item.only_if):
        return Judged(item, heading, "not applicable")
    lacking = tuple(fact for fact in item.needs if not holds(evidence, fact))
    if not lacking:
        return Judged(item, heading, "reported", see=see)
    return Judged(item, heading, "not reported" if len(lacking) == len(item.needs) else "partly", lacking, see=see)


def reporting_frame(judged: Mapping[str, Sequence[Judged]], study: str) -> pd.DataFrame:
    """The result table ``reporting``: one row for each item.

    Parameters
    ----------
    judged : mapping of str to sequence of Judged
        Items by the name of their checklist.
    study : str
        Name of the study.
    """
    rows = [
        {
            "guideline": name,
            "item": one.item.number,
            "heading": one.heading,
            "topic": one.item.topic,
            "status": one.status,
            "part": one.item.part if one.status in ("reported", "partly") else "",
            "stated": one.stated,
            "to_do": one.item.write if one.lacking else "",
            "where": _places(one, study),
            "certainty": one.item.certainty,
        }
        for name, items in judged.items()
        for one in items
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def summary(judged: Mapping[str, Sequence[Judged]], names: Mapping[str, str], study: str) -> str:
    """One line on what is reported, and under it, indented, what is to be written and where; empty without checklists.

    Parameters
    ----------
    judged : mapping of str to sequence of Judged
        Items by the name of their checklist.
    names : mapping of str to str
        Printed name of each checklist.
    study : str
        Name of the study.
    """
    if not judged:
        return ""
    lines, counts = [], []
    for name, items in judged.items():
        asked = [one for one in items if one.status != "not applicable"]
        lacking = [one for one in asked if one.lacking]
        counts.append(f"{names[name]} {len(asked) - len(lacking)} of {len(asked)} items")
        lines += [_to_write(one, names[name], study) for one in lacking]
    told = f"checklists: reported are {', '.join(counts)}"
    return f"{told}; {len(lines)} to write, listed in notices.md{''.join(lines)}" if lines else told


def _to_write(one: Judged, name: str, study: str) -> str:
    what = f"{name} {one.item.number} ({one.item.topic}), {one.status}"
    return f"\n  - {what}: {one.item.write} Where: {_places(one, study)}"


def _places(one: Judged, study: str) -> str:
    return "; ".join(dict.fromkeys(place_of(fact, study) for fact in one.lacking))


def open_checklists(folder: Path) -> dict[str, Checklist]:
    """All checklists of a folder, by name; none when there is no such folder.

    Raises
    ------
    ConfigError
        A file is not as the model says, or names a fact that nothing can judge.
    """
    checklists = load_checklists(folder)
    shown = f"{folder.parent.name}/{folder.name}"
    problems = [fault for name, one in checklists.items() for fault in check_facts(one, f"{shown}/{name}.yaml")]
    if problems:
        raise ConfigError(problems)
    return checklists


def check_facts(checklist: Checklist, shown: str) -> list[Problem]:
    """Facts that a checklist names and nothing can judge, as problems."""
    known = known_facts()
    problems = []
    for place, facts in _named(checklist):
        for fact in facts:
            for name in fact.split(" | "):
                if name not in known:
                    near = difflib.get_close_matches(name, known, n=1)
                    remedy = (
                        f"Did you mean {near[0]!r}?" if near else "Use one of the facts in burnout.reporting.facts."
                    )
                    problems.append(Problem(shown, place, repr(name), "a fact that can be judged", remedy))
    return problems


def _named(checklist: Checklist) -> Iterable[tuple[str, list[str]]]:
    yield "only_if", list(checklist.only_if)
    for item in checklist.items:
        yield f"item {item.number}", [*item.needs, *item.only_if, *(f"shown.{label}" for label in item.see)]
