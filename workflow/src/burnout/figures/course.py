"""Each person's course over three occasions or more, with the means."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Instrument, Study
from burnout.figures.style import FAINT, INK, SETTINGS, Drawing, new_figure, wrapped
from burnout.labels import label_of
from burnout.language import say, term


def repeated_figures(
    study: Study, instruments: Mapping[str, Instrument], courses: pd.DataFrame, means: pd.DataFrame
) -> dict[str, Drawing]:
    """Courses of all measures that have answers.

    Parameters
    ----------
    study : Study
        For the occasions and whether the data are invented.
    instruments : mapping of str to Instrument
        Instruments by name, for labels.
    courses : pandas.DataFrame
        participant (running number), measure, occasion, value.
    means : pandas.DataFrame
        The table repeated_means.

    Returns
    -------
    dict of str to Drawing
        ``courses`` to figure; empty when there is no answer.
    """
    measures = [name for name in (study.repeated.measures if study.repeated else []) if name in set(courses["measure"])]
    if not measures:
        return {}
    labels = {name: label_of(study, instruments, name) for name in measures}
    occasions = {name: term(study.occasions[name].label) for name in study.repeated_occasions}
    columns = min(3, len(measures))
    rows = math.ceil(len(measures) / columns)
    everybody = means[means["arm"].fillna("") == ""]
    with mpl.rc_context(SETTINGS):
        figure = new_figure(2.4 * rows + 0.2, study.synthetic)
        axes = figure.subplots(rows, columns, squeeze=False).ravel()
        for axis, name in zip(axes, measures, strict=False):
            own = everybody[everybody["measure"] == name].set_index("occasion")
            _panel(axis, courses[courses["measure"] == name], own, occasions)
            axis.set_title("\n".join(wrapped(labels[name], 24)), size=8.5)
        for axis in axes[len(measures) :]:
            axis.set_axis_off()
    return {"courses": Drawing(figure, _in_words(everybody, labels, occasions))}


def _panel(axis: Axes, rows: pd.DataFrame, means: pd.DataFrame, occasions: Mapping[str, str]) -> None:
    places = {name: i for i, name in enumerate(occasions)}
    for _, own in rows.groupby("participant"):
        own = own.assign(place=own["occasion"].map(places)).sort_values("place")
        axis.plot(own["place"], own["value"], color=FAINT, lw=0.7, zorder=1)
    shown = means.reindex(list(occasions))
    x, y = range(len(occasions)), shown["mean"]
    half = ((shown["within_high"] - shown["within_low"]) / 2).fillna(0.0)
    axis.errorbar(x, y, yerr=half, color=INK, lw=2, marker="o", ms=4.5, capsize=3, elinewidth=1.2, zorder=3)
    axis.set_xticks(list(x), ["\n".join(wrapped(label, 10)) for label in occasions.values()])
    axis.set_xlim(-0.25, len(occasions) - 0.75)
    axis.margins(y=0.12)


def _in_words(means: pd.DataFrame, labels: Mapping[str, str], occasions: Mapping[str, str]) -> str:
    pieces = []
    for name, label in labels.items():
        own = means[means["measure"] == name].dropna(subset=["mean"])
        told = [
            say("{mean} at {occasion} (n = {n})", mean=f"{row.mean:.1f}", occasion=occasions[row.occasion], n=row.n)
            for row in own.itertuples()
        ]
        pieces.append(say("{measure}: mean {means}", measure=label, means=say(", ").join(told)))
    return say("Individual courses and means over the occasions. {means}.", means=say("; ").join(pieces))
