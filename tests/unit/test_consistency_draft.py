"""Results found in the text of a draft, and the files of the command.

Expected verdicts follow from hand arithmetic, as in test_consistency_tests; the published
figures are those of the abstracts.
"""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from burnout.consistency import FLAGGED
from burnout.consistency.__main__ import main
from burnout.consistency.check import check, load
from burnout.consistency.draft import draft
from burnout.consistency.model import Published
from burnout.errors import ConfigError

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "config" / "published"

CONSISTENT = [
    "t(17) = 2.14, P = 0.047",
    "t(17) = \u22122.14; p = .047",
    "*t*(17) = 2.14, *P* = 0.047",
    "_t_(17) = 2.14, _P_ = 0.047",
    "\uff54\uff0817\uff09\uff1d2.14\uff0c\uff30\uff1d0.047",
    "t = 2.14, df = 17, P = 0.047",
    "t(17) = 2.14, d = 0.50, P = 0.047",
    "t (df = 17) = 2.14 (P = 0\u00b7047)",
    "\u03c7\u00b2(2) = 8.19, P = 0.017",
    "\u03c7\u00b2 = 8.19, df = 2, P = .017",
    "\u03c72(2, N = 244) = 8.19, P = .017",
    "$\\chi^2$(2) = 8.19, $P$ = .017",
    "\u03c7^2^(2) = 8.19, P = .017",
    "chi-square(2) = 8.19, p = .017",
    "F(2, 241) = 3.1, p < .05",
    "F = 3.1 (df = 2, 241; P = 0.047)",
    "r(20) = .45, p = .036",
    "z = 2.1, p = .036",
    "Z = -2.1, P = .036",
    "P-value aside, z = 2.1, p-value = .036",
    "a one-tailed test, z = 1.80, p = .036",
    "132 of 244 (54.10%)",
    "132 of the 244 nurses (54.1 %)",
    "132/244 (54.10%)",
    "132\uff0f244\uff0854.10\uff05\uff09",
    "54.10% (132/244)",
    "1,320 of 2,440 (54.1%)",
]


@pytest.mark.parametrize("text", CONSISTENT)
def test_a_consistent_result_is_found_once(text):
    table = draft(f"Before it, words. {text}. After it, words.")
    assert list(table["verdict"]) in (["ok"], ["rounding"])


@pytest.mark.parametrize(
    "text",
    [
        "OR 2.99 (95% CI 1.69 to 5.30; P < 0.001)",
        "OR = 2.99, 95% CI 1.69\u20135.30, P < 0.001",
        "odds ratio of 2.99 (95% CI: 1.69, 5.30), P<0.001",
        "aOR 2.99 [1.69, 5.30], p < .001",
    ],
)
def test_an_odds_ratio_gives_two_rows(text):
    assert list(draft(text)["verdict"]) == ["ok", "ok"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("t(48) = 1.02, p < .05", "decision error"),
        ("t(17) = 2.14, P = 0.017", "inconsistent"),
        ("130 of 244 (54.10%)", "inconsistent"),
        ("r(20) = 1.45, p = .03", "inconsistent"),
        ("5 of 0 (10%)", "inconsistent"),
        ("t = 2.14, P = 0.047", "not checked"),
    ],
)
def test_what_does_not_fit(text, verdict):
    assert list(draft(text)["verdict"]) == [verdict]


@pytest.mark.parametrize(
    "text",
    ["", "The rate was 54.10%.", "P < 0.05 was called significant.", "120/80 mmHg (10% higher)", "in 3 of 4 wards",
     "import = 3, P = 0.2", "RR 16 to 18 breaths"],
)  # fmt: skip
def test_other_text_is_left_alone(text):
    assert draft(text).empty


def test_labels_are_lines_in_the_order_of_the_text():
    table = draft("132 of 244 (54.10%)\n\nwords\nt(17) = 2.14,\nP = 0.047 and z = 2.1, p = .036\n")
    assert list(table["label"]) == ["line 1", "line 4", "line 5"]


def test_profile_intervals_need_not_be_symmetric():
    text = "OR 2.10 (95% CI 1.69 to 5.30)"
    assert draft(text)["verdict"].iloc[0] == "inconsistent"
    assert draft(f"Profile-likelihood intervals are given. {text}")["verdict"].iloc[0] == "ok"


def test_exactly_two_published_percentages_are_flagged():
    table = check(load(PUBLISHED / "chenggong.yaml"))
    flagged = table[table["verdict"].isin(FLAGGED)]
    assert list(flagged["printed"]) == ["13.53", "17.22"]
    assert set(flagged["verdict"]) == {"not attainable"}
    assert table.loc[table["check"] == "sample size", "computed"].item() == 244


@pytest.mark.parametrize("name", ["balint", "hospital-d"])
def test_nothing_is_flagged_in_the_other_abstracts(name):
    assert not check(load(PUBLISHED / f"{name}.yaml"))["verdict"].isin(FLAGGED).any()


