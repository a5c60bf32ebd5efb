"""Names for variables, studies and files, made from whatever stands in users' files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from burnout.draft.look import Look
from burnout.draft.words import common_column, question

RESERVED = {"participant", "occasion", "site", "true", "false", "null", "yes", "no", "on", "off", "n", "y"}
LONGEST = 40


def variable_name(look: Look, taken: Container[str], place: int) -> str:
    """A name for a variable: small letters, digits and _; free and short.

    Parameters
    ----------
    look : Look
        The column.
    taken : container of str
        Names given already.
    place : int
        Place of the column in the file, for columns whose names have no letters of the alphabet.
    """
    own = look.name.replace("{occasion}", "")
    base = slug(own, "_") if own.isascii() else ""
    base = base or common_column(look.name, look.label) or slug(question(own), "_")
    if len(base) < 2 and not own.isascii():
        base = ""
    number = re.match(r"\D{0,2}(\d{1,3})[、．.:：]", own)
    return free(base or (f"q{number[1]}" if number else f"column_{place}"), taken)


def free(base: str, taken: Container[str]) -> str:
    """The name, with a number behind it when it is taken."""
    if base not in taken and base not in RESERVED:
        return base
    number = 2
    while f"{base}_{number}" in taken:
        number += 1
    return f"{base}_{number}"


def slug(text: str, joint: str) -> str:
    """Small letters and digits of a text, joined; '' when it has no letters of the alphabet."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", joint, ascii_only).strip(joint)
    if made and not made[0].isalpha():
        made = f"q{made}" if any(c.isalpha() for c in made) or len(made) < 4 else ""
    return made[:LONGEST].strip(joint)
