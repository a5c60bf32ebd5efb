"""A map of the themes of the interviews: each theme with its clusters, and how many people speak in each."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from burnout.config import Study
from burnout.figures.style import ACCENT, BANDS, FAINT, INK, MUTED, SETTINGS, Drawing, new_figure, wrapped
from burnout.language import say, term

LINE = 0.17
"""Height of a line of text, in inches."""
THEME_WIDTH, CLUSTER_WIDTH = 31, 42


def themes_figures(study: Study, themes: pd.DataFrame) -> dict[str, Drawing]:
    """The map of the themes.

    Parameters
    ----------
    study : Study
        For whether the data are invented.
    themes : pandas.DataFrame
        The table themes: theme, cluster, statements, participants.

    Returns
    -------
    dict of str to Drawing
        ``map`` to figure, or nothing without themes.
    """
    return {"map": theme_map(study, themes)} if len(themes) else {}


def theme_map(study: Study, themes: pd.DataFrame) -> Drawing:
    """Themes as boxes at the left, their clusters at the right with a bar of the participants who speak of them.

    Parameters
    ----------
    study : Study
        For whether the data are invented.
    themes : pandas.DataFrame
        The table themes.
    """
    blocks = [(term(str(name)), _clusters(rows)) for name, rows in themes.groupby("theme", sort=False)]
    tall = sum(_height(name, clusters) for name, clusters in blocks)
    most = max(int(themes["participants"].max()), 1)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(tall + 0.45, study.synthetic)
        axis = figure.subplots()
        axis.set_axis_off()
        axis.set(xlim=(0, 100), ylim=(tall, -0.3))
        axis.text(84, -0.16, say("Participants, n"), size=8, color=MUTED, va="center")
        top = 0.0
        for name, clusters in blocks:
            height = _height(name, clusters)
            _theme(axis, name, clusters, top, height, most)
            top += height
    return Drawing(figure, _in_words(blocks))


def _clusters(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return [(term(str(row.cluster)), int(row.participants)) for row in rows.itertuples()]


def _height(name: str, clusters: list[tuple[str, int]]) -> float:
    """Inches of one theme: the higher of its box and its clusters."""
    box = LINE * len(wrapped(name, THEME_WIDTH)) + 0.18
    return max(box, sum(_cluster_height(label) for label, _ in clusters)) + 0.16


def _cluster_height(label: str) -> float:
    return LINE * max(len(wrapped(label, CLUSTER_WIDTH)), 1) + 0.08


def _theme(axis: Axes, name: str, clusters: list[tuple[str, int]], top: float, height: float, most: int) -> None:
    middle, body = top + height / 2, height - 0.16
    lines = wrapped(name, THEME_WIDTH)
    tall = LINE * len(lines) + 0.14
    look = {"boxstyle": "round,pad=0,rounding_size=0.05", "mutation_aspect": 0.05}
    axis.add_patch(FancyBboxPatch((0, middle - tall / 2), 36, tall, fc=BANDS[0], ec=ACCENT, lw=0.8, **look))
    axis.text(18, middle, "\n".join(lines), ha="center", va="center", size=8, weight="bold", color=INK)
    y = top + 0.08 + (body - sum(_cluster_height(label) for label, _ in clusters)) / 2
    for label, people in clusters:
        centre = y + _cluster_height(label) / 2
        axis.plot([36, 40, 40, 42], [middle, middle, centre, centre], color=MUTED, lw=0.8, solid_joinstyle="round")
        axis.text(43, centre, "\n".join(wrapped(label, CLUSTER_WIDTH)), va="center", size=8, color=INK)
        axis.barh(centre, 11 * people / most, left=84, height=0.11, color=ACCENT)
        axis.text(84 + 11 * people / most + 1, centre, str(people), va="center", size=8, color=INK)
        y += _cluster_height(label)
    axis.axhline(top + height, color=FAINT, lw=0.4)


def _in_words(blocks: list[tuple[str, list[tuple[str, int]]]]) -> str:
    said = []
    for name, clusters in blocks:
        parts = [say("{cluster} ({n} participants)", cluster=label, n=people) for label, people in clusters]
        said.append(say("{name}: {group}", name=name, group=say(", ").join(parts)))
    return say("Map of themes and their clusters. {themes}.", themes=say("; ").join(said))
