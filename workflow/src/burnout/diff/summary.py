"""What a person should know of the differences between two runs, in the order of its weight."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from burnout.diff.conclusions import LOOKED_AT
from burnout.diff.tables import Compared

FIRST = ("prevalence", "scores", "reliability", "descriptive", *LOOKED_AT)
"""Tables whose moves are told first; those with every customary test follow."""
ESTIMATES = (
    *("percent", "count", "n", "mean", "sd", "alpha", "value", "estimate", "odds_ratio", "mean_difference"),
    *("effect_size", "p_value", "auc", "nagelkerke_r2", "median", "rank"),
)
"""Columns that are told before statistics, standard errors and limits."""


@dataclass(frozen=True)
class Section:
    """A heading with a table.

    Parameters
    ----------
    title : str
        Heading.
    columns : tuple of str
        Heads of the columns.
    rows : list of tuple of str
        Cells.
    nothing : str
        What is said when there are no rows.
    more : str
        What is said of rows that are left out.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]
    nothing: str
    more: str = ""


def lead(compared: Compared, flips: pd.DataFrame) -> str:
    """The comparison in a sentence or two."""
    changes = compared.changes
    moved = changes[changes["kind"] == "value"]
    where = f" in {moved['table'].nunique()} of {len(compared.pairs)} tables" if len(moved) else ""
    return (
        f"{len(moved)} of {compared.cells} numbers moved{where}; {len(flips)} conclusions changed; "
        f"{(changes['kind'] == 'row added').sum()} rows are new and {(changes['kind'] == 'row gone').sum()} are gone."
    )


def sections(compared: Compared, flips: pd.DataFrame, inputs: pd.DataFrame, most: int = 12) -> list[Section]:
    """Conclusions, moves, rows, tables, data, configuration and software, each cut to what can be read.

    Parameters
    ----------
    compared : Compared
        The compared tables.
    flips : pandas.DataFrame
        Changed conclusions.
    inputs : pandas.DataFrame
        Changed inputs.
    most : int
        Rows of each section.
    """
    changes, kinds = compared.changes, compared.changes["kind"]
    data = inputs["what"].str.contains("data file") if len(inputs) else pd.Series(dtype=bool)
    software = inputs["what"].eq("software") if len(inputs) else pd.Series(dtype=bool)
    heads = ["what", "where", "old", "new"]
    row = ["table", "key", "column"]
    odd = changes[kinds.str.contains("table|column")]
    return [
        _section("Conclusions that changed", flips, ["table", "key", "what", "old", "new"], "None.", 100),
        _section("Data files", inputs[data], heads, "The same bytes.", most),
        _section("Configuration", inputs[~data & ~software], heads, "The same keys and values.", most),
        _section("Software", inputs[software], heads, "The same versions.", most),
        _section("Numbers that moved, by table", _by_table(compared), ["table", "moved", "numbers"], "None.", 100),
        _section("Numbers that moved most", _moves(changes), [*row, "old", "new", "change"], "None.", most),
        _section("Texts that changed", changes[kinds == "text"], [*row, "old_text", "new_text"], "None.", most),
        _section("Rows that are new or gone", changes[kinds.str.startswith("row")], ["kind", *row[:2]], "None.", most),
        _section(
            "Tables and columns", odd, ["kind", "table", "column", "old_text", "new_text"], "The same ones.", most
        ),
    ]


def _moves(changes: pd.DataFrame) -> pd.DataFrame:
    """Numbers that moved: estimates of main tables first, then by how far one moved in relation to its size."""
    moved = changes[changes["kind"] == "value"].copy()
    order = {name: place for place, name in enumerate(FIRST)}
    moved["place"] = moved["table"].map(order).fillna(len(order))
    size = moved[["old", "new"]].astype(float).abs().max(axis=1)
    moved["far"] = (moved["change"].astype(float).abs() / size).fillna(2.0)
    moved["other"], moved["beside"] = moved["place"] == len(order), ~moved["column"].isin(ESTIMATES)
    return moved.sort_values(["other", "beside", "far"], ascending=[True, True, False], kind="stable")


def _by_table(compared: Compared) -> pd.DataFrame:
    """How many numbers of each table moved."""
    moved = compared.changes[compared.changes["kind"] == "value"]
    counts = moved.groupby("table", sort=False).size().sort_values(ascending=False, kind="stable")
    whole = [
        sum(str(c).endswith("_old") for c in compared.pairs[name]) * len(compared.pairs[name]) for name in counts.index
    ]
    return pd.DataFrame({"table": counts.index, "moved": counts.to_numpy(), "numbers": whole})


def _section(title: str, frame: pd.DataFrame, columns: list[str], nothing: str, most: int) -> Section:
    rows = [tuple(map(_shown, row)) for row in frame[columns].head(most).itertuples(index=False, name=None)]
    more = f"and {len(frame) - most} more (--csv writes them all)." if len(frame) > most else ""
    heads = tuple(column.removesuffix("_text") for column in columns)
    return Section(f"{title} ({len(frame)})" if len(frame) else title, heads, rows, nothing, more)


def _shown(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    return "" if cell is None or cell != cell else f"{cell:.6g}"
