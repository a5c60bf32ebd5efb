"""What others need to know about an instrument: its columns, what a score can be, and sheets for a supplement."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from burnout.config import Study
from burnout.config.data import InstrumentUse
from burnout.config.instrument import (
    SAMPLE,
    Bands,
    Composite,
    CutoffSet,
    Instrument,
    Key,
    Limited,
    MissingRule,
    Norms,
    Profile,
    Scale,
)

SHEET_COLUMNS = (
    "instrument",
    "key",
    "scale",
    "abbreviation",
    "items",
    "reversed",
    "score",
    "direction",
    "source",
    "certainty",
    "note",
)
LIMIT_WORDS = {"at_least": ">= ", "above": "> ", "at_most": "<= ", "below": "< "}


def item_columns(use_name: str, instrument: Instrument) -> list[str]:
    """Names of the item columns in clean data, in item order (`mbi_1`, `mbi_2` ...)."""
    return scale_columns(use_name, range(1, instrument.items + 1))


def scale_columns(use_name: str, items: range | list[int]) -> list[str]:
    """Names of the columns of some items, by their numbers."""
    return [f"{use_name}_{n}" for n in items]


def key_of(use: InstrumentUse, instrument: Instrument) -> Key:
    """The scoring key a study uses: the one it names, else the instrument's default."""
    return instrument.keys[use.key or instrument.default_key]


def cutoffs_of(use: InstrumentUse, instrument: Instrument) -> CutoffSet | None:
    """The cut-off set a study uses, or None."""
    return instrument.cutoffs[use.cutoffs] if use.cutoffs else None


def missing_rule_of(use: InstrumentUse, instrument: Instrument) -> MissingRule:
    """The missing-item rule a study uses."""
    return instrument.missing_rules[use.missing_rule]


def norms_of(use: InstrumentUse, instrument: Instrument) -> Norms | str | None:
    """The reference of T scores and profiles: norms, "sample" for the participants themselves, or None."""
    cutoffs = cutoffs_of(use, instrument)
    name = use.norms or (cutoffs.norms if cutoffs else None)
    return name if name is None or name == SAMPLE else instrument.norms[name]


def scale_items(use: InstrumentUse, instrument: Instrument, scale: str) -> list[int]:
    """Item numbers of a scale under the key a study uses."""
    return list(key_of(use, instrument).scales[scale].items)


def recodes(instrument: Instrument, key: Key) -> dict[int, dict[int, float]]:
    """Item number to (answer to points), for the items whose answers are replaced by points."""
    every = list(range(1, instrument.items + 1))
    return {n: r.points for r in key.recode for n in (every if r.items == "all" else r.items)}


def item_bounds(instrument: Instrument, key: Key, item: int) -> tuple[float, float]:
    """Smallest and largest points of an item: of its recoded points, else of its answers."""
    points = recodes(instrument, key).get(item)
    if points is None:
        answers = instrument.answers_of(item)
        return float(answers.low), float(answers.high)
    return float(min(points.values())), float(max(points.values()))


def score_bounds(instrument: Instrument, key: Key, name: str) -> tuple[float, float]:
    """Smallest and largest possible score of a scale or composite under a key.

    Parameters
    ----------
    instrument : Instrument
        The instrument.
    key : Key
        One of its keys.
    name : str
        Name of a scale or composite of the key.
    """
    if name in key.composites:
        return _composite_bounds(instrument, key, key.composites[name])
    scale = key.scales[name]
    low, high = _item_totals(instrument, key, scale)
    size = len(scale.items) if scale.score == "mean" else 1
    return scale.multiply * low / size, scale.multiply * high / size


def raw_bounds(instrument: Instrument, key: Key, scale: str, on: str) -> tuple[float, float]:
    """Smallest and largest possible score as keyed, or sum or mean of the items, of a scale."""
    if on == "score":
        return score_bounds(instrument, key, scale)
    low, high = _item_totals(instrument, key, key.scales[scale])
    size = len(key.scales[scale].items) if on == "mean" else 1
    return low / size, high / size


def _item_totals(instrument: Instrument, key: Key, scale: Scale) -> tuple[float, float]:
    bounds = [item_bounds(instrument, key, item) for item in scale.items]
    return sum(low for low, _ in bounds), sum(high for _, high in bounds)


def _composite_bounds(instrument: Instrument, key: Key, composite: Composite) -> tuple[float, float]:
    lowest = highest = 0.0
    for term in composite.terms:
        scale = key.scales[term.scale]
        ends = [total / len(scale.items) for total in _item_totals(instrument, key, scale)]
        if term.reversed:
            ends = [instrument.answers.high - end for end in ends]
        products = [term.weight * end for end in ends]
        lowest, highest = lowest + min(products), highest + max(products)
    return lowest, highest


def instrument_sheet(instrument: Instrument) -> pd.DataFrame:
    """Scoring keys of an instrument as a table for a supplement.

    Returns
    -------
    DataFrame
        One row per key and scale or composite: key, scale, abbreviation, items, reversed, score, direction, source,
        certainty, note. Item numbers are text such as ``1, 2, 3``; `score` is sum, mean, or the composite's terms.
    """
    rows: list[dict[str, object]] = []
    for key in instrument.keys.values():
        for scale in key.scales.values():
            rows.append(
                {
                    "key": key.label,
                    "scale": scale.label,
                    "abbreviation": scale.abbreviation or "",
                    "items": _numbers(scale.items),
                    "reversed": _numbers(scale.reverse),
                    "score": scale.score if scale.multiply == 1 else f"{scale.score} x {scale.multiply:g}",
                    "direction": f"higher is {scale.higher_is}",
                    "source": key.source,
                    "certainty": key.certainty,
                    "note": key.note or "",
                }
            )
        rows += [_composite_row(instrument, key, composite) for composite in key.composites.values()]
    return pd.DataFrame(rows)


