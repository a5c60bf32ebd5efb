"""The errors a user can meet, each a plain sentence with a way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what the user gave.

    Parameters
    ----------
    file : str
        File in which it was found, as the user wrote its path.
    place : str
        Key of a configuration file, or row and column of a data file.
    found : str
        What stands there.
    allowed : str
        What may stand there.
    remedy : str
        What to do.
    """

    file: str
    place: str
    found: str
    allowed: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}, {self.place}" if self.place else self.file
        lines = [where, f"  found:   {self.found}"]
        if self.allowed:
            lines.append(f"  allowed: {self.allowed}")
        if self.remedy:
            lines.append(f"  to do:   {self.remedy}")
        return "\n".join(lines)


class BurnoutError(Exception):
    """Base of all errors with a message for the user; carries one or more problems."""

    def __init__(self, problems: Problem | Iterable[Problem] | str) -> None:
        if isinstance(problems, Problem):
            problems = [problems]
        self.problems: list[Problem] = [] if isinstance(problems, str) else list(problems)
        super().__init__(problems if isinstance(problems, str) else self.text(self.problems))

    @staticmethod
    def text(problems: list[Problem]) -> str:
        """All problems as one text, counted when there is more than one."""
        if len(problems) == 1:
            return str(problems[0])
        head = f"{len(problems)} problems were found."
        return "\n".join([head, *(f"{i}. {p}" for i, p in enumerate(problems, start=1))])


STOPPED = "Stopped: "
"""Begins the message of a job that stopped; the end of a run shows everything from there on."""


def report(what: str, error: Exception | str) -> str:
    """The message of a job that stopped, as it stands in the job's log."""
    return f"{STOPPED}{what}\n{error}"


class ConfigError(BurnoutError):
    """A study, instrument or project file cannot be used."""


class DataError(BurnoutError):
    """A data file cannot be read, or what it holds is not what the study file says."""


class AnalysisError(BurnoutError):
    """An analysis was asked for that cannot be done with these data."""


class RenderError(BurnoutError):
    """A manuscript cannot be rendered."""
