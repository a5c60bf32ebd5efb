"""How much rendering costs beyond bare pandoc and typst over the same text. A ratio within one run.

Repeat with ``make benchmark``. Aim: all four formats, with tables, packages and files for submission, at most 1.5 times
four bare calls one after another. Needs results (`snakemake`).
"""

from __future__ import annotations

import json
import statistics
import subprocess
import time
from pathlib import Path

import pypandoc
import pytest
import typst

from burnout.render import pandoc, render
from burnout.render.source import read
from helpers.chain import ROOT

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


def seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@pytest.mark.parametrize("study", STUDIES)
def test_rendering_costs_little_beyond_pandoc_and_typst(study: str, tmp_path: Path) -> None:
    build = ROOT / "results" / study / "manuscript" / "build"
    if not build.is_dir():
        pytest.skip("needs results: run snakemake first")
    times = []
    for _ in range(3):
        ours = seconds(lambda: render(build, tmp_path / "ours", engine="portable"))
        (tmp_path / "bare").mkdir(exist_ok=True)
        times.append((ours, seconds(lambda: bare(build, tmp_path / "bare"))))
    ratio = statistics.median(ours / alone for ours, alone in times)
    print(f"{study}: {statistics.median(t[0] for t in times):.2f} s, {ratio:.2f} times bare pandoc and typst")
    assert ratio <= 1.5
