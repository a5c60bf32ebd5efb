"""A project folder with one small study that is as it should be."""

from __future__ import annotations

from pathlib import Path

import yaml

TEXTS = ("background", "objective", "conclusion", "setting", "period", "participants", "procedure", "short_title")


def small_project(folder: Path) -> Path:
    """Write the project; its study is called small and has one file, rows.csv."""
    (folder / "Snakefile").touch()
    for name in ("config/studies", "config/instruments"):
        (folder / name).mkdir(parents=True)
    (folder / "rows.csv").write_text("id,age\n1,30\n2,40\n", encoding="utf-8")
    (folder / "text.md").write_text("A text.\n", encoding="utf-8")
    declarations = dict.fromkeys(("ethics", "funding", "conflicts", "data"), "None.")
    content = {
        "study": "small",
        "title": "Small",
        "design": "cross-sectional",
        "files": {"survey": {"path": "rows.csv", "format": "csv", "id": "id"}},
        "variables": {"age": {"label": "Age", "type": "number", "range": [18, 65]}},
        "manuscript": dict.fromkeys(TEXTS, "A text.")
        | {
            "authors": [{"given": "Ann", "family": "Example", "affiliations": ["A hospital"]}],
            "keywords": ["one"],
            "introduction": "text.md",
            "discussion": "text.md",
            "declarations": declarations,
        },
    }
    (folder / "config/studies/small.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder
