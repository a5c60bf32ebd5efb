"""Demonstration interviews: transcripts, coded statements and themes, written from texts with marked statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from burnout.simulate import interviews_group, interviews_one_to_one
from burnout.simulate.files import checksums, write_csv, write_text

STUDIES = ("balint", "chenggong")
STATEMENT_COLUMNS = ("statement", "transcript", "participant", "quote", "meaning", "cluster")
THEME_COLUMNS = ("theme", "cluster", "definition")
_MARKED = re.compile("«([^»]+)»")


@dataclass(frozen=True)
class Material:
    """The interviews of one study: file texts by name, coded statements, and themes."""

    transcripts: dict[str, str]
    statements: list[tuple[str, ...]]
    themes: list[tuple[str, str, str]]


def one_to_one() -> Material:
    """Twelve one-to-one interviews; the participant has the name of the transcript."""
    coded = {
        name: (about, turns, [(name, *code) for code in codes])
        for name, (about, turns, codes) in interviews_one_to_one.TRANSCRIPTS.items()
    }
    return _material(coded, interviews_one_to_one.THEMES)


def groups() -> Material:
    """Two group interviews with nine participants each."""
    return _material(interviews_group.TRANSCRIPTS, interviews_group.THEMES)


def _material(
    coded: dict[str, tuple[str, list[str], list[tuple[str, str, str]]]],
    themes: list[tuple[str, list[tuple[str, str]]]],
) -> Material:
    transcripts: dict[str, str] = {}
    statements: list[tuple[str, ...]] = []
    for name, (about, turns, codes) in coded.items():
        spoken = "\n\n".join(turns)
        quotes = _MARKED.findall(spoken)
        for quote, (participant, cluster, meaning) in zip(quotes, codes, strict=True):
            number = f"S{len(statements) + 1:02d}"
            statements.append((number, f"{name}.txt", participant, quote, meaning, cluster))
        head = f"SYNTHETIC interview {name}. Written for a demonstration; no real person said this.\n{about}"
        text = _MARKED.sub(r"\1", spoken)
        transcripts[f"{name}.txt"] = f"{head}\n\n{text}\n"
    rows = [(theme, cluster, definition) for theme, clusters in themes for cluster, definition in clusters]
    return Material(transcripts, statements, rows)


def write(study: str, folder: Path) -> list[Path]:
    """Write the interview material of one study.

    Parameters
    ----------
    study : str
        One of `STUDIES`.
    folder : Path
        Where the files go.

    Returns
    -------
    list of Path
        The files.
    """
    material = {"balint": groups, "chenggong": one_to_one}[study]()
    files = [write_text(folder / "transcripts" / name, text) for name, text in material.transcripts.items()]
    files.append(write_csv(folder / "statements.csv", STATEMENT_COLUMNS, material.statements))
    files.append(write_csv(folder / "themes.csv", THEME_COLUMNS, material.themes))
    readme = README.format(study=study, checksums=checksums(files, folder))
    return [*files, write_text(folder / "README.md", readme)]


README = """\
# SYNTHETIC interviews of study `{study}`

**Nobody said any of this.** The texts were written for the demonstration, so that coding them leads to the themes the
published study names. Persons, places and events in them are invented.

Remake the files byte for byte with `snakemake demo_data`, or `python -m burnout.simulate {study} <folder>`.

| file | content |
| --- | --- |
| `transcripts/*.txt` | one transcript per interview; I: is the interviewer, the other names are participants |
| `statements.csv` | statement (number), transcript (file), participant, quote (word for word as in the transcript), \
meaning, cluster |
| `themes.csv` | theme, cluster, definition of the cluster; themes and clusters in the order of the manuscript |

## Checksums

{checksums}
"""
