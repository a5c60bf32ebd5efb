"""Small random studies as bad as studies get, and what no table of results may hold whatever the data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from burnout.config import Instrument, Study, load_instruments
from burnout.intake import RawTable
from helpers.cleaning_studies import instruments as one_questionnaire
from helpers.cleaning_studies import study as make_study
from helpers.cleaning_studies import table

OCCASIONS = ("before", "after", "later")
COLUMNS = ("id", "time", "sex", "arm", "ward", "grade", "age", "load", "r1", "r2", "q1")
ITEMS = tuple(f"w{i}" for i in range(1, 6))
GRADES = ["1", "2", "3"]
VARIABLES: dict[str, Any] = {
    "sex": {"label": "Sex", "type": "nominal", "levels": {"1": "Male", "2": "Female", "3": "Other"}},
    "arm": {"label": "Arm", "type": "nominal", "levels": ["Group", "Control"], "reference": "Control"},
    "ward": {"label": "Ward", "type": "nominal", "levels": list("ABCDE")},
    "grade": {"label": "Grade", "type": "ordinal", "levels": {"1": "Junior", "2": "Middle", "3": "Senior"}},
    "age": {"label": "Age", "type": "number"},
    "load": {"label": "Load", "type": "number"},
    "r1": {"label": "Rater 1", "type": "ordinal", "levels": GRADES},
    "r2": {"label": "Rater 2", "type": "ordinal", "levels": GRADES},
}
WHO = {"instrument": "who-5", "columns": "w{n}", "cutoffs": "poor_50_28", "missing_rule": "complete"}
OUTCOMES: dict[str, Any] = {
    "score": {"label": "Well-being", "source": "who_wellbeing"},
    "single": {"label": "Single item", "source": "one_s"},
    "poor": {"label": "Poor well-being", "source": "who_wellbeing", "below": 50},
    "band": {"label": "Band", "source": "who_wellbeing_band"},
}
FACTORS = ["sex", "ward", "grade", "age", "load"]


@cache
def questionnaires() -> dict[str, Instrument]:
    """The five items of the WHO-5, and a questionnaire of one item."""
    known = load_instruments(Path(__file__).parents[2] / "config" / "instruments")
    return {"who-5": known["who-5"]} | one_questionnaire(items=1)


def survey_study(*, cluster: bool, select: bool, primary: str = "as-published") -> Study:
    """A survey with everything that can be asked of one occasion."""
    model: dict[str, Any] = {"outcome": "poor"} | ({"selection": "forward-lr"} if select else {"factors": FACTORS})
    return make_study(
        files={"main": {"path": "data/main.csv", "format": "csv", "id": "id"}},
        variables=VARIABLES,
        instruments={"who": WHO, "one": {"instrument": "mini", "columns": "q{n}"}},
        outcomes=OUTCOMES,
        factors=FACTORS,
        screening={"outcomes": ["poor", "score", "single"]},
        models={"poor": model, "band": {"outcome": "band", "factors": ["sex", "age"]}},
        ranking={"unit": "ward", "outcome": "score", "minimum_n": 3},
        pool={
            "analyses": {
                "shares": {"label": "Poor", "site": "ward", "people": {"outcome": "poor"}},
                "effects": {"label": "By arm", "site": "ward", "people": {"outcome": "poor", "factor": "arm"}},
                "means": {"label": "Score", "site": "ward", "people": {"outcome": "score", "factor": "arm"}},
            }
        },
        agreement={"analyses": {"r": {"label": "Grades", "ratings": ["r1", "r2"], "measurement": "ordinal"}}},
        multiverse={
            "questions": {"q": {"outcome": "poor", "factor": "grade"}}, "covariates": {"none": [], "age": ["age"]},
        },
        plan={"bootstrap": 5, "primary": primary, "imputation": {"number": 3}},
        **({"sampling": {"cluster": "ward"}} if cluster else {}),
    )  # fmt: skip


def course_study(*, arms: bool, primary: str = "as-published") -> Study:
    """Three occasions of the same people, with everything that can be asked of them."""
    more = {"arm": "arm"} if arms else {}
    return make_study(
        design="pre-post",
        files={"main": {"path": "data/main.csv", "format": "csv", "id": "id", "occasion_column": "time"}},
        occasions={name: {"label": name.capitalize(), "code": name} for name in OCCASIONS},
        variables=VARIABLES,
        instruments={"who": WHO, "one": {"instrument": "mini", "columns": "q{n}"}},
        outcomes=OUTCOMES,
        paired={
            "before": "before", "after": "after", "measures": ["score", "single"], "rates": ["poor"], "bands": ["band"],
        } | more,
        repeated={"measures": ["score", "single"], "rates": ["poor"]} | more,
        multiverse={"questions": {"q": {"kind": "change", "outcome": "score"}}},
        plan={"bootstrap": 5, "primary": primary, "imputation": {"number": 3}},
    )  # fmt: skip


def raw_rows(rng: np.random.Generator, people: int, occasions: tuple[str, ...]) -> pd.DataFrame:
    """Answers of people, one row per person and occasion, before anything is spoilt."""
    rows = []
    for person in range(people):
        own = {
            "id": f"p{person:03d}", "sex": rng.choice(["1", "2"]), "arm": rng.choice(["Group", "Control"]),
            "ward": rng.choice(list("ABCD")), "grade": rng.choice(GRADES), "age": float(rng.integers(20, 60)),
            "load": round(float(rng.normal()), 3), "r1": rng.choice(GRADES), "r2": rng.choice(GRADES),
        }  # fmt: skip
        for time in occasions:
            answers = {name: float(rng.integers(0, 6)) for name in ITEMS}
            rows.append(own | {"time": time, "q1": float(rng.integers(0, 7))} | answers)
    return pd.DataFrame(rows, columns=[*COLUMNS, *ITEMS]).astype(object)


SPOIL = (
    "constant factor", "one level left", "collinear", "all-zero cell", "no events", "all events", "no change",
    "all missing", "a number missing", "one cluster", "empty occasion", "huge numbers", "infinite", "tied", "gaps",
    "one answer", "tiny differences", "one rater", "told by a number", "alike before", "nearly collinear",
)  # fmt: skip


def spoil(data: pd.DataFrame, how: str, rng: np.random.Generator) -> pd.DataFrame:
    """The answers with one thing wrong; see ``SPOIL``."""
    data, items, n = data.copy(), list(ITEMS), len(data)

    def numbers(column: str) -> pd.Series:
        return pd.to_numeric(data[column], errors="coerce")

    poor = data[items].astype(float).sum(axis=1) < 12.5
    if how == "constant factor":
        data["sex"] = "1"
        data["load"] = 2.0
    elif how == "one level left":
        data.loc[data["sex"] == "1", "age"] = None
    elif how == "collinear":
        data["load"] = 2 * numbers("age") + 1
        data["grade"] = np.where(data["sex"] == "1", "1", "2")
    elif how == "nearly collinear":
        data["load"] = numbers("age") + 1e-7 * np.arange(n)
    elif how == "all-zero cell":
        data.loc[data["grade"] == "3", items] = 5.0
    elif how in ("no events", "all events"):
        data[items] = 5.0 if how == "no events" else 0.0
    elif how == "no change":
        data[[*items, "q1"]] = data.groupby("id")[[*items, "q1"]].transform("first")
    elif how == "all missing":
        data[[*items, "q1"]] = None
    elif how == "a number missing":
        data[["age", "grade"]] = None
    elif how == "one cluster":
        data["ward"] = "A"
    elif how == "empty occasion":
        data = data[data["time"] != rng.choice(OCCASIONS[1:])]
    elif how == "huge numbers":
        data["age"] = 1e12 + 1e9 * numbers("load")
        data.loc[data.index[:1], "load"] = 1e60
    elif how == "infinite":
        data.loc[data.index[: max(1, n // 9)], "age"] = "inf"
    elif how == "tied":
        data[items] = 3.0
        data[["q1", "age", "load"]] = 1.0
    elif how == "gaps":
        data = data.astype(object).mask(rng.random(data.shape) < 0.3)
        data["id"], data["time"] = [f"p{i:03d}" for i in range(len(data))], data["time"].fillna("before")
    elif how == "one answer":
        data.loc[data.index[1:], items] = None
    elif how == "tiny differences":
        data["load"] = 1e6 + 1e-4 * numbers("load")
    elif how == "one rater":
        data["r2"] = None
    elif how == "told by a number":
        data["load"] = np.where(poor, 1.0, 0.0) + 0.001 * rng.random(n)
    elif how == "alike before":
        data.loc[data["time"] == "before", items] = 2.0
    return data


def faulty(seed: int) -> tuple[Study, dict[str, RawTable], str]:
    """A study, its raw tables, and in words what was spoilt."""
    rng = np.random.default_rng(seed)
    people = int(rng.choice([1, 2, 3, 4, 6, 9, 14, 25, 40, 70]))
    courses = bool(rng.random() < 0.5)
    primary = str(rng.choice(["as-published", "recommended"]))
    data = raw_rows(rng, people, OCCASIONS if courses else ("before",))
    ways = [str(way) for way in rng.choice(SPOIL, size=int(rng.integers(0, 4)), replace=False)]
    for way in ways:
        data = spoil(data, way, rng) if len(data) else data
    flags = {name: bool(rng.random() < 0.5) for name in ("cluster", "select", "arms")}
    if courses:
        study = course_study(arms=flags["arms"], primary=primary)
    else:
        study = survey_study(cluster=flags["cluster"], select=flags["select"], primary=primary)
    shown = data.where(data.notna(), None)
    raw = table([tuple(row) for row in shown.itertuples(index=False)], (*COLUMNS, *ITEMS))
    return study, {"main": raw}, f"seed {seed}: {people} people, {'courses' if courses else 'survey'}, {flags}, {ways}"
