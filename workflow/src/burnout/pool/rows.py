"""Rows of the tables of pooling."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.pool.sites import NAN, SiteTable
from burnout.statistics.heterogeneity import q_profile
from burnout.statistics.pooled import Pooled, higgins, pool, quantile, two_sided
from burnout.statistics.result import sentences
from burnout.statistics.site_effects import as_read

PLANS = {"as-published": ("DL", "z"), "recommended": ("REML", "knha")}
"""Method and test of each plan: what such papers print; and what is recommended (Hartung-Knapp with REML)."""

NAMES = {
    "OR": "odds-ratio",
    "RR": "risk-ratio",
    "RD": "difference-of-percent",
    "MD": "mean-difference",
    "SMD": "standardised-mean-difference",
    "MN": "mean",
    "PLO": "percent",
    "PAS": "percent",
    "PFT": "percent",
    "PR": "percent",
    "": "effect",
}
SITES = ["analysis", "site", "measure", "n", "events", "estimate", "std_error", "conf_low", "conf_high"]
SITES += ["weight_fixed", "weight_dl", "weight_reml", "effect", "effect_low", "effect_high", "effect_name"]
SITES += ["status", "note"]
METHODS = ["analysis", "method", "test", "sites", "measure", "estimate", "std_error", "statistic", "df", "p_value"]
METHODS += ["conf_low", "conf_high", "prediction_low", "prediction_high", "tau2", "tau2_std_error", "tau2_low"]
METHODS += ["tau2_high", "i2", "i2_low", "i2_high", "i2_higgins", "h2", "q", "q_df", "q_p", "effect", "effect_low"]
METHODS += ["effect_high", "effect_prediction_low", "effect_prediction_high", "effect_name", "status", "note"]
POOL = ["plan", "analysis", "subgroup", *METHODS[1:]]
INFLUENCE = ["plan", "analysis", "left_out", *METHODS[1:]]
SAME = "All sites gave the same effect: Hartung and Knapp's method has no spread to work with (see REML with z)."
FEW = "With so few sites the spread between them is hardly known."
NARROW = (
    "Hartung and Knapp's interval is narrower than the normal one here: the sites agree more than chance makes them."
)
CALM = "The sites differ less than chance would have it; no variance between sites is compatible with the data."


def as_table(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    """Rows as a table with fixed columns and types."""
    text = ["plan", "analysis", "subgroup", "left_out", "site", "measure", "method", "test", "effect_name", "status"]
    text += ["note", "statistic_name", "moderators", "kind", "term", "level", "reference"]
    counts = ["sites", "q_df", "n", "events"]
    frame = pd.DataFrame(rows, columns=columns)
    types = {c: "str" if c in text else "Int64" if c in counts else "float64" for c in columns}
    filled = {c: frame[c].astype(object).where(frame[c].notna(), "") for c in columns if c in text}
    return frame.assign(**filled).astype(types)


def site_rows(table: SiteTable, confidence: float) -> list[dict[str, object]]:
    """One row for each site, with its weight in percent under three methods."""
    usable = np.flatnonzero(table.usable)
    weights = {name: np.full(len(table.rows), NAN) for name in ("FE", "DL", "REML")}
    if len(usable) > 1:
        for method, weight in weights.items():
            weight[usable] = pool(table.sites, method).weights
    reach = quantile(NAN, confidence)
    rows: list[dict[str, object]] = []
    for i, row in enumerate(table.rows.itertuples()):
        error = float(np.sqrt(row.variance))
        limits = row.estimate - reach * error, row.estimate + reach * error
        read = as_read(table.measure, np.array([row.n if row.n > 0 else NAN]))
        shown = [float(np.ravel(read(np.array([x])))[0]) for x in (row.estimate, *limits)]
        rows.append(
            {"analysis": table.name, "site": row.site, "measure": table.measure, "n": whole(row.n)}
            | {"events": whole(row.events), "estimate": row.estimate, "std_error": error}
            | {"conf_low": limits[0], "conf_high": limits[1], "weight_fixed": weights["FE"][i]}
            | {"weight_dl": weights["DL"][i], "weight_reml": weights["REML"][i], "effect": shown[0]}
            | {"effect_low": shown[1], "effect_high": shown[2], "effect_name": NAMES[table.measure]}
            | {"status": row.status, "note": row.note}
        )
    return rows


def whole(value: float) -> int | None:
    """A count; None where there is none."""
    return round(value) if np.isfinite(value) else None


def pooled_row(table: SiteTable, method: str, test: str, confidence: float, lost: bool = True) -> dict[str, object]:
    """One pooled effect with everything about its heterogeneity; a row with the reason when nothing can be pooled."""
    k = int(table.usable.sum())
    place: dict[str, object] = {"analysis": table.name, "method": method, "test": test, "sites": k}
    place |= {"measure": table.measure, "effect_name": NAMES[table.measure]}
    left_out = table.left_out if lost else ""
    if table.problem:
        return place | {"status": "not-estimable", "note": table.problem}
    if k < 2:
        told = "Only one site has an effect: there is nothing to pool." if k else "No site has an effect."
        return place | {"status": "too-few", "note": sentences(told, left_out)}
    sites = table.sites
    found = pool(sites, method, test, confidence)
    same = exact(found, sites.v)
    row = place | _heterogeneity(table, found, confidence)
    if same:
        row |= {"estimate": float(found.estimates[0]), **_read(table, found, known=False)}
        return row | {"status": "constant", "note": sentences(SAME, left_out)}
    usual = pool(sites, method, "z", confidence)
    narrow = found.highs[0] - found.lows[0] < usual.highs[0] - usual.lows[0]
    row |= _single(found) | _read(table, found, known=True)
    notes = [NARROW if test == "knha" and narrow else "", FEW if k < 5 and method != "FE" else "", left_out]
    if method != "FE" and np.isnan(row["tau2_low"]):  # type: ignore[call-overload]
        notes.insert(0, CALM)
    return row | {"status": "ok", "note": sentences(*notes)}


def exact(found: Pooled, variances: np.ndarray) -> bool:
    """Whether Hartung and Knapp's method finds no residual spread, so that it has no standard error."""
    return found.test == "knha" and not float(found.std_errors[0]) > 1e-9 * float(np.sqrt(variances.mean()))


