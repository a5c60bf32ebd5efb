"""Code, rules and notebooks keep the house's style, by the linters' own judgement."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from helpers.chain import ROOT, snakemake

RULES = sorted((ROOT / "workflow" / "rules").glob("*.smk"))


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=" ".join)
def test_ruff_finds_nothing(command):
    done = subprocess.run([sys.executable, "-m", "ruff", *command, "."], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}\nTo mend most of it: ruff check --fix . && ruff format ."


def test_snakefmt_finds_nothing():
    done = subprocess.run(
        [sys.executable, "-m", "snakefmt", "--check", "Snakefile", "workflow/rules"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{done.stderr}\nTo mend it: snakefmt Snakefile workflow/rules"


def test_the_linter_of_snakemake_finds_nothing(tmp_path):
    done = snakemake(ROOT, "--lint", "--config", f"results_folder={tmp_path}")
    assert done.returncode == 0, done.stdout
    assert "Lints for" not in done.stdout, done.stdout


def lines_of_code(path):
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and line.strip()[0] != "#"]


def test_the_snakefile_is_a_table_of_contents():
    assert len(lines_of_code(ROOT / "Snakefile")) < 40
    included = re.findall(r'include: "workflow/rules/(\w+)\.smk"', (ROOT / "Snakefile").read_text(encoding="utf-8"))
    assert sorted(included) == [path.stem for path in RULES], "every rule file is included, once"


def test_functions_for_rules_stand_in_common_only():
    assert len(lines_of_code(ROOT / "workflow" / "rules" / "common.smk")) <= 150
    for path in RULES:
        text = path.read_text(encoding="utf-8")
        assert text.startswith("# "), f"{path.name} opens by saying what goes in and what comes out"
        if path.name != "common.smk":
            assert not re.search(r"^\s*(def|run|script|notebook)\b.*:$", text, re.MULTILINE), path.name
