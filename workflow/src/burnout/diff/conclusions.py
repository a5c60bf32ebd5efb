"""Conclusions that are not those of the earlier run: P, intervals, directions, factors of models, status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from burnout.diff.tables import Compared

COLUMNS = ("table", "key", "what", "old", "new")
LOOKED_AT = (
    *("screening", "logistic", "fit", "paired", "paired_rates", "paired_arms", "paired_itt", "repeated"),
    *("repeated_contrasts", "imputation", "parallel_lines", "pool", "trend", "posthoc", "regression_to_mean"),
)
"""Tables whose rows are conclusions of the study; tables with every customary test are left out."""
_RATIOS = ("odds_ratio", "risk_ratio")
_DIFFERENCES = ("mean_difference", "difference", "estimate")


def flipped(compared: Compared, alphas: tuple[float, float]) -> pd.DataFrame:
    """Conclusions that changed.

    Parameters
    ----------
    compared : Compared
        The compared tables.
    alphas : tuple of float
        Levels under which P counts as a finding, in the old run and in the new one.

    Returns
    -------
    pandas.DataFrame
        Columns ``table, key, what, old, new``.
    """
    found: list[tuple[str, str, str, str, str]] = []
    for name in LOOKED_AT:
        pair = compared.pairs.get(name)
        if pair is None:
            continue
        for row in pair.to_dict("records"):
            found += [(name, str(row["key"]), *told) for told in _row(row, alphas)]
    changes = compared.changes
    terms = changes[changes["kind"].isin(["row added", "row gone"]) & changes["table"].isin(["logistic", "selection"])]
    for row in terms.itertuples():
        if row.table == "logistic":
            sides = ("not in the model", "in the model") if row.kind == "row added" else ("in the model", "not in it")
            found.append((row.table, row.key, "a term of a model", *sides))
    return pd.DataFrame(found, columns=list(COLUMNS))


def _row(row: Mapping[str, Any], alphas: tuple[float, float]) -> list[tuple[str, str, str]]:
    """What changed in one row: what, old, new."""
    old = {key.removesuffix("_old"): value for key, value in row.items() if str(key).endswith("_old")}
    new = {key.removesuffix("_new"): value for key, value in row.items() if str(key).endswith("_new")}
    if old.get("status", "ok") != new.get("status", "ok"):
        return [("status", str(old["status"]), str(new["status"]))]
    told = []
    if _there(old, new, "p_value") and (old["p_value"] < alphas[0]) != (new["p_value"] < alphas[1]):
        level = f"P across {alphas[0]:g}" + (f" ({alphas[1]:g} in the new run)" if alphas[1] != alphas[0] else "")
        told.append((level, _shown(old["p_value"]), _shown(new["p_value"])))
    effect = next((name for name in (*_RATIOS, *_DIFFERENCES) if _there(old, new, name)), None)
    if effect is None:
        return told
    null = 1.0 if effect in _RATIOS else 0.0
    if _there(old, new, "conf_low") and _there(old, new, "conf_high"):
        holds = [side["conf_low"] <= null <= side["conf_high"] for side in (old, new)]
        if holds[0] != holds[1]:
            told.append((f"interval across {null:g}", _interval(old), _interval(new)))
    if (old[effect] - null) * (new[effect] - null) < 0:
        told.append((f"direction ({effect})", _shown(old[effect]), _shown(new[effect])))
    return told


def _there(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> bool:
    return all(isinstance(side.get(name), int | float) and side[name] == side[name] for side in (old, new))


def _shown(value: object) -> str:
    return f"{value:.4g}"


def _interval(side: Mapping[str, Any]) -> str:
    return f"{_shown(side['conf_low'])} to {_shown(side['conf_high'])}"
