"""``burnout explain``: where a number of a manuscript comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from burnout.cli.screen import say, table
from burnout.errors import DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

    from burnout.explain import Manuscript, Match

MOST = 20
"""Matches and rows told one by one."""


def explain(
    what: Annotated[
        str | None,
        typer.Argument(help="A number as printed ('54.10%'), a key (flow.received), or a cell ('Table 2, Income, P')."),
    ] = None,
    study: Annotated[str | None, typer.Option(help="The study; all with results when not given.")] = None,
    config: Annotated[str, typer.Option(help="Configuration folder.")] = "config",
    results: Annotated[str, typer.Option(help="Results folder.")] = "results",
) -> None:
    """Say where a number of the manuscript comes from.

    Shows the sentence or table, the row of the result table, the notebook, the data files and the configuration.
    Without WHAT, the keys of all results are listed.
    """
    from burnout.workspace import project_root

    root = project_root()
    names = [study] if study else sorted(path.parent.parent.name for path in root.glob(f"{results}/*/{_NUMBERS}"))
    if not names:
        raise _no_numbers(f"{results}/*/{_NUMBERS}")
    if what is None:
        for name in names:
            _list_keys(name, root / results / name)
        return
    told = [_explain(what, name, root, config, root / results / name) for name in names]
    if not any(told):
        raise DataError(_nothing(what, names, root / results))


_NUMBERS = "tables/manuscript_numbers.parquet"


def _no_numbers(path: str) -> DataError:
    return DataError(Problem(path, "", "no such file", "the numbers of a manuscript", "Run `snakemake` first."))


def _read(folder: Path) -> tuple[pd.DataFrame, Manuscript]:
    from burnout.explain import read_manuscript
    from burnout.tables import read_frame

    if not (folder / _NUMBERS).is_file() or not (folder / "manuscript/build/index.qmd").is_file():
        raise _no_numbers(str(folder / _NUMBERS))
    return read_frame(folder / _NUMBERS), read_manuscript(folder / "manuscript" / "build")


def _list_keys(study: str, folder: Path) -> None:
    import yaml

    path = folder / "manuscript" / "build" / "_variables.yml"
    if not path.is_file():
        raise _no_numbers(str(path))
    values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    table(["key", "value"], list(_flat(values)), title=f"{study}: write {{{{< var KEY >}}}} for the value")


def _flat(values: dict[str, object], before: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in values.items():
        found += _flat(value, f"{before}{key}.") if isinstance(value, dict) else [(f"{before}{key}", value)]
    return found


def _explain(what: str, study: str, root: Path, config: str, folder: Path) -> bool:
    """Print what is known of a number in one study; whether anything is."""
    from burnout.explain import find

    numbers, manuscript = _read(folder)
    matches = find(numbers, what, manuscript)
    if not matches:
        return False
    say(f"{study}: {what}", style="bold")
    if len(matches) > 1:
        rows = [(m.key, m.text, _rows_told(m)) for m in matches[:MOST]]
        table(["key", "printed", "from"], rows)
        if len(matches) > MOST:
            say(f"and {len(matches) - MOST} more places.")
        sources = {tuple(m.origins["table_key"]) + tuple(m.origins["table_column"]) for m in matches}
        if len(sources) > 1:
            say("burnout explain KEY shows one of them in full.")
            return True
        say("All of them are the same result:")
    _one(matches[0], manuscript, study, root, config, folder)
    return True


def _rows_told(match: Match) -> str:
    first = match.origins.iloc[0]
    more = f" and {len(match.origins) - 1} more cells" if len(match.origins) > 1 else ""
    return f"{first['table']} row {first['table_row']} ({first['table_key']}), {first['table_column']}{more}"


def _one(match: Match, manuscript: Manuscript, study: str, root: Path, config: str, folder: Path) -> None:
    """Print the whole chain behind one place of the manuscript."""
    from burnout.config import load_study
    from burnout.explain import configuration, data_files, table_row, written_by

    _printed(match, manuscript)
    loaded, instruments = load_study(study, root / config)
    shown_in = folder.relative_to(root)
    links = []
    for (name, number), part in list(match.origins.groupby(["table", "table_row"], sort=False))[:MOST]:
        row = table_row(folder / "tables", str(name), int(number))
        say(f"\n{shown_in}/tables/{name}.csv, row {number} (line {int(number) + 1})", style="bold")
        marks = ["→ " if column in set(part["table_column"]) else "  " for column in row]
        table(
            ["column", "value"], [(mark + column, _full(row[column])) for mark, column in zip(marks, row, strict=True)]
        )
        links += configuration(loaded, instruments, row, root / config)
    say("Computed in", style="bold")
    wrote = [written_by(str(name), root / "notebooks", shown_in / "notebooks") for name in match.origins["table"]]
    for link in dict.fromkeys(link for link in wrote if link):
        say(f"{link.file}, {link.place} ({link.text})")
    if links:
        say("\nDecided in", style="bold")
    for link in dict.fromkeys(links):
        say(f"{link.file}, {link.place}: {link.text}")
    say("\nFrom the data files", style="bold")
    talks = all(link and Path(link.file).stem == "themes" for link in wrote)
    files = data_files(folder / "data/check.json", root, None if talks else loaded.raw_paths())
    table(["file", "SHA-256", "now"], [(link.file, link.place, link.text) for link in files])


def _printed(match: Match, manuscript: Manuscript) -> None:
    """Print the sentence, or the caption and the cell, in which a number stands."""
    say(f"\nIn the manuscript ({match.place}, key {match.key})", style="bold")
    cells = manuscript.table(match.place)
    if not cells:
        say(manuscript.sentence(match.key) or match.text)
        return
    row, column = int(match.origins["line"].iloc[0]), int(match.origins["column"].iloc[0])
    say(manuscript.caption(match.place))
    say(f"Row {row} ({cells[row][0]}), column {column} ({cells[0][column - 1]}): {match.text}")


def _full(value: object) -> str:
    return repr(float(value)) if isinstance(value, float) else str(value)


def _nothing(what: str, names: list[str], results: Path) -> Problem:
    from burnout.explain import near

    close = [f"{text} ({key}, {name})" for name in names for text, key in near(_read(results / name)[0], what)]
    remedy = f"Nearest: {'; '.join(close[:6])}." if close else "`burnout explain` lists the keys of all results."
    place = f"{', '.join(names)}"
    return Problem(
        "manuscript", place, f"no number {what!r}", "a number as printed, a key, or 'Table 2, row, column'", remedy
    )
