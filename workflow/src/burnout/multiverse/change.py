"""Specifications of a change: the same people before and after, under other choices."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.special import stdtrit

from burnout.config.study import Study
from burnout.multiverse.association import Answered
from burnout.multiverse.linear import Effect
from burnout.multiverse.people import left_out
from burnout.multiverse.rescore import Scorer
from burnout.multiverse.specification import Asked, Specification
from burnout.paired.means import means_table
from burnout.paired.people import People, find_people
from burnout.statistics import paired_t, signed_rank_interval, wilcoxon
from burnout.statistics.result import tied


def plan_tests(study: Study, measure: str, people: People) -> dict[str, str]:
    """Plan to its (first) test of a measure."""
    if study.paired is None or measure not in study.paired.measures:
        return {}
    alone = study.model_copy(update={"paired": study.paired.model_copy(update={"measures": [measure]})})
    table = means_table(alone, people).drop_duplicates("plan")
    return dict(zip(table["plan"], table["test"], strict=True))


@dataclass
class Changes:
    """Answers specifications of one change; people are matched once for each way to score."""

    study: Study
    asked: Asked
    scorer: Scorer
    _people: dict[object, People] = field(default_factory=dict)

    def people(self, spec: Specification) -> People:
        """People matched over the two occasions."""
        if spec.scoring not in self._people:
            data = self.scorer.under(spec.scoring, self.asked.question.outcome).data
            self._people[spec.scoring] = find_people(self.study, data)
        return self._people[spec.scoring]

    def answer(self, spec: Specification) -> Answered:
        """The answer of one specification, whatever comes."""
        rescored = self.scorer.under(spec.scoring, self.asked.question.outcome)
        if rescored.fault:
            return Answered(Effect(status="not-formed", note=rescored.fault), 0)
        people = self.people(spec)
        before, after = people.pairs(self.asked.question.outcome)
        kept = ~np.isnan(before) & ~np.isnan(after) & ~left_out(self.study, people.before, spec.people)
        change = tied(after[kept] - before[kept])
        confidence = self.study.plan.confidence
        if spec.method == "paired-t":
            return Answered(_mean(change, confidence), len(change))
        return Answered(median_change(change, spec.method == "wilcoxon-exact", confidence), len(change))


def _mean(change: np.ndarray, confidence: float) -> Effect:
    """Mean change with the interval of the paired t-test."""
    result = paired_t(change, confidence)
    if result.status != "ok":
        return Effect(status=result.status, note=result.note)
    n, mean = len(change), float(change.mean())
    error = float(np.std(change, ddof=1) / np.sqrt(n))
    reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * error
    return Effect(mean, error, mean - reach, mean + reach, float(result.p_value))


def median_change(change: np.ndarray, exact: bool, confidence: float) -> Effect:
    """Median change of Hodges and Lehmann with the interval that Wilcoxon's signed-rank test gives when inverted.

    Parameters
    ----------
    change : ndarray, shape (pairs,)
        After minus before.
    exact : bool
        Exact test, else the customary z.
    confidence : float
        Confidence level.

    Returns
    -------
    Effect
        Of those who changed, with every shift that the test does not reject: see `signed_rank_interval`.
        It has no standard error, and no interval where so few people changed that the test can never reject.
    """
    result = wilcoxon(change, exact=exact)
    if result.status != "ok":
        return Effect(status=result.status, note=result.note)
    found, p, note = signed_rank_interval.median_change(change, exact, confidence, result), result.p_value, result.note
    if np.isnan(found.low):
        note = f"{len(change)} pairs are too few for an interval of the median change. {note}".strip()
    return Effect(found.value, low=found.low, high=found.high, p_value=float(p), note=note)
