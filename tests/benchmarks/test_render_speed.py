"""How much rendering costs beyond bare pandoc and typst over the same text. Ratios within one run.

Repeat with ``make benchmark``; results that are not there are made first. Aim: the four formats (HTML, Word, PDF,
JATS), with numbering, cross-references, citations, table layout and the finishing of the Word file, take at most 1.5
times as long on the clock as four bare calls one after another. Times are the least of three turns, ours and bare
ones turn by turn. Printed beside it and not asserted: the same in processor seconds (ours are written side by side,
so less is waited than worked), and both with all else that the step makes: each table as Word and Excel, submission
folder, exchange package.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pypandoc
import pytest
import typst

from burnout.render import pandoc, portable, render
from burnout.render.source import read
from helpers.chain import ROOT, snakemake

STUDIES = ("chenggong", "balint", "hospital-d")


def bare(build: Path, out: Path) -> None:
    """The same text by pandoc and typst alone: no numbering, no filters, no finishing."""
    source = read(build)
    known = {key: source.metadata[key] for key in ("title", "abstract", "bibliography") if key in source.metadata}
    text = f"---\n{json.dumps(known)}\n---\n\n{source.body}".encode()
    program = pypandoc.get_pandoc_path()
    for writer, name in (("html5", "x.html"), ("docx", "x.docx"), ("jats", "x.xml"), ("typst", "x.typ")):
        extra = ["--embed-resources"] if writer == "html5" else []
        picture = "svg" if writer in ("html5", "typst") else "png"
        options = ["--standalone", "--citeproc", f"--default-image-extension={picture}", *extra]
        command = [program, "--from", pandoc.READER, "--to", writer, *options, "--output", str(out / name)]
        subprocess.run(command, input=text, cwd=build, check=True, capture_output=True)
    (build / "x.typ").write_bytes((out / "x.typ").read_bytes())
    typst.compile(str(build / "x.typ"), output=str(out / "x.pdf"), root=str(build))
    (build / "x.typ").unlink()


def four_formats(build: Path, folder: Path) -> None:
    """The four formats and nothing else, from a copy of the build folder."""
    shutil.copytree(build, folder / "build", ignore=shutil.ignore_patterns("zh"))
    (folder / "made").mkdir()
    portable.render(portable.parse(folder / "build"), folder / "build", folder / "made", "manuscript")
    shutil.rmtree(folder)


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and of the processor (this process and those it started)."""
    clock, before = time.perf_counter(), sum(os.times()[:4])
    work()
    return time.perf_counter() - clock, sum(os.times()[:4]) - before


@pytest.mark.parametrize("study", STUDIES)
def test_rendering_costs_little_beyond_pandoc_and_typst(study: str, tmp_path: Path) -> None:
    build = ROOT / "results" / study / "manuscript" / "build"
    if not build.is_dir():
        done = snakemake(ROOT, "--config", f"studies={study}")
        assert done.returncode == 0, done.stdout
    (tmp_path / "bare").mkdir()
    works = {
        "four": lambda: four_formats(build, tmp_path / "four"),
        "all": lambda: render(build, tmp_path / "all", engine="portable"),
        "bare": lambda: bare(build, tmp_path / "bare"),
    }
    turns = [{name: seconds(work) for name, work in works.items()} for _ in range(3)]
    clock, cpu = ({name: min(turn[name][i] for turn in turns) for name in works} for i in (0, 1))
    for kind, least in (("clock", clock), ("processor", cpu)):
        four, everything = least["four"] / least["bare"], least["all"] / least["bare"]
        print(
            f"{study}, {kind}: bare {least['bare']:.2f} s, four formats {four:.2f} times, whole step {everything:.2f}"
        )
    assert clock["four"] / clock["bare"] <= 1.5
