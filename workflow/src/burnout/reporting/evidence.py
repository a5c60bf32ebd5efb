"""What a manuscript is judged by: the study file, the result tables, the texts, the composed parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from burnout.config import Study

_PLACEHOLDER = re.compile(
    r"\s*(to be written|to do\b|todo\b|tbd\b|xxx|lorem ipsum|please fill in|待写|待补充|待填写|（?略）?$)"
)
_MARKUP = re.compile(r"<!--(?s:.*?)-->|^#+ .*$|^:::.*$", re.MULTILINE)


@dataclass(frozen=True)
class Evidence:
    """A composed manuscript and all that it was made from.

    Parameters
    ----------
    study : Study
        The study.
    tables : mapping of str to pandas.DataFrame
        Result tables by name.
    introduction, discussion : str
        The authors' own texts (markdown).
    parts : mapping of str to str
        Composed parts by name (markdown).
    title : str
        Title of the manuscript.
    abstract : mapping of str to str
        The abstract's parts by their English heads (Background, Objective, Methods, Results, Conclusion).
    values : frozenset of str
        Keys of the numbers in the text.
    sessions : bool
        Whether there is a log of sessions.
    """

    study: Study
    tables: Mapping[str, pd.DataFrame]
    introduction: str
    discussion: str
    parts: Mapping[str, str]
    title: str = ""
    abstract: Mapping[str, str] = field(default_factory=dict)
    values: frozenset[str] = frozenset()
    sessions: bool = False

    def rows(self, name: str) -> pd.DataFrame:
        """Usable rows of a result table: those of the primary plan with status ``ok``."""
        table = self.tables.get(name, pd.DataFrame())
        if "plan" in table:
            table = table[table["plan"] == self.study.plan.primary]
        return table[table["status"] == "ok"] if "status" in table else table

    @property
    def text(self) -> str:
        """All composed parts as one text."""
        return "\n\n".join(self.parts.values())


def filled(text: str | None, least: int = 1) -> bool:
    """Whether a text is there and no placeholder.

    Parameters
    ----------
    text : str or None
        Text of a study file or of the authors (markdown); comments and headings do not count.
    least : int
        Fewest characters.
    """
    bare = _MARKUP.sub("", text or "").strip()
    return len(bare) >= least and not _PLACEHOLDER.match(bare.lower())
