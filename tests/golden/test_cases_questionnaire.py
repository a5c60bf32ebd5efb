"""A questionnaire with reversed items through a study file: 25 items of the bfi (R's psych).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas but omega, a closed optimum; 1e-5
for Lilliefors' P (see test_cases_univariate).
"""

from __future__ import annotations

import pytest

from helpers.golden import Keys, P, at, check, expected, row_of, tables
from helpers.golden_screen import MOMENTS, SPREAD, check_groups, check_screening

SCALES = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
RULES = {
    "full": "scale_sum_listwise", "part": "scale_mean_available_items", "half": "scale_mean_if_at_least_half_items",
    "prorated": "prorated_sum_if_at_least_half",
}  # fmt: skip
ITEM: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean_all",), "sd": ("sd_all",), "alpha_if_deleted": ("alpha_if_deleted_listwise",),
    "item_rest_correlation": ("corrected_item_total_r_listwise",),
}  # fmt: skip
SCORE = {column: path for column, path in MOMENTS.items() if column not in ("skewness", "kurtosis")}
SCORE |= {"min": ("min",), "max": ("max",)}


@pytest.mark.parametrize("scale", SCALES)
def test_scores_of_a_questionnaire(scale: str) -> None:
    block = expected("bfi_scoring")["scales"][scale]
    for use, key in RULES.items():
        row = row_of("bfi", "scores", measure=f"{use}_{scale}")
        check(row, block[key], SCORE)
        if use != "full":  # R's listwise sums leave nobody to be missing
            check(row, block[key], {"n_missing": ("n_missing",)})
        row = row_of("bfi", "reliability", instrument=use, scale=scale)
        alpha: dict[str, Keys] = {"items": ("k",), "n": ("n_listwise",), "alpha": ("alpha_listwise",)}
        alpha |= {"conf_low": ("alpha_listwise_feldt_ci95", 0), "conf_high": ("alpha_listwise_feldt_ci95", 1)}
        check(row, block, alpha | {"omega": ("omega_total_1factor_ml", "omega")})
        for number, name in enumerate(block["items"], start=1 + 5 * SCALES.index(scale)):
            row = row_of("bfi", "items", instrument=use, scale=scale, item=str(number))
            check(row, block["items"][name], ITEM)


def test_scores_of_the_first_people() -> None:
    data = tables("bfi")["data"]
    for i, person in enumerate(expected("bfi_scoring")["scores_first10_mean_available"]):
        assert data.loc[i, [f"part_{scale}" for scale in SCALES]].tolist() == pytest.approx(list(person.values()))


@pytest.mark.parametrize("scale", SCALES)
def test_scores_in_groups(scale: str) -> None:
    case = expected("bfi_scoring")
    check_screening("bfi", scale, "gender", case["by_gender"][scale])
    check_groups("bfi", scale, "gender", case["by_gender"][scale], {}, by="level")
    check_screening("bfi", scale, "education", case["by_education"][scale])
    for test, path in SPREAD.items():
        row = row_of("bfi", "assumptions", outcome=scale, factor="education", test=test)
        check(row, at(case["by_education"][scale], *path), {"statistic": ("F",), "df2": ("df2",), "p_value": P})
    with_age = case["correlation_with_age"][scale]
    ranks = {"rho": with_age["spearman"]["rho"], "p_t_approx": with_age["spearman"]["p"]}  # another case's name of P
    check_screening("bfi", scale, "age", with_age | {"spearman": ranks})
