"""The part of a study file that says what is analysed: outcomes, screening, models, ranking, paired, interviews."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Label, Name, Text

PlanName = Literal["as-published", "recommended"]
Form = Literal["linear", "quadratic", "levels", "scores"]
Family = Literal["binary", "ordinal", "multinomial"]


class Outcome(Closed):
    """A result that is screened or modelled. Binary when an event is declared, else as its source is."""

    label: Text = Field(description="Name in tables and text.")
    source: Name = Field(description="A variable, or a score such as mbi_exhaustion, mbi_exhaustion_band, mbi_grade.")
    event: list[Label] | None = Field(default=None, description="Levels that count as the event.")
    at_least: float | None = Field(default=None, description="A number at or over this is the event.")
    above: float | None = Field(default=None, description="A number over this is the event.")
    at_most: float | None = Field(default=None, description="A number at or under this is the event.")
    below: float | None = Field(default=None, description="A number under this is the event.")
    change_until: Name | None = Field(
        default=None,
        description="Later occasion: the outcome is made from the change of a number, its value there minus that on "
        "the analysed occasion (in units of the source; above: 0 then means that it rose).",
    )

    @property
    def limits(self) -> dict[str, float]:
        """The limits that are set, by name."""
        names = ("at_least", "above", "at_most", "below")
        return {n: v for n in names if (v := getattr(self, n)) is not None}

    @property
    def is_binary(self) -> bool:
        """Whether the outcome is an event (yes, no)."""
        return self.event is not None or bool(self.limits)

    @model_validator(mode="after")
    def _one_definition(self) -> Outcome:
        if len(self.limits) + (self.event is not None) > 1:
            raise ValueError("give at most one of event, at_least, above, at_most, below")
        if self.event is not None and self.change_until is not None:
            raise ValueError("a change is a number: give at_least, above, at_most or below instead of event")
        return self


class Screening(Closed):
    """Univariate screening of factors against outcomes."""

    outcomes: list[Name] | None = Field(default=None, description="Outcomes; all when not given.")
    factors: list[Name] | None = Field(default=None, description="Factors; the study's factors when not given.")


class Model(Closed):
    """A multivariable logistic regression."""

    label: Text | None = Field(default=None, description="Name in tables; the outcome's label when not given.")
    outcome: Name = Field(description="An outcome that is an event, or has three or more levels.")
    family: Family | None = Field(
        default=None,
        description="Regression. When not given: binary for an event, ordinal (proportional odds) for levels in order, "
        "multinomial for levels without order.",
    )
    factors: list[Name] | None = Field(
        default=None, description="Factors entered as they stand, in both plans (no selection)."
    )
    candidates: list[Name] | None = Field(
        default=None, description="As-published plan: factors that may be selected; the study's factors if not given."
    )
    selection: Literal["forward-lr", "backward-lr", "none"] = Field(
        default="forward-lr",
        description="As-published plan: how factors significant in screening are selected. Stepwise selection is for "
        "events; ordinal and multinomial regressions enter all of them.",
    )
    prespecified: list[Name] | None = Field(
        default=None, description="Recommended plan: factors fixed before the data were seen."
    )
    forms: dict[Name, Form] = Field(
        default={},
        description="How a factor enters: linear or quadratic (numbers), levels (dummies), scores (ordered 1, 2, 3).",
    )

    @model_validator(mode="after")
    def _one_way(self) -> Model:
        if self.factors is not None and (self.candidates is not None or self.prespecified is not None):
            raise ValueError("give factors (entered as they stand), or candidates and prespecified, not both")
        return self


class Ranking(Closed):
    """Units compared and ranked, with their uncertainty."""

    unit: Name = Field(description="Variable that names the unit, for example department.")
    outcome: Name = Field(description="A number outcome to rank by.")
    choose: Literal["highest", "lowest"] = Field(default="highest", description="Which end is the worst.")
    minimum_n: int = Field(default=5, ge=1, description="Smallest unit that is shown (privacy and precision).")


class Attrition(Closed):
    """Which participants were lost, and why."""

    variable: Name = Field(description="Variable that tells how participation ended.")
    completed: list[Label] = Field(min_length=1, description="Levels that mean completed.")


class Paired(Closed):
    """The same people before and after."""

    before: Name = Field(description="First occasion.")
    after: Name = Field(description="Second occasion.")
    measures: list[Name] = Field(default=[], description="Number outcomes compared as means.")
    rates: list[Name] = Field(default=[], description="Binary outcomes compared as rates.")
    bands: list[Name] = Field(
        default=[],
        description="Outcomes of several levels compared as levels; bands, grades and profiles of questionnaires are "
        "compared without being named.",
    )
    attrition: Attrition | None = Field(default=None, description="How losses are told.")
    arm: Name | None = Field(
        default=None,
        description="Variable that tells the arms of a study with a comparison; its reference level is compared with.",
    )
    chosen_for: Name | None = Field(
        default=None, description="Outcome for whose extreme values the group was chosen: regression to the mean."
    )
    retest_reliability: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Test-retest correlation of that outcome from the literature; else 0.5 and 0.8 are tried.",
    )
    reliability: dict[Name, Annotated[float, Field(gt=0, le=1)]] = Field(
        default={},
        description="Reliability of measures from the literature, for reliable change; else alpha in this sample.",
    )

    @model_validator(mode="after")
    def _something_to_compare(self) -> Paired:
        if not self.measures and not self.rates and not self.bands:
            raise ValueError("name at least one outcome under measures (numbers), rates (yes or no) or bands (levels)")
        return self


class Repeated(Closed):
    """The same people on three occasions or more."""

    occasions: list[Name] | None = Field(
        default=None, description="Occasions compared, in order of time, three or more; all when not given."
    )
    measures: list[Name] = Field(default=[], description="Number outcomes compared as means.")
    rates: list[Name] = Field(default=[], description="Binary outcomes compared as rates.")
    arm: Name | None = Field(
        default=None,
        description="Variable that tells the arms of a study with a comparison; its reference level is compared with.",
    )

    @model_validator(mode="after")
    def _something_to_compare(self) -> Repeated:
        if not self.measures and not self.rates:
            raise ValueError("name at least one outcome under measures (numbers) or rates (yes or no)")
        return self


class Sampling(Closed):
    """How people were sampled, as far as the analysis must know."""

    cluster: Name | None = Field(default=None, description="Variable that names the cluster of a cluster sample.")


class Imputation(Closed):
    """Multiple imputation of missing factors (recommended plan) and of lost answers before or after."""

    number: int | None = Field(
        default=None,
        ge=0,
        le=1000,
        description="Imputed data sets; when not given, as many as per cent of the participants are incomplete, but at "
        "least 20 for logistic regressions and 100 for changes; 0 for no imputation.",
    )
    iterations: int = Field(default=10, ge=1, le=1000, description="Rounds of the chained equations.")
    at_least: float = Field(
        default=5,
        ge=0,
        le=100,
        description="A binary logistic regression is repeated with imputed factors when at least so many per cent of "
        "its participants lack a factor; 0 for always when anybody does.",
    )
    numbers: Literal["pmm", "normal"] = Field(
        default="pmm",
        description="How numbers are imputed: predictive mean matching, or Bayesian linear regression (always with "
        "fewer than 50 known values).",
    )
    donors: int = Field(default=5, ge=1, le=100, description="Donors of predictive mean matching.")

    @model_validator(mode="after")
    def _more_than_one(self) -> Imputation:
        if self.number == 1:
            raise ValueError("one imputed data set tells nothing about the uncertainty: give 2 or more, or 0 for none")
        return self


class Plan(Closed):
    """The analysis plans and their thresholds."""

    primary: PlanName = Field(default="as-published", description="The plan whose results the manuscript shows.")
    sensitivity: bool = Field(default=True, description="Run the other plan beside it and say where they disagree.")
    alpha: float = Field(default=0.05, gt=0, lt=0.5, description="Two-sided significance level.")
    entry: float = Field(default=0.05, gt=0, lt=1, description="P for a factor to enter in stepwise selection.")
    removal: float = Field(default=0.10, gt=0, le=1, description="P for a factor to leave in stepwise selection.")
    confidence: float = Field(default=0.95, gt=0.5, lt=1, description="Confidence level of intervals.")
    intervals: Literal["wald", "profile"] = Field(
        default="wald",
        description="Intervals and P of logistic regressions by maximum likelihood: Wald as in SPSS, or profile "
        "likelihood with likelihood ratio tests as R's confint; where the plan allows for clusters they are robust.",
    )
    firth_below: float = Field(
        default=5,
        ge=0,
        le=50,
        description="Recommended plan: with fewer events (or non-events) per parameter, or fewer than 20 in all, a "
        "logistic regression is fitted by Firth's method, unless clusters are allowed for; 0 for separation only.",
    )
    bootstrap: int = Field(
        default=200,
        ge=0,
        le=100_000,
        description="Resamples that validate each logistic regression and its selection; 0 for none.",
    )
    imputation: Imputation = Field(default=Imputation(), description="Multiple imputation, as a sensitivity analysis.")
    seed: int = Field(default=20261122, ge=0, description="Seed of everything random.")

    @property
    def names(self) -> list[PlanName]:
        """Plans to run, the primary first."""
        other: PlanName = "recommended" if self.primary == "as-published" else "as-published"
        return [self.primary, other] if self.sensitivity else [self.primary]


class JointResult(Closed):
    """A line of the joint display: results of the questionnaires beside a theme of the interviews."""

    theme: Text = Field(description="A theme, as it stands in the table of themes.")
    results: list[Name] = Field(
        min_length=1, description="Factors, outcomes or measures of before and after whose results belong to it."
    )
    reading: Text | None = Field(
        default=None,
        description="What the two say together, in a sentence: do they agree, add to or contradict each other?",
    )


class Interviews(Closed):
    """Interview material: transcripts, coded statements, themes."""

    method: Literal["colaizzi", "thematic"] = Field(default="colaizzi", description="Method of analysis.")
    transcripts: Text = Field(description="Folder with one .txt per interview.")
    statements: Text = Field(description="CSV: statement, transcript, participant, quote, meaning, cluster.")
    themes: Text = Field(description="CSV: theme, cluster, definition; in order.")
    second_coder: Text | None = Field(
        default=None,
        description="CSV: statement, cluster; by a second coder who did not see the first coding.",
    )
    form: Text = Field(default="one-to-one interviews", description="For example 'one-to-one interviews'.")
    joint: list[JointResult] = Field(
        default=[], description="Joint display: which results of the questionnaires stand beside which theme."
    )

    @property
    def tables(self) -> list[str]:
        """Paths of the tables: statements, themes, and the second coder's where there is one."""
        return [path for path in (self.statements, self.themes, self.second_coder) if path]


class Intervention(Closed):
    """What was done with the participants between the occasions."""

    name: Text = Field(description="Name of the intervention.")
    description: Text = Field(description="What it was, in one or two sentences.")
    sessions: str | None = Field(default=None, description="CSV: session, date, topic, content, present, minutes.")
    needs: str | None = Field(default=None, description="CSV: need, mentions, plan.")
