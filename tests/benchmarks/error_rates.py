"""How often the recommended plan's tests err: data drawn without and with an effect, through the library's functions.

``python tests/benchmarks/error_rates.py`` prints the table; ``--docs docs/error-rates.md`` writes it into that page.
The numbers depend on nothing but the seed and the number of samples. Not part of the ordinary tests (some minutes).
"""

from __future__ import annotations

import argparse
import os
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from burnout.config.analysis import Plan
from burnout.model.design import design, drop_collinear
from burnout.model.estimate import estimate
from burnout.model.task import few_events
from burnout.paired.means import means_table
from burnout.paired.people import People
from burnout.paired.rates import rates_table
from burnout.screen.choose import compare
from burnout.screen.difference import difference
from burnout.screen.pair import pair_up
from burnout.statistics.intervals import share_interval
from helpers.studies import NUMBER, make_study, nominal, yes_no

Rng = np.random.Generator
Drawn = tuple[float, float, float, float]
"""P, both limits, and the true value; NaN where there is none."""
PLAN = Plan(primary="recommended", sensitivity=False)
NAN = float("nan")
SEED = 20261124
LATENT = 0.1
"""Correlation, within a cluster, of the latent numbers that are cut into yes and no: about 0.06 of the answers."""


@dataclass(frozen=True)
class Scenario:
    """One kind of data and the test that the plan does on it.

    Parameters
    ----------
    sample : str
        ``20``, ``250`` or ``12 clusters``.
    data : str
        What was drawn.
    test : str
        What was done with it.
    draw : callable
        From a generator and whether there is an effect: one sample, tested.
    samples : int
        Samples drawn.
    exact : bool
        Whether the test keeps its level in every sample by construction, so that it may err less often than 0.05.
    """

    sample: str
    data: str
    test: str
    draw: Callable[[Rng, bool], Drawn]
    samples: int
    exact: bool = False


@dataclass(frozen=True)
class Rates:
    """What a scenario gave; NaN where it has no test or no interval."""

    scenario: int
    error: float
    coverage: float


def score(rng: Rng, n: int, mean: float = 15.0, sd: float = 6.0) -> np.ndarray:
    """A sum score of 0 to 30."""
    return np.clip(np.round(rng.normal(mean, sd, n)), 0, 30)


def categorical(codes: np.ndarray, k: int) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes.astype(int), [f"L{i}" for i in range(k)]))


# Screening


def means(sizes: tuple[int, ...], spread: tuple[float, ...], skewed: bool = False) -> Callable[[Rng, bool], Drawn]:
    """Scores in groups; of two groups the difference with its interval."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        shift = 3.0 if effect else 0.0
        parts = [
            sd * (rng.exponential(size=n) - 1 if skewed else rng.normal(size=n))
            for n, sd in zip(sizes, spread, strict=True)
        ]
        parts[0] = parts[0] + shift
        group = np.repeat(np.arange(len(sizes)), sizes)
        pair = pair_up(pd.Series(np.concatenate(parts)), categorical(group, len(sizes)))
        result = compare(pair, "recommended", PLAN)
        limits = difference(pair, result, PLAN.confidence)
        return result.p_value, limits.get("conf_low", NAN), limits.get("conf_high", NAN), shift

    return draw


def correlation(n: int) -> Callable[[Rng, bool], Drawn]:
    def draw(rng: Rng, effect: bool) -> Drawn:
        rho = 0.4 if effect else 0.0
        x = rng.normal(size=n)
        y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)
        result = compare(pair_up(pd.Series(y), pd.Series(x)), "recommended", PLAN)
        return result.p_value, result.effect_low, result.effect_high, rho

    return draw


def table(sizes: tuple[int, ...], share: float) -> Callable[[Rng, bool], Drawn]:
    """Yes or no in groups of fixed size; of two groups the odds ratio with its interval."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        log_odds = np.log(share / (1 - share))
        shares = np.full(len(sizes), share)
        shares[-1] = expit(log_odds + 0.8) if effect else share
        group = np.repeat(np.arange(len(sizes)), sizes)
        yes = rng.random(len(group)) < shares[group]
        pair = pair_up(pd.Series(yes_no(yes)), categorical(group, len(sizes)))
        result = compare(pair, "recommended", PLAN)
        limits = difference(pair, result, PLAN.confidence)
        truth = float(np.exp(0.8)) if effect else 1.0
        return result.p_value, limits.get("conf_low", NAN), limits.get("conf_high", NAN), truth

    return draw


