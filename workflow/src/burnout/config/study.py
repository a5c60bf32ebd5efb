"""The study file: everything that makes one study, in one closed model."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import Field

from burnout.config.agreement import Agreement, check_agreement
from burnout.config.analysis import (
    Intervention,
    Interviews,
    Model,
    Outcome,
    Paired,
    Plan,
    Ranking,
    Repeated,
    Sampling,
    Screening,
)
from burnout.config.base import Closed, Name, Slug, Text
from burnout.config.cleaning import Cleaning
from burnout.config.cleaning_names import check_cleaning_names, cleaning_problems
from burnout.config.data import DataFile, InstrumentUse, Occasion, Variable
from burnout.config.family import family_problems, question_problems
from burnout.config.instrument import SAMPLE, Instrument
from burnout.config.manuscript import Manuscript
from burnout.config.multiverse import Multiverse, check_multiverse
from burnout.config.pool import Pool, check_pool
from burnout.config.sites import site_problems
from burnout.errors import Problem


class Study(Closed):
    """One study: files, variables, instruments, design, analyses, and the manuscript's front matter."""

    study: Slug = Field(description="Name of the study; also the name of its file and of its results folder.")
    title: Text = Field(description="Title of the manuscript.")
    design: Literal["cross-sectional", "pre-post", "survey-then-group"] = Field(
        description="Design: decides the manuscript's source and reporting guideline."
    )
    synthetic: bool = Field(
        default=False, description="The data are invented. It is then said in every manuscript, table and figure."
    )
    files: dict[Name, DataFile] = Field(min_length=1, description="Raw files.")
    occasions: dict[Name, Occasion] = Field(
        default={"survey": Occasion(label="Survey")}, description="Occasions, in order of time."
    )
    variables: dict[Name, Variable] = Field(default={}, description="Variables.")
    instruments: dict[Name, InstrumentUse] = Field(
        default={}, description="Questionnaires; the name given here begins the names of their items and scores."
    )
    cleaning: Cleaning = Field(default=Cleaning(), description="Rules for rows that are not as they should be.")
    sampling: Sampling = Field(default=Sampling(), description="How people were sampled.")
    factors: list[Name] = Field(default=[], description="Factors, in the order of the tables.")
    outcomes: dict[Name, Outcome] = Field(default={}, description="Results that are screened, modelled or compared.")
    analysed: Name | None = Field(
        default=None, description="Occasion used for prevalence, screening and models; the first when not given."
    )
    screening: Screening | None = Field(default=None, description="Univariate screening.")
    models: dict[Name, Model] = Field(
        default={}, description="Logistic regressions: binary, ordinal or multinomial, as the outcome is."
    )
    ranking: Ranking | None = Field(default=None, description="Units compared and ranked.")
    paired: Paired | None = Field(default=None, description="Before and after comparisons.")
    pool: Pool | None = Field(default=None, description="Effects of several sites, pooled into one.")
    multiverse: Multiverse | None = Field(
        default=None, description="Questions answered by every combination of reasonable choices."
    )
    agreement: Agreement | None = Field(default=None, description="How far raters or coders agree.")
    repeated: Repeated | None = Field(default=None, description="Comparisons over three occasions or more.")
    intervention: Intervention | None = Field(default=None, description="What was done between the occasions.")
    interviews: Interviews | None = Field(default=None, description="Interview material.")
    plan: Plan = Field(default=Plan(), description="Analysis plans.")
    manuscript: Manuscript = Field(description="Front matter and the authors' own texts.")

    @property
    def stages(self) -> list[str]:
        """Stages that this study needs, in the order of the flow."""
        wanted = {
            "clean": True,
            "score": True,
            "screen": self.screening is not None or self.ranking is not None or bool(self.models),
            "model": bool(self.models),
            "paired": self.paired is not None,
            "repeated": self.repeated is not None,
            "pool": self.pool is not None,
            "multiverse": self.multiverse is not None,
            "agreement": self.agreement is not None,
            "themes": self.interviews is not None,
            "manuscript": True,
        }
        return [stage for stage, needed in wanted.items() if needed]

    @property
    def first_occasion(self) -> str:
        """Occasion used for prevalence, screening and models."""
        return self.analysed or next(iter(self.occasions))

    @property
    def repeated_occasions(self) -> list[str]:
        """Occasions that `repeated` compares, in order of time."""
        named = self.repeated.occasions if self.repeated else None
        return [name for name in self.occasions if name in named] if named else list(self.occasions)

    @property
    def described_occasions(self) -> list[str]:
        """Occasions that tables and figures describe: the analysed one; both when it is the first of a pair."""
        pair = [self.paired.before, self.paired.after] if self.paired else []
        return pair if self.first_occasion in pair else [self.first_occasion]

    def origin(self, name: str) -> str:
        """The variable from which another was cut; the name itself when it was not."""
        variable = self.variables.get(name)
        return variable.derive.source if variable and variable.derive else name

    def is_made_from(self, outcome: str, factor: str) -> bool:
        """Whether an outcome and a factor are made from one and the same variable."""
        return self.origin(self.outcomes[outcome].source) == self.origin(factor)

    def screened_outcomes(self) -> list[str]:
        """Names of the outcomes that are screened."""
        if self.screening is None:
            return []
        return list(self.screening.outcomes or self.outcomes)

    def screened_factors(self) -> list[str]:
        """Names of the factors that are screened."""
        if self.screening is None:
            return []
        return list(self.screening.factors or self.factors)

    def raw_paths(self) -> list[str]:
        """Paths of all files the study's data stages read, from the project's folder."""
        paths = [p for f in self.files.values() for p in (f.path, f.checks, f.dictionary) if p]
        seconds = [f.second for f in self.files.values() if f.second]
        paths += [p for s in seconds for p in (s.path, s.checks, s.adjudicated) if p]
        return list(dict.fromkeys(paths))

    def text_paths(self) -> dict[str, str]:
        """Paths of the authors' own files that go into the manuscript, by the key that names them."""
        intervention = self.intervention
        named = {
            "manuscript.introduction": self.manuscript.introduction,
            "manuscript.discussion": self.manuscript.discussion,
            "manuscript.bibliography": self.manuscript.bibliography,
            "intervention.sessions": intervention.sessions if intervention else None,
            "intervention.needs": intervention.needs if intervention else None,
        }
        return {key: path for key, path in named.items() if path}


