"""A composed manuscript made fit for its journal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from burnout.config.journal import Journal
from burnout.manuscript.arrange import floats_at_end
from burnout.manuscript.lengths import Lengths, exceeded, lengths
from burnout.manuscript.material import Anonymous, Composed, Source
from burnout.manuscript.submission import cover_letter, title_page, without_names

CHECK_NAMES = (
    "journal: names, affiliations, funding and ethics are taken out of manuscript-anonymous; look through it for "
    "anything else that tells who the authors are, such as the setting"
)


def for_journal(composed: Composed, source: Source) -> Composed:
    """A manuscript with its journal's layout, its lengths held against the limits, and what goes in beside it.

    Parameters
    ----------
    composed : Composed
        The manuscript, its numbers already printed as the journal has them.
    source : Source
        What it was made from.
    """
    study, journal = source.study, source.journal
    authors = source.texts.authors or study.manuscript.authors
    front = {**composed.front, **_front(journal)}
    found = _lengths(composed)
    notices = exceeded(found, journal.limits, journal.name)
    parts, linked = composed.parts, composed.linked
    if journal.layout.figures_and_tables == "at the end":
        parts, linked = floats_at_end(parts), floats_at_end(linked)
    anonymous = Anonymous(*without_names(parts, front, study, authors)) if journal.anonymous else None
    return replace(
        composed,
        parts=parts,
        linked=linked,
        front=front,
        notices=[*composed.notices, *notices, *([CHECK_NAMES] if anonymous else [])],
        journal=journal,
        submission={
            "title-page": title_page(study, authors, found, composed.front["keywords"]),
            "cover-letter": cover_letter(study, authors, found),
        },
        anonymous=anonymous,
    )


def _front(journal: Journal) -> dict[str, Any]:
    """Front matter that the journal decides."""
    front: dict[str, Any] = {"csl": f"styles/{journal.citations}.csl"} if journal.citations else {}
    if journal.layout.line_numbers:
        front["line-numbers"] = True
    if journal.layout.line_spacing != Journal().layout.line_spacing:
        front["line-spacing"] = journal.layout.line_spacing
    return front


def _lengths(composed: Composed) -> Lengths:
    front = composed.front
    return lengths(composed.parts, front["abstract"], front["title"], front["short-title"], front["keywords"])
