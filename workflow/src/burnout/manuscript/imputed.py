"""Multiple imputation: what the methods say of it, whether conclusions change, and its table in the supplement."""

from __future__ import annotations

import pandas as pd

from burnout.language import joined, say, term
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import (
    apart,
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

METHODS = {
    "pmm": "predictive mean matching",
    "normal": "Bayesian linear regression",
    "logistic": "logistic regression",
    "proportional-odds": "proportional odds regression",
    "multinomial": "multinomial regression",
}
INTERCEPT = "(intercept)"


def _pooled(source: Source) -> pd.DataFrame:
    """Coefficients of models over everybody with a known outcome, without the intercept."""
    table = source.results.table("imputation")
    return table[(table["status"] == "ok") & (table["factor"] != INTERCEPT)] if len(table) else table


def _changes(source: Source) -> pd.DataFrame:
    """Changes in everybody enrolled by multiple imputation."""
    table = source.results.table("paired_itt")
    return table[(table["method"] == "multiple-imputation") & (table["status"] == "ok")] if len(table) else table


def imputation_methods(source: Source) -> str:
    """What was imputed, how, how often, and on what assumption; empty when nothing was."""
    models, changes = _pooled(source), _changes(source)
    said = []
    if len(models):
        ways = [term(text) for name, text in METHODS.items() if (models["method"] == name).any()]
        said.append(
            say(
                "As a sensitivity analysis, missing factors of the logistic regressions of the plan *{plan}* were "
                "imputed by chained equations [@white2011multiple] with the outcome and all factors of the model "
                "({ways}; {data_sets}). Outcomes were not analysed where they were missing. Whole factors were tested "
                "by the pooled Wald test [@li1991large].",
                plan=term("recommended"),
                ways=listing(ways),
                data_sets=_times(models),
            )
        )
    if len(changes):
        used = [
            text
            for text, mark in (
                (say("the arm"), "the arm"),
                (say("first answers to other measures"), "other measures"),
            )
            if changes["note"].str.contains(mark, regex=False).any()
        ]
        more = say(" and, with enough pairs, from {others}", others=listing(used)) if used else ""
        said.append(
            say(
                "For the changes, answers lost before or after were imputed from the other answer{more} ({data_sets}).",
                more=more,
                data_sets=_times(changes),
            )
        )
    if not said:
        return ""
    said.append(
        say(
            "Results were pooled by Rubin's rules [@rubin1987multiple] with the degrees of freedom of Barnard and "
            "Rubin [@barnard1999small]. Values are taken to be missing at random, given what was in the "
            "imputation model."
        )
    )
    tipping = source.results.table("paired_tipping")
    if len(tipping) and (tipping["delta_sd"] == 0).any():
        said.append(
            say("Since this cannot be checked, imputed answers after were also shifted until the conclusion changed.")
        )
    return joined(said)


def _times(table: pd.DataFrame) -> str:
    least, most = int(table["imputations"].min()), int(table["imputations"].max())
    if least == most:
        return say("{n} imputed data sets", n=least)
    return say("{least} to {most} imputed data sets", least=least, most=most)


def imputed_models_text(source: Source) -> str:
    """Whether missing factors change the conclusions of the models."""
    rows = _pooled(source)
    if rows.empty:
        return ""
    alpha, put = source.study.plan.alpha, source.values.put
    said = []
    for name, part in rows.groupby("model", sort=False):
        model = source.study.models[str(name)]
        label = cell(model.label) if model.label else source.label(model.outcome)
        complete, n = (put(f"imputed.{name}.{k}", count(part[k].iloc[0])) for k in ("complete_n", "n"))
        said.append(
            say(
                "for {outcome} ({complete} complete of {n} participants), {conclusions}",
                outcome=lower_first(label),
                complete=complete,
                n=n,
                conclusions=_conclusions(source, part),
            )
        )
    increase = rows["relative_increase"].max()
    largest = put("imputation.share", f"{decimal(100 * increase / (1 + increase), 0)}%")
    return say(
        "With missing factors imputed (@tbl-imputation), at *P* < {alpha}: {models}. At most {share} of the variance "
        "of an estimate was due to missing values.",
        alpha=f"{alpha:g}",
        models=apart(said),
        share=largest,
    )


def _conclusions(source: Source, rows: pd.DataFrame) -> str:
    alpha = source.study.plan.alpha
    both = rows[rows["complete_p_value"].notna()]
    now, before = both["p_value"] < alpha, both["complete_p_value"] < alpha
    turned = both[now & before & (both["odds_ratio"].gt(1) != both["complete_odds_ratio"].gt(1))]
    gained, lost, turned = (
        listing(_named(source, part)) for part in (both[now & ~before], both[before & ~now], turned)
    )
    pieces = [
        say("{factors} became significant", factors=gained) if gained else "",
        say("{factors} lost significance", factors=lost) if lost else "",
        say("{factors} changed direction", factors=turned) if turned else "",
    ]
    if len(rows) > len(both):
        pieces.append(say("some coefficients have no estimate among complete participants to compare with"))
    if not any(pieces):
        return say("every coefficient led to the same conclusion as among the complete ones")
    return say(" and ").join(piece for piece in pieces if piece)


def _named(source: Source, rows: pd.DataFrame) -> list[str]:
    return [
        say("{factor} ({level})", factor=lower_first(source.label(r.factor)), level=cell(r.level))
        if r.level
        else lower_first(source.label(r.factor))
        for r in rows.itertuples()
    ]


def imputed_changes_text(source: Source) -> str:
    """Whether lost answers change the conclusions on changes, by multiple imputation."""
    rows, table = _changes(source), source.results.table("paired_itt")
    if rows.empty:
        return ""
    cases = table[(table["method"] == "complete-case") & (table["status"] == "ok")]
    both = rows.merge(cases[["measure", "p_value"]], on="measure", suffixes=("", "_cases"))
    alpha, put, level = source.study.plan.alpha, source.values.put, confidence(source.study.plan.confidence)
    differ = both[(both["p_value"] < alpha) != (both["p_value_cases"] < alpha)]
    tipped = _tipped(source)
    if differ.empty:
        same = say("Multiple imputation of the lost answers led to the same conclusions as the completers.")
        return joined([same, *tipped])
    said = []
    for row in differ.itertuples():
        change = put(f"imputed.{row.measure}.change", decimal(row.estimate))
        limits = put(f"imputed.{row.measure}.interval", interval(row.conf_low, row.conf_high))
        p = put(f"imputed.{row.measure}.p", p_phrase(row.p_value))
        said.append(
            say(
                "{measure} (change {change}, {level} CI {limits}; {p})",
                measure=lower_first(source.label(row.measure)),
                change=change,
                level=level,
                limits=limits,
                p=p,
            )
        )
    other = say(
        "Multiple imputation of the lost answers led to another conclusion for {measures}.", measures=listing(said)
    )
    return joined([other, *tipped])


def _tipped(source: Source) -> list[str]:
    """How far those lost must have been from what was imputed to undo each significant change."""
    table, alpha = source.results.table("paired_tipping"), source.study.plan.alpha
    if table.empty:
        return []
    plain = table[(table["delta_sd"] == 0) & (table["p_value"] < alpha)]
    rows = table[(table["tipping"] == "yes") & table["measure"].isin(plain["measure"])]
    found, never = rows[rows["status"] == "ok"], rows[rows["status"] == "none-found"]
    said = []
    if len(found):
        shifts = [
            say(
                "{shift} for {measure}",
                shift=source.values.put(f"tipping.{r.measure}", decimal(abs(r.delta_sd), 1)),
                measure=lower_first(source.label(r.measure)),
            )
            for r in found.itertuples()
        ]
        said.append(
            say(
                "A change would no longer be significant if those who left had answered this many standard deviations "
                "less in its direction than was imputed: {shifts}.",
                shifts=listing(shifts),
            )
        )
    if len(never):
        names = listing([lower_first(source.label(name)) for name in never["measure"]])
        said.append(
            say("No shift of up to three standard deviations undid the significance of {measures}.", measures=names)
        )
    return said


def imputation_table(source: Source) -> str:
    """Odds ratios among the complete participants and with missing factors imputed, side by side."""
    rows = _pooled(source)
    if rows.empty:
        return ""
    lines: list[list[str]] = []
    several = rows["model"].nunique() > 1
    for name, part in rows.groupby("model", sort=False):
        model = source.study.models[str(name)]
        if several:
            label = cell(model.label) if model.label else source.label(model.outcome)
            lines.append([f"***{label}***", "", "", "", "", ""])
        for factor, levels in part.groupby("factor", sort=False):
            lines += _lines(source, str(factor), levels)
    level = confidence(source.study.plan.confidence)
    return pipe_table(
        [
            say("Factor"),
            say("Imputed, n"),
            say("OR, complete"),
            say("OR, imputed ({level} CI)", level=level),
            "*P*",
            "FMI",
        ],
        lines,
        caption=say("Logistic regressions with missing factors imputed.{synthetic}", synthetic=source.synthetic_note()),
        label="imputation",
        note=say(
            "OR, odds ratio (complete: participants with all factors); CI, confidence interval; FMI, fraction of "
            "missing information. {sizes}.",
            sizes=_sizes(rows),
        ),
    )


def _sizes(rows: pd.DataFrame) -> str:
    least, most = count(rows["n"].min()), count(rows["n"].max())
    if least == most:
        return say("{data_sets}, {n} participants", data_sets=_times(rows), n=least)
    return say("{data_sets}, {least} to {most} participants", data_sets=_times(rows), least=least, most=most)


def _lines(source: Source, factor: str, rows: pd.DataFrame) -> list[list[str]]:
    lines = []
    for i, row in enumerate(rows.itertuples()):
        figures = [
            decimal(row.complete_odds_ratio, 3),
            estimate(row.odds_ratio, row.conf_low, row.conf_high, 3),
            p_value(row.p_value),
            decimal(row.fraction_missing),
        ]
        if not row.level:
            lines.append([f"**{source.label(factor)}**", count(row.n_imputed), *figures])
            continue
        if i == 0:
            named = f"**{source.label(factor)}**"
            if row.reference:
                named = say("{factor} (ref. {level})", factor=named, level=cell(row.reference))
            lines.append([named, count(row.n_imputed), "", "", "", ""])
        lines.append([INDENT + cell(row.level), "", *figures])
    return lines
