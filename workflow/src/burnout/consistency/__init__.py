"""Checks of printed figures: can these percentages, means and P values come from this study at all?

For a published table or abstract typed into a YAML file, and for one's own draft:
``python -m burnout.consistency config/published/name.yaml draft.md``.
"""

from burnout.consistency.finding import FLAGGED, Finding, frame
from burnout.consistency.means import mean, sd
from burnout.consistency.odds import odds_ratio
from burnout.consistency.pvalue import p_value
from burnout.consistency.shares import adds_up, count, percentage, sample_sizes

__all__ = [
    "FLAGGED",
    "Finding",
    "adds_up",
    "count",
    "frame",
    "mean",
    "odds_ratio",
    "p_value",
    "percentage",
    "sample_sizes",
    "sd",
]
