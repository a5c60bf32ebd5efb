"""Calibration of a model: what it foretells against what happened."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Study
from burnout.figures.style import ACCENT, FAINT, INK, MUTED, SECOND, SETTINGS, Drawing, new_figure, slug
from burnout.language import say, term

GROUPS = "deciles-type-7"
CURVE = "smooth"
SHOWN = {"auc": "Area under the curve", "calibration_slope": "Calibration slope", "nagelkerke_r2": "R² (Nagelkerke)"}


def calibration_figures(study: Study, calibration: pd.DataFrame, validation: pd.DataFrame) -> dict[str, Drawing]:
    """A calibration plot of the primary plan for each model that could be estimated.

    Parameters
    ----------
    study : Study
        For its models, the confidence level, and whether the data are invented.
    calibration : pandas.DataFrame
        The table calibration.
    validation : pandas.DataFrame
        The table validation: performance, apparent and corrected for optimism.

    Returns
    -------
    dict of str to Drawing
        ``calibration-<model>`` to figure.
    """
    drawings = {}
    kept = calibration[(calibration["plan"] == study.plan.primary) & (calibration["status"] == "ok")]
    for name in study.models:
        rows = kept[kept["model"] == name]
        groups, curve = rows[rows["method"] == GROUPS], rows[rows["method"] == CURVE]
        if len(groups) > 1:
            checked = validation[(validation["plan"] == study.plan.primary) & (validation["model"] == name)]
            drawings[f"calibration-{slug(name)}"] = _plot(study, groups, curve, checked)
    return drawings


def _plot(study: Study, groups: pd.DataFrame, curve: pd.DataFrame, validation: pd.DataFrame) -> Drawing:
    level = f"{100 * study.plan.confidence:g}"
    most = float(np.nanmax([groups["conf_high"].max(), groups["predicted"].max(), 0.2]))
    end = min(1.0, np.ceil(10 * most + 0.2) / 10)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(3.6, study.synthetic)
        axis, text = figure.subplots(1, 2, width_ratios=[3.4, 2.0])
        axis.plot([0, end], [0, end], color=MUTED, lw=0.8, ls=(0, (4, 3)), zorder=1)
        if len(curve):
            axis.fill_between(curve["predicted"], curve["conf_low"], curve["conf_high"], color=FAINT, lw=0, zorder=1)
            axis.plot(curve["predicted"], curve["share"], color=SECOND, lw=1.3, zorder=2)
        for row in groups.itertuples():
            axis.plot([row.predicted] * 2, [row.conf_low, row.conf_high], color=ACCENT, lw=1.1, zorder=3)
        axis.plot(groups["predicted"], groups["share"], "s", color=ACCENT, ms=4.5, zorder=4)
        axis.set(xlim=(0, end), ylim=(0, end), xlabel=say("Predicted probability"), ylabel=say("Share with the event"))
        axis.set_aspect("equal", adjustable="box", anchor="W")
        axis.grid(color=FAINT, lw=0.4, zorder=0)
        axis.set_axisbelow(True)
        _legend(text, level, len(groups), len(curve) > 0, validation)
    return Drawing(figure, _in_words(groups, validation, level))


def _legend(axis: Axes, level: str, groups: int, smooth: bool, validation: pd.DataFrame) -> None:
    """What the marks mean, and the performance in numbers."""
    axis.set_axis_off()
    axis.plot([], [], "s-", color=ACCENT, ms=4.5, lw=1.1, label=say("{n} groups, {level} % CI", n=groups, level=level))
    if smooth:
        axis.plot([], [], color=SECOND, lw=1.3, label=say("Smooth curve"))
    axis.plot([], [], color=MUTED, lw=0.8, ls=(0, (4, 3)), label=say("As predicted"))
    axis.legend(loc="upper left", bbox_to_anchor=(-0.08, 1.0), borderaxespad=0)
    y = 0.56
    head, lines = _numbers(validation)
    for line in [*head, *lines]:
        axis.text(-0.02, y, line, transform=axis.transAxes, size=8, color=MUTED if line in head else INK, va="top")
        y -= 0.085


def _numbers(validation: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Lines of a heading, and performance in numbers."""
    rows = {row.measure: row for row in validation.itertuples() if row.status == "ok" and np.isfinite(row.corrected)}
    if not rows:
        return [], []
    resamples = int(next(iter(rows.values())).resamples)
    head = [say("Apparent → corrected for optimism"), say("({n} resamples)", n=resamples)]
    said = [
        say("{name}: {group}", name=term(SHOWN[m]), group=f"{rows[m].apparent:.2f} → {rows[m].corrected:.2f}")
        for m in SHOWN
        if m in rows
    ]
    return head, said


def _in_words(groups: pd.DataFrame, validation: pd.DataFrame, level: str) -> str:
    points = say("; ").join(
        say(
            "predicted {predicted}, observed {observed} ({low} to {high})",
            predicted=f"{row.predicted:.2f}",
            observed=f"{row.share:.2f}",
            low=f"{row.conf_low:.2f}",
            high=f"{row.conf_high:.2f}",
        )
        for row in groups.itertuples()
    )
    _, numbers = _numbers(validation)
    more = say(" Apparent and corrected for optimism: {numbers}.", numbers=say("; ").join(numbers)) if numbers else ""
    return say(
        "Calibration plot with {level} % confidence intervals. Groups by predicted probability: {points}.{more}",
        level=level,
        points=points,
        more=more,
    )
