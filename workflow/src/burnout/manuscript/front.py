"""Front matter, abstract, notice and declarations."""

from __future__ import annotations

from typing import Any

from burnout.config.manuscript import Author
from burnout.config.study import Study
from burnout.labels import part_label
from burnout.manuscript import association, before_after, over_time, qualitative
from burnout.manuscript.in_language import is_chinese, language_front
from burnout.manuscript.material import Source
from burnout.manuscript.methods import DESIGNS
from burnout.manuscript.numbers import confidence, count, counted, interval, listing, lower_first, percent, sentence
from burnout.manuscript.pipe import paragraphs, section
from burnout.render.escape import escape

NOTICE = (
    "All data behind this manuscript are invented, to show how the workflow runs. Nothing in it may be cited as a "
    "finding about real people."
)


def front_matter(source: Source) -> dict[str, Any]:
    """Title, authors, abstract and keywords in the shape Quarto reads."""
    study, manuscript = source.study, source.study.manuscript
    front: dict[str, Any] = {
        "title": escape(study.title),
        "author": [_author(author) for author in source.texts.authors or manuscript.authors],
        "abstract": abstract(source),
        "keywords": [escape(keyword) for keyword in manuscript.keywords],
        "short-title": escape(manuscript.short_title),
        **language_front(),
    }
    if study.synthetic:
        front["subtitle"] = "Synthetic demonstration data"
    return front


def _author(author: Author) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "name": _name(author),
        "affiliations": [{"name": escape(place)} for place in author.affiliations],
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
    """The structured abstract; its numbers are the same values as in the text."""
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
        "Background": sentence(escape(manuscript.background)),
        "Objective": sentence(escape(manuscript.objective)),
        "Methods": _methods(source),
        "Results": " ".join(text for text in results if text),
        "Conclusion": sentence(escape(manuscript.conclusion)),
    }
    return "\n\n".join(f"**{head}:** {source.values.fill(text)}" for head, text in parts.items() if text) + "\n"


def _methods(source: Source) -> str:
    study = source.study
    names = [source.instruments[use.instrument].abbreviation for use in study.instruments.values()]
    text = f"This was {DESIGNS[study.design]}. {sentence(escape(study.manuscript.setting))}"
    if names:
        text += f" Participants answered the {listing([escape(n) for n in dict.fromkeys(names)])}."
    return text + _analysis(study)


def _analysis(study: Study) -> str:
    done = []
    if study.models:
        done.append("logistic regression")
    if study.paired:
        done.append("paired comparisons")
    if study.repeated:
        done.append("comparisons over repeated occasions")
    text = f" The analysis used {listing(done)}." if done else ""
    if study.interviews:
        method = "Colaizzi's method" if study.interviews.method == "colaizzi" else "thematic analysis"
        text += f" {sentence(escape(study.interviews.form)).removesuffix('.')} were analysed by {method}."
    return text


def _people(source: Source) -> str:
    flow = source.results.table("flow")
    if flow.empty:
        return ""
    analysed = flow[flow["stage"] == "analysed"]
    pieces = []
    for row in analysed.itertuples():
        part = getattr(row, "part", None)
        where = (
            f" ({lower_first(escape(part_label(source.study, part)))})"
            if isinstance(part, str) and part and len(analysed) > 1
            else ""
        )
        pieces.append(f"{count(row.n)}{where}")
    return f"The analysis covers {listing(pieces)} participants."


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
    level = confidence(source.study.plan.confidence)
    limits = interval(row["conf_low"], row["conf_high"])
    outcome = lower_first(source.label(binary[0]))
    return f"The proportion with {outcome} was {percent(row['percent'])} ({level} CI {limits}%)."


def aim(study: Study) -> str:
    """The study's objective as the last sentence of the introduction."""
    text = sentence(escape(study.manuscript.objective))
    if text.lower().startswith("to be written"):
        return f"Objective: {text[0].lower()}{text[1:]}"
    return f"The aim of this study was t{text[1:]}" if text.lower().startswith("to ") else text


def notice(source: Source) -> str:
    """The box under the abstract that says that the data are invented; empty for real data."""
    if not source.study.synthetic:
        return "\n"
    return f'::: {{.callout-warning title="Synthetic data"}}\n{NOTICE}\n:::\n'


def limitations(source: Source) -> str:
    """Limitations that the design, the plan and the data imply, in front of the authors' own."""
    study = source.study
    said = []
    if study.models or study.screening:
        said.append("The survey is cross-sectional, so that relations are not effects.")
    if any(part and not part.arm for part in (study.paired, study.repeated)):
        said.append(
            "There was no control group, "
            "so that change over time, "
            "repeated testing and regression to the mean cannot be "
            "told from an effect of the intervention."
        )
    fit = source.primary("fit")
    if len(fit) and "events_per_parameter" in fit and (fit["events_per_parameter"] < 10).any():
        few = int((fit["events_per_parameter"] < 10).sum())
        models = "model" if few == 1 else "models"
        said.append(f"In {counted(few, models, models)} there were fewer than 10 events for each parameter.")
    if study.plan.primary == "as-published" and any(m.factors is None for m in study.models.values()):
        said.append("Factors were selected by their P values, which makes estimates look surer than they are.")
    if study.sampling.cluster and study.plan.primary == "as-published":
        said.append("The primary analysis does not take the clusters into account; the sensitivity analysis does.")
    notes = [
        note
        for use in study.instruments.values()
        if use.cutoffs and (note := source.instruments[use.instrument].cutoffs[use.cutoffs].note)
    ]
    said += [sentence(escape(note)) for note in notes]
    return paragraphs(section("Limitations of design and analysis", "limits"), " ".join(said)) if said else "\n"


def declarations(source: Source) -> str:
    """Statements journals ask for."""
    given = source.study.manuscript.declarations
    heads = {
        "Ethics": given.ethics,
        "Funding": given.funding,
        "Conflicts of interest": given.conflicts,
        "Availability of data": given.data,
        "Acknowledgements": given.acknowledgements,
    }
    return paragraphs(*[f"**{head}.** {sentence(escape(text))}" for head, text in heads.items() if text])
