"""Texts that stages print into result tables from parts, said again in the language that is being written."""

from __future__ import annotations

import re
import string
from functools import cache

from burnout.language.speak import current, say, term

PATTERNS = (
    # assignment of variables
    "0 = no; 1 = yes ({levels})",
    "0 = no; 1 = yes",
    "{coded}; reference {number}",
    "{coded}; in order",
    "{coded}; entered as a number",
    "as measured ({unit}), with its square",
    "as measured, with its square",
    "as measured ({unit})",
    "as measured",
    # rules of cleaning
    "allowed: {allowed}",
    "whole numbers from {low} to {high}",
    "a number from {low} to {high} ({unit})",
    "a number from {low} to {high}",
    "a number ({unit})",
    "a number",
    "the study file calls code {code} {name}",
    # double entry
    "double entry: first entry taken",
    "double entry: second entry taken",
    "double entry: other value taken",
    "double entry: keep",
    # composite scores
    "{first} + {rest}",
    "{weight} x ({number} - {part} mean)",
    "{weight} x {part} mean",
    "{part} x {weight}",
    # reasons of losses
    "no answers: {occasion}",
    "{label} changes between occasions",
    "contradictory answers: {rule}",
    "attention item failed ({column})",
    "attention item failed",
    "same answer to every item ({questionnaire})",
    # lists and codes inside the texts above
    "{first}; {rest}",
    "{number} = {level}",
    "{first}, {rest}",
)
"""English texts with named places, the special before the general. Places named after numbers hold numbers only."""

NUMBERS = {"number", "low", "high", "weight"}


def retell(text: str, /) -> str:
    """A text of a result table in the language that is being written.

    Whole texts are looked up first (see `burnout.language.term`), then the patterns of this module, whose places are
    retold in the same way. What is not known stays as it is.

    Parameters
    ----------
    text : str
        A text as a stage printed it, such as ``1 = Male; 2 = Female; reference 1``.
    """
    if current().code == "en" or (said := term(text)) != text:
        return text if current().code == "en" else said
    for pattern in PATTERNS:
        found = _compiled(pattern).fullmatch(text)
        if found:
            return say(pattern, **{name: retell(part) for name, part in found.groupdict().items()})
    return text


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    made = ""
    for literal, name, _, _ in string.Formatter().parse(pattern):
        made += re.escape(literal)
        if name is not None:
            made += f"(?P<{name}>{'-?[0-9.]+' if name in NUMBERS else '.+?'})"
    return re.compile(made)
