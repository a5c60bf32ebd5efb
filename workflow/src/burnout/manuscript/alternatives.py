"""Every customary test beside the one a plan chose: named in the methods, shown where it would conclude otherwise."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from burnout.language import say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import apart, listing, p_value
from burnout.manuscript.pipe import cell, pipe_table

LONGEST = 40
"""Most rows that the table may have; a longer one stays in the result files."""
ALTERNATIVES = {
    "student-t": "Student's *t* test",
    "welch-t": "Welch's *t* test",
    "mann-whitney-asymptotic": "the Mann-Whitney *U* test",
    "mann-whitney-corrected": "the Mann-Whitney *U* test with continuity correction",
    "mann-whitney-exact": "the exact Mann-Whitney *U* test",
    "one-way-anova": "one-way analysis of variance",
    "welch-anova": "Welch's analysis of variance",
    "kruskal-wallis": "the Kruskal-Wallis test",
    "pearson-chi-square": "Pearson's chi-square test",
    "yates-chi-square": "the chi-square test with Yates' continuity correction",
    "likelihood-ratio": "the likelihood-ratio chi-square test",
    "fisher-exact": "Fisher's exact test",
    "fisher-freeman-halton": "the Fisher-Freeman-Halton test",
    "pearson-correlation": "Pearson's correlation",
    "spearman-correlation": "Spearman's rank correlation",
    "kendall-tau-b": "Kendall's rank correlation",
}
"""Tests that answer the plan's own question two-sided; one-sided ones and trends answer another."""
OTHER_QUESTIONS = {
    "fisher-exact-greater": "one-sided exact tests",
    "fisher-exact-less": "one-sided exact tests",
    "linear-by-linear": "the test of linear-by-linear association",
    "cochran-armitage": "the Cochran-Armitage test",
}
"""Tests of another question, which stand in the same table."""
SAME = {"mann-whitney": "mann-whitney-asymptotic"}
"""Names that the plans' table and this one have for the same test."""


def _done(source: Source) -> pd.DataFrame:
    table = source.results.table("screening_tests")
    if table.empty:
        return table
    return table[(table["status"] == "ok") & table["test"].isin(list(ALTERNATIVES))]


def alternatives(source: Source) -> str:
    """Which tests stand in the result tables beside those that the plans chose; empty when there are none."""
    rows, screening = _done(source), source.results.table("screening")
    if rows.empty or screening.empty:
        return ""
    chosen = {SAME.get(test, test) for test in screening["test"]}
    ran = set(rows["test"]) - chosen
    table = source.results.table("screening_tests")
    ran |= set(table.loc[table["status"] == "ok", "test"]) & set(OTHER_QUESTIONS)
    names = list(dict.fromkeys(term(name) for test, name in (ALTERNATIVES | OTHER_QUESTIONS).items() if test in ran))
    if not names:
        return ""
    return say("Univariate relations are also tested by {tests}, whatever the plan.", tests=listing(names))


def disagreement_table(source: Source) -> str:
    """Factors about which another customary test would conclude otherwise than the primary plan's; empty if none."""
    alpha = source.study.plan.alpha
    rows, plan = _done(source), source.primary("screening")
    if rows.empty or plan.empty:
        return ""
    lines = []
    outcomes = source.study.screened_outcomes()
    for chosen in plan[plan["status"] == "ok"].itertuples():
        here = rows[(rows["outcome"] == chosen.outcome) & (rows["factor"] == chosen.factor)]
        here = here[here["test"] != SAME.get(chosen.test, chosen.test)]
        other = here[(here["p_value"] < alpha) != (chosen.p_value < alpha)]
        if len(other):
            place = [source.label(chosen.outcome)] if len(outcomes) > 1 else []
            name = ALTERNATIVES.get(SAME.get(chosen.test, chosen.test), cell(chosen.test))
            told = [source.label(chosen.factor), _told({name: chosen.p_value})]
            lines.append([*place, *told, _told({ALTERNATIVES[r.test]: r.p_value for r in other.itertuples()})])
    if not 0 < len(lines) <= LONGEST:
        return ""
    outcome = [say("Outcome")] if len(outcomes) > 1 else []
    return pipe_table(
        [*outcome, say("Factor"), say("Test of the plan (*P*)"), say("Tests that conclude otherwise (*P*)")],
        lines,
        caption=say("Factors whose significance hangs on the test.{synthetic}", synthetic=source.synthetic_note()),
        label="disagreement",
        align="l" * len(lines[0]),
        note=say(
            "Tests on different sides of *P* = {alpha}. The plan's test was fixed by its rule; where others disagree "
            "neither conclusion is firm. All tests are in the file screening_tests.csv.",
            alpha=f"{alpha:g}",
        ),
    )


def _told(tests: Mapping[str, float]) -> str:
    named = [term(name).removeprefix("the ") for name in tests]
    return apart(
        say("{test} ({p})", test=f"{name[0].upper()}{name[1:]}", p=p_value(p))
        for name, p in zip(named, tests.values(), strict=True)
    )
