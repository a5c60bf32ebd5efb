"""What all configuration models share: closed, frozen, every key described."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
"""A name given by the user: small letters, digits and underscore, beginning with a letter."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
"""A name that becomes a folder or file name: small letters, digits and hyphen."""

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def _as_text(value: object) -> object:
    """A number as the text that stands for it; YAML reads 1 as a number."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


Label = Annotated[
    str,
    StringConstraints(min_length=1, strip_whitespace=True),
    BeforeValidator(_as_text),
    WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "number"}]}),
]
"""The label of a level; a number is taken as text."""

Code = int | float | str
"""A value as it stands in a data file."""


class Closed(BaseModel):
    """A model that refuses unknown keys and cannot be changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)


def described(text: str, **more: object) -> object:
    """A field with its description; a thin name for `pydantic.Field`."""
    return Field(description=text, **more)  # type: ignore[call-overload]
