"""Three arms before and after through a study file: anorexia (R's lm, car, t.test).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas; 1e-4 for Tukey's intervals and P,
R's ptukey being good for about eight digits of the quantile; 1e-5 for Lilliefors' P (see test_cases_univariate).
"""

from __future__ import annotations

import pytest

from helpers.golden import Keys, P, at, check, expected, row_of
from helpers.golden_paired import check_described, check_every_paired_test, check_pairs
from helpers.golden_screen import check_groups, check_posthoc, check_screening
from helpers.ledger import unaccounted

ARMS = {"Cont": "Control", "CBT": "Behavioural therapy", "FT": "Family therapy"}


@pytest.mark.parametrize("arm", ARMS)
def test_pairs_within_arms(arm: str) -> None:
    block = expected("anorexia_arms")["paired_by_arm"][arm]
    check_pairs("anorexia", "paired_by_arm", block, arm=ARMS[arm])
    check_every_paired_test("anorexia", "weight_lb", block, arm=ARMS[arm])
    check_described("anorexia", "weight_lb", block, arm=ARMS[arm])


def test_arms_before_and_compared() -> None:
    case = expected("anorexia_arms")
    check_screening("anorexia", "weight_lb", "arm", case["pre_by_arm"])
    check_groups("anorexia", "weight_lb", "arm", case["pre_by_arm"], ARMS, by="level")
    check_posthoc("anorexia", "weight_lb", "arm", case["pre_by_arm"], ARMS)
    assert unaccounted("anorexia_arms", "pre_by_arm") == []
    place: dict[str, str] = {"measure": "weight_lb"}
    compared: dict[str, Keys] = {"statistic": ("F",), "df": ("df1",), "df2": ("df2",), "p_value": P}
    whole: dict[str, Keys] = {"statistic": ("F",), "df": ("df",), "p_value": P}
    whole |= {"partial_eta_squared": ("partial_eta2",)}
    contrast: dict[str, Keys] = {"estimate": ("estimate",), "std_error": ("se",), "statistic": ("t",), "p_value": P}
    contrast |= {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    mean: dict[str, Keys] = {"estimate": ("mean",), "std_error": ("se",)}
    mean |= {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)}
    row = row_of("anorexia", "paired_arms", **place, method="ancova", arm="")
    whole |= {"sum_of_squares": ("SS",)}
    check(row, case["ancova"]["type2"]["arm"], whole)
    check(row, case["ancova"], {"df2": ("residual_df",), "r_squared": ("r2",), "adjusted_r_squared": ("adj_r2",)})
    first = row_of("anorexia", "paired_arms", **place, method="ancova-first")
    check(first, case["ancova"]["type2"]["pre"], whole)
    slope = {column: path for column, path in contrast.items() if column not in ("statistic", "p_value")}
    check(first, case["ancova"]["coef"]["pre"], slope | {"p_value": P})
    assert first["statistic"] == pytest.approx(at(case["ancova"]["coef"]["pre"], "t") ** 2)
    intercept = row_of("anorexia", "paired_arms", **place, method="ancova-intercept")
    check(intercept, case["ancova"]["coef"]["(Intercept)"], contrast)
    for pair in case["ancova"]["contrasts"]:
        one, other = (ARMS[name] for name in pair["contrast"].split(" - "))
        turned = one == "Behavioural therapy"  # the study file declares family therapy first
        arms = {"arm": one, "reference": other} if turned else {"arm": other, "reference": one}
        row = row_of("anorexia", "paired_arms", **place, method="ancova-pairs", **arms)
        told: dict[str, Keys] = {"estimate": ("est",), "std_error": ("se",), "statistic": ("t",), "p_value": P}
        check(row, pair, told, sign=1 if turned else -1)  # emmeans subtracts the second arm from the first
        check(row, pair, {"p_adjusted": ("p_tukey",)}, rel=1e-4)
    slopes = row_of("anorexia", "paired_arms", **place, method="ancova-slopes", arm="")
    check(slopes, case["ancova"]["slope_homogeneity"], compared)
    for name in ("CBT", "FT"):
        row = row_of("anorexia", "paired_arms", **place, method="ancova", arm=ARMS[name])
        check(row, case["ancova"]["coef"][f"arm{name}"], contrast)
        change = case[f"change_{name.lower()}_vs_cont"]
        row = row_of("anorexia", "paired_arms", **place, method="difference-in-differences", arm=ARMS[name])
        check(row, change, {"estimate": ("mean_diff",), "n_arm": ("n", 0), "n_reference": ("n", 1)})
        welch: dict[str, Keys] = {"std_error": ("se",), "statistic": ("t",), "df": ("df",), "p_value": P}
        check(row, change["t_welch"], welch | {"conf_low": ("ci95", 0), "conf_high": ("ci95", 1)})
    for adjusted in case["ancova"]["adjusted_means"]:
        row = row_of("anorexia", "paired_arms", **place, method="ancova-mean", arm=ARMS[adjusted["arm"]])
        check(row, adjusted, mean)
    row = row_of("anorexia", "paired_arms", **place, method="change-score", arm="")
    check(row, case["change_by_arm"]["anova"], compared | {"partial_eta_squared": ("eta2",)})
    row = row_of("anorexia", "paired_arms", **place, method="difference-in-differences", arm="")
    check(row, case["change_by_arm"]["anova_welch"], compared)
