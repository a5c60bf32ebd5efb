"""Whether a measure or a rate changed over the occasions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from burnout import statistics
from burnout.config import Study
from burnout.config.analysis import Plan
from burnout.repeated.measure import Measured
from burnout.repeated.people import Followed
from burnout.statistics.longitudinal import Longitudinal, compound_symmetry, fit_longitudinal, wald
from burnout.statistics.repeated import Sphericity, Term, cochran_q, friedman
from burnout.statistics.result import Array, Result, sentences

COLUMNS = ["plan", "measure", "test", "term", "n", "statistic", "df", "df2", "p_value", "effect_size"]
COLUMNS += ["effect_size_name", "status", "note", "statistic_name", "n_missing", "p_adjusted", "partial_eta_squared"]
COLUMNS += ["epsilon", "mauchly_w", "mauchly_p"]
TESTS = ["measure", "test", "term", "n", "statistic", "df", "df2", "p_value", "status", "note", "statistic_name"]
TESTS += ["epsilon", "effect_size", "effect_size_name", "partial_eta_squared"]
TEXT = ["plan", "measure", "test", "term", "effect_size_name", "status", "note", "statistic_name"]
Row = dict[str, object]


def repeated_table(study: Study, followed: Followed, measured: Mapping[str, Measured]) -> pd.DataFrame:
    """Test every measure and rate over the occasions.

    Returns
    -------
    pandas.DataFrame
        As-published: an analysis of variance where no occasion's values are far from normal (Shapiro-Wilk), its degrees
        of freedom corrected after Greenhouse and Geisser where Mauchly's test (as SPSS prints it) rejects sphericity;
        else Friedman's test. Recommended: a mixed model for everybody with any answer, and Friedman's test beside it.
        Rates: Cochran's Q. With arms also the rows arm-by-occasion: whether the arms took different courses.
        `p_adjusted` is Holm's over the measures, of the same term and the same place within a measure.
    """
    rows: list[Row] = []
    for plan in study.plan.names:
        found = []
        for name, one in measured.items():
            place = {"plan": plan, "measure": name, "n_missing": one.n_missing}
            told = _as_published(one, study.plan) if plan == "as-published" else _recommended(one)
            found += [place | {"role": role} | row for role, row in enumerate(told)]
        for name in study.repeated.rates if study.repeated else []:
            found.append({"plan": plan, "measure": name, "role": "rate"} | _rate(followed, name))
        rows += _adjusted(found)
    return _framed(rows, COLUMNS, followed.note())


def every_test(study: Study, followed: Followed, measured: Mapping[str, Measured]) -> pd.DataFrame:
    """Test every measure and rate in every customary way, whatever the plan.

    Returns
    -------
    pandas.DataFrame
        mauchly (P as SPSS) and mauchly-corrected (P as R), rm-anova, rm-anova-gg, rm-anova-hf, friedman,
        mixed-unstructured or mixed-compound-symmetry; cochran-q for rates.
    """
    rows: list[Row] = []
    for name, one in measured.items():
        found = [*_anova_rows(one, "none"), *_anova_rows(one, "gg"), *_anova_rows(one, "hf"), _ranks(one)]
        rows += [{"measure": name} | row for row in [*_sphericity_rows(one), *found, *_models(one)]]
    for name in study.repeated.rates if study.repeated else []:
        rows.append({"measure": name} | _rate(followed, name))
    return _framed(rows, TESTS, followed.note())


def _framed(rows: list[Row], columns: list[str], note: str) -> pd.DataFrame:
    rows = [dict.fromkeys(TEXT, "") | row | {"note": sentences(str(row.get("note", "")), note)} for row in rows]
    counts = {name: "int64" for name in ("n", "n_missing") if name in columns}
    text = [name for name in TEXT if name in columns]
    types = dict.fromkeys(text, "str") | counts
    types |= dict.fromkeys([name for name in columns if name not in types], "float64")
    return pd.DataFrame(rows, columns=columns).astype(types)


def _adjusted(found: list[Row]) -> list[Row]:
    """Holm's P over the measures, within rows of the same place and term."""
    families = dict.fromkeys((row["role"], row["term"]) for row in found)
    for family in families:
        own = [row for row in found if (row["role"], row["term"]) == family]
        raw = np.array([row.get("p_value", np.nan) for row in own], dtype=float)
        for row, p in zip(own, statistics.holm(raw), strict=True):
            row["p_adjusted"] = float(p)
    return found


def _failed(test: str, term: str, n: int, status: str, note: str) -> Row:
    return {"test": test, "term": term, "n": n, "status": status, "note": note}


def _as_published(one: Measured, settings: Plan) -> list[Row]:
    if one.anova is None:
        return [_failed("none", "occasion", len(one.complete), *one.anova_fault)]
    odd = any(statistics.shapiro_wilk(column)[1] < settings.alpha for column in one.complete.T if np.ptp(column) > 0)
    if len(one.complete) < 3 or odd:
        why = "Too few people to test normality." if len(one.complete) < 3 else "Values are not normal (Shapiro-Wilk)."
        row = _ranks(one)
        return [row | {"note": sentences(why, str(row["note"]))}]
    return _anova_rows(one, "gg" if plain_mauchly(one.anova[1]) < settings.alpha else "none")


def plain_mauchly(found: Sphericity) -> float:
    """P of Mauchly's test from chi-square alone, as SPSS prints it; NaN where there is none."""
    from scipy.special import chdtrc

    return float(chdtrc(found.df, found.chi_square)) if np.isfinite(found.df) else float("nan")


