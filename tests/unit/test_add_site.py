"""``burnout add-site``: the file of a new site mapped onto a study and written into its file, nothing else changed."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from burnout.clean import clean
from burnout.config import load_study
from burnout.intake import read_file
from helpers.chain import ROOT, contents
from helpers.draft_project import burnout, project_in

RENAMED = {"SEX": "性别", "AGE": "年龄组", "EDUC": "学历", "HOURS": "weekly hours", "HEALTH": "健康状况"}
WORDS = ("SEX", "AGE", "EDUC", "HEALTH")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the study chenggong."""
    made = project_in(tmp_path / "project")
    for place in ("data/chenggong", "manuscript/texts/chenggong"):
        (made / place).parent.mkdir(parents=True, exist_ok=True)
        (made / place).mkdir()
        for source in (ROOT / place).rglob("*"):
            target = made / place / source.relative_to(ROOT / place)
            if source.is_dir():
                target.mkdir()
            else:
                target.write_bytes(source.read_bytes())
    for source in (ROOT / "config/studies").glob("chenggong*.yaml"):
        (made / "config/studies" / source.name).write_bytes(source.read_bytes())
    return made


@pytest.fixture
def new_site(tmp_path: Path) -> Path:
    """The answers of chenggong under other names, some as words, without one question; ids are the same."""
    study, _ = load_study("chenggong", ROOT / "config")
    raw = read_file("survey", study.files["survey"], ROOT)
    path = tmp_path / "clinic_b.csv"
    columns = [c for c in raw.frame.columns if c != "HOUSING"]
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow([RENAMED.get(c, c) for c in columns])
        for row in raw.frame[columns].itertuples(index=False):
            told = [raw.codebook.value_labels.get(c, {}) if c in WORDS else {} for c in columns]
            cells = [labels.get(cell, cell) for labels, cell in zip(told, row, strict=True)]
            writer.writerow(["" if c is None else f"{c:g}" if isinstance(c, float) else c for c in cells])
    return path


def cleaned(project: Path) -> pd.DataFrame:
    study, instruments = load_study("chenggong", project / "config")
    return clean(study, instruments, {n: read_file(n, f, project) for n, f in study.files.items()}).data


def test_a_new_site_is_written_in_and_nothing_else_changes(project, new_site) -> None:
    file = project / "config/studies/chenggong.yaml"
    before = file.read_text(encoding="utf-8").splitlines()
    done = burnout(project, "add-site", "chenggong", new_site, "--site", "Clinic B", "--yes")
    assert done.returncode == 0, done.stderr
    after = file.read_text(encoding="utf-8").splitlines()
    kept = iter(after)
    assert all(line in kept for line in before), "every old line is there, in its order"
    study, _ = load_study("chenggong", project / "config")
    new = study.files["clinic_b"]
    assert new.site == "Clinic B"
    assert new.columns["sex"] == "性别"
    assert new.levels["sex"] == {"男": "Male", "女": "Female"}
    assert new.lacks == ["housing"]
    assert (project / new.path).read_bytes() == new_site.read_bytes()
    assert burnout(project, "check", "chenggong").returncode == 0


def test_answers_of_the_new_site_are_read_as_they_were_given_and_those_of_the_old_site_stay(project, new_site) -> None:
    before = cleaned(project)
    burnout(project, "add-site", "chenggong", new_site, "--yes", "--old-site", "A")
    after = cleaned(project)
    old, new = (after[after["site"] == site].reset_index(drop=True) for site in ("A", "clinic_b"))
    same = [c for c in before.columns if c not in ("participant", "site", "housing")]
    pd.testing.assert_frame_equal(old[same], before[same])
    pd.testing.assert_frame_equal(new[same], before[same])
    pd.testing.assert_series_equal(old["housing"], before["housing"])
    assert new["housing"].isna().all()
    assert old["participant"].tolist() == [f"A-{who}" for who in before["participant"]], "clashing ids stay apart"


def test_without_consent_only_a_table_to_edit_is_written_and_edits_are_taken(project, new_site) -> None:
    before = contents(project)
    done = burnout(project, "add-site", "chenggong", new_site, "--site", "B")
    assert done.returncode == 0, done.stderr
    beside = project / "data/chenggong/b-mapping.csv"
    assert contents(project) == {**before, "data/chenggong/b-mapping.csv": beside.read_bytes()}
    table = pd.read_csv(beside, keep_default_na=False, dtype=str)
    table.loc[(table["name"] == "health") & (table["level"] == ""), "in_file"] = "CARE"
    table = table[~((table["name"] == "health") & (table["level"] != ""))]
    table.loc[table["name"] == "humanistic_care", "in_file"] = ""
    table.to_csv(beside, index=False, encoding="utf-8-sig")
    done = burnout(project, "add-site", "chenggong", new_site, "--site", "B", "--mapping", beside, "--yes")
    assert done.returncode == 0, done.stderr
    study, _ = load_study("chenggong", project / "config")
    assert study.files["b"].columns["health"] == "CARE"
    assert sorted(study.files["b"].lacks) == ["housing", "humanistic_care"]


def test_a_mapping_with_an_unknown_column_is_refused_with_its_row(project, new_site, tmp_path) -> None:
    table = tmp_path / "mapping.csv"
    table.write_text("name,level,in_file\nsex,,Nowhere\nsex,Other,1\nnobody,,SEX\n", encoding="utf-8")
    before = contents(project)
    done = burnout(project, "add-site", "chenggong", new_site, "--mapping", table, "--yes")
    assert done.returncode == 1
    for told in ("row 2, in_file", "row 3, level", "row 4, name"):
        assert told in " ".join(done.stderr.split())
    assert contents(project) == before


def test_another_unit_is_pointed_out_and_not_converted(project, new_site) -> None:
    rows = list(csv.reader(new_site.open(encoding="utf-8")))
    at = rows[0].index("weekly hours")
    for row in rows[1:]:
        row[at] = f"{float(row[at]) * 60:g}" if row[at] not in ("", "99") else row[at]
    with new_site.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    done = burnout(project, "add-site", "chenggong", new_site, "--site", "B")
    assert done.returncode == 0, done.stderr
    table = pd.read_csv(project / "data/chenggong/b-mapping.csv").set_index("name").loc["weekly_hours"]
    assert table["how_sure"] == "please decide"
    assert "60 times larger" in table["reason"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--help"], 0), ([], 2), (["chenggong", "nowhere.csv"], 1), (["nowhere", "nowhere.csv"], 1)],
)
def test_exit_codes(project, arguments, code) -> None:
    done = burnout(project, "add-site", *arguments)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
