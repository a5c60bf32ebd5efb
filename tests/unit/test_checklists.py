"""Reporting checklists: complete lists, facts that can be judged, and no item reported without its facts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from burnout.config import Study, load_checklists, parse
from burnout.config.checklist import Checklist
from burnout.errors import ConfigError
from burnout.manuscript import Results, Texts, compose
from burnout.reporting import Evidence, check_facts, chosen, holds, judge, judging, known_facts, open_checklists
from burnout.reporting.evidence import filled
from burnout.reporting.facts import SHOWN
from helpers.studies import make_study

ROOT = Path(__file__).parents[2]
LISTS = load_checklists(ROOT / "config" / "checklists")
ITEMS = [(name, item) for name, checklist in LISTS.items() for item in checklist.items]
LONG = "Much is known about burnout [@maslach1981measurement], and little about this. " * 5
FLOW = pd.DataFrame({"stage": ["received", "excluded", "analysed"], "n": [42, 2, 40], "reason": ["", "twice", ""]})


def evidence(study: Study | None = None, **more: Any) -> Evidence:
    """Evidence with nothing but a study file's texts, and what a test puts in."""
    given = {"tables": {}, "introduction": "", "discussion": "", "parts": {}} | more
    return Evidence(study=study or make_study(), **given)


def status(name: str, number: str, given: Evidence) -> str:
    """What is said of one item."""
    return next(one.status for one in judge(LISTS[name], given) if one.item.number == number)


# Numbers of items as the guidelines have them: STROBE 22 (with 32 points and letters in cross-sectional studies), TREND
# 22, COREQ 32, CROSS 40 points in 19 items. CHERRIES has no numbers.
@pytest.mark.parametrize(
    ("name", "items", "points"), [("strobe", 22, 32), ("trend", 22, 42), ("coreq", 32, 32), ("cross", 19, 40)]
)
def test_a_checklist_has_as_many_items_as_its_guideline(name: str, items: int, points: int) -> None:
    numbers = [item.number for item in LISTS[name].items]
    assert len(numbers) == points
    assert list(dict.fromkeys(int(number.rstrip("abcdefg")) for number in numbers)) == list(range(1, items + 1))


@pytest.mark.parametrize("name", LISTS)
def test_every_fact_of_a_checklist_can_be_judged(name: str) -> None:
    assert check_facts(LISTS[name], name) == []


def test_a_fact_that_nothing_can_judge_is_named_with_the_nearest_one() -> None:
    item = {
        "number": "1",
        "topic": "t",
        "chinese": "题",
        "part": "design",
        "needs": ["manuscript.seting"],
        "write": "w",
    }
    content = {
        "checklist": "strobe", "name": "STROBE", "about": "a", "chinese": "甲", "source": "s",
        "designs": ["pre-post"], "sections": [{"heading": "h", "chinese": "乙", "items": [item]}],
    }  # fmt: skip
    (problem,) = check_facts(parse(Checklist, content, "strobe.yaml"), "strobe.yaml")
    assert problem.place == "item 1"
    assert "manuscript.setting" in problem.remedy


def test_opening_checklists_tells_every_fault(tmp_path: Path) -> None:
    text = (ROOT / "config" / "checklists" / "coreq.yaml").read_text(encoding="utf-8")
    (tmp_path / "coreq.yaml").write_text(text.replace("interviews.method]", "interviews.methd]"), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"item 9\n.*interviews\.methd") as raised:
        open_checklists(tmp_path)
    assert len(raised.value.problems) == 2
    assert open_checklists(tmp_path / "nothing") == {}


def test_an_item_that_nothing_shows_is_refused() -> None:
    item = {"number": "1", "topic": "t", "chinese": "题", "part": "design", "write": "w"}
    content = {
        "checklist": "strobe", "name": "STROBE", "about": "a", "chinese": "甲", "source": "s",
        "designs": ["pre-post"], "sections": [{"heading": "h", "chinese": "乙", "items": [item]}],
    }  # fmt: skip
    with pytest.raises(ConfigError, match="nothing shows cannot be judged"):
        parse(Checklist, content, "strobe.yaml")


