"""Rows of the tables on how well a questionnaire measured: reliability, items, and warnings about its key."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from burnout.instruments import item_bounds
from burnout.score.dimension import ITEM_CHECKS, consistency, eigenvalues, item_checks
from burnout.score.factor_model import UNIDENTIFIED, FactorFit, factor_fit
from burnout.score.item_analysis import analyse_items
from burnout.score.items import item_points, scale_points
from burnout.score.key_check import check_direction, direction_note
from burnout.score.questionnaire import Questionnaire
from burnout.score.reliability import reliability


def _points(questionnaire: Questionnaire, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Points of each scale's items after recoding and reversal, for some people."""
    instrument, key = questionnaire.instrument, questionnaire.key
    points = item_points(questionnaire.answers[rows], instrument, key)
    return {scale: scale_points(points, instrument, key, scale) for scale in key.scales}


def reliability_rows(
    questionnaire: Questionnaire, occasion: str, rows: np.ndarray, confidence: float
) -> list[dict[str, object]]:
    """Rows of the reliability table: each scale at one occasion."""
    table: list[dict[str, object]] = []
    for scale, points in _points(questionnaire, rows).items():
        row = asdict(reliability(points, confidence))
        status, note = row.pop("status"), row.pop("note")
        names = {"instrument": questionnaire.name, "scale": scale}
        answers = questionnaire.answers[rows][:, [item - 1 for item in questionnaire.key.scales[scale].items]]
        further = consistency(points, answers)
        table.append(names | row | {"occasion": occasion, "status": status, "note": note} | further)
    return table


def component_rows(questionnaire: Questionnaire, occasion: str, rows: np.ndarray) -> list[dict[str, object]]:
    """Rows of the components table: the eigenvalues of each scale's correlations at one occasion, largest first."""
    table: list[dict[str, object]] = []
    for scale, points in _points(questionnaire, rows).items():
        found, note = eigenvalues(points)
        share = 100 * found / len(found)
        summed = share.cumsum()
        for i, value in enumerate(found):
            row: dict[str, object] = {"instrument": questionnaire.name, "scale": scale, "component": i + 1}
            row |= {
                "eigenvalue": float(value),
                "percent": float(share[i]),
                "cumulative_percent": float(summed[i]),
            }
            table.append(row | {"occasion": occasion, "status": "not-estimable" if note else "ok", "note": note})
    return table


def item_rows(
    questionnaire: Questionnaire, occasion: str, rows: np.ndarray, confidence: float
) -> list[dict[str, object]]:
    """Rows of the items table: each item of each scale at one occasion; an item of a total has a row there too."""
    instrument, key = questionnaire.instrument, questionnaire.key
    table: list[dict[str, object]] = []
    for scale, points in _points(questionnaire, rows).items():
        items = key.scales[scale].items
        bounds = [item_bounds(instrument, key, item) for item in items]
        names = {"instrument": questionnaire.name, "scale": scale, "occasion": occasion}
        over_scales = scale not in judged_scales(questionnaire)
        checks = item_checks(points)
        for i, row in enumerate(analyse_items(points, items, bounds, confidence, over_scales)):
            further: dict[str, object] = {"reversed": items[i] in key.scales[scale].reverse}
            table.append(names | row | further | {name: float(checks[name][i]) for name in ITEM_CHECKS[1:]})
    return table


def judged_scales(questionnaire: Questionnaire) -> list[str]:
    """Scales whose items are expected to run in one direction: all but totals over items of other scales."""
    scales = questionnaire.key.scales
    return [name for name, scale in scales.items() if not scale.total] or list(scales)


def key_warning_rows(
    questionnaire: Questionnaire, occasion: str, rows: np.ndarray, confidence: float
) -> list[dict[str, object]]:
    """Rows of the key warnings: scales with items that seem to be scored in the wrong direction."""
    scales, judged = questionnaire.key.scales, judged_scales(questionnaire)
    table: list[dict[str, object]] = []
    for scale, points in _points(questionnaire, rows).items():
        found = check_direction(points, confidence)
        if scale not in judged or not found.against:
            continue
        items = scales[scale].items
        named = ", ".join(str(items[position]) for position in found.against)
        row: dict[str, object] = {"instrument": questionnaire.name, "scale": scale, "items": named, "n": found.n}
        row |= {"alpha": found.alpha, "alpha_if_flipped": found.alpha_if_flipped, "occasion": occasion}
        note = f"{scales[scale].label}: {_lower_first(direction_note(found, items))}"
        table.append(row | {"status": "look" if found.clear else "ok", "note": note})
    return table


def factor_fit_row(questionnaire: Questionnaire, occasion: str, rows: np.ndarray) -> dict[str, object]:
    """Row of the factor fit table: one factor for each scale, totals left out, at one occasion."""
    scales = {name: questionnaire.key.scales[name].items for name in judged_scales(questionnaire)}
    items = [item for found in scales.values() for item in found]
    points = _points(questionnaire, rows)
    if len(set(items)) == len(items):
        factor_of = np.repeat(np.arange(len(scales)), [len(found) for found in scales.values()])
        fit = factor_fit(np.hstack([points[scale] for scale in scales]), factor_of)
    else:
        fit = FactorFit(len(scales), len(set(items)), 0, 0, note=UNIDENTIFIED)
    row = asdict(fit)
    told = {"status": row.pop("status"), "note": row.pop("note")}
    return {"instrument": questionnaire.name} | row | {"occasion": occasion} | told


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]
