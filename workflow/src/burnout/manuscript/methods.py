"""The methods section: generated from what was configured and from what ran, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from burnout.config.instrument import CutoffSet, Key, Profile
from burnout.config.study import Study
from burnout.instruments import norms_of
from burnout.manuscript.analysis import statistics
from burnout.manuscript.data_preparation import preparation
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import counted, decimal, listing, lower_first, sentence
from burnout.manuscript.pipe import paragraphs, section
from burnout.manuscript.raters import coding_methods
from burnout.manuscript.statements import OF_RESULTS, statements
from burnout.render.escape import escape

DESIGNS = {
    "cross-sectional": "a cross-sectional survey",
    "pre-post": "a one-group study with measurements before and after an intervention, without a control group",
    "survey-then-group": (
        "a cross-sectional survey, followed by group work in the unit with the most marked burnout, with measurements "
        "before and after and without a control group"
    ),
}

WITH_ARMS = "a study with measurements before and after an intervention, with a comparison group"

GUIDELINES = {"cross-sectional": "STROBE [@vonelm2007strobe]", "pre-post": "TREND [@desjarlais2004trend]"}


def methods(source: Source) -> str:
    """The whole methods section in markdown, headings of the second level included."""
    study = source.study
    return paragraphs(
        section("Design, setting and participants", "design"),
        _design(study),
        *(
            _block(
                section("Intervention", "intervention"),
                [_intervention(source), statements(study.manuscript.reporting.intervention)],
            )
            if study.intervention
            else []
        ),
        *(_block(section("Questionnaires", "questionnaires"), _instruments(source)) if study.instruments else []),
        *_block(section("Outcomes and factors", "outcomes"), [_outcomes(source)]),
        *(
            _block(
                section("Interviews", "interviews"),
                [_interviews(study), statements(study.manuscript.reporting.interviews), coding_methods(source)],
            )
            if study.interviews
            else []
        ),
        section("Data preparation", "preparation"),
        preparation(source),
        section("Statistical analysis", "statistics"),
        *statistics(source),
    )


def _block(head: str, texts: Iterable[str]) -> list[str]:
    kept = [text for text in texts if text]
    return [head, *kept] if kept else []


def _design(study: Study) -> str:
    manuscript = study.manuscript
    guideline = GUIDELINES.get(study.design, "STROBE [@vonelm2007strobe] and TREND [@desjarlais2004trend]")
    if study.interviews:
        guideline = f"{guideline.replace(' and ', ', ')} and COREQ [@tong2007coreq]"
    armed = any(part and part.arm for part in (study.paired, study.repeated))
    texts = [
        f"This was {WITH_ARMS if armed else DESIGNS[study.design]}.",
        *(sentence(escape(t)) for t in (manuscript.setting, manuscript.period, manuscript.participants)),
        sentence(escape(manuscript.procedure)),
        statements(manuscript.reporting.study, without=OF_RESULTS),
        statements(manuscript.reporting.online),
        sentence(escape(manuscript.declarations.ethics)),
        f"The report follows {guideline}.",
    ]
    return " ".join(text for text in texts if text)


def _intervention(source: Source) -> str:
    intervention = source.study.intervention
    if intervention is None:
        return ""
    text = f"{sentence(escape(intervention.description))}"
    if source.texts.needs is not None and len(source.texts.needs):
        text += " The plan answered the needs that the members named (@tbl-needs)."
    sessions = source.texts.sessions
    if sessions is not None and len(sessions):
        number = source.values.put("intervention.sessions", str(len(sessions)))
        text += f" There were {number} sessions (@tbl-sessions)."
    return text


def _cites(keys: Iterable[str]) -> str:
    keys = list(keys)
    return f" [{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


def _instruments(source: Source) -> list[str]:
    texts = []
    for name, use in source.study.instruments.items():
        instrument = source.instruments[use.instrument]
        key = instrument.keys[use.key or instrument.default_key]
        rule = instrument.missing_rules[use.missing_rule]
        said = [
            f"**{escape(instrument.name)}** ({escape(instrument.abbreviation)}){_cites(instrument.cite)}.",
            escape(instrument.about),
            _key(key),
            f"Missing items: {lower_first(sentence(escape(rule.label)))}",
        ]
        if use.cutoffs:
            said.append(_cutoffs(instrument.cutoffs[use.cutoffs], key))
        norms = norms_of(use, instrument)
        if norms is not None:
            reference = "the participants at the first occasion" if isinstance(norms, str) else escape(norms.label)
            cites = "" if isinstance(norms, str) else _cites(norms.cite)
            said.append(f"Standardised scores refer to {reference}{cites}.")
        reliability = source.results.table("reliability")
        if len(reliability) and (reliability["instrument"] == name).any():
            said.append(_consistency(reliability[reliability["instrument"] == name]))
        texts.append(" ".join(said))
    return texts


def _consistency(rows: pd.DataFrame) -> str:
    """Which coefficients of internal consistency there are."""
    used = ["Cronbach's α [@cronbach1951alpha]"] if rows["alpha"].notna().any() else []
    used += ["McDonald's ω [@mcdonald1999test]"] if rows["omega"].notna().any() else []
    how = f" ({listing(used)})" if used else ""
    return f"Internal consistency in this sample{how} is in @tbl-reliability."


def _key(key: Key) -> str:
    ways = {scale.score for scale in key.scales.values()}
    way = {"sum": "sums", "mean": "means"}
    shown = listing([way[w] for w in sorted(ways)], "or")
    reversed_items = sum(len(scale.reverse) for scale in key.scales.values() if not scale.total)
    text = f"Scores are {shown} of the items"
    factors = sorted({scale.multiply for scale in key.scales.values()} - {1})
    if factors:
        text += f", multiplied by {listing([f'{factor:g}' for factor in factors], 'or')}"
    if reversed_items:
        text += f"; {counted(reversed_items, 'item was', 'items were')} reverse-scored"
    return text + "."


def _cutoffs(cutoffs: CutoffSet, key: Key) -> str:
    """The cut-offs in words: ``Emotional exhaustion Moderate from 11, Severe from 16``."""
    words = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
    scales = []
    for name, bands in cutoffs.scales.items():
        scale = key.scales.get(name) or key.composites.get(name)
        limits = [
            f"{escape(band.label)} {words[kind]} {decimal(value, 0 if float(value).is_integer() else 2)}"
            for band in bands.bands[1:]
            for kind, value in band.limits().items()
        ]
        on = {"score": "", "t": " (T score)"}.get(bands.on, f" ({bands.on} of the items)")
        scales.append(f"{lower_first(escape(scale.label)) if scale else escape(name)}{on} {listing(limits)}")
    named = f"Cut-offs ({escape(cutoffs.label)}{_cites(cutoffs.cite)})"
    text = f"{named}: {'; '.join(scales)}." if scales else f"{named}."
    if cutoffs.profile is not None:
        text += _profile(cutoffs.profile, key, words)
    if cutoffs.grade is not None:
        grade = cutoffs.grade
        levels = listing([f"{i} {escape(level)}" for i, level in enumerate(grade.levels)])
        critical = sorted({band for bands in grade.critical.values() for band in bands})
        text += (
            f" The overall grade is the number of scales in the band {listing([escape(c) for c in critical], 'or')}"
            f" ({levels})."
        )
    return text


def _profile(profile: Profile, key: Key, words: Mapping[str, str]) -> str:
    limits = [
        f"{lower_first(escape(key.scales[scale].label))} {words[kind]} {value:g} SD"
        for scale, limited in profile.boundaries.items()
        for kind, value in limited.limits().items()
    ]
    types = listing([escape(level) for level in profile.levels], "or")
    return f" The profile ({types}) tells which scales are unfavourable ({listing(limits)} from the mean)."


def _outcomes(source: Source) -> str:
    said = []
    words = {"at_least": "at or over", "above": "over", "at_most": "at or under", "below": "under"}
    for name, outcome in source.study.outcomes.items():
        if not outcome.is_binary:
            continue
        of = lower_first(source.label(outcome.source))
        if outcome.change_until:
            of = f"change of {of} until {lower_first(escape(source.study.occasions[outcome.change_until].label))}"
        if outcome.event is not None:
            what = f"{of}: {listing([escape(e) for e in outcome.event], 'or')}"
        else:
            kind, value = next(iter(outcome.limits.items()))
            what = f"{of} {words[kind]} {decimal(value, 0 if float(value).is_integer() else 2)}"
        said.append(f"*{source.label(name)}* ({what})")
    factors = source.study.screened_factors()
    were = "outcome was" if len(said) == 1 else "outcomes were"
    text = f"The yes/no {were} {listing(said)}." if said else ""
    if factors:
        number = source.values.put("factors.screened", str(len(factors)))
        what = f"{number} factors were examined; their" if len(factors) != 1 else f"{number} factor was examined; its"
        text += f" In all, {what} levels and coding are in @tbl-participants"
        text += " and @tbl-assignment." if len(source.results.table("assignment")) else "."
    return text.strip()


def _interviews(study: Study) -> str:
    if study.interviews is None:
        return ""
    form = sentence(escape(study.interviews.form))
    if study.interviews.method == "colaizzi":
        how = (
            "The transcripts were analysed in Colaizzi's seven steps [@colaizzi1978research]: reading, marking "
            "significant statements, stating their meanings, gathering meanings into clusters and themes, describing "
            "the phenomenon, condensing "
            "it, and returning it to the "
            "participants. Whether and how the last step was done "
            "is for the authors to report."
        )
    else:
        how = "The transcripts were analysed thematically."
    return (
        f"Form: {lower_first(form)} {how} Each quotation was checked by program, word for word, against its transcript."
    )
