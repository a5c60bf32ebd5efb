"""The change in everybody enrolled, not only in those who completed: intention to treat."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtr, stdtrit

from burnout.config import Study
from burnout.paired.imputed import imputed_change
from burnout.paired.people import People
from burnout.paired.sensitivity import complete
from burnout.statistics.mixed import Fitted, mixed_change
from burnout.statistics.result import Array, tied

COLUMNS = ["measure", "method", "n_people", "n_rows", "estimate", "std_error", "conf_low", "conf_high", "p_value"]
COLUMNS += ["status", "note", "statistic", "df", "n_pairs", "icc", "fraction_missing", "imputations"]
LOST = ("That answers are missing at random, given the other answer, cannot be checked.", "Nobody has one answer only.")


def itt_table(study: Study, people: People) -> pd.DataFrame:
    """Estimate the change in completers and in everybody enrolled.

    Parameters
    ----------
    study : Study
        The study.
    people : People
        Those who completed and those lost.

    Returns
    -------
    pandas.DataFrame
        Two rows for each measure: complete-case (the paired t-test of those who completed) and mixed-model (everybody
        enrolled with any answer; see `burnout.statistics.mixed.mixed_change`); a third one, multiple-imputation (see
        `burnout.paired.imputed.imputed_change`), where anybody has one answer only.
    """
    rows = []
    for measure in study.paired.measures if study.paired else []:
        before, after = complete(people, measure)
        for method, pair in (("complete-case", (before, after)), ("mixed-model", _everybody(people, measure))):
            fitted = _complete_case(*pair) if method == "complete-case" else mixed_change(*pair)
            known = ~np.isnan(np.array(pair))
            counts = {"n_people": int(known.any(axis=0).sum()), "n_rows": int(known.sum())}
            counts["n_pairs"] = int(known.all(axis=0).sum())
            if method == "mixed-model" and fitted.status == "ok":
                fitted = _noted(fitted, counts["n_people"] == counts["n_pairs"])
            rows.append({"measure": measure, "method": method} | counts | _row(fitted, study.plan.confidence))
        filled = imputed_change(study, people, measure, answered(people, measure))
        if filled is not None:
            row = {"method": "multiple-imputation", "fraction_missing": filled.fraction, "imputations": filled.number}
            rows.append(rows[-1] | row | _row(filled.fitted, study.plan.confidence))
    text = dict.fromkeys(["measure", "method", "status", "note"], "str")
    counted = dict.fromkeys(["n_people", "n_rows", "n_pairs"], "int64") | {"imputations": "Int64"}
    numbers = dict.fromkeys([name for name in COLUMNS if name not in text and name not in counted], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counted | numbers)


def _everybody(people: People, measure: str) -> tuple[Array, Array]:
    """Values before and after of everybody enrolled, in the order of their ids."""
    first = pd.concat([people.before[measure], people.lost[measure]])
    second = pd.concat([people.after[measure], people.lost_after[measure]])
    everyone = sorted({*first.index, *second.index})
    return tuple(  # type: ignore[return-value]
        side.reindex(everyone).to_numpy(dtype=float, na_value=np.nan) for side in (first, second)
    )


def answered(people: People, measure: str) -> tuple[Array, Array]:
    """Values before and after of everybody enrolled who has any of them, in the order of their ids."""
    pair = _everybody(people, measure)
    known = ~(np.isnan(pair[0]) & np.isnan(pair[1]))
    return pair[0][known], pair[1][known]


def _complete_case(before: Array, after: Array) -> Fitted:
    change = tied(after - before)
    n = len(change)
    if n < 2:
        return Fitted(status="too-few", note="At least two people with both answers are needed.")
    if np.ptp(change) == 0:
        text = "Everybody changed by the same amount (or not at all), so there is no spread to test against."
        return Fitted(status="not-estimable", note=text)
    return Fitted(float(change.mean()), float(np.std(change, ddof=1) / np.sqrt(n)), n - 1)


def _noted(fitted: Fitted, nobody_missing: bool) -> Fitted:
    return Fitted(fitted.estimate, fitted.std_error, fitted.df, fitted.icc, note=LOST[nobody_missing])


def _row(fitted: Fitted, confidence: float) -> dict[str, object]:
    half = float(stdtrit(fitted.df, (1 + confidence) / 2)) * fitted.std_error
    t = fitted.estimate / fitted.std_error
    return {
        "estimate": fitted.estimate,
        "std_error": fitted.std_error,
        "conf_low": fitted.estimate - half,
        "conf_high": fitted.estimate + half,
        "statistic": t,
        "df": fitted.df,
        "p_value": float(2 * stdtr(fitted.df, -abs(t))),
        "status": fitted.status,
        "note": fitted.note,
        "icc": fitted.icc,
    }
