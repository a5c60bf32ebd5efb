"""Three occasions or more through study files, against R 4.2.2 (car, nlme, lme4 with pbkrtest, base tests).

Data that ship with R: Hollander and Wolfe's rounding times (help page of friedman.test), nlme::Orthodont,
datasets::ChickWeight (chicks die, so answers are missing), MASS::bacteria; see repeated_measures/script.R.

Tolerances, relative: 1e-6 for closed formulas and for the model with one variance and one correlation (lme4's optimiser
agrees to 1e-7). 3e-5 for standard errors of the unstructured model, which nlme::gls finds with a general optimiser and
we by Fisher's scoring to 1e-11; on complete data they are also compared with Hotelling's test and paired t at 1e-6.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from burnout.statistics import mcnemar_exact, wilcoxon
from burnout.statistics.longitudinal import compound_symmetry, fit_longitudinal, unstructured, wald
from burnout.statistics.repeated import repeated_anova
from helpers.golden import GOLDEN, Keys, P, at, check, expected, row_of
from helpers.ledger import unaccounted

CASES = {"rounding": ("seconds", 3), "orthodont": ("distance_mm", 4), "chicks": ("weight_g", 4)}
TERMS = {"occasion": "occasion", "arm": "arm", "arm-by-occasion": "arm:occasion"}
CORRECTIONS = {"rm-anova": ("F", "p"), "rm-anova-gg": ("GG", "p_GG"), "rm-anova-hf": ("HF", "p_HF")}
F: dict[str, Keys] = {"statistic": ("F",), "df": ("df",), "df2": ("df2",), "p_value": P}


@pytest.mark.parametrize("name", CASES)
def test_analysis_of_variance(name: str) -> None:
    case, measure = expected("repeated_measures")[name], CASES[name][0]
    armed = "by_arm" in case
    block = case["by_arm" if armed else "anova"]
    for term, key in TERMS.items():
        if key not in block["terms"]:
            continue
        for test, (size, p) in CORRECTIONS.items():
            row = row_of(name, "repeated_tests", measure=measure, test=test, term=term)
            told = block["terms"][key]
            sizes: dict[str, Keys] = {"effect_size": ("generalised_eta2",), "partial_eta_squared": ("partial_eta2",)}
            check(row, told, {"statistic": ("F",), **sizes})
            if test != "rm-anova" and term == "arm":
                continue
            check(row, told, {"p_value": (p,)})
            epsilon = 1.0 if size == "F" else at(told, size)
            assert row["epsilon"] == pytest.approx(min(1.0, epsilon))
            df = [epsilon * at(told, "df"), epsilon * at(told, "df2")]
            assert [row["df"], row["df2"]] == pytest.approx(df)
            assert at(told, "SS") / (at(told, "SS") + at(told, "error")) == pytest.approx(row["partial_eta_squared"])
        check(row, block, {"n": ("n",)})
    row = row_of(name, "repeated_tests", measure=measure, test="mauchly-corrected")
    check(row, block["mauchly"], {"statistic": ("W",), "p_value": P})


@pytest.mark.parametrize("name", CASES)
def test_ranks_and_the_plan(name: str) -> None:
    case, measure = expected("repeated_measures")[name], CASES[name][0]
    told: dict[str, Keys] = {"statistic": ("Q",), "df": ("df",), "p_value": P, "effect_size": ("W",)}
    for table, where in (("repeated_tests", {}), ("repeated", {"plan": "recommended"})):
        row = row_of(name, table, measure=measure, test="friedman", **where)
        check(row, case["friedman"], told)
        check(row, case, {"n": ("n_complete",)})
    row = row_of(name, "repeated", measure=measure, test="mixed-model", plan="recommended", term="occasion")
    check(row, case, {"n": ("n_people",)})


@pytest.mark.parametrize("name", CASES)
def test_mixed_models(name: str) -> None:
    case, (measure, occasions) = expected("repeated_measures")[name], CASES[name]
    row = row_of(name, "repeated_tests", measure=measure, test="mixed-compound-symmetry", term="occasion")
    check(row, case["mixed"]["compound"], F)
    if "crossed" in case:
        row = row_of(name, "repeated_tests", measure=measure, test="mixed-compound-symmetry", term="arm-by-occasion")
        check(row, case["crossed"], F)
    if "hotelling" in case:
        row = row_of(name, "repeated", measure=measure, test="mixed-model", plan="recommended", term="occasion")
        check(row, case["hotelling"], F)
    for i in range(occasions):
        row = row_of(name, "repeated_means", measure=measure, occasion=f"t{i + 1}", arm="")
        check(row, case["mixed"]["unstructured"], {"model_mean": ("means", i)})
        check(row, case["within"], {"within_low": ("low", i), "within_high": ("high", i)})


@pytest.mark.parametrize("name", CASES)
def test_unstructured_model_without_correction(name: str) -> None:
    """What R's gls has: it knows nothing of Kenward and Roger, whose correction is nothing for complete data."""
    told, occasions = expected("repeated_measures")[name]["mixed"]["unstructured"], CASES[name][1]
    model = fit_longitudinal(values_of(name), unstructured(occasions))
    assert model is not None
    found = np.sqrt(np.diag(model.naive))
    assert found == pytest.approx([at(told, "se", i) for i in range(occasions)], rel=3e-5)
    steps = np.column_stack([-np.ones(occasions - 1), np.eye(occasions - 1)])
    gap = steps @ model.means
    chi = float(gap @ np.linalg.solve(steps @ model.naive @ steps.T, gap))
    assert chi == pytest.approx(at(told, "wald"), rel=6e-5)
    for number, (first, second) in enumerate(combinations(range(occasions), 2)):
        row = np.zeros(occasions)
        row[first], row[second] = -1, 1
        assert np.sqrt(row @ model.naive @ row) == pytest.approx(at(told, "contrast_se", number), rel=3e-5)


