"""The project's own file, config/config.yaml."""

from __future__ import annotations

from pydantic import Field

from burnout.config.base import Closed, Slug


class Project(Closed):
    """Which studies a run makes."""

    studies: list[Slug] = Field(min_length=1, description="Studies to run, by the names of their files.")
