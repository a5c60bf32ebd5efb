"""Bad input stops a run before any notebook, with one message, and nothing of an earlier good result is lost.

A small study is run once, well. Each test then spoils one thing, runs Snakemake as a user does, and mends it again.
"""

from __future__ import annotations

import random

import pytest
import yaml

from helpers.chain import contents, copy_project, jobs, planned, snakemake

pytestmark = pytest.mark.xdist_group("bad_input")
SURVEY, STUDY = "data/ward/survey.csv", "config/studies/ward.yaml"
HEADER = ["id", "ward", "age", "night", *(f"g{n}" for n in range(1, 13))]
TEXTS = ("background", "objective", "conclusion", "setting", "period", "participants", "procedure")
FILE = {
    "study": "ward",
    "title": "Distress on two wards",
    "design": "cross-sectional",
    "synthetic": True,
    "files": {"survey": {"path": SURVEY, "format": "csv", "id": "id"}},
    "variables": {
        "ward": {"label": "Ward", "type": "nominal", "levels": ["North", "South"]},
        "age": {"label": "Age", "type": "number", "unit": "years", "range": [18, 65]},
        "night": {"label": "Night shifts", "type": "nominal", "levels": {0: "No", 1: "Yes"}},
    },
    "instruments": {"ghq": {"instrument": "ghq-12", "columns": "g{n}"}},
    "factors": ["ward", "age", "night"],
    "outcomes": {"distress": {"label": "Distress", "source": "ghq_total"}},
    "screening": {},
    "manuscript": {
        "short_title": "Distress",
        "authors": [{"given": "Ann", "family": "Example", "affiliations": ["A hospital"]}],
        "keywords": ["distress"],
        "introduction": "manuscript/texts/ward.md",
        "discussion": "manuscript/texts/ward.md",
        "declarations": {"ethics": "None.", "funding": "None.", "conflicts": "None.", "data": "On request."},
    }
    | {name: "A sentence." for name in TEXTS},
}


def survey(rows=60):
    """Rows of a small survey, always the same."""
    chance = random.Random(4)  # noqa: S311 (not for secrets)
    lines = [HEADER]
    for person in range(1, rows + 1):
        mood = chance.random()
        answers = [min(3, max(0, round(3 * mood + chance.gauss(0, 0.6)))) for _ in range(12)]
        ward = "North" if chance.random() < 0.5 + 0.2 * mood else "South"
        lines.append([f"N{person:02}", ward, chance.randint(20, 60), chance.randint(0, 1), *answers])
    return [[str(cell) for cell in line] for line in lines]


def as_csv(lines):
    return "".join(",".join(line) + "\n" for line in lines)


def with_cell(row, column, value):
    """The survey with one cell changed; rows are counted as in a spreadsheet, the header being row 1."""
    lines = survey()
    lines[row - 1][HEADER.index(column)] = value
    return as_csv(lines)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with the small study, run once."""
    folder = copy_project(tmp_path_factory.mktemp("bad_input") / "project")
    (folder / SURVEY).parent.mkdir()
    (folder / SURVEY).write_text(as_csv(survey()), encoding="utf-8")
    (folder / STUDY).write_text(yaml.safe_dump(FILE, sort_keys=False), encoding="utf-8")
    (folder / "manuscript/texts/ward.md").write_text("A sentence.\n", encoding="utf-8")
    done = snakemake(folder, "--config", "studies=ward")
    assert done.returncode == 0, done.stdout
    return folder


def lasting(folder):
    """Results a user keeps: not the run's own logs and notes."""
    results = contents(folder / "results" / "ward")
    return {name: content for name, content in results.items() if name.split("/")[0] not in ("logs", "settings")}


def spoilt(folder, files, studies="ward"):
    """Run with some files changed (None: taken away), mend them, and give what the run said.

    Asserts what holds for all bad input: the run stops, no notebook runs, and earlier results stay as they were.
    """
    kept = {path: (folder / path).read_bytes() for path in files if (folder / path).is_file()}
    before = lasting(folder)
    try:
        for path, content in files.items():
            if content is None:
                (folder / path).unlink()
            elif isinstance(content, bytes):
                (folder / path).write_bytes(content)
            else:
                (folder / path).write_text(content, encoding="utf-8")
        done = snakemake(folder, "--config", f"studies={studies}")
    finally:
        for path in files:
            (folder / path).unlink(missing_ok=True)
        for path, content in kept.items():
            (folder / path).write_bytes(content)
    after = lasting(folder)
    assert done.returncode != 0
    assert {job.split(": ")[1] for job in planned(done.stdout)} <= {"check of the study file and the data"}
    lost = {name for name in before if after.get(name) != before[name]} - {"data/check.json"}
    assert not lost, "earlier results are lost"
    assert set(after) <= set(before)
    return done.stdout


def message(said):
    """The one message of a run, without what Snakemake says about its jobs."""
    if "Stopped: " in said:
        assert said.count("Stopped: ") == 1
        return said[said.index("Stopped: ") :]
    assert said.count("The configuration cannot be used.") == 1
    return said[said.index("The configuration cannot be used.") :]


def tells(text, *, where, found, allowed=None, to_do=None):
    """Whether a message has a problem with its place, what was found, what is allowed, and what to do."""
    blocks, lines = [], text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("  found:"):
            blocks.append((lines[number - 1], line, *lines[number + 1 : number + 3]))
    fitting = [b for b in blocks if where in b[0] and found in b[1]]
    assert fitting, f"no problem at {where!r} that found {found!r} in\n{text}"
    assert len(fitting) == 1, text
    _, _, third, fourth = fitting[0]
    assert third.startswith("  allowed: "), text
    assert fourth.startswith("  to do:   "), text
    assert allowed is None or allowed in third, text
    assert to_do is None or to_do in fourth, text
    return True


