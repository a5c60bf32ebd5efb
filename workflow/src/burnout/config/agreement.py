"""The part of a study file that says whose ratings are compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Name, Text

if TYPE_CHECKING:
    from burnout.config.study import Study

Measurement = Literal["nominal", "ordinal", "interval", "ratio"]


class AgreementAnalysis(Closed):
    """Ratings of the same units by several raters, in one of three layouts."""

    label: Text = Field(description="Name in tables and text, for example 'Coding of statements'.")
    units: Text = Field(default="units", description="What is rated, in the plural, for example 'statements'.")
    ratings: list[Name] | None = Field(
        default=None, min_length=2, description="Variables that hold ratings: one per rater, a row being a unit."
    )
    rows: Literal["units", "raters"] = Field(
        default="units", description="What a row of the file is; with raters, each variable under ratings is a unit."
    )
    unit: Name | None = Field(default=None, description="Variable that names the unit, where each row is one rating.")
    rater: Name | None = Field(default=None, description="Variable that names the rater.")
    code: Name | None = Field(default=None, description="Variable that holds the rating, where each row is one rating.")
    measurement: Measurement = Field(default="nominal", description="Level of measurement of the ratings.")
    by: Name | None = Field(default=None, description="Variable by whose levels units are also looked at apart.")

    @model_validator(mode="after")
    def _one_layout(self) -> AgreementAnalysis:
        long = [self.unit, self.code]
        if (self.ratings is None) == (None in long) and self.ratings is None:
            raise ValueError("give ratings (a variable per rater), or unit, rater and code (a row per rating)")
        if self.ratings is not None and any(long):
            raise ValueError("give ratings, or unit, rater and code, not both")
        if self.ratings is None and self.rater is None:
            raise ValueError("give rater beside unit and code")
        if self.rows == "raters" and (self.ratings is None or self.by is not None):
            raise ValueError("rows: raters goes with ratings, and without by")
        return self


class Agreement(Closed):
    """How far raters or coders agree."""

    analyses: dict[Name, AgreementAnalysis] = Field(
        min_length=1, description="Whose ratings are compared, by a name of your own."
    )


def check_agreement(study: Study, want: Callable[[str, str | None, Iterable[str]], None]) -> None:
    """Report names of the agreement that point to nothing.

    Parameters
    ----------
    study : Study
        The study.
    want : callable
        Takes place, name and allowed names; reports a name that is not among them.
    """
    numbers = [n for n, v in study.variables.items() if v.type == "number" or v.level_labels]
    for name, analysis in study.agreement.analyses.items() if study.agreement else []:
        place = f"agreement.analyses.{name}"
        rated = study.variables if analysis.measurement == "nominal" else numbers
        for i, variable in enumerate(analysis.ratings or []):
            want(f"{place}.ratings[{i}]", variable, rated)
        want(f"{place}.code", analysis.code, rated)
        for key in ("unit", "rater", "by"):
            want(f"{place}.{key}", getattr(analysis, key), study.variables)
