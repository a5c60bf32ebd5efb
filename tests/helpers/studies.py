"""Small studies for tests: a valid study file's content with the parts a test is about put in."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from burnout.config import Study

AUTHOR = {"given": "Ann", "family": "Example", "affiliations": ["A hospital"]}
DECLARATIONS = {"ethics": "Approved.", "funding": "None.", "conflicts": "None.", "data": "On request."}
TEXTS = (
    "short_title", "background", "objective", "conclusion", "introduction", "discussion", "setting", "period",
    "participants", "procedure",
)  # fmt: skip


def make_study(**parts: Any) -> Study:
    """A study with everything that must be there; ``parts`` are keys of the study file."""
    manuscript = {name: "A text." for name in TEXTS}
    manuscript |= {"authors": [AUTHOR], "keywords": ["burnout"], "declarations": DECLARATIONS}
    content = {
        "study": "example",
        "title": "An example",
        "design": "cross-sectional",
        "files": {"survey": {"path": "data/example/survey.csv", "format": "csv"}},
        "manuscript": manuscript,
    }
    return Study.model_validate(content | parts)


def nominal(*levels: str, reference: str | None = None, kind: str = "nominal") -> dict[str, Any]:
    """A nominal (or ordinal) variable of a study file."""
    spec = {"label": "A label", "type": kind, "levels": list(levels)}
    return spec if reference is None else spec | {"reference": reference}


NUMBER = {"label": "A number", "type": "number"}


def scored(study: Study, columns: dict[str, Any], occasion: str | None = None) -> pd.DataFrame:
    """Scored data of one occasion with the column types that scoring gives."""
    n = len(next(iter(columns.values())))
    occasions = list(study.occasions)
    frame = pd.DataFrame(columns)
    frame.insert(0, "participant", [str(i) for i in range(1, n + 1)])
    frame.insert(1, "occasion", pd.Categorical([occasion or occasions[0]] * n, categories=occasions, ordered=True))
    for name, spec in study.variables.items():
        if name in frame and spec.type in ("nominal", "ordinal"):
            values = frame[name].astype(object)
            frame[name] = pd.Categorical(values, categories=spec.level_labels, ordered=spec.type == "ordinal")
        elif name in frame and spec.type == "number":
            frame[name] = frame[name].astype(float)
    for name in study.outcomes:
        if name in frame:
            frame[name] = yes_no(frame[name])
    return frame


def yes_no(values: Any) -> pd.Categorical:
    """A binary outcome as scoring makes it, from 1, 0 and missing."""
    words = [None if pd.isna(v) else "Yes" if v else "No" for v in np.asarray(values, dtype=object)]
    return pd.Categorical(words, categories=["No", "Yes"], ordered=True)
