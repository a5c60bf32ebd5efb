"""Each person's course from before to after, with the means."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Instrument, Study
from burnout.figures.style import ACCENT, INK, SECOND, SETTINGS, Drawing, new_figure, wrapped
from burnout.labels import label_of
from burnout.language import say, term


def paired_figures(
    study: Study, instruments: Mapping[str, Instrument], change: pd.DataFrame, paired: pd.DataFrame
) -> dict[str, Drawing]:
    """Slopes of all measures that have pairs.

    Returns
    -------
    dict of str to Drawing
        ``slopes`` to figure; empty when there is no pair.
    """
    if study.paired is None or change.empty:
        return {}
    labels = {name: label_of(study, instruments, name) for name in study.paired.measures}
    ends = [term(study.occasions[name].label) for name in (study.paired.before, study.paired.after)]
    return {"slopes": slopes(study, change, paired, labels, ends)}


def slopes(
    study: Study, change: pd.DataFrame, paired: pd.DataFrame, labels: Mapping[str, str], ends: list[str]
) -> Drawing:
    """Small panels: a thin line for each person, a thick one for the mean.

    Parameters
    ----------
    study : Study
        For the occasions and whether the data are invented.
    change : pandas.DataFrame
        participant (running number), measure, before, after.
    paired : pandas.DataFrame
        The paired table; the means come from its rows of the primary plan.
    labels : mapping of str to str
        Measure to label, in the order drawn.
    ends : list of str
        Labels of the two occasions.
    """
    drawn = [name for name in labels if name in set(change["measure"])]
    columns = min(4, len(drawn))
    rows = math.ceil(len(drawn) / columns)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(2.25 * rows + 0.2, study.synthetic)
        axes = figure.subplots(rows, columns, squeeze=False).ravel()
        for axis, name in zip(axes, drawn, strict=False):
            _panel(axis, change[change["measure"] == name], labels[name], ends)
        for axis in axes[len(drawn) :]:
            axis.set_axis_off()
    return Drawing(figure, _in_words(paired, study, labels))


def _panel(axis: Axes, rows: pd.DataFrame, title: str, ends: list[str]) -> None:
    rows = rows.dropna(subset=["before", "after"])
    for row in rows.itertuples():
        colour = ACCENT if row.after > row.before else SECOND if row.after < row.before else "#999999"
        axis.plot([0, 1], [row.before, row.after], color=colour, lw=0.7, alpha=0.45, solid_capstyle="round")
    means = [rows["before"].mean(), rows["after"].mean()]
    axis.plot([0, 1], means, color=INK, lw=2.2, marker="o", ms=5)
    axis.set_xticks([0, 1], [_short(end) for end in ends])
    axis.set_xlim(-0.25, 1.25)
    axis.set_title(_wrapped(title), size=8.5)
    axis.margins(y=0.12)


def _short(text: str) -> str:
    return text if len(text) <= 9 else text.split()[0]


def _wrapped(text: str) -> str:
    return "\n".join(wrapped(text, 20))


def _in_words(paired: pd.DataFrame, study: Study, labels: Mapping[str, str]) -> str:
    rows = paired[paired["plan"] == study.plan.primary].drop_duplicates("measure")
    pieces = [
        say(
            "{measure}: mean {before} before, {after} after (n = {n})",
            measure=labels.get(row.measure, row.measure),
            before=f"{row.mean_pre:.1f}",
            after=f"{row.mean_post:.1f}",
            n=row.n,
        )
        for row in rows.itertuples()
    ]
    return say("Individual courses and means before and after. {means}.", means=say("; ").join(pieces))