def study_file(**changes):
    return yaml.safe_dump(FILE | changes, sort_keys=False)


def test_a_typo_in_a_key_of_the_study_file(project):
    said = message(spoilt(project, {STUDY: study_file().replace("screening:", "screning:")}))
    unknown = "the unknown key 'screning'"
    assert tells(said, where="config/studies/ward.yaml, screning", found=unknown, to_do="Did you mean 'screening'?")


def test_a_typo_deep_in_the_study_file(project):
    said = message(spoilt(project, {STUDY: study_file().replace("unit: years", "unitt: years")}))
    assert tells(said, where="variables.age.unitt", found="'unitt'", allowed="unit", to_do="Did you mean 'unit'?")


def test_a_name_that_points_to_nothing(project):
    said = message(spoilt(project, {STUDY: study_file(factors=["ward", "agge", "night"])}))
    assert tells(said, where="ward.yaml, factors[1]", found="'agge'", allowed="age", to_do="Did you mean 'age'?")


def test_a_study_that_is_not_there(project):
    said = message(spoilt(project, {}, studies="balnit"))
    assert tells(said, where="config/studies/balnit.yaml", found="no such file", to_do="Did you mean 'balint'?")


def test_a_data_file_that_is_not_there(project):
    said = message(spoilt(project, {SURVEY: None}))
    assert tells(said, where=SURVEY, found="no such file")


def test_a_text_that_is_not_there(project):
    said = message(spoilt(project, {"manuscript/texts/ward.md": None}))
    assert "manuscript/texts/ward.md" in said
    assert "manuscript.introduction" in said
    assert "manuscript.discussion" in said


def test_a_column_that_the_data_lack(project):
    said = message(spoilt(project, {SURVEY: as_csv(survey()).replace("night", "nights", 1)}))
    assert tells(said, where=SURVEY, found="night", to_do="night")


def test_an_item_out_of_range(project):
    said = message(spoilt(project, {SURVEY: with_cell(7, "g5", "9")}))
    assert tells(said, where=f"{SURVEY}, row 7, column 'g5'", found="9", allowed="0")


def test_an_id_that_stands_twice(project):
    said = message(spoilt(project, {SURVEY: with_cell(9, "id", "N01")}))
    assert tells(said, where=SURVEY, found="N01")
    assert "2" in said
    assert "9" in said


def test_an_empty_file(project):
    said = message(spoilt(project, {SURVEY: ""}))
    assert tells(said, where=SURVEY, found="empty")


def test_a_file_of_another_format_than_declared(project):
    workbook = (project / "data/hospital-d/survey.xlsx").read_bytes()
    said = message(spoilt(project, {SURVEY: workbook}))
    assert tells(said, where=SURVEY, found="Excel")


def test_two_faults_are_both_told(project):
    lines = survey()
    lines[6][HEADER.index("g5")] = "9"
    lines[11][HEADER.index("age")] = "abc"
    said = message(spoilt(project, {SURVEY: as_csv(lines)}))
    assert "2 problems were found." in said
    assert tells(said, where="row 7, column 'g5'", found="9")
    assert tells(said, where="row 12, column 'age'", found="abc")


def test_after_mending_the_results_stand_and_a_run_goes_on(project):
    before = lasting(project)
    done = snakemake(project, "--config", "studies=ward")
    assert done.returncode == 0, done.stdout
    after = lasting(project)
    assert {name for name in before if not name.startswith("notebooks/")} <= set(after)
    assert {n for n in before if before[n] != after[n] and not n.startswith("notebooks/")} == set()


def test_a_notebook_that_fails_is_kept_and_named(project):
    notebook = project / "notebooks" / "screen.ipynb"
    content = notebook.read_text(encoding="utf-8")
    before = lasting(project)
    try:
        broken = content.replace("screened.ranking\\n", "").replace("screened.screening", "screened.no_such_table")
        assert broken != content
        notebook.write_text(broken, encoding="utf-8")
        done = snakemake(project, "--config", "studies=ward")
    finally:
        notebook.write_text(content, encoding="utf-8")
    kept = project / "results/ward/logs/screen.ipynb"
    assert done.returncode != 0
    assert "no_such_table" in kept.read_text(encoding="utf-8")
    assert "Stopped: screen; the notebook is kept at results/ward/logs/screen.ipynb" in done.stdout
    assert "AttributeError" in message(done.stdout)
    after = lasting(project)
    lost = {name for name in before if after.get(name) != before[name]}
    # Snakemake takes away what a failed job was to make, and nothing else; the message says so.
    names = ("descriptive", "screening", "ranking", "posthoc", "trend", "assumptions", "cells")
    names += ("screening_tests", "screening_effects", "screening_posthoc")
    made = {f"tables/{name}.{kind}" for name in names for kind in ("csv", "parquet")}
    assert lost <= made | {"notebooks/screen.ipynb", *(name for name in before if name.startswith("figures/screen/"))}
    assert "Earlier results are untouched, but for those of ward: screen, which are to be made again." in done.stdout
    again = snakemake(project, "--config", "studies=ward")
    assert again.returncode == 0, again.stdout
    assert not kept.exists()
    assert {job.split()[0] for job in jobs(again.stdout)} == {"screen", "manuscript", "render"}
