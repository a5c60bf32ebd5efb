"""The closed set of facts that checklists may ask for: ``manuscript.setting``, ``shown.fig-flow`` and so on."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import get_args

from burnout.config.checklist import Part
from burnout.config.manuscript import Declarations, Manuscript
from burnout.config.reporting import Reporting
from burnout.reporting.evidence import Evidence, filled

LONG = 200
"""Fewest characters of an introduction or a discussion."""

DESIGN_WORDS: Mapping[str, str] = {
    "cross-sectional": r"cross-sectional|横断面|现况",
    "pre-post": r"before and after|before-after|pre-post|pre-test|control group|quasi-experiment|前后|类实验|自身对照",
    "survey-then-group": r"cross-sectional|横断面|现况",
}

SAID: Mapping[str, str] = {
    "limitations": r"limit(s|ation)|shortcoming|局限|不足",
    "generalisability": r"generali[sz]|other (hospital|place|setting|district|population|group|unit)s?|"
    r"represent|elsewhere|external validity|transfer|外推|推广|代表性",
    "evidence": r"@[\w:.-]+",
    "theory": r"theor|perspective|concept|method of|framework|理论|视角|模型|概念",
    "mechanism": r"how this may|may (happen|explain|follow)|explain|because|plausib|mechanism|"
    r"机制|可能(是|与|由)|原因|因为|由于|解释",
    "practice": r"practice|feasib|asks for|barrier|carried out|implement|实践|可行|实施|推广",
    "minor_themes": r"minor|single|exception|some participants|one participant|remained partial|partial|个别|次要|例外",
}
"""Words in the authors' own texts that show that a topic is touched; whether well, is for people to judge."""

SHOWN = (
    "fig-flow", "tbl-arms", "tbl-assignment", "tbl-attrition", "tbl-bands", "tbl-fit", "tbl-keys", "tbl-models",
    "tbl-needs", "tbl-paired", "tbl-participants", "tbl-quotations", "tbl-reliability", "tbl-repeated", "tbl-scores",
    "tbl-sensitivity", "tbl-sensitivity-paired", "tbl-sessions", "tbl-themes",
)  # fmt: skip
"""Tables and figures that checklists may ask for."""


def is_shown(evidence: Evidence, label: str) -> bool:
    """Whether a table or figure stands in the manuscript, whole or in parts (``tbl-participants-2``)."""
    return re.search(rf"\{{#{re.escape(label)}(-\d+)?[ }}]", evidence.text) is not None


def has_part(evidence: Evidence, anchor: str) -> bool:
    """Whether a section of the manuscript has text under its heading."""
    found = re.search(rf"^#+ .*\{{#sec-{re.escape(anchor)}[ }}].*$\n+(.*)$", evidence.text, re.MULTILINE)
    return bool(found and filled(found[1]) and not found[1].startswith("#"))


def _reporting(evidence: Evidence, name: str) -> bool:
    group, key = name.split(".")
    return filled(getattr(getattr(evidence.study.manuscript.reporting, group), key))


def _said(evidence: Evidence, name: str) -> bool:
    own = f"{evidence.introduction}\n{evidence.discussion}" if name == "theory" else evidence.discussion
    return filled(own) and re.search(SAID[name], own, re.IGNORECASE) is not None


def _design_words(evidence: Evidence, text: str) -> bool:
    return re.search(DESIGN_WORDS[evidence.study.design], text, re.IGNORECASE) is not None


def _in_abstract(evidence: Evidence) -> str:
    return " ".join([evidence.title, *evidence.abstract.values()])


def _armed(evidence: Evidence) -> bool:
    return any(part and part.arm for part in (evidence.study.paired, evidence.study.repeated))


def _online(evidence: Evidence) -> bool:
    told = evidence.study.manuscript.reporting.online.model_dump(exclude_none=True)
    return bool(told) or any(file.format == "wenjuanxing" for file in evidence.study.files.values())


def _lost(evidence: Evidence) -> bool:
    flow = evidence.rows("flow")
    return bool(len(flow) and flow.loc[flow["stage"] == "lost", "n"].sum() > 0)


