"""What a run makes: for each study its stages, the files it reads, and the settings each stage depends on.

Every `snakemake` asks this first, also when there is nothing to do. The answer is therefore kept in a small file and
taken from there as long as the configuration files and the models that read them are the same, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from burnout.config import Instrument, Study, Translation

DATA_STAGES = ("clean", "score", "screen", "model", "paired", "repeated", "pool", "multiverse", "agreement", "themes")

# Keys of a study file that do not change what a data stage computes.
_TEXT_KEYS = {"title", "manuscript", "intervention"}
_WORDLESS = {"agreement"}  # it draws nothing
_NONE: Any = MappingProxyType({})
_ONLY_FOR = {
    "clean": {"files", "occasions", "variables", "instruments", "cleaning", "paired", "synthetic", "study"},
    "themes": {"interviews", "study", "synthetic"},
}


@dataclass(frozen=True)
class Planned:
    """What the workflow must know of one study.

    Parameters
    ----------
    design : str
        Its design, which names its Quarto source.
    stages : list of str
        Its stages, in the order of the flow.
    raw : list of str
        Raw files.
    texts : list of str
        The authors' own files that go into the manuscript, and the texts of its translations.
    interviews : list of str
        Tables of statements, themes and a second coder, folder of transcripts; empty without interviews.
    languages : list of str
        Further languages the manuscript is written in.
    settings : dict of str to str
        Stage to digest of the configuration it depends on.
    """

    design: str
    stages: list[str]
    raw: list[str]
    texts: list[str]
    interviews: list[str]
    languages: list[str]
    settings: dict[str, str]

    @property
    def parts(self) -> list[str]:
        """Folders of the manuscripts in further languages, inside that of the study's own."""
        return [f"{language}/" for language in self.languages]

    @property
    def data_stages(self) -> list[str]:
        """Stages before the manuscript."""
        return [stage for stage in self.stages if stage in DATA_STAGES]


def open_plans(names: Any, config: Path, results: Path) -> dict[str, Planned]:
    """The plan of every study of a run, each study file checked.

    Parameters
    ----------
    names : str or list of str
        Names of the studies; a text may hold several, separated by commas.
    config : Path
        The configuration folder.
    results : Path
        The results folder; the answer is kept in its file ``.plan.json``.

    Raises
    ------
    ConfigError
        One error with the faults of all studies.
    """
    listed = [part.strip() for part in names.split(",") if part.strip()] if isinstance(names, str) else names
    memory, key = results / ".plan.json", _key(listed, config)
    plans = _remembered(memory, key)
    if plans is None:
        plans = _plan_all(listed, config)
        _write_if_changed(memory, json.dumps({"key": key, "plans": {n: asdict(p) for n, p in plans.items()}}, indent=1))
    for name, plan in plans.items():
        missing = sorted(text for text in plan.texts if not Path(text).is_file())
        check = "\n".join([plan.settings["clean"], *missing])
        for stage, text in {**plan.settings, "check": check}.items():
            _write_if_changed(results / name / "settings" / f"{stage}.txt", f"{text}\n")
    return plans


def _key(names: object, config: Path) -> str:
    """Digest of everything a plan is made from: names, configuration files, and the code that reads them."""
    here = Path(__file__).parent
    code = [*sorted((here / "config").glob("*.py")), Path(__file__)]
    files = [*sorted((config / "studies").glob("*.yaml")), *sorted((config / "instruments").glob("*.yaml")), *code]
    files += sorted((config / "journals").glob("*.yaml"))
    total = hashlib.sha256(json.dumps([repr(names), str(config)]).encode())
    for file in files:
        total.update(f"{file.name}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _remembered(memory: Path, key: str) -> dict[str, Planned] | None:
    try:
        kept = json.loads(memory.read_text(encoding="utf-8"))
        return {name: Planned(**plan) for name, plan in kept["plans"].items()} if kept["key"] == key else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _write_if_changed(path: Path, text: str) -> None:
    """Write a small file unless it holds the text already, so that its time tells when its content changed."""
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _plan_all(names: Any, config: Path) -> dict[str, Planned]:
    from burnout.config import Project, load_instruments, load_study, load_translations, parse
    from burnout.errors import BurnoutError, ConfigError, Problem

    project = parse(Project, {"studies": names}, f"{config}/config.yaml")
    instruments = load_instruments(config / "instruments")
    plans: dict[str, Planned] = {}
    problems: list[Problem] = []
    for name in project.studies:
        try:
            study = load_study(name, config, instruments)[0]
            plans[name] = plan_of(study, instruments, load_translations(study, config))
        except BurnoutError as error:
            problems += error.problems
    if problems:
        raise ConfigError(problems)
    return plans


def plan_of(
    study: Study, instruments: Mapping[str, Instrument], translations: Mapping[str, Translation] = _NONE
) -> Planned:
    """The plan of one study."""
    talks = study.interviews
    texts = [*study.text_paths().values(), *(p for t in translations.values() for p in t.text_paths().values())]
    return Planned(
        design=study.design,
        stages=study.stages,
        raw=study.raw_paths(),
        texts=list(dict.fromkeys(texts)),
        interviews=[*talks.tables, talks.transcripts] if talks else [],
        languages=list(translations),
        settings={stage: digest(study, instruments, stage, translations) for stage in study.stages},
    )


def digest(
    study: Study, instruments: Mapping[str, Instrument], stage: str, translations: Mapping[str, Translation] = _NONE
) -> str:
    """Short digest of the configuration that a stage depends on.

    The manuscript depends on everything; cleaning on files, variables and cleaning rules; themes on the
    interviews; the other stages on everything but the front matter and texts. Stages that draw figures depend on the
    languages, and on the words of the translations.
    """
    content = study.model_dump(mode="json")
    spoken = _spoken(study, stage, translations)
    if stage in _ONLY_FOR:
        known = set(_ONLY_FOR[stage])
        if stage == "themes" and study.interviews is not None and study.interviews.second_coder:
            known.add("plan")  # agreement of the coders has a confidence level
        content = {key: value for key, value in content.items() if key in known}
    elif stage != "manuscript":
        idle = _TEXT_KEYS | {"interviews"} | ({"multiverse", "pool", "agreement"} - {stage})
        content = {key: value for key, value in content.items() if key not in idle}
    used = _used(study) if stage != "themes" else []
    content |= spoken
    content["used instruments"] = [instruments[name].model_dump(mode="json") for name in used]
    text = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _spoken(study: Study, stage: str, translations: Mapping[str, Translation]) -> dict[str, Any]:
    """What a stage writes in: languages and words; the manuscript has the authors' own texts as well."""
    if stage == "manuscript":
        return {"translations": {code: text.model_dump(mode="json") for code, text in translations.items()}}
    if stage in _WORDLESS or (study.manuscript.language == "en" and not translations):
        return {}
    words = {code: dict(text.words) for code, text in translations.items()}
    return {"language": study.manuscript.language, "words": words}


def _used(study: Study) -> Iterable[str]:
    return sorted({use.instrument for use in study.instruments.values()})
