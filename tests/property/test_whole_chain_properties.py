"""Bad studies through the whole chain, from raw rows to the composed manuscript: no crash, no nonsense, no silence.

Each seed makes a small study with up to three things wrong (see `helpers.faulty`). What must hold of every row of every
table stands in `helpers.sane`, what the methods must name in `helpers.named`. Warnings are errors.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from burnout import clean as cleaning
from helpers.faulty import faulty, questionnaires
from helpers.named import faults, methods_text
from helpers.sane import problems
from helpers.whole_chain import composed, every_table

pytestmark = [
    pytest.mark.filterwarnings("error"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
SEEDS = (0, 3, 17, 21, 24, 36, 38, 54)
"""Seeds that found faults when hundreds were run; between them every kind of study and most kinds of fault."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bad_study_ends_in_rows_with_reasons_and_a_manuscript_that_says_so(seed: int) -> None:
    study, raw, what = faulty(seed)
    tables = every_table(study, questionnaires(), raw)
    assert problems(tables, study.plan.confidence) == [], what
    _, parts = composed(study, questionnaires(), tables)
    assert faults(tables, methods_text(parts)) == [], what
    assert not re.search(r"(?<![\w-])(nan|None|inf)(?![\w-])", "\n".join(parts.values())), what


def test_numbers_that_are_no_numbers_stop_the_study_before_anything_is_computed() -> None:
    stopped = [seed for seed in range(60) if "infinite" in faulty(seed)[2]]
    assert stopped
    for seed in stopped:
        study, raw, what = faulty(seed)
        texts = {str(value) for value in raw["main"].frame.to_numpy().ravel()}
        found = cleaning.check(study, questionnaires(), raw)
        assert bool(found) == ("inf" in texts), what
        assert all("age" in str(problem) for problem in found)


@pytest.mark.parametrize("text", ["tired", "1e999", "-inf", "12,5 or so"])
def test_text_where_a_number_belongs_is_caught(text: str) -> None:
    study, raw, _ = faulty(2)
    frame = raw["main"].frame
    frame["load"] = np.where(np.arange(len(frame)) == 0, text, frame["load"])
    assert cleaning.check(study, questionnaires(), raw)
