"""Reporting guidelines: which items of a checklist a manuscript reports, judged by facts and nothing else."""

from burnout.reporting.evidence import Evidence
from burnout.reporting.facts import holds, known_facts
from burnout.reporting.judging import Judged, check_facts, chosen, judge, open_checklists, reporting_frame, summary

__all__ = [
    "Evidence",
    "Judged",
    "check_facts",
    "chosen",
    "holds",
    "judge",
    "known_facts",
    "open_checklists",
    "reporting_frame",
    "summary",
]
