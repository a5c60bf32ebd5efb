"""What the language of a manuscript changes outside its sentences: front matter, headings, texts not translated."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from burnout.config import Instrument, Study, texts_of
from burnout.fonts import REMEDY
from burnout.language import current, term

_HEADING = re.compile(r"^(#+ )(.+?)( \{[^}]*\})?$", re.MULTILINE)
_LATIN, _HAN = re.compile(r"[A-Za-z]{2}"), re.compile(r"[\u3400-\u9fff]")
_CHINESE = {
    "lang": "zh-CN",
    "csl": "styles/gb-t-7714.csl",
    "crossref": {
        "title-delim": "&#12288;",  # U+3000: Quarto reads the bare character as nothing at all, and stops
        **{f"{kind}-{use}": name for kind, name in (("fig", "图"), ("tbl", "表")) for use in ("title", "prefix")},
        "sec-prefix": "章节",
    },
    "abstract-title": "摘要",
    "words": {"keywords": "关键词：", "correspondence": "通信作者：", "comma": "，", "semicolon": "；", "tight": True},
}


def language_front() -> dict[str, Any]:
    """Front matter that depends on the language being written: its code, names of figures and tables, title block."""
    return _CHINESE if current().code == "zh" else {"lang": "en-GB"}


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return _HAN.search(text) is not None


def with_headings(text: str) -> str:
    """A Quarto source with its headings in the language that is being written."""
    return _HEADING.sub(lambda found: f"{found[1]}{term(found[2])}{found[3] or ''}", text)


def of_languages(bibliography: str) -> str:
    """A bibliography for a Chinese manuscript: works in Chinese are marked as such (``langid``), others are not.

    The style GB/T 7714 ends a long list of authors with 等 in a Chinese work and with et al in any other.
    """
    if current().code != "zh":
        return bibliography
    return "".join(_of_language(entry) for entry in re.split(r"(?m)^(?=\s*@)", bibliography))


def _of_language(entry: str) -> str:
    found = re.match(r"\s*@(\w+)\s*\{[^,\s]+,", entry)
    if found is None or found[1].lower() in ("comment", "preamble", "string"):
        return entry
    bare = re.sub(r"(?mi)^\s*(?:langid|language)\s*=.*\n", "", entry)
    own = "\n  langid = {chinese}," if is_chinese(bare) else ""
    return bare[: found.end()] + own + bare[found.end() :]


def without_font() -> list[str]:
    """That figures are in English, where no font has the characters of the language being written, as a notice."""
    from burnout.figures.style import drawable

    if drawable(current()).code == current().code:
        return []
    return [f"figures are in English: no font with the characters of {current().code} was found. {REMEDY}"]


def untranslated(study: Study, instruments: Mapping[str, Instrument]) -> list[str]:
    """Texts of the study that stand in the manuscript as they are, since no translation was found, as notices."""
    language = current()
    foreign, own = (_LATIN, _HAN) if language.code == "zh" else (_HAN, _LATIN)
    same = {instrument.abbreviation for instrument in instruments.values()}
    asked = {text for text in language.missed & texts_of(study, instruments) - same if "/" not in text}
    odd = sorted(text for text in asked if foreign.search(text) and not own.search(text))
    if not odd:
        return []
    file = f"{study.study}.{language.code}.yaml"
    if language.code == study.manuscript.language:
        return [f"texts in another language than the manuscript's: {'; '.join(odd)}"]
    return [f"texts without a translation under words in {file}: {'; '.join(odd)}"]
