"""Who is left out of some specifications."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.config.study import Study
from burnout.multiverse.choices import multiverse_of
from burnout.multiverse_labels import EVERYBODY


def left_out(study: Study, data: pd.DataFrame, people: str) -> np.ndarray:
    """Which rows an exclusion of the study's multiverse leaves out; people whose answer is missing stay.

    Parameters
    ----------
    study : Study
        The study.
    data : DataFrame
        One row per person.
    people : str
        Name of the exclusion, or everybody.

    Returns
    -------
    ndarray of bool, shape (rows,)
    """
    out = np.zeros(len(data), dtype=bool)
    if people == EVERYBODY:
        return out
    for rule in multiverse_of(study).exclusions[people]:
        if rule.variable not in data:
            continue
        if rule.levels is not None:
            out |= data[rule.variable].astype(object).isin(rule.levels).to_numpy()
            continue
        values = data[rule.variable].to_numpy(dtype=float, na_value=np.nan)
        out |= values < rule.below if rule.below is not None else values > (rule.above or 0.0)
    return out
