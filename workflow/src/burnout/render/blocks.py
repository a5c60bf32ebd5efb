"""Page breaks, pictures and tables in the form each output format wants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from burnout.errors import Problem, RenderError
from burnout.render.crossref import where
from burnout.render.tree import Node, div, nodes, raw, splice, text_of, walk

IMAGES = {"html": ("svg", "png"), "typst": ("svg", "png"), "docx": ("png",), "jats": ("png", "svg")}
_BREAKS = {
    "docx": raw("openxml", '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'),
    "typst": raw("typst", "#pagebreak(weak: true)"),
    "html": div([], ["pagebreak"]),
}


def shape(tree: Node, writer: str, build: Path, files: dict[str, str]) -> Node:
    """A tree made ready for one writer.

    Parameters
    ----------
    tree : dict
        Document tree with cross-references resolved.
    writer : str
        `html`, `docx`, `typst` or `jats`.
    build : Path
        Build folder, in which pictures are looked up.
    files : dict of str to str
        Source files, for messages.

    Raises
    ------
    RenderError
        A picture is not there in a type the format can hold, or lies outside the build folder.
    """

    def change(node: Node) -> Node | list[Node] | None:
        if node["t"] == "Image":
            return _image(node, writer, build, files)
        if node["t"] == "Table" and writer in ("html", "jats"):
            return _table_figure(node)
        if node["t"] == "Div":
            return _div(node, writer)
        return None

    return walk(tree, change)


def callout_titles(tree: Node) -> Node:
    """A tree in which a heading at the start of a callout has become its title, and is no section any more."""

    def change(node: Node) -> Node | None:
        if node["t"] != "Div" or not any(name.startswith("callout-") for name in node["c"][0][1]):
            return None
        (identifier, classes, pairs), content = node["c"]
        if not content or content[0]["t"] != "Header":
            return None
        titled = [*(p for p in pairs if p[0] != "title"), ["title", text_of(content[0])]]
        return {"t": "Div", "c": [[identifier, classes, titled], content[1:]]}

    return walk(tree, change)


def _div(node: Node, writer: str) -> Node | list[Node] | None:
    (identifier, classes, _), content = node["c"]
    if "pagebreak" in classes:
        return _BREAKS.get(writer) or splice([])
    kept = identifier or "table-note" in classes or any(name.startswith("callout-") for name in classes)
    return splice(content) if writer == "jats" and not kept else None


def _table_figure(node: Node) -> Node:
    (identifier, classes, pairs), caption = node["c"][0], node["c"][1]
    bare = {"t": "Table", "c": [["", classes, pairs], [None, []], *node["c"][2:]]}
    if not caption[1]:
        return bare
    return {"t": "Figure", "c": [[identifier, ["table-figure"], []], caption, [bare]]}


def _image(node: Node, writer: str, build: Path, files: dict[str, str]) -> Node:
    (identifier, classes, pairs), inlines, (target, title) = node["c"]
    named = dict(pairs)
    alternative = named.pop("fig-alt", None)
    alt: list[Any] = [{"t": "Str", "c": alternative}] if alternative else inlines
    path = _picture(target, writer, build, files)
    return {"t": "Image", "c": [[identifier, classes, [list(p) for p in named.items()]], alt, [path, title]]}


def _picture(target: str, writer: str, build: Path, files: dict[str, str]) -> str:
    file, place = where(target, files)
    inside = (build / target).resolve().is_relative_to(build.resolve())
    if not inside or "://" in target:
        remedy = "Copy the picture into figures/ and name it from there."
        raise RenderError(Problem(file, place, f"the picture {target!r}", "pictures of the build folder", remedy))
    types = IMAGES[writer]
    if Path(target).suffix in (".png", ".svg", ".jpg", ".jpeg"):
        tried = [target]
    else:
        tried = [f"{target}.{extension}" for extension in types]
    for name in tried:
        if (build / name).is_file():
            return name
    remedy = "Make the figure, or correct its name."
    raise RenderError(Problem(file, place, f"no picture {target!r}", " or ".join(tried), remedy))


def alternatives(tree: Node) -> dict[str, str]:
    """The alternative text of each picture, by its name without ending."""
    found = {}
    for node in nodes(tree["blocks"]):
        if node["t"] == "Image":
            (_, _, pairs), inlines, (target, _) = node["c"]
            found[str(Path(target).with_suffix(""))] = dict(pairs).get("fig-alt") or text_of(inlines)
    return found


def headings_with_dots(tree: Node) -> Node:
    """A tree whose first-level numbers end in a full stop, as Quarto writes them in Word and JATS."""
    for node in nodes(tree["blocks"]):
        if node["t"] == "Header" and node["c"][0] == 1 and node["c"][2] and node["c"][2][0]["t"] == "Span":
            number = node["c"][2][0]["c"][1][0]
            number["c"] = number["c"].rstrip(".") + "."
    return tree
