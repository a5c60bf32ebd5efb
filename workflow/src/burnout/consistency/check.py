"""All checks of a file of printed figures."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from burnout.config.load import parse, read_yaml
from burnout.consistency.finding import Finding, frame
from burnout.consistency.means import mean, sd
from burnout.consistency.model import Mean, Percentage, Published, Test
from burnout.consistency.odds import odds_ratio
from burnout.consistency.printed import read, shown
from burnout.consistency.pvalue import needed, p_value
from burnout.consistency.shares import adds_up, count, nearest, percentage, sample_sizes
from burnout.errors import ConfigError, Problem

if TYPE_CHECKING:
    import pandas as pd

ENOUGH = 4
"""Percentages of the same people from which a sample size can be told."""

MOST_TRIED = 5000
"""Largest sample size tried."""

NO_N = "Without the number of people it cannot be checked."


def load(path: Path, shown_as: str | None = None) -> Published:
    """A file of printed figures; numbers in it are taken as text, digit for digit.

    Raises
    ------
    ConfigError
        The file cannot be read, or is not as the model says.
    """
    name = shown_as or str(path)
    published = parse(Published, read_yaml(path, name, as_text=True), name)
    if published.published != path.stem:
        remedy = "Give the file and the key in it the same name."
        raise ConfigError(Problem(name, "published", repr(published.published), repr(path.stem), remedy))
    return published


def check(published: Published) -> pd.DataFrame:
    """Check every printed figure of a file.

    Parameters
    ----------
    published : Published
        The figures.

    Returns
    -------
    pandas.DataFrame
        One row per figure checked: check, label, printed, computed (float), verdict, note. Verdicts in
        `burnout.consistency.finding.FLAGGED` ask for a look.

    Raises
    ------
    DataError
        A figure is impossible for its test.
    """
    return frame(findings(published))


def findings(published: Published) -> Iterator[Finding]:
    """Findings of a file in its order."""
    yield from _sample_size(published)
    for share in published.percentages:
        yield _percentage(published, share)
    by_label = {share.label: share for share in published.percentages}
    for group in published.groups:
        total = None if group.total is None else by_label[group.total].printed
        members = [by_label[label] for label in group.members]
        people = {member.of or published.n for member in members}
        n = people.pop() if len(people) == 1 else None
        yield adds_up([member.printed for member in members], n, total, group.label)
    for tally in published.counts:
        yield _tally(tally.label, tally.parts, tally.total)
    for each in published.means:
        yield from _mean(published, each)
    for test in published.tests:
        yield _test(test, published.alpha)
    for ratio in published.odds_ratios:
        wald, alpha = ratio.interval == "wald", published.alpha
        yield from odds_ratio(
            ratio.odds_ratio, ratio.low, ratio.high, ratio.p, ratio.level, wald, alpha, label=ratio.label
        )


def _sample_size(published: Published) -> Iterator[Finding]:
    """What the percentages of all participants tell about their number."""
    printed = [share.printed for share in published.percentages if share.of is None]
    if len(printed) < ENOUGH:
        return
    limit = min(max(500, 20 * 10 ** max(read(text).decimals for text in printed)), MOST_TRIED)
    for misses in range(len(printed) // 3 + 1):
        found = sample_sizes(printed, misses, limit)
        if found:
            fitted = "all" if misses == 0 else f"{len(printed) - misses} of the"
            more = f", then {', '.join(str(n) for n in found[1:])}" if found[1:] else ""
            best = "" if misses == 0 else f" None up to {limit} fits more of them."
            note = f"The smallest sample size that fits {fitted} {len(printed)} percentages is {found[0]}{more}.{best}"
            yield Finding("sample size", "all participants", _n(published), float(found[0]), "ok", note)
            return
    note = f"No sample size up to {limit} fits two thirds of the percentages."
    yield Finding("sample size", "all participants", _n(published), math.nan, "ok", note)


def _n(published: Published) -> str:
    return "" if published.n is None else f"n = {published.n}"


def _percentage(published: Published, share: Percentage) -> Finding:
    n = share.of or published.n
    if n is None:
        return Finding("percentage", share.label, share.printed, math.nan, "not checked", NO_N)
    if share.count is not None:
        return count(share.count, share.printed, n, share.label)
    found = percentage(share.printed, n, share.label)
    if found.verdict != "not attainable":
        return found
    return dataclasses.replace(found, note=found.note + _made_to_fit(published, share, n))


def _made_to_fit(published: Published, share: Percentage, n: int) -> str:
    """A guess why a percentage is not attainable: altered so that a group's printed figures add up to 100."""
    printed = {each.label: read(each.printed) for each in published.percentages}
    figure = printed[share.label]
    near = Fraction(shown(Fraction(100 * nearest(figure, n), n), figure.decimals))
    for group in published.groups:
        added = sum((printed[label].value for label in group.members), Fraction(0))
        if share.label in group.members and group.total is None and added == 100 and near != figure.value:
            sums = shown(added - figure.value + near, figure.decimals)
            nearest_share = shown(near, figure.decimals)
            return f" With {nearest_share} its group adds up to {sums}: perhaps it was adjusted to reach 100."
    return ""


def _tally(label: str, parts: list[int], total: int) -> Finding:
    added = sum(parts)
    printed = f"{' + '.join(str(part) for part in parts)} = {total}"
    if added == total:
        return Finding("counts", label, printed, float(added), "ok", f"They add up to {added}.")
    return Finding("counts", label, printed, float(added), "inconsistent", f"They add up to {added}, not {total}.")


def _mean(published: Published, each: Mean) -> Iterator[Finding]:
    n = each.n or published.n
    if n is None:
        yield Finding("mean", each.label, each.printed, math.nan, "not checked", NO_N)
        return
    yield mean(each.printed, n, each.items, each.step, each.label)
    if each.sd is not None:
        yield sd(each.sd, each.printed, n, each.items, each.step, each.label)


def _test(test: Test, alpha: float) -> Finding:
    if test.statistic is not None:
        return p_value(test.test, test.statistic, test.freedom, test.p, test.tails, alpha, test.label)
    return needed(test.test, test.freedom, test.p, test.tails, test.label)
