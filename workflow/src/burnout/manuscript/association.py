"""Results of the logistic regressions, and where the two plans disagree."""

from __future__ import annotations

import pandas as pd

from burnout.figures.style import slug
from burnout.language import joined, say, say_count, spelled, term
from burnout.manuscript.imputed import imputed_models_text
from burnout.manuscript.material import Source
from burnout.manuscript.model_checks import closer_results
from burnout.manuscript.numbers import (
    apart,
    confidence,
    count,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    p_value,
    sentence,
)
from burnout.manuscript.outcome_levels import check_text, compared, heading, lead, model_label
from burnout.manuscript.pipe import INDENT, cell, figure, literal, paragraphs, pipe_table, refer, section
from burnout.manuscript.survey import disagreements, key_part
from burnout.manuscript.trace import number_of

MANY = 8
"""With more coefficients than this, the text names factors and leaves the figures to the table."""


def models(source: Source) -> str:
    """Every model of the primary plan: sentence, table, forest plot; then the sensitivity analysis."""
    rows = multivariable(source.primary("logistic"))
    if rows.empty:
        return ""
    texts = [
        _model_text(source, name, rows[rows["model"] == name], in_full=position == 0)
        for position, name in enumerate(source.study.models)
    ]
    first = next((n for n in source.study.models if f"model/forest-{slug(n)}" in source.results.figures), None)
    drawn = ""
    if first is not None:
        label = f"forest-{slug(first)}"
        level = confidence(source.study.plan.confidence)
        outcome = lower_first(model_label(source, first))
        caption = say(
            "Odds ratios and {level} confidence intervals for {outcome}.{synthetic}",
            level=level,
            outcome=outcome,
            synthetic=source.synthetic_note(),
        )
        drawn = figure(f"model/{label}", label, caption, source.results.figures[f"model/{label}"])
        shown = refer(f"fig-{label}")
        texts.append(
            say("Odds ratios are in @tbl-models and {figure}.", figure=shown)
            if len(source.study.models) == 1
            else say(
                "Odds ratios of all models are in @tbl-models; {figure} shows those for {outcome}.",
                figure=shown,
                outcome=outcome,
            )
        )
    return paragraphs(
        section("Multivariable logistic regression", "models"),
        joined(texts),
        model_table(
            source,
            rows,
            "models",
            say("Multivariable logistic regressions.{synthetic}", synthetic=source.synthetic_note()),
        ),
        drawn,
        *_sensitivity(source, rows),
    )


def multivariable(logistic: pd.DataFrame) -> pd.DataFrame:
    """Rows of multivariable models without intercept and thresholds."""
    if logistic.empty:
        return logistic
    return logistic[(logistic["kind"] == "multivariable") & ~logistic["factor"].isin(["(intercept)", "(threshold)"])]


def _model_text(source: Source, name: str, rows: pd.DataFrame, *, in_full: bool) -> str:
    outcome = lower_first(model_label(source, name))
    good = rows[rows["status"] == "ok"]
    if good.empty:
        note = next((literal(str(n)) for n in rows["note"].dropna() if n), say("no factor was estimated"))
        return sentence(say("for {outcome}: {note}", outcome=outcome, note=lower_first(note)))
    begun, checked = lead(source, name, good), check_text(source, name)
    if len(good) > MANY:
        return joined([say("{sentence}.", sentence=begun + _many(source, good)), checked])
    if not in_full:
        said = [lower_first(source.label(factor)) for factor in good["factor"].unique()]
    else:
        said = _in_words(source, good, name)
    found = say_count("the one factor was {factors}.", "the factors were {factors}.", len(said), factors=listing(said))
    return joined([begun + found, checked])


