"""Proportional odds checked: are the odds ratios the same at each cut of the outcome (parallel lines)?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from scipy.special import chdtrc

from burnout.model.design import INTERCEPT, Design
from burnout.model.estimate import estimate
from burnout.model.logit import Patterns, fit_logit
from burnout.model.newton import maximise, separating
from burnout.model.polytomous import Counts, cumulative
from burnout.model.polytomous_fit import Fitted, Graded, quadratic
from burnout.model.separation import direction, suspicious

BRANT, SCORE, RATIO = "parallel_lines_brant", "parallel_lines_score", "parallel_lines_lr"
TESTS = (RATIO, SCORE, BRANT)
"""In the order in which they are believed: the first that could be computed decides what the note says."""
ONE_CUT = "The outcome has two levels here: there is one cut only, and nothing to check."
DIFFER = (
    "The odds ratios differ between the cuts of the outcome, so that one odds ratio for all cuts is an average that "
    "may mislead. Read those at each cut (table parallel_lines), or set family: multinomial for this model."
)
SPARSE = "The score and Brant tests reject too often where few people lie beyond a cut."
AGREE = "No evidence that the odds ratios differ between the cuts of the outcome."
NO_MAXIMUM = (
    "Without parallel lines some odds ratio has no finite estimate (too few people beyond a cut): this test cannot be "
    "relied on."
)
NEGATIVE = "Without parallel lines the model gives negative probabilities: this test cannot be relied on."
AT_A_CUT = "At one of the cuts a factor tells the outcome without error (separation), so that this test has no value."
NO_CLUSTERS = "The check of parallel lines does not allow for clusters."

Row = dict[str, Any]


def checks(made: Design, outcome: Graded, fitted: Fitted, alpha: float) -> list[Row]:
    """Rows of the table diagnostics: likelihood ratio, score and Brant test, overall and by factor.

    Parameters
    ----------
    made : Design
        The design of the model.
    outcome : Graded
        The outcome in order.
    fitted : Fitted
        The proportional odds model, without separation.
    alpha : float
        Level of significance for the note.

    Returns
    -------
    list of dict
        Keys factor (empty: all factors), measure, value (chi-square), df, p_value, status, note.

    Notes
    -----
    The likelihood ratio compares with the model whose effects differ between cuts: SPSS's test of parallel lines in
    PLUM, R's vglm with parallel = FALSE and nominal_test of ordinal. The score test is that of SAS, by the expected
    information. Brant, Biometrics 1990, compares binary regressions at each cut. A likelihood ratio or score test by
    factor lets the effects of that factor only differ.
    """
    if len(outcome.cuts) < 2:
        return [{"measure": RATIO, "value": np.nan, "status": "not-applicable", "note": ONE_CUT}]
    whole = range(1, len(made.columns))
    parts: list[tuple[str, list[int]]] = [("", list(whole)), *((f, made.at([f])) for f in made.factors)]
    rows = [_ratio(fitted, outcome, name, free) for name, free in parts]
    rows += [_score(fitted, outcome, name, free) for name, free in parts]
    rows += _brant(outcome, fitted.counts, parts)
    for row in rows:
        if row["status"] == "ok":
            row["p_value"] = float(chdtrc(row["df"], row["value"]))
            row["note"] = DIFFER if row["p_value"] < alpha else AGREE
    return rows


def verdict(rows: list[Row], alpha: float, robust: bool) -> str:
    """What the note of a model says of the check."""
    overall = {row["measure"]: row for row in rows if not row.get("factor") and row["status"] == "ok"}
    names = {RATIO: "likelihood ratio", SCORE: "score test", BRANT: "Brant test"}
    used = next((test for test in TESTS if test in overall), None)
    if used is None:
        return ""
    p = overall[used]["p_value"]
    shown = "P < 0.001" if p < 0.001 else f"P = {p:.3f}"
    said = f"Check of parallel lines by {names[used]}: {shown}. {DIFFER if p < alpha else AGREE}"
    said += f" {SPARSE}" if p < alpha and used != RATIO else ""
    return f"{said} {NO_CLUSTERS}" if robust else said


def _spread_out(fitted: Fitted, outcome: Graded, free: list[int]) -> np.ndarray:
    """The proportional odds estimates as parameters of the model in which some effects may differ."""
    cuts = len(outcome.cuts)
    slopes = fitted.found.theta[cuts:]
    wide = [np.repeat(slope, cuts if i in free else 1) for i, slope in enumerate(slopes, start=1)]
    return np.concatenate([fitted.found.theta[:cuts], *wide])


def _ratio(fitted: Fitted, outcome: Graded, name: str, free: list[int]) -> Row:
    general = cumulative(fitted.counts, free)
    found = maximise(general, _spread_out(fitted, outcome, free))
    row = {"factor": name, "measure": RATIO, "df": (len(outcome.cuts) - 1) * len(free)}
    row["value"] = max(0.0, 2 * (found.loglik - fitted.found.loglik))
    if not found.converged or separating(general, found).any():
        return row | {"status": "separation", "note": NO_MAXIMUM}
    if not np.isfinite(cumulative(fitted.counts, free, everywhere=True).logs(found.theta)).all():
        return row | {"status": "not-valid", "note": NEGATIVE}
    return row | {"status": "ok"}


def _score(fitted: Fitted, outcome: Graded, name: str, free: list[int]) -> Row:
    """Score test with the expected information of the general model at the proportional odds estimates."""
    theta = _spread_out(fitted, outcome, free)
    general = cumulative(fitted.counts, free, everywhere=True)
    scores = general.derivatives(theta)[0]
    people = np.repeat(fitted.counts.table.sum(axis=1), fitted.counts.table.shape[1])
    information = (scores * (people * np.exp(general.logs(theta)))[:, None]).T @ scores
    value = quadratic_of_score(general.weights @ scores, information)
    row = {"factor": name, "measure": SCORE, "df": (len(outcome.cuts) - 1) * len(free), "value": value}
    return row | ({"status": "ok"} if np.isfinite(value) else {"status": "not-estimable", "note": NO_MAXIMUM})


def quadratic_of_score(gradient: np.ndarray, information: np.ndarray) -> float:
    """Score chi-square; NaN where the information has no inverse."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    scaled = information / np.outer(scale, scale)
    if not np.all(np.isfinite(scaled)) or np.linalg.cond(scaled) > 1e12:
        return float("nan")
    return float(gradient / scale @ np.linalg.solve(scaled, gradient / scale))


