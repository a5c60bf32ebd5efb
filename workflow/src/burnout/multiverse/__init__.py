"""Multiverse: one question answered by every combination of reasonable choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from burnout.config import Instrument, Study
from burnout.multiverse.association import Answered, Associations
from burnout.multiverse.choices import questions_of
from burnout.multiverse.rescore import Scorer
from burnout.multiverse.specification import Asked, Specification, asked_of, specifications
from burnout.multiverse.summary import DIMENSIONS, dimensions_table, summary_table
from burnout.multiverse_labels import EVERYBODY

__all__ = ["DIMENSIONS", "EVERYBODY", "Explored", "explore"]

COLUMNS = (
    "question", "specification", "kind", "outcome", "factor", "level", "reference", "cutoffs", "missing_rule",
    "scoring_key", "coding", "covariates", "people", "method", "n", "events", "estimate", "std_error", "odds_ratio",
    "difference", "conf_low", "conf_high", "p_value", "is_published", "is_recommended", "status", "note", "measure",
    "definition", "adjusted_for", "confidence",
)  # fmt: skip
NUMBERS = ("estimate", "std_error", "odds_ratio", "difference", "conf_low", "conf_high", "p_value", "confidence")
WHOLE = ("specification", "n", "events")
MARKS = ("is_published", "is_recommended")


@dataclass(frozen=True)
class Explored:
    """Tables of the stage.

    Parameters
    ----------
    multiverse : DataFrame
        One row per question and specification.
    multiverse_summary : DataFrame
        One row per question.
    multiverse_dimensions : DataFrame
        One row per question, dimension and choice: how much each choice moves the estimate.
    """

    multiverse: pd.DataFrame
    multiverse_summary: pd.DataFrame
    multiverse_dimensions: pd.DataFrame


def explore(
    study: Study,
    instruments: Mapping[str, Instrument],
    clean: pd.DataFrame,
    scored: pd.DataFrame,
    screening: pd.DataFrame | None = None,
) -> Explored:
    """Answer every question of a study by every combination of its choices.

    Parameters
    ----------
    study : Study
        Its `multiverse` names questions and choices.
    instruments : mapping of str to Instrument
        Instruments by name.
    clean : DataFrame
        Clean data with the item columns, from which questionnaires are scored anew.
    scored : DataFrame
        The same rows as the study scores them.
    screening : DataFrame, optional
        The screening table, from which the as-published plan selects the factors of its models.

    Returns
    -------
    Explored
        Specifications are answered on the same people and are not independent: their shares describe how much hangs
        on the choices and are no test. Steegen et al. 2016; Simonsohn et al. 2020.

    Raises
    ------
    AnalysisError
        A question has more specifications than the study file allows.
    """
    scorer = Scorer(study, instruments, clean, scored)
    rows: list[dict[str, object]] = []
    for name, question in questions_of(study).items():
        asked = asked_of(study, name, question, scored)
        made, answers = _answers(study, instruments, scorer, asked, screening)
        rows += [
            _row(scorer, asked, i, spec, answer)
            for i, (spec, answer) in enumerate(zip(made, answers, strict=True), start=1)
        ]
    table = _frame(rows)
    primary, alpha = study.plan.primary, study.plan.alpha
    return Explored(table, summary_table(table, primary, alpha), dimensions_table(table, primary, alpha))


def _answers(
    study: Study,
    instruments: Mapping[str, Instrument],
    scorer: Scorer,
    asked: Asked,
    screening: pd.DataFrame | None,
) -> tuple[list[Specification], list[Answered]]:
    if asked.effect == "mean-change":
        from burnout.multiverse.change import Changes, plan_tests
        from burnout.paired.people import find_people

        tests = plan_tests(study, asked.question.outcome, find_people(study, scorer.scored))
        made = specifications(study, instruments, asked, scorer.scored, None, tests)
        changes = Changes(study, asked, scorer)
        return made, [changes.answer(spec) for spec in made]
    first = scorer.scored[(scorer.scored["occasion"].astype(object) == study.first_occasion).to_numpy()]
    made = specifications(study, instruments, asked, first.reset_index(drop=True), screening, {})
    associations = Associations(study, asked, scorer)
    answers = [associations.answer(spec) for spec in made]
    return _firth_where_needed(made, answers), answers


def _firth_where_needed(made: list[Specification], answers: list[Answered]) -> list[Specification]:
    """The recommended plan's mark goes to Firth's method under separation and where events are few, as in the plan."""
    marked = list(made)
    for i, (spec, answer) in enumerate(zip(made, answers, strict=True)):
        needed = answer.few or answer.effect.status == "separation"
        if spec.is_recommended and spec.method == "maximum-likelihood" and needed:
            firth = replace(spec, method="firth", is_published=False, is_recommended=False)
            if firth in made:
                marked[i] = replace(spec, is_recommended=False)
                marked[made.index(firth)] = replace(firth, is_recommended=True)
    return marked


def _row(scorer: Scorer, asked: Asked, number: int, spec: Specification, answer: Answered) -> dict[str, object]:
    question, effect, covariates = asked.question, answer.effect, spec.covariates
    others = [f for f in covariates.entered if f != question.factor] if covariates else []
    ratio = asked.effect == "odds-ratio"
    with np.errstate(over="ignore"):
        value, low, high = (
            np.exp([effect.estimate, effect.low, effect.high]) if ratio else (np.nan, effect.low, effect.high)
        )
    return {
        "question": asked.name, "specification": number, "kind": question.kind, "outcome": question.outcome,
        "factor": question.factor, "level": question.level, "reference": asked.reference,
        "cutoffs": spec.scoring.told("cutoffs"), "missing_rule": spec.scoring.told("missing_rule"),
        "scoring_key": spec.scoring.told("key"), "coding": spec.coding,
        "covariates": covariates.name if covariates else "", "people": spec.people, "method": spec.method,
        "n": answer.n, "events": answer.events, "estimate": effect.estimate, "std_error": effect.std_error,
        "odds_ratio": value, "difference": np.nan if ratio else effect.estimate, "conf_low": low, "conf_high": high,
        "p_value": effect.p_value, "is_published": spec.is_published, "is_recommended": spec.is_recommended,
        "status": effect.status, "note": effect.note, "measure": asked.effect,
        "definition": scorer.under(spec.scoring, question.outcome).definition.label,
        "adjusted_for": ", ".join(others), "confidence": scorer.study.plan.confidence,
    }  # fmt: skip


def _frame(rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    for name in COLUMNS:
        if name in NUMBERS:
            frame[name] = frame[name].astype("float64")
        elif name in WHOLE:
            frame[name] = frame[name].astype("Int64")
        elif name in MARKS:
            frame[name] = frame[name].astype("bool")
        else:
            frame[name] = frame[name].fillna("").astype("str")
    return frame
