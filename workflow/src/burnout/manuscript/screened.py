"""Every factor beside every outcome: shares, tests and P values of the screening in one supplementary table."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from burnout.language import say, term
from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import MISSING
from burnout.manuscript.pipe import INDENT, paragraphs, pipe_table
from burnout.manuscript.survey import _factor_lines as factor_lines
from burnout.manuscript.survey import _mark as mark

SIDE_BY_SIDE = 4
"""Outcomes in one table; more of them go into further tables."""


def screening_tables(source: Source) -> str:
    """The outcomes beside each other; nothing when there is one outcome only, which the text shows in full."""
    tests = source.primary("screening")
    outcomes = source.study.screened_outcomes()
    if tests.empty or len(outcomes) < 2:
        return ""
    groups = [outcomes[i : i + SIDE_BY_SIDE] for i in range(0, len(outcomes), SIDE_BY_SIDE)]
    return paragraphs(*[_table(source, tests, group, number) for number, group in enumerate(groups, start=1)])


def _table(source: Source, tests: pd.DataFrame, outcomes: Sequence[str], number: int) -> str:
    described = source.results.table("descriptive")
    found = {(row.outcome, row.factor): row for row in tests.itertuples()}
    lines: list[list[str]] = []
    for factor in source.study.screened_factors():
        rows = described[described["factor"] == factor]
        columns = [_column(source, rows, factor, outcome, found.get((outcome, factor))) for outcome in outcomes]
        lines += [
            [*head[:2], *[cells[2] for cells in side]]
            for head, side in ((together[0], together) for together in zip(*columns, strict=True))
        ]
    used = tests[tests["outcome"].isin(outcomes) & (tests["status"] == "ok")]["test"]
    marks = say("; ").join(
        say("{mark}, {test}", mark=mark(test), test=term(TEST_NAMES[test]))
        for test in dict.fromkeys(used)
        if test in TEST_NAMES
    )
    return pipe_table(
        [say("Characteristic"), say("All, n (%)"), *[_head(source, outcome) for outcome in outcomes]],
        lines,
        caption=say(
            "Characteristics of the participants and every outcome.{synthetic}", synthetic=source.synthetic_note()
        ),
        label="screening" if number == 1 else f"screening-{number}",
        note=say(
            "Percentages of all participants, and of the participants in each row; numbers as mean ± standard "
            "deviation (SD). {marks}. *P* not adjusted for the number of comparisons.",
            marks=marks,
        )
        if marks
        else "",
    )


def _head(source: Source, outcome: str) -> str:
    label = source.label(outcome)
    return say("{outcome}, n (%)", outcome=label) if source.study.outcomes[outcome].is_binary else label


def _column(source: Source, rows: pd.DataFrame, factor: str, outcome: str, test: object) -> list[list[str]]:
    """Lines of one factor for one outcome: statistic, P, and under them what the test compares."""
    binary = source.study.outcomes[outcome].is_binary
    series = pd.Series(test._asdict()) if test is not None else None  # type: ignore[attr-defined]
    (label, overall, event, statistic, p), *others = factor_lines(source, rows, factor, outcome, binary, series)
    if not others:
        others = [[f"{INDENT}{say('Mean ± SD')}", overall, event]]
    known = [statistic, p] if series is not None else [MISSING, MISSING]
    return [[label, "", known[0]], [f"{INDENT}*P*", "", known[1]], *[line[:3] for line in others]]
