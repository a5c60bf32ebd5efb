"""The supplement: coding, fit, other outcomes, the other plan, reliability, provenance."""

from __future__ import annotations

from burnout.language import joined, retell, say, term
from burnout.manuscript import more_figures, records
from burnout.manuscript.alternatives import disagreement_table
from burnout.manuscript.analysis import TEST_NAMES
from burnout.manuscript.association import estimated, model_table, multivariable
from burnout.manuscript.before_after import EFFECTS
from burnout.manuscript.change import bands_table, effects_table, reliable_change_table
from burnout.manuscript.deviations import deviations
from burnout.manuscript.followup import comparison_table
from burnout.manuscript.further import further_methods
from burnout.manuscript.imputed import imputation_table
from burnout.manuscript.material import Source
from burnout.manuscript.model_checks import calibration_plot
from burnout.manuscript.multiverse import multiverse_supplement
from burnout.manuscript.numbers import (
    count,
    decimal,
    estimate,
    interval,
    known,
    mean_sd,
    p_value,
)
from burnout.manuscript.odds import odds_tables
from burnout.manuscript.outcome_levels import parallel_tables
from burnout.manuscript.over_time import contrasts_table
from burnout.manuscript.pipe import cell, paragraphs, pipe_table, under
from burnout.manuscript.screened import screening_tables
from burnout.manuscript.sites import more_forests
from burnout.manuscript.tested_change import change_note, shown_change


def supplement(source: Source) -> str:
    """All supplementary tables that this study has."""
    return paragraphs(
        further_methods(source),
        deviations(source),
        records.needs(source),
        records.sessions(source),
        _instruments(source),
        _reliability(source),
        _scores(source),
        _assignment(source),
        screening_tables(source),
        disagreement_table(source),
        comparison_table(source),
        _selection(source),
        odds_tables(source),
        more_figures.further_forests(source),
        _fit(source),
        parallel_tables(source),
        _validation(source),
        calibration_plot(source),
        _stability(source),
        _sensitivity(source),
        imputation_table(source),
        _sensitivity_paired(source),
        contrasts_table(source),
        effects_table(source),
        bands_table(source),
        reliable_change_table(source),
        _attrition(source),
        more_forests(source),
        multiverse_supplement(source),
        more_figures.theme_map(source),
        records.quotations(source),
        records.cleaning(source),
        more_figures.missing_answers(source),
        records.provenance(source),
    )


def _instruments(source: Source) -> str:
    sheet = source.results.table("instruments")
    if sheet.empty:
        return ""
    lines = [
        [cell(r.instrument), cell(r.scale), cell(r.items), cell(r.reversed), cell(retell(r.score)), cell(r.certainty)]
        for r in sheet.itertuples()
    ]
    return pipe_table(
        [say("Instrument"), say("Scale"), say("Items"), say("Reversed"), say("Score"), say("Certainty")],
        lines,
        caption=say("Scoring keys in use."),
        label="keys",
        align="llllll",
        note=say(
            "Certainty tells how sure the source of the key is. Item numbers only; the wording of items is not "
            "reproduced."
        ),
    )


def _reliability(source: Source) -> str:
    table = source.results.table("reliability")
    if table.empty:
        return ""
    table = table[table["occasion"].astype(str).isin(source.study.described_occasions)]
    several = table["occasion"].nunique() > 1
    lines = [
        [
            source.label(f"{row.instrument}_{row.scale}"),
            *([cell(source.study.occasions[str(row.occasion)].label)] if several else []),
            count(row.items),
            count(row.n),
            estimate(row.alpha, row.conf_low, row.conf_high),
            decimal(row.omega),
        ]
        for row in table.itertuples()
    ]
    return pipe_table(
        [
            say("Scale and occasion") if several else say("Scale"),
            say("Items"),
            "n",
            say("Cronbach's α (CI)"),
            say("McDonald's ω"),
        ],
        under(lines) if several else lines,
        caption=say("Internal consistency.{synthetic}", synthetic=source.synthetic_note()),
        label="reliability",
        note=say("CI, confidence interval."),
    )