def _brant(outcome: Graded, counts: Counts, parts: list[tuple[str, list[int]]]) -> Iterator[Row]:
    """Brant's Wald tests that the coefficients of the binary regressions at each cut are the same."""
    cuts, k = len(outcome.cuts), counts.matrix.shape[1]
    trials = counts.table.sum(axis=1)
    fits = []
    for cut in range(cuts):
        events = counts.table[:, cut + 1 :].sum(axis=1)
        patterns = Patterns(counts.matrix, events, trials, counts.index)
        fit = fit_logit(counts.matrix, patterns.rate, trials)
        if not fit.converged or (suspicious(fit) and direction(patterns).any()):
            for name, free in parts:
                row = {"factor": name, "measure": BRANT, "df": (cuts - 1) * len(free), "value": np.nan}
                yield row | {"status": "separation", "note": AT_A_CUT}
            return
        fits.append(fit)
    coef = np.concatenate([fit.coef for fit in fits])
    cov = np.zeros((cuts * k, cuts * k))
    for low in range(cuts):
        for high in range(low, cuts):
            both = trials * fits[high].fitted * (1 - fits[low].fitted)  # above the higher cut is above the lower one
            middle = (counts.matrix * both[:, None]).T @ counts.matrix
            block = fits[low].cov @ middle @ fits[high].cov
            cov[low * k : low * k + k, high * k : high * k + k] = block
            cov[high * k : high * k + k, low * k : low * k + k] = block.T
    for name, free in parts:
        contrast = np.zeros(((cuts - 1) * len(free), cuts * k))
        for cut in range(1, cuts):
            for i, column in enumerate(free):
                contrast[(cut - 1) * len(free) + i, [column, cut * k + column]] = [1.0, -1.0]
        value = quadratic(contrast @ coef, contrast @ cov @ contrast.T)
        row = {"factor": name, "measure": BRANT, "df": len(contrast), "value": value}
        yield row | ({"status": "ok"} if np.isfinite(value) else {"status": "not-estimable", "note": AT_A_CUT})


def at_each_cut(
    made: Design,
    outcome: Graded,
    confidence: float,
    *,
    clusters: np.ndarray | None = None,
    firth: bool = False,
    intervals: str = "wald",
) -> list[Row]:
    """Rows of the table parallel_lines: the binary odds ratios of lying above each cut, side by side."""
    rows = []
    for cut, name in enumerate(outcome.cuts):
        above = (outcome.level > cut).astype(float)
        found = estimate(made, above, confidence, clusters=clusters, firth=firth, intervals=intervals)
        counted = {"cut": name, "confidence": confidence, "n": len(above), "events": int(above.sum())}
        for i, column in enumerate(made.columns):
            if column.factor == INTERCEPT:
                continue
            with np.errstate(over="ignore"):
                ratio, low, high = np.exp([found.coef[i], found.low[i], found.high[i]])
            row = {**column._asdict(), **counted, "odds_ratio": ratio, "conf_low": low, "conf_high": high}
            row |= {"estimate": found.coef[i], "std_error": found.std_error[i], "p_value": found.p_value[i]}
            rows.append(row | {"status": found.status[i], "note": found.note[i], "inference": found.inference})
    order = {factor: i for i, factor in enumerate(made.factors)}
    places = {(c.factor, c.level): i for i, c in enumerate(made.columns)}
    return sorted(rows, key=lambda row: (order[row["factor"]], places[row["factor"], row["level"]]))
