"""JSON Schema of the configuration files, generated from the models.

``python -m burnout.config.schema FOLDER`` writes them; a test fails when they drift.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pydantic import BaseModel

from burnout.config.checklist import Checklist
from burnout.config.instrument import Instrument
from burnout.config.journal import Journal
from burnout.config.project import Project
from burnout.config.study import Study
from burnout.config.translation import Translation
from burnout.consistency.model import Published

MODELS: dict[str, type[BaseModel]] = {
    "study": Study,
    "translation": Translation,
    "instrument": Instrument,
    "journal": Journal,
    "config": Project,
    "published": Published,
    "checklist": Checklist,
}


def schemas() -> dict[str, str]:
    """File name to schema text."""
    return {f"{name}.schema.json": _text(model) for name, model in MODELS.items()}


def _text(model: type[BaseModel]) -> str:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **model.model_json_schema()}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def write(folder: Path) -> None:
    """Write all schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
