"""What must hold of every row of every result table, whatever the data: no nonsense, no silence, no contradiction."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

ESTIMATES = (
    "estimate",
    "std_error",
    "odds_ratio",
    "conf_low",
    "conf_high",
    "p_value",
    "statistic",
    "effect_size",
    "value",
)
"""Columns that are empty in every row whose status is not ok (if the table has them)."""
LOG_ODDS = ("logistic", "logistic_intervals", "imputation", "cluster_sensitivity", "parallel_lines")
LARGEST_LOG_ODDS, LARGEST_ERROR = 10.0, 50.0
HELD = (
    ("percent", "conf_low", "conf_high"), ("odds_ratio", "conf_low", "conf_high"), ("difference", "conf_low",
    "conf_high"),
    ("value", "conf_low", "conf_high"), ("mean_difference", "conf_low", "conf_high"), ("estimate", "conf_low",
    "conf_high"),
    ("alpha", "conf_low", "conf_high"), ("share", "conf_low", "conf_high"), ("mean", "conf_low", "conf_high"),
    ("effect", "effect_low", "effect_high"), ("effect_size", "effect_low", "effect_high"), ("auc", "auc_low",
    "auc_high"),
    ("estimate", "estimate_low", "estimate_high"), ("tau2", "tau2_low", "tau2_high"), ("rank", "rank_low", "rank_high"),
    ("primary_estimate", "primary_conf_low", "primary_conf_high"), ("shrunken_mean", "shrunken_low", "shrunken_high"),
)  # fmt: skip
"""Estimates with their intervals, the first of a table that fits."""
ONE_INFERENCE: dict[str, tuple[str, float]] = {
    **dict.fromkeys(LOG_ODDS, ("p_value", 1.0)),
    **dict.fromkeys(("paired_itt", "paired_tipping", "pool", "pool_methods", "pool_influence"), ("p_value", 0.0)),
    **dict.fromkeys(("pool_moderators", "repeated_contrasts", "paired", "paired_by_arm"), ("p_value", 0.0)),
    "multiverse": ("p_value", np.nan),
    "paired_arms": ("p_value", 0.0),
    "posthoc": ("p_adjusted", 0.0),
    "screening_posthoc": ("p_value", 0.0),
    "screening": ("p_value", 0.0),
    "screening_tests": ("p_value", 0.0),
}
"""Tables whose rows have an interval and a P value by one method: the P column, and the value of no effect."""
T_TESTS = ("student-t", "welch-t", "paired-t", "mixed-model", "lsd", "tukey-hsd", "games-howell")
NO_INTERVAL_OF_THE_TEST = ("ancova-slopes", "ancova-first", "ancova-intercept", "ancova-mean", "ancova-pairs")
MAY_BE_INFINITE = (
    "matched-odds-ratio",
    "matched-odds-ratio-wald",
    "odds-ratio-conditional",
    "risk-ratio",
    "odds-ratio",
)
"""Ratios that R prints as infinite where a cell is empty; their rows say so."""
POINTS = ("estimate", "odds_ratio", "effect", "effect_size", "value")
"""Allowed without status ok where only the precision is unknown, as the row's note says."""
WHOLE_ROWS = ("reliability", "fit", "ranking", "key_warnings")
"""Tables whose status tells that one thing of several is missing: omega, a finite odds ratio, a rank."""
POINTS_MAY_STAND = (
    "logistic",
    "diagnostics",
    "pool",
    "pool_sites",
    "pool_methods",
    "pool_influence",
    "repeated_contrasts",
)
Found = list[tuple[str, str]]


def problems(tables: Mapping[str, pd.DataFrame], confidence: float) -> Found:
    """Every breach, as (what and in which table, the row); an empty list is what is wanted."""
    found: Found = []
    for name, table in tables.items():
        if "status" not in table or name == "influential":
            continue
        found += _told(name, table)
        good = table[table["status"] == "ok"]
        found += _sizes(name, good) + _held(name, good) + _agree(name, good, 1 - confidence)
    return found


def _rows(what: str, rows: pd.DataFrame) -> Found:
    return [(what, str(rows.iloc[0].dropna().to_dict()))] if len(rows) else []


