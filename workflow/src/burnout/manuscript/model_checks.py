"""A closer look at the logistic regressions: what the methods and results say of it, and the plot in the supplement."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.figures.style import slug
from burnout.language import joined, say
from burnout.manuscript.material import Source
from burnout.manuscript.numbers import confidence, count, decimal, listing, lower_first
from burnout.manuscript.pipe import figure, literal
from burnout.manuscript.trace import number_of


def firth_words(rows: pd.DataFrame) -> str:
    """Why Firth's method was used: separation, few events, or both.

    Parameters
    ----------
    rows : DataFrame
        Rows of the table logistic of one plan.
    """
    notes = rows.loc[rows["estimator"] == "firth", "note"].fillna("").astype(str)
    why = []
    if notes.str.startswith("Separation").any():
        why.append(say("an outcome was separated by a factor"))
    if notes.str.startswith("Few events").any():
        why.append(say("events were few [@peduzzi1996events; @vittinghoff2007relaxing]"))
    if not why:
        return say("Firth's penalised likelihood with profile intervals [@firth1993bias; @heinze2002separation]")
    return say(
        "Firth's penalised likelihood with profile intervals [@firth1993bias; @heinze2002separation], where {reasons}",
        reasons=listing(why, "or"),
    )


def closer_methods(source: Source) -> list[str]:
    """How fit, calibration and influence were looked at: only what has results."""
    said = []
    goodness = _of_any_plan(source, "goodness_of_fit")
    if "hosmer_lemeshow" in set(goodness["measure"] if len(goodness) else []):
        said.append(
            say(
                "Fit was judged by the Hosmer-Lemeshow test [@hosmer1980goodness] on tenths of the fitted probability "
                "and by a calibration plot with a smooth curve [@vancalster2016calibration], discrimination by the "
                "area under the receiver operating curve with DeLong's interval [@delong1988comparing]."
            )
        )
    intervals = _of_any_plan(source, "logistic_intervals")
    other = intervals[intervals["shown"] == "no"] if len(intervals) else intervals
    if len(other) and (other["method"] == "profile").any():
        said.append(say("As a check, coefficients were also given profile likelihood intervals [@venzon1988method]."))
    if len(_of_any_plan(source, "influence")):
        said.append(
            say(
                "Influence of single participants was judged by Cook's distance, leverage and the change of "
                "coefficients when one is left out [@pregibon1981logistic]."
            )
        )
    return said


def _of_any_plan(source: Source, table: str) -> pd.DataFrame:
    rows = source.results.table(table)
    return rows[rows["status"] == "ok"] if len(rows) else rows


def _done(source: Source, table: str) -> pd.DataFrame:
    rows = source.primary(table)
    return rows[rows["status"] == "ok"] if len(rows) else rows


def closer_results(source: Source) -> str:
    """Whether another interval or one participant would change what the primary models say."""
    return joined([_by_profile(source), _one_left_out(source)])


def _by_profile(source: Source) -> str:
    """How many coefficients lead to another conclusion by profile likelihood; nothing where it is shown anyway."""
    rows = _done(source, "logistic_intervals")
    if rows.empty:
        return ""
    rows = rows[(rows["kind"] == "multivariable") & (rows["factor"] != "(intercept)")]
    keys = ["model", "factor", "level"]
    shown = rows[(rows["shown"] == "yes") & (rows["method"] == "wald")]
    both = shown.merge(rows[rows["method"] == "profile"], on=keys, suffixes=("", "_again"))
    if both.empty:
        return ""
    alpha, put = source.study.plan.alpha, source.values.put
    differ = int(((both["p_value"] < alpha) != (both["p_value_again"] < alpha)).sum())
    whole = put("intervals.coefficients", count(number_of(both)))
    if not differ:
        return say(
            "By profile likelihood instead of Wald's method, all {n} coefficients led to the same conclusion.", n=whole
        )
    other = put("intervals.differ", count(differ))
    return say(
        "By profile likelihood instead of Wald's method, {other} of {n} coefficients led to another conclusion at "
        "*P* < {alpha}.",
        other=other,
        n=whole,
        alpha=f"{alpha:g}",
    )


def _one_left_out(source: Source) -> str:
    """The largest change of an odds ratio when the most influential participant is left out."""
    rows = _done(source, "influence")
    if rows.empty:
        return ""
    keys = ["model", "factor", "level"]
    everybody = rows[rows["measure"] == "odds_ratio"]
    both = everybody.merge(rows[rows["measure"] == "odds_ratio_without"], on=keys, suffixes=("", "_without"))
    without, everyone = (both[c].astype(float) for c in ("value_without", "value"))
    change = np.abs(np.log(without) - np.log(everyone))
    if both.empty or not np.isfinite(change).any():
        return ""
    worst = both.loc[change.idxmax()]
    put = source.values.put
    old, new = put("influence.before", decimal(worst["value"])), put("influence.after", decimal(worst["value_without"]))
    model = source.study.models[worst["model"]]
    named = lower_first(literal(model.label) if model.label else source.label(model.outcome))
    factor = lower_first(source.label(worst["factor"]))
    if worst["level"]:
        factor = say("{factor}, {level}", factor=factor, level=literal(worst["level"]))
    return say(
        "Leaving out the most influential participant of each model moved odds ratios by no more than from {old} to "
        "{new} ({factor}; model for {outcome}).",
        old=old,
        new=new,
        factor=factor,
        outcome=named,
    )


def calibration_plot(source: Source) -> str:
    """The calibration plot of the first model that has one."""
    names = source.results.figures
    first = next((n for n in source.study.models if f"model/calibration-{slug(n)}" in names), None)
    if first is None:
        return ""
    model, label = source.study.models[first], f"calibration-{slug(first)}"
    named = lower_first(literal(model.label) if model.label else source.label(model.outcome))
    level = confidence(source.study.plan.confidence)
    caption = say(
        "Calibration of the logistic regression for {outcome}: share with the event against the predicted probability "
        "in tenths of the participants (Wilson's {level} confidence intervals), with a smooth curve. In the data of "
        "the model itself, which flatters; the corrected slope under 1 tells how much predictions for new people must "
        "be expected to be too extreme.{synthetic}",
        outcome=named,
        level=level,
        synthetic=source.synthetic_note(),
    )
    return figure(f"model/{label}", label, caption, names[f"model/{label}"])
