"""What the specifications of each question say together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

DIMENSIONS = ("cutoffs", "missing_rule", "scoring_key", "coding", "covariates", "people", "method")
SUMMARY = (
    "question", "kind", "outcome", "factor", "level", "reference", "measure", "specifications", "estimated",
    "share_same_sign", "share_significant", "share_significant_same_direction", "median_estimate", "min_estimate",
    "max_estimate", "primary_estimate", "primary_conf_low", "primary_conf_high", "primary_p", "plan", "status", "note",
)  # fmt: skip
BY_DIMENSION = (
    "question", "dimension", "choice", "specifications", "estimated", "median_estimate", "min_estimate",
    "max_estimate", "share_significant_same_direction", "variance_share", "medians_low", "medians_high", "status",
    "note",
)  # fmt: skip
NO_PRIMARY = "The primary plan has no estimate of this question: signs are compared with that of the median."


def summary_table(rows: pd.DataFrame, primary: str, alpha: float) -> pd.DataFrame:
    """One row per question.

    Parameters
    ----------
    rows : DataFrame
        The table multiverse.
    primary : {"as-published", "recommended"}
        The primary plan.
    alpha : float
        Significance level.

    Returns
    -------
    DataFrame
        Shares (0 to 1) count the estimated specifications; signs are compared with the primary plan's estimate.
        Estimates are odds ratios, differences or changes.
    """
    found = [_summary(part, primary, alpha) for _, part in rows.groupby("question", sort=False)]
    return _typed(found, SUMMARY)


def _summary(part: pd.DataFrame, primary: str, alpha: float) -> dict[str, object]:
    first = part.iloc[0]
    row = {name: first[name] for name in ("question", "kind", "outcome", "factor", "level", "reference", "measure")}
    good = part[part["status"] == "ok"]
    row |= {"specifications": len(part), "estimated": len(good), "plan": primary}
    if good.empty:
        note = "; ".join(f"{text} ({n})" for text, n in part["note"].value_counts().items())
        return row | {"status": "not-estimable", "note": f"No specification could be estimated: {note}"}
    own = primary_row(good, primary)
    sign = np.sign(good["estimate"].median() if own is None else own["estimate"])
    same = np.sign(good["estimate"]) == sign
    significant = good["p_value"] < alpha
    value = effects(good)
    row |= {
        "share_same_sign": same.mean(), "share_significant": significant.mean(),
        "share_significant_same_direction": (same & significant).mean(), "median_estimate": _median(good),
        "min_estimate": value.min(), "max_estimate": value.max(), "status": "ok",
        "note": NO_PRIMARY if own is None else "",
    }  # fmt: skip
    if own is not None:
        row |= {
            "primary_estimate": float(effects(own.to_frame().T.infer_objects()).iloc[0]),
            "primary_p": own["p_value"],
        }
        row |= {"primary_conf_low": own["conf_low"], "primary_conf_high": own["conf_high"]}
    return row


def primary_row(rows: pd.DataFrame, primary: str) -> pd.Series | None:
    """The estimated specification of the primary plan; None where there is none."""
    mark = "is_published" if primary == "as-published" else "is_recommended"
    own = rows[rows[mark].astype(bool) & (rows["status"] == "ok")]
    return None if own.empty else own.iloc[0]


def effects(rows: pd.DataFrame) -> pd.Series:
    """Estimates as they are read: odds ratios, else differences."""
    return rows["odds_ratio"].where(rows["measure"] == "odds-ratio", rows["difference"])


def _median(rows: pd.DataFrame) -> float:
    """Median estimate, of odds ratios on their logarithmic scale, as it is read."""
    middle = float(rows["estimate"].median())
    return float(np.exp(middle)) if rows["measure"].iloc[0] == "odds-ratio" else middle


def dimensions_table(rows: pd.DataFrame, primary: str, alpha: float) -> pd.DataFrame:
    """How much each choice moves the estimates: one row per question, dimension and choice.

    Returns
    -------
    DataFrame
        Only dimensions with two choices or more. `variance_share` is the share of the variance of the estimates (log
        odds ratios, differences) that lies between the choices of the dimension; `medians_low` and `medians_high` are
        the smallest and largest median of a choice.
    """
    found: list[dict[str, object]] = []
    for question, part in rows.groupby("question", sort=False):
        good = part[part["status"] == "ok"]
        own = primary_row(good, primary) if len(good) else None
        sign = np.sign(good["estimate"].median() if own is None else own["estimate"]) if len(good) else np.nan
        for dimension in DIMENSIONS:
            choices = [choice for choice in part[dimension].unique() if choice != ""]
            if len(choices) < 2:
                continue
            medians = [_median(x) for _, x in good.groupby(dimension, sort=False)] or [np.nan]
            shared = {"variance_share": _between(good, dimension)}
            shared |= {"medians_low": min(medians), "medians_high": max(medians)}
            place = {"question": question, "dimension": dimension}
            found += [place | _choice(part, dimension, choice, sign, alpha) | shared for choice in choices]
    return _typed(found, BY_DIMENSION)


def _choice(part: pd.DataFrame, dimension: str, choice: str, sign: float, alpha: float) -> dict[str, object]:
    at = part[part[dimension] == choice]
    good = at[at["status"] == "ok"]
    row: dict[str, object] = {"choice": choice, "specifications": len(at), "estimated": len(good)}
    if good.empty:
        return row | {"status": "not-estimable", "note": str(at["note"].iloc[0])}
    agree = (np.sign(good["estimate"]) == sign) & (good["p_value"] < alpha)
    row |= {"median_estimate": _median(good), "min_estimate": effects(good).min(), "max_estimate": effects(good).max()}
    return row | {"share_significant_same_direction": agree.mean(), "status": "ok", "note": ""}


def _between(good: pd.DataFrame, dimension: str) -> float:
    """Share of the variance of the estimates between the choices of a dimension; NaN where there is none."""
    values = good["estimate"]
    total = float(((values - values.mean()) ** 2).sum()) if len(good) else 0.0
    if not total > 1e-20:
        return float("nan")
    means = values.groupby(good[dimension]).transform("mean")
    return float(((means - values.mean()) ** 2).sum() / total)


def _typed(rows: Sequence[dict[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    text = {
        "question", "kind", "outcome", "factor", "level", "reference", "measure", "plan", "status", "note", "dimension",
        "choice",
    }  # fmt: skip
    frame = pd.DataFrame(list(rows), columns=list(columns))
    for name in columns:
        if name in text:
            frame[name] = frame[name].fillna("").astype("str")
        else:
            frame[name] = frame[name].astype("Int64" if name in ("specifications", "estimated") else "float64")
    return frame
