"""Each person's course from before to after, with the means and the distribution at both ends."""

from __future__ import annotations

import math
from collections.abc import Mapping

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Instrument, Study
from burnout.figures.style import ACCENT, FAINT, INK, SECOND, SETTINGS, Drawing, new_figure, shortened, span, wrapped
from burnout.labels import label_of
from burnout.language import say, term

FEWEST = 10
"""People for whom a density is drawn."""


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
    """Small panels: a thin line for each person, a thick one for the mean, and clouds of density at both ends.

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
        dashes = (0, (4, 2)) if row.after < row.before else "-"
        axis.plot([0, 1], [row.before, row.after], color=colour, ls=dashes, lw=0.8, alpha=0.55)
    means = [rows["before"].mean(), rows["after"].mean()]
    axis.plot([0, 1], means, color=INK, lw=2.2, marker="o", ms=5)
    for place, way, column in ((0, -1, "before"), (1, 1, "after")):
        _cloud(axis, rows[column].to_numpy(float), place + 0.1 * way, way)
    axis.set_xticks([0, 1], [_short(end) for end in ends])
    axis.set_xlim(-0.6, 1.6)
    axis.set_title(_wrapped(title), size=8.5)
    axis.margins(y=0.12)


def _cloud(axis: Axes, values: np.ndarray, place: float, way: int) -> None:
    """Half of a violin beside the lines; nothing for few people or equal values, which have no density."""
    if len(values) < FEWEST or np.ptp(values) == 0:
        return
    from scipy.stats import gaussian_kde

    room = 0.15 * np.ptp(values)
    ends = np.linspace(values.min() - room, values.max() + room, 60)
    density = gaussian_kde(values)(ends)
    axis.fill_betweenx(ends, place, place + way * 0.42 * density / density.max(), color=FAINT, lw=0, zorder=0)


def _short(text: str) -> str:
    return text if span(text) <= 9 else shortened(text.split()[0], 9)


def _wrapped(text: str) -> str:
    return "\n".join(shortened(line, 24) for line in wrapped(text, 18)[:3])


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
