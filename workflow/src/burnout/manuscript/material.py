"""What a manuscript is made from, and what it becomes: results, texts, and the composed parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from burnout.config import Instrument, Journal, Study, Translation
from burnout.config.manuscript import Author
from burnout.errors import RenderError
from burnout.labels import label_of
from burnout.language import Language, current, language_of, say
from burnout.manuscript.trace import marked_in, unmark
from burnout.render.escape import escape


@dataclass(frozen=True)
class Results:
    """Every result of a study.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Result tables by name; a table whose stage did not run is not there.
    figures : dict of str to str
        Figure name to alternative text.
    checksums : dict of str to str
        SHA-256 of each raw file.
    """

    tables: dict[str, pd.DataFrame]
    figures: dict[str, str]
    checksums: dict[str, str]

    def table(self, name: str) -> pd.DataFrame:
        """A table, empty when its stage did not run."""
        return self.tables.get(name, pd.DataFrame())


@dataclass(frozen=True)
class Texts:
    """The authors' own texts (markdown), the session log, the table of needs, and their names in a further language.

    For the second abstract of a Chinese manuscript: English with the study's words, and the names of the authors.
    """

    introduction: str
    discussion: str
    sessions: pd.DataFrame | None = None
    needs: pd.DataFrame | None = None
    authors: Sequence[Author] | None = None
    english: Language | None = None
    english_authors: Sequence[Author] | None = None


@dataclass
class Values:
    """Every number of the text by its key, in the order of first use."""

    found: dict[str, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, text: str) -> str:
        """Register a value and give the shortcode that stands for it in the text.

        Raises
        ------
        RenderError
            The key stands for another value already: a number would be printed in the wrong place.
        """
        key = ".".join(part.replace("_", "-") for part in key.split("."))
        shown = unmark(text)
        if self.found.setdefault(key, shown) != shown:
            raise RenderError(f"Two values, {self.found[key]!r} and {shown!r}, for the key {key!r} of the text.")
        if not marked_in(self.marked.setdefault(key, text)):
            self.marked[key] = text
        return f"{{{{< var {key} >}}}}"

    def fill(self, text: str) -> str:
        """A text with its shortcodes replaced, for places where Quarto does not expand them."""
        for key, value in self.marked.items():
            text = text.replace(f"{{{{< var {key} >}}}}", value)
        return text

    def nested(self) -> dict[str, Any]:
        """The values as the nested mapping of ``_variables.yml``."""
        tree: dict[str, Any] = {}
        for key, value in self.found.items():
            *path, last = key.split(".")
            node = tree
            for part in path:
                node = node.setdefault(part, {})
            node[last] = value
        return tree


@dataclass(frozen=True)
class Source:
    """What the writers of the parts work with.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    results : Results
        All results.
    texts : Texts
        The authors' texts.
    values : Values
        Collects the numbers of the text.
    journal : Journal
        What the journal asks for.
    """

    study: Study
    instruments: Mapping[str, Instrument]
    results: Results
    texts: Texts
    values: Values
    journal: Journal = field(default_factory=Journal)

    def label(self, name: str) -> str:
        """Label of an outcome, factor or measure, safe in markdown."""
        return escape(label_of(self.study, self.instruments, name))

    def primary(self, table: str) -> pd.DataFrame:
        """Rows of the primary plan."""
        frame = self.results.table(table)
        return frame[frame["plan"] == self.study.plan.primary] if "plan" in frame else frame

    def secondary(self, table: str) -> pd.DataFrame:
        """Rows of the other plan."""
        frame = self.results.table(table)
        return frame[frame["plan"] != self.study.plan.primary] if "plan" in frame else frame

    def synthetic_note(self) -> str:
        """What every caption says when the data are invented."""
        return say(" Synthetic demonstration data.") if self.study.synthetic else ""


@dataclass(frozen=True)
class Anonymous:
    """Parts and front matter of a manuscript without names."""

    parts: dict[str, str]
    front: dict[str, Any]


@dataclass(frozen=True)
class Composed:
    """A manuscript ready to be written into a build folder.

    Parameters
    ----------
    parts : dict of str to str
        Included markdown file (without underscore and ending) to text.
    front : dict
        Front matter.
    values : dict
        The nested values of ``_variables.yml``.
    flat : dict of str to str
        The same values by dotted key.
    figures : list of str
        Figures in use, as ``<stage>/<name>``.
    notices : list of str
        What a person should look at.
    language : str
        What it is written in.
    linked : dict of str to str
        Parts, and the abstract, with each traced number of running text as a span with its key.
    origins : pandas.DataFrame
        Which cell of a result table each number comes from (`burnout.manuscript.origins.COLUMNS`).
    reporting : pandas.DataFrame
        Items of the reporting checklists with their status.
    journal : Journal
        What the journal asks for.
    submission : dict of str to str
        What goes to the journal beside it, in markdown: `title-page`, `cover-letter`.
    anonymous : Anonymous, optional
        The version without names, where the journal wants one.
    """

    parts: dict[str, str]
    front: dict[str, Any]
    values: dict[str, Any]
    flat: dict[str, str]
    figures: list[str]
    notices: list[str]
    language: str = "en"
    linked: dict[str, str] = field(default_factory=dict)
    origins: pd.DataFrame = field(default_factory=pd.DataFrame)
    reporting: pd.DataFrame = field(default_factory=pd.DataFrame)
    journal: Journal = field(default_factory=Journal)
    submission: dict[str, str] = field(default_factory=dict)
    anonymous: Anonymous | None = None

    def value_frame(self) -> pd.DataFrame:
        """Key and text of every value."""
        return pd.DataFrame({"key": list(self.flat), "text": list(self.flat.values())})


def read_results(study: Study, folder: Path) -> Results:
    """Every table, figure and checksum in a study's results folder, for the stages the study declares.

    Alternative texts of figures are those of the language that is being written, where the figure was drawn in it.
    """
    import json

    from burnout.tables import read_frame

    tables = {
        path.stem: read_frame(path)
        for path in sorted((folder / "tables").glob("*.parquet"))
        if path.stem != "reporting"
    }
    figures = {}
    for stage in study.stages:
        for path in sorted((folder / "figures" / stage).glob("*.txt")):
            told = figure_folder(study, folder, stage, path.stem) / path.name
            figures[f"{stage}/{path.stem}"] = told.read_text(encoding="utf-8").strip()
    check = folder / "data" / "check.json"
    record = json.loads(check.read_text(encoding="utf-8")) if check.is_file() else {}
    return Results(tables, figures, record.get("sha256", {}))


def figure_folder(study: Study, folder: Path, stage: str, name: str) -> Path:
    """Where a figure lies in the language that is being written; in the study's own where it was not drawn in it."""
    own = folder / "figures" / stage
    further = own / current().code
    return further if current().code in study.manuscript.translations and (further / f"{name}.txt").is_file() else own


