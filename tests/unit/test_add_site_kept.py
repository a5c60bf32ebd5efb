"""A new site leaves the old ones as they are: their clean rows and their own lines in tables, byte for byte."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from burnout.check import main as check
from burnout.clean import clean
from burnout.config import load_study
from burnout.draft.kept import kept
from burnout.intake import read_file
from burnout.pool import combine
from helpers.draft_project import burnout, project_in

SITES = ("north", "south", "east")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project."""
    return project_in(tmp_path / "project")


def answers(seed: int, n: int = 40) -> pd.DataFrame:
    """Answers of one site: sex, hours, nine items of the PHQ-9."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame({"code": [f"{seed}-{i:03d}" for i in range(n)], "sex": random.choice(["f", "m"], n)})
    frame["seconds"] = random.integers(100, 900, n)
    return frame.assign(**{f"phq{k}": random.integers(0, 4, n) for k in range(1, 10)})


def two_sites(project: Path, tmp_path: Path, **more: object) -> Path:
    """A study with two named sites; the file of a third lies beside it."""
    for seed, site in enumerate(SITES):
        answers(seed).to_csv(tmp_path / f"{site}.csv", index=False)
    done = burnout(project, "new-study", tmp_path / "north.csv", tmp_path / "south.csv", "--name", "wards")
    assert done.returncode == 0, done.stderr
    file = project / "config/studies/wards.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    people = {"outcome": "phq_case"}
    content["pool"] = {"analyses": {"a": {"label": "Cases", "people": people, "measure": "PR"}}}
    file.write_text(yaml.safe_dump(content | more, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert burnout(project, "check", "wards").returncode == 0
    return file


def cleaned(project: Path) -> tuple[object, pd.DataFrame]:
    study, instruments = load_study("wards", project / "config")
    raw = {name: read_file(name, spec, project) for name, spec in study.files.items()}
    return study, clean(study, instruments, raw).data


def scored(data: pd.DataFrame) -> pd.DataFrame:
    """Enough of a score for the pool of sites: a case is a sum of ten or more."""
    case = np.where(data[[f"phq_{n}" for n in range(1, 10)]].sum(axis=1) >= 10, "Yes", "No")
    return data.assign(phq_case=pd.Categorical(case, ["No", "Yes"]))


def as_bytes(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False).encode()


def test_rows_and_lines_of_the_old_sites_are_the_same_byte_for_byte(project, tmp_path) -> None:
    two_sites(project, tmp_path)
    before_study, before = cleaned(project)
    done = burnout(project, "add-site", "wards", tmp_path / "east.csv", "--site", "east", "--yes")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "The 80 rows of the sites that are there are read exactly as before (compared). The new site adds 40" in said
    assert "The next run makes again: check, clean, score" in said
    study, after = cleaned(project)
    old = after[after["site"] != "east"]
    assert len(old) == 80
    assert len(after) == 120
    assert as_bytes(old) == as_bytes(before)
    was, now = (combine(s, scored(d)).pool_sites for s, d in ((before_study, before), (study, after)))
    lines = now[now["site"] != "east"]
    assert len(was) == len(lines) == 2
    own = [c for c in was.columns if not c.startswith("weight")]  # weights are shares of all sites
    assert as_bytes(lines[own]) == as_bytes(was[own])


def test_a_quick_site_does_not_make_others_slow(project, tmp_path) -> None:
    """Half the median time is that of a file: people of the old sites are judged as before."""
    rule = {"column": "seconds", "below_median": 0.5, "action": "quarantine"}
    two_sites(project, tmp_path, cleaning={"answer_time": rule})
    _, before = cleaned(project)
    answers(7).assign(seconds=60).to_csv(tmp_path / "quick.csv", index=False)
    done = burnout(project, "add-site", "wards", tmp_path / "quick.csv", "--yes")
    assert done.returncode == 0, done.stderr
    _, after = cleaned(project)
    assert as_bytes(after[after["site"] != "quick"]) == as_bytes(before)
    assert f"The {len(before)} rows of the sites that are there are read exactly as before" in done.stdout


def test_rows_of_old_sites_that_would_be_others_are_counted(project, tmp_path) -> None:
    """Here the study itself is changed with the new file, so that the rows of men at the old sites fall away."""
    two_sites(project, tmp_path)
    before, instruments = load_study("wards", project / "config")
    answers(2).to_csv(project / "data/wards/east.csv", index=False)
    east = before.files["north"].model_copy(update={"path": "data/wards/east.csv", "site": "east"})
    told = {"exclude": [{"variable": "sex", "levels": ["m"], "reason": "men"}]}
    cleaning = type(before.cleaning).model_validate(told)
    after = before.model_copy(update={"files": {**before.files, "east": east}, "cleaning": cleaning})
    raw = {name: read_file(name, spec, project) for name, spec in after.files.items()}
    found = kept(before, after, instruments, raw, "east")
    men = [int((answers(seed)["sex"] == "m").sum()) for seed in range(3)]
    assert (found.rows, found.changed, found.new) == (80, men[0] + men[1], 40 - men[2])


def test_levels_without_a_code_stand_in_the_table_to_be_filled_in(project, tmp_path) -> None:
    two_sites(project, tmp_path)
    answers(5).assign(sex=np.where(answers(5)["sex"] == "f", "one", "two")).to_csv(tmp_path / "west.csv", index=False)
    burnout(project, "add-site", "wards", tmp_path / "west.csv")
    beside = project / "data/wards/west-mapping.csv"
    table = pd.read_csv(beside, keep_default_na=False, dtype=str)
    empty = table[(table["name"] == "sex") & (table["level"] != "")]
    assert sorted(empty["level"]) == ["f", "m"]
    assert set(empty["in_file"]) == {""}
    assert "one" in " ".join(table[table["name"] == "sex"]["reason"])
    table.loc[empty.index, "in_file"] = empty["level"].map({"f": "one", "m": "two"})
    table.to_csv(beside, index=False, encoding="utf-8-sig")
    done = burnout(project, "add-site", "wards", tmp_path / "west.csv", "--mapping", beside, "--yes")
    assert done.returncode == 0, done.stderr
    assert burnout(project, "check", "wards").returncode == 0
    _, after = cleaned(project)
    assert after[after["site"] == "west"]["sex"].tolist() == answers(5)["sex"].tolist()


def long(seed: int, codes: tuple[str, str], column: str = "time") -> pd.DataFrame:
    """The same people before and after, a row for each time."""
    parts = [answers(seed).drop(columns="seconds").assign(**{column: code}) for code in codes]
    return pd.concat([parts[0], parts[1].assign(phq1=(parts[1]["phq1"] + 1) % 4)], ignore_index=True)


def wide(seed: int, codes: tuple[str, str]) -> pd.DataFrame:
    """The same people before and after, a column for each time."""
    items = {code: answers(seed + i).filter(like="phq").add_prefix(f"{code}_") for i, code in enumerate(codes)}
    return pd.concat([answers(seed)[["code", "sex"]], *items.values()], axis=1)


@pytest.mark.parametrize(("make", "file_has"), [(long, "occasion_column"), (wide, None)])
def test_other_codes_of_the_occasions_are_mapped(project, tmp_path, make, file_has) -> None:
    """T0 and T1 at the new site, where the study says pre and post."""
    make(1, ("pre", "post")).to_csv(tmp_path / "one.csv", index=False)
    make(2, ("T0", "T1")).to_csv(tmp_path / "two.csv", index=False)
    assert burnout(project, "new-study", tmp_path / "one.csv", "--name", "wards").returncode == 0
    done = burnout(project, "add-site", "wards", tmp_path / "two.csv", "--site", "B")
    table = pd.read_csv(project / "data/wards/b-mapping.csv", keep_default_na=False, dtype=str)
    times = table[(table["name"] == "(occasion)") & (table["level"] != "")]
    assert dict(zip(times["level"], times["in_file"], strict=True)) == {"before": "T0", "after": "T1"}
    done = burnout(project, "add-site", "wards", tmp_path / "two.csv", "--site", "B", "--yes")
    assert done.returncode == 0, done.stderr
    assert burnout(project, "check", "wards").returncode == 0, done.stdout
    study, data = cleaned(project)
    assert study.files["b"].occasion_codes == {"before": "T0", "after": "T1"}
    assert study.files["b"].occasion_column == ("time" if file_has else None)
    new = data[data["site"] == "B"]
    assert new["occasion"].value_counts().to_dict() == {"before": 40, "after": 40}
    source = make(2, ("T0", "T1"))
    expected = source[source["time"] == "T1"]["phq1"] if file_has else source["T1_phq1"]
    assert new[new["occasion"] == "after"]["phq_1"].tolist() == expected.astype(float).tolist()


def test_codes_of_occasions_edited_in_the_table_are_taken(project, tmp_path) -> None:
    long(1, ("pre", "post")).to_csv(tmp_path / "one.csv", index=False)
    long(2, ("1", "2"), "visit").to_csv(tmp_path / "two.csv", index=False)
    assert burnout(project, "new-study", tmp_path / "one.csv", "--name", "wards").returncode == 0
    assert burnout(project, "add-site", "wards", tmp_path / "two.csv", "--site", "B").returncode == 0
    beside = project / "data/wards/b-mapping.csv"
    table = pd.read_csv(beside, keep_default_na=False, dtype=str)
    times = (table["name"] == "(occasion)") & (table["level"] != "")
    assert set(table[times]["in_file"]) == {"1", "2"}
    table.loc[times, "in_file"] = table.loc[times, "in_file"].map({"1": "2", "2": "1"})
    table.to_csv(beside, index=False, encoding="utf-8-sig")
    done = burnout(project, "add-site", "wards", tmp_path / "two.csv", "--site", "B", "--mapping", beside, "--yes")
    assert done.returncode == 0, done.stderr
    study, _ = load_study("wards", project / "config")
    assert {k: str(v) for k, v in study.files["b"].occasion_codes.items()} == {"before": "2", "after": "1"}


@pytest.mark.parametrize(
    ("codes", "told"), [({"later": "T1"}, "later"), ({"before": "T0", "after": "T0"}, "stands twice")]
)
def test_codes_of_unknown_occasions_and_codes_that_stand_twice_are_refused(
    project, tmp_path, monkeypatch, capsys, codes, told
) -> None:
    long(1, ("pre", "post")).to_csv(tmp_path / "one.csv", index=False)
    assert burnout(project, "new-study", tmp_path / "one.csv", "--name", "wards").returncode == 0
    file = project / "config/studies/wards.yaml"
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    content["files"]["survey"]["occasion_codes"] = codes
    file.write_text(yaml.safe_dump(content), encoding="utf-8")
    monkeypatch.chdir(project)
    assert check(["wards"]) == 1
    said = capsys.readouterr().err
    assert "files.survey.occasion_codes" in said
    assert told in said
