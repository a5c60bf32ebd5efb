"""What the project's own pages say is true: paths, commands, tables, examples and versions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

import burnout
from burnout.config.instrument import Instrument
from burnout.config.load import load_instruments, parse
from burnout.config.project import Project
from burnout.config.study import Study, check_references
from burnout.config.translation import Translation

ROOT = Path(__file__).parents[2]
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "config/README.md",
    "data/README.md",
    "docs/architecture.md",
    "docs/example/README.md",
    "docs/your-own-data.md",
    "results/README.md",
]
PLACES = ("config", "data", "docs", "manuscript", "notebooks", "profiles", "tests", "workflow", "results/README")
EXAMPLES = ("mysurvey", "my-scale", "<", "*", "ward/", "ward.yaml", "studies/before-after")


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def rules() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted((ROOT / "workflow/rules").glob("*.smk")))


def yaml_blocks(path: str) -> list[dict]:
    return [yaml.safe_load(block) or {} for block in re.findall(r"```yaml\n(.*?)```", read(path), re.DOTALL)]


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", read(page))
    local = [link for link in links if not link.startswith("http")]
    assert [link for link in local if not ((ROOT / page).parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_named_exist(page: str) -> None:
    words = re.findall(r"[\w<>*./-]+", " ".join([*re.findall(r"`([^`\n]+)`", read(page)), *_indented(page)]))
    paths = [w.rstrip(".") for w in words if w.startswith(PLACES) and "/" in w]
    named = [path for path in paths if not any(mark in path for mark in EXAMPLES)]
    assert [path for path in named if not (ROOT / path).exists()] == []


def _indented(page: str) -> list[str]:
    return [line.split(" # ")[0] for line in read(page).splitlines() if line.startswith("    ")]


def test_tree_of_the_readme_exists() -> None:
    tree = read("README.md").split("## Where things are")[1].split("\n\n")[1]
    named = [line.split()[0] for line in tree.splitlines()]
    assert len(named) >= 10
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    targets = set(re.findall(r"^(\w+):", read("Makefile"), re.MULTILINE))
    named = re.findall(r"(?:`|^    )make ((?:\w+=\S+ )*)(\w+)", read(page), re.MULTILINE)
    assert {target for _, target in named} <= targets


def test_readme_names_the_two_commands() -> None:
    assert {"make study", "make test"} <= set(re.findall(r"^    (make \w+)", read("README.md"), re.MULTILINE))
    assert "make test" in read(".ci/run")


def test_studies_of_the_readme_are_those_of_the_configuration() -> None:
    table = read("README.md").split("## The three studies")[1].split("## ")[0]
    named = re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)
    assert named == yaml.safe_load(read("config/config.yaml"))["studies"]


def test_results_page_describes_the_tables_that_rules_write() -> None:
    written = {name for call in re.findall(r"tables\(([^)]*)\)", rules()) for name in re.findall(r'"(\w+)"', call)}
    described = re.findall(r"^\*\*(\w+)\*\*:", read("results/README.md"), re.MULTILINE)
    assert sorted(described) == sorted(written)


def test_every_caption_of_the_report_is_there() -> None:
    named = set(re.findall(r'caption="\.\./report/([\w-]+\.rst)"', rules()))
    assert named | {"workflow.rst"} == {path.name for path in (ROOT / "workflow/report").iterdir()}
    assert 'report: "workflow/report/workflow.rst"' in read("Snakefile")


def test_examples_of_the_configuration_page_make_a_valid_study() -> None:
    instruments = load_instruments(ROOT / "config/instruments")
    study: dict = {}
    for block in yaml_blocks("config/README.md"):
        if "keys" in block:
            assert parse(Instrument, block, "example").default_key in block["keys"]
        elif "words" in block:
            assert parse(Translation, block, "example").study == study["study"]
        elif "studies" in block:
            assert parse(Project, block, "example").studies == yaml.safe_load(read("config/config.yaml"))["studies"]
        else:
            assert not set(block) & set(study)
            study |= block
    assert set(study) == set(Study.model_fields)
    assert [str(p) for p in check_references(parse(Study, study, "example"), instruments, "example")] == []


def test_one_version_everywhere() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert citation["cff-version"] == "1.2.0"
    assert citation["version"] == project["version"] == burnout.__version__
    newest = re.search(r"^## (\S+) - (\d{4}-\d{2}-\d{2})$", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest.groups() == (burnout.__version__, citation["date-released"].isoformat())


def test_licence_is_the_one_declared() -> None:
    assert read("LICENSE").startswith("MIT License")
    assert tomllib.loads(read("pyproject.toml"))["project"]["license"] == "MIT"
    assert yaml.safe_load(read("CITATION.cff"))["license"] == "MIT"


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs/img").iterdir())
    assert pictures
    assert all(picture.stat().st_size < 300_000 for picture in pictures)


def test_the_page_about_results_outlives_a_cleaning() -> None:
    assert "!results/README.md" in read(".gitignore").splitlines()
    recipe = read("Makefile").split("\nclean:\n")[1].split("\n\n")[0]
    assert "! -name README.md" in recipe
