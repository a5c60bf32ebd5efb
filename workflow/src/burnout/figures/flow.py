"""The participant flow as STROBE and TREND ask for it."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes

from burnout.config import Study
from burnout.figures.style import INK, MUTED, SETTINGS, Drawing, new_figure, wrapped
from burnout.labels import part_label
from burnout.language import retell, say, term

LOST = ("excluded", "lost")
WORDS = {
    "received": "Records received",
    "enrolled": "Enrolled",
    "analysed": "Analysed",
    "excluded": "Excluded",
    "lost": "Lost",
}


def clean_figures(study: Study, flow: pd.DataFrame) -> dict[str, Drawing]:
    """The participant flow.

    Returns
    -------
    dict of str to Drawing
        ``flow`` to figure.
    """
    return {"flow": participant_flow(study, flow)}


def participant_flow(study: Study, flow: pd.DataFrame) -> Drawing:
    """Boxes from the records received to those analysed, with the reasons for every loss.

    Parameters
    ----------
    study : Study
        For the labels of the parts and whether the data are invented.
    flow : pandas.DataFrame
        Columns stage (received, excluded, enrolled, lost, analysed), n, reason; optionally part.
    """
    parts = _parts(flow)
    narrow = len(parts) > 1
    depth = max(_height(_steps(rows), narrow) for _, rows in parts)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.34 * depth + (0.5 if narrow else 0.3), study.synthetic)
        axes = figure.subplots(1, len(parts), squeeze=False)[0]
        for axis, (name, rows) in zip(axes, parts, strict=True):
            _draw(axis, _steps(rows), depth, narrow=narrow)
            if narrow:
                title = "\n".join(wrapped(part_label(study, name), 34))
                axis.set_title(title, size=8.5, weight="bold", color=INK)
    steps = say("; ").join(_sentence(row) for _, rows in parts for row in rows.itertuples())
    return Drawing(figure, say("Participant flow: {steps}.", steps=steps))


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


def _steps(rows: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """Main boxes in order, each with the lines of the side box that follows it."""
    steps: list[tuple[str, list[str]]] = []
    for row in rows.itertuples():
        if row.stage in LOST:
            known = isinstance(row.reason, str) and row.reason
            reason = retell(row.reason) if known else term(WORDS[row.stage]).lower()
            steps[-1][1].append(f"{reason} (n\u00a0=\u00a0{row.n})") if steps else None
        else:
            steps.append((f"{term(WORDS.get(row.stage, row.stage))}\nn = {row.n}", []))
    return steps


def _height(steps: list[tuple[str, list[str]]], narrow: bool) -> float:
    return sum(2.2 + max(1.0, len(_wrapped(side, narrow)) * 0.62 + 0.5 if side else 1.0) for _, side in steps) - 1.0


def _wrapped(side: list[str], narrow: bool) -> list[str]:
    width = 23 if narrow else 42
    return [line for text in side for line in wrapped(text, width, "  ")]


def _draw(axis: Axes, steps: list[tuple[str, list[str]]], depth: float, *, narrow: bool) -> None:
    axis.set_axis_off()
    axis.set(xlim=(0, 10), ylim=(-depth, 0.1))
    left, width, side_left = (0.1, 4.0, 4.7) if narrow else (1.0, 3.2, 5.2)
    middle = left + width / 2
    y = 0.0
    for i, (text, side) in enumerate(steps):
        _box(axis, left, y, width, 1.5, text, centre=True)
        if i == len(steps) - 1:
            break
        lines = _wrapped(side, narrow)
        gap = 0.7 + max(1.0, len(lines) * 0.62 + 0.5 if lines else 1.0)
        bottom = y - 1.5 - gap
        axis.annotate(
            "", (middle, bottom), (middle, y - 1.5), arrowprops={"arrowstyle": "-|>", "color": MUTED, "lw": 0.9}
        )
        if lines:
            height = len(lines) * 0.62 + 0.35
            centre_y = y - 1.5 - gap / 2
            axis.annotate(
                "",
                (side_left, centre_y),
                (middle, centre_y),
                arrowprops={"arrowstyle": "-|>", "color": MUTED, "lw": 0.9},
            )
            _box(axis, side_left, centre_y + height / 2, 9.9 - side_left, height, "\n".join(lines), centre=False)
        y = bottom


def _box(axis: Axes, x: float, top: float, width: float, height: float, text: str, *, centre: bool) -> None:
    axis.add_patch(
        mpl.patches.Rectangle((x, top - height), width, height, fill=False, edgecolor=INK, lw=0.8)  # type: ignore[attr-defined]
    )
    where = (x + width / 2, top - height / 2) if centre else (x + 0.15, top - height / 2)
    axis.text(*where, text, ha="center" if centre else "left", va="center", size=8, color=INK, linespacing=1.35)
