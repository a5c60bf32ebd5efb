"""The codebook of a study: what each column of the clean data is, where it comes from, and how it is distributed.

It holds no wording of an item (questionnaires are copyrighted) and no count of few people.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from io import BytesIO

import pandas as pd

from burnout.clean.layout import item_names, item_number, occasion_codes, wants_of
from burnout.config.instrument import Instrument
from burnout.config.study import Study

COLUMNS = ["name", "label", "type", "values", "missing", "file", "column", "kind", "counts"]
DDI = COLUMNS[:7]
MINIMUM = 5


def codebook(
    study: Study, instruments: Mapping[str, Instrument], data: pd.DataFrame, minimum: int = MINIMUM
) -> pd.DataFrame:
    """One row for each variable, item, score and outcome.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    data : DataFrame
        Clean data.
    minimum : int
        Counts of fewer people are not shown, nor, where only one is hidden, the next smallest beside it.

    Returns
    -------
    DataFrame
        Columns name, label, type, values (codes with labels, or a range), missing (codes), file, column, kind
        (variable, item, score, outcome), counts.
    """
    rows = [
        *_variables(study, instruments),
        *_items(study, instruments),
        *_scores(study, instruments),
        *_outcomes(study),
    ]
    table = pd.DataFrame(rows, columns=COLUMNS[:-1])
    table["counts"] = [_counts(data[name], minimum) if name in data else "" for name in table["name"]]
    return table.astype("str")


def _places(study: Study, instruments: Mapping[str, Instrument]) -> dict[str, tuple[str, str]]:
    """Files and columns of each variable and item."""
    found: dict[str, tuple[list[str], list[str]]] = {}
    for name, spec in study.files.items():
        for want in wants_of(study, instruments, name):
            files, columns = found.setdefault(want.target, ([], []))
            files.append(spec.path)
            columns += [want.column(code) for code in occasion_codes(study, name).values()]
    return {
        name: ("; ".join(dict.fromkeys(files)), "; ".join(dict.fromkeys(columns)))
        for name, (files, columns) in found.items()
    }


def _variables(study: Study, instruments: Mapping[str, Instrument]) -> list[tuple[str, ...]]:
    places = _places(study, instruments)
    rows = []
    for name, variable in study.variables.items():
        levels = variable.levels if isinstance(variable.levels, dict) else dict.fromkeys(variable.level_labels)
        values = "; ".join(f"{code} = {label}" if label else str(code) for code, label in levels.items())
        if variable.type == "number":
            values = f"{variable.range[0]:g} to {variable.range[1]:g}" if variable.range else "any number"
            values += f" ({variable.unit})" if variable.unit else ""
        missing = "; ".join(str(code) for code in variable.missing)
        place = places.get(name, ("", ""))
        if variable.derive:
            place = ("", f"from {variable.derive.source}, cut at {', '.join(f'{c:g}' for c in variable.derive.cuts)}")
        rows.append((name, variable.label, variable.type, values, missing, *place, "variable"))
    return rows


def _items(study: Study, instruments: Mapping[str, Instrument]) -> list[tuple[str, ...]]:
    rows = []
    owners = {
        want: use
        for use in study.instruments
        for want in item_names(use, instruments[study.instruments[use].instrument])
    }
    for name, place in _places(study, instruments).items():
        if name not in owners:
            continue
        use = study.instruments[owners[name]]
        instrument, number = instruments[use.instrument], item_number(name)
        answers = instrument.answers_of(number)
        key = instrument.keys[use.key or instrument.default_key]
        scales = [
            s.label + (" (reversed)" if number in s.reverse else "") for s in key.scales.values() if number in s.items
        ]
        label = f"{instrument.abbreviation} item {number}" + (f": {', '.join(scales)}" if scales else "")
        missing = "; ".join(str(code) for code in use.missing)
        rows.append((name, label, "number", f"{answers.low:g} to {answers.high:g}", missing, *place, "item"))
    return rows


def _scores(study: Study, instruments: Mapping[str, Instrument]) -> list[tuple[str, ...]]:
    rows = []
    for use_name, use in study.instruments.items():
        instrument = instruments[use.instrument]
        key = instrument.keys[use.key or instrument.default_key]
        for name, scale in key.scales.items():
            made = f"{scale.score} of items {', '.join(map(str, scale.items))}"
            label = f"{instrument.abbreviation}: {scale.label}"
            rows.append((f"{use_name}_{name}", label, "number", "", "", "", made, "score"))
    return rows


def _outcomes(study: Study) -> list[tuple[str, ...]]:
    words = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
    rows = []
    for name, outcome in study.outcomes.items():
        limits = [f"{words[kind]} {value:g}" for kind, value in outcome.limits.items()]
        event = f": {', '.join(outcome.event)}" if outcome.event else f" {limits[0]}" if limits else ""
        kind = "nominal" if outcome.is_binary else ""
        rows.append(
            (name, outcome.label, kind, "No; Yes" if kind else "", "", "", f"{outcome.source}{event}", "outcome")
        )
    return rows


def _counts(column: pd.Series, minimum: int) -> str:
    """How often each level stands, or the middle of a number; never of few people."""
    n = int(column.notna().sum())
    if n < minimum:
        return f"n < {minimum}"
    if isinstance(column.dtype, pd.CategoricalDtype):
        counts = column.value_counts(sort=False)
        hidden = [level for level, count in counts.items() if 0 < count < minimum]
        others = sorted((count, level) for level, count in counts.items() if count >= minimum)
        if len(hidden) == 1 and others:
            hidden.append(others[0][1])
        return "; ".join(f"{level}: {'hidden' if level in hidden else count}" for level, count in counts.items())
    if pd.api.types.is_numeric_dtype(column):
        return f"n {n}, mean {column.mean():.2f}, standard deviation {column.std():.2f}"
    return f"n {n}"


def as_excel(table: pd.DataFrame) -> bytes:
    """The codebook as a workbook of one sheet; no cell is a formula."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "codebook"
    for i, row in enumerate([list(table.columns), *table.values.tolist()], start=1):
        for j, text in enumerate(row, start=1):
            cell = sheet.cell(i, j)
            cell.value, cell.data_type = text, "s"
    sheet.freeze_panes = "B2"
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_html(study: Study, table: pd.DataFrame, minimum: int = MINIMUM) -> str:
    """The codebook as one page that needs nothing else."""
    from burnout.check_page import FRAME, STYLE

    head = "".join(f'<th scope="col">{name.capitalize()}</th>' for name in table.columns)
    body = []
    for row in table.values.tolist():
        cells = "".join(
            f'<td data-label="{name.capitalize()}">{escape(text)}</td>'
            for name, text in zip(table.columns[1:], row[1:], strict=True)
        )
        body.append(f'<tr><th scope="row">{escape(row[0])}</th>{cells}</tr>')
    said = f"Counts of fewer than {minimum} people are hidden. Items are told by number; their wordings are not given."
    text = f"<h1>Codebook of {escape(study.study)}</h1><p>{escape(study.title)}</p><p>{said}</p>"
    text += f"<table><caption>Variables, items, scores, outcomes</caption><thead><tr>{head}</tr></thead>"
    text += f"<tbody>{''.join(body)}</tbody></table>"
    return FRAME.format(title=f"Codebook of {escape(study.study)}", style=STYLE, body=text)
