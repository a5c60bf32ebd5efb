"""What stands around the comparison before and after: everybody enrolled, power, bands, reliable change, arms."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, say_count, spelled, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    MISSING,
    clauses,
    confidence,
    count,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    p_phrase,
    p_value,
)
from burnout.manuscript.pipe import INDENT, cell, pipe_table

EFFECT_COLUMNS = {
    "cohens-dz": "*d*~z~",
    "hedges-gz": "*g*~z~",
    "hedges-gav": "*g*~av~",
    "smallest-detectable-change": "Detectable change",
}


def _ok(source: Source, name: str) -> pd.DataFrame:
    table = source.results.table(name)
    return table[table["status"] == "ok"] if len(table) else table


def everybody_text(source: Source) -> str:
    """Whether the conclusions hold in everybody enrolled; nothing where nobody's answers were left out."""
    table = _ok(source, "paired_itt")
    if table.empty:
        return ""
    model, cases = (table[table["method"] == method] for method in ("mixed-model", "complete-case"))
    both = model.merge(cases[["measure", "p_value", "n_rows"]], on="measure", suffixes=("", "_cases"))
    if both.empty or (both["n_rows"] == both["n_rows_cases"]).all():
        return ""
    alpha, put = source.study.plan.alpha, source.values.put
    people = put("everybody.n", count(both["n_people"].max()))
    facts = {"people": people, "alpha": f"{alpha:g}", "exception": _except(source, both)}
    differ = both[(both["p_value"] < alpha) != (both["p_value_cases"] < alpha)]
    if differ.empty:
        return say(
            "In a mixed model of all {people} participants with any answer, the conclusions at *P* < {alpha} were "
            "those of the paired *t* test of the completers{exception}.",
            **facts,
        )
    said = []
    for row in differ.itertuples():
        change = put(f"everybody.{row.measure}.change", decimal(row.estimate))
        limits = put(f"everybody.{row.measure}.interval", interval(row.conf_low, row.conf_high))
        p = put(f"everybody.{row.measure}.p", p_phrase(row.p_value))
        level = confidence(source.study.plan.confidence)
        label = lower_first(source.label(row.measure))
        said.append(
            say(
                "{measure} (change {change}, {level} CI {limits}; {p})",
                measure=label,
                change=change,
                level=level,
                limits=limits,
                p=p,
            )
        )
    return say(
        "In a mixed model of all {people} participants with any answer, the conclusions at *P* < {alpha} differed from "
        "the paired *t* test of the completers for {measures}{exception}.",
        measures=clauses(said),
        **facts,
    )


def _except(source: Source, both: pd.DataFrame) -> str:
    table = source.results.table("paired_itt")
    left = [name for name in table["measure"].unique() if name not in set(both["measure"])]
    names = listing([lower_first(source.label(name)) for name in left])
    return say(" (the model could not be fitted for {measures})", measures=names) if left else ""


def detectable_text(source: Source) -> str:
    """The smallest change that so many pairs could show."""
    table = _ok(source, "paired_effects")
    table = table[table["effect_size_name"] == "smallest-detectable-dz"] if len(table) else table
    if table.empty:
        return ""
    row = table.loc[table["n"].idxmax()]
    n = source.values.put("detectable.n", count(row["n"]))
    smallest = source.values.put("detectable.dz", decimal(row["value"]))
    return say(
        "With {n} pairs, a paired *t* test has a power of 80% for mean changes from {smallest} standard deviations of "
        "the change upwards; smaller changes may have gone unnoticed.",
        n=n,
        smallest=smallest,
    )


def arms_text(source: Source) -> str:
    """What was found when arms were compared."""
    table = _ok(source, "paired_arms")
    rows = table[(table["method"] == "ancova") & (table["arm"] != "")] if len(table) else table
    if rows.empty:
        return ""
    put, level = source.values.put, confidence(source.study.plan.confidence)
    said = []
    for number, row in enumerate(rows.itertuples(), 1):
        change = put(f"arms.difference-{number}", decimal(row.estimate))
        limits = put(f"arms.interval-{number}", interval(row.conf_low, row.conf_high))
        p = put(f"arms.p-{number}", p_phrase(row.p_value))
        said.append(
            say(
                "{measure} in {arm} ({change}, {level} CI {limits}; {p})",
                measure=lower_first(source.label(row.measure)),
                arm=cell(row.arm),
                change=change,
                level=level,
                limits=limits,
                p=p,
            )
        )
    return say(
        "The figures above take all arms together. Adjusted for the first value, the differences to {reference} were: "
        "{differences} (@tbl-arms).",
        reference=cell(rows.iloc[0]["reference"]),
        differences=clauses(said),
    )


