"""The pandoc program that comes with the Python environment."""

from __future__ import annotations

import os
import re
import subprocess
from functools import cache
from pathlib import Path

from burnout.errors import Problem, RenderError

READER = "markdown-raw_html-raw_tex-raw_attribute-latex_macros-native_divs-native_spans"
"""Markdown in which nothing can reach an output format unread: raw HTML, TeX and raw blocks are plain text."""


@cache
def program() -> str:
    """Path of the pandoc program."""
    import pypandoc

    return str(pypandoc.get_pandoc_path())


@cache
def version() -> str:
    """Version of pandoc, for example `3.9`."""
    first = subprocess.run([program(), "--version"], capture_output=True, text=True, check=True).stdout.split("\n")[0]
    return first.split()[-1]


def run(arguments: list[str], folder: Path, text: str = "") -> bytes:
    """Standard output of one pandoc call.

    Parameters
    ----------
    arguments : list of str
        Arguments after the program's name; never seen by a shell.
    folder : Path
        Working folder; paths in the manuscript count from here.
    text : str
        Standard input.

    Raises
    ------
    RenderError
        pandoc failed, or could not find a reference or a picture.
    """
    environment = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", "315532800")}
    done = subprocess.run(
        [program(), *arguments], input=text.encode(), cwd=folder, capture_output=True, env=environment, check=False
    )
    said = done.stderr.decode(errors="replace")
    if done.returncode != 0:
        remedy = "Look at the manuscript's sources and styles for what pandoc names."
        raise RenderError(Problem("index.qmd", "", said.strip()[-2000:], "a manuscript pandoc can read", remedy))
    for name in re.findall(r"Could not fetch resource (\S+)", said):
        raise RenderError(Problem("index.qmd", name, "no such file", "a file of the build folder", "Add the file."))
    return done.stdout
