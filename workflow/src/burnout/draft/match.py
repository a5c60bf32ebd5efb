"""Which columns of a new site's file are the study's variables and items, how sure that is, and why."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from burnout.clean.layout import item_templates
from burnout.clean.values import as_number, code_key
from burnout.config.base import Code
from burnout.config.data import Variable
from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.draft.items import Candidate, candidates, questionnaires, without_mistakes
from burnout.draft.kinds import Proposal, Sure, propose
from burnout.draft.levels import Levels, levels_between
from burnout.draft.look import Look
from burnout.draft.runs import Run, run_of
from burnout.draft.words import common_column, plain, question

LEAST = 0.45
"""Scores below this are no match."""
UNITS = tuple(
    (times, words)
    for factor, words in (
        (12, "months and years"),
        (52, "weeks and years"),
        (60, "minutes and hours"),
        (7, "days, weeks"),
    )
    for times in (factor, 1 / factor)
)
"""How many times larger numbers are in another unit."""
CLOSE = 0.08
"""A second column with a score as near as this makes the match uncertain."""


@dataclass(frozen=True)
class Match:
    """A variable or questionnaire of the study and what it is in the new file.

    Parameters
    ----------
    name : str
        Variable or questionnaire.
    columns : str, list of str, or None
        Column, template or item columns; None when nothing fits.
    score : float
        0 to 1.
    sure : str
        ``certain``, ``likely``, ``please decide`` or ``missing``.
    reasons, doubts : tuple of str
        Why, and what is to be decided.
    levels : dict of str to str
        Code in the file to the study's level, where they are not the study's own.
    first_code : int or None
        Code of the lowest answer in the file.
    texts, missing : tuple of str
        Answer texts, and codes for no answer.
    unmet : tuple of str
        The study's levels for which no code was found, while codes are left that mean no level.
    """

    name: str
    columns: str | list[str] | None
    score: float
    sure: str
    reasons: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    levels: Mapping[str, str] | None = None
    first_code: int | None = None
    texts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True)
class Known:
    """A variable of the study, with its column at the sites that are there."""

    name: str
    variable: Variable
    look: Look | None

    @property
    def levels(self) -> dict[str, str]:
        """Code to label."""
        given = self.variable.levels
        if isinstance(given, dict):
            return {code_key(code): label for code, label in given.items()}
        return {label: label for label in self.variable.level_labels}

    @property
    def texts(self) -> dict[str, list[str]]:
        """Label to the words the study's own files have for it."""
        words: dict[str, list[str]] = {}
        for code, label in self.levels.items():
            words.setdefault(label, []).append(code if as_number(code) is None else label)
            if self.look is not None and code in self.look.labels:
                words[label].append(self.look.labels[code])
        return words


def match_file(
    study: Study, instruments: Mapping[str, Instrument], old: Mapping[str, Look], new: Sequence[Look]
) -> list[Match]:
    """What each variable and questionnaire of a study is in a new file.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Questionnaires by name.
    old : mapping of str to Look
        Columns of the study's own files, by the names of the variables.
    new : sequence of Look
        Columns of the new file (per occasion as templates with {occasion}).
    """
    uses = _uses(study, instruments, new)
    taken = {column for match, run in uses if run for column in run.columns}
    proposals = [made for look in new if look.name not in taken and (made := propose(look)).kind != "empty"]
    known = [Known(n, v, old.get(n)) for n, v in study.variables.items() if v.derive is None]
    scored = [(_pair(one, made), one, made) for one in known for made in proposals if made.kind != "administrative"]
    return [*_assigned(known, scored), *(match for match, _ in uses)]


def _assigned(known: Sequence[Known], scored: list[tuple[Match | None, Known, Proposal]]) -> list[Match]:
    """Each variable with its best free column, the best pairs first."""
    pairs = [(match, one.name, made.look.name) for match, one, made in scored if match is not None]
    pairs.sort(key=lambda pair: -pair[0].score)
    given: dict[str, Match] = {}
    used: dict[str, float] = {}
    for match, name, column in pairs:
        if name not in given and column not in used:
            given[name] = match
            used[column] = match.score
    told = {
        name: _with_rivals(match, [m for m, n, c in pairs if _is_rival(match, m, n, c, given, used)])
        for name, match in given.items()
    }
    idle = list(dict.fromkeys(made.look.name for _, _, made in scored if made.look.name not in used))
    why = f"no column fits; not used: {', '.join(idle[:8])}" if idle else "no column fits"
    return [told.get(one.name) or _lacking(one, why, bool(idle)) for one in known]


def _lacking(one: Known, why: str, idle: bool) -> Match:
    """A variable that the file seems to lack; its levels stand in the table, in case that a column has it after all."""
    unmet = tuple(dict.fromkeys(one.levels.values())) if idle else ()
    return Match(one.name, None, 0, "missing", (why,), unmet=unmet)


