"""The search that made `chenggong_table.py`: who of 244 invented persons answers what.

Run it with ``python -m burnout.simulate.chenggong_search``; it writes the same table again. Four steps:

1. *Bands*: each person's bands of the three dimensions, with the published counts of bands and grades.
2. *Overall burnout*: the four factors of its model, until the odds ratios are the published ones.
3. *Dimensions*: the other five factors of the models. The four factors of step 2 now only change hands as a whole and
   within the groups with and without burnout, which leaves step 2 as it is.
4. *The other factors*, one at a time: related to the models' linear predictors (so that they screen) without adding
   anything to any model.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from burnout.simulate.calibrate import (
    Codes,
    Floats,
    Limits,
    Move,
    Panel,
    chi_square_p,
    descend,
    draw,
    over,
    path,
    ranked_codes,
    under,
    unwanted_penalty,
    wanted_penalty,
)
from burnout.simulate.chenggong_factors import (
    BY_NAME,
    CENTRE_SIZES,
    FACTORS,
    MODELS,
    OUTCOMES,
    PUBLISHED_ODDS_RATIOS,
)
from burnout.simulate.polish import polish

SEED = 20260244
PERSONS = 244

SEVERE = {(1, 1, 1): 4, (1, 1, 0): 5, (1, 0, 1): 4, (0, 1, 1): 20, (1, 0, 0): 6, (0, 1, 0): 26, (0, 0, 1): 67}
"""Persons by which of exhaustion, depersonalisation and accomplishment are in the severe band. Gives 19, 55 and 95
severe bands, and 99, 29 and 4 persons with one, two and three of them: the published counts."""

MODERATE = (39, 33, 42)
"""Persons in the moderate band of exhaustion, depersonalisation and accomplishment (published)."""

DIMENSION_ODDS_RATIOS: Mapping[str, Mapping[str, tuple[float, ...]]] = {
    "exhaustion": {"continuing_education": (0.42,), "salary_satisfaction": (0.52, 0.30)},
    "depersonalisation": {
        "training": (0.55, 0.38),
        "working_years": (1.90, 2.50),
        "salary_satisfaction": (0.56, 0.36),
    },
    "accomplishment": {
        "continuing_education": (0.47,),
        "quitting": (0.50,),
        "promotion": (0.58, 0.36),
        "health": (0.62, 0.33),
    },
}
"""Invented: the thesis's abstract names the factors of the dimensions' models, not their odds ratios."""

HEALTH_ODDS_RATIOS = (0.55, 0.31)
"""Invented: the abstract says that better health means a lower risk."""

BURNOUT_BLOCK = MODELS["burnout"]
DIMENSION_FACTORS = ("continuing_education", "working_years", "salary_satisfaction", "training", "promotion")
OTHERS = tuple(f.name for f in FACTORS if f.name not in (*BURNOUT_BLOCK, *DIMENSION_FACTORS))
WITHIN = {"age_group": "working_years", "title": "working_years", "marital": "age_group"}
"""Factors that may only be swapped among persons alike in another one, so that their table stays believable."""

REVERSED = ("honours", "life_pressure", "commute", "housing", "self_requirements")
"""Factors whose higher level goes with more burnout."""


def normal(rng: np.random.Generator, size: int) -> Floats:
    """About normal numbers (sums of twelve uniform ones), the same everywhere."""
    return rng.random((size, 12)).sum(axis=1) - 6.0


def make_bands(rng: np.random.Generator) -> Codes:
    """Bands (1 mild, 2 moderate, 3 severe) of the three dimensions, shape (244, 3); persons with burnout come first."""
    patterns = [p for p, count in SEVERE.items() for _ in range(count)]
    patterns += [(0, 0, 0)] * (PERSONS - len(patterns))
    severe = np.array(patterns)
    bands = np.where(severe == 1, 3, 1)
    general = normal(rng, PERSONS) + 0.8 * severe.sum(axis=1)
    for scale, count in enumerate(MODERATE):
        latent = np.round(general + normal(rng, PERSONS), 9)
        latent[severe[:, scale] == 1] = -np.inf
        bands[np.argsort(-latent, kind="stable")[:count], scale] = 2
    return bands


def make_outcomes(bands: Codes) -> dict[str, Floats]:
    """The four binary outcomes (1 yes, 0 no) of the bands."""
    raised = (bands >= 2).astype(np.float64)
    burnout = (bands == 3).any(axis=1).astype(np.float64)
    return dict(zip(OUTCOMES, (burnout, raised[:, 0], raised[:, 1], raised[:, 2]), strict=True))


def any_swap(names: Sequence[str]) -> Move:
    """Moves that swap one of the factors between any two persons."""

    def move(rng: np.random.Generator) -> tuple[Sequence[str], int, int]:
        return (names[draw(rng, len(names))],), draw(rng, PERSONS), draw(rng, PERSONS)

    return move


def swap_within(names: Sequence[str], groups: Codes | Floats) -> Move:
    """Moves that swap the factors as a whole between two persons of the same group."""

    def move(rng: np.random.Generator) -> tuple[Sequence[str], int, int] | None:
        i, j = draw(rng, PERSONS), draw(rng, PERSONS)
        return (names, i, j) if groups[i] == groups[j] else None

    return move


def log_ratios(panel: Panel, outcome: str, model: Sequence[str]) -> dict[str, Floats]:
    """Log odds ratios of each factor of a fitted model."""
    beta = panel.fit(outcome, model).beta[1:]
    ends = np.cumsum([panel.levels[name] - 1 for name in model])
    return dict(zip(model, np.split(beta, ends[:-1]), strict=True))


def beyond(values: Floats, ratios: Sequence[float], tolerance: float) -> float:
    """How far log odds ratios lie from given odds ratios, beyond a tolerance; summed."""
    return float(np.maximum(0.0, np.abs(values - np.log(np.array(ratios))) - tolerance).sum())


def fits_p(panel: Panel) -> float:
    """P of Pearson's goodness-of-fit test of the model of overall burnout over the patterns of its four factors."""
    fit = panel.fit("burnout", BURNOUT_BLOCK)
    pattern = sum(panel.codes[name] * 4**place for place, name in enumerate(BURNOUT_BLOCK))
    gap, variance = np.bincount(pattern, weights=fit.residual), np.bincount(pattern, weights=fit.weight)
    seen = variance > 0
    return chi_square_p(float((gap[seen] ** 2 / variance[seen]).sum()), int(seen.sum()) - len(fit.beta))


