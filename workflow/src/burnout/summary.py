"""What a run made, where it lies, what needs a look: a few lines at its end."""

from __future__ import annotations

import csv
import json
import shutil
import textwrap
import time
from collections.abc import Sequence
from pathlib import Path

from burnout.errors import STOPPED
from burnout.language import LANGUAGES
from burnout.provenance import sha256

WIDTH = 100
"""Columns of the summary, or fewer in a narrower terminal."""
LINE = "=" * 79
FORMATS = {"html": "web page", "docx": "Word", "pdf": "PDF", "xml": "JATS"}


def summary(results: Path, studies: Sequence[str], since: float = 0.0) -> str:
    """Text for the end of a run that went through.

    Parameters
    ----------
    results : Path
        Folder with the results of all studies.
    studies : sequence of str
        Studies of the run.
    since : float
        Start of the run, in seconds since the epoch; what older checks said of changed files is not repeated.
    """
    lines = ["", LINE, "Manuscripts"]
    looks: list[str] = []
    for study in studies:
        folder = results / study / "manuscript"
        further = [folder / code for code in LANGUAGES if (folder / code / "renderer.md").is_file()]
        lines.append(f"  {study:<16} {_analysed(results / study)}{_made(folder) or 'no manuscript yet'}")
        lines += [f"  {'':<16} {_made(place)}" for place in further]
        looks += [_paragraph(study, n) for n in _changed(results / study / "data" / "check.json", since)]
        notices = [n for f in ("renderer.md", "notices.md") for n in _notices(folder / f)]
        notices += [n for place in further for f in ("renderer.md", "notices.md") for n in _translated(place / f)]
        looks += [_paragraph(study, notice) for notice in dict.fromkeys(notices)]
    lines.append(f"Tables and figures lie beside them, in {results}/<study>/tables and figures.")
    if looks:
        lines += ["", "Needs a look", *looks]
    return "\n".join([*lines, *_took(since), LINE])


def _paragraph(study: str, text: str) -> str:
    """A notice, with the study's name on its first line only."""
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    return textwrap.fill(
        text, width, initial_indent=f"  {study:<16} ", subsequent_indent=" " * 19, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _took(since: float) -> list[str]:
    """How long the run took, when its start is known."""
    minutes, seconds = divmod(round(time.time() - since), 60)
    told = f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return ["", f"The run took {told}."] if since else []


def _made(folder: Path) -> str:
    made = [words for kind, words in FORMATS.items() if (folder / f"manuscript.{kind}").is_file()]
    return f"{folder}/manuscript.* ({', '.join(made)})" if made else ""


def _analysed(folder: Path) -> str:
    path = folder / "tables" / "flow.csv"
    if not path.is_file():
        return ""
    with path.open(encoding="utf-8", newline="") as file:
        counts = [row["n"] for row in csv.DictReader(file) if row["stage"] == "analysed"]
    return f"{' + '.join(counts)} analysed; " if counts else ""


def _changed(record: Path, since: float) -> list[str]:
    """Files that are not what they were: since the check before this run's, and since the check itself."""
    if not record.is_file():
        return []
    told = json.loads(record.read_text(encoding="utf-8"))
    fresh = told.get("changed", []) if record.stat().st_mtime >= since else []
    there = {path: digest for path, digest in told.get("sha256", {}).items() if Path(path).is_file()}
    late = [path for path, digest in there.items() if sha256(Path(path)) != digest]
    return [
        *(f"{path} has changed since the run before; results were made anew from it" for path in fresh),
        *(f"{path} has changed since it was checked: run `snakemake --forcerun check`" for path in late),
    ]


def _translated(path: Path) -> list[str]:
    """Notices of a manuscript in a further language, without the checklists: they are told of the study's own."""
    return [notice for notice in _notices(path) if not notice.startswith("checklists:")]


def _notices(path: Path) -> list[str]:
    if not path.is_file():
        return []
    listed = [line[2:] for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    rest = len(listed) - 3
    return listed[:3] + ([f"and {rest} more, in {path}"] if rest > 0 else [])


def stopped(results: Path, studies: Sequence[str], since: float) -> str:
    """Text for the end of a run that stopped: why, and what to do.

    Parameters
    ----------
    results : Path
        Folder with the results of all studies.
    studies : sequence of str
        Studies of the run.
    since : float
        Start of the run, in seconds since the epoch; older messages are not shown.
    """
    messages: list[str] = []
    redone: list[str] = []
    for study in studies:
        for path in sorted((results / study / "logs").glob("*.log")):
            text = path.read_text(encoding="utf-8", errors="replace").strip()
            if path.stat().st_mtime < since or not (STOPPED in text or _CRASHED in text):
                continue
            messages.append(_message(text, path))
            if path.stem != "check":
                redone.append(f"{study}: {path.stem}")
    kept = "Earlier results are untouched."
    if redone:
        kept = f"Earlier results are untouched, but for those of {', '.join(redone)}, which are to be made again."
    lines = ["", LINE, *(f"{message}\n" for message in messages), kept]
    return "\n".join(
        [*lines, "Correct what is named here and run `snakemake` again; it goes on where it stopped.", LINE]
    )


_CRASHED = "Traceback (most recent call last)"


def _message(text: str, path: Path) -> str:
    """A job's own message; for a job that broke off without one, the last line of its log and where that lies."""
    if STOPPED in text:
        return text[text.index(STOPPED) :]
    return f"{STOPPED}{path.stem}, by a fault of the program. All of it: {path}\n{text.splitlines()[-1]}"