@pytest.mark.parametrize("name", CASES)
def test_every_two_occasions(name: str) -> None:
    case, (measure, occasions) = expected("repeated_measures")[name], CASES[name]
    compound = fit_longitudinal(values_of(name), compound_symmetry(occasions))
    assert compound is not None
    assert compound.log_likelihood == pytest.approx(at(case["mixed"]["compound"], "logLik"), rel=1e-6)
    pairs = list(combinations(range(occasions), 2))
    for (first, second), key in zip(pairs, case["pairwise"], strict=True):
        told, by_lme4 = case["pairwise"][key], case["mixed"]["compound"]["contrasts"][key]
        steps = np.zeros((1, occasions))
        steps[0, first], steps[0, second] = -1, 1
        found = wald(compound, steps)
        want = [at(by_lme4, one) for one in ("estimate", "se", "df", "t", "p")]
        got = [found.estimate, found.std_error, found.df, found.statistic, found.p_value]
        assert got == pytest.approx(want, rel=1e-6)
        if "hotelling" not in case:
            continue
        where = {"measure": measure, "first": f"t{first + 1}", "second": f"t{second + 1}", "arm": ""}
        t: dict[str, Keys] = {"statistic": ("t",), "p_value": P, "conf_low": ("ci", 0), "conf_high": ("ci", 1)}
        for plan in ("as-published", "recommended"):
            row = row_of(name, "repeated_contrasts", plan=plan, **where)
            check(row, told, {"p_value": ("p_wilcoxon",)} if row["test"] == "wilcoxon" else t)
        ranks = wilcoxon(np.subtract(*values_of(name)[:, [second, first]].T), exact=False)
        assert ranks.p_value == pytest.approx(at(told, "p_wilcoxon"), rel=1e-6)


def values_of(name: str) -> np.ndarray:
    rows = pd.read_csv(GOLDEN / "repeated_measures" / "data.csv")
    return rows.loc[rows["dataset"] == name, [f"t{i + 1}" for i in range(CASES[name][1])]].to_numpy(dtype=float)


@pytest.mark.parametrize("name", ["orthodont", "chicks"])
def test_analysis_of_variance_without_arms(name: str) -> None:
    block, values = expected("repeated_measures")[name]["anova"], values_of(name)
    values = values[~np.isnan(values).any(axis=1)]
    (term,), found = repeated_anova(values)
    told = block["terms"]["occasion"]
    got = [term.statistic, term.df, term.df2, term.partial_eta_squared, term.generalised_eta_squared]
    got += [found.greenhouse_geisser, found.huynh_feldt, found.w, found.p_value, len(values)]
    want = [at(told, key) for key in ("F", "df", "df2", "partial_eta2", "generalised_eta2", "GG", "HF")]
    want += [at(block["mauchly"], "W"), at(block["mauchly"], "p"), at(block, "n")]
    assert got == pytest.approx(want, rel=1e-6)
    for epsilon, key in ((1.0, "p"), (found.greenhouse_geisser, "p_GG"), (found.huynh_feldt, "p_HF")):
        assert term.p_value(epsilon) == pytest.approx(at(told, key), rel=1e-6)
    squares = [at(told, "SS"), at(told, "error")]
    assert squares[0] / sum(squares) == pytest.approx(term.partial_eta_squared)


def test_rates() -> None:
    case = expected("repeated_measures")["bacteria"]
    told: dict[str, Keys] = {"n": ("n",), "statistic": ("Q",), "df": ("df",), "p_value": P, "effect_size": ("eta2",)}
    for plan in ("as-published", "recommended"):
        row = row_of("rounding", "repeated", measure="bacteria", plan=plan)
        assert row["test"] == "cochran-q"
        check(row, case, told)
    for i in range(3):
        row = row_of("rounding", "repeated_means", measure="bacteria", occasion=f"t{i + 1}")
        assert row["positive"] >= at(case, "positive", i)  # here of all who answered, there of those with all answers
    for (first, second), told in zip(combinations(range(3), 2), case["mcnemar"].values(), strict=True):
        values = pd.read_csv(GOLDEN / "repeated_measures" / "data.csv").query("dataset == 'bacteria'")
        values = values[["t1", "t2", "t3"]].dropna().to_numpy(dtype=int)
        gained, lost = ((values[:, second] - values[:, first] == way).sum() for way in (1, -1))
        assert [gained, lost] == [at(told, "gained"), at(told, "lost")]
        assert mcnemar_exact(int(gained), int(lost), len(values)).p_value == pytest.approx(at(told, "p"), rel=1e-6)


def test_nothing_is_left_out() -> None:
    for name in CASES:
        test_analysis_of_variance(name)
        test_ranks_and_the_plan(name)
        test_mixed_models(name)
        test_every_two_occasions(name)
        test_unstructured_model_without_correction(name)
    for name in ("orthodont", "chicks"):
        test_analysis_of_variance_without_arms(name)
    test_rates()
    assert unaccounted("repeated_measures") == []
