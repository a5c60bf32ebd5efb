"""The library and the rules know no study by name and no place on somebody's disk."""

from __future__ import annotations

import re

import pytest

from helpers.chain import ROOT, STUDIES

LIBRARY = ROOT / "workflow" / "src" / "burnout"
CODE = [
    ROOT / "Snakefile",
    *sorted((ROOT / "workflow" / "rules").glob("*.smk")),
    *sorted(LIBRARY.rglob("*.py")),
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
]
NAMED = re.compile("|".join(re.escape(study).replace(r"\-", "[-_ ]?") for study in STUDIES), re.IGNORECASE)
# Examples in help texts and messages, which name no study's content:
EXAMPLES = ('study = "balint"',)
ABSOLUTE = re.compile(r"""["'(\s=](/(?:home|Users|work|tmp|usr|opt|mnt|root|var)/|[A-Z]:\\)""")


def shown(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "path",
    [p for p in CODE if p.name != "demo_data.smk" and LIBRARY / "simulate" not in p.parents],
    ids=shown,
)
def test_no_study_is_named(path):
    text = path.read_text(encoding="utf-8")
    for example in EXAMPLES:
        text = text.replace(example, "")
    named = [line.strip() for line in text.splitlines() if NAMED.search(line)]
    assert not named, f"{shown(path)}: what is done for a study is for its file to say"


@pytest.mark.parametrize("folder", ["workflow", "config", "manuscript", "notebooks", "profiles", "tests"])
def test_no_path_begins_at_the_root_of_a_disk(folder):
    kinds = (".py", ".smk", ".yaml", ".yml", ".ipynb", ".qmd", ".lua", ".typ", ".md", ".R")
    paths = [p for p in (ROOT / folder).rglob("*") if p.suffix in kinds and p.name != "test_names.py"]
    assert paths
    found = {
        f"{shown(path)}:{number}: {line.strip()[:80]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ABSOLUTE.search(line)
    }
    assert not found
