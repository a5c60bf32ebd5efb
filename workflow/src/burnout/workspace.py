"""The edge between notebooks and the library: one study's configuration, files and results folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from burnout.config import (
    Checklist,
    Instrument,
    Journal,
    Study,
    Translation,
    load_journal,
    load_study,
    load_translations,
)
from burnout.errors import ConfigError, Problem
from burnout.language import Language, current, language_of, writing_in
from burnout.tables import read_frame, write_frame, write_table

if TYPE_CHECKING:
    import pandas as pd

    from burnout.figures import Drawing
    from burnout.intake import RawTable
    from burnout.manuscript import Composed, Results, Texts


@dataclass(frozen=True)
class Workspace:
    """One study, opened for work.

    Parameters
    ----------
    root : Path
        The project's folder; paths in a study file start here.
    study : Study
        The study.
    instruments : dict of str to Instrument
        All instruments by name.
    folder : Path
        The study's results folder.
    translations : dict of str to Translation
        Its texts in further languages.
    config : Path
        The configuration folder.
    """

    root: Path
    study: Study
    instruments: dict[str, Instrument]
    folder: Path
    translations: dict[str, Translation] = field(default_factory=dict)
    config: Path = Path("config")

    @property
    def languages(self) -> list[Language]:
        """Every language that figures and manuscripts are made in; the study file's own comes first."""
        others = [language_of(code, text.words) for code, text in self.translations.items()]
        return [language_of(self.study.manuscript.language), *others]

    @property
    def journal(self) -> Journal:
        """The journal that the language being written is for."""
        further = self.translations.get(current().code)
        return load_journal(further.journal if further else self.study.manuscript.journal, self.config)

    def read_raw(self) -> dict[str, RawTable]:
        """Every raw file of the study, by its name in the study file."""
        from burnout.intake import read_file

        return {name: read_file(name, spec, self.root) for name, spec in self.study.files.items()}

    def settle_entries(self, raw: Mapping[str, RawTable]) -> tuple[dict[str, RawTable], pd.DataFrame, pd.DataFrame]:
        """Raw tables with their second entries compared and decided on, the table of counts, and the private sheet."""
        from burnout.double_entry import settled

        return settled(self.study, raw, self.root)

    def read_data(self, name: str) -> pd.DataFrame:
        """A frame handed over between stages, for example ``scored``."""
        return read_frame(self.folder / "data" / f"{name}.parquet")

    def write_data(self, name: str, frame: pd.DataFrame) -> None:
        """Hand a frame to later stages."""
        write_frame(frame, self.folder / "data" / f"{name}.parquet")

    def read_table(self, name: str) -> pd.DataFrame:
        """A result table."""
        return read_frame(self.folder / "tables" / f"{name}.parquet")

    def read_table_if(self, name: str, stage: str) -> pd.DataFrame | None:
        """A result table of a stage that the study may lack; None when it does."""
        return self.read_table(name) if stage in self.study.stages else None

    def write_table(self, name: str, frame: pd.DataFrame) -> None:
        """Write a result table (CSV and Parquet)."""
        write_table(frame, self.folder / "tables", name)

    def draw(self, figures: Callable[..., Mapping[str, Drawing]], *given: Any) -> dict[str, Drawing]:
        """A stage's figures in every language; those in a further one have its folder before their name (``zh/flow``).

        A further language for which the machine has no font is left out.

        Parameters
        ----------
        figures : callable
            Makes figures by name from what is given, in the language that is being written.
        *given
            Passed on.
        """
        from burnout.figures.style import drawable

        drawn: dict[str, Drawing] = {}
        for folder, language in zip(["", *(f"{code}/" for code in self.translations)], self.languages, strict=True):
            if folder and drawable(language).code != language.code:
                continue
            with writing_in(drawable(language)):
                drawn |= {f"{folder}{name}": drawing for name, drawing in figures(*given).items()}
        return drawn

    def write_figures(self, stage: str, drawings: Mapping[str, Drawing]) -> None:
        """Write a stage's figures (PNG at 300 dpi and SVG) into its own folder."""
        from burnout.figures import save_all

        save_all(drawings, self.folder / "figures" / stage)

    def write_private(self, name: str, rows: pd.DataFrame) -> None:
        """Write a list that holds answers of single people: beside the data, not among the tables."""
        path = self.folder / "data" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        rows.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")

    def read_results(self) -> Results:
        """Every result table and figure of the study's stages, in the language that is being written."""
        from burnout.manuscript import read_results

        return read_results(self.study, self.folder)

    def read_texts(self) -> Texts:
        """The authors' own texts, in the language that is being written."""
        from burnout.manuscript import read_texts

        return read_texts(self.study, self.root, self.translations.get(current().code), self.translations.get("en"))

    def read_checklists(self) -> dict[str, Checklist]:
        """The reporting checklists of the configuration folder."""
        from burnout.reporting import open_checklists

        return open_checklists(self.config / "checklists")

    def write_build(self, manuscript: Composed) -> None:
        """Fill the folder from which the manuscript is rendered."""
        from burnout.manuscript import write_build

        write_build(manuscript, self.study, self.root, self.folder)

    def write_record(self) -> None:
        """Write what the run was made from (study file, instruments, data files, software) beside the manuscript."""
        import json

        from burnout.run_record import run_record

        record = run_record(self.study, self.instruments, self.folder / "data" / "check.json")
        text = json.dumps(record, indent=1, ensure_ascii=False)
        (self.folder / "manuscript" / "run.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def open_study(study: str | None, config: str | None, results: str | None) -> Workspace:
    """Open one study for work; the first thing every notebook does.

    Parameters
    ----------
    study : str
        Name of the study (the name of its file in ``config/studies``).
    config : str
        Configuration folder; relative paths start at the project's folder.
    results : str
        Folder that holds the results of all studies.

    Raises
    ------
    ConfigError
        A parameter was not given, or the study file has faults.
    """
    given = {"study": study, "config": config, "results": results}
    missing = [name for name, value in given.items() if value is None]
    if missing:
        example = 'study = "balint", config = "config", results = "results"'
        found = f"no value for {', '.join(missing)}"
        remedy = f"Fill in the first cell, for example {example}."
        raise ConfigError(Problem("notebook", "parameters", found, "a value for each parameter", remedy))
    root = project_root()
    loaded, instruments = load_study(str(study), root / str(config))
    translations = load_translations(loaded, root / str(config))
    return Workspace(root, loaded, instruments, root / str(results) / str(study), translations, root / str(config))


def project_root(start: Path | None = None) -> Path:
    """The nearest folder at or above ``start`` that holds the Snakefile; else ``start`` itself."""
    here = (start or Path.cwd()).resolve()
    return next((folder for folder in [here, *here.parents] if (folder / "Snakefile").is_file()), here)
