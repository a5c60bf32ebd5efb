"""The stage as a whole: clean data in, scored data and its summary tables out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from burnout.config.instrument import Instrument
from burnout.config.study import Study
from burnout.instruments import item_columns
from burnout.score.correlations import CORRELATIONS, correlation_rows
from burnout.score.dimension import CONSISTENCY, ITEM_CHECKS
from burnout.score.factor_model import FactorFit
from burnout.score.item_analysis import ITEMS
from burnout.score.outcomes import add_outcomes
from burnout.score.psychometrics import component_rows, factor_fit_row, item_rows, key_warning_rows, reliability_rows
from burnout.score.questionnaire import Questionnaire, score_questionnaire, score_rows
from burnout.score.summaries import DESCRIBED, DISTRIBUTION, PREVALENCE, prevalence_of

RELIABILITY = ["instrument", "scale", "items", "n", "alpha", "conf_low", "conf_high", "omega"]
ITEM_REST = ["item_rest_correlation", "alpha_if_deleted", "flagged"]
KEY_WARNINGS = ["instrument", "scale", "items", "n", "alpha", "alpha_if_flipped"]
FACTOR_FIT = [field.name for field in fields(FactorFit) if field.name not in ("status", "note")]
COMPONENTS = ["instrument", "scale", "component", "eigenvalue", "percent", "cumulative_percent"]
REST = ["status", "note"]


@dataclass(frozen=True)
class Scored:
    """What scoring makes.

    Parameters
    ----------
    data : DataFrame
        Clean data without the item columns, with scores, bands, grades and outcomes.
    prevalence : DataFrame
        outcome, level, count, n, percent, conf_low, conf_high (in percent), occasion, n_missing, status, note.
    reliability : DataFrame
        instrument (name of its use), scale, items, n, alpha, conf_low, conf_high, omega, occasion, status, note;
        n_people and what `dimension.consistency` gives.
    scores : DataFrame
        measure, occasion, n, mean, sd, median, p25, p75, min, max, floor_percent, ceiling_percent, n_missing,
        n_prorated, lowest, highest (ends of the possible range), missing_rule, status, note; what
        `summaries.description_of` gives.
    items : DataFrame
        instrument (name of its use), scale, item (number), occasion, n, n_missing, mean, sd, floor_percent,
        ceiling_percent (of the points after reversal), item_rest_correlation, alpha_if_deleted, flagged, status, note;
        what `dimension.item_checks` gives.
    key_warnings : DataFrame
        instrument (name of its use), scale, items (numbers as text), n, alpha, alpha_if_flipped, occasion, status
        ("look", or "ok" when chance can do it), note. Empty when all items run in the direction of their scale.
    factor_fit : DataFrame
        instrument (name of its use), factors, items, n, parameters, chi_square, df, p_value, cfi, tli, rmsea,
        rmsea_low, rmsea_high, rmsea_confidence, srmr, occasion, status, note: does the key's structure fit?
    components : DataFrame
        instrument (name of its use), scale, component, eigenvalue, percent, cumulative_percent, occasion, status, note.
    score_correlations : DataFrame
        measure1, measure2, occasion, n, r, conf_low, conf_high, statistic (t), df, p_value, status, note.
    """

    data: pd.DataFrame
    prevalence: pd.DataFrame
    reliability: pd.DataFrame
    scores: pd.DataFrame
    items: pd.DataFrame
    key_warnings: pd.DataFrame
    factor_fit: pd.DataFrame
    components: pd.DataFrame
    score_correlations: pd.DataFrame


def score(study: Study, instruments: Mapping[str, Instrument], data: pd.DataFrame) -> Scored:
    """Score all questionnaires of a study and make its outcomes.

    Parameters
    ----------
    study : Study
        The study.
    instruments : mapping of str to Instrument
        Instruments by name.
    data : DataFrame
        Clean data: one row per participant and occasion, with raw answers in item columns.

    Returns
    -------
    Scored
        Tables cover each occasion at which a questionnaire (or an outcome's source) was asked: at which anybody
        answered it. What nobody ever answered stands once, at the first occasion, with a status other than "ok".

    Raises
    ------
    ConfigError, DataError
        See `score_questionnaire` and `add_outcomes`.
    """
    reference = (data["occasion"] == study.first_occasion).to_numpy()
    questionnaires = [
        score_questionnaire(study.study, name, use, instruments[use.instrument], data, reference)
        for name, use in study.instruments.items()
    ]
    items = [column for q in questionnaires for column in item_columns(q.name, q.instrument)]
    scored = pd.concat([data.drop(columns=items), *(q.columns for q in questionnaires)], axis=1)
    scored = add_outcomes(study, scored)
    return Scored(
        scored,
        _prevalence(study, questionnaires, scored),
        _reliability(study, questionnaires, scored),
        _scores(study, questionnaires, scored),
        _items(study, questionnaires, scored),
        _key_warnings(study, questionnaires, scored),
        _factor_fit(study, questionnaires, scored),
        _components(study, questionnaires, scored),
        _score_correlations(study, questionnaires, scored),
    )


def _rows_by_occasion(study: Study, data: pd.DataFrame) -> dict[str, np.ndarray]:
    """Row mask of each occasion, in the study's order."""
    return {occasion: (data["occasion"] == occasion).to_numpy() for occasion in study.occasions}


def _asked(study: Study, data: pd.DataFrame, questionnaire: Questionnaire) -> dict[str, np.ndarray]:
    every = _rows_by_occasion(study, data)
    asked = {occasion: rows for occasion, rows in every.items() if questionnaire.asked(rows)}
    return asked or {study.first_occasion: every[study.first_occasion]}


def _prevalence(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    """Bands and grades of each questionnaire, then the categorical outcomes."""
    rows: list[dict[str, object]] = []
    source_of = {column: q for q in questionnaires for column in q.columns}
    names = [column for q in questionnaires for column in q.columns if _is_categorical(data[column])]
    names += [name for name in study.outcomes if _is_categorical(data[name]) and name not in names]
    for name in names:
        source = name if name in source_of else study.outcomes[name].source
        changed = name in study.outcomes and study.outcomes[name].change_until
        asked = None if changed else source_of.get(source)
        occasions = _asked(study, data, asked) if asked else _answered(study, data, name)
        for occasion, mask in occasions.items():
            rows += prevalence_of(name, occasion, data.loc[mask, name], study.plan.confidence)
    return pd.DataFrame(rows, columns=[*PREVALENCE, "occasion", "n_missing", *REST])


def _answered(study: Study, data: pd.DataFrame, name: str) -> dict[str, np.ndarray]:
    every = _rows_by_occasion(study, data)
    answered = {occasion: rows for occasion, rows in every.items() if data.loc[rows, name].notna().any()}
    return answered or {study.first_occasion: every[study.first_occasion]}


def _reliability(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for q in questionnaires
        for occasion, mask in _asked(study, data, q).items()
        for row in reliability_rows(q, occasion, mask, study.plan.confidence)
    ]
    return pd.DataFrame(rows, columns=[*RELIABILITY, "occasion", *REST, "n_people", *CONSISTENCY])


def _items(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for q in questionnaires
        for occasion, mask in _asked(study, data, q).items()
        for row in item_rows(q, occasion, mask, study.plan.confidence)
    ]
    columns = ["instrument", "scale", "item", "occasion", *ITEMS, *ITEM_REST, *REST, *ITEM_CHECKS]
    return pd.DataFrame(rows, columns=columns)


def _key_warnings(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for q in questionnaires
        for occasion, mask in _asked(study, data, q).items()
        for row in key_warning_rows(q, occasion, mask, study.plan.confidence)
    ]
    return pd.DataFrame(rows, columns=[*KEY_WARNINGS, "occasion", *REST])


def _factor_fit(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        factor_fit_row(q, occasion, mask) for q in questionnaires for occasion, mask in _asked(study, data, q).items()
    ]
    return pd.DataFrame(rows, columns=["instrument", *FACTOR_FIT, "occasion", *REST])


def _components(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for q in questionnaires
        for occasion, mask in _asked(study, data, q).items()
        for row in component_rows(q, occasion, mask)
    ]
    return pd.DataFrame(rows, columns=[*COMPONENTS, "occasion", *REST])


def _score_correlations(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    asked = [_asked(study, data, q) for q in questionnaires]
    rows = correlation_rows(questionnaires, asked, study.plan.confidence)
    return pd.DataFrame(rows, columns=[*CORRELATIONS, *REST])


def _scores(study: Study, questionnaires: list[Questionnaire], data: pd.DataFrame) -> pd.DataFrame:
    rows = [
        row
        for q in questionnaires
        for occasion, mask in _asked(study, data, q).items()
        for row in score_rows(q, occasion, mask, study.plan.confidence)
    ]
    extra = ["n_missing", "n_prorated", "lowest", "highest", "missing_rule"]
    return pd.DataFrame(rows, columns=["measure", "occasion", *DISTRIBUTION, *extra, *REST, *DESCRIBED])


def _is_categorical(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.CategoricalDtype)
