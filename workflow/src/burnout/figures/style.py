"""House style of figures: one size of type, colours that survive grey print, files that are the same every time."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from burnout.fonts import font_files
from burnout.language import Language, language_of, say

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "SimHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Noto Serif CJK SC",
)
"""Fonts that have Chinese characters; the first that the machine has is used."""


@cache
def chinese_font() -> tuple[str, ...]:
    """The name of the first of `CHINESE_FONTS` that the machine has; nothing when it has none."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist}
    if not known & set(CHINESE_FONTS):  # matplotlib keeps a list of fonts that may be older than a font
        for path in font_manager.findSystemFonts():
            if re.search("cjk|han|yahei|simhei|pingfang|wqy|notosanssc", path.lower()):
                font_manager.fontManager.addfont(path)
        for path in font_files():
            font_manager.fontManager.addfont(path)
        known = {font.name for font in font_manager.fontManager.ttflist}
    return tuple(name for name in CHINESE_FONTS if name in known)[:1]


def drawable(language: Language) -> Language:
    """The language to draw figures in: English where the machine has no font for another one."""
    return language if language.code == "en" or chinese_font() else language_of("en")


WIDTH = 6.3
"""Width of a figure in inches: the text width of an A4 page with 2.5 cm margins."""

INK, MUTED, FAINT = "#1a1a1a", "#5c5c5c", "#d5d5d5"
ACCENT, SECOND = "#0b5394", "#d9730d"
"""Blue and orange, which every kind of colour vision tells apart; in grey the one is dark and the other light."""
BANDS = ("#dbe9f6", "#8fb9df", "#3f7fbf", "#123f73")
"""From the best band to the worst: light to dark, so that they also differ in grey."""

SETTINGS = {
    "font.family": ["DejaVu Sans", *chinese_font()],
    "font.size": 8.5,
    "axes.titlesize": 9,
    "axes.labelsize": 8.5,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.7,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.width": 0.7,
    "ytick.major.width": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "svg.hashsalt": "burnout",
    "svg.fonttype": "path",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "text.parse_math": False,
}


def shade(place: int, of: int) -> tuple[str, bool]:
    """Colour of one band among several, and whether it is dark.

    Parameters
    ----------
    place : int
        Place of the band, 0 the best.
    of : int
        Number of bands; three begin at the second shade, so that "mild" looks the same beside four grades.
    """
    first = 1 if of == 3 else 0
    scale = LinearSegmentedColormap.from_list("bands", BANDS[first:])
    position = place / max(of - 1, 1) if of > 2 else place * 2 / 3
    colour = scale(position)
    return to_hex(colour), sum(colour[:3]) < 1.75


@dataclass(frozen=True)
class Drawing:
    """A finished figure with what a reader who cannot see it is told.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The figure.
    alt : str
        Alternative text.
    """

    figure: Figure
    alt: str

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        _save(self.figure, buffer, "png", 90)
        return buffer.getvalue()


def new_figure(height: float, synthetic: bool) -> Figure:
    """An empty figure of the house width; synthetic data are marked in its lower right corner."""
    with mpl.rc_context(SETTINGS):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        FigureCanvasAgg(figure)
        if synthetic:
            figure.text(
                0.995, 0.002, say("Synthetic demonstration data"), ha="right", va="bottom", size=6.5, color=MUTED
            )
            figure.get_layout_engine().set(rect=(0, 0.22 / height, 1, 1 - 0.22 / height))
    return figure


def _settle(figure: Figure) -> None:
    """Lay a figure out once, with rounded places: the last digits of the solver differ from run to run."""
    if not isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine):
        return
    with mpl.rc_context(SETTINGS):
        figure.draw_without_rendering()
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position(np.round(axes.get_position(original=True).bounds, 6))


def _save(figure: Figure, target: Path | io.BytesIO, kind: str, dpi: int) -> None:
    _settle(figure)
    metadata = {"Date": None, "Creator": None} if kind == "svg" else {"Software": None}
    with mpl.rc_context(SETTINGS):
        figure.savefig(target, format=kind, dpi=dpi, metadata=metadata)


def save(drawing: Drawing, folder: Path, name: str) -> None:
    """Write a figure as PNG (300 dpi) and SVG, with its alternative text beside them.

    The files hold no date and no random names, so that the same figure gives the same bytes. The name may begin with
    a folder, as in ``zh/flow``.
    """
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    _save(drawing.figure, folder / f"{name}.png", "png", 300)
    _save(drawing.figure, folder / f"{name}.svg", "svg", 300)
    (folder / f"{name}.txt").write_text(drawing.alt + "\n", encoding="utf-8")


def save_all(drawings: Mapping[str, Drawing], folder: Path) -> None:
    """Write several figures; the folder is made even when there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in drawings.items():
        save(drawing, folder, name)


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of a text, each at most as wide as `width` Latin letters; a Chinese character is as wide as two.

    Parameters
    ----------
    text : str
        A label; no-break spaces do not break.
    width : int
        Widest line, in Latin letters.
    indent : str
        What stands before every line but the first.
    """
    lines, line = [], ""
    for piece in re.findall(r"[\u2e80-\u9fff\uff00-\uffef]|[^ \u2e80-\u9fff\uff00-\uffef]+ ?| ", text):
        if line.strip() and span(line + piece.rstrip(" ")) > width and piece not in "，。；：、）":
            lines.append(line.rstrip(" "))
            line = indent
        line += piece
    return [*lines, line.rstrip(" ")] if line.strip() else lines


def shortened(text: str, width: int) -> str:
    """A text that is at most as wide as `width` Latin letters; what is cut off stands in the alternative text.

    Parameters
    ----------
    text : str
        A label.
    width : int
        Width in Latin letters; a Chinese character is as wide as two.
    """
    if span(text) <= width:
        return text
    kept = ""
    for letter in text:
        if span(kept + letter) > width - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def span(text: str) -> int:
    """How wide a text is, in Latin letters; a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def slug(name: str) -> str:
    """A name as it stands in file names and cross-references: letters, digits and hyphen."""
    return name.replace("_", "-")
