"""The part of a study file that says what happens to rows that are not as they should be."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Code, Label, Name, Text

Action = Literal["stop", "quarantine", "blank"]
RowAction = Literal["stop", "quarantine", "flag"]
Relation = Literal["at_least", "above", "at_most", "below", "equal", "different"]

_ACTION = "What is done with such rows: stop the run, set them aside, or keep them and tell it."


class Exclusion(Closed):
    """Participants who do not belong in the analysis, with the reason."""

    variable: Name = Field(description="Variable that tells it.")
    levels: list[Label] = Field(min_length=1, description="Levels (labels) that are excluded.")
    reason: Text = Field(description="Reason as it stands in the flow, for example 'withdrew consent'.")


class Condition(Closed):
    """What a variable must be for a condition to hold; everything that is given must hold."""

    at_least: float | None = Field(default=None, description="The number is this or more.")
    above: float | None = Field(default=None, description="The number is more than this.")
    at_most: float | None = Field(default=None, description="The number is this or less.")
    below: float | None = Field(default=None, description="The number is less than this.")
    one_of: list[Label] | None = Field(default=None, min_length=1, description="The level is one of these (labels).")
    none_of: list[Label] | None = Field(default=None, min_length=1, description="The level is none of these (labels).")
    answered: bool | None = Field(default=None, description="true: there is an answer; false: there is none.")

    @property
    def limits(self) -> dict[str, float]:
        """The limits of a number that are given."""
        named = {kind: getattr(self, kind) for kind in ("at_least", "above", "at_most", "below")}
        return {kind: value for kind, value in named.items() if value is not None}

    @model_validator(mode="after")
    def _says_something(self) -> Condition:
        if not self.limits and self.one_of is None and self.none_of is None and self.answered is None:
            raise ValueError("give at_least, above, at_most, below, one_of, none_of or answered")
        return self


class Comparison(Closed):
    """Two variables compared: left is at_most (and so on) right."""

    left: Name = Field(description="A variable: a number, or levels in order.")
    is_: Relation = Field(alias="is", description="How left must be to right.")
    right: Name = Field(description="A variable of the same kind.")
    plus: float = Field(
        default=0.0, description="Added to right before comparing, for example -16: years of work at most age less 16."
    )


class Consistency(Closed):
    """What must hold between the answers of one row. A row that lacks an answer needed is not judged."""

    label: Text = Field(description="The rule in words, as it stands in the flow and the methods.")
    if_: dict[Name, Condition] = Field(
        default={}, alias="if", description="Variable: condition. Rows for which all of them hold are judged."
    )
    then: dict[Name, Condition] = Field(default={}, description="Variable: condition. All of them must hold.")
    compare: Comparison | None = Field(default=None, description="A comparison of two variables that must hold.")
    action: RowAction = Field(default="stop", description=_ACTION)

    @model_validator(mode="after")
    def _demands_something(self) -> Consistency:
        if not self.then and self.compare is None:
            raise ValueError("give then or compare: what must hold")
        return self


class StraightLining(Closed):
    """The same answer to every item of a questionnaire."""

    instrument: Name = Field(description="Name of the questionnaire in the study file.")
    minimum_items: int = Field(
        default=10,
        ge=3,
        description="A questionnaire without reversed items must have so many, else the same answer may be meant.",
    )
    minimum_answered: float = Field(
        default=1.0, gt=0, le=1, description="Share of the items that must be answered for a row to be judged."
    )
    action: RowAction = Field(default="flag", description=_ACTION)


class AnswerTime(Closed):
    """A questionnaire answered too fast."""

    column: Text = Field(
        description="Column with the time: seconds, or text such as 123秒, 2分3秒, 2 min 3 s, 0:02:03."
    )
    files: list[Name] | None = Field(default=None, description="Files that have it; all when not given.")
    below: float | None = Field(default=None, gt=0, description="Fewer seconds than this are too few.")
    below_median: float | None = Field(
        default=None, gt=0, lt=1, description="Less than this share of the median time of the file and occasion."
    )
    action: RowAction = Field(default="flag", description=_ACTION)

    @model_validator(mode="after")
    def _has_a_limit(self) -> AnswerTime:
        if self.below is None and self.below_median is None:
            raise ValueError("give below (seconds), below_median (a share), or both")
        return self


class Attention(Closed):
    """An item that shows whether a person reads: it asks for a certain answer. An unanswered one is not judged."""

    column: Text = Field(description="Its column. {occasion} as usual.")
    expected: Code | list[Code] = Field(description="The answer asked for, as it stands in the file; or several.")
    files: list[Name] | None = Field(default=None, description="Files that have it; all when not given.")
    action: RowAction = Field(default="flag", description=_ACTION)


class Linkage(Closed):
    """Whether rows of one id at several occasions are of one person, and there at all."""

    unchanging: list[Name] = Field(
        default=[], description="Variables that cannot change between occasions, such as sex or year of birth."
    )
    changed: RowAction = Field(
        default="stop", description="An id for which one of them changes: stop, set all its rows aside, or tell it."
    )
    occasions: list[Name] | None = Field(
        default=None, description="Occasions at which everybody should be; all when not given."
    )
    unmatched: RowAction | None = Field(
        default=None, description="An id that is not there at all of these occasions; not looked for when not given."
    )


class Cleaning(Closed):
    """What happens to rows that are not as they should be. Nothing is repaired silently."""

    duplicates: Literal["stop", "quarantine"] = Field(
        default="stop", description="An id that stands twice (per occasion): stop, or keep the first row."
    )
    out_of_range: Action = Field(
        default="stop", description="A value outside the range or levels: stop, set the row aside, or blank the value."
    )
    unmatched_occasion: Literal["stop", "quarantine"] = Field(
        default="stop", description="A row whose occasion is unknown."
    )
    minimum_answered: float = Field(
        default=0.0, ge=0, le=1, description="Share of an instrument's items that must be answered, else set aside."
    )
    required: list[Name] = Field(default=[], description="Variables that must be answered, else the row is set aside.")
    exclude: list[Exclusion] = Field(default=[], description="Exclusions, in order.")
    linkage: Linkage | None = Field(default=None, description="Ids over several occasions.")
    consistency: list[Consistency] = Field(default=[], description="What must hold between answers, in order.")
    attention: list[Attention] = Field(default=[], description="Attention items, in order.")
    answer_time: AnswerTime | None = Field(default=None, description="How fast is too fast.")
    straight_lining: list[StraightLining] = Field(
        default=[], description="Questionnaires looked at for the same answer to every item."
    )

    @model_validator(mode="after")
    def _labels_once(self) -> Cleaning:
        labels = [rule.label for rule in self.consistency]
        if len(set(labels)) < len(labels):
            raise ValueError("two rules of consistency have the same label")
        return self
