"""Bands and grades of the scales, as stacked shares."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Instrument, Study
from burnout.figures.style import BANDS, INK, SETTINGS, Drawing, new_figure, slug
from burnout.labels import label_of


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
    occasions = [o for o in study.occasions if o in set(prevalence["occasion"].astype(str))]
    bars = [(name, occasion) for name in labels for occasion in occasions]
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.75 + 0.42 * len(bars), study.synthetic)
        axis = figure.subplots()
        for y, (name, occasion) in enumerate(bars):
            part = prevalence[(prevalence["outcome"] == name) & (prevalence["occasion"].astype(str) == occasion)]
            _bar(axis, y, part)
        names = [_bar_label(labels[n], study.occasions[o].label if len(occasions) > 1 else "") for n, o in bars]
        axis.set_yticks(range(len(bars)), names)
        axis.invert_yaxis()
        axis.set(xlim=(0, 100), xlabel="Percent of respondents")
        axis.spines["left"].set_visible(False)
        axis.tick_params(axis="y", length=0)
        figure.legend(*_legend(axis), loc="outside upper center", ncols=4, handlelength=1.0, columnspacing=1.4)
    return Drawing(figure, "Stacked bars of bands: " + _in_words(prevalence, labels, occasions))


def _bar_label(label: str, occasion: str) -> str:
    return f"{label}\n{occasion}" if occasion else label


def _bar(axis: Axes, y: int, rows: pd.DataFrame) -> None:
    left = 0.0
    colours = BANDS if len(rows) == 4 else BANDS[1:] if len(rows) == 3 else BANDS[::2]
    for colour, row in zip(colours, rows.itertuples(), strict=False):
        axis.barh(
            y, row.percent, left=left, color=colour, edgecolor="white", linewidth=0.8, height=0.66, label=row.level
        )
        if row.percent >= 5:
            dark = colour in BANDS[2:]
            text = f"{row.percent:.1f}" if row.percent >= 7 else f"{row.percent:.0f}"
            axis.text(left + row.percent / 2, y, text, ha="center", va="center", color="white" if dark else INK, size=8)
        left += row.percent


def _legend(axis: Axes) -> tuple[list[object], list[str]]:
    """Each level once, in the order of the scale with the most levels."""
    handles, labels = axis.get_legend_handles_labels()
    found: dict[str, object] = {}
    for handle, label in zip(handles, labels, strict=True):
        found[label] = handle
    ordered = [h for h in found if h.startswith("No ")] + [h for h in found if not h.startswith("No ")]
    return [found[label] for label in ordered], ordered


def _in_words(prevalence: pd.DataFrame, labels: Mapping[str, str], occasions: list[str]) -> str:
    pieces = []
    for name, label in labels.items():
        for occasion in occasions:
            rows = prevalence[(prevalence["outcome"] == name) & (prevalence["occasion"].astype(str) == occasion)]
            shares = ", ".join(f"{row.level} {row.percent:.1f} %" for row in rows.itertuples())
            pieces.append(f"{label}{f' ({occasion})' if len(occasions) > 1 else ''}: {shares}")
    return "; ".join(pieces) + "."
