"""Scored data of several occasions, and a study that follows them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from burnout.config import Study
from helpers.analysis_study import make_study


def repeated_study(measures: list[str], rates: list[str] | None = None, occasions: int = 3, **parts: Any) -> Study:
    """A study of the given columns over `t1`, `t2` and so on; keys of `repeated` are given as `repeated={...}`."""
    declared: dict[str, Any] = {name: {"label": name, "source": name} for name in measures}
    declared |= {name: {"label": name, "source": name, "event": ["Yes"]} for name in rates or []}
    times = {f"t{i}": {"label": f"Time {i}"} for i in range(1, occasions + 1)}
    repeated = {"measures": measures, "rates": rates or []} | parts.pop("repeated", {})
    return make_study(**({"design": "pre-post", "occasions": times} | parts), outcomes=declared, repeated=repeated)


def repeated_rows(**columns: list[Any]) -> pd.DataFrame:
    """Scored data; each column is given as one list of values for each occasion, people in the same order."""
    size = len(next(iter(columns.values())))
    parts = []
    for which in range(size):
        part = pd.DataFrame({name: pd.Series(values[which]) for name, values in columns.items()})
        part.insert(0, "participant", [f"p{i:03d}" for i in range(len(part))])
        part.insert(1, "occasion", f"t{which + 1}")
        parts.append(part)
    frame = pd.concat(parts, ignore_index=True)
    names = [f"t{which + 1}" for which in range(size)]
    return frame.assign(occasion=pd.Categorical(frame["occasion"], categories=names, ordered=True))