def search_burnout(panel: Panel, rng: np.random.Generator) -> float:
    """Step 2: the four factors of the model of overall burnout; the largest miss of a published odds ratio."""
    latent = -1.1 * panel.outcomes["burnout"]
    shared = normal(rng, PERSONS)
    for name in BURNOUT_BLOCK:
        side = -1.0 if name in REVERSED else 1.0
        codes = ranked_codes(side * (0.55 * latent + 0.25 * shared) + normal(rng, PERSONS), BY_NAME[name].counts)
        panel.add(name, codes, len(BY_NAME[name].counts))

    def rough(panel: Panel) -> float:
        ratios = log_ratios(panel, "burnout", BURNOUT_BLOCK)
        total = wanted_penalty(panel, "burnout", path(panel, "burnout", BURNOUT_BLOCK), Limits(significant=0.028))
        total += beyond(ratios["health"], HEALTH_ODDS_RATIOS, 0.12) + under(fits_p(panel), 0.5)
        return total + sum(beyond(ratios[name], wanted, 0.02) for name, wanted in PUBLISHED_ODDS_RATIOS.items())

    def missed(panel: Panel) -> float:
        ratios = log_ratios(panel, "burnout", BURNOUT_BLOCK)
        gaps = [np.abs(np.exp(ratios[name]) - np.array(wanted)) for name, wanted in PUBLISHED_ODDS_RATIOS.items()]
        return float(np.concatenate(gaps).max()) + rough(panel)

    descend(panel, rough, any_swap(BURNOUT_BLOCK), rng, 5000, slack=0.05)
    descend(panel, rough, any_swap(BURNOUT_BLOCK), rng, 5000)
    wanted = np.concatenate([np.log(PUBLISHED_ODDS_RATIOS.get(name, (np.nan, np.nan))) for name in BURNOUT_BLOCK])
    return polish(panel, "burnout", BURNOUT_BLOCK, wanted, missed)


