"""One manuscript, four formats, by the best renderer that is there."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml

from burnout.errors import Problem, RenderError
from burnout.language import Language, language_of, say, writing_in
from burnout.render import blocks, meca, pandoc, portable, quarto
from burnout.render.submission import FOLDER, write_submission
from burnout.render.tables import write_tables

Engine = Literal["auto", "quarto", "portable"]
FORMATS = ("html", "docx", "pdf", "xml")


@dataclass(frozen=True)
class Rendered:
    """What was rendered, and by what.

    Parameters
    ----------
    engine : str
        `quarto` or `portable`.
    version : str
        Version of Quarto, or of pandoc and typst.
    files : dict of str to Path
        Format (`html`, `docx`, `pdf`, `xml`) and file.
    notes : tuple of str
        Sentences on what needs a look; empty when all is well.
    """

    engine: str
    version: str
    files: dict[str, Path]
    notes: tuple[str, ...] = ()


def engine_version(engine: Engine = "auto") -> tuple[str, str]:
    """The renderer that a choice leads to, and its version (so that the manuscript can name it).

    Raises
    ------
    RenderError
        Quarto was asked for and is not there.
    """
    found = None if engine == "portable" else quarto.version()
    if found is not None:
        return "quarto", found
    if engine == "quarto":
        remedy = "Install it (conda route, or the quarto extra), or choose portable."
        raise RenderError(Problem("renderer", "quarto", "no quarto that runs on the PATH", "quarto 1.7 on", remedy))
    from importlib.metadata import version

    return "portable", f"pandoc {pandoc.version()}, typst {version('typst')}"


def stage(manuscript: Path, build: Path) -> None:
    """Copy what every manuscript shares (`_quarto.yml`, `styles/`) into a build folder.

    Parameters
    ----------
    manuscript : Path
        The project's manuscript folder.
    build : Path
        Build folder of one study; made when it is not there.
    """
    build.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(manuscript / "_quarto.yml", build / "_quarto.yml")
    shutil.copytree(manuscript / "styles", build / "styles", dirs_exist_ok=True)


def render(build: Path, out: Path, stem: str = "manuscript", engine: Engine = "auto") -> Rendered:
    """The manuscript of a build folder as HTML, Word, PDF and JATS.

    Parameters
    ----------
    build : Path
        Folder with `index.qmd`, `_quarto.yml`, `_variables.yml`, included files, `figures/`, `styles/` and the
        bibliography. It is not changed.
    out : Path
        Folder for `<stem>.html`, `<stem>.docx`, `<stem>.pdf` and `<stem>.xml` (JATS), with the pictures that the
        JATS file links to, and `tables/`: each table as a Word and an Excel file, `<stem>-meca.zip` (all in one
        package) and `submission/` (title page, cover letter, version without names). It is written to only when all
        were made.
    stem : str
        Name of the files, without ending.
    engine : {"auto", "quarto", "portable"}
        Renderer; `auto` takes Quarto when one that runs is on the PATH.

    Raises
    ------
    RenderError
        The manuscript names something that is not there, or a program failed.
    """
    name, version = engine_version(engine)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="manuscript-") as folder:
        copy, made = Path(folder) / "build", Path(folder) / "made"
        shutil.copytree(build, copy, ignore=_other_manuscripts)
        sources = sorted(path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file())
        made.mkdir()
        _name_renderer(copy, name, version)
        parsed = portable.parse(copy)
        if name == "quarto":
            quarto.render(copy, made, stem, parsed.people, blocks.alternatives(parsed.tree))
            portable.fill_pages(made / f"{stem}.docx", portable.page_numbers(parsed, copy))
        else:
            portable.render(parsed, copy, made, stem)
        _copy_pictures(made / f"{stem}.xml", copy, made)
        (made / meca.NAME.format(stem=stem)).write_bytes(meca.bundle(made, stem, build, sources))
        write_tables((made / f"{stem}.docx").read_bytes(), made / "tables")
        write_submission(copy, made, stem)
        for kind in ("tables", FOLDER):
            shutil.rmtree(out / kind, ignore_errors=True)
        shutil.copytree(made, out, dirs_exist_ok=True)
    files = {kind: out / f"{stem}.{kind}" for kind in FORMATS}
    return Rendered(name, version, files, portable.notes(parsed))


def _other_manuscripts(folder: str, names: list[str]) -> list[str]:
    """Folders in a build folder that are build folders themselves: the manuscript in further languages."""
    return [name for name in names if (Path(folder) / name / "index.qmd").is_file()]


def _language(build: Path) -> Language:
    """The language of a build folder, by what its front matter says."""
    index = build / "index.qmd"
    chinese = index.is_file() and re.search(r"^lang: zh", index.read_text(encoding="utf-8"), re.MULTILINE)
    return language_of("zh" if chinese else "en")


def _name_renderer(build: Path, name: str, version: str) -> None:
    """Put the renderer among the values, so that the manuscript can say what rendered it."""
    path = build / "_variables.yml"
    values = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else {}
    if isinstance(values, dict | None):
        with writing_in(_language(build)):
            portable_one = say("the portable renderer ({version})", version=version)
        named = {"quarto": f"Quarto {version}", "portable": portable_one}[name]
        path.write_text(yaml.safe_dump({**(values or {}), "renderer": named}, allow_unicode=True), encoding="utf-8")


def _copy_pictures(jats: Path, build: Path, made: Path) -> None:
    """Put the pictures a JATS file links to beside it."""
    for name in re.findall(r'xlink:href="([^":]+\.(?:png|svg|jpe?g))"', jats.read_text(encoding="utf-8")):
        if (build / name).is_file() and (build / name).resolve().is_relative_to(build.resolve()):
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(build / name, made / name)