def share(n: int) -> Callable[[Rng, bool], Drawn]:
    """A prevalence anywhere between 5 and 95 percent; Wilson's interval."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        truth = rng.uniform(0.05, 0.95)
        return NAN, *share_interval(int(rng.binomial(n, truth)), n, PLAN.confidence), truth

    return draw


# Before and after

PAIRED = make_study(
    design="pre-post",
    occasions={"pre": {"label": "Before"}, "post": {"label": "After"}},
    variables={"x": NUMBER, "y": nominal("No", "Yes")},
    outcomes={"x": {"label": "x", "source": "x"}, "y": {"label": "y", "source": "y", "event": ["Yes"]}},
    paired={"before": "pre", "after": "post", "measures": ["x"], "rates": ["y"]},
    plan={"primary": "recommended", "sensitivity": False},
)


def pairs(n: int, test: str) -> Callable[[Rng, bool], Drawn]:
    """Scores of the same people, correlated 0.6."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        shift = 3.0 if effect else 0.0
        own = rng.normal(15, 6 * np.sqrt(0.6), n)
        before, after = (np.round(own + rng.normal(d, 6 * np.sqrt(0.4), n)) for d in (0.0, shift))
        rows = means_table(PAIRED, people(x=(before, after)))
        row = rows[rows["test"] == test].iloc[0]
        interval = (row["conf_low"], row["conf_high"]) if test == "paired-t" else (NAN, NAN)
        return row["p_value"], *interval, shift

    return draw