def arms_table(source: Source) -> str:
    """Each arm against the reference, adjusted and by change."""
    table = source.results.table("paired_arms")
    if table.empty:
        return ""
    level = confidence(source.study.plan.confidence)
    found = table[table["arm"] != ""].set_index(["measure", "arm", "method"])
    lines = []
    for measure, arm in dict.fromkeys(found.index.droplevel("method")):
        if (measure, arm, "change-score") in found.index or (measure, arm, "ancova") in found.index:
            cells = [
                part
                for method in ("ancova", "difference-in-differences")
                for part in _arm_cells(found, measure, arm, method)
            ]
            lines.append([source.label(measure), cell(arm), *cells])
    if not lines:
        return ""
    return pipe_table(
        [
            say("Measure"),
            say("Arm"),
            say("Adjusted difference ({level} CI)", level=level),
            "*P*",
            say("Difference of changes ({level} CI)", level=level),
            "*P*",
        ],
        lines,
        caption=say(
            "Arms compared with {reference}.{synthetic}",
            reference=cell(table.iloc[0]["reference"]),
            synthetic=source.synthetic_note(),
        ),
        label="arms",
        align="llcccc",
        note=say(
            "CI, confidence interval. Adjusted for the first value by covariance analysis; changes by Welch's test."
        ),
    )


def _arm_cells(found: pd.DataFrame, measure: str, arm: str, method: str) -> list[str]:
    if (measure, arm, method) not in found.index:
        return [MISSING, MISSING]
    row = found.loc[(measure, arm, method)]
    if row["status"] != "ok":
        return [MISSING, MISSING]
    return [estimate(row["estimate"], row["conf_low"], row["conf_high"]), p_value(row["p_value"])]


def effects_table(source: Source) -> str:
    """Effect sizes of every measure; those of rates, and the uncorrected one by mean variance, are in the file."""
    table = _ok(source, "paired_effects")
    table = table[table["effect_size_name"].isin(EFFECT_COLUMNS)] if len(table) else table
    if table.empty:
        return ""
    found = table.set_index(["measure", "effect_size_name"])
    lines = []
    for measure in dict.fromkeys(table["measure"]):
        cells = []
        for name in EFFECT_COLUMNS:
            row = found.loc[(measure, name)] if (measure, name) in found.index else None
            if row is None:
                cells.append(MISSING)
            elif pd.isna(row["conf_low"]):
                cells.append(decimal(row["value"]))
            else:
                cells.append(estimate(row["value"], row["conf_low"], row["conf_high"]))
        lines.append([source.label(measure), *cells])
    level = confidence(source.study.plan.confidence)
    return pipe_table(
        [say("Measure"), *(term(name) for name in EFFECT_COLUMNS.values())],
        lines,
        caption=say(
            "Effect sizes of the changes ({level} CI).{synthetic}", level=level, synthetic=source.synthetic_note()
        ),
        label="change-effects",
        note=say(
            "Mean change by the SD of the changes (z) or by the root of the mean variance (av); *g*: by "
            "Hedges' correction. CI, confidence interval, by the noncentral *t* distribution (z) or after Bonett (av). "
            "Detectable change: smallest mean change found with a power of 80%, in units of the measure."
        ),
    )


