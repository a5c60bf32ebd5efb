"""Univariable beside multivariable odds ratios: one supplementary table for each model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.figures.style import slug
from burnout.language import say
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import MISSING, confidence, count, decimal, estimate, known, lower_first, p_value
from burnout.manuscript.outcome_levels import compared, family_of, heading, model_label
from burnout.manuscript.pipe import INDENT, cell, paragraphs, pipe_table

Key = tuple[str, str]
"""Factor and level of a coefficient."""
INTERCEPTS = ("(intercept)", "(threshold)")


def odds_tables(source: Source) -> str:
    """A table for each model of the primary plan; nothing without a model."""
    rows = source.primary("logistic")
    if rows.empty or "kind" not in rows:
        return ""
    rows = rows[~rows["factor"].isin(INTERCEPTS)]
    return paragraphs(*[_table(source, name, rows[rows["model"] == name]) for name in source.study.models])


def _table(source: Source, name: str, rows: pd.DataFrame) -> str:
    single = rows[rows["kind"] == "univariable"]
    if single.empty:
        return ""
    joint = rows[rows["kind"] == "multivariable"]
    lines: list[list[str]] = []
    groups = compared(single)
    for level, part in groups:
        together = joint[joint["outcome_level"] == level] if level else joint
        if level:
            lines.append([heading(source, name, level, part), *[""] * 5])
        lines += _lines(source, part, together)
    of = confidence(source.study.plan.confidence)
    binary = family_of(single) == "binary"
    return pipe_table(
        [
            say("Factor"),
            say("Events/n (%)") if binary else "n",
            say("Univariable OR ({level} CI)", level=of),
            "*P*",
            say("Multivariable OR ({level} CI)", level=of),
            "*P*",
        ],
        lines,
        caption=say(
            "Univariable and multivariable odds ratios for {outcome}.{synthetic}",
            outcome=lower_first(model_label(source, name)),
            synthetic=source.synthetic_note(),
        ),
        label=f"odds-{slug(name)}",
        note=_note(single, joint),
    )


def _lines(source: Source, single: pd.DataFrame, joint: pd.DataFrame) -> list[list[str]]:
    """A heading for each factor, its reference, and a line for each other level; factors of the model come first."""
    together = {(str(row.factor), _level(row)): row for row in joint.itertuples()}
    inside = list(dict.fromkeys(factor for factor, _ in together))
    factors = [*inside, *(f for f in single["factor"].unique() if f not in inside)]
    lines = []
    for factor in factors:
        alone = single[single["factor"] == factor]
        shown = alone if len(alone) else joint[joint["factor"] == factor]
        lines += _factor(source, str(factor), list(shown.itertuples()), len(alone) > 0, together)
    return lines


def _factor(source: Source, factor: str, rows: list[Any], alone: bool, together: Mapping[Key, Any]) -> list[list[str]]:
    label = f"**{source.label(factor)}**"
    lines = []
    for i, row in enumerate(rows):
        cells = [*_result(row if alone else None), *_result(together.get((factor, _level(row))))]
        if not _level(row):
            lines.append([label, _people(row, ""), *cells])
            continue
        if i == 0:
            entered = any(name == factor for name, _ in together)
            one = [say("1 (reference)"), ""]
            lines.append([label, "", "", "", "", ""])
            lines.append(
                [
                    INDENT + cell(row.reference),
                    _people(row, "reference"),
                    *(one if alone else ["", ""]),
                    *(one if entered else ["", ""]),
                ]
            )
        lines.append([INDENT + cell(row.level), _people(row, "level"), *cells])
    return lines


def _level(row: Any) -> str:
    return row.level if isinstance(row.level, str) else ""


def _people(row: Any, of: str) -> str:
    """Events among the people of a level (`of` says which: level, reference, or all), or only the people."""
    n, events = ((getattr(row, f"{of}_{what}" if of else what, None)) for what in ("n", "events"))
    if not known(n):
        return MISSING
    if not known(events) or getattr(row, "family", "binary") != "binary":
        return count(n)
    return f"{count(events)}/{count(n)} ({decimal(100 * events / n)})" if n else f"0/{count(n)}"


def _result(row: Any) -> list[str]:
    """Odds ratio with interval, and P; blank where the factor is not in the model."""
    if row is None:
        return ["", ""]
    if row.status != "ok":
        return [MISSING, MISSING]
    return [estimate(row.odds_ratio, row.conf_low, row.conf_high, 3), p_value(row.p_value)]


def _note(single: pd.DataFrame, joint: pd.DataFrame) -> str:
    said = [say("OR, odds ratio; CI, confidence interval.")]
    good = joint[joint["status"] == "ok"]
    if len(good):
        people = count(good.iloc[0]["n"])
        said.append(say("The multivariable model holds the {n} participants who answered all it asks for.", n=people))
    if set(single["factor"]) - set(joint["factor"]):
        said.append(say("Blank: not in the multivariable model."))
    failed = pd.concat([single, joint])
    if (failed["status"] != "ok").any():
        said.append(say("{dash}: could not be estimated; the file logistic.csv says why.", dash=MISSING))
    return " ".join(said)
