"""A study of one's own: from a file to a manuscript with two commands, and edits where the draft asks for them.

The same synthetic survey (tests/helpers/nurse_survey.py) comes as SPSS, Excel, EpiData, REDCap and Wenjuanxing write
it, and once more from before and after. Expected values are those of the study files written by hand in own_data/,
computed by the library from the hand-described Excel or SPSS file, and sums of the answers computed here by hand
arithmetic. Tables are compared within 1e-9: the answers are the same, only the order of levels may differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest

from burnout import clean as cleaning
from burnout.config import load_instruments, load_study
from burnout.intake import read_file
from burnout.model import fit_models
from burnout.paired import compare
from burnout.score import score
from burnout.screen import screen
from helpers.chain import ROOT
from helpers.decide import decided
from helpers.guide import project_with_tools, run
from helpers.nurse_survey import WRITERS, Nurse, as_wide_sav, as_xlsx, later, nurses

pytestmark = pytest.mark.xdist_group("own_data")
TRUTH = ROOT / "tests" / "end_to_end" / "own_data" / "config"
SURVEYS = [name for name in WRITERS if name != "nurses-before-after"]
NAMES = {"department": "ward", "night_shifts": "nights"}
"""Variables that drafts call otherwise than the study files written by hand."""
WORDS = {
    "short_title": "Burnout among nurses",
    "keywords": "burnout, nurses",
    "background of the abstract": "Nurses work under strain",
    "what the study aims at": "To describe burnout among the nurses of a hospital (synthetic data)",
    "conclusion of the abstract": "Burnout was found among the nurses of this synthetic survey",
    "where the study was done": "One hospital",
    "when the data were collected": "September 2026",
    "who could take part, and how they were recruited": "All nurses of four wards were asked",
    "how the data were collected": "Each nurse filled in a form",
    "ethics approval and consent": "The data are synthetic",
    "funding": "None",
    "conflicts of interest": "None",
    "availability of data": "The data are synthetic",
}


@dataclass
class Done:
    """What was typed to make the studies, and what came of it."""

    project: Path
    typed: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def table(self, study: str, name: str) -> pd.DataFrame:
        path = self.project / "results" / study / "tables" / f"{name}.csv"
        return pd.read_csv(path, keep_default_na=False, na_values=[""]).replace(NAMES)


def answers(name: str, draft: str) -> dict[str, str]:
    """What the authors put in the place of what the draft asks about: front matter, cut-offs' model, labels."""
    given = {f"To be written by the authors: {what}": words for what, words in WORDS.items() if f": {what}" in draft}
    given |= {"To be written by the authors: running title": WORDS["short_title"]}
    given |= {f"To be written by the authors: title of the study {name}": "Burnout among nurses (synthetic data)"}
    given |= {"synthetic: false": "synthetic: true"}
    given |= {"given: To be written by the authors, family: (name)": "given: Min, family: Example"}
    given |= {"To be written by the authors": "Example Hospital"}
    if "prespecified:" in draft:
        given |= {re.search(r"prespecified: .*", draft)[0]: "prespecified: [age, nights]".replace(*_own(draft))}
    return given


def _own(draft: str) -> tuple[str, str]:
    return ("nights", "night_shifts") if "night_shifts:" in draft else ("nights", "nights")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """All six studies, each drafted and decided by itself; one run makes them all, as `snakemake` does with several."""
    folder = tmp_path_factory.mktemp("own_data")
    made = Done(project_with_tools(folder / "project"))
    for name, write in WRITERS.items():
        first = write(folder / "from" / name, nurses())[0]
        made.typed[name] = [f"burnout new-study {first} --name {name}", f"snakemake --config studies={name}"]
        told = run(made.project, made.typed[name][0])
        assert told.returncode == 0, told.stdout
        made.said[name] = told.stdout
        path = made.project / "config" / "studies" / f"{name}.yaml"
        draft = path.read_text(encoding="utf-8")
        path.write_text(decided(draft, answers(name, draft)), encoding="utf-8")
    told = run(made.project, f"snakemake --config studies={','.join(WRITERS)}")
    assert told.returncode == 0, told.stdout
    made.said["run"] = told.stdout
    return made


@pytest.fixture(scope="module")
def truth(tmp_path_factory):
    """Tables of the study files written by hand."""
    folder = tmp_path_factory.mktemp("truth")
    as_xlsx(folder, nurses())
    as_wide_sav(folder, nurses())
    return {name: _tables(name, folder) for name in ("nurses", "nurses-before-after")}


def _tables(name: str, folder: Path) -> dict[str, pd.DataFrame]:
    instruments = load_instruments(ROOT / "config" / "instruments")
    study, _ = load_study(name, TRUTH, instruments)
    raw = {key: read_file(key, spec, folder) for key, spec in study.files.items()}
    assert cleaning.check(study, instruments, raw) == []
    scored = score(study, instruments, cleaning.clean(study, instruments, raw).data)
    found = dict(vars(scored))
    if "screen" in study.stages:
        found |= vars(screen(study, scored.data))
        found |= vars(fit_models(study, scored.data, found["screening"], instruments))
    if "paired" in study.stages:
        found |= vars(compare(study, scored.data, instruments, scored.reliability))
    return found


