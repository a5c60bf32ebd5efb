"""Rows of the tables of agreement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd

from burnout.agreement.ratings import Ratings
from burnout.statistics import kappa as kappas
from burnout.statistics.homogeneity import shift_tests
from burnout.statistics.kappa import Kappa
from burnout.statistics.pooled import quantile
from burnout.statistics.raters import LEVELS, Intraclass, intraclass, kendall_w, krippendorff, resampled_alpha
from burnout.statistics.result import sentences

NAN = float("nan")
COLUMNS = ["analysis", "group", "statistic", "raters", "units", "value", "std_error", "statistic_value", "df", "df2"]
COLUMNS += ["p_value", "conf_low", "conf_high", "status", "note", "statistic_name", "std_error_null", "n_raters"]
CATEGORIES = ["analysis", "group", "category", "count", "percent", "kappa", "statistic_value", "p_value"]
CATEGORIES += ["std_error_null", "status", "note"]
TABLE = ["analysis", "group", "rater1", "rater2", "category1", "category2", "count"]
MOST_CATEGORIES = 20
ONE_CATEGORY = "Only one category was used, so that agreement by chance is complete and this is not defined."
Row = dict[str, object]


def as_table(rows: list[Row], columns: list[str]) -> pd.DataFrame:
    """Rows as a table with fixed columns and types."""
    text = ["analysis", "group", "statistic", "raters", "status", "note", "statistic_name", "category", "rater1"]
    text += ["rater2", "category1", "category2"]
    counts = ["units", "n_raters", "count"]
    frame = pd.DataFrame(rows, columns=columns)
    filled = {c: frame[c].astype(object).where(frame[c].notna(), "") for c in columns if c in text}
    types = {c: "str" if c in text else "Int64" if c in counts else "float64" for c in columns}
    return frame.assign(**filled).astype(types)


def agreement_rows(ratings: Ratings, measurement: str, confidence: float, resamples: int, seed: int) -> Iterator[Row]:
    """All statistics of one set of ratings that its level of measurement allows."""
    level = LEVELS.index(measurement)
    if ratings.problem:
        yield {"statistic": "percent-agreement", "status": "not-estimable", "note": ratings.problem}
        return
    if len(ratings.raters) < 2:
        note = "There is only one rater, so that nothing can be compared."
        yield {"statistic": "percent-agreement", "n_raters": len(ratings.raters), "status": "too-few", "note": note}
        return
    categorical = level < 2 or len(ratings.categories) <= MOST_CATEGORIES
    if categorical:
        for i, j in combinations(range(len(ratings.raters)), 2):
            yield from _pair(ratings, i, j, ordered=level > 0, confidence=confidence)
        yield from _several(ratings)
    if level > 0:
        yield _concordance(ratings)
    if level > 1:
        yield from _intraclass(ratings, confidence)
    for name in LEVELS[: level + 1]:
        yield _alpha(ratings, name, confidence, resamples, seed)


def _base(ratings: Ratings, statistic: str, units: int) -> Row:
    row: Row = {"statistic": statistic, "raters": "all", "n_raters": len(ratings.raters), "units": units}
    return row | {"status": "ok", "note": ""}


def _left_out(ratings: Ratings) -> str:
    lost = int((~ratings.complete).sum())
    return f"{lost} of {len(ratings.codes)} units without a rating by every rater are left out." if lost else ""


def _pair(ratings: Ratings, i: int, j: int, ordered: bool, confidence: float) -> Iterator[Row]:
    """Two raters: agreement, kappas, and tests whether they use the categories alike."""
    table = kappas.cross(ratings.codes[:, i], ratings.codes[:, j], len(ratings.categories))
    n = int(table.sum())
    who: Row = {"raters": f"{ratings.raters[i]} / {ratings.raters[j]}", "n_raters": 2, "units": n}
    weighted = ["kappa-linear", "kappa-quadratic"] if ordered else []
    names = ["percent-agreement", "expected-percent", "kappa", *weighted, "kappa-max", "pabak"]
    names += ["stuart-maxwell", "bhapkar", "bowker"]
    if n < 2:
        told = f"{'Only one unit was' if n else 'No unit was'} rated by both, so that agreement cannot be estimated."
        yield from (who | {"statistic": name, "status": "too-few", "note": told} for name in names)
        return
    shares = {"percent-agreement": 100 * kappas.observed(table), "expected-percent": 100 * kappas.expected(table)}
    shares |= {"kappa-max": kappas.kappa_max(table), "pabak": kappas.brennan_prediger(table)}
    for name in names[:-3]:
        if name in shares:
            known = np.isfinite(shares[name])
            status = {"status": "ok" if known else "constant", "note": "" if known else ONE_CATEGORY}
            yield who | {"statistic": name, "value": shares[name]} | status
        else:
            yield who | {"statistic": name} | _kappa(kappas.cohen(table, name[6:]), confidence)
    for name, found in shift_tests(table).items():
        note = "The raters agree on every unit, so that no difference can be tested."
        row = who | {"statistic": name, "statistic_name": found.statistic_name, "statistic_value": found.statistic}
        row |= {"df": found.df, "p_value": found.p_value, "status": found.status}
        moved = int(n - np.trace(table))
        few = f"The raters differ on {moved} units only: this P is approximate." if moved < 10 else ""
        one_way = "All differences go one way, so that this test has no variance."
        yield row | {"note": {"ok": few, "constant": note, "not-estimable": one_way}[found.status]}


def _kappa(found: Kappa, confidence: float) -> Row:
    if not np.isfinite(found.value):
        return {"status": "constant", "note": ONE_CATEGORY}
    reach = quantile(NAN, confidence) * found.std_error
    row: Row = {"value": found.value, "std_error": found.std_error, "std_error_null": found.std_error_null}
    row |= {"statistic_name": "z", "statistic_value": found.z, "p_value": found.p_value, "status": "ok"}
    sure = "" if found.std_error > 1e-12 else "The raters agree on every unit: there is no spread for an interval."
    limits = (found.value - reach, found.value + reach) if not sure and np.isfinite(reach) else (NAN, NAN)
    return row | {"conf_low": limits[0], "conf_high": limits[1], "note": sure if np.isfinite(found.std_error) else ""}


def _several(ratings: Ratings) -> Iterator[Row]:
    """Fleiss', Conger's and Light's kappa, and the share of units on which all agree."""
    codes, left_out = ratings.codes[ratings.complete], _left_out(ratings)
    names = ("percent-agreement-all", "fleiss-kappa", "conger-kappa", "light-kappa")
    if len(codes) < 2:
        told = "Fewer than two units were rated by every rater."
        yield from (_base(ratings, name, len(codes)) | {"status": "too-few", "note": told} for name in names)
        return
    k = len(ratings.categories)
    alike = 100 * float((codes == codes[:, :1]).all(axis=1).mean())
    yield _base(ratings, names[0], len(codes)) | {"value": alike, "note": left_out}
    found = _kappa(kappas.fleiss(codes, k).overall, 0.95) | {"conf_low": NAN, "conf_high": NAN}
    yield _base(ratings, names[1], len(codes)) | found | {"note": sentences(str(found["note"]), left_out)}
    for name, value in ((names[2], kappas.conger(codes, k)), (names[3], kappas.light(codes, k))):
        known = np.isfinite(value)
        row = _base(ratings, name, len(codes)) | {"value": value, "status": "ok" if known else "constant"}
        pair = "" if known else "For all or some pairs of raters only one category was used, so this is not defined."
        yield row | {"note": sentences(pair, left_out)}


