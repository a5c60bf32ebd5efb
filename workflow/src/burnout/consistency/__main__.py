"""Command line of the checks: ``python -m burnout.consistency FILE...``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from burnout.consistency.finding import FLAGGED
from burnout.errors import BurnoutError, ConfigError, DataError, Problem

if TYPE_CHECKING:
    import pandas as pd

TABLES = (".yaml", ".yml")
DRAFTS = (".md", ".txt", ".qmd")


def main(arguments: list[str] | None = None) -> int:
    """Check files of printed figures and drafts; 0: all consistent, 1: something to look at, 2: a file is unusable."""
    parser = argparse.ArgumentParser(
        prog="python -m burnout.consistency",
        description="Check printed figures: percentages, means, P values, odds ratios.",
        epilog="Exit code: 0 all consistent, 1 something to look at, 2 a file cannot be used.",
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="figures in .yaml, or a draft in .md, .txt or .qmd")
    given = parser.parse_args(arguments)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    worst = 0
    for name in given.files:
        try:
            table, text = _checked(Path(name))
        except BurnoutError as error:
            print(error, file=sys.stderr)
            worst = 2
            continue
        print(text)
        worst = max(worst, int(table["verdict"].isin(FLAGGED).any()))
    return worst


def _checked(path: Path) -> tuple[pd.DataFrame, str]:
    from burnout.consistency.check import check, load
    from burnout.consistency.draft import draft
    from burnout.consistency.report import report

    suffix = path.suffix.lower()
    if suffix not in (*TABLES, *DRAFTS):
        remedy = "Save a Word file as plain text, or type the figures into a .yaml file."
        raise DataError(
            Problem(str(path), "", f"a {suffix} file" if suffix else "no ending", ", ".join(TABLES + DRAFTS), remedy)
        )
    if path.is_dir():
        raise DataError(Problem(str(path), "", "a folder", "a file", "Name the files in it."))
    if suffix in DRAFTS:
        table = draft(_text(path))
        return table, report(table, str(path))
    published = load(path)
    try:
        table = check(published)
    except DataError as error:
        raise ConfigError([Problem(str(path), p.place, p.found, p.allowed, p.remedy) for p in error.problems]) from None
    size = "" if published.n is None else f", n = {published.n}"
    return table, report(table, f"{path}{size}\n{published.title}", published.note)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise DataError(Problem(str(path), "", "text that is not UTF-8", "UTF-8", "Save it as UTF-8.")) from None
    except OSError as error:
        found = "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise DataError(Problem(str(path), "", found, "a file that can be read", "Check the name.")) from None


if __name__ == "__main__":
    sys.exit(main())
