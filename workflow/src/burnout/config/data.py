"""The part of a study file that says what the data are: files, occasions, variables, instruments."""

from __future__ import annotations

from itertools import groupby
from typing import Literal

from pydantic import Field, model_validator

from burnout.config.base import Closed, Code, Label, Name, Slug, Text

Format = Literal[
    "csv", "excel", "spss", "stata", "sas", "parquet", "epidata", "wenjuanxing", "redcap", "kobo"
]  # the reader of each is burnout.intake
EXPLAINED = ("redcap", "kobo")
"""Formats that have a dictionary beside the data."""


class SecondEntry(Closed):
    """The same forms entered a second time, to be compared. What is not given is as in the first entry."""

    path: Text = Field(description="Path of the second entry, from the project's folder.")
    format: Format | None = Field(default=None, description="What kind of file it is, when another than the first.")
    checks: str | None = Field(default=None, description="Its EpiData .chk file.")
    encoding: str | None = Field(default=None, description="Its text encoding.")
    sheet: str | None = Field(default=None, description="Its sheet.")
    match: Literal["id", "row"] = Field(
        default="id", description="Records are matched by id (and occasion), or by their number in the file."
    )
    columns: list[Text] | None = Field(
        default=None, min_length=1, description="Columns that are compared; all that both files have when not given."
    )
    ignore_case: bool = Field(default=False, description="Capitals make no difference.")
    ignore_blank: bool = Field(default=False, description="A field that one of the entries lacks is not compared.")
    adjudicated: str | None = Field(
        default=None, description="CSV with what was decided: record, field, value, who, when."
    )
    unresolved: Literal["stop", "first"] = Field(
        default="stop", description="A difference that nobody decided: stop, or take the first entry and tell it."
    )

    def file_of(self, first: DataFile) -> DataFile:
        """How the second entry is read."""
        other = self.format is not None and self.format != first.format
        mine = {"path": self.path, "format": self.format or first.format, "second": None}
        for key in ("checks", "encoding", "sheet"):
            mine[key] = getattr(self, key) or (None if other else getattr(first, key))
        return first.model_copy(update=mine | ({"dictionary": None, "delimiter": None} if other else {}))


class DataFile(Closed):
    """One raw file as it came from the site. It is never altered."""

    path: Text = Field(description="Path from the project's folder.")
    format: Format = Field(description="What kind of file it is.")
    checks: str | None = Field(default=None, description="EpiData .chk file with labels, legal values, missing codes.")
    dictionary: str | None = Field(
        default=None,
        description="What explains the columns: REDCap's data dictionary (csv), the XLSForm of KoboToolbox or ODK.",
    )
    encoding: str | None = Field(default=None, description="Text encoding, for example gbk or utf-8.")
    delimiter: Literal[",", ";", "\t"] | None = Field(
        default=None, description="Column separator of a text file; found from its rows when not given."
    )
    sheet: str | None = Field(default=None, description="Sheet of a spreadsheet; the first one when not given.")
    repeats: Literal["stop", "leave-out", "first", "last"] = Field(
        default="stop",
        description="Rows of repeating forms in a REDCap export: stop, leave them out, or take the first or last "
        "answers of each person and event.",
    )
    id: str | None = Field(
        default=None, description="Column that identifies a participant. Without it, rows are numbered (anonymous)."
    )
    site: str | None = Field(default=None, description="Site the file comes from.")
    occasion: Name | None = Field(default=None, description="Occasion of all rows of the file.")
    occasion_column: str | None = Field(
        default=None, description="Column that tells the occasion of each row (one row per person and occasion)."
    )
    only: dict[str, Code | list[Code]] = Field(
        default={}, description="Rows of the file that belong to the study: column, and what must stand in it."
    )
    count: str | None = Field(
        default=None, description="Column that tells how many people a row stands for (a table of counts)."
    )

    second: SecondEntry | None = Field(default=None, description="Double entry: the same forms, entered again.")
    columns: dict[Name, str | list[str]] = Field(
        default={},
        description="Where this file differs from the study: variable or questionnaire to its column (or template or "
        "list of item columns) here.",
    )
    levels: dict[Name, dict[Code, Label]] = Field(
        default={}, description="Where this file has other codes or texts: variable to code here: label of the study."
    )
    first_codes: dict[Name, int] = Field(
        default={}, description="Questionnaire to the code of its lowest answer, where it differs in this file."
    )
    answer_texts: dict[Name, list[Text]] = Field(
        default={}, description="Questionnaire to its answer texts in this file, from lowest to highest."
    )
    missing: dict[Name, list[Code]] = Field(
        default={}, description="Variable or questionnaire to the codes that mean missing in this file."
    )
    occasion_codes: dict[Name, Code] = Field(
        default={},
        description="Where this file has other codes for occasions: occasion to its code here, in the occasion column "
        "or in the names of columns.",
    )
    lacks: list[Name] = Field(default=[], description="Variables and questionnaires that this file does not have.")

    @model_validator(mode="after")
    def _one_way_to_tell_the_occasion(self) -> DataFile:
        if self.occasion and self.occasion_column:
            raise ValueError("give occasion or occasion_column, not both")
        if self.dictionary and self.format not in EXPLAINED:
            raise ValueError(f"dictionary is for files of format {', '.join(EXPLAINED)}")
        if self.repeats != "stop" and self.format != "redcap":
            raise ValueError("repeats is for files of format redcap")
        if self.count and self.id:
            raise ValueError("give id or count, not both: a row that stands for several people identifies nobody")
        return self


