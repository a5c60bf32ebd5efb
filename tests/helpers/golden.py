"""Golden cases as a user would run them: a study file, and the result tables it makes.

The study files stand in `tests/golden/studies/config`; each chain (read, check, clean, score, screen, model, compare)
runs once. A check names the row of a result table and says which of its columns equals which key of the case's
`expected.json`, that is R's value (see each case's README and script.R). Nothing that we computed stands there as
expected. Tolerances stand at the top of the test files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from burnout import clean as cleaning
from burnout.agreement import rate
from burnout.config import load_instruments, load_study
from burnout.intake import read_file
from burnout.model import fit_models
from burnout.paired import compare
from burnout.pool import combine
from burnout.repeated import follow
from burnout.score import score
from burnout.screen import screen

GOLDEN = Path(__file__).parents[1] / "golden"
CONFIG = GOLDEN / "studies" / "config"
PLANS = ("as-published", "recommended")
Keys = tuple[str | int, ...]


@cache
def instruments() -> dict[str, Any]:
    return load_instruments(CONFIG / "instruments")


@cache
def tables(name: str) -> dict[str, pd.DataFrame]:
    """All result tables of a study file, through the whole chain."""
    study, _ = load_study(name, CONFIG, instruments())
    raw = {key: read_file(key, spec, GOLDEN.parents[1]) for key, spec in study.files.items()}
    assert cleaning.check(study, instruments(), raw) == []
    scored = score(study, instruments(), cleaning.clean(study, instruments(), raw).data)
    found = dict(vars(scored))
    if "screen" in study.stages:
        found |= vars(screen(study, scored.data))
    if "model" in study.stages:
        found |= vars(fit_models(study, scored.data, found.get("screening"), instruments()))
    if "paired" in study.stages:
        found |= vars(compare(study, scored.data, instruments(), scored.reliability))
    if "pool" in study.stages:
        found |= vars(combine(study, scored.data))
    if "agreement" in study.stages:
        found |= vars(rate(study, scored.data))
    if "repeated" in study.stages:
        found |= vars(follow(study, scored.data))
    return found


class Block(dict[str, Any]):
    """A block of expected.json that knows its place there, for the ledger."""

    place: Keys = ()


class Values(list[Any]):
    """A list of expected.json that knows its place there, for the ledger."""

    place: Keys = ()


COMPARED: set[Keys] = set()
"""Places (case and keys) of the values that were compared so far, see helpers.ledger."""


def _placed(value: Any, place: Keys) -> Any:
    if not isinstance(value, (dict, list)):
        return value
    if isinstance(value, dict):
        made: Block | Values = Block({key: _placed(one, (*place, key)) for key, one in value.items()})
    else:
        made = Values([_placed(one, (*place, i)) for i, one in enumerate(value)])
    made.place = place
    return made


@cache
def expected(case: str) -> Block:
    return _placed(json.loads((GOLDEN / case / "expected.json").read_text(encoding="utf-8")), (case,))


def at(block: Any, *path: str | int) -> Any:
    """A value of expected.json, which the ledger counts as compared."""
    for key in path:
        if isinstance(block, (Block, Values)) and not isinstance(block[key], (Block, Values)):
            COMPARED.add((*block.place, key))
        block = block[key]
    return float(block) if isinstance(block, str) else block


def row_of(study: str, table: str, **where: str) -> pd.Series:
    """The one row of a result table with these texts; '' also finds an empty cell."""
    rows = tables(study)[table]
    for column, text in where.items():
        rows = rows[rows[column].astype(object).where(rows[column].notna(), "").astype(str) == text]
    assert len(rows) == 1, f"{study} {table} {where}: {len(rows)} rows"
    return rows.iloc[0]


def check(row: pd.Series, block: Any, columns: Mapping[str, Keys], rel: float = 1e-6, sign: int = 1) -> None:
    """Columns of a row against keys of a block; with sign -1 R compares the other way round."""
    for column, path in columns.items():
        want = at(block, *path)
        turned = sign if column in SIGNED else 1
        assert float(row[column]) == pytest.approx(turned * want, rel=rel, abs=1e-12), (dict(row), column, path)


SIGNED = {"statistic", "effect_size", "estimate", "standardised_difference"}
P: Keys = ("p",)
