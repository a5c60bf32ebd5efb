"""A study as one of its files has it: the columns and codes of a site that differ from the study's."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from burnout.errors import Problem

if TYPE_CHECKING:
    from burnout.config.data import DataFile
    from burnout.config.study import Study

Want = Callable[[str, "str | None", Iterable[str]], None]


def spread(study: Study) -> Study:
    """The study with `files` of each variable and questionnaire as its files say (`columns`, `lacks`)."""
    if not any(spec.columns or spec.lacks for spec in study.files.values()):
        return study
    every = list(study.files)

    def told(name: str, owner: Any) -> Any:
        first = every if owner.files is None else owner.files
        has = [
            file
            for file in every
            if (file in first or name in study.files[file].columns) and name not in study.files[file].lacks
        ]
        return owner if owner.files is None and has == every else owner.model_copy(update={"files": has})

    variables = {name: told(name, owner) for name, owner in study.variables.items()}
    uses = {name: told(name, owner) for name, owner in study.instruments.items()}
    return study.model_copy(update={"variables": variables, "instruments": uses})


def study_here(study: Study, file: str) -> Study:
    """The study with the columns and codes of one of its files.

    Parameters
    ----------
    study : Study
        The study.
    file : str
        Name of one of its files.
    """
    spec = study.files[file]
    if not (spec.columns or spec.levels or spec.first_codes or spec.answer_texts or spec.missing):
        return study
    variables = {name: _own(name, owner, spec) for name, owner in study.variables.items()}
    uses = {name: _own(name, owner, spec) for name, owner in study.instruments.items()}
    return study.model_copy(update={"variables": variables, "instruments": uses})


def _own(name: str, owner: Any, spec: DataFile) -> Any:
    """A variable or questionnaire with what its file says."""
    own: dict[str, Any] = {}
    if name in spec.columns:
        key = "column" if hasattr(owner, "column") else "columns"
        own[key] = spec.columns[name]
    given = {"levels": spec.levels, "missing": spec.missing}
    given |= {"first_code": spec.first_codes, "answer_texts": spec.answer_texts}
    own |= {key: values[name] for key, values in given.items() if name in values}
    return owner.model_copy(update=own) if own else owner


def site_problems(study: Study, file: str, want: Want) -> list[Problem]:
    """Names that a file's own columns and codes point to and that are not there; kinds that do not fit."""
    problems = []
    both = [*study.variables, *study.instruments]
    for name, spec in study.files.items():
        for key in ("columns", "missing", "lacks"):
            for one in getattr(spec, key):
                want(f"files.{name}.{key}", one, both)
        for one in spec.occasion_codes:
            want(f"files.{name}.occasion_codes", one, study.occasions)
        if len({str(code) for code in spec.occasion_codes.values()}) < len(spec.occasion_codes):
            found, remedy = "a code that stands twice", "Give each occasion a code of its own."
            problems.append(Problem(file, f"files.{name}.occasion_codes", found, "each code once", remedy))
        for key in ("first_codes", "answer_texts"):
            for one in getattr(spec, key):
                want(f"files.{name}.{key}", one, study.instruments)
        for one, levels in spec.levels.items():
            want(f"files.{name}.levels", one, [n for n, v in study.variables.items() if v.level_labels])
            for label in levels.values() if one in study.variables else ():
                want(f"files.{name}.levels.{one}", label, study.variables[one].level_labels)
        for one, column in spec.columns.items():
            if one in study.variables and not isinstance(column, str):
                remedy = "Name the one column of the variable."
                problems.append(Problem(file, f"files.{name}.columns.{one}", "a list", "a column name", remedy))
    return problems
