"""What is printed consistently is never flagged, however it is rounded."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from statistics import fmean, stdev

from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from burnout.consistency import adds_up, count, mean, odds_ratio, p_value, percentage, sample_sizes, sd
from burnout.consistency.draft import draft

DECIMALS = st.integers(0, 4)
RULES = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])


@st.composite
def shares(draw):
    n = draw(st.integers(1, 3000))
    return draw(st.integers(0, n)), n


def rounded(number: int, n: int, decimals: int, rule: str) -> str:
    return str((Decimal(number) / Decimal(n)).quantize(Decimal(1).scaleb(-decimals), rounding=rule))


@settings(deadline=None)
@given(shares(), DECIMALS, RULES)
def test_a_percentage_of_a_count_is_attainable(share, decimals, rule):
    k, n = share
    printed = rounded(100 * k, n, decimals, rule)
    assert percentage(printed, n).verdict == "ok"
    assert count(k, printed, n).verdict == "ok"


@settings(deadline=None)
@given(shares(), DECIMALS)
def test_a_percentage_printed_by_a_computer_is_attainable(share, decimals):
    k, n = share
    assert not percentage(f"{100 * k / n:.{decimals}f}", n).flagged


@settings(deadline=None)
@given(st.lists(st.integers(0, 400), min_size=2, max_size=6).filter(any), st.integers(0, 3), RULES)
def test_shares_of_a_whole_add_up(parts, decimals, rule):
    n = sum(parts)
    printed = [rounded(100 * part, n, decimals, rule) for part in parts]
    assert not adds_up(printed, n).flagged
    assert not adds_up(printed).flagged
    assert not adds_up(printed[:2], n, total=rounded(100 * sum(parts[:2]), n, decimals, rule)).flagged


@settings(deadline=None)
@given(st.lists(st.integers(0, 60), min_size=1, max_size=5), st.integers(60, 200))
def test_the_true_sample_size_is_never_above_a_smaller_one_that_fits(parts, n):
    printed = [f"{100 * part / n:.2f}" for part in parts]
    assert sample_sizes(printed, limit=n, most=n)[-1] == n


@settings(deadline=None)
@given(st.lists(st.integers(0, 6), min_size=2, max_size=40), st.integers(1, 3))
def test_mean_and_sd_of_answers_are_attainable(answers, decimals):
    middle, spread = fmean(answers), stdev(answers)
    assert not mean(f"{middle:.{decimals}f}", len(answers)).flagged
    assert not sd(f"{spread:.{decimals}f}", f"{middle:.{decimals}f}", len(answers)).flagged


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(1, 5), min_size=3, max_size=3), min_size=2, max_size=20))
def test_means_of_item_means_are_attainable(people):
    scores = [sum(items) / 3 for items in people]
    middle, spread = fmean(scores), stdev(scores)
    assert not mean(f"{middle:.2f}", len(people), items=3).flagged
    assert not sd(f"{spread:.2f}", f"{middle:.2f}", len(people), items=3).flagged


@st.composite
def results(draw):
    """A test, its statistic and degrees of freedom, and P by scipy's distributions."""
    test = draw(st.sampled_from(["t", "F", "chi-square", "r", "z"]))
    df = draw(st.integers(1, 300))
    df2 = draw(st.integers(2, 300))
    if test == "r":
        r = draw(st.floats(-0.99, 0.99))
        return test, r, [df], 2 * stats.t.sf(abs(r) * math.sqrt(df / (1 - r * r)), df)
    if test in ("t", "z"):
        x = draw(st.floats(-8, 8))
        return (
            test,
            x,
            [df] if test == "t" else [],
            2 * (stats.t.sf(abs(x), df) if test == "t" else stats.norm.sf(abs(x))),
        )
    x = draw(st.floats(0, 60))
    return (test, x, [df, df2], stats.f.sf(x, df, df2)) if test == "F" else (test, x, [df], stats.chi2.sf(x, df))


@settings(deadline=None)
@given(results(), st.integers(1, 4), st.integers(2, 5))
def test_a_statistic_and_its_own_p_are_never_flagged(result, decimals, p_decimals):
    test, statistic, df, p = result
    text = f"{statistic:.{decimals}f}"
    degrees = [str(value) for value in df]
    assert not p_value(test, text, degrees, f"{p:.{p_decimals}f}").flagged
    bound = "<0.05" if p < 0.05 else ">=0.05"
    assert not p_value(test, text, degrees, bound).flagged
    name = {"chi-square": "\u03c7\u00b2"}.get(test, test)
    bracket = f"({', '.join(degrees)})" if degrees else ""
    table = draft(f"Words, {name}{bracket} = {text}, P = {p:.{p_decimals}f}.")
    assert len(table) == 1
    assert table["verdict"].iloc[0] in ("ok", "rounding")


@settings(deadline=None)
@given(st.floats(-2.5, 2.5), st.floats(0.05, 1.2), st.integers(2, 3))
def test_an_odds_ratio_with_its_own_interval_and_p_is_never_flagged(log_ratio, error, decimals):
    half = stats.norm.ppf(0.975) * error
    figures = [f"{math.exp(value):.{decimals}f}" for value in (log_ratio, log_ratio - half, log_ratio + half)]
    p = 2 * stats.norm.sf(abs(log_ratio) / error)
    for printed in (f"{p:.3f}", "<0.05" if p < 0.05 else ">0.05"):
        assert not any(finding.flagged for finding in odds_ratio(*figures, printed))


PIECES = st.sampled_from(
    ["t(", "F(", "r(", "z", "\u03c7\u00b2", "OR ", "95% CI ", ")", "(", " = ", "P < ", ", ", "; ", " of ", "/", "%",
     "-", " to ", "\n", "df = ", "1e-5"]
)  # fmt: skip
NUMBERS = st.one_of(st.integers(0, 10**12).map(str), st.decimals(-100, 100, places=3).map(str))


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, NUMBERS, st.text(max_size=3)), max_size=25).map("".join))
def test_no_text_stops_the_reader_of_drafts(text):
    table = draft(text)
    assert table["verdict"].notna().all()
