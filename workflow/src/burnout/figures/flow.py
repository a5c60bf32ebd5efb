"""The participant flow as STROBE and TREND ask for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from burnout.config import Instrument, Study
from burnout.figures.missing import missing_figures
from burnout.figures.style import INK, MUTED, SETTINGS, Drawing, new_figure, wrapped
from burnout.labels import part_label
from burnout.language import retell, say, term

Step = tuple[list[str], list[str]]
"""Lines of a box, and of the box beside the way to the next one."""
LOST = ("excluded", "lost")
WORDS = {
    "received": "Records received",
    "enrolled": "Enrolled",
    "analysed": "Analysed",
    "excluded": "Excluded",
    "lost": "Lost",
}


def clean_figures(
    study: Study,
    flow: pd.DataFrame,
    missing: pd.DataFrame | None = None,
    instruments: Mapping[str, Instrument] = MappingProxyType({}),
) -> dict[str, Drawing]:
    """The participant flow, and what is missing of those who stayed.

    Returns
    -------
    dict of str to Drawing
        ``flow`` to figure; ``missing`` too where answers are missing.
    """
    drawn = {"flow": participant_flow(study, flow)}
    return drawn if missing is None else drawn | missing_figures(study, instruments, missing)


def participant_flow(study: Study, flow: pd.DataFrame) -> Drawing:
    """Boxes from the records received to those analysed, with the reasons for every loss.

    Between those enrolled in a comparison of before and after and those analysed stands the intervention, as TREND
    asks for.

    Parameters
    ----------
    study : Study
        For the labels of the parts, the intervention, and whether the data are invented.
    flow : pandas.DataFrame
        Columns stage (received, excluded, enrolled, lost, analysed), n, reason; optionally part.
    """
    parts = _parts(flow)
    narrow = len(parts) > 1
    steps = [_steps(rows, _between(study, name, narrow), narrow) for name, rows in parts]
    depth = max(_depth(part) for part in steps)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.34 * depth + (0.5 if narrow else 0.3), study.synthetic)
        axes = figure.subplots(1, len(parts), squeeze=False)[0]
        for axis, (name, _), part in zip(axes, parts, steps, strict=True):
            _draw(axis, part, depth, narrow=narrow)
            if narrow:
                title = "\n".join(wrapped(part_label(study, name), 34))
                axis.set_title(title, size=8.5, weight="bold", color=INK)
    told = say("; ").join(_sentence(row) for _, rows in parts for row in rows.itertuples())
    return Drawing(figure, say("Participant flow: {steps}.", steps=told))


def _between(study: Study, part: str, narrow: bool) -> str:
    """Name of what was done between before and after, for the part of the flow in which it was done."""
    if study.intervention is None or (part != "paired" and narrow):
        return ""
    return term(study.intervention.name)


def _parts(flow: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    if "part" not in flow:
        return [("", flow)]
    named = flow.assign(part=flow["part"].astype("string").fillna(""))
    return [(str(name), rows) for name, rows in named.groupby("part", sort=False, observed=True)]


def _sentence(row: object) -> str:
    reason = getattr(row, "reason", None)
    text = term(WORDS.get(row.stage, str(row.stage)))  # type: ignore[attr-defined]
    if isinstance(reason, str) and reason:
        return say("{step} ({reason}) {n}", step=text, reason=retell(reason), n=row.n)  # type: ignore[attr-defined]
    return say("{step} {n}", step=text, n=row.n)  # type: ignore[attr-defined]


def _steps(rows: pd.DataFrame, between: str, narrow: bool) -> list[Step]:
    """Main boxes in order, each with the lines of the side box that follows it."""
    steps: list[Step] = []
    for row in rows.itertuples():
        if row.stage in LOST:
            known = isinstance(row.reason, str) and row.reason
            reason = retell(row.reason) if known else term(WORDS[row.stage]).lower()
            loss = wrapped(f"{reason} (n\u00a0=\u00a0{row.n})", 23 if narrow else 42, "  ")
            steps[-1][1].extend(loss) if steps else None
            continue
        steps.append(([term(WORDS.get(row.stage, row.stage)), f"n = {row.n}"], []))
        if row.stage == "enrolled" and between:
            steps.append((wrapped(between, 18 if narrow else 26), []))
    return steps


def _tall(lines: list[str]) -> float:
    """Height of a box with some lines."""
    return 0.62 * len(lines) + 0.3


def _gap(side: list[str]) -> float:
    """Height between two boxes, with room for the side box."""
    return 0.7 + (_tall(side) + 0.2 if side else 0.4)


def _depth(steps: list[Step]) -> float:
    return sum(_tall(text) for text, _ in steps) + sum(_gap(side) for _, side in steps[:-1]) + 0.1


def _draw(axis: Axes, steps: list[Step], depth: float, *, narrow: bool) -> None:
    axis.set_axis_off()
    axis.set(xlim=(0, 10), ylim=(-depth, 0.1))
    left, width, side_left = (0.1, 4.0, 4.7) if narrow else (1.0, 3.2, 5.2)
    middle = left + width / 2
    arrow = {"arrowstyle": "-|>", "color": MUTED, "lw": 0.9}
    y = 0.0
    for i, (text, side) in enumerate(steps):
        _box(axis, (left, y), (width, _tall(text)), text, centre=True)
        foot = y - _tall(text)
        if i == len(steps) - 1:
            break
        bottom = foot - _gap(side)
        axis.annotate("", (middle, bottom), (middle, foot), arrowprops=arrow)
        if side:
            centre = (foot + bottom) / 2
            axis.annotate("", (side_left, centre), (middle, centre), arrowprops=arrow)
            corner = (side_left, centre + _tall(side) / 2)
            _box(axis, corner, (9.9 - side_left, _tall(side)), side, centre=False)
        y = bottom


def _box(axis: Axes, corner: tuple[float, float], size: tuple[float, float], lines: list[str], *, centre: bool) -> None:
    (x, top), (width, height) = corner, size
    axis.add_patch(Rectangle((x, top - height), width, height, fill=False, edgecolor=INK, lw=0.8))
    where = (x + width / 2, top - height / 2) if centre else (x + 0.15, top - height / 2)
    side = "center" if centre else "left"
    axis.text(*where, "\n".join(lines), ha=side, va="center", size=8, color=INK, linespacing=1.35)
