"""How the scores of a study go with each other."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from burnout.score.questionnaire import Questionnaire

CORRELATIONS = ["measure1", "measure2", "occasion", "n", "r", "conf_low", "conf_high", "statistic", "df", "p_value"]
SHARED = "Both scores count some of the same items, which alone makes them go together."
LEAST = 4


def correlation_rows(
    questionnaires: list[Questionnaire], asked: list[dict[str, np.ndarray]], confidence: float
) -> list[dict[str, object]]:
    """Rows of the table score_correlations: every two scores, at every occasion at which both were asked.

    Parameters
    ----------
    questionnaires : list of Questionnaire
        The study's questionnaires.
    asked : list of dict of str to ndarray of bool
        Rows of the people of each occasion at which the questionnaire was asked.
    confidence : float
        Level of the interval.
    """
    measures = [(q, scale, times) for q, times in zip(questionnaires, asked, strict=True) for scale in q.scores]
    rows: list[dict[str, object]] = []
    for (one, scale1, times1), (other, scale2, times2) in combinations(measures, 2):
        shared = one is other and bool(_items(one, scale1) & _items(other, scale2))
        for occasion in times1:
            if occasion in times2:
                row: dict[str, object] = {"measure1": f"{one.name}_{scale1}", "measure2": f"{other.name}_{scale2}"}
                x, y = one.scores[scale1].score[times1[occasion]], other.scores[scale2].score[times1[occasion]]
                row |= {"occasion": occasion} | pearson(x, y, confidence)
                if shared and row["status"] == "ok":
                    row["note"] = SHARED
                rows.append(row)
    return rows


def _items(questionnaire: Questionnaire, scale: str) -> set[int]:
    key = questionnaire.key
    if scale in key.scales:
        return set(key.scales[scale].items)
    return {item for term in key.composites[scale].terms for item in key.scales[term.scale].items}


def pearson(x: np.ndarray, y: np.ndarray, confidence: float) -> dict[str, object]:
    """Pearson's correlation of those who have both values, with Fisher's interval and Student's test.

    Parameters
    ----------
    x, y : ndarray, shape (people,)
        Scores, NaN for missing.
    confidence : float
        Level of the interval.
    """
    from scipy.special import ndtri, stdtr

    both = ~np.isnan(x) & ~np.isnan(y)
    x, y, n = x[both], y[both], int(both.sum())
    row: dict[str, object] = {"n": n} | dict.fromkeys(CORRELATIONS[4:], np.nan)
    if n < LEAST:
        return row | {"status": "too-few", "note": "Fewer than four people have both scores."}
    if np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9:
        return row | {"status": "constant", "note": "Everybody has the same score on one of the two."}
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    row |= {"r": r, "df": n - 2}
    if 1 - abs(r) < 1e-12:
        return row | {"status": "ok", "note": "One score follows exactly from the other."}
    t = r * np.sqrt((n - 2) / (1 - r * r))
    half = float(ndtri((1 + confidence) / 2)) / np.sqrt(n - 3)
    row |= {"conf_low": float(np.tanh(np.arctanh(r) - half)), "conf_high": float(np.tanh(np.arctanh(r) + half))}
    return row | {"statistic": float(t), "p_value": float(2 * stdtr(n - 2, -abs(t))), "status": "ok", "note": ""}
