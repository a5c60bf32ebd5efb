"""Front matter in the shapes that templates and writers need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from burnout.errors import Problem, RenderError

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Author:
    """One author; affiliations as numbers from 1."""

    given: str
    family: str
    email: str
    orcid: str
    corresponding: bool
    affiliations: tuple[int, ...]

    @property
    def name(self) -> str:
        """Given name and family name; a Chinese name the other way round and without a blank."""
        if _HAN.search(self.family):
            return f"{self.family}{self.given}"
        return f"{self.given} {self.family}".strip()

    @property
    def marks(self) -> str:
        """What stands raised after the name: affiliations, and a star for the corresponding author."""
        return ",".join([*map(str, self.affiliations), *(["*"] if self.corresponding else [])])


@dataclass(frozen=True)
class Words:
    """Words and marks of the title block; `tight` means no blank after a mark."""

    keywords: str = "Keywords:"
    correspondence: str = "Correspondence:"
    comma: str = ","
    semicolon: str = ";"
    tight: bool = False

    def after(self, mark: str) -> str:
        """A mark with the blank that follows it."""
        return mark if self.tight else f"{mark} "


@dataclass(frozen=True)
class Front:
    """Authors, affiliations in order of first mention, keywords, running title, line numbers, words, line spacing."""

    authors: tuple[Author, ...]
    affiliations: tuple[str, ...]
    keywords: tuple[str, ...]
    running: str
    line_numbers: bool = False
    words: Words = Words()
    line_spacing: float | None = None

    @property
    def correspondence(self) -> tuple[str, ...]:
        """One line per corresponding author."""
        return tuple(
            self.words.after(self.words.comma).join(
                filter(None, [a.name, a.email, f"ORCID {a.orcid}" if a.orcid else ""])
            )
            for a in self.authors
            if a.corresponding
        )


def front_of(metadata: Mapping[str, Any]) -> Front:
    """The front matter's people and words.

    Raises
    ------
    RenderError
        An author has no name.
    """
    places: list[str] = []
    authors = tuple(_author(entry, i, places) for i, entry in enumerate(_list(metadata.get("author")), start=1))
    keywords = tuple(str(k) for k in _list(metadata.get("keywords")))
    running = str(metadata.get("short-title") or metadata.get("title") or "")
    numbered = metadata.get("line-numbers") is True
    return Front(authors, tuple(places), keywords, running, numbered, _words(metadata), _spacing(metadata))


def _spacing(metadata: Mapping[str, Any]) -> float | None:
    given = str(metadata.get("line-spacing") or "")
    if given not in ("", "1", "1.5", "2"):
        raise RenderError(Problem("index.qmd", "line-spacing", given[:40], "1, 1.5 or 2", "Correct it."))
    return float(given) if given else None


def _words(metadata: Mapping[str, Any]) -> Words:
    given = metadata.get("words")
    known = {key: value for key, value in given.items() if key in Words.__dataclass_fields__} if given else {}
    return Words(**known)


def template_metadata(front: Front) -> dict[str, Any]:
    """Authors as Quarto's templates see them: `by-author` and `by-affiliation`."""
    by_author = [
        {
            "name": {"literal": a.name, "given": a.given, "family": a.family},
            "email": a.email,
            "orcid": a.orcid,
            "attributes": {"corresponding": a.corresponding},
            "affiliations": [{"number": n, "name": front.affiliations[n - 1]} for n in a.affiliations],
        }
        for a in front.authors
    ]
    places = [{"number": n, "name": name} for n, name in enumerate(front.affiliations, start=1)]
    return {"by-author": by_author, "by-affiliation": places, "author-meta": [a.name for a in front.authors]}


def jats_metadata(front: Front) -> dict[str, Any]:
    """Authors, affiliations, correspondence and keywords as pandoc's JATS template sees them."""
    authors = [
        {
            "surname": a.family,
            "given-names": a.given,
            "affiliation": [str(n) for n in a.affiliations],
            **({"orcid": f"https://orcid.org/{a.orcid}"} if a.orcid else {}),
            **({"cor-id": str(i)} if a.corresponding else {}),
        }
        for i, a in enumerate(front.authors, start=1)
    ]
    corresponding = [
        {"id": str(i), "email": a.email} for i, a in enumerate(front.authors, start=1) if a.corresponding and a.email
    ]
    return {
        "author": authors,
        "affiliation": [{"id": str(n), "name": name} for n, name in enumerate(front.affiliations, start=1)],
        "article": {"type": "research-article", "author-notes": {"corresp": corresponding}},
        "tags": list(front.keywords),
    }


def _author(entry: Any, number: int, places: list[str]) -> Author:
    entry = {"name": entry} if isinstance(entry, str) else entry
    name = entry.get("name") if isinstance(entry, Mapping) else None
    if isinstance(name, str):
        given, _, family = name.strip().rpartition(" ")
        name = {"given": given, "family": family}
    if not isinstance(name, Mapping) or not (name.get("family") or name.get("given")):
        remedy = "Write name: with given: and family: below it."
        raise RenderError(Problem("index.qmd", f"author {number}", repr(entry)[:120], "a name", remedy))
    numbers = []
    for place in _list(entry.get("affiliations") or entry.get("affiliation")):
        text = str(place.get("name", "") if isinstance(place, Mapping) else place)
        if text not in places:
            places.append(text)
        numbers.append(places.index(text) + 1)
    return Author(
        given=str(name.get("given") or ""),
        family=str(name.get("family") or ""),
        email=str(entry.get("email") or ""),
        orcid=str(entry.get("orcid") or "").removeprefix("https://orcid.org/"),
        corresponding=bool(entry.get("corresponding")),
        affiliations=tuple(numbers),
    )


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]
