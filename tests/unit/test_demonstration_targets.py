"""The published figures come out of the committed files by plain scipy, without this project's own stages.

Item numbers are written out again here (ProQOL-5 manual; JSE-HP in the Chinese 10/7/3 allocation; GHQ-12; MBI-HSS).
Targets: the published abstract of the Balint study; for hospital D only that the supply room is worst.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat
import pytest
from scipy import stats

from burnout.config.analysis import Interviews
from burnout.themes import analyse, load

DATA = Path(__file__).parents[2] / "data"
REVERSED_J = {1, 3, 6, 7, 8, 11, 12, 14, 18, 19}
SCALES = {
    "satisfaction": ("P", [3, 6, 12, 16, 18, 20, 22, 24, 27, 30], set(), 6),
    "burnout": ("P", [1, 4, 8, 10, 15, 17, 19, 21, 26, 29], {1, 4, 15, 17, 29}, 6),
    "stress": ("P", [2, 5, 7, 9, 11, 13, 14, 23, 25, 28], set(), 6),
    "empathy": ("J", list(range(1, 21)), REVERSED_J, 8),
    "perspective": ("J", [2, 4, 5, 9, 10, 13, 15, 16, 17, 20], set(), 8),
    "care": ("J", [1, 7, 8, 11, 12, 14, 19], REVERSED_J, 8),
    "shoes": ("J", [3, 6, 18], REVERSED_J, 8),
    "health": ("G", list(range(1, 13)), set(), 3),
}


@pytest.fixture(scope="module")
def nurses():
    frame, _ = pyreadstat.read_sav(DATA / "balint" / "survey.sav")
    return frame.drop_duplicates("id").set_index("id")


@pytest.fixture(scope="module")
def completers(nurses):
    frame = nurses[nurses["status"] == 1]
    scores = {}
    for name, (prefix, items, reverse, turn) in SCALES.items():
        for occasion in ("T1", "T2"):
            answers = pd.DataFrame({i: frame[f"{occasion}_{prefix}{i}"] for i in items})
            answers = answers.apply(lambda c: turn - c if c.name in reverse else c)  # noqa: B023
            scores[name, occasion] = answers.mean(axis=1) * len(items)
    return pd.DataFrame(scores)


def test_twenty_one_nurses_three_lost_two_of_them_pregnant(nurses):
    raw, meta = pyreadstat.read_sav(DATA / "balint" / "survey.sav")
    assert len(raw) == 23
    enrolled = nurses[nurses["status"] != 4]
    assert enrolled["status"].value_counts().to_dict() == {1: 18, 2: 2, 3: 1}
    lost = enrolled[enrolled["status"] != 1]
    assert lost.filter(like="T1_").notna().all(axis=None)
    assert lost.filter(like="T2_").isna().all(axis=None)
    assert meta.creation_time.year == 2025


@pytest.mark.parametrize("measure", ["empathy", "perspective", "care", "shoes"])
def test_empathy_is_higher_after(completers, measure):
    result = stats.ttest_rel(completers[measure, "T2"], completers[measure, "T1"])
    assert result.statistic > 0
    assert result.pvalue < 0.01


def test_compassion_satisfaction_is_higher_with_p_0_047(completers):
    result = stats.ttest_rel(completers["satisfaction", "T2"], completers["satisfaction", "T1"])
    assert result.statistic > 0
    assert f"{result.pvalue:.3f}" == "0.047"


@pytest.mark.parametrize("measure", ["burnout", "stress", "health"])
def test_burnout_stress_and_health_do_not_differ(completers, measure):
    assert stats.ttest_rel(completers[measure, "T2"], completers[measure, "T1"]).pvalue > 0.10


@pytest.mark.parametrize("measure", list(SCALES))
def test_differences_look_normal_and_scores_stay_in_range(completers, measure):
    assert stats.shapiro(completers[measure, "T2"] - completers[measure, "T1"]).pvalue > 0.10
    _, items, _, turn = SCALES[measure]
    low = 0 if turn == 3 else 1
    assert completers[measure].min(axis=None) >= low * len(items)
    assert completers[measure].max(axis=None) <= (turn - low) * len(items)


def test_the_rate_of_compassion_fatigue_does_not_differ(completers):
    positive = {}
    for occasion in ("T1", "T2"):
        now = completers.xs(occasion, axis=1, level=1)
        positive[occasion] = (now["satisfaction"] < 37) | (now["burnout"] > 27) | (now["stress"] > 17)
    before, after = int(positive["T1"].sum()), int(positive["T2"].sum())
    assert (before, after) == (17, 15)
    assert stats.fisher_exact([[before, 18 - before], [after, 18 - after]]).pvalue > 0.10
    gone, new = int((positive["T1"] & ~positive["T2"]).sum()), int((~positive["T1"] & positive["T2"]).sum())
    assert stats.binomtest(gone, gone + new).pvalue > 0.10


def sheet(name):
    rows = openpyxl.load_workbook(DATA / "hospital-d" / name, read_only=True).active.iter_rows(values_only=True)
    header, *body = rows
    return pd.DataFrame(body, columns=list(header))


def mbi(frame):
    items = {n: pd.to_numeric(frame[f"第18题(条目{n})"]).where(lambda c: c > 0) - 1 for n in range(1, 23)}
    exhaustion = pd.DataFrame({i: items[i] for i in (1, 2, 3, 6, 8, 13, 14, 16, 20)})
    accomplishment = pd.DataFrame({i: items[i] for i in (4, 7, 9, 12, 17, 18, 19, 21)})
    return exhaustion.mean(axis=1) * 9, accomplishment.mean(axis=1) * 8


def test_the_supply_room_is_worst_beyond_chance():
    survey = sheet("survey.xlsx").drop_duplicates("1、您的调查编号")
    survey = survey[
        (survey["2、您是否同意参加本次调查？"] == "同意") & (survey.filter(like="17、").iloc[:, 0] == "一般")
    ]
    survey = survey[(survey.filter(like="第18题") > 0).sum(axis=1) >= 20]
    department = survey["5、您所在的科室"]
    assert len(survey) == 322
    assert department.nunique() == 14
    assert department.value_counts().between(6, 40).all()
    exhaustion, _ = mbi(survey)
    means = exhaustion.groupby(department).mean().sort_values()
    assert means.index[-1] == "消毒供应室"
    supply = exhaustion[department == "消毒供应室"]
    assert len(supply) == 12
    half = stats.t.ppf(0.975, 11) * supply.std() / 12**0.5
    assert supply.mean() - half > means.iloc[-2]


def test_the_group_is_better_after_where_the_plan_aimed():
    group = sheet("group.xlsx")
    counts = group["时间"].value_counts().to_dict()
    assert counts == {"前测": 9, "后测": 8}
    group["accomplishment"] = mbi(group)[1]
    for measure in ("accomplishment", "工作成就感（0-10）", "自我效能感（0-10）", "同伴支持（0-10）"):
        wide = group.pivot(index="编号", columns="时间", values=measure).astype(float).dropna()
        assert len(wide) == 8
        assert stats.ttest_rel(wide["后测"], wide["前测"]).pvalue < 0.05
        assert (wide["后测"] - wide["前测"]).mean() > 0


PUBLISHED_THEMES = {
    "chenggong": [
        ("cooperate", "understand"),
        ("promotion", "career"),
        ("Labour", "duties"),
        ("Contributions", "returns"),
        ("workload",),
        ("departments", "attention"),
        ("Pressure", "relief"),
        ("Family", "support"),
    ],
    "balint": [
        ("awareness", "reflection"),
        ("ability", "emotional labour"),
        ("helping behaviour",),
        ("Partial", "occupational stress"),
    ],
}


@pytest.mark.parametrize("study", list(PUBLISHED_THEMES))
def test_the_coded_interviews_lead_to_the_published_themes_in_their_order(study):
    folder = f"data/{study}/interviews"
    paths = {"statements": f"{folder}/statements.csv", "themes": f"{folder}/themes.csv"}
    themed = analyse(load(Interviews(transcripts=f"{folder}/transcripts", **paths), DATA.parent))
    themes = list(dict.fromkeys(themed.themes["theme"]))
    assert len(themes) == len(PUBLISHED_THEMES[study])
    for theme, words in zip(themes, PUBLISHED_THEMES[study], strict=True):
        assert all(word in theme for word in words)
    assert (themed.themes["statements"] > 0).all()
    assert (themed.saturation["new_clusters"].sum()) == themed.themes["cluster"].nunique()