def test_a_p_without_its_statistic_names_the_statistic_it_needs():
    table = check(load(PUBLISHED / "balint.yaml"))
    row = table[table["printed"] == "t(17), P = 0.047"].iloc[0]
    assert row["verdict"] == "not checked"
    assert row["computed"] == pytest.approx(2.14, abs=0.005)


def test_columns_are_fixed():
    empty = check(Published(published="x", title="x", source="x"))
    assert list(empty.columns) == ["check", "label", "printed", "computed", "verdict", "note"]
    assert empty["computed"].dtype == float


FULL = """
published: paper
title: A paper
source: somewhere
n: 28
percentages:
  - {label: women, printed: 50.0, count: 14}
  - {label: night shift, printed: 30.0, of: 10}
counts: [{label: flow, parts: [20, 8], total: 28}]
means: [{label: score, printed: 5.21, sd: 1.60}, {label: scale, printed: 5.19, items: 3}]
tests:
  - {label: F, test: F, statistic: 3.1, df: [2, 241], p: <.05}
  - {label: z, test: z, statistic: 2.10, p: 0.036}
odds_ratios: [{label: honours, odds_ratio: 2.99, low: 1.69, high: 5.30, p: <0.001}]
"""


def test_a_file_with_everything(tmp_path):
    path = tmp_path / "paper.yaml"
    path.write_text(FULL)
    table = check(load(path))
    assert set(table["verdict"]) == {"ok"}
    assert list(table["check"]) == [
        "count", "percentage", "counts", "mean", "sd", "mean", "p value", "p value", "odds ratio", "odds ratio and p",
    ]  # fmt: skip
    assert "5.30" in table["printed"].iloc[8]
    assert main([str(path)]) == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("n: 28", "people: 28", "unknown key 'people'"),
        ("50.0", "half", "a figure as printed"),
        ("<.05", "ns", "a P value as printed"),
        ("[2, 241]", "2", "F has 2 degrees of freedom"),
        ("night shift", "women", "stands at two percentages"),
        ("published: paper", "published: other", "same name"),
        ("counts:", "groups: [{label: sex, members: [women, womn]}]\ncounts:", "did you mean 'women'"),
    ],
)
def test_a_faulty_file_is_refused_with_one_message(tmp_path, old, new, message, capsys):
    path = tmp_path / "paper.yaml"
    path.write_text(FULL.replace(old, new, 1))
    with pytest.raises(ConfigError, match=message):
        load(path)
    assert main([str(path)]) == 2
    assert message in capsys.readouterr().err


def test_without_n_the_percentages_name_it():
    shares = [{"label": text, "printed": text} for text in ("54.10", "40.57", "11.89", "1.64", "76.23")]
    table = check(Published(published="x", title="x", source="x", percentages=shares))
    assert table["computed"].iloc[0] == 244
    assert set(table["verdict"].iloc[1:]) == {"not checked"}


def test_exit_codes(tmp_path, capsys):
    good, bad = tmp_path / "good.md", tmp_path / "bad.txt"
    good.write_text("t(17) = 2.14, P = 0.047", encoding="utf-8")
    bad.write_text("t(17) = 2.14, P = 0.017", encoding="utf-8")
    assert main([str(good)]) == 0
    assert main([str(good), str(bad)]) == 1
    assert main([str(PUBLISHED / "chenggong.yaml")]) == 1
    out = capsys.readouterr().out
    assert "13.53" in out
    assert "17.22" in out


def test_the_page_shows_what_the_command_prints(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    main(["config/published/chenggong.yaml"])
    printed = capsys.readouterr().out.strip()
    page = (ROOT / "docs" / "consistency.md").read_text(encoding="utf-8")
    assert textwrap.indent(printed, "    ") in page


def test_the_example_of_the_page_works(tmp_path):
    page = (ROOT / "docs" / "consistency.md").read_text(encoding="utf-8")
    start = page.index("    published: paper")
    path = tmp_path / "paper.yaml"
    path.write_text(textwrap.dedent(page[start : page.index("## A draft")]))
    table = check(load(path))
    assert len(table) == 2 + 2 + 2 + 2  # percentages, mean and SD, tests, odds ratio and P
    assert not table["verdict"].isin(FLAGGED).any()


@pytest.mark.parametrize(
    "name", ["missing.md", "missing.yaml", "paper.docx", "folder.md", "folder.yaml", "binary.md", "noend"]
)
def test_unusable_input_is_told_and_gives_2(tmp_path, name, capsys):
    if name.startswith("folder"):
        (tmp_path / name).mkdir()
    elif name.startswith("binary"):
        (tmp_path / name).write_bytes(b"\xff\xfe\xfa\x00")
    assert main([str(tmp_path / name)]) == 2
    assert name in capsys.readouterr().err


def test_an_impossible_test_in_a_file_names_the_file(tmp_path, capsys):
    path = tmp_path / "paper.yaml"
    path.write_text(FULL.replace("statistic: 3.1", "statistic: -3.1"))
    assert main([str(path)]) == 2
    assert "paper.yaml" in capsys.readouterr().err