@pytest.mark.parametrize(("name", "item"), ITEMS, ids=[f"{name}-{item.number}" for name, item in ITEMS])
def test_an_item_turns_when_a_fact_is_taken_away(name: str, item: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given = evidence()
    there = set(item.needs) | set(item.only_if)
    monkeypatch.setattr(judging, "holds", lambda _, fact: fact in there, raising=True)
    assert status(name, item.number, given) == "reported"
    for fact in item.needs:
        there = (set(item.needs) | set(item.only_if)) - {fact}
        found = status(name, item.number, given)
        gone = "not applicable" if fact in item.only_if else "partly" if len(item.needs) > 1 else "not reported"
        assert found == gone, fact
    there = set(item.only_if) - set(item.needs)
    assert status(name, item.number, given) in ("not reported", "not applicable")


def test_every_fact_is_false_of_a_study_that_has_nothing() -> None:
    content = make_study().model_dump(mode="json", exclude_none=True)
    content["manuscript"] |= {key: "To be written by the authors: x" for key in (
        "background", "objective", "conclusion", "setting", "period", "participants", "procedure", "short_title",
        "introduction", "discussion",
    )}  # fmt: skip
    content["manuscript"]["declarations"] = dict.fromkeys(("ethics", "funding", "conflicts", "data"), "TODO")
    content["plan"] = {"sensitivity": False}
    empty = evidence(Study.model_validate(content), introduction="To be written by the authors: introduction.")
    true = {fact for fact in known_facts() if holds(empty, fact)}
    assert true == set()


def test_a_placeholder_is_no_text() -> None:
    assert not filled("To be written by the authors: setting.")
    assert not filled("<!-- write here -->\n\n# Discussion\n")
    assert not filled("待补充")
    assert filled("# Discussion\n\nMost nurses were exhausted.")
    assert not filled("Too short.", 200)


def test_setting_and_period_are_both_needed_for_the_setting() -> None:
    content = make_study().model_dump(mode="json", exclude_none=True)
    assert status("strobe", "5", evidence(Study.model_validate(content))) == "reported"
    content["manuscript"]["period"] = "To be written by the authors."
    assert status("strobe", "5", evidence(Study.model_validate(content))) == "partly"
    content["manuscript"]["setting"] = "To be written by the authors."
    assert status("strobe", "5", evidence(Study.model_validate(content))) == "not reported"


def test_numbers_at_each_stage_need_the_flow_and_the_people_who_were_asked() -> None:
    content = make_study().model_dump(mode="json", exclude_none=True)
    assert status("strobe", "13a", evidence()) == "not reported"
    assert status("strobe", "13a", evidence(tables={"flow": FLOW})) == "partly"
    content["manuscript"]["reporting"] = {"study": {"response": "Of 50 people asked, 42 answered."}}
    assert status("strobe", "13a", evidence(Study.model_validate(content), tables={"flow": FLOW})) == "reported"


def test_a_loss_without_a_reason_is_no_reason() -> None:
    told = FLOW.assign(reason=["", "", ""])
    assert holds(evidence(tables={"flow": FLOW}), "flow.reasons")
    assert not holds(evidence(tables={"flow": told}), "flow.reasons")


def test_a_model_that_failed_is_no_adjusted_estimate() -> None:
    rows = pd.DataFrame({"plan": "as-published", "kind": ["multivariable"], "status": ["ok"], "conf_low": [0.2]})
    assert holds(evidence(tables={"logistic": rows}), "analysis.adjusted")
    failed = rows.assign(status="failed")
    assert not holds(evidence(tables={"logistic": failed}), "analysis.adjusted")
    assert not holds(evidence(tables={"logistic": failed}), "analysis.intervals")


def test_what_the_authors_state_is_told_as_their_word() -> None:
    content = make_study().model_dump(mode="json", exclude_none=True)
    content["manuscript"]["reporting"] = {"stated": {"strobe": {"9": "Discussion, third paragraph"}}}
    given = evidence(Study.model_validate(content))
    (one,) = [one for one in judge(LISTS["strobe"], given) if one.item.number == "9"]
    assert (one.status, one.stated) == ("reported", "Discussion, third paragraph")


def test_checklists_fit_the_design_unless_they_are_named() -> None:
    def names(**parts: Any) -> list[str]:
        return [one.checklist for one in chosen(LISTS, evidence(make_study(**parts)))]

    talks = {"transcripts": "t", "statements": "s.csv", "themes": "h.csv"}
    online = {"survey": {"path": "data/example/a.xlsx", "format": "wenjuanxing"}}
    assert names() == ["strobe"]
    assert names(design="pre-post", interviews=talks) == ["trend", "coreq"]
    assert names(design="survey-then-group", files=online) == ["strobe", "trend", "cherries"]
    named = make_study().model_dump(mode="json", exclude_none=True)["manuscript"] | {"checklists": ["cross"]}
    assert names(manuscript=named) == ["cross"]
    assert names(manuscript=named | {"checklists": []}) == []


def test_tables_and_figures_that_checklists_ask_for_are_made_by_some_manuscript() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "workflow/src/burnout/manuscript").glob("*.py")
    )
    lacking = [label for label in SHOWN if not re.search(rf'"{label.split("-", 1)[1]}"', code)]
    assert lacking == []


