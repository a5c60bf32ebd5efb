"""P values and odds ratios against printed statistics and intervals.

Expected verdicts: the decision-error examples in the tests of the R package statcheck, and hand arithmetic with
quantiles of the normal distribution.
"""

from __future__ import annotations

import math

import pytest

from burnout.consistency import odds_ratio, p_value
from burnout.errors import DataError

STATCHECK_DECISION_ERRORS = [
    ("t", "2.20", ["28"], ".06"), ("t", "1.20", ["28"], ".03"), ("F", "22.20", ["2", "28"], ".06"),
    ("F", "2.20", ["2", "28"], ".03"), ("r", ".22", ["28"], ".03"), ("r", ".52", ["28"], ".06"),
    ("chi-square", "2.20", ["28"], ".03"), ("chi-square", "52.20", ["28"], ".06"), ("z", "1.20", [], ".03"),
    ("z", "2.20", [], ".06"), ("t", "1.02", ["48"], "<.05"),
]  # fmt: skip


@pytest.mark.parametrize("case", STATCHECK_DECISION_ERRORS)
def test_decision_errors_of_the_statcheck_package(case):
    assert p_value(*case).verdict == "decision error"


@pytest.mark.parametrize(
    "case",
    [
        ("t", "2.14", ["17"], "0.047"), ("chi-square", "8.19", ["2"], "0.017"), ("F", "3.1", ["2", "241"], "<.05"),
        ("z", "1.96", [], "0.05"), ("z", "-1.96", [], "P = .050"), ("z", "3.50", [], "< 0.001"),
        ("z", "1.0", [], ">0.05"),
    ],
)  # fmt: skip
def test_consistent_results(case):
    assert p_value(*case).verdict == "ok"


def test_rounding_of_the_statistic_is_no_error():
    found = p_value("r", ".45", ["20"], ".03")  # r between .445 and .455: P between .033 and .038
    assert (found.verdict, found.flagged) == ("rounding", False)


def test_a_wrong_p_with_the_same_decision_is_inconsistent():
    found = p_value("t", "2.14", ["17"], "0.017")
    assert found.verdict == "inconsistent"
    assert found.computed == pytest.approx(0.0472, abs=5e-5)


def test_a_p_of_0_05_tells_no_decision():
    assert p_value("t", "2.20", ["28"], ".05").verdict == "inconsistent"


def test_one_sided_tests():
    assert p_value("z", "1.645", [], "0.050", tails=1).verdict == "ok"
    found = p_value("z", "1.80", [], "0.036")
    assert found.verdict == "decision error"
    assert "one-sided" in found.note


def test_p_of_zero_is_read_as_less_than_half_a_unit():
    found = p_value("z", "5.00", [], "0.000")
    assert found.verdict == "ok"
    assert "P < 0.001" in found.note
    assert p_value("z", "3.00", [], "0.000").verdict == "inconsistent"


def test_another_level_moves_the_decision():
    assert p_value("z", "2.20", [], ".06", alpha=0.10).verdict == "inconsistent"


def test_rounded_degrees_of_freedom_widen_the_interval():
    assert p_value("t", "2.000", ["3.5"], "0.126").flagged is False  # df 3.45 to 3.55


@pytest.mark.parametrize(
    ("test", "statistic", "df", "p"),
    [("t", "2", [], "0.05"), ("F", "3", ["2"], ".05"), ("z", "2", ["4"], ".05"), ("F", "-3", ["2", "9"], ".05"),
     ("r", "1.2", ["9"], ".05"), ("t", "2", ["0"], ".05"), ("t", "2", ["9"], "1.2"), ("t", "2", ["9"], "ns"),
     ("q", "2", ["9"], ".05")],
)  # fmt: skip
def test_impossible_tests_are_refused(test, statistic, df, p):
    with pytest.raises(DataError):
        p_value(test, statistic, df, p)


def verdicts(*arguments, **more):
    return [finding.verdict for finding in odds_ratio(*arguments, **more)]


def test_an_odds_ratio_with_its_interval_and_p():
    first, second = odds_ratio("2.99", "1.69", "5.30", "<0.001")
    assert first.verdict == second.verdict == "ok"
    assert first.computed == pytest.approx(math.sqrt(1.69 * 5.30))
    # ln 2.99 / (ln(5.30/1.69) / 3.92) = 3.757: P = 0.00017
    assert second.computed == pytest.approx(0.00017, abs=5e-6)


def test_an_odds_ratio_outside_its_interval():
    assert verdicts("5.99", "1.69", "5.30", "<0.001") == ["inconsistent"]


def test_an_asymmetric_interval():
    assert verdicts("2.10", "1.69", "5.30") == ["inconsistent"]
    assert verdicts("2.10", "1.69", "5.30", wald=False) == ["ok"]


def test_rounding_of_small_odds_ratios():
    assert verdicts("0.1", "0.0", "0.4") == ["rounding"]


def test_p_against_the_interval():
    assert verdicts("2.99", "1.69", "5.30", "0.03")[1] == "inconsistent"
    assert verdicts("2.99", "1.69", "5.30", "0.12")[1] == "decision error"
    assert verdicts("1.50", "0.75", "3.00", "0.01")[1] == "decision error"


def test_p_against_an_interval_that_is_not_walds():
    assert verdicts("1.50", "0.70", "3.00", "0.01", wald=False)[1] == "decision error"
    assert verdicts("1.50", "1.05", "3.00", "0.04", wald=False)[1] == "ok"


def test_an_interval_from_few_clusters_fits_students_t():
    # log odds ratio 1, standard error 0.4, 11 degrees of freedom: t quantile 2.20099, P = 0.0295 (two-sided t of 2.5)
    low, high = (math.exp(1 + sign * 2.20099 * 0.4) for sign in (-1, 1))
    findings = odds_ratio("2.718", f"{low:.3f}", f"{high:.3f}", "0.0295")
    assert [finding.verdict for finding in findings] == ["ok", "ok"]
    assert "Student's t" in findings[1].note


@pytest.mark.parametrize("case", [("-0.5", "-1.2", "0.2"), ("0", "0", "1"), ("2", "1", "x")])
def test_what_is_no_odds_ratio_is_refused(case):
    with pytest.raises(DataError):
        odds_ratio(*case)
