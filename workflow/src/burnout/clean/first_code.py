"""Files that may count answers from another number than the questionnaire: asked about, never guessed silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from burnout.clean.layout import item_number, occasion_codes, wants_of
from burnout.clean.values import as_number, code_key
from burnout.config.data import InstrumentUse
from burnout.config.instrument import Answers, Instrument
from burnout.config.sites import study_here
from burnout.config.study import Study
from burnout.errors import Problem
from burnout.intake import RawTable
from burnout.intake.raw import distinct, listed


@dataclass(frozen=True)
class Question:
    """A questionnaire whose codes in a file seem to begin elsewhere: where, and how to ask."""

    use: str
    first_code: int
    problem: Problem


def first_code_questions(
    study: Study, instruments: Mapping[str, Instrument], raw: Mapping[str, RawTable]
) -> Iterator[Question]:
    """Questionnaires without `first_code` whose codes in a file do not fit their range, but would if shifted.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    raw : mapping of str to RawTable
        Raw tables that have every column the study names.
    """
    for file in study.files:
        table = raw[file]
        for name, use in study_here(study, file).instruments.items():
            if use.first_code is None and use.answer_texts is None:
                answers = instruments[use.instrument].answers
                columns = _columns(study, instruments, file, name, table)
                found = _codes(use, columns, table)
                labelled = _labelled(answers, columns, table)
                first = labelled if labelled is not None else _first(answers, found, study.files[file].format)
                if found and first is not None and first != answers.low:
                    yield Question(name, first, _asked(study, name, use, answers, first, table, columns, found))


def answered(study: Study, questions: list[Question]) -> Study:
    """The study as if every question had been answered with the code that seems to be the lowest."""
    firsts = {question.use: question.first_code for question in questions}
    uses = {
        name: use.model_copy(update={"first_code": firsts[name]}) if name in firsts else use
        for name, use in study.instruments.items()
    }
    return study.model_copy(update={"instruments": uses})


def _columns(study: Study, instruments: Mapping[str, Instrument], file: str, name: str, table: RawTable) -> list[str]:
    """Columns of a file that hold items of a questionnaire, without items that have a range of their own."""
    instrument = instruments[study.instruments[name].instrument]
    found: dict[str, None] = {}
    for want in wants_of(study, instruments, file):
        here = want.item and want.place == f"instruments.{name}"
        if here and instrument.answers_of(item_number(want.target)) is instrument.answers:
            found |= dict.fromkeys(want.column(code) for code in occasion_codes(study, file).values())
    return [column for column in found if column in table.frame.columns]


def _codes(use: InstrumentUse, columns: list[str], table: RawTable) -> set[int]:
    """Whole numbers that stand in the columns and are no codes for missing; none where anything else stands there."""
    codes: set[int] = set()
    for column in columns:
        absent = {code_key(code) for code in (*use.missing, *table.codebook.missing.get(column, ()))}
        for cell in distinct(table.frame[column])[1]:
            if (isinstance(cell, str) and not cell.strip()) or code_key(cell) in absent:
                continue
            number = as_number(cell)
            if number is None or not float(number).is_integer():
                return set()
            codes.add(int(number))
    return codes


def _labelled(answers: Answers, columns: list[str], table: RawTable) -> int | None:
    """The lowest code by the file's own value labels, when they name just as many answers as there are."""
    firsts = set()
    for column in columns:
        absent = {code_key(code) for code in table.codebook.missing.get(column, ())}
        labels = table.codebook.value_labels.get(column, {})
        numbers = [as_number(code) for code in labels if code_key(code) not in absent]
        if not numbers or any(number is None for number in numbers):
            return None
        low = int(min(number for number in numbers if number is not None))
        if sorted(numbers) != list(range(low, low + answers.high - answers.low + 1)):
            return None
        firsts.add(low)
    return firsts.pop() if len(firsts) == 1 else None


def _first(answers: Answers, found: set[int], file_format: str) -> int | None:
    """The code that the lowest answer seems to have; None when nothing speaks against the questionnaire's own."""
    if not found or (answers.low in found and min(found) >= answers.low):
        return None
    if min(found) > answers.low and max(found) == answers.high + 1:
        return answers.low + 1
    if min(found) == answers.low - 1 and max(found) < answers.high:
        return answers.low - 1
    counts_from_one = file_format == "wenjuanxing" and answers.low != 1 and min(found) >= 1
    return 1 if counts_from_one and max(found) <= answers.high - answers.low + 1 else None


def _asked(
    study: Study,
    name: str,
    use: InstrumentUse,
    answers: Answers,
    first: int,
    table: RawTable,
    columns: list[str],
    found: set[int],
) -> Problem:
    seen = f"codes from {min(found)} to {max(found)} in {listed(columns[:3])}{' ...' if columns[3:] else ''}"
    why = f"; {answers.low}, the lowest answer of {use.instrument}, never occurs" if answers.low not in found else ""
    allowed = f"codes from {answers.low} to {answers.high}, or 'first_code' beside the questionnaire"
    remedy = f"Look which code the file gives the lowest answer. Is it {first}, write 'first_code: {first}' under "
    remedy += f"instruments.{name} in config/studies/{study.study}.yaml; is it {answers.low}, write "
    remedy += f"'first_code: {answers.low}'."
    return Problem(table.path, f"instruments.{name}", seen + why, allowed, remedy)