def _many(source: Source, rows: pd.DataFrame) -> str:
    """A model with many coefficients: the factors that stood out, by name."""
    alpha = source.study.plan.alpha
    names = [lower_first(source.label(factor)) for factor in _significant(rows, alpha)]
    factors = rows["factor"].nunique()
    if not names:
        return say_count(
            "none of the {n} factor had *P* < {alpha} (@tbl-models)",
            "none of the {n} factors had *P* < {alpha} (@tbl-models)",
            factors,
            n=spelled(factors),
            alpha=f"{alpha:g}",
        )
    if len(names) == factors:
        return say_count(
            "all {n} factor had *P* < {alpha} (@tbl-models): {factors}",
            "all {n} factors had *P* < {alpha} (@tbl-models): {factors}",
            factors,
            n=spelled(factors),
            alpha=f"{alpha:g}",
            factors=listing(names),
        )
    return say(
        "{some} of {n} factors had *P* < {alpha} (@tbl-models): {factors}",
        some=len(names),
        n=factors,
        alpha=f"{alpha:g}",
        factors=listing(names),
    )


def _in_words(source: Source, rows: pd.DataFrame, model: str) -> list[str]:
    """Each factor once, with its contrasts: ``income (middle against low: OR 0.479, 95% CI 0.250 to 0.919)``."""
    level, put = confidence(source.study.plan.confidence), source.values.put
    said = []
    groups = [name for name, _ in compared(rows)]
    for factor, part in rows.groupby("factor", sort=False):
        contrasts = []
        for row in part.itertuples():
            key = f"model.{model}.{factor}.{_place(source, row)}"
            if groups != [""]:
                key += f".outcome-{groups.index(row.outcome_level) + 1}"
            ratio = put(f"{key}.odds-ratio", decimal(row.odds_ratio, 3))
            limits = put(f"{key}.interval", interval(row.conf_low, row.conf_high, 3))
            told = say(
                "{contrast}OR {ratio}, {level} CI {limits}",
                contrast=_contrast(source, row),
                ratio=ratio,
                level=level,
                limits=limits,
            )
            if groups != [""]:
                told = say("{level}, {contrast}", level=literal(row.outcome_level), contrast=told)
            contrasts.append(told)
        named = lower_first(source.label(str(factor)))
        said.append(say("{factor} ({contrasts})", factor=named, contrasts=apart(contrasts)))
    return said


def _place(source: Source, row: object) -> str:
    """Which coefficient of its factor a row is, as part of a key: the number of its level, or ``slope``."""
    level = row.level  # type: ignore[attr-defined]
    variable = source.study.variables.get(row.factor)  # type: ignore[attr-defined]
    levels = variable.level_labels if variable is not None else []
    if level in levels:
        return f"level-{levels.index(level) + 1}"
    return key_part(level) if isinstance(level, str) and level else "slope"


def _contrast(source: Source, row: object) -> str:
    level, reference = row.level, row.reference  # type: ignore[attr-defined]
    if isinstance(level, str) and level:
        if isinstance(reference, str) and reference:
            return say("{level} against {reference}: ", level=literal(level), reference=literal(reference))
        return say("{level}: ", level=literal(level))
    variable = source.study.variables.get(row.factor)  # type: ignore[attr-defined]
    return say("per {unit}: ", unit=literal(variable.unit)) if variable is not None and variable.unit else ""


def model_table(source: Source, rows: pd.DataFrame, label: str, caption: str) -> str:
    """One table of all models: a heading line for each model and factor, a line for each level."""
    level = confidence(source.study.plan.confidence)
    lines: list[list[str]] = []
    several = rows["model"].nunique() > 1
    for name, part in rows.groupby("model", sort=False):
        for group, compared_rows in compared(part):
            if several or group:
                lines.append([heading(source, str(name), group, compared_rows), "", "", "", ""])
            for factor, levels in compared_rows.groupby("factor", sort=False):
                lines += _factor_lines(source, str(factor), levels)
    notes = dict.fromkeys(sentence(literal(str(n))) for n in rows[rows["status"] != "ok"]["note"].dropna() if n)
    ordinal = "family" in rows and (rows["family"] == "ordinal").any()
    return pipe_table(
        [say("Factor"), "β", say("SE"), say("OR ({level} CI)", level=level), "*P*"],
        lines,
        caption=caption,
        label=label,
        note=joined(
            [
                say(
                    "β, regression coefficient (log odds); SE, standard error; OR, odds ratio; CI, confidence "
                    "interval; ref., reference level."
                ),
                say("In ordinal regressions an odds ratio over 1 means higher levels of the outcome.")
                if ordinal
                else "",
                *notes,
            ]
        ),
    )