def start_dimension_factors(panel: Panel, rng: np.random.Generator) -> None:
    """First answers to the five other factors of the models, already leaning the right way."""
    leaning = {
        "continuing_education": {"exhaustion": -0.8, "accomplishment": -0.9, "burnout": 0.6},
        "working_years": {"depersonalisation": 1.0, "burnout": -0.5},
        "salary_satisfaction": {"exhaustion": -0.8, "depersonalisation": -0.7},
        "training": {"depersonalisation": -0.9, "burnout": -0.2},
        "promotion": {"accomplishment": -0.8, "burnout": -0.1},
    }
    for name, weights in leaning.items():
        latent = normal(rng, PERSONS) + sum(weight * panel.outcomes[outcome] for outcome, weight in weights.items())
        panel.add(name, ranked_codes(latent, BY_NAME[name].counts), len(BY_NAME[name].counts))


def search_dimensions(panel: Panel, rng: np.random.Generator) -> tuple[float, int]:
    """Step 3: the other five factors of the models."""
    start_dimension_factors(panel, rng)
    limits = Limits()

    def objective(panel: Panel) -> float:
        total = 0.0
        for outcome, wanted in MODELS.items():
            models = path(panel, outcome, wanted)
            if outcome != "burnout":
                ratios = log_ratios(panel, outcome, wanted)
                total += wanted_penalty(panel, outcome, models, limits)
                total += sum(beyond(ratios[n], w, 0.12) for n, w in DIMENSION_ODDS_RATIOS[outcome].items())
            for name in (*BURNOUT_BLOCK, *DIMENSION_FACTORS):
                if name not in wanted:
                    total += unwanted_penalty(panel, outcome, models, name, limits)
        return total + screening_penalty(panel, DIMENSION_FACTORS)

    whole = swap_within(BURNOUT_BLOCK, panel.outcomes["burnout"])
    single = any_swap(DIMENSION_FACTORS)

    def move(rng: np.random.Generator) -> tuple[Sequence[str], int, int] | None:
        return (whole if rng.random() < 0.4 else single)(rng)

    return descend(panel, objective, move, rng, 12000)


def screening_penalty(panel: Panel, names: Sequence[str]) -> float:
    """Penalty when a factor does not screen for overall burnout although it should, or the reverse."""
    total = 0.0
    for name in names:
        p = panel.score_p("burnout", [], name)
        total += over(p, 0.03) + disorder(panel, name) if BY_NAME[name].screened else under(p, 0.15)
    return total


def disorder(panel: Panel, name: str) -> float:
    """How far the shares of burnout are from falling (or rising) from level to level by two points at least."""
    codes, y = panel.codes[name], panel.outcomes["burnout"]
    share = np.bincount(codes, weights=y)[1:] / np.bincount(codes)[1:]
    steps = np.diff(share) if name in REVERSED else -np.diff(share)
    return 10 * float(np.maximum(0.0, 0.02 - steps).sum())


def linear_predictor(panel: Panel, outcome: str) -> Floats:
    """Standardised linear predictor of a model."""
    fit = panel.fit(outcome, MODELS[outcome])
    eta = fit.design @ fit.beta
    return (eta - eta.mean()) / eta.std()


def start_other(panel: Panel, name: str, rng: np.random.Generator) -> Codes:
    """First answers to one of the other factors: confounded when it is to screen, else unrelated.

    Factors that go by another one follow it closely enough that nobody below 30 has worked for more than ten years.
    """
    latent = normal(rng, PERSONS)
    if BY_NAME[name].screened:
        side = 1.0 if name in REVERSED else -1.0
        latent = latent + side * 0.75 * linear_predictor(panel, "burnout")
    elif name in WITHIN:
        latent = 0.6 * np.clip(latent, -1.6, 1.6) + panel.codes[WITHIN[name]]
    return ranked_codes(latent, BY_NAME[name].counts)


