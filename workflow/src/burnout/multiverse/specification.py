"""Specifications of a question: every combination of its choices, and those that are the plans' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from burnout.config.analysis import Model
from burnout.config.instrument import Instrument
from burnout.config.multiverse import METHODS, Question
from burnout.config.study import Study
from burnout.errors import AnalysisError, Problem
from burnout.model.design import kind_of, levels_of
from burnout.model.task import enter, task_of
from burnout.multiverse.choices import Scoring, multiverse_of, scorings_of
from burnout.multiverse_labels import EVERYBODY

AS_PUBLISHED, RECOMMENDED = "as-published", "recommended"
AS_THE_MODEL = "as the model"


@dataclass(frozen=True)
class Covariates:
    """A set of factors that an association is adjusted for.

    Parameters
    ----------
    name : str
        Its name; that of a plan for the factors of the plan's own model.
    entered : tuple of str
        All factors of the model in their order, the factor of the question among them.
    complete_on : tuple of str
        Factors that participants must have answered; more than those entered after a selection.
    plans : tuple of str
        The plans whose model this is; empty for a set of the study file, or where the plan's model lacks the factor.
    """

    name: str
    entered: tuple[str, ...]
    complete_on: tuple[str, ...]
    plans: tuple[str, ...] = ()


@dataclass(frozen=True)
class Specification:
    """One way to answer a question."""

    scoring: Scoring
    method: str
    people: str = EVERYBODY
    covariates: Covariates | None = None
    coding: str = ""
    is_published: bool = False
    is_recommended: bool = False


@dataclass(frozen=True)
class Asked:
    """A question with what is known of it before its specifications are made.

    Parameters
    ----------
    name : str
        Its name.
    question : Question
        The question, its level filled in.
    effect : {"odds-ratio", "mean-difference", "mean-change"}
        What is estimated.
    model : Model or None
        The model whose plans are marked.
    reference : str
        Level that the question's level is compared with.
    """

    name: str
    question: Question
    effect: str
    model: Model | None = None
    model_name: str = ""
    reference: str = ""


def asked_of(study: Study, name: str, question: Question, data: pd.DataFrame) -> Asked:
    """A question with its kind of effect, its model, and its levels.

    Parameters
    ----------
    study : Study
        The study.
    name : str
        Name of the question.
    question : Question
        The question.
    data : DataFrame
        Scored data, for the levels of a factor that is a score.
    """
    if question.kind == "change" or question.factor is None:
        return Asked(name, question, "mean-change")
    effect = "odds-ratio" if study.outcomes[question.outcome].is_binary else "mean-difference"
    models = [m for m, model in study.models.items() if model.outcome == question.outcome]
    chosen = question.model or next(iter(models), "")
    levels = levels_of(study, data, question.factor)
    declared = study.variables[question.factor].reference if question.factor in study.variables else None
    reference = (declared or levels[0]) if levels else ""
    level = question.level
    if level is None and levels:
        place = levels.index(reference)
        level = max((x for x in levels if x != reference), key=lambda x: abs(levels.index(x) - place))
    question = question.model_copy(update={"level": level})
    return Asked(name, question, effect, study.models.get(chosen), chosen, reference)


def specifications(
    study: Study,
    instruments: Mapping[str, Instrument],
    asked: Asked,
    first: pd.DataFrame,
    screening: pd.DataFrame | None,
    tests: Mapping[str, str],
) -> list[Specification]:
    """All specifications of a question in a fixed order, or a sample of them where the study says so.

    Parameters
    ----------
    study, instruments : Study, mapping of str to Instrument
        The study and all instruments.
    asked : Asked
        The question.
    first : DataFrame
        Scored rows of the analysed occasion.
    screening : DataFrame or None
        The screening table, from which the as-published plan selects.
    tests : mapping of str to str
        Plan to its test of a change.

    Raises
    ------
    AnalysisError
        There are more specifications than the study file allows.
    """
    wanted = multiverse_of(study)
    scorings = scorings_of(study, instruments, asked.question)
    methods = _methods(study, asked)
    people = [EVERYBODY, *wanted.exclusions]
    if asked.effect == "mean-change":
        made = [Specification(s, m, p) for s, p, m in product(scorings, people, methods)]
        return _limited(study, asked, [_marked_change(x, scorings[0], tests) for x in made])
    made = [
        Specification(scoring, method, who, covariates, coding)
        for covariates in _covariates(study, asked, first, screening)
        for scoring, who, coding, method in product(
            scorings, people, _codings(study, asked, first, covariates), methods
        )
    ]
    return _limited(study, asked, [_marked(study, asked, first, x, scorings[0]) for x in made])


def _methods(study: Study, asked: Asked) -> list[str]:
    """Methods of a question, those of the plans among them."""
    fitting = [m for m in METHODS[asked.effect] if m != "cluster-robust" or study.sampling.cluster is not None]
    wanted = multiverse_of(study).methods
    if wanted is None:
        return fitting
    own = [METHODS[asked.effect][0], *(["cluster-robust"] if "cluster-robust" in fitting else [])]
    return [m for m in fitting if m in wanted or m in own]


def _covariates(study: Study, asked: Asked, first: pd.DataFrame, screening: pd.DataFrame | None) -> list[Covariates]:
    """Sets of covariates, those of the plans' own models first; no set stands twice."""
    factor = asked.question.factor or ""
    found: list[Covariates] = []
    for plan in study.plan.names if asked.model is not None else []:
        entered = enter(task_of(study, plan, asked.model_name, asked.model, first), screening)
        inside = factor in entered.factors
        order = entered.factors if inside else [factor, *entered.factors]
        on = dict.fromkeys([*entered.cases_of, *order])
        found.append(Covariates(f"{plan} model", tuple(order), tuple(on), (plan,) if inside else ()))
    named = multiverse_of(study).covariates
    if named is None:
        candidates = (asked.model.factors or asked.model.candidates or study.factors) if asked.model else study.factors
        named = {"none": [], "candidates": list(candidates)}
    for name, listed in named.items():
        kept = [f for f in listed if f != factor and not study.is_made_from(asked.question.outcome, f)]
        order = tuple(dict.fromkeys([factor, *kept]))
        found.append(Covariates(name, order, order))
    return _once(found)