def _told(name: str, table: pd.DataFrame) -> Found:
    """Status and note of every row, and nothing beside them where there is no result."""
    text = table["note"].astype("string").fillna("") if "note" in table else pd.Series("", index=table.index)
    bad = table[table["status"] != "ok"]
    found = _rows(f"{name}: no status", table[table["status"].astype("string").fillna("") == ""])
    found += _rows(f"{name}: failed without a note", bad[text[bad.index].str.len() < 8])
    for column in ESTIMATES:
        if name in WHOLE_ROWS or (name in POINTS_MAY_STAND and column in POINTS):
            continue
        if column in bad and bad[column].dtype.kind in "fi":
            found += _rows(f"{name}: {column} in a failed row", bad[bad[column].notna()])
    return found


def _sizes(name: str, good: pd.DataFrame) -> Found:
    """No number that is infinite or absurd, no P outside 0 to 1."""
    found: Found = []
    numbers = good.select_dtypes("number")
    for column in numbers:
        endless = good[np.isinf(numbers[column].astype(float))]
        named = [c for c in ("effect_size_name", "estimate_name") if c in endless]
        ratio = endless[named].isin(MAY_BE_INFINITE).any(axis=1)
        found += _rows(f"{name}: infinite {column}", endless[~ratio])
        if column == "p_value" or column.startswith(("p_a", "p_b", "p_h", "p_e", "lr_p")) or column.endswith("_p"):
            found += _rows(f"{name}: {column} outside 0 to 1", good[(numbers[column] < 0) | (numbers[column] > 1)])
        if column.startswith(("std_error", "sd")):
            found += _rows(f"{name}: negative {column}", good[numbers[column] < 0])
    if name in LOG_ODDS and "reference" in good:
        levels = good[good["reference"].astype("string").fillna("") != ""]
        found += _rows(
            f"{name}: log odds over {LARGEST_LOG_ODDS:g}", levels[levels["estimate"].abs() > LARGEST_LOG_ODDS]
        )
        found += _rows(f"{name}: error over {LARGEST_ERROR:g}", levels[levels["std_error"] > LARGEST_ERROR])
    for column in ("estimate", "odds_ratio", "p_value"):
        if name in LOG_ODDS and column in good and "odds_ratio" in good:
            rows = good[good["method"] != "probit"] if "method" in good else good
            found += _rows(f"{name}: no {column} though ok", rows[rows[column].isna()])
    return found


def _held(name: str, good: pd.DataFrame) -> Found:
    """Intervals hold their estimates: of several columns that fit, the first that is filled in counts."""
    found: Found = []
    for low, high in dict.fromkeys(pair[1:] for pair in HELD):
        fitting = [pair[0] for pair in HELD if pair[1:] == (low, high) and pair[0] in good]
        if not fitting or not {low, high} <= set(good.columns):
            continue
        known = good[good[low].notna() & good[high].notna()]
        if "note" in known:  # an interval by few resamples may lie beside its estimate
            known = known[~known["note"].astype("string").fillna("").str.contains("resamples")]
        value = known[fitting].bfill(axis=1).iloc[:, 0].astype(float)
        room = 1e-9 + 1e-7 * value.abs()
        out = known[~((value >= known[low] - room) & (value <= known[high] + room))]
        found += _rows(f"{name}: {fitting[0]} outside {low}", out)
    return found


def _agree(name: str, good: pd.DataFrame, alpha: float) -> Found:
    """P below 1 - confidence exactly where the interval leaves no effect out."""
    if name not in ONE_INFERENCE or "conf_low" not in good:
        return []
    column, null = ONE_INFERENCE[name]
    rows = good[good["conf_low"].notna() & good["conf_high"].notna() & good[column].notna()]
    if "test" in rows and name.startswith(("screening", "posthoc", "paired", "repeated")):
        rows = rows[rows["test"].isin(T_TESTS)]
    if name == "screening_posthoc":
        column = "p_value"
        rows = rows[rows["test"].isin(["lsd"])]
    if name == "posthoc":
        rows = rows[rows["test"].isin(["tukey-hsd", "games-howell"])]
    if name == "paired_arms":
        rows = rows[~rows["method"].isin(NO_INTERVAL_OF_THE_TEST)]
    if name == "multiverse":
        nulls = rows["measure"].eq("odds-ratio").astype(float)
    elif name == "logistic_intervals":
        rows = rows[rows["method"] != "probit"]
        nulls = pd.Series(null, index=rows.index)
    else:
        nulls = pd.Series(null, index=rows.index)
    outside = (rows["conf_low"] > nulls) | (rows["conf_high"] < nulls)
    near = ((rows[column] - alpha).abs() < 1e-5) | (rows["conf_low"] == nulls) | (rows["conf_high"] == nulls)
    return _rows(f"{name}: interval and P contradict each other", rows[(outside != (rows[column] < alpha)) & ~near])
