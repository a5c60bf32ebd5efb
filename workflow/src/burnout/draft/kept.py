"""Whether the answers of the sites that are there are read as before once a new site's file is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from burnout.clean import check, clean
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.errors import Problem
from burnout.intake import RawTable

RENAMED = ("participant", "site")
"""Columns that change when a site gets its name: with several sites it stands before the ids."""


@dataclass(frozen=True)
class Kept:
    """What a new file does to the clean rows.

    Parameters
    ----------
    rows, changed : int
        Clean rows of the old sites before, and how many of them would be others, or gone.
    new : int
        Clean rows of the new site.
    problems : list of Problem
        What stops a run; nothing could be compared then.
    """

    rows: int
    changed: int
    new: int
    problems: list[Problem]


def kept(
    before: Study, after: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable], name: str
) -> Kept:
    """Compare the clean rows of a study with those of the same study and one file more.

    Parameters
    ----------
    before, after : Study
        The study without and with the new file.
    instruments : mapping of str to Instrument
        Questionnaires by name.
    raw : mapping of str to RawTable
        All files, the new one too.
    name : str
        The new file.
    """
    old = {file: table for file, table in raw.items() if file != name}
    problems = check(before, instruments, old) or check(after, instruments, raw)
    if problems:
        return Kept(0, 0, 0, problems)
    was, now = clean(before, instruments, old).data, clean(after, instruments, raw).data
    site = after.files[name].site
    theirs = now[now["site"] != site] if site not in {spec.site for spec in before.files.values()} else now
    changed = sum((_rows(was) - _rows(theirs)).values())
    return Kept(len(was), changed, len(now) - len(was) + changed, [])


def _rows(data: pd.DataFrame) -> Counter[int]:
    """How often each row stands there, whatever the names of its person and site."""
    content = data.drop(columns=list(RENAMED)).astype(object)
    return Counter(pd.util.hash_pandas_object(content.where(content.notna(), ""), index=False).tolist())
