"""Printed figures as text: 0.10 and 0.1 say different things, so every figure keeps the digits it was printed with."""

from __future__ import annotations

import html
import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from burnout.errors import DataError, Problem

NUMBER = r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?"
_FIGURE = re.compile(NUMBER)
_P_VALUE = re.compile(rf"(?:[pP](?:\s*-?\s*values?)?)?\s*(<=|>=|<|>|=)?\s*({NUMBER})")

LONGEST = 40
"""Characters of the longest figure that is read."""

Rounding = Literal["usual", "half down"]


def plain(text: str) -> str:
    """Text with one kind of minus, comma, bracket, space and digit, so that patterns need only one of each.

    Full-width characters become ordinary ones, the dashes and the minus sign a hyphen, a raised dot between digits a
    decimal point, and the superscript two a 2. The number of lines stays.
    """
    text = html.unescape(text)
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    text = re.sub(r"(?<=\d)[\u00b7\u22c5](?=\d)", ".", text)
    return text.replace("\u2264", "<=").replace("\u2265", ">=").replace("\u2a7d", "<=").replace("\u2a7e", ">=")


@dataclass(frozen=True)
class Printed:
    """A figure as it was printed.

    Parameters
    ----------
    text : str
        The printed text.
    value : Fraction
        Its exact value.
    decimals : int
        Decimals printed.
    """

    text: str
    value: Fraction
    decimals: int

    @property
    def half(self) -> Fraction:
        """Half a unit of the last printed digit."""
        return Fraction(1, 2) * Fraction(10) ** -self.decimals

    @property
    def low(self) -> Fraction:
        """Smallest number that may be printed so."""
        return self.value - self.half

    @property
    def high(self) -> Fraction:
        """Largest number that may be printed so."""
        return self.value + self.half


def read(text: str) -> Printed:
    """A printed figure, with or without a percent sign.

    Raises
    ------
    DataError
        The text is not one number.
    """
    clean = plain(text).strip().removesuffix("%").strip()
    if not _FIGURE.fullmatch(clean):
        remedy = "Write the number alone, with a point before the decimals."
        raise DataError(Problem("a printed figure", "", repr(text), "a figure as printed, for example 54.10", remedy))
    mantissa, _, exponent = clean.lower().partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    if len(mantissa) > LONGEST:
        raise DataError(
            Problem("a printed figure", "", f"{clean[:20]}...", f"up to {LONGEST} characters", "Shorten it.")
        )
    return Printed(text, Fraction(clean), decimals)


@dataclass(frozen=True)
class PrintedP:
    """A printed P value: ``relation`` is one of ``=``, ``<``, ``>``."""

    text: str
    relation: str
    figure: Printed

    @property
    def region(self) -> tuple[float, float]:
        """P values that may be printed so, from smallest to largest."""
        if self.relation == "=":
            return float(max(self.figure.low, Fraction(0))), float(min(self.figure.high, Fraction(1)))
        value = float(self.figure.value)
        return (0.0, value) if self.relation == "<" else (value, 1.0)

    def significant(self, alpha: float) -> bool | None:
        """What the printed P says about significance; None when it says nothing (P = 0.05, P < 0.1)."""
        value = float(self.figure.value)
        if self.relation == "=":
            return None if value == alpha else value < alpha
        if self.relation == "<":
            return True if value <= alpha else None
        return False if value >= alpha else None


def read_p(text: str) -> PrintedP:
    """A printed P value: ``0.047``, ``<0.001``, ``P > .05``, ``p = .03``.

    Raises
    ------
    DataError
        The text is not a P value, or the number is not between 0 and 1.
    """
    found = _P_VALUE.fullmatch(plain(text).strip())
    figure = read(found[2]) if found else None
    if found is None or figure is None or not 0 <= figure.value <= 1:
        raise DataError(
            Problem("a printed P value", "", repr(text), "for example 0.047 or <0.001", "Write it as printed.")
        )
    return PrintedP(text, (found[1] or "=")[0], figure)


def fits(value: Fraction, printed: Printed) -> Rounding | None:
    """Whether a number is printed so when it is rounded.

    Half-up and half-even are the usual rules. Half-down is told apart: no rule of a textbook, but what a computer does
    with a decimal half that binary numbers cannot hold.
    """
    away = abs(value) - abs(printed.value) if value * printed.value >= 0 else abs(value - printed.value)
    if abs(away) != printed.half:
        return "usual" if abs(away) < printed.half else None
    last_digit = abs(printed.value) * Fraction(10) ** printed.decimals
    return "usual" if away < 0 or last_digit % 2 == 0 else "half down"


def shown(value: Fraction, decimals: int) -> str:
    """A number with so many decimals, halves rounded away from zero."""
    places = max(decimals, 0)
    scaled = math.floor(abs(value) * 10**places + Fraction(1, 2))
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 and scaled else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
