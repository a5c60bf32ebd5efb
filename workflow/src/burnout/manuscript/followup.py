"""Post hoc comparisons and trend tests: what the methods say of them, and their table in the supplement."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from burnout.language import say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import confidence, decimal, estimate, listing, p_value
from burnout.manuscript.pipe import cell, pipe_table

LONGEST = 40
"""Most rows that the table of comparisons may have; a longer one stays in the result files."""
POST_HOC = {
    "lsd": "Fisher's least significant difference",
    "tukey-hsd": "Tukey's honestly significant difference",
    "games-howell": "the Games-Howell test",
    "dunn": "Dunn's test",
}
TRENDS = {
    "cochran-armitage": "the Cochran-Armitage test",
    "linear-by-linear": "the test of linear-by-linear association",
    "jonckheere-terpstra": "the Jonckheere-Terpstra test",
    "linear-contrast": "a linear contrast of means",
}
CORRECTIONS = {"none": "uncorrected", "bonferroni": "with Bonferroni's correction", "holm": "with Holm's correction"}


def _done(source: Source, table: str) -> pd.DataFrame:
    frame = source.results.table(table)
    return frame[frame["status"] == "ok"] if "status" in frame else frame


def comparisons(source: Source, plan: str, names: Mapping[str, str]) -> str:
    """How groups were compared two by two under a plan; empty when they were not.

    Parameters
    ----------
    source : Source
        The results.
    plan : str
        Name of the plan.
    names : mapping of str to str
        Names of the tests of tables of counts.
    """
    rows = _done(source, "posthoc")
    if rows.empty or not (rows["plan"] == plan).any():
        return ""
    kinds = rows.loc[rows["plan"] == plan, ["test", "adjustment"]].drop_duplicates()
    corrected: dict[str, list[str]] = {}
    for test, adjustment in kinds.itertuples(index=False):
        name = term(POST_HOC.get(test) or names.get(test, test.replace("-", " ")))
        words = corrected.setdefault(name, [])
        if adjustment in CORRECTIONS:
            words.append(term(CORRECTIONS[adjustment]))
    said: dict[str, list[str]] = {}
    for name, words in corrected.items():
        said.setdefault(listing(words), []).append(name)
    tests = [
        say("{tests} ({corrections})", tests=listing(names), corrections=how) if how else listing(names)
        for how, names in said.items()
    ]
    return say(
        "Where three or more groups differed, they were also compared two by two, by {tests}.",
        tests=say("; ").join(tests),
    )


def trends(source: Source) -> str:
    """How trends over ordinal factors were tested; empty when they were not."""
    rows = _done(source, "trend")
    names = [term(name) for test, name in TRENDS.items() if not rows.empty and (rows["test"] == test).any()]
    return (
        say("Trends over the levels of ordinal factors were tested by {tests}.", tests=listing(names)) if names else ""
    )


def comparison_table(source: Source) -> str:
    """The corrected comparisons of the first outcome under the primary plan, unless there are too many for a page."""
    outcomes = source.study.screened_outcomes()
    table = source.primary("posthoc")
    if table.empty or not outcomes:
        return ""
    table = table[(table["outcome"] == outcomes[0]) & (table["status"] == "ok") & (table["adjustment"] != "none")]
    if not 0 < len(table) <= LONGEST:
        return ""
    methods = {"bonferroni": "Bonferroni", "holm": "Holm", "tukey": "studentised range"}
    kinds = {"odds-ratio": "odds ratio", "mean-difference": "difference", "mean-rank-difference": "difference of ranks"}
    lines = [
        [
            source.label(row.factor),
            say("{first} against {second}", first=cell(row.group1), second=cell(row.group2)),
            term(kinds.get(row.estimate_name, "")),
            estimate(row.estimate, row.conf_low, row.conf_high) if pd.notna(row.conf_low) else decimal(row.estimate),
            p_value(row.p_adjusted),
            term(methods[row.adjustment]),
        ]
        for row in table.itertuples()
    ]
    level = confidence(source.study.plan.confidence)
    note = say(
        "CI, {level} interval, given for differences of means; *P* is corrected for the number of comparisons.",
        level=level,
    )
    return pipe_table(
        [say("Factor"), say("Groups"), say("Measure"), say("Value (CI)"), "*P*", say("Correction")],
        lines,
        caption=say(
            "Comparisons of two groups each, {outcome}.{synthetic}",
            outcome=source.label(outcomes[0]),
            synthetic=source.synthetic_note(),
        ),
        label="posthoc",
        align="lllccl",
        note=note,
    )
