"""Configuration: what a study, an instrument and a project file may hold, and how they are read."""

from burnout.config.checklist import Checklist
from burnout.config.instrument import Instrument
from burnout.config.journal import Journal
from burnout.config.load import (
    load_checklists,
    load_instruments,
    load_journal,
    load_study,
    load_translations,
    parse,
    read_yaml,
)
from burnout.config.project import Project
from burnout.config.study import Study, score_columns
from burnout.config.translation import Translation, texts_of

__all__ = [
    "Checklist",
    "Instrument",
    "Journal",
    "Project",
    "Study",
    "Translation",
    "load_checklists",
    "load_instruments",
    "load_journal",
    "load_study",
    "load_translations",
    "parse",
    "read_yaml",
    "score_columns",
    "texts_of",
]
