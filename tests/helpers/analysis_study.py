"""A minimal study around a few columns, for tests of the analysis stages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from burnout.config import Study

TEXT = "Text."
MANUSCRIPT = {
    "short_title": TEXT,
    "authors": [{"given": "A", "family": "B", "affiliations": ["C"]}],
    "keywords": ["burnout"],
    **dict.fromkeys(["background", "objective", "conclusion", "introduction", "discussion", "setting"], TEXT),
    **dict.fromkeys(["period", "participants", "procedure"], TEXT),
    "declarations": {"ethics": TEXT, "funding": TEXT, "conflicts": TEXT, "data": TEXT},
}
OCCASIONS = {"before": {"label": "Before"}, "after": {"label": "After"}}


def make_study(**parts: Any) -> Study:
    """A study with the given parts; everything else as small as the model allows."""
    base = {"study": "small", "title": TEXT, "design": "cross-sectional", "manuscript": MANUSCRIPT}
    base["files"] = {"answers": {"path": "answers.csv", "format": "csv"}}
    return Study.model_validate(base | parts)


def screening_study(outcomes: list[str], factors: list[str], **parts: Any) -> Study:
    """A study that screens the given columns."""
    declared = {name: {"label": name, "source": name} for name in outcomes}
    return make_study(factors=factors, outcomes=declared, screening={}, **parts)


def survey_rows(**columns: Any) -> pd.DataFrame:
    """Scored data of one occasion with the given columns."""
    frame = pd.DataFrame(columns)
    n = len(frame)
    frame.insert(0, "participant", [f"p{i}" for i in range(n)])
    frame.insert(1, "occasion", pd.Categorical(["survey"] * n, categories=["survey"], ordered=True))
    return frame


def groups(values: list[Any], levels: list[str] | None = None, ordered: bool = False) -> pd.Categorical:
    """A categorical column; levels in order of appearance when none are given."""
    return pd.Categorical(values, categories=levels or list(dict.fromkeys(values)), ordered=ordered)


def from_table(table: list[list[int]]) -> dict[str, pd.Categorical]:
    """Columns `factor` (rows of the table) and `outcome` (its columns) with one row for each person counted."""
    cells = np.array(table)
    row, column = np.indices(cells.shape)
    rows, columns = (np.repeat(side.ravel(), cells.ravel()) for side in (row, column))
    names = [[f"{kind}{i}" for i in range(size)] for kind, size in zip("fo", cells.shape, strict=True)]
    return {
        "factor": pd.Categorical.from_codes(rows, names[0]),
        "outcome": pd.Categorical.from_codes(columns, names[1], ordered=True),
    }


def paired_study(measures: list[str], rates: list[str] | None = None, **parts: Any) -> Study:
    """A before-after study of the given columns; keys of `paired` are given as `paired={...}`."""
    declared: dict[str, Any] = {name: {"label": name, "source": name} for name in measures}
    declared |= {name: {"label": name, "source": name, "event": ["Yes"]} for name in rates or []}
    paired = {"before": "before", "after": "after", "measures": measures, "rates": rates or []}
    paired |= parts.pop("paired", {})
    outcomes = declared | parts.pop("outcomes", {})
    base = {"design": "pre-post", "occasions": OCCASIONS} | parts
    return make_study(outcomes=outcomes, paired=paired, **base)


def paired_rows(occasions: list[str] | None = None, **columns: tuple[Any, Any]) -> pd.DataFrame:
    """Scored data of two occasions; each column is given as (before, after), participants in the same order."""
    names = occasions or ["before", "after"]
    parts = []
    for which, occasion in enumerate(names[-2:]):
        part = pd.DataFrame({name: pd.Series(values[which]) for name, values in columns.items()})
        part.insert(0, "participant", [f"p{i:03d}" for i in range(len(part))])
        part.insert(1, "occasion", occasion)
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    frame["occasion"] = pd.Categorical(frame["occasion"], categories=names, ordered=True)
    return frame


def yes_no(values: list[Any]) -> pd.Categorical:
    """A binary outcome: 1 is Yes, 0 is No, None is missing."""
    names = {1: "Yes", 0: "No", None: None}
    return pd.Categorical([names[v] for v in values], categories=["No", "Yes"], ordered=True)
