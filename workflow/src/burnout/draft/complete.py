"""The drafted study tried on its own data: the cleaning it needs, and the models its events can carry."""

from __future__ import annotations

from collections.abc import Mapping

from burnout.clean import check, clean
from burnout.config.instrument import Instrument
from burnout.config.load import parse, parse_yaml
from burnout.config.study import Study, check_references
from burnout.draft.analysis import factors_of, outcomes_of, prespecified, usable
from burnout.draft.propose import Draft
from burnout.draft.study_file import Choices, study_text
from burnout.errors import ConfigError, Problem
from burnout.intake import RawTable

CLEANING: tuple[dict[str, str], ...] = (
    {},
    {"duplicates": "quarantine"},
    {"out_of_range": "blank"},
    {"duplicates": "quarantine", "out_of_range": "blank"},
    {"duplicates": "quarantine", "out_of_range": "blank", "unmatched_occasion": "quarantine"},
)
"""Cleaning rules, from none to all; the first with which nothing stops the run is drafted."""


def complete(
    draft: Draft,
    raw: Mapping[str, RawTable],
    name: str,
    instruments: Mapping[str, Instrument],
    schema: str = "../../workflow/schemas/study.schema.json",
) -> tuple[str, list[Problem]]:
    """The text of a study file that runs on its data.

    Parameters
    ----------
    draft : Draft
        The drafted study.
    raw : mapping of str to RawTable
        Its files, read.
    name : str
        Name of the study.
    instruments : mapping of str to Instrument
        Questionnaires by name.
    schema : str
        Path of the schema from the study file.

    Returns
    -------
    tuple
        The text, and the problems that are left (none as a rule).
    """
    choices, problems = Choices(), []
    for rules in CLEANING:
        choices = Choices(rules)
        study = study_of(study_text(draft, name, instruments, choices), name, instruments)
        problems = check(study, instruments, raw)
        if not problems:
            choices = Choices(rules, {} if draft.occasions else _models(draft, study, instruments, raw))
            break
    return study_text(draft, name, instruments, choices, schema), problems


def study_of(text: str, name: str, instruments: Mapping[str, Instrument]) -> Study:
    """A study from the text of its file.

    Raises
    ------
    ConfigError
        The text is no valid study file.
    """
    shown = f"config/studies/{name}.yaml"
    study = parse(Study, parse_yaml(text, shown), shown)
    problems = check_references(study, instruments, shown)
    if problems:
        raise ConfigError(problems)
    return study


def _models(
    draft: Draft, study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]
) -> dict[str, tuple[list[str], int, int]]:
    """Prespecified factors of each yes-or-no outcome; outcomes whose events carry none are left out."""
    import pandas as pd

    from burnout.score.questionnaire import score_questionnaire

    data = clean(study, instruments, raw).data
    outcomes = [o for o in outcomes_of([u for u in draft.uses if usable(u, instruments)], instruments) if o.event]
    everybody = data["occasion"].notna().to_numpy()
    scores = [
        score_questionnaire(study.study, use_name, use, instruments[use.instrument], data, everybody).columns
        for use_name, use in study.instruments.items()
    ]
    scored = pd.concat([data, *scores], axis=1)
    models = {o.name: prespecified(factors_of(draft), o, scored) for o in outcomes}
    return {name: made for name, made in models.items() if made[0]}
