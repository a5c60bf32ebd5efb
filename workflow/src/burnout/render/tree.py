"""Small helpers for pandoc's document tree (its JSON form)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

Node = dict[str, Any]
Action = Callable[[Node], "Node | list[Node] | None"]


def walk(tree: Any, action: Action) -> Any:
    """A tree with `action` applied to every node, children first.

    The action returns None to keep a node, another node to replace it, or a list of nodes to put in its place.
    """
    if isinstance(tree, list):
        out: list[Any] = []
        for item in tree:
            new = walk(item, action) if isinstance(item, dict | list) else item
            if isinstance(new, _Splice):
                out.extend(new)
            else:
                out.append(new)
        return out
    if not isinstance(tree, dict):
        return tree
    node = {key: walk(value, action) if isinstance(value, dict | list) else value for key, value in tree.items()}
    if "t" not in node:
        return node
    new = action(node)
    return node if new is None else new


def nodes(tree: Any) -> Iterator[Node]:
    """All nodes of a tree, in reading order."""
    if isinstance(tree, list):
        for item in tree:
            yield from nodes(item)
    elif isinstance(tree, dict):
        if "t" in tree:
            yield tree
        for value in tree.values():
            yield from nodes(value)


def text_of(tree: Any) -> str:
    """The plain text of a tree."""
    if isinstance(tree, list):
        return "".join(text_of(item) for item in tree)
    if not isinstance(tree, dict):
        return ""
    kind, content = tree.get("t"), tree.get("c")
    if kind == "Str":
        return str(content)
    if kind in ("Code", "Math"):
        return str(content[1])
    if kind in ("Space", "SoftBreak", "LineBreak"):
        return " "
    if kind == "Quoted":
        marks = "\u201c\u201d" if content[0]["t"] == "DoubleQuote" else "\u2018\u2019"
        return marks[0] + text_of(content[1]) + marks[1]
    return text_of(content)


def plain_meta(node: Any) -> Any:
    """A metadata node as plain values; the counterpart of `meta`."""
    if node["t"] == "MetaMap":
        return {key: plain_meta(item) for key, item in node["c"].items()}
    if node["t"] == "MetaList":
        return [plain_meta(item) for item in node["c"]]
    return node["c"] if node["t"] in ("MetaBool", "MetaString") else text_of(node["c"])


def words(text: str) -> list[Node]:
    """Text as inline nodes."""
    out: list[Node] = []
    for i, part in enumerate(text.split(" ")):
        if i:
            out.append({"t": "Space"})
        if part:
            out.append({"t": "Str", "c": part})
    return out


def meta(value: Any) -> Node:
    """A plain value as a metadata node; text is taken literally."""
    if isinstance(value, dict):
        return {"t": "MetaMap", "c": {key: meta(item) for key, item in value.items()}}
    if isinstance(value, list | tuple):
        return {"t": "MetaList", "c": [meta(item) for item in value]}
    if isinstance(value, bool):
        return {"t": "MetaBool", "c": value}
    return {"t": "MetaInlines", "c": words(str(value))}


def attributes(identifier: str = "", classes: Iterable[str] = (), **pairs: str) -> list[Any]:
    """An attribute triple: identifier, classes, key-value pairs."""
    return [identifier, list(classes), [[key.replace("_", "-"), value] for key, value in pairs.items()]]


def div(content: list[Node], classes: Iterable[str] = (), **pairs: str) -> Node:
    """A block of blocks."""
    return {"t": "Div", "c": [attributes("", classes, **pairs), content]}


def raw(writer: str, text: str) -> Node:
    """Text in the language of one output format; only ever written by this library."""
    return {"t": "RawBlock", "c": [writer, text]}


class _Splice(list):
    """Nodes that take the place of one node."""


def splice(new: list[Node]) -> list[Node]:
    """Nodes to put in the place of one."""
    return _Splice(new)