def standardised_scales(use: InstrumentUse, instrument: Instrument) -> list[str]:
    """Names of the scales that get T scores: those of the norms in use, all when these are the sample, else none."""
    key = instrument.keys[use.key or instrument.default_key]
    cutoffs = instrument.cutoffs.get(use.cutoffs or "")
    name = use.norms or (cutoffs.norms if cutoffs else None)
    if name == SAMPLE:
        return list(key.scales)
    norms = instrument.norms.get(name or "")
    return [scale for scale in norms.scales if scale in key.scales] if norms else []


def score_columns(study: Study, instruments: Mapping[str, Instrument]) -> dict[str, str]:
    """Names of all score columns that scoring makes, with their kind.

    Returns
    -------
    dict of str to str
        Column name to "number", "ordinal" or "nominal".
    """
    columns: dict[str, str] = {}
    for use_name, use in study.instruments.items():
        instrument = instruments.get(use.instrument)
        if instrument is None:
            continue
        key = instrument.keys.get(use.key or instrument.default_key)
        if key is None:
            continue
        columns |= {f"{use_name}_{s}": "number" for s in [*key.scales, *key.composites]}
        cutoffs = instrument.cutoffs.get(use.cutoffs or "")
        if cutoffs is not None:
            columns |= {f"{use_name}_{s}_band": "ordinal" for s in cutoffs.scales}
            if cutoffs.grade is not None:
                columns[f"{use_name}_grade"] = "ordinal"
            if cutoffs.profile is not None:
                columns[f"{use_name}_profile"] = "nominal"
        columns |= {f"{use_name}_{s}_t": "number" for s in standardised_scales(use, instrument)}
    return columns


