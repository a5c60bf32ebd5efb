"""The multiverse in the manuscript: what was varied, how many specifications agree, and the specification curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.language import joined, say, say_count, spelled, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, decimal, estimate, listing, lower_first, p_value
from burnout.manuscript.pipe import figure, paragraphs, pipe_table, section
from burnout.manuscript.trace import records
from burnout.multiverse_labels import DIMENSION_LABELS, MEASURE_LABELS, choice_label, choice_name, question_label
from burnout.render.escape import escape

MOST_CURVES = 6
"""Most curves shown in the supplement; the others stay among the figures."""
MOST_TOLD = 8
"""Most questions told one by one in the text."""
DIMENSION_WORDS = {
    "cutoffs": "cut-off set",
    "missing_rule": "missing-item rule",
    "scoring_key": "scoring key",
    "coding": "coding of ordinal factors",
    "covariates": "set of covariates",
    "people": "people included",
    "method": "method",
}
METHOD_WORDS = {
    "maximum-likelihood": "maximum likelihood",
    "cluster-robust": "cluster-robust standard errors",
    "firth": "Firth's penalised likelihood [@firth1993bias]",
    "linear": "least squares",
    "linear-hc3": "least squares with HC3 standard errors [@mackinnon1985some]",
    "paired-t": "the paired *t* test",
    "wilcoxon": "the asymptotic Wilcoxon signed-rank test",
    "wilcoxon-exact": "the exact Wilcoxon signed-rank test",
}
NO_TEST = (
    "Specifications rest on the same people and are not independent: how many agree tells how much hangs on the "
    "choices, and is no test."
)


def _estimated(source: Source) -> pd.DataFrame:
    """Questions with an estimate, in their order."""
    table = source.results.table("multiverse_summary")
    return table[table["status"] == "ok"] if len(table) else table


def _label(source: Source, row: Mapping[str, object]) -> str:
    return escape(question_label(source.study, source.instruments, row))


def multiverse_methods(source: Source) -> str:
    """What was varied and how; only choices and methods of which there are estimates."""
    rows = source.results.table("multiverse")
    if rows.empty or not (rows["status"] == "ok").any():
        return ""
    good = rows[rows["status"] == "ok"]
    questions = good["question"].nunique()
    sampled = _sampled(source, rows)
    said = [
        say_count(
            "In a multiverse analysis [@steegen2016increasing; @simonsohn2020specification] {n} question was "
            "answered by {combinations} of choices that could be defended, and the estimates were put in order as "
            "specification curves.",
            "In a multiverse analysis [@steegen2016increasing; @simonsohn2020specification] {n} questions were "
            "answered by {combinations} of choices that could be defended, and the estimates were put in order as "
            "specification curves.",
            questions,
            n=spelled(questions),
            combinations=say("a random sample of the combinations") if sampled else say("every combination"),
        )
    ]
    varied = [text for name in DIMENSION_WORDS if (text := _varied(source, good, name))]
    said += [say("Varied were {choices}.", choices=say("; ").join(varied))] if varied else []
    if good["method"].str.startswith("wilcoxon").any():
        said.append(
            say(
                "Signed-rank tests go with the median of the means of every two changes [@hodges1963estimates] and an "
                "interval of all shifts that they do not reject."
            )
        )
    if (rows["status"] == "few-events").any():
        said.append(say("Specifications with fewer than five events per parameter were not estimated."))
    if (rows["status"] == "not-formed").any():
        said.append(say("Where a cut-off set does not give the outcome, the specification has no estimate."))
    return joined([*said, term(NO_TEST)])


def _sampled(source: Source, rows: pd.DataFrame) -> bool:
    """Whether specifications of a question may have been drawn at random."""
    asked = source.study.multiverse
    return asked is not None and asked.sample and bool((rows["question"].value_counts() >= asked.most).any())


def _varied(source: Source, good: pd.DataFrame, dimension: str) -> str:
    """A dimension with the choices that were tried, where there were two or more for a question."""
    several = [part for _, part in good.groupby("question", sort=False) if part[dimension].nunique() > 1]
    if not several:
        return ""
    choices = [choice for part in several for choice in part[dimension].unique() if choice != ""]
    if dimension == "method":
        words = [term(METHOD_WORDS.get(choice, choice)) for choice in dict.fromkeys(choices)]
    elif dimension == "covariates":
        words = [_covariates_words(source, good, choice) for choice in dict.fromkeys(choices)]
    elif dimension == "cutoffs":
        made = good.drop_duplicates(["cutoffs", "definition"])
        words = [
            say(
                "{definition} ({cutoffs})",
                definition=escape(lower_first(term(row.definition))),
                cutoffs=escape(choice_label("cutoffs", row.cutoffs)),
            )
            for row in made[made["cutoffs"].isin(choices)].itertuples()
        ]
    else:
        words = [escape(lower_first(choice_label(dimension, choice))) for choice in dict.fromkeys(choices)]
    return say("{dimension} ({choices})", dimension=term(DIMENSION_WORDS[dimension]), choices=listing(words))


def _covariates_words(source: Source, good: pd.DataFrame, choice: str) -> str:
    """A set of covariates: of the file's own sets with its factors, of the plans' models by name."""
    if choice == "none":
        return say("none")
    asked = source.study.multiverse
    own = (asked.covariates or {}).get(choice) if asked else None
    if not own or len(own) > MOST_TOLD:
        named = escape(choice_name(choice))
        return say("the {model}", model=named) if choice.endswith(("model", "plans")) else named
    return say(
        "{set}: {factors}",
        set=escape(choice_name(choice)),
        factors=listing([lower_first(source.label(name)) for name in own]),
    )


def multiverse(source: Source) -> str:
    """What the specifications of each question say together, as a part of the results."""
    table = _estimated(source)
    if table.empty:
        return ""
    texts = [_told(source, row) for row in records(table.head(MOST_TOLD))]
    rest = len(table) - MOST_TOLD
    more = say("The other {n} questions stand in the table.", n=rest) if rest > 0 else ""
    lead = say("Would other choices that can be defended have led to the same answers (@tbl-multiverse)?")
    return paragraphs(section("Other reasonable choices", "choices"), joined([lead, *texts, more]))


def _told(source: Source, row: Mapping[str, object]) -> str:
    """One question in a sentence or two."""
    name = str(row["question"])
    put = lambda key, text: source.values.put(f"multiverse.{name}.{key}", text)  # noqa: E731
    same, agree = _counts(row)
    against = say("the primary analysis") if pd.notna(row["primary_estimate"]) else say("their median")
    measure = lower_first(term(MEASURE_LABELS[str(row["measure"])]))
    alpha = f"{source.study.plan.alpha:g}"
    return say(
        "{question}: of {n} specifications, {same} pointed in the direction of {against} and {agree} did so with "
        "*P* < {alpha}; the {measure} went from {lowest} to {highest} (median {median}){moved}.",
        question=_label(source, row),
        n=put("estimated", count(row["estimated"])),  # type: ignore[arg-type]
        same=put("same", same),
        against=against,
        agree=put("agree", agree),
        alpha=alpha,
        measure=measure,
        lowest=put("lowest", decimal(row["min_estimate"])),  # type: ignore[arg-type]
        highest=put("highest", decimal(row["max_estimate"])),  # type: ignore[arg-type]
        median=put("median", decimal(row["median_estimate"])),  # type: ignore[arg-type]
        moved=_moved(source, name),
    )


def _counts(row: Mapping[str, Any]) -> list[str]:
    """How many specifications point in the same direction, and how many do so with a small P."""
    shares = ("share_same_sign", "share_significant_same_direction")
    return [decimal(row[share] * row["estimated"], 0) for share in shares]


def _moved(source: Source, question: str) -> str:
    """The choice that moves the estimates most, where there is one."""
    most = _most(source, question)
    if most is None:
        return ""
    share = source.values.put(f"multiverse.{question}.moved", _whole(most["variance_share"]))
    word = term(DIMENSION_WORDS[str(most["dimension"])])
    return say(", and the {choice} moved it most ({share} of the variance of the estimates)", choice=word, share=share)


def _whole(share: float) -> str:
    """A share (0 to 1) in whole percent."""
    return f"{decimal(100 * share, 0)}%"


def _most(source: Source, question: str) -> pd.Series | None:
    """The dimension with the largest share of the variance of the estimates."""
    table = source.results.table("multiverse_dimensions")
    rows = table[(table["question"] == question) & table["variance_share"].notna()] if len(table) else table
    return rows.loc[rows["variance_share"].idxmax()] if len(rows) else None


def multiverse_supplement(source: Source) -> str:
    """Table of all questions and the first specification curves."""
    table = _estimated(source)
    if table.empty:
        return ""
    curves = []
    for row in records(table):
        slug = str(row["question"]).replace("_", "-")
        name = f"multiverse/curve-{slug}"
        if name in source.results.figures and len(curves) < MOST_CURVES:
            caption = say(
                "Specification curve. {question}. Above: estimates with {level} intervals in order of size; below: the "
                "choices behind each. The plans' own specifications are marked.{synthetic}",
                question=_label(source, row),
                level=_level(source),
                synthetic=source.synthetic_note(),
            )
            curves.append(figure(name, f"curve-{slug}", caption, source.results.figures[name]))
    return paragraphs(_table(source, table), *curves)


def _level(source: Source) -> str:
    return f"{100 * source.study.plan.confidence:g}%"


def _table(source: Source, table: pd.DataFrame) -> str:
    lines = []
    for row in records(table):
        most = _most(source, str(row["question"]))
        moved = ""
        if most is not None:
            share = _whole(most["variance_share"])
            moved = say("{dimension} ({share})", dimension=term(DIMENSION_LABELS[most["dimension"]]), share=share)
        lines.append(
            [
                _label(source, row),
                f"{count(row['estimated'])}/{count(row['specifications'])}",
                *_counts(row),
                estimate(row["median_estimate"], row["min_estimate"], row["max_estimate"]),
                estimate(row["primary_estimate"], row["primary_conf_low"], row["primary_conf_high"]),
                p_value(row["primary_p"]),
                moved,
            ]
        )
    return pipe_table(
        [
            say("Question"),
            say("Estimated"),
            say("Same direction"),
            say("With *P* < α"),
            say("Median (range)"),
            say("Primary (CI)"),
            "*P*",
            say("Moved by"),
        ],
        lines,
        caption=say(
            "Multiverse: every question under every combination of choices.{synthetic}",
            synthetic=source.synthetic_note(),
        ),
        label="multiverse",
        align="lccccccl",
        note=joined(
            [
                say(
                    "Odds ratios, differences of means or changes. Estimated, specifications with an estimate, of all; "
                    "same direction, as the primary plan's own specification; CI, its confidence interval; moved by, "
                    "the choice with the largest share of the variance of the estimates."
                ),
                term(NO_TEST),
            ]
        ),
    )
