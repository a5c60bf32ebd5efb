"""The manuscript's sources: front matter, included files and shortcodes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from burnout.errors import Problem, RenderError

MAIN = "index.qmd"
_SHORTCODE = re.compile(r"\{\{\{<(?P<literal>.*?)>\}\}\}|\{\{<\s*(?P<code>.*?)\s*>\}\}", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CODE_CELL = re.compile(r"^[ \t]*`{3,}[ \t]*\{(?:python|r|julia|ojs|bash)\b.*$", re.MULTILINE)
FRONT = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*\n", re.DOTALL | re.MULTILINE)
"""The front matter at the start of a Quarto source."""
KNOWN = ("include", "var", "meta", "pagebreak")
PAGEBREAK = "::: {.pagebreak}\n:::"


@dataclass(frozen=True)
class Source:
    """A manuscript with all shortcodes replaced.

    Parameters
    ----------
    metadata : dict
        `_quarto.yml` and the front matter together; the front matter wins.
    body : str
        The text, in Markdown.
    files : dict of str to str
        Every file that was read, for messages: name and text.
    """

    metadata: dict[str, Any]
    body: str
    files: dict[str, str]


def read(build: Path) -> Source:
    """The manuscript of a build folder.

    Parameters
    ----------
    build : Path
        Folder with `index.qmd`, `_quarto.yml`, `_variables.yml` and what they name.

    Raises
    ------
    RenderError
        A file is missing, is not YAML, or a shortcode names something that is not there.
    """
    text = _text(build, build / MAIN, MAIN, 1, MAIN)
    front = FRONT.match(text)
    if front is None:
        remedy = "Begin the file with --- , the title and authors, and --- again."
        raise RenderError(Problem(MAIN, "line 1", "no front matter", "YAML between two lines ---", remedy))
    project = _yaml(build, "_quarto.yml")
    own = _mapping(front["yaml"], MAIN)
    metadata = {
        key: value
        for key, value in project.items()
        if key not in ("project", "manuscript", "format", "filters", "execute")
    }
    metadata |= {key: value for key, value in own.items() if key != "format"}
    expander = _Expander(build, metadata, _yaml(build, "_variables.yml"))
    shift = text[: front.end()].count("\n")
    body = expander.expand(text[front.end() :], MAIN, shift, (MAIN,))
    return Source(expander.deep(metadata), body, {MAIN: text, **expander.files})


@dataclass
class _Expander:
    build: Path
    metadata: Mapping[str, Any]
    variables: Mapping[str, Any]

    def __post_init__(self) -> None:
        self.files: dict[str, str] = {}

    def expand(self, text: str, file: str, shift: int, chain: tuple[str, ...]) -> str:
        """Text of one file with comments taken out and shortcodes replaced."""
        text = _COMMENT.sub(lambda m: "\n" * m[0].count("\n"), text)
        cell = _CODE_CELL.search(text)
        if cell:
            line = shift + text[: cell.start()].count("\n") + 1
            remedy = "Compute it in a notebook of the workflow and include the result."
            raise RenderError(Problem(file, f"line {line}", "a code cell", "text, tables and figures", remedy))

        def replace(match: re.Match[str]) -> str:
            if match["literal"] is not None:
                return "{{<" + match["literal"] + ">}}"
            line = shift + text[: match.start()].count("\n") + 1
            return self._value(match["code"].split(), file, line, chain)

        return _SHORTCODE.sub(replace, text)

    def deep(self, value: Any) -> Any:
        """Metadata with shortcodes replaced in every text."""
        if isinstance(value, str):
            return self.expand(value, MAIN, 0, (MAIN,))
        if isinstance(value, Mapping):
            return {key: self.deep(item) for key, item in value.items()}
        return [self.deep(item) for item in value] if isinstance(value, list) else value

    def _value(self, words: list[str], file: str, line: int, chain: tuple[str, ...]) -> str:
        name, arguments = (words[0], [w.strip("\"'") for w in words[1:]]) if words else ("", [])
        if name == "pagebreak" and not arguments:
            return PAGEBREAK
        if name not in KNOWN or len(arguments) != 1:
            allowed = "include FILE, var NAME, meta NAME, pagebreak"
            raise _unknown(file, line, " ".join(words), "the shortcode", KNOWN, allowed, asked=name)
        if name == "include":
            return self._include(arguments[0], file, line, chain)
        known, place = (self.variables, "_variables.yml") if name == "var" else (self.metadata, "the front matter")
        return _look_up(known, arguments[0], file, line, place)

    def _include(self, name: str, file: str, line: int, chain: tuple[str, ...]) -> str:
        path = (self.build / name).resolve()
        if not path.is_relative_to(self.build.resolve()):
            remedy = "Copy the file into the build folder and name it from there."
            raise RenderError(
                Problem(file, f"line {line}", f"include of {name!r}", "files of the build folder", remedy)
            )
        if name in chain:
            remedy = "Take one of the includes out."
            raise RenderError(Problem(file, f"line {line}", f"{name!r} includes itself", "no circle", remedy))
        text = _text(self.build, path, file, line, name)
        self.files[name] = text
        return self.expand(text, name, 0, (*chain, name)).strip("\n")


def _look_up(known: Mapping[str, Any], key: str, file: str, line: int, place: str) -> str:
    value: Any = known
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
        if value is None:
            raise _unknown(file, line, key, "the name", list(_paths(known)), f"a name in {place}")
    if isinstance(value, Mapping | list):
        raise _unknown(file, line, key, "not a single value:", list(_paths(known)), f"a single value in {place}")
    return str(value).lower() if isinstance(value, bool) else str(value)


def _paths(known: Mapping[str, Any], before: str = "") -> Iterable[str]:
    for key, value in known.items():
        if isinstance(value, Mapping):
            yield from _paths(value, f"{before}{key}.")
        elif not isinstance(value, list):
            yield f"{before}{key}"


def _unknown(
    file: str, line: int, key: str, what: str, known: Iterable[str], allowed: str, asked: str | None = None
) -> RenderError:
    near = nearest(asked if asked is not None else key, known)
    remedy = f"Did you mean {near!r}?" if near else "Correct it, or add what it names."
    return RenderError(Problem(file, f"line {line}", f"{what} {key!r}, which is not known", allowed, remedy))


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like a given one, when one is like it."""
    found = difflib.get_close_matches(name, list(known), n=1)
    return found[0] if found else None


def _text(build: Path, path: Path, file: str, line: int, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    except (FileNotFoundError, IsADirectoryError):
        here = sorted(p.relative_to(build).as_posix() for p in build.rglob("*.md")) if build.is_dir() else []
        near = nearest(name, here)
        remedy = f"Did you mean {near!r}?" if near else "Check the name, or write the file."
        raise RenderError(Problem(file, f"line {line}", f"no file {name!r}", ", ".join(here), remedy)) from None
    except UnicodeDecodeError:
        raise RenderError(Problem(name, "", "text that is not UTF-8", "UTF-8", "Save it as UTF-8.")) from None


def _yaml(build: Path, name: str) -> dict[str, Any]:
    path = build / name
    return _mapping(path.read_text(encoding="utf-8-sig"), name) if path.is_file() else {}


def _mapping(text: str, file: str) -> dict[str, Any]:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + (2 if file == MAIN else 1)}" if mark else ""
        what = str(getattr(error, "problem", None) or "not YAML")
        raise RenderError(Problem(file, place, what, "valid YAML", "Look at the indentation and quotes.")) from None
    if content is not None and not isinstance(content, dict):
        raise RenderError(Problem(file, "", "not a mapping", "keys with values", "Write key: value lines."))
    return content or {}
