"""Specification curves: estimates of one question in order of size, and the choices behind each."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from burnout.config import Instrument, Study
from burnout.figures.style import ACCENT, FAINT, INK, SECOND, SETTINGS, Drawing, new_figure, slug, span, wrapped
from burnout.language import joined, say, term
from burnout.multiverse.summary import DIMENSIONS, effects, primary_row
from burnout.multiverse_labels import DIMENSION_LABELS, MEASURE_LABELS, choice_label, question_label

TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)
FEWEST = 2
"""Fewest estimated specifications of which a curve is drawn."""
ROW = 0.165
"""Height of a row of choices in inches."""
LONGEST = 32


def multiverse_figures(study: Study, instruments: Mapping[str, Instrument], rows: pd.DataFrame) -> dict[str, Drawing]:
    """One specification curve for each question with two estimated specifications or more.

    Returns
    -------
    dict of str to Drawing
        ``curve-<question>`` to figure.
    """
    drawings = {}
    for name, part in rows.groupby("question", sort=False):
        good = part[(part["status"] == "ok") & np.isfinite(part["estimate"])]
        if len(good) >= FEWEST:
            label = question_label(study, instruments, part.iloc[0])
            drawings[f"curve-{slug(str(name))}"] = curve(good, label, study)
    return drawings


def curve(rows: pd.DataFrame, label: str, study: Study) -> Drawing:
    """Specification curve of one question.

    Parameters
    ----------
    rows : DataFrame
        Estimated rows of the table multiverse of the question.
    label : str
        What it asks.
    study : Study
        For the primary plan, the significance level, and whether the data are invented.
    """
    rows = (
        rows.assign(value=effects(rows)).sort_values(["value", "specification"], kind="stable").reset_index(drop=True)
    )
    choices = _choices(rows)
    lines = sum(len(found) + 1 for found in choices.values())
    ratio = rows["measure"].iloc[0] == "odds-ratio"
    marks = {plan: primary_row(rows, plan) for plan in study.plan.names}
    with mpl.rc_context(SETTINGS):
        upper = 2.15
        lower = ROW * max(lines, 1) + 0.15
        figure = new_figure(upper + lower + 0.75, study.synthetic)
        top, bottom = figure.subplots(2, 1, sharex=True, height_ratios=[upper, lower])
        _estimates(top, rows, marks, study, ratio)
        top.set_title("\n".join(wrapped(label, 78)), loc="left", weight="bold", pad=22)
        _matrix(bottom, rows, choices, marks)
        bottom.set_xlim(-1, len(rows))
        bottom.set_xlabel(say("{n} specifications, in order of the estimate", n=len(rows)))
    return Drawing(figure, _in_words(rows, label, marks, study))


def _choices(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Dimensions with two choices or more, and their choices in the order of the table."""
    by_number = rows.sort_values("specification", kind="stable")
    found = {name: [x for x in by_number[name].unique() if x != ""] for name in DIMENSIONS}
    return {name: listed for name, listed in found.items() if len(listed) > 1}


def _estimates(
    axis: Axes, rows: pd.DataFrame, marks: Mapping[str, pd.Series | None], study: Study, ratio: bool
) -> None:
    """Estimates with their intervals; filled and dark where significant, the plans' own marked."""
    low, high = _limits(rows, ratio)
    significant = (rows["p_value"] < study.plan.alpha).to_numpy()
    places = np.arange(len(rows))
    size = float(np.clip(150 / len(rows), 1.6, 4.5))
    width = float(np.clip(120 / len(rows), 0.45, 1.3))
    bottom, above = (rows[name].fillna(rows["value"]).clip(low, high).to_numpy() for name in ("conf_low", "conf_high"))
    for chosen, colour, face in ((~significant, "#9a9a9a", "white"), (significant, ACCENT, ACCENT)):
        if chosen.any():
            axis.vlines(places[chosen], bottom[chosen], above[chosen], color=colour, lw=width, alpha=0.8, zorder=2)
            name = f"P < {study.plan.alpha:g}" if face == ACCENT else f"P ≥ {study.plan.alpha:g}"
            axis.plot(
                places[chosen], rows["value"][chosen], "o", ms=size, mfc=face, mec=colour, mew=0.8, zorder=3, label=name
            )
    for (place, plans), marker in zip(_marked(rows, marks).items(), ("D", "s"), strict=False):
        name = say("both plans") if len(plans) > 1 else say("plan {plan}", plan=term(plans[0]))
        axis.vlines(place, bottom[place], above[place], color=SECOND, lw=1.6, zorder=4)
        value = rows["value"][place]
        axis.plot(place, value, marker, ms=6, mfc=SECOND, mec="white", mew=0.7, zorder=5, label=name)
    axis.set_axisbelow(True)
    axis.axhline(1 if ratio else 0, color=INK, lw=0.9, zorder=1.5)
    axis.set_ylim(low, high)
    measure = term(MEASURE_LABELS[rows["measure"].iloc[0]])
    axis.set_ylabel(say("{measure} (log scale)", measure=measure) if ratio else measure)
    if ratio:
        axis.set_yscale("log")
        ticks = [tick for tick in TICKS if low <= tick <= high]
        axis.yaxis.set_major_locator(FixedLocator(ticks))
        axis.yaxis.set_minor_locator(NullLocator())
        axis.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.grid(axis="y", color=FAINT, lw=0.5)
    axis.tick_params(axis="x", length=0, labelbottom=False)
    axis.spines["bottom"].set_visible(False)
    axis.legend(
        loc="lower right", bbox_to_anchor=(1.01, 1), ncols=4, borderaxespad=0.2, handletextpad=0.2, columnspacing=1.1
    )


