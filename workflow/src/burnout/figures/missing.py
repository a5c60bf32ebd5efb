"""How much is missing: shares of every variable that has gaps, and of the items of each questionnaire together."""

from __future__ import annotations

import re
from collections.abc import Mapping

import matplotlib as mpl
import pandas as pd

from burnout.config import Instrument, Study
from burnout.figures.style import ACCENT, FAINT, INK, SETTINGS, Drawing, new_figure, shortened
from burnout.labels import label_of
from burnout.language import say, term

MOST = 45
"""Bars in the figure; of more variables those with the largest gaps are shown."""


def missing_figures(study: Study, instruments: Mapping[str, Instrument], missing: pd.DataFrame) -> dict[str, Drawing]:
    """Missing answers, where there are any.

    Parameters
    ----------
    study : Study
        For labels and whether the data are invented.
    instruments : mapping of str to Instrument
        Instruments by name.
    missing : pandas.DataFrame
        The table missing: variable, n, n_missing, percent.

    Returns
    -------
    dict of str to Drawing
        ``missing`` to figure; nothing when no answer is missing.
    """
    rows = _bars(study, instruments, missing)
    return {"missing": missingness_figure(study, rows)} if len(rows) else {}


def missingness_figure(study: Study, rows: pd.DataFrame) -> Drawing:
    """Horizontal bars of the share of missing answers, the largest first.

    Parameters
    ----------
    study : Study
        For whether the data are invented.
    rows : pandas.DataFrame
        Columns label, n_missing, n, percent.
    """
    shown = rows.head(MOST)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.75 + 0.22 * len(shown), study.synthetic)
        axis = figure.subplots()
        axis.barh(range(len(shown)), shown["percent"], color=ACCENT, height=0.6)
        for y, row in enumerate(shown.itertuples()):
            said = say("{percent}% ({part} of {whole})", percent=f"{row.percent:.1f}", part=row.n_missing, whole=row.n)
            axis.annotate(said, (row.percent, y), (4, 0), textcoords="offset points", va="center", size=8, color=INK)
        axis.set_yticks(range(len(shown)), [shortened(label, 46) for label in shown["label"]])
        axis.set_ylim(len(shown) - 0.4, -0.6)
        axis.set_xlim(0, max(float(shown["percent"].max()) * 1.45, 1.0))
        axis.tick_params(axis="y", length=0)
        axis.grid(axis="x", color=FAINT, lw=0.5)
        axis.set_axisbelow(True)
        axis.set_xlabel(say("Percent missing"))
    return Drawing(figure, _in_words(rows))


def _bars(study: Study, instruments: Mapping[str, Instrument], missing: pd.DataFrame) -> pd.DataFrame:
    """Variables with gaps by their labels, items of a questionnaire as one, the largest share first."""
    whole = [_questionnaire(study, str(name)) for name in missing["variable"]]
    sums = missing.assign(
        of=whole, name=[use or str(name) for use, name in zip(whole, missing["variable"], strict=True)]
    )
    gaps = sums.groupby(["of", "name"], sort=False)[["n", "n_missing"]].sum().reset_index()
    gaps = gaps[gaps["n_missing"] > 0]
    labels = [
        _all_items(study, instruments, row.of) if row.of else label_of(study, instruments, row.name_)
        for row in gaps.rename(columns={"name": "name_"}).itertuples()
    ]
    gaps = gaps.assign(label=labels, percent=100 * gaps["n_missing"] / gaps["n"])
    return gaps.sort_values("percent", ascending=False, kind="stable", ignore_index=True)


def _questionnaire(study: Study, name: str) -> str:
    """The questionnaire of which a column is an item; empty for any other column."""
    item = re.fullmatch(r"(.+)_\d+", name)
    return item[1] if item and name not in study.variables and item[1] in study.instruments else ""


def _all_items(study: Study, instruments: Mapping[str, Instrument], use: str) -> str:
    instrument = instruments.get(study.instruments[use].instrument)
    return say("{instrument}, all items", instrument=term(instrument.abbreviation) if instrument else use)


def _in_words(rows: pd.DataFrame) -> str:
    said = [
        say("{name}: {group}", name=row.label, group=say("{n} of {whole}", n=row.n_missing, whole=row.n))
        for row in rows.itertuples()
    ]
    return say("Bars of missing answers. {gaps}.", gaps=say("; ").join(said))