def _concordance(ratings: Ratings) -> Row:
    scores = ratings.values[ratings.complete]
    row = _base(ratings, "kendall-w", len(scores))
    if len(scores) < 2:
        return row | {"status": "too-few", "note": "Fewer than two units were rated by every rater."}
    w, chi, df, p = kendall_w(scores)
    if not np.isfinite(w):
        return row | {"status": "constant", "note": "Every rater gave all units the same rating."}
    row |= {"value": w, "statistic_name": "chi-square", "statistic_value": chi, "df": df, "p_value": p}
    return row | {"note": _left_out(ratings)}


FORMS = ("icc-1-1", "icc-2-1", "icc-3-1", "icc-1-k", "icc-2-k", "icc-3-k", "icc-a-1", "icc-a-k", "icc-c-1", "icc-c-k")


def _intraclass(ratings: Ratings, confidence: float) -> Iterator[Row]:
    scores = ratings.values[ratings.complete]
    base = [_base(ratings, name, len(scores)) for name in FORMS]
    if len(scores) < 2:
        told = "Fewer than two units were rated by every rater."
        yield from (row | {"status": "too-few", "note": told} for row in base)
        return
    if np.ptp(scores) == 0 or np.ptp(scores.mean(axis=1)) < 1e-12 * np.ptp(scores):
        told = "All units have the same mean rating, so that units cannot be told from each other."
        yield from (row | {"status": "constant", "note": told} for row in base)
        return
    for one in intraclass(scores, confidence):
        yield _base(ratings, one.form, len(scores)) | _correlation(one, _left_out(ratings))


