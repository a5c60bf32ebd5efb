"""What runs again, and what comes out when everything does."""

from __future__ import annotations

import pytest

from helpers.chain import STUDIES, contents, copy_project, jobs, planned, snakemake

pytestmark = pytest.mark.xdist_group("full_run")
TEXT = "manuscript/texts/balint/discussion.md"


@pytest.fixture(scope="module")
def second_run(full_run, tmp_path_factory):
    """Everything once more: in another folder, with another hash seed, clock and order of jobs."""
    project = copy_project(tmp_path_factory.mktemp("second_run") / "elsewhere", origin=full_run.project)
    done = snakemake(project, "--config", "results_folder=made/again", PYTHONHASHSEED="7", TZ="Asia/Shanghai")
    assert done.returncode == 0, done.stdout
    return project / "made" / "again"


def test_a_bare_snakemake_uses_the_default_profile_and_runs_all_studies(full_run):
    assert "profiles/default" in full_run.said
    for study in STUDIES:
        assert f"{study}: render" in planned(full_run.said)


def test_the_run_says_how_far_it_is_and_ends_with_a_summary(full_run):
    assert "(100%) done" in full_run.said
    for noise in ("Select jobs", "Execute ", "Finished jobid", "Elapsed time", "Provided cores"):
        assert noise not in full_run.said
    end = full_run.said[full_run.said.index("\nManuscripts\n") :]
    for study, n in {"chenggong": "244", "balint": "18", "hospital-d": "322"}.items():
        line = next(line for line in end.splitlines() if line.startswith(f"  {study} "))
        assert f"{n} " in line
        assert f"results/{study}/manuscript/manuscript.* (web page, Word, PDF, JATS)" in line
    assert "Needs a look" in end


def test_a_second_run_has_nothing_to_do(full_run):
    done = snakemake(full_run.project)
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout
    assert jobs(done.stdout) == []


def test_a_run_of_one_study_after_all_has_nothing_to_do_either(full_run):
    done = snakemake(full_run.project, "--dry-run", "--config", "studies=balint")
    assert "Nothing to be done" in done.stdout, done.stdout


@pytest.mark.parametrize("part", ["tables", "figures", "manuscript/build", "data"])
@pytest.mark.parametrize("study", STUDIES)
def test_everything_made_again_is_the_same_byte_for_byte(study, part, full_run, second_run):
    first, second = contents(full_run.folder(study) / part), contents(second_run / study / part)
    assert first
    assert list(first) == list(second)
    differing = [name for name in first if first[name] != second[name]]
    assert not differing


@pytest.mark.parametrize("kind", ["html", "docx", "pdf", "xml"])
@pytest.mark.parametrize("study", STUDIES)
def test_the_manuscripts_made_again_are_the_same_byte_for_byte(study, kind, full_run, second_run):
    name = f"manuscript/manuscript.{kind}"
    assert (full_run.folder(study) / name).read_bytes() == (second_run / study / name).read_bytes()


def in_both_languages(jobs):
    """Jobs of a run, with the Chinese rendering wherever there is an English one."""
    return jobs | {f"{job} in zh" for job in jobs if job.endswith(": render")}


@pytest.mark.parametrize(
    ("path", "again"),
    [
        (TEXT, {"balint: manuscript", "balint: render"}),
        ("manuscript/references.bib", {f"{s}: {r}" for s in STUDIES for r in ("manuscript", "render")}),
        (
            "data/balint/interviews/transcripts/G1.txt",
            {f"balint: {r}" for r in ("themes", "clean", "score", "paired", "multiverse", "manuscript", "render")},
        ),
        ("notebooks/paired.ipynb", {f"{s}: {r}" for s in STUDIES[1:] for r in ("paired", "manuscript", "render")}),
        (
            "workflow/src/burnout/model/firth.py",
            {f"{s}: {r}" for s in ("chenggong", "hospital-d") for r in ("model", "manuscript", "render")}
            | {f"{s}: multiverse" for s in ("chenggong", "balint")}
            | {f"balint: {r}" for r in ("manuscript", "render")},
        ),
        ("workflow/src/burnout/render/tree.py", {f"{s}: render" for s in STUDIES}),
        (
            "data/balint/survey.sav",
            {f"balint: {r}" for r in ("themes", "clean", "score", "paired", "multiverse", "manuscript", "render")},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_edit_reruns_what_it_touches_and_nothing_else(path, again, full_run):
    file = full_run.project / path
    content = file.read_bytes()
    try:
        file.write_bytes(content + b"\n")
        done = snakemake(full_run.project, "--dry-run")
    finally:
        file.write_bytes(content)
    checks = {f"{study}: check of the study file and the data" for study in STUDIES}
    again = in_both_languages(again)
    assert planned(done.stdout) - checks >= again
    # The renderer's files also make the texts of the manuscript safe, so an edit there may rerun that stage too.
    more = {f"{study}: manuscript" for study in STUDIES} if "/render/" in path else set()
    assert planned(done.stdout) - checks - more <= again


def test_an_edit_of_the_study_file_reruns_what_depends_on_it(full_run):
    file = full_run.project / "config" / "studies" / "balint.yaml"
    content = file.read_text(encoding="utf-8")
    try:
        file.write_text(content.replace("short_title: Balint", "short_title: A Balint"), encoding="utf-8")
        assert file.read_text(encoding="utf-8") != content
        of_front_matter = snakemake(full_run.project, "--dry-run")
        file.write_text(content.replace("alpha: 0.05", "alpha: 0.01"), encoding="utf-8")
        of_plan = snakemake(full_run.project, "--dry-run")
    finally:
        file.write_text(content, encoding="utf-8")
    assert planned(of_front_matter.stdout) == in_both_languages({"balint: manuscript", "balint: render"})
    stages = ("score", "paired", "multiverse", "manuscript", "render")
    assert planned(of_plan.stdout) == in_both_languages({f"balint: {rule}" for rule in stages})


def test_after_the_edits_are_undone_nothing_is_to_be_done(full_run):
    assert "Nothing to be done" in snakemake(full_run.project, "--dry-run").stdout
