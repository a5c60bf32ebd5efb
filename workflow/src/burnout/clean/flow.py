"""The participant flow: who came in, who was set aside and why, who was lost, who is analysed."""

from __future__ import annotations

import pandas as pd

from burnout.clean.layout import in_file
from burnout.clean.rules import DUPLICATE, in_order
from burnout.config.analysis import Paired
from burnout.config.study import Study

Line = tuple[str, int, str, str]
COLUMNS = ["stage", "n", "reason", "part"]


def flow_of(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    """The flow.

    Parameters
    ----------
    study : Study
        The study.
    rows : DataFrame
        All rows received, as the keys of `assemble`, with `reason` ('' for those that stay) and `status` (the
        variable that tells how participation ended; missing where the study has none).

    Returns
    -------
    DataFrame
        Columns stage (received, excluded, enrolled, lost, analysed), n, reason, part. `part` is '' when there is only
        one; else the occasion, the file of a study with one occasion, or 'paired' for the people compared before and
        after. That part counts people (and records set aside), the others count rows.
    """
    paired = _paired_rows(study, rows)
    steps = [_records(study, name, part) for name, part in _parts(study, rows[~paired])]
    if paired.any():
        steps.append(_people(study, study.paired, rows[paired], "paired" if steps else ""))
    return pd.DataFrame([line for step in steps for line in step], columns=COLUMNS)


def _paired_rows(study: Study, rows: pd.DataFrame) -> pd.Series:
    """Rows of the people whose losses are told: paired occasions, of files that tell how participation ended."""
    if study.paired is None or study.paired.attrition is None:
        return pd.Series(False, index=rows.index)
    variable = study.variables[study.paired.attrition.variable]
    files = [file for file in study.files if in_file(variable, file)]
    here = rows["occasion"].isin([study.paired.before, study.paired.after]) | rows["occasion"].isna()
    return here & rows["file"].isin(files)


def _parts(study: Study, rows: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if len(study.occasions) > 1:
        names = [*study.occasions, "no occasion"]
        keys = rows["occasion"].astype(object).where(rows["occasion"].notna(), "no occasion")
    elif len(study.files) > 1:
        names, keys = list(study.files), rows["file"]
    else:
        return [("", rows)] if len(rows) else []
    return [(name, part) for name in names if len(part := rows[keys == name])]


def _records(study: Study, part: str, rows: pd.DataFrame) -> list[Line]:
    """Received, excluded by reason, analysed; counted in rows."""
    gone = rows.loc[rows["reason"] != "", "reason"]
    excluded = [("excluded", n, why, part) for why, n in _counts(gone, in_order(study))]
    return [("received", len(rows), "", part), *excluded, ("analysed", len(rows) - len(gone), "", part)]


def _people(study: Study, paired: Paired, rows: pd.DataFrame, part: str) -> list[Line]:
    """Enrolled, lost by reason, analysed; with received and excluded before them when something was set aside."""
    staying = rows[rows["reason"] == ""]
    entries = _entries_set_aside(rows, staying)
    people = staying["participant"].drop_duplicates()
    lost = _losses(study, paired, rows, staying, people)
    lines: list[Line] = []
    if len(entries):
        lines.append(("received", len(people) + len(entries), "", part))
        lines += [("excluded", n, why, part) for why, n in _counts(entries["reason"], in_order(study))]
    lines.append(("enrolled", len(people), "", part))
    levels = study.variables[paired.attrition.variable].level_labels if paired.attrition else []
    lines += [("lost", n, why, part) for why, n in _counts(lost, levels)]
    return [*lines, ("analysed", len(people) - len(lost), "", part)]


def _entries_set_aside(rows: pd.DataFrame, staying: pd.DataFrame) -> pd.DataFrame:
    """Raw records set aside that are not of somebody who stays: duplicates each, other people once."""
    gone = rows[rows["reason"] != ""].drop_duplicates(["file", "row"])
    extra = (gone["reason"] == DUPLICATE) | gone["participant"].isna()
    people = gone[~extra & ~gone["participant"].isin(staying["participant"])].drop_duplicates("participant")
    return pd.concat([gone[extra], people])


def _losses(study: Study, paired: Paired, rows: pd.DataFrame, staying: pd.DataFrame, people: pd.Series) -> pd.Series:
    """Reason of each loss: the level of the variable; else why an occasion is not there."""
    completed = paired.attrition.completed
    told = (
        staying.dropna(subset=["status"]).drop_duplicates("participant", keep="last").set_index("participant")["status"]
    )
    present = set(zip(staying["participant"], staying["occasion"], strict=True))
    gone = rows[(rows["reason"] != "") & rows["participant"].notna()]
    aside = dict(zip(zip(gone["participant"], gone["occasion"], strict=True), gone["reason"], strict=True))
    why = []
    for person in people:
        status = told.get(person)
        absent = [o for o in (paired.before, paired.after) if (person, o) not in present]
        if status is not None and status not in completed:
            why.append(status)
        elif absent:
            why.append(aside.get((person, absent[0]), f"no answers: {study.occasions[absent[0]].label}"))
        elif status is None:
            why.append("reason not stated")
    return pd.Series(why, dtype=object)


def _counts(reasons: pd.Series, order: list[str]) -> list[tuple[str, int]]:
    """Reasons and how often: known ones in their order, the others by name."""
    counts = reasons.astype(object).value_counts(sort=False)
    place = {why: i for i, why in enumerate(order)}
    return [(str(why), int(counts[why])) for why in sorted(counts.index, key=lambda w: (place.get(w, len(place)), w))]
