"""The part of a study file that asks for a multiverse: one question answered in every reasonable way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from burnout.config.analysis import Outcome
from burnout.config.base import Closed, Label, Name, Text
from burnout.config.instrument import Instrument

if TYPE_CHECKING:
    from burnout.config.study import Study

Coding = Literal["levels", "scores"]
Method = Literal[
    "maximum-likelihood", "cluster-robust", "firth", "linear", "linear-hc3", "paired-t", "wilcoxon", "wilcoxon-exact"
]
METHODS: dict[str, tuple[Method, ...]] = {
    "odds-ratio": ("maximum-likelihood", "cluster-robust", "firth"),
    "mean-difference": ("linear", "linear-hc3", "cluster-robust"),
    "mean-change": ("paired-t", "wilcoxon", "wilcoxon-exact"),
}
"""Methods for each kind of effect."""
Want = Callable[[str, str | None, Iterable[str]], None]
WantAll = Callable[[str, Iterable[str] | None, Iterable[str]], None]


class Question(Closed):
    """One question that is answered in many ways."""

    label: Text | None = Field(default=None, description="Name in tables and figures; made from the labels if none.")
    kind: Literal["association", "change"] = Field(
        default="association",
        description="association: a factor and an outcome; change: an outcome before and after, in the same people.",
    )
    outcome: Name = Field(description="An outcome of the study; a number where a change is asked for.")
    factor: Name | None = Field(default=None, description="The factor of an association.")
    level: Label | None = Field(
        default=None,
        description="Level compared with the reference level; of an ordinal factor the one farthest from it if none.",
    )
    model: Name | None = Field(
        default=None, description="Model whose plans are marked among the specifications; the outcome's first if none."
    )

    @model_validator(mode="after")
    def _a_factor_where_one_is_needed(self) -> Question:
        if self.kind == "association" and self.factor is None:
            raise ValueError("an association needs a factor")
        if self.kind == "change" and (self.factor, self.level, self.model) != (None, None, None):
            raise ValueError("a change has no factor, level or model")
        return self


class LeftOut(Closed):
    """People left out in some of the specifications."""

    variable: Name = Field(description="Variable that tells who.")
    levels: list[Label] | None = Field(default=None, description="People with one of these levels are left out.")
    below: float | None = Field(default=None, description="People with a number under this are left out.")
    above: float | None = Field(default=None, description="People with a number over this are left out.")

    @model_validator(mode="after")
    def _one_way(self) -> LeftOut:
        if (self.levels is not None) + (self.below is not None) + (self.above is not None) != 1:
            raise ValueError("give one of levels, below, above")
        return self


class Multiverse(Closed):
    """Questions answered by every combination of reasonable choices, shown as specification curves."""

    questions: dict[Name, Question] = Field(
        default={},
        description="Questions; when there are none, the prespecified factors of all models of events, and the paired "
        "measures.",
    )
    cutoffs: dict[Name, list[Name] | Literal["all"]] = Field(
        default={},
        description="Cut-off sets to try for each questionnaire, or all; when not given, those under which the outcome "
        "can be formed.",
    )
    definitions: dict[Name, dict[Name, Outcome]] = Field(
        default={},
        description="How an outcome is formed under a cut-off set whose bands or grades have other names: outcome, "
        "cut-off set, then label, source and event (or a limit).",
    )
    missing_rules: dict[Name, list[Name] | Literal["all"]] = Field(
        default={}, description="Missing-item rules to try for each questionnaire; all of the instrument if not given."
    )
    keys: dict[Name, list[Name] | Literal["all"]] = Field(
        default={}, description="Scoring keys to try for each questionnaire; the one of the study when not given."
    )
    codings: list[Coding] = Field(
        default=["levels", "scores"],
        min_length=1,
        description="Coding of ordinal factors: levels (each against the reference), scores (a trend over 1, 2, 3).",
    )
    covariates: dict[Name, list[Name]] | None = Field(
        default=None,
        description="Sets of factors adjusted for; none and all candidates when not given. Those of the plans' own "
        "models are always among them.",
    )
    methods: list[Method] | None = Field(
        default=None, min_length=1, description="Methods to try, of those that fit a question; all when not given."
    )
    exclusions: dict[Name, list[LeftOut]] = Field(
        default={}, description="Groups of people left out in turn; everybody is always among the specifications."
    )
    most: int = Field(default=1000, ge=1, le=20_000, description="Largest number of specifications of a question.")
    sample: bool = Field(
        default=False,
        description="Draw this many at random, with the seed of the plan, where there are more; else the run stops.",
    )


def check_multiverse(study: Study, instruments: Mapping[str, Instrument], want: Want, want_all: WantAll) -> None:
    """Tell names in the multiverse that point to nothing.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    want, want_all : callable
        Take a place, the name or names that stand there, and the names that may.
    """
    asked = study.multiverse
    if asked is None:
        return
    for name, question in asked.questions.items():
        _check_question(study, f"multiverse.questions.{name}", question, want)
    for part, by_use in {"cutoffs": asked.cutoffs, "missing_rules": asked.missing_rules, "keys": asked.keys}.items():
        want_all(f"multiverse.{part}", by_use, study.instruments)
        for use, names in by_use.items():
            known = instruments.get(study.instruments[use].instrument) if use in study.instruments else None
            if known is not None and names != "all":
                want_all(f"multiverse.{part}.{use}", names, getattr(known, part))
    _check_definitions(study, instruments, asked, want)
    for name, covariates in (asked.covariates or {}).items():
        want_all(f"multiverse.covariates.{name}", covariates, [*study.variables, *study.factors])
    for name, rules in asked.exclusions.items():
        for i, rule in enumerate(rules):
            place = f"multiverse.exclusions.{name}[{i}]"
            want(f"{place}.variable", rule.variable, study.variables)
            if rule.variable in study.variables:
                want_all(f"{place}.levels", rule.levels, study.variables[rule.variable].level_labels)


def _check_question(study: Study, place: str, question: Question, want: Want) -> None:
    if question.kind == "change":
        numbers = [name for name, outcome in study.outcomes.items() if not outcome.is_binary]
        want(f"{place}.outcome", question.outcome, numbers)
        want(f"{place}.kind", question.kind, ["change"] if study.paired else ["association"])
        return
    want(f"{place}.outcome", question.outcome, study.outcomes)
    want(f"{place}.factor", question.factor, [*study.variables, *study.factors])
    models = [name for name, model in study.models.items() if model.outcome == question.outcome]
    want(f"{place}.model", question.model, models)
    variable = study.variables.get(question.factor or "")
    if variable is not None and variable.level_labels:
        others = [x for x in variable.level_labels if x != (variable.reference or variable.level_labels[0])]
        unclear = question.level is None and variable.type == "nominal" and len(others) > 1
        want(f"{place}.level", "no level" if unclear else question.level, others)


def _check_definitions(study: Study, instruments: Mapping[str, Instrument], asked: Multiverse, want: Want) -> None:
    from burnout.config.study import score_columns

    for outcome, by_set in asked.definitions.items():
        want("multiverse.definitions", outcome, study.outcomes)
        for cutoffs, definition in by_set.items():
            place = f"multiverse.definitions.{outcome}"
            known = {u: instruments[x.instrument] for u, x in study.instruments.items() if x.instrument in instruments}
            uses = [use for use, instrument in known.items() if cutoffs in instrument.cutoffs]
            want(place, cutoffs, [name for instrument in known.values() for name in instrument.cutoffs])
            changed = {u: study.instruments[u].model_copy(update={"cutoffs": cutoffs}) for u in uses}
            under = study.model_copy(update={"instruments": dict(study.instruments) | changed})
            if uses:
                sources = [*study.variables, *score_columns(under, instruments)]
                want(f"{place}.{cutoffs}.source", definition.source, sources)
