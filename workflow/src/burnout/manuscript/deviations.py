"""Where the analysis went otherwise than planned: a table of the supplement, every row from a result table."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from burnout.language import say, say_count
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, decimal, listing
from burnout.manuscript.outcome_levels import model_label
from burnout.manuscript.pipe import cell, pipe_table
from burnout.manuscript.trace import number_of

LEFT_OUT = ("constant", "collinear", "not-usable", "too-few", "no-data")
"""Statuses of a factor that a model had to leave out."""
MOST_NAMED = 5
"""Most names of a row; of more the first are told, and how many more there are."""


def deviations(source: Source) -> str:
    """The table of deviations; empty when everything ran as planned."""
    lines: list[list[str]] = []
    for part in (_models, _factors, _screening, _comparisons, _imputation, _validation):
        lines += part(source)
    if not lines:
        return ""
    return pipe_table(
        [say("Analysis"), say("Planned"), say("Done"), say("Why")],
        lines,
        caption=say("Where the analysis differs from its plan.{synthetic}", synthetic=source.synthetic_note()),
        label="deviations",
        align="llll",
        note=say("The plan is what the study file and the named preset provide."),
    )


def _which(source: Source, name: str, plan: object) -> str:
    return say("{model}, plan {plan}", model=model_label(source, name), plan=cell(plan))


def _notes(rows: pd.DataFrame) -> str:
    """The reasons given in some rows, each once."""
    return " ".join(cell(note) for note in dict.fromkeys(rows["note"].dropna().astype(str)) if note)


def _by_model(
    source: Source, table: str, line: Callable[[str, object, pd.DataFrame], list[str] | None]
) -> list[list[str]]:
    rows = source.results.table(table)
    if rows.empty:
        return []
    made = [line(str(model), plan, part) for (plan, model), part in rows.groupby(["plan", "model"], sort=False)]
    return [one for one in made if one]


def _models(source: Source) -> list[list[str]]:
    """Models that were not estimated, or by another method."""
    rows = source.results.table("logistic")
    if rows.empty:
        return []
    clustered = source.study.sampling.cluster is not None

    def line(model: str, plan: object, part: pd.DataFrame) -> list[str] | None:
        part = part[part["kind"] == "multivariable"]
        planned = say("Logistic regression")
        if part.empty:
            return None
        if not part["estimate"].notna().any():
            return [_which(source, model, plan), planned, say("Not estimated"), _notes(part)]
        if (part["estimator"] == "firth").any():
            told = part[part["estimator"] == "firth"]
            few = told[told["note"].fillna("").str.startswith(("Few events", "Separation"))]
            done = say("Firth's penalised likelihood")
            return [_which(source, model, plan), say("Maximum likelihood"), done, _notes(few)]
        if plan == "recommended" and clustered and not (part["inference"] == "cluster-robust").any():
            planned = say("Errors that allow for clusters")
            return [_which(source, model, plan), planned, say("Plain errors"), _notes(part)]
        return None

    return _by_model(source, "logistic", line)


def _factors(source: Source) -> list[list[str]]:
    """Factors that a model had to leave out."""
    rows = source.results.table("logistic")
    if rows.empty:
        return []
    gone = rows[(rows["kind"] == "multivariable") & rows["status"].isin(LEFT_OUT) & rows["level"].fillna("").eq("")]
    estimated = rows[rows["estimate"].notna()]
    ran = set(zip(estimated["plan"], estimated["model"], strict=True))
    gone = gone.loc[[(row.plan, row.model) in ran for row in gone.itertuples()]]
    lines = []
    for (plan, model, note), part in gone.groupby(["plan", "model", "note"], sort=False, dropna=False):
        names = _some([source.label(str(name)) for name in part["factor"]])
        planned = say_count("{factor} as a factor", "{factor} as factors", len(part), factor=names)
        lines.append([_which(source, str(model), plan), planned, say("Left out"), cell(note)])
    return lines


def _some(names: list[str]) -> str:
    """The names of equal rows; of many the first and how many more."""
    if len(names) <= MOST_NAMED + 1:
        return listing(names)
    return say("{names} and {n} more", names=", ".join(names[:MOST_NAMED]), n=count(len(names) - MOST_NAMED))


def _screening(source: Source) -> list[list[str]]:
    """Comparisons that could not be made, and tests that stood in for the chi-square test."""
    rows = source.primary("screening")
    if rows.empty:
        return []
    what = say("Univariate screening")
    lines = []
    failed = rows[rows["status"] != "ok"]
    for note, part in failed.groupby("note", sort=False):
        done = say_count("{n} comparison not made", "{n} comparisons not made", len(part), n=count(number_of(part)))
        pairs = [f"{source.label(str(r.factor))} / {source.label(str(r.outcome))}" for r in part.head(5).itertuples()]
        more = " …" if len(part) > len(pairs) else ""
        lines.append([what, listing(pairs) + more, done, cell(note)])
    ok = rows[rows["status"] == "ok"]
    for test, name in (
        ("yates-chi-square", say("chi-square test with Yates' correction")),
        ("fisher-exact", say("Fisher's exact test")),
        ("fisher-freeman-halton", say("Fisher-Freeman-Halton test")),
    ):
        number = int((ok["test"] == test).sum())
        if number:
            done = say_count(
                "{test} in {n} comparison", "{test} in {n} comparisons", number, test=name, n=count(number)
            )
            lines.append([what, say("Pearson's chi-square test"), done, say("Small expected counts")])
    return lines


def _comparisons(source: Source) -> list[list[str]]:
    """Comparisons over time that could not be made."""
    lines = []
    for table, what in (
        ("paired", say("Before and after")),
        ("paired_rates", say("Rates before and after")),
        ("repeated", say("Course over the occasions")),
    ):
        rows = source.results.table(table)
        failed = rows[rows["status"] != "ok"] if len(rows) else rows
        if failed.empty:
            continue
        by = [name for name in ("plan", "note") if name in failed]
        for _, part in failed.groupby(by, sort=False, dropna=False):
            plan = part["plan"].iloc[0] if "plan" in part else None
            name = say("{what}, plan {plan}", what=what, plan=cell(plan)) if isinstance(plan, str) else what
            measures = _some([source.label(str(m)) for m in part["measure"].drop_duplicates()])
            lines.append([name, measures, say("Not compared"), cell(part["note"].iloc[0])])
    return lines


def _imputation(source: Source) -> list[list[str]]:
    """Multiple imputation of missing factors that was asked for and did not run."""
    study = source.study
    if not study.models or study.plan.imputation.number == 0 or "recommended" not in study.plan.names:
        return []
    planned, what = say("Multiple imputation of missing factors"), say("Regressions, plan recommended")
    table = source.results.table("imputation")
    fit = source.results.table("fit")
    if len(table):
        failed = table[table["status"] != "ok"]
        if failed.empty or (table["status"] == "ok").any():
            return []
        return [[what, planned, say("Not run"), _notes(failed)]]
    lacking = fit["n_missing"].max() if "n_missing" in fit and len(fit) else 0
    if not lacking or lacking != lacking:
        return []
    why = say("Fewer than {n}% of the participants lacked a factor", n=decimal(study.plan.imputation.at_least, 0))
    return [[what, planned, say("Not run"), why]]


def _validation(source: Source) -> list[list[str]]:
    """Models whose performance was not validated by resampling although that was asked for."""
    if not source.study.plan.bootstrap:
        return []

    def line(model: str, plan: object, part: pd.DataFrame) -> list[str] | None:
        if (part["status"] == "ok").any():
            return None
        return [_which(source, model, plan), say("Validation by resampling"), say("Not run"), _notes(part)]

    return _by_model(source, "validation", line)
