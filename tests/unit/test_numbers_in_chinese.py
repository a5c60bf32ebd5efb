"""Numbers and lists as Chinese journals print them, and in English as before."""

from __future__ import annotations

import math

import pytest

from burnout.language import language_of, writing_in
from burnout.manuscript import numbers

CASES = [
    (lambda: numbers.share(132, 244), "132 (54.10)", "132(54.10)"),
    (lambda: numbers.p_phrase(0.047), "*P* = 0.047", "*P*=0.047"),
    (lambda: numbers.p_phrase(0.0001), "*P* < 0.001", "*P*<0.001"),
    (lambda: numbers.interval(0.27, 0.85), "0.27 to 0.85", "0.27～0.85"),
    (lambda: numbers.interval(2.0, math.inf), "2.00 to ∞", "2.00～∞"),
    (lambda: numbers.estimate(0.48, 0.27, 0.85), "0.48 (0.27 to 0.85)", "0.48(0.27～0.85)"),
    (lambda: numbers.mean_sd(26.33, 4.51), "26.33 ± 4.51", "26.33±4.51"),
    (lambda: numbers.listing(["a", "b", "c"]), "a, b and c", "a、b和c"),
    (lambda: numbers.listing(["a", "b"]), "a and b", "a和b"),
    (lambda: numbers.listing(["a"]), "a", "a"),
    (lambda: numbers.sentence("某校"), "某校.", "某校。"),
    (lambda: numbers.sentence("x of y"), "X of y.", "x of y。"),
    (lambda: numbers.sentence("已说。"), "已说。.", "已说。"),
    (lambda: numbers.lower_first("Income"), "income", "Income"),
    (lambda: numbers.percent(54.1), "54.10%", "54.10%"),
]


@pytest.mark.parametrize(("printed", "english", "chinese"), CASES)
def test_numbers_and_lists(printed, english, chinese):
    assert printed() == english
    with writing_in(language_of("zh")):
        assert printed() == chinese
