"""Numbers of figures, tables and sections, and the references to them, on pandoc's document tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from burnout.errors import Problem, RenderError
from burnout.render.source import MAIN, nearest
from burnout.render.tree import Node, nodes, splice, text_of, walk, words

KINDS = {"fig": "Figure", "tbl": "Table", "sec": "Section"}
_HAN = re.compile(r"[\u3400-\u9fff]$")
_OWN = re.compile(r"(?i:(fig|tbl|sec))-.+")


@dataclass(frozen=True)
class Names:
    """How figures, tables and sections are called: Quarto's keys below `crossref`.

    Parameters
    ----------
    given : mapping of str to str
        Such as `fig-title`, `tbl-prefix`, and `title-delim` for what ends a caption's label.
    """

    given: Mapping[str, str] = field(default_factory=dict)

    def label(self, kind: str, number: str, use: str) -> str:
        """`Table 2`; Chinese names have no blank before the number. `use` is `title` or `prefix`."""
        name = str(self.given.get(f"{kind}-{use}") or KINDS[kind])
        return f"{name}{'' if _HAN.search(name) else ' '}{number}"

    @property
    def end(self) -> str:
        """What ends a caption's label; Quarto reads it as Markdown, where a character may have its HTML name."""
        return unescape(str(self.given.get("title-delim", ".")))


@dataclass(frozen=True)
class Target:
    """Something that can be referred to, and what a reference to it prints."""

    kind: str
    number: str
    title: str
    reference: str = ""

    @property
    def label(self) -> str:
        """What a reference prints, for example `Table 2`; the title of a section without a number."""
        return self.reference if self.number else self.title


def number(tree: Node, with_sections: bool = True, names: Names = Names()) -> tuple[Node, dict[str, Target]]:
    """A tree whose captions and headings carry their numbers, and the list of targets.

    Figures and tables are counted when they have an identifier (`#fig-`, `#tbl-`), as Quarto does. A caption
    begins with its label (`Table 2. `); a heading with its number in a span of class `header-section-number`.

    Parameters
    ----------
    tree : dict
        Document tree of pandoc.
    with_sections : bool
        Whether sections are numbered.
    names : Names
        How figures, tables and sections are called.

    Raises
    ------
    RenderError
        An identifier stands twice.
    """
    targets: dict[str, Target] = {}
    counts = {"fig": 0, "tbl": 0}
    levels: list[int] = []

    def visit(node: Node) -> None:
        if node["t"] == "Header":
            _number_heading(node, levels, targets, names if with_sections else None)
        elif node["t"] in ("Figure", "Table"):
            _number_float(node, counts, targets, names)

    for node in nodes(tree["blocks"]):
        visit(node)
    return tree, targets


def _number_heading(node: Node, levels: list[int], targets: dict[str, Target], names: Names | None) -> None:
    level, (identifier, classes, _), inlines = node["c"]
    found = ""
    title = text_of(inlines)
    if names is not None and "unnumbered" not in classes:
        levels[:] = (levels + [0] * level)[:level]
        levels[-1] += 1
        found = ".".join(map(str, levels))
        span = {"t": "Span", "c": [["", ["header-section-number"], []], [{"t": "Str", "c": found}]]}
        node["c"][2] = [span, {"t": "Space"}, *inlines]
    if identifier:
        called = names.label("sec", found, "prefix") if names else ""
        _add(targets, identifier, Target("sec", found, title, called))


def _number_float(node: Node, counts: dict[str, int], targets: dict[str, Target], names: Names) -> None:
    identifier = node["c"][0][0]
    kind = identifier.split("-")[0]
    if kind not in counts or "-" not in identifier:
        return
    counts[kind] += 1
    caption = node["c"][1]
    count = str(counts[kind])
    target = Target(kind, count, text_of(caption), names.label(kind, count, "prefix"))
    _add(targets, identifier, target)
    text = (names.label(kind, count, "title") + names.end).replace(" ", "\u00a0")
    label = [{"t": "Str", "c": text}]
    if caption[1]:
        blank = [] if text[-1:] == "\u3000" else [{"t": "Space"}]
        caption[1][0]["c"] = [*label, *blank, *caption[1][0]["c"]]
    else:
        caption[1] = [{"t": "Plain", "c": label}]


