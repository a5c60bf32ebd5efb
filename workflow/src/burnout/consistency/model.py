"""The file into which a published table or text is typed, to be checked."""

from __future__ import annotations

import difflib
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from burnout.config.base import Closed, Slug, Text
from burnout.consistency.printed import read, read_p
from burnout.consistency.pvalue import DEGREES
from burnout.consistency.shares import MOST
from burnout.errors import DataError


def _figure(text: str) -> str:
    try:
        read(text)
    except DataError:
        raise ValueError("a figure as printed, for example 54.10") from None
    return text


def _p(text: str) -> str:
    try:
        read_p(text)
    except DataError:
        raise ValueError("a P value as printed, for example 0.047 or <0.001") from None
    return text


_AS_PRINTED = WithJsonSchema({"type": ["string", "number"]})

Figure = Annotated[str, AfterValidator(_figure), _AS_PRINTED]
"""A figure as printed, with all its decimals. The file is read as text, so that 54.10 stays 54.10 without quotes."""

PValue = Annotated[str, AfterValidator(_p), _AS_PRINTED]
"""A P value as printed: 0.047, <0.001, >0.05."""


class Percentage(Closed):
    """A printed percentage of people."""

    label: Text = Field(description="What it stands for; no two the same.")
    printed: Figure = Field(description="The percentage as printed, with all its decimals.")
    of: int | None = Field(default=None, ge=1, le=MOST, description="People it is a share of; n when not given.")
    count: int | None = Field(default=None, ge=0, description="The count, when it is printed too.")


class Group(Closed):
    """Percentages that make up a whole."""

    label: Text = Field(description="What they are together.")
    members: list[Text] = Field(min_length=2, description="Labels of the percentages.")
    total: Text | None = Field(default=None, description="Label of the percentage they make up; 100 when not given.")


class Tally(Closed):
    """Printed counts that make up a total, as in a flow of participants."""

    label: Text = Field(description="What they are together.")
    parts: list[int] = Field(min_length=2, description="The counts.")
    total: int = Field(ge=0, description="The printed total.")


class Mean(Closed):
    """A printed mean of whole-number answers or scores."""

    label: Text = Field(description="What it stands for.")
    printed: Figure = Field(description="The mean as printed.")
    sd: Figure | None = Field(default=None, description="Its standard deviation, as printed.")
    n: int | None = Field(
        default=None, ge=1, le=MOST, description="People it is the mean of; n of the file when not given."
    )
    items: int = Field(
        default=1,
        ge=1,
        description="Items of which each person's score is the mean; 1 for sum scores and single items.",
    )
    step: Figure = Field(default="1", description="Distance between neighbouring answers of an item.")


class Test(Closed):
    """A printed test statistic with its P value."""

    label: Text = Field(description="What was compared.")
    test: Literal["t", "F", "chi-square", "r", "z"] = Field(description="Distribution of the statistic.")
    statistic: Figure | None = Field(
        default=None, description="The statistic as printed; without it nothing is checked."
    )
    df: Figure | list[Figure] = Field(
        default=[], description="Degrees of freedom: one for t and chi-square, n - 2 for r, two for F, none for z."
    )
    p: PValue = Field(description="The P value as printed, for example 0.047 or <0.001.")
    tails: int = Field(default=2, ge=1, le=2, description="Sides of the test (t, r, z).")

    @property
    def freedom(self) -> list[str]:
        """Degrees of freedom as a list."""
        return [self.df] if isinstance(self.df, str) else self.df

    @model_validator(mode="after")
    def _as_many_df_as_the_test_has(self) -> Test:
        if len(self.freedom) != DEGREES[self.test]:
            raise ValueError(f"{self.test} has {DEGREES[self.test]} degrees of freedom, not {len(self.freedom)}")
        return self


class OddsRatio(Closed):
    """A printed odds ratio (or hazard ratio, or relative risk) with its interval."""

    label: Text = Field(description="What is compared with what.")
    odds_ratio: Figure = Field(description="The odds ratio as printed.")
    low: Figure = Field(description="Lower end of its interval.")
    high: Figure = Field(description="Upper end of its interval.")
    p: PValue | None = Field(default=None, description="Its P value as printed.")
    level: float = Field(default=0.95, gt=0.5, lt=1, description="Confidence level of the interval.")
    interval: Literal["wald", "other"] = Field(
        default="wald", description="wald: symmetric on the log scale. other: profile-likelihood or exact."
    )


class Published(Closed):
    """Printed figures of one paper, table or abstract."""

    published: Slug = Field(description="Name; the same as the file's.")
    title: Text = Field(description="Title of the paper.")
    source: Text = Field(description="Where it can be read: address, DOI or reference.")
    n: int | None = Field(default=None, ge=1, le=MOST, description="Number of participants analysed.")
    alpha: float = Field(default=0.05, gt=0, lt=1, description="Level at which results are called significant.")
    note: Text | None = Field(default=None, description="What a reader of the report should know.")
    percentages: list[Percentage] = Field(default=[], description="Percentages.")
    groups: list[Group] = Field(default=[], description="Percentages that add up to 100, or to another percentage.")
    counts: list[Tally] = Field(default=[], description="Counts that add up to a total.")
    means: list[Mean] = Field(
        default=[], description="Means and standard deviations of whole-number answers or scores."
    )
    tests: list[Test] = Field(default=[], description="Test statistics with P values.")
    odds_ratios: list[OddsRatio] = Field(default=[], description="Odds ratios with intervals and P values.")

    @model_validator(mode="after")
    def _labels_lead_somewhere(self) -> Published:
        labels = [percentage.label for percentage in self.percentages]
        twice = sorted({label for label in labels if labels.count(label) > 1})
        if twice:
            raise ValueError(f"the label {twice[0]!r} stands at two percentages")
        for group in self.groups:
            for label in [*group.members, *([group.total] if group.total else [])]:
                if label not in labels:
                    near = difflib.get_close_matches(label, labels, n=1)
                    hint = f"; did you mean {near[0]!r}?" if near else ""
                    raise ValueError(f"the group {group.label!r} names {label!r}, which is no percentage's label{hint}")
        return self
