"""Figures of the supplement that belong to no table: missing answers, further parts of a forest plot, map of themes."""

from __future__ import annotations

import re

from burnout.figures.style import slug
from burnout.language import say
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import lower_first
from burnout.manuscript.outcome_levels import model_label
from burnout.manuscript.pipe import figure, paragraphs


def missing_answers(source: Source) -> str:
    """Shares of missing answers; nothing where none is missing."""
    caption = say(
        "Missing answers of the cleaned records, by variable; items of a questionnaire count together.{synthetic}",
        synthetic=source.synthetic_note(),
    )
    return _figure(source, "clean/missing", "missing", caption)


def theme_map(source: Source) -> str:
    """Themes with their clusters; nothing without interviews."""
    caption = say(
        "Themes of the interviews, their clusters, and how many participants speak of each.{synthetic}",
        synthetic=source.synthetic_note(),
    )
    return _figure(source, "themes/map", "theme-map", caption)


def further_forests(source: Source) -> str:
    """The further parts of forest plots that are too long for one page."""
    said = []
    for name in source.study.models:
        for drawn in source.results.figures:
            if re.fullmatch(rf"model/forest-{re.escape(slug(name))}-\d+", drawn):
                caption = say(
                    "Odds ratios for {outcome}, continued.{synthetic}",
                    outcome=lower_first(model_label(source, name)),
                    synthetic=source.synthetic_note(),
                )
                said.append(_figure(source, drawn, drawn.removeprefix("model/"), caption))
    return paragraphs(*said)


def _figure(source: Source, name: str, label: str, caption: str) -> str:
    found = source.results.figures.get(name)
    return figure(name, label, caption, found) if found else ""
