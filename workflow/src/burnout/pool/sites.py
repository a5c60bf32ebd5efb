"""The effect of every site of an analysis: from a table of sites, or from the study's own people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from burnout.config import Study
from burnout.config.pool import KINDS, PoolAnalysis, PoolPeople
from burnout.statistics.heterogeneity import Sites, only_mean
from burnout.statistics.result import Array
from burnout.statistics.site_effects import PROPORTIONS, one_mean, proportions, two_arms, two_means

NAN = float("nan")
HALF = "A cell of this site is empty: one half was added to its counts."
TWO_ARMS = ("events1", "others1", "events2", "others2")
TWO_MEANS = ("mean1", "sd1", "n1", "mean2", "sd2", "n2")


@dataclass(frozen=True)
class SiteTable:
    """The sites of one analysis.

    Parameters
    ----------
    name : str
        Name of the analysis.
    analysis : PoolAnalysis
        What was asked for.
    measure : str
        What the effects are; empty for estimates of a kind that was not told.
    rows : pandas.DataFrame
        One row per site: site, n, events, estimate, variance, status, note.
    counts : array of shape (4, sites), optional
        Counts of two arms: first arm with and without the event, second arm with and without it.
    moderators : mapping of str to pandas.Series
        Moderators, one value per site.
    problem : str
        Why there is no effect at all, for a reader; empty if there is one.
    """

    name: str
    analysis: PoolAnalysis
    measure: str
    rows: pd.DataFrame
    counts: Array | None = None
    moderators: Mapping[str, pd.Series] = field(default_factory=dict)
    problem: str = ""

    @property
    def usable(self) -> Array:
        """Sites with an effect and its precision."""
        return (self.rows["status"] == "ok").to_numpy()

    @property
    def sites(self) -> Sites:
        """The usable sites, for pooling."""
        kept = self.rows[self.usable]
        return only_mean(kept["estimate"].to_numpy(float), kept["variance"].to_numpy(float))

    @property
    def sizes(self) -> Array:
        """People of the usable sites."""
        return self.rows.loc[self.usable, "n"].to_numpy(float)

    @property
    def left_out(self) -> str:
        """How many sites could not be used, in a sentence."""
        lost, k = int((~self.usable).sum()), len(self.rows)
        sites = "site" if k == 1 else "sites"
        told = "has no usable effect and is" if lost == 1 else "have no usable effect and are"
        return f"{lost} of {k} {sites} {told} left out (see pool_sites)." if lost else ""


def read_sites(study: Study, data: pd.DataFrame, name: str) -> SiteTable:
    """Sites of one analysis.

    Parameters
    ----------
    study : Study
        Its `pool` holds the analysis.
    data : pandas.DataFrame
        Scored data.
    name : str
        Name of the analysis.
    """
    analysis = study.pool.analyses[name]  # type: ignore[union-attr]
    if analysis.people is not None:
        return _from_people(study, data, name, analysis, analysis.people)
    told = [*analysis.inputs, *([analysis.site] if analysis.site in study.variables else [])]
    table = data[data[told].notna().any(axis=1)].reset_index(drop=True)
    block = getattr(analysis, analysis.kind)
    columns = {key: table[column].to_numpy(float) for key, column in block.model_dump().items() if column}
    measure = analysis.measure or ("" if analysis.kind == "estimates" else _default(analysis))
    labels = [_shown(label, i) for i, label in enumerate(table[analysis.site], start=1)]
    moderators = {variable: table[variable] for variable in analysis.explained_by}
    return _effects(name, analysis, measure, labels, columns, moderators)


def _default(analysis: PoolAnalysis) -> str:
    if analysis.kind == "means":
        return "SMD" if analysis.means is not None and analysis.means.mean2 else "MN"
    return KINDS[analysis.kind][0]


def _shown(label: object, place: int) -> str:
    if label is None or label != label or str(label) in ("", "None", "nan"):
        return f"row {place}"
    return f"{label:g}" if isinstance(label, float) else str(label)


def _from_people(study: Study, data: pd.DataFrame, name: str, analysis: PoolAnalysis, people: PoolPeople) -> SiteTable:
    """Count or average the study's people within each site."""
    rows = data[(data["occasion"] == study.first_occasion) & data[analysis.site].notna()]
    everybody = rows[analysis.site]
    told = isinstance(everybody.dtype, pd.CategoricalDtype)
    named = [
        label for label in (everybody.cat.categories if told else everybody.unique()) if (everybody == label).any()
    ]
    rows = rows[rows[people.outcome].notna()]
    site = rows[analysis.site]
    labels = [_shown(label, i) for i, label in enumerate(named, start=1)]
    binary = study.outcomes[people.outcome].is_binary
    problem, arms = _arms(study, rows, people, analysis.measure, binary)
    if problem:
        return _no_effect(name, analysis, labels, problem)
    sites = [rows[site == label] for label in named]
    moderators = {variable: _of_site(variable, sites, rows) for variable in analysis.explained_by}
    columns: dict[str, Array] = {}
    for number, inside in arms:
        parts = [part[people.outcome][inside(part)] for part in sites]
        columns |= _summary(parts, number, binary, two=len(arms) == 2)
    default = {(True, 2): "OR", (True, 1): "PLO", (False, 2): "MD", (False, 1): "MN"}[binary, len(arms)]
    return _effects(name, analysis, analysis.measure or default, labels, columns, moderators)