class Occasion(Closed):
    """A time at which participants answered."""

    label: Text = Field(description="Name in tables and text, for example 'Before the group'.")
    code: Code | None = Field(
        default=None, description="Its code: in the occasion column, or in the place of {occasion} in column names."
    )


class Derived(Closed):
    """A factor made by cutting a number into groups."""

    source: Name = Field(description="The number variable it is made from.")
    cuts: list[float] = Field(min_length=1, description="Lower bounds of the second, third ... group, increasing.")


class Variable(Closed):
    """One column of the data: what it is and what may stand in it."""

    label: Text = Field(description="Name in tables and text.")
    type: Literal["nominal", "ordinal", "number", "text"] = Field(description="Kind of variable.")
    column: str | None = Field(
        default=None, description="Column in the file (default: the variable's name). {occasion} is replaced by a code."
    )
    files: list[Name] | None = Field(default=None, description="Files that have it; all when not given.")
    levels: dict[Code, Label] | list[Label] | None = Field(
        default=None,
        description="Code in the file: label, in order; or a list of labels when the file holds labels. Codes with the "
        "same label are one level: so levels are joined.",
    )
    reference: Label | None = Field(default=None, description="Reference level (label); the first when not given.")
    missing: list[Code] = Field(default=[], description="Codes that mean missing.")
    range: tuple[float, float] | None = Field(default=None, description="Smallest and largest allowed number.")
    unit: str | None = Field(default=None, description="Unit of a number.")
    derive: Derived | None = Field(default=None, description="Made from another variable instead of a column.")

    @property
    def level_labels(self) -> list[str]:
        """Labels of the levels in order; codes with the same label are one level."""
        return list(dict.fromkeys(self.levels.values() if isinstance(self.levels, dict) else self.levels or ()))

    @model_validator(mode="after")
    def _fits_its_type(self) -> Variable:
        categorical = self.type in ("nominal", "ordinal")
        if categorical and len(self.level_labels) < 2:
            raise ValueError(f"a {self.type} variable needs at least two levels")
        if not categorical and self.levels is not None:
            raise ValueError(f"a {self.type} variable has no levels")
        if isinstance(self.levels, list) and len(self.level_labels) != len(self.levels):
            raise ValueError("a level's label stands twice")
        if self.type == "ordinal" and isinstance(self.levels, dict):
            blocks = [label for label, _ in groupby(self.levels.values())]
            if len(set(blocks)) != len(blocks):
                raise ValueError("codes that are one level (the same label) must stand side by side in an ordinal")
        if self.reference is not None and self.reference not in self.level_labels:
            raise ValueError(f"reference {self.reference!r} is not one of the levels {self.level_labels}")
        if self.range is not None and (self.type != "number" or self.range[0] > self.range[1]):
            raise ValueError("range is for numbers: [smallest, largest]")
        if self.derive and len(self.level_labels) != len(self.derive.cuts) + 1:
            raise ValueError("derive.cuts needs one entry less than there are levels")
        return self


class InstrumentUse(Closed):
    """How a questionnaire stands in this study's files, and how it is scored here."""

    instrument: Slug = Field(description="Name of the instrument file.")
    columns: str | list[str] = Field(
        description="Item columns: a template with {n} (1, 2 ...) or {nn} (01, 02 ...), and {occasion}; or a list."
    )
    files: list[Name] | None = Field(default=None, description="Files that have it; all when not given.")
    first_code: int | None = Field(
        default=None, description="Code in the file of the lowest answer, when it differs (exports often begin at 1)."
    )
    answer_texts: list[Text] | None = Field(
        default=None, description="Answer texts from lowest to highest, when the file holds texts."
    )
    missing: list[Code] = Field(default=[], description="Codes that mean not answered.")
    key: Name | None = Field(default=None, description="Scoring key; the instrument's default when not given.")
    cutoffs: Name | None = Field(default=None, description="Cut-off set; none when not given.")
    norms: Name | None = Field(
        default=None,
        description="Reference of T scores and profiles: norms of the instrument, or 'sample'; those of the cut-off "
        "set when not given.",
    )
    missing_rule: Name = Field(default="complete", description="Missing-item rule.")
