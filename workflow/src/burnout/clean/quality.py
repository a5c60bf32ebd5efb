"""Rules about how a row was answered: contradictions, attention, time, the same answer everywhere.

Vectorised over rows, on what `assemble` has read. Nothing of the study file is evaluated: a condition is one of a
closed set of comparisons. A row that lacks an answer which a rule needs is not judged by it.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from burnout.clean.layout import ANSWER_TIME, attention_name, in_file, item_names
from burnout.clean.marks import Mark, shown
from burnout.config.cleaning import AnswerTime, Comparison, Condition, Consistency, StraightLining
from burnout.config.cleaning_reasons import TOO_FAST, contradiction, failed_attention, same_answers
from burnout.config.instrument import Instrument
from burnout.config.study import Study

RELATIONS = {
    "at_least": operator.ge,
    "above": operator.gt,
    "at_most": operator.le,
    "below": operator.lt,
    "equal": operator.eq,
    "different": operator.ne,
}


def quality(
    study: Study, instruments: Mapping[str, Instrument], keys: pd.DataFrame, values: pd.DataFrame, reason: pd.Series
) -> Iterator[Mark]:
    """Rows that break these rules, rule by rule; `reason` is read anew for each."""
    rules = study.cleaning
    for i, rule in enumerate(rules.consistency):
        yield _contradictory(rule, values, f"cleaning.consistency[{i}].action")
    for i, rule in enumerate(rules.attention):
        rows = (values[attention_name(i)] == 0).to_numpy()
        mark = Mark(failed_attention(rules, i), rule.action, rows, None, f"cleaning.attention[{i}].action")
        yield mark.telling(lambda r, rule=rule: [f"another answer than asked for in {rule.column}"] * int(r.sum()))
    if rules.answer_time:
        yield _fast(rules.answer_time, keys, values, (reason == "").to_numpy())
    for i, rule in enumerate(rules.straight_lining):
        yield _straight(study, instruments, rule, keys, values, f"cleaning.straight_lining[{i}].action")


def _contradictory(rule: Consistency, values: pd.DataFrame, place: str) -> Mark:
    judged = np.ones(len(values), dtype=bool)
    for name, condition in rule.if_.items():
        judged &= _holds(condition, values[name])
    broken = np.zeros(len(values), dtype=bool)
    for name, condition in rule.then.items():
        known = values[name].notna().to_numpy() | (condition.answered is not None)
        broken |= known & ~_holds(condition, values[name])
    names = [*rule.if_, *rule.then]
    if rule.compare is not None:
        broken |= _unlike(rule.compare, values)
        names += [rule.compare.left, rule.compare.right]
    mark = Mark(contradiction(rule), rule.action, judged & broken, None, place)
    return mark.telling(lambda rows: _answers(values.loc[rows, list(dict.fromkeys(names))]))


def _answers(rows: pd.DataFrame) -> list[str]:
    return [", ".join(f"{n} {shown(v)}" for n, v in zip(rows, row, strict=True)) for row in rows.values.tolist()]


def _holds(condition: Condition, column: pd.Series) -> np.ndarray:
    """Rows for which a condition holds; a missing answer fulfils nothing but `answered: false`."""
    there = column.notna().to_numpy()
    if condition.answered is False:
        return ~there
    holds = there.copy()
    for kind, limit in condition.limits.items():
        holds &= RELATIONS[kind](column.to_numpy(float), limit)
    if condition.one_of is not None:
        holds &= column.isin(condition.one_of).to_numpy()
    if condition.none_of is not None:
        holds &= ~column.isin(condition.none_of).to_numpy()
    return holds


def _unlike(rule: Comparison, values: pd.DataFrame) -> np.ndarray:
    """Rows in which two variables are not to each other as they should be."""
    left, right = _numbers(values[rule.left]), _numbers(values[rule.right]) + rule.plus
    return ~np.isnan(left) & ~np.isnan(right) & ~RELATIONS[rule.is_](left, right)


def _numbers(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.where(column.isna(), np.nan, column.cat.codes)
    return column.to_numpy(float)


def _fast(rule: AnswerTime, keys: pd.DataFrame, values: pd.DataFrame, open_rows: np.ndarray) -> Mark:
    """Rows answered faster than allowed; the median is that of rows not set aside, of their file and occasion."""
    seconds = values[ANSWER_TIME]
    limit = pd.Series(-np.inf if rule.below is None else rule.below, index=values.index)
    if rule.below_median is not None:
        groups = [keys["file"], keys["occasion"]]
        median = seconds.where(open_rows).groupby(groups, observed=True, dropna=False).transform("median")
        limit = np.fmax(limit, rule.below_median * median)
    rows = (seconds < limit).to_numpy()
    mark = Mark(TOO_FAST, rule.action, rows, None, "cleaning.answer_time.action")
    return mark.telling(lambda r: [f"{s:g} s, less than {x:.4g} s" for s, x in zip(seconds[r], limit[r], strict=True)])


def _straight(
    study: Study,
    instruments: Mapping[str, Instrument],
    rule: StraightLining,
    keys: pd.DataFrame,
    values: pd.DataFrame,
    place: str,
) -> Mark:
    """Rows with one and the same answer to all items with the questionnaire's own range of answers."""
    use = study.instruments[rule.instrument]
    instrument = instruments[use.instrument]
    names = [
        name
        for n, name in enumerate(item_names(rule.instrument, instrument), start=1)
        if instrument.answers_of(n) is instrument.answers
    ]
    answers = values[names].to_numpy(float)
    lowest, highest = np.fmin.reduce(answers, axis=1), np.fmax.reduce(answers, axis=1)
    enough = (~np.isnan(answers)).sum(axis=1) >= max(2, rule.minimum_answered * len(names) - 1e-9)
    asked = keys["file"].isin([file for file in study.files if in_file(use, file)]).to_numpy()
    mark = Mark(same_answers(rule), rule.action, asked & enough & (lowest == highest), None, place)
    return mark.telling(lambda rows: [f"{answer:g} to every item" for answer in lowest[rows]])
