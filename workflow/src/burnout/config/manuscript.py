"""The part of a study file that goes on the manuscript's front page and into its text."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Slug, Text
from burnout.config.reporting import Guideline, Reporting

LanguageCode = Literal["en", "zh"]
"""A language manuscripts can be written in: English or Chinese."""


class Author(Closed):
    """One author."""

    given: Text = Field(description="Given name.")
    family: Text = Field(description="Family name.")
    affiliations: list[Text] = Field(min_length=1, description="Affiliations, as printed.")
    email: str | None = Field(default=None, description="E-mail, for the corresponding author.")
    corresponding: bool = Field(default=False, description="Whether this is the corresponding author.")
    orcid: str | None = Field(default=None, description="ORCID identifier.", pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")


class Declarations(Closed):
    """Statements journals ask for."""

    ethics: Text = Field(description="Ethics approval and consent.")
    funding: Text = Field(description="Funding.")
    conflicts: Text = Field(description="Conflicts of interest.")
    data: Text = Field(description="Availability of data.")
    acknowledgements: str | None = Field(default=None, description="Acknowledgements.")


class Manuscript(Closed):
    """Front matter and the authors' own texts."""

    language: LanguageCode = Field(
        default="en", description="Language of the manuscript: en (English) or zh (Chinese)."
    )
    translations: list[LanguageCode] = Field(
        default=[],
        description="Further languages; their texts stand in <study>.<language>.yaml beside the study file.",
    )
    short_title: Text = Field(description="Running title.")
    authors: list[Author] = Field(min_length=1, description="Authors, in order.")
    keywords: list[Text] = Field(min_length=1, description="Keywords.")
    background: Text = Field(description="Background sentence of the abstract.")
    objective: Text = Field(description="What the study aims at; abstract and end of the introduction.")
    conclusion: Text = Field(description="Conclusion of the abstract, in the authors' words (no numbers).")
    introduction: Text = Field(description="Markdown file with the authors' introduction.")
    discussion: Text = Field(description="Markdown file with the authors' discussion.")
    setting: Text = Field(description="Where the study was done.")
    period: Text = Field(description="When, for example 'June to August 2025'.")
    participants: Text = Field(description="Who could take part, and how they were sampled and recruited.")
    procedure: Text = Field(description="How the data were collected.")
    declarations: Declarations = Field(description="Statements journals ask for.")
    bibliography: str | None = Field(default=None, description="The study's own .bib file beside the project's.")
    journal: Slug = Field(
        default="default", description="Journal it is written for: a preset in config/journals (its file's name)."
    )
    notebooks: Literal["none", "aggregate", "all"] = Field(
        default="aggregate",
        description="Executed notebooks that go with the manuscript (Quarto project, exchange package): none; "
        "aggregate, with counts and statistics only; all, with answers of single people.",
    )
    quoted_numbers: list[Text] = Field(
        default=[],
        description="Figures in the authors' own texts that are meant to be typed, as they stand there, e.g. '54.1%'.",
    )
    checklists: list[Guideline] | None = Field(
        default=None, description="Reporting checklists to fill; those that fit the design when not given."
    )
    reporting: Reporting = Field(
        default=Reporting(), description="Sentences on how the study was done that reporting guidelines ask for."
    )

    @model_validator(mode="after")
    def _further_languages(self) -> Manuscript:
        if self.language in self.translations or len(set(self.translations)) < len(self.translations):
            raise ValueError(f"translations names languages other than {self.language!r}, each once")
        return self
