"""Three arms before and after through a study file: anorexia (R's lm, car, t.test).

Tolerances, relative (absolute where R's value is 0): 1e-6, all being closed formulas; 1e-4 for Tukey's intervals and P,
R's ptukey being good for about eight digits of the quantile; 1e-5 for Lilliefors' P (see test_cases_univariate).
"""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from helpers.golden import GOLDEN, Block, Keys, P, at, check, expected, row_of
from helpers.golden_paired import check_described, check_every_paired_test, check_pairs
from helpers.golden_screen import check_cells, check_groups, check_posthoc, check_screening
from helpers.ledger import unaccounted

ARMS = {"Cont": "Control", "CBT": "Behavioural therapy", "FT": "Family therapy"}


def test_changes_are_screened_by_arm() -> None:
    """The change and whether anybody gained, as outcomes of the study file."""
    case = expected("anorexia_arms")
    check_screening("anorexia", "change", "arm", case["change_by_arm"])
    check_groups("anorexia", "change", "arm", case["change_by_arm"], ARMS, by="level")
    check_posthoc("anorexia", "change", "arm", case["change_by_arm"], ARMS)
    block = case["change_ft_vs_cont"]
    check_screening("anorexia-ft", "change", "arm", block)
    check_groups("anorexia-ft", "change", "arm", block, ARMS, by="level")
    block = case["change_cbt_vs_cont"]
    check_groups("anorexia-cbt", "change", "arm", block, ARMS, by="level")
    ranks = Block(block["mann_whitney"] | {"p_exact_conditional_with_ties": _rank_sum_p("CBT", "Cont")})
    ranks.place = block["mann_whitney"].place
    other = Block(block | {"mann_whitney": ranks})
    other.place = block.place
    check_screening("anorexia-cbt", "change", "arm", other)


def _rank_sum_p(first: str, second: str) -> float:
    """Exact two-sided P of the rank sum given the ties, by counting: R's exactRankTests is off in the third digit here.

    Sums of doubled mid-ranks of every choice of as many people as `first` has, at least as far from their mean.
    """
    rows = pd.read_csv(GOLDEN / "anorexia_arms" / "data.csv")
    change = (rows["post"] - rows["pre"]).round(10)
    sides = [change[rows["arm"] == arm] for arm in (first, second)]
    ranks = (2 * pd.concat(sides).rank()).astype(int).tolist()
    size, seen = len(sides[0]), sum(ranks[: len(sides[0])])
    ways = [Counter({0: 1})] + [Counter() for _ in range(size)]
    for rank in ranks:
        for chosen in range(size, 0, -1):
            for total, count in list(ways[chosen - 1].items()):
                ways[chosen][total + rank] += count
    mean = size * sum(ranks) / len(ranks)
    far = sum(count for total, count in ways[size].items() if abs(total - mean) >= abs(seen - mean) - 1e-9)
    return far / sum(ways[size].values())


def test_gains_are_screened_by_arm() -> None:
    """The outcome is that somebody did not gain, so that its levels stand in R's order."""
    case = expected("anorexia_arms")
    check_screening("anorexia", "lost", "arm", case["gain_by_arm"])
    check_cells("anorexia", "lost", "arm", case["gain_by_arm"], list(ARMS.values()), ["No", "Yes"])
    block = case["gain_ft_vs_cont_2x2"]
    check_screening("anorexia-ft", "lost", "arm", block)
    check_cells("anorexia-ft", "lost", "arm", block, [ARMS["FT"], ARMS["Cont"]], ["No", "Yes"])


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
        row = row_of("anorexia", "paired_arms", **place, method="ancova-pairs", arm=other, reference=one)
        told: dict[str, Keys] = {"estimate": ("est",), "std_error": ("se",), "statistic": ("t",), "p_value": P}
        check(row, pair, told, sign=-1)  # emmeans subtracts the second arm from the first
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


def test_nothing_is_left_out() -> None:
    test_changes_are_screened_by_arm()
    test_gains_are_screened_by_arm()
    for arm in ARMS:
        test_pairs_within_arms(arm)
    test_arms_before_and_compared()
    assert unaccounted("anorexia_arms") == []