def _reasons(evidence: Evidence, *stages: str) -> bool:
    flow = evidence.rows("flow")
    if flow.empty:
        return False
    gone = flow[flow["stage"].isin(stages)]
    return bool(gone["reason"].notna().all() and (gone["reason"].astype("string").fillna("") != "").all())


def _models(evidence: Evidence, kind: str) -> bool:
    rows = evidence.rows("logistic")
    return bool(len(rows) and (rows["kind"] == kind).any())


def _compared(evidence: Evidence) -> bool:
    return bool(len(evidence.rows("paired")) or len(evidence.rows("repeated")))


def _limits(evidence: Evidence, *tables: str) -> bool:
    found = [rows for name in tables if len(rows := evidence.rows(name)) and "conf_low" in rows]
    return any(rows["conf_low"].notna().any() for rows in found)


def _clusters(evidence: Evidence) -> bool:
    robust = evidence.tables.get("logistic")
    by_plan = robust is not None and "inference" in robust and (robust["inference"] == "cluster-robust").any()
    return bool(by_plan or len(evidence.rows("cluster_sensitivity")))


def _every_measure(evidence: Evidence) -> bool:
    study = evidence.study
    planned = {("paired", m) for m in (study.paired.measures if study.paired else [])}
    planned |= {("repeated", m) for m in (study.repeated.measures if study.repeated else [])}
    tables = {name: evidence.tables.get(name) for name in ("paired", "repeated")}
    return bool(planned) and all((t := tables[name]) is not None and (t["measure"] == m).any() for name, m in planned)


def _missing_told(evidence: Evidence) -> bool:
    return any(key.startswith("missing.") for key in evidence.values)


def _sensitivity(evidence: Evidence) -> bool:
    return len(evidence.study.plan.names) > 1 or evidence.study.multiverse is not None


def _sensitivity_shown(evidence: Evidence) -> bool:
    tables = ("tbl-sensitivity", "tbl-sensitivity-paired")
    return any(has_part(evidence, a) for a in ("sensitivity", "choices")) or any(is_shown(evidence, t) for t in tables)


def _quoted(evidence: Evidence) -> bool:
    rows = evidence.rows("quotations")
    return bool(len(rows) and rows["quote"].notna().any() and rows["participant"].notna().all())


NAMED: Mapping[str, Callable[[Evidence], bool]] = {
    "text.introduction": lambda e: filled(e.introduction, LONG),
    "text.discussion": lambda e: filled(e.discussion, LONG),
    "abstract.methods": lambda e: filled(e.abstract.get("Methods")),
    "abstract.results": lambda e: filled(e.abstract.get("Results")),
    "design.named_in_abstract": lambda e: _design_words(e, _in_abstract(e)),
    "design.named_in_methods": lambda e: _design_words(e, e.parts.get("methods", "")[:1500]),
    "design.survey_in_abstract": lambda e: re.search(r"survey|调查", _in_abstract(e), re.IGNORECASE) is not None,
    "design.interviews": lambda e: e.study.interviews is not None,
    "design.clusters": lambda e: e.study.sampling.cluster is not None,
    "design.losses": _lost,
    "design.arms": _armed,
    "design.online": _online,
    "flow.stages": lambda e: len(e.rows("flow")) > 1,
    "flow.reasons": lambda e: _reasons(e, "excluded", "lost"),
    "flow.losses_told": lambda e: _reasons(e, "lost"),
    "intervention.described": lambda e: e.study.intervention is not None and filled(e.study.intervention.description),
    "intervention.sessions": lambda e: e.sessions,
    "interviews.method": lambda e: e.study.interviews is not None,
    "interviews.people": lambda e: len(e.rows("quotations")) > 0,
    "interviews.second_coder": lambda e: len(e.rows("coding_agreement")) > 0,
    "interviews.quoted": _quoted,
    "interviews.checked": _quoted,
    "cleaning.incomplete": lambda e: bool(e.study.cleaning.minimum_answered),
    "cleaning.answer_time": lambda e: e.study.cleaning.answer_time is not None,
    "values.prevalence": lambda e: any(key.startswith("prevalence.") for key in e.values),
    "analysis.adjusted": lambda e: _models(e, "multivariable"),
    "analysis.unadjusted": lambda e: _models(e, "univariable") or len(e.rows("screening")) > 0,
    "analysis.intervals": lambda e: _limits(e, "logistic", "paired", "repeated", "prevalence"),
    "analysis.absolute_risk": lambda e: is_shown(e, "tbl-participants"),
    "analysis.clusters": _clusters,
    "analysis.sensitivity": _sensitivity,
    "analysis.sensitivity_shown": _sensitivity_shown,
    "analysis.missing_rules": lambda e: bool(e.study.instruments) and has_part(e, "questionnaires"),
    "analysis.missing_told": _missing_told,
    "analysis.models_planned": lambda e: bool(e.study.models),
    "analysis.paired": _compared,
    "analysis.paired_unit": _compared,
    "analysis.numbers_of_pairs": lambda e: is_shown(e, "tbl-paired") or is_shown(e, "tbl-repeated"),
    "analysis.everybody": lambda e: len(e.rows("paired_itt")) > 0 or len(e.rows("repeated")) > 0,
    "analysis.change_intervals": lambda e: _limits(e, "paired", "repeated_contrasts"),
    "analysis.all_measures_shown": _every_measure,
    "analysis.software": lambda e: "renderer" in e.values,
    "stated.only": lambda e: False,
}
"""Facts by name; ``stated.only`` never holds, so that only the authors' own word makes such an item reported."""

