"""A questionnaire with reversed items through a study file: 25 items of the bfi (R's psych).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas but omega, a closed optimum; 1e-5
for Lilliefors' P (see test_cases_univariate), and for loadings, which R's factanal leaves up to 2e-6 from the optimum
(told to run on, with factr = 1, it comes to ours within 1e-8).
"""

from __future__ import annotations

from itertools import permutations

import pytest

from helpers.golden import Keys, at, check, expected, row_of, tables
from helpers.golden_screen import MOMENTS, check_every_test, check_groups, check_screening, check_variances
from helpers.ledger import unaccounted

SCALES = ["agree", "conscientious", "extraversion", "neuroticism", "openness"]
RULES = {
    "full": "scale_sum_listwise", "part": "scale_mean_available_items", "half": "scale_mean_if_at_least_half_items",
    "prorated": "prorated_sum_if_at_least_half",
}  # fmt: skip
ITEM: dict[str, Keys] = {
    "n": ("n",), "mean": ("mean_all",), "sd": ("sd_all",), "alpha_if_deleted": ("alpha_if_deleted_listwise",),
    "item_rest_correlation": ("corrected_item_total_r_listwise",), "reversed": ("reversed",),
    "mean_complete": ("mean_listwise",), "sd_complete": ("sd_listwise",),
    "alpha_if_deleted_pairwise": ("alpha_if_deleted_pairwise",),
    "scale_mean_if_deleted": ("scale_mean_if_deleted_listwise",),
    "scale_variance_if_deleted": ("scale_var_if_deleted_listwise",),
}  # fmt: skip
ALPHA: dict[str, Keys] = {
    "items": ("k",), "n": ("n_listwise",), "alpha": ("alpha_listwise",), "n_people": ("n_total",),
    "conf_low": ("alpha_listwise_feldt_ci95", 0), "conf_high": ("alpha_listwise_feldt_ci95", 1),
    "alpha_standardised": ("alpha_std_listwise",), "alpha_pairwise": ("alpha_pairwise",),
    "alpha_standardised_pairwise": ("alpha_std_pairwise",),
    "mean_inter_item_correlation": ("mean_interitem_r_listwise",), "kmo": ("kmo_overall",),
    "bartlett_chi_square": ("bartlett_sphericity", "chi2"), "bartlett_df": ("bartlett_sphericity", "df"),
    "bartlett_p": ("bartlett_sphericity", "p"), "omega": ("omega_total_1factor_ml", "omega"),
}  # fmt: skip
SCORE = {"std_error" if column == "se" else column: path for column, path in MOMENTS.items()}
SCORE |= {"shapiro_w": ("shapiro", "W"), "shapiro_p": ("shapiro", "p"), "lilliefors_d": ("lilliefors", "D")}


@pytest.mark.parametrize("scale", SCALES)
def test_scores_of_a_questionnaire(scale: str) -> None:
    block = expected("bfi_scoring")["scales"][scale]
    for use, key in RULES.items():
        row = row_of("bfi", "scores", measure=f"{use}_{scale}")
        check(row, block[key], SCORE)
        check(row, block[key], {"lilliefors_p": ("lilliefors", "p")}, rel=1e-5)
        for kind in ("quartiles_type2", "quartiles_type6", "quartiles_type7"):
            check(row, block[key], {"median": (kind, 1)})
        if use != "full":  # R's listwise sums leave nobody to be missing
            check(row, block[key], {"n_missing": ("n_missing",)})


@pytest.mark.parametrize("scale", SCALES)
def test_how_well_a_questionnaire_measured(scale: str) -> None:
    case = expected("bfi_scoring")
    block = case["scales"][scale]
    for use in RULES:
        row = row_of("bfi", "reliability", instrument=use, scale=scale)
        check(row, block, ALPHA)
        check(row, case["unreversed_alpha_trap"], {"alpha_as_answered": (scale,)})
        assert row["checks_note"] == ""
        for number, name in enumerate(block["items"], start=1 + 5 * SCALES.index(scale)):
            row = row_of("bfi", "items", instrument=use, scale=scale, item=str(number))
            check(row, block["items"][name], ITEM)
            check(row, block, {"kmo": ("kmo_items", name)})
            check(row, block["omega_total_1factor_ml"], {"loading": ("loadings", name)}, rel=1e-5)
        for i in range(5):
            row = row_of("bfi", "components", instrument=use, scale=scale, component=str(i + 1))
            check(row, block, {"eigenvalue": ("eigenvalues_listwise_corr", i)})


def test_scores_of_the_first_people() -> None:
    data = tables("bfi")["data"]
    for i, person in enumerate(expected("bfi_scoring")["scores_first10_mean_available"]):
        for scale in SCALES:
            assert data.loc[i, f"part_{scale}"] == pytest.approx(at(person, scale), rel=1e-12)


def test_how_scores_go_together() -> None:
    block = expected("bfi_scoring")["scale_correlations_pairwise"]
    for (i, one), (j, other) in permutations(enumerate(SCALES), 2):
        first, second = (one, other) if i < j else (other, one)
        row = row_of("bfi", "score_correlations", measure1=f"part_{first}", measure2=f"part_{second}")
        check(row, block, {"r": (i, j)})


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


def test_every_value_is_compared_or_excused() -> None:
    for scale in SCALES:
        test_scores_of_a_questionnaire(scale)
        test_how_well_a_questionnaire_measured(scale)
        test_scores_in_groups(scale)
    test_scores_of_the_first_people()
    test_how_scores_go_together()
    assert unaccounted("bfi_scoring") == []
