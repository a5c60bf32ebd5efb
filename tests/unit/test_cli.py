"""The command `burnout`: what it prints, how it ends, and that a user's text is never taken as markup."""

from __future__ import annotations

import subprocess
import sys

import pytest
import yaml

from burnout.config import load_instruments
from helpers.chain import ROOT
from helpers.small_project import small_project


def burnout(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "burnout.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)


def test_help_names_every_subcommand_and_ends_well() -> None:
    done = burnout("--help")
    assert done.returncode == 0
    for name in ("check", "accept", "codebook", "entries", "new-study", "add-site", "instruments"):
        assert f"\n  {name} " in done.stdout
        assert burnout(name, "--help").returncode == 0


def test_without_anything_the_help_is_shown() -> None:
    assert "Usage: burnout" in burnout().stdout + burnout().stderr


def test_a_wrong_subcommand_is_wrong_usage() -> None:
    done = burnout("chekc")
    assert done.returncode == 2
    assert "chekc" in done.stderr


def test_every_instrument_is_listed() -> None:
    done = burnout("instruments")
    assert done.returncode == 0
    for name in load_instruments(ROOT / "config" / "instruments"):
        assert f" {name} " in done.stdout


@pytest.mark.parametrize("name", ["mbi-gs-15", "proqol-5", "ssrs"])
def test_one_instrument_in_full(name: str) -> None:
    one = load_instruments(ROOT / "config" / "instruments")[name]
    said = " ".join(burnout("instruments", name).stdout.split())
    assert one.licence.split(".")[0] in said
    for kind, entries in (("key", one.keys), ("cutoffs", one.cutoffs), ("missing_rule", one.missing_rules)):
        for entry, content in entries.items():
            assert f"{kind}: {entry}" in said
            assert f"Source ({content.certainty})" in said
    assert "1-5" in said or name != "mbi-gs-15"


def test_an_unknown_instrument_is_answered_with_near_ones() -> None:
    done = burnout("instruments", "proqol")
    assert done.returncode == 1
    assert "Did you mean proqol-5?" in done.stderr
    assert done.stdout == ""


def test_a_good_study_is_told_how_to_go_on() -> None:
    done = burnout("check", "balint")
    assert done.returncode == 0
    assert "no problems" in done.stdout
    assert "snakemake --config studies=balint" in done.stdout


def test_what_cleaning_will_do_is_told_before_a_run_without_any_answer(tmp_path) -> None:
    folder = small_project(tmp_path)
    (folder / "rows.csv").write_text("id,age\n1,３０\n2,4711\n2,41\n3,42\n", encoding="utf-8")
    path = folder / "config/studies/small.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["cleaning"] = {"duplicates": "quarantine", "out_of_range": "blank"}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    command = [sys.executable, "-m", "burnout.cli", "check", "small", "--html", "page.html"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    told = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "set the row aside duplicate record 1" in told
    assert "blank the value age allowed: a number from 18 to 65 1" in told
    assert "read as ordinary digits age full-width digits 1" in told
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "What cleaning will do" in page
    assert "4711" not in page + done.stdout


def test_every_problem_of_a_study_is_told(tmp_path) -> None:
    config = tmp_path / "config"
    (config / "studies").mkdir(parents=True)
    (config / "instruments").mkdir()
    text = (ROOT / "config" / "studies" / "balint.yaml").read_text(encoding="utf-8")
    text = text.replace("title:", "titel:", 1).replace("design: pre-post", "design: '[bold]pre-post[/bold]'")
    (config / "studies" / "balint.yaml").write_text(text, encoding="utf-8")
    done = burnout("check", "balint", "--config", str(config))
    assert done.returncode == 1
    assert "problems were found" in done.stderr
    assert "titel" in done.stderr
    assert "[bold]pre-post[/bold]" in done.stderr
    assert "Traceback" not in done.stderr


def test_entries_of_a_study_entered_once_say_what_to_add() -> None:
    done = burnout("entries", "balint")
    assert done.returncode == 1
    assert "no second entry" in done.stderr
    assert "second: {path: ...}" in done.stderr


@pytest.mark.parametrize("name", ["check", "accept", "codebook", "entries"])
def test_without_a_study_it_is_wrong_usage(name: str) -> None:
    assert burnout(name).returncode == 2
    unknown = burnout(name, "chengdong")
    assert unknown.returncode == 1
    assert "chenggong" in unknown.stderr


def test_two_entries_are_compared_and_the_sheet_is_never_written_over(tmp_path) -> None:
    folder = small_project(tmp_path)
    (folder / "second.csv").write_text("id,age\n1,30\n2,44\n", encoding="utf-8")
    path = folder / "config/studies/small.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["files"]["survey"]["second"] = {"path": "second.csv"}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    command = [sys.executable, "-m", "burnout.cli", "entries", "small", "--output", "sheet.csv"]
    done = [subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8") for _ in range(2)]
    assert [one.returncode for one in done] == [0, 1]
    assert "50.00%" in done[0].stdout
    seen = subprocess.run(command[:-2], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True).stdout
    assert "2 age 40 44" in " ".join(seen.split())
    assert "burnout entries small --output" in seen
    assert "rows.csv,2,age,40,44,,,,open" in (folder / "sheet.csv").read_text(encoding="utf-8-sig")
    assert "never written over" in " ".join(done[1].stderr.split())