def composed(**reporting: Any) -> Any:
    manuscript = make_study().model_dump(mode="json", exclude_none=True)["manuscript"] | {"reporting": reporting}
    study = make_study(manuscript=manuscript)
    return compose(study, {}, Results({"flow": FLOW}, {}, {}), Texts(LONG, LONG), LISTS)


def test_the_supplement_has_a_table_and_the_notices_say_what_to_write_and_where() -> None:
    made = composed()
    assert ": STROBE [@vonelm2007strobe]: " in made.parts["supplement"]
    lines = [line.replace("\\", "") for line in made.parts["supplement"].splitlines()]
    place = "[Design, setting and participants](#sec-design) | []{.page-of to=sec-design}"
    assert f"| 4 | Key elements of the design, early in the text | {place} | Reported |" in lines
    assert "| 10 | How the number of participants was fixed | – | – | Not reported |" in lines
    told = made.notices[0]
    assert told.startswith("checklists: reported are STROBE ")
    assert "\n  - STROBE 10 (How the number of participants was fixed), not reported: " in told
    assert "manuscript.reporting.study.sample_size in config/studies/example.yaml" in told


def test_a_sentence_of_the_authors_is_printed_and_reported() -> None:
    said = "all 50 nurses of two wards were asked, so that no sample size was computed"
    made = composed(study={"sample_size": said})
    assert f"A{said[1:]}." in made.parts["methods"].replace("\\", "").replace("\n", " ")
    rows = made.reporting.set_index(["guideline", "item"])
    assert rows.loc[("strobe", "10"), "status"] == "reported"
    assert rows.loc[("strobe", "9"), "status"] == "not reported"
    assert rows.loc[("strobe", "9"), "where"] == "manuscript.reporting.study.bias in config/studies/example.yaml"


def test_markup_in_a_sentence_of_the_authors_stays_text() -> None:
    made = composed(study={"bias": "`{=html}` <b>{{< var x >}}</b>"}, stated={"strobe": {"10": "*here* | there"}})
    assert "{{< var x >}}" not in made.parts["methods"]
    assert "As the authors state: \\*here\\* \\| there" in made.parts["supplement"]


def test_without_checklists_there_is_no_table_and_no_notice() -> None:
    made = compose(make_study(), {}, Results({"flow": FLOW}, {}, {}), Texts(LONG, LONG))
    assert "checklist" not in made.parts["supplement"]
    assert made.reporting.empty
    assert not any("checklists" in notice for notice in made.notices)
