"""The exchange package: what it lists is what it holds, and the same manuscript is the same package."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from burnout.render import render
from burnout.render.package import read_xml
from helpers.rendering import sample

XLINK = "{http://www.w3.org/1999/xlink}href"
MECA = "{https://manuscriptexchange.org/schema/manifest}"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("meca")
    build = sample(folder / "build")
    (build / "notebooks").mkdir()
    (build / "notebooks" / "score.ipynb").write_text(json.dumps({"cells": []}), encoding="utf-8")
    (build / ".hidden").write_text("left by a tool", encoding="utf-8")
    render(build, folder / "one", engine="portable")
    render(build, folder / "two", engine="portable")
    return folder


def package(folder: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO((folder / "manuscript-meca.zip").read_bytes()))


def test_the_list_names_each_part_once_and_no_other(made: Path) -> None:
    held = package(made / "one")
    items = read_xml(held.read("manifest.xml")).findall(f"{MECA}item")
    listed = [item.find(f"{MECA}instance").get(XLINK) for item in items]
    assert sorted([*listed, "manifest.xml"]) == sorted(held.namelist())
    kinds = {item.find(f"{MECA}instance").get(XLINK): item.get("item-type") for item in items}
    assert kinds["manuscript.xml"] == "article-metadata"
    assert kinds["manuscript.docx"] == kinds["manuscript.pdf"] == "manuscript"
    assert kinds["notebooks/score.ipynb"] == kinds["figures/grades.png"] == "manuscript-supporting-file"
    assert kinds["source/index.qmd"] == "article-source"
    assert not [name for name in listed if ".hidden" in name]


def test_its_article_is_the_finished_one_with_its_pictures(made: Path) -> None:
    held = package(made / "one")
    for kind in ("xml", "docx", "pdf"):
        assert held.read(f"manuscript.{kind}") == (made / "one" / f"manuscript.{kind}").read_bytes()
    linked = re.findall(r'xlink:href="(figures/[^"]+)"', held.read("manuscript.xml").decode())
    assert linked and set(linked) <= set(held.namelist())


def test_the_same_manuscript_is_the_same_package(made: Path) -> None:
    assert (made / "one" / "manuscript-meca.zip").read_bytes() == (made / "two" / "manuscript-meca.zip").read_bytes()
