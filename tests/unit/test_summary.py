"""The last lines of a run: what was made, where it lies, what needs a look, and why it stopped."""

from __future__ import annotations

import time

import pytest

from burnout.errors import report
from burnout.summary import stopped, summary


@pytest.fixture
def results(tmp_path):
    for kind in ("html", "docx", "pdf"):
        path = tmp_path / "ward" / "manuscript" / f"manuscript.{kind}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    (tmp_path / "ward" / "tables").mkdir()
    (tmp_path / "ward" / "logs").mkdir()
    return tmp_path


def log(results, stage, text):
    (results / "ward" / "logs" / f"{stage}.log").write_text(text, encoding="utf-8")


def test_it_tells_what_was_made_and_how_many_were_analysed(results):
    flow = "stage,n,reason,part\nreceived,9,,\nanalysed,8,,survey\nanalysed,5,,paired\n"
    (results / "ward" / "tables" / "flow.csv").write_text(flow, encoding="utf-8")
    said = summary(results, ["ward"])
    assert f"8 + 5 analysed; {results}/ward/manuscript/manuscript.* (web page, Word, PDF)" in said
    assert "JATS" not in said
    assert "Needs a look" not in said


def test_it_tells_three_notices_and_where_the_rest_is(results):
    notices = results / "ward" / "manuscript" / "notices.md"
    notices.write_text("".join(f"- notice {n}\n" for n in range(1, 6)), encoding="utf-8")
    said = " ".join(summary(results, ["ward"]).split())
    assert "notice 3" in said
    assert "notice 4" not in said
    assert f"and 2 more, in {notices}" in said


def test_checklists_are_told_once_for_the_language_of_the_study(results):
    own = results / "ward" / "manuscript"
    (own / "zh").mkdir()
    (own / "zh" / "renderer.md").write_text("", encoding="utf-8")
    (own / "notices.md").write_text("- checklists: reported are TREND 32 of 41 items\n", encoding="utf-8")
    told = "- checklists: reported are TREND 31 of 41 items\n- a word lacks its translation\n"
    (own / "zh" / "notices.md").write_text(told, encoding="utf-8")
    said = summary(results, ["ward"])
    assert said.count("checklists: reported are") == 1
    assert "TREND 32 of 41" in said
    assert "a word lacks its translation" in said


def test_long_notices_are_wrapped_under_each_other_and_the_summary_is_set_apart(results):
    words = [f"word{n}" for n in range(40)]
    (results / "ward" / "manuscript" / "notices.md").write_text(f"- {' '.join(words)}\n", encoding="utf-8")
    lines = summary(results, ["ward"], time.time() - 75).splitlines()
    told = lines[lines.index("Needs a look") + 1 :]
    told = told[: told.index("")]
    assert told[0].startswith("  ward             word0 ")
    assert all(line.startswith(" " * 19 + "word") and len(line) <= 100 for line in told[1:])
    assert " ".join(" ".join(told).split()) == "ward " + " ".join(words)
    assert lines[1] == lines[-1] == "=" * 79
    assert lines[-2] in ("The run took 1 min 15 s.", "The run took 1 min 16 s.")


def test_a_stop_before_anything_was_computed_leaves_all_results(results):
    log(results, "check", "a warning\n" + report("ward, before anything was computed", "a.csv, row 2\n  found:   9"))
    said = stopped(results, ["ward"], time.time() - 5)
    assert "Stopped: ward, before anything was computed\na.csv, row 2\n  found:   9" in said
    assert "a warning" not in said
    assert "Earlier results are untouched.\n" in said


def test_a_stage_that_stopped_is_to_be_made_again(results):
    log(results, "screen", report("screen; the notebook is kept at x.ipynb", "No rows."))
    said = stopped(results, ["ward"], time.time() - 5)
    assert "untouched, but for those of ward: screen, which are to be made again." in said


def test_a_crash_is_told_by_its_last_line_and_the_log(results):
    log(results, "check", "Traceback (most recent call last):\n  File ...\nNameError: name 'x' is not defined\n")
    said = stopped(results, ["ward"], time.time() - 5)
    assert "NameError: name 'x' is not defined" in said
    assert "File ..." not in said
    assert f"{results}/ward/logs/check.log" in said


def test_messages_of_earlier_runs_and_of_good_jobs_are_not_told(results):
    log(results, "clean", "all went well")
    log(results, "score", report("score", "an old message"))
    said = stopped(results, ["ward"], time.time() + 5)
    assert "an old message" not in said
    assert "all went well" not in stopped(results, ["ward"], 0)