def _matrix(
    axis: Axes, rows: pd.DataFrame, choices: Mapping[str, list[str]], marks: Mapping[str, pd.Series | None]
) -> None:
    """One row of marks for each choice: which specifications made it."""
    places = np.arange(len(rows))
    y, ticks, labels, heads = 0.0, [], [], []
    width = float(np.clip(170 / len(rows), 0.4, 5.0))
    for dimension, listed in choices.items():
        heads.append(len(ticks))
        ticks.append(y)
        labels.append(term(DIMENSION_LABELS[dimension]))
        for choice in listed:
            y += 1
            made = (rows[dimension] == choice).to_numpy()
            axis.axhline(y, color=FAINT, lw=0.4, zorder=0)
            axis.vlines(places[made], y - 0.3, y + 0.3, color=INK, lw=width, zorder=2)
            ticks.append(y)
            labels.append(_choice_text(rows, dimension, choice))
        y += 1
    for place in _marked(rows, marks):
        axis.axvline(place, color=SECOND, lw=max(width, 1.0), alpha=0.55, zorder=1)
    axis.set_ylim(max(y, 1) - 0.4, -0.6)
    axis.set_yticks(ticks, labels)
    for i, text in enumerate(axis.get_yticklabels()):
        text.set_fontsize(7.5)
        text.set_fontweight("bold" if i in heads else "normal")
    axis.tick_params(axis="y", length=0)
    axis.tick_params(axis="x", length=0, labelbottom=False)
    for side in ("left", "bottom"):
        axis.spines[side].set_visible(False)


def _marked(rows: pd.DataFrame, marks: Mapping[str, pd.Series | None]) -> dict[int, list[str]]:
    """Place of each plan's own specification, with the plans that have it."""
    found: dict[int, list[str]] = {}
    for plan, own in marks.items():
        if own is not None:
            place = int(rows.index[rows["specification"] == own["specification"]][0])
            found.setdefault(place, []).append(plan)
    return found


def _choice_text(rows: pd.DataFrame, dimension: str, choice: str) -> str:
    """A choice in words; of a cut-off set also what it makes of the outcome, where sets differ in that."""
    text = choice_label(dimension, choice)
    if dimension == "cutoffs" and rows["definition"].nunique() > 1:
        made = term(str(rows.loc[rows[dimension] == choice, "definition"].iloc[0]))
        both = say("{definition} ({cutoffs})", definition=made, cutoffs=text)
        text = both if span(both) <= LONGEST else made
    return text if span(text) <= LONGEST else f"{wrapped(text, LONGEST - 2)[0]} …"


def _limits(rows: pd.DataFrame, ratio: bool) -> tuple[float, float]:
    """Ends of the scale: all estimates, intervals as far as all but the widest twentieth reach, and no effect."""
    low = rows["conf_low"].replace([np.inf, -np.inf], np.nan)
    high = rows["conf_high"].replace([np.inf, -np.inf], np.nan)
    value = rows["value"]
    if ratio:
        low, high, value = (np.log(x.where(x > 0)) for x in (low, high, value))
    ends = [value.min(), value.max(), low.quantile(0.05), high.quantile(0.95), 0.0]
    bottom, top = np.nanmin(ends), np.nanmax(ends)
    room = 0.06 * max(top - bottom, 1e-6)
    bottom, top = bottom - room, top + room
    return (float(np.exp(bottom)), float(np.exp(top))) if ratio else (float(bottom), float(top))


def _in_words(rows: pd.DataFrame, label: str, marks: Mapping[str, pd.Series | None], study: Study) -> str:
    small = int((rows["p_value"] < study.plan.alpha).sum())
    word = term(MEASURE_LABELS[rows["measure"].iloc[0]]).lower()
    texts = [
        say(
            "Specification curve. {question}: {n} specifications, {measure} from {lowest} to {highest}, {small} of "
            "them with P under {alpha}.",
            question=label,
            n=len(rows),
            measure=word,
            lowest=f"{rows['value'].min():.2f}",
            highest=f"{rows['value'].max():.2f}",
            small=small,
            alpha=f"{study.plan.alpha:g}",
        )
    ]
    texts += [
        say(
            "Plan {plan}: {value} ({low} to {high}).",
            plan=term(plan),
            value=f"{own['value']:.2f}",
            low=f"{own['conf_low']:.2f}",
            high=f"{own['conf_high']:.2f}",
        )
        for plan, own in marks.items()
        if own is not None
    ]
    return joined(texts)
