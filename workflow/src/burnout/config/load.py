"""Reading configuration files: safe YAML, closed models, one clear message per fault."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from burnout.config.checklist import Checklist
from burnout.config.instrument import Instrument
from burnout.config.journal import Journal, journal_path
from burnout.config.reporting import Guideline
from burnout.config.sites import spread
from burnout.config.study import Study, check_references
from burnout.config.translation import Translation, translation_path
from burnout.errors import ConfigError, Problem

M = TypeVar("M", bound=BaseModel)


_Safe: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Safe):
    """Safe YAML that refuses a key standing twice and keeps yes/no/on/off as text."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                mark = key_node.start_mark
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", mark)
            seen.add(key)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in resolvers if tag != "tag:yaml.org,2002:bool"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF"))


class _TextLoader(_Loader):
    """The same, with every value as the text that stands in the file: 54.10 stays 54.10."""


_TextLoader.yaml_implicit_resolvers = {}


def read_yaml(path: Path, shown: str | None = None, *, as_text: bool = False) -> dict[str, Any]:
    """One YAML file as a mapping.

    Parameters
    ----------
    path : Path
        The file.
    shown : str, optional
        How messages name it.
    as_text : bool
        Take numbers as text, digit for digit.

    Raises
    ------
    ConfigError
        The file is missing, is not UTF-8 YAML, is empty, or is not a mapping.
    """
    shown = shown or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        siblings = sorted(p.stem for p in path.parent.glob("*.yaml")) if path.parent.is_dir() else []
        near = difflib.get_close_matches(path.stem, siblings, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else "Check the name, or write the file."
        raise ConfigError(Problem(shown, "", "no such file", ", ".join(siblings), remedy)) from None
    except UnicodeDecodeError:
        raise ConfigError(Problem(shown, "", "text that is not UTF-8", "UTF-8", "Save it as UTF-8.")) from None
    return parse_yaml(text, shown, as_text=as_text)


def parse_yaml(text: str, shown: str, *, as_text: bool = False) -> dict[str, Any]:
    """The text of a YAML file as a mapping.

    Parameters
    ----------
    text : str
        The text.
    shown : str
        How messages name the file.
    as_text : bool
        Take numbers as text, digit for digit.

    Raises
    ------
    ConfigError
        The text is no YAML, is empty, or is not a mapping.
    """
    loader = _TextLoader if as_text else _Loader
    try:
        content = yaml.load(text, Loader=loader)  # noqa: S506 (a SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        what = getattr(error, "problem", None) or "something that is not YAML"
        remedy = "Look at the indentation, colons and quotes there."
        raise ConfigError(Problem(shown, place, str(what), "valid YAML", remedy)) from None
    if not isinstance(content, dict):
        found = "an empty file" if content is None else f"a {type(content).__name__}"
        raise ConfigError(Problem(shown, "", found, "keys with values", "Start from a file that works."))
    return content


def parse(model: type[M], content: dict[str, Any], shown: str) -> M:
    """A configuration model from a mapping, or one error that names every fault."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise ConfigError([_problem(e, model, shown) for e in error.errors()]) from None


def _problem(error: Any, model: type[BaseModel], shown: str) -> Problem:
    place = ".".join(str(part) for part in error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        known = _keys_at(model, error["loc"][:-1])
        unknown = str(error["loc"][-1])
        near = difflib.get_close_matches(unknown, known, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else "Remove it, or use one of the allowed keys."
        return Problem(shown, place, f"the unknown key {unknown!r}", ", ".join(known), remedy)
    if kind == "missing":
        return Problem(shown, place, "nothing", "a value: this key must be given", "Add the key.")
    allowed = error["msg"].removeprefix("Value error, ")
    return Problem(shown, place, repr(error["input"])[:120], allowed, "Correct the value.")


def _keys_at(model: type[BaseModel], place: tuple[Any, ...]) -> list[str]:
    """Keys allowed at a place inside a model, found by walking its generated schema."""
    schema = model.model_json_schema()
    node: Any = schema
    for part in place:
        node = _step(schema, node, part)
        if node is None:
            return []
    return [key for option in _options(schema, node) for key in option.get("properties", {})]


def _options(schema: Any, node: Any) -> list[Any]:
    if "$ref" in node:
        return _options(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[1]])
    if "anyOf" in node:
        return [o for option in node["anyOf"] for o in _options(schema, option)]
    return [node]


def _step(schema: Any, node: Any, part: Any) -> Any:
    for option in _options(schema, node):
        if isinstance(part, int) and "items" in option:
            return option["items"]
        if part in option.get("properties", {}):
            return option["properties"][part]
        if isinstance(option.get("additionalProperties"), dict):
            return option["additionalProperties"]
        for pattern_schema in option.get("patternProperties", {}).values():
            return pattern_schema
    return None


def load_instruments(folder: Path) -> dict[str, Instrument]:
    """All instrument files of a folder, by name.

    Raises
    ------
    ConfigError
        A file is not as the model says, or is named otherwise than the instrument in it.
    """
    instruments: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.yaml")):
        shown = f"{folder.parent.name}/{folder.name}/{path.name}"
        instrument = parse(Instrument, read_yaml(path, shown), shown)
        _same_name(shown, "instrument", instrument.instrument, path.stem)
        instruments[path.stem] = instrument
    return instruments


def load_checklists(folder: Path) -> dict[str, Checklist]:
    """All reporting checklists of a folder, by name; none when there is no such folder.

    Raises
    ------
    ConfigError
        A file is not as the model says, or is named otherwise than the checklist in it.
    """
    checklists: dict[str, Checklist] = {}
    order = [name for name in get_args(Guideline) if (folder / f"{name}.yaml").is_file()]
    others = sorted({path.stem for path in folder.glob("*.yaml")} - set(order))
    for name in [*order, *others]:
        shown = f"{folder.parent.name}/{folder.name}/{name}.yaml"
        checklist = parse(Checklist, read_yaml(folder / f"{name}.yaml", shown), shown)
        _same_name(shown, "checklist", checklist.checklist, name)
        checklists[name] = checklist
    return checklists


def load_study(
    name: str, config: Path, instruments: dict[str, Instrument] | None = None
) -> tuple[Study, dict[str, Instrument]]:
    """One study and all instruments, with every cross-reference checked.

    Parameters
    ----------
    name : str
        Name of the study.
    config : Path
        The configuration folder (with `studies` and `instruments`).
    instruments : dict of str to Instrument, optional
        Instruments read already; else they are read from the folder.

    Raises
    ------
    ConfigError
        One error with all faults found.
    """
    if instruments is None:
        instruments = load_instruments(config / "instruments")
    shown = f"{config.name}/studies/{name}.yaml"
    study = parse(Study, read_yaml(config / "studies" / f"{name}.yaml", shown), shown)
    _same_name(shown, "study", study.study, name)
    problems = check_references(study, instruments, shown)
    if problems:
        raise ConfigError(problems)
    load_journal(study.manuscript.journal, config)
    return spread(study), instruments


def load_journal(name: str, config: Path) -> Journal:
    """The preset of a journal.

    Parameters
    ----------
    name : str
        Name of the preset.
    config : Path
        The configuration folder (with `journals`). A folder without any has the preset `default`, the house style.

    Raises
    ------
    ConfigError
        There is no such preset, or it is not as the model says.
    """
    path = journal_path(name, config)
    if name == "default" and not path.is_file():
        return Journal()
    shown = f"{config.name}/journals/{path.name}"
    journal = parse(Journal, read_yaml(path, shown), shown)
    _same_name(shown, "journal", journal.journal, name)
    return journal


def load_translations(study: Study, config: Path) -> dict[str, Translation]:
    """The texts of a study in its further languages, by language.

    Parameters
    ----------
    study : Study
        The study; its section ``manuscript`` names the languages.
    config : Path
        The configuration folder.

    Raises
    ------
    ConfigError
        A file is missing, is not as the model says, or is of another study or language.
    """
    found = {}
    for code in study.manuscript.translations:
        path = translation_path(study.study, code, config)
        shown = f"{config.name}/studies/{path.name}"
        found[code] = parse(Translation, read_yaml(path, shown), shown)
        _same_name(shown, "study", found[code].study, study.study)
        _same_name(shown, "language", found[code].language, code)
        load_journal(found[code].journal, config)
    return found


def _same_name(shown: str, key: str, found: str, expected: str) -> None:
    if found != expected:
        remedy = "Give the file and the key in it the same name."
        raise ConfigError(Problem(shown, key, repr(found), repr(expected), remedy))