FAMILIES: Mapping[str, tuple[Callable[[Evidence, str], bool], tuple[str, ...]]] = {
    "manuscript": (
        lambda e, name: filled(getattr(e.study.manuscript, name)),
        tuple(name for name, spec in Manuscript.model_fields.items() if spec.annotation is str and spec.is_required()),
    ),
    "declarations": (
        lambda e, name: filled(getattr(e.study.manuscript.declarations, name)),
        tuple(Declarations.model_fields),
    ),
    "reporting": (
        _reporting,
        tuple(
            f"{group}.{key}"
            for group, spec in Reporting.model_fields.items()
            if group != "stated"
            for key in spec.annotation.model_fields  # type: ignore[union-attr]
        ),
    ),
    "said": (_said, tuple(SAID)),
    "part": (has_part, tuple(get_args(Part))),
    "shown": (is_shown, SHOWN),
}
"""Facts by family: what is looked at, and the names that may follow the dot."""


def known_facts() -> list[str]:
    """Every fact that a checklist may name."""
    return [*NAMED, *(f"{family}.{name}" for family, (_, names) in FAMILIES.items() for name in names)]


def holds(evidence: Evidence, fact: str) -> bool:
    """Whether a fact holds; of several joined by `` | ``, whether one does.

    Raises
    ------
    KeyError
        The fact is not known.
    """
    return any(_one(evidence, name) for name in fact.split(" | "))


def _one(evidence: Evidence, fact: str) -> bool:
    if fact in NAMED:
        return bool(NAMED[fact](evidence))
    family, name = fact.split(".", 1)
    look, names = FAMILIES[family]
    if name not in names:
        raise KeyError(fact)
    return look(evidence, name)


def place_of(fact: str, study: str) -> str:
    """Where a fact is to be supplied, for the authors."""
    told = sorted(fact.split(" | "), key=lambda name: not name.startswith(("reporting.", "manuscript.")))
    family, name = told[0].split(".", 1)
    file = f"config/studies/{study}.yaml"
    places = {
        "manuscript": f"manuscript.{name} in {file}",
        "declarations": f"manuscript.declarations.{name} in {file}",
        "reporting": f"manuscript.reporting.{name} in {file}",
        "text": f"the file of the {name}",
        "said": "the file of the discussion" if name != "theory" else "the file of the introduction",
        "stated": f"manuscript.reporting.stated in {file}",
    }
    return places.get(family, file)