def _arms(
    study: Study, rows: pd.DataFrame, people: PoolPeople, measure: str | None, binary: bool
) -> tuple[str, list[tuple[int, Callable[[pd.DataFrame], Array]]]]:
    """The arms that are compared, as (number, who is in it); or why there are none."""
    if not binary and not pd.api.types.is_numeric_dtype(rows[people.outcome]):
        return "This outcome has levels: declare the event that counts under outcomes to pool its share.", []
    yes_no = measure in ("OR", "RR", "RD", *PROPORTIONS)
    if measure and yes_no != binary:
        kind = "a yes/no outcome" if yes_no else "a number"
        return f"The measure {measure} needs {kind}.", []
    if people.factor is None:
        return "", [(1, lambda part: np.ones(len(part), dtype=bool))]
    factor = rows[people.factor]
    if not isinstance(factor.dtype, pd.CategoricalDtype):
        return f"{people.factor} has no levels: cut it into groups (derive) to compare them in each site.", []
    levels = [str(level) for level in factor.cat.categories]
    if people.compare is not None:
        first, second = people.compare
    elif len(levels) == 2:
        declared = study.variables.get(people.factor)
        second = (declared.reference if declared else None) or levels[0]
        first = next(level for level in levels if level != second)
    else:
        return f"{people.factor} has {len(levels)} levels: tell which two to compare (compare: [level, reference]).", []
    if unknown := [level for level in (first, second) if level not in levels]:
        return f"{people.factor} has no level {unknown[0]!r}.", []
    pick = people.factor
    return "", [
        (1, lambda part: (part[pick] == first).to_numpy()),
        (2, lambda part: (part[pick] == second).to_numpy()),
    ]


def _summary(parts: list[pd.Series], number: int, binary: bool, two: bool) -> dict[str, Array]:
    n = np.array([len(part) for part in parts], dtype=float)
    if binary:
        events = np.array([(part == "Yes").sum() for part in parts], dtype=float)
        return {f"events{number}": events, f"others{number}": n - events} if two else {"events": events, "n": n}
    mean = np.array([part.mean() if len(part) else NAN for part in parts], dtype=float)
    sd = np.array([part.std() if len(part) > 1 else NAN for part in parts], dtype=float)
    return {f"mean{number}": mean, f"sd{number}": sd, f"n{number}": n}


