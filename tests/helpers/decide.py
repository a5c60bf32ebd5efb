"""Editing a drafted study as its authors do: only where the draft says ``# please decide``."""

from __future__ import annotations

import difflib

MARK = "# please decide"


def decidable(lines: list[str]) -> set[int]:
    """Places of the lines that a user is asked about.

    A remark asks about the lines below it: those with the same indentation up to the next remark or a line that is
    indented less, and everything indented more.
    """
    open_at: set[int] = set()
    for at, line in enumerate(lines):
        if MARK not in line:
            continue
        open_at.add(at)
        depth = len(line) - len(line.lstrip())
        for below in range(at + 1, len(lines)):
            text = lines[below]
            if not text.strip() or len(text) - len(text.lstrip()) < depth:
                break
            open_at.add(below)
    return open_at


def unasked(draft: str, edited: str) -> list[str]:
    """Lines of a draft that were changed although it did not ask about them; [] when only the asked ones were."""
    before, after = draft.splitlines(), edited.splitlines()
    allowed = decidable(before)
    changes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    found = []
    for kind, start, end, new_start, new_end in changes:
        if kind == "insert" and start - 1 not in allowed and start not in allowed:
            found += after[new_start:new_end]
        elif kind in ("replace", "delete"):
            found += [before[at] for at in range(start, end) if at not in allowed]
    return found


def decided(draft: str, answers: dict[str, str]) -> str:
    """A draft with its questions answered.

    Parameters
    ----------
    draft : str
        The drafted study file.
    answers : dict of str to str
        What stands in the draft, and what the authors put in its place. Remarks go, everything else stays.

    Raises
    ------
    AssertionError
        A text that should be replaced is not there, or is not asked about.
    """
    edited = "\n".join(line for line in draft.splitlines() if not line.lstrip().startswith(MARK)) + "\n"
    for old, new in answers.items():
        assert old in edited, f"{old!r} is not in the draft:\n{draft}"
        edited = edited.replace(old, new)
    assert unasked(draft, edited) == [], draft
    assert MARK not in edited
    return edited
