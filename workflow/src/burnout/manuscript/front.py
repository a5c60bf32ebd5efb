"""Front matter, abstract, notice and declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from burnout.config.journal import AbstractShape
from burnout.config.manuscript import Author
from burnout.config.study import Study
from burnout.labels import part_label
from burnout.language import current, joined, say, say_count, spelled, term, writing_in
from burnout.manuscript import association, before_after, over_time, qualitative
from burnout.manuscript.implied import implied
from burnout.manuscript.in_language import is_chinese, language_front
from burnout.manuscript.material import Source, Values
from burnout.manuscript.methods import design
from burnout.manuscript.numbers import (
    confidence,
    count,
    listing,
    lower_first,
    percent,
    percent_interval,
    sentence,
)
from burnout.manuscript.pipe import literal, paragraphs, section
from burnout.render.escape import escape


def front_matter(source: Source) -> dict[str, Any]:
    """Title, authors, abstract and keywords in the shape Quarto reads."""
    study, manuscript = source.study, source.study.manuscript
    front: dict[str, Any] = {
        "title": literal(study.title),
        "author": [_author(author) for author in source.texts.authors or manuscript.authors],
        "abstract": abstract(source),
        "keywords": [literal(keyword) for keyword in manuscript.keywords],
        "short-title": literal(manuscript.short_title),
        **language_front(),
    }
    if study.synthetic:
        front["subtitle"] = say("Synthetic demonstration data")
    return front


def _author(author: Author) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": _name(author),
        "affiliations": [{"name": literal(place)} for place in author.affiliations],
    }
    if author.corresponding:
        shown["corresponding"] = True
    if author.email:
        shown["email"] = author.email
    if author.orcid:
        shown["orcid"] = author.orcid
    return shown


def _name(author: Author) -> dict[str, str]:
    """A name in parts; a Chinese one also as it is printed, the family first."""
    name = {"given": escape(author.given), "family": escape(author.family)}
    return name | ({"literal": name["family"] + name["given"]} if is_chinese(author.family) else {})


def abstract(source: Source) -> str:
    """The structured abstract; its numbers are the same values as in the text.

    In Chinese it has the four customary parts: aim, methods, results, conclusion.
    """
    manuscript = source.study.manuscript
    results = [
        _people(source),
        _burnout(source),
        association.first_result(source),
        before_after.first_result(source),
        over_time.first_result(source),
        qualitative.first_result(source),
    ]
    parts = {
        "background": "" if current().code == "zh" else sentence(literal(manuscript.background)),
        "objective": sentence(literal(manuscript.objective)),
        "methods": _methods(source),
        "results": joined(results),
        "conclusion": sentence(literal(manuscript.conclusion)),
        "funding": sentence(literal(manuscript.declarations.funding)),
    }
    return source.values.fill(_shaped(parts, source.journal.abstract)) + "\n"


def _shaped(parts: Mapping[str, str], shape: AbstractShape) -> str:
    """The abstract under the headings that the journal wants, or in one paragraph."""
    texts = {head: joined(parts[name] for name in names) for head, names in shape.headings.items()}
    if not shape.structured:
        return joined(texts.values())
    return "\n\n".join(say("**{head}:** {text}", head=_head(head), text=text) for head, text in texts.items() if text)


def _head(head: str) -> str:
    """A heading of the abstract; the methods are called otherwise there than in the text in Chinese."""
    return say("Methods of the abstract") if head == "Methods" and current().code == "zh" else term(head)


def second_abstract(source: Source) -> str:
    """Title, authors, abstract and keywords in English, after those of a Chinese manuscript; nothing in others."""
    english, manuscript = source.texts.english, source.study.manuscript
    if current().code != "zh" or english is None:
        return "\n"
    with writing_in(english):
        text = paragraphs(
            f"**{literal(source.study.title)}**",
            *_english_authors(source.texts.english_authors or []),
            abstract(replace(source, values=Values())),
            f"**Keywords:** {'; '.join(literal(keyword) for keyword in manuscript.keywords)}",
        )
    return f'::: {{.second-abstract custom-style="Second Abstract" lang="en-GB"}}\n{text}:::\n'


def _english_authors(authors: Sequence[Author]) -> list[str]:
    """Authors with raised numbers, and the affiliations that these stand for."""
    places = list(dict.fromkeys(place for author in authors for place in author.affiliations))
    people = []
    for author in authors:
        numbers = ",".join(str(places.index(place) + 1) for place in author.affiliations)
        people.append(f"{escape(author.given)} {escape(author.family)}^{numbers}^")
    located = [f"^{number}^ {literal(place)}" for number, place in enumerate(places, start=1)]
    return [", ".join(people), "; ".join(located)]


def _methods(source: Source) -> str:
    study = source.study
    names = [literal(source.instruments[use.instrument].abbreviation) for use in study.instruments.values()]
    said = [design(study), sentence(literal(study.manuscript.setting))]
    if names:
        said.append(
            say("Participants answered the {questionnaires}.", questionnaires=listing(list(dict.fromkeys(names))))
        )
    return joined([*said, *_analysis(study)])


def _analysis(study: Study) -> list[str]:
    done = []
    if study.models:
        done.append(say("logistic regression"))
    if study.paired:
        done.append(say("paired comparisons"))
    if study.repeated:
        done.append(say("comparisons over repeated occasions"))
    said = [say("The analysis used {methods}.", methods=listing(done))] if done else []
    if study.interviews:
        form = sentence(escape(term(study.interviews.form).rstrip(".。"))).rstrip(".。")
        if study.interviews.method == "colaizzi":
            said.append(say("{interviews} were analysed by Colaizzi's method.", interviews=form))
        else:
            said.append(say("{interviews} were analysed by thematic analysis.", interviews=form))
    return said


def _people(source: Source) -> str:
    flow = source.results.table("flow")
    if flow.empty:
        return ""
    analysed = flow[flow["stage"] == "analysed"]
    pieces = []
    for row in analysed.itertuples():
        part = getattr(row, "part", None)
        if isinstance(part, str) and part and len(analysed) > 1:
            where = lower_first(escape(part_label(source.study, part)))
            pieces.append(say("{n} ({part})", n=count(row.n), part=where))
        else:
            pieces.append(count(row.n))
    if len(pieces) > 1:
        return say("The analysis covers {parts} participants.", parts=listing(pieces))
    return say("The analysis covers {numbers} participants.", numbers=listing(pieces))


def _burnout(source: Source) -> str:
    table = source.results.table("prevalence")
    binary = [name for name, outcome in source.study.outcomes.items() if outcome.is_binary]
    if table.empty or not binary or (source.study.paired and not source.study.models):
        return ""
    rows = table[
        (table["outcome"] == binary[0])
        & (table["level"] == "Yes")
        & (table["occasion"].astype(str) == source.study.first_occasion)
    ]
    if rows.empty:
        return ""
    row = rows.iloc[0]
    return say(
        "The proportion with {outcome} was {percent} ({level} CI {limits}).",
        outcome=lower_first(source.label(binary[0])),
        percent=percent(row["percent"]),
        level=confidence(source.study.plan.confidence),
        limits=percent_interval(row["conf_low"], row["conf_high"]),
    )


def aim(study: Study) -> str:
    """The study's objective as the last sentence of the introduction."""
    text = sentence(literal(study.manuscript.objective))
    if study.manuscript.objective.lower().startswith("to be written"):
        return say("Objective: {objective}", objective=lower_first(text))
    if current().code == "zh" and text.startswith(("本研究", "本文", "旨在")):
        return text
    if current().code == "zh" or text.lower().startswith("to "):
        return say("The aim of this study was {objective}", objective=lower_first(text))
    return text