def bands_table(source: Source) -> str:
    """Bands and grades before and after."""
    tests, moves = source.results.table("paired_bands"), source.results.table("paired_transitions")
    if tests.empty or moves.empty or not (tests["n"] > 0).any():
        return ""
    lines = []
    for row in tests[tests["n"] > 0].itertuples():
        own = moves[moves["measure"] == row.measure]
        p, exact = (p_value(v) if row.status == "ok" else MISSING for v in (row.p_value, row.p_exact))
        lines.append([f"**{source.label(row.measure)}**", "", "", _chi(row), p, exact])
        for level in dict.fromkeys(own["before"]):
            sums = [count(own.loc[own[side] == level, "count"].sum()) for side in ("before", "after")]
            lines.append([INDENT + cell(level), *sums, "", "", ""])
    return pipe_table(
        [say("Level"), say("Before, n"), say("After, n"), say("χ² (df)"), "*P*", say("Exact *P*")],
        lines,
        caption=say("Bands and grades before and after.{synthetic}", synthetic=source.synthetic_note()),
        label="shift",
        align="lccccc",
        note=say(
            "χ² of the Stuart-Maxwell test of marginal homogeneity; df, degrees of freedom. Who went from where "
            "to where is in the file paired_transitions.csv."
        ),
    )


def _chi(row: object) -> str:
    if row.status != "ok":  # type: ignore[attr-defined]
        return MISSING
    return f"{decimal(row.statistic)} ({count(row.df)})"  # type: ignore[attr-defined]


def reliable_change_table(source: Source) -> str:
    """How many changed by more than the error of measurement allows."""
    table = _ok(source, "reliable_change")
    if table.empty:
        return ""
    lines = [
        [source.label(r.measure), decimal(r.reliability), decimal(r.threshold)]
        + [count(number) for number in (r.improved, r.unchanged, r.worsened)]
        for r in table.itertuples()
    ]
    sources = listing([cell(text) for text in dict.fromkeys(table["reliability_source"])])
    people = int(table["sd_n"].min())
    return pipe_table(
        [
            say("Measure"),
            say("Reliability"),
            say("Threshold"),
            say("Improved, n"),
            say("Unchanged, n"),
            say("Worsened, n"),
        ],
        lines,
        caption=say("Reliable change.{synthetic}", synthetic=source.synthetic_note()),
        label="reliable-change",
        note=say_count(
            "Jacobson and Truax's index. Reliability: {sources}; standard deviation of at least {people} participant.",
            "Jacobson and Truax's index. Reliability: {sources}; standard deviation of at least {people} participants.",
            people,
            sources=sources,
            people=spelled(people),
        ),
    )


def change_methods(source: Source) -> str:
    """The methods that gave these results; none that gave nothing."""
    said = []
    itt, arms = _ok(source, "paired_itt"), _ok(source, "paired_arms")
    if len(itt) and (itt["method"] == "mixed-model").any():
        said.append(
            say(
                "As a sensitivity analysis, everybody enrolled with any answer entered a linear mixed model with a "
                "random intercept, by restricted maximum likelihood [@laird1982random]."
            )
        )
    effects = _ok(source, "paired_effects")
    if len(effects) and (effects["effect_size_name"] == "cohens-dav").any():
        said.append(
            say(
                "Effect sizes have intervals by the noncentral *t* distribution, or after Bonett "
                "[@bonett2008confidence] where the standard deviation is not that of the changes."
            )
        )
    if len(effects) and (effects["effect_size_name"] == "smallest-detectable-dz").any():
        said.append(say("The smallest change that so many pairs could show was worked out for a power of 80%."))
    if len(_ok(source, "paired_bands")):
        said.append(
            say(
                "Bands and grades before and after were compared by the Stuart-Maxwell test [@stuart1955test; "
                "@maxwell1970comparing], with an exact P value beside it."
            )
        )
    if len(_ok(source, "reliable_change")):
        said.append(say("Reliable change was counted as proposed by Jacobson and Truax [@jacobson1991clinical]."))
    if len(arms):
        named = {"ancova": "analysis of covariance with the first value", "difference-in-differences": "Welch's test"}
        used = [term(text) for method, text in named.items() if (arms["method"] == method).any()]
        said.append(say("Changes of the arms were compared by {tests}.", tests=listing(used)) if used else "")
    if len(_ok(source, "attrition")):
        said.append(
            say("Those lost were compared with those who completed, in their first answers, by Welch's *t* test.")
        )
    if len(_ok(source, "regression_to_mean")):
        said.append(
            say(
                "The change to be expected from regression to the mean alone [@barnett2005regression] was worked out "
                "for a range of correlations between the occasions."
            )
        )
    return joined(said)