def _add(targets: dict[str, Target], identifier: str, target: Target) -> None:
    if identifier in targets and _OWN.fullmatch(identifier):
        remedy = "Give each figure, table and section its own identifier."
        raise RenderError(Problem(MAIN, f"#{identifier}", "an identifier that stands twice", "once", remedy))
    targets.setdefault(identifier, target)


def resolve(tree: Node, targets: Mapping[str, Target], files: Mapping[str, str]) -> Node:
    """A tree in which every cross-reference is a link that reads `Figure 1`, `Table 2` or `Section 3`.

    Parameters
    ----------
    tree : dict
        Document tree after `number`.
    targets : mapping of str to Target
        What can be referred to.
    files : mapping of str to str
        Source files, to say where a faulty reference stands.

    Raises
    ------
    RenderError
        One error with every reference to something that is not there.
    """
    problems: list[Problem] = []

    def replace(node: Node) -> list[Node] | None:
        if node["t"] != "Cite" or not any(_OWN.fullmatch(c["citationId"]) for c in node["c"][0]):
            return None
        out: list[Node] = []
        for citation in node["c"][0]:
            key = citation["citationId"]
            target = targets.get(key) or targets.get(key[:1].lower() + key[1:])
            if target is None or not _OWN.fullmatch(key):
                problems.append(_unknown(key, targets, files))
                continue
            out.extend([{"t": "Str", "c": ","}, {"t": "Space"}] if out else [])
            out.extend(_link(citation, key[:1].lower() + key[1:], target))
        return splice(out)

    done = walk(_tight(tree), replace)
    if problems:
        raise RenderError(problems)
    return done


def _tight(node: Any) -> Any:
    """A tree without the blanks between a Chinese character and a cross-reference, which only Markdown asks for."""
    if isinstance(node, list):
        kept = [part for i, part in enumerate(node) if not _only_for_markdown(node[max(i - 1, 0) : i + 2])]
        return [_tight(part) for part in kept]
    return {key: _tight(part) for key, part in node.items()} if isinstance(node, dict) else node


def _only_for_markdown(around: list[Any]) -> bool:
    """Whether the middle one of three inline elements is such a blank."""
    if len(around) < 3 or not all(isinstance(part, dict) for part in around):
        return False
    before, blank, after = around
    if (before.get("t"), blank.get("t"), after.get("t")) != ("Str", "Space", "Cite"):
        return False
    return "\u3400" <= before["c"][-1:] <= "\u9fff" and any(_OWN.fullmatch(c["citationId"]) for c in after["c"][0])


def _link(citation: Mapping[str, Any], identifier: str, target: Target) -> list[Node]:
    short = citation["citationMode"]["t"] == "SuppressAuthor"
    label = words((target.number or target.title) if short else target.label)
    nbsp = [{"t": "Str", "c": "\u00a0"} if part["t"] == "Space" and target.number else part for part in label]
    link = {"t": "Link", "c": [["", ["cross-reference"], []], nbsp, [f"#{identifier}", ""]]}
    before = [*citation["citationPrefix"], {"t": "Space"}] if citation["citationPrefix"] else []
    return [*before, link, *citation["citationSuffix"]]


def _unknown(key: str, targets: Iterable[str], files: Mapping[str, str]) -> Problem:
    file, place = where(f"@{key}", files)
    known = [name for name in targets if _OWN.fullmatch(name)]
    near = nearest(key, known)
    remedy = f"Did you mean @{near}?" if near else "Correct it, or give the figure, table or section this identifier."
    return Problem(file, place, f"the cross-reference @{key}, which leads nowhere", ", ".join(known), remedy)


def where(text: str, files: Mapping[str, str]) -> tuple[str, str]:
    """File and line in which a text first stands as a whole word."""
    pattern = re.compile(re.escape(text) + r"(?![\w-])")
    for name, content in files.items():
        found = pattern.search(content)
        if found:
            return name, f"line {content[: found.start()].count(chr(10)) + 1}"
    return MAIN, ""