def read_texts(
    study: Study, root: Path, translation: Translation | None = None, english: Translation | None = None
) -> Texts:
    """The authors' texts, and the session log and needs where there are any.

    Parameters
    ----------
    study : Study
        The study.
    root : Path
        The project's folder.
    translation : Translation, optional
        The study's texts in a further language; what it lacks stays as in the study file.
    english : Translation, optional
        Its texts in English, where the study file is in another language.
    """
    manuscript, intervention = study.manuscript, study.intervention
    further = translation.text_paths() if translation else {}
    return Texts(
        (root / further.get("introduction", manuscript.introduction)).read_text(encoding="utf-8-sig"),
        (root / further.get("discussion", manuscript.discussion)).read_text(encoding="utf-8-sig"),
        _log(root, intervention.sessions if intervention else None),
        _log(root, intervention.needs if intervention else None),
        translation.authors if translation else None,
        *_english(study, english),
    )


def _english(study: Study, english: Translation | None) -> tuple[Language | None, Sequence[Author] | None]:
    """English with a study's words, and its authors in it; nothing where the study has neither."""
    if study.manuscript.language == "en":
        return language_of("en"), study.manuscript.authors
    if english is None:
        return None, None
    return language_of("en", english.words), english.authors or study.manuscript.authors


def _log(root: Path, path: str | None) -> pd.DataFrame | None:
    """A log kept by hand, every cell as text."""
    return pd.read_csv(root / path, dtype=str, keep_default_na=False, encoding="utf-8-sig") if path else None
