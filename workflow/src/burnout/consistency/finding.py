"""What a check says about one printed figure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Verdict = Literal["ok", "rounding", "not attainable", "inconsistent", "decision error", "not checked"]

FLAGGED: tuple[Verdict, ...] = ("not attainable", "inconsistent", "decision error")
"""Verdicts that ask for a look. ``rounding`` is a difference that rounding explains, ``not checked`` lacks a figure."""


@dataclass(frozen=True)
class Finding:
    """One row of the table of checks.

    Parameters
    ----------
    check : str
        What was checked, for example ``percentage``.
    label : str
        What the figure stands for.
    printed : str
        The figure as printed.
    computed : float
        What comes out when it is worked out again; the nearest attainable figure where none fits; NaN without one.
    verdict : str
        See `Verdict`.
    note : str
        A sentence for the reader.
    """

    check: str
    label: str
    printed: str
    computed: float
    verdict: Verdict
    note: str

    @property
    def flagged(self) -> bool:
        """Whether the figure asks for a look."""
        return self.verdict in FLAGGED


def frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Findings as a tidy frame: check, label, printed, computed, verdict, note (one row per figure checked)."""
    import pandas as pd

    columns = [field.name for field in fields(Finding)]
    table = pd.DataFrame([asdict(finding) for finding in findings], columns=columns)
    return table.astype({"computed": float})