def _anova_rows(one: Measured, correction: str) -> list[Row]:
    test = "rm-anova" if correction == "none" else f"rm-anova-{correction}"
    if one.anova is None:
        return [_failed(test, "occasion", len(one.complete), *one.anova_fault)]
    terms, sphericity = one.anova
    epsilon = {"none": 1.0, "gg": sphericity.greenhouse_geisser, "hf": sphericity.huynh_feldt}[correction]
    n = int(np.sum(~np.isnan(one.values).any(axis=1) & (one.codes >= 0)))
    told = {"mauchly_w": sphericity.w, "mauchly_p": plain_mauchly(sphericity)}
    return [_anova_row(term, test, n, 1.0 if term.name == "arm" else epsilon) | told for term in terms]


def _anova_row(term: Term, test: str, n: int, epsilon: float) -> Row:
    return {
        "test": test,
        "term": term.name,
        "n": n,
        "statistic": term.statistic,
        "statistic_name": "F",
        "df": term.df * epsilon,
        "df2": term.df2 * epsilon,
        "p_value": term.p_value(epsilon),
        "effect_size": term.generalised_eta_squared,
        "effect_size_name": "generalised-eta-squared",
        "partial_eta_squared": term.partial_eta_squared,
        "epsilon": epsilon,
        "status": "ok",
        "note": "People with all answers only.",
    }


def _sphericity_rows(one: Measured) -> list[Row]:
    names = ("mauchly", "mauchly-corrected")
    n = len(one.complete)
    if one.anova is None:
        return [_failed(name, "occasion", n, *one.anova_fault) for name in names]
    found = one.anova[1]
    if not np.isfinite(found.w):
        note = "Too few people for the number of occasions, so sphericity cannot be tested."
        return [_failed(name, "occasion", n, "too-few", note) for name in names]
    return [
        {"test": name, "term": "occasion", "n": n, "statistic": found.w, "statistic_name": "W", "df": found.df}
        | {"p_value": p, "status": "ok", "note": ""}
        for name, p in zip(names, (plain_mauchly(found), found.p_value), strict=True)
    ]


def _ranks(one: Measured) -> Row:
    if one.fault:
        return _failed("friedman", "occasion", len(one.complete), *one.fault)
    return _told(friedman(one.complete), "friedman")


def _told(result: Result, test: str) -> Row:
    names = ["n", "statistic", "df", "p_value", "effect_size", "effect_size_name", "status", "note", "statistic_name"]
    return {"test": test, "term": "occasion"} | {name: getattr(result, name) for name in names}


def _recommended(one: Measured) -> list[Row]:
    return [*_mixed_rows(one, one.model, one.crossed, "mixed-model", one.structure), _ranks(one)]


def _models(one: Measured) -> list[Row]:
    """The model of the recommended plan under its own name, and that with one variance and one correlation."""
    rows = []
    if one.structure and "every two" in one.structure:
        rows += _mixed_rows(one, one.model, one.crossed, "mixed-unstructured", one.structure)
    name = "mixed-compound-symmetry"
    if one.fault:
        return [*rows, _failed(name, "occasion", len(one.values), *one.fault)]
    parts, inside = compound_symmetry(one.values.shape[1]), one.codes >= 0
    model = fit_longitudinal(one.values, parts)
    crossed = fit_longitudinal(one.values[inside], parts, one.codes[inside]) if one.crossed is not None else None
    return [*rows, *_mixed_rows(one, model, crossed, name, "One variance and one correlation for all occasions.")]


def _mixed_rows(
    one: Measured, model: Longitudinal | None, crossed: Longitudinal | None, test: str, note: str
) -> list[Row]:
    n, occasions = len(one.values), one.values.shape[1]
    if one.fault:
        return [_failed(test, "occasion", n, *one.fault)]
    steps = np.column_stack([-np.ones(occasions - 1), np.eye(occasions - 1)])
    if model is None:
        return [_failed(test, "occasion", n, "not-estimable", "The mixed model could not be fitted to so few answers.")]
    rows = [_mixed_row(model, steps, test, "occasion", n, note)]
    if crossed is not None:
        between = [
            np.hstack([-steps, *(steps if at == arm else 0 * steps for at in _others(one))]) for arm in _others(one)
        ]
        inside = int(np.sum(one.codes >= 0))
        rows.append(_mixed_row(crossed, np.vstack(between), test, "arm-by-occasion", inside, note))
    elif one.arms:
        note = "In one of the arms nobody has an answer on one of the occasions."
        rows.append(_failed(test, "arm-by-occasion", n, "too-few", note))
    if one.small:
        names = ", ".join(one.small)
        note = f"Fewer than two people with answers in: {names}. These arms are not compared."
        rows.append(_failed("none", "arm-by-occasion", n, "too-few", note))
    return rows


def _others(one: Measured) -> range:
    return range(1, len(one.arms))


def _mixed_row(model: Longitudinal, contrasts: Array, test: str, term: str, n: int, note: str) -> Row:
    found = wald(model, contrasts)
    f, df, df2 = found.statistic, found.df, found.df2
    fine = np.isfinite(f) and np.isfinite(df2) and df2 > 0
    if not fine:
        return _failed(test, term, n, "not-estimable", "Too few answers for a test by the mixed model.")
    return {
        "test": test,
        "term": term,
        "n": n,
        "statistic": f,
        "statistic_name": "F",
        "df": df,
        "df2": df2,
        "p_value": found.p_value,
        "effect_size": df * f / (df * f + df2),
        "effect_size_name": "partial-eta-squared",
        "partial_eta_squared": df * f / (df * f + df2),
        "status": "ok",
        "note": note,
    }


def _rate(followed: Followed, name: str) -> Row:
    positive = followed.positives(name)
    positive = positive[~np.isnan(positive).all(axis=1)]
    complete = ~np.isnan(positive).any(axis=1)
    row = _told(cochran_q(positive[complete]), "cochran-q")
    return row | {"n_missing": int(np.sum(~complete))}
