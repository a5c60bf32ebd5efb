"""The manuscript of a build folder as a reader sees it: sentences with their numbers, tables with their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_LABEL = re.compile(r"\{#(tbl-[\w-]+)")
_CAPTION = re.compile(r"^: (.*?) \{#(tbl-[\w-]+)")
_CELLS = re.compile(r"(?<!\\)\|")
_SPAN = re.compile(r'\[([^\[\]]*)\]\{\.traced key="[^"]*"\}')
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])|(?<=[。！？])")


@dataclass(frozen=True)
class Manuscript:
    """The text of a manuscript.

    Parameters
    ----------
    paragraphs : tuple of str
        Lines of the abstract and the body, in Markdown, with all values filled in.
    """

    paragraphs: tuple[str, ...]

    @property
    def labels(self) -> list[str]:
        """Labels of the tables, in order."""
        return [label for line in self.paragraphs for label in _LABEL.findall(line)]

    def label_of(self, number: int) -> str:
        """Label of a table by its number; empty when there is none."""
        return dict(enumerate(self.labels, start=1)).get(number, "")

    def sentence(self, key: str) -> str:
        """The sentence in which a value stands, as plain text; empty when it is not in running text."""
        mark = f'{{.traced key="{key}"}}'
        for line in self.paragraphs:
            for sentence in _ENDS.split(line) if mark in line else []:
                if mark in sentence:
                    return plain(sentence)
        return ""

    def caption(self, label: str) -> str:
        """Number and caption of a table."""
        for line in self.paragraphs:
            found = _CAPTION.match(line)
            if found and found[2] == label:
                return f"Table {self.labels.index(label) + 1}. {plain(found[1])}"
        return label

    def table(self, label: str) -> list[list[str]]:
        """Cells of a table as plain text, the head first; empty when there is no such table."""
        rows: list[list[str]] = []
        for line in self.paragraphs:
            if line.startswith("|"):
                rows.append([plain(cell) for cell in _CELLS.split(line)[1:-1]])
            elif line.startswith(":") and f"{{#{label}" in line:
                return [rows[0], *rows[2:]]
            elif line.strip():
                rows = []
        return []

    def cells(self, label: str, row: str, column: str) -> list[str]:
        """Keys of the cells that a row and a column may mean, by number or by the beginning of their text."""
        table = self.table(label)
        if not table:
            return []
        rows = [i for i, cells in enumerate(table) if str(i) == row] or _meant([cells[0] for cells in table], row)
        columns = [i for i in range(len(table[0])) if str(i + 1) == column] or _meant(table[0], column)
        return [f"{label}.{i}.{j + 1}" for i in rows for j in columns]


def _meant(texts: list[str], asked: str) -> list[int]:
    """Places of the texts that are, or else begin with, what was asked."""
    wanted = asked.strip().casefold()
    same = [i for i, text in enumerate(texts) if text.casefold() == wanted]
    return same or [i for i, text in enumerate(texts) if text.casefold().startswith(wanted)]


def plain(markdown: str) -> str:
    """Markdown as plain text: no spans, emphasis, backslashes, anchors and citations' brackets."""
    text = _SPAN.sub(r"\1", markdown)
    text = re.sub(r"(?<!\\)\*", "", text)
    return re.sub(r"\\(.)", r"\1", text).strip(" \u2003")


def read_manuscript(build: Path) -> Manuscript:
    """The manuscript of a build folder.

    Parameters
    ----------
    build : Path
        Folder that the manuscript stage filled.

    Raises
    ------
    RenderError
        The folder names something that is not there.
    """
    from burnout.render.source import read

    source = read(build)
    abstract = str(source.metadata.get("abstract", ""))
    return Manuscript((*abstract.splitlines(), *source.body.splitlines()))