def _once(sets: Sequence[Covariates]) -> list[Covariates]:
    """Sets of covariates without repetition; the model that both plans have is one set of both."""
    found: dict[object, Covariates] = {}
    for each in sets:
        key = (frozenset(each.entered), frozenset(each.complete_on))
        first = found.setdefault(key, each)
        if first is not each and each.plans:
            plans = (*first.plans, *each.plans)
            found[key] = replace(first, name="model of both plans" if len(plans) > 1 else each.name, plans=plans)
    return list(found.values())


def graded(study: Study, data: pd.DataFrame, factor: str) -> bool:
    """Whether a factor may be coded in more than one way: ordinal, with three levels or more."""
    return factor in data and kind_of(study, data, factor) == "ordinal" and len(levels_of(study, data, factor)) > 2


def forms_of(study: Study, asked: Asked, data: pd.DataFrame, factors: Sequence[str], coding: str) -> dict[str, str]:
    """How the factors of a specification enter.

    Ordinal factors of three levels or more follow the coding, the others the model of the question; a number that is
    asked about enters as it is.
    """
    own = dict(asked.model.forms) if asked.model else {}
    if coding != AS_THE_MODEL:
        own |= {f: coding for f in factors if graded(study, data, f)}
    if own.get(asked.question.factor or "") == "quadratic":
        own.pop(asked.question.factor or "")
    return own


def _own_coding(study: Study, asked: Asked, data: pd.DataFrame, covariates: Covariates) -> str:
    """The coding that the question's model uses."""
    forms = asked.model.forms if asked.model else {}
    used = {forms.get(f, "levels") for f in covariates.entered if graded(study, data, f)} or {"levels"}
    return used.pop() if len(used) == 1 else AS_THE_MODEL


def _codings(study: Study, asked: Asked, data: pd.DataFrame, covariates: Covariates) -> list[str]:
    own = _own_coding(study, asked, data, covariates)
    if not any(graded(study, data, f) for f in covariates.entered):
        return [own]
    wanted = list(multiverse_of(study).codings)
    return list(dict.fromkeys([*([own] if covariates.plans else []), *wanted]))


def _marked(study: Study, asked: Asked, data: pd.DataFrame, spec: Specification, own: Scoring) -> Specification:
    """A specification of an association, with whether it is that of a plan's own model."""
    covariates = spec.covariates
    quadratic = asked.model is not None and asked.model.forms.get(asked.question.factor or "") == "quadratic"
    if covariates is None or not covariates.plans or spec.people != EVERYBODY or spec.scoring != own or quadratic:
        return spec
    if asked.effect != "odds-ratio" or spec.coding != _own_coding(study, asked, data, covariates):
        return spec
    robust = study.sampling.cluster in data
    return replace(
        spec,
        is_published=AS_PUBLISHED in covariates.plans and spec.method == "maximum-likelihood",
        is_recommended=RECOMMENDED in covariates.plans
        and spec.method == ("cluster-robust" if robust else "maximum-likelihood"),
    )


def _marked_change(spec: Specification, own: Scoring, tests: Mapping[str, str]) -> Specification:
    if spec.people != EVERYBODY or spec.scoring != own:
        return spec
    return replace(
        spec,
        is_published=tests.get(AS_PUBLISHED) == spec.method,
        is_recommended=tests.get(RECOMMENDED) == spec.method,
    )


def _limited(study: Study, asked: Asked, made: list[Specification]) -> list[Specification]:
    """Specifications no more than the study allows: drawn at random where it says so, the plans' own always kept."""
    wanted = multiverse_of(study)
    if len(made) <= wanted.most:
        return made
    if not wanted.sample:
        raise AnalysisError(
            Problem(
                f"config/studies/{study.study}.yaml",
                f"multiverse.questions.{asked.name}",
                f"{len(made)} specifications",
                f"at most {wanted.most} (multiverse.most)",
                "Name fewer choices, raise multiverse.most, or draw a sample with multiverse.sample: true.",
            )
        )
    kept = [i for i, spec in enumerate(made) if spec.is_published or spec.is_recommended]
    rest = [i for i in range(len(made)) if i not in set(kept)]
    drawn = np.random.default_rng(study.plan.seed).permutation(rest)[: max(0, wanted.most - len(kept))]
    return [made[i] for i in sorted([*kept, *(int(i) for i in drawn)])]
