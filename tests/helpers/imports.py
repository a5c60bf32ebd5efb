"""Which library files a stage uses, read from the import statements, nothing imported."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

LIBRARY = Path(__file__).parents[2] / "workflow" / "src"


def closure(modules: set[str]) -> set[Path]:
    """Files of the given ``burnout`` modules and of all that they import, at the top or inside functions.

    Of the workspace only the top counts: what a notebook uses of it is told by `used_by`.
    """
    found: set[Path] = set()
    waiting = [path for module in modules for path in files_of(module)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            body = ast.parse(path.read_text(encoding="utf-8"))
            if path.name == "workspace.py":
                body.body = [node for node in body.body if not isinstance(node, ast.ClassDef | ast.FunctionDef)]
            waiting += [file for module in imported(body) for file in files_of(module)]
    return found


def used_by(source: str) -> set[str]:
    """``burnout`` modules that a notebook's code imports, and those behind the workspace's methods it calls."""
    code = ast.parse(source)
    methods = {n.attr for n in ast.walk(code) if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "here"}
    workspace = ast.parse((LIBRARY / "burnout" / "workspace.py").read_text(encoding="utf-8"))
    modules = set(imported(code))
    for node in ast.walk(workspace):
        if isinstance(node, ast.FunctionDef) and node.name in methods:
            modules |= set(imported(node))
    return modules


def imported(tree: ast.AST) -> Iterator[str]:
    """``burnout`` modules that are imported; not those for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.split(".")[0] == "burnout")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "burnout":
            yield from (f"{node.module}.{name.name}" for name in node.names)
        else:
            yield from imported(node)


def files_of(module: str) -> list[Path]:
    """Files that an import of a module, or of a name in a module, reads: packages on the way included."""
    parts, found = module.split("."), []
    for end in range(1, len(parts) + 1):
        path = LIBRARY.joinpath(*parts[:end])
        found += [file for file in (path / "__init__.py", path.with_suffix(".py")) if file.is_file()]
    return found