def notice(source: Source) -> str:
    """The box under the abstract that says that the data are invented; empty for real data."""
    if not source.study.synthetic:
        return "\n"
    text = say(
        "All data behind this manuscript are invented, to show how the workflow runs. Nothing in it may be cited as a "
        "finding about real people."
    )
    return f'::: {{.callout-warning title="{say("Synthetic data")}"}}\n{text}\n:::\n'


def limitations(source: Source) -> str:
    """Limitations that the design, the plan and the data imply, in front of the authors' own."""
    study = source.study
    said = []
    if study.models or study.screening:
        said.append(say("The survey is cross-sectional, so that relations are not effects."))
    if any(part and not part.arm for part in (study.paired, study.repeated)):
        said.append(
            say(
                "There was no control group, so that change over time, repeated testing and regression to the mean "
                "cannot be told from an effect of the intervention."
            )
        )
    said += _limits_of_models(source)
    if study.sampling.cluster and study.plan.primary == "as-published":
        said.append(say("The primary analysis does not take the clusters into account; the sensitivity analysis does."))
    notes = [
        note
        for use in study.instruments.values()
        if use.cutoffs and (note := source.instruments[use.instrument].cutoffs[use.cutoffs].note)
    ]
    said += [sentence(literal(note)) for note in notes]
    further = implied(source)
    if not said and not further:
        return "\n"
    return paragraphs(section("Limitations of design and analysis", "limits"), joined(said), joined(further))


def _limits_of_models(source: Source) -> list[str]:
    """Few events, and factors selected by their P values."""
    study, said = source.study, []
    fit = source.primary("fit")
    if len(fit) and "events_per_parameter" in fit and (fit["events_per_parameter"] < 10).any():
        few = int((fit["events_per_parameter"] < 10).sum())
        said.append(
            say_count(
                "In {n} model there were fewer than 10 events for each parameter.",
                "In {n} models there were fewer than 10 events for each parameter.",
                few,
                n=spelled(few),
            )
        )
    if study.plan.primary == "as-published" and any(m.factors is None for m in study.models.values()):
        said.append(say("Factors were selected by their P values, which makes estimates look surer than they are."))
    return said


def declarations(source: Source) -> str:
    """Statements journals ask for."""
    given = source.study.manuscript.declarations
    heads = {
        say("Ethics"): given.ethics,
        say("Funding"): given.funding,
        say("Conflicts of interest"): given.conflicts,
        say("Availability of data"): given.data,
        say("Acknowledgements"): given.acknowledgements,
    }
    told = {head: sentence(literal(text)) for head, text in heads.items() if text}
    return paragraphs(*[say("**{head}.** {text}", head=head, text=text) for head, text in told.items()])
