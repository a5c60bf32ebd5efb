"""Supplementary methods: what stands in the result tables only, named where it ran and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from burnout.language import joined, say, term
from burnout.manuscript.alternatives import alternatives
from burnout.manuscript.further_words import (
    AGREEMENT,
    ARMS,
    ASSUMPTIONS,
    CHANGE_EFFECTS,
    CHANGE_TESTS,
    CHECKS,
    CLUSTERS,
    FIT_MEASURES,
    INTERVALS,
    OVER_TIME,
    POOL_TESTS,
    POOLING,
    POSTHOC,
    RISK_GROUPS,
    SCREEN_EFFECTS,
    SCREEN_INTERVALS,
    SHIFT,
)
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import listing
from burnout.manuscript.pipe import paragraphs


@dataclass(frozen=True)
class Told:
    """A sentence over the values of one column: ``{names}`` stands for the list of their names."""

    table: str
    column: str
    words: Mapping[str, str]
    sentence: str


MODELS = (
    Told("logistic_intervals", "method", INTERVALS, "Each coefficient of the regressions is also given by {names}."),
    Told("goodness_of_fit", "measure", FIT_MEASURES, "The fit of each regression is told by {names}."),
    Told("calibration", "method", RISK_GROUPS, "Calibration is told by {names}."),
    Told("diagnostics", "measure", CHECKS, "Checks of the regressions are {names}."),
    Told("cluster_sensitivity", "method", CLUSTERS, "Clusters are also allowed for by {names} as other programs have."),
)
SCREENING = (
    Told("assumptions", "test", ASSUMPTIONS, "The assumptions of tests of numbers are looked at by {names}."),
    Told("screening_effects", "effect_size_name", SCREEN_EFFECTS, "Effect sizes of univariate relations are {names}."),
    Told("screening_effects", "method", SCREEN_INTERVALS, "Their intervals are {names}."),
    Told(
        "screening_posthoc", "test", POSTHOC, "Every two groups of a number are compared by {names}, whatever the plan."
    ),
)
CHANGES = (
    Told("paired_tests", "test", CHANGE_TESTS, "Every change before and after is tested by {names}."),
    Told("paired_effects", "effect_size_name", CHANGE_EFFECTS, "Effect sizes of changes are {names}."),
    Told("paired_shift", "test", SHIFT, "Shifts between bands or grades are also tested by {names}."),
    Told("paired_arms", "method", ARMS, "Arms are also compared by {names}."),
    Told("repeated_tests", "test", OVER_TIME, "Changes over the occasions are also tested by {names}."),
)
OTHERS = (
    Told(
        "pool_methods", "method", POOLING, "Effects of sites are also pooled by {names}, and without each site in turn."
    ),
    Told("pool_tests", "test", POOL_TESTS, "Counts of sites are also tested by {names}."),
    Told("agreement", "statistic", AGREEMENT, "Agreement is also told by {names}."),
)


def done(source: Source, name: str) -> pd.DataFrame:
    """Rows of a table that have a result."""
    table = source.results.table(name)
    return table[table["status"] == "ok"] if "status" in table else table


def further(source: Source) -> list[str]:
    """The paragraphs on what stands in the result tables only; none when nothing does."""
    parts = (
        [_items(source)],
        [alternatives(source), *_told(source, SCREENING), _cells(source)],
        _told(source, MODELS),
        _told(source, CHANGES),
        _told(source, OTHERS),
    )
    return [joined(part) for part in parts if any(part)]


def further_methods(source: Source) -> str:
    """Supplementary methods, the first part of the supplement."""
    texts = further(source)
    if not texts:
        return ""
    lead = say("**Supplementary methods.** Beside the analyses of the text, the result tables hold what follows.")
    return paragraphs(joined([lead, texts[0]]), *texts[1:])


def pointer(source: Source) -> str:
    """Where the methods section sends those who want all of it."""
    if not further(source):
        return ""
    return say("Further tests, effect sizes and checks in the result tables are named in the supplementary methods.")


def _told(source: Source, sentences: Sequence[Told]) -> list[str]:
    said = []
    for one in sentences:
        rows = done(source, one.table)
        found = set(rows[one.column]) if len(rows) else set()
        named = list(dict.fromkeys(term(words) for value, words in one.words.items() if value in found))
        said.append(term(one.sentence).format(names=listing(named)) if named else "")
    return [text for text in said if text]


def _items(source: Source) -> str:
    said = []
    items = done(source, "items")
    if len(items) and items["item_rest_correlation"].notna().any():
        said.append(
            say(
                "Each item has its correlation with the sum of the others and Cronbach's alpha without it; scales "
                "whose items run against each other are pointed out."
            )
        )
    if len(done(source, "factor_fit")):
        said.append(
            say(
                "Questionnaires were fitted by confirmatory factor analysis with maximum likelihood "
                "[@joreskog1967factor] (CFI, TLI, RMSEA, SRMR)."
            )
        )
    return joined(said)


def _cells(source: Source) -> str:
    said = []
    cells, screening = done(source, "cells"), done(source, "screening")
    if len(cells) and cells["adjusted_residual"].notna().any():
        said.append(say("Adjusted residuals tell where in a table of counts people stand out."))
    if "p_bh" in screening and screening["p_bh"].notna().any():
        said.append(
            say(
                "P values of screening are also adjusted by the method of Benjamini and Hochberg "
                "[@benjamini1995controlling]."
            )
        )
    if "standardised_difference" in screening and screening["standardised_difference"].notna().any():
        said.append(say("Standardised differences stand beside the tests."))
    return joined(said)