def used_sheet(study: Study, instruments: Mapping[str, Instrument]) -> pd.DataFrame:
    """The scoring keys that a study uses, as one table for its supplement.

    Returns
    -------
    DataFrame
        The columns of `instrument_sheet`, with `instrument` (abbreviation) first; only the keys in use.
    """
    sheets = []
    for use in study.instruments.values():
        instrument = instruments[use.instrument]
        sheet = instrument_sheet(instrument)
        sheet = sheet[sheet["key"] == key_of(use, instrument).label]
        sheet.insert(0, "instrument", instrument.abbreviation)
        sheets.append(sheet)
    return pd.concat(sheets, ignore_index=True) if sheets else pd.DataFrame(columns=SHEET_COLUMNS)


def _composite_row(instrument: Instrument, key: Key, composite: Composite) -> dict[str, object]:
    terms = [
        f"{term.weight:g} x ({instrument.answers.high} - {key.scales[term.scale].label} mean)"
        if term.reversed
        else f"{term.weight:g} x {key.scales[term.scale].label} mean"
        for term in composite.terms
    ]
    return {
        "key": key.label,
        "scale": composite.label,
        "abbreviation": "",
        "items": "",
        "reversed": "",
        "score": " + ".join(terms),
        "direction": f"higher is {composite.higher_is}",
        "source": composite.source,
        "certainty": composite.certainty,
        "note": composite.note or "",
    }


def cutoff_sheet(instrument: Instrument) -> pd.DataFrame:
    """Cut-off sets of an instrument as a table for a supplement.

    Returns
    -------
    DataFrame
        One row per set and scale, one per grade, and one per profile: cutoffs, scale, on, bands, source, certainty,
        note. `bands` is text such as ``Mild; Moderate >= 11; Severe >= 16`` (the last band whose limit is met counts).
    """
    labels: dict[str, str] = {}
    for key in instrument.keys.values():
        labels |= {name: part.label for name, part in [*key.scales.items(), *key.composites.items()]}
    rows: list[dict[str, object]] = []
    for cutoffs in instrument.cutoffs.values():
        cited = {"source": cutoffs.source, "certainty": cutoffs.certainty, "note": cutoffs.note or ""}
        for name, bands in cutoffs.scales.items():
            row = {"cutoffs": cutoffs.label, "scale": labels[name], "on": bands.on, "bands": band_text(bands)}
            rows.append(row | cited)
        if cutoffs.grade is not None:
            levels = "; ".join(f"{level}: {count}" for count, level in enumerate(cutoffs.grade.levels))
            row = {"cutoffs": cutoffs.label, "scale": cutoffs.grade.label, "on": _critical_text(cutoffs, labels)}
            rows.append(row | {"bands": levels} | cited)
        if cutoffs.profile is not None:
            rows.append(_profile_row(instrument, cutoffs, cutoffs.profile, labels) | cited)
    columns = ["cutoffs", "scale", "on", "bands", "source", "certainty", "note"]
    return pd.DataFrame(rows, columns=columns)


def band_text(bands: Bands) -> str:
    """Bands as text, from the best to the worst."""
    parts = []
    for band in bands.bands:
        parts.append(f"{band.label} {limit_text(band)}".strip())
    return "; ".join(parts)


def limit_text(limited: Limited) -> str:
    """A limit as text, such as ``>= 11``; empty when there is none."""
    return "".join(f"{LIMIT_WORDS[name]}{value:g}" for name, value in limited.limits().items())


def reference_text(instrument: Instrument, norms: str | None) -> str:
    """Whose mean and standard deviation T scores and profiles refer to, in words."""
    return "the sample at the first occasion" if norms in (SAMPLE, None) else instrument.norms[norms].label


def _profile_row(
    instrument: Instrument, cutoffs: CutoffSet, profile: Profile, labels: Mapping[str, str]
) -> dict[str, object]:
    limits = ", ".join(f"{labels[scale]} {limit_text(limit)} SD" for scale, limit in profile.boundaries.items())
    patterns = [
        f"{pattern.label}: {' and '.join(labels[scale] for scale in pattern.unfavourable) or 'none'}"
        + "".join(f" (whatever {labels[scale]})" for scale in pattern.either)
        for pattern in profile.types
    ]
    on = f"{limits} from the mean of {reference_text(instrument, cutoffs.norms)}"
    bands = "; ".join([*patterns, f"{profile.other}: any other pattern"])
    return {"cutoffs": cutoffs.label, "scale": profile.label, "on": on, "bands": bands}


def _critical_text(cutoffs: CutoffSet, labels: Mapping[str, str]) -> str:
    critical = cutoffs.grade.critical if cutoffs.grade else {}
    return "number of: " + ", ".join(f"{labels[scale]} {' or '.join(bands)}" for scale, bands in critical.items())


def _numbers(items: list[int]) -> str:
    return ", ".join(str(item) for item in items)
