"""How numbers are printed. The only place where a number becomes text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from numbers import Real

from burnout.language import current, term
from burnout.manuscript.trace import mark

MISSING = "–"


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
    return mark(text.replace("-", "−"), value)


def percent(value: float) -> str:
    """A percentage (0 to 100) with its sign."""
    return f"{decimal(value, 2)}%" if known(value) else MISSING


def share(part: float, whole: float) -> str:
    """Count and percentage as tables show them: ``132 (54.10)``."""
    if not known(part) or not known(whole) or whole == 0:
        return MISSING
    return f"{count(part)}{_open()}{decimal(100 * part / whole, 2)})"


def _open() -> str:
    """An opening bracket after a number."""
    return "(" if _chinese() else " ("


def p_value(value: float) -> str:
    """A P value as a table cell: three decimals, ``<0.001`` below, ``>0.999`` above."""
    return mark(_p_text(value), value) if known(value) else MISSING


def _p_text(value: float) -> str:
    if value < 0.001:
        return "<0.001"
    return ">0.999" if value >= 0.9995 else f"{value:.3f}"


def p_phrase(value: float) -> str:
    """A P value in running text: ``P = 0.047`` or ``P < 0.001``; in Chinese without blanks."""
    text = _p_text(value) if known(value) else MISSING
    between = "" if _chinese() else " "
    if text[0] in "<>":
        return f"*P*{between}{mark(f'{text[0]}{between}{text[1:]}', value)}"
    return f"*P*{between}={between}{mark(text, value)}"


def interval(low: float, high: float, digits: int = 2) -> str:
    """An interval in words: ``0.27 to 0.85``, in Chinese ``0.27～0.85``; an unreachable end is said to be so."""
    upper = "∞" if isinstance(high, float) and math.isinf(high) else decimal(high, digits)
    between = "～" if _chinese() else " to "
    return f"{decimal(low, digits)}{between}{upper}" if known(low) else MISSING


def percent_interval(low: float, high: float) -> str:
    """An interval of percentages: ``47.83 to 60.24%``, in Chinese ``47.83%～60.24%``."""
    return f"{decimal(low)}%～{decimal(high)}%" if _chinese() and known(low) else f"{interval(low, high)}%"


def estimate(value: float, low: float, high: float, digits: int = 2) -> str:
    """An estimate with its interval: ``0.48 (0.27 to 0.85)``."""
    return f"{decimal(value, digits)}{_open()}{interval(low, high, digits)})" if known(value) else MISSING


def mean_sd(mean: float, sd: float, digits: int = 2) -> str:
    """Mean and standard deviation: ``26.33 ± 4.51``; in Chinese without blanks."""
    sign = "±" if _chinese() else " ± "
    return f"{decimal(mean, digits)}{sign}{decimal(sd, digits)}" if known(mean) else MISSING


def confidence(level: float) -> str:
    """Confidence level of an interval: ``95%``."""
    return f"{100 * level:g}%"


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
