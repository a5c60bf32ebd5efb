"""One questionnaire of a study, scored: its columns, and its rows of the score table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from burnout.config.data import InstrumentUse
from burnout.config.instrument import CutoffSet, Instrument, Key, Norms
from burnout.errors import ConfigError, DataError, Problem
from burnout.instruments import cutoffs_of, item_columns, key_of, missing_rule_of, norms_of, raw_bounds, score_bounds
from burnout.score.bands import band_of, grade_of
from burnout.score.scales import ScaleScores, score_all
from burnout.score.standard import Standard, profile_of, standards, values_on
from burnout.score.summaries import description_of, distribution_of


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
    standard : dict of str to Standard
        Reference mean and standard deviation of the scales that have T scores.
    columns : DataFrame
        Score, band, grade, T score and profile columns, index as the data.
    """

    name: str
    instrument: Instrument
    key: Key
    rule: str
    answers: np.ndarray
    scores: dict[str, ScaleScores]
    standard: dict[str, Standard]
    columns: pd.DataFrame

    def asked(self, rows: np.ndarray) -> bool:
        """Whether anybody among these rows answered any of its items."""
        return bool((~np.isnan(self.answers[rows])).any())


def score_questionnaire(
    study: str, name: str, use: InstrumentUse, instrument: Instrument, data: pd.DataFrame, reference: np.ndarray
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
    reference : ndarray of bool
        Rows of the first occasion, the reference of T scores and profiles that refer to the sample.

    Raises
    ------
    ConfigError
        The cut-off set does not fit the key, or the norms do not fit the cut-off set.
    DataError
        An item column is missing, or holds an answer outside the instrument's range.
    """
    check_cutoffs(f"config/studies/{study}.yaml", name, use, instrument)
    answers = read_answers(name, instrument, data)
    key, rule, cutoffs = key_of(use, instrument), missing_rule_of(use, instrument), cutoffs_of(use, instrument)
    scores = score_all(answers, instrument, key, rule)
    norms = norms_of(use, instrument)
    standard = standards(scores, list(key.scales), norms, reference) if norms is not None else {}
    columns: dict[str, object] = {f"{name}_{scale}": found.score for scale, found in scores.items()}
    columns |= {f"{name}_{scale}_t": t for scale, t in t_scores(scores, standard).items()}
    if cutoffs is not None:
        columns |= {f"{name}_{part}": found for part, found in judged(scores, standard, cutoffs).items()}
    frame = pd.DataFrame(columns, index=data.index)
    return Questionnaire(name, instrument, key, use.missing_rule, answers, scores, standard, frame)


def t_scores(scores: Mapping[str, ScaleScores], standard: Mapping[str, Standard]) -> dict[str, np.ndarray]:
    """T scores of the scales that have a reference."""
    return {scale: found.t(values_on(scores[scale], found.on)) for scale, found in standard.items()}


def judged(
    scores: Mapping[str, ScaleScores], standard: Mapping[str, Standard], cutoffs: CutoffSet
) -> dict[str, pd.Categorical]:
    """Bands (`<scale>_band`), grade and profile by a cut-off set."""
    t = t_scores(scores, standard)
    bands = {scale: band_of(scores[scale], found, t.get(scale)) for scale, found in cutoffs.scales.items()}
    found = {f"{scale}_band": band for scale, band in bands.items()}
    if cutoffs.grade is not None:
        found["grade"] = grade_of(bands, cutoffs.grade)
    if cutoffs.profile is not None:
        z = {scale: standard[scale].z(values_on(scores[scale], standard[scale].on)) for scale in standard}
        found["profile"] = profile_of(z, cutoffs.profile)
    return found


def check_cutoffs(file: str, name: str, use: InstrumentUse, instrument: Instrument) -> None:
    """Refuse a cut-off set that was not made for the key, and norms that lack a scale of the set."""
    fitting = instrument.cutoffs_for(use.key)
    if use.cutoffs is not None and use.cutoffs not in fitting:
        found = f"{use.cutoffs!r} with the key {use.key or instrument.default_key!r}"
        remedy = "Use a set that fits the key, or another key."
        raise ConfigError(Problem(file, f"instruments.{name}.cutoffs", found, ", ".join(fitting) or "none", remedy))
    cutoffs, norms = cutoffs_of(use, instrument), norms_of(use, instrument)
    lacking = sorted(cutoffs.standardised - set(norms.scales)) if cutoffs and isinstance(norms, Norms) else []
    if lacking:
        found = f"{use.norms!r}, without figures for {', '.join(lacking)}"
        remedy = "Use norms that have all scales of the cut-off set, or 'sample'."
        raise ConfigError(Problem(file, f"instruments.{name}.norms", found, "norms that fit the cut-off set", remedy))


def read_answers(name: str, instrument: Instrument, data: pd.DataFrame) -> np.ndarray:
    """Raw answers, shape (people, items); refuses what the instrument does not allow."""
    columns = item_columns(name, instrument)
    absent = [column for column in columns if column not in data]
    if absent:
        remedy = "Run the cleaning stage again; it makes a column for each item."
        raise DataError(Problem("clean data", ", ".join(absent), "no such column", ", ".join(columns), remedy))
    answers = data[columns].to_numpy(dtype=float, na_value=np.nan)
    ranges = [instrument.answers_of(item) for item in range(1, instrument.items + 1)]
    low, high = np.array([r.low for r in ranges]), np.array([r.high for r in ranges])
    wrong = (answers < low) | (answers > high) | (np.mod(answers, 1) > 0)
    if wrong.any():
        row, item = (int(i) for i in np.argwhere(wrong)[0])
        place = (
            f"participant {data['participant'].iloc[row]}, {columns[item]}" if "participant" in data else columns[item]
        )
        remedy = f"Set cleaning.out_of_range in the study file, or check first_code ({int(wrong.sum())} such answers)."
        raise DataError(
            Problem(
                "clean data",
                place,
                f"{answers[row, item]:g}",
                f"whole numbers from {low[item]} to {high[item]}",
                remedy,
            )
        )
    return answers


def score_rows(
    questionnaire: Questionnaire, occasion: str, rows: np.ndarray, confidence: float
) -> list[dict[str, object]]:
    """Rows of the score table: the distribution of each scale, composite and T score at one occasion."""
    instrument, key = questionnaire.instrument, questionnaire.key
    table: list[dict[str, object]] = []
    for scale, scores in questionnaire.scores.items():
        bounds = score_bounds(instrument, key, scale)
        note = "Nobody has this score: too many items are missing."
        table.append(_score_row(questionnaire, scale, occasion, rows, scores.prorated, bounds, note))
    for scale, standard in questionnaire.standard.items():
        prorated = questionnaire.scores[scale].prorated
        ends = standard.t(np.array(raw_bounds(instrument, key, scale, standard.on)))
        note = "There are no T scores: they need two people or more with different scores in the reference group."
        table.append(_score_row(questionnaire, f"{scale}_t", occasion, rows, prorated, (ends[0], ends[1]), note))
    for row in table:
        values = questionnaire.columns[str(row["measure"])].to_numpy(dtype=float)[rows]
        row |= description_of(values, confidence)
    return table


def _score_row(
    questionnaire: Questionnaire,
    part: str,
    occasion: str,
    rows: np.ndarray,
    prorated: np.ndarray,
    bounds: tuple[float, float],
    note: str,
) -> dict[str, object]:
    measure = f"{questionnaire.name}_{part}"
    values = questionnaire.columns[measure].to_numpy(dtype=float)[rows]
    row: dict[str, object] = {"measure": measure, "occasion": occasion}
    row |= distribution_of(values, *bounds)
    row |= {"n_missing": int(np.isnan(values).sum()), "n_prorated": int(prorated[rows].sum())}
    row |= {"lowest": bounds[0], "highest": bounds[1], "missing_rule": questionnaire.rule}
    some = row["n"] != 0
    return row | {"status": "ok" if some else "not-estimable", "note": "" if some else note}