def _scores(source: Source) -> str:
    table = source.results.table("scores")
    if table.empty:
        return ""
    table = table[table["occasion"].astype(str).isin(source.study.described_occasions)]
    several = table["occasion"].nunique() > 1
    lines = [
        [
            source.label(row.measure),
            *([cell(source.study.occasions[str(row.occasion)].label)] if several else []),
            count(row.n),
            mean_sd(row.mean, row.sd),
            f"{decimal(row.median, 1)} ({decimal(row.p25, 1)}, {decimal(row.p75, 1)})",
            interval(row.min, row.max, 1),
        ]
        for row in table.itertuples()
    ]
    return pipe_table(
        [
            say("Scale and occasion") if several else say("Scale"),
            "n",
            say("Mean ± SD"),
            say("Median (P25, P75)"),
            say("Range"),
        ],
        under(lines) if several else lines,
        caption=say("Scores.{synthetic}", synthetic=source.synthetic_note()),
        label="scores",
        note=say("SD, standard deviation; P25 and P75, quartiles (type 6, as in SPSS)."),
    )


def _assignment(source: Source) -> str:
    table = source.results.table("assignment")
    if table.empty:
        return ""
    rows = table.drop_duplicates(["variable", "coding"]).copy()
    outcomes = rows["name"].eq("Y")
    rows.loc[outcomes, "name"] = [f"Y{i + 1}" for i in range(outcomes.sum())] if outcomes.sum() > 1 else ["Y"]
    rows.loc[~outcomes, "name"] = [f"X{i + 1}" for i in range((~outcomes).sum())]
    rows = rows.sort_values("name", key=lambda names: names.str[0], kind="stable", ascending=False)
    return pipe_table(
        [say("No."), say("Variable"), say("Coding")],
        [
            [cell(r.name_), cell(r.variable), cell(retell(r.coding))]
            for r in rows.rename(columns={"name": "name_"}).itertuples()
        ],
        caption=say("Assignment of variables in the logistic regressions."),
        label="assignment",
        align="lll",
    )


def _selection(source: Source) -> str:
    table = source.primary("selection")
    if table.empty:
        return ""
    lines = [
        [
            _model_label(source, r.model, r.outcome),
            count(r.step),
            cell(r.action),
            source.label(r.factor) if isinstance(r.factor, str) and r.factor else "",
            decimal(r.statistic),
            count(r.df),
            p_value(r.p_value),
        ]
        for r in table[table["action"].isin(["enter", "remove"])].itertuples()
    ]
    if not lines:
        return ""
    return pipe_table(
        [say("Model and step"), say("Action"), say("Factor"), "χ²", say("df"), "*P*"],
        under(lines),
        caption=say("How factors were selected.{synthetic}", synthetic=source.synthetic_note()),
        label="selection",
        align="lclccc",
        note=say("χ² of the score test for entry and of the likelihood ratio for removal; df, degrees of freedom."),
    )


def _fit(source: Source) -> str:
    table = source.results.table("fit")
    if table.empty:
        return ""
    lines = [
        [
            _model_label(source, r.model, r.outcome),
            cell(r.plan),
            f"{count(r.events)}/{count(r.n)}" if known(r.events) else count(r.n),
            f"{decimal(r.lr_statistic)} ({count(r.df)})",
            p_value(r.p_value),
            decimal(r.nagelkerke_r2, 3),
            p_value(r.hosmer_lemeshow_p),
            estimate(r.auc, r.auc_low, r.auc_high),
        ]
        for r in table.itertuples()
    ]
    return pipe_table(
        [
            say("Model and plan"),
            say("Events/n"),
            say("LR χ² (df)"),
            "*P*",
            "R²",
            say("HL *P*"),
            say("AUC (CI)"),
        ],
        under(lines),
        caption=say("Fit of the logistic regressions.{synthetic}", synthetic=source.synthetic_note()),
        label="fit",
        note=say(
            "LR, likelihood ratio against the empty model; df, degrees of freedom; R², Nagelkerke; HL, "
            "Hosmer-Lemeshow; AUC, area under the receiver operating curve; CI, confidence interval (DeLong)."
        ),
    )


def _model_label(source: Source, name: str, outcome: str) -> str:
    return cell(source.study.models[name].label or "") or source.label(outcome)


