"""What a journal asks for, as a preset file in ``config/journals``: one closed model."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Slug, Text

Certainty = Literal["source", "memory", "own choice"]
AbstractPart = Literal["background", "objective", "methods", "results", "conclusion", "funding"]
Section = Literal["introduction", "methods", "results", "discussion", "declarations", "references"]

SECTIONS: tuple[Section, ...] = ("introduction", "methods", "results", "discussion", "declarations", "references")


class AbstractShape(Closed):
    """How the abstract is built."""

    headings: dict[Text, list[AbstractPart]] = Field(
        default={
            "Background": ["background"],
            "Objective": ["objective"],
            "Methods": ["methods"],
            "Results": ["results"],
            "Conclusion": ["conclusion"],
        },
        min_length=1,
        description="Heading: what stands under it (background, objective, methods, results, conclusion, funding).",
    )
    structured: bool = Field(default=True, description="Whether the headings are printed; else one paragraph.")


class NumberFormat(Closed):
    """How numbers are printed in English manuscripts. Chinese ones have the forms of their language."""

    p_letter: Literal["P", "p"] = Field(default="P", description="Letter of P values.")
    p_leading_zero: bool = Field(default=True, description="P = 0.047 (true) or P = .047 (false).")
    p_spaces: bool = Field(default=True, description="P = 0.047 (true) or P=0.047 (false).")
    p_decimals: Literal[3, 4] = Field(default=3, description="Decimals of P values; smaller ones get a <.")
    decimal_point: Literal[".", "·"] = Field(default=".", description="Decimal point, or middle dot.")
    percent_decimals: int = Field(default=2, ge=0, le=2, description="Decimals of percentages.")
    interval: Literal["to", "dash", "comma"] = Field(
        default="to",
        description="Between limits of an interval: 0.27 to 0.85, 0.27–0.85 (not with negative limits) or 0.27, 0.85.",
    )
    brackets: Literal["round", "square"] = Field(default="round", description="Around the interval of an estimate.")


class Layout(Closed):
    """How the pages look."""

    figures_and_tables: Literal["in text", "at the end"] = Field(
        default="in text", description="Where the main tables and figures stand; those of the supplement stay in it."
    )
    line_numbers: bool = Field(default=False, description="Line numbers in Word and PDF, for review.")
    line_spacing: Literal[1, 1.5, 2] = Field(default=1.5, description="Line spacing of the text in Word and PDF.")


class Limits(Closed):
    """Upper limits; what exceeds one is said in notices.md. None: no limit."""

    abstract_words: int | None = Field(default=None, ge=1, description="Words of the abstract.")
    text_words: int | None = Field(
        default=None, ge=1, description="Words of the text, without abstract, tables, references and supplement."
    )
    title_characters: int | None = Field(default=None, ge=1, description="Characters of the title.")
    short_title_characters: int | None = Field(default=None, ge=1, description="Characters of the running title.")
    keywords: int | None = Field(default=None, ge=1, description="Number of keywords.")
    tables_and_figures: int | None = Field(default=None, ge=0, description="Tables and figures outside the supplement.")
    references: int | None = Field(default=None, ge=1, description="References cited outside the supplement.")


class Journal(Closed):
    """A journal, or a family of journals."""

    journal: Slug = Field(default="default", description="Name of the preset: the name of its file.")
    name: Text = Field(default="House style", description="What it is, for people.")
    note: Text | None = Field(default=None, description="What to check before submitting.")
    citations: Slug | None = Field(
        default=None, description="Citation style: a .csl file in manuscript/styles. None: that of the language."
    )
    headings: dict[Text, Text] = Field(default={}, description="Main heading as in the source: as the journal has it.")
    order: list[Section] = Field(default=list(SECTIONS), description="Order of the main sections.")
    abstract: AbstractShape = Field(default=AbstractShape(), description="The abstract.")
    numbers: NumberFormat = Field(default=NumberFormat(), description="Forms of numbers.")
    layout: Layout = Field(default=Layout(), description="The pages.")
    limits: Limits = Field(default=Limits(), description="Limits of length.")
    anonymous: bool = Field(
        default=False, description="Whether a version without names is made (reviewers do not know the authors)."
    )
    certainty: dict[Text, Certainty] = Field(
        default={},
        description="Setting (citations, headings, numbers.p_letter ...): where it comes from. source: the journal's "
        "or a guideline's page; memory: general knowledge, check the author guidelines; own choice: the journal leaves "
        "it open.",
    )

    @model_validator(mode="after")
    def _every_section_once(self) -> Journal:
        if sorted(self.order) != sorted(SECTIONS):
            raise ValueError(f"order names each of {', '.join(SECTIONS)} once")
        for place in self.certainty:
            _check_place(type(self), place)
        return self


def _check_place(model: type[Closed], place: str) -> None:
    """Refuse a place in `certainty` that is no key of the file."""
    first, _, rest = place.partition(".")
    field = model.model_fields.get(first)
    if field is None:
        raise ValueError(f"certainty names {place!r}, which is no setting")
    if rest:
        inner = field.annotation
        if not (isinstance(inner, type) and issubclass(inner, Closed)):
            raise ValueError(f"certainty names {place!r}, which is no setting")
        _check_place(inner, rest)


def journal_path(name: str, config: Path) -> Path:
    """Where the preset of a journal lies."""
    return config / "journals" / f"{name}.yaml"