def rates(n: int) -> Callable[[Rng, bool], Drawn]:
    """Yes or no of the same people, correlated."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        own = rng.normal(size=n)
        answers = [yes_no(own + rng.normal(size=n) > 0) for _ in range(2)]
        return float(rates_table(PAIRED, people(y=tuple(answers)))["p_value"].iloc[0]), NAN, NAN, NAN

    return draw


def people(**columns: tuple) -> People:
    frames = [pd.DataFrame({name: values[i] for name, values in columns.items()}) for i in range(2)]
    none = frames[0].iloc[:0]
    return People(*frames, none, pd.Series(dtype="str"), none)


# Logistic regression

FACTORS = {
    "sex": nominal("L0", "L1"),
    "shift": nominal("L0", "L1"),
    "title": nominal("L0", "L1", "L2"),
    "ward": nominal("L0", "L1", "L2", "L3"),
    "age": NUMBER,
    "hours": NUMBER,
    "child": nominal("L0", "L1"),
    "degree": nominal("L0", "L1", "L2"),
}
SURVEY = make_study(
    variables={**FACTORS, "burnout": nominal("No", "Yes")},
    factors=list(FACTORS),
    outcomes={"burnout": {"label": "Burnout", "source": "burnout", "event": ["Yes"]}},
    models={"burnout": {"outcome": "burnout", "prespecified": list(FACTORS)}},
)


def factor(rng: Rng, name: str, n: int) -> pd.Series:
    levels = FACTORS[name].get("levels")
    return (
        pd.Series(rng.normal(40, 10, n))
        if levels is None
        else categorical(rng.integers(0, len(levels), n), len(levels))
    )


def model(n: int, names: list[str], asked: str, whole: bool = False) -> Callable[[Rng, bool], Drawn]:
    """A yes-or-no outcome and its factors; the odds ratio of one of them, or the test of all its levels."""

    def draw(rng: Rng, effect: bool) -> Drawn:
        cases = pd.DataFrame({name: factor(rng, name, n) for name in names})
        per = 0.05 if FACTORS[asked] is NUMBER else 0.8
        slope = per if effect else 0.0
        column = cases[asked] - 40 if FACTORS[asked] is NUMBER else (cases[asked] == "L1").astype(float)
        yes = rng.random(n) < expit(-0.2 + slope * column.to_numpy(float))
        return fitted(cases, yes.astype(float), names, asked, slope, whole=whole)

    return draw


def clustered(
    names: list[str], asked: str, split: int | None = None, whole: bool = False
) -> Callable[[Rng, bool], Drawn]:
    """Twelve clusters of twenty; with a split, the factor is one of the cluster and so many clusters have it.

    The share with the event is that of a logistic model for everybody, whatever the cluster (a normal number,
    correlated within clusters, is cut at it), so that the true odds ratio is known.
    """

    def draw(rng: Rng, effect: bool) -> Drawn:
        g, each = 12, 20
        cluster = np.repeat(np.arange(g), each)
        cases = pd.DataFrame({name: factor(rng, name, g * each) for name in names})
        if split is not None:
            cases[asked] = categorical((cluster < split).astype(int), 2)
        slope = 0.8 if effect else 0.0
        wanted = expit(-0.2 + slope * (cases[asked] == "L1").to_numpy(float))
        latent = np.sqrt(LATENT) * rng.normal(size=g)[cluster] + np.sqrt(1 - LATENT) * rng.normal(size=g * each)
        return fitted(cases, (ndtr(latent) < wanted).astype(float), names, asked, slope, cluster.astype(str), whole)

    return draw


def fitted(
    cases: pd.DataFrame,
    y: np.ndarray,
    names: list[str],
    asked: str,
    truth: float,
    clusters: np.ndarray | None = None,
    whole: bool = False,
) -> Drawn:
    made = drop_collinear(design(cases, names, {}, SURVEY))
    few = clusters is None and few_events(y, len(made.columns) - 1, PLAN.firth_below)
    found = estimate(made, y, PLAN.confidence, clusters=clusters, firth=True, few=few, intervals=PLAN.intervals)
    if whole:
        test = found.factors[asked]
        return (test.wald_p if np.isnan(test.lr_p) else test.lr_p), NAN, NAN, NAN
    i = made.at([asked])[0]
    return found.p_value[i], found.low[i], found.high[i], truth


ALL = list(FACTORS)
FAST, SLOW = 6_000, 3_000
SCENARIOS = [
    Scenario("20", "scores of 10 and 10 people", "Welch's t", means((10, 10), (6, 6)), FAST),
    Scenario("20", "scores of 7 and 13 people, SD 9 and 4", "Welch's t", means((7, 13), (9, 4)), FAST),
    Scenario("20", "scores of 7, 7 and 6 people", "Welch's analysis of variance", means((7, 7, 6), (6, 6, 6)), FAST),
    Scenario("20", "two normal numbers", "Pearson's correlation", correlation(20), FAST),
    Scenario("20", "yes or no of 10 and 10 people", "chi-square, or Fisher", table((10, 10), 0.5), FAST, exact=True),
    Scenario("20", "a share", "Wilson's interval", share(20), FAST),
    Scenario("20", "scores before and after", "paired t", pairs(20, "paired-t"), SLOW),
    Scenario("20", "scores before and after", "Wilcoxon, exact", pairs(20, "wilcoxon"), SLOW, exact=True),
    Scenario("20", "yes or no before and after", "McNemar, exact", rates(20), SLOW, exact=True),
    Scenario("20", "yes or no and one factor of two levels", "logistic", model(20, ["sex"], "sex"), SLOW),
    Scenario("20", "yes or no and one number", "logistic", model(20, ["age"], "age"), SLOW),
    Scenario("250", "scores of 100 and 150 people", "Welch's t", means((100, 150), (6, 6)), FAST),
    Scenario("250", "skewed scores of 100 and 150 people", "Welch's t", means((100, 150), (6, 6), skewed=True), FAST),
    Scenario(
        "250",
        "scores of 4 groups, SD 3 to 9",
        "Welch's analysis of variance",
        means((40, 60, 70, 80), (9, 6, 4, 3)),
        FAST,
    ),
    Scenario("250", "two normal numbers", "Pearson's correlation", correlation(250), FAST),
    Scenario("250", "yes or no of 100 and 150 people", "chi-square, or Fisher", table((100, 150), 0.4), FAST),
    Scenario("250", "yes or no in 4 groups", "chi-square, or Fisher", table((40, 60, 70, 80), 0.4), FAST),
    Scenario("250", "a share", "Wilson's interval", share(250), FAST),
    Scenario("250", "scores before and after", "paired t", pairs(250, "paired-t"), SLOW),
    Scenario("250", "scores before and after", "Wilcoxon", pairs(250, "wilcoxon"), SLOW),
    Scenario("250", "yes or no before and after", "McNemar, exact", rates(250), SLOW, exact=True),
    Scenario("250", "8 factors: a factor of two levels", "logistic", model(250, ALL, "sex"), SLOW),
    Scenario("250", "8 factors: a number", "logistic", model(250, ALL, "age"), SLOW),
    Scenario("250", "8 factors: a factor of four levels", "logistic, all levels", model(250, ALL, "ward", True), SLOW),
    Scenario("12 clusters", "a factor of the person", "logistic, clusters", clustered(["sex", "shift"], "sex"), SLOW),
    Scenario(
        "12 clusters",
        "a factor of the cluster, 6 and 6",
        "logistic, clusters",
        clustered(["sex", "shift"], "shift", 6),
        SLOW,
    ),
    Scenario(
        "12 clusters",
        "a factor of the cluster, 4 and 8",
        "logistic, clusters",
        clustered(["sex", "shift"], "shift", 4),
        SLOW,
    ),
    Scenario(
        "12 clusters",
        "a person's factor of four levels",
        "logistic, clusters, all levels",
        clustered(["sex", "ward"], "ward", whole=True),
        SLOW,
    ),
]


def simulate(number: int) -> Rates:
    """Draw all samples of one scenario, half of the pairs of numbers without and half with an effect."""
    scenario = SCENARIOS[number]
    rng = np.random.default_rng([SEED, zlib.crc32(f"{scenario.sample} {scenario.data} {scenario.test}".encode())])
    with np.errstate(all="ignore"):
        none = np.array([scenario.draw(rng, False) for _ in range(scenario.samples)])
        some = np.array([scenario.draw(rng, True) for _ in range(scenario.samples)])
    tested = none[:, 0][~np.isnan(none[:, 0])]
    given = some[~np.isnan(some[:, 1:3]).any(axis=1)]
    error = float(np.mean(tested < PLAN.alpha)) if len(tested) else NAN
    coverage = float(np.mean((given[:, 1] <= given[:, 3]) & (given[:, 3] <= given[:, 2]))) if len(given) else NAN
    return Rates(number, error, coverage)


def run() -> list[Rates]:
    """All scenarios, the slow ones first, on all processors."""
    order = sorted(range(len(SCENARIOS)), key=lambda i: SCENARIOS[i].test.startswith("logistic"), reverse=True)
    with ProcessPoolExecutor() as pool:
        return sorted(pool.map(simulate, order), key=lambda found: found.scenario)


def markdown(found: list[Rates]) -> str:
    """The table of the documentation."""
    head = [
        "| people | data | test of the recommended plan | samples | type I error | coverage |",
        "|---|---|---|--:|--:|--:|",
    ]
    rows = []
    for one in found:
        scenario = SCENARIOS[one.scenario]
        shown = ["" if np.isnan(x) else f"{x:.3f}" for x in (one.error, one.coverage)]
        rows.append(
            f"| {scenario.sample} | {scenario.data} | {scenario.test} | {scenario.samples:,} | {' | '.join(shown)} |"
        )
    return "\n".join([*head, *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=Path, help="page whose table is to be written anew")
    given = parser.parse_args()
    text = markdown(run())
    print(text)
    if given.docs:
        page = given.docs.read_text(encoding="utf-8").splitlines()
        lines = [i for i, line in enumerate(page) if line.startswith("|")]
        page[lines[0] : lines[-1] + 1] = text.splitlines()
        given.docs.write_text("\n".join(page) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
