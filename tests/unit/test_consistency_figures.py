"""Percentages, counts, sums, means and SDs as printed.

Expected values: hand arithmetic (fractions written in the tests); the mean 5.19 of 28 people of Brown and Heathers
(2017); the tables ``pigs1`` and ``pigs2`` with their verdicts from the documentation of the R package scrutiny; the
GRIMMER examples of the R packages rsprite2 and scrutiny.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter

import pytest

from burnout.consistency import adds_up, count, mean, percentage, sample_sizes, sd
from burnout.errors import DataError

ABSTRACT = [
    "54.10", "40.57", "11.89", "1.64", "76.23", "15.98", "7.79", "63.93", "13.53", "22.54", "43.85", "17.22", "38.93",
]  # fmt: skip
PIGS_1 = {
    ("7.22", 32): True, ("4.74", 25): False, ("5.23", 29): False, ("2.57", 24): False, ("6.77", 27): False,
    ("2.68", 28): True, ("7.01", 29): False, ("7.38", 26): True, ("3.14", 27): False, ("6.89", 31): False,
    ("5.00", 25): True, ("0.24", 28): False,
}  # fmt: skip
PIGS_2 = {"67.4": False, "54.2": False, "54.0": True, "69.8": False, "68.1": False, "55.4": False}


def test_a_percentage_from_no_count_is_not_attainable():
    found = percentage("13.53", 244)  # 33/244 = 13.5246 %, 34/244 = 13.9344 %
    assert (found.verdict, found.computed) == ("not attainable", 13.52)
    assert "33 is 13.52 % and 34 is 13.93 %" in found.note


def test_a_percentage_from_a_count_is_attainable():
    found = percentage("54.10", 244)
    assert (found.verdict, found.computed, found.note) == ("ok", 54.1, "132 of 244.")


@pytest.mark.parametrize(("printed", "verdict"), [("12.5", "ok"), ("12", "ok"), ("13", "ok"), ("14", "not attainable")])
def test_a_half_may_be_rounded_up_or_to_even(printed, verdict):
    assert percentage(printed, 8).verdict == verdict  # 1/8 = 12.5 %


def test_a_half_rounded_down_to_an_odd_digit_is_told_apart():
    assert percentage("37", 8).verdict == "rounding"  # 3/8 = 37.5 %: 38 by both usual rules


@pytest.mark.parametrize(("printed", "attainable"), PIGS_2.items())
def test_percentages_of_the_scrutiny_package(printed, attainable):
    assert percentage(printed, 150).flagged is not attainable


@pytest.mark.parametrize("printed", ["101", "-1", "100.5"])
def test_no_share_is_beyond_0_and_100(printed):
    assert percentage(printed, 20).verdict == "not attainable"


def test_more_decimals_say_more():
    assert percentage("50", 201).verdict == "ok"
    assert percentage("50.0", 201).verdict == "not attainable"  # 100/201 = 49.75 %, 101/201 = 50.25 %


@pytest.mark.parametrize("printed", ["", "about 5", "5,4", "1.2.3", "NaN", "inf"])
def test_text_that_is_no_figure_is_refused(printed):
    with pytest.raises(DataError, match="as printed"):
        percentage(printed, 10)


@pytest.mark.parametrize("n", [0, -3, 2.5, True])
def test_n_must_be_a_count(n):
    with pytest.raises(DataError, match="whole number"):
        percentage("50", n)


def test_count_and_percentage_belong_together():
    assert count(132, "54.10", 244).verdict == "ok"
    wrong = count(130, "54.10%", 244)
    assert (wrong.verdict, wrong.computed) == ("inconsistent", pytest.approx(100 * 130 / 244))
    assert "130 of 244 is 53.28 %" in wrong.note
    assert "132 of 244" in wrong.note
    assert count(245, "100", 244).verdict == "inconsistent"


def test_percentages_that_add_up():
    assert adds_up(["76.23", "15.98", "7.79"], 244).verdict == "ok"
    assert adds_up(["40.57", "11.89", "1.64"], 244, total="54.10").verdict == "ok"
    assert adds_up(["33.3", "33.3", "33.3"], 3).verdict == "rounding"
    assert adds_up(["33.3", "33.3", "33.3"]).verdict == "rounding"
    assert adds_up(["0", "99"], 201, total="100").verdict == "rounding"  # 1 + 199 = 200 of 201, which is 99.5 %


def test_percentages_that_do_not_add_up():
    missing = adds_up(["50.0", "25.0"], 4)
    assert missing.verdict == "inconsistent"
    assert "3, but 100 % of 4 is 4" in missing.note
    assert adds_up(["60.0", "45.0"]).verdict == "inconsistent"
    assert adds_up(["40.57", "11.89", "1.64"], 244, total="55.33").verdict == "inconsistent"


def test_244_follows_from_the_abstract():
    consistent = [text for text in ABSTRACT if text not in ("13.53", "17.22")]
    assert sample_sizes(consistent) == [244, 488, 732]
    assert sample_sizes(ABSTRACT, misses=1) == []
    assert sample_sizes(ABSTRACT, misses=2, most=1) == [244]


def test_the_published_example_of_grim():
    # 28 people: 145/28 = 5.1786 and 146/28 = 5.2143, printed 5.18 and 5.21
    found = mean("5.19", 28)
    assert (found.verdict, found.computed) == ("not attainable", 5.18)
    assert "5.18 and 5.21" in found.note
    assert mean("5.18", 28).verdict == mean("5.21", 28).verdict == "ok"


@pytest.mark.parametrize(("case", "attainable"), PIGS_1.items())
def test_means_of_the_scrutiny_package(case, attainable):
    assert mean(*case).flagged is not attainable


def test_items_and_steps_make_the_grain_finer():
    assert mean("5.19", 28, items=3).verdict == "ok"  # 436/84 = 5.1905
    assert mean("2.25", 2, step="0.5").verdict == "ok"
    assert mean("2.25", 2).verdict == "not attainable"


def test_a_mean_that_can_always_be_says_so():
    assert "says nothing" in mean("3.47", 100).note


@pytest.mark.parametrize(
    ("mean_", "sd_", "n", "possible"),
    [("5.21", "1.60", 28, True), ("3.44", "2.47", 18, False), ("7.3", "2.51", 12, False)],
)
def test_published_examples_of_grimmer(mean_, sd_, n, possible):
    assert mean(mean_, n).verdict == "ok"
    assert sd(sd_, mean_, n).flagged is not possible


def test_the_nearest_sd_is_named():
    found = sd("2.47", "3.44", 18)  # total 62: sums of squares 316 and 318 give 2.4550 and 2.4788
    assert found.verdict == "not attainable"
    assert found.computed == pytest.approx(math.sqrt((318 - 62**2 / 18) / 17))


def test_every_sd_of_real_answers_passes():
    for n in (2, 3, 4, 5):
        for answers in itertools.combinations_with_replacement(range(5), n):
            middle = sum(answers) / n
            spread = math.sqrt(sum((x - middle) ** 2 for x in answers) / (n - 1))
            assert not sd(f"{spread:.2f}", f"{middle:.2f}", n).flagged, answers


def test_an_sd_that_passes_is_nearly_always_real():
    """Two people: the SD is the difference over the square root of 2, so few values may pass."""
    possible = Counter(f"{abs(a - b) / math.sqrt(2):.2f}" for a in range(30) for b in range(30) if (a + b) % 2 == 0)
    passed = {f"{v / 100:.2f}" for v in range(0, 300) if not sd(f"{v / 100:.2f}", "10.00", 2).flagged}
    assert {text for text in possible if float(text) < 3} <= passed
    assert len(passed) < 20


def test_an_sd_needs_an_attainable_mean_and_two_people():
    assert sd("1.00", "5.19", 28).verdict == "not checked"
    assert sd("0.00", "5", 1).verdict == "not checked"
    assert sd("-1.0", "5", 10).verdict == "not attainable"
