"""Which runs of columns look like the items of which questionnaire, by count, answers and names; best first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from burnout.clean.values import as_number
from burnout.config.instrument import Instrument
from burnout.draft.kinds import Sure
from burnout.draft.look import Look
from burnout.draft.words import order_of, plain

FEWEST = 5
WIDEST = 11
_NUMBERED = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)

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
class Run:
    """Neighbouring columns with the same kind of answers.

    Parameters
    ----------
    columns : tuple of str
        Column names (or templates with {occasion}) in the order of the items.
    template : str or None
        The names with {n} or {nn} in the place of the number, when they count from 1.
    numbered : bool
        Whether the order comes from numbers in the names; else it is the order of the columns.
    low, high : int or None
        Smallest and largest answer; None for texts.
    texts : tuple of str
        Answer texts, lowest first when their order is known.
    ordered : bool
        Whether the order of the texts is known.
    labels : tuple of str
        Labels of the columns.
    missing, guessed : tuple of str
        Codes for no answer, and those of them that are only a guess.
    strange : tuple of str
        Numbers that stand there once or twice, beyond all others: taken for mistakes.
    """

    columns: tuple[str, ...]
    template: str | None
    numbered: bool
    low: int | None
    high: int | None
    texts: tuple[str, ...] = ()
    ordered: bool = False
    labels: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()


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
        if fitting or _likert([by_name[name] for name in run.columns]):
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
                made = _run(part, _numbers_of(part))
                doubt = f"part of {len(piece)} columns numbered through: do the items begin and end here?"
                fitting = [
                    replace(c, sure="please decide", doubts=(doubt, *c.doubts)) for c in candidates(made, instruments)
                ]
                parts += [(made, fitting)] if fitting else []
        if len(parts) > len(best):
            best = parts
    return best


def _numbers_of(piece: Sequence[Look]) -> list[int]:
    return [int(match[2]) for look in piece if (match := _NUMBERED.match(look.name))]


def runs_of(looks: Sequence[Look]) -> list[Run]:
    """Runs of columns that may be items: numbered alike, or neighbours, with the same answers."""
    fitting = [look for look in looks if _answers(look) is not None]
    groups: dict[tuple[str, str], list[tuple[int, Look]]] = {}
    for look in fitting:
        match = _NUMBERED.match(look.name)
        if match:
            groups.setdefault((match[1], match[3]), []).append((int(match[2]), look))
    runs, taken = [], set()
    for group in groups.values():
        for piece in _pieces(sorted(group, key=lambda pair: pair[0])):
            runs.append(_run([look for _, look in piece], [number for number, _ in piece]))
            taken |= {look.name for _, look in piece}
    rest: list[list[Look]] = [[]]
    for look in looks:
        usable = look.name not in taken and _answers(look) is not None
        if not usable or not rest[-1] or not _alike(rest[-1], look):
            rest.append([])
        if usable:
            rest[-1].append(look)
    runs += [_run(piece, None) for piece in rest if len(piece) >= FEWEST and _likert(piece)]
    return runs


def _answers(look: Look) -> tuple[str, object] | None:
    """What answers a column holds: codes of a scale, or texts; None when it can be no item."""
    numbers = look.numbers
    labels = tuple(sorted((c, t) for c, t in look.labels.items() if c not in look.no_levels | look.absent.keys()))
    if numbers is not None:
        fits = look.whole and numbers[0] >= 0 and numbers[-1] < WIDEST and len(numbers) <= WIDEST
        return ("codes", labels) if fits else None
    values = look.values
    if 2 <= len(values) <= 9 and max(map(len, values)) <= 30 and not any(as_number(v) is not None for v in values):
        return ("texts", None)
    return None


def _alike(before: Sequence[Look], look: Look) -> bool:
    """Whether a column has the same kind of answers as the ones before it."""
    first, this = _answers(before[0]), _answers(look)
    if first is None or this is None or first[0] != this[0]:
        return False
    if first[0] == "codes":
        return first[1] == this[1]
    seen = {v for one in before for v in one.values}
    return len(seen | set(look.values)) <= 7 and bool(seen & set(look.values))


def _likert(piece: Sequence[Look]) -> bool:
    """Whether neighbours without common numbering have answers of three or more levels."""
    return len({v for look in piece for v in look.values}) >= 4 and _same_reach(piece)


def _same_reach(piece: Sequence[Look]) -> bool:
    tops = [len(look.values) for look in piece]
    return max(tops) - min(tops) <= max(tops) / 2


def _pieces(group: list[tuple[int, Look]]) -> list[list[tuple[int, Look]]]:
    """Parts of a numbered group whose numbers follow each other and whose answers are alike."""
    parts: list[list[tuple[int, Look]]] = []
    for number, look in group:
        fits = parts and number == parts[-1][-1][0] + 1 and _alike([one for _, one in parts[-1]], look)
        if fits:
            parts[-1].append((number, look))
        else:
            parts.append([(number, look)])
    return [part for part in parts if len(part) >= FEWEST]


def run_of(piece: Sequence[Look]) -> Run:
    """Columns that are known to be items, in the order of the items, as a run."""
    return _run(piece, range(1, len(piece) + 1))


def _run(piece: Sequence[Look], numbers: Sequence[int] | None) -> Run:
    values = [v for look in piece for v in look.values]
    found = [as_number(v) for v in values]
    texts: tuple[str, ...] = ()
    ordered = False
    low = high = None
    if None in found:
        texts = tuple(dict.fromkeys(values))
        if order := order_of(texts):
            texts = tuple(t for _, t in sorted(zip(order[1], texts, strict=True)))
            ordered = True
    else:
        known = [int(v) for v in found if v is not None]
        low, high = min(known), max(known)
        labelled = [
            int(n)
            for look in piece
            for c in look.labels
            if (n := as_number(c)) is not None and c not in look.absent and c not in look.declared
        ]
        if labelled and min(labelled) >= 0 and max(labelled) < WIDEST:
            low, high = min(low, *labelled), max(high, *labelled)
    absent = {c: why for look in piece for c, why in look.absent.items()}
    return Run(
        tuple(look.name for look in piece),
        _template([look.name for look in piece], numbers),
        numbers is not None,
        low,
        high,
        texts,
        ordered,
        tuple(look.label for look in piece),
        tuple(sorted(absent)),
        tuple(c for c, why in absent.items() if why.startswith("outside")),
    )


def _template(names: Sequence[str], numbers: Sequence[int] | None) -> str | None:
    """Names that count from 1 as one template."""
    if numbers is None or numbers[0] != 1 or "{n}" in names[0] or "{nn}" in names[0]:
        return None
    match = _NUMBERED.match(names[0])
    if match is None:
        return None
    for mark, width in (("{n}", 1), ("{nn}", 2)):
        if all(name == f"{match[1]}{n:0{width}d}{match[3]}" for name, n in zip(names, numbers, strict=True)):
            return f"{match[1]}{mark}{match[3]}"
    return None


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