def _correlation(one: Intraclass, left_out: str) -> Row:
    """Columns of one intraclass correlation."""
    finite = np.isfinite(one.f)
    exact = "" if finite else "The raters do not differ within units, so that there is no error to test against."
    limits = (one.low, one.high) if finite and np.isfinite([one.low, one.high]).all() else (NAN, NAN)
    row: Row = {"value": one.value, "statistic_name": "F", "statistic_value": one.f if finite else NAN, "df": one.df}
    row |= {"df2": one.df2, "p_value": one.p_value if finite else NAN, "conf_low": limits[0], "conf_high": limits[1]}
    return row | {"note": sentences(exact, left_out)}


def _alpha(ratings: Ratings, level: str, confidence: float, resamples: int, seed: int) -> Row:
    used = int(((ratings.codes >= 0).sum(axis=1) > 1).sum())
    row = _base(ratings, f"krippendorff-alpha-{level}", used)
    if used < 2:
        return row | {"status": "too-few", "note": "Fewer than two units were rated by two raters or more."}
    value = krippendorff(ratings.values, level)
    if not np.isfinite(value):
        return row | {"status": "constant", "note": ONE_CATEGORY}
    low = high = NAN
    note = ""
    if resamples:
        low, high = resampled_alpha(ratings.values, level, confidence, resamples, seed)
        note = f"Interval by {resamples} bootstrap resamples of the units."
    return row | {"value": value, "conf_low": low, "conf_high": high, "note": note}


def category_rows(ratings: Ratings) -> Iterator[Row]:
    """Each category against all others, over the units that every rater rated (Fleiss)."""
    codes = ratings.codes[ratings.complete]
    if ratings.problem or len(ratings.raters) < 2 or len(codes) < 2 or len(ratings.categories) > MOST_CATEGORIES:
        return
    found = kappas.fleiss(codes, len(ratings.categories)).categories
    for place, (category, one) in enumerate(zip(ratings.categories, found, strict=True)):
        used = int((codes == place).sum())
        row: Row = {"category": category, "count": used, "percent": 100 * used / codes.size}
        if np.isfinite(one.value):
            row |= {"kappa": one.value, "statistic_value": one.z, "p_value": one.p_value, "status": "ok"}
            yield row | {"std_error_null": one.std_error_null}
        else:
            told = "Nobody used this category." if not used else ONE_CATEGORY
            yield row | {"status": "constant", "note": told}


def table_rows(ratings: Ratings) -> Iterator[Row]:
    """Counts of every two raters' categories."""
    if ratings.problem or len(ratings.categories) > MOST_CATEGORIES:
        return
    for i, j in combinations(range(len(ratings.raters)), 2):
        table = kappas.cross(ratings.codes[:, i], ratings.codes[:, j], len(ratings.categories))
        for a, first in enumerate(ratings.categories):
            for b, second in enumerate(ratings.categories):
                row: Row = {"rater1": ratings.raters[i], "rater2": ratings.raters[j], "category1": first}
                yield row | {"category2": second, "count": int(table[a, b])}
