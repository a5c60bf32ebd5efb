"""What goes to a journal beside the manuscript: title page, cover letter, and the version without names."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from burnout.render import docx, pandoc, portable
from burnout.render.front import Front
from burnout.render.source import FRONT, MAIN

FOLDER = "submission"
"""Folder in the build folder, and beside the manuscript."""


def write_submission(build: Path, out: Path, stem: str) -> None:
    """The files beside a manuscript; by pandoc and typst, whatever renders the manuscript itself.

    Parameters
    ----------
    build : Path
        Copy of a build folder, which is changed. `submission/*.md` become Word files; with `submission/anonymous`
        a version without names is made as Word and PDF.
    out : Path
        Folder to write `submission/` into; nothing is written for a build folder without one.
    stem : str
        Name of the manuscript, without ending.

    Raises
    ------
    RenderError
        A file cannot be read.
    """
    source = build / FOLDER
    if not source.is_dir():
        return
    (out / FOLDER).mkdir(parents=True, exist_ok=True)
    for path in sorted(source.glob("*.md")):
        shutil.copyfile(path, out / FOLDER / path.name)
        (out / FOLDER / f"{path.stem}.docx").write_bytes(_word(path, build))
    if (source / "anonymous").is_dir():
        _take_names_out(build, source / "anonymous")
        portable.render(portable.parse(build), build, out / FOLDER, f"{stem}-anonymous", ("docx", "pdf"))


def _word(path: Path, build: Path) -> bytes:
    options = ["--from", pandoc.READER, "--to", "docx", "--reference-doc", "styles/reference.docx", "--output", "-"]
    return docx.finish(pandoc.run(options, build, path.read_text(encoding="utf-8")), Front((), (), (), ""))


def _take_names_out(build: Path, changed: Path) -> None:
    """Put the parts and the front matter without names in the place of the others."""
    for path in changed.glob("_*.md"):
        shutil.copyfile(path, build / path.name)
    text = (build / MAIN).read_text(encoding="utf-8")
    front = FRONT.match(text)
    own = yaml.safe_load(front["yaml"]) if front else {}
    new = {key: value for key, value in own.items() if key != "author"}
    new |= yaml.safe_load((changed / "front.yml").read_text(encoding="utf-8"))
    shown = yaml.safe_dump(new, allow_unicode=True, sort_keys=False)
    (build / MAIN).write_text(f"---\n{shown}---\n{text[front.end() :] if front else text}", encoding="utf-8")
