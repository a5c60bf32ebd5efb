"""The language in which manuscripts and figures are written.

Sentences stand in the code in English, as templates with named places. A gettext catalogue (``zh.po`` beside this file,
which Poedit and other translators' programs open) holds the same templates in Chinese. Texts that come from a study
file (labels, levels, reasons) are looked up in the study's own word list, then in the catalogue.
"""

from __future__ import annotations

from burnout.language.catalogue import LANGUAGES, Language, language_of
from burnout.language.printed import retell
from burnout.language.speak import current, joined, say, say_count, spelled, term, writing_in

__all__ = [
    "LANGUAGES",
    "Language",
    "current",
    "joined",
    "language_of",
    "retell",
    "say",
    "say_count",
    "spelled",
    "term",
    "writing_in",
]
