"""Pool: effects of several sites, estimated in each and pooled into one, with what the sites differ by."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from burnout.config import Study
from burnout.errors import AnalysisError
from burnout.pool.explain import MODERATORS, TESTS, moderator_rows, test_rows
from burnout.pool.rows import INFLUENCE, METHODS, PLANS, POOL, SITES, as_table, pooled_row, site_rows, stratified_row
from burnout.pool.sites import SiteTable, read_sites
from burnout.statistics.heterogeneity import METHODS as ESTIMATORS
from burnout.statistics.mantel import mantel_haenszel, peto

__all__ = ["Combined", "combine"]


@dataclass(frozen=True)
class Combined:
    """Everything about the sites.

    Parameters
    ----------
    pool_sites : pandas.DataFrame
        The effect of each site.
    pool : pandas.DataFrame
        The pooled effect under each plan, and of each subgroup.
    pool_methods : pandas.DataFrame
        The same by every customary method, whatever the plan.
    pool_influence : pandas.DataFrame
        The pooled effect without each site in turn, under each plan.
    pool_tests : pandas.DataFrame
        Egger's and Begg's tests; for odds ratios the Cochran-Mantel-Haenszel test and Tarone's.
    pool_moderators : pandas.DataFrame
        Effects regressed on what may explain their differences.
    """

    pool_sites: pd.DataFrame
    pool: pd.DataFrame
    pool_methods: pd.DataFrame
    pool_influence: pd.DataFrame
    pool_tests: pd.DataFrame
    pool_moderators: pd.DataFrame


def combine(study: Study, data: pd.DataFrame) -> Combined:
    """Pool every analysis of a study over its sites.

    Parameters
    ----------
    study : Study
        Its `pool` says what is pooled.
    data : pandas.DataFrame
        Scored data.

    Returns
    -------
    Combined
        The tables; what cannot be pooled is a row with a status and the reason.

    Raises
    ------
    AnalysisError
        The study declares no pooling.
    """
    if study.pool is None:
        raise AnalysisError("The study file has no section pool.")
    level = study.plan.confidence
    tables = [read_sites(study, data, name) for name in study.pool.analyses]
    return Combined(
        pool_sites=as_table([row for t in tables for row in site_rows(t, level)], SITES),
        pool=as_table([row for plan in study.plan.names for t in tables for row in _plan(t, plan, level)], POOL),
        pool_methods=as_table([row for t in tables for row in _methods(t, level)], METHODS),
        pool_influence=as_table(
            [row for plan in study.plan.names for t in tables for row in _influence(t, plan, level)], INFLUENCE
        ),
        pool_tests=as_table([row for t in tables for row in test_rows(t)], TESTS),
        pool_moderators=as_table([row for t in tables for row in moderator_rows(t, level)], MODERATORS),
    )


def _plan(table: SiteTable, plan: str, confidence: float) -> list[dict[str, object]]:
    """The pooled effect under a plan, of all sites and of each subgroup."""
    method, test = PLANS[plan]
    rows = [{"plan": plan, "subgroup": ""} | pooled_row(table, method, test, confidence)]
    if table.analysis.subgroup and not table.problem:
        groups = table.moderators[table.analysis.subgroup]
        levels = (
            groups.cat.categories if isinstance(groups.dtype, pd.CategoricalDtype) else sorted(groups.dropna().unique())
        )
        for group in levels:
            inside = (groups == group).to_numpy()
            part = replace(table, rows=table.rows[inside].reset_index(drop=True))
            shown = f"{group:g}" if isinstance(group, float) else str(group)
            rows.append({"plan": plan, "subgroup": shown} | pooled_row(part, method, test, confidence))
    return rows


def _methods(table: SiteTable, confidence: float) -> list[dict[str, object]]:
    """Fixed effect and every estimator of tau², each with z and Hartung-Knapp; Mantel-Haenszel and Peto for counts."""
    rows = [pooled_row(table, "FE", "z", confidence)]
    rows += [pooled_row(table, method, test, confidence) for method in ESTIMATORS for test in ("z", "knha")]
    if table.counts is not None:
        counts = table.counts[:, table.usable]
        found = mantel_haenszel(*counts, table.measure)
        rows.append(stratified_row(table, "MH", found.estimate, found.std_error, confidence))
        if table.measure == "OR":
            found = peto(*counts)
            rows.append(stratified_row(table, "PETO", found.estimate, found.std_error, confidence))
    return rows


def _influence(table: SiteTable, plan: str, confidence: float) -> list[dict[str, object]]:
    """The pooled effect without each usable site in turn."""
    method, test = PLANS[plan]
    kept = replace(table, rows=table.rows[table.usable].reset_index(drop=True))
    rows: list[dict[str, object]] = []
    for i, site in enumerate(kept.rows["site"]):
        part = replace(kept, rows=kept.rows.drop(index=i).reset_index(drop=True))
        rows.append({"plan": plan, "left_out": site} | pooled_row(part, method, test, confidence))
    return rows
