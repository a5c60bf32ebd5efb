"""The joint display: what stands beside a theme is what the tables say, and nothing else."""

from __future__ import annotations

import pandas as pd
import pytest

from burnout.config.study import check_references
from burnout.errors import RenderError
from burnout.language import language_of, writing_in
from burnout.manuscript.joint import joint_display
from burnout.manuscript.material import Results, Source, Texts, Values
from helpers.studies import make_study, nominal

OK = {"plan": "as-published", "status": "ok"}
MODEL = OK | {"kind": "multivariable", "family": "binary", "outcome": "ill", "model": "m", "factor": "post"}

YES = {"outcome": "ill", "level": "Yes", "percent": 54.1, "conf_low": 47.83, "conf_high": 60.25}


def made(joint: list[dict], **tables: pd.DataFrame) -> Source:
    interviews = {"transcripts": "t", "statements": "s.csv", "themes": "t.csv", "joint": joint}
    study = make_study(
        variables={"post": nominal("a", "b") | {"label": "Post"}, "pay": nominal("a", "b") | {"label": "Pay"}},
        outcomes={"ill": {"label": "Illness", "source": "post", "event": ["b"]}},
        models={"m": {"outcome": "ill", "factors": ["post"]}},
        interviews=interviews,
        plan={"primary": "as-published"},
    )
    given = {
        "themes": pd.DataFrame({"theme": ["No | way up"], "cluster": ["c"]}),
        "quotations": pd.DataFrame({"theme": ["No | way up"] * 2, "quote": ["*Few* posts.", "x"], "participant": "P1"}),
        "screening": pd.DataFrame(
            [OK | {"outcome": "ill", "factor": f, "p_value": p} for f, p in (("post", 0.003), ("pay", 0.4))]
        ),
        "logistic": pd.DataFrame(
            [MODEL | {"level": "b", "reference": "a", "odds_ratio": 2.5, "conf_low": 1.25, "conf_high": 5.0}]
        ),
        "prevalence": pd.DataFrame([YES | {"occasion": study.first_occasion}]),
    }
    return Source(study, {}, Results(given | tables, {}, {}), Texts("", ""), Values())


def cells(text: str) -> list[str]:
    line = next(line for line in text.splitlines() if line.startswith("| **"))
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_a_factor_stands_with_its_screening_and_its_odds_ratio():
    text = joint_display(made([{"theme": "No | way up", "results": ["post"], "reading": "Both agree."}]))
    assert cells(text) == [
        r"**No \| way up**",
        "Post and illness: *P* = 0.003; in the model for illness, b against a: OR 2.50 (1.25 to 5.00)",
        r"“\*Few\* posts\.” (P1)",
        r"Both agree\.",
    ]
    assert "OR, odds ratio" in text


def test_outcomes_and_unrelated_factors():
    text = joint_display(made([{"theme": "No | way up", "results": ["ill", "pay"]}]))
    assert (
        cells(text)[1]
        == "Illness 54.10% (95% CI 47.83 to 60.25%); pay: no significant association with any of the outcomes"
    )
    assert "Both together" not in text and "CI, confidence interval." in text and "odds ratio" not in text


def test_a_measure_of_before_and_after():
    change = {"estimate": -1.5, "mean_difference": -1.5, "conf_low": -3.0, "conf_high": 0.0, "p_value": 0.05}
    row = OK | {"measure": "post"} | change
    text = joint_display(made([{"theme": "No | way up", "results": ["post"]}], paired=pd.DataFrame([row])))
    assert cells(text)[1].startswith("Post: change −1.50 (−3.00 to 0.00), *P* = 0.050; post and illness")


def test_without_results_the_line_says_so():
    empty = {name: pd.DataFrame() for name in ("screening", "logistic", "prevalence")}
    assert cells(joint_display(made([{"theme": "No | way up", "results": ["ill", "pay"]}], **empty)))[1] == "No result"


def test_a_theme_that_is_not_in_the_table_stops_the_manuscript():
    with pytest.raises(RenderError) as stopped:
        joint_display(made([{"theme": "No way up", "results": ["pay"]}]))
    assert "interviews.joint[0].theme" in str(stopped.value) and "No | way up" in str(stopped.value)


def test_a_result_of_a_wrong_name_is_found_when_the_study_is_checked():
    study = made([{"theme": "x", "results": ["pya"]}]).study
    found = {problem.place: problem for problem in check_references(study, {}, "study.yaml")}
    problem = found["interviews.joint[0].results[0]"]
    assert "'pay'" in problem.remedy


def test_no_pairs_no_display():
    assert joint_display(made([])) == ""


def test_in_chinese():
    with writing_in(language_of("zh", {"Post": "岗位", "Illness": "患病"})):
        text = joint_display(made([{"theme": "No | way up", "results": ["post"]}]))
    assert "岗位与患病" in text and "整合解读" not in text and "问卷调查结果" in text