def _single(found: Pooled) -> dict[str, object]:
    return {
        "estimate": float(found.estimates[0]),
        "std_error": float(found.std_errors[0]),
        "statistic": float(found.statistics[0]),
        "df": found.df,
        "p_value": float(found.p_values[0]),
        "conf_low": float(found.lows[0]),
        "conf_high": float(found.highs[0]),
        "prediction_low": found.prediction[0],
        "prediction_high": found.prediction[1],
    }


def _heterogeneity(table: SiteTable, found: Pooled, confidence: float) -> dict[str, object]:
    sites = table.sites
    row: dict[str, object] = {"i2": found.i2, "h2": found.h2, "i2_higgins": higgins(found.q, found.q_df)}
    row |= {"q": found.q, "q_df": found.q_df, "q_p": found.q_p}
    if found.method == "FE":
        return row
    low, high = q_profile(sites, confidence)
    typical = sites.typical_variance()
    shares = [100 * limit / (limit + typical) for limit in (low, high)]
    return row | {
        "tau2": found.tau2,
        "tau2_std_error": found.se_tau2,
        "tau2_low": low,
        "tau2_high": high,
        "i2_low": shares[0],
        "i2_high": shares[1],
    }


def _read(table: SiteTable, found: Pooled, known: bool) -> dict[str, object]:
    """The pooled effect as people read it."""
    limits = (found.lows[0], found.highs[0], *found.prediction) if known else (NAN,) * 4
    read = as_read(table.measure, table.sizes)
    shown = [float(np.ravel(read(np.array([float(x)])))[0]) for x in (found.estimates[0], *limits)]
    names = ("effect", "effect_low", "effect_high", "effect_prediction_low", "effect_prediction_high")
    return dict(zip(names, shown, strict=True))


def stratified_row(
    table: SiteTable, method: str, estimate: float, error: float, confidence: float
) -> dict[str, object]:
    """A row of Mantel-Haenszel's or Peto's estimate."""
    k = int(table.usable.sum())
    row: dict[str, object] = {"analysis": table.name, "method": method, "test": "z", "sites": k}
    row |= {"measure": table.measure, "effect_name": NAMES[table.measure]}
    if not (np.isfinite(estimate) and np.isfinite(error) and error > 0):
        told = "No site has both people with and people without the event in both arms."
        return row | {"status": "not-estimable", "note": told}
    reach, z = quantile(NAN, confidence), estimate / error
    limits = (estimate, estimate - reach * error, estimate + reach * error)
    shown = [float(np.ravel(as_read(table.measure, table.sizes)(np.array([x])))[0]) for x in limits]
    row |= {"estimate": estimate, "std_error": error, "statistic": z, "p_value": float(two_sided(np.array(z), NAN))}
    row |= {"conf_low": limits[1], "conf_high": limits[2], "status": "ok", "note": table.left_out}
    return row | {"effect": shown[0], "effect_low": shown[1], "effect_high": shown[2]}
