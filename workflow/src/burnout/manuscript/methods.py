"""The methods section: generated from what was configured and from what ran, nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from burnout.config.analysis import Outcome
from burnout.config.instrument import CutoffSet, Grade, Key, Profile
from burnout.config.study import Study
from burnout.instruments import norms_of
from burnout.language import current, joined, say, say_count, spelled
from burnout.manuscript.analysis import statistics
from burnout.manuscript.data_preparation import preparation
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import apart, decimal, listing, lower_first, sentence
from burnout.manuscript.pipe import literal, paragraphs, refer, section
from burnout.manuscript.raters import coding_methods
from burnout.manuscript.statements import OF_RESULTS, statements

GUIDELINES = {
    "cross-sectional": ["STROBE [@vonelm2007strobe]"],
    "pre-post": ["TREND [@desjarlais2004trend]"],
    "survey-then-group": ["STROBE [@vonelm2007strobe]", "TREND [@desjarlais2004trend]"],
}


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


def design(study: Study) -> str:
    """What kind of study it was, as a sentence."""
    if any(part and part.arm for part in (study.paired, study.repeated)):
        return say("This was a study with measurements before and after an intervention, with a comparison group.")
    if study.design == "cross-sectional":
        return say("This was a cross-sectional survey.")
    if study.design == "pre-post":
        return say(
            "This was a one-group study with measurements before and after an intervention, without a control group."
        )
    return say(
        "This was a cross-sectional survey, followed by group work in the unit with the most marked burnout, with "
        "measurements before and after and without a control group."
    )


def _design(study: Study) -> str:
    manuscript = study.manuscript
    guidelines = GUIDELINES[study.design] + (["COREQ [@tong2007coreq]"] if study.interviews else [])
    told = (manuscript.setting, manuscript.period, manuscript.participants, manuscript.procedure)
    texts = [
        design(study),
        *(sentence(literal(text)) for text in told),
        statements(manuscript.reporting.study, without=OF_RESULTS),
        statements(manuscript.reporting.online),
        sentence(literal(manuscript.declarations.ethics)),
        say("The report follows {guidelines}.", guidelines=listing(guidelines)),
    ]
    return joined(texts)


def _intervention(source: Source) -> str:
    intervention = source.study.intervention
    if intervention is None:
        return ""
    said = [sentence(literal(intervention.description))]
    if source.texts.needs is not None and len(source.texts.needs):
        said.append(say("The plan answered the needs that the members named (@tbl-needs)."))
    sessions = source.texts.sessions
    if sessions is not None and len(sessions):
        number = source.values.put("intervention.sessions", str(len(sessions)))
        said.append(say("There were {n} sessions (@tbl-sessions).", n=number))
    return joined(said)


def _cites(keys: Iterable[str]) -> str:
    keys = list(keys)
    blank = "" if current().code == "zh" else " "
    return f"{blank}[{'; '.join(f'@{key}' for key in keys)}]" if keys else ""


def _instruments(source: Source) -> list[str]:
    texts = []
    for name, use in source.study.instruments.items():
        instrument = source.instruments[use.instrument]
        key = instrument.keys[use.key or instrument.default_key]
        rule = instrument.missing_rules[use.missing_rule]
        said = [
            say(
                "**{name}** ({abbreviation}){cites}.",
                name=literal(instrument.name),
                abbreviation=literal(instrument.abbreviation),
                cites=_cites(instrument.cite),
            ),
            literal(instrument.about),
            _key(key),
            say("Missing items: {rule}", rule=lower_first(sentence(literal(rule.label)))),
        ]
        if use.cutoffs:
            said.append(_cutoffs(instrument.cutoffs[use.cutoffs], key))
        norms = norms_of(use, instrument)
        if isinstance(norms, str):
            said.append(say("Standardised scores refer to the participants at the first occasion."))
        elif norms is not None:
            reference = literal(norms.label)
            said.append(say("Standardised scores refer to {group}{cites}.", group=reference, cites=_cites(norms.cite)))
        reliability = source.results.table("reliability")
        if len(reliability) and (reliability["instrument"] == name).any():
            said.append(_consistency(reliability[reliability["instrument"] == name]))
        texts.append(joined(said))
    return texts


def _consistency(rows: pd.DataFrame) -> str:
    """Which coefficients of internal consistency there are."""
    used = [say("Cronbach's α [@cronbach1951alpha]")] if rows["alpha"].notna().any() else []
    used += [say("McDonald's ω [@mcdonald1999test]")] if rows["omega"].notna().any() else []
    if not used:
        return say("Internal consistency in this sample is in @tbl-reliability.")
    return say(
        "Internal consistency in this sample ({coefficients}) is in @tbl-reliability.", coefficients=listing(used)
    )


def _key(key: Key) -> str:
    ways = {scale.score for scale in key.scales.values()}
    way = {"sum": say("sums"), "mean": say("means")}
    factors = sorted({scale.multiply for scale in key.scales.values()} - {1})
    reversed_items = sum(len(scale.reverse) for scale in key.scales.values() if not scale.total)
    times, turned = "", ""
    if factors:
        times = say(", multiplied by {factors}", factors=listing([f"{factor:g}" for factor in factors], "or"))
    if reversed_items:
        turned = say_count(
            "; {n} item was reverse-scored",
            "; {n} items were reverse-scored",
            reversed_items,
            n=spelled(reversed_items),
        )
    shown = listing([way[w] for w in sorted(ways)], "or")
    return say("Scores are {ways} of the items{times}{turned}.", ways=shown, times=times, turned=turned)


def _cutoffs(cutoffs: CutoffSet, key: Key) -> str:
    """The cut-offs in words: ``Emotional exhaustion Moderate from 11, Severe from 16``."""
    signs = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
    scales = []
    for name, bands in cutoffs.scales.items():
        scale = key.scales.get(name) or key.composites.get(name)
        limits = [
            say(
                "{band} {sign} {value}",
                band=literal(band.label),
                sign=signs[kind],
                value=decimal(value, 0 if float(value).is_integer() else 2),
            )
            for band in bands.bands[1:]
            for kind, value in band.limits().items()
        ]
        scales.append(
            say(
                "{scale}{kind_of_score} {limits}",
                scale=lower_first(literal(scale.label)) if scale else literal(name),
                kind_of_score=_kind_of_score(bands.on),
                limits=listing(limits),
            )
        )
    label, cites = literal(cutoffs.label), _cites(cutoffs.cite)
    if scales:
        said = [say("Cut-offs ({label}{cites}): {scales}.", label=label, cites=cites, scales=apart(scales))]
    else:
        said = [say("Cut-offs ({label}{cites}).", label=label, cites=cites)]
    if cutoffs.profile is not None:
        said.append(_profile(cutoffs.profile, key, signs))
    if cutoffs.grade is not None:
        said.append(_grade(cutoffs.grade))
    return joined(said)


def _kind_of_score(on: str) -> str:
    """What kind of score bands are cut from; nothing for that of the key."""
    if on == "t":
        return say(" (T score)")
    if on == "mean":
        return say(" (mean of the items)")
    return say(" (sum of the items)") if on == "sum" else ""


def _grade(grade: Grade) -> str:
    critical = sorted({band for bands in grade.critical.values() for band in bands})
    levels = [say("{number} {level}", number=i, level=literal(level)) for i, level in enumerate(grade.levels)]
    return say(
        "The overall grade is the number of scales in the band {bands} ({levels}).",
        bands=listing([literal(band) for band in critical], "or"),
        levels=listing(levels),
    )


def _profile(profile: Profile, key: Key, signs: Mapping[str, str]) -> str:
    limits = [
        say(
            "{scale} {sign} {value} SD",
            scale=lower_first(literal(key.scales[scale].label)),
            sign=signs[kind],
            value=f"{value:g}",
        )
        for scale, limited in profile.boundaries.items()
        for kind, value in limited.limits().items()
    ]
    return say(
        "The profile ({types}) tells which scales are unfavourable ({limits} from the mean).",
        types=listing([literal(level) for level in profile.levels], "or"),
        limits=listing(limits),
    )


def _outcomes(source: Source) -> str:
    defined = [
        say("*{outcome}* ({definition})", outcome=source.label(name), definition=_definition(source, outcome))
        for name, outcome in source.study.outcomes.items()
        if outcome.is_binary
    ]
    said = []
    if defined:
        outcomes = listing(defined)
        said.append(
            say_count(
                "The yes/no outcome was {outcomes}.",
                "The yes/no outcomes were {outcomes}.",
                len(defined),
                outcomes=outcomes,
            )
        )
    factors = source.study.screened_factors()
    if factors:
        coded = ["tbl-assignment"] if len(source.results.table("assignment")) else []
        said.append(
            say_count(
                "In all, {n} factor was examined; its levels and coding are in {tables}.",
                "In all, {n} factors were examined; their levels and coding are in {tables}.",
                len(factors),
                n=source.values.put("factors.screened", str(len(factors))),
                tables=refer("tbl-participants", *coded),
            )
        )
    return joined(said)


def _definition(source: Source, outcome: Outcome) -> str:
    """How a yes/no outcome is formed from what was measured."""
    of = lower_first(source.label(outcome.source))
    if outcome.change_until:
        until = lower_first(literal(source.study.occasions[outcome.change_until].label))
        of = say("change of {score} until {occasion}", score=of, occasion=until)
    if outcome.event is not None:
        levels = listing([literal(level) for level in outcome.event], "or")
        return say("{score}: {levels}", score=of, levels=levels)
    kind, value = next(iter(outcome.limits.items()))
    words = {"at_least": say("at or over"), "above": say("over"), "at_most": say("at or under"), "below": say("under")}
    shown = decimal(value, 0 if float(value).is_integer() else 2)
    return say("{score} {relation} {value}", score=of, relation=words[kind], value=shown)


def _interviews(study: Study) -> str:
    if study.interviews is None:
        return ""
    if study.interviews.method == "colaizzi":
        how = say(
            "The transcripts were analysed in Colaizzi's seven steps [@colaizzi1978research]: reading, marking "
            "significant statements, stating their meanings, gathering meanings into clusters and themes, describing "
            "the phenomenon, condensing it, and returning it to the participants. Whether and how the last step was "
            "done is for the authors to report."
        )
    else:
        how = say("The transcripts were analysed thematically.")
    form = lower_first(sentence(literal(study.interviews.form)))
    checked = say("Each quotation was checked by program, word for word, against its transcript.")
    return joined([say("Form: {form}", form=form), how, checked])
