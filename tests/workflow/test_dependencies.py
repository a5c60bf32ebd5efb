"""environment.yml, pyproject.toml and requirements.lock tell the same story."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

from helpers.chain import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NEEDED = [Requirement(text) for text in PROJECT["dependencies"]]
FOR_TESTS = [Requirement(text) for text in PROJECT["optional-dependencies"]["dev"]]
# Packages that conda calls by another name, and what comes by conda only.
CONDA_NAMES = {"matplotlib-base": "matplotlib"}
CONDA_ONLY = {"python", "pip", "quarto", "jupyterlab"}


def locked():
    """Each package of the lock: its version and its hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = {}
    for line in text.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            name, rest = re.fullmatch(r"([\w.-]+)==(\S+.*)", line.strip()).groups()
            assert name not in entries, f"{name} stands twice"
            entries[name.lower()] = (Version(rest.split()[0]), re.findall(r"--hash=sha256:([0-9a-f]{64})", rest))
    return entries


def conda():
    """Each package of environment.yml: its version, or None where only a lower bound stands."""
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    by_pip = next(entry["pip"] for entry in listed if isinstance(entry, dict))
    entries = {}
    for text in [*(entry for entry in listed if isinstance(entry, str)), *by_pip]:
        if text != "-e .":
            name, version = re.fullmatch(r"([\w.-]+)(?: ?={1,2}([\w.]+)| ?>=[\w.]+)?", text).groups()
            entries[CONDA_NAMES.get(name, name)] = version and Version(version)
    return entries


@pytest.mark.parametrize("needed", [*NEEDED, *FOR_TESTS], ids=lambda r: r.name)
def test_a_dependency_stands_in_all_three_files(needed):
    version, _ = locked()[needed.name]
    assert needed.specifier.contains(version), "the lock satisfies pyproject.toml"
    assert conda()[needed.name] == version, "environment.yml pins what the lock pins"


def test_conda_brings_nothing_else():
    assert set(conda()) == {r.name for r in [*NEEDED, *FOR_TESTS]} | CONDA_ONLY


def test_every_package_of_the_lock_has_hashes():
    assert [name for name, (_, hashes) in locked().items() if not hashes] == []
    assert len(locked()) > 50


def test_the_lock_names_no_index_and_no_address():
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|^-i ", text, re.MULTILINE)


def test_python_is_the_same_everywhere():
    listed = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    assert PROJECT["requires-python"] == ">=3.11"
    assert "python >=3.11" in listed
