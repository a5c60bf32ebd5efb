"""Words that people read for the names in the tables of a multiverse."""

from __future__ import annotations

from collections.abc import Mapping

from burnout.config import Instrument, Study
from burnout.labels import label_of
from burnout.language import say, term

EVERYBODY = "everybody"
"""Name of the choice that leaves nobody out."""
DIMENSION_LABELS = {
    "cutoffs": "Cut-off set",
    "missing_rule": "Missing items",
    "scoring_key": "Scoring key",
    "coding": "Ordinal factors",
    "covariates": "Adjusted for",
    "people": "People",
    "method": "Method",
}
METHOD_LABELS = {
    "maximum-likelihood": "Maximum likelihood",
    "cluster-robust": "Cluster-robust",
    "firth": "Firth",
    "linear": "Least squares",
    "linear-hc3": "Least squares, HC3",
    "paired-t": "Paired t",
    "wilcoxon": "Wilcoxon (z)",
    "wilcoxon-exact": "Wilcoxon (exact)",
}
CODING_LABELS = {"levels": "Levels", "scores": "Scores (trend)", "as the model": "As the model"}
MEASURE_LABELS = {
    "odds-ratio": "Odds ratio",
    "mean-difference": "Difference of means",
    "mean-change": "Change",
}


def question_label(study: Study, instruments: Mapping[str, Instrument], row: Mapping[str, object]) -> str:
    """What a question asks: its label in the study file, else made from the labels of outcome and factor.

    Parameters
    ----------
    study, instruments : Study, mapping of str to Instrument
        The study and all instruments.
    row : mapping
        Values of question, outcome, factor, level and reference, as in the table multiverse_summary.
    """
    asked = study.multiverse.questions.get(str(row["question"])) if study.multiverse else None
    if asked is not None and asked.label:
        return term(asked.label)
    outcome = label_of(study, instruments, str(row["outcome"]))
    if not row["factor"]:
        return say("Change in {outcome}", outcome=outcome)
    factor = label_of(study, instruments, str(row["factor"]))
    if not row["level"]:
        return say("{outcome} by {factor}, per unit", outcome=outcome, factor=factor)
    return say(
        "{outcome} by {factor}, {level} against {reference}",
        outcome=outcome,
        factor=factor,
        level=term(str(row["level"])),
        reference=term(str(row["reference"])),
    )


def choice_label(dimension: str, choice: str) -> str:
    """A choice of a dimension in words."""
    if dimension == "method":
        return term(METHOD_LABELS.get(choice, choice))
    if dimension == "coding":
        return term(CODING_LABELS.get(choice, choice))
    if dimension == "missing_rule":
        return _rule_label(choice)
    text = choice_name(choice)
    if dimension == "people":
        return say("Everybody") if choice == EVERYBODY else say("Without: {people}", people=text)
    return text[:1].upper() + text[1:]


def _rule_label(choice: str) -> str:
    """A missing-item rule in words; where several questionnaires have one, each by its name."""
    if choice.startswith("prorate_"):
        return say("Prorated up to {share}%", share=choice.removeprefix("prorate_"))
    if choice.startswith("minimum_"):
        return say("At least {items} answered", items=choice.removeprefix("minimum_").replace("_", ", "))
    if choice == "complete":
        return say("All items answered")
    text = choice_name(choice)
    return text[:1].upper() + text[1:]


def choice_name(choice: str) -> str:
    """A name in the language that is being written, where it has a word for it; else with blanks."""
    if choice.endswith(" model"):
        return say("{plan} model", plan=term(choice.removesuffix(" model")))
    said = term(choice)
    return said if said != choice else choice.replace("_", " ")
