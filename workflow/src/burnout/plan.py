"""What a run makes: which studies, and which part of the configuration each stage depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from burnout.config.instrument import Instrument
from burnout.config.load import load_instruments, load_study, parse
from burnout.config.project import Project
from burnout.config.study import Study
from burnout.errors import BurnoutError, ConfigError, Problem

DATA_STAGES = ("clean", "score", "screen", "model", "paired", "themes")

# Keys of a study file that do not change what a data stage computes.
_TEXT_KEYS = {"title", "manuscript", "intervention"}
_ONLY_FOR = {
    "clean": {"files", "occasions", "variables", "instruments", "cleaning", "paired", "synthetic", "study"},
    "themes": {"interviews", "study", "synthetic"},
}


def open_studies(names: Any, config: Path) -> tuple[dict[str, Study], dict[str, Instrument]]:
    """Every study of a run, checked, and all instruments.

    Parameters
    ----------
    names : str or list of str
        Names of the studies; a text may hold several, separated by commas.
    config : Path
        The configuration folder.

    Raises
    ------
    ConfigError
        One error with the faults of all studies.
    """
    listed = [part.strip() for part in names.split(",") if part.strip()] if isinstance(names, str) else names
    project = parse(Project, {"studies": listed}, f"{config}/config.yaml")
    instruments = load_instruments(config / "instruments")
    studies: dict[str, Study] = {}
    problems: list[Problem] = []
    for name in project.studies:
        try:
            studies[name] = load_study(name, config, instruments)[0]
        except BurnoutError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return studies, instruments


def digest(study: Study, instruments: Mapping[str, Instrument], stage: str) -> str:
    """Short digest of the configuration that a stage depends on.

    The manuscript depends on everything; cleaning on files, variables and cleaning rules; themes on the
    interviews; the other stages on everything but the front matter and texts.
    """
    content = study.model_dump(mode="json")
    if stage in _ONLY_FOR:
        content = {key: value for key, value in content.items() if key in _ONLY_FOR[stage]}
    elif stage != "manuscript":
        content = {key: value for key, value in content.items() if key not in _TEXT_KEYS | {"interviews"}}
    used = sorted({use.instrument for use in study.instruments.values()})
    content["used instruments"] = [instruments[name].model_dump(mode="json") for name in used]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
