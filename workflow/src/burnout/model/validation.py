"""Rows of the tables validation and stability."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

from burnout.model.bootstrap import MEASURES, Bootstrap, Procedure, bootstrap, too_large
from burnout.model.design import Design
from burnout.model.task import Task, no_estimate

Rows = list[dict[str, Any]]

TOO_LARGE = "Not run: it would take long, and with so many participants for so few parameters optimism is negligible."
SEPARATED = "Not run: under separation the model has no performance of its own to correct."
PENALISED = "Not run: resamples are fitted by maximum likelihood, not by this model's method (few events)."
SCREENED = "Selection was repeated in each resample, screening was not, so that optimism is somewhat understated."
BACKWARD = "In resamples, backward elimination used Wald tests in place of the likelihood ratio."
CLUSTERS = "Whole clusters were drawn."
FEW_LEFT = "Fewer than half of the resamples could be used: the others were separated. There are too few events."


def procedure(task: Task) -> Procedure:
    """How the model of a task was made."""
    selects = task.plan == "as-published" and task.model.factors is None
    plan = task.study.plan
    return Procedure(task.model.selection if selects else "none", plan.entry, plan.removal)


def stability_and_validation(
    task: Task,
    considered: Design,
    chosen: list[str],
    apparent: dict[str, float],
    status: tuple[str, str],
    clusters: np.ndarray | None = None,
) -> tuple[Rows, Rows]:
    """Rows of both tables for one model; none when the study asks for no resamples.

    Parameters
    ----------
    task : Task
        The model under its plan.
    considered : Design
        Factors that could be selected; without selection those of the model.
    chosen : list of str
        Factors in the model.
    apparent : dict of str to float
        Performance of the model in its own data.
    status : tuple of str
        Status and note of the model: ok, separation, or why it was not estimated.
    clusters : ndarray, optional
        Cluster of each participant, to draw whole clusters.
    """
    how, times = procedure(task), task.study.plan.bootstrap
    y = task.y[considered.complete]
    if not times:
        return [], []
    if (failed := no_estimate(considered, y)) is not None or not considered.factors:
        return [], _validation(apparent, None, failed or status, "")
    if how.selection == "none" and status[0] != "ok":
        return [], _validation(apparent, None, status, "")
    if too_large(considered, times):
        reason = ("not-run", TOO_LARGE)
        return _stability(how, considered, chosen, None, reason), _validation(apparent, None, reason, "")
    seed = [task.study.plan.seed, zlib.crc32(f"{task.plan}/{task.name}".encode())]
    done = bootstrap(considered, y, how, times, seed, clusters)
    said = [CLUSTERS] if clusters is not None else []
    said += {"forward-lr": [SCREENED], "backward-lr": [SCREENED, BACKWARD]}.get(how.selection, [])
    note = " ".join(said)
    return _stability(how, considered, chosen, done, ("ok", note)), _validation(apparent, done, status, note)


def _stability(
    how: Procedure, considered: Design, chosen: list[str], done: Bootstrap | None, status: tuple[str, str]
) -> Rows:
    if how.selection == "none":
        return []
    rows = []
    for factor in considered.factors:
        row = {"factor": factor, "chosen": "yes" if factor in chosen else "no", "status": status[0], "note": status[1]}
        if done is not None:
            times = done.selected[factor]
            row |= {"times_selected": times, "share": times / done.drawn, "resamples": done.drawn}
        rows.append(row)
    return rows


def _validation(
    apparent: dict[str, float], done: Bootstrap | None, status: tuple[str, str], note: str
) -> list[dict[str, Any]]:
    rows = []
    for measure in MEASURES:
        here = apparent.get(measure, np.nan)
        row = {"measure": measure, "apparent": here, "status": status[0], "note": status[1]}
        if done is not None and status[0] == "ok":
            row |= {"resamples": done.drawn, "resamples_used": done.used, "note": note}
            optimism = getattr(done.optimism, measure)
            if np.isfinite(optimism):
                row |= {"optimism": optimism, "corrected": here - optimism}
            else:
                row |= {"status": "separation", "note": FEW_LEFT}
        rows.append(row)
    return rows
