"""The multiverse of the demonstration studies: beside the published results, and in the manuscripts."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.xdist_group("full_run")
QUESTIONS = {"chenggong": ["income", "honours", "quitting", "health"], "balint": ["empathy", "compassion_satisfaction"]}


@pytest.mark.parametrize("study", QUESTIONS)
def test_each_question_has_one_published_specification_among_many(study, full_run):
    table, summary = full_run.table(study, "multiverse"), full_run.table(study, "multiverse_summary")
    assert list(summary["question"]) == QUESTIONS[study]
    assert (summary["status"] == "ok").all()
    for name, part in table.groupby("question"):
        assert part["is_published"].sum() == 1, name
        assert len(part) >= 10, name


@pytest.mark.parametrize("question", QUESTIONS["chenggong"])
def test_the_published_specification_is_the_row_of_the_regression(question, full_run):
    table, logistic = full_run.table("chenggong", "multiverse"), full_run.table("chenggong", "logistic")
    (own,) = table[(table["question"] == question) & table["is_published"]].to_dict("records")
    at = (logistic["plan"] == "as-published") & (logistic["kind"] == "multivariable") & (logistic["model"] == "burnout")
    (row,) = logistic[at & (logistic["factor"] == own["factor"]) & (logistic["level"] == own["level"])].to_dict(
        "records"
    )
    for column in ("n", "events", "odds_ratio", "conf_low", "conf_high", "p_value"):
        assert own[column] == pytest.approx(row[column], rel=1e-12), column


def test_the_published_change_is_the_row_of_the_paired_table(full_run):
    table, paired = full_run.table("balint", "multiverse"), full_run.table("balint", "paired")
    for question in QUESTIONS["balint"]:
        (own,) = table[(table["question"] == question) & table["is_published"]].to_dict("records")
        (row,) = paired[(paired["plan"] == "as-published") & (paired["measure"] == own["outcome"])].to_dict("records")
        assert own["difference"] == pytest.approx(row["mean_difference"], rel=1e-12)
        assert own["p_value"] == pytest.approx(row["p_value"], rel=1e-9)


@pytest.mark.parametrize("study", QUESTIONS)
def test_the_manuscript_shows_table_and_curves_and_says_that_shares_are_no_test(study, full_run):
    folder = full_run.folder(study)
    page = (folder / "manuscript" / "manuscript.html").read_text(encoding="utf-8")
    assert "Other reasonable choices" in page and "are not independent" in page
    for question in QUESTIONS[study]:
        name = f"curve-{question.replace('_', '-')}"
        assert f'id="fig-{name}"' in page
        for ending in ("png", "svg", "txt"):
            assert (folder / "figures" / "multiverse" / f"{name}.{ending}").stat().st_size > 0