def _of_site(variable: str, sites: list[pd.DataFrame], rows: pd.DataFrame) -> pd.Series:
    """A moderator of sites: the mean of a number; the level that all people of a site share, else missing."""
    if isinstance(rows[variable].dtype, pd.CategoricalDtype):
        kinds = [part[variable].dropna().unique() for part in sites]
        values = [kind[0] if len(kind) == 1 else None for kind in kinds]
        return pd.Series(pd.Categorical(values, dtype=rows[variable].dtype))
    return pd.Series([part[variable].mean() for part in sites], dtype=float)


def _no_effect(name: str, analysis: PoolAnalysis, labels: list[str], problem: str) -> SiteTable:
    n = len(labels)
    rows = pd.DataFrame({"site": labels, "n": [NAN] * n, "events": [NAN] * n, "estimate": [NAN] * n})
    rows = rows.assign(variance=NAN, status="not-estimable", note=problem)
    return SiteTable(name, analysis, analysis.measure or "", rows, problem=problem)


def _effects(
    name: str,
    analysis: PoolAnalysis,
    measure: str,
    labels: list[str],
    columns: dict[str, Array],
    moderators: Mapping[str, pd.Series],
) -> SiteTable:
    """Effects and variances of all sites, with the reason where one has none."""
    k = len(labels)
    n = events = np.full(k, NAN)
    counts, note, wrong = None, np.full(k, "", dtype=object), np.zeros(k, dtype=bool)
    if "estimate" in columns:
        y = columns["estimate"]
        v = columns["variance"] if "variance" in columns else columns["std_error"] ** 2
    elif "events1" in columns:
        counts = _four(columns)
        y, v = two_arms(*counts, measure)
        n, events = counts.sum(axis=0), counts[0] + counts[2]
        wrong = (counts < 0).any(axis=0) | (counts[0] + counts[1] == 0) | (counts[2] + counts[3] == 0)
        note[(counts == 0).any(axis=0) & ~wrong] = HALF
    elif "events" in columns:
        events, n = columns["events"], columns["n"]
        y, v = proportions(events, n, measure)
        wrong = (events < 0) | (events > n) | (n <= 0)
        if measure in ("PLO", "PR"):
            note[((events == 0) | (events == n)) & ~wrong] = "Nobody or everybody has the event: one half was added."
    else:
        given = [columns[key] for key in TWO_MEANS if key in columns]
        y, v = two_means(*given, measure) if len(given) == 6 else one_mean(*given)
        n = columns["n1"] + columns.get("n2", np.zeros(k))
    fine = np.isfinite(y) & np.isfinite(v) & (np.nan_to_num(v) > 0) & ~wrong
    known = np.isfinite(np.array(list(columns.values()))).all(axis=0)
    note[~fine] = _why("estimate" in columns, "events" in columns or counts is not None)
    note[~known & ~fine] = "A value of this site is missing, or it has too few people for an effect with its precision."
    rows = pd.DataFrame({"site": labels, "n": n, "events": events})
    rows["estimate"], rows["variance"] = np.where(np.isfinite(y), y, NAN), np.where(fine, v, NAN)
    rows.loc[wrong, "estimate"] = NAN
    rows["status"], rows["note"] = np.where(fine, "ok", "not-estimable"), note
    return SiteTable(name, analysis, measure, rows, counts, dict(moderators))


def _four(columns: Mapping[str, Array]) -> Array:
    arms = []
    for arm in (1, 2):
        events = columns[f"events{arm}"]
        others = columns[f"others{arm}"] if f"others{arm}" in columns else columns[f"n{arm}"] - events
        arms += [events, others]
    return np.array(arms)


def _why(estimates: bool, counted: bool) -> str:
    if estimates:
        return "The variance of this site must be a number over 0."
    if counted:
        return "Nobody is counted in a group of this site, or more people have the event than there are."
    return "There is no spread in this site, or too few people, so its precision is not known."
