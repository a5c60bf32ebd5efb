"""One questionnaire of a study, scored: its columns, and its rows of the score and reliability tables."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from burnout.config.data import InstrumentUse
from burnout.config.instrument import Instrument, Key
from burnout.errors import ConfigError, DataError, Problem
from burnout.instruments import cutoffs_of, item_columns, key_of, missing_rule_of, score_bounds
from burnout.score.bands import band_of, grade_of
from burnout.score.items import item_points, scale_points
from burnout.score.reliability import reliability
from burnout.score.scales import ScaleScores, score_all
from burnout.score.summaries import distribution_of


@dataclass(frozen=True)
class Questionnaire:
    """A questionnaire with its answers and scores.

    Parameters
    ----------
    name : str
        Name of its use in the study; begins the names of its columns.
    instrument : Instrument
        The instrument.
    key : Key
        The scoring key used.
    rule : str
        Name of the missing-item rule used.
    answers : ndarray, shape (people, items)
        Raw answers.
    scores : dict of str to ScaleScores
        Scores by scale or composite.
    columns : DataFrame
        Score, band and grade columns, index as the data.
    """

    name: str
    instrument: Instrument
    key: Key
    rule: str
    answers: np.ndarray
    scores: dict[str, ScaleScores]
    columns: pd.DataFrame

    def asked(self, rows: np.ndarray) -> bool:
        """Whether anybody among these rows answered any of its items."""
        return bool((~np.isnan(self.answers[rows])).any())


def score_questionnaire(
    study: str, name: str, use: InstrumentUse, instrument: Instrument, data: pd.DataFrame
) -> Questionnaire:
    """Score one questionnaire for all rows.

    Parameters
    ----------
    study : str
        Name of the study, for messages.
    name : str
        Name of the use in the study.
    use : InstrumentUse
        How it is used: key, cut-off set, missing-item rule.
    instrument : Instrument
        The instrument.
    data : DataFrame
        Clean data with the item columns.

    Raises
    ------
    ConfigError
        The cut-off set does not fit the key.
    DataError
        An item column is missing, or holds an answer outside the instrument's range.
    """
    check_cutoffs(f"config/studies/{study}.yaml", name, use, instrument)
    answers = read_answers(name, instrument, data)
    key, rule, cutoffs = key_of(use, instrument), missing_rule_of(use, instrument), cutoffs_of(use, instrument)
    scores = score_all(answers, instrument, key, rule)
    columns: dict[str, object] = {f"{name}_{scale}": found.score for scale, found in scores.items()}
    if cutoffs is not None:
        bands = {scale: band_of(scores[scale], found) for scale, found in cutoffs.scales.items()}
        columns |= {f"{name}_{scale}_band": band for scale, band in bands.items()}
        if cutoffs.grade is not None:
            columns[f"{name}_grade"] = grade_of(bands, cutoffs.grade)
    frame = pd.DataFrame(columns, index=data.index)
    return Questionnaire(name, instrument, key, use.missing_rule, answers, scores, frame)


def check_cutoffs(file: str, name: str, use: InstrumentUse, instrument: Instrument) -> None:
    """Refuse a cut-off set that was not made for the key."""
    fitting = instrument.cutoffs_for(use.key)
    if use.cutoffs is not None and use.cutoffs not in fitting:
        found = f"{use.cutoffs!r} with the key {use.key or instrument.default_key!r}"
        remedy = "Use a set that fits the key, or another key."
        raise ConfigError(Problem(file, f"instruments.{name}.cutoffs", found, ", ".join(fitting) or "none", remedy))


def read_answers(name: str, instrument: Instrument, data: pd.DataFrame) -> np.ndarray:
    """Raw answers, shape (people, items); refuses what the instrument does not allow."""
    columns = item_columns(name, instrument)
    absent = [column for column in columns if column not in data]
    if absent:
        remedy = "Run the cleaning stage again; it makes a column for each item."
        raise DataError(Problem("clean data", ", ".join(absent), "no such column", ", ".join(columns), remedy))
    answers = data[columns].to_numpy(dtype=float, na_value=np.nan)
    low, high = instrument.answers.low, instrument.answers.high
    wrong = (answers < low) | (answers > high) | (np.mod(answers, 1) > 0)
    if wrong.any():
        row, item = (int(i) for i in np.argwhere(wrong)[0])
        place = (
            f"participant {data['participant'].iloc[row]}, {columns[item]}" if "participant" in data else columns[item]
        )
        remedy = f"Set cleaning.out_of_range in the study file, or check first_code ({int(wrong.sum())} such answers)."
        raise DataError(
            Problem("clean data", place, f"{answers[row, item]:g}", f"whole numbers from {low} to {high}", remedy)
        )
    return answers


def score_rows(questionnaire: Questionnaire, occasion: str, rows: np.ndarray) -> list[dict[str, object]]:
    """Rows of the score table: the distribution of each scale and composite at one occasion."""
    table: list[dict[str, object]] = []
    for scale, scores in questionnaire.scores.items():
        lowest, highest = score_bounds(questionnaire.instrument, questionnaire.key, scale)
        values = scores.score[rows]
        row: dict[str, object] = {"measure": f"{questionnaire.name}_{scale}", "occasion": occasion}
        row |= distribution_of(values, lowest, highest)
        row |= {"n_missing": int(np.isnan(values).sum()), "n_prorated": int(scores.prorated[rows].sum())}
        row |= {"lowest": lowest, "highest": highest, "missing_rule": questionnaire.rule}
        some = row["n"] != 0
        note = "" if some else "Nobody has this score: too many items are missing."
        table.append(row | {"status": "ok" if some else "not_estimable", "note": note})
    return table


def reliability_rows(
    questionnaire: Questionnaire, occasion: str, rows: np.ndarray, confidence: float
) -> list[dict[str, object]]:
    """Rows of the reliability table: each scale at one occasion."""
    points = item_points(questionnaire.answers[rows], questionnaire.instrument, questionnaire.key)
    table: list[dict[str, object]] = []
    for scale in questionnaire.key.scales:
        found = reliability(scale_points(points, questionnaire.instrument, questionnaire.key, scale), confidence)
        row = asdict(found)
        status, note = row.pop("status"), row.pop("note")
        names = {"instrument": questionnaire.name, "scale": scale}
        table.append(names | row | {"occasion": occasion, "status": status, "note": note})
    return table