def check_references(study: Study, instruments: Mapping[str, Instrument], file: str) -> list[Problem]:
    """All names in a study file that point to nothing, as problems."""
    problems: list[Problem] = []

    def want(place: str, name: str | None, among: Iterable[str]) -> None:
        among = list(among)
        if name is None or name in among:
            return
        near = difflib.get_close_matches(name, among, n=1)
        remedy = f"Did you mean {near[0]!r}?" if near else "Use one of the allowed names, or declare it."
        problems.append(Problem(file, place, repr(name), ", ".join(sorted(among)) or "nothing is declared", remedy))

    def want_all(place: str, names: Iterable[str] | None, among: Iterable[str]) -> None:
        for i, name in enumerate(names or []):
            want(f"{place}[{i}]", name, among)

    _check_data_references(study, instruments, want, want_all)
    _check_analysis_references(study, instruments, want, want_all)
    scores = score_columns(study, instruments)
    problems += cleaning_problems(study, instruments, file)
    problems += site_problems(study, file, want)
    problems += [*family_problems(study, scores, file), *question_problems(study, scores, file)]
    check_multiverse(study, instruments, want, want_all)
    return (
        problems + _circular_models(study, file) + _too_few_occasions(study, file) + _changes_in_multiverse(study, file)
    )


def _check_data_references(study, instruments, want, want_all) -> None:  # noqa: ANN001
    for name, file in study.files.items():
        want(f"files.{name}.occasion", file.occasion, study.occasions)
    for name, variable in study.variables.items():
        want_all(f"variables.{name}.files", variable.files, study.files)
        if variable.derive:
            numbers = [v for v, spec in study.variables.items() if spec.type == "number"]
            want(f"variables.{name}.derive.source", variable.derive.source, numbers)
    for name, use in study.instruments.items():
        place = f"instruments.{name}"
        want(f"{place}.instrument", use.instrument, instruments)
        want_all(f"{place}.files", use.files, study.files)
        if (instrument := instruments.get(use.instrument)) is not None:
            want(f"{place}.key", use.key, instrument.keys)
            want(f"{place}.cutoffs", use.cutoffs, instrument.cutoffs_for(use.key))
            want(f"{place}.norms", use.norms, instrument.norms_for(use.key))
            want(f"{place}.missing_rule", use.missing_rule, instrument.missing_rules)
    check_cleaning_names(study, want, want_all)
    want("sampling.cluster", study.sampling.cluster, study.variables)


