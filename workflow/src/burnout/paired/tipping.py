"""How much worse or better than imputed must those lost have been to change the conclusion?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.imputation import Pooled
from burnout.paired.everybody import answered
from burnout.paired.imputed import Filled, fill, pooled_change
from burnout.paired.people import People
from burnout.statistics.mixed import Fitted
from burnout.statistics.result import Array

COLUMNS = ["measure", "delta", "delta_sd", "tipping", "n_lost", "estimate", "std_error", "conf_low", "conf_high"]
COLUMNS += ["p_value", "status", "note", "statistic", "df", "imputations"]
STEPS = (-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0)
"""Shifts of every measure, in standard deviations before."""
FARTHEST = 3.0
"""Shifts beyond so many standard deviations are not looked at."""
TIPPED = "From here on the conclusion at P < {alpha:g} is another one than with answers missing at random."
NEVER = "No shift of up to {farthest:g} standard deviations alters the conclusion at P < {alpha:g}."
UNLOST = "No answer after was imputed."


def tipping_table(study: Study, people: People) -> pd.DataFrame:
    """Shift the imputed answers of those lost, and see when the conclusion changes.

    Parameters
    ----------
    study : Study
        Its plan tells the level of significance.
    people : People
        Those who completed and those lost.

    Returns
    -------
    pandas.DataFrame
        For each measure with imputed answers after: one row for each shift of `STEPS`, and one for the smallest shift
        that alters the conclusion (``tipping``). It is sought against the direction of a significant change, and in the
        direction of one that is not significant.

    Notes
    -----
    Delta-adjusted multiple imputation: Cro, Morris, Kenward and Carpenter, Statistics in Medicine 2020.
    """
    rows: list[dict[str, object]] = []
    for measure in study.paired.measures if study.paired else []:
        pair = answered(people, measure)
        filled = fill(study, people, measure, pair)
        if isinstance(filled, Fitted):
            rows.append({"measure": measure, "tipping": "no", "status": filled.status, "note": filled.note})
        elif filled is not None:
            rows += [{"measure": measure} | row for row in _rows(study, filled, float(np.nanstd(pair[0], ddof=1)))]
    text = dict.fromkeys(["measure", "tipping", "status", "note"], "str")
    counted = dict.fromkeys(["n_lost", "imputations"], "Int64")
    numbers = dict.fromkeys([name for name in COLUMNS if name not in text and name not in counted], "float64")
    return pd.DataFrame(rows, columns=COLUMNS).astype(text | counted | numbers)


def _rows(study: Study, filled: Filled, spread: float) -> list[dict[str, object]]:
    alpha, confidence = study.plan.alpha, study.plan.confidence
    common = {"tipping": "no", "n_lost": int(filled.lost.sum()), "imputations": filled.how.number, "status": "ok"}
    if not filled.lost.any() or not spread > 0:
        return [{**common, "status": "not-run", "note": UNLOST}]
    rows = []
    for step in STEPS:
        shifted = _shifted(filled, step * spread, confidence)
        if not shifted.std_error[0] > 0:
            return [{**common, "status": "not-estimable", "note": "There is no spread to test against."}]
        rows.append({**common, "delta": step * spread, "delta_sd": step, **_figures(shifted)})
    delta = _tipping(filled, spread, alpha, confidence)
    if delta is None:
        note = NEVER.format(farthest=FARTHEST, alpha=alpha)
        return [*rows, {**common, "tipping": "yes", "status": "none-found", "note": note}]
    found = {"delta": delta, "delta_sd": delta / spread, **_figures(_shifted(filled, delta, confidence))}
    return [*rows, {**common, **found, "tipping": "yes", "note": TIPPED.format(alpha=alpha)}]


def _shifted(filled: Filled, delta: float, confidence: float) -> Pooled:
    """The pooled change when those lost had answered so much higher after than imputed."""
    return pooled_change(filled.changes + delta * filled.lost, confidence)


def _figures(pooled: Pooled) -> dict[str, object]:
    names = {"estimate": pooled.estimate, "std_error": pooled.std_error, "conf_low": pooled.low}
    names |= {"conf_high": pooled.high, "p_value": pooled.p_value, "statistic": pooled.statistic, "df": pooled.df}
    return {name: float(values[0]) for name, values in names.items()} | {"note": ""}


def _tipping(filled: Filled, spread: float, alpha: float, confidence: float) -> float | None:
    """The smallest shift that alters the conclusion, to a thousandth of a standard deviation; None without one."""
    plain = _shifted(filled, 0.0, confidence)
    significant = bool(plain.p_value[0] < alpha)
    way = -np.sign(plain.estimate[0]) if significant else np.sign(plain.estimate[0]) or 1.0

    def same(size: float) -> bool:
        return bool(_shifted(filled, way * size * spread, confidence).p_value[0] < alpha) == significant

    sizes: Array = np.arange(0.1, FARTHEST + 0.05, 0.1)
    beyond = next((i for i, size in enumerate(sizes) if not same(float(size))), None)
    if beyond is None:
        return None
    low, high = float(sizes[beyond] - 0.1), float(sizes[beyond])
    while high - low > 1e-3:
        middle = (low + high) / 2
        low, high = (middle, high) if same(middle) else (low, middle)
    return float(way * high * spread)
