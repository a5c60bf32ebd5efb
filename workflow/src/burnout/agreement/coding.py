"""Two coders of the same interview statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from burnout.agreement.ratings import Ratings
from burnout.agreement.rows import COLUMNS, Row, agreement_rows, as_table

if TYPE_CHECKING:
    from burnout.themes import Material

SHOWN = ("percent-agreement", "expected-percent", "kappa", "kappa-max", "pabak", "krippendorff-alpha-nominal")
CODERS = ["First coder", "Second coder"]


def second_coding(material: Material, confidence: float) -> pd.DataFrame:
    """How far a second coder of interviews agrees with the first.

    Parameters
    ----------
    material : Material
        Interview material, checked.
    confidence : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        See `coding_agreement`; no rows without a second coder.
    """
    if material.second is None:
        return as_table([], COLUMNS)
    first, second = (_pairs(table, "statement", "cluster") for table in (material.statements, material.second))
    return coding_agreement(first, second, _pairs(material.themes, "cluster", "theme"), confidence)


def _pairs(table: pd.DataFrame, key: str, value: str) -> dict[str, str]:
    """Two columns as a mapping, runs of blanks made one."""
    keys, values = ([" ".join(str(text).split()) for text in table[column]] for column in (key, value))
    return dict(zip(keys, values, strict=True))


def coding_agreement(
    first: Mapping[str, str], second: Mapping[str, str], themes: Mapping[str, str], confidence: float
) -> pd.DataFrame:
    """How far two coders agree on the cluster of each statement, and on its theme.

    Parameters
    ----------
    first, second : mapping of str to str
        Statement to cluster, of each coder; statements that only the first coded do not count.
    themes : mapping of str to str
        Cluster to theme, in order.
    confidence : float
        Level of the intervals.

    Returns
    -------
    pandas.DataFrame
        The columns of the table agreement; `analysis` is cluster or theme, the unit is the statement.
    """
    rows: list[Row] = []
    for name, category in (("cluster", {cluster: cluster for cluster in themes}), ("theme", dict(themes))):
        names = list(dict.fromkeys(category.values()))
        place = {shown: i for i, shown in enumerate(names)}
        pairs = [[place[category[first[s]]], place[category[second[s]]]] for s in first if s in second]
        codes = np.array(pairs, dtype=int).reshape(len(pairs), 2)
        ratings = Ratings(CODERS, names, codes, codes.astype(float), np.full(len(codes), "", dtype=object))
        found = agreement_rows(ratings, "nominal", confidence, 0, 0)
        rows += [{"analysis": name, "group": ""} | row for row in found if row["statistic"] in SHOWN]
    return as_table(rows, COLUMNS)