def _check_analysis_references(study, instruments, want, want_all) -> None:  # noqa: ANN001
    scores = score_columns(study, instruments)
    factors = [*study.variables, *scores]
    outcomes = study.outcomes
    binary = [name for name, outcome in outcomes.items() if outcome.is_binary]
    first, changes = study.first_occasion, [name for name, outcome in outcomes.items() if outcome.change_until]
    want_all("factors", study.factors, factors)
    for name, outcome in outcomes.items():
        want(f"outcomes.{name}.source", outcome.source, factors)
        want(f"outcomes.{name}.change_until", outcome.change_until, [o for o in study.occasions if o != first])
        if outcome.event and outcome.source in study.variables:
            want_all(f"outcomes.{name}.event", outcome.event, study.variables[outcome.source].level_labels)
    want("analysed", study.analysed, study.occasions)
    if study.screening:
        want_all("screening.outcomes", study.screening.outcomes, outcomes)
        want_all("screening.factors", study.screening.factors, factors)
    for name, model in study.models.items():
        want(f"models.{name}.outcome", model.outcome, outcomes)
        for key in ("factors", "candidates", "prespecified"):
            want_all(f"models.{name}.{key}", getattr(model, key), factors)
        want_all(f"models.{name}.forms", model.forms, factors)
    if study.ranking:
        want("ranking.unit", study.ranking.unit, study.variables)
        want("ranking.outcome", study.ranking.outcome, [n for n in outcomes if n not in binary])
    check_pool(study, factors, want)
    check_agreement(study, want)
    measures = study.paired.measures if study.paired else []
    for i, line in enumerate(study.interviews.joint if study.interviews else []):
        want_all(f"interviews.joint[{i}].results", line.results, [*study.variables, *study.outcomes, *measures])
    if study.paired:
        want("paired.before", study.paired.before, study.occasions)
        want("paired.after", study.paired.after, study.occasions)
        want_all("paired.measures", study.paired.measures, [n for n in outcomes if n not in [*binary, *changes]])
        want_all("paired.rates", study.paired.rates, binary)
        want_all("paired.bands", study.paired.bands, _with_levels(study, scores))
        want("paired.chosen_for", study.paired.chosen_for, outcomes)
        want("paired.arm", study.paired.arm, [v for v, spec in study.variables.items() if spec.level_labels])
        want_all("paired.reliability", study.paired.reliability, study.paired.measures)
        if study.paired.attrition:
            want("paired.attrition.variable", study.paired.attrition.variable, study.variables)
            if study.paired.attrition.variable in study.variables:
                labels = study.variables[study.paired.attrition.variable].level_labels
                want_all("paired.attrition.completed", study.paired.attrition.completed, labels)
    if study.repeated:
        want_all("repeated.occasions", study.repeated.occasions, study.occasions)
        want_all("repeated.measures", study.repeated.measures, [n for n in outcomes if n not in [*binary, *changes]])
        want_all("repeated.rates", study.repeated.rates, binary)
        want("repeated.arm", study.repeated.arm, [v for v, spec in study.variables.items() if spec.level_labels])


def _changes_in_multiverse(study: Study, file: str) -> list[Problem]:
    """Outcomes made from a change in a study with a multiverse, which makes outcomes anew on one occasion."""
    changes = [name for name, outcome in study.outcomes.items() if outcome.change_until]
    if study.multiverse is None or not changes:
        return []
    remedy = "Leave change_until out; a question of kind change compares occasions."
    return [Problem(file, f"outcomes.{changes[0]}.change_until", "a change", "none beside multiverse", remedy)]


def _too_few_occasions(study: Study, file: str) -> list[Problem]:
    """A comparison over occasions that are fewer than three."""
    if study.repeated is None or len(study.repeated_occasions) > 2:
        return []
    found = f"{len(study.repeated_occasions)} occasions"
    remedy = "Declare the occasions, or compare two occasions under paired."
    return [Problem(file, "repeated.occasions", found, "three occasions or more", remedy)]


def _with_levels(study: Study, scores: Mapping[str, str]) -> list[str]:
    """Outcomes that stand in levels."""
    kinds = {name: "levels" if spec.level_labels else "number" for name, spec in study.variables.items()} | scores
    return [
        name for name, outcome in study.outcomes.items() if outcome.is_binary or kinds.get(outcome.source) != "number"
    ]


def _circular_models(study: Study, file: str) -> list[Problem]:
    """Models in which a factor is made from the variable that the outcome is made from."""
    problems = []
    for name, model in study.models.items():
        if model.outcome not in study.outcomes:
            continue
        listed = {key: getattr(model, key) for key in ("factors", "candidates", "prespecified")}
        if model.factors is None and model.candidates is None:
            listed["candidates"] = study.factors
        for key, factors in listed.items():
            for factor in factors or []:
                if study.is_made_from(model.outcome, factor):
                    found = f"{factor!r}, from which the outcome {model.outcome!r} is made"
                    remedy = f"List the factors of the model under {key}, without this one."
                    problems.append(Problem(file, f"models.{name}.{key}", found, "other variables", remedy))
    return problems
