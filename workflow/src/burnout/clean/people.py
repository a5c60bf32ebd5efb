"""Who a row is about: the identification as text, a number for anonymous people, and rows that stand twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from burnout.clean.values import Column, participant_reader, read_column
from burnout.config.study import Study

Array = pd.api.extensions.ExtensionArray


def anonymous(rows: pd.Index, start: str, counted: bool) -> Array:
    """Names of people whom no column identifies: the row, and where a row stands for several people, which of them.

    Parameters
    ----------
    rows : Index of int
        Rows as a user finds them.
    start : str
        What stands before the row.
    counted : bool
        Whether a row may stand for several people.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    if not start and not counted:
        return _text(pa.array(rows.to_numpy()).cast(pa.large_string()))
    parts = [start, pa.array(rows.to_numpy()).cast(pa.large_string())]
    if counted:
        within = pd.Series(0, index=rows).groupby(level=0).cumcount().to_numpy() + 1
        parts += ["-", pa.array(within).cast(pa.large_string())]
    return _text(pc.binary_join_element_wise(*(_scalar(part) for part in parts), _scalar("")))


def identified(cells: pd.Series, start: str) -> tuple[Array, Column | None]:
    """Names of people from the column that identifies them; the column as read unless all of it is plain.

    Parameters
    ----------
    cells : Series
        Raw cells.
    start : str
        What stands before each name.
    """
    if not isinstance(cells.dtype, pd.StringDtype) or not _plain(cells):
        column = read_column(cells, participant_reader)
        found = [r.value if r.value is None else f"{start}{r.value}" for r in column.readings]
        return pd.array(found, dtype="str").take(column.codes), column
    return (start + cells).array if start else cells.array, None


def as_text(column: pd.Series) -> Array:
    """A categorical column as text."""
    codes = column.array.codes
    if len(codes) and codes.max() < 0:
        import pyarrow as pa

        return _text(pa.nulls(len(codes), pa.large_string()))
    return pd.array([*column.cat.categories, None], dtype="str").take(codes)


def repeated(study: Study, keys: pd.DataFrame) -> np.ndarray:
    """Rows whose participant and occasion an earlier row has; anonymous people of one file never do."""
    again = np.zeros(len(keys), dtype=bool)
    if len(study.files) == 1 and next(iter(study.files.values())).id is None:
        return again
    known = (keys["participant"].notna() & (keys["unmatched"] == "")).to_numpy()
    again[known] = keys.loc[known, ["participant", "occasion"]].duplicated(keep="first")
    return again


def _plain(cells: pd.Series) -> bool:
    """Whether a text column needs no reading: ASCII, nothing blank around it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    content = pa.array(cells.array)
    kept = pc.all(pc.and_(pc.string_is_ascii(content), pc.equal(content, pc.utf8_trim_whitespace(content))))
    return bool(kept.as_py()) and bool(pc.all(pc.greater(pc.binary_length(content), 0)).as_py())


def _scalar(part):  # noqa: ANN001, ANN202 (pyarrow is imported late)
    import pyarrow as pa

    return pa.scalar(part, pa.large_string()) if isinstance(part, str) else part


def _text(content) -> Array:  # noqa: ANN001 (pyarrow is imported late)
    return pd.array(content.to_pandas(), dtype="str", copy=False)
