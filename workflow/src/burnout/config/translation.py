"""The texts of a study in a further language: its word list, authors and own texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from burnout.config.base import Closed, Slug, Text
from burnout.config.instrument import Instrument
from burnout.config.manuscript import Author, LanguageCode
from burnout.config.study import Study


class Translation(Closed):
    """A file beside the study file, ``<study>.<language>.yaml``: the study's texts in another language."""

    study: Slug = Field(description="Name of the study.")
    language: LanguageCode = Field(description="Language of this file.")
    authors: list[Author] | None = Field(
        default=None,
        min_length=1,
        description="Authors in this language, in the same order; as in the study file when not given.",
    )
    journal: Slug = Field(
        default="default", description="Journal that this language is written for: a preset in config/journals."
    )
    introduction: Text | None = Field(default=None, description="Markdown file with the introduction in this language.")
    discussion: Text | None = Field(default=None, description="Markdown file with the discussion in this language.")
    words: dict[Text, Text] = Field(
        default={},
        description="Text exactly as in the study file (title, label, level, reason, sentence): its translation.",
    )

    def text_paths(self) -> dict[str, str]:
        """Paths of the authors' own texts in this language, by the key that names them."""
        named = {"introduction": self.introduction, "discussion": self.discussion}
        return {key: path for key, path in named.items() if path}


def texts_of(study: Study, instruments: Mapping[str, Instrument]) -> set[str]:
    """Every text of a study file and of the instruments it uses: what a word list may translate."""
    used = [instruments[use.instrument] for use in study.instruments.values() if use.instrument in instruments]
    return {text for part in (study, *used) for text in _texts(part.model_dump())}


def _texts(content: Any) -> Iterator[str]:
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for key, value in content.items():  # names of choices are printed too
            yield str(key)
            yield from _texts(value)
    elif isinstance(content, list | tuple | set):
        for value in content:
            yield from _texts(value)


def translation_path(study: str, language: str, config: Path) -> Path:
    """Where the texts of a study in a further language are kept."""
    return config / "studies" / f"{study}.{language}.yaml"
