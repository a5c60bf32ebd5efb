"""``burnout new-study``: what it writes runs through the check at once, whatever stands in the file."""

from __future__ import annotations

import csv
import hashlib
import itertools
from pathlib import Path

import pytest

from burnout.config import load_study
from helpers.chain import ROOT, contents
from helpers.draft_project import burnout, project_in

HOSTILE = [
    "id", "a: b", "- x", "[bold]red[/bold]", "{n}", "{occasion}", "x" * 500, "Sex", "sex ", "SEX#", "😀 mood", "=1+2",
    "@cmd", "'quote'", '"dq"', "a\\b", "%tag", "!tag", "&anchor", "*alias", "yes", "null", "~", "1", "Ünïcödé",
    "new\nline", "tab\tx", "{{jinja}}", "<b>h</b>", "participant", "occasion", "site", "# remark", "? key", "| pipe",
    "> fold", "\u200bzw", "a" * 130, "\x07bell", "mbi_1",
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    return project_in(tmp_path / "project")


@pytest.mark.parametrize(
    ("file", "instruments", "design"),
    [
        ("chenggong/survey.rec", ["mbi-gs-15"], "cross-sectional"),
        ("balint/survey.sav", ["proqol-5", "jse-hp", "ghq-12"], "pre-post"),
        ("hospital-d/survey.xlsx", ["mbi-hss"], "cross-sectional"),
        ("hospital-d/group.xlsx", ["mbi-hss"], "pre-post"),
    ],
)
def test_the_draft_of_a_demonstration_file_passes_the_check(project, file, instruments, design) -> None:
    original = (ROOT / "data" / file).read_bytes()
    done = burnout(project, "new-study", ROOT / "data" / file, "--name", "drafted")
    assert done.returncode == 0, done.stderr
    study, _ = load_study("drafted", project / "config")
    assert [use.instrument for use in study.instruments.values()] == instruments
    assert study.design == design
    assert not study.synthetic
    assert (study.paired is not None) == (design == "pre-post")
    assert (project / "data" / "drafted" / Path(file).name).read_bytes() == original
    assert (ROOT / "data" / file).read_bytes() == original
    readme = (project / "data" / "drafted" / "README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(original).hexdigest() in readme
    checked = burnout(project, "check", "drafted")
    assert checked.returncode == 0, checked.stderr


def test_codes_that_count_from_one_are_asked_about(project) -> None:
    burnout(project, "new-study", ROOT / "data/hospital-d/survey.xlsx", "--name", "drafted")
    lines = (project / "config/studies/drafted.yaml").read_text(encoding="utf-8").splitlines()
    at = lines.index("    first_code: 1")
    assert any("# please decide: the file counts from 1" in line for line in lines[at - 5 : at])


def test_front_matter_says_that_it_is_missing(project) -> None:
    burnout(project, "new-study", ROOT / "data/balint/survey.sav", "--name", "drafted")
    study, _ = load_study("drafted", project / "config")
    told = study.manuscript.model_dump()
    for key in ("background", "objective", "conclusion", "setting", "period", "participants", "procedure"):
        assert told[key].startswith("To be written by the authors")
    assert all(text.startswith("To be written by the authors") for text in told["declarations"].values() if text)
    for key in ("introduction", "discussion"):
        text = (project / told[key]).read_text(encoding="utf-8")
        assert text.startswith("To be written by the authors")


def test_people_who_did_not_consent_are_left_out(project) -> None:
    burnout(project, "new-study", ROOT / "data/chenggong/survey.rec", "--name", "drafted")
    study, _ = load_study("drafted", project / "config")
    assert [(rule.variable, rule.levels) for rule in study.cleaning.exclude] == [("consent", ["已撤回"])]


def test_nothing_is_overwritten_without_being_told(project) -> None:
    command = ["new-study", ROOT / "data/balint/survey.sav", "--name", "drafted"]
    assert burnout(project, *command).returncode == 0
    (project / "manuscript/texts/drafted/discussion.md").write_text("Ours.", encoding="utf-8")
    before = contents(project)
    done = burnout(project, *command)
    assert done.returncode == 1
    assert "there already" in done.stderr
    assert contents(project) == before
    assert burnout(project, *command, "--force").returncode == 0


def test_another_data_file_of_the_same_name_is_not_replaced(project, tmp_path) -> None:
    (project / "data/drafted").mkdir(parents=True)
    (project / "data/drafted/survey.sav").write_bytes(b"something else")
    done = burnout(project, "new-study", ROOT / "data/balint/survey.sav", "--name", "drafted")
    assert done.returncode == 1
    assert (project / "data/drafted/survey.sav").read_bytes() == b"something else"
    assert not (project / "config/studies/drafted.yaml").exists()


def test_a_file_that_lies_in_its_folder_is_used_where_it_lies(project) -> None:
    (project / "data/mine").mkdir(parents=True)
    (project / "data/mine/answers.sav").write_bytes((ROOT / "data/balint/survey.sav").read_bytes())
    done = burnout(project, "new-study", "data/mine/answers.sav")
    assert done.returncode == 0, done.stderr
    study, _ = load_study("mine", project / "config")
    assert study.files["survey"].path == "data/mine/answers.sav"
    assert sorted(p.name for p in (project / "data/mine").iterdir()) == ["README.md", "answers.sav"]


def test_hostile_column_names_and_cells_make_a_valid_file(project, tmp_path) -> None:
    cells = itertools.cycle(
        ["a: 1", "b #2", "no", "yes", "=1+1", "😀", "null", "[red]x[/red]", "~", "- y", "{occasion}"]
    )
    rows = [
        [f"P{i:03d}", *(next(cells) if j % 3 else str((i + j) % 5) for j in range(len(HOSTILE) - 1))] for i in range(60)
    ]
    path = tmp_path / "hostile.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([HOSTILE, *rows])
    done = burnout(project, "new-study", path)
    assert done.returncode == 0, done.stderr
    assert "[bold]red[/bold]" in done.stdout
    assert "Traceback" not in done.stderr
    study, _ = load_study("hostile", project / "config")
    columns = [variable.column or name for name, variable in study.variables.items()]
    assert len(set(columns)) == len(columns) >= 30
    assert burnout(project, "check", "hostile").returncode == 0


def test_two_files_of_the_same_people_are_before_and_after(project, tmp_path) -> None:
    for name, shift in (("ward_pre.csv", 0), ("ward_post.csv", 1)):
        lines = ["id,sex," + ",".join(f"phq{n}" for n in range(1, 10))]
        lines += [f"N{i},{1 + i % 2}," + ",".join(str((i + n + shift) % 4) for n in range(9)) for i in range(30)]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    done = burnout(project, "new-study", tmp_path / "ward_post.csv", tmp_path / "ward_pre.csv", "--name", "ward")
    assert done.returncode == 0, done.stderr
    study, _ = load_study("ward", project / "config")
    assert {spec.path: spec.occasion for spec in study.files.values()} == {
        "data/ward/ward_post.csv": "after",
        "data/ward/ward_pre.csv": "before",
    }
    assert study.paired is not None
    assert burnout(project, "check", "ward").returncode == 0


def test_questions_are_asked_only_where_something_is_uncertain(project) -> None:
    given = "\n".join(["mbi-hss", "1", "number", ""])
    file = ROOT / "data/hospital-d/survey.xlsx"
    done = burnout(project, "new-study", file, "--name", "drafted", "--interactive", given=given)
    assert done.returncode == 0, done.stderr
    text = (project / "config/studies/drafted.yaml").read_text(encoding="utf-8")
    assert "counts from 1" not in text
    assert "first_code: 1" in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], 0), ([], 2), (["nowhere.csv"], 1), (["nowhere.csv", "--name", "Not Good"], 1), (["--nonsense"], 2)],
)
def test_exit_codes(project, arguments, code) -> None:
    done = burnout(project, "new-study", *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert contents(project / "config/studies") == {}
