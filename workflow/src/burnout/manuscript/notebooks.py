"""The executed notebooks of a study, as they may be handed on with its manuscript."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

Shown = Literal["none", "aggregate", "all"]
AGGREGATE = "aggregate"
"""Tag of the cells whose output holds counts and statistics only. A cell without it counts as private."""
WITHHELD = (
    "Not shown: this output may tell of single people. "
    "It stands in the executed notebook in the results folder, which is not handed on."
)


def article_notebooks(folder: Path, stages: Iterable[str], shown: Shown) -> dict[str, dict[str, Any]]:
    """The notebooks to embed in a manuscript, by stage.

    Parameters
    ----------
    folder : Path
        Folder of the executed notebooks.
    stages : iterable of str
        Stages in order; those without an executed notebook are left out.
    shown : {"none", "aggregate", "all"}
        Nothing; outputs of cells tagged `aggregate` only; every output, answers of single people included.

    Returns
    -------
    dict of str to dict
        Notebooks without their parameters (paths), running times and other traces of the machine.
    """
    if shown == "none":
        return {}
    paths = {stage: folder / f"{stage}.ipynb" for stage in stages}
    return {
        stage: _cleaned(json.loads(path.read_text(encoding="utf-8")), shown == "all")
        for stage, path in paths.items()
        if path.is_file()
    }


def title(notebook: dict[str, Any]) -> str:
    """The first heading of a notebook."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            return "".join(cell["source"]).splitlines()[0].lstrip("# ")
    return ""


def _cleaned(notebook: dict[str, Any], everything: bool) -> dict[str, Any]:
    kept = ("kernelspec", "language_info")
    return {
        "cells": [
            _cell(cell, everything)
            for cell in notebook["cells"]
            if "injected-parameters" not in cell["metadata"].get("tags", [])
        ],
        "metadata": {key: notebook["metadata"][key] for key in kept if key in notebook["metadata"]},
        "nbformat": notebook["nbformat"],
        "nbformat_minor": notebook["nbformat_minor"],
    }


def _cell(cell: dict[str, Any], everything: bool) -> dict[str, Any]:
    tags = cell["metadata"].get("tags", [])
    new = {**cell, "metadata": {"tags": tags} if tags else {}}
    if cell["cell_type"] != "code":
        return new
    outputs = cell["outputs"]
    if outputs and not everything and AGGREGATE not in tags:
        outputs = [{"output_type": "stream", "name": "stdout", "text": WITHHELD + "\n"}]
    return {**new, "execution_count": None, "outputs": [_output(output) for output in outputs]}


def _output(output: dict[str, Any]) -> dict[str, Any]:
    return {**output, "execution_count": None} if output["output_type"] == "execute_result" else output
