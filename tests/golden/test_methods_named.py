"""The methods name every method that ran and none that did not, in every golden study and where nothing ran at all.

The words that go with each value of a result table stand in `helpers.named`; a value without words fails.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from burnout.config import Study, load_study
from helpers.golden import CONFIG, instruments, tables
from helpers.named import faults, methods_text
from helpers.whole_chain import composed

ROOT = Path(__file__).parents[2]
STUDIES = sorted(path.stem for path in (CONFIG / "studies").glob("*.yaml") if "." not in path.stem)
FAILED = ("status", "note")


def study_of(name: str) -> Study:
    return load_study(name, CONFIG, instruments())[0]


@cache
def references() -> set[str]:
    text = (ROOT / "manuscript" / "references.bib").read_text(encoding="utf-8")
    return set(re.findall(r"^@\w+\{([\w-]+),", text, re.MULTILINE))


def check_sentences(text: str) -> None:
    """Each source exists, no sentence stands twice in a paragraph, no gap is left where a name should be."""
    assert set(re.findall(r"(?<![\w\\])@(?!tbl-|fig-|sec-)([\w-]+)", text)) <= references()
    for paragraph in text[text.index("## Data preparation") :].split("\n\n"):
        sentences = re.split(r"(?<=[a-z)\]*])\. (?=[A-Z])", paragraph)
        assert len(sentences) == len(set(sentences)), paragraph
    assert not re.search(r"\bby\.|\bby ,|: \.|  |\(\)|, and and|\bnan\b|\bNone\b", text), text


@pytest.mark.parametrize("name", STUDIES)
def test_what_ran_is_named_and_nothing_else(name: str) -> None:
    found = tables(name)
    _, parts = composed(study_of(name), instruments(), found)
    text = methods_text(parts)
    assert faults(found, text) == []
    check_sentences(text)


@pytest.mark.parametrize("name", STUDIES)
def test_where_nothing_came_out_nothing_is_named(name: str) -> None:
    found = {key: failed(table) for key, table in tables(name).items()}
    _, parts = composed(study_of(name), instruments(), found)
    text = methods_text(parts)
    assert faults(found, text) == []
    check_sentences(text)


def failed(table: pd.DataFrame) -> pd.DataFrame:
    if "status" not in table:
        return table
    return table.assign(status="not-estimable", note="It could not be worked out.")
