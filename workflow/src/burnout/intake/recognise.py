"""What a file seems to be, told from its content: format, separator, sheet, and the files that belong to it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from burnout.config.data import DataFile
from burnout.errors import DataError, Problem
from burnout.intake.detect import FORMATS, NAMES, SHEETS, WAY_OUT, format_of, kind_of, require_content
from burnout.intake.detect import require_reasonable as reasonable
from burnout.intake.raw import RawTable
from burnout.intake.separator import SEPARATORS, separator_of, text_head

WENJUANXING = ("序号", "提交答卷时间")
KOBO = ("_id", "_uuid", "_submission_time", "_validation_status", "_submission__id", "KEY", "SubmissionDate")
KOBO += ("instanceID", "meta/instanceID", "_index")
REDCAP = ("redcap_event_name", "redcap_repeat_instrument", "redcap_data_access_group", "redcap_survey_identifier")
DICTIONARY = ("Variable / Field Name", "field_name")


@dataclass(frozen=True)
class Guess:
    """What a file seems to be.

    Parameters
    ----------
    file : DataFile
        Its settings as they would stand in the study file; the path as it was given.
    reasons : tuple of str
        Why, in plain words.
    sheets : tuple of str
        Sheets of a spreadsheet that hold anything.
    """

    file: DataFile
    reasons: tuple[str, ...]
    sheets: tuple[str, ...] = ()


def recognise(path: Path, shown: str | None = None) -> Guess:
    """What a file seems to be.

    Parameters
    ----------
    path : Path
        The file.
    shown : str, optional
        How the guess and messages name it; the path as given when not told.

    Raises
    ------
    DataError
        It is missing, empty, too large, has a password, or no reader reads it.
    """
    shown = shown or path.as_posix()
    require_content(path, shown)
    kind, what = kind_of(path)
    if not kind:
        remedy = WAY_OUT.get(what, "Export the data again, for example as .xlsx or .csv.")
        raise DataError(Problem(shown, "", what, f"one of: {', '.join(FORMATS.values())}", remedy))
    reasonable(path, shown, kind)
    if kind == "csv":
        return _text(path, shown)
    if kind in SHEETS:
        return _spreadsheet(path, shown, what)
    reasons = [f"Its first bytes are those of {NAMES[kind]}."]
    more = {}
    if kind == "epidata" and (checks := _sibling(path, shown, "chk")):
        more["checks"] = checks
        reasons.append(f"{checks} beside it has the same name: labels, ranges and missing codes are taken from there.")
    return Guess(DataFile(path=shown, format=format_of(kind), **more), tuple(reasons))


def format_of_header(header: Sequence[str], sheet: bool) -> tuple[str, str]:
    """The program whose export a header shows, and why; csv or excel if none.

    Parameters
    ----------
    header : sequence of str
        Column names.
    sheet : bool
        Whether they stand in a spreadsheet.
    """
    names = {name.strip() for name in header}
    if names.issuperset(WENJUANXING):
        return "wenjuanxing", f"It has the columns {' and '.join(WENJUANXING)} of a Wenjuanxing export."
    found = [name for name in KOBO if name in names]
    if len(found) >= 2:
        return "kobo", f"It has the columns {', '.join(found)} of KoboToolbox or ODK."
    found = [name for name in REDCAP if name in names]
    boxes = [name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*___[A-Za-z0-9_]+", name)]
    forms = [name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*_complete", name)]
    if not sheet and (found or ("record_id" in names and (forms or boxes)) or (forms and boxes)):
        shown = [*found, *sorted(forms)[:2], *sorted(boxes)[:2]]
        return "redcap", f"It has the columns {', '.join(shown)} of a REDCap export."
    return ("excel" if sheet else "csv"), ""


def _text(path: Path, shown: str) -> Guess:
    spec = DataFile(path=shown, format="csv")
    head = text_head(path, spec)
    sign = separator_of(head, shown)
    header = next((cells for cells in csv.reader(io.StringIO(head, newline=""), delimiter=sign) if any(cells)), [])
    if header[:1] and header[0].strip() in DICTIONARY:
        remedy = "Name the file with the data; this one goes to 'dictionary:' beside it."
        raise DataError(Problem(shown, "", "a data dictionary of REDCap, which holds no data", "a data file", remedy))
    name, why = format_of_header(header, False)
    reasons = [why] if why else []
    reasons.append(f"It is a text of {len(header)} columns, parted by {SEPARATORS[sign]}.")
    more = {}
    if name == "redcap" and (dictionary := _dictionary(path, shown)):
        more["dictionary"] = dictionary
        reasons.append(f"{dictionary} beside it is a data dictionary of REDCap.")
    return Guess(DataFile(path=shown, format=name, delimiter=sign, **more), tuple(reasons))


def _spreadsheet(path: Path, shown: str, what: str) -> Guess:
    from burnout.intake.sheets import first_rows

    rows = first_rows(path, shown, what)
    filled = {name: found for name, found in rows.items() if found}
    if not filled:
        remedy = "Export the data again."
        raise DataError(Problem(shown, "", f"{what} without any filled sheet", "a sheet with data", remedy))
    sheet = next(iter(filled))
    header = ["" if cell is None else str(cell) for cell in filled[sheet][0][1]]
    name, why = format_of_header(header, True)
    reasons = [f"It is {what}.", *([why] if why else [])]
    first = next(iter(rows)) == sheet
    if len(rows) > 1:
        reasons.append(f"Of its sheets ({', '.join(rows)}) the first that is filled, {sheet!r}, is taken.")
    spec = DataFile(path=shown, format=name, sheet=None if first else sheet)
    return Guess(spec, tuple(reasons), tuple(filled))


def _sibling(path: Path, shown: str, ending: str) -> str | None:
    """The file beside it with the same name and another ending, as it would stand in the study file."""
    wanted = f"{path.stem}.{ending}".casefold()
    found = [other for other in path.parent.iterdir() if other.name.casefold() == wanted and other.is_file()]
    return (Path(shown).parent / found[0].name).as_posix() if len(found) == 1 else None


def _dictionary(path: Path, shown: str) -> str | None:
    """The only data dictionary of REDCap in the folder of an export."""
    found = []
    for other in sorted(path.parent.glob("*.csv")):
        if other != path and other.is_file():
            with other.open("rb") as stream:
                head = stream.read(200).decode("utf-8-sig", "replace").lstrip('"')
            if head.startswith(DICTIONARY):
                found.append(other.name)
    return (Path(shown).parent / found[0]).as_posix() if len(found) == 1 else None


def look(path: Path, shown: str | None = None) -> tuple[Guess, RawTable]:
    """What a file seems to be, and its table as read with that guess.

    Parameters
    ----------
    path : Path
        The file.
    shown : str, optional
        How the guess and messages name it; the path as given when not told.

    Raises
    ------
    DataError
        No reader reads it, or its content cannot be read.
    """
    from burnout.intake import read_file

    guess = recognise(path, shown)
    names = {key: Path(told).name for key in ("checks", "dictionary") if (told := getattr(guess.file, key))}
    raw = read_file(path.stem, guess.file.model_copy(update={"path": path.name, **names}), path.parent)
    return guess, replace(raw, path=guess.file.path)
