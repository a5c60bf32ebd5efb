"""How numbers are printed. The only place where a number becomes text."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Real

from burnout.config.journal import NumberFormat
from burnout.language import current, term
from burnout.manuscript.trace import mark

MISSING = "–"


_FORMAT: ContextVar[NumberFormat] = ContextVar("format", default=NumberFormat())  # noqa: B039 (frozen)


@contextmanager
def printed_as(form: NumberFormat) -> Iterator[None]:
    """Print numbers as a journal has them inside a ``with`` block; in the house's own form outside of any."""
    token = _FORMAT.set(form)
    try:
        yield
    finally:
        _FORMAT.reset(token)


def _form() -> NumberFormat:
    return _FORMAT.get()


def _pointed(text: str) -> str:
    """A printed number with the journal's decimal point."""
    return text.replace(".", _form().decimal_point)


def _chinese() -> bool:
    """Whether Chinese is being written: no blanks around signs, full-width marks in sentences."""
    return current().code == "zh"


def known(value: object) -> bool:
    """Whether a number is there (not missing, not infinite)."""
    return isinstance(value, Real) and math.isfinite(value)


def count(value: float) -> str:
    """A whole number."""
    return mark(f"{int(value):d}", value) if known(value) else MISSING


def decimal(value: float, digits: int = 2) -> str:
    """A number with fixed decimals; a minus sign, not a hyphen; no negative zero."""
    if not known(value):
        return MISSING
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.removeprefix("-")
    return mark(_pointed(text.replace("-", "−")), value)


def percent(value: float) -> str:
    """A percentage (0 to 100) with its sign."""
    return f"{decimal(value, _form().percent_decimals)}%" if known(value) else MISSING


def share(part: float, whole: float) -> str:
    """Count and percentage as tables show them: ``132 (54.10)``."""
    if not known(part) or not known(whole) or whole == 0:
        return MISSING
    return f"{count(part)}{_open()}{decimal(100 * part / whole, _form().percent_decimals)})"


def _open() -> str:
    """An opening bracket after a number."""
    return "(" if _chinese() else " ("


def p_value(value: float) -> str:
    """A P value as a table cell: three decimals, ``<0.001`` below, ``>0.999`` above; or as the journal has it."""
    return mark(_p_text(value), value) if known(value) else MISSING


def _p_text(value: float) -> str:
    digits = _form().p_decimals
    least = 10**-digits
    if value < least:
        text = f"<{least:.{digits}f}"
    else:
        text = f">{1 - least:.{digits}f}" if value >= 1 - least / 2 else f"{value:.{digits}f}"
    return _pointed(text if _form().p_leading_zero else text.replace("0.", ".", 1))


def p_phrase(value: float) -> str:
    """A P value in running text: ``P = 0.047`` or ``P < 0.001``; without blanks in Chinese and where asked for."""
    text = _p_text(value) if known(value) else MISSING
    between = "" if _chinese() or not _form().p_spaces else " "
    letter = f"*{_form().p_letter}*"
    if text[0] in "<>":
        return f"{letter}{between}{mark(f'{text[0]}{between}{text[1:]}', value)}"
    return f"{letter}{between}={between}{mark(text, value)}"


_PHRASE = re.compile(r"\*P\* ?([<>=]) ?(0?)(\.\d+)")


def restyled(text: str) -> str:
    """A text with the thresholds and letters of P values in it (``*P* < 0.05``) as the journal has them."""
    form = _form()
    if form == NumberFormat() or _chinese():
        return text
    blank = " " if form.p_spaces else ""

    def phrase(found: re.Match[str]) -> str:
        sign, zero, rest = found.groups()
        return f"*P*{blank}{sign}{blank}{_pointed((zero if form.p_leading_zero else '') + rest)}"

    return _PHRASE.sub(phrase, text).replace("*P*", f"*{form.p_letter}*")


def interval(low: float, high: float, digits: int = 2) -> str:
    """An interval in words: ``0.27 to 0.85``, in Chinese ``0.27～0.85``; an unreachable end is said to be so.

    A dash never stands before a minus sign: limits below zero are joined by ``to``.
    """
    upper = "∞" if isinstance(high, float) and math.isinf(high) else decimal(high, digits)
    if not known(low):
        return MISSING
    between = {"to": " to ", "dash": " to " if min(low, high) < 0 else "–", "comma": ", "}[_form().interval]
    return f"{decimal(low, digits)}{'～' if _chinese() else between}{upper}"


def percent_interval(low: float, high: float) -> str:
    """An interval of percentages: ``47.83 to 60.24%``, in Chinese ``47.83%～60.24%``."""
    digits = _form().percent_decimals
    if _chinese() and known(low):
        return f"{decimal(low, digits)}%～{decimal(high, digits)}%"
    return f"{interval(low, high, digits)}%"


def estimate(value: float, low: float, high: float, digits: int = 2) -> str:
    """An estimate with its interval: ``0.48 (0.27 to 0.85)``, or in square brackets."""
    if not known(value):
        return MISSING
    opening, closing = (" [", "]") if _form().brackets == "square" and not _chinese() else (_open(), ")")
    return f"{decimal(value, digits)}{opening}{interval(low, high, digits)}{closing}"


def mean_sd(mean: float, sd: float, digits: int = 2) -> str:
    """Mean and standard deviation: ``26.33 ± 4.51``, in Chinese without blanks; of one person the mean alone."""
    sign = "±" if _chinese() else " ± "
    if not known(sd):
        return decimal(mean, digits)
    return f"{decimal(mean, digits)}{sign}{decimal(sd, digits)}" if known(mean) else MISSING


def confidence(level: float) -> str:
    """Confidence level of an interval: ``95%``."""
    return _pointed(f"{100 * level:g}%")


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """A count with its noun: ``no factors``, ``one factor``, ``12 factors``; in Chinese with its measure word."""
    if _chinese():
        return f"{number}{term(plural or f'{singular}s')}"
    noun = singular if number == 1 else (plural or f"{singular}s")
    return f"{WORDS[number] if number < len(WORDS) else number} {noun}"


def listing(items: Sequence[str], last: str = "and") -> str:
    """Things in a row: ``a``, ``a and b``, ``a, b and c``; in Chinese ``a、b和c``."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    if _chinese():
        return f"{'、'.join(items[:-1])}{term(last)}{items[-1]}"
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def apart(items: Iterable[str]) -> str:
    """Parts of a sentence with semicolons between them."""
    return ("；" if _chinese() else "; ").join(items)


def none_of(items: Sequence[str]) -> str:
    """Things that a negative sentence is about: ``a, b or c``; in Chinese ``a、b和c``."""
    return listing(items, "and" if _chinese() else "or")


def clauses(items: Sequence[str]) -> str:
    """Longer things in a row, with commas of their own: ``a, b and c``; in Chinese ``a；b；c``."""
    return "；".join(items) if _chinese() else listing(items)


def sentence(text: str) -> str:
    """Text with a capital first letter and one full stop at its end; in Chinese with a Chinese one."""
    text = text.strip()
    if not text:
        return ""
    if _chinese():
        return text + ("" if text[-1] in ".!?。！？" else "。")
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def lower_first(text: str) -> str:
    """A label inside a sentence: first letter small, unless its first word is a name or an abbreviation.

    In Chinese it stays as it is.
    """
    if _chinese():
        return text
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if any(letter.isupper() for letter in first[1:]):
        return text
    return text[:1].lower() + text[1:]
