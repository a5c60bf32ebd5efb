"""Odds ratios of a model with their intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from burnout.config import Instrument, Study
from burnout.figures.style import (
    ACCENT,
    FAINT,
    INK,
    MUTED,
    SECOND,
    SETTINGS,
    Drawing,
    new_figure,
    shortened,
    slug,
    span,
)
from burnout.labels import label_of
from burnout.language import say, term

INDENT = "    "
MOST_LINES = 70
"""Lines of a figure that a page can hold."""
JOINT = {"color": ACCENT, "lw": 1.3, "marker": "s", "ms": 4.5}
SINGLE = {"color": SECOND, "lw": 0.8, "marker": "D", "ms": 3.5, "mfc": "white"}
LONGEST = 44
"""Of a label, in Latin letters."""
TICKS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)


def model_figures(study: Study, instruments: Mapping[str, Instrument], logistic: pd.DataFrame) -> dict[str, Drawing]:
    """Forest plots of the primary plan for each model that could be estimated, with the univariable odds ratios.

    A model of more lines than a page holds gets further figures.

    Returns
    -------
    dict of str to Drawing
        ``forest-<model>``, ``forest-<model>-2`` ... to figure.
    """
    drawings = {}
    kept = logistic[
        (logistic["plan"] == study.plan.primary)
        & (logistic["status"] == "ok")
        & np.isfinite(logistic["odds_ratio"])
        & ~logistic["factor"].isin(["(intercept)", "(threshold)"])
    ]
    for name in study.models:
        rows = kept[kept["model"] == name]
        labels = {factor: label_of(study, instruments, factor) for factor in rows["factor"].unique()}
        if len(rows) and "family" in rows and (rows["family"] == "multinomial").all():
            rows, labels = _by_outcome_level(rows, labels)
        joint, alone = (rows[rows["kind"] == kind] for kind in ("multivariable", "univariable"))
        for number, part in enumerate(_pages(joint), start=1):
            which = f"forest-{slug(name)}" + (f"-{number}" if number > 1 else "")
            drawings[which] = forest(part, labels, study, alone)
    return drawings


def _pages(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Rows in parts that a page holds; factors stay whole."""
    parts: list[list[pd.DataFrame]] = []
    lines = MOST_LINES
    for _, factor in rows.groupby("factor", sort=False):
        if lines + len(factor) + 1 > MOST_LINES:
            parts.append([])
            lines = 0
        parts[-1].append(factor)
        lines += len(factor) + 1
    return [pd.concat(part) for part in parts]


