"""Post hoc comparisons and trend tests: what the methods say of them, and their table in the supplement."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

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
        words = corrected.setdefault(POST_HOC.get(test) or names.get(test, test.replace("-", " ")), [])
        if adjustment in CORRECTIONS:
            words.append(CORRECTIONS[adjustment])
    said: dict[str, list[str]] = {}
    for name, words in corrected.items():
        said.setdefault(f" ({listing(words)})" if words else "", []).append(name)
    tests = "; ".join(listing(tests) + how for how, tests in said.items())
    return f"Where three or more groups differed, they were also compared two by two, by {tests}."


def trends(source: Source) -> str:
    """How trends over ordinal factors were tested; empty when they were not."""
    rows = _done(source, "trend")
    names = [name for test, name in TRENDS.items() if not rows.empty and (rows["test"] == test).any()]
    return f"Trends over the levels of ordinal factors were tested by {listing(names)}." if names else ""


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
            f"{cell(row.group1)} against {cell(row.group2)}",
            kinds.get(row.estimate_name, ""),
            estimate(row.estimate, row.conf_low, row.conf_high) if pd.notna(row.conf_low) else decimal(row.estimate),
            p_value(row.p_adjusted),
            methods[row.adjustment],
        ]
        for row in table.itertuples()
    ]
    level = confidence(source.study.plan.confidence)
    note = f"CI, {level} interval, given for differences of means; *P* is corrected for the number of comparisons."
    return pipe_table(
        ["Factor", "Groups", "Measure", "Value (CI)", "*P*", "Correction"],
        lines,
        caption=f"Comparisons of two groups each, {source.label(outcomes[0])}.{source.synthetic_note()}",
        label="posthoc",
        align="lllccl",
        note=note,
    )
