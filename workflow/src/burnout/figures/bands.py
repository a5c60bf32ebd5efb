"""Bands and grades of the scales, as stacked shares."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Instrument, Study
from burnout.figures.style import INK, SETTINGS, Drawing, new_figure, shade, slug
from burnout.labels import label_of
from burnout.language import say, term


def score_figures(study: Study, instruments: Mapping[str, Instrument], prevalence: pd.DataFrame) -> dict[str, Drawing]:
    """One figure of bands and grades for each questionnaire that has cut-offs.

    Returns
    -------
    dict of str to Drawing
        ``grades-<questionnaire>`` to figure.
    """
    drawings = {}
    for use_name in study.instruments:
        columns = [
            name
            for name in prevalence["outcome"].unique()
            if name.startswith(f"{use_name}_") and name.endswith(("_band", "_grade"))
        ]
        if columns:
            rows = prevalence[prevalence["outcome"].isin(columns)]
            labels = {name: label_of(study, instruments, name) for name in columns}
            drawings[f"grades-{slug(use_name)}"] = grades(study, rows, labels)
    return drawings


def grades(study: Study, prevalence: pd.DataFrame, labels: Mapping[str, str]) -> Drawing:
    """Stacked bars: one bar for each scale (and occasion), one segment for each band.

    Parameters
    ----------
    study : Study
        For the occasions' labels and whether the data are invented.
    prevalence : pandas.DataFrame
        Rows of the prevalence table: outcome, level, count, n, percent, occasion.
    labels : mapping of str to str
        Outcome to label, in the order drawn.
    """
    occasions = study.described_occasions
    groups = _same_levels(prevalence, list(labels))
    sizes = [len(names) * len(occasions) for names in groups]
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.45 + sum(0.36 + 0.36 * size for size in sizes), study.synthetic)
        ratios = [size + 0.9 for size in sizes]
        axes = figure.subplots(len(groups), 1, squeeze=False, sharex=True, height_ratios=ratios).ravel()
        for axis, names in zip(axes, groups, strict=True):
            _bars(axis, study, prevalence, {name: labels[name] for name in names}, occasions)
        axes[-1].set_xlabel(say("Percent of respondents"))
    bars = _in_words(prevalence, labels, {name: term(study.occasions[name].label) for name in occasions})
    return Drawing(figure, say("Stacked bars of bands: {bars}.", bars=bars))


def _same_levels(prevalence: pd.DataFrame, names: list[str]) -> list[list[str]]:
    """Scales in groups that share their levels, so that each group has one legend."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        levels = tuple(dict.fromkeys(prevalence[prevalence["outcome"] == name]["level"].astype(str)))
        groups.setdefault(levels, []).append(name)
    return list(groups.values())


def _bars(axis: Axes, study: Study, prevalence: pd.DataFrame, labels: Mapping[str, str], occasions: list[str]) -> None:
    bars = [(name, occasion) for name in labels for occasion in occasions]
    for y, (name, occasion) in enumerate(bars):
        part = prevalence[(prevalence["outcome"] == name) & (prevalence["occasion"].astype(str) == occasion)]
        _bar(axis, y, part)
    names = [_bar_label(labels[n], term(study.occasions[o].label) if len(occasions) > 1 else "") for n, o in bars]
    axis.set_yticks(range(len(bars)), names)
    axis.invert_yaxis()
    axis.set_xlim(0, 100)
    axis.spines["left"].set_visible(False)
    axis.tick_params(axis="y", length=0)
    handles, levels = axis.get_legend_handles_labels()
    found = dict(zip(levels, handles, strict=True))
    axis.legend(
        found.values(),
        found.keys(),
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=4,
        handlelength=1.0,
        columnspacing=1.4,
        borderaxespad=0.2,
    )


def _bar_label(label: str, occasion: str) -> str:
    return f"{label}\n{occasion}" if occasion else label


def _bar(axis: Axes, y: int, rows: pd.DataFrame) -> None:
    left = 0.0
    for place, row in enumerate(rows.itertuples()):
        colour, dark = shade(place, len(rows))
        axis.barh(
            y,
            row.percent,
            left=left,
            color=colour,
            edgecolor="white",
            linewidth=0.8,
            height=0.66,
            label=term(row.level),
        )
        if row.percent >= 5:
            text = f"{row.percent:.1f}" if row.percent >= 7 else f"{row.percent:.0f}"
            axis.text(left + row.percent / 2, y, text, ha="center", va="center", color="white" if dark else INK, size=8)
        left += row.percent


def _in_words(prevalence: pd.DataFrame, labels: Mapping[str, str], occasions: Mapping[str, str]) -> str:
    pieces = []
    for name, label in labels.items():
        for occasion, when in occasions.items():
            rows = prevalence[(prevalence["outcome"] == name) & (prevalence["occasion"].astype(str) == occasion)]
            shares = say(", ").join(f"{term(row.level)} {row.percent:.1f} %" for row in rows.itertuples())
            bar = say("{measure} ({occasion})", measure=label, occasion=when) if len(occasions) > 1 else label
            pieces.append(say("{name}: {group}", name=bar, group=shares))
    return say("; ").join(pieces)