def _by_outcome_level(rows: pd.DataFrame, labels: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Rows of a multinomial regression with each factor once for each outcome level, and their labels."""
    parts = list(zip(rows["outcome_level"], rows["outcome_reference"], rows["factor"], strict=True))
    found = {
        f"{level}/{factor}": say(
            "{level} (not {other}): {factor}", level=term(level), other=term(other), factor=labels[factor]
        )
        for level, other, factor in parts
    }
    return rows.assign(factor=[f"{level}/{factor}" for level, _, factor in parts]), found


def forest(
    rows: pd.DataFrame, labels: Mapping[str, str], study: Study, univariable: pd.DataFrame | None = None
) -> Drawing:
    """Forest plot: one line for each level, a heading for each factor, figures at the right.

    Univariable odds ratios are drawn above the others, open and thin.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of the logistic table of one model and plan, without the intercept.
    labels : mapping of str to str
        Factor to label.
    study : Study
        For the confidence level and whether the data are invented.
    univariable : pandas.DataFrame, optional
        The same columns for each factor by itself.
    """
    lines = _lines(rows, labels)
    alone = {(row.factor, row.level): row for row in univariable.itertuples()} if univariable is not None else {}
    level = f"{100 * study.plan.confidence:g}"
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.8 + 0.235 * len(lines), study.synthetic)
        axis = figure.subplots()
        axis.axvline(1, color=MUTED, lw=0.8, zorder=1)
        low, high = _limits(rows)
        for y, (_, row) in enumerate(lines):
            if row is None:
                continue
            if single := alone.get((row.factor, row.level)):
                _estimate(axis, y - 0.28, single, (low, high), SINGLE)
            _estimate(axis, y + (0.08 if alone else 0), row, (low, high), JOINT)
            axis.text(1.03, y, _figures(row), transform=axis.get_yaxis_transform(), va="center", size=8, color=INK)
        axis.text(
            1.03,
            -1,
            say("OR ({level} % CI)", level=level),
            transform=axis.get_yaxis_transform(),
            va="center",
            size=8,
            weight="bold",
        )
        axis.set_xscale("log")
        axis.set(xlim=(low, high), ylim=(len(lines) - 0.4, -1.4), xlabel=say("Odds ratio (log scale)"))
        ticks = [tick for tick in TICKS if low <= tick <= high]
        axis.xaxis.set_major_locator(FixedLocator(ticks))
        axis.xaxis.set_minor_locator(NullLocator())
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        lines = [(shortened(text, LONGEST), row) for text, row in lines]
        axis.set_yticks(range(len(lines)), [text for text, _ in lines])
        for tick, (text, row) in zip(axis.get_yticklabels(), lines, strict=True):
            tick.set_horizontalalignment("left")
            tick.set_fontweight("normal" if text.startswith(INDENT) and row is not None else "bold")
        axis.tick_params(axis="y", length=0, pad=4.9 * max(span(text) for text, _ in lines) + 6)
        axis.grid(axis="x", color=FAINT, lw=0.5)
        axis.spines["left"].set_visible(False)
        if alone:
            axis.plot([], [], **JOINT, label=say("Multivariable"))
            axis.plot([], [], **SINGLE, label=say("Univariable"))
            figure.legend(*axis.get_legend_handles_labels(), loc="outside upper right", ncols=2)
    return Drawing(figure, _in_words(rows, labels, level))


def _estimate(axis: Axes, y: float, row: Any, within: tuple[float, float], look: Mapping[str, Any]) -> None:
    """An odds ratio and its interval, as far as the axis goes."""
    low, high = within
    axis.plot([max(row.conf_low, low), min(row.conf_high, high)], [y, y], color=look["color"], lw=look["lw"], zorder=2)
    axis.plot(min(max(row.odds_ratio, low), high), y, **(dict(look) | {"ls": "none"}), zorder=3)


def _lines(rows: pd.DataFrame, labels: Mapping[str, str]) -> list[tuple[str, object | None]]:
    """Heading and level lines from top to bottom."""
    lines: list[tuple[str, object | None]] = []
    for factor, part in rows.groupby("factor", sort=False):
        shown = labels[str(factor)]
        for i, row in enumerate(part.itertuples()):
            has_level = isinstance(row.level, str) and row.level
            if not has_level:
                lines.append((say("{factor} (squared)", factor=shown) if i else shown, row))
                continue
            if i == 0:
                known = isinstance(row.reference, str) and row.reference
                reference = term(row.reference) if known else ""
                head = say("{factor} (ref. {reference})", factor=shown, reference=reference) if known else shown
                lines.append((head, None))
            lines.append((f"{INDENT}{term(row.level)}", row))
    return lines


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    low = min(float(np.nanmin(rows["conf_low"])), 0.5)
    high = max(float(np.nanmax(rows["conf_high"])), 2.0)
    return max(low * 0.85, 0.02), min(high * 1.15, 50.0)


def _in_words(rows: pd.DataFrame, labels: Mapping[str, str], level: str) -> str:
    pieces = []
    for row in rows.itertuples():
        name = labels[row.factor]
        if isinstance(row.level, str) and row.level:
            name = say(", ").join([name, term(row.level)])
        pieces.append(say("{name}: {group}", name=name, group=_figures(row)))
    return say(
        "Forest plot of odds ratios with {level} % confidence intervals. {odds}.",
        level=level,
        odds=say("; ").join(pieces),
    )


def _figures(row: Any) -> str:
    """An odds ratio with its interval."""
    return say(
        "{value} ({low} to {high})",
        value=f"{row.odds_ratio:.2f}",
        low=f"{row.conf_low:.2f}",
        high=f"{row.conf_high:.2f}",
    )
