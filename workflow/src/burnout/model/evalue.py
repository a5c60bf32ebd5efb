"""E-values: how strong an unmeasured confounder had to be to explain an odds ratio away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from burnout.model.design import SQUARED, Design
from burnout.model.estimate import Estimates

COMMON = 0.15
"""An outcome in more than this share is common: its odds ratio is no longer close to a risk ratio."""


def e_value(ratio: float) -> float:
    """E-value of a risk ratio.

    Parameters
    ----------
    ratio : float
        Risk ratio, or what stands for it.

    Returns
    -------
    float
        1 or more: the least risk ratio that a confounder must have with both factor and outcome.

    Notes
    -----
    VanderWeele and Ding, Annals of Internal Medicine 2017: RR + sqrt(RR (RR - 1)), RR below 1 turned over.
    """
    away = 1 / ratio if ratio < 1 else ratio
    return float(away + np.sqrt(away * (away - 1)))


def e_value_rows(made: Design, y: np.ndarray, found: Estimates) -> Iterator[dict[str, Any]]:
    """E-value of each odds ratio and of the limit of its interval that is nearer to 1 (1 when the interval holds 1).

    For a common outcome the square root of the odds ratio stands for the risk ratio (VanderWeele, Biometrics 2020).
    A number with its square has no single odds ratio and gets no row.
    """
    share = float(y.mean())
    power = 0.5 if share > COMMON else 1.0
    taken = "the square root of the odds ratio" if power < 1 else "the odds ratio"
    said = f"The event has {100 * share:.1f} % of participants: {taken} stands for the risk ratio."
    quadratic = {c.factor for c in made.columns if c.level == SQUARED}
    for i, column in enumerate(made.columns[1:], start=1):
        if column.factor in quadratic:
            continue
        place = {"factor": column.factor, "level": column.level, "reference": column.reference}
        note = said if column.reference else f"{said} For one unit."
        near = np.nan
        if np.isfinite(found.low[i]) and np.isfinite(found.high[i]):
            near = 0.0 if found.low[i] <= 0 <= found.high[i] else min(found.low[i], found.high[i], key=abs)
        for measure, value in (("e_value", found.coef[i]), ("e_value_limit", near)):
            known = np.isfinite(value) and found.status[i] == "ok"
            yield {
                **place, "measure": measure, "value": e_value(float(np.exp(power * value))) if known else np.nan,
                "status": "ok" if known else found.status[i], "note": note if known else found.note[i],
            }  # fmt: skip
