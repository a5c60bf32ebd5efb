"""No statistic may be typed into the authors' texts; what is no statistic, or somebody else's, may."""

from __future__ import annotations

import pytest

from burnout.errors import RenderError
from burnout.manuscript import Results, Texts, compose
from burnout.manuscript.typed import typed_by_hand
from helpers.studies import make_study


def found(text: str, **more: object) -> list[str]:
    return [p.found for p in typed_by_hand(make_study(), Texts("Words.", text), **more)]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("More than half (54.10%) were burnt out.", "a percentage"),
        ("Burnout was present in 54 percent of them.", "a percentage"),
        ("职业倦怠检出率为54.10％。", "a percentage"),
        ("Honours mattered (*P* = 0.047).", "a P value"),
        ("Honours mattered (P < .001).", "a P value"),
        ("差异有统计学意义（P=0.012）。", "a P value"),
        ("The odds were higher (OR 2.994, 95% CI 1.692 to 5.298).", "a confidence interval"),
        ("The odds were higher (OR = 2.994).", "a ratio or coefficient"),
        ("The odds ratio was 3.", "a ratio or coefficient"),
        ("They differed, *t*(17) = 4.38.", "a ratio or coefficient"),
        ("They differed, χ² = 7.69.", "a ratio or coefficient"),
        ("The mean was 26.33 ± 4.51.", "a mean with its standard deviation"),
        ("Among the nurses (n = 244) few left.", "a number of people"),
        ("Burnout was found in 132 of 244 workers.", "a share"),
        ("The mean was 26.33 points.", "a number with decimals"),
    ],
)
def test_statistics_are_found(text, what):
    assert any(one.startswith(f"{what} typed by hand") for one in found(text)), found(text)


@pytest.mark.parametrize(
    "text",
    [
        "In 2019, 12 nurses met 8 times for 90 minutes.",
        "The law of 2020-01-15 and that of 15.01.2020 say so.",
        "See Section 3.12, Table 2.10 and doi:10.1016/S0140-6736(20)30.45 or https://x.org/10.55.",
        "Half of them were burnt out: {{< var prevalence.burnout.percent >}}.",
        "A survey found 54.10% [@maslach1981].",
        "Smith et al. found OR = 2.99 (n = 300) [@smith2001, p. 3].",
        "It was [54.1% (n = 12)]{.literature} there.",
        "<!-- 54.10% in the draft -->The share was large.",
        "The COVID-19 pandemic, MBI-GS with 15 items, and the ICD-10 code Z73.0.",
        "Every estimate has its 95% confidence interval (95% CI); type-2 errors remain.",
    ],
)
def test_what_is_no_statistic_of_this_study_passes(text):
    assert found(text) == []


def test_a_sentence_with_a_citation_may_not_hold_this_studys_own_number():
    values = {"prevalence.burnout.percent": "54.10%"}
    said = typed_by_hand(make_study(), Texts("Our 54.10% are more than theirs [@x].", "Words."), values)
    assert [p.found for p in said] == ["a percentage typed by hand: '54.10%'"]
    assert "{{< var prevalence.burnout.percent >}}" in said[0].remedy
    assert found("Our 54.10% are more. Theirs were 12.30% [@x].", values=values) == [
        "a percentage typed by hand: '54.10%'"
    ]


def test_a_number_that_is_meant_may_be_named_in_the_study_file():
    manuscript = make_study().manuscript
    study = make_study(
        manuscript=manuscript.model_dump(mode="json")
        | {"conclusion": "Over 50% were burnt out", "quoted_numbers": ["50%"]}
    )
    assert typed_by_hand(study, Texts("Words.", "Words.")) == []
    study = make_study(manuscript=manuscript.model_dump(mode="json") | {"conclusion": "Over 50% were burnt out"})
    problem = typed_by_hand(study, Texts("Words.", "Words."))[0]
    assert problem.place == "manuscript: conclusion"
    assert "Say it in words." in problem.remedy


def test_the_line_is_told_and_composing_stops_with_all_of_them():
    text = "One.\n\nTwo\nlines with 12.5%.\n\n<!-- a\nb -->\nOR = 3.2 here."
    problems = typed_by_hand(make_study(), Texts("Words.", text))
    assert [p.place for p in problems] == ["line 4", "line 8"]
    with pytest.raises(RenderError, match="2 problems were found") as caught:
        compose(make_study(), {}, Results({}, {}, {}), Texts("Words.", text))
    assert "typed by hand" in str(caught.value)
