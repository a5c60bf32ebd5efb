"""Origins of the numbers for the HTML: small data and a small script that goes with it; other formats have none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from burnout.manuscript.trace import ROWS

if TYPE_CHECKING:
    import pandas as pd

FILE = "_origins.html"
"""Name in the build folder; `styles/house.lua` puts it at the end of the page."""
SCRIPT = "origins.js"
"""Name of the script among the styles."""


def origin_page(origins: pd.DataFrame, script: str) -> str:
    """The piece of HTML that shows where a number comes from; empty when no number is traced.

    Parameters
    ----------
    origins : pandas.DataFrame
        The table of `burnout.manuscript.origins.origin_frame`.
    script : str
        The script (``styles/origins.js``).
    """
    if origins.empty:
        return ""
    rows: dict[tuple[str, int, str], int] = {}
    columns: dict[str, int] = {}
    numbers: dict[str, list[list[object]]] = {}
    for one in origins.itertuples():
        row = rows.setdefault((one.table, int(one.table_row), one.table_key), len(rows))
        column = columns.setdefault(one.table_column, len(columns))
        value = [] if one.table_column == ROWS else [_short(one.value)]
        numbers.setdefault(one.key, []).append([one.number, row, column, *value])
    data = {"rows": [list(row) for row in rows], "columns": list(columns), "numbers": numbers}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="origins">{text}</script>\n<script>\n{script}</script>\n'


def _short(value: float) -> float | int:
    return int(value) if float(value).is_integer() else float(f"{value:.10g}")
