"""Questions of a multiverse and the choices each can be answered by, before any data are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from burnout.config.data import InstrumentUse
from burnout.config.instrument import Instrument
from burnout.config.multiverse import Multiverse, Question
from burnout.config.study import Study, score_columns

JUDGED = ("_band", "_grade", "_profile")


@dataclass(frozen=True)
class Scoring:
    """One way to score the questionnaires of a question.

    Parameters
    ----------
    uses : tuple of (str, InstrumentUse)
        The questionnaires of the study that the question depends on, as scored here.
    """

    uses: tuple[tuple[str, InstrumentUse], ...] = ()

    def told(self, part: str) -> str:
        """The cut-off set, missing-item rule or key in use; with its questionnaire where there are several."""
        names = [(use, getattr(scored, part) or "") for use, scored in self.uses]
        if len(names) == 1:
            return names[0][1]
        return "; ".join(f"{use}: {name}" for use, name in names if name)

    def __hash__(self) -> int:
        return hash(tuple((use, s.key, s.cutoffs, s.missing_rule) for use, s in self.uses))


def multiverse_of(study: Study) -> Multiverse:
    """What the study asks for; nothing is tried where it asks for nothing."""
    return study.multiverse or Multiverse()


def questions_of(study: Study) -> dict[str, Question]:
    """The questions of a study: those in its file, else the factors of its models of events and its paired measures.

    Of a nominal factor with three or more levels each level is a question.
    """
    asked = multiverse_of(study).questions
    if asked:
        return dict(asked)
    made: dict[str, Question] = {}
    for name, model in study.models.items():
        if not study.outcomes[model.outcome].is_binary:
            continue
        for factor in model.prespecified or model.factors or model.candidates or study.factors:
            for suffix, level in _levels_asked(study, factor):
                made[f"{name}_{factor}{suffix}"] = Question(
                    outcome=model.outcome, factor=factor, level=level, model=name
                )
    for measure in study.paired.measures if study.paired else []:
        made[f"change_{measure}"] = Question(kind="change", outcome=measure)
    return made


def _levels_asked(study: Study, factor: str) -> list[tuple[str, str | None]]:
    variable = study.variables.get(factor)
    if variable is None or variable.type != "nominal":
        return [("", None)]
    reference = variable.reference or variable.level_labels[0]
    others = [level for level in variable.level_labels if level != reference]
    return [(f"_{i}" if len(others) > 1 else "", level) for i, level in enumerate(others, start=1)]


def use_of(study: Study, column: str) -> str | None:
    """The questionnaire of the study from which a score column is made; None for a variable."""
    if column in study.variables:
        return None
    fitting = [use for use in study.instruments if column.startswith(f"{use}_")]
    return max(fitting, key=len) if fitting else None


def scorings_of(study: Study, instruments: Mapping[str, Instrument], question: Question) -> list[Scoring]:
    """All ways to score the questionnaires from which a question's outcome and factor are made.

    Returns
    -------
    list of Scoring
        The study's own first. Cut-off sets vary only where bands, a grade or a profile are looked at, and only those
        that were made for the key.
    """
    columns = [study.outcomes[question.outcome].source, *([question.factor] if question.factor else [])]
    found: list[Scoring] = [Scoring()]
    for use in dict.fromkeys(u for column in columns if (u := use_of(study, column))):
        judged = any(column.endswith(JUDGED) for column in columns if use_of(study, column) == use)
        ways = list(_ways(study, instruments, question, use, judged))
        found = [Scoring((*scoring.uses, (use, way))) for scoring in found for way in ways]
    return found


def _ways(
    study: Study, instruments: Mapping[str, Instrument], question: Question, use: str, judged: bool
) -> Iterator[InstrumentUse]:
    asked, own = multiverse_of(study), study.instruments[use]
    instrument = instruments[own.instrument]
    key = own.key or instrument.default_key
    keys = _listed(asked.keys.get(use, [key]), list(instrument.keys), key)
    rules = _listed(asked.missing_rules.get(use, "all"), list(instrument.missing_rules), own.missing_rule)
    for key_name in keys:
        fitting = instrument.cutoffs_for(key_name)
        cutoffs: list[str | None] = [own.cutoffs]
        if judged and own.cutoffs:
            named = asked.cutoffs.get(use)
            sets = _formable(study, instruments, question, use, fitting) if named is None else named
            cutoffs = [name for name in _listed(sets, fitting, own.cutoffs) if name in fitting]
        elif own.cutoffs not in fitting:
            cutoffs = [None]
        for cutoff in cutoffs:
            for rule in rules:
                changed = {"key": own.key if key_name == key else key_name, "cutoffs": cutoff, "missing_rule": rule}
                yield own.model_copy(update=changed)


def _listed(named: list[str] | str, every: list[str], own: str) -> list[str]:
    """Names to try, the study's own first."""
    return list(dict.fromkeys([own, *(every if named == "all" else named)]))


def _formable(
    study: Study, instruments: Mapping[str, Instrument], question: Question, use: str, sets: list[str]
) -> list[str]:
    """Cut-off sets under which the outcome of a question can be formed."""
    defined = multiverse_of(study).definitions.get(question.outcome, {})
    own = study.outcomes[question.outcome]
    found = []
    for name in sets:
        changed = dict(study.instruments) | {use: study.instruments[use].model_copy(update={"cutoffs": name})}
        columns = score_columns(study.model_copy(update={"instruments": changed}), instruments)
        there = own.source in columns and _has_levels(instruments[study.instruments[use].instrument], name, own, use)
        if name in defined or there:
            found.append(name)
    return found


def _has_levels(instrument: Instrument, cutoffs: str, outcome: object, use: str) -> bool:
    """Whether the levels that count as the event exist under a cut-off set."""
    event, source = getattr(outcome, "event", None), getattr(outcome, "source", "")
    part = source.removeprefix(f"{use}_")
    found = instrument.cutoffs[cutoffs]
    if event is None:
        return True
    if part == "grade":
        return found.grade is not None and set(event) <= set(found.grade.levels)
    if part == "profile" and found.profile is not None:
        return set(event) <= {*(kind.label for kind in found.profile.types), found.profile.other}
    bands = found.scales.get(part.removesuffix("_band"))
    return bands is not None and set(event) <= {band.label for band in bands.bands}
