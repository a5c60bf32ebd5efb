"""The demonstration files are remade byte for byte, and the pieces of the simulator do what they say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from burnout import simulate
from burnout.simulate import interviews
from burnout.simulate.draws import Draws, answers_with_sum, spread_by_rank
from burnout.simulate.files import write_xlsx

DATA = Path(__file__).parents[2] / "data"


def contents(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("study", ["balint", "hospital-d"])
def test_the_committed_files_are_remade_byte_for_byte(study, tmp_path):
    simulate.write(study, tmp_path)
    made, committed = contents(tmp_path), contents(DATA / study)
    assert list(made) == list(committed)
    differing = [name for name in made if made[name] != committed[name]]
    assert differing == [], f"remake them: python -m burnout.simulate {study} data/{study}"


@pytest.mark.parametrize("study", interviews.STUDIES)
def test_the_committed_interviews_are_remade_byte_for_byte(study, tmp_path):
    interviews.write(study, tmp_path)
    assert contents(tmp_path) == contents(DATA / study / "interviews")


def test_the_command_writes_a_study(tmp_path):
    run = [sys.executable, "-m", "burnout.simulate", "hospital-d", str(tmp_path / "new" / "folder")]
    subprocess.run(run, check=True, timeout=60)
    assert contents(tmp_path / "new" / "folder") == contents(DATA / "hospital-d")


def test_the_command_refuses_an_unknown_study(tmp_path):
    run = [sys.executable, "-m", "burnout.simulate", "nowhere", str(tmp_path)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "hospital-d" in done.stderr


@pytest.mark.parametrize("study", ["balint", "hospital-d"])
def test_the_readme_says_synthetic_and_names_every_file_with_its_checksum(study):
    import hashlib

    text = (DATA / study / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# SYNTHETIC")
    for path in (DATA / study).iterdir():
        if path.is_file() and path.name != "README.md":
            assert f"| `{path.name}` | `{hashlib.sha256(path.read_bytes()).hexdigest()}` |" in text


def test_every_transcript_says_that_it_is_synthetic():
    for study in interviews.STUDIES:
        for path in (DATA / study / "interviews" / "transcripts").glob("*.txt"):
            assert path.read_text(encoding="utf-8").splitlines()[0].startswith(f"SYNTHETIC interview {path.stem}")


@pytest.mark.parametrize(("total", "noise"), [(0, 2.0), (54, 2.0), (27, 0.0), (13, 3.0)])
def test_answers_add_up_and_stay_in_range(total, noise):
    draws = Draws(1)
    for _ in range(50):
        answers = answers_with_sum(draws, total, [0.3, -0.3, 0, 0.1, 0, 0, 1, -1, 0], 0, 6, noise)
        assert sum(answers) == total
        assert all(0 <= a <= 6 for a in answers)


def test_a_sum_that_cannot_be_reached_is_refused():
    with pytest.raises(ValueError, match="cannot add up"):
        answers_with_sum(Draws(1), 55, [0.0] * 9, 0, 6, 1.0)


def test_scores_spread_by_rank_keep_the_order_and_the_mean():
    scores = spread_by_rank([3.0, -1.0, 0.5, 9.0, 2.0], 50, 10, 0, 100)
    assert scores.index(max(scores)) == 3
    assert scores.index(min(scores)) == 1
    assert sum(scores) / 5 == pytest.approx(50, abs=0.5)


def test_draws_repeat_for_a_seed_and_look_as_they_should():
    first, second = Draws(7), Draws(7)
    values = [first.normal(10, 2) for _ in range(4000)]
    assert values == [second.normal(10, 2) for _ in range(4000)]
    assert sum(values) / 4000 == pytest.approx(10, abs=0.15)
    assert {first.integer(1, 3) for _ in range(200)} == {1, 2, 3}
    assert sorted(first.order("abc")) == ["a", "b", "c"]
    assert {first.choice("ab", (1, 0)) for _ in range(50)} == {"a"}


def test_a_workbook_can_be_read_and_has_no_date_of_its_own(tmp_path):
    rows = [['x <&> "y"', 1, None, 2.5], [None, None, "女", 3]]
    path = write_xlsx(tmp_path / "a.xlsx", "Sheet & 1", ["A", "B", "C", "D"], rows)
    sheet = openpyxl.load_workbook(path)["Sheet & 1"]
    assert [list(r) for r in sheet.iter_rows(values_only=True)] == [["A", "B", "C", "D"], *rows]
    again = shutil.copy(path, tmp_path / "b.xlsx")
    write_xlsx(path, "Sheet & 1", ["A", "B", "C", "D"], rows)
    assert path.read_bytes() == Path(again).read_bytes()
