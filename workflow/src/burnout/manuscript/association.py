"""Results of the logistic regressions, and where the two plans disagree."""

from __future__ import annotations

import pandas as pd

from burnout.figures.style import slug
from burnout.manuscript.imputed import imputed_models_text
from burnout.manuscript.material import Source
from burnout.manuscript.model_checks import closer_results
from burnout.manuscript.numbers import (
    confidence,
    count,
    counted,
    decimal,
    estimate,
    interval,
    listing,
    lower_first,
    p_value,
    sentence,
)
from burnout.manuscript.outcome_levels import check_text, compared, heading, lead, model_label
from burnout.manuscript.pipe import INDENT, cell, figure, paragraphs, pipe_table, section
from burnout.manuscript.survey import disagreements, key_part
from burnout.render.escape import escape

MANY = 8
"""With more coefficients than this, the text names factors and leaves the figures to the table."""

HIGHER = " In ordinal regressions an odds ratio over 1 means higher levels of the outcome."


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
        caption = f"Odds ratios and {level} confidence intervals for {outcome}.{source.synthetic_note()}"
        drawn = figure(f"model/{label}", label, caption, source.results.figures[f"model/{label}"])
        texts.append(f"Odds ratios of all models are in @tbl-models; @fig-{label} shows those for {outcome}.")
    return paragraphs(
        section("Multivariable logistic regression", "models"),
        " ".join(texts),
        model_table(source, rows, "models", f"Multivariable logistic regressions.{source.synthetic_note()}"),
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
        note = next((str(n) for n in rows["note"].dropna() if n), "no factor was estimated")
        return sentence(f"for {outcome}: {lower_first(escape(note))}")
    begun, checked = lead(source, name, good), check_text(source, name)
    if len(good) > MANY:
        return f"{begun}{_many(source, good)}. {checked}".strip()
    if not in_full:
        said = [lower_first(source.label(factor)) for factor in good["factor"].unique()]
    else:
        said = _in_words(source, good, name)
    text = f"{begun}the {'factors were' if len(said) > 1 else 'one factor was'} {listing(said)}."
    return f"{text} {checked}".strip()


def _many(source: Source, rows: pd.DataFrame) -> str:
    """A model with many coefficients: the factors that stood out, by name."""
    alpha = source.study.plan.alpha
    names = [lower_first(source.label(factor)) for factor in _significant(rows, alpha)]
    factors = rows["factor"].nunique()
    if not names:
        return f"none of the {counted(factors, 'factor')} had *P* < {alpha:g} (@tbl-models)"
    if len(names) == factors:
        return f"all {counted(factors, 'factor')} had *P* < {alpha:g} (@tbl-models): {listing(names)}"
    return f"{len(names)} of {factors} factors had *P* < {alpha:g} (@tbl-models): {listing(names)}"


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
            of_outcome = f"{escape(row.outcome_level)}, " if groups != [""] else ""
            contrasts.append(f"{of_outcome}{_contrast(source, row)}OR {ratio}, {level} CI {limits}")
        said.append(f"{lower_first(source.label(str(factor)))} ({'; '.join(contrasts)})")
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
        against = f" against {escape(reference)}" if isinstance(reference, str) and reference else ""
        return f"{escape(level)}{against}: "
    variable = source.study.variables.get(row.factor)  # type: ignore[attr-defined]
    return f"per {escape(variable.unit)}: " if variable is not None and variable.unit else ""


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
    notes = "; ".join(dict.fromkeys(str(n) for n in rows[rows["status"] != "ok"]["note"].dropna() if n))
    return pipe_table(
        ["Factor", "β", "SE", f"OR ({level} CI)", "*P*"],
        lines,
        caption=caption,
        label=label,
        note=(
            "β, regression coefficient (log odds); SE, standard error; "
            "OR, odds ratio; CI, confidence interval; ref., reference level."
        )
        + (HIGHER if "family" in rows and (rows["family"] == "ordinal").any() else "")
        + (f" {sentence(escape(notes))}" if notes else ""),
    )


def _factor_lines(source: Source, factor: str, levels: pd.DataFrame) -> list[list[str]]:
    label = source.label(factor) if factor and not factor.startswith("(") else escape(factor or "no factor")
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
            reference = f" (ref. {cell(row.reference)})" if isinstance(row.reference, str) and row.reference else ""
            lines.append([f"**{label}**{reference}", "", "", "", ""])
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
        pieces = []
        if gone:
            pieces.append(f"{listing(gone)} {'was' if len(gone) == 1 else 'were'} no longer significant")
        if come:
            pieces.append(f"{listing(come)} became significant")
        outcome = lower_first(model_label(source, name))
        said.append(
            f"for {outcome}, {' and '.join(pieces)}" if pieces else f"for {outcome}, the same factors were significant"
        )
    differ = disagreements(source)
    screened = (
        f" In screening the plans disagreed on {counted(len(differ), 'comparison')}: {'; '.join(differ)}."
        if differ
        else " In screening the two plans agreed on every comparison at this level."
    )
    text = f"Under the plan *{plan}* (@tbl-sensitivity), at *P* < {alpha:g}: {'; '.join(said)}.{screened}"
    return [section("Sensitivity analysis", "sensitivity"), text, *([checked] if checked else [])]


def _checks(source: Source, primary: pd.DataFrame) -> str:
    """Validation, stability, collinearity, influence, clusters, missing factors, as far as they were computed."""
    said = [_validated(source), _stable(source), _collinear(source), closer_results(source), _clusters(source, primary)]
    return " ".join(filter(None, [*said, imputed_models_text(source)]))


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
        said.append(f"{new} instead of {old} for {lower_first(model_label(source, row.model))}")
    return f"Corrected for optimism, the area under the curve was {listing(said)} (@tbl-validation)."


def _stable(source: Source) -> str:
    rows = estimated(source, "stability")
    rows = rows[rows["chosen"] == "yes"] if len(rows) else rows
    if rows.empty:
        return ""
    often = source.values.put("stability.often", count((rows["share"] >= 0.5).sum()))
    chosen = source.values.put("stability.chosen", count(len(rows)))
    if len(rows) == 1:
        told = "was" if (rows["share"] >= 0.5).all() else "was not"
        return f"The selected factor {told} selected in at least half of the resamples (@tbl-stability)."
    verb = "was" if (rows["share"] >= 0.5).sum() == 1 else "were"
    return f"Of {chosen} selected factors, {often} {verb} selected in at least half of the resamples (@tbl-stability)."


def _collinear(source: Source) -> str:
    rows = estimated(source, "diagnostics")
    inflation = rows.loc[rows["measure"] == "gvif_adjusted", "value"] if len(rows) else rows
    if inflation.empty:
        return ""
    largest = source.values.put("diagnostics.gvif", decimal(inflation.max()))
    return f"The largest adjusted generalised variance inflation factor was {largest}."


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
    whole, kept = put("clusters.before", count(len(significant))), put("clusters.after", count(same.sum()))
    return (
        f"Of {whole} coefficients with *P* < {alpha:g}, {kept} kept it when estimating equations allowed for clusters."
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
                return f"In multivariable analysis, {outcome} was related to {listing(names)}."
            if clear.empty:
                return f"In multivariable analysis, no factor was related to {outcome} at *P* < {alpha:g}."
            return f"In multivariable analysis, {outcome} was related to {listing(_in_words(source, clear, name))}."
    return ""
