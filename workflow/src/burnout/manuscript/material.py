"""What a manuscript is made from, and what it becomes: results, texts, and the composed parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from burnout.config import Instrument, Study
from burnout.errors import RenderError
from burnout.labels import label_of
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
    """The authors' own texts (markdown), the session log and the table of needs."""

    introduction: str
    discussion: str
    sessions: pd.DataFrame | None = None
    needs: pd.DataFrame | None = None


@dataclass
class Values:
    """Every number of the text by its key, in the order of first use."""

    found: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, text: str) -> str:
        """Register a value and give the shortcode that stands for it in the text.

        Raises
        ------
        RenderError
            The key stands for another value already: a number would be printed in the wrong place.
        """
        key = ".".join(part.replace("_", "-") for part in key.split("."))
        if self.found.setdefault(key, text) != text:
            raise RenderError(f"Two values, {self.found[key]!r} and {text!r}, for the key {key!r} of the text.")
        return f"{{{{< var {key} >}}}}"

    def fill(self, text: str) -> str:
        """A text with its shortcodes replaced, for places where Quarto does not expand them."""
        for key, value in self.found.items():
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
    """

    study: Study
    instruments: Mapping[str, Instrument]
    results: Results
    texts: Texts
    values: Values

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
        return " Synthetic demonstration data." if self.study.synthetic else ""


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
    """

    parts: dict[str, str]
    front: dict[str, Any]
    values: dict[str, Any]
    flat: dict[str, str]
    figures: list[str]
    notices: list[str]

    def value_frame(self) -> pd.DataFrame:
        """Key and text of every value."""
        return pd.DataFrame({"key": list(self.flat), "text": list(self.flat.values())})


def read_results(study: Study, folder: Path) -> Results:
    """Every table, figure and checksum in a study's results folder, for the stages the study declares."""
    import json

    from burnout.tables import read_frame

    tables = {path.stem: read_frame(path) for path in sorted((folder / "tables").glob("*.parquet"))}
    figures = {}
    for stage in study.stages:
        for path in sorted((folder / "figures" / stage).glob("*.txt")):
            figures[f"{stage}/{path.stem}"] = path.read_text(encoding="utf-8").strip()
    check = folder / "data" / "check.json"
    record = json.loads(check.read_text(encoding="utf-8")) if check.is_file() else {}
    return Results(tables, figures, record.get("sha256", {}))


def read_texts(study: Study, root: Path) -> Texts:
    """The authors' texts, and the session log and needs where there are any."""
    manuscript, intervention = study.manuscript, study.intervention
    return Texts(
        (root / manuscript.introduction).read_text(encoding="utf-8-sig"),
        (root / manuscript.discussion).read_text(encoding="utf-8-sig"),
        _log(root, intervention.sessions if intervention else None),
        _log(root, intervention.needs if intervention else None),
    )


def _log(root: Path, path: str | None) -> pd.DataFrame | None:
    """A log kept by hand, every cell as text."""
    return pd.read_csv(root / path, dtype=str, keep_default_na=False, encoding="utf-8-sig") if path else None