def _is_rival(
    match: Match, other: Match, name: str, column: str, given: Mapping[str, Match], used: Mapping[str, float]
) -> bool:
    """Whether another pair with the same variable or column is as likely, and its other half is not better placed."""
    if (name == match.name) == (column == match.columns) or match.score - other.score >= CLOSE:
        return False
    if match.reasons[:1] == ("same name",):
        return False
    placed = given[name].score if name != match.name and name in given else used.get(column, 0.0)
    elsewhere = name in given if name != match.name else column in used
    return not (elsewhere and placed >= other.score)


def _with_rivals(match: Match, rivals: Sequence[Match]) -> Match:
    if not rivals:
        return match
    told = ", ".join(f"{m.columns} for {m.name}" for m in rivals[:3])
    return replace(match, sure="please decide", doubts=(*match.doubts, f"as likely: {told}"))


def _pair(one: Known, made: Proposal) -> Match | None:
    """A variable and a column; None when they cannot be the same."""
    look, variable = _without(made.look, one.variable.missing), one.variable
    named, why = _names(one, look)
    if variable.type == "text":
        fits: tuple[float, Sure, str, tuple[str, ...]] = (0.5, "likely", "text", ())
        levels = None
        if made.kind not in ("text", "nominal", "constant") and named < 0.9:
            return None
    elif variable.type == "number":
        levels = None
        if look.numbers is None or len(look.values) < 2:
            return None
        fits = _numbers(one, look)
    else:
        levels = levels_between(look, one.levels, one.texts)
        if not levels.codes:
            return None if named < 0.9 else _match(one, made, named, why, levels, 0.0)
        fits = (levels.share, levels.sure, levels.reason, tuple(f"{c!r} is which level?" for c in levels.unknown))
    score = round(0.55 * named + 0.45 * fits[0], 3)
    if score < LEAST or named < 0.3:
        return None
    return _match(one, made, named, why, levels, score, fits)


def _without(look: Look, missing: Sequence[Code]) -> Look:
    """A column whose codes for no answer at the other sites are no answers here either."""
    return replace(look, declared=(*look.declared, *(code_key(c) for c in missing))) if missing else look


def _match(one: Known, made: Proposal, named: float, why: str, levels: Levels | None, score: float, fits=None) -> Match:  # noqa: ANN001
    sure: Sure = fits[1] if fits else "please decide"
    doubts = list(fits[3]) if fits else [f"none of its values is a level of {one.name}"]
    if named < 0.9:
        sure = "please decide" if named < 0.7 or sure == "please decide" else "likely"
    if named < 0.7:
        doubts.append("the names differ: is it the same question?")
    codes = levels.codes if levels is not None and levels.codes != _own(one.levels, levels) else None
    guessed = [c for c, reason in made.look.absent.items() if reason.startswith("outside")]
    own = {code_key(c) for c in one.variable.missing}
    new = tuple(c for c in made.missing if c not in own)
    if any(c in new for c in guessed):
        doubts.append(f"{', '.join(guessed)} taken as no answer")
        sure = "please decide"
    if sure == "please decide" and not doubts:
        doubts.append(fits[2] if fits else "")
    reasons = tuple(text for text in (why, fits[2] if fits else "") if text)
    unmet = () if levels is None or not levels.unknown else _unmet(one, levels)
    if unmet and not levels.codes:  # type: ignore[union-attr]
        doubts.append(f"in the file: {', '.join(levels.unknown[:20])}")  # type: ignore[union-attr]
    return Match(
        one.name,
        made.look.name,
        score,
        sure,
        reasons,
        tuple(doubts),
        codes,
        None,
        (),
        made.missing if new else (),
        unmet,
    )


def _unmet(one: Known, levels: Levels) -> tuple[str, ...]:
    return tuple(label for label in dict.fromkeys(one.levels.values()) if label not in levels.codes.values())


def _own(levels: Mapping[str, str], found: Levels) -> dict[str, str]:
    return {code: levels[code] for code in found.codes if code in levels}


def _names(one: Known, look: Look) -> tuple[float, str]:
    """How alike the names are, 0 to 1, and in words."""
    column = one.variable.column or one.name
    ours = [column, one.name, one.variable.label, one.look.label if one.look else ""]
    ours = list(dict.fromkeys(plain(question(text.replace("{occasion}", ""))) for text in ours if text))
    theirs = [plain(question(t.replace("{occasion}", ""))) for t in (look.name, look.label) if t]
    if plain(column) == plain(look.name):
        return 1.0, "same name"
    if set(ours) & set(theirs):
        return 0.95, "same name or label"
    common = {common_column(one.name), common_column(column, one.variable.label)}
    common |= {common_column("", one.look.label)} if one.look else set()
    found = common_column(look.name, look.label)
    if found is not None and found in common:
        return 0.9, f"both are {found}"
    alike = max((difflib.SequenceMatcher(None, a, b).ratio() for a in ours for b in theirs if a and b), default=0.0)
    return 0.8 * alike, f"names alike by {alike:.0%}"


