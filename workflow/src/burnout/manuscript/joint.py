"""The joint display: results of the questionnaires beside the themes of the interviews."""

from __future__ import annotations

from typing import Any

import pandas as pd

from burnout.config.analysis import JointResult
from burnout.errors import Problem, RenderError
from burnout.language import say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import confidence, estimate, interval, lower_first, p_phrase, percent
from burnout.manuscript.outcome_levels import compared, model_label
from burnout.manuscript.pipe import cell, paragraphs, pipe_table
from burnout.manuscript.tested_change import shown_change
from burnout.render.escape import escape


def joint_display(source: Source) -> str:
    """Theme, results and a statement side by side, as the study file pairs them; nothing where it pairs none.

    Raises
    ------
    RenderError
        The study file names a theme that the table of themes does not have.
    """
    lines = source.study.interviews.joint if source.study.interviews else []
    if not lines:
        return ""
    themes = list(dict.fromkeys(source.results.table("themes")["theme"]))
    _check(lines, themes)
    read = any(line.reading for line in lines)
    head = [say("Theme"), say("Results of the questionnaires"), say("Statement")]
    rows = [_row(source, line, read) for line in lines]
    return paragraphs(
        say("@tbl-joint sets results of the questionnaires beside the themes."),
        pipe_table(
            [*head, *([say("Both together")] if read else [])],
            rows,
            caption=say(
                "Joint display of the questionnaires and the interviews.{synthetic}", synthetic=source.synthetic_note()
            ),
            label="joint",
            align="l" * len(rows[0]),
            note=_note(rows),
        ),
    )


def _check(lines: list[JointResult], themes: list[str]) -> None:
    problems = [
        Problem(
            "study file",
            f"interviews.joint[{i}].theme",
            repr(line.theme),
            "; ".join(themes),
            "Write it as in the table.",
        )
        for i, line in enumerate(lines)
        if line.theme not in themes
    ]
    if problems:
        raise RenderError(problems)


def _row(source: Source, line: JointResult, read: bool) -> list[str]:
    quotes = source.results.table("quotations")
    quotes = quotes[quotes["theme"] == line.theme]
    quote = ""
    if len(quotes):
        first = quotes.iloc[0]
        quote = say("“{quote}” ({participant})", quote=cell(first["quote"]), participant=cell(first["participant"]))
    said = [text for name in line.results for text in _results(source, name)]
    found = say("; ").join(said) or say("no result")
    return [f"**{cell(line.theme)}**", found[:1].upper() + found[1:], quote, *([cell(line.reading)] if read else [])]


def _results(source: Source, name: str) -> list[str]:
    """What the tables say of a factor, an outcome or a measure of before and after."""
    if name in source.study.outcomes:
        return _share(source, name) or _change(source, name)
    return [*_change(source, name), *_screened(source, name), *_odds(source, name)]


def _share(source: Source, name: str) -> list[str]:
    table = source.results.table("prevalence")
    if table.empty:
        return []
    first = table["occasion"].astype(str) == source.study.first_occasion
    rows = table[(table["outcome"] == name) & (table["level"] == "Yes") & first]
    return [
        say(
            "{outcome} {share} ({level} CI {limits})",
            outcome=lower_first(source.label(name)),
            share=percent(row.percent),
            level=confidence(source.study.plan.confidence),
            limits=f"{interval(row.conf_low, row.conf_high)}%",
        )
        for row in rows.itertuples()
    ]


def _change(source: Source, name: str) -> list[str]:
    rows = _good(source.primary("paired"))
    if rows.empty:
        return []
    return [
        say(
            "{measure}: change {change}, {p}",
            measure=lower_first(source.label(name)),
            change=shown_change(row),
            p=p_phrase(row.p_value),
        )
        for row in rows[rows["measure"] == name].drop_duplicates("measure").itertuples()
    ]


def _screened(source: Source, name: str) -> list[str]:
    """The comparisons in which the factor stood out, or that it did in none."""
    rows = _good(source.primary("screening"))
    if rows.empty or name not in set(rows["factor"]):
        return []
    rows = rows[rows["factor"] == name]
    clear = rows[rows["p_value"] < source.study.plan.alpha]
    factor = lower_first(source.label(name))
    if clear.empty:
        return [say("{factor}: no significant association with any of the outcomes", factor=factor)]
    return [
        say("{factor} and {outcome}: {p}", factor=factor, outcome=_outcome(source, row), p=p_phrase(row.p_value))
        for row in clear.itertuples()
    ]


def _outcome(source: Source, row: Any) -> str:
    return lower_first(source.label(row.outcome))


def _odds(source: Source, name: str) -> list[str]:
    rows = _good(source.primary("logistic"))
    if rows.empty:
        return []
    rows = rows[(rows["kind"] == "multivariable") & (rows["factor"] == name)]
    said = []
    for model, part in rows.groupby("model", sort=False):
        for level, levels in compared(part):
            odds = say("; ").join(_contrast(row) for row in levels.itertuples())
            against = f"{model_label(source, str(model))}{f' ({cell(level)})' if level else ''}"
            said.append(say("in the model for {outcome}, {odds}", outcome=lower_first(against), odds=odds))
    return said


def _contrast(row: Any) -> str:
    odds = say("OR {value}", value=estimate(row.odds_ratio, row.conf_low, row.conf_high))
    if not (isinstance(row.level, str) and row.level):
        return odds
    if not (isinstance(row.reference, str) and row.reference):
        return say("{level}: {odds}", level=escape(term(row.level)), odds=odds)
    return say(
        "{level} against {reference}: {odds}",
        level=escape(term(row.level)),
        reference=escape(term(row.reference)),
        odds=odds,
    )


def _good(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["status"] == "ok"] if len(rows) else rows


def _note(rows: list[list[str]]) -> str:
    """The abbreviations that occur."""
    text = " ".join(row[1] for row in rows)
    if "OR " in text:
        return say("OR, odds ratio with confidence interval, from the multivariable model.")
    return say("CI, confidence interval.") if "CI " in text else ""
