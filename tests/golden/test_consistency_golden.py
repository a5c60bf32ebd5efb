"""Statistics and P values of R 4.2.2 (expected.json of each case), printed to few decimals, are consistent.

There is no tolerance: figures are printed as papers print them, and the check must call none of them wrong.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from burnout.consistency import mean, odds_ratio, p_value, sd

HERE = Path(__file__).parent


def load(case: str) -> dict:
    return json.loads((HERE / case / "expected.json").read_text())


UNIVARIATE, PAIRED, LOGISTIC = (load(c) for c in ("classic_univariate", "classic_paired_small", "lowbwt_logistic"))
TABLES = load("classic_2x2_fisher_mcnemar")
KINDS = {"t": ("t", ["df"]), "F": ("F", ["df1", "df2"]), "H": ("chi-square", ["df"]), "X2": ("chi-square", ["df"]),
         "K2": ("chi-square", ["df"])}  # fmt: skip


def results(node: object, place: str = "") -> list:
    """Every statistic with degrees of freedom and a two-sided P, wherever it stands in an expected.json."""
    if not isinstance(node, dict) or place.endswith("var_test_F"):
        return []
    found = [
        pytest.param(test, node[key], [node[d] for d in df], node["p"], id=place)
        for key, (test, df) in KINDS.items()
        if {key, "p", *df} <= node.keys() and isinstance(node["p"], float)
    ]
    return found + [each for key, value in node.items() for each in results(value, f"{place}/{key}".strip("/"))]


RESULTS = [*results(UNIVARIATE, "univariate"), *results(PAIRED, "paired"), *results(TABLES, "tables")]


def test_the_cases_hold_many_results():
    assert {param.values[0] for param in RESULTS} == {"t", "F", "chi-square"}
    assert len(RESULTS) > 50


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize(("test", "statistic", "df", "p"), RESULTS)
def test_statistic_and_p_of_r_agree(test, statistic, df, p, decimals):
    degrees = [f"{d:.0f}" if d == round(d) else f"{d:.2f}" for d in df]
    found = p_value(test, f"{statistic:.{decimals}f}", degrees, "<0.001" if p < 0.001 else f"{p:.3f}")
    assert found.verdict in ("ok", "rounding"), found
    found = p_value(test, f"{statistic:.10f}", [repr(d) for d in df], f"{p:.8f}")
    assert found.computed == pytest.approx(p, rel=1e-5)


def test_the_correlation_of_r_agrees():
    pearson = UNIVARIATE["correlation_mpg_wt"]["pearson"]
    assert p_value("r", f"{pearson['r']:.2f}", [str(pearson["df"])], "<0.001").verdict == "ok"
    exact = p_value("r", repr(pearson["r"]), [str(pearson["df"])], "<0.001")
    assert exact.computed == pytest.approx(pearson["p"], rel=1e-6)


TERMS = {name: term for name, term in LOGISTIC["model_final"]["terms"].items() if name != "(Intercept)"}


@pytest.mark.parametrize("decimals", [2, 3])
@pytest.mark.parametrize("name", TERMS)
def test_odds_ratios_of_r_agree_with_interval_and_p(name, decimals):
    term = TERMS[name]
    figures = [f"{value:.{decimals}f}" for value in (term["OR"], *term["or_wald_ci95"])]
    assert not any(finding.flagged for finding in odds_ratio(*figures, f"{term['wald_p']:.3f}"))
    assert not p_value("z", f"{term['z']:.{decimals}f}", [], f"{term['wald_p']:.3f}").flagged


COUNTS = UNIVARIATE["k_group"]["insectsprays"]["groups"]


@pytest.mark.parametrize("level", COUNTS)
def test_means_and_sds_of_counts_are_attainable(level):
    group = COUNTS[level]
    middle, n = f"{group['mean']:.2f}", group["n"]
    assert mean(middle, n).verdict == "ok"
    assert not sd(f"{group['sd']:.2f}", middle, n).flagged
