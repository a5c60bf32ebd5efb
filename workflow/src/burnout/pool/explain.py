"""What may explain the differences between sites: meta-regression, subgroups, and the size of sites."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from burnout.pool.rows import exact
from burnout.pool.sites import NAN, SiteTable
from burnout.statistics.heterogeneity import Sites
from burnout.statistics.mantel import mantel_haenszel
from burnout.statistics.pooled import Pooled, omnibus, pool
from burnout.statistics.result import Array, Result, sentences
from burnout.statistics.small_studies import begg, egger

EXACT = "The moderators tell the effects without error, so Hartung and Knapp's method has no spread to work with."
FITS = (("DL", "z"), ("REML", "z"), ("REML", "knha"))
TESTS = ["analysis", "test", "sites", "statistic_name", "statistic", "df", "p_value", "status", "note"]
MODERATORS = ["analysis", "moderators", "method", "test", "kind", "term", "level", "reference", "sites", "estimate"]
MODERATORS += ["std_error", "statistic", "df", "df2", "p_value", "conf_low", "conf_high", "tau2", "i2", "q", "q_df"]
MODERATORS += ["q_p", "r2", "status", "note"]


def test_rows(table: SiteTable) -> list[dict[str, object]]:
    """Egger's and Begg's tests; for counts of two arms the Cochran-Mantel-Haenszel test and Tarone's too."""
    names = ("egger-mixed", "egger-lm", "begg")
    k = int(table.usable.sum())
    place: dict[str, object] = {"analysis": table.name, "sites": k}
    if table.problem or not k:
        told = table.problem or "No site has an effect."
        return [place | {"test": name, "status": "not-estimable", "note": told} for name in names]
    sites = table.sites
    results: list[Result] = [egger(sites, mixed=True), egger(sites, mixed=False), begg(sites)]
    few = "Fewer than ten sites: this test cannot see much." if k < 10 else ""
    rows = [
        place
        | {"test": name, "statistic_name": r.statistic_name, "statistic": r.statistic, "df": r.df}
        | {"p_value": r.p_value, "status": r.status, "note": sentences(r.note, few if r.status == "ok" else "")}
        for name, r in zip(names, results, strict=True)
    ]
    if table.counts is not None and table.measure == "OR":
        rows += _stratified_tests(table.counts[:, table.usable], place)
    return rows


def _stratified_tests(counts: Array, place: dict[str, object]) -> list[dict[str, object]]:
    found = mantel_haenszel(*counts, "OR")
    told = "No site has both people with and people without the event in both arms."
    rows = []
    for name, statistic, df, p in (
        ("cochran-mantel-haenszel", found.test_statistic, 1, found.test_p),
        ("tarone", found.tarone, found.tarone_df, found.tarone_p),
    ):
        known = np.isfinite(statistic)
        row = place | {"test": name, "statistic_name": "chi-square", "statistic": statistic, "df": df, "p_value": p}
        if not known:
            row["df"] = NAN
        rows.append(row | {"status": "ok" if known else "not-estimable", "note": "" if known else told})
    return rows


def moderator_rows(table: SiteTable, confidence: float) -> list[dict[str, object]]:
    """Effects regressed on each moderator (or those that enter together), and on the subgroup."""
    wanted = [one if isinstance(one, list) else [one] for one in table.analysis.moderators]
    if table.analysis.subgroup and [table.analysis.subgroup] not in wanted:
        wanted.append([table.analysis.subgroup])
    rows: list[dict[str, object]] = []
    for names in wanted:
        place: dict[str, object] = {"analysis": table.name, "moderators": ", ".join(names)}
        design = _design(table, names)
        if isinstance(design, str):
            rows += [place | {"method": m, "test": t, "status": "not-estimable", "note": design} for m, t in FITS]
            continue
        sites, alone, terms, note = design
        for method, test in FITS:
            fitted = place | {"method": method, "test": test, "sites": len(sites.y), "status": "ok", "note": note}
            found = pool(sites, method, test, confidence)
            if exact(found, sites.v):
                rows.append(fitted | {"kind": "omnibus", "status": "constant", "note": EXACT})
            else:
                rows += _fit(fitted, found, terms, pool(alone, method).tau2)
    return rows


Term = tuple[str, str, str]


def _design(table: SiteTable, names: list[str]) -> tuple[Sites, Sites, list[Term], str] | str:
    """Sites with their moderators in columns, the same sites without, what the columns are, and a note."""
    if table.problem:
        return table.problem
    known = table.usable & np.all([table.moderators[name].notna().to_numpy() for name in names], axis=0)
    rows = table.rows[known]
    columns: list[Array] = [np.ones(len(rows))]
    terms: list[Term] = [("(intercept)", "", "")]
    for name in names:
        values = table.moderators[name][known]
        if isinstance(values.dtype, pd.CategoricalDtype):
            levels = [str(level) for level in values.cat.categories if (values == level).any()]
            columns += [(values == level).to_numpy(float) for level in levels[1:]]
            terms += [(name, level, levels[0]) for level in levels[1:]]
        else:
            columns.append(values.to_numpy(float))
            terms.append((name, "", ""))
    x = np.column_stack(columns)
    if len(rows) <= x.shape[1]:
        return f"{len(rows)} sites with a value are too few for {x.shape[1]} coefficients."
    spread = x / np.maximum(np.abs(x).max(axis=0), 1e-300)
    if x.shape[1] == 1 or np.linalg.matrix_rank(spread) < x.shape[1]:
        return "All sites have the same value, or the moderators tell each other."
    y, v = rows["estimate"].to_numpy(float), rows["variance"].to_numpy(float)
    lost = int((table.usable & ~known).sum())
    note = f"{lost} sites without a value that holds for all their people are left out." if lost else ""
    return Sites(y, v, x), replace(Sites(y, v, x), x=np.ones((len(y), 1))), terms, note


def _fit(place: dict[str, object], found: Pooled, terms: list[Term], alone: float) -> list[dict[str, object]]:
    """An omnibus row with the fit, then a row for each coefficient."""
    statistic, df, df2, p = omnibus(found, np.arange(1, len(terms)))
    r2 = max(0.0, 100 * (1 - found.tau2 / alone)) if alone > 0 else NAN
    whole = {"kind": "omnibus", "statistic": statistic, "df": df, "df2": df2, "p_value": p, "tau2": found.tau2}
    whole |= {"i2": found.i2, "q": found.q, "q_df": found.q_df, "q_p": found.q_p, "r2": r2}
    rows = [place | whole]
    for i, (term, level, reference) in enumerate(terms):
        rows.append(
            place
            | {"kind": "coefficient" if i else "intercept", "term": term, "level": level, "reference": reference}
            | {"estimate": float(found.estimates[i]), "std_error": float(found.std_errors[i]), "df": found.df}
            | {"statistic": float(found.statistics[i]), "p_value": float(found.p_values[i])}
            | {"conf_low": float(found.lows[i]), "conf_high": float(found.highs[i])}
        )
    return rows
