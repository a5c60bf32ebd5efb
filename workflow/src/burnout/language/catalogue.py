"""A language: its code, its catalogue of sentences, and a study's own words in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Language:
    """What a manuscript is written with.

    Parameters
    ----------
    code : str
        ``en`` or ``zh``.
    sentences : mapping of str to str
        English template to template in this language; empty for English.
    words : mapping of str to str
        Text of a study file to text in this language.
    missed : set of str
        Texts of a study file that were asked for and have no translation; filled while writing.
    """

    code: str = "en"
    sentences: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    missed: set[str] = field(default_factory=set, compare=False, repr=False)


def language_of(code: str, words: Mapping[str, str] | None = None) -> Language:
    """A language by its code, with a study's own words.

    Parameters
    ----------
    code : str
        One of `LANGUAGES`.
    words : mapping of str to str, optional
        Text of the study file to text in the language.

    Raises
    ------
    ValueError
        The code is not one of `LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ValueError(f"language {code!r}; known are {', '.join(LANGUAGES)}")
    return Language(code, {} if code == "en" else _sentences(code), words or {})


@cache
def _sentences(code: str) -> Mapping[str, str]:
    """The catalogue of a language; for a plural entry both English forms lead to the one form Chinese has."""
    import polib

    found = {}
    for entry in polib.pofile(str(Path(__file__).with_name(f"{code}.po"))):
        text = entry.msgstr or entry.msgstr_plural.get(0, "")
        if text and not entry.obsolete:
            found |= {english: text for english in (entry.msgid, entry.msgid_plural) if english}
    return MappingProxyType(found)
