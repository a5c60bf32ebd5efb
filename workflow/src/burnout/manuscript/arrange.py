"""The order and the headings that a journal wants, and its tables and figures at the end where it wants them there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from burnout.config.journal import Journal

_MAIN = re.compile(r"^# (?P<title>.+?)(?P<attributes> \{[^}]*\})?$", re.MULTILINE)
_BREAK = "{{< pagebreak >}}"
_CAPTION = re.compile(r"^: .*\{#tbl-[\w-]+\}$")
_FIGURE = re.compile(r"^!\[.*\]\(figures/[^)]*\)\{#fig-", re.DOTALL)
FLOATS = "floats"
"""Name of the part that holds the tables and figures put at the end."""


def arranged(body: str, journal: Journal) -> str:
    """A Quarto source with its main sections in the journal's order, under its headings.

    What is no section of the list (the supplement) keeps its place after them.

    Parameters
    ----------
    body : str
        Text of `index.qmd` after its front matter, with English headings.
    journal : Journal
        What the journal asks for.
    """
    before, sections = _sections(body)
    listed = [name for name in journal.order if name in sections]
    others = [name for name in sections if name not in listed]
    texts = [sections[name] for name in listed]
    if journal.layout.figures_and_tables == "at the end":
        texts.append(f"{_BREAK}\n\n{{{{< include _{FLOATS}.md >}}}}")
    texts += [f"{_BREAK}\n\n{sections[name]}" for name in others]
    text = "\n\n".join([before, *texts]).strip("\n") + "\n"
    return _MAIN.sub(lambda m: f"# {journal.headings.get(m['title'], m['title'])}{m['attributes'] or ''}", text)


def _sections(body: str) -> tuple[str, dict[str, str]]:
    """What stands before the first main heading, and each section by its heading in small letters."""
    starts = [*_MAIN.finditer(body)]
    if not starts:
        return body.strip("\n"), {}
    ends = [*(m.start() for m in starts[1:]), len(body)]
    texts = {
        m["title"].lower(): body[m.start() : end].replace(_BREAK, "").strip("\n")
        for m, end in zip(starts, ends, strict=True)
    }
    return body[: starts[0].start()].strip("\n"), texts


def floats_at_end(parts: Mapping[str, str]) -> dict[str, str]:
    """Parts without their tables and figures, and a part `floats` with these, each on a page of its own.

    The supplement keeps its own. The order is that of the text, so that the numbers stay the same.

    Parameters
    ----------
    parts : mapping of str to str
        Parts in markdown, in the order of the text.
    """
    new, taken = {}, []
    for name, text in parts.items():
        if name == "supplement":
            new[name] = text
            continue
        kept, floats = _without_floats(text.split("\n\n"))
        new[name] = "\n\n".join(kept).strip("\n") + "\n"
        taken += floats
    return {**new, FLOATS: f"\n\n{_BREAK}\n\n".join(text.strip("\n") for text in taken) + "\n"}


def _without_floats(blocks: list[str]) -> tuple[list[str], list[str]]:
    kept: list[str] = []
    floats: list[str] = []
    waiting = False  # whether a note of the last table may follow
    for block in blocks:
        bare = block.strip("\n")
        if _FIGURE.match(bare):
            floats.append(bare)
            waiting = False
        elif _CAPTION.match(bare) and kept and kept[-1].lstrip("\n").startswith("|"):
            floats.append(f"{kept.pop().strip(chr(10))}\n\n{bare}")
            waiting = True
        elif waiting and bare.startswith("::: {.table-note}"):
            floats[-1] += f"\n\n{bare}"
            waiting = False
        else:
            kept.append(block)
            waiting = waiting and not bare
    return kept, floats
