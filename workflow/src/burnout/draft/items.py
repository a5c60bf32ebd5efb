"""Which runs of columns look like the items of which questionnaire, by count, answers and names; best first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from burnout.clean.values import as_number
from burnout.config.instrument import Instrument
from burnout.draft.kinds import Sure
from burnout.draft.look import Look
from burnout.draft.runs import FEWEST, Run, likert, numbers_of, run_from, runs_of
from burnout.draft.words import plain

ALIASES: dict[str, str] = {
    "mbi": "mbi|maslach|倦怠|burnout",
    "cmbi": "cmbi|中国.*倦怠",
    "proqol": "proqol|pro ?qol|professional quality of life|专业生活质量",
    "jse": "jse|jefferson|empathy|共情",
    "ghq": "ghq|general health|一般健康",
    "phq": "phq|patient health|抑郁",
    "gad": "gad|generali[sz]ed anxiety|焦虑",
    "olbi": "olbi|oldenburg",
    "cbi": "cbi|copenhagen|哥本哈根",
    "bat": "bat|burnout assessment",
    "gses": "gses|self efficacy|自我效能",
    "who": "who|who ?5|wellbeing|幸福",
    "ssrs": "ssrs|social support|社会支持",
}
"""How columns of a questionnaire are often called."""


@dataclass(frozen=True)
class Candidate:
    """A questionnaire that a run may be.

    Parameters
    ----------
    instrument : str
        Name of the instrument file.
    score : float
        0 to 1, for ranking.
    first_code : int or None
        Code of the lowest answer when the file counts from another number.
    sure : str
        ``certain``, ``likely`` or ``please decide``.
    reasons, doubts : tuple of str
        What speaks for it, and what is to be decided.
    """

    instrument: str
    score: float
    first_code: int | None
    sure: Sure
    reasons: tuple[str, ...]
    doubts: tuple[str, ...] = ()


def questionnaires(looks: Sequence[Look], instruments: Mapping[str, Instrument]) -> list[tuple[Run, list[Candidate]]]:
    """Runs of columns that look like items, each with the questionnaires it may be, the best first.

    A run that fits no questionnaire is tried in parts where the reach of its answers changes (general questions before
    the items, two questionnaires numbered through). Runs of yes-or-no questions that fit nothing are no items.
    """
    by_name = {look.name: look for look in looks}
    found = []
    for run in runs_of(looks):
        fitting = candidates(run, instruments)
        if not fitting:
            run, fitting = without_mistakes(run, [by_name[name] for name in run.columns], instruments)
        if not fitting and run.numbered:
            parts = _parts(run, by_name, instruments)
            if parts:
                found += parts
                continue
        if fitting or likert([by_name[name] for name in run.columns]):
            found.append((run, fitting))
    return found


def without_mistakes(
    run: Run, piece: Sequence[Look], instruments: Mapping[str, Instrument]
) -> tuple[Run, list[Candidate]]:
    """The run without numbers at its ends that hardly ever occur, when it fits a questionnaire then."""
    counts: dict[int, int] = {}
    for look in piece:
        for cell, n in look.values.items():
            if (number := as_number(cell)) is not None:
                counts[int(number)] = counts.get(int(number), 0) + n
    rare = {number for number, n in counts.items() if n <= max(1, 0.002 * sum(counts.values()))}
    kept = [number for number in counts if number not in rare]
    outside = [n for n in rare if kept and not min(kept) <= n <= max(kept)]
    if run.low is None or not outside:
        return run, []
    clean = replace(run, low=min(kept), high=max(kept), strange=tuple(str(n) for n in sorted(outside)))
    return clean, candidates(clean, instruments)


def _parts(
    run: Run, looks: Mapping[str, Look], instruments: Mapping[str, Instrument]
) -> list[tuple[Run, list[Candidate]]]:
    """The best way to part a run in two so that at least one part fits a questionnaire."""
    piece = [looks[name] for name in run.columns]
    tops = [max((as_number(v) or 0 for v in look.values), default=0) for look in piece]
    best: list[tuple[Run, list[Candidate]]] = []
    for at in range(1, len(piece)):
        left, right = tops[:at], tops[at:]
        if not (max(left) < min(right) or min(left) > max(right)):
            continue
        parts = []
        for part in (piece[:at], piece[at:]):
            if len(part) >= FEWEST:
                made = run_from(part, numbers_of(part))
                doubt = f"part of {len(piece)} columns numbered through: do the items begin and end here?"
                fitting = [
                    replace(c, sure="please decide", doubts=(doubt, *c.doubts)) for c in candidates(made, instruments)
                ]
                parts += [(made, fitting)] if fitting else []
        if len(parts) > len(best):
            best = parts
    return best


def candidates(run: Run, instruments: Mapping[str, Instrument]) -> list[Candidate]:
    """Questionnaires that a run may be, the best first.

    Only questionnaires with as many items as the run has columns, and whose answers can hold the run's, are candidates.
    One is presented as certain only when it is the only one, is named in the columns or their labels, its answers
    span exactly its range, and the numbers in the names give the order of the items.
    """
    found = [made for name, one in instruments.items() if (made := _candidate(run, name, one)) is not None]
    found.sort(key=lambda one: -one.score)
    if len(found) > 1:
        others = ", ".join(one.instrument for one in found[1:])
        doubt = f"{len(found)} questionnaires fit; also: {others}"
        named = [one for one in found if any(r.startswith("named") for r in one.reasons)]
        clear = len(named) == 1 and named[0] is found[0]
        found[0] = found[0] if clear else replace(found[0], sure="please decide", doubts=(doubt, *found[0].doubts))
    return found


def _candidate(run: Run, name: str, one: Instrument) -> Candidate | None:
    if one.items != len(run.columns):
        return None
    reasons, doubts, score = [f"{one.items} columns"], [], 0.4
    first_code = None
    lowest, highest = one.answers.low, one.answers.high
    if one.item_answers:
        lows, highs = [a.low for a in one.item_answers], [a.high for a in one.item_answers]
        if run.high is None or run.high > max(highest, *highs) or run.low < min(lowest, *lows):
            return None
    elif run.texts:
        if len(run.texts) > highest - lowest + 1:
            return None
        if len(run.texts) < highest - lowest + 1:
            doubts.append(f"{len(run.texts)} answer texts occur, the questionnaire has {highest - lowest + 1}")
        score += 0.1
        if not run.ordered:
            doubts.append("order of the answer texts from lowest to highest")
        doubts.append("which answer text is which answer")
    else:
        fit = _fit(run, lowest, highest)
        if fit is None:
            return None
        first_code, gain, why, doubt = fit
        score += gain
        reasons.append(why)
        doubts += doubt
    if hit := _named(run, name, one):
        score += 0.3
        reasons.append(f"named {hit!r}")
    if not run.numbered:
        doubts.append("order of the items (taken from the order of the columns)")
    doubts += [f"{code} taken as not answered" for code in run.guessed]
    doubts += [f"{code} hardly ever occurs and is no answer of the questionnaire: a mistake?" for code in run.strange]
    sure: Sure = "please decide" if doubts else "certain" if hit else "likely"
    return Candidate(name, round(min(score, 1), 2), first_code, sure, tuple(reasons), tuple(doubts))


def _fit(run: Run, low: int, high: int) -> tuple[int | None, float, str, list[str]] | None:
    """How codes of a run fit the range of a questionnaire: first code, gain, reason, doubts."""
    if run.low is None or run.high is None:
        return None
    span = f"answers {run.low} to {run.high}"
    width = high - low
    if (run.low, run.high) == (low, high):
        return None, 0.3, f"{span}, just its range", []
    as_it_is = low <= run.low and run.high <= high
    shifts = [s for s in (0, 1) if s != low and s <= run.low and run.high <= s + width]
    exact = [s for s in shifts if (run.low, run.high) == (s, s + width)]
    if exact:
        doubt = f"the file counts from {exact[0]}, the questionnaire from {low}: is {exact[0]} its lowest answer?"
        return exact[0], 0.2, f"{span}, its range counted from {exact[0]}", [doubt]
    if as_it_is and shifts:
        doubt = (
            f"answers {run.low} to {run.high} fit counting from {low} and from {shifts[0]}: see the form (first_code)"
        )
        return (shifts[0] if run.low >= shifts[0] > low else None), 0.05, f"{span} within its range", [doubt]
    if as_it_is:
        doubts = [] if run.high - run.low >= width - 1 else [f"only {run.low} to {run.high} of {low} to {high} occur"]
        return None, 0.15, f"{span} within {low} to {high}", doubts
    if shifts:
        doubt = f"the file seems to count from {shifts[0]}, the questionnaire from {low} (first_code)"
        return shifts[0], 0.1, f"{span} within its range counted from {shifts[0]}", [doubt]
    return None


def _named(run: Run, name: str, one: Instrument) -> str | None:
    """The word by which names or labels of a run tell the questionnaire."""
    family = name.split("-")[0]
    words = ALIASES.get(family, family)
    starts = {re.sub(r"[\d_\W]+", " ", plain(c.replace("{occasion}", ""))).strip() for c in run.columns}
    texts = [*starts, *(plain(label) for label in run.labels)]
    for word in words.split("|"):
        single = len(word) <= 2
        if single and starts == {word}:
            return word
        if not single and all(re.search(rf"(^|[^a-z]){word}", text) for text in starts):
            return word
        if not single and any(text and re.search(rf"(^|[^a-z]){word}", text) for text in texts[len(starts) :]):
            return word
    return None