def _numbers(one: Known, look: Look) -> tuple[float, Sure, str, tuple[str, ...]]:
    """How alike the numbers of a column are to those of the study; units that may differ are pointed out."""
    values = _expanded(look)
    low, high = one.variable.range or (-np.inf, np.inf)
    inside = float(np.mean((values >= low) & (values <= high)))
    middle = float(np.median(values))
    reference = _expanded(one.look) if one.look is not None and one.look.numbers is not None else None
    ratio = middle / max(float(np.median(reference)), 1e-9) if reference is not None and middle > 0 else 1.0
    if inside < 0.9 or not 0.4 < ratio < 2.5:
        times, words = min(UNITS, key=lambda unit: abs(np.log(ratio / unit[0])))
        if 0.6 < ratio / times < 1.67:
            how = f"{times:g} times larger" if times > 1 else f"{1 / times:g} times smaller"
            doubt = f"the numbers are about {how} than at the other sites: {words}? Not converted"
            return 0.3, "please decide", "another unit?", (doubt,)
    if inside < 0.95 or not 0.4 < ratio < 2.5:
        doubt = f"median {middle:g}, {inside:.0%} within the study's range: the same unit?"
        return 0.4, "please decide", "other numbers than at the other sites", (doubt,)
    if reference is None and one.variable.range is None:
        return 0.7, "likely", "numbers", ()
    return 1.0, "certain", "numbers like those of the other sites", ()


def _expanded(look: Look) -> np.ndarray:
    numbers = [(as_number(c), n) for c, n in look.values.items()]
    kept = [(v, n) for v, n in numbers if v is not None]
    return np.repeat([v for v, _ in kept], [n for _, n in kept]) if kept else np.array([0.0])


def _uses(study: Study, instruments: Mapping[str, Instrument], new: Sequence[Look]) -> list[tuple[Match, Run | None]]:
    """Each questionnaire of the study with its run of columns in the new file."""
    absent = [code for use in study.instruments.values() for code in use.missing]
    by_name = {look.name: look for look in new}
    kinds = {look.name: propose(look).kind for look in new}
    open_looks = [
        _without(look, absent) for look in new if kinds[look.name] in ("nominal", "ordinal", "number", "constant")
    ]
    found = questionnaires(open_looks, instruments)
    made = []
    for name, use in study.instruments.items():
        templates = item_templates(use, instruments[use.instrument])
        lowest = instruments[use.instrument].answers.low
        if all(column in by_name for column in templates):
            piece = [_without(by_name[column], use.missing) for column in templates]
            run = run_of(piece)
            ones = candidates(run, instruments)
            if not ones:
                run, ones = without_mistakes(run, piece, instruments)
            fitting = [one for one in ones if one.instrument == use.instrument]
            made.append((_use_match(study, name, run, fitting[:1], 1.0, lowest, True), run))
            continue
        runs = [(run, one) for run, ones in found for one in ones if one.instrument == use.instrument]
        if not runs:
            made.append((Match(name, None, 0, "missing", ("no columns fit",)), None))
            continue
        run, one = max(runs, key=lambda pair: pair[1].score)
        match = _use_match(study, name, run, [one], one.score, lowest, False)
        rivals = [other.columns[0] for other, _ in runs if other is not run]
        if rivals:
            doubts = (*match.doubts, f"other columns fit too, from {', '.join(rivals)} on")
            match = replace(match, sure="please decide", doubts=doubts)
        made.append((match, run))
    return made


def _use_match(
    study: Study, name: str, run: Run, fitting: Sequence[Candidate], score: float, lowest: int, same: bool
) -> Match:
    use = study.instruments[name]
    one = fitting[0] if fitting else None
    columns: str | list[str] = list(run.columns) if run.template is None else run.template
    if same:
        columns = use.columns
    reasons = ("the same columns",) if same else one.reasons if one else ()
    doubts = [d for d in (one.doubts if one else ("the answers do not fit the questionnaire",))]
    here = lowest if one is None or one.first_code is None else one.first_code
    there = lowest if use.first_code is None else use.first_code
    if same and one is not None and here == there:
        doubts = [
            d for d in doubts if "counts from" not in d and "counting from" not in d and "order of the items" not in d
        ]
    if same and run.texts and use.answer_texts and set(run.texts) <= set(use.answer_texts):
        doubts = [d for d in doubts if "answer text" not in d]
    sure = "please decide" if doubts else "certain" if same or (one and one.sure == "certain") else "likely"
    shifted = here != there and not run.texts and one is not None
    if shifted:
        doubts.append(f"here answers count from {here}, at the other sites from {there}")
        sure = "please decide"
    return Match(
        name,
        columns,
        score,
        sure,
        reasons,
        tuple(doubts),
        None,
        here if shifted else None,
        run.texts if run.texts and list(run.texts) != list(use.answer_texts or []) else (),
        tuple(c for c in run.missing if c not in {code_key(m) for m in use.missing}) and run.missing,
    )
