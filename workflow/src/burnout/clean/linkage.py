"""Ids over several occasions: is it one person, and is the person there at all?"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from burnout.clean.marks import Mark, shown
from burnout.config.cleaning import Linkage
from burnout.config.cleaning_reasons import NOT_THERE, changes
from burnout.config.study import Study


def linkage_reasons(study: Study) -> tuple[list[str], list[str]]:
    """Reasons of the rules of linkage: those applied first, those applied last."""
    rules = study.cleaning.linkage
    if rules is None:
        return [], []
    return [changes(study.variables[name].label) for name in rules.unchanging], [NOT_THERE] if rules.unmatched else []


def changed(study: Study, keys: pd.DataFrame, values: pd.DataFrame, reason: pd.Series) -> Iterator[Mark]:
    """All rows of an id for which a variable changes that cannot; rows set aside already do not count."""
    rules = study.cleaning.linkage
    for name in rules.unchanging if rules else []:
        open_rows = ((reason == "") & keys["participant"].notna()).to_numpy()
        here = keys.loc[open_rows, ["participant", "occasion"]].assign(value=values.loc[open_rows, name])
        different = here.dropna(subset=["value"]).groupby("participant", sort=False)["value"].nunique()
        people = different.index[different > 1]
        rows = open_rows & keys["participant"].isin(people).to_numpy()
        mark = Mark(changes(study.variables[name].label), rules.changed, rows, None, "cleaning.linkage.changed")
        yield mark.telling(lambda r, name=name: _told(keys, values, r, name))


def _told(keys: pd.DataFrame, values: pd.DataFrame, rows: np.ndarray, name: str) -> list[str]:
    """For each row the value at every occasion of its id: ``sex: pre Male, post Female``."""
    here = keys.loc[rows, ["participant", "occasion"]].assign(value=[shown(v) for v in values.loc[rows, name]])
    here["one"] = here["occasion"].astype(str) + " " + here["value"]
    all_of = here.groupby("participant", sort=False)["one"].agg(", ".join)
    return [f"{name}: {all_of[who]}" for who in here["participant"]]


def unmatched(study: Study, keys: pd.DataFrame, reason: pd.Series) -> Iterator[Mark]:
    """Rows of ids that are not there, or not any more, at every occasion at which they should be."""
    rules = study.cleaning.linkage
    if rules is None or rules.unmatched is None:
        return
    wanted = _wanted(study, rules)
    identified = keys["file"].isin([name for name, spec in study.files.items() if spec.id is not None])
    open_rows = ((reason == "") & keys["participant"].notna() & identified).to_numpy()
    here = keys.loc[open_rows & keys["occasion"].isin(wanted).to_numpy(), ["participant", "occasion"]]
    there = here.groupby("participant", sort=False, observed=True)["occasion"].agg(lambda o: set(o.astype(str)))
    absent = {who: [name for name in wanted if name not in names] for who, names in there.items()}
    rows = open_rows & keys["participant"].isin([who for who, names in absent.items() if names]).to_numpy()
    mark = Mark(NOT_THERE, rules.unmatched, rows, None, "cleaning.linkage.unmatched")
    yield mark.telling(lambda r: [f"not there: {', '.join(absent[who])}" for who in keys.loc[r, "participant"]])


def _wanted(study: Study, rules: Linkage) -> list[str]:
    return [name for name in study.occasions if rules.occasions is None or name in rules.occasions]
