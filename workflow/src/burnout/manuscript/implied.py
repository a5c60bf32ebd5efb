"""Limitations that data and analysis imply: each from a fact in the tables or the study file, none without its fact."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, say_count
from burnout.manuscript.deviations import deviations
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import count, decimal, listing, lower_first, percent
from burnout.manuscript.trace import number_of

LOW_ALPHA = 0.7
"""Internal consistency below this is told (Nunnally's customary bound)."""
MANY_MISSING = 5
"""Per cent of missing answers to one variable from which on it is told."""
FEW_CLUSTERS = 30
"""Clusters below this are called few: the bound below which cluster-robust errors are usually not relied on."""


def implied(source: Source) -> list[str]:
    """Sentences on what limits the conclusions, beyond the design and the plan."""
    said = [
        _synthetic(source),
        _lost(source),
        _few_clusters(source),
        _many_tests(source),
        _left_out(source),
        _unreliable(source),
        _missing(source),
        _one_site(source),
        _no_response(source),
        _self_report(source),
        _otherwise(source),
    ]
    return [text for text in said if text]


def missing_told(source: Source) -> str:
    """How many answers to the described variables are missing; empty without the table."""
    table = _variables(source)
    if table.empty:
        return ""
    lacking = table[table["n_missing"] > 0]
    put = source.values.put
    whole = put("missing.variables", count(number_of(table)))
    if lacking.empty:
        return say_count(
            "No answer was missing in {n} variable that describes the participants.",
            "No answer was missing in the {n} variables that describe the participants.",
            len(table),
            n=whole,
        )
    most = lacking.sort_values("percent", ascending=False, kind="stable").iloc[0]
    return say_count(
        "Of {whole} variables that describe the participants, {some} had missing answers: {label} "
        "(in {n} of {rows} records, {share}).",
        "Of {whole} variables that describe the participants, {some} had missing answers, most of them {label} "
        "(in {n} of {rows} records, {share}).",
        len(lacking),
        whole=whole,
        some=put("missing.incomplete", count(number_of(lacking))),
        label=lower_first(source.label(str(most["variable"]))),
        n=put("missing.most", count(most["n_missing"])),
        rows=put("missing.records", count(most["n"])),
        share=put("missing.most-percent", percent(most["percent"])),
    )


def _variables(source: Source) -> pd.DataFrame:
    """Missing answers of the study's factors and of the variables behind its outcomes."""
    table = source.results.table("missing")
    if table.empty:
        return table
    study = source.study
    wanted = {*study.factors, *(outcome.source for outcome in study.outcomes.values())} & set(study.variables)
    return table[table["variable"].isin(sorted(wanted))]


def _synthetic(source: Source) -> str:
    if not source.study.synthetic:
        return ""
    return say("The data are synthetic: the results show how the analysis works and are no evidence of anything.")


def _lost(source: Source) -> str:
    """How many were lost, and whether they differed at the start."""
    flow = source.results.table("flow")
    if flow.empty:
        return ""
    lost, began = (flow.loc[flow["stage"] == stage, "n"].sum() for stage in ("lost", "enrolled"))
    if not lost or not began:
        return ""
    put = source.values.put
    told = say_count(
        "In all, {n} of {whole} participants ({share}) was lost before the end.",
        "In all, {n} of {whole} participants ({share}) were lost before the end.",
        int(lost),
        n=put("limits.lost", count(lost)),
        whole=put("limits.enrolled", count(began)),
        share=put("limits.lost-percent", percent(100 * lost / began)),
    )
    table = source.results.table("attrition")
    tested = table[table["status"] == "ok"] if len(table) else table
    if tested.empty:
        return told
    differing = tested[tested["p_value"] < source.study.plan.alpha]
    if len(differing):
        labels = listing([lower_first(source.label(str(m))) for m in dict.fromkeys(differing["measure"])])
        return joined([told, say("At the start they differed from those who stayed in {measures}.", measures=labels)])
    more = say("At the start they did not clearly differ from those who stayed, which with few losses says little.")
    return joined([told, more])


def _few_clusters(source: Source) -> str:
    table = source.results.table("cluster_sensitivity")
    numbers = table["clusters"].dropna() if "clusters" in table else pd.Series(dtype=float)
    if numbers.empty or numbers.min() >= FEW_CLUSTERS:
        return ""
    number = source.values.put("limits.clusters", count(numbers.min()))
    return say(
        "The participants came from {n} clusters only, and standard errors that allow for clusters are approximate "
        "when clusters are few.",
        n=number,
    )


def _many_tests(source: Source) -> str:
    """Univariate tests of the primary plan that were read without adjustment."""
    rows = source.primary("screening")
    tested = rows[rows["status"] == "ok"] if len(rows) else rows
    if source.study.plan.primary != "as-published" or len(tested) < 2:
        return ""
    number = source.values.put("limits.tests", count(number_of(tested)))
    return say(
        "The {n} univariate comparisons were not adjusted for their number, so that some small P values are to be "
        "expected by chance.",
        n=number,
    )


def _left_out(source: Source) -> str:
    """Participants whom the models could not use because a factor was missing."""
    fit = source.primary("fit")
    lacking = fit["n_missing"].max() if "n_missing" in fit and len(fit) else 0
    if not lacking or lacking != lacking:
        return ""
    return say_count(
        "The regressions rest on participants with all answers; {n} participant was left out of a model.",
        "The regressions rest on participants with all answers; up to {n} participants were left out of a model.",
        int(lacking),
        n=source.values.put("limits.left-out", count(lacking)),
    )


def _unreliable(source: Source) -> str:
    """Scales whose alpha is low at a described occasion."""
    table = source.results.table("reliability")
    if table.empty:
        return ""
    table = table[table["occasion"].astype(str).isin(source.study.described_occasions)]
    low = table[table["alpha"] < LOW_ALPHA].sort_values("alpha", kind="stable")
    low = low.drop_duplicates(["instrument", "scale"])
    if low.empty:
        return ""
    named = [
        say(
            "{scale} {alpha}",
            scale=lower_first(source.label(f"{row.instrument}_{row.scale}")),
            alpha=source.values.put(f"limits.alpha.{row.instrument}.{row.scale}", decimal(row.alpha)),
        )
        for row in low.itertuples()
    ]
    return say(
        "Internal consistency was low (Cronbach's α below {bound}), which hides relations and changes: {scales}.",
        bound=decimal(LOW_ALPHA, 1),
        scales=listing(named),
    )


def _missing(source: Source) -> str:
    table = _variables(source)
    many = table[table["percent"] >= MANY_MISSING] if len(table) else table
    if many.empty:
        return ""
    most = many.sort_values("percent", ascending=False, kind="stable").iloc[0]
    share = source.values.put("limits.missing", percent(most["percent"]))
    return say(
        "Up to {share} of the answers to a question are missing ({label}), and those who left it out may differ.",
        share=share,
        label=lower_first(source.label(str(most["variable"]))),
    )


def _one_site(source: Source) -> str:
    """Only where the study file names the sites, and they are one."""
    sites = {file.site for file in source.study.files.values()}
    if len(sites) != 1 or None in sites:
        return ""
    return say("All participants came from one site, and others may differ.")


def _no_response(source: Source) -> str:
    study = source.study
    if study.manuscript.reporting.study.response or study.design == "pre-post":
        return ""
    return say("How many of those asked took part is not told, so that selection by response cannot be judged.")


def _self_report(source: Source) -> str:
    if not source.study.instruments:
        return ""
    return say("What the questionnaires measured is what participants said of themselves.")


def _otherwise(source: Source) -> str:
    if not deviations(source):
        return ""
    return say("Where the analysis differs from its plan is listed in @tbl-deviations.")
