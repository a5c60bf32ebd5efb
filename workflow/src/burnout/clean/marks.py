"""What a cleaning rule says about rows: which, why, what is done, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from burnout.clean.values import shown_cell
from burnout.config.cleaning import RowAction


@dataclass(frozen=True)
class Mark:
    """Rows that break a rule.

    Parameters
    ----------
    reason : str
        The rule, as it stands in the flow and the findings.
    action : str
        stop, quarantine or flag.
    rows : ndarray of bool, shape (n,)
        The rows.
    found : list of str or None
        What was found, one text for each row that is marked; None where nothing more can be said.
    place : str
        Key of the study file that declares it.
    """

    reason: str
    action: RowAction
    rows: np.ndarray
    found: list[str] | None
    place: str

    def telling(self, found: Callable[[np.ndarray], list[str]]) -> Mark:
        """The same with what was found, which is only looked up for rows that are marked."""
        return replace(self, found=found(self.rows) if self.rows.any() else [])

    def among(self, rows: np.ndarray) -> Mark:
        """The same, of some rows only."""
        found = self.found
        if found is not None:
            found = [text for text, kept in zip(found, rows[self.rows], strict=True) if kept]
        return replace(self, rows=self.rows & rows, found=found)


def shown(value: object) -> str:
    """A value as a person reads it; nothing where there is none."""
    return "nothing" if pd.isna(value) else shown_cell(value)
