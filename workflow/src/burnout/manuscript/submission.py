"""What goes to a journal beside the manuscript: title page, cover letter, and the version without names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from burnout.config import Study
from burnout.config.manuscript import Author
from burnout.language import say
from burnout.manuscript.lengths import Lengths
from burnout.manuscript.pipe import paragraphs
from burnout.render.escape import escape


def title_page(study: Study, authors: Sequence[Author], found: Lengths, keywords: Sequence[str]) -> str:
    """Title, authors, correspondence, lengths and declarations, in markdown."""
    given = study.manuscript.declarations
    heads = {
        say("Title"): escape(study.title),
        say("Running title"): escape(study.manuscript.short_title),
        say("Authors"): "; ".join(f"{_name(a)} ({'; '.join(map(escape, a.affiliations))})" for a in authors),
        say("Correspondence"): "; ".join(
            ", ".join(filter(None, [_name(a), escape(a.email or "")])) for a in authors if a.corresponding
        ),
        say("Words of the abstract"): str(found.abstract_words),
        say("Words of the text"): str(found.text_words),
        say("Tables and figures"): str(found.tables_and_figures),
        say("References"): str(found.references),
        say("Keywords"): "; ".join(keywords),
        say("Ethics"): escape(given.ethics),
        say("Funding"): escape(given.funding),
        say("Conflicts of interest"): escape(given.conflicts),
        say("Availability of data"): escape(given.data),
        say("Acknowledgements"): escape(given.acknowledgements or ""),
        say("Contributions of the authors"): _fill(say("who did what, for each author")),
    }
    lines = [f"**{head}:** {text}" for head, text in heads.items() if text]
    return paragraphs(f"# {say('Title page')} {{.unnumbered}}", _synthetic(study), *lines)


def cover_letter(study: Study, authors: Sequence[Author], found: Lengths) -> str:
    """A letter to the editor, in markdown, with what only the authors know marked to be filled in."""
    sender = next((a for a in authors if a.corresponding), authors[0])
    given = study.manuscript.declarations
    return paragraphs(
        _synthetic(study),
        _fill(say("date")),
        say("To the editor of {journal}", journal=_fill(say("name of the journal"))),
        say("Dear editor,"),
        say(
            "We submit the manuscript “{title}” for publication as {kind}.",
            title=escape(study.title),
            kind=_fill(say("kind of article")),
        ),
        _fill(say("in two or three sentences: what was not known, what the study adds, why it matters to readers")),
        say(
            "The abstract has {abstract} words and the text {text}; there are {floats} tables and figures and "
            "{references} references outside the supplement.",
            abstract=found.abstract_words,
            text=found.text_words,
            floats=found.tables_and_figures,
            references=found.references,
        ),
        say("Every number of the manuscript is computed from the data by a workflow that can be run again."),
        _fill(say("confirm: the manuscript has not been published and is not under consideration elsewhere")),
        _fill(say("confirm: all authors have read and approved it")),
        f"{say('Ethics')}: {escape(given.ethics)}",
        f"{say('Conflicts of interest')}: {escape(given.conflicts)}",
        _fill(say("suggested reviewers, where the journal asks for them")),
        say("Yours sincerely,"),
        _name(sender),
        *(escape(line) for line in (*sender.affiliations, sender.email or "") if line),
    )


def without_names(
    parts: Mapping[str, str], front: Mapping[str, Any], study: Study, authors: Sequence[Author]
) -> tuple[dict[str, str], dict[str, Any]]:
    """Parts and front matter for reviewers who must not know the authors.

    Authors, affiliations, ethics committee, funding and acknowledgements are taken out; names, affiliations and
    e-mails are withheld wherever they stand in a text. What else tells who the authors are (the setting, for example)
    is for them to find: the notices say so.

    Parameters
    ----------
    parts : mapping of str to str
        Parts in markdown.
    front : mapping
        Front matter.
    study : Study
        The study.
    authors : sequence of Author
        The authors, as printed.
    """
    given = study.manuscript.declarations
    shown = {say("Conflicts of interest"): given.conflicts, say("Availability of data"): given.data}
    hidden = say("Ethics approval, funding and acknowledgements are given on the title page.")
    declared = paragraphs(*[f"**{head}.** {escape(text)}" for head, text in shown.items()], hidden)
    masked = {name: _masked(text, authors) for name, text in {**parts, "declarations": declared}.items()}
    kept = {key: value for key, value in front.items() if key != "author"}
    return masked, {**kept, "abstract": _masked(str(front["abstract"]), authors)}


def _masked(text: str, authors: Sequence[Author]) -> str:
    told = {t for a in authors for t in (f"{a.given} {a.family}", f"{a.family}{a.given}", *a.affiliations, a.email)}
    for known in sorted(filter(None, told), key=len, reverse=True):
        for form in {known, escape(known)}:
            text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", lambda _: escape(say("[withheld for review]")), text)
    return text


def _fill(what: str) -> str:
    return say("**[TO FILL IN: {what}]**", what=what)


def _synthetic(study: Study) -> str:
    return say("Synthetic demonstration data: not to be submitted.") if study.synthetic else ""


def _name(author: Author) -> str:
    return escape(f"{author.given} {author.family}")
