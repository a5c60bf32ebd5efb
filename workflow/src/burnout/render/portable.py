"""The portable renderer: the same manuscript with nothing but the Python environment (pandoc and typst)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from burnout.errors import Problem, RenderError
from burnout.fonts import REMEDY, font_folders
from burnout.render import blocks, crossref, front, jats, pandoc
from burnout.render import docx as word
from burnout.render.pages import mark_pages
from burnout.render.source import Source, nearest, read
from burnout.render.tree import Node, meta, nodes, plain_meta, text_of

_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60]")
_WRITERS = (
    "title",
    "subtitle",
    "abstract",
    "abstract-title",
    "words",
    "lang",
    "bibliography",
    "csl",
    "link-citations",
    "nocite",
)
_PEOPLE = ("title", "short-title", "author", "keywords", "line-numbers", "line-spacing", "words")


@dataclass(frozen=True)
class Parsed:
    """A manuscript as one document tree, with its people and its sources."""

    tree: Node
    people: front.Front
    source: Source


def parse(build: Path) -> Parsed:
    """The manuscript of a build folder, numbered, with every reference resolved.

    Raises
    ------
    RenderError
        The manuscript names something that is not there.
    """
    source = read(build)
    known = {k: v for k, v in source.metadata.items() if k in {*_WRITERS, *_PEOPLE} and v is not None}
    header = "---\n" + json.dumps(known, ensure_ascii=False) + "\n---\n\n"
    tree = json.loads(pandoc.run(["--from", pandoc.READER, "--to", "json"], build, header + source.body))
    people = front.front_of({k: plain_meta(v) for k, v in tree["meta"].items() if k in _PEOPLE})
    tree["meta"] = {k: v for k, v in tree["meta"].items() if k in _WRITERS}
    tree = blocks.callout_titles(tree)
    names = crossref.Names(source.metadata.get("crossref") or {})
    tree, targets = crossref.number(tree, bool(source.metadata.get("number-sections", True)), names)
    tree = crossref.resolve(tree, targets, source.files)
    _check_citations(tree, source, build)
    tree["meta"] |= {key: meta(value) for key, value in front.template_metadata(people).items()}
    fonts = [str(name) for name in source.metadata.get("chinese-fonts") or []]
    own: dict[str, Any] = {"keywords": list(people.keywords), "short-title": people.running, "chinese-fonts": fonts}
    own["line-numbers"] = people.line_numbers
    if people.line_spacing is not None:
        own["line-spacing"] = f"{people.line_spacing:g}"
    tree["meta"] |= {key: meta(value) for key, value in own.items()}
    return Parsed(tree, people, source)


def notes(parsed: Parsed) -> tuple[str, ...]:
    """What a reader of the files should know: at present, Chinese text that the PDF cannot show."""
    import typst

    tree = parsed.tree
    wanted = plain_meta(tree["meta"]["chinese-fonts"])
    if not _CHINESE.search(text_of(tree["blocks"]) + text_of(list(tree["meta"].values()))):
        return ()
    if set(wanted) & set(typst.Fonts(font_paths=list(font_folders())).families()):
        return ()
    return (
        "The manuscript has Chinese characters, and this machine has none of the Chinese fonts that _quarto.yml names: "
        f"they are empty boxes in the PDF. {REMEDY}",
    )


def render(
    parsed: Parsed, build: Path, out: Path, stem: str, wanted: Sequence[str] = ("html", "docx", "pdf", "xml")
) -> dict[str, Path]:
    """All formats of a manuscript.

    Parameters
    ----------
    parsed : Parsed
        The manuscript.
    build : Path
        Its build folder; a file for typst is written there and taken away again.
    out : Path
        Folder to write into.
    stem : str
        Name of the files, without ending.
    wanted : sequence of str
        Formats to make.

    Returns
    -------
    dict of str to Path
        Format (`html`, `docx`, `pdf`, `xml`) and file.
    """
    writers = {"html": _html, "docx": _docx, "pdf": _pdf, "xml": _jats}
    formats = {name: writers[name] for name in wanted}
    files = {name: out / f"{stem}.{name}" for name in formats}
    with ThreadPoolExecutor() as pool:
        jobs = {n: pool.submit(write, _own(parsed), build, files[n]) for n, write in formats.items()}
        made = {name: job.result() for name, job in jobs.items()}
    fill_pages(files["docx"], made["pdf"] or {})
    return files


def page_numbers(parsed: Parsed, build: Path) -> dict[str, int]:
    """Page of each section that a table asks for, by its anchor, in the PDF of the portable renderer."""
    return _typeset(_own(parsed), build)[1] if _asks_for_pages(parsed) else {}


def fill_pages(file: Path, pages: dict[str, int]) -> None:
    """Fill the page fields of a Word file; nothing is done without pages."""
    if pages:
        file.write_bytes(mark_pages(file.read_bytes(), pages))


def _own(parsed: Parsed) -> Parsed:
    """A manuscript whose metadata a writer may add to; its blocks are shared, and only ever read."""
    return replace(parsed, tree={**parsed.tree, "meta": dict(parsed.tree["meta"])})


def _asks_for_pages(parsed: Parsed) -> bool:
    return any(node["t"] == "Span" and "page-of" in node["c"][0][1] for node in nodes(parsed.tree["blocks"]))


def _html(parsed: Parsed, build: Path, file: Path) -> None:
    tree = parsed.tree
    tree["meta"]["pagetitle"] = meta(text_of(tree["meta"].get("title", [])))
    options = ["--to", "html5", "--template", "styles/manuscript.html", "--css", "styles/house.css", "--mathml"]
    shaped = blocks.shape(tree, "html", build, parsed.source.files)
    file.write_bytes(_write(shaped, build, [*options, "--standalone", "--embed-resources"]))


def _docx(parsed: Parsed, build: Path, file: Path) -> None:
    tree = blocks.headings_with_dots(blocks.shape(parsed.tree, "docx", build, parsed.source.files))
    tree["meta"]["author"] = meta([a.name for a in parsed.people.authors])
    options = ["--to", "docx", "--reference-doc", "styles/reference.docx", "--output", "-"]
    file.write_bytes(word.finish(_write(tree, build, options), parsed.people))


def _jats(parsed: Parsed, build: Path, file: Path) -> None:
    tree = blocks.headings_with_dots(blocks.shape(parsed.tree, "jats", build, parsed.source.files))
    tree["meta"] |= {key: meta(value) for key, value in front.jats_metadata(parsed.people).items()}
    text = _write(tree, build, ["--to", "jats_publishing+element_citations", "--standalone"])
    file.write_bytes(jats.finish(text, parsed.people))


def _pdf(parsed: Parsed, build: Path, file: Path) -> dict[str, int]:
    content, pages = _typeset(parsed, build)
    file.write_bytes(content)
    return pages


def _typeset(parsed: Parsed, build: Path) -> tuple[bytes, dict[str, int]]:
    """The PDF, and the pages that were asked for."""
    import typst

    tree = parsed.tree
    layout = {"papersize": "a4", "mainfont": "Libertinus Serif", "fontsize": "11pt", "portable": True}
    tree["meta"] |= {key: meta(value) for key, value in layout.items()}
    asked = _asks_for_pages(parsed)
    shaped = blocks.shape(tree, "typst", build, parsed.source.files)
    text = _write(shaped, build, ["--to", "typst", "--standalone", "--template", "styles/manuscript.typ"])
    try:
        return _compile(typst, text, build, asked)
    except typst.TypstError as error:
        remedy = "Look at figures (SVG or PNG) and styles for what typst names."
        raise RenderError(Problem("index.qmd", "PDF", str(error)[:2000], "a text typst can set", remedy)) from None


def _compile(typst: Any, text: bytes, build: Path, asked: bool) -> tuple[bytes, dict[str, int]]:
    """PDF of a typst text whose paths count from the build folder, and its pages where they are asked for."""
    source = build / ".manuscript.typ"
    source.write_bytes(text)
    try:
        compiler = typst.Compiler(str(source), root=str(build), font_paths=list(font_folders()))
        content = bytes(compiler.compile())
        found = json.loads(compiler.query("<page-of>", field="value")) if asked else []
        return content, {mark["to"]: mark["page"] for mark in found}
    finally:
        source.unlink()


def _write(tree: Node, build: Path, options: list[str]) -> bytes:
    filters = ["--lua-filter", "styles/house.lua", "--citeproc"]
    return pandoc.run(["--from", "json", *filters, *options], build, json.dumps(tree, ensure_ascii=False))


def _check_citations(tree: Node, source: Source, build: Path) -> None:
    """Refuse citations of works that stand in no bibliography."""
    names = source.metadata.get("bibliography") or []
    known: set[str] = set()
    for name in [names] if isinstance(names, str) else names:
        path = build / name
        if not path.is_file():
            remedy = "Add the file, or correct the name."
            raise RenderError(Problem("index.qmd", "bibliography", f"no file {name!r}", "a .bib file", remedy))
        known |= set(re.findall(r"^\s*@\w+\s*[{(]\s*([^,\s]+)\s*,", path.read_text(encoding="utf-8"), re.MULTILINE))
    problems = []
    for key in dict.fromkeys(c["citationId"] for n in nodes(tree) if n["t"] == "Cite" for c in n["c"][0]):
        if key not in known:
            file, place = crossref.where(f"@{key}", source.files)
            near = nearest(key, known)
            remedy = f"Did you mean @{near}?" if near else "Add the work to the bibliography, or correct the key."
            problems.append(Problem(file, place, f"the citation @{key}", "a work in the bibliography", remedy))
    if problems:
        raise RenderError(problems)