def _validation(source: Source) -> str:
    table = source.results.table("validation")
    rows = table[table["status"] == "ok"] if len(table) else table
    if estimated(source, "validation").empty:
        return ""
    lines = []
    for (plan, model, outcome), part in rows.groupby(["plan", "model", "outcome"], sort=False):
        found = {r.measure: f"{decimal(r.apparent)} → {decimal(r.corrected)}" for r in part.itertuples()}
        shown = [found.get(name, "") for name in ("auc", "nagelkerke_r2", "calibration_slope")]
        lines.append([_model_label(source, model, outcome), cell(plan), *shown])
    return pipe_table(
        [say("Model and plan"), "AUC", "R²", say("Calibration slope")],
        under(lines),
        caption=say(
            "Performance of the logistic regressions, apparent → corrected for optimism.{synthetic}",
            synthetic=source.synthetic_note(),
        ),
        label="validation",
        note=say(
            "{resamples} bootstrap resamples. AUC, area under the receiver operating curve; R², Nagelkerke. Where "
            "factors were selected, selection was repeated in each resample, screening was not.",
            resamples=count(rows["resamples"].max()),
        ),
    )


def _stability(source: Source) -> str:
    rows = estimated(source, "stability")
    if rows.empty:
        return ""
    lines = [
        [
            _model_label(source, r.model, r.outcome),
            source.label(r.factor),
            cell(r.chosen),
            f"{count(r.times_selected)} ({decimal(100 * r.share, 0)})",
        ]
        for r in rows.sort_values("times_selected", ascending=False, kind="stable").itertuples()
    ]
    order = {
        _model_label(source, name, model.outcome): i for i, (name, model) in enumerate(source.study.models.items())
    }
    return pipe_table(
        [say("Model and candidate"), say("In the model"), say("Times selected (%)")],
        under(sorted(lines, key=lambda line: order[line[0]])),
        caption=say(
            "How often each candidate was selected in bootstrap resamples.{synthetic}",
            synthetic=source.synthetic_note(),
        ),
        label="stability",
    )


def _sensitivity(source: Source) -> str:
    other = multivariable(source.secondary("logistic"))
    if other.empty:
        return ""
    plan = cell(other.iloc[0]["plan"])
    caption = say(
        "Logistic regressions under the plan {plan}.{synthetic}", plan=plan, synthetic=source.synthetic_note()
    )
    return model_table(source, other, "sensitivity", caption)


def _sensitivity_paired(source: Source) -> str:
    other = source.secondary("paired")
    if other.empty:
        return ""
    lines = [
        [
            source.label(r.measure),
            cell(term(TEST_NAMES.get(r.test, str(r.test))).replace("*", "").removeprefix("the ")),
            count(r.n),
            shown_change(r),
            p_value(r.p_value),
            p_value(r.p_adjusted) if hasattr(r, "p_adjusted") else "",
            decimal(r.effect_size),
        ]
        for r in other.itertuples()
    ]
    effects = [term(EFFECTS.get(e, cell(e))) for e in dict.fromkeys(other["effect_size_name"].dropna()) if e]
    return pipe_table(
        [say("Measure"), say("Test"), "n", say("Difference (CI)"), "*P*", say("*P* (Holm)"), say("Effect")],
        lines,
        caption=say(
            "Before and after under the plan {plan}.{synthetic}",
            plan=cell(other.iloc[0]["plan"]),
            synthetic=source.synthetic_note(),
        ),
        label="sensitivity-paired",
        align="llccccc",
        note=joined(
            [
                say("CI, confidence interval. Effect: {effects}.", effects=say(", ").join(effects)),
                change_note(other),
            ]
        ),
    )


def _attrition(source: Source) -> str:
    table = source.results.table("attrition")
    if table.empty or not (table["n_lost"] > 0).any():
        return ""
    lines = [
        [
            source.label(r.measure),
            f"{mean_sd(r.mean_completed, r.sd_completed)} ({count(r.n_completed)})",
            f"{mean_sd(r.mean_lost, r.sd_lost)} ({count(r.n_lost)})",
            p_value(r.p_value),
        ]
        for r in table.itertuples()
    ]
    return pipe_table(
        [say("Measure at baseline"), say("Completed, mean ± SD (n)"), say("Lost, mean ± SD (n)"), "*P*"],
        lines,
        caption=say("Completers and those lost.{synthetic}", synthetic=source.synthetic_note()),
        label="attrition",
        note=say("SD, standard deviation. With few losses the comparison says little."),
    )
