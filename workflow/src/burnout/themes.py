"""Themes: coded statements checked against their transcripts, word for word, and gathered into clusters and themes.

Interview texts are data: they are compared and counted, never interpreted as markup.
"""

from __future__ import annotations

import csv
import difflib
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from burnout.config.analysis import Interviews
from burnout.errors import DataError, Problem

STATEMENT_COLUMNS = ("statement", "transcript", "participant", "quote", "meaning", "cluster")
SECOND_COLUMNS = ("statement", "cluster")
THEME_COLUMNS = ("theme", "cluster", "definition")


@dataclass(frozen=True)
class Material:
    """Interview material as it was read.

    Parameters
    ----------
    statements : DataFrame
        One row per coded statement, columns `STATEMENT_COLUMNS` (text); the index is the row in the file.
    themes : DataFrame
        One row per cluster, columns `THEME_COLUMNS` (text), in the order of the manuscript; index as above.
    transcripts : mapping of str to str
        Name of the transcript's file to its text, in the order of the interviews.
    statements_file, themes_file, second_file : str
        How messages name the files.
    second : DataFrame, optional
        A second coder's cluster of statements, columns `SECOND_COLUMNS` (text); index as above.
    """

    statements: pd.DataFrame
    themes: pd.DataFrame
    transcripts: Mapping[str, str]
    statements_file: str = "statements.csv"
    themes_file: str = "themes.csv"
    second_file: str = "second.csv"
    second: pd.DataFrame | None = None


@dataclass(frozen=True)
class Themed:
    """What came out of the interviews.

    Parameters
    ----------
    themes : DataFrame
        One row per theme and cluster: theme, cluster, statements, participants (numbers), definition.
    quotations : DataFrame
        One row per statement, in the order of the themes: theme, cluster, participant, quote, meaning, statement,
        transcript.
    saturation : DataFrame
        One row per transcript, in order: order, transcript, statements, clusters, new_clusters, clusters_so_far.
    """

    themes: pd.DataFrame
    quotations: pd.DataFrame
    saturation: pd.DataFrame


def analyse(material: Material) -> Themed:
    """Gather coded statements into clusters and themes, and count when new clusters stopped to appear.

    Parameters
    ----------
    material : Material
        Statements, themes and transcripts.

    Returns
    -------
    Themed
        The tables.

    Raises
    ------
    DataError
        One error with everything `check` finds.
    """
    problems = check(material)
    if problems:
        raise DataError(problems)
    statements = _tidy(material.statements)
    clusters = _tidy(material.themes).reset_index(drop=True)
    coded = statements.merge(clusters[["theme", "cluster"]], on="cluster", how="left")
    return Themed(_count(coded, clusters), _quotations(coded, clusters), _saturation(coded, material.transcripts))