def _factor_lines(source: Source, factor: str, levels: pd.DataFrame) -> list[list[str]]:
    label = source.label(factor) if factor and not factor.startswith("(") else literal(factor or "no factor")
    lines = []
    for i, row in enumerate(levels.itertuples()):
        figures = [
            decimal(row.estimate, 3),
            decimal(row.std_error, 3),
            estimate(row.odds_ratio, row.conf_low, row.conf_high, 3),
            p_value(row.p_value),
        ]
        if not (isinstance(row.level, str) and row.level):
            lines.append([f"**{label}**", *figures])
            continue
        if i == 0:
            named = f"**{label}**"
            if isinstance(row.reference, str) and row.reference:
                named = say("{factor} (ref. {level})", factor=named, level=cell(row.reference))
            lines.append([named, "", "", "", ""])
        lines.append([INDENT + cell(row.level), *figures])
    return lines


def _sensitivity(source: Source, primary: pd.DataFrame) -> list[str]:
    """Where the other plan's models and screening lead elsewhere."""
    other = multivariable(source.secondary("logistic"))
    checked = _checks(source, primary)
    if other.empty:
        return [section("Sensitivity analysis", "sensitivity"), checked] if checked else []
    alpha = source.study.plan.alpha
    plan = str(other.iloc[0]["plan"])
    said = []
    for name in source.study.models:
        first, second = (_significant(frame[frame["model"] == name], alpha) for frame in (primary, other))
        gone = [lower_first(source.label(f)) for f in first if f not in second]
        come = [lower_first(source.label(f)) for f in second if f not in first]
        said.append(_moved(lower_first(model_label(source, name)), gone, come))
    text = say(
        "Under the plan *{plan}* (@tbl-sensitivity), by tests of whole factors at *P* < {alpha}: {outcomes}.",
        plan=term(plan),
        alpha=f"{alpha:g}",
        outcomes=apart(said),
    )
    text = joined([text, _screened(source)])
    return [section("Sensitivity analysis", "sensitivity"), text, *([checked] if checked else [])]


def _moved(outcome: str, gone: list[str], come: list[str]) -> str:
    """What another plan changes about the factors of one model."""
    pieces = []
    if gone:
        pieces.append(
            say_count(
                "{factors} was no longer significant",
                "{factors} were no longer significant",
                len(gone),
                factors=listing(gone),
            )
        )
    if come:
        pieces.append(say("{factors} became significant", factors=listing(come)))
    if not pieces:
        return say("for {outcome}, the same factors were significant", outcome=outcome)
    return say("for {outcome}, {changes}", outcome=outcome, changes=say(" and ").join(pieces))


def _screened(source: Source) -> str:
    """Whether the plans agree in screening."""
    differ = disagreements(source)
    if not differ:
        return say("In screening the two plans agreed on every comparison at this level.")
    return say_count(
        "In screening the plans disagreed on {n} comparison: {comparisons}.",
        "In screening the plans disagreed on {n} comparisons: {comparisons}.",
        len(differ),
        n=spelled(len(differ)),
        comparisons=apart(differ),
    )


def _checks(source: Source, primary: pd.DataFrame) -> str:
    """Validation, stability, collinearity, influence, clusters, missing factors, as far as they were computed."""
    said = [_validated(source), _stable(source), _collinear(source), closer_results(source), _clusters(source, primary)]
    return joined([*said, imputed_models_text(source)])


def estimated(source: Source, table: str) -> pd.DataFrame:
    """Rows of the primary plan that have a result; empty when the table is not there."""
    rows = source.primary(table)
    return rows[rows["status"] == "ok"] if len(rows) else rows


