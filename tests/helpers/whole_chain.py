"""The whole chain in process: from raw tables to the composed manuscript, without Snakemake and without rendering."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from burnout import clean as cleaning
from burnout.agreement import rate
from burnout.config import Instrument, Study
from burnout.intake import RawTable
from burnout.manuscript import Composed, Results, Texts, compose
from burnout.model import fit_models
from burnout.multiverse import explore
from burnout.paired import compare
from burnout.pool import combine
from burnout.repeated import follow
from burnout.score import score
from burnout.screen import screen

TEXTS = Texts("An introduction.", "A discussion.")


def every_table(
    study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]
) -> dict[str, pd.DataFrame]:
    """All result tables of a study, by the names of their files; raises when the check finds problems."""
    assert cleaning.check(study, instruments, raw) == []
    cleaned = cleaning.clean(study, instruments, raw)
    scored = score(study, instruments, cleaned.data)
    made = [cleaned, scored]
    if "screen" in study.stages:
        made.append(screen(study, scored.data))
    screening = getattr(made[-1], "screening", None)
    if "model" in study.stages:
        made.append(fit_models(study, scored.data, screening, instruments))
    if "paired" in study.stages:
        made.append(compare(study, scored.data, instruments, scored.reliability))
    if "repeated" in study.stages:
        made.append(follow(study, scored.data))
    if "pool" in study.stages:
        made.append(combine(study, scored.data))
    if "agreement" in study.stages:
        made.append(rate(study, scored.data))
    if "multiverse" in study.stages:
        made.append(explore(study, instruments, cleaned.data, scored.data, screening))
    found: dict[str, pd.DataFrame] = {}
    for part in made:
        found |= {name: table for name, table in vars(part).items() if isinstance(table, pd.DataFrame)}
    return found


def composed(
    study: Study, instruments: Mapping[str, Instrument], tables: dict[str, pd.DataFrame], texts: Texts = TEXTS
) -> tuple[Composed, dict[str, str]]:
    """The composed manuscript, and its parts with every number filled in."""
    made = compose(study, instruments, Results(tables, {}, {}), texts)
    return made, {name: filled(text, made.flat) for name, text in made.parts.items()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with the shortcodes of its numbers replaced."""
    for key, value in values.items():
        text = text.replace(f"{{{{< var {key} >}}}}", value)
    return text
