"""How a file tells occasions: a column with before and after, or pairs of columns such as T1_age and T2_age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from burnout.draft.look import Look
from burnout.draft.words import plain, question

WORDS = (
    ("前测", "后测"), ("干预前", "干预后"), ("治疗前", "治疗后"), ("基线", "随访"), ("第一次", "第二次"),
    ("pre", "post"),
    ("before", "after"), ("baseline", "follow up"), ("baseline", "followup"), ("t0", "t1"), ("t1", "t2"),
    ("pretest", "posttest"), ("time 1", "time 2"), ("time1", "time2"), ("wave 1", "wave 2"), ("baseline", "post"),
    ("baseline arm 1", "post arm 1"), ("before arm 1", "after arm 1"), ("pre arm 1", "post arm 1"),
)  # fmt: skip
"""What stands in a column that tells before from after."""
_COLUMN = (
    r"(时间|时点|测量时间|测量时点|测次|阶段|time|timepoint|time point|occasion|wave|phase|visit|event|"
    r"redcap event name|period|test|measurement)"
)
PAIRS = (
    ("pre", "post"), ("before", "after"), ("前测", "后测"), ("干预前", "干预后"), ("前", "后"),
    ("baseline", "followup"),
    ("T1", "T2"), ("T0", "T1"), ("t1", "t2"), ("t0", "t1"), ("W1", "W2"), ("w1", "w2"), ("Pre", "Post"),
    ("PRE", "POST"), ("Before", "After"), ("1", "2"),
)  # fmt: skip


@dataclass(frozen=True)
class Pairing:
    """Columns that stand once for each of two occasions.

    Parameters
    ----------
    codes : (str, str)
        What stands in the names for before and after.
    stems : dict of str to (str, str)
        Template with {occasion}, and the two columns.
    clear : bool
        Whether the words leave no doubt.
    """

    codes: tuple[str, str]
    stems: dict[str, tuple[str, str]]
    clear: bool


def pairing_of(names: Sequence[str]) -> Pairing | None:
    """Pairs of columns of two occasions; None when there are none."""
    there = set(names)
    best: Pairing | None = None
    for first, second in PAIRS:
        weak = first == "1"
        forms = (r"^{}[_\-. ]", r"[_\-. ]{}$") if weak or first.isascii() else (r"^{}[_\-. ]?", r"[_\-. (（]?{}[)）]?$")
        for form in forms:
            stems = {}
            for name in names:
                match = re.search(form.format(re.escape(first)), name)
                if match is None:
                    continue
                at = match.start() + match[0].index(first)
                before, after = name[:at], name[at + len(first) :]
                other = f"{before}{second}{after}"
                if other in there and "{" not in before + after and before + after:
                    stems[f"{before}{{occasion}}{after}"] = (name, other)
            if weak and not _only_two(names, stems):
                continue
            if len(stems) >= (5 if weak else 2) and (best is None or len(stems) > len(best.stems)):
                best = Pairing((first, second), stems, not weak)
    return best


def _only_two(names: Sequence[str], stems: dict[str, tuple[str, str]]) -> bool:
    """Whether no stem goes on to 3: then the numbers are items, not occasions."""
    there = set(names)
    return not any(stem.replace("{occasion}", more) in there for stem in stems for more in ("3", "4", "5"))


def occasion_column(looks: Sequence[Look], repeated: bool) -> tuple[Look, dict[str, str], bool] | None:
    """The column that tells before from after, its two codes by occasion, and whether that is clear.

    Parameters
    ----------
    looks : sequence of Look
        Columns of a file.
    repeated : bool
        Whether people stand in several rows.
    """
    for look in looks:
        words = look.words
        if len(words) != 2:
            continue
        cells, said = list(look.values), [plain(word) for word in words]
        for pair in WORDS:
            if sorted(said) == sorted(pair):
                return look, dict(zip(("before", "after"), (cells[said.index(w)] for w in pair), strict=True)), True
        named = re.fullmatch(_COLUMN, plain(question(look.name)))
        if named and repeated and look.whole:
            first, second = sorted(look.values, key=float)
            return look, {"before": first, "after": second}, False
    return None
