"""How numbers are printed: the one module that turns a number into text."""

from __future__ import annotations

import math

import numpy as np
import pytest

from burnout.manuscript import numbers as n


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.047, "0.047"),
        (0.0004, "<0.001"),
        (0.001, "0.001"),
        (0.99951, ">0.999"),
        (0.9995, ">0.999"),
        (float("nan"), "–"),
        (np.float64(0.05), "0.050"),
    ],
)
def test_p_values(value: float, text: str) -> None:
    assert n.p_value(value) == text


def test_p_in_running_text_has_its_sign() -> None:
    assert n.p_phrase(0.047) == "*P* = 0.047"
    assert n.p_phrase(1e-9) == "*P* < 0.001"


def test_counts_and_shares_of_numpy_numbers() -> None:
    assert n.count(np.int64(132)) == "132"
    assert n.share(np.int64(132), np.int64(244)) == "132 (54.10)"
    assert n.percent(100 * 42 / 244) == "17.21%"
    assert n.share(1, 0) == n.MISSING


def test_minus_sign_and_no_negative_zero() -> None:
    assert n.decimal(-0.785, 2) == "−0.79"
    assert n.decimal(-0.001, 2) == "0.00"
    assert n.decimal(None) == n.MISSING  # type: ignore[arg-type]


def test_estimates_and_intervals() -> None:
    assert n.estimate(0.479, 0.25, 0.919, 3) == "0.479 (0.250 to 0.919)"
    assert n.interval(1.2, math.inf) == "1.20 to ∞"
    assert n.estimate(math.nan, 1, 2) == n.MISSING


@pytest.mark.parametrize(
    ("number", "text"), [(0, "no factors"), (1, "one factor"), (2, "two factors"), (12, "12 factors")]
)
def test_counts_with_their_noun(number: int, text: str) -> None:
    assert n.counted(number, "factor") == text


@pytest.mark.parametrize(
    ("items", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_things_in_a_row(items: list[str], text: str) -> None:
    assert n.listing(items) == text


def test_a_label_in_a_sentence_keeps_names_and_abbreviations() -> None:
    assert n.lower_first("Annual income") == "annual income"
    assert n.lower_first("JSE-HP total") == "JSE-HP total"
    assert n.lower_first("Burnout (ProQOL)") == "burnout (ProQOL)"
    assert n.lower_first("African-American") == "African-American"