def search_other(
    panel: Panel, name: str, models: Mapping[str, list[list[str]]], rng: np.random.Generator
) -> tuple[float, int]:
    """Step 4 for one factor."""
    panel.add(name, start_other(panel, name, rng), len(BY_NAME[name].counts))

    def objective(panel: Panel) -> float:
        total = screening_penalty(panel, [name])
        for outcome in OUTCOMES:
            if BY_NAME[name].screened:
                total += unwanted_penalty(panel, outcome, models[outcome], name, Limits())
            else:
                total += under(panel.score_p(outcome, [], name), 0.12)
        return total

    groups = panel.codes[WITHIN[name]] if name in WITHIN else np.zeros(PERSONS)
    return descend(panel, objective, swap_within((name,), groups), rng, 6000)


def rank_sum_p(values: Floats, y: Floats) -> float:
    """P of the rank-sum test (normal approximation, ties corrected, no continuity correction)."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n, n1 = len(values), float(y.sum())
    centred = float(ranks[y == 1].sum()) - n1 * (n + 1) / 2
    variance = n1 * (n - n1) / 12 * ((n + 1) - float((counts**3 - counts).sum()) / (n * (n - 1)))
    return chi_square_p(centred**2 / variance, 1)


def search_hours(outcomes: Mapping[str, Floats], rng: np.random.Generator) -> Codes:
    """Weekly working hours, unrelated to any outcome."""
    while True:
        hours = np.clip(np.round(43.5 + 5.0 * normal(rng, PERSONS)), 30, 66).astype(np.int64)
        if min(rank_sum_p(hours.astype(np.float64), y) for y in outcomes.values()) > 0.25:
            return hours


def search(report: Callable[[str], None] = print) -> list[str]:
    """The whole search.

    Parameters
    ----------
    report : callable
        Told how each step went.

    Returns
    -------
    list of str
        One line per person: bands, centre, hours, and the codes of the factors in the order of `FACTORS`.
    """
    rng = np.random.default_rng(SEED)
    bands = make_bands(rng)
    panel = Panel(make_outcomes(bands))
    report(f"burnout: {search_burnout(panel, rng)}")
    report(f"dimensions: {search_dimensions(panel, rng)}")
    models = {outcome: path(panel, outcome, wanted) for outcome, wanted in MODELS.items()}
    for name in sorted(OTHERS, key=lambda name: (name in WITHIN, list(BY_NAME).index(name))):
        report(f"{name}: {search_other(panel, name, models, rng)}")
    hours = search_hours(panel.outcomes, rng)
    centres = ranked_codes(normal(rng, PERSONS) + 0.25 * bands.sum(axis=1), CENTRE_SIZES)
    codes = np.column_stack([panel.codes[factor.name] for factor in FACTORS])
    lines = [
        f"{''.join(map(str, band))} {centre} {hour} {''.join(map(str, code))}"
        for band, centre, hour, code in zip(bands, centres, hours, codes, strict=True)
    ]
    mixed = np.argsort(rng.random(PERSONS), kind="stable")
    return [lines[i] for i in mixed]


def write_table(lines: Sequence[str], target: Path) -> None:
    """Write the persons found as a module."""
    head = (
        '"""The 244 invented persons of `chenggong`, as the search found them; do not edit.\n\n'
        "Made by ``python -m burnout.simulate.chenggong_search``. A line is a person: bands of exhaustion,\n"
        "depersonalisation and accomplishment (1 mild, 2 moderate, 3 severe), centre, weekly hours, and the codes of\n"
        'the factors in the order of `chenggong_factors.FACTORS`.\n"""\n\nPERSONS = """\n'
    )
    target.write_text(head + "\n".join(lines) + '\n"""\n', encoding="utf-8")


if __name__ == "__main__":
    write_table(search(), Path(__file__).with_name("chenggong_table.py"))
