"""Effects of sites, and the pooled effect with its prediction interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from burnout.config import Study
from burnout.figures.style import ACCENT, FAINT, INK, MUTED, SECOND, SETTINGS, Drawing, new_figure, slug
from burnout.language import say, term

RATIOS = ("odds-ratio", "risk-ratio")
DIFFERENCES = ("mean-difference", "standardised-mean-difference", "difference-of-percent", "effect")
NAMES = {
    "odds-ratio": "Odds ratio (log scale)",
    "risk-ratio": "Risk ratio (log scale)",
    "difference-of-percent": "Difference in percentage points",
    "mean-difference": "Difference of means",
    "standardised-mean-difference": "Standardised mean difference",
    "mean": "Mean",
    "percent": "Percent",
    "effect": "Effect",
}
TICKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)
LONGEST = 34


def pool_figures(study: Study, sites: pd.DataFrame, pool: pd.DataFrame) -> dict[str, Drawing]:
    """A forest plot of the primary plan for each analysis that could be pooled.

    Parameters
    ----------
    study : Study
        The study.
    sites, pool : pandas.DataFrame
        The tables pool_sites and pool.

    Returns
    -------
    dict of str to Drawing
        ``forest-<analysis>`` to figure.
    """
    drawings = {}
    kept = pool[(pool["plan"] == study.plan.primary) & (pool["status"] == "ok") & (pool["subgroup"] == "")]
    for name in study.pool.analyses if study.pool else []:
        pooled = kept[kept["analysis"] == name]
        rows = sites[(sites["analysis"] == name) & (sites["status"] == "ok")]
        if len(pooled):
            drawings[f"forest-{slug(name)}"] = _forest(study, rows, next(pooled.itertuples()))
    return drawings


def _forest(study: Study, rows: pd.DataFrame, pooled: Any) -> Drawing:
    """Sites from top to bottom, squares by weight; a diamond and a bar for the pooled effect."""
    kind, level = pooled.effect_name, f"{100 * study.plan.confidence:g}"
    weights = rows["weight_dl" if pooled.method == "DL" else "weight_reml"].to_numpy(float)
    low, high = _limits(rows, pooled, kind)
    bottom = len(rows) + 0.6
    labels = [
        *(_short(term(site)) for site in rows["site"]),
        say("Pooled ({n} sites)", n=len(rows)),
        say("Prediction interval"),
    ]
    with mpl.rc_context(SETTINGS):
        figure = new_figure(1.1 + 0.235 * (len(rows) + 2), study.synthetic)
        axis = figure.subplots()
        none = {True: 1.0, False: 0.0}[kind in RATIOS]
        if kind in RATIOS + DIFFERENCES and low < none < high:
            axis.axvline(none, color=MUTED, lw=0.8, zorder=1)
        axis.axvline(pooled.effect, color=SECOND, lw=0.8, ls=(0, (4, 3)), zorder=1)
        for y, (row, weight) in enumerate(zip(rows.itertuples(), weights, strict=True)):
            axis.plot(np.clip([row.effect_low, row.effect_high], low, high), [y, y], color=ACCENT, lw=1.2, zorder=2)
            axis.plot(row.effect, y, "s", color=ACCENT, ms=3 + 5 * np.sqrt(weight / weights.max()), zorder=3)
            _figures(axis, y, (row.effect, row.effect_low, row.effect_high))
        _diamond(axis, pooled, bottom, (low, high))
        axis.text(1.03, -1, say("Effect ({level} % CI)", level=level), **_beside(axis), weight="bold")
        _scale(axis, kind, low, high)
        axis.set(xlim=(low, high), ylim=(bottom + 1.5, -1.4), xlabel=term(NAMES[kind]))
        axis.set_yticks([*range(len(rows)), bottom, bottom + 1], labels)
        for tick in axis.get_yticklabels()[len(rows) : len(rows) + 1]:
            tick.set_fontweight("bold")
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="x", color=FAINT, lw=0.5)
        axis.spines["left"].set_visible(False)
    return Drawing(figure, _in_words(rows, pooled, level))


def _short(site: str) -> str:
    return site if len(site) <= LONGEST else site[: LONGEST - 1] + "…"


def _beside(axis: Axes) -> dict[str, object]:
    return {"transform": axis.get_yaxis_transform(), "va": "center", "size": 8, "color": INK}


def _figures(axis: Axes, y: float, values: Sequence[float], bold: bool = False) -> None:
    style = _beside(axis) | {"weight": "bold" if bold else "normal"}
    axis.text(1.03, y, _told(*values), **style)


def _told(value: float, low: float, high: float) -> str:
    """A value with its interval."""
    return say("{value} ({low} to {high})", value=f"{value:.2f}", low=f"{low:.2f}", high=f"{high:.2f}")


def _diamond(axis: Axes, pooled: Any, y: float, within: tuple[float, float]) -> None:
    low, high, middle = pooled.effect_low, pooled.effect_high, pooled.effect
    x = np.clip([low, middle, high, middle], *within)
    axis.fill(x, [y, y - 0.32, y, y + 0.32], color=SECOND, lw=0, zorder=3)
    _figures(axis, y, (middle, low, high), bold=True)
    ends = (pooled.effect_prediction_low, pooled.effect_prediction_high)
    axis.plot(np.clip(ends, *within), [y + 1, y + 1], color=SECOND, lw=2.2, solid_capstyle="butt", zorder=3)
    axis.text(1.03, y + 1, say("{low} to {high}", low=f"{ends[0]:.2f}", high=f"{ends[1]:.2f}"), **_beside(axis))


def _limits(rows: pd.DataFrame, pooled: Any, kind: str) -> tuple[float, float]:
    """Ends of the axis: all intervals, unless one is so wide that the others could not be seen."""
    ends = [pooled.effect_prediction_low, pooled.effect_prediction_high]
    lows = np.append(rows["effect_low"].to_numpy(float), ends[0])
    highs = np.append(rows["effect_high"].to_numpy(float), ends[1])
    if kind in RATIOS:
        return max(float(lows.min()) * 0.85, 0.01), min(float(highs.max()) * 1.15, 100.0)
    low, high = float(lows.min()), float(highs.max())
    room = 0.04 * (high - low)
    if kind == "percent":
        return max(low - room, 0.0), min(high + room, 100.0)
    return low - room, high + room


def _scale(axis: Axes, kind: str, low: float, high: float) -> None:
    if kind not in RATIOS:
        axis.xaxis.set_major_locator(MaxNLocator(6))
        return
    axis.set_xscale("log")
    axis.xaxis.set_major_locator(FixedLocator([tick for tick in TICKS if low <= tick <= high]))
    axis.xaxis.set_minor_locator(NullLocator())
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _in_words(rows: pd.DataFrame, pooled: Any, level: str) -> str:
    told = [(term(r.site), r.effect, r.effect_low, r.effect_high) for r in rows.itertuples()]
    told.append((say("pooled"), pooled.effect, pooled.effect_low, pooled.effect_high))
    pieces = [say("{name}: {group}", name=name, group=_told(*values)) for name, *values in told]
    return say(
        "Forest plot of the sites' effects ({kind}) with {level} % confidence intervals. {effects}; prediction "
        "interval {low} to {high}.",
        kind=term(pooled.effect_name.replace("-", " ")),
        level=level,
        effects=say("; ").join(pieces),
        low=f"{pooled.effect_prediction_low:.2f}",
        high=f"{pooled.effect_prediction_high:.2f}",
    )