def same(found: pd.DataFrame, expected: pd.DataFrame, keys: list[str], columns: list[str]) -> None:
    """The same rows by their keys, with the same numbers."""
    left = found.set_index(keys)[columns].sort_index()
    right = expected.astype({key: object for key in keys}).set_index(keys)[columns].sort_index()
    pd.testing.assert_frame_equal(left, right, check_dtype=False, check_index_type=False, rtol=1e-9, atol=1e-12)


def named_alike(table: pd.DataFrame) -> pd.DataFrame:
    """Levels as the other files call them; drafts put Chinese ones into English."""
    words = {"Junior college": "Diploma", "Internal medicine": "Medicine"}
    return table.assign(level=table["level"].replace(words))


@pytest.mark.parametrize("name", WRITERS)
def test_two_commands_make_four_manuscripts(done, name):
    assert len(done.typed[name]) <= 3
    folder = done.project / "results" / name / "manuscript"
    for kind in ("html", "docx", "pdf", "xml"):
        assert (folder / f"manuscript.{kind}").stat().st_size > 5000
    text = (folder / "manuscript.html").read_text(encoding="utf-8")
    assert "Burnout among nurses (synthetic data)" in text


@pytest.mark.parametrize("name", WRITERS)
def test_the_file_in_the_project_is_the_file_as_it_came(done, name):
    source = done.typed[name][0].split()[2]
    for path in Path(source).parent.iterdir():
        assert (done.project / "data" / name / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("name", WRITERS)
def test_scores_are_those_of_hand_arithmetic(done, name):
    """Means of the MBI-GS scales and sums of the GHQ-12; up to a fifth of a scale's items may be missing."""
    scored = pd.read_parquet(done.project / "results" / name / "data" / "scored.parquet")
    before = scored[scored["occasion"].astype(str) == scored["occasion"].astype(str).iloc[0]]
    people = [*nurses()]
    assert len(before) == len(people)
    for row, one in zip(before.itertuples(), people, strict=True):
        assert row.mbi_exhaustion == pytest.approx(_mean(one.mbi[:5]), nan_ok=True)
        assert row.mbi_depersonalisation == pytest.approx(_mean(one.mbi[5:9]), nan_ok=True)
        assert row.mbi_accomplishment == pytest.approx(_mean(one.mbi[9:]), nan_ok=True)
        assert row.ghq_total == pytest.approx(12 * _mean(one.ghq), nan_ok=True)


def _mean(answers: tuple[int | None, ...]) -> float:
    known = [a for a in answers if a is not None]
    return sum(known) / len(known) if len(known) >= 0.8 * len(answers) else float("nan")


def _grade(one: Nurse) -> int | None:
    """Number of scales in the severe band: sums of at least 16 and 11, and of at most 23."""
    scales = (one.mbi[:5], one.mbi[5:9], one.mbi[9:])
    if any(None in scale for scale in scales):
        return None
    sums = [sum(scale) for scale in scales]
    return (sums[0] >= 16) + (sums[1] >= 11) + (sums[2] <= 23)


@pytest.mark.parametrize("name", SURVEYS)
def test_grades_are_those_counted_by_hand(done, name):
    grades = [grade for one in nurses() if (grade := _grade(one)) is not None]
    rows = done.table(name, "prevalence")
    counts = rows[rows["outcome"] == "mbi_grade"].set_index("level")["count"]
    labels = ("No burnout", "Mild", "Moderate", "Severe")
    assert [counts[label] for label in labels] == [grades.count(g) for g in range(4)]


@pytest.mark.parametrize("name", SURVEYS)
def test_tables_are_those_of_the_study_file_written_by_hand(done, truth, name):
    expected = truth["nurses"]
    columns = ["n", "n_missing", "df", "p_value", "p_adjusted", "status"]
    same(done.table(name, "screening"), expected["screening"], ["plan", "outcome", "factor", "test"], columns)
    same(done.table(name, "reliability"), expected["reliability"], ["instrument", "scale"], ["n", "alpha", "omega"])
    columns = ["n", "events", "log_likelihood", "lr_statistic", "nagelkerke_r2", "auc"]
    same(done.table(name, "fit"), expected["fit"], ["plan", "model"], columns)
    found = named_alike(done.table(name, "descriptive"))
    same(found, expected["descriptive"], ["factor", "level", "statistic"], ["value"])


def test_changes_are_those_of_the_study_file_written_by_hand(done, truth):
    expected = truth["nurses-before-after"]
    columns = ["n", "mean_pre", "mean_post", "mean_difference", "conf_low", "conf_high", "p_value", "effect_size"]
    same(done.table("nurses-before-after", "paired"), expected["paired"], ["plan", "measure", "test"], columns)
    columns = ["n", "pre_positive", "post_positive", "p_value"]
    same(done.table("nurses-before-after", "paired_rates"), expected["paired_rates"], ["plan", "measure"], columns)


def test_mean_change_is_that_of_hand_arithmetic(done):
    pairs = [(one, after) for one, after in zip(nurses(), later(nurses()), strict=True) if after is not None]
    change = [_mean(after.mbi[:5]) - _mean(one.mbi[:5]) for one, after in pairs]
    rows = done.table("nurses-before-after", "paired").query("measure == 'mbi_exhaustion'")
    assert rows["n"].tolist() == [len(pairs)] * len(rows)
    assert rows["mean_difference"].to_numpy() == pytest.approx([sum(change) / len(change)] * len(rows))
