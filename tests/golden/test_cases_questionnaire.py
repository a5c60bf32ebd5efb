"""A questionnaire with reversed items through a study file: 25 items of the bfi (R's psych).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas but omega, a closed optimum; 1e-5
for Lilliefors' P (see test_cases_univariate).
"""

from __future__ import annotations

import pytest

from helpers.golden import Keys, check, expected, row_of, tables
from helpers.golden_screen import MOMENTS, check_every_test, check_groups, check_screening, check_variances

SCALES = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
RULES = {
    "full": "scale_sum_listwise", "part": "scale_mean_available_items", "half": "scale_mean_if_at_least_half_items",
    "prorated": "prorated_sum_if_at_least_half",
}  # fmt: skip
ITEM: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean_all",), "sd": ("sd_all",), "alpha_if_deleted": ("alpha_if_deleted_listwise",),
    "item_rest_correlation": ("corrected_item_total_r_listwise",),
}  # fmt: skip
SCORE = {column: MOMENTS[column] for column in ("n", "mean", "sd", "median", "p25", "p75", "min", "max")}


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
    check_variances("bfi", scale, "education", case["by_education"][scale])
    for i, level in enumerate(case["by_education"][scale]["group_levels"]):
        row = row_of(
            "bfi", "descriptive", outcome=scale, factor="education", level=f"Level {level}", group="", statistic="n"
        )
        check(row, case["by_education"][scale], {"value": ("n", i)})
    with_age = case["correlation_with_age"][scale]
    ranks = {"rho": with_age["spearman"]["rho"], "p_t_approx": with_age["spearman"]["p"]}  # another case's name of P
    check_screening("bfi", scale, "age", with_age | {"spearman": ranks})
    check_every_test("bfi", scale, "age", with_age)