def _tidy(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.map(lambda text: " ".join(str(text).split()))


def _count(coded: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    by_cluster = coded.groupby("cluster")
    return pd.DataFrame(
        {
            "theme": clusters["theme"],
            "cluster": clusters["cluster"],
            "statements": clusters["cluster"].map(by_cluster.size()).astype("int64"),
            "participants": clusters["cluster"].map(by_cluster["participant"].nunique()).astype("int64"),
            "definition": clusters["definition"],
        }
    )


def _quotations(coded: pd.DataFrame, clusters: pd.DataFrame) -> pd.DataFrame:
    place = {cluster: i for i, cluster in enumerate(clusters["cluster"])}
    ordered = coded.sort_values("cluster", key=lambda names: names.map(place), kind="stable")
    columns = ["theme", "cluster", "participant", "quote", "meaning", "statement", "transcript"]
    return ordered[columns].reset_index(drop=True)


def _saturation(coded: pd.DataFrame, transcripts: Mapping[str, str]) -> pd.DataFrame:
    seen: set[str] = set()
    rows = []
    for order, name in enumerate(transcripts, start=1):
        here = coded.loc[coded["transcript"].map(lambda given, name=name: _is_named(given, name)), "cluster"]
        new = set(here) - seen
        seen |= new
        rows.append((order, name, len(here), here.nunique(), len(new), len(seen)))
    names = ["order", "transcript", "statements", "clusters", "new_clusters", "clusters_so_far"]
    return pd.DataFrame(rows, columns=names)


def _is_named(given: str, name: str) -> bool:
    """Whether a transcript is meant: by its file name, with or without the ending."""
    return given in (name, Path(name).stem)


def check(material: Material) -> list[Problem]:
    """Everything in the interview material that does not fit together.

    Parameters
    ----------
    material : Material
        Statements, themes and transcripts.

    Returns
    -------
    list of Problem
        Missing columns, empty cells, numbers or clusters that stand twice, unknown transcripts and clusters, quotes
        that are not in their transcript, clusters and themes without a statement.
    """
    problems = [
        *_column_problems(material.statements, STATEMENT_COLUMNS, material.statements_file),
        *_column_problems(material.themes, THEME_COLUMNS, material.themes_file),
    ]
    if problems:
        return problems
    problems = [*_theme_problems(material), *_statement_problems(material), *_support_problems(material)]
    return [*problems, *_second_problems(material)]


def _second_problems(material: Material) -> list[Problem]:
    """What a second coder's table names that is not there."""
    second, file = material.second, material.second_file
    if second is None:
        return []
    if problems := _column_problems(second, SECOND_COLUMNS, file):
        return problems
    problems = [*_empty_cells(second, SECOND_COLUMNS, file)]
    problems += _twice(second, "statement", file, "Keep the row that counts.")
    known = {
        "statement": (list(_tidy(material.statements)["statement"]), material.statements_file),
        "cluster": (list(_tidy(material.themes)["cluster"]), material.themes_file),
    }
    for row, cells in _tidy(second).iterrows():
        for column, (among, where) in known.items():
            if cells[column] and cells[column] not in among:
                problems.append(_unknown(file, f"row {row}, {column}", cells[column], among, where))
    return problems


def _column_problems(frame: pd.DataFrame, columns: Sequence[str], file: str) -> list[Problem]:
    remedy = "Delete or rename one of the two."
    names = pd.Index(frame.columns)
    problems = [
        Problem(file, "header", f"the column name {name!r} stands twice", "each column name once", remedy)
        for name in names[names.duplicated()].unique()
    ]
    for column in columns:
        if column not in frame.columns:
            found = f"no column {column!r}; the columns are {', '.join(map(str, frame.columns))}"
            near = difflib.get_close_matches(column, [str(c) for c in frame.columns], n=1)
            remedy = f"Rename {near[0]!r} to {column!r}." if near else f"Add the column {column!r}."
            problems.append(Problem(file, "header", found, ", ".join(columns), remedy))
    if not problems and frame.empty:
        problems.append(Problem(file, "", "no rows under the header", "one row each", "Fill in the table."))
    return problems


def _empty_cells(frame: pd.DataFrame, columns: Sequence[str], file: str) -> list[Problem]:
    return [
        Problem(file, f"row {row}, {column}", "an empty cell", "text", "Fill it in, or delete the row.")
        for row, cells in frame.iterrows()
        for column in columns
        if not str(cells[column]).strip()
    ]


def _twice(frame: pd.DataFrame, column: str, file: str, remedy: str) -> list[Problem]:
    cells = frame[column].map(lambda text: " ".join(str(text).split()))
    repeated = cells[cells.duplicated() & (cells != "")]
    return [
        Problem(file, f"row {row}, {column}", f"{cell!r} stands twice", "each one once", remedy)
        for row, cell in repeated.items()
    ]


def _theme_problems(material: Material) -> list[Problem]:
    file, themes = material.themes_file, material.themes
    remedy = "Give each cluster one row under one theme; rename one of the two."
    return [*_empty_cells(themes, ("theme", "cluster"), file), *_twice(themes, "cluster", file, remedy)]


def _statement_problems(material: Material) -> list[Problem]:
    file, statements = material.statements_file, material.statements
    needed = ("statement", "transcript", "participant", "quote", "cluster")
    problems = _empty_cells(statements, needed, file)
    problems += _twice(statements, "statement", file, "Give each statement its own number.")
    clusters = [" ".join(str(c).split()) for c in material.themes["cluster"]]
    texts = {name: _plain(text) for name, text in material.transcripts.items()}
    for row, cells in statements.iterrows():
        if any(not str(cells[column]).strip() for column in needed):
            continue
        cluster = " ".join(str(cells["cluster"]).split())
        if cluster not in clusters:
            problems.append(_unknown(file, f"row {row}, cluster", cluster, clusters, material.themes_file))
        name = next((n for n in texts if _is_named(str(cells["transcript"]).strip(), n)), None)
        if name is None:
            given = str(cells["transcript"]).strip()
            problems.append(_unknown(file, f"row {row}, transcript", given, list(texts), "the folder of transcripts"))
        elif _plain(str(cells["quote"])) not in texts[name]:
            problems.append(_not_verbatim(file, f"row {row}, quote", str(cells["quote"]), name, texts[name]))
    return problems


def _plain(text: str) -> str:
    """Text without differences nobody can see: line ends, runs of blanks, composed and decomposed letters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _unknown(file: str, place: str, given: str, among: list[str], where: str) -> Problem:
    near = difflib.get_close_matches(given, among, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else f"Correct it, or add it to {where}."
    return Problem(file, place, repr(given), f"one of those in {where}: {'; '.join(among)}", remedy)


def _not_verbatim(file: str, place: str, quote: str, name: str, text: str) -> Problem:
    """The problem of a quote that is not in its transcript, with the nearest words that are."""
    plain = _plain(quote)
    match = difflib.SequenceMatcher(None, text, plain, autojunk=False).find_longest_match()
    remedy = "Copy the words from the transcript, or name the right transcript."
    if match.size >= max(8, len(plain) // 4):
        start = max(match.a - match.b, 0)
        remedy = f"The transcript has: '{text[start : start + len(plain)]}'. Copy the words from there."
    return Problem(file, place, f"'{plain}' is not in {name}", "words exactly as in the transcript", remedy)


def _support_problems(material: Material) -> list[Problem]:
    used = {" ".join(str(c).split()) for c in material.statements["cluster"]}
    file = material.themes_file
    themes = _tidy(material.themes)
    supported = set(themes.loc[themes["cluster"].isin(used), "theme"])
    bare = themes[~themes["cluster"].isin(used) & (themes["cluster"] != "") & (themes["theme"] != "")]
    problems = []
    for theme in dict.fromkeys(t for t in bare["theme"] if t not in supported):
        row = bare.index[bare["theme"] == theme][0]
        remedy = f"Code statements for it in {material.statements_file}, or delete the theme."
        problems.append(Problem(file, f"row {row}, theme", f"no statement supports {theme!r}", "at least one", remedy))
    for row, cells in bare[bare["theme"].isin(supported)].iterrows():
        found = f"no statement has the cluster {cells['cluster']!r}"
        remedy = f"Code statements for it in {material.statements_file}, or delete the row."
        problems.append(Problem(file, f"row {row}, cluster", found, "at least one statement", remedy))
    return problems


def load(interviews: Interviews, root: Path) -> Material:
    """Read a study's interview material and check it.

    Parameters
    ----------
    interviews : Interviews
        Where the files are.
    root : Path
        The project's folder, from which paths count.

    Returns
    -------
    Material
        Statements, themes and transcripts; transcripts in the order of their names (P2 before P10).

    Raises
    ------
    DataError
        A file is missing, empty or not readable, or one error with everything `check` finds.
    """
    problems: list[Problem] = []
    frames = {}
    second = interviews.second_coder
    for path in (interviews.statements, interviews.themes, *([second] if second else [])):
        try:
            frames[path] = _read_table(root / path, path)
        except DataError as error:
            problems += error.problems
    transcripts, unreadable = _read_transcripts(root / interviews.transcripts, interviews.transcripts)
    problems += unreadable
    if problems:
        raise DataError(problems)
    material = Material(
        frames[interviews.statements],
        frames[interviews.themes],
        transcripts,
        interviews.statements,
        interviews.themes,
        second or "",
        frames[second] if second else None,
    )
    if problems := check(material):
        raise DataError(problems)
    return material


def _read_text(path: Path, shown: str) -> str:
    """A text file in UTF-8 or GB18030 (Excel in China writes the latter)."""
    try:
        content = path.read_bytes()
    except OSError:
        remedy = "Put the file there, or correct its path in the study file."
        raise DataError(Problem(shown, "", "no such file", "a text file", remedy)) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text.strip():
            raise DataError(Problem(shown, "", "an empty file", "a file with text", "Save the text again."))
        if "\x00" not in text:
            return text
    remedy = "Save it again as plain text in UTF-8 (a Word or Excel file must be exported)."
    raise DataError(Problem(shown, "", "a file that is not plain text", "text in UTF-8 or GB18030", remedy))


def _read_table(path: Path, shown: str) -> pd.DataFrame:
    """A CSV file as text cells; the index is the number of the row, the header being row 1."""
    try:
        rows = list(csv.reader(io.StringIO(_read_text(path, shown), newline=""), strict=True))
    except csv.Error as error:
        remedy = "Look for a quotation mark without its partner."
        raise DataError(Problem(shown, "", f"a broken row ({error})", "a CSV file", remedy)) from None
    header = [name.strip() for name in rows[0]]
    numbered = [(i, row) for i, row in enumerate(rows[1:], start=2) if any(cell.strip() for cell in row)]
    wrong = [(i, len(row)) for i, row in numbered if len(row) != len(header)]
    if wrong:
        remedy = "Look for a comma in a text that does not stand in quotation marks."
        allowed = f"{len(header)} cells, one for each column name"
        raise DataError([Problem(shown, f"row {i}", f"{n} cells", allowed, remedy) for i, n in wrong])
    return pd.DataFrame([row for _, row in numbered], columns=header, index=[i for i, _ in numbered], dtype=object)


def _read_transcripts(folder: Path, shown: str) -> tuple[dict[str, str], list[Problem]]:
    if not folder.is_dir():
        remedy = "Put the transcripts there, or correct the path in the study file."
        return {}, [Problem(shown, "", "no such folder", "a folder with one .txt per interview", remedy)]
    paths = sorted((p for p in folder.iterdir() if p.suffix.lower() == ".txt"), key=lambda p: _natural(p.name))
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            texts[path.name] = _read_text(path, f"{shown}/{path.name}")
        except DataError as error:
            problems += error.problems
    if not paths:
        remedy = "Save each transcript as a plain text file (.txt)."
        problems.append(Problem(shown, "", "no .txt file", "one .txt per interview", remedy))
    return texts, problems


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sorting key by which P2 comes before P10."""
    parts: list[tuple[int, int, str]] = []
    digits = ""
    for letter in [*name, ""]:
        if letter.isdigit() and letter.isascii():
            digits += letter
            continue
        if digits:
            parts.append((0, int(digits), ""))
            digits = ""
        parts.append((1, 0, letter))
    return parts
