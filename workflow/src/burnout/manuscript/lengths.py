"""How long a manuscript is, and what is longer than its journal allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from burnout.config.journal import Limits

NO_TEXT = ("notice", "declarations", "supplement", "floats")
"""Parts that do not count as text of the article."""

_TABLE = re.compile(r"^(?:\|.*|: .*\{#tbl-[\w-]+\}|!\[.*|:::.*|#+ .*)$", re.MULTILINE)
_NOTE = re.compile(r"^::: \{\.table-note\}.*?^:::$", re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"\[?-?@[\w:.#$%&+?<>~/-]+(?:; ?-?@[\w:.#$%&+?<>~/-]+)*\]?")
_CITED = re.compile(r"(?<![\w\\])@([A-Za-z][\w:-]*)")
_SHORTCODE = re.compile(r"\{\{<\s*var\s+\S+\s*>\}\}")
_SPAN = re.compile(r"\{[.#][^}]*\}")
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W_](?:[^\s\u3400-\u9fff]*[^\W_])?")


@dataclass(frozen=True)
class Lengths:
    """Words of the abstract and of the text, characters of titles, and numbers of other things."""

    abstract_words: int
    text_words: int
    title_characters: int
    short_title_characters: int
    keywords: int
    tables_and_figures: int
    references: int


def words(markdown: str) -> int:
    """Words of a text: tables, captions, headings, references and marks of markdown left out.

    A value counts as one word. A Chinese character counts as a word, as Chinese journals and word processors count.
    """
    text = _TABLE.sub("", _NOTE.sub("", markdown))
    text = _SPAN.sub("", _REFERENCE.sub("", _SHORTCODE.sub("1", text))).replace("\\", "").replace("*", "")
    return len(_HAN.findall(text)) + len(_WORD.findall(_HAN.sub(" ", text)))


def lengths(parts: Mapping[str, str], abstract: str, title: str, short_title: str, keywords: Iterable[str]) -> Lengths:
    """The lengths of a composed manuscript.

    Parameters
    ----------
    parts : mapping of str to str
        Parts in markdown; `NO_TEXT` does not count as text, and the supplement counts for nothing.
    abstract, title, short_title : str
        Markdown of the front matter.
    keywords : iterable of str
        Keywords.
    """
    article = "\n\n".join(text for name, text in parts.items() if name != "supplement")
    cited = {key for key in _CITED.findall(article) if not key.startswith(("fig-", "tbl-", "sec-"))}
    return Lengths(
        abstract_words=words(abstract),
        text_words=sum(words(text) for name, text in parts.items() if name not in NO_TEXT),
        title_characters=len(title.replace("\\", "")),
        short_title_characters=len(short_title.replace("\\", "")),
        keywords=len(list(keywords)),
        tables_and_figures=len(re.findall(r"\{#(?:tbl|fig)-", article)),
        references=len(cited),
    )


_SAID = {
    "abstract_words": ("the abstract has {}", "word"),
    "text_words": ("the text has {}", "word"),
    "title_characters": ("the title has {}", "character"),
    "short_title_characters": ("the running title has {}", "character"),
    "keywords": ("there are {}", "keyword"),
    "tables_and_figures": ("outside the supplement there are {}", "table or figure"),
    "references": ("outside the supplement there are {}", "reference"),
}


def exceeded(found: Lengths, limits: Limits, journal: str) -> list[str]:
    """A sentence for each limit that is exceeded, for notices.md."""
    said = []
    for name, (sentence, thing) in _SAID.items():
        length, limit = getattr(found, name), getattr(limits, name)
        if limit is not None and length > limit:
            things = "tables and figures" if thing == "table or figure" else f"{thing}s"
            said.append(f"journal: {sentence.format(f'{length} {things}')}, and {journal} allows {limit}")
    return said
