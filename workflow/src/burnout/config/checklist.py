"""The checklist of a reporting guideline: items, where each stands in a manuscript, and what shows that it is there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from burnout.config.base import Closed, Label, Text
from burnout.config.reporting import Guideline

Part = Literal[
    "title",
    "abstract",
    "introduction",
    "methods",
    "design",
    "intervention",
    "questionnaires",
    "outcomes",
    "interviews",
    "preparation",
    "statistics",
    "results",
    "participants",
    "prevalence",
    "screening",
    "models",
    "sensitivity",
    "ranking",
    "before-after",
    "course",
    "choices",
    "themes",
    "discussion",
    "limits",
    "declarations",
    "supplement",
]
"""A part of the manuscript, by the anchor of its heading."""

Design = Literal["cross-sectional", "pre-post", "survey-then-group"]

Fact = Annotated[str, StringConstraints(pattern=r"^[a-z]+(\.[a-z0-9_-]+)+( \| [a-z]+(\.[a-z0-9_-]+)+)*$")]
"""A fact that can be looked up, for example ``manuscript.setting``; of several joined by `` | ``, one is enough."""


class ChecklistItem(Closed):
    """One item of a guideline."""

    number: Label = Field(description="Number in the guideline.")
    topic: Text = Field(description="What is asked for, in own words.")
    chinese: Text = Field(description="The same in Chinese.")
    part: Part = Field(description="Part of the manuscript where it stands.")
    needs: list[Fact] = Field(
        default=[],
        description="Facts that show it is there: reported when all hold, partly when some do. `a | b`: one is enough.",
    )
    only_if: list[Fact] = Field(default=[], description="Facts without which the item does not apply.")
    see: list[Text] = Field(default=[], description="Tables and figures that show it, as tbl-... and fig-....")
    write: Text = Field(description="What the authors are to write when it is lacking.")
    certainty: Literal["source", "from memory"] = Field(
        default="source", description="Whether number and topic were seen in a public copy of the guideline."
    )

    @model_validator(mode="after")
    def _can_be_judged(self) -> ChecklistItem:
        if not self.needs:
            raise ValueError("name at least one fact under needs: an item that nothing shows cannot be judged")
        return self


class ChecklistSection(Closed):
    """A heading of a guideline with its items."""

    heading: Text = Field(description="Heading, in own words.")
    chinese: Text = Field(description="The same in Chinese.")
    items: list[ChecklistItem] = Field(min_length=1, description="Items, in order.")


class Checklist(Closed):
    """The checklist of one reporting guideline."""

    checklist: Guideline = Field(description="Name; the same as the name of the file.")
    name: Text = Field(description="Short name, as printed.")
    about: Text = Field(description="What it is for, in one sentence.")
    chinese: Text = Field(description="The same in Chinese.")
    cite: Text | None = Field(default=None, description="Key of the guideline in the bibliography.")
    source: Text = Field(description="Where numbers and topics come from.")
    designs: list[Design] = Field(min_length=1, description="Designs of studies it is for.")
    only_if: list[Fact] = Field(default=[], description="Facts without which a study does not use it unasked.")
    unasked: bool = Field(default=True, description="Whether it is filled without being named in the study file.")
    sections: list[ChecklistSection] = Field(min_length=1, description="Headings with items, in order.")

    @property
    def items(self) -> list[ChecklistItem]:
        """All items, in order."""
        return [item for section in self.sections for item in section.items]

    @model_validator(mode="after")
    def _numbered_once(self) -> Checklist:
        numbers = [item.number for item in self.items]
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if twice:
            raise ValueError(f"item numbers stand twice: {', '.join(twice)}")
        return self
