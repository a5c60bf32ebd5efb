"""Small studies, instruments and raw tables for the tests of cleaning."""

from __future__ import annotations

from burnout.config import Instrument, Study
from burnout.intake import Codebook, RawTable
from burnout.intake.raw import frame_of

SAID = {"source": "made for the test", "certainty": "assumption"}
TEXTS = ["setting", "period", "participants", "procedure", "background", "objective", "conclusion", "short_title"]
MANUSCRIPT = dict.fromkeys([*TEXTS, "introduction", "discussion"], "x") | {
    "authors": [{"given": "A", "family": "B", "affiliations": ["C"]}],
    "keywords": ["k"],
    "declarations": {"ethics": "x", "funding": "x", "conflicts": "x", "data": "x"},
}
SEX = {"label": "Sex", "type": "nominal", "levels": {1: "Male", 2: "Female"}, "missing": [9]}
AGE = {"label": "Age", "type": "number", "range": [18, 65], "unit": "years"}
MBI = {"instrument": "mini", "columns": "q{n}"}


def instruments(items: int = 2, low: int = 0, high: int = 6) -> dict[str, Instrument]:
    """One questionnaire with one scale."""
    scale = {"label": "S", "items": list(range(1, items + 1)), "score": "sum", "higher_is": "worse"}
    content = {
        "instrument": "mini",
        "name": "Mini",
        "abbreviation": "M",
        "items": items,
        "answers": {"low": low, "high": high},
        "about": "x",
        "licence": "x",
        "default_key": "a",
        "keys": {"a": SAID | {"label": "A", "scales": {"s": scale}}},
        "missing_rules": {"complete": SAID | {"label": "complete", "max_missing_share": 0}},
    }
    return {"mini": Instrument.model_validate(content)}


def study(**keys) -> Study:
    """A study with one file, sex, age and a questionnaire of two items, unless told otherwise."""
    content = {
        "study": "small",
        "title": "T",
        "design": "cross-sectional",
        "files": {"main": {"path": "data/main.csv", "format": "csv", "id": "id"}},
        "variables": {"sex": SEX, "age": AGE},
        "instruments": {"mbi": MBI},
        "manuscript": MANUSCRIPT,
    }
    return Study.model_validate(content | keys)


def table(rows, columns=("id", "sex", "age", "q1", "q2"), name="main", path=None, **book) -> RawTable:
    """A raw table; the first row of cells is row 2 of the file."""
    cells = {column: [row[i] for row in rows] for i, column in enumerate(columns)}
    frame = frame_of(cells, range(2, len(rows) + 2))
    return RawTable(name, path or f"data/{name}.csv", frame, Codebook(**book))