def _validated(source: Source) -> str:
    rows = estimated(source, "validation")
    areas = rows[rows["measure"] == "auc"] if len(rows) else rows
    if areas.empty:
        return ""
    put = source.values.put
    said = []
    for row in areas.itertuples():
        new = put(f"validation.{row.model}.corrected", decimal(row.corrected))
        old = put(f"validation.{row.model}.apparent", decimal(row.apparent))
        outcome = lower_first(model_label(source, row.model))
        said.append(
            say("{corrected} instead of {apparent} for {outcome}", corrected=new, apparent=old, outcome=outcome)
        )
    return say("Corrected for optimism, the area under the curve was {areas} (@tbl-validation).", areas=listing(said))


def _stable(source: Source) -> str:
    rows = estimated(source, "stability")
    rows = rows[rows["chosen"] == "yes"] if len(rows) else rows
    if rows.empty:
        return ""
    often = source.values.put("stability.often", count(number_of(rows[rows["share"] >= 0.5])))
    chosen = source.values.put("stability.chosen", count(number_of(rows)))
    if len(rows) == 1:
        if (rows["share"] >= 0.5).all():
            return say("The selected factor was selected in at least half of the resamples (@tbl-stability).")
        return say("The selected factor was not selected in at least half of the resamples (@tbl-stability).")
    return say_count(
        "Of {n} selected factors, {often} was selected in at least half of the resamples (@tbl-stability).",
        "Of {n} selected factors, {often} were selected in at least half of the resamples (@tbl-stability).",
        int((rows["share"] >= 0.5).sum()),
        n=chosen,
        often=often,
    )


def _collinear(source: Source) -> str:
    rows = estimated(source, "diagnostics")
    inflation = rows.loc[rows["measure"] == "gvif_adjusted", "value"] if len(rows) else rows
    if inflation.empty:
        return ""
    largest = source.values.put("diagnostics.gvif", decimal(inflation.max()))
    return say("The largest adjusted generalised variance inflation factor was {value}.", value=largest)


def _clusters(source: Source, primary: pd.DataFrame) -> str:
    """How many coefficients stay significant when clusters are allowed for by estimating equations."""
    rows = estimated(source, "cluster_sensitivity")
    rows = rows[rows["method"] == "gee-exchangeable"] if len(rows) else rows
    if rows.empty:
        return ""
    alpha, keys = source.study.plan.alpha, ["model", "factor", "level"]
    both = primary[primary["status"] == "ok"].merge(rows, on=keys, suffixes=("", "_again"))
    significant = both[both["p_value"] < alpha]
    if significant.empty:
        return ""
    same = (significant["p_value_again"] < alpha) & (significant["estimate"] * significant["estimate_again"] > 0)
    put = source.values.put
    whole, kept = (
        put("clusters.before", count(number_of(significant))),
        put("clusters.after", count(number_of(significant[same]))),
    )
    return say(
        "Of {n} coefficients with *P* < {alpha}, {kept} kept it when estimating equations allowed for clusters.",
        n=whole,
        alpha=f"{alpha:g}",
        kept=kept,
    )


def _significant(rows: pd.DataFrame, alpha: float) -> list[str]:
    ok = rows[rows["status"] == "ok"]
    p_values = ok.groupby("factor", sort=False)["factor_p"].first()
    return [str(factor) for factor, p in p_values.items() if p < alpha]


def first_result(source: Source) -> str:
    """The main model in one sentence for the abstract."""
    rows = multivariable(source.primary("logistic"))
    for name in source.study.models:
        good = rows[(rows["model"] == name) & (rows["status"] == "ok")] if len(rows) else rows
        if len(good):
            alpha, outcome = source.study.plan.alpha, lower_first(model_label(source, name))
            clear = good[good["factor"].isin(_significant(good, alpha)) & (good["p_value"] < alpha)]
            if len(clear) > MANY:
                names = [lower_first(source.label(str(factor))) for factor in clear["factor"].unique()]
                return _related(outcome, names)
            if clear.empty:
                return say(
                    "In multivariable analysis, no factor was related to {outcome} at *P* < {alpha}.",
                    outcome=outcome,
                    alpha=f"{alpha:g}",
                )
            return _related(outcome, _in_words(source, clear, name))
    return ""


def _related(outcome: str, factors: list[str]) -> str:
    return say(
        "In multivariable analysis, {outcome} was related to {factors}.", outcome=outcome, factors=listing(factors)
    )
