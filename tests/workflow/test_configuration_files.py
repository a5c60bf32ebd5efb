"""Schemas follow the models; every study and instrument file points to its schema and loads."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from burnout.config import load_instruments, load_study, load_translations, texts_of
from burnout.config.schema import schemas
from helpers.chain import ROOT, STUDIES

FOLDER = ROOT / "workflow" / "schemas"
SMOKEBAN = ROOT / "tests" / "end_to_end" / "smokeban" / "config"
FILES = [
    ROOT / "config" / "config.yaml",
    *sorted((ROOT / "config").glob("*/*.yaml")),
    *sorted(SMOKEBAN.glob("*/*.yaml")),
]
TRANSLATIONS = [path for path in FILES if path.parent.name == "studies" and "." in path.stem]
STUDY_FILES = [path for path in FILES if path.parent.name == "studies" and path not in TRANSLATIONS]


def test_schemas_follow_the_models():
    stored = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.json")}
    assert stored == schemas(), (
        "the models in burnout.config changed, the schemas did not: "
        "run `python -m burnout.config.schema workflow/schemas`"
    )


def objects(node, place=""):
    if isinstance(node, dict):
        if "properties" in node:
            yield place, node
        for key, value in node.items():
            yield from objects(value, f"{place}/{key}")


@pytest.mark.parametrize("name", sorted(schemas()))
def test_every_key_is_described_and_unknown_keys_are_refused(name):
    schema = json.loads(schemas()[name])
    found = list(objects(schema))
    assert found
    for place, node in found:
        assert node["additionalProperties"] is False, place
        for key, value in node["properties"].items():
            target = schema.get("$defs", {}).get(value.get("$ref", "").rsplit("/", 1)[-1], {})
            assert value.get("description") or target.get("description"), f"{place}: {key} has no description"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_configuration_file_names_its_schema_first(path):
    kind = {
        "config": "config",
        "studies": "study",
        "instruments": "instrument",
        "published": "published",
        "checklists": "checklist",
        "journals": "journal",
    }[path.parent.name]
    kind = "translation" if path in TRANSLATIONS else kind
    first = path.read_text(encoding="utf-8").splitlines()[0]
    named = re.fullmatch(r"# yaml-language-server: \$schema=(.+)", first)
    assert named, f"{path.name} begins with: # yaml-language-server: $schema=..."
    assert (path.parent / named[1]).resolve() == FOLDER / f"{kind}.schema.json"


def test_every_instrument_file_loads():
    folder = ROOT / "config" / "instruments"
    assert set(load_instruments(folder)) == {path.stem for path in folder.glob("*.yaml")}
    assert {"mbi-gs-16", "mbi-gs-15", "mbi-hss", "proqol-5", "jse-hp", "ghq-12"} <= set(load_instruments(folder))


@pytest.mark.parametrize("path", STUDY_FILES, ids=lambda p: p.stem)
def test_every_study_file_loads(path):
    assert load_study(path.stem, path.parents[1])[0].study == path.stem


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda p: p.stem)
def test_a_translation_loads_and_translates_what_is_there(path):
    name, language = path.stem.split(".")
    study, instruments = load_study(name, path.parents[1])
    found = load_translations(study, path.parents[1])[language]
    logs = [study.intervention.sessions, study.intervention.needs] if study.intervention else []
    talks = [study.interviews.statements, study.interviews.themes] if study.interviews else []
    tables = "\n".join((ROOT / p).read_text(encoding="utf-8-sig") for p in [*logs, *talks] if p)
    known = texts_of(study, instruments)
    assert [text for text in found.words if text not in known and text not in tables] == []
    assert [text for text in found.text_paths().values() if not (ROOT / text).is_file()] == []


def test_the_three_studies_are_run():
    listed = yaml.safe_load((ROOT / "config" / "config.yaml").read_text(encoding="utf-8"))
    assert listed == {"studies": list(STUDIES)}
