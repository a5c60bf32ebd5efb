"""Units in the order of their means, with the uncertainty that a ranking hides."""

from __future__ import annotations

import matplotlib as mpl
import pandas as pd

from burnout.config import Study
from burnout.figures.style import ACCENT, FAINT, MUTED, SECOND, SETTINGS, Drawing, new_figure, shortened
from burnout.language import say, term


def screen_figures(study: Study, ranking: pd.DataFrame) -> dict[str, Drawing]:
    """The ranking of units, where the study asks for one.

    Returns
    -------
    dict of str to Drawing
        ``ranking`` to figure, or nothing.
    """
    if study.ranking is None or ranking.empty or not (ranking["status"] == "ok").any():
        return {}
    return {"ranking": units(study, ranking)}


def units(study: Study, ranking: pd.DataFrame) -> Drawing:
    """Observed means with intervals, and the means shrunken toward the whole.

    Parameters
    ----------
    study : Study
        For labels and whether the data are invented.
    ranking : pandas.DataFrame
        unit, n, mean, conf_low, conf_high, shrunken_mean, chosen, status.
    """
    rows = ranking[ranking["status"] == "ok"].sort_values("mean", ascending=False, kind="stable")
    label = term(study.outcomes[study.ranking.outcome].label) if study.ranking else ""
    with mpl.rc_context(SETTINGS):
        figure = new_figure(0.9 + 0.24 * len(rows), study.synthetic)
        axis = figure.subplots()
        for y, row in enumerate(rows.itertuples()):
            colour = SECOND if row.chosen else ACCENT
            axis.plot([row.conf_low, row.conf_high], [y, y], color=colour, lw=1.3)
            axis.plot(row.mean, y, "o", color=colour, ms=5, label=say("Observed mean (interval)") if y == 0 else None)
            axis.plot(
                row.shrunken_mean,
                y,
                "D",
                mfc="white",
                mec=MUTED,
                ms=4.5,
                label=say("Shrunken mean") if y == 0 else None,
            )
        overall = (rows["mean"] * rows["n"]).sum() / rows["n"].sum()
        axis.axvline(overall, color=MUTED, lw=0.8, ls="--", zorder=0, label=say("Mean of all"))
        axis.set_yticks(
            range(len(rows)),
            [say("{unit} (n = {n})", unit=shortened(term(row.unit), 38), n=row.n) for row in rows.itertuples()],
        )
        axis.invert_yaxis()
        axis.grid(axis="x", color=FAINT, lw=0.5)
        axis.tick_params(axis="y", length=0)
        axis.set_xlabel(label)
        figure.legend(*axis.get_legend_handles_labels(), loc="outside upper center", ncols=3)
    pieces = [
        say(
            "{unit} {mean} ({low} to {high})",
            unit=term(row.unit),
            mean=f"{row.mean:.1f}",
            low=f"{row.conf_low:.1f}",
            high=f"{row.conf_high:.1f}",
        )
        for row in rows.itertuples()
    ]
    alt = say("Units ranked by mean {measure}: {units}.", measure=label, units=say("; ").join(pieces))
    return Drawing(figure, alt)
